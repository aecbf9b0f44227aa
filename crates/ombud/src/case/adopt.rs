//! Taking over a complaint that another system kept.
//!
//! Nothing is guarded: what happened, happened. Nothing is invented: the history holds the events that
//! were told and no others, done by nobody this engine knows. Where they leave the workflows follows
//! from the acts that record them. From then on the case is one like any other.

use std::collections::BTreeSet;

use super::{
    Rules,
    command::Opening,
    decide::next,
    event::{CaseEvent, Change},
    open::{begun, zone},
    run::Running,
    state::Case,
    timers::settled,
    trace::{at_home, lies_ahead, recorders, sent, trace, when},
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Event, Facts, Instant},
    pack::Act,
};

/// The act of everything that was taken over.
pub const ADOPTED: &str = "adopted";

/// The receipt of a complaint.
const RECEIVED: &str = "received";

/// A case with the events that another system kept, in the order of time, what has no date last: one
/// event of the case for each, so that a later act can strike one alone.
///
/// ```
/// use ombud::{Engine, case::{self, Opening}, model::{Complaint, ComplaintId, Date, Event, Instant}};
/// let engine = Engine::builtin()?;
/// let on = |kind: &str, day: &str| -> Result<Event, ombud::Error> {
///     Ok(Event::new(engine.catalogue().event(kind)?.id.clone(), day.parse::<Date>()?))
/// };
/// let received: Date = "2026-03-02".parse()?;
/// let complaint = Complaint::builder(ComplaintId::new("TS-1")?, received).build()?;
/// let opening = Opening::new(complaint, "cn-complaint", ["cn-complaints-2020"])?;
/// let told = [on("received", "2026-03-02")?, on("decision_notified", "2026-03-16")?];
/// let now: Instant = "2026-03-20T09:00:00+08:00".parse()?;
/// let case = case::Case::replay(&case::adopt(&engine.rules(), &opening, &told, now)?)?;
/// assert_eq!(case.runs()[0].stands[0].en, "Decision told");
/// # Ok::<(), ombud::Error>(())
/// ```
///
/// # Errors
/// Those of [`open`](super::open()); `unknown_event`; `out_of_order` for an event ahead of now; those
/// of [`obligations`](super::obligations).
pub fn adopt(rules: &Rules<'_>, opening: &Opening, events: &[Event], now: Instant) -> Result<Vec<CaseEvent>> {
    let zone = zone(rules, opening)?;
    for (i, event) in events.iter().enumerate() {
        let path = |error: Error| error.path(format_args!("events[{i}]"));
        rules.book.catalogue().event(event.kind.as_str()).map_err(path)?;
        if lies_ahead(event, now, &zone) {
            let error =
                Error::new(ErrorCode::OutOfOrder).path("at").expected(format_args!("{now} or earlier"));
            let found = event.at.map(|at| at.to_string()).unwrap_or_default();
            return Err(error.found(found).within(format_args!("events[{i}]")));
        }
    }
    let mut told: Vec<&Event> = events.iter().collect();
    told.sort_by_key(|event| when(event, &zone));
    // A case begins with its receipt, where there is one.
    let received = told.iter().position(|event| event.kind.as_str() == RECEIVED && event.part.is_none());
    let received = received.map(|at| told.remove(at).clone());
    let mut out = vec![begun(rules, opening, ADOPTED, received, now)?];
    let mut case = Case::replay(&out)?;
    for event in told {
        let settled = settled(rules, &case, taken(rules, &case, event, now)?)?;
        case = settled.case;
        out.push(settled.event);
    }
    Ok(out)
}

/// One event that was told, and where it leaves the case.
fn taken(rules: &Rules<'_>, case: &Case, event: &Event, now: Instant) -> Result<CaseEvent> {
    let mut changes = vec![Change::Recorded { event: event.clone() }];
    let mut runs: Vec<Running> = Running::all(rules.book, case)?;
    for workflow in begins(rules, case, event) {
        let mut run = Running::fresh(rules.book, workflow, None)?;
        run.begin(&Facts::new(), now)?;
        runs.push(run);
    }
    for mut run in runs {
        let trace = trace(rules.book, &run.chart, &run.instance, event, now)?;
        // As an act strikes them: none that came before counts.
        let struck = case.counted().filter(|entry| trace.strikes.contains(&&entry.event.kind));
        for number in struck.map(|entry| entry.number) {
            let strike = Change::Struck { number };
            if !changes.contains(&strike) {
                changes.push(strike);
            }
        }
        if let Some(change) = trace.change {
            run.follow(change)?;
        }
        // Whoever kept the case did what was to be done.
        changes.extend(run.changes()?.into_iter().filter(|change| !matches!(change, Change::Asked(_))));
    }
    Ok(CaseEvent::under(rules, &case.complaint().id, next(case)?, now, ADOPTED, changes))
}

/// The workflows beside the life that an event shows to have begun: each act that may have recorded it
/// opens them, or sends to them what only an open one takes.
fn begins<'r>(rules: &Rules<'r>, case: &Case, event: &Event) -> BTreeSet<&'r str> {
    let own = rules.book.acts().filter(|act| at_home(&act.def, case.life()));
    let opened: BTreeSet<&str> = own.flat_map(|act| &act.def.opens).map(String::as_str).collect();
    let shown = |workflow: &&str| {
        let mut acts = recorders(rules.book, case.life(), event);
        acts.extend(recorders(rules.book, workflow, event));
        let shows = |act: &Act| {
            act.def.opens.iter().any(|id| id == *workflow) || sent(&act.def, workflow).next().is_some()
        };
        event.part.is_none() && !acts.is_empty() && acts.into_iter().all(shows)
    };
    opened.into_iter().filter(|id| case.runs_of(id, None).next().is_none()).filter(shown).collect()
}
