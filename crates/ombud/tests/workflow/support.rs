//! What the tests of workflows share.

use std::sync::Arc;

use ombud::{
    Error,
    model::Catalogue,
    workflow::{Chart, Definition, Machine, Status, Time},
};

pub(crate) fn at(second: i64) -> Time {
    Time::from_millis(second * 1_000)
}

pub(crate) fn definition(json: &str) -> Definition {
    Definition::from_bytes(json.as_bytes()).unwrap_or_else(|error| panic!("{error}"))
}

pub(crate) fn compiled(definition: &Definition) -> Result<Chart, Vec<Error>> {
    Chart::compile(definition, &Catalogue::default())
}

pub(crate) fn chart(json: &str) -> Arc<Chart> {
    match compiled(&definition(json)) {
        Ok(chart) => Arc::new(chart),
        Err(errors) => panic!("{}", errors.iter().map(|e| format!("{e}\n")).collect::<String>()),
    }
}

/// A machine that has begun at second 0.
pub(crate) fn machine(chart: &Arc<Chart>) -> Machine {
    let mut machine = Machine::new(Arc::clone(chart), chart.instance());
    let status = machine.begin(at(0)).expect("a time in range");
    assert_ne!(status, Status::Refused, "{:?}", machine.refusal());
    machine
}

/// The active leaves, joined by spaces.
pub(crate) fn leaves(machine: &Machine) -> String {
    machine.instance().leaves(machine.chart()).collect::<Vec<_>>().join(" ")
}

/// Sends an event by name, without fields.
pub(crate) fn send(machine: &mut Machine, event: &str, now: Time) -> Status {
    let number = machine.chart().event(event).unwrap_or_else(|| panic!("no event {event}"));
    machine.send(number, now).expect("a time in range")
}
