//! Where panics stop, and handles that a panic leaves marked.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, TryLockError},
};

use ombud::{Error, ErrorCode};

use crate::Result;

/// Does it; a panic is the error `internal`, with its words. The host's panic hook has been called and
/// stays as it was.
///
/// What a panic leaves half done must be out of reach afterwards: an engine, which never changes, or
/// something in a [`Handle`], which is marked.
///
/// # Errors
/// Those of the work; `internal`.
pub fn contained<T, E: From<Error>>(work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let said = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let said = said.or_else(|| payload.downcast_ref::<String>().cloned());
        // Dropping what was thrown may panic once more.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(payload)));
        let error = Error::new(ErrorCode::Internal);
        Err(said.map_or(error.clone(), |said| error.found(said)).into())
    })
}

/// Something that changes. Whoever comes while another is inside is refused at once, and after a panic
/// inside nobody comes in again.
#[derive(Debug)]
pub struct Handle<T>(Mutex<Inside<T>>);

#[derive(Debug)]
struct Inside<T> {
    value: T,
    broken: bool,
}

impl<T> Handle<T> {
    /// A handle that is free.
    pub fn new(value: T) -> Self {
        Handle(Mutex::new(Inside { value, broken: false }))
    }

    /// Works on the value, alone.
    ///
    /// # Errors
    /// `handle_busy`, `handle_broken`; those of the work.
    #[inline]
    pub fn enter<R>(&self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let mut inside = match self.0.try_lock() {
            Ok(inside) if !inside.broken => inside,
            Err(TryLockError::WouldBlock) => return Err(Error::new(ErrorCode::HandleBusy).into()),
            _ => return Err(Error::new(ErrorCode::HandleBroken).into()),
        };
        // The lock's own mark is not enough: it stays away where the host calls while it unwinds.
        inside.broken = true;
        let result = work(&mut inside.value);
        inside.broken = false;
        result
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn panics(handle: &Handle<u32>) -> ErrorCode {
        let stopped = contained(|| handle.enter(|_| -> Result<()> { panic!("as the test asked") }));
        stopped.unwrap_err().code()
    }

    #[test]
    fn a_panic_is_an_error_with_its_words() {
        let said = |work: fn() -> Result<(), Error>| contained(work).unwrap_err();
        assert_eq!(
            said(|| panic!("as the {}", "test asked")).detail().found.as_deref(),
            Some("as the test asked")
        );
        assert_eq!(said(|| std::panic::panic_any(7)), Error::new(ErrorCode::Internal));
        assert_eq!(contained(|| Ok::<_, Error>(7)), Ok(7));
    }

    #[test]
    fn one_comes_in_at_a_time() {
        let handle = Handle::new(7);
        let inner = handle.enter(|_| Ok(handle.enter(|_| Ok(())).map_err(|fault| fault.code())));
        assert_eq!(inner, Ok(Err(ErrorCode::HandleBusy)));
        assert_eq!(handle.enter(|value| Ok(*value)), Ok(7));
        assert_eq!(panics(&handle), ErrorCode::Internal);
        assert_eq!(panics(&handle), ErrorCode::HandleBroken);
    }

    #[test]
    fn a_handle_is_marked_in_a_host_that_unwinds() {
        struct Late<'a>(&'a Handle<u32>);
        impl Drop for Late<'_> {
            fn drop(&mut self) {
                assert_eq!(panics(self.0), ErrorCode::Internal);
            }
        }
        let handle = Handle::new(7);
        let unwound = contained(|| -> Result<()> {
            let _late = Late(&handle);
            panic!("the host's own")
        });
        assert_eq!(unwound.unwrap_err().code(), ErrorCode::Internal);
        assert_eq!(panics(&handle), ErrorCode::HandleBroken);
    }
}
