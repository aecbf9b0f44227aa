//! An engine, and what is asked of it by name or by the column.

use ombud::{Error, ErrorCode, model::Date};
use ombud_doors::{Door, Result};
use pyo3::{prelude::*, types::PyBytes};

use crate::{
    batch::{Columns, columns},
    guard::detached,
    input::Text,
};

/// Stands for no date among days.
const NO_DATE: i32 = i32::MIN;

/// Packs, compiled. Never changed, shared by threads.
#[pyclass(frozen, module = "ombud._native")]
pub(crate) struct Engine(pub(crate) Door);

#[pymethods]
impl Engine {
    /// With the built-in packs, or by a settings document.
    #[new]
    #[pyo3(signature = (settings=None))]
    fn new(py: Python<'_>, settings: Option<&[u8]>) -> PyResult<Self> {
        detached(py, || settings.map_or_else(Door::builtin, Door::with_settings)).map(Engine)
    }

    /// Calls an operation: JSON in, canonical JSON out.
    fn call<'py>(&self, py: Python<'py>, operation: Text, request: &[u8]) -> PyResult<Bound<'py, PyBytes>> {
        let answer = detached(py, || self.0.call(&operation, request))?;
        Ok(PyBytes::new(py, &answer))
    }

    /// Does what a spec says with every row of a table.
    fn batch(&self, py: Python<'_>, spec: &[u8], data: &Bound<'_, PyAny>) -> PyResult<Columns> {
        columns(self, py, spec, data)
    }

    /// The hash that names the packs.
    #[getter]
    fn bundle(&self) -> &str {
        self.0.engine().bundle_hash()
    }

    /// Due dates of one clock: days after 1970-01-01 as 32-bit integers, in and out.
    fn due_dates<'py>(
        &self,
        py: Python<'py>,
        regime: Text,
        clock: Text,
        days: &[u8],
    ) -> PyResult<Bound<'py, PyBytes>> {
        let due = detached(py, || self.column(&regime, &clock, days))?;
        Ok(PyBytes::new(py, &due))
    }
}

impl Engine {
    fn column(&self, regime: &str, clock: &str, days: &[u8]) -> Result<Vec<u8>> {
        let column = self.0.engine().regime(regime)?.column(clock)?;
        let (whole, rest) = days.as_chunks();
        if !rest.is_empty() {
            let error = Error::new(ErrorCode::InvalidArgument).path("days");
            return Err(error.expected("numbers of 32 bits").into());
        }
        let dates = whole.iter().enumerate().map(date).collect::<Result<Vec<Option<Date>>, Error>>()?;
        let known: Vec<Date> = dates.iter().flatten().copied().collect();
        let mut due = column.due(&known).into_iter();
        let day = |date: Option<Date>| date.and_then(|_| due.next().flatten()).map_or(NO_DATE, Date::days);
        Ok(dates.into_iter().map(day).flat_map(i32::to_ne_bytes).collect())
    }
}

fn date((at, bytes): (usize, &[u8; 4])) -> Result<Option<Date>, Error> {
    let days = i32::from_ne_bytes(*bytes);
    let date = (days != NO_DATE).then(|| Date::from_days(days)).transpose();
    date.map_err(|error| error.path(format_args!("dates[{at}]")))
}
