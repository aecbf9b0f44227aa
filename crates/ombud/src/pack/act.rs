//! Acts: what may be done in a case, by whom, under which conditions, and what it leaves behind.
//!
//! An act is data. It records an event of the catalogue, which moves the clocks; it sends events to
//! workflows, which say where it is in place at all; and it names its conditions, each with the
//! sentence that is said where it does not hold.

mod checklist;
mod compile;
mod composed;
mod lives;
mod scope;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{ActId, Citation, EventType, FactId, Json, Label, Value};

pub use self::checklist::{CheckDef, Checklist, ChecklistDef};
pub(crate) use self::scope::{Name, Slot};
pub(super) use compile::{Flows, compile};
pub(super) use composed::Composed;

use crate::cond::Node;

/// What an act does to the case besides recording its event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Does {
    /// Nothing more.
    #[default]
    Record,
    /// Divides the complaint into parts, each with clocks of its own.
    Split,
    /// Says that the complaint, or a part of it, is of another kind. The event says `to`.
    Reclassify,
    /// Says how the complaint relates to another one. The event says `kind` and `to`.
    Link,
    /// Has the complaint handled together with another one. The event says `into`.
    Merge,
    /// Undoes the merger. The event says `from`.
    Unmerge,
    /// Enters somebody, or what is newly known of them.
    Party,
}

impl Does {
    /// Whether it changes nothing but the history.
    #[must_use]
    pub fn is_record(&self) -> bool {
        *self == Does::Record
    }
}

/// What an act ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Concludes {
    /// The handling: no duty of the firm is open that an act can fulfil, no workflow beside the life
    /// runs, nothing waits for its answer.
    Handling,
    /// The file: nor does a time run for which it is to be kept.
    File,
    /// The work on it: no workflow beside the life runs, nothing waits for its answer.
    Work,
}

/// What an act rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Basis {
    /// What it cites.
    #[default]
    Law,
    /// Good practice: no law that was read asks for it. What it cites is related and no more.
    Practice,
}

impl Basis {
    /// Whether it rests on what it cites.
    #[must_use]
    pub fn is_law(&self) -> bool {
        *self == Basis::Law
    }
}

/// A condition of an act.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GuardDef {
    /// The name, unique in the act.
    pub id: String,
    /// What must hold, as an expression.
    pub when: String,
    /// What is said where it does not hold.
    pub refusal: Label,
    /// The workflows in whose cases it is asked; in every case where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Where it stands in the cases of a workflow besides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cite_in: BTreeMap<String, Vec<Citation>>,
}

/// An event for a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SendDef {
    /// The workflow.
    pub workflow: String,
    /// Its event.
    pub event: String,
}

/// An act as authored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ActDef {
    /// The name.
    pub id: ActId,
    /// Its name for people.
    pub title: Label,
    /// What it does besides recording its event.
    #[serde(default, skip_serializing_if = "Does::is_record")]
    pub does: Does,
    /// The event that it records.
    pub event: EventType,
    /// Fields of the event that are the same each time.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub with: BTreeMap<String, Json>,
    /// Fields of the event without which it is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<String>,
    /// Facts that may be stated with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactId>,
    /// Who may do it: anybody with one of these roles, or anybody at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// What must hold.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guard: Vec<GuardDef>,
    /// Whom whoever has the last word on this may not be: who recorded an event (`assigned`), or
    /// whom a field of it names (`assigned.handler`). The last word is with whoever agrees, where
    /// somebody must, and else with whoever does it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub four_eyes: Vec<String>,
    /// Whether somebody else must agree to it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub second_person: bool,
    /// Who may agree to it: anybody else with one of these roles, or anybody else at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub second_roles: Vec<String>,
    /// Whether the reason must be given.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub reason: bool,
    /// Events that must have happened by then.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub follows: Vec<EventType>,
    /// The event that it ends or answers. There must be one that waits: the one of the same
    /// reference, or the only one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answers: Option<EventType>,
    /// What it ends: refused while something of that is open.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub concludes: Option<Concludes>,
    /// Whether it goes back on what was done: never advised for the sake of a duty.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub returns: bool,
    /// Whether it may have happened before the complaint was received.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub earlier: bool,
    /// The workflows in whose cases it may be done though it moves none of them; with those that it
    /// sends to, all that there are. Every case where there are neither.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub within: Vec<String>,
    /// What it sends to the workflows that the case runs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sends: Vec<SendDef>,
    /// The workflows that it begins beside the life of the case.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub opens: Vec<String>,
    /// Events of which none counts afterwards that came before; of one reference, where it names
    /// one. They stay in the history.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strikes: Vec<EventType>,
    /// Whom it enters: a kind of party.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<String>,
    /// How many of them there may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub most: Option<u32>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Where it stands in the cases of a workflow besides.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub cite_in: BTreeMap<String, Vec<Citation>>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Basis::is_law")]
    pub basis: Basis,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// Somebody whom the history names: who recorded an event, or whom one of its fields names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Whom {
    pub(crate) event: EventType,
    pub(crate) field: Option<String>,
}

impl std::fmt::Display for Whom {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match &self.field {
            Some(field) => write!(f, "{}.{field}", self.event),
            None => write!(f, "{}", self.event),
        }
    }
}

/// An act, compiled.
#[derive(Debug, Clone)]
pub struct Act {
    pub(crate) def: ActDef,
    pub(crate) with: BTreeMap<String, Value>,
    pub(crate) four_eyes: Vec<Whom>,
    pub(crate) guards: Vec<Node<Name>>,
}

impl Act {
    /// The act as authored.
    #[must_use]
    pub fn def(&self) -> &ActDef {
        &self.def
    }

    /// The conditions, each with what must hold.
    pub(crate) fn guards(&self) -> impl Iterator<Item = (&GuardDef, &Node<Name>)> {
        self.def.guard.iter().zip(&self.guards)
    }
}
