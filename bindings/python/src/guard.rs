//! No panic reaches Python, and a handle that changes has one caller at a time.

use ombud_doors::{Result, contained};
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

/// Something that changes.
pub(crate) struct Handle<T>(ombud_doors::Handle<T>);

impl<T: Send> Handle<T> {
    pub(crate) fn new(inner: T) -> Self {
        Handle(ombud_doors::Handle::new(inner))
    }

    /// Works on it while other threads go on.
    pub(crate) fn detached<R: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut T) -> Result<R> + Send,
    ) -> PyResult<R> {
        detached(py, || self.0.enter(work))
    }

    /// Works on it for a moment.
    #[inline]
    pub(crate) fn attached<R>(&self, py: Python<'_>, work: impl FnOnce(&mut T) -> Result<R>) -> PyResult<R> {
        attached(py, || self.0.enter(work))
    }
}
