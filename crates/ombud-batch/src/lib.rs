//! Columns in, columns out: the engine asked of tables of rows, over the
//! [Arrow C data interface](https://arrow.apache.org/docs/format/CDataInterface.html) or over flat
//! bytes, without any library of either.
#![deny(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects))]

mod arrow;
mod call;
mod contain;
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
pub use flat::{FlatAnswers, call_flat};

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
