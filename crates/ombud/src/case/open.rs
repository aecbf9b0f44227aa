//! The first event of a case.

use std::collections::BTreeSet;

use super::{
    Rules,
    command::Opening,
    duties::{Mark, obligations},
    event::{CaseEvent, Change},
    run::Running,
    state::Case,
    timers::set,
};
use crate::{
    Error, ErrorCode,
    clock::RegimeDef,
    error::Result,
    model::{Event, Fact, FactClass, FactId, Facts, Instant, Json, PartId, Value, Zone},
};

/// The fact that says what a complaint is.
pub(super) const KIND: &str = "matter.kind";

/// The opening of a case: its receipt is recorded, the facts known are stated, its life begins.
///
/// # Errors
/// `unknown_regime`, `unknown_item` for a workflow, `unknown_fact`, `invalid_value`; `out_of_order`
/// where the receipt lies ahead of now; what the check of the complaint finds.
pub fn open(rules: &Rules<'_>, opening: &Opening, now: Instant) -> Result<CaseEvent> {
    begun(rules, opening, "open", Some(received(rules, opening)?), now)
}

/// An opening by whatever act, with the receipt where it is known to have been recorded.
///
/// # Errors
/// As [`open`].
pub(super) fn begun(
    rules: &Rules<'_>,
    opening: &Opening,
    act: &str,
    received: Option<Event>,
    now: Instant,
) -> Result<CaseEvent> {
    let complaint = &opening.complaint;
    if let Some(problem) = complaint.check().into_iter().next() {
        return Err(problem.within("complaint"));
    }
    if let Some(by) = &opening.by {
        by.checked("by.id")?;
    }
    fitting(rules, opening)?;
    let zone = zone(rules, opening)?;
    if complaint.received.is_after(now.into(), &zone) {
        return Err(Error::new(ErrorCode::OutOfOrder)
            .path("complaint.received")
            .expected(format_args!("{now} or earlier"))
            .found(complaint.received));
    }
    let mut changes = vec![Change::Opened {
        complaint: Box::new(complaint.clone()),
        regimes: opening.regimes.clone(),
        zone: zone.name().to_owned(),
        life: opening.life.clone(),
    }];
    changes.extend(received.map(|event| Change::Recorded { event }));
    let mut facts = Facts::new();
    for (fact, is) in stated(rules, opening)? {
        facts.insert(fact.clone(), is.clone());
        changes.push(Change::Stated { fact, part: None, is });
    }
    let (on, today) = (complaint.received.date_in(&zone), zone.date_of(now));
    // What is brought as several parts has a life for each from the start.
    let parts: Vec<Option<&PartId>> = match complaint.parts.as_slice() {
        [] => vec![None],
        parts => parts.iter().map(|part| Some(&part.id)).collect(),
    };
    let facts = rules.book.derive(&facts, on, today)?.facts;
    for part in parts {
        let mut life = Running::fresh(rules.book, &opening.life, part)?;
        life.begin(&facts, now)?;
        changes.extend(life.changes()?);
    }
    let mut event = CaseEvent {
        by: opening.by.as_ref().map(|by| by.id.trim().to_owned()),
        roles: opening.by.as_ref().map(|by| by.roles.clone()).unwrap_or_default(),
        ..CaseEvent::under(rules, &complaint.id, 1, now, act, changes)
    };
    let begun = Case::begin(&event)?;
    let duties = obligations(rules.book, &begun, now.into())?;
    event.moves(set(rules.book, &begun, &duties)?);
    event.duties = Mark::all(&duties);
    Ok(event)
}

/// What is said, or the zone of the first regime that has one.
pub(super) fn zone(rules: &Rules<'_>, opening: &Opening) -> Result<Zone> {
    if let Some(zone) = &opening.zone {
        return Zone::new(zone).map_err(|error| error.path("zone"));
    }
    for id in &opening.regimes {
        if let Some(zone) = rules.book.regime(id.as_str())?.zone() {
            return Ok(zone.clone());
        }
    }
    Err(Error::new(ErrorCode::InvalidValue)
        .path("zone")
        .expected("a zone, or a regime that has one")
        .found("none"))
}

/// INVARIANT 21: no case runs under the law of another country than its life is for. A life that no
/// regime is for is opened under the rules that the firm answers to.
fn fitting(rules: &Rules<'_>, opening: &Opening) -> Result<()> {
    let beside = |act: &std::sync::Arc<crate::pack::Act>| act.def.opens.contains(&opening.life);
    if rules.book.acts().any(beside) {
        return Err(Error::new(ErrorCode::InvalidValue)
            .path("life")
            .expected("a workflow that a case lives by: this one runs beside a life")
            .found(&opening.life));
    }
    let own = |def: &&RegimeDef| def.life.as_deref() == Some(opening.life.as_str());
    let places: BTreeSet<&str> = rules
        .book
        .regimes()
        .map(|regime| regime.def())
        .filter(own)
        .map(|def| def.jurisdiction.as_str())
        .collect();
    for (i, id) in opening.regimes.iter().enumerate() {
        let error = |expected: String| {
            let error = Error::new(ErrorCode::InvalidValue).path(format_args!("regimes[{i}]"));
            Err(error.expected(expected).found(id))
        };
        if opening.regimes.iter().take(i).any(|known| known == id) {
            return error("each regime once".to_owned());
        }
        let place = rules.book.regime(id.as_str())?.def().jurisdiction.as_str();
        if !places.is_empty() && !places.contains(place) {
            let places: Vec<&str> = places.into_iter().collect();
            return error(format!("a regime of {}", places.join(", ")));
        }
    }
    Ok(())
}

fn received(rules: &Rules<'_>, opening: &Opening) -> Result<Event> {
    let def = rules.book.catalogue().event("received")?;
    let mut event = Event::new(def.id.clone(), opening.complaint.received);
    event.by = opening.by.as_ref().map(|by| by.id.trim().to_owned());
    if let Some(channel) = opening.complaint.channel.filter(|_| def.field("channel").is_some()) {
        event.fields.insert("channel".to_owned(), Value::Text(channel.id().to_owned()));
    }
    Ok(event)
}

/// The facts that the opening and the complaint itself state.
fn stated(rules: &Rules<'_>, opening: &Opening) -> Result<Vec<(FactId, Fact)>> {
    let catalogue = rules.book.catalogue();
    let mut out: Vec<(FactId, Fact)> = Vec::new();
    if let Some(kind) = opening.complaint.kind {
        out.extend(catalogue.parse_fact(KIND, kind.id()).ok());
    }
    for (id, json) in &opening.facts {
        if catalogue.fact(id)?.class == FactClass::Assessment {
            let error = Error::new(ErrorCode::InvalidValue).path(format_args!("facts.{id}"));
            return Err(error.expected("a record or a finding").found("an assessment"));
        }
        let read = match json {
            Json::Text(text) => catalogue.parse_fact(id, text),
            json => catalogue.read_fact(id, json),
        };
        let (fact, is) = read.map_err(|error| error.path(format_args!("facts.{id}")))?;
        let said = |(known, before): &&(FactId, Fact)| *known == fact && before.value != is.value;
        if let Some((_, before)) = out.iter().find(said) {
            let error = Error::new(ErrorCode::InvalidValue).path(format_args!("facts.{id}"));
            return Err(error.expected(&before.value).found(&is.value));
        }
        out.push((fact, is));
    }
    Ok(out)
}
