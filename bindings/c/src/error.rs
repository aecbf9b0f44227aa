//! `ombud_error`.

use std::ffi::{CStr, CString, c_char};

use ombud::model::Lang;
use ombud_doors::Fault;

use crate::{
    guard::{free, quiet},
    input,
};

/// What went wrong: a number and a name that never change, a message for people, and all that is
/// known of it as JSON. It belongs to whoever received it and is freed with ombud_error_free().
///
/// Messages and documents are UTF-8 and end with a zero byte.
pub struct ombud_error {
    code: u32,
    name: CString,
    zh: CString,
    en: CString,
    json: CString,
}

/// A text for C: a zero byte inside would end it early and is shown as the sign for one.
fn text(text: &str) -> CString {
    CString::new(text.replace('\0', "\u{2400}")).unwrap_or_default()
}

impl ombud_error {
    /// Hands an error over.
    pub(crate) fn give(fault: &Fault) -> *mut ombud_error {
        Box::into_raw(Box::new(ombud_error {
            code: fault.code().number(),
            name: text(fault.code().name()),
            zh: text(&fault.message(Lang::Zh)),
            en: text(&fault.message(Lang::En)),
            json: text(&String::from_utf8_lossy(&fault.to_bytes())),
        }))
    }
}

/// For Chinese readers.
pub const OMBUD_LANG_ZH: u32 = 0;
/// For English readers.
pub const OMBUD_LANG_EN: u32 = 1;

/// Returns the number of the error, one of the OMBUD_ERROR_ constants, or 0 for NULL.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_error_code(error: *const ombud_error) -> u32 {
    // SAFETY: the caller hands over NULL or an error that is not freed.
    quiet(0, || unsafe { input::shared("error", error) }.ok().map(|error| error.code))
}

/// Returns the name of the error in snake_case, such as "unknown_regime", or "" for NULL. It lives as
/// long as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_error_name(error: *const ombud_error) -> *const c_char {
    // SAFETY: as promised for `field`.
    unsafe { field(error, |error| &error.name) }
}

/// Returns what went wrong in words, with the place, what was expected and what was found, for a
/// reader of `lang` (OMBUD_LANG_ZH or OMBUD_LANG_EN; English for any other number), or "" for NULL.
/// It lives as long as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_error_message(error: *const ombud_error, lang: u32) -> *const c_char {
    // SAFETY: as promised for `field`.
    unsafe { field(error, |error| if lang == OMBUD_LANG_ZH { &error.zh } else { &error.en }) }
}

/// Returns all that is known of the error as a JSON document: code, number, message, detail (file,
/// line, item, path, expected, found), findings; or "" for NULL. It lives as long as the error.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_error_json(error: *const ombud_error) -> *const c_char {
    // SAFETY: as promised for `field`.
    unsafe { field(error, |error| &error.json) }
}

/// Frees an error. NULL is allowed; an error is freed once.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn ombud_error_free(error: *mut ombud_error) {
    // SAFETY: made by `give`, and handed back once.
    unsafe { free(error) }
}

/// # Safety
/// The caller hands over NULL or an error that is not freed.
unsafe fn field(error: *const ombud_error, which: impl FnOnce(&ombud_error) -> &CString) -> *const c_char {
    const NOTHING: &CStr = c"";
    // SAFETY: as the caller promises.
    quiet(NOTHING.as_ptr(), || {
        unsafe { input::shared("error", error) }.ok().map(|error| which(error).as_ptr())
    })
}
