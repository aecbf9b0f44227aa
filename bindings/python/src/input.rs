//! What Python hands over: what does not fit is refused with a code, as everything else is.

use std::ops::Deref;

use ombud::{Error, ErrorCode, model::Instant, workflow::Time};
use pyo3::{
    exceptions::{PyOverflowError, PyUnicodeEncodeError},
    prelude::*,
};

use crate::{fault::raised, guard::attached};

/// Text of whole characters.
pub(crate) struct Text(String);

/// The number of an event.
pub(crate) struct Number(pub(crate) u16);

/// An amount in minor units.
pub(crate) struct Minor(pub(crate) i64);

/// A number of milliseconds.
pub(crate) struct Millis(pub(crate) i64);

/// A time: in milliseconds after 1970, or as an instant.
pub(crate) struct Now(pub(crate) i64);

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl From<Now> for Time {
    fn from(now: Now) -> Self {
        Time::from_millis(now.0)
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

impl<'py> FromPyObject<'_, 'py> for Minor {
    type Error = PyErr;

    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        let refusal = || Error::new(ErrorCode::OutOfRange).expected("an amount of 64 bits");
        given.extract().map(Minor).map_err(|error| too_large(given, error, refusal))
    }
}

impl<'py> FromPyObject<'_, 'py> for Millis {
    type Error = PyErr;

    #[inline]
    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        given.extract().map(Millis).map_err(|error| too_large(given, error, no_instant))
    }
}

impl<'py> FromPyObject<'_, 'py> for Now {
    type Error = PyErr;

    #[inline]
    fn extract(given: Borrowed<'_, 'py, PyAny>) -> PyResult<Self> {
        match given.extract() {
            Ok(millis) => Ok(Now(millis)),
            Err(error) if error.is_instance_of::<PyOverflowError>(given.py()) => {
                Err(too_large(given, error, no_instant))
            }
            Err(_) => instant(given),
        }
    }
}

/// What is no number: the package reads it as it reads every other instant.
#[cold]
fn instant(given: Borrowed<'_, '_, PyAny>) -> PyResult<Now> {
    let py = given.py();
    let text: Text = py.import("ombud._json")?.call_method1("instant", (given, "now"))?.extract()?;
    attached(py, || Ok(Now(Time::from(text.parse::<Instant>()?).millis())))
}

fn no_instant() -> Error {
    Error::new(ErrorCode::OutOfRange).expected("an instant in the years 1 to 9999")
}

fn too_large(given: Borrowed<'_, '_, PyAny>, error: PyErr, refusal: impl FnOnce() -> Error) -> PyErr {
    let py = given.py();
    if error.is_instance_of::<PyOverflowError>(py) {
        raised(py, &refusal().found(&*given).into())
    } else {
        error
    }
}
