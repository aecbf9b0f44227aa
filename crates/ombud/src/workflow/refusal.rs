//! A lawful no, with its reasons.

use serde::Serialize;

use crate::Error;

/// Why a step was refused. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Refusal {
    /// The event; absent where a transition without one was asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event: Option<String>,
    /// The active leaves.
    pub states: Vec<String>,
    /// What kind of no.
    pub kind: RefusalKind,
    /// What stopped each transition that could have answered, inner ones first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub candidates: Vec<Stopped>,
}

/// What kind of no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RefusalKind {
    /// The workflow has not begun.
    NotBegun,
    /// The workflow has begun already.
    Begun,
    /// The workflow has come to its end.
    Ended,
    /// Nothing in these states answers to the event.
    NoSuchEvent,
    /// Each answer is stopped.
    Stopped,
    /// Whether an answer is stopped cannot be told, or a value cannot be worked out.
    Undetermined,
    /// It goes on and on.
    Endless,
    /// No such timer runs.
    NoSuchTimer,
}

impl RefusalKind {
    /// What a workflow is that refuses so, in the words of an error.
    pub(crate) const fn of_workflow(self) -> &'static str {
        match self {
            RefusalKind::NotBegun => "one that has not begun",
            RefusalKind::Begun => "one that has begun already",
            RefusalKind::Ended => "one that has come to its end",
            RefusalKind::NoSuchEvent => "one that does not answer to the event",
            RefusalKind::Stopped => "one that a condition stops",
            RefusalKind::Undetermined => "one whose step cannot be worked out",
            RefusalKind::Endless => "one that goes on for ever",
            RefusalKind::NoSuchTimer => "one in which no such timer runs",
        }
    }
}

/// What stopped a transition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Stopped {
    /// The transition, or the effect of one.
    pub id: String,
    /// What stopped it.
    pub why: Why,
}

/// What stops a transition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Why {
    /// The guard does not hold: the parts of it that do not.
    Guard(Vec<String>),
    /// The guard cannot be told: the names that would decide.
    Needs(Vec<String>),
    /// The guard or a value has no result.
    Fault(Error),
    /// Only somebody with one of these roles may.
    Role(Vec<String>),
    /// Whoever did this event last may not do this one too.
    FourEyes {
        /// The event.
        event: String,
    },
    /// Who does it must be known.
    Actor,
    /// An earlier transition would be taken.
    Earlier(String),
}
