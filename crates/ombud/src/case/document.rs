//! Typed values, facts and events as documents that can be read without any pack.
//!
//! A field of an event is typed by the catalogue. A stored case outlives catalogues, so its documents
//! say the type beside the value: `{"date":"2026-03-02"}`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use crate::model::{
    Date, Decimal, Duration, Event, EventType, Fact, FactClass, FactId, Facts, Instant, Moment, Money,
    PartId, Value, canon::wide_int,
};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum ValueDoc {
    Bool(bool),
    Int(#[serde(with = "wide_int")] i64),
    Decimal(String),
    Money(Money),
    Date(Date),
    Instant(Instant),
    Duration(String),
    Text(String),
    Set(BTreeSet<String>),
}

impl From<&Value> for ValueDoc {
    fn from(value: &Value) -> Self {
        match value {
            Value::Bool(value) => ValueDoc::Bool(*value),
            Value::Int(value) => ValueDoc::Int(*value),
            Value::Decimal(value) => ValueDoc::Decimal(value.to_string()),
            Value::Money(value) => ValueDoc::Money(*value),
            Value::Date(value) => ValueDoc::Date(*value),
            Value::Instant(value) => ValueDoc::Instant(*value),
            Value::Duration(value) => ValueDoc::Duration(value.to_string()),
            Value::Text(value) => ValueDoc::Text(value.clone()),
            Value::Set(value) => ValueDoc::Set(value.clone()),
        }
    }
}

impl TryFrom<ValueDoc> for Value {
    type Error = crate::Error;

    fn try_from(document: ValueDoc) -> Result<Self, crate::Error> {
        Ok(match document {
            ValueDoc::Bool(value) => Value::Bool(value),
            ValueDoc::Int(value) => Value::Int(value),
            ValueDoc::Decimal(text) => Value::Decimal(text.parse::<Decimal>()?),
            ValueDoc::Money(value) => Value::Money(value),
            ValueDoc::Date(value) => Value::Date(value),
            ValueDoc::Instant(value) => Value::Instant(value),
            ValueDoc::Duration(text) => Value::Duration(text.parse::<Duration>()?),
            ValueDoc::Text(text) => Value::Text(text),
            ValueDoc::Set(value) => Value::Set(value),
        })
    }
}

fn typed<E: serde::de::Error>(documents: BTreeMap<String, ValueDoc>) -> Result<BTreeMap<String, Value>, E> {
    let read = |(name, document): (String, ValueDoc)| Ok((name, document.try_into().map_err(E::custom)?));
    documents.into_iter().map(read).collect()
}

fn documents(values: &BTreeMap<String, Value>) -> BTreeMap<String, ValueDoc> {
    values.iter().map(|(name, value)| (name.clone(), value.into())).collect()
}

/// Fields of an event or of a task.
pub(super) mod fields {
    use super::*;

    pub(in crate::case) fn serialize<S: Serializer>(
        values: &BTreeMap<String, Value>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        documents(values).serialize(s)
    }

    pub(in crate::case) fn deserialize<'de, D: Deserializer<'de>>(
        d: D,
    ) -> Result<BTreeMap<String, Value>, D::Error> {
        typed(BTreeMap::deserialize(d)?)
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct EventDoc {
    #[serde(rename = "type")]
    kind: EventType,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    at: Option<Moment>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    part: Option<PartId>,
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    reference: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stated_timely: Option<bool>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, ValueDoc>,
}

/// What happened.
pub(super) mod event {
    use super::*;

    pub(in crate::case) fn serialize<S: Serializer>(event: &Event, s: S) -> Result<S::Ok, S::Error> {
        let Event { kind, at, part, reference, by, stated_timely, fields } = event.clone();
        let fields = documents(&fields);
        EventDoc { kind, at, part, reference, by, stated_timely, fields }.serialize(s)
    }

    pub(in crate::case) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Event, D::Error> {
        let EventDoc { kind, at, part, reference, by, stated_timely, fields } = EventDoc::deserialize(d)?;
        Ok(Event { kind, at, part, reference, by, stated_timely, fields: typed(fields)? })
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactDoc {
    value: ValueDoc,
    class: FactClass,
    level: u8,
    producer: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    evidence: Vec<String>,
}

impl From<&Fact> for FactDoc {
    fn from(fact: &Fact) -> Self {
        FactDoc {
            value: (&fact.value).into(),
            class: fact.class,
            level: fact.level,
            producer: fact.producer.clone(),
            evidence: fact.evidence.clone(),
        }
    }
}

impl TryFrom<FactDoc> for Fact {
    type Error = crate::Error;

    fn try_from(document: FactDoc) -> Result<Self, crate::Error> {
        let FactDoc { value, class, level, producer, evidence } = document;
        Ok(Fact { value: value.try_into()?, class, level, producer, evidence })
    }
}

/// A fact.
pub(super) mod fact {
    use super::*;

    pub(in crate::case) fn serialize<S: Serializer>(fact: &Fact, s: S) -> Result<S::Ok, S::Error> {
        FactDoc::from(fact).serialize(s)
    }

    pub(in crate::case) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Fact, D::Error> {
        FactDoc::deserialize(d)?.try_into().map_err(D::Error::custom)
    }
}

type FactsDoc = BTreeMap<FactId, FactDoc>;

fn facts_out(facts: &Facts) -> FactsDoc {
    facts.iter().map(|(id, fact)| (id.clone(), fact.into())).collect()
}

fn facts_in<E: serde::de::Error>(documents: FactsDoc) -> Result<Facts, E> {
    let mut facts = Facts::new();
    for (id, document) in documents {
        facts.insert(id, document.try_into().map_err(E::custom)?);
    }
    Ok(facts)
}

/// The facts of a complaint.
pub(super) mod facts {
    use super::*;

    pub(in crate::case) fn serialize<S: Serializer>(facts: &Facts, s: S) -> Result<S::Ok, S::Error> {
        facts_out(facts).serialize(s)
    }

    pub(in crate::case) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Facts, D::Error> {
        facts_in(FactsDoc::deserialize(d)?)
    }
}

/// The facts of its parts.
pub(super) mod parts {
    use super::*;

    pub(in crate::case) fn serialize<S: Serializer>(
        parts: &BTreeMap<PartId, Facts>,
        s: S,
    ) -> Result<S::Ok, S::Error> {
        let parts: BTreeMap<&PartId, FactsDoc> =
            parts.iter().map(|(part, facts)| (part, facts_out(facts))).collect();
        parts.serialize(s)
    }

    pub(in crate::case) fn deserialize<'de, D: Deserializer<'de>>(
        d: D,
    ) -> Result<BTreeMap<PartId, Facts>, D::Error> {
        let parts = BTreeMap::<PartId, FactsDoc>::deserialize(d)?;
        parts.into_iter().map(|(part, documents)| Ok((part, facts_in(documents)?))).collect()
    }
}
