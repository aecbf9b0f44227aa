//! On which terms is offered.

mod check;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Acceptance, Curve, Imitation, Side};
use crate::model::{Date, Decimal, Json, Label, Money, RegimeId, is_seen, worded};

worded! {
    /// How the amount above what is owed is offered.
    Mode {
        Principled = "principled", "按依据直接给出金额", "the fair figure at once";
        Packages = "packages", "同时提出几个等值方案", "several packages of equal worth at once";
        Ackerman = "ackerman", "阿克曼议价法：逐次缩小步幅", "Ackerman: steps that shrink";
        SplitTheDifference = "split_the_difference", "折中：每次取双方金额之差的一半", "splitting the difference";
        TimeDependent = "time_dependent", "随时间让步", "steps that follow time";
        TitForTat = "tit_for_tat", "对等让步：投诉人让多少，机构让多少", "as far as the complainant moves";
    }
}

impl Mode {
    /// Whether figures move: what the policy must permit.
    #[must_use]
    pub fn haggles(self) -> bool {
        !matches!(self, Mode::Principled | Mode::Packages)
    }
}

/// How fine an offer is. Nothing is ever added to make it look precise.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Precision {
    /// To the smallest unit of the currency.
    #[default]
    Exact,
    /// Steps to multiples of an amount; the target is never rounded.
    Nearest(Money),
    /// The target is the sum of these, each with its ground.
    Itemised(Vec<Item>),
}

/// A part of an amount, and what it is for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    /// What it is for.
    pub title: Label,
    /// How much.
    pub amount: Money,
}

/// One of several packages that are worth the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Package {
    /// Its name for people.
    pub title: Label,
    /// What it holds above what is owed; its sum is the target.
    pub items: Vec<Item>,
}

/// Up to how much a role may approve above what is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cap {
    /// The role.
    pub role: String,
    /// The most.
    pub most: Money,
}

/// Who let more be approved than the cap of the approver's role, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Raise {
    /// Who: neither the approver nor the handler.
    pub by: String,
    /// The role in which they did; its cap is the most that they let be approved.
    pub role: String,
    /// Why.
    pub reason: String,
}

/// Something that is no money and comes with the last offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Which of the menu, as `pack.show` of the taxonomy `closing-items` lists it.
    pub item: String,
    /// The day by which it is delivered.
    pub by: Date,
}

/// On which terms is offered. `target`, `authority` and what like cases were paid are amounts above what
/// is owed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// Under which rules is talked.
    pub regime: RegimeId,
    /// Facts that decide whether figures may move, by id; what is left out is unknown.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Json>,
    /// The day of asking; the policy as it was last written where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub as_of: Option<Date>,
    /// What is owed: paid in full whatever is agreed.
    pub entitlement: Money,
    /// Which part of it makes good bad service: it is owed like the rest, and told apart.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<Money>,
    /// What is aimed at above it.
    pub target: Money,
    /// The most that may be given above it.
    pub authority: Money,
    /// How it is offered.
    #[serde(default = "principled")]
    pub mode: Mode,
    /// Whether one pays or is paid.
    #[serde(default)]
    pub side: Side,
    /// What the complainant asked for before the first offer, with what is owed in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<Money>,
    /// What was approved in like cases.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like_case: Option<Money>,
    /// What each of several like cases was paid; where `like_case` is not given, their median stands for it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub like_cases: Vec<Money>,
    /// Who approved the figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver: Option<String>,
    /// The role in which they did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver_role: Option<String>,
    /// Why this figure, in the approver's words, where no like case is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approver_reason: Option<String>,
    /// Who talks with the complainant; somebody else approves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub handler: Option<String>,
    /// Who let more be approved than that role may.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raised: Option<Raise>,
    /// Who may approve how much.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub caps: Vec<Cap>,
    /// The open part of an amount that is disputed in good faith.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed: Option<Money>,
    /// The least that may be proposed for it, with what is owed in it: the lower bound of merit, as the review
    /// of the refusal gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Money>,
    /// Who signed off for the legal role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sign_off: Option<String>,
    /// The part of the target that is offered first; 0.65 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opening: Option<Decimal>,
    /// How many raises follow; 3 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raises: Option<u32>,
    /// What part of the raise before it each raise is; 0.5 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shrink: Option<Decimal>,
    /// The parts of the target themselves, in place of the three.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratios: Option<Vec<Decimal>>,
    /// How early one gives where offers follow time; 1 where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub beta: Option<Decimal>,
    /// By which curve offers follow time; the polynomial one where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub curve: Option<Curve>,
    /// How the complainant's moves are matched; the latest one, by the same amount, where nothing is said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub imitation: Option<Imitation>,
    /// When a figure that the complainant names is accepted before no offer is left; where it goes no further than
    /// the next offer, if nothing is said. It settles when a talk ends, and nothing of what is paid.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acceptance: Option<Acceptance>,
    /// After so many figures of the complainant the time is over, for a condition that asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rounds: Option<u32>,
    /// How fine the offers are.
    #[serde(default)]
    pub precision: Precision,
    /// The packages of that mode.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub packages: Vec<Package>,
    /// What is no money and comes with the last offer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// What the agreement would ask of the complainant, from the taxonomy `release-terms`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub release: Vec<String>,
}

impl Terms {
    /// Principled terms: the rest is set field by field.
    #[must_use]
    pub fn new(regime: RegimeId, entitlement: Money, target: Money, authority: Money) -> Terms {
        Terms {
            regime,
            facts: BTreeMap::new(),
            as_of: None,
            entitlement,
            service: None,
            target,
            authority,
            mode: principled(),
            side: Side::default(),
            demand: None,
            like_case: None,
            like_cases: Vec::new(),
            approver: None,
            approver_role: None,
            approver_reason: None,
            handler: None,
            raised: None,
            caps: Vec::new(),
            disputed: None,
            floor: None,
            sign_off: None,
            opening: None,
            raises: None,
            shrink: None,
            ratios: None,
            beta: None,
            curve: None,
            imitation: None,
            acceptance: None,
            rounds: None,
            precision: Precision::default(),
            packages: Vec::new(),
            closing: None,
            release: Vec::new(),
        }
    }
}

fn principled() -> Mode {
    Mode::Principled
}

/// The words, where there are any: signs that are not seen are none.
pub(super) fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| text.chars().any(is_seen))
}
