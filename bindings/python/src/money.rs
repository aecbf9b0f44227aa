//! Amounts as text and as minor units: how many digits a currency has is the core's to know.

use ombud::{Error, model::Money};
use pyo3::prelude::*;

use crate::{
    guard::attached,
    input::{Minor, Text},
};

/// The minor units of an amount such as `CNY 12400.00`.
#[pyfunction]
pub(crate) fn money_minor(py: Python<'_>, text: Text) -> PyResult<i64> {
    attached(py, || Ok(text.parse::<Money>()?.minor()))
}

/// An amount of minor units as text.
#[pyfunction]
pub(crate) fn money_text(py: Python<'_>, minor: Minor, currency: Text) -> PyResult<String> {
    attached(py, || {
        let currency = currency.parse().map_err(|error: Error| error.path("currency"))?;
        Ok(Money::new(minor.0, currency).to_string())
    })
}
