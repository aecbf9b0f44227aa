//! Days that cannot be right: a year mistyped would otherwise make a row look as if nothing were owed.

use std::{collections::BTreeSet, sync::Arc};

use ombud::{
    Error, Regime,
    clock::Actor,
    model::{Date, EventType, Moment, RegimeId, Zone},
};

use crate::{
    problem::{Problem, Reason},
    record::{Dated, Row},
};

/// How far back a day may lie before it is doubted, in months.
const PAST: i64 = 20 * 12;

/// What days are expected.
#[derive(Debug)]
pub(crate) struct Plausible {
    zone: Zone,
    as_of: Date,
    earliest: Date,
    /// The events from which time runs for the firm.
    starts: BTreeSet<EventType>,
}

impl Plausible {
    pub(crate) fn new(regimes: &[Regime], as_of: Moment, zone: &Zone) -> Self {
        let as_of = as_of.date_in(zone);
        let clocks = regimes.iter().flat_map(Regime::clocks).filter(|clock| clock.actor == Actor::Firm);
        let starts = clocks
            .flat_map(|clock| clock.trigger.iter().chain(clock.limb.iter().map(|limb| &limb.trigger)))
            .filter_map(|trigger| trigger.event.clone())
            .collect();
        let earliest = as_of.add_months(-PAST).unwrap_or(Date::MIN);
        Plausible { zone: zone.clone(), as_of, earliest, starts }
    }

    /// Adds a problem for each day from which time runs that cannot be right. The day stays.
    pub(crate) fn doubt(&self, row: &mut Row) {
        for at in 0..row.dated.len() {
            let Some(dated) = row.dated.get(at) else { continue };
            let Some(event) = row.events.get(dated.event) else { continue };
            let Some(date) = event.at.map(|at| at.date_in(&self.zone)) else { continue };
            if self.starts.contains(&event.kind) && !(self.earliest..=self.as_of).contains(&date) {
                row.problems.push(problem(row, dated, Reason::DateImplausible));
            }
        }
    }

    /// Adds the problem that a regime refused the row.
    pub(crate) fn refused(row: &mut Row, regime: &RegimeId, error: &Error) {
        row.problems.push(Problem {
            file: Arc::clone(&row.file),
            row: row.number,
            column: Arc::from(""),
            value: format!("{regime}: {}", error.code()),
            reason: Reason::NotCounted,
            shape: None,
        });
    }
}

fn problem(row: &Row, dated: &Dated, reason: Reason) -> Problem {
    Problem {
        file: Arc::clone(&row.file),
        row: row.number,
        column: Arc::clone(&dated.column),
        value: dated.text.clone(),
        reason,
        shape: None,
    }
}
