//! What the checker says.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::model::{Date, FactId, RuleId, Value};

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FindingKind {
    /// No rule holds, and there is no default.
    Gap,
    /// Rules hold together that must not.
    Overlap,
    /// A rule that can never count.
    NeverFires,
    /// A value that a later table does not know.
    UnknownOutput,
    /// A band that no score reaches.
    UnreachableBand,
    /// Neither proved nor refuted.
    NotProved,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// What is wrong.
    pub kind: FindingKind,
    /// The table or scorecard.
    pub item: RuleId,
    /// The first day of the version, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// The place in it; empty for the whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// The rules concerned.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rules: Vec<RuleId>,
    /// A case that shows it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub example: BTreeMap<FactId, Value>,
    /// Facts that are not known in that case.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub unknown: BTreeSet<FactId>,
    /// What exactly.
    pub detail: String,
}

impl Finding {
    /// What would have been right.
    #[must_use]
    pub fn expected(&self) -> &'static str {
        match self.kind {
            FindingKind::Gap => "a rule or a default for every case",
            FindingKind::Overlap => "rules that do not contradict each other",
            FindingKind::NeverFires => "a case in which the rule counts",
            FindingKind::UnknownOutput => "tests that know every value that is given",
            FindingKind::UnreachableBand => "a case whose score lies in the band",
            FindingKind::NotProved => "rules that can be proved sound",
        }
    }

    /// What was found, with the example.
    #[must_use]
    pub fn found(&self) -> String {
        let known = self.example.iter().map(|(fact, value)| format!("{fact} = {value}"));
        let unknown = self.unknown.iter().map(|fact| format!("{fact} unknown"));
        let example: Vec<String> = known.chain(unknown).collect();
        if example.is_empty() {
            self.detail.clone()
        } else {
            format!("{}: {}", self.detail, example.join(", "))
        }
    }
}
