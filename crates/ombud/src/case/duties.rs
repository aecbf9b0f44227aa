//! What the clocks say of a case: asked anew each time, never kept.

use serde::{Deserialize, Serialize};

use super::state::Case;
use crate::{
    clock::{Obligation, Query, Status},
    error::Result,
    model::{Date, Event, Moment, PartId, RegimeId, RuleId},
    pack::Book,
};

/// What one clock said when an event was accepted: kept beside the event, so that a later answer
/// can be held against it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Mark {
    /// The regime.
    pub regime: RegimeId,
    /// The rule.
    pub clock: RuleId,
    /// The part of the complaint, where it has parts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// The reference of the event that started it, where it has one.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Its state.
    pub status: Status,
    /// The legal date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Date>,
    /// The date to work to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub prudent_due: Option<Date>,
}

impl Mark {
    /// What the clocks said, in an order of its own.
    pub(super) fn all(duties: &[Obligation]) -> Vec<Mark> {
        let mut marks: Vec<Mark> = duties.iter().map(Mark::from).collect();
        marks.sort();
        marks
    }
}

impl From<&Obligation> for Mark {
    fn from(obligation: &Obligation) -> Self {
        Mark {
            regime: obligation.regime.clone(),
            clock: obligation.clock.clone(),
            part: obligation.part.clone(),
            reference: obligation.reference.clone(),
            status: obligation.status,
            due: obligation.due,
            prudent_due: obligation.prudent_due,
        }
    }
}

#[cfg(test)]
thread_local! {
    /// How often the clocks were asked: a test counts that instead of time.
    pub(super) static ASKED: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

/// What every clock of the case's regimes says, as of a time.
///
/// # Errors
/// `unknown_regime` where the book has one of them no longer; those of
/// [`Regime::answer`](crate::clock::Regime::answer).
pub fn obligations(book: &Book, case: &Case, as_of: Moment) -> Result<Vec<Obligation>> {
    #[cfg(test)]
    ASKED.with(|asked| asked.set(asked.get().saturating_add(1)));
    let events: Vec<Event> = case.counted().map(|entry| entry.event.clone()).collect();
    let query = Query { facts: &case.facts, events: &events, as_of, parts: &case.parts };
    let mut out = Vec::new();
    for regime in &case.regimes {
        out.extend(book.regime(regime.as_str())?.answer(&query)?.obligations);
    }
    Ok(out)
}
