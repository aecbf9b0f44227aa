//! Where errors are handed over, and handles taken back.

use ombud_doors::{Fault, Result, contained};

use crate::{error::ombud_error, library::OMBUD_OK};

/// Runs the body of an exported function: 0, or the number of the error, which `error` then owns.
///
/// # Safety
/// Where `error` is not null it points to room for a pointer.
pub(crate) unsafe fn guard(error: *mut *mut ombud_error, body: impl FnOnce() -> Result<()>) -> u32 {
    let fault = match contained(body) {
        Ok(()) => return OMBUD_OK,
        Err(fault) => fault,
    };
    let number = fault.code().number();
    if !error.is_null() {
        // Words are made here, and what makes them may fail too; the number is left then.
        let given = quiet(std::ptr::null_mut(), || Some(ombud_error::give(&fault)));
        // SAFETY: not null; the caller promises room for a pointer. Written without alignment, as C may
        // have put it anywhere.
        unsafe { error.write_unaligned(given) };
    }
    number
}

/// For getters that cannot fail: their answer, or what stands for nothing.
pub(crate) fn quiet<T>(nothing: T, body: impl FnOnce() -> Option<T>) -> T {
    contained(|| Ok::<_, Fault>(body())).ok().flatten().unwrap_or(nothing)
}

/// Takes a handle back.
///
/// # Safety
/// `handle` is NULL, or was made by `Box::into_raw` and is handed back once.
pub(crate) unsafe fn free<T>(handle: *mut T) {
    if !handle.is_null() {
        // SAFETY: as the caller promises.
        let handle = unsafe { Box::from_raw(handle) };
        quiet((), move || {
            drop(handle);
            Some(())
        });
    }
}
