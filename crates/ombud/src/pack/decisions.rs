//! Tables, scorecards, calculations, reviews and routes of a bundle: compiled with all their versions,
//! and proved.

use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    sync::Arc,
};

use super::Bundle;
use crate::{
    Error, ErrorCode,
    declined::Route,
    model::{Catalogue, Date, Dated, FactId, Facts, Force, RuleId, Versions},
    review::{Review, Shelf},
    rules::{
        Calculation, Finding, FindingKind, Scorecard, Table, check_scorecard, check_table, check_together,
    },
};

/// The tables, scorecards, calculations, reviews and routes of a book.
#[derive(Debug, Clone, Default)]
pub(super) struct Decisions {
    pub(super) tables: BTreeMap<RuleId, Arc<Versions<Table>>>,
    pub(super) scorecards: BTreeMap<RuleId, Arc<Versions<Scorecard>>>,
    pub(super) calculations: BTreeMap<RuleId, Arc<Versions<Calculation>>>,
    pub(super) reviews: BTreeMap<RuleId, Arc<Versions<Review>>>,
    pub(super) routes: BTreeMap<RuleId, Arc<Versions<Route>>>,
    producers: BTreeMap<FactId, Vec<Producer>>,
}

/// A table or a scorecard that produces a fact.
#[derive(Debug, Clone)]
enum Producer {
    Table(Arc<Versions<Table>>),
    Scorecard(Arc<Versions<Scorecard>>),
}

/// What derives the facts that somebody asks for.
#[derive(Default)]
pub(super) struct Chain<'b> {
    pub(super) tables: Vec<&'b Table>,
    pub(super) scorecards: Vec<&'b Scorecard>,
}

impl Decisions {
    /// What is in force and produces these facts, or what that reads: most questions hang on few tables.
    pub(super) fn behind<'b>(
        &'b self,
        facts: impl IntoIterator<Item = &'b FactId>,
        given: &Facts,
        (trigger, as_of): (Date, Date),
    ) -> Chain<'b> {
        let mut chain = Chain::default();
        let mut asked: Vec<&FactId> = facts.into_iter().collect();
        let mut seen: BTreeSet<&RuleId> = BTreeSet::new();
        while let Some(fact) = asked.pop() {
            // What was recorded stands, and is not derived.
            let producers = self.producers.get(fact).filter(|_| given.get(fact).is_none());
            for producer in producers.into_iter().flatten() {
                match producer {
                    Producer::Table(versions) => {
                        if let Ok(table) = versions.at(trigger, as_of)
                            && seen.insert(table.id())
                        {
                            asked.extend(table.reads());
                            chain.tables.push(table);
                        }
                    }
                    Producer::Scorecard(versions) => {
                        if let Ok(card) = versions.at(trigger, as_of)
                            && seen.insert(card.id())
                        {
                            asked.extend(card.reads());
                            chain.scorecards.push(card);
                        }
                    }
                }
            }
        }
        // Of two that produce one fact the first counts, in the order of all tables.
        chain.tables.sort_by_key(|table| table.id());
        chain.scorecards.sort_by_key(|card| card.id());
        chain
    }
}

fn producers(
    tables: &BTreeMap<RuleId, Arc<Versions<Table>>>,
    scorecards: &BTreeMap<RuleId, Arc<Versions<Scorecard>>>,
) -> BTreeMap<FactId, Vec<Producer>> {
    let mut out: BTreeMap<FactId, Vec<Producer>> = BTreeMap::new();
    for versions in tables.values() {
        let facts: BTreeSet<&FactId> =
            versions.iter().flat_map(|table| table.produces().map(|(fact, _)| fact)).collect();
        for fact in facts {
            out.entry(fact.clone()).or_default().push(Producer::Table(Arc::clone(versions)));
        }
    }
    for versions in scorecards.values() {
        let facts: BTreeSet<&FactId> = versions.iter().flat_map(Scorecard::produces).collect();
        for fact in facts {
            out.entry(fact.clone()).or_default().push(Producer::Scorecard(Arc::clone(versions)));
        }
    }
    out
}

/// The versions for a case that began on one day and is asked about on another.
pub(super) struct Shelved<'b> {
    pub(super) decisions: &'b Decisions,
    pub(super) days: (Date, Date),
}

impl Shelved<'_> {
    fn at<'b, T: Dated>(
        &self,
        items: &'b BTreeMap<RuleId, Arc<Versions<T>>>,
        id: &RuleId,
    ) -> Result<&'b T, Error> {
        let versions = items.get(id).ok_or_else(|| Error::new(ErrorCode::UnknownItem).item(id))?;
        versions.at(self.days.0, self.days.1)
    }
}

impl Shelf for Shelved<'_> {
    fn table(&self, id: &RuleId) -> Result<&Table, Error> {
        self.at(&self.decisions.tables, id)
    }

    fn scorecard(&self, id: &RuleId) -> Result<&Scorecard, Error> {
        self.at(&self.decisions.scorecards, id)
    }

    fn calculation(&self, id: &RuleId) -> Result<&Calculation, Error> {
        self.at(&self.decisions.calculations, id)
    }
}

/// Compiles everything that can be compiled, and says what is wrong with the rest.
pub(super) fn compile(bundle: &Bundle, catalogue: &Catalogue) -> (Decisions, Vec<Error>) {
    let mut faults = Vec::new();
    let tables = versions(&bundle.tables, |def| Table::compile(def.clone(), catalogue), &mut faults);
    let scorecards =
        versions(&bundle.scorecards, |def| Scorecard::compile(def.clone(), catalogue), &mut faults);
    let routes = versions(&bundle.routes, |def| Route::compile(def.clone(), catalogue), &mut faults);
    let calculations =
        versions(&bundle.calculations, |def| Calculation::compile(def.clone(), catalogue), &mut faults);
    let reviews = versions(&bundle.reviews, |def| Review::compile(def.clone(), catalogue), &mut faults);
    let producers = producers(&tables, &scorecards);
    let decisions = Decisions { tables, scorecards, calculations, reviews, routes, producers };
    faults.extend(unfit(bundle, &decisions));
    (decisions, faults)
}

/// What reviews name and the bundle does not have, or has in a form that they cannot use: at the
/// start of each version.
fn unfit(bundle: &Bundle, decisions: &Decisions) -> Vec<Error> {
    let mut faults = Vec::new();
    for review in decisions.reviews.values().flat_map(|versions| versions.iter()) {
        let force = review.force();
        let Some(day) = force.start() else { continue };
        let nth = bundle.reviews.iter().filter(|def| def.id == *review.id()).map(Dated::force);
        let nth = nth.map(|other| other.start()).position(|start| start == Some(day)).unwrap_or_default();
        let shelf = Shelved { decisions, days: (day, day) };
        // What is written and could not be compiled has faults of its own.
        let written = |found: &str| {
            bundle.tables.iter().any(|x| x.id.as_str() == found)
                || bundle.scorecards.iter().any(|x| x.id.as_str() == found)
                || bundle.calculations.iter().any(|x| x.id.as_str() == found)
        };
        let errors = review.check(&shelf).into_iter().filter(|error| {
            let found = error.detail().found.as_deref().unwrap_or_default();
            error.code() != ErrorCode::UnknownItem || !written(found)
        });
        faults.extend(errors.map(|error| error.nth(nth)));
    }
    faults
}

fn versions<D: Dated, T: Dated>(
    defs: &[D],
    compile: impl Fn(&D) -> Result<T, Vec<Error>>,
    faults: &mut Vec<Error>,
) -> BTreeMap<RuleId, Arc<Versions<T>>> {
    let mut seen: BTreeMap<&RuleId, usize> = BTreeMap::new();
    let mut out: BTreeMap<RuleId, Versions<T>> = BTreeMap::new();
    for def in defs {
        let count = seen.entry(def.id()).or_default();
        let nth = *count;
        *count = nth.saturating_add(1);
        match compile(def) {
            Ok(item) => match out.entry(def.id().clone()) {
                Entry::Vacant(place) => {
                    place.insert(Versions::one(item));
                }
                Entry::Occupied(mut place) => place.get_mut().add(item),
            },
            Err(errors) => faults.extend(errors.into_iter().map(|error| error.nth(nth))),
        }
    }
    out.into_iter().map(|(id, versions)| (id, Arc::new(versions))).collect()
}

/// What the checker of rules finds: gaps, contradictions, rows that never count, values that a later
/// table does not know, bands that no score reaches, and whatever it could not prove.
pub(super) fn prove(bundle: &Bundle, catalogue: &Catalogue) -> Vec<Error> {
    let (decisions, _) = compile(bundle, catalogue);
    let tables: Vec<&Table> = decisions.tables.values().flat_map(|versions| versions.iter()).collect();
    let scorecards: Vec<&Scorecard> =
        decisions.scorecards.values().flat_map(|versions| versions.iter()).collect();
    let mut findings: Vec<Finding> = Vec::new();
    for table in &tables {
        findings.extend(check_table(table, catalogue));
    }
    for scorecard in &scorecards {
        findings.extend(check_scorecard(scorecard, catalogue));
    }
    findings.extend(check_together(&tables, &scorecards, catalogue));
    findings.into_iter().map(|finding| fault(bundle, finding)).collect()
}

fn fault(bundle: &Bundle, finding: Finding) -> Error {
    // Versions of one item are told apart by the place where they were written.
    let tables = bundle.tables.iter().filter(|table| table.id == finding.item);
    let cards = bundle.scorecards.iter().filter(|card| card.id == finding.item);
    let is = |force: Force| force.start() == finding.since;
    let (kind, nth) = match tables.map(Dated::force).position(is) {
        Some(nth) => ("table", nth),
        None => ("scorecard", cards.map(Dated::force).position(is).unwrap_or_default()),
    };
    let error = Error::new(code(&finding)).item(&finding.item).kind(kind).nth(nth);
    let error = error.expected(finding.expected()).found(finding.found());
    if finding.path.is_empty() { error } else { error.path(&finding.path) }
}

fn code(finding: &Finding) -> ErrorCode {
    match finding.kind {
        FindingKind::Gap => ErrorCode::RuleGap,
        FindingKind::Overlap => ErrorCode::RuleOverlap,
        FindingKind::NeverFires => ErrorCode::RuleNeverFires,
        FindingKind::UnknownOutput => ErrorCode::UnknownOutput,
        FindingKind::UnreachableBand => ErrorCode::UnreachableBand,
        FindingKind::NotProved => ErrorCode::NotProved,
    }
}
