//! Tables and scorecards of an engine, with answers that can render themselves.

use std::{ops::Deref, sync::Arc};

use super::Engine;
use crate::{
    error::Result,
    model::{Date, Facts, Lang, Versions},
    rules::{Decision, Derived, Score, ScoreVerdict, Scorecard, Table, Verdict},
};

impl Engine {
    /// The facts, with those that tables and scorecards derive from them, and what would decide the
    /// others.
    ///
    /// # Errors
    /// `out_of_range` where the points of a scorecard add up too high.
    pub fn derive(&self, facts: &Facts, trigger: Date, as_of: Date) -> Result<Derived> {
        self.0.book.derive(facts, trigger, as_of)
    }

    /// Decides by a table: the version for a case that began on one day, asked about on another.
    /// Facts that other tables produce are derived first.
    ///
    /// ```
    /// use ombud::{Engine, model::{Facts, Lang}};
    /// let engine = Engine::builtin()?;
    /// let mut facts = Facts::new();
    /// for (id, value) in [("complaint.people_in_person", "22"), ("complaint.designated_major", "false")] {
    ///     let (id, fact) = engine.catalogue().parse_fact(id, value)?;
    ///     facts.insert(id, fact);
    /// }
    /// let day = "2026-03-02".parse()?;
    /// let ruling = engine.decide("cn.major", &facts, day, day)?;
    /// assert_eq!(ruling.sentence(Lang::En), "Major consumer complaint: yes.");
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown_item` for a table that there is not, or no version of it in force.
    pub fn decide(&self, table: &str, facts: &Facts, trigger: Date, as_of: Date) -> Result<Ruling> {
        let versions = Arc::clone(self.0.book.table(table)?);
        let table = versions.at(trigger, as_of)?;
        let derived = self.0.book.derive_for(table.reads(), facts, (trigger, as_of))?;
        let mut decision = table.decide(&derived.facts, trigger, as_of);
        if let Verdict::Undetermined { needs } = &mut decision.verdict {
            *needs = derived.asked(needs);
        }
        Ok(Ruling { engine: self.clone(), versions, days: (trigger, as_of), decision })
    }

    /// Scores by a scorecard, as [`decide`](Self::decide) does.
    ///
    /// # Errors
    /// As [`decide`](Self::decide); `out_of_range` where the points add up too high.
    pub fn score(&self, scorecard: &str, facts: &Facts, trigger: Date, as_of: Date) -> Result<Scoring> {
        let versions = Arc::clone(self.0.book.scorecard(scorecard)?);
        let scorecard = versions.at(trigger, as_of)?;
        let derived = self.0.book.derive_for(scorecard.reads(), facts, (trigger, as_of))?;
        let mut score = scorecard.score(&derived.facts, trigger, as_of)?;
        if let ScoreVerdict::Undetermined { needs, .. } = &mut score.verdict {
            *needs = derived.asked(needs);
        }
        Ok(Scoring { engine: self.clone(), versions, days: (trigger, as_of), score })
    }
}

/// The answer of a table. Reads as the [`Decision`] it holds.
#[derive(Debug, Clone)]
pub struct Ruling {
    engine: Engine,
    versions: Arc<Versions<Table>>,
    days: (Date, Date),
    decision: Decision,
}

impl Ruling {
    /// The version of the table that decided.
    ///
    /// # Errors
    /// None: it was found once already.
    pub fn table(&self) -> Result<&Table> {
        self.versions.at(self.days.0, self.days.1)
    }

    /// In one sentence.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        self.table().map(|table| words.ruling(table, &self.decision, lang)).unwrap_or_default()
    }

    /// With every row and every fact.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        self.table().map(|table| words.decision(table, &self.decision, lang)).unwrap_or_default()
    }
}

impl Deref for Ruling {
    type Target = Decision;

    fn deref(&self) -> &Decision {
        &self.decision
    }
}

/// The answer of a scorecard. Reads as the [`Score`] it holds.
#[derive(Debug, Clone)]
pub struct Scoring {
    engine: Engine,
    versions: Arc<Versions<Scorecard>>,
    days: (Date, Date),
    score: Score,
}

impl Scoring {
    /// The version of the scorecard that was used.
    ///
    /// # Errors
    /// None: it was found once already.
    pub fn scorecard(&self) -> Result<&Scorecard> {
        self.versions.at(self.days.0, self.days.1)
    }

    /// In one sentence.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        self.scorecard().map(|card| words.scoring(card, &self.score, lang)).unwrap_or_default()
    }

    /// With every factor and every fact.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        self.scorecard().map(|card| words.score(card, &self.score, lang)).unwrap_or_default()
    }
}

impl Deref for Scoring {
    type Target = Score;

    fn deref(&self) -> &Score {
        &self.score
    }
}
