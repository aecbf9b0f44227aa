//! What comes from C, checked before it is used.

use std::{
    ffi::{CStr, c_char},
    mem::MaybeUninit,
    ops::Range,
};

use ombud::{Error, ErrorCode};
use ombud_doors::{Fault, Result};

fn refused(argument: &str, expected: &str, found: &str) -> Fault {
    Error::new(ErrorCode::InvalidArgument).item(argument).expected(expected).found(found).into()
}

/// A document: `len` bytes at `data`. No bytes need no pointer.
///
/// # Safety
/// Where `data` is not null it points to `len` bytes that stay as they are for `'a`.
pub(crate) unsafe fn document<'a>(argument: &str, data: *const u8, len: usize) -> Result<&'a [u8]> {
    // SAFETY: as the caller promises; bytes need no alignment.
    unsafe { array(argument, data, len) }
}

/// `len` items at `data`. No items need no pointer.
///
/// # Safety
/// Where `data` is not null and aligned it points to `len` items that stay as they are for `'a`.
pub(crate) unsafe fn array<'a, T>(argument: &str, data: *const T, len: usize) -> Result<&'a [T]> {
    if len == 0 {
        return Ok(&[]);
    }
    fits::<T>(argument, data, len)?;
    // SAFETY: not null, aligned, no larger than an object can be; the rest the caller promises.
    Ok(unsafe { std::slice::from_raw_parts(data, len) })
}

/// Room for `len` items at `data`, which must not lie over the bytes that are read meanwhile.
///
/// # Safety
/// Where `data` is not null and aligned it points to room for `len` items that nobody else uses for `'a`.
pub(crate) unsafe fn room<'a, T>(
    argument: &str,
    data: *mut T,
    len: usize,
    read: &[Range<usize>],
) -> Result<&'a mut [MaybeUninit<T>]> {
    if len == 0 {
        return Ok(&mut []);
    }
    let written = fits::<T>(argument, data, len)?;
    if read.iter().any(|read| written.start < read.end && read.start < written.end) {
        return Err(refused(argument, "an array of its own", "one that lies over the array that is read"));
    }
    // SAFETY: not null, aligned, no larger than an object can be; the rest the caller promises. What
    // is not yet written is no value.
    Ok(unsafe { std::slice::from_raw_parts_mut(data.cast(), len) })
}

/// Where what is read lies.
pub(crate) fn place<T>(read: &[T]) -> Range<usize> {
    let read = read.as_ptr_range();
    read.start.addr()..read.end.addr()
}

/// The addresses of `len` items at `data`: there is a pointer, it is aligned, and the items end within
/// the memory that there can be.
fn fits<T>(argument: &str, data: *const T, len: usize) -> Result<Range<usize>> {
    if data.is_null() {
        return Err(refused(argument, "a pointer", "NULL"));
    }
    if !data.is_aligned() {
        return Err(refused(argument, "a pointer aligned to its type", "one that is not"));
    }
    let start = data.addr();
    let bytes = len.checked_mul(size_of::<T>()).filter(|bytes| isize::try_from(*bytes).is_ok());
    match bytes.and_then(|bytes| start.checked_add(bytes)) {
        Some(end) => Ok(start..end),
        None => Err(refused(argument, "a size that memory can have", &len.to_string())),
    }
}

/// A name or an instant: UTF-8 that ends with a zero byte.
///
/// # Safety
/// Where `text` is not null it points to bytes that end with a zero byte and stay as they are for `'a`.
pub(crate) unsafe fn text<'a>(argument: &str, text: *const c_char) -> Result<&'a str> {
    if text.is_null() {
        return Err(refused(argument, "a pointer", "NULL"));
    }
    // SAFETY: not null; the rest the caller promises.
    let bytes = unsafe { CStr::from_ptr(text) };
    bytes.to_str().map_err(|_| Error::new(ErrorCode::InvalidUtf8).item(argument).into())
}

/// What a pointer refers to.
///
/// # Safety
/// Where `pointer` is not null and aligned it points to a `T` that lives for `'a`.
pub(crate) unsafe fn shared<'a, T>(argument: &str, pointer: *const T) -> Result<&'a T> {
    fits::<T>(argument, pointer, 1)?;
    // SAFETY: not null and aligned; the rest the caller promises.
    Ok(unsafe { &*pointer })
}

/// Where an answer goes. A pointer and no reference: C may name one place for several numbers that it
/// does not want.
pub(crate) struct Out<T>(*mut T);

impl<T> Out<T> {
    /// Writes it.
    pub(crate) fn set(self, value: T) {
        // SAFETY: not null and aligned, as `out` checked; there is room, as its caller promised.
        unsafe { self.0.write(value) }
    }
}

/// Where an answer goes. It is written only when all went well.
///
/// # Safety
/// Where `pointer` is not null and aligned it points to room for a `T` until the answer is written.
pub(crate) unsafe fn out<T>(argument: &str, pointer: *mut T) -> Result<Out<T>> {
    fits::<T>(argument, pointer, 1)?;
    Ok(Out(pointer))
}

/// Two places, each for something that is to be freed: in one place the first would be lost.
pub(crate) fn apart<T>(argument: &str, out: &Out<T>, other: &Out<T>) -> Result<()> {
    let (start, other) = (out.0.addr(), other.0.addr());
    if start.abs_diff(other) < size_of::<T>() {
        return Err(refused(argument, "a place of its own", "one that another answer is written to"));
    }
    Ok(())
}
