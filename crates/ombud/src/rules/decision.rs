//! What a table answers, and why.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::Hit;
use crate::{
    Error,
    cond::Truth,
    model::{Citation, Confidence, Date, FactClass, FactId, Facts, Label, RuleId, Value},
};

/// The answer of a table.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Decision {
    /// The table.
    pub table: RuleId,
    /// The first day of the version, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// How sure the table is.
    pub confidence: Confidence,
    /// Which rows count.
    pub hit: Hit,
    /// The answer itself.
    #[serde(flatten)]
    pub verdict: Verdict,
    /// Where the table and the rows that decided stand.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Every row with its truth.
    pub rows: Vec<RowTrace>,
    /// The facts read, with what is known of each.
    pub facts: Vec<UsedFact>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// Facts that would decide.
pub type Needs = Vec<FactId>;

/// A row whose condition has no truth value, and why.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Fault {
    /// The row.
    pub rule: RuleId,
    /// Why.
    pub error: Error,
}

/// The four kinds of answer, and none.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Verdict {
    /// Decided: one set of outputs, or under a listing policy one for each row.
    Decided {
        /// The rows that decided; none where the default did.
        rules: Vec<RuleId>,
        /// The outputs by name.
        outputs: Vec<BTreeMap<String, Value>>,
    },
    /// These facts would decide.
    Undetermined {
        /// Their names.
        needs: Needs,
    },
    /// Rows hold that must not hold together.
    Conflict {
        /// Those rows.
        rules: Vec<RuleId>,
    },
    /// A row that matters has no truth value.
    Failed {
        /// Those rows.
        faults: Vec<Fault>,
    },
    /// No row holds, and there is no default.
    NoMatch,
}

/// One row as it was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RowTrace {
    /// The row.
    pub rule: RuleId,
    /// Its truth; absent where it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub truth: Option<Truth>,
    /// What it still hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// What it says.
    pub outputs: BTreeMap<String, Value>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// A fact that was read; without a value where it is not known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UsedFact {
    /// The fact.
    pub fact: FactId,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// Where its authority comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub class: Option<FactClass>,
    /// Papers that show it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<String>,
}

/// The facts of a list, as they are known.
pub(super) fn used(reads: &BTreeSet<FactId>, facts: &Facts) -> Vec<UsedFact> {
    reads
        .iter()
        .map(|id| {
            let fact = facts.get(id);
            UsedFact {
                fact: id.clone(),
                value: fact.map(|fact| fact.value.clone()),
                class: fact.map(|fact| fact.class),
                evidence: fact.map(|fact| fact.evidence.clone()).unwrap_or_default(),
            }
        })
        .collect()
}
