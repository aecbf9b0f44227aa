//! Facts and their catalogue.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    Choice, Event, EventDef, EventType, FactId, FieldDef, Json, Label, Moment, PartId, Value, ValueType,
};
use crate::{Error, ErrorCode, error::Result};

/// Where a fact's authority comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FactClass {
    /// What the papers say.
    Record,
    /// What a named person found.
    Finding,
    /// A score, a reading of text, a probability, a link: never a ground for a clock, an
    /// entitlement, an authority, an offer or the order of a queue.
    Assessment,
}

impl std::fmt::Display for FactClass {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            FactClass::Record => "record",
            FactClass::Finding => "finding",
            FactClass::Assessment => "assessment",
        })
    }
}

/// One fact of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FactDef {
    /// The name.
    pub id: FactId,
    /// The type of its value.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// The unit, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    /// The values of an enum or set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Choice>,
    /// Where its authority comes from.
    pub class: FactClass,
    /// 0 supplied, 1 from text, 2 from state, 3 from clocks.
    pub level: u8,
    /// Who produces it.
    pub producer: String,
    /// The facts it is derived from, if it is derived.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub from: Vec<FactId>,
    /// Its name for people.
    pub title: Label,
    /// What it means.
    pub meaning: Label,
}

/// A fact of one complaint: its value, and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fact {
    /// The value.
    pub value: Value,
    /// Where its authority comes from.
    pub class: FactClass,
    /// The level it was produced at.
    pub level: u8,
    /// Who produced it.
    pub producer: String,
    /// Papers that show it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// The facts known of one complaint. What is not here is unknown, which is not false.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Facts(BTreeMap<FactId, Fact>);

impl Facts {
    /// No facts.
    #[must_use]
    pub fn new() -> Self {
        Facts::default()
    }

    /// The value of a fact, if it is known.
    #[must_use]
    pub fn value(&self, id: &FactId) -> Option<&Value> {
        self.0.get(id).map(|fact| &fact.value)
    }

    /// A fact, if it is known.
    #[must_use]
    pub fn get(&self, id: &FactId) -> Option<&Fact> {
        self.0.get(id)
    }

    /// Adds or replaces a fact.
    pub fn insert(&mut self, id: FactId, fact: Fact) {
        self.0.insert(id, fact);
    }

    /// Every fact, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&FactId, &Fact)> {
        self.0.iter()
    }

    /// Whether nothing is known.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// An event as a document holds it, before its fields are typed.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EventDocument {
    #[serde(rename = "type")]
    kind: EventType,
    #[serde(default)]
    at: Option<Moment>,
    #[serde(default)]
    part: Option<PartId>,
    #[serde(default, rename = "ref")]
    reference: Option<String>,
    #[serde(default)]
    by: Option<String>,
    #[serde(default)]
    stated_timely: Option<bool>,
    #[serde(default)]
    fields: BTreeMap<String, Json>,
}

/// The facts and events that packs declare.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    facts: BTreeMap<FactId, FactDef>,
    events: BTreeMap<EventType, EventDef>,
}

impl Catalogue {
    /// A catalogue of these facts and events.
    #[must_use]
    pub fn new(facts: impl IntoIterator<Item = FactDef>, events: impl IntoIterator<Item = EventDef>) -> Self {
        Catalogue {
            facts: facts.into_iter().map(|def| (def.id.clone(), def)).collect(),
            events: events.into_iter().map(|def| (def.id.clone(), def)).collect(),
        }
    }

    /// The definition of a fact.
    ///
    /// # Errors
    /// `unknown_fact`.
    pub fn fact(&self, id: &str) -> Result<&FactDef> {
        self.facts.get(id).ok_or_else(|| Error::new(ErrorCode::UnknownFact).item(id))
    }

    /// The definition of an event type.
    ///
    /// # Errors
    /// `unknown_event`.
    pub fn event(&self, id: &str) -> Result<&EventDef> {
        self.events.get(id).ok_or_else(|| Error::new(ErrorCode::UnknownEvent).item(id))
    }

    /// Every fact, by name.
    pub fn facts(&self) -> impl Iterator<Item = &FactDef> {
        self.facts.values()
    }

    /// Every event type, by name.
    pub fn events(&self) -> impl Iterator<Item = &EventDef> {
        self.events.values()
    }

    /// Reads the value of a fact from JSON and gives it the class and level of its definition.
    ///
    /// # Errors
    /// `unknown_fact`, `invalid_value`.
    pub fn read_fact(&self, id: &str, json: &Json) -> Result<(FactId, Fact)> {
        let def = self.fact(id)?;
        let value = Value::from_json(json, def.kind, &def.values).map_err(|e| e.item(id))?;
        Ok((def.id.clone(), def.supplied(value)))
    }

    /// Reads the value of a fact from text, as the command line and files spell it.
    ///
    /// # Errors
    /// `unknown_fact`, `invalid_value`.
    pub fn parse_fact(&self, id: &str, text: &str) -> Result<(FactId, Fact)> {
        let def = self.fact(id)?;
        let value = Value::from_text(text, def.kind, &def.values).map_err(|e| e.item(id))?;
        Ok((def.id.clone(), def.supplied(value)))
    }

    /// Reads a field of an event from text.
    ///
    /// # Errors
    /// `unknown_event`, `invalid_field` for a field that the type does not declare, `invalid_value`.
    pub fn parse_field(&self, event: &str, field: &str, text: &str) -> Result<Value> {
        let def = self.field(event, field)?;
        Value::from_text(text, def.kind, &def.values).map_err(|e| e.item(format_args!("{event}.{field}")))
    }

    /// Reads a field of an event from JSON.
    ///
    /// # Errors
    /// As [`parse_field`](Self::parse_field).
    pub fn read_field(&self, event: &str, field: &str, json: &Json) -> Result<Value> {
        let def = self.field(event, field)?;
        Value::from_json(json, def.kind, &def.values).map_err(|e| e.item(format_args!("{event}.{field}")))
    }

    /// Reads an event from JSON: `type`, then `at`, `part`, `ref`, `by`, `stated_timely` and
    /// `fields` where there are any.
    ///
    /// # Errors
    /// `unknown_event`, `invalid_field`, `invalid_value`.
    pub fn read_event(&self, json: &Json) -> Result<Event> {
        let document: EventDocument = super::canon::from_json(json)?;
        let mut event = Event::undated(self.event(document.kind.as_str())?.id.clone());
        event.at = document.at;
        event.part = document.part;
        event.reference = document.reference;
        event.by = document.by;
        event.stated_timely = document.stated_timely;
        for (field, json) in &document.fields {
            let value = self.read_field(event.kind.as_str(), field, json)?;
            event.fields.insert(field.clone(), value);
        }
        Ok(event)
    }

    fn field(&self, event: &str, field: &str) -> Result<&FieldDef> {
        let def = self.event(event)?;
        def.field(field).ok_or_else(|| {
            let names: Vec<&str> = def.fields.iter().map(|f| f.id.as_str()).collect();
            Error::new(ErrorCode::InvalidField)
                .item(format_args!("{event}.{field}"))
                .expected(if names.is_empty() { "no fields".to_owned() } else { names.join(", ") })
                .found(field)
        })
    }
}

impl FactDef {
    fn supplied(&self, value: Value) -> Fact {
        Fact {
            value,
            class: self.class,
            level: self.level,
            producer: self.producer.clone(),
            evidence: Vec::new(),
        }
    }
}
