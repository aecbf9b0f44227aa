//! Lines that may be said, and the sheet of the other side's part.

use serde::{Deserialize, Serialize};

use super::{Breach, Rule};
use crate::model::Label;

/// What kind of line it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum LineKind {
    /// Names a feeling.
    Label,
    /// Says the last words back.
    Mirror,
    /// A calibrated question.
    Question,
    /// A question that can safely be answered no.
    NoOriented,
    /// An accusation that is true.
    Admitted,
    /// An accusation that is contested.
    Contested,
    /// An accusation of which nothing is known yet.
    Unknown,
    /// A short sign of listening.
    Minimal,
    /// Any other line.
    Plain,
}

/// A line, the rules it keeps to, and the facts it quotes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// The kind.
    pub kind: LineKind,
    /// The words.
    pub text: Label,
    /// The rules of its kind; those for every line hold too.
    pub rules: Vec<Rule>,
    /// The facts that it quotes, by id.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
}

/// A line that was not made, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LeftOut {
    /// The kind.
    pub kind: LineKind,
    /// The facts that it would have quoted.
    pub facts: Vec<String>,
    /// The rules that it would have broken.
    pub breaches: Vec<Breach>,
}

/// A line of the role sheet. What cites no finding of theirs is an assumption and says so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Entry {
    /// The words.
    pub text: Label,
    /// The facts behind it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// Whether it is assumed.
    pub assumption: bool,
    /// What to answer, of a line that they are likely to say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Label>,
}

/// The part of the other side, to be walked through before the talk. No field is empty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleSheet {
    /// What is given.
    pub circumstances: Vec<Entry>,
    /// What they want from this talk.
    pub objective: Vec<Entry>,
    /// What they want beyond it.
    pub super_objective: Vec<Entry>,
    /// What stands in the way, as they see it.
    pub obstacle: Vec<Entry>,
    /// What it is about for them.
    pub stakes: Vec<Entry>,
    /// What three sentences may say beside their words.
    pub subtext: Vec<Entry>,
    /// What they are likely to say next, with what to answer.
    pub next_lines: Vec<Entry>,
    /// What one would need to hear in their place.
    pub magic_if: Vec<Entry>,
}

impl RoleSheet {
    /// The fields in their order.
    #[must_use]
    pub fn fields(&self) -> [&[Entry]; 8] {
        [
            &self.circumstances,
            &self.objective,
            &self.super_objective,
            &self.obstacle,
            &self.stakes,
            &self.subtext,
            &self.next_lines,
            &self.magic_if,
        ]
    }
}
