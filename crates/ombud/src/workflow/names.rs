//! What an expression of a workflow may name.

use super::chart::Tables;
use crate::{
    Error, ErrorCode,
    cond::{
        evaluate::Source,
        expression::{Named, Scope},
    },
    error::Result,
    model::{Catalogue, Choice, FactId, Value, ValueType},
};

/// Where the value of a name is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A field of the workflow's data.
    Data(u16),
    /// A field of the event, by its place among the names of fields of all events.
    Field(u16),
    /// A fact of the catalogue.
    Fact(FactId),
    /// `now`
    Now,
    /// `event.name`
    EventName,
    /// `in_state("x")`
    In(u16),
    /// `actor.has("x")`
    Role(u16),
    /// `actor`
    Actor,
    /// `events.x.by`
    By(u16),
    /// `events.x.at`
    At(u16),
    /// `fault("x")`: an expression that has no value, in SCXML.
    Fault,
}

/// A name in an expression of a workflow.
pub(crate) type Name = Named<Slot>;

/// What knows the values of names.
pub(super) trait Look {
    fn look(&self, slot: &Slot) -> Option<&Value>;

    /// The value as a count: a whole number, or seconds.
    fn count(&self, slot: &Slot) -> Option<i64>;
}

/// A `Look` as the evaluator of conditions wants it.
pub(super) struct Looked<'a, L>(pub(super) &'a L);

impl<L: Look> Source<Name> for Looked<'_, L> {
    fn value(&self, name: &Name) -> Option<&Value> {
        self.0.look(&name.slot)
    }

    fn name<'a>(&'a self, name: &'a Name) -> Option<&'a FactId> {
        match &name.slot {
            Slot::Fact(fact) => Some(fact),
            _ => None,
        }
    }
}

/// The names at one place of a definition.
pub(super) struct Names<'a> {
    pub(super) tables: &'a Tables,
    pub(super) catalogue: &'a Catalogue,
    /// The events that may be the current one there; all where there are none.
    pub(super) events: &'a [u16],
}

impl Names<'_> {
    fn unknown(&self, name: &str) -> Error {
        Error::new(ErrorCode::UnknownFact)
            .item(name)
            .expected("a field of the data, event.…, events.….by, now, actor or a fact of the catalogue")
            .found(name)
    }

    /// A field that one of the events has; those that have it must agree on its type.
    fn field(&self, field: &str) -> Result<(Slot, ValueType, &[Choice])> {
        let missing = || {
            Error::new(ErrorCode::InvalidWorkflow)
                .expected("a field of the event")
                .found(format_args!("event.{field}"))
        };
        let at = self.tables.fields.binary_search_by(|known| known.as_str().cmp(field));
        let at = at.ok().and_then(|at| u16::try_from(at).ok()).ok_or_else(missing)?;
        let all = if self.events.is_empty() { &self.tables.events[..] } else { &[] };
        let these = self.events.iter().filter_map(|at| self.tables.events.get(usize::from(*at)));
        let mut found = all.iter().chain(these).filter_map(|event| event.fields.get(event.place(at)?));
        let first = found.next().ok_or_else(missing)?;
        if let Some(other) = found.find(|def| def.kind != first.kind || def.values != first.values) {
            return Err(Error::new(ErrorCode::InvalidWorkflow)
                .expected(format_args!("event.{field} to be {} in every event here", first.kind))
                .found(other.kind));
        }
        Ok((Slot::Field(at), first.kind, &first.values))
    }

    fn slot(&self, name: &str) -> Result<(Slot, ValueType, &[Choice])> {
        match name {
            "now" => return Ok((Slot::Now, ValueType::Instant, &[])),
            "actor" => return Ok((Slot::Actor, ValueType::Text, &[])),
            "event.name" => return Ok((Slot::EventName, ValueType::Text, &[])),
            _ => {}
        }
        if let Some(at) = self.tables.datum(name) {
            let def = self.tables.data.get(usize::from(at)).ok_or_else(|| self.unknown(name))?;
            return Ok((Slot::Data(at), def.kind, &def.values));
        }
        if let Some(field) = name.strip_prefix("event.") {
            return self.field(field);
        }
        if let Some((event, part)) = name.strip_prefix("events.").and_then(|rest| rest.rsplit_once('.')) {
            let event = self.tables.event(event).ok_or_else(|| {
                Error::new(ErrorCode::InvalidWorkflow).expected("an event of the workflow").found(name)
            })?;
            match part {
                "by" => return Ok((Slot::By(event), ValueType::Text, &[])),
                "at" => return Ok((Slot::At(event), ValueType::Instant, &[])),
                _ => {}
            }
        }
        match self.catalogue.fact(name) {
            Ok(def) => Ok((Slot::Fact(def.id.clone()), def.kind, &def.values)),
            Err(_) => Err(self.unknown(name)),
        }
    }
}

impl Scope for Names<'_> {
    type Key = Name;

    fn name(&self, name: &str) -> Result<(Name, ValueType, &[Choice])> {
        let (slot, kind, values) = self.slot(name)?;
        Ok((Name { slot, kind, text: spelled(name).into() }, kind, values))
    }

    fn call(&self, function: &str, argument: &str) -> Option<Result<Name>> {
        let slot = match function {
            "in_state" => self.tables.state(argument).map(Slot::In).ok_or("a state of the workflow"),
            "actor.has" => self.tables.role(argument).map(Slot::Role).ok_or("a role of the workflow"),
            "fault" => Ok(Slot::Fault),
            _ => return None,
        };
        Some(match slot {
            Ok(slot) => {
                let text = format!("{function}({})", quoted(argument)).into();
                Ok(Name { slot, kind: ValueType::Bool, text })
            }
            Err(expected) => Err(Error::new(ErrorCode::InvalidWorkflow).expected(expected).found(argument)),
        })
    }
}

/// A name as it is written in an expression: in back quotes where it is no plain word.
fn spelled(name: &str) -> String {
    let plain = |part: &str| {
        part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
            && part.bytes().next().is_some_and(|b| !b.is_ascii_digit())
    };
    let word = matches!(name, "true" | "false" | "in");
    if name.split('.').all(plain) && !word { name.to_owned() } else { format!("`{name}`") }
}

/// A text as it is written in an expression.
pub(super) fn quoted(text: &str) -> String {
    let mut out = String::from('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if u32::from(c) < 0x20 => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
