//! What was built, and the program.

use std::ffi::OsString;

use pyo3::{prelude::*, types::PyBytes};

use crate::guard::{attached, detached};

/// What was built and how, as a document.
#[pyfunction]
pub(crate) fn build_info(py: Python<'_>) -> PyResult<Bound<'_, PyBytes>> {
    Ok(PyBytes::new(py, &attached(py, ombud_doors::build_info)?))
}

/// Runs the program on its command line, its name first, and gives the exit code.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    detached(py, || Ok(ombud_cli::run(&arguments)))
}
