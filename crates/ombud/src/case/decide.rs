//! From a command to events, or to a refusal with every reason. A function of its arguments.

use std::{borrow::Cow, collections::BTreeMap};

use super::{
    Rules, SEMANTICS,
    command::{Command, same},
    event::{CaseEvent, Change, FORMAT_VERSION},
    look::Scene,
    open::KIND,
    refusal::{Reason, Refusal, Told},
    run::Running,
    state::{Case, Entry},
    structure::{Shaping, known_part, sound},
    timers::{fire_due, settled},
};
use crate::{
    Error, ErrorCode,
    cond::Truth,
    error::Result,
    model::{Event, Facts, Instant, Json, Label, Moment, Value},
    pack::{Act, ActDef, Slot},
    workflow::Why,
};

/// What a command comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// Events, to be kept and then applied.
    Accepted(Vec<CaseEvent>),
    /// A lawful no.
    Refused(Refusal),
}

/// Works out what a command comes to. The case stays as it is. Timers that are due fire first, and
/// their events stand before the command's own.
///
/// # Errors
/// For what is no lawful question: a field or fact that the act does not have, a value that does not
/// fit, a part that there is not, a `now` before the last event, a workflow whose version the packs do
/// not hold.
pub fn decide(rules: &Rules<'_>, case: &Case, command: &Command, now: Instant) -> Result<Decision> {
    command.checked()?;
    in_order(case, now)?;
    let Ok(act) = rules.book.act(&command.act) else {
        let asked = Label::same(&command.act);
        let reasons = vec![rules.told(Reason::UnknownAct, "case.refused.unknown", &[("act", &asked)])];
        return Ok(Decision::Refused(Refusal { act: command.act.clone(), title: None, reasons }));
    };
    let mut events = fire_due(rules, case, now)?;
    let case = &after(case, &events)?;
    let trial = Trial::of(rules, case, act, command, now)?;
    if !trial.reasons.is_empty() {
        let (act, title) = (command.act.clone(), Some(act.def.title.clone()));
        return Ok(Decision::Refused(Refusal { act, title, reasons: trial.reasons }));
    }
    let event = CaseEvent {
        format_version: FORMAT_VERSION,
        complaint: case.complaint.id.clone(),
        number: next(case)?,
        at: now,
        act: command.act.clone(),
        by: Some(command.by.id.trim().to_owned()),
        roles: command.by.roles.clone(),
        second: command.second.as_ref().map(|second| second.id.trim().to_owned()),
        reason: command.reason.clone(),
        bundle: rules.bundle.to_owned(),
        engine: SEMANTICS,
        changes: trial.changes,
        duties: Vec::new(),
    };
    let (event, state) = settled(rules, case, event)?;
    sound(&state)?;
    events.push(event);
    Ok(Decision::Accepted(events))
}

/// The case after these events.
pub(super) fn after<'c>(case: &'c Case, events: &[CaseEvent]) -> Result<Cow<'c, Case>> {
    if events.is_empty() {
        return Ok(Cow::Borrowed(case));
    }
    let mut after = case.clone();
    after.apply(events)?;
    Ok(Cow::Owned(after))
}

pub(super) fn next(case: &Case) -> Result<u64> {
    case.number.checked_add(1).ok_or_else(|| Error::new(ErrorCode::OutOfRange).found(case.number))
}

/// Events are accepted in the order of time.
pub(super) fn in_order(case: &Case, now: Instant) -> Result<()> {
    if now < case.at {
        return Err(Error::new(ErrorCode::OutOfOrder)
            .path("now")
            .expected(format_args!("{} or later", case.at))
            .found(now));
    }
    Ok(())
}

/// A command tried: what speaks against it, and what it would change.
pub(super) struct Trial {
    pub(super) reasons: Vec<Told>,
    pub(super) changes: Vec<Change>,
}

impl Trial {
    /// # Errors
    /// As [`decide`].
    pub(super) fn of(
        rules: &Rules<'_>,
        case: &Case,
        act: &Act,
        command: &Command,
        now: Instant,
    ) -> Result<Trial> {
        known_part(case, command)?;
        let def = &act.def;
        let event = event(rules, act, command, now)?;
        let stated = stated(rules, def, command)?;
        let facts = known(rules, case, command, &stated, now)?;
        let mut runs = Running::all(rules.book, case)?;
        let mut reasons = Vec::new();
        people(rules, case, def, command, &mut reasons);
        papers(rules, def, command, &event, &mut reasons);
        dates(rules, case, def, &event, now, &mut reasons);
        place(rules, case, def, &mut reasons);
        kind(rules, case, command, &stated, &mut reasons);
        let sent = def.sends.iter().map(|send| send.workflow.as_str()).collect();
        let (actor, second) = (Some(&command.by), command.second.as_ref());
        let scene = Scene { case, runs: &runs, sent, event: Some(&event), facts: &facts, actor, second, now };
        for (guard, node) in act.guards() {
            match scene.holds(node).map_err(|error| error.item(&def.id).path(&guard.id))? {
                (Truth::True, _) => {}
                (Truth::False, _) => reasons.push(rules.guard_fails(guard)),
                // A field that is asked for already need not be asked for twice.
                (Truth::Unknown, needs) if needs.iter().all(|name| asked(&name.slot, &reasons)) => {}
                (Truth::Unknown, needs) => reasons.push(rules.guard_needs(def, guard, &needs)),
            }
        }
        let shaped = Shaping { rules, case, act: def, command, event: &event }.changes()?;
        let shaped = shaped.unwrap_or_else(|told| {
            reasons.push(told);
            Vec::new()
        });
        let mut changes = vec![Change::Recorded { event: event.clone() }];
        changes.extend(stated);
        changes.extend(shaped);
        for kind in &def.strikes {
            changes.extend(case.last(kind.as_str()).map(|entry| Change::Struck { number: entry.number }));
        }
        move_on(rules, def, command, &event, &facts, &mut runs, now, &mut reasons)?;
        for run in runs.into_values() {
            changes.extend(run.changes()?);
        }
        Ok(Trial { reasons, changes })
    }
}

/// Whether a field is reported as not filled in.
fn asked(slot: &Slot, reasons: &[Told]) -> bool {
    let Slot::Field(name) = slot else { return false };
    reasons.iter().any(|told| matches!(&told.reason, Reason::Field { field } if field == name))
}

/// The event that the act records, its fields typed.
fn event(rules: &Rules<'_>, act: &Act, command: &Command, now: Instant) -> Result<Event> {
    let def = &act.def;
    let mut event = Event::new(def.event.clone(), command.at.unwrap_or(Moment::Instant(now)));
    event.part = command.part.clone();
    event.reference = command.reference.clone();
    event.by = Some(command.by.id.trim().to_owned());
    event.fields = act.with.clone();
    let catalogue = rules.book.catalogue();
    for (field, json) in &command.fields {
        let value = match json {
            Json::Text(text) => catalogue.parse_field(def.event.as_str(), field, text),
            json => catalogue.read_field(def.event.as_str(), field, json),
        };
        let value = value.map_err(|error| error.path(format_args!("fields.{field}")))?;
        match act.with.get(field) {
            Some(fixed) if *fixed != value => {
                return Err(Error::new(ErrorCode::InvalidValue)
                    .item(&def.id)
                    .path(format_args!("fields.{field}"))
                    .expected(fixed)
                    .found(value));
            }
            _ => event.fields.insert(field.clone(), value),
        };
    }
    Ok(event)
}

/// The facts stated with it, as results.
fn stated(rules: &Rules<'_>, def: &ActDef, command: &Command) -> Result<Vec<Change>> {
    let catalogue = rules.book.catalogue();
    let read = |(id, json): (&String, &Json)| {
        let path = format!("facts.{id}");
        if !def.facts.iter().any(|fact| fact.as_str() == id) {
            let known: Vec<&str> = def.facts.iter().map(|fact| fact.as_str()).collect();
            let expected = if known.is_empty() { "no facts".to_owned() } else { known.join(", ") };
            return Err(Error::new(ErrorCode::InvalidField).path(path).expected(expected).found(id));
        }
        let (fact, is) = match json {
            Json::Text(text) => catalogue.parse_fact(id, text),
            json => catalogue.read_fact(id, json),
        }
        .map_err(|error| error.path(path))?;
        Ok(Change::Stated { fact, part: command.part.clone(), is })
    };
    command.facts.iter().map(read).collect()
}

/// The facts that conditions see: those of the case and of the part, those stated now, and what
/// tables derive from them.
fn known(
    rules: &Rules<'_>,
    case: &Case,
    command: &Command,
    stated: &[Change],
    now: Instant,
) -> Result<Facts> {
    let mut facts = case.facts.clone();
    let of_part = command.part.as_ref().and_then(|part| case.parts.get(part));
    for (id, fact) in of_part.into_iter().flat_map(Facts::iter) {
        facts.insert(id.clone(), fact.clone());
    }
    for change in stated {
        if let Change::Stated { fact, is, .. } = change {
            facts.insert(fact.clone(), is.clone());
        }
    }
    let received = case.complaint.received.date_in(&case.zone);
    Ok(rules.book.derive(&facts, received, case.zone.date_of(now))?.facts)
}

/// Roles, four eyes, the second person.
///
/// INVARIANT 14: nobody approves what they did themselves.
fn people(rules: &Rules<'_>, case: &Case, def: &ActDef, command: &Command, reasons: &mut Vec<Told>) {
    if !command.by.has_one(&def.roles) {
        let reason = Reason::Role { roles: def.roles.clone() };
        reasons.push(rules.told(reason, "case.refused.role", &[("roles", &rules.roles(&def.roles))]));
    }
    for kind in &def.four_eyes {
        // Who agreed to it has looked at it once already.
        let own = |entry: &Entry| {
            let mut people = entry.event.by.iter().chain(&entry.second);
            entry.event.kind == *kind && people.any(|id| same(id, &command.by.id))
        };
        if case.counted().any(own) {
            let reason = Reason::FourEyes { event: kind.to_string() };
            let title = rules.event(kind.as_str());
            reasons.push(rules.told(reason, "case.refused.four_eyes", &[("event", &title)]));
        }
    }
    let roles = || rules.roles(&def.second_roles);
    match &command.second {
        None if def.second_person && def.second_roles.is_empty() => {
            let reason = Reason::NoSecond { roles: Vec::new() };
            reasons.push(rules.told(reason, "case.refused.no_second", &[]));
        }
        None if def.second_person => {
            let reason = Reason::NoSecond { roles: def.second_roles.clone() };
            reasons.push(rules.told(reason, "case.refused.no_second.role", &[("roles", &roles())]));
        }
        None => {}
        Some(second) if same(&second.id, &command.by.id) => {
            reasons.push(rules.told(Reason::OwnSecond, "case.refused.own_second", &[]));
        }
        Some(second) if !second.has_one(&def.second_roles) => {
            let reason = Reason::SecondRole { roles: def.second_roles.clone() };
            reasons.push(rules.told(reason, "case.refused.second_role", &[("roles", &roles())]));
        }
        Some(_) => {}
    }
}

/// Whether a text says something: signs that are not seen fill no field.
fn is_said(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}

/// Fields and the reason.
fn papers(rules: &Rules<'_>, def: &ActDef, command: &Command, event: &Event, reasons: &mut Vec<Told>) {
    for field in &def.needs {
        let filled = match event.fields.get(field) {
            None => false,
            Some(Value::Text(text)) => is_said(text),
            Some(Value::Set(members)) => !members.is_empty(),
            Some(_) => true,
        };
        if !filled {
            let title = rules.field(def.event.as_str(), field);
            let reason = Reason::Field { field: field.clone() };
            reasons.push(rules.told(reason, "case.refused.field", &[("field", &title)]));
        }
    }
    let given = command.reason.as_ref().is_some_and(|reason| is_said(reason));
    if def.reason && !given {
        reasons.push(rules.told(Reason::NoReason, "case.refused.no_reason", &[]));
    }
}

/// Nothing lies ahead of now, and nothing but what may lies before the receipt.
fn dates(rules: &Rules<'_>, case: &Case, def: &ActDef, event: &Event, now: Instant, reasons: &mut Vec<Told>) {
    let Some(at) = event.at else { return };
    let before = |one: Moment, other: Moment| match (one, other) {
        (Moment::Instant(one), Moment::Instant(other)) => one < other,
        _ => one.date_in(&case.zone) < other.date_in(&case.zone),
    };
    if before(now.into(), at) {
        let reason = Reason::AfterNow { at };
        reasons.push(rules.told(reason, "case.refused.after_now", &[("at", &rules.moment(at))]));
    }
    let received = case.complaint.received;
    if !def.earlier && before(at, received) {
        let reason = Reason::BeforeReceipt { at, received };
        let values = [("at", &rules.moment(at)), ("received", &rules.moment(received))];
        reasons.push(rules.told(reason, "case.refused.before_receipt", &values));
    }
}

/// INVARIANT 17: what a complaint is said to be is stated once; to say otherwise takes a second person
/// and a reason, and is counted.
fn kind(rules: &Rules<'_>, case: &Case, command: &Command, stated: &[Change], reasons: &mut Vec<Told>) {
    let facts = command.part.as_ref().and_then(|part| case.parts.get(part)).unwrap_or(&case.facts);
    let otherwise = |change: &Change| {
        let Change::Stated { fact, is, .. } = change else { return false };
        fact.as_str() == KIND && facts.value(fact).is_some_and(|known| *known != is.value)
    };
    if stated.iter().any(otherwise) {
        reasons.push(rules.told(Reason::KindStated, "case.refused.kind_stated", &[]));
    }
}

/// The workflows in whose cases the act is at home.
fn home(def: &ActDef) -> Vec<&String> {
    if def.sends.is_empty() {
        def.within.iter().collect()
    } else {
        def.sends.iter().map(|send| &send.workflow).collect()
    }
}

/// Whether the act belongs to a case like this one.
pub(super) fn belongs(case: &Case, def: &ActDef) -> bool {
    let here = |id: &&String| {
        // What sends nothing may be recorded after the end as well: the money that is paid, the letter
        // that arrives.
        let runs = if def.sends.is_empty() { case.runs.contains_key(*id) } else { case.runs_now(id) };
        runs || def.opens.contains(id)
    };
    let home = home(def);
    home.is_empty() || home.iter().any(here)
}

/// Whether the act is at home here, and what it would begin does not run yet.
fn place(rules: &Rules<'_>, case: &Case, def: &ActDef, reasons: &mut Vec<Told>) {
    if !belongs(case, def) {
        let workflows: Vec<String> = home(def).into_iter().cloned().collect();
        let titles: Vec<Label> = workflows.iter().map(|id| title(rules, id)).collect();
        let values = [("workflows", &rules.list(&titles))];
        reasons.push(rules.told(Reason::NotHere { workflows }, "case.refused.not_here", &values));
    }
    for id in def.opens.iter().filter(|id| case.runs_now(id)) {
        let reason = Reason::Runs { workflow: id.clone() };
        reasons.push(rules.told(reason, "case.refused.runs", &[("workflow", &title(rules, id))]));
    }
}

fn title(rules: &Rules<'_>, workflow: &str) -> Label {
    let found = rules.book.workflow(workflow).map(|chart| chart.definition().title.clone());
    found.unwrap_or_else(|_| Label::same(workflow))
}

/// Begins what the act begins, and sends what it sends to each workflow that runs.
#[expect(clippy::too_many_arguments, reason = "what a move depends on, no more")]
fn move_on(
    rules: &Rules<'_>,
    def: &ActDef,
    command: &Command,
    event: &Event,
    facts: &Facts,
    runs: &mut BTreeMap<String, Running>,
    now: Instant,
    reasons: &mut Vec<Told>,
) -> Result<()> {
    for id in def.opens.iter().filter(|id| !runs.contains_key(*id)).collect::<Vec<_>>() {
        let mut run = Running::fresh(rules.book, id)?;
        run.begin(facts, now)?;
        runs.insert(id.clone(), run);
    }
    for send in &def.sends {
        let Some(run) = runs.get_mut(&send.workflow) else { continue };
        let chart = std::sync::Arc::clone(&run.chart);
        let declared = chart.definition().events.iter().find(|known| known.id == send.event);
        let fields = declared.into_iter().flat_map(|declared| &declared.fields);
        let fields =
            fields.filter_map(|field| Some((field.id.as_str(), event.fields.get(&field.id)?.clone())));
        let roles = command.by.roles.iter().map(String::as_str);
        let actor = chart.actor(command.by.id.trim(), roles);
        let signal = chart.signal(&send.event, fields)?.by(&actor).facts(facts);
        let stands = run.stands();
        if let Some(refusal) = run.take(&signal, now)? {
            // That somebody lacks the role was said of the act already, in its own words.
            let role = reasons.iter().any(|told| matches!(told.reason, Reason::Role { .. }));
            let again =
                |told: &Told| role && matches!(told.reason, Reason::Workflow { why: Why::Role(_), .. });
            let refused = rules.workflow_refuses(chart.definition(), &stands, &refusal);
            reasons.extend(refused.into_iter().filter(|told| !again(told)));
        }
    }
    Ok(())
}
