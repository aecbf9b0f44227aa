//! Clocks that say nothing although something happened that would start them, and why.

use serde::Serialize;

use super::Obligation;
use crate::model::{Date, Label, PartId, RegimeId, RuleId};

/// What a regime says of one complaint: the obligations, and the clocks it passed over.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// One for each run of each clock that applies, or may.
    pub obligations: Vec<Obligation>,
    /// Clocks that something would start, had they been in force. A row whose dates are wrong
    /// (received in the year 1026) has no obligations, and shows here.
    pub passed_over: Vec<PassedOver>,
}

/// A clock that says nothing, and why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// The rule.
    pub clock: RuleId,
    /// The regime.
    pub regime: RegimeId,
    /// The part of the complaint, where it has parts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// The reference of the event that would start it, where it has one.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Its name for people.
    pub title: Label,
    /// Why.
    pub reason: WhyNot,
    /// The day that selects the version: of the trigger, or of asking.
    pub day: Date,
    /// The first day in force of the version nearest to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The last day in force of the version nearest to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
}

/// Why a clock says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum WhyNot {
    /// No version of it was in force on that day.
    NotInForce,
}
