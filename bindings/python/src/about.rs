//! What was built, and the program.

use std::ffi::OsString;

use pyo3::{prelude::*, types::PyDict};

use crate::guard::detached;

/// What was built and how.
#[pyfunction]
pub(crate) fn build_info(py: Python<'_>) -> PyResult<Bound<'_, PyDict>> {
    let info = PyDict::new(py);
    info.set_item("version", ombud_doors::VERSION)?;
    info.set_item("target", format!("{}-{}", std::env::consts::ARCH, std::env::consts::OS))?;
    info.set_item("checked", cfg!(debug_assertions))?;
    info.set_item("test_operations", cfg!(feature = "test-operations"))?;
    Ok(info)
}

/// Runs the program on its command line, its name first, and gives the exit code.
#[pyfunction]
pub(crate) fn main(py: Python<'_>, arguments: Vec<OsString>) -> PyResult<u8> {
    detached(py, || Ok(ombud_cli::run(&arguments)))
}
