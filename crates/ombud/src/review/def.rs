//! Reviews as authored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Outcome;
use crate::model::{AppliesBy, Citation, Confidence, Date, Decimal, Json, Label, RegimeId, RuleId, dated};

/// A check that every refusal must pass.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckDef {
    /// The row of the table of checks that holds where the check is failed.
    pub rule: RuleId,
    /// What is checked.
    pub title: Label,
    /// The papers that show it.
    pub evidence: Label,
    /// Where it stands; where the row says, if it is left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// Where a ground comes in the order of decision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Stage {
    /// Is it covered at all?
    Coverage,
    /// Does the clause bind?
    Clause,
    /// Was something not told, and is it still in time to say so?
    Disclosure,
    /// Did it cause the loss?
    Causation,
}

/// A ground that a firm may give.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GroundDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it comes in the order of decision.
    pub stage: Stage,
    /// When the firm gives it.
    pub when: Json,
    /// The table whose output `ground` says whether it stands.
    pub table: RuleId,
    /// What it answers, where what is asked for may rest on one of several bases: a refusal must
    /// answer each of them. A ground without one answers them all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub basis: Option<RuleId>,
    /// Whether it can only reduce what is owed: its table never says that it carries the whole refusal.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reduces: bool,
    /// The papers that show it.
    pub evidence: Label,
    /// Where it stands, beside what the table cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// What follows where the middle of merit lies above the threshold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AboveDef {
    /// The money is owed: the regime decides what is open by the balance of probabilities. What was
    /// found to stand, in whole or in part, is not weighed again.
    Owed,
    /// A second reviewer, independent of the first, decides.
    SecondReviewer,
}

/// How the evidence weighs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MeritDef {
    /// The scorecard of findings; more points speak for the consumer.
    pub scorecard: RuleId,
    /// The points that are certainty.
    pub out_of: Decimal,
    /// The share of certainty that the middle must exceed.
    pub threshold: Decimal,
    /// Where there is a finding for the complainant. Without one only the lower bound counts: what is
    /// not known is no evidence, nor is the burden of proof. Where it is left out, the middle alone
    /// counts, and money cannot be owed by that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub found: Option<Json>,
    /// What follows then.
    pub above: AboveDef,
}

/// The calculation of what is owed, for each outcome.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OwedDef {
    /// Where the refusal falls.
    pub overturn: RuleId,
    /// Where it falls in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub partly: Option<RuleId>,
    /// What is owed although the refusal stands.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uphold: Option<RuleId>,
    /// While it is open, and every ground that is left can only reduce: what is owed at the worst, so whatever
    /// becomes of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reduced: Option<RuleId>,
    /// What the consumer may have by asking for it, whatever is found. It stands beside what is owed, and
    /// is owed itself only where the refusal falls and it is more than what that gives, in whole or in part.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub option: Option<RuleId>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_false(value: &bool) -> bool {
    !value
}

/// Where an act is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Occasion {
    /// The refusal falls.
    Overturn,
    /// It falls in part.
    Partly,
    /// It stands.
    Uphold,
    /// It is open.
    Unclear,
    /// A check was failed.
    Reopened,
    /// Merit lies above the threshold.
    MeritAbove,
}

impl From<Outcome> for Occasion {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Overturn => Occasion::Overturn,
            Outcome::Partly => Occasion::Partly,
            Outcome::Uphold => Occasion::Uphold,
            Outcome::Unclear => Occasion::Unclear,
        }
    }
}

/// Something to do next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NextDef {
    /// Its name.
    pub id: RuleId,
    /// What to do.
    pub title: Label,
    /// On which occasions.
    pub on: Vec<Occasion>,
    /// When, besides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// The clock that says until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<RuleId>,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// A review.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReviewDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Where it is from.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The day of the version read, where the start is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_by: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// Which day selects the version.
    #[serde(default)]
    pub applies_by: AppliesBy,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The regimes under which it is made.
    pub regimes: Vec<RegimeId>,
    /// What holds by the regimes themselves, by fact: it need not be said and cannot be gainsaid.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub settles: BTreeMap<String, Json>,
    /// The table of checks.
    pub checks: RuleId,
    /// The checks of it that are made here.
    pub check: Vec<CheckDef>,
    /// The grounds, in the order of decision.
    pub ground: Vec<GroundDef>,
    /// How the evidence weighs, where it is weighed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merit: Option<MeritDef>,
    /// What is owed.
    pub owed: OwedDef,
    /// Calculations of service redress and goodwill, which stand beside every outcome.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub beside: Vec<RuleId>,
    /// What to do next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub next: Vec<NextDef>,
}

dated!(ReviewDef);
