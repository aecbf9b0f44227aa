//! A workflow as it is authored: one JSON document.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Visitor};

use super::time::Delay;
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{
        Choice, FieldDef, Json, Label, RuleId, ValueType,
        canon::{self, HashName},
    },
};

/// The version of the format that this code reads and writes.
pub const FORMAT_VERSION: u32 = 1;

/// The form of a definition as a JSON Schema (draft 2020-12), for editors and for other languages.
/// What a form cannot say (names that exist, guards of the right types) is checked on compiling.
pub const SCHEMA: &str = include_str!("schema.json");

/// What an unknown or failing guard does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Semantics {
    /// It refuses the step, which then changes nothing. The only choice of an author.
    #[default]
    Strict,
    /// It counts as false and raises `error.execution`, as the W3C's recommendation has it. Set by
    /// the importer of SCXML only.
    Scxml,
}

/// One name or several; one is written without brackets.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names(pub Vec<String>);

impl Names {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Serialize for Names {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [one] => s.serialize_str(one),
            many => many.serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for Names {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        struct OneOrMany;
        impl<'de> Visitor<'de> for OneOrMany {
            type Value = Names;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a name, or an array of names")
            }

            fn visit_str<E>(self, name: &str) -> std::result::Result<Names, E> {
                Ok(Names(vec![name.to_owned()]))
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> std::result::Result<Names, A::Error> {
                let mut names = Vec::new();
                while let Some(name) = seq.next_element()? {
                    names.push(name);
                }
                Ok(Names(names))
            }
        }
        d.deserialize_any(OneOrMany)
    }
}

/// A field of the workflow's own data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DataDef {
    /// The name.
    pub id: String,
    /// The type of its value.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// The values of an enum or set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Choice>,
    /// What it is at the start; absent where that is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub initial: Option<Json>,
}

/// Somebody's part in the work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleDef {
    /// The name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
}

/// Where an event comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum EventKind {
    /// Somebody does it.
    #[default]
    Human,
    /// A timer fires.
    Timer,
    /// An effect raises it.
    Internal,
}

/// An event of the workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EventDef {
    /// The name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// Where it comes from.
    #[serde(default)]
    pub kind: EventKind,
    /// What it says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldDef>,
}

/// A legal clock that the workflow starts, pauses and stops by name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ClockName {
    /// The name.
    pub id: String,
    /// The rule of the packs that counts it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
}

/// What a state is. A state with states in it is compound, one without is atomic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StateKind {
    /// Atomic or compound: one of the states in it is active.
    #[default]
    State,
    /// Each of the states in it is active.
    Parallel,
    /// An end.
    Final,
    /// Stands for the state that was last active in the state around it.
    ShallowHistory,
    /// Stands for all states that were last active in the state around it.
    DeepHistory,
}

/// A timer that runs while its state is active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TimerDef {
    /// The name.
    pub id: String,
    /// How long after the state is entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub after: Option<Delay>,
    /// The rule whose due date it waits for, in place of `after`; the host says when that is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<RuleId>,
    /// What happens then.
    pub event: String,
}

/// A state.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateDef {
    /// The name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// What it is.
    #[serde(default, skip_serializing_if = "is_plain")]
    pub kind: StateKind,
    /// The stage of the work it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<String>,
    /// The states entered with it; the first one where absent.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub initial: Names,
    /// What is done between its own entry and that of `initial`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_initial: Vec<EffectDef>,
    /// What is done when it is entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_entry: Vec<EffectDef>,
    /// What is done when it is left.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_exit: Vec<EffectDef>,
    /// The timers that run while it is active.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timers: Vec<TimerDef>,
    /// The ways out of it, and what may be done in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub transitions: Vec<TransitionDef>,
    /// The states in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub states: Vec<StateDef>,
}

fn is_plain(kind: &StateKind) -> bool {
    *kind == StateKind::State
}

/// A transition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TransitionDef {
    /// The name, unique in the workflow.
    pub id: String,
    /// The events that take it; none where it is taken as soon as its guard holds. An event of
    /// `scxml` semantics may be a prefix (`error`), or `*`.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub event: Names,
    /// Where it leads; nowhere where only its effects are wanted.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub target: Names,
    /// Whether a transition into its own state leaves that state standing.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub internal: bool,
    /// What must hold, as an expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guard: Option<String>,
    /// Who may do it: anybody with one of these roles, or anybody at all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Events whose last doer may not do this.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub four_eyes: Vec<String>,
    /// What is done.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub effects: Vec<EffectDef>,
    /// The rules it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<RuleId>,
}

/// What a clock is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClockAct {
    /// It begins.
    Start,
    /// It stands still.
    Pause,
    /// It goes on.
    Resume,
    /// It ends.
    Stop,
}

/// A field of an effect that is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermDef {
    /// The type of its value.
    #[serde(rename = "type")]
    pub kind: ValueType,
    /// The value, as an expression.
    pub value: String,
}

/// One way of a choice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BranchDef {
    /// What must hold, as an expression; absent for what is done otherwise, which comes last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What is done.
    pub effects: Vec<EffectDef>,
}

/// What is done: always data, never a call into the host. The `id` is unique in the workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum EffectDef {
    /// A field of the data gets a value.
    Assign {
        /// The name of the effect.
        id: String,
        /// The field.
        data: String,
        /// Its value, as an expression.
        value: String,
    },
    /// An event happens before anything else from outside.
    Raise {
        /// The name of the effect.
        id: String,
        /// The event.
        event: String,
        /// What it says, as expressions.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<String, String>,
    },
    /// A timer starts.
    StartTimer {
        /// The name of the effect.
        id: String,
        /// The name of the timer.
        timer: String,
        /// How long it runs.
        after: Delay,
        /// What happens then.
        event: String,
        /// What that event says, as expressions that are worked out at the start.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<String, String>,
    },
    /// A timer is called off.
    CancelTimer {
        /// The name of the effect.
        id: String,
        /// The name of the timer.
        timer: String,
    },
    /// A legal clock is told something.
    Clock {
        /// The name of the effect.
        id: String,
        /// The clock.
        clock: String,
        /// What it is told.
        act: ClockAct,
    },
    /// Something for the host to do: a task, a notice.
    Emit {
        /// The name of the effect.
        id: String,
        /// What kind of thing.
        kind: String,
        /// What it says.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        fields: BTreeMap<String, TermDef>,
    },
    /// The first way whose condition holds.
    Choose {
        /// The name of the effect.
        id: String,
        /// The ways.
        branches: Vec<BranchDef>,
    },
    /// Several effects; a fault among them ends only these, where faults are no refusal.
    Block {
        /// The name of the effect.
        id: String,
        /// The effects.
        effects: Vec<EffectDef>,
    },
}

impl EffectDef {
    /// The name of the effect.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            EffectDef::Assign { id, .. }
            | EffectDef::Raise { id, .. }
            | EffectDef::StartTimer { id, .. }
            | EffectDef::CancelTimer { id, .. }
            | EffectDef::Clock { id, .. }
            | EffectDef::Emit { id, .. }
            | EffectDef::Choose { id, .. }
            | EffectDef::Block { id, .. } => id,
        }
    }

    /// Puts something behind its name, and the names of those inside it.
    pub(crate) fn rename(&mut self, suffix: &str) {
        let (id, inner): (_, Vec<&mut EffectDef>) = match self {
            EffectDef::Choose { id, branches } => {
                (id, branches.iter_mut().flat_map(|branch| &mut branch.effects).collect())
            }
            EffectDef::Block { id, effects } => (id, effects.iter_mut().collect()),
            EffectDef::Assign { id, .. }
            | EffectDef::Raise { id, .. }
            | EffectDef::StartTimer { id, .. }
            | EffectDef::CancelTimer { id, .. }
            | EffectDef::Clock { id, .. }
            | EffectDef::Emit { id, .. } => (id, Vec::new()),
        };
        id.push_str(suffix);
        inner.into_iter().for_each(|effect| effect.rename(suffix));
    }
}

/// A workflow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Definition {
    /// The version of the format.
    pub format_version: u32,
    /// The name.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// What an unknown or failing guard does.
    #[serde(default)]
    pub semantics: Semantics,
    /// Its own data.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub data: Vec<DataDef>,
    /// The roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<RoleDef>,
    /// The events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventDef>,
    /// The clocks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockName>,
    /// The states entered at the start; the first one where absent.
    #[serde(default, skip_serializing_if = "Names::is_empty")]
    pub initial: Names,
    /// What is done before the first state is entered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub on_initial: Vec<EffectDef>,
    /// The states.
    pub states: Vec<StateDef>,
}

impl Definition {
    /// Every state, outer ones before those inside them.
    pub fn every_state(&self) -> impl Iterator<Item = &StateDef> {
        let mut waiting: Vec<&StateDef> = self.states.iter().rev().collect();
        std::iter::from_fn(move || {
            let next = waiting.pop()?;
            waiting.extend(next.states.iter().rev());
            Some(next)
        })
    }

    /// Whether there is a state of this name.
    #[must_use]
    pub fn has_state(&self, id: &str) -> bool {
        self.every_state().any(|state| state.id == id)
    }

    /// Reads a definition.
    ///
    /// # Errors
    /// Those of [`canon::from_bytes`]; `unsupported_format`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let json = Json::parse(bytes)?;
        let version = json.get("format_version");
        if matches!(json, Json::Map(_)) && version != Some(&Json::Int(i64::from(FORMAT_VERSION))) {
            let found = version.map_or_else(|| b"none".to_vec(), Json::to_bytes);
            return Err(Error::new(ErrorCode::UnsupportedFormat)
                .path("format_version")
                .expected(FORMAT_VERSION)
                .found(String::from_utf8_lossy(&found)));
        }
        canon::from_json(&json)
    }

    /// The canonical bytes.
    ///
    /// # Errors
    /// `internal` where it has no JSON form, which no definition that was read lacks.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        canon::to_bytes(self)
    }

    /// The hash of the canonical bytes, which names this version of the workflow.
    ///
    /// # Errors
    /// As [`to_bytes`](Self::to_bytes).
    pub fn hash(&self, name: HashName) -> Result<String> {
        Ok(canon::hash(name, &self.to_bytes()?))
    }
}
