//! Columns: streams of Arrow in and out, in the capsules by which Python's libraries hand them on.

use std::ffi::CStr;

use ombud::{Error, ErrorCode};
use ombud_batch::{ArrowArray, ArrowArrayStream, ArrowSchema, Input, run};
use ombud_doors::{Fault, Result};
use pyo3::{
    exceptions::PyTypeError,
    prelude::*,
    types::{PyCapsule, PyTuple},
};

use crate::{
    engine::Engine,
    guard::{Handle, detached},
};

const STREAM: &CStr = c"arrow_array_stream";
const ARRAY: &CStr = c"arrow_array";
const SCHEMA: &CStr = c"arrow_schema";

/// A table that is worked out as it is read: once.
#[pyclass(frozen, module = "ombud._native")]
pub(crate) struct Columns(Handle<Option<ArrowArrayStream>>);

#[pymethods]
impl Columns {
    /// The stream, in a capsule.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A wish for other types is no more than a wish.
        let _ = requested_schema;
        let stream = self.0.attached(py, |stream| stream.take().ok_or_else(closed))?;
        // A stream that nobody reads is released when the capsule drops it.
        PyCapsule::new_with_value(py, stream, STREAM)
    }

    /// What will be read, in a capsule; nothing is read for it.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        PyCapsule::new_with_value(py, self.schema(py, Ok)?, SCHEMA)
    }

    /// The names of the columns.
    fn names(&self, py: Python<'_>) -> PyResult<Vec<String>> {
        self.schema(py, |schema| Ok(schema.names()?))
    }
}

impl Columns {
    fn schema<T>(&self, py: Python<'_>, read: impl FnOnce(ArrowSchema) -> Result<T>) -> PyResult<T> {
        self.0.attached(py, |stream| read(stream.as_mut().ok_or_else(closed)?.schema()?))
    }
}

fn closed() -> Fault {
    Error::new(ErrorCode::HandleClosed).expected("columns that were not read yet").into()
}

/// Does what a spec says with the rows of anything that hands its columns over.
pub(crate) fn columns(
    engine: &Engine,
    py: Python<'_>,
    spec: &[u8],
    data: &Bound<'_, PyAny>,
) -> PyResult<Columns> {
    let input = input(data)?;
    let door = &engine.0;
    let stream = detached(py, || Ok(run(door.engine(), door.registry(), spec, input)?))?;
    Ok(Columns(Handle::new(Some(stream))))
}

fn input(data: &Bound<'_, PyAny>) -> PyResult<Input> {
    // Always with its argument: some libraries have no default for it.
    if data.hasattr("__arrow_c_stream__")? {
        let capsule = data.call_method1("__arrow_c_stream__", (data.py().None(),))?;
        return Ok(taken(capsule.cast::<PyCapsule>()?, STREAM, ArrowArrayStream::empty())?.into());
    }
    if data.hasattr("__arrow_c_array__")? {
        let pair = data.call_method1("__arrow_c_array__", (data.py().None(),))?;
        let pair = pair.cast::<PyTuple>()?;
        let (schema, array) = (pair.get_item(0)?, pair.get_item(1)?);
        let schema: ArrowSchema = taken(schema.cast()?, SCHEMA, ArrowSchema::empty())?;
        let array: ArrowArray = taken(array.cast()?, ARRAY, ArrowArray::empty())?;
        return Ok((array, schema).into());
    }
    let found = data.get_type().name()?;
    Err(PyTypeError::new_err(format!(
        "data: an object with __arrow_c_stream__ or __arrow_c_array__ was expected, not {found}"
    )))
}

/// Moves a struct out of its capsule, as the interface has it: an empty one stays behind.
fn taken<T>(capsule: &Bound<'_, PyCapsule>, name: &CStr, empty: T) -> PyResult<T> {
    let pointer = capsule.pointer_checked(Some(name))?;
    // SAFETY: a capsule of this name holds such a struct, says the Arrow PyCapsule interface, and while
    // Python is attached nobody else moves it.
    Ok(unsafe { pointer.cast::<T>().replace(empty) })
}
