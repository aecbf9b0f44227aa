//! A fault as an exception of the package.

use ombud::{Error, ErrorCode, model::Lang};
use ombud_doors::Fault;
use pyo3::{prelude::*, sync::PyOnceLock, types::PyBytes};

/// The exception of a fault: made by the package, which knows the classes.
pub(crate) fn raised(py: Python<'_>, fault: &Fault) -> PyErr {
    static OF: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let document = PyBytes::new(py, &fault.to_bytes());
    match OF.import(py, "ombud.errors", "of").and_then(|of| of.call1((document,))) {
        Ok(exception) => PyErr::from_value(exception),
        Err(error) => error,
    }
}

/// The catalogue: number, name, what it means in Chinese and in English.
#[pyfunction]
pub(crate) fn errors() -> Vec<(u32, &'static str, &'static str, &'static str)> {
    let told = |code: &ErrorCode| (code.number(), code.name(), code.title(Lang::Zh), code.title(Lang::En));
    ErrorCode::ALL.iter().map(told).collect()
}

/// Raises an error of the catalogue: how the package refuses what never comes as far as the engine.
#[pyfunction]
#[pyo3(signature = (code, *, path=None, expected=None, found=None))]
pub(crate) fn refuse(
    py: Python<'_>,
    code: &str,
    path: Option<&str>,
    expected: Option<&str>,
    found: Option<&str>,
) -> PyResult<()> {
    let known = ErrorCode::ALL.iter().find(|known| known.name() == code);
    let mut error = Error::new(known.copied().unwrap_or(ErrorCode::Internal));
    if let Some(path) = path {
        error = error.path(path);
    }
    if let Some(expected) = expected {
        error = error.expected(expected);
    }
    if let Some(found) = found {
        error = error.found(found);
    }
    Err(raised(py, &error.into()))
}
