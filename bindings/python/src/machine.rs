//! Workflows and machines.

use ombud::{Error, ErrorCode, workflow::Time};
use ombud_doors::{Machine as InnerMachine, Result, Workflow as InnerWorkflow};
use pyo3::{prelude::*, types::PyBytes};

use crate::{
    engine::Engine,
    guard::{Handle, attached, detached},
    input::{Millis, Now, Number, Text},
};

/// A compiled workflow. Never changed, shared by threads.
#[pyclass(frozen, module = "ombud._native")]
pub(crate) struct Workflow(InnerWorkflow);

#[pymethods]
impl Workflow {
    /// Compiles a definition.
    #[staticmethod]
    #[pyo3(signature = (definition, engine=None))]
    fn compile(py: Python<'_>, definition: &[u8], engine: Option<&Engine>) -> PyResult<Self> {
        detached(py, || InnerWorkflow::compile(engine.map(|engine| &engine.0), definition)).map(Workflow)
    }

    /// A workflow of the packs.
    #[staticmethod]
    fn packed(py: Python<'_>, engine: &Engine, id: Text) -> PyResult<Self> {
        attached(py, || InnerWorkflow::packed(&engine.0, &id)).map(Workflow)
    }

    /// The names of its events, by number.
    fn events(&self) -> Vec<&str> {
        self.0.chart().events().collect()
    }

    /// The number of an event.
    fn event(&self, py: Python<'_>, name: Text) -> PyResult<u16> {
        attached(py, || self.0.event(&name))
    }

    /// Its name.
    #[getter]
    fn id(&self) -> &str {
        &self.0.chart().definition().id
    }

    /// The hash of its definition.
    #[getter]
    fn hash(&self) -> &str {
        self.0.chart().hash()
    }
}

/// A workflow that runs.
#[pyclass(frozen, subclass, module = "ombud._native")]
pub(crate) struct Machine(Handle<InnerMachine>);

#[pymethods]
impl Machine {
    /// A machine that has not begun, or that of a snapshot. Nothing is fired.
    #[new]
    #[pyo3(signature = (workflow, snapshot=None))]
    fn new(py: Python<'_>, workflow: &Workflow, snapshot: Option<&[u8]>) -> PyResult<Self> {
        let machine = detached(py, || match snapshot {
            Some(snapshot) => workflow.0.restore(snapshot),
            None => Ok(workflow.0.machine()),
        })?;
        Ok(Machine(Handle::new(machine)))
    }

    /// Begins.
    fn begin(&self, py: Python<'_>, now: Now) -> PyResult<u8> {
        self.0.attached(py, |machine| Ok(machine.begin(now.into())? as u8))
    }

    /// Sends an event without fields, by its number; 0 moved, 1 done, 2 ignored, 3 refused.
    fn send(&self, py: Python<'_>, event: Number, now: Now) -> PyResult<u8> {
        self.0.attached(py, |machine| Ok(machine.send(event.0, now.into())? as u8))
    }

    /// Sends many, as 16-bit numbers, each `step_ms` after the one before: a byte for each.
    fn send_many_bytes<'py>(
        &self,
        py: Python<'py>,
        events: &[u8],
        now: Now,
        step_ms: Millis,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let statuses = self.0.detached(py, |machine| many(machine, events, now.0, step_ms.0))?;
        Ok(PyBytes::new(py, &statuses))
    }

    /// Sends an event with what it says, as a document.
    fn signal_bytes(&self, py: Python<'_>, event: &[u8], now: Now) -> PyResult<u8> {
        self.0.attached(py, |machine| Ok(machine.signal_document(event, now.into())? as u8))
    }

    /// Fires what is due; gives how many were fired.
    fn fire_due(&self, py: Python<'_>, now: Now) -> PyResult<usize> {
        self.0.detached(py, |machine| Ok(machine.fire_due(now.into())?))
    }

    /// When the next timer is due, in milliseconds after 1970.
    fn next_due(&self, py: Python<'_>) -> PyResult<Option<i64>> {
        self.0.attached(py, |machine| Ok(machine.instance().next_due().map(Time::millis)))
    }

    /// Whether steps are explained from now on.
    #[pyo3(signature = (explain=true))]
    fn explain(&self, py: Python<'_>, explain: bool) -> PyResult<()> {
        self.0.attached(py, |machine| {
            machine.explain(explain);
            Ok(())
        })
    }

    /// Where it stands.
    fn state_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |machine| machine.state())
    }

    /// Why the last refused event was refused, if one was.
    fn refused_bytes<'py>(&self, py: Python<'py>) -> PyResult<Option<Bound<'py, PyBytes>>> {
        let answer = self.0.detached(py, |machine| machine.refused())?;
        Ok(answer.map(|bytes| PyBytes::new(py, &bytes)))
    }

    /// What happened in the last step, where steps are explained.
    fn happened_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |machine| machine.happened())
    }

    /// What the host is asked to do after the last step.
    fn emitted_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |machine| machine.emitted_document())
    }

    /// What a machine is restored from.
    fn snapshot_bytes<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyBytes>> {
        self.ask(py, |machine| machine.snapshot())
    }
}

impl Machine {
    fn ask<'py>(
        &self,
        py: Python<'py>,
        question: impl FnOnce(&mut InnerMachine) -> Result<Vec<u8>> + Send,
    ) -> PyResult<Bound<'py, PyBytes>> {
        let answer = self.0.detached(py, question)?;
        Ok(PyBytes::new(py, &answer))
    }
}

fn many(machine: &mut InnerMachine, events: &[u8], now_ms: i64, step_ms: i64) -> Result<Vec<u8>> {
    let (whole, rest) = events.as_chunks();
    if !rest.is_empty() {
        let error = Error::new(ErrorCode::InvalidArgument).path("events");
        return Err(error.expected("numbers of 16 bits").into());
    }
    let numbers: Vec<u16> = whole.iter().map(|event| u16::from_ne_bytes(*event)).collect();
    let mut statuses = Vec::with_capacity(numbers.len());
    machine.send_many(&numbers, now_ms, step_ms, |_, status| statuses.push(status as u8))?;
    Ok(statuses)
}
