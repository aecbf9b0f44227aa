//! From a command to events, or to a refusal with every reason. A function of its arguments.

use std::{borrow::Cow, collections::BTreeSet};

use super::{
    Rules,
    command::Command,
    concludes::concludes,
    event::{CaseEvent, Change},
    look::Scene,
    moves::{Mover, place},
    outcome::Outcome,
    papers::{dates, papers},
    people::people,
    present::Present,
    refusal::{Reason, Refusal, Told},
    state::{Case, Entry, ends},
    stated::{known, stands, stated},
    structure::{Shaping, known_part, sound},
    timers::{Settled, fire_due, settled},
    waits::answers,
};
use crate::{
    Error, ErrorCode,
    cond::{Node, Truth},
    error::Result,
    model::{Event, Instant, Json, Label, Moment, Value},
    pack::{Act, ActDef, Does, Name, Slot},
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
/// fit, a part that there is not, a `now` before the last event.
pub fn decide(rules: &Rules<'_>, case: &Case, command: &Command, now: Instant) -> Result<Decision> {
    command.checked()?;
    in_order(case, now)?;
    let Ok(act) = rules.book.act(&command.act) else {
        let asked = Label::same(&command.act);
        let reasons = vec![rules.told(Reason::UnknownAct, "case.refused.unknown", &[("act", &asked)])];
        return Ok(Decision::Refused(Refusal { act: command.act.clone(), title: None, reasons }));
    };
    let refused = |reasons: Vec<Told>| {
        let (act, title) = (command.act.clone(), Some(act.def.title.clone()));
        Ok(Decision::Refused(Refusal { act, title, reasons }))
    };
    unused(&act.def, command)?;
    let mut events = fire_due(rules, case, now)?;
    let case = &after(case, &events)?;
    let present = Present::new(rules, case, now)?;
    let trial = Trial::of(&present, act, command)?;
    if !trial.reasons.is_empty() {
        return refused(trial.reasons);
    }
    let settled = trial.settled(rules, case, command, now)?;
    sound(&settled.case)?;
    let reasons = Outcome { present: &present, act, command, settled: &settled }.against()?;
    if !reasons.is_empty() {
        return refused(reasons);
    }
    events.push(settled.event);
    Ok(Decision::Accepted(events))
}

/// What a command says that its act has no use for was meant for another act.
fn unused(def: &ActDef, command: &Command) -> Result<()> {
    let error = |path: &str, expected: &str, found: usize| {
        Err(Error::new(ErrorCode::InvalidField).item(&def.id).path(path).expected(expected).found(found))
    };
    if !command.parts.is_empty() && def.does != Does::Split {
        return error("parts", "no parts: only what divides a complaint names them", command.parts.len());
    }
    if command.party.is_some() && def.does != Does::Party {
        return error("party", "nobody: only what enters somebody names them", 1);
    }
    Ok(())
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
    changes: Vec<Change>,
}

impl Trial {
    /// # Errors
    /// As [`decide`].
    pub(super) fn of(present: &Present<'_>, act: &Act, command: &Command) -> Result<Trial> {
        let Present { rules, case, now, runs, .. } = present;
        let now = *now;
        known_part(case, command)?;
        let (def, part) = (&act.def, command.part.as_ref());
        let event = event(rules, act, command, now)?;
        let stated = stated(rules, def, command)?;
        let mut reasons = Vec::new();
        people(rules, case, act, command, &mut reasons);
        papers(rules, def, command, &event, &mut reasons);
        dates(rules, case, def, &event, now, &mut reasons)?;
        answers(present, def, command, &event, &mut reasons);
        place(rules, case, def, part, &mut reasons);
        stands(rules, case, def, command, &stated, &mut reasons);
        // What is done to the whole must hold of each of its parts.
        for of in case.asked_of(part) {
            let facts = known(rules, case, of, &stated, now)?;
            let sent = def.sends.iter().map(|send| send.workflow.as_str()).collect();
            let (actor, second, event) = (Some(&command.by), command.second.as_ref(), Some(&event));
            let scene = Scene { case, runs, part: of, sent, event, facts: &facts, actor, second, now };
            for (guard, node) in act.guards().filter(|(guard, _)| guard.is_asked(|id| case.runs_any(id))) {
                let told = match scene.holds(node).map_err(|error| error.item(&def.id).path(&guard.id))? {
                    (Truth::True, _) => continue,
                    (Truth::False, _) => rules.guard_fails(case, guard),
                    // A field that is asked for already need not be asked for twice.
                    (Truth::Unknown, needs) if needs.iter().all(|name| asked(&name.slot, &reasons)) => {
                        continue;
                    }
                    (Truth::Unknown, needs) => rules.guard_needs(def, guard, &needs),
                };
                // What does not depend on the part is said once.
                let of = of.filter(|_| part.is_none() && in_part(node));
                let told = Told { said: rules.of_part(of, None, &told.said), ..told };
                if !reasons.contains(&told) {
                    reasons.push(told);
                }
            }
        }
        concludes(present, def, part, &mut reasons)?;
        let shaped = Shaping { rules, case, act: def, command, event: &event }.changes()?;
        let shaped = shaped.unwrap_or_else(|told| {
            reasons.push(told);
            Vec::new()
        });
        let mut changes = vec![Change::Recorded { event: event.clone() }];
        changes.extend(stated.iter().cloned());
        changes.extend(shaped);
        changes.extend(struck(rules, case, def, command, &mut reasons));
        let mover = Mover { rules, case, def, command, event: &event, stated: &stated, now };
        for run in mover.moves(runs, &mut reasons)? {
            changes.extend(run.changes()?);
        }
        Ok(Trial { reasons, changes })
    }

    /// The event that keeps what was tried, and the case after it.
    ///
    /// # Errors
    /// As [`decide`].
    pub(super) fn settled(
        self,
        rules: &Rules<'_>,
        case: &Case,
        command: &Command,
        now: Instant,
    ) -> Result<Settled> {
        let second = command.second.as_ref();
        let event = CaseEvent {
            by: Some(command.by.id.trim().to_owned()),
            roles: command.by.roles.clone(),
            second: second.map(|second| second.id.trim().to_owned()),
            second_roles: second.map(|second| second.roles.clone()).unwrap_or_default(),
            reason: command.reason.clone(),
            ..CaseEvent::under(rules, &case.complaint.id, next(case)?, now, &command.act, self.changes)
        };
        settled(rules, case, event)
    }
}

/// The entries that count no longer. Of several with references of their own it must be said which.
fn struck(
    rules: &Rules<'_>,
    case: &Case,
    def: &ActDef,
    command: &Command,
    reasons: &mut Vec<Told>,
) -> Vec<Change> {
    let meant = |event: &Event| {
        def.strikes.contains(&event.kind)
            && ends(event.part.as_ref(), command.part.as_ref())
            && command.reference.as_ref().is_none_or(|own| event.reference.as_ref() == Some(own))
    };
    let entries: Vec<&Entry> = case.counted().filter(|entry| meant(&entry.event)).collect();
    for kind in &def.strikes {
        let of_kind = entries.iter().filter(|entry| entry.event.kind == *kind);
        let references: BTreeSet<&str> =
            of_kind.filter_map(|entry| entry.event.reference.as_deref()).collect();
        if references.len() > 1 {
            reasons.push(rules.which(kind, references.into_iter()));
        }
    }
    entries.into_iter().map(|entry| Change::Struck { number: entry.number }).collect()
}

/// Whether a condition may hold of one part and not of another.
fn in_part(node: &Node<Name>) -> bool {
    let mut found = false;
    node.each_key(&mut |name| {
        found |= !matches!(
            name.slot,
            Slot::Field(_) | Slot::Now | Slot::Actor | Slot::Role(_) | Slot::Second | Slot::SecondRole(_)
        );
    });
    found
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
    // The history says who was entered.
    if let Some(party) = &command.party {
        let known = catalogue.event(def.event.as_str())?;
        for (field, text) in [("party", party.id.as_str()), ("role", party.role.id())] {
            if known.field(field).is_some() {
                event.fields.insert(field.to_owned(), Value::Text(text.to_owned()));
            }
        }
    }
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
