//! What happened to a complaint, and when.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Choice, EventType, Label, Moment, PartId, Value, ValueType};

/// On which side of the event the day of a field lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Bound {
    /// Something that was done: not after the day on which it is recorded.
    Past,
    /// Something to come: not before the day of the event.
    Future,
}

/// One field of an event type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldDef {
    /// The name.
    pub id: String,
    /// The type of its value.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// Its name for people.
    pub title: Label,
    /// The values of an enum or set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Choice>,
    /// On which side of the event its day lies, where acts must keep to one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bound: Option<Bound>,
}

/// One event type of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventDef {
    /// The name.
    pub id: EventType,
    /// Its name for people.
    pub title: Label,
    /// What it means.
    pub meaning: Label,
    /// Its fields, beside the time, the part, the reference and the author that every event has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDef>,
}

impl EventDef {
    /// The field with this name.
    #[must_use]
    pub fn field(&self, id: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.id == id)
    }
}

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Event {
    /// What happened.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// When; absent where the papers say that it happened but not when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// The part of the complaint it concerns; absent for all of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// Pairs a start with its end, and an answer with what it answers.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who recorded it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// For an event without a date: whether the papers state that it was in time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated_timely: Option<bool>,
    /// The other fields.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
}

impl Event {
    /// An event at a known time, with no fields.
    #[must_use]
    pub fn new(kind: EventType, at: impl Into<Moment>) -> Self {
        Event { at: Some(at.into()), ..Event::undated(kind) }
    }

    /// An event that is known to have happened, but not when.
    #[must_use]
    pub fn undated(kind: EventType) -> Self {
        Event {
            kind,
            at: None,
            part: None,
            reference: None,
            by: None,
            stated_timely: None,
            fields: BTreeMap::new(),
        }
    }

    /// Adds a field. Whether the type declares it is checked where the event is used.
    #[must_use]
    pub fn with(mut self, field: impl Into<String>, value: Value) -> Self {
        self.fields.insert(field.into(), value);
        self
    }
}
