//! A bundle compiled for the engines.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Act, Bundle, Checklist, Provision, SourceDef, Taxonomy,
    act::{self, Flows},
    decisions::{Decisions, Shelved, compile},
};
use crate::{
    Error, ErrorCode,
    clock::{Calendar, Regime},
    declined::Route,
    error::Result,
    model::{CalendarId, Catalogue, Date, FactId, Facts, RegimeId, RuleId, Versions},
    review::{Review, Reviewed},
    rules::{Calculation, Derived, Scorecard, Table, derive},
    workflow::Chart,
};

/// A bundle with its catalogue, calendars and regimes compiled.
#[derive(Debug, Clone)]
pub struct Book {
    bundle: Bundle,
    catalogue: Catalogue,
    calendars: BTreeMap<CalendarId, Arc<Calendar>>,
    regimes: BTreeMap<RegimeId, Arc<Regime>>,
    decisions: Decisions,
    flows: Flows,
}

impl Book {
    /// Compiles a bundle.
    ///
    /// # Errors
    /// Every fault that keeps a calendar or regime from working, at once. Faults of authorship
    /// that do not (a citation of no instrument, say) are for [`check`](super::check()).
    pub fn compile(bundle: Bundle) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let catalogue = Catalogue::new(bundle.facts.iter().cloned(), bundle.events.iter().cloned());
        let mut calendars = BTreeMap::new();
        let mut seen: BTreeMap<&CalendarId, usize> = BTreeMap::new();
        for def in &bundle.calendars {
            let count = seen.entry(&def.id).or_default();
            let nth = *count;
            *count = nth.saturating_add(1);
            match Calendar::compile(def.clone()) {
                Ok(calendar) => {
                    calendars.insert(def.id.clone(), Arc::new(calendar));
                }
                Err(errors) => {
                    faults.extend(errors.into_iter().map(|error| error.kind("calendar").nth(nth)));
                }
            }
        }
        let mut regimes = BTreeMap::new();
        for rules in &bundle.regimes {
            let compiled = Regime::compile(
                rules.regime.clone(),
                rules.clocks.clone(),
                rules.suspensions.clone(),
                &catalogue,
                &calendars,
            );
            match compiled {
                Ok(regime) => {
                    regimes.insert(rules.regime.id.clone(), Arc::new(regime));
                }
                // A calendar that is there and has faults is not unknown as well.
                Err(errors) => faults.extend(errors.into_iter().filter(|error| {
                    let found = error.detail().found.as_deref();
                    error.code() != ErrorCode::UnknownCalendar
                        || !bundle.calendars.iter().any(|def| Some(def.id.as_str()) == found)
                })),
            }
        }
        let (decisions, more) = compile(&bundle, &catalogue);
        faults.extend(more);
        let (flows, more) = act::compile(&bundle, &catalogue);
        faults.extend(more);
        if faults.is_empty() {
            Ok(Book { bundle, catalogue, calendars, regimes, decisions, flows })
        } else {
            Err(faults)
        }
    }

    /// The bundle.
    #[must_use]
    pub fn bundle(&self) -> &Bundle {
        &self.bundle
    }

    /// The facts and events.
    #[must_use]
    pub fn catalogue(&self) -> &Catalogue {
        &self.catalogue
    }

    /// A calendar.
    ///
    /// # Errors
    /// `unknown_calendar`, with those there are.
    pub fn calendar(&self, id: &str) -> Result<&Arc<Calendar>> {
        self.calendars.get(id).ok_or_else(|| unknown(ErrorCode::UnknownCalendar, id, self.calendars.keys()))
    }

    /// A regime.
    ///
    /// # Errors
    /// `unknown_regime`, with those there are.
    pub fn regime(&self, id: &str) -> Result<&Arc<Regime>> {
        self.regimes.get(id).ok_or_else(|| unknown(ErrorCode::UnknownRegime, id, self.regimes.keys()))
    }

    /// The regimes, by id.
    pub fn regimes(&self) -> impl Iterator<Item = &Arc<Regime>> {
        self.regimes.values()
    }

    /// The facts, with those that tables and scorecards derive from them.
    ///
    /// # Errors
    /// `out_of_range` where the points of a scorecard add up too high.
    pub fn derive(&self, facts: &Facts, trigger: Date, as_of: Date) -> Result<Derived> {
        let Decisions { tables, scorecards, .. } = &self.decisions;
        let tables: Vec<&Table> =
            tables.values().filter_map(|versions| versions.at(trigger, as_of).ok()).collect();
        let scorecards: Vec<&Scorecard> =
            scorecards.values().filter_map(|versions| versions.at(trigger, as_of).ok()).collect();
        derive(&tables, &scorecards, facts, (trigger, as_of), &self.catalogue)
    }

    /// The facts, with those that these hang on, and no others, derived from them.
    ///
    /// # Errors
    /// As [`derive`](Self::derive).
    pub fn derive_for<'b>(
        &'b self,
        read: impl IntoIterator<Item = &'b FactId>,
        facts: &Facts,
        (trigger, as_of): (Date, Date),
    ) -> Result<Derived> {
        let chain = self.decisions.behind(read, facts, (trigger, as_of));
        derive(&chain.tables, &chain.scorecards, facts, (trigger, as_of), &self.catalogue)
    }

    /// A decision table, every version.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn table(&self, id: &str) -> Result<&Arc<Versions<Table>>> {
        let tables = &self.decisions.tables;
        tables.get(id).ok_or_else(|| unknown(ErrorCode::UnknownItem, id, tables.keys()))
    }

    /// A scorecard, every version.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn scorecard(&self, id: &str) -> Result<&Arc<Versions<Scorecard>>> {
        let scorecards = &self.decisions.scorecards;
        scorecards.get(id).ok_or_else(|| unknown(ErrorCode::UnknownItem, id, scorecards.keys()))
    }

    /// The routes, every version.
    pub fn routes(&self) -> impl Iterator<Item = &Versions<Route>> {
        self.decisions.routes.values().map(Arc::as_ref)
    }

    /// A calculation, every version.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn calculation(&self, id: &str) -> Result<&Arc<Versions<Calculation>>> {
        let calculations = &self.decisions.calculations;
        calculations.get(id).ok_or_else(|| unknown(ErrorCode::UnknownItem, id, calculations.keys()))
    }

    /// A review of refusals, every version.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn review(&self, id: &str) -> Result<&Arc<Versions<Review>>> {
        let reviews = &self.decisions.reviews;
        reviews.get(id).ok_or_else(|| unknown(ErrorCode::UnknownItem, id, reviews.keys()))
    }

    /// The reviews of a regime, every version.
    fn reviews_of<'b>(
        &'b self,
        regime: &str,
    ) -> impl Iterator<Item = (&'b RuleId, &'b Arc<Versions<Review>>)> {
        self.decisions.reviews.iter().filter(move |(_, versions)| {
            let mut regimes = versions.iter().flat_map(|review| &review.def().regimes);
            regimes.any(|id| id.as_str() == regime)
        })
    }

    /// The facts, with what holds by a regime itself, as its reviews say.
    ///
    /// # Errors
    /// `invalid_value` where a fact says otherwise.
    pub fn settle(&self, regime: &str, facts: Facts, as_of: Date) -> Result<Facts> {
        let in_force = self.reviews_of(regime).filter_map(|(_, versions)| versions.at(as_of, as_of).ok());
        in_force.into_iter().try_fold(facts, |facts, review| review.settle(facts))
    }

    /// The one review of a regime.
    ///
    /// # Errors
    /// `unknown_regime`; `no_single_review`, with those there are.
    pub fn review_of(&self, regime: &str) -> Result<&Arc<Versions<Review>>> {
        self.regime(regime)?;
        let found: Vec<_> = self.reviews_of(regime).collect();
        match found.as_slice() {
            [(_, review)] => Ok(review),
            several => {
                let ids: Vec<String> = several.iter().map(|(id, _)| id.to_string()).collect();
                let error = Error::new(ErrorCode::NoSingleReview).item(regime);
                let expected =
                    if ids.is_empty() { "a regime with a review".to_owned() } else { ids.join(", ") };
                Err(error.expected(expected).found(several.len()))
            }
        }
    }

    /// Looks at a refusal again by a review in the version that counts; facts that tables produce are
    /// derived first.
    ///
    /// # Errors
    /// Those of [`Review::assess`](crate::review::Review::assess) and [`Review::settle`](crate::review::Review::settle).
    pub fn assess(&self, review: &Review, facts: &Facts, trigger: Date, as_of: Date) -> Result<Reviewed> {
        let derived = self.derive(&review.settle(facts.clone())?, trigger, as_of)?;
        let shelf = Shelved { decisions: &self.decisions, days: (trigger, as_of) };
        review.assess(&shelf, &derived, (trigger, as_of), &self.catalogue)
    }

    /// A workflow.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn workflow(&self, id: &str) -> Result<&Arc<Chart>> {
        let charts = &self.flows.charts;
        charts.get(id).ok_or_else(|| unknown(ErrorCode::UnknownItem, id, charts.keys()))
    }

    /// The version of a workflow that this hash names.
    ///
    /// # Errors
    /// `unknown_item` where the book holds another version of it, or none.
    pub fn workflow_version(&self, id: &str, hash: &str) -> Result<&Arc<Chart>> {
        let chart = self.workflow(id)?;
        if chart.hash() == hash {
            return Ok(chart);
        }
        Err(Error::new(ErrorCode::UnknownItem).item(id).expected(hash).found(chart.hash()))
    }

    /// An act.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn act(&self, id: &str) -> Result<&Arc<Act>> {
        let acts = &self.flows.acts;
        acts.get(id).ok_or_else(|| unknown(ErrorCode::UnknownItem, id, acts.keys()))
    }

    /// The acts, by id.
    pub fn acts(&self) -> impl Iterator<Item = &Arc<Act>> {
        self.flows.acts.values()
    }

    /// The checklists, by id.
    pub fn checklists(&self) -> impl Iterator<Item = &Arc<Checklist>> {
        self.flows.checklists.values()
    }

    /// The provisions of a regime.
    #[must_use]
    pub fn provisions(&self, regime: &RegimeId) -> &[Provision] {
        let rules = self.bundle.regimes.iter().find(|rules| rules.regime.id == *regime);
        rules.map_or(&[], |rules| &rules.provisions)
    }

    /// A source profile.
    ///
    /// # Errors
    /// `unknown_source`, with those there are.
    pub fn source(&self, id: &str) -> Result<&SourceDef> {
        let found = self.bundle.sources.iter().find(|source| source.id.as_str() == id);
        found.ok_or_else(|| unknown(ErrorCode::UnknownSource, id, self.bundle.sources.iter().map(|s| &s.id)))
    }

    /// A taxonomy.
    ///
    /// # Errors
    /// `unknown_item`, with those there are.
    pub fn taxonomy(&self, id: &str) -> Result<&Taxonomy> {
        let found = self.bundle.taxonomies.iter().find(|taxonomy| taxonomy.id.as_str() == id);
        found.ok_or_else(|| unknown(ErrorCode::UnknownItem, id, self.bundle.taxonomies.iter().map(|t| &t.id)))
    }
}

fn unknown<T: std::fmt::Display>(code: ErrorCode, id: &str, known: impl Iterator<Item = T>) -> Error {
    let known: Vec<String> = known.map(|id| id.to_string()).collect();
    Error::new(code).item(id).expected(known.join(", "))
}
