//! The timers of a case's workflows. Those that wait for a clock get its date here; those that are due
//! fire, once and in order, as events like any other.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Rules, SEMANTICS,
    decide::{in_order, next},
    duties::marks,
    event::{CaseEvent, Change, FORMAT_VERSION},
    run::Running,
    state::Case,
};
use crate::{
    clock::{Basis, Obligation, Status},
    error::Result,
    model::Instant,
    pack::Book,
    workflow::{MAX_FIRED, Signal, Time},
};

/// The timers that are due, fired: events to be kept and then applied. A timer whose event is refused
/// stays.
///
/// Commands fire what is due before them by themselves; a host calls this where time alone has
/// passed.
///
/// # Errors
/// As [`decide`](super::decide()).
pub fn fire_due(rules: &Rules<'_>, case: &Case, now: Instant) -> Result<Vec<CaseEvent>> {
    in_order(case, now)?;
    let mut out = Vec::new();
    let mut at = Cow::Borrowed(case);
    let mut refused: BTreeSet<(String, u64)> = BTreeSet::new();
    while out.len() < MAX_FIRED {
        let Some((workflow, number, mut run)) = earliest(rules.book, &at, now, &refused)? else { break };
        let derived =
            rules.book.derive(at.facts(), at.complaint.received.date_in(&at.zone), at.zone.date_of(now))?;
        if run.take(&Signal::timer(number).facts(&derived.facts), now)?.is_some() {
            refused.insert((workflow, number));
            continue;
        }
        let event = CaseEvent {
            format_version: FORMAT_VERSION,
            complaint: at.complaint.id.clone(),
            number: next(&at)?,
            at: now,
            act: "timer".to_owned(),
            by: None,
            roles: BTreeSet::new(),
            second: None,
            reason: None,
            bundle: rules.bundle.to_owned(),
            engine: SEMANTICS,
            changes: run.changes()?,
            duties: Vec::new(),
        };
        let (event, after) = settled(rules, &at, event)?;
        at = Cow::Owned(after);
        out.push(event);
    }
    Ok(out)
}

/// The timer that is due first, and its workflow.
fn earliest(
    book: &Book,
    case: &Case,
    now: Instant,
    refused: &BTreeSet<(String, u64)>,
) -> Result<Option<(String, u64, Running)>> {
    let mut first: Option<((Option<Time>, u64), String, Running)> = None;
    for (workflow, run) in Running::all(book, case)? {
        let due = run.instance.due_timers(Time::from(now)).into_iter();
        let next = due.map(|timer| (timer.due(), timer.number()));
        let next = next.filter(|(_, number)| !refused.contains(&(workflow.clone(), *number))).min();
        if let Some(next) = next.filter(|next| first.as_ref().is_none_or(|(known, ..)| next < known)) {
            first = Some((next, workflow, run));
        }
    }
    Ok(first.map(|((_, number), workflow, run)| (workflow, number, run)))
}

/// An event with what the clocks say after it, the timers that wait for them set accordingly; and the
/// case after it.
///
/// # Errors
/// As [`decide`](super::decide()).
pub(super) fn settled(rules: &Rules<'_>, case: &Case, mut event: CaseEvent) -> Result<(CaseEvent, Case)> {
    let mut after = case.clone();
    after.apply([&event])?;
    let set = set(rules.book, &after, event.at)?;
    if !set.is_empty() {
        event.moves(set);
        after = case.clone();
        after.apply([&event])?;
    }
    event.duties = marks(rules.book, &after, event.at.into())?;
    Ok((event, after))
}

/// The workflows whose timers wait for clocks that now say something else.
pub(super) fn set(book: &Book, case: &Case, now: Instant) -> Result<Vec<Change>> {
    let mut duties: Option<Vec<Obligation>> = None;
    let mut out = Vec::new();
    for mut run in Running::all(book, case)?.into_values() {
        for (number, clock, known) in run.waiting() {
            if duties.is_none() {
                duties = Some(super::obligations(book, case, now.into())?);
            }
            let due =
                duties.iter().flatten().filter(|duty| duty.clock.as_str() == clock).filter_map(up).min();
            if due != known {
                run.set_due(number, due)?;
            }
        }
        out.extend(run.changes()?);
    }
    Ok(out)
}

/// When the time of a clock is up: the first instant past it. What was done or ended in time is never
/// up.
pub(super) fn up(duty: &Obligation) -> Option<Time> {
    // A lane that is shut, or a time that was to last, ended by itself.
    let by_itself = matches!(duty.status, Status::Cancelled | Status::Met) && duty.done.is_none();
    let open = duty.status.is_open() || (by_itself && duty.basis == Basis::Computed);
    duty.late_from.filter(|_| open).map(Time::from)
}
