//! Words for people, in Chinese and English: what a time limit says, and why that day.
//!
//! Every wording is data ([`PhraseDef`]); code only chooses among them and fills in values. What
//! is the engine's own (ids of rules, facts and events) stays out of sentences: people read the
//! titles of the packs, and citations as they would write them. Only the small print of a proof
//! names the rule.

mod approval;
mod bargain;
mod checklist;
mod cite;
mod decision;
mod declined;
mod detail;
mod frame;
mod html;
mod matter;
mod obligation;
mod page;
mod proof;
mod reading;
mod required;
mod review;
mod role;
mod sheet;
mod step;
mod talk;
mod template;
#[cfg(test)]
mod tests;
mod tournament;
mod words;
mod workflow;

use std::{collections::BTreeMap, sync::Arc};

pub(crate) use approval::Approval;
pub use checklist::Checklist;
pub use detail::Detail;
pub(crate) use frame::overleaf;
pub use html::escape;
pub use matter::{Matter, Told};
pub use required::REQUIRED;
pub use talk::Lines;

use crate::{
    Error, ErrorCode,
    clock::Regime,
    error::Result,
    model::{Catalogue, EventType, InstrumentId, Label, Lang, RegimeId, RuleId, Zone},
    pack::{Instrument, PhraseDef},
};
use template::Wording;

/// Every wording, and the names of what the wordings speak of. Cheap to clone.
///
/// ```
/// use ombud::{Engine, model::Lang, phrase::Phrasebook};
/// let engine = Engine::builtin()?;
/// let book: &Phrasebook = engine.phrasebook();
/// assert_eq!(book.date("2026-03-17".parse()?, Lang::Zh), "2026年3月17日（周二）");
/// assert_eq!(book.date("2026-03-17".parse()?, Lang::En), "Tue 17 March 2026");
/// assert_eq!(book.get("list.comma", Lang::En, &[])?, ", ");
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Phrasebook(Arc<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    wordings: BTreeMap<String, Wording>,
    instruments: BTreeMap<InstrumentId, Instrument>,
    catalogue: Catalogue,
    /// The titles of clocks and steps, and the events that steps are recorded by.
    titles: BTreeMap<RuleId, Label>,
    events: BTreeMap<RuleId, EventType>,
    zones: BTreeMap<RegimeId, Zone>,
}

impl Phrasebook {
    /// A book of these phrases, citing these instruments, naming facts and events as `catalogue`
    /// does.
    ///
    /// # Errors
    /// What [`check`](Self::check) finds.
    pub fn new(
        phrases: impl IntoIterator<Item = PhraseDef>,
        instruments: impl IntoIterator<Item = Instrument>,
        catalogue: &Catalogue,
    ) -> Result<Self, Vec<Error>> {
        let phrases: Vec<PhraseDef> = phrases.into_iter().collect();
        let (wordings, faults) = template::read(&phrases);
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Phrasebook(Arc::new(Inner {
            wordings,
            instruments: instruments.into_iter().map(|item| (item.id.clone(), item)).collect(),
            catalogue: catalogue.clone(),
            titles: BTreeMap::new(),
            events: BTreeMap::new(),
            zones: BTreeMap::new(),
        })))
    }

    /// What is wrong with a set of phrases: wordings that are empty or cannot be read, values that
    /// differ between the languages, ids given twice, and phrases of [`REQUIRED`] that are missing
    /// or take other values.
    ///
    /// ```
    /// use ombud::{ErrorCode, pack::PhraseDef, phrase::Phrasebook};
    /// let phrase = PhraseDef { id: "greeting".into(), zh: "{name}您好".into(), en: "Hello".into() };
    /// let findings = Phrasebook::check(&[phrase]);
    /// assert_eq!(findings[0].code(), ErrorCode::InvalidField);
    /// assert_eq!(findings[0].detail().expected.as_deref(), Some("{name}"));
    /// ```
    #[must_use]
    pub fn check(phrases: &[PhraseDef]) -> Vec<Error> {
        template::read(phrases).1
    }

    /// Learns a regime's titles (a clock that starts with another's expiry names that other by its
    /// title), the events its steps are recorded by, and its zone, in which instants are shown.
    #[must_use]
    pub fn with_regime(mut self, regime: &Regime) -> Self {
        let inner = Arc::make_mut(&mut self.0);
        if let (Some(zone), true) = (regime.zone(), regime.def().place.is_empty()) {
            inner.zones.insert(regime.def().id.clone(), zone.clone());
        }
        for clock in regime.clocks() {
            inner.titles.insert(clock.id.clone(), clock.title.clone());
            let steps =
                [&clock.extend, &clock.pause, &clock.reset, &clock.merge, &clock.cancel, &clock.agree];
            for step in steps.into_iter().flatten() {
                inner.titles.insert(step.id.clone(), step.title.clone());
                if let Some(event) = step.event.as_ref().or(step.from.as_ref()) {
                    inner.events.insert(step.id.clone(), event.clone());
                }
            }
        }
        self
    }

    /// A phrase with its values.
    ///
    /// # Errors
    /// `unknown_item` where there is no such phrase; `invalid_field` for a value that is missing,
    /// or that the phrase does not take.
    pub fn get(&self, id: &str, lang: Lang, values: &[(&str, &str)]) -> Result<String> {
        let wording = self
            .0
            .wordings
            .get(id)
            .ok_or_else(|| Error::new(ErrorCode::UnknownItem).item(id).path("phrase"))?;
        let template = wording.get(lang);
        let names = template.names();
        if let Some((name, _)) = values.iter().find(|(name, _)| !names.contains(name)) {
            let expected = names.into_iter().collect::<Vec<_>>().join(", ");
            let expected = if expected.is_empty() { "no values".to_owned() } else { expected };
            return Err(Error::new(ErrorCode::InvalidField).item(id).expected(expected).found(name));
        }
        template.fill(values).map_err(|name| Error::new(ErrorCode::InvalidField).item(id).expected(name))
    }

    /// A phrase of [`REQUIRED`]. That it is there, with these values, was checked when the book was
    /// made; a fault here is one of this module's and shows in the text instead of being hidden.
    pub(crate) fn say(&self, lang: Lang, id: &'static str, values: &[(&str, &str)]) -> String {
        self.get(id, lang, values).unwrap_or_else(|_| format!("⟦{id}⟧"))
    }
}
