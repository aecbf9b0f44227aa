//! Reviews of refusals of an engine, with answers that can render themselves.

use std::{ops::Deref, sync::Arc};

use super::Engine;
use crate::{
    error::Result,
    model::{Date, Facts, Lang, Versions},
    phrase::Matter,
    review::{Review, Reviewed},
};

impl Engine {
    /// Looks at a refusal again: is it right, and what is owed? The version is the one for a case
    /// that began on one day, asked about on another.
    ///
    /// ```
    /// use ombud::{Engine, review::Outcome, model::{Facts, Lang}};
    /// let engine = Engine::builtin()?;
    /// let mut facts = Facts::new();
    /// for (id, value) in [("declined.grounds", ""), ("claim.amount", "CNY 150000.00")] {
    ///     let (id, fact) = engine.catalogue().parse_fact(id, value)?;
    ///     facts.insert(id, fact);
    /// }
    /// let day = "2026-03-02".parse()?;
    /// let review = engine.review("cn.claim", &facts, day, day)?;
    /// assert_eq!(review.outcome, Outcome::Overturn);
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `unknown_item` for a review that there is not, or no version of it, or of what it names, in force;
    /// `out_of_range` where points or amounts pass what can be held; `invalid_value` for a fact that gainsays
    /// what the regime of the review itself settles.
    pub fn review(&self, review: &str, facts: &Facts, trigger: Date, as_of: Date) -> Result<Opinion> {
        self.opinion(Arc::clone(self.0.book.review(review)?), facts, trigger, as_of)
    }

    /// As [`review`](Self::review), by the one review of a regime.
    ///
    /// # Errors
    /// Besides, `unknown_regime`, and `no_single_review` where a regime has none or several.
    pub fn review_of(&self, regime: &str, facts: &Facts, trigger: Date, as_of: Date) -> Result<Opinion> {
        self.opinion(Arc::clone(self.0.book.review_of(regime)?), facts, trigger, as_of)
    }

    fn opinion(
        &self,
        versions: Arc<Versions<Review>>,
        facts: &Facts,
        trigger: Date,
        as_of: Date,
    ) -> Result<Opinion> {
        let reviewed = self.0.book.assess(versions.at(trigger, as_of)?, facts, trigger, as_of)?;
        Ok(Opinion { engine: self.clone(), versions, days: (trigger, as_of), reviewed })
    }
}

/// The answer of a review. Reads as the [`Reviewed`] it holds.
#[derive(Debug, Clone)]
pub struct Opinion {
    engine: Engine,
    versions: Arc<Versions<Review>>,
    days: (Date, Date),
    reviewed: Reviewed,
}

impl Opinion {
    /// The version of the review that was used.
    ///
    /// # Errors
    /// None: it was found once already.
    pub fn review(&self) -> Result<&Review> {
        self.versions.at(self.days.0, self.days.1)
    }

    /// What becomes of the refusal, in one or two sentences.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        self.review().map(|review| words.verdict(review.def(), &self.reviewed, lang)).unwrap_or_default()
    }

    /// With every check, ground, line of the calculation and act.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        self.review().map(|review| words.reviewed(review.def(), &self.reviewed, lang)).unwrap_or_default()
    }

    /// The same as one page for A4 (拒付复核表), with lines for the reviewers to sign on.
    #[must_use]
    pub fn page(&self, lang: Lang) -> String {
        self.page_for(&Matter::new(), lang)
    }

    /// The same with the case that it is for at its head.
    #[must_use]
    pub fn page_for(&self, matter: &Matter, lang: Lang) -> String {
        let words = self.engine.phrasebook();
        let page = |review: &Review| words.review_page(review.def(), &self.reviewed, matter, lang);
        self.review().map(page).unwrap_or_default()
    }
}

impl Deref for Opinion {
    type Target = Reviewed;

    fn deref(&self) -> &Reviewed {
        &self.reviewed
    }
}
