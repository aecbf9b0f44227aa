//! The check of a workflow: everything that is wrong with it, at once, each with its place and the
//! signals that show it.
//!
//! | check | what must hold |
//! |---|---|
//! | E1 | names, targets and types are right |
//! | E2 | every state is come to and every transition taken by some run |
//! | E3 | every state that is no end is left again |
//! | E4 | an end can be come to from wherever a run stands |
//! | E5 | transitions of one state for one event exclude each other, or the last has no guard |
//! | E6 | a state that tells cases apart forgets none (a warning) |
//! | E7 | no transitions without event, or timers without delay, go on for ever |
//! | E8 | no events of the workflow's own go on for ever (a warning) |
//! | E9 | clocks are stopped or run out, timers fire, and nothing runs on at the end |
//! | E10 | for everything that people do there is a role that somebody has |
//! | E11 | nobody is left alone with a second pair of eyes to find |
//! | E12 | regions come together, and write no field at once |
//! | E13 | soundness: it can be ended, properly, and nothing is there in vain |
//! | E14 | the longest way by timers fits the limits that are given |
//!
//! Runs are taken by [`step`](super::step) itself over every configuration that can be told apart:
//! what the data of the workflow holds is followed, what is said from outside (fields, facts, time,
//! who acts) is tried by kinds. So what is found is so, and its [`Witness`] replays. That something
//! never happens is said only where nothing was left out; else the finding is `not_proved`. Sums that
//! leave their range are not looked for.
//!
//! ```
//! use ombud::{model::Catalogue, workflow::{Definition, check::{Code, Given, check}}};
//! let json = r#"{"format_version": 1, "id": "t", "title": {"zh": "例", "en": "t"},
//!   "events": [{"id": "go", "title": {"zh": "去", "en": "go"}}],
//!   "states": [
//!     {"id": "a", "title": {"zh": "甲", "en": "a"},
//!      "transitions": [{"id": "go", "event": "go", "target": "b"}]},
//!     {"id": "b", "title": {"zh": "乙", "en": "b"}},
//!     {"id": "end", "title": {"zh": "终", "en": "end"}, "kind": "final"}]}"#;
//! let findings = check(&Definition::from_bytes(json.as_bytes())?, &Catalogue::default(), &Given::default());
//! let trap = findings.iter().find(|finding| finding.code == Code::TrapState).unwrap();
//! assert_eq!(trap.path, "states[1]");
//! assert_eq!(trap.witness.signals.len(), 2, "it begins, and goes");
//! # Ok::<(), ombud::Error>(())
//! ```

mod clocks;
mod finding;
mod four;
mod given;
mod graph;
mod guards;
mod inputs;
mod limits;
mod loops;
mod order;
mod parallel;
mod paths;
mod plan;
mod proofs;
mod reach;
mod regions;
mod roles;
mod scope;
mod search;
mod sound;
mod staff;
mod trace;
mod witness;

pub use finding::{Code, Finding, Severity};
pub use given::{Given, Person};
pub use witness::{Cue, Replayed, Told, Witness};

use super::{Chart, Definition};
use crate::model::Catalogue;

/// The checks that say what never happens, and so must see everything.
const WHOLE: &str = "E2 E3 E4 E11 E12 E13 E14";

/// What is wrong with a definition: the faults of the compiler, or else those of its runs.
#[must_use]
pub fn check(definition: &Definition, catalogue: &Catalogue, given: &Given) -> Vec<Finding> {
    match Chart::compile(definition, catalogue) {
        Ok(chart) => check_chart(&chart, catalogue, given),
        Err(errors) => errors.into_iter().map(Finding::from).collect(),
    }
}

/// What is wrong with a workflow that was compiled, with the catalogue it was compiled with.
#[must_use]
pub fn check_chart(chart: &Chart, catalogue: &Catalogue, given: &Given) -> Vec<Finding> {
    let graph = graph::Graph::new(chart, catalogue, staff::Staff::new(chart, given));
    let mut out = finding::Report::default();
    if graph.whole() {
        reach::dead(&graph, &mut out);
        reach::traps(&graph, &mut out);
        reach::ends(&graph, &mut out);
    } else {
        out.open(WHOLE, "");
    }
    guards::check(&graph, &mut out);
    proofs::check(&graph, &mut out);
    loops::check(&graph, &mut out);
    clocks::check(&graph, given, &mut out);
    roles::check(&graph, &mut out);
    four::check(&graph, &mut out);
    parallel::check(&graph, &mut out);
    sound::check(&graph, &mut out);
    limits::check(&graph, given, &mut out);
    out.findings
}
