//! What a screen needs of a case.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Rules,
    advice::{Advice, advice},
    command::Person,
    decide::after,
    duties::obligations,
    event::Task,
    moves::title,
    run::is_at_hand,
    state::{Case, Entry},
    timers::fire_due,
    waits::{Wait, waits},
};
use crate::{
    clock::Obligation,
    error::Result,
    model::{ComplaintId, Date, Instant, Label, Link, MatterKind, Moment, PartId, RegimeId, Value},
};

/// Where a workflow stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stands {
    /// The workflow.
    pub workflow: String,
    /// Its name for people.
    pub title: Label,
    /// The part that it is of; absent for all of the complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// Its active states.
    pub states: Vec<Label>,
    /// Whether the packs hold another version of it: it stands still until those of its own are at
    /// hand.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub other_version: bool,
    /// Whether it has come to its end.
    pub done: bool,
}

/// A duty, with its sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Said {
    /// The duty.
    pub duty: Obligation,
    /// In one sentence.
    pub said: Label,
}

/// A line of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Line {
    /// The number of the event.
    pub number: u64,
    /// When it happened.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// When it was entered, where that was on a later day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entered: Option<Instant>,
    /// What happened.
    pub event: Label,
    /// The part that it concerns; absent for all of the complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// What it says, field by field.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub says: Vec<Label>,
    /// Who recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Who agreed to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it no longer counts.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub struck: bool,
}

/// A flag on the case: what somebody decided to keep in sight, on which evidence, until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Flag {
    /// The number of the event.
    pub number: u64,
    /// What it says: the fields of the event.
    pub says: BTreeMap<String, Value>,
    /// The day it ends.
    pub until: Date,
    /// Who decided it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// Who agreed to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A case at a time, for somebody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct View {
    /// The complaint.
    pub complaint: ComplaintId,
    /// When it was received.
    pub received: Moment,
    /// As of when.
    pub at: Instant,
    /// The regimes whose clocks run; where there are none, no time is counted.
    pub regimes: Vec<RegimeId>,
    /// Its life first.
    pub stands: Vec<Stands>,
    /// Who handles it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// What it is said to be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kind: Option<MatterKind>,
    /// Every duty.
    pub duties: Vec<Said>,
    /// What was begun and waits for its end or its answer.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub waits: Vec<Wait>,
    /// What to do next.
    pub advice: Vec<Advice>,
    /// What happened, in the order in which it was recorded.
    pub history: Vec<Line>,
    /// How it relates to other complaints.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// Flags that have not ended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub flags: Vec<Flag>,
    /// What the host was asked to do.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tasks: Vec<Task>,
}

/// INVARIANT 18: a flag belongs to the case, not to a person, and ends on its day.
fn flags(case: &Case, today: Date) -> Vec<Flag> {
    let flagged = case.counted().filter(|entry| entry.event.kind.as_str() == "flagged");
    let flag = |entry: &Entry| {
        let Some(Value::Date(until)) = entry.event.fields.get("until") else { return None };
        Some(Flag {
            number: entry.number,
            says: entry.event.fields.clone(),
            until: *until,
            by: entry.event.by.clone(),
            second: entry.second.clone(),
            reason: entry.reason.clone(),
        })
    };
    flagged.filter_map(flag).filter(|flag| flag.until >= today).collect()
}

/// What every clock says, with its sentence: the part and the reference that it is of, and the day to
/// work to.
///
/// # Errors
/// As [`obligations`].
pub fn duties(rules: &Rules<'_>, case: &Case, as_of: Moment) -> Result<Vec<Said>> {
    let said = |duty: Obligation| Said { said: rules.duty(&duty), duty };
    Ok(obligations(rules.book, case, as_of)?.into_iter().map(said).collect())
}

/// What a screen needs of a case.
///
/// # Errors
/// As [`advice`] and [`obligations`].
pub fn view(rules: &Rules<'_>, case: &Case, who: &Person, now: Instant) -> Result<View> {
    let case = &*after(case, &fire_due(rules, case, now)?)?;
    let mut stands: Vec<Stands> = case
        .runs
        .iter()
        .map(|run| Stands {
            workflow: run.workflow.clone(),
            title: title(rules, &run.workflow),
            part: run.part.clone(),
            states: run.stands.clone(),
            other_version: !run.is_done() && !is_at_hand(rules.book, run),
            done: run.is_done(),
        })
        .collect();
    stands.sort_by_key(|stands| stands.workflow != case.life);
    let handler = case.last("assigned").and_then(|entry| entry.event.fields.get("handler"));
    let line = |entry: &Entry| Line {
        number: entry.number,
        at: entry.event.at,
        entered: Some(entry.recorded).filter(|recorded| {
            entry.event.at.is_some_and(|at| at.date_in(&case.zone) < case.zone.date_of(*recorded))
        }),
        part: entry.event.part.clone(),
        event: rules.event(entry.event.kind.as_str()),
        says: rules.says(&entry.event),
        by: entry.event.by.clone(),
        second: entry.second.clone(),
        reason: entry.reason.clone(),
        struck: entry.struck.is_some(),
    };
    Ok(View {
        complaint: case.complaint.id.clone(),
        received: case.complaint.received,
        at: now,
        regimes: case.regimes.clone(),
        stands,
        handler: handler.map(ToString::to_string),
        kind: case.complaint.kind,
        waits: waits(rules, case, case.zone.date_of(now)),
        duties: duties(rules, case, now.into())?,
        advice: advice(rules, case, who, now)?,
        history: case.history.iter().map(line).collect(),
        links: case.complaint.links.clone(),
        flags: flags(case, case.zone.date_of(now)),
        tasks: case.tasks.clone(),
    })
}
