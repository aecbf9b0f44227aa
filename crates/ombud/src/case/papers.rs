//! What an act must say, and when it may have been done.

use super::{
    Rules,
    command::Command,
    refusal::{Reason, Told},
    state::{Case, Entry, concerns, ends},
};
use crate::{
    error::Result,
    model::{Bound, Date, Event, Instant, Moment, Value, is_seen},
    pack::ActDef,
};

/// Whether a text says something: signs that are not seen fill no field.
pub(super) fn is_said(text: &str) -> bool {
    text.chars().any(is_seen)
}

/// Fields and the reason.
pub(super) fn papers(
    rules: &Rules<'_>,
    def: &ActDef,
    command: &Command,
    event: &Event,
    reasons: &mut Vec<Told>,
) {
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

/// Nothing lies ahead of now, nothing but what may lies before the receipt, and nothing before what it
/// rests on.
///
/// # Errors
/// `unknown_event` where the catalogue has the event no longer.
pub(super) fn dates(
    rules: &Rules<'_>,
    case: &Case,
    def: &ActDef,
    event: &Event,
    now: Instant,
    reasons: &mut Vec<Told>,
) -> Result<()> {
    bounds(rules, case, def, event, now, reasons)?;
    let Some(at) = event.at else { return Ok(()) };
    if at.is_after(now.into(), &case.zone) {
        let reason = Reason::AfterNow { at };
        reasons.push(rules.told(reason, "case.refused.after_now", &[("at", &rules.moment(at))]));
    }
    let received = case.complaint.received;
    if !def.earlier && received.is_after(at, &case.zone) {
        let reason = Reason::BeforeReceipt { at, received };
        let values = [("at", &rules.moment(at)), ("received", &rules.moment(received))];
        reasons.push(rules.told(reason, "case.refused.before_receipt", &values));
    }
    for kind in &def.follows {
        for part in case.asked_of(event.part.as_ref()) {
            match case.last_of(kind.as_str(), part) {
                None => {
                    let title = rules.event(kind.as_str());
                    let reason = Reason::NotYet { event: kind.to_string() };
                    let told = rules.told(reason, "case.refused.not_yet", &[("event", &title)]);
                    let of = part.filter(|_| event.part.is_none());
                    reasons.push(Told { said: rules.of_part(of, None, &told.said), ..told });
                }
                // What was done for the whole is taken back for the whole.
                Some(entry)
                    if def.strikes.contains(kind)
                        && !ends(entry.event.part.as_ref(), event.part.as_ref()) =>
                {
                    reasons.push(rules.told(Reason::OfWhole, "case.refused.of_whole", &[]));
                }
                Some(entry) => before(rules, case, at, entry, reasons),
            }
        }
    }
    if let Some(moved) =
        last_move(rules, case, def, event).filter(|moved| !def.follows.contains(&moved.event.kind))
    {
        before(rules, case, at, moved, reasons);
    }
    Ok(())
}

/// What is done comes no earlier than what it rests on.
pub(super) fn before(rules: &Rules<'_>, case: &Case, at: Moment, entry: &Entry, reasons: &mut Vec<Told>) {
    let Some(then) = entry.event.at.filter(|then| then.is_after(at, &case.zone)) else { return };
    let values = [
        ("at", &rules.moment(at)),
        ("event", &rules.event(entry.event.kind.as_str())),
        ("then", &rules.moment(then)),
    ];
    let reason = Reason::Before { event: entry.event.kind.to_string(), at: then };
    reasons.push(rules.told(reason, "case.refused.before", &values));
}

/// The entry that last moved one of the workflows that an act would move.
fn last_move<'c>(rules: &Rules<'_>, case: &'c Case, def: &ActDef, event: &Event) -> Option<&'c Entry> {
    let own: Vec<&str> = def.sends.iter().map(|send| send.workflow.as_str()).collect();
    let own: Vec<&str> = own.into_iter().filter(|id| case.runs_any(id)).collect();
    let moves = |entry: &&Entry| {
        let act = rules.book.act(&entry.act);
        concerns(entry.event.part.as_ref(), event.part.as_ref())
            && act.is_ok_and(|act| act.def.sends.iter().any(|sent| own.contains(&sent.workflow.as_str())))
    };
    case.counted().rfind(moves)
}

/// The days that fields name, where they must lie on one side.
fn bounds(
    rules: &Rules<'_>,
    case: &Case,
    def: &ActDef,
    event: &Event,
    now: Instant,
    reasons: &mut Vec<Told>,
) -> Result<()> {
    let known = rules.book.catalogue().event(def.event.as_str())?;
    let today = case.zone.date_of(now);
    let at = event.at.map_or(today, |at| at.date_in(&case.zone));
    for field in &known.fields {
        let Some(day) = event.fields.get(&field.id).and_then(|value| day(value, case)) else { continue };
        let (wrong, id) = match field.bound {
            Some(Bound::Past) => (day > today, "case.refused.field_ahead"),
            Some(Bound::Future) => (day < at, "case.refused.field_behind"),
            None => continue,
        };
        if wrong {
            let values = [
                ("field", &rules.field(def.event.as_str(), &field.id)),
                ("day", &rules.moment(Moment::Date(day))),
            ];
            reasons.push(rules.told(Reason::FieldDay { field: field.id.clone(), day }, id, &values));
        }
    }
    Ok(())
}

/// The day that a value names.
pub(super) fn day(value: &Value, case: &Case) -> Option<Date> {
    match value {
        Value::Date(day) => Some(*day),
        Value::Instant(at) => Some(case.zone.date_of(*at)),
        _ => None,
    }
}
