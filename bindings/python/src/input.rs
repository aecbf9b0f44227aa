//! What Python hands over: what does not fit is refused with a code, as everything else is.

use std::ops::Deref;

use ombud::{Error, ErrorCode, workflow::Time};
use pyo3::{
    exceptions::{PyOverflowError, PyUnicodeEncodeError},
    prelude::*,
};

use crate::fault::raised;

/// Text of whole characters.
pub(crate) struct Text(String);

/// The number of an event.
pub(crate) struct Number(pub(crate) u16);

/// A number of milliseconds, or an instant in milliseconds after 1970.
pub(crate) struct Millis(pub(crate) i64);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Millis> for Time {
    fn from(millis: Millis) -> Self {
        Time::from_millis(millis.0)
    }
}

impl<'py> FromPyObject<'_, 'py> for Text {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let py = given.py();
        given.extract().map(Text).map_err(|error| {
            if !error.is_instance_of::<PyUnicodeEncodeError>(py) {
                return error;
            }
            let refusal = Error::new(ErrorCode::InvalidUtf8).expected("text without lone surrogates");
            match surrogate(error.value(py)) {
                Ok(found) => raised(py, &refusal.found(format_args!("U+{found:04X}")).into()),
                Err(error) => error,
            }
        })
    }
}

fn surrogate(error: &Bound<'_, PyAny>) -> PyResult<u32> {
    let character = error.getattr("object")?.get_item(error.getattr("start")?)?;
    error.py().import("builtins")?.call_method1("ord", (character,))?.extract()
}

impl<'py> FromPyObject<'_, 'py> for Number {
    type Error = PyErr;

    #[inline]
    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let refusal = || Error::new(ErrorCode::UnknownEvent).expected("a number below 65536");
        given.extract().map(Number).map_err(|error| too_large(given, error, refusal))
    }
}

impl<'py> FromPyObject<'_, 'py> for Millis {
    type Error = PyErr;

    #[inline]
    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let refusal = || Error::new(ErrorCode::OutOfRange).expected("an instant in the years 1 to 9999");
        given.extract().map(Millis).map_err(|error| too_large(given, error, refusal))
    }
}

fn too_large(given: Borrowed<'_, '_, PyAny>, error: PyErr, refusal: impl FnOnce() -> Error) -> PyErr {
    let py = given.py();
    if error.is_instance_of::<PyOverflowError>(py) {
        raised(py, &refusal().found(&*given).into())
    } else {
        error
    }
}
