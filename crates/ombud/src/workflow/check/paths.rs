//! Where the parts of a chart stand in its definition.

use crate::workflow::chart::{Chart, ROOT, Transition};

/// The path of a state; empty for the workflow.
pub(super) fn state(chart: &Chart, at: u16) -> String {
    let mut parts: Vec<String> = Vec::new();
    let mut here = at;
    while here != ROOT {
        let parent = chart.state(here).map_or(ROOT, |state| state.parent);
        let siblings = chart.state(parent).map_or(&[][..], |state| &state.children);
        let place = siblings.iter().position(|child| *child == here).unwrap_or_default();
        parts.push(format!("states[{place}]"));
        here = parent;
    }
    parts.reverse();
    parts.join(".")
}

/// The path of a transition.
pub(super) fn transition(chart: &Chart, at: u16) -> String {
    let Some(found) = chart.transition(at) else { return String::new() };
    let first = chart.state(found.source).map_or(at, |state| state.transitions.start);
    format!("{}.transitions[{}]", state(chart, found.source), at.saturating_sub(first))
}

/// The name of a transition.
pub(super) fn name(chart: &Chart, at: u16) -> String {
    chart.transition(at).map_or_else(String::new, |found: &Transition| found.id.to_string())
}
