//! A case.

use ombud_doors::{Case as Inner, Result};
use pyo3::{prelude::*, types::PyBytes};

use crate::{
    engine::Engine,
    guard::{Handle, detached},
    input::Text,
};

/// A case of an engine, asked and told by documents.
#[pyclass(frozen, module = "ombud._native")]
pub(crate) struct Case(Handle<Inner>);

#[pymethods]
impl Case {
    /// Opens a case.
    #[staticmethod]
    fn open(py: Python<'_>, engine: &Engine, opening: &[u8], now: Text) -> PyResult<Self> {
        Case::made(py, || Inner::open(&engine.0, opening, &now))
    }

    /// The case that a list of events makes.
    #[staticmethod]
    fn replay(py: Python<'_>, engine: &Engine, events: &[u8]) -> PyResult<Self> {
        Case::made(py, || Inner::replay(&engine.0, events))
    }

    /// The case of a snapshot. Nothing is fired.
    #[staticmethod]
    fn restore(py: Python<'_>, engine: &Engine, snapshot: &[u8]) -> PyResult<Self> {
        Case::made(py, || Inner::restore(&engine.0, snapshot))
    }

    /// What a command comes to; the case stays as it is.
    fn decide<'py>(&self, py: Python<'py>, command: &[u8], now: Text) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.decide(command, &now))
    }

    /// Applies a list of events: all of them, or none.
    fn apply(&self, py: Python<'_>, events: &[u8]) -> PyResult<()> {
        self.0.detached(py, |case| case.apply(events))
    }

    /// The events of the timers that are due, to be applied.
    fn fire_due<'py>(&self, py: Python<'py>, now: Text) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.fire_due(&now))
    }

    /// What somebody is advised to do next.
    fn advice<'py>(&self, py: Python<'py>, who: &[u8], now: Text) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.advice(who, &now))
    }

    /// What a screen needs.
    fn view<'py>(&self, py: Python<'py>, who: &[u8], now: Text) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.view(who, &now))
    }

    /// What every clock says.
    fn due<'py>(&self, py: Python<'py>, as_of: Text) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.due(&as_of))
    }

    /// The events that were applied here, in order.
    fn log<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.log())
    }

    /// What `restore` goes on from.
    fn snapshot<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |case| case.snapshot())
    }
}

impl Case {
    fn made(py: Python<'_>, make: impl FnOnce() -> Result<Inner> + Send) -> PyResult<Self> {
        detached(py, make).map(|case| Case(Handle::new(case)))
    }

    fn ask<'py>(
        &self,
        py: Python<'py>,
        question: impl FnOnce(&mut Inner) -> Result<Vec<u8>> + Send,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let answer = self.0.detached(py, question)?;
        Ok(PyBytes::new(py, &answer))
    }
}
