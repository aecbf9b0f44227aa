//! What is ready before a talk, in words.

use std::collections::BTreeMap;

use serde::Serialize;

use super::{LeftOut, Limit, Line, RoleSheet, Share};
use crate::model::{FactClass, Label};

/// An id with its wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// The wording.
    pub title: Label,
}

/// What a table of the talk says.
#[derive(Debug, Clone, Serialize)]
pub struct Advice {
    /// In one sentence.
    pub sentence: Label,
    /// Its outputs with their wordings, by name; none where it is undetermined.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub says: BTreeMap<String, Vec<Named>>,
    /// The facts that would settle it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Named>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

impl Advice {
    /// The first of an output.
    pub(crate) fn first(&self, output: &str) -> Option<&Named> {
        self.says.get(output)?.first()
    }

    /// That it is not settled, where it is not.
    pub(crate) fn undetermined(&self) -> Option<Named> {
        let open = !self.needs.is_empty();
        open.then(|| Named { id: "undetermined".to_owned(), title: self.sentence.clone() })
    }

    /// An output, where it is one of these.
    pub(crate) fn said(&self, output: &str, ids: &[&str]) -> Option<Named> {
        self.first(output).filter(|named| ids.contains(&named.id.as_str())).cloned()
    }
}

/// Which method applies.
#[derive(Debug, Clone, Serialize)]
pub struct Mode {
    /// Feeling and request, counted.
    #[serde(flatten)]
    pub share: Share,
    /// What the table says of them.
    #[serde(flatten)]
    pub advice: Advice,
    /// Why, and what the other method would miss.
    pub why: Label,
}

/// A limit as it was given, with what it is and what it is not for.
#[derive(Debug, Clone, Serialize)]
pub struct Assessed {
    /// The estimate.
    #[serde(flatten)]
    pub limit: Limit,
    /// Always an assessment.
    pub class: FactClass,
    /// That it enters no amount.
    pub note: Label,
}

/// A document in both forms, each in both languages.
#[derive(Debug, Clone, Serialize)]
pub struct Rendered {
    /// Markdown.
    pub markdown: Label,
    /// A page to be printed.
    pub html: Label,
}

/// What is ready before a talk.
#[derive(Debug, Clone, Serialize)]
pub struct Preparation {
    /// Which method applies; absent where nothing was counted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mode: Option<Mode>,
    /// Labels.
    pub labels: Vec<Line>,
    /// Mirrors.
    pub mirrors: Vec<Line>,
    /// Calibrated questions.
    pub questions: Vec<Line>,
    /// No-oriented questions.
    pub no_oriented: Vec<Line>,
    /// The accusation audit.
    pub audit: Vec<Line>,
    /// Lines that were not made, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<LeftOut>,
    /// The part of the other side.
    pub role_sheet: RoleSheet,
    /// Where the talk stands on the stairway, and the next moves.
    pub stairway: Advice,
    /// What holds it up; absent where no contact was given.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deadlock: Option<Advice>,
    /// What hostility asks for; absent where nothing of it was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub hostility: Option<Advice>,
    /// The strategy for what is complex.
    pub strategy: Advice,
    /// What pauses bargaining, and nothing else.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub halts: Vec<Named>,
    /// The checklist of one page.
    pub checklist: Rendered,
    /// The rules of these lines in words.
    pub rules: BTreeMap<&'static str, Label>,
    /// What they are thought to accept.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub limit: Option<Assessed>,
    /// What a talk does not change.
    pub note: Label,
}
