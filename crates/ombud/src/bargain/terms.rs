//! On which terms is offered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Schedule, Side, band::not_negative};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Decimal, Json, Label, Money, RegimeId, worded},
};

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
            precision: Precision::default(),
            packages: Vec::new(),
            closing: None,
            release: Vec::new(),
        }
    }

    /// Every amount of one currency and none below zero; what a mode does not use is not given.
    pub(super) fn check(&self) -> Result<()> {
        let one = [
            ("entitlement", Some(self.entitlement)),
            ("service", self.service),
            ("target", Some(self.target)),
            ("authority", Some(self.authority)),
            ("demand", self.demand),
            ("like_case", self.like_case),
            ("disputed", self.disputed),
            ("floor", self.floor),
        ];
        for (path, amount) in one.into_iter().filter_map(|(path, amount)| Some((path, amount?))) {
            self.amount(path, amount)?;
        }
        let lists = [
            ("like_cases", self.like_cases.len(), 1_000),
            ("caps", self.caps.len(), 100),
            ("release", self.release.len(), 20),
        ];
        for (path, given, most) in lists {
            few(path, given, most)?;
        }
        for (at, amount) in self.like_cases.iter().enumerate() {
            self.amount(&format!("like_cases[{at}]"), *amount)?;
        }
        for (at, cap) in self.caps.iter().enumerate() {
            self.amount(&format!("caps[{at}].most"), cap.most)?;
        }
        if let Some(service) = self.service.filter(|service| service.minor() > self.entitlement.minor()) {
            let error = Error::new(ErrorCode::OutOfRange).path("service");
            return Err(error.expected(format_args!("at most {}", self.entitlement)).found(service));
        }
        if let (Some(closing), Some(as_of)) = (&self.closing, self.as_of)
            && closing.by < as_of
        {
            let error = Error::new(ErrorCode::OutOfRange).path("closing.by");
            return Err(error.expected(format_args!("{as_of} or a later day")).found(closing.by));
        }
        self.fits_the_mode()
    }

    fn amount(&self, path: &str, amount: Money) -> Result<()> {
        amount.compare(&self.entitlement).map_err(|error| error.path(path))?;
        not_negative(path, amount)
    }

    /// What shapes offers has no place where it would shape nothing.
    fn fits_the_mode(&self) -> Result<()> {
        use Mode::{Ackerman, Packages, SplitTheDifference, TimeDependent, TitForTat};
        let fields: [(&str, bool, &[Mode]); 6] = [
            ("opening", self.opening.is_some(), &[Ackerman, SplitTheDifference, TimeDependent, TitForTat]),
            ("raises", self.raises.is_some(), &[Ackerman, TimeDependent]),
            ("shrink", self.shrink.is_some(), &[Ackerman]),
            ("ratios", self.ratios.is_some(), &[Ackerman]),
            ("beta", self.beta.is_some(), &[TimeDependent]),
            ("packages", !self.packages.is_empty(), &[Packages]),
        ];
        for (path, given, modes) in fields {
            if given && !modes.contains(&self.mode) {
                let modes: Vec<&str> = modes.iter().map(|mode| mode.id()).collect();
                let error = Error::new(ErrorCode::InvalidField).path(path);
                return Err(error
                    .expected(format_args!("only with mode {}", modes.join(", ")))
                    .found(self.mode.id()));
            }
        }
        let closed = [
            ("opening", self.opening.is_some()),
            ("raises", self.raises.is_some()),
            ("shrink", self.shrink.is_some()),
        ];
        match closed.iter().find(|(_, given)| *given && self.ratios.is_some()) {
            Some((path, _)) => {
                let error = Error::new(ErrorCode::InvalidField).path(path);
                Err(error.expected("either `ratios`, or `opening`, `raises` and `shrink`").found("both"))
            }
            None => Ok(()),
        }
    }

    /// How the target is approached.
    pub(super) fn schedule(&self) -> Result<Schedule> {
        let or = |given: Option<Decimal>, usual: &str| given.map_or_else(|| usual.parse(), Ok);
        match self.mode {
            Mode::Principled | Mode::Packages => Schedule::listed(&[Decimal::from_int(1)]),
            Mode::Ackerman => match &self.ratios {
                Some(ratios) => Schedule::listed(ratios),
                None => Schedule::closed(
                    or(self.opening, "0.65")?,
                    self.raises.unwrap_or(3),
                    or(self.shrink, "0.5")?,
                ),
            },
            Mode::TimeDependent => {
                Schedule::timed(or(self.opening, "0.65")?, self.raises.unwrap_or(3), or(self.beta, "1")?)
            }
            Mode::SplitTheDifference | Mode::TitForTat => {
                Schedule::closed(or(self.opening, "0.65")?, 1, or(None, "0.5")?)
            }
        }
    }

    /// The minor units to which offers are rounded.
    pub(super) fn unit(&self) -> Result<i64> {
        match &self.precision {
            Precision::Exact => Ok(1),
            Precision::Nearest(unit) => {
                self.amount("precision.nearest", *unit)?;
                if unit.minor() < 1 {
                    let error = Error::new(ErrorCode::OutOfRange).path("precision.nearest");
                    return Err(error.expected("an amount above zero").found(unit));
                }
                Ok(unit.minor())
            }
            Precision::Itemised(items) => {
                self.adds_up("precision.itemised", items)?;
                Ok(1)
            }
        }
    }

    /// Two or three packages, each worth the target.
    pub(super) fn packed(&self) -> Result<()> {
        if self.mode != Mode::Packages {
            return Ok(());
        }
        if !(2..=3).contains(&self.packages.len()) {
            let error = Error::new(ErrorCode::InvalidField).path("packages");
            return Err(error.expected("2 or 3 packages").found(self.packages.len()));
        }
        let mut each = self.packages.iter().enumerate();
        each.try_for_each(|(at, package)| self.adds_up(&format!("packages[{at}].items"), &package.items))
    }

    fn adds_up(&self, path: &str, items: &[Item]) -> Result<()> {
        few(path, items.len(), 100)?;
        let mut sum = Money::new(0, self.target.currency());
        for (at, item) in items.iter().enumerate() {
            let path = format!("{path}[{at}].amount");
            self.amount(&path, item.amount)?;
            sum = sum.checked_add(&item.amount).map_err(|error| error.path(&path))?;
        }
        if sum != self.target {
            let error = Error::new(ErrorCode::InvalidValue).path(path);
            return Err(error.expected(format_args!("a sum of {}", self.target)).found(sum));
        }
        Ok(())
    }
}

fn few(path: &str, given: usize, most: usize) -> Result<()> {
    if given <= most {
        return Ok(());
    }
    let error = Error::new(ErrorCode::TooLarge).path(path);
    Err(error.expected(format_args!("at most {most} entries")).found(given))
}

fn principled() -> Mode {
    Mode::Principled
}

/// The words, where there are any: signs that are not seen are none.
pub(super) fn said(text: Option<&str>) -> Option<&str> {
    text.map(str::trim).filter(|text| text.chars().any(char::is_alphanumeric))
}
