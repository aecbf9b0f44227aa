//! What a review answers, and why.

use serde::{Deserialize, Serialize};

use super::{AboveDef, Stage};
use crate::{
    model::{Citation, Confidence, Date, Decimal, FactId, Label, Money, RuleId},
    rules::{Needs, Reckoning},
};

/// What becomes of the refusal, from the worst for the consumer to the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Outcome {
    /// It stands.
    Uphold,
    /// It is open: the answer names what would decide, or who must.
    Unclear,
    /// It falls in part.
    Partly,
    /// It falls.
    Overturn,
}

/// The answer of a review.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reviewed {
    /// The review.
    pub review: RuleId,
    /// The first day of the version, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// How sure the review is.
    pub confidence: Confidence,
    /// What becomes of the refusal.
    pub outcome: Outcome,
    /// Whether a check was failed, so that it is opened again whatever else is found.
    pub reopened: bool,
    /// Every check.
    pub checks: Vec<Checked>,
    /// Every ground that was given or may have been, in the order of decision.
    pub grounds: Vec<Grounded>,
    /// How the evidence weighs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub merit: Option<Merit>,
    /// What is owed by this outcome; while it is open, what is owed even if the refusal stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owed: Option<Reckoning>,
    /// While it is open: that what is owed is certain, because every ground that is left can only reduce.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub certain: bool,
    /// While it is open: what is owed if the refusal falls.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_stake: Option<Reckoning>,
    /// The other ways of reckoning what is owed, or while it is open what is at stake, where the
    /// greatest of them is taken: none comes to more, as far as is known.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub instead: Vec<Reckoning>,
    /// What the consumer may have by asking for it, where the refusal does not fall whole: it is not owed
    /// and bounds nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub option: Option<Reckoning>,
    /// While it is open: what no proposal may lie below.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub floor: Option<Floor>,
    /// Service redress and goodwill.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<Reckoning>,
    /// The facts that would settle what is open, of the outcome first and then of the amounts.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// What was read and is a named person's finding.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<FactId>,
    /// What to do next.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NextAct>,
    /// Where the review stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// How a check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum CheckState {
    Passed,
    Failed,
    Unknown,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Checked {
    /// The row that would hold if it were failed.
    pub rule: RuleId,
    /// What is checked.
    pub title: Label,
    /// How it came out.
    pub state: CheckState,
    /// What it still hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// The papers that show it.
    pub evidence: Label,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// How sure the table is.
    pub confidence: Confidence,
}

/// Whether a ground stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum GroundState {
    /// It carries the refusal.
    Stands,
    /// It takes off a part.
    Partly,
    /// Law or facts are open in good faith.
    Open,
    /// It does not carry it.
    Fails,
    /// Facts are missing, or whether it was given.
    Unknown,
}

impl GroundState {
    /// As tables spell it.
    pub(super) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "stands" => GroundState::Stands,
            "partly" => GroundState::Partly,
            "open" => GroundState::Open,
            "fails" => GroundState::Fails,
            _ => return None,
        })
    }
}

/// One ground.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grounded {
    /// The ground.
    pub ground: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it comes in the order of decision.
    pub stage: Stage,
    /// What it answers, where it does not answer everything.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub basis: Option<RuleId>,
    /// Whether it stands.
    pub state: GroundState,
    /// The rows that decided, in words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub because: Vec<Label>,
    /// What it still hangs on.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// The papers that show it.
    pub evidence: Label,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// How sure the table is.
    pub confidence: Confidence,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// How the evidence weighs: shares of certainty that the consumer is right.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Merit {
    /// At the least.
    pub low: Decimal,
    /// At the most.
    pub high: Decimal,
    /// Half way between.
    pub middle: Decimal,
    /// What the middle must exceed.
    pub threshold: Decimal,
    /// Whether it does, with a finding for the complainant where one is asked for, or the least does.
    pub exceeded: bool,
    /// What follows where it does.
    pub above: AboveDef,
    /// What would narrow the range.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// How sure the scorecard is.
    pub confidence: Confidence,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// What is certain of an amount, and what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Certain {
    /// Certain, and owed now.
    pub amount: Money,
    /// The rest, which is open.
    pub open: Money,
}

/// What no proposal may lie below while the outcome is open.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Floor {
    /// The amount.
    pub amount: Money,
    /// What is at stake.
    pub whole: Money,
    /// The lower bound of merit, by which it is multiplied; rounded up to the next unit.
    pub share: Decimal,
    /// What is owed even if the refusal stands, where that is more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub least: Option<Money>,
    /// What is certain whatever becomes of it: the share is of what is open above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub certain: Option<Certain>,
}

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct NextAct {
    /// Its name.
    pub id: RuleId,
    /// What to do.
    pub title: Label,
    /// The clock that says until when.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock: Option<RuleId>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}
