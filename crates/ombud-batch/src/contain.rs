//! A fault of the engine's own, in one row, is an error of that row.

use std::panic::{AssertUnwindSafe, catch_unwind};

use ombud::{Error, ErrorCode, error::Result};

/// Does it; a panic is the error `internal`. The engine is never changed, so nothing is left half done.
pub(crate) fn contain<T>(work: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|payload| {
        let said = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let said = said.or_else(|| payload.downcast_ref::<String>().cloned());
        let error = Error::new(ErrorCode::Internal);
        Err(match said {
            Some(said) => error.found(said),
            None => error,
        })
    })
}
