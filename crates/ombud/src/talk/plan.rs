//! Money as somebody settled it, and what somebody is thought to accept, which enters none of it.

use serde::{Deserialize, Serialize};

use super::brief::few;
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Label, Money, length::said},
};

/// How a limit was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitMethod {
    /// They said it.
    Stated,
    /// From three figures whose steps shrink.
    Aitken,
    /// From a grid of what would make the figures likely.
    Bayesian,
    /// From comparable cases.
    Comparable,
}

/// The least that they are thought to accept: an assessment, which enters no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The middle.
    pub value: Money,
    /// The lower end of the interval.
    pub low: Money,
    /// The upper end.
    pub high: Money,
    /// How it was come by.
    pub method: LimitMethod,
}

/// Money as somebody settled it, and what goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What is owed: paid in full, at once, whatever is agreed.
    pub owed: Money,
    /// For faults of service.
    pub redress: Money,
    /// Goodwill that was approved.
    pub goodwill: Money,
    /// The open part of an amount that is disputed in good faith: no goodwill.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disputed: Option<Money>,
    /// The least that may be proposed over it, with what is owed in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub floor: Option<Money>,
    /// What is done where nothing is agreed.
    pub alternative: Label,
    /// What may be given that is not money.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Label>,
    /// Who approves what.
    pub approvers: Vec<Label>,
}

impl Plan {
    /// All of it together, but for what is open.
    ///
    /// # Errors
    /// `currency_mismatch`, `out_of_range`.
    pub fn total(&self) -> Result<Money> {
        self.owed.checked_add(&self.redress)?.checked_add(&self.goodwill)
    }

    /// What is open lies above what is owed, and no proposal over it below its floor.
    fn open(&self) -> Result<()> {
        let Some(disputed) = self.disputed else {
            let error = Error::new(ErrorCode::InvalidField).path("plan.floor");
            return self
                .floor
                .map_or(Ok(()), |floor| Err(error.expected("the disputed amount beside it").found(floor)));
        };
        let least = self.owed.checked_add(&self.redress).map_err(|error| error.path("plan"))?;
        let most = least.checked_add(&disputed).map_err(|error| error.path("plan.disputed"))?;
        let Some(floor) = self.floor else { return Ok(()) };
        let compared = |other: &Money| floor.compare(other).map_err(|error| error.path("plan.floor"));
        if compared(&least)?.is_lt() || compared(&most)?.is_gt() {
            let error = Error::new(ErrorCode::OutOfRange).path("plan.floor");
            return Err(error.expected(format_args!("an amount from {least} to {most}")).found(floor));
        }
        Ok(())
    }

    /// Every text that ends on paper, with its place.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let alternative = [("alternative".to_owned(), &self.alternative)];
        let items = self.items.iter().enumerate().map(|(nth, label)| (format!("items[{nth}]"), label));
        let approvers =
            self.approvers.iter().enumerate().map(|(nth, label)| (format!("approvers[{nth}]"), label));
        let labels = alternative.into_iter().chain(items).chain(approvers);
        labels.flat_map(|(path, label)| {
            [(format!("{path}.zh"), &*label.zh), (format!("{path}.en"), &*label.en)]
        })
    }

    pub(super) fn check(&self) -> Result<()> {
        let settled = [("owed", self.owed), ("redress", self.redress), ("goodwill", self.goodwill)];
        let disputed = self.disputed.map(|disputed| ("disputed", disputed));
        for (path, amount) in settled.into_iter().chain(disputed) {
            if amount.minor() < 0 {
                let error = Error::new(ErrorCode::OutOfRange).path(format_args!("plan.{path}"));
                return Err(error.expected("an amount of zero or more").found(amount));
            }
        }
        self.total().map_err(|error| error.path("plan"))?;
        self.open()?;
        said(&self.alternative, "plan.alternative")?;
        few(&[("plan.items", self.items.len()), ("plan.approvers", self.approvers.len())])?;
        for (path, list) in [("items", &self.items), ("approvers", &self.approvers)] {
            for (nth, label) in list.iter().enumerate() {
                said(label, &format!("plan.{path}[{nth}]"))?;
            }
        }
        if self.approvers.is_empty() {
            let error = Error::new(ErrorCode::InvalidField).path("plan.approvers");
            return Err(error.expected("somebody who approves"));
        }
        Ok(())
    }
}
