//! Columns in, columns out: the engine asked of tables of rows, over the
//! [Arrow C data interface](https://arrow.apache.org/docs/format/CDataInterface.html) or over flat
//! bytes, without any library for either. `docs/columns.md` says what a spec holds and what comes
//! out.
//!
//! ```
//! use ombud::{Engine, ops::Registry};
//! use ombud_batch::{ArrowArrayStream, run};
//!
//! fn duties(engine: &Engine, table: ArrowArrayStream) -> ombud::error::Result<ArrowArrayStream> {
//!     let spec = br#"{
//!         "format_version": 1, "batch": "due", "keep": ["case_no"],
//!         "request": {"regimes": ["uk-disp"], "received": {"column": "received"}, "as_of": "2026-06-08"}
//!     }"#;
//!     run(engine, &Registry::core(), spec, table)
//! }
//!
//! // A stream that was released has nothing to give.
//! let error = duties(&Engine::builtin()?, ArrowArrayStream::empty()).unwrap_err();
//! assert_eq!(error.code().name(), "invalid_argument");
//! # Ok::<(), ombud::Error>(())
//! ```
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects))]

mod arrow;
mod call;
mod due;
mod due_dates;
mod facts;
mod flat;
mod inquiry;
mod job;
mod source;
mod spec;
mod template;

use ombud::{Engine, error::Result, ops::Registry};

pub use arrow::{ArrowArray, ArrowArrayStream, ArrowSchema, Input};
pub use flat::{FlatAnswers, MOST_ANSWERED, call_flat};

/// Does what the spec says with every row of the input, batch by batch, as the output is read.
///
/// # Errors
/// Those of the spec, and of an input whose columns it cannot use. What goes wrong later is the error
/// of the stream; what is wrong with a row stands in its line.
pub fn run(
    engine: &Engine,
    registry: &Registry,
    spec: &[u8],
    input: impl Into<Input>,
) -> Result<ArrowArrayStream> {
    let spec = spec::Spec::read(spec)?;
    let mut reader = arrow::Reader::new(input.into())?;
    let threads = spec.threads;
    let job = spec.ready(engine, registry, &mut reader)?;
    Ok(ArrowArrayStream::of(Box::new(job::Running { reader, job, threads, at: None, before: 0 })))
}
