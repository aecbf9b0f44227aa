//! `ombud_bytes`.

use ombud_doors::Result;

use crate::{
    guard::{free, quiet},
    input,
};

/// An answer: bytes that belong to whoever received them and are freed with ombud_bytes_free(). JSON
/// documents are canonical UTF-8. A zero byte, not counted, follows the last one, so that a document
/// can be printed as a string.
pub struct ombud_bytes(Vec<u8>);

impl ombud_bytes {
    /// Hands an answer over.
    pub(crate) fn give(mut bytes: Vec<u8>) -> *mut ombud_bytes {
        bytes.push(0);
        Box::into_raw(Box::new(ombud_bytes(bytes)))
    }

    /// Checks where the answer goes, works it out, and hands it over.
    ///
    /// # Safety
    /// Where `out` is not null it points to room for a pointer that nobody else uses meanwhile.
    pub(crate) unsafe fn answer(
        out: *mut *mut ombud_bytes,
        work: impl FnOnce() -> Result<Vec<u8>>,
    ) -> Result<()> {
        // SAFETY: as the caller promises.
        let out = unsafe { input::out("out", out) }?;
        out.set(ombud_bytes::give(work()?));
        Ok(())
    }
}

/// Returns the first of the bytes, or NULL for NULL. They live as long as the handle.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_bytes_data(bytes: *const ombud_bytes) -> *const u8 {
    // SAFETY: the caller hands over NULL or bytes that are not freed.
    quiet(std::ptr::null(), || unsafe { input::shared("bytes", bytes) }.ok().map(|bytes| bytes.0.as_ptr()))
}

/// Returns how many bytes there are, or 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_bytes_len(bytes: *const ombud_bytes) -> usize {
    // SAFETY: the caller hands over NULL or bytes that are not freed.
    quiet(0, || unsafe { input::shared("bytes", bytes) }.ok().map(|bytes| bytes.0.len().saturating_sub(1)))
}

/// Frees an answer. NULL is allowed; an answer is freed once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_bytes_free(bytes: *mut ombud_bytes) {
    // SAFETY: made by `give`, and handed back once.
    unsafe { free(bytes) }
}
