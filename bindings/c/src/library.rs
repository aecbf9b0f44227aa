//! What library this is.

use std::ffi::c_char;

use crate::{bytes::ombud_bytes, error::ombud_error, guard::guard};

/// The number of the binary interface this header describes. It changes when a program must be
/// compiled again; ombud_abi_version() gives that of the library that was loaded.
pub const OMBUD_ABI_VERSION: u32 = 0;

/// Returned by functions when all went well.
pub const OMBUD_OK: u32 = 0;

/// Returns the number of the library's binary interface; a program compares it with
/// OMBUD_ABI_VERSION.
#[unsafe(no_mangle)]
pub extern "C" fn ombud_abi_version() -> u32 {
    OMBUD_ABI_VERSION
}

/// Returns the version of the library, such as "0.1.0". It lives as long as the library.
#[unsafe(no_mangle)]
pub extern "C" fn ombud_version() -> *const c_char {
    const VERSION: &str = concat!(env!("CARGO_PKG_VERSION"), "\0");
    VERSION.as_ptr().cast()
}

/// Tells how the library was built, as a JSON document: version, target, optimised, bundle (the hash of
/// the built-in packs) and test_operations (true in no library that is handed out).
///
/// Returns 0, or the number of the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_build_info(out: *mut *mut ombud_bytes, error: *mut *mut ombud_error) -> u32 {
    // SAFETY: the caller hands over room for the answer, and NULL or room for an error.
    unsafe { guard(error, || ombud_bytes::answer(out, ombud_doors::build_info)) }
}
