//! What may be done now, by whom, and why the rest may not.

use serde::Serialize;

use super::{
    chart::Chart,
    definition::EventKind,
    instance::{Actor, Change, Instance, Signal, What},
    refusal::Why,
    step::{Now, Scratch, with_run},
    time::Time,
};
use crate::{error::Result, model::Facts};

/// A transition that answers to an event in one of the active states.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Enabled {
    /// The event.
    pub event: String,
    /// Where the event comes from.
    pub kind: EventKind,
    /// The transition.
    pub transition: String,
    /// Who may: anybody with one of these roles, or anybody at all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// What stops it; nothing where it may be done now. Where it needs only what the event itself
    /// will say (`event.…`), it may be tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Why>,
}

/// What each event could do now, inner states first: for `actor`, or for whoever it takes. An event
/// is listed with each transition that answers to it; the second one of a leaf that may be taken
/// comes behind the first.
///
/// # Errors
/// `out_of_range` where `now` is outside the years 1 to 9999.
pub fn enabled(
    chart: &Chart,
    instance: &Instance,
    actor: Option<&Actor>,
    facts: Option<&Facts>,
    now: Time,
) -> Result<Vec<Enabled>> {
    let mut out: Vec<Enabled> = Vec::new();
    if instance.done || !instance.begun() {
        return Ok(out);
    }
    let now = Now::new(now)?;
    let (mut change, mut scratch) = (Change::new(chart), Scratch::default());
    for (event, at) in chart.tables.events.iter().zip(0u16..) {
        let mut signal = Signal::new(What::Event(at));
        signal.actor = actor;
        signal.facts = facts;
        change.clear();
        let answers =
            with_run(chart, instance, &signal, &now, false, &mut change, &mut scratch, |run| run.answers(at));
        for (transition, stopped) in answers {
            let Some(found) = chart.transition(transition) else { continue };
            let roles = chart.tables.roles.iter().zip(0u32..);
            out.push(Enabled {
                event: event.id.to_string(),
                kind: event.kind,
                transition: found.id.to_string(),
                roles: roles
                    .filter(|(_, bit)| found.roles & 1u64.wrapping_shl(*bit) != 0)
                    .map(|(role, _)| role.to_string())
                    .collect(),
                stopped,
            });
        }
    }
    Ok(out)
}
