//! The W3C's tests of SCXML, tier A: states, transitions, parallel and history, events with delays,
//! data. They are not part of the project; where the folder of test data is missing, the test says
//! so and `scxml.rs` covers the same ground.

use std::{path::PathBuf, sync::Arc};

use ombud::{
    model::Catalogue,
    workflow::{Chart, Machine, Status, scxml},
};

use super::support::at;

/// The tests that pass: all there are.
const TIER_A: usize = 68;

/// Runs until nothing more happens, the clock set on to each timer.
fn settle(machine: &mut Machine) {
    let mut now = at(0);
    for _ in 0..1_000 {
        machine.fire_due(now).expect("a time in range");
        match machine.instance().next_due() {
            Some(due) if !machine.instance().done() => now = now.max(due),
            _ => return,
        }
    }
    panic!("it goes on and on");
}

pub(crate) fn outcome(text: &str) -> Result<String, String> {
    let definition = scxml::import(text).map_err(|error| error.to_string())?;
    let chart = Chart::compile(&definition, &Catalogue::default())
        .map_err(|errors| errors.iter().map(|error| format!("{error}\n")).collect::<String>())?;
    let chart = Arc::new(chart);
    let mut machine = Machine::new(Arc::clone(&chart), chart.instance());
    if machine.begin(at(0)).map_err(|error| error.to_string())? == Status::Refused {
        return Err(format!("{:?}", machine.refusal()));
    }
    settle(&mut machine);
    Ok(machine.instance().leaves(&chart).collect::<Vec<_>>().join(" "))
}

#[test]
fn the_w3c_tests_of_tier_a_pass() {
    let Some(folder) = std::env::var_os("OMBUD_DATA").map(|data| PathBuf::from(data).join("scxml-w3c"))
    else {
        println!("left out: OMBUD_DATA names no folder of test data");
        return;
    };
    let mut files: Vec<PathBuf> = match std::fs::read_dir(&folder) {
        Ok(entries) => entries.map(|entry| entry.expect("an entry").path()).collect(),
        Err(error) => {
            println!("left out: {}: {error}", folder.display());
            return;
        }
    };
    files.retain(|file| file.extension().is_some_and(|ending| ending == "scxml"));
    files.sort();
    let mut failed = Vec::new();
    for file in &files {
        let text = std::fs::read_to_string(file).expect("a test is UTF-8");
        let found = outcome(&text);
        if found.as_deref() != Ok("pass") {
            failed.push(format!("{}: {found:?}", file.display()));
        }
        // What is written again runs as it did.
        let again = scxml::import(&text).and_then(|definition| scxml::export(&definition));
        let again = again.map_err(|error| error.to_string()).and_then(|text| outcome(&text));
        if again != found {
            failed.push(format!("{}, written and read again: {again:?}", file.display()));
        }
    }
    assert_eq!((files.len(), failed.as_slice()), (TIER_A, &[][..]), "{failed:#?}");
}
