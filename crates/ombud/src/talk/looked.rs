//! What a look at a talk found.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{Answered, Breach, Draft, Moved, Named};
use crate::model::{Decimal, Label};

/// A draft that was looked at.
#[derive(Debug, Clone, Serialize)]
pub struct Looked {
    /// The draft.
    #[serde(flatten)]
    pub draft: Draft,
    /// Whether it keeps to every rule.
    pub accepted: bool,
    /// The rules that it breaks.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
}

/// A score in words.
#[derive(Debug, Clone, Serialize)]
pub struct Rated {
    /// The points.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<Decimal>,
    /// The band.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<String>,
    /// In one sentence.
    pub sentence: Label,
    /// With every factor.
    pub text: Label,
}

/// How a talk was heard.
#[derive(Debug, Clone, Serialize)]
pub struct Listened {
    /// The moves in their order.
    pub moves: Vec<Moved>,
    /// What those that count come to.
    pub rated: Rated,
}

/// Whether a refusal may be sent as it is.
#[derive(Debug, Clone, Serialize)]
pub struct Persuaded {
    /// The sum is enough, nothing is missing, and the evidence keeps to the rules.
    pub send: bool,
    /// The sum.
    pub rated: Rated,
    /// What is missing, in words.
    pub missing: Vec<Named>,
    /// Rules that the evidence breaks: odds are no evidence of interest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub breaches: Vec<Breach>,
}

/// What a review found.
#[derive(Debug, Clone, Serialize)]
pub struct Reviewed {
    /// The drafts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub drafts: Vec<Looked>,
    /// How the talk was heard; absent where no move was recorded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub listening: Option<Listened>,
    /// Points raised and answered; absent where none was raised.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub points: Option<Answered>,
    /// The refusal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub persuasion: Option<Persuaded>,
    /// The rules that were broken, in words.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub rules: BTreeMap<&'static str, Label>,
    /// What a talk does not change.
    pub note: Label,
}
