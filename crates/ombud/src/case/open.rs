//! The first event of a case.

use super::{
    Rules, SEMANTICS,
    command::Opening,
    duties::marks,
    event::{CaseEvent, Change, FORMAT_VERSION},
    run::Running,
    state::Case,
    timers::set,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Event, FactClass, Facts, Instant, Json, Value, Zone},
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
    let zone = zone(rules, opening)?;
    if complaint.received.date_in(&zone) > zone.date_of(now)
        || complaint.received.instant().is_some_and(|received| received > now)
    {
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
    let mut life = Running::fresh(rules.book, &opening.life)?;
    life.begin(&rules.book.derive(&facts, on, today)?.facts, now)?;
    changes.extend(life.changes()?);
    let mut event = CaseEvent {
        format_version: FORMAT_VERSION,
        complaint: complaint.id.clone(),
        number: 1,
        at: now,
        act: act.to_owned(),
        by: opening.by.as_ref().map(|by| by.id.trim().to_owned()),
        roles: opening.by.as_ref().map(|by| by.roles.clone()).unwrap_or_default(),
        second: None,
        reason: None,
        bundle: rules.bundle.to_owned(),
        engine: SEMANTICS,
        changes,
        duties: Vec::new(),
    };
    let set = set(rules.book, &Case::begin(&event)?, now)?;
    event.moves(set);
    event.duties = marks(rules.book, &Case::begin(&event)?, now.into())?;
    Ok(event)
}

/// The zone of the first regime that has one.
pub(super) fn zone(rules: &Rules<'_>, opening: &Opening) -> Result<Zone> {
    let regimes = opening.regimes.iter().map(|id| rules.book.regime(id.as_str()));
    for regime in regimes.collect::<Result<Vec<_>>>()? {
        if let Some(zone) = regime.zone() {
            return Ok(zone.clone());
        }
    }
    Err(Error::new(ErrorCode::InvalidValue)
        .path("regimes")
        .expected("at least one regime with a zone")
        .found(opening.regimes.len()))
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
fn stated(rules: &Rules<'_>, opening: &Opening) -> Result<Vec<(crate::model::FactId, crate::model::Fact)>> {
    let catalogue = rules.book.catalogue();
    let mut out = Vec::new();
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
        out.push(read.map_err(|error| error.path(format_args!("facts.{id}")))?);
    }
    Ok(out)
}
