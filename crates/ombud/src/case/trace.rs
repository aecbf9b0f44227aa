//! What an event that another system recorded says of where a workflow stands: the reverse of an act.
//! An act records an event and sends to workflows; here the event is known, and the act is looked for.

use std::collections::BTreeSet;

use crate::{
    error::Result,
    model::{Date, Event, EventType, Instant, Moment, Zone},
    pack::{Act, ActDef, Book},
    workflow::{Change, Chart, Instance, Route, Time},
};

/// Whether an act is done in cases that run this workflow.
pub(super) fn at_home(def: &ActDef, workflow: &str) -> bool {
    def.home().next().is_none() || def.home().any(|id| id == workflow)
}

/// The events that an act sends to a workflow.
pub(super) fn sent<'d>(def: &'d ActDef, workflow: &str) -> impl Iterator<Item = &'d str> {
    let own = def.sends.iter().filter(move |send| send.workflow == workflow);
    own.map(|send| send.event.as_str())
}

/// The events of a workflow that are only ever sent to take something back.
pub(super) fn back<'b>(book: &'b Book, workflow: &str) -> BTreeSet<&'b str> {
    let all = |wanted: bool| {
        let acts = book.acts().filter(move |act| act.def.returns == wanted);
        acts.flat_map(|act| sent(&act.def, workflow)).collect::<BTreeSet<_>>()
    };
    all(true).difference(&all(false)).copied().collect()
}

/// The acts at home in cases of this life that may have recorded an event: a field that each of them
/// fixes is that value, or is not told.
pub(super) fn recorders<'b>(book: &'b Book, life: &str, event: &Event) -> Vec<&'b Act> {
    let records = |act: &&'b Act| {
        let told = |(field, fixed)| event.fields.get(field).is_none_or(|told| told == fixed);
        act.def.event == event.kind && act.with.iter().all(told) && at_home(&act.def, life)
    };
    book.acts().map(AsRef::as_ref).filter(records).collect()
}

/// What an event says of a workflow.
#[derive(Debug, Default)]
pub(super) struct Trace<'b> {
    /// Where it leaves the workflow; nothing where it stays.
    pub(super) change: Option<Change>,
    /// What no longer counts after it.
    pub(super) strikes: Vec<&'b EventType>,
}

/// What an event says of a workflow.
///
/// What takes something back is believed where there is something to take back. Otherwise every act
/// that may have recorded the event must come to the same end, at once or ahead.
///
/// # Errors
/// `out_of_range` for a time outside the years 1 to 9999.
pub(super) fn trace<'b>(
    book: &'b Book,
    chart: &Chart,
    instance: &Instance,
    event: &Event,
    now: Instant,
) -> Result<Trace<'b>> {
    // A part that goes its own way takes the whole nowhere.
    if event.part.is_some() {
        return Ok(Trace::default());
    }
    let workflow = chart.definition().id.as_str();
    let all = recorders(book, workflow, event);
    let here = |act: &Act| -> Vec<Route> {
        sent(&act.def, workflow).flat_map(|sent| chart.routes_here(instance, sent, &event.fields)).collect()
    };
    let undo: Vec<&Act> =
        all.iter().copied().filter(|act| act.def.returns && !here(act).is_empty()).collect();
    let (meant, routes) = if undo.is_empty() {
        let ahead = ahead(book, chart, instance, event, &all);
        (all, ahead)
    } else {
        let routes = undo.iter().flat_map(|act| here(act)).collect();
        (undo, routes)
    };
    let change = match chart.agreed(&routes) {
        Some(route) => chart.lead(instance, route, Time::from(now))?,
        None => None,
    };
    let (first, rest) =
        meant.split_first().map_or((&[][..], &[][..]), |(act, rest)| (&act.def.strikes[..], rest));
    let strikes = first.iter().filter(|kind| rest.iter().all(|act| act.def.strikes.contains(kind))).collect();
    Ok(Trace { change, strikes })
}

/// The routes of the acts that take nothing back; none where one of them moves nothing.
fn ahead(book: &Book, chart: &Chart, instance: &Instance, event: &Event, acts: &[&Act]) -> Vec<Route> {
    let workflow = chart.definition().id.as_str();
    let on = || acts.iter().filter(|act| !act.def.returns);
    if on().any(|act| sent(&act.def, workflow).next().is_none()) {
        return Vec::new();
    }
    let back = back(book, workflow);
    let sent = on().flat_map(|act| sent(&act.def, workflow));
    sent.flat_map(|sent| chart.routes_ahead(instance, sent, &event.fields, |event| back.contains(event)))
        .collect()
}

/// When something happened, for putting events in order; what nobody dated comes last.
pub(super) fn when(event: &Event, zone: &Zone) -> (bool, Option<Date>, Option<Instant>) {
    let day = event.at.map(|at| at.date_in(zone));
    (day.is_none(), day, event.at.and_then(Moment::instant))
}

/// Whether something lies ahead of a time.
pub(super) fn lies_ahead(event: &Event, now: Instant, zone: &Zone) -> bool {
    event.at.is_some_and(|at| at.is_after(now.into(), zone))
}
