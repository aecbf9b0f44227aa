//! Tables, scorecards, calculations and reviews, but for what compiling and proving them finds.

use std::collections::BTreeMap;

use super::{At, Checker, numbered};
use crate::{
    clock::{Citation, Confidence},
    model::{Dated, Force},
};

impl<'a> Checker<'a> {
    pub(super) fn decisions(&mut self) {
        let bundle = self.bundle;
        for (table, id, nth) in numbered(&bundle.tables, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("table", id) };
            self.ruled(at, table.force(), &table.cite);
            for (i, row) in table.rule.iter().enumerate() {
                self.cite(at, &format!("rule[{i}].cite"), &row.cite);
            }
        }
        for (card, id, nth) in numbered(&bundle.scorecards, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("scorecard", id) };
            self.ruled(at, card.force(), &card.cite);
            for (i, factor) in card.factor.iter().enumerate() {
                self.cite(at, &format!("factor[{i}].cite"), &factor.cite);
            }
            for (i, raise) in card.overrides.iter().enumerate() {
                self.cite(at, &format!("override[{i}].cite"), &raise.cite);
            }
        }
        for (calculation, id, nth) in numbered(&bundle.calculations, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("calculation", id) };
            self.ruled(at, calculation.force(), &calculation.cite);
            for (i, line) in calculation.line.iter().enumerate() {
                self.cite(at, &format!("line[{i}].cite"), &line.cite);
            }
        }
        for (review, id, nth) in numbered(&bundle.reviews, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("review", id) };
            self.ruled(at, review.force(), &review.cite);
            for (i, check) in review.check.iter().enumerate() {
                self.cite(at, &format!("check[{i}].cite"), &check.cite);
            }
            for (i, ground) in review.ground.iter().enumerate() {
                self.cite(at, &format!("ground[{i}].cite"), &ground.cite);
            }
            for (i, next) in review.next.iter().enumerate() {
                self.cite(at, &format!("next[{i}].cite"), &next.cite);
                if let Some(clock) = &next.clock {
                    self.rule(at, &format!("next[{i}].clock"), clock.as_str());
                }
            }
            for (i, regime) in review.regimes.iter().enumerate() {
                if !bundle.regimes.iter().any(|rules| rules.regime.id == *regime) {
                    self.fault(at, &format!("regimes[{i}]"), "a regime of the pack", regime);
                }
            }
        }
        self.versions("calculation", None, &bundle.calculations);
        self.versions("review", None, &bundle.reviews);
        self.versions("table", None, &bundle.tables);
        self.versions("scorecard", None, &bundle.scorecards);
        let mut producers: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
        let tables = bundle.tables.iter().flat_map(|x| {
            x.output.iter().filter_map(|output| output.fact.as_ref()).map(|fact| ("table", &x.id, fact))
        });
        let cards = bundle.scorecards.iter().flat_map(|x| {
            [&x.score_fact, &x.band_fact].into_iter().flatten().map(|fact| ("scorecard", &x.id, fact))
        });
        for (kind, id, fact) in tables.chain(cards) {
            let mine = (kind, id.as_str());
            if *producers.entry(fact.as_str()).or_insert(mine) != mine {
                self.fault(At::new(kind, id.as_str()), "", "a fact with one producer", fact);
            }
        }
    }

    /// What every version of a table, scorecard, calculation or review says of itself.
    fn ruled(&mut self, at: At<'_>, force: Force, cite: &[Citation]) {
        self.cite(at, "cite", cite);
        self.force(at, force.from, force.by, force.to);
        if cite.is_empty() && force.confidence == Confidence::Text {
            self.fault(at, "confidence", "secondary or unverified where nothing is cited", "text");
        }
    }
}
