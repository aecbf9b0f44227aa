//! No panic reaches Python, and a handle that changes has one caller at a time.

use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Mutex, TryLockError},
};

use ombud::{Error, ErrorCode};
use ombud_doors::{Fault, Result};
use pyo3::prelude::*;

use crate::fault::raised;

/// Runs work that may take longer than it takes to let other threads go on.
pub(crate) fn detached<T: Send>(py: Python<'_>, work: impl FnOnce() -> Result<T> + Send) -> PyResult<T> {
    py.detach(|| contained(work)).map_err(|fault| raised(py, &fault))
}

/// Runs work that is shorter.
pub(crate) fn attached<T>(py: Python<'_>, work: impl FnOnce() -> Result<T>) -> PyResult<T> {
    contained(work).map_err(|fault| raised(py, &fault))
}

// What a panic leaves half done is either nobody's, or behind a lock that it has poisoned.
fn contained<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| Err(Fault::panic(&*payload)))
}

/// Something that changes. Whoever comes while another is inside is refused at once, and after a
/// panic inside nobody comes in again.
pub(crate) struct Handle<T>(Mutex<T>);

impl<T: Send> Handle<T> {
    pub(crate) fn new(inner: T) -> Self {
        Handle(Mutex::new(inner))
    }

    /// Works on it while other threads go on.
    pub(crate) fn detached<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut T) -> Result<R> + Send,
    ) -> PyResult<R> {
        detached(py, || self.enter(work))
    }

    /// Works on it for a moment.
    #[inline]
    pub(crate) fn attached<R>(&self, py: Python<'_>, work: impl FnOnce(&mut T) -> Result<R>) -> PyResult<R> {
        attached(py, || self.enter(work))
    }

    #[inline]
    fn enter<R>(&self, work: impl FnOnce(&mut T) -> Result<R>) -> Result<R> {
        let code = match self.0.try_lock() {
            Ok(mut inner) => return work(&mut inner),
            Err(TryLockError::WouldBlock) => ErrorCode::HandleBusy,
            Err(TryLockError::Poisoned(_)) => ErrorCode::HandleBroken,
        };
        Err(Error::new(code).into())
    }
}
