//! Workflows: a definition that is read is written again the same; what compiles is checked, each
//! finding's signals are taken, and steps on it end; a snapshot goes on as the run it was taken of.
#![no_main]

use std::sync::Arc;

use libfuzzer_sys::fuzz_target;
use ombud::{
    model::Catalogue,
    workflow::{
        Chart, Definition, Instance, Machine, Status, Time,
        check::{Given, check_chart},
        draw,
    },
};

fuzz_target!(|data: &[u8]| {
    let Ok(definition) = Definition::from_bytes(data) else { return };
    let bytes = definition.to_bytes().expect("what was read is written");
    assert_eq!(Definition::from_bytes(&bytes).as_ref(), Ok(&definition));
    let catalogue = Catalogue::default();
    let chart = match Chart::compile(&definition, &catalogue) {
        Ok(chart) => Arc::new(chart),
        Err(faults) => {
            assert!(!faults.is_empty(), "refused without a reason");
            return;
        }
    };
    assert!(!draw::mermaid(&definition, ombud::model::Lang::En).is_empty());
    for finding in check_chart(&chart, &catalogue, &Given::default()) {
        assert!(!finding.expected.is_empty() && !finding.found.is_empty(), "{finding:?}");
        if !finding.witness.is_empty() {
            finding.witness.replay(&chart, &catalogue).expect("signals that are taken");
        }
    }
    let mut machine = Machine::new(Arc::clone(&chart), chart.instance());
    machine.begin(Time::from_millis(0)).expect("a time in range");
    for step in 1..40_i64 {
        let now = Time::from_millis(step * 3_600_000);
        machine.fire_due(now).expect("a time in range");
        let event =
            u16::try_from(step).expect("small") % u16::try_from(chart.events().count().max(1)).unwrap_or(1);
        let before = machine.instance().clone();
        if machine.send(event, now).expect("a time in range") == Status::Refused {
            assert_eq!(*machine.instance(), before, "a refusal changes nothing");
        }
        if step % 13 == 0 {
            let shot = machine.instance().snapshot(&chart).expect("a snapshot");
            assert_eq!(Instance::restore(&chart, &shot).as_ref(), Ok(machine.instance()));
        }
    }
});
