//! The timers of a case's workflows. Those that wait for a clock get its date here; those that are due
//! fire, once and in order, as events like any other.

use std::borrow::Cow;

use super::{
    Rules,
    decide::{in_order, next},
    duties::{Mark, obligations},
    event::{CaseEvent, Change},
    run::Running,
    state::{Case, concerns},
};
use crate::{
    clock::{Basis, Obligation, Status},
    error::Result,
    model::{Instant, PartId},
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
    let mut refused: Vec<Waiting> = Vec::new();
    while out.len() < MAX_FIRED {
        let Some((number, mut run)) = earliest(rules.book, &at, now, &refused)? else { break };
        let derived =
            rules.book.derive(at.facts(), at.complaint.received.date_in(&at.zone), at.zone.date_of(now))?;
        if run.take(&Signal::timer(number).facts(&derived.facts), now)?.is_some() {
            refused.push((run.workflow, run.part, number));
            continue;
        }
        let (id, number) = (&at.complaint.id, next(&at)?);
        let event = CaseEvent::under(rules, id, number, now, "timer", run.changes()?);
        let settled = settled(rules, &at, event)?;
        at = Cow::Owned(settled.case);
        out.push(settled.event);
    }
    Ok(out)
}

/// A timer of a workflow, of all of the complaint or of a part.
type Waiting = (String, Option<PartId>, u64);

/// The timer that is due first, and its workflow.
fn earliest(book: &Book, case: &Case, now: Instant, refused: &[Waiting]) -> Result<Option<(u64, Running)>> {
    let mut first: Option<((Option<Time>, u64), Running)> = None;
    for run in Running::all(book, case)? {
        let fresh = |number: u64| {
            let is = |(workflow, part, known): &Waiting| {
                (workflow, part, *known) == (&run.workflow, &run.part, number)
            };
            !refused.iter().any(is)
        };
        let due = run.instance.due_timers(Time::from(now)).into_iter();
        let next = due.map(|timer| (timer.due(), timer.number())).filter(|(_, number)| fresh(*number)).min();
        if let Some(next) = next.filter(|next| first.as_ref().is_none_or(|(known, ..)| next < known)) {
            first = Some((next, run));
        }
    }
    Ok(first.map(|((_, number), run)| (number, run)))
}

/// An event with what the clocks say after it, the timers that wait for them set accordingly; and the
/// case after it.
pub(super) struct Settled {
    pub(super) event: CaseEvent,
    pub(super) case: Case,
    pub(super) duties: Vec<Obligation>,
}

/// Settles an event.
///
/// # Errors
/// As [`decide`](super::decide()).
pub(super) fn settled(rules: &Rules<'_>, case: &Case, mut event: CaseEvent) -> Result<Settled> {
    let mut after = case.clone();
    after.take(&event, 0)?;
    let duties = obligations(rules.book, &after, event.at.into())?;
    let set = set(rules.book, &after, &duties)?;
    if !set.is_empty() {
        event.moves(set);
        after = case.clone();
        after.take(&event, 0)?;
    }
    event.duties = Mark::all(&duties);
    Ok(Settled { event, case: after, duties })
}

/// The workflows whose timers wait for clocks that now say something else.
///
/// # Errors
/// Those of restoring and of writing down a workflow.
pub(super) fn set(book: &Book, case: &Case, duties: &[Obligation]) -> Result<Vec<Change>> {
    let mut out = Vec::new();
    for mut run in Running::all(book, case)? {
        for (number, clock, known) in run.waiting() {
            let own = |duty: &&Obligation| {
                duty.clock.as_str() == clock && concerns(duty.part.as_ref(), run.part.as_ref())
            };
            let due = duties.iter().filter(own).filter_map(up).min();
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
