//! What a condition of an act may name.

use std::collections::BTreeMap;

use crate::{
    Error, ErrorCode,
    cond::expression::{Named, Scope},
    error::Result,
    model::{Catalogue, Choice, EventDef, FactId, FieldDef, ValueType},
    workflow::Definition,
};

/// Where the value of a name is found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A fact of the catalogue.
    Fact(FactId),
    /// `event.x`: a field of the event that the act records.
    Field(String),
    /// `events.x.by`: who recorded the last event of this type.
    By(String),
    /// `events.x.on`: its day.
    On(String),
    /// `events.x.y`: a field of it.
    Past(String, String),
    /// `happened("x")`
    Happened(String),
    /// `data.x`: a field of the data of the workflow that the act sends to.
    Data(String),
    /// `in_state("workflow/state")`
    In(String, String),
    /// `now`
    Now,
    /// `actor`
    Actor,
    /// `actor.has("x")`
    Role(String),
    /// `second`: who agrees to it.
    Second,
    /// `second.has("x")`
    SecondRole(String),
}

/// A name in a condition of an act.
pub(crate) type Name = Named<Slot>;

/// The names in the conditions of one act, or of one checklist.
pub(super) struct Names<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// What the act records; a checklist records nothing, and nobody does it.
    pub(super) event: Option<&'a EventDef>,
    pub(super) workflows: &'a BTreeMap<&'a str, &'a Definition>,
    /// The workflows that the act sends to.
    pub(super) sent: Vec<&'a Definition>,
}

const EXPECTED: &str = "event.…, events.….by, events.….on, events.….FIELD, data.…, now, actor, second or a fact of the catalogue";

const EXPECTED_OF_CHECKS: &str = "events.….by, events.….on, events.….FIELD, now or a fact of the catalogue";

type Found<'a> = (Slot, ValueType, &'a [Choice]);

impl Names<'_> {
    fn event(&self, event: &str) -> Result<&EventDef> {
        let known = self.catalogue.event(event);
        known.map_err(|error| error.expected("an event type of the catalogue").found(event))
    }

    fn slot(&self, name: &str) -> Result<Found<'_>> {
        match name {
            "now" => return Ok((Slot::Now, ValueType::Instant, &[])),
            "actor" if self.event.is_some() => return Ok((Slot::Actor, ValueType::Text, &[])),
            "second" if self.event.is_some() => return Ok((Slot::Second, ValueType::Text, &[])),
            _ => {}
        }
        if let (Some(event), Some(field)) = (self.event, name.strip_prefix("event.")) {
            let def = field_of(event, field)?;
            return Ok((Slot::Field(field.to_owned()), def.kind, &def.values));
        }
        if let Some((event, part)) = name.strip_prefix("events.").and_then(|rest| rest.rsplit_once('.')) {
            let def = self.event(event)?;
            return match part {
                "by" => Ok((Slot::By(event.to_owned()), ValueType::Text, &[])),
                "on" => Ok((Slot::On(event.to_owned()), ValueType::Date, &[])),
                field => {
                    let def = field_of(def, field)?;
                    Ok((Slot::Past(event.to_owned(), field.to_owned()), def.kind, &def.values))
                }
            };
        }
        if let Some(field) = name.strip_prefix("data.") {
            return self.datum(field);
        }
        match self.catalogue.fact(name) {
            Ok(def) => Ok((Slot::Fact(def.id.clone()), def.kind, &def.values)),
            Err(_) => {
                let expected = if self.event.is_some() { EXPECTED } else { EXPECTED_OF_CHECKS };
                Err(Error::new(ErrorCode::UnknownFact).expected(expected).found(name))
            }
        }
    }

    /// A field that one of the workflows has; those that have it must agree on its type.
    fn datum(&self, field: &str) -> Result<Found<'_>> {
        let all = self.sent.iter().flat_map(|workflow| &workflow.data);
        let mut found = all.filter(|def| def.id == field);
        let expected = "a field of the data of a workflow that the act sends to, of one type in all of them";
        let wrong = || Error::new(ErrorCode::InvalidField).expected(expected).found(field);
        let first = found.next().ok_or_else(wrong)?;
        if found.any(|other| (other.kind, &other.values) != (first.kind, &first.values)) {
            return Err(wrong());
        }
        Ok((Slot::Data(field.to_owned()), first.kind, &first.values))
    }

    fn state(&self, place: &str) -> Result<Slot> {
        let found = place.split_once('/').filter(|(workflow, state)| {
            self.workflows.get(workflow).is_some_and(|definition| definition.has_state(state))
        });
        found.map(|(workflow, state)| Slot::In(workflow.to_owned(), state.to_owned())).ok_or_else(|| {
            Error::new(ErrorCode::InvalidValue).expected("WORKFLOW/STATE of the pack").found(place)
        })
    }

    fn role(&self, role: &str) -> Result<()> {
        let roles = || self.workflows.values().flat_map(|workflow| &workflow.roles);
        if roles().any(|def| def.id == role) {
            return Ok(());
        }
        Err(Error::new(ErrorCode::InvalidValue).expected("a role that a workflow declares").found(role))
    }
}

fn field_of<'e>(event: &'e EventDef, field: &str) -> Result<&'e FieldDef> {
    event.field(field).ok_or_else(|| {
        Error::new(ErrorCode::InvalidField).expected(format_args!("a field of `{}`", event.id)).found(field)
    })
}

impl Scope for Names<'_> {
    type Key = Name;

    fn name(&self, name: &str) -> Result<(Name, ValueType, &[Choice])> {
        let (slot, kind, values) = self.slot(name)?;
        Ok((Name { slot, kind, text: name.into() }, kind, values))
    }

    fn call(&self, function: &str, argument: &str) -> Option<Result<Name>> {
        let owned = || argument.to_owned();
        let slot = match function {
            "happened" => self.event(argument).map(|_| Slot::Happened(owned())),
            "in_state" => self.state(argument),
            "actor.has" if self.event.is_some() => self.role(argument).map(|()| Slot::Role(owned())),
            "second.has" if self.event.is_some() => self.role(argument).map(|()| Slot::SecondRole(owned())),
            _ => return None,
        };
        let text = format!("{function}(\"{argument}\")").into();
        Some(slot.map(|slot| Name { slot, kind: ValueType::Bool, text }))
    }
}
