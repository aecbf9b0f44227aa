//! Where the report gets words that belong to the rules: citations, needs, steps, proofs.

use ombud::{
    Engine,
    clock::{Citation, Need, Obligation, Proof, Step},
    model::{Date, EventType, Lang, RuleId},
};

use crate::Reason;

/// Words and proofs of the engine. Everything else is in the report's own table of wordings.
pub trait Words {
    /// Articles as people cite them.
    fn cites(&self, cites: &[Citation], lang: Lang) -> String;

    /// What is missing, as a request to record it.
    fn need(&self, need: &Need, lang: Lang) -> String;

    /// What an event did to a clock, and what papers it lacks.
    fn step(&self, step: &Step, lang: Lang) -> String;

    /// What a clock says, in one sentence.
    fn sentence(&self, obligation: &Obligation, today: Date, lang: Lang) -> String;

    /// What stands behind that sentence, one each.
    fn details(&self, obligation: &Obligation, lang: Lang) -> Vec<String>;

    /// An event's name for people.
    fn event(&self, event: &EventType, lang: Lang) -> String;

    /// A clock's name for people.
    fn clock(&self, rule: &RuleId, lang: Lang) -> String;

    /// Why a row or a cell could not be read, in words.
    fn reason(&self, reason: &str, lang: Lang) -> String;

    /// The words for a kind that is none of the four.
    fn kind(&self, stated: &str, lang: Lang) -> String;

    /// The due date counted again, day by day.
    ///
    /// # Errors
    /// Where the obligation has no counted date.
    fn prove(&self, obligation: &Obligation) -> ombud::error::Result<Proof>;
}

impl Words for Engine {
    fn cites(&self, cites: &[Citation], lang: Lang) -> String {
        self.phrasebook().cites(cites, lang)
    }

    fn need(&self, need: &Need, lang: Lang) -> String {
        self.phrasebook().need(need, lang)
    }

    fn step(&self, step: &Step, lang: Lang) -> String {
        self.phrasebook().step(step, lang)
    }

    fn sentence(&self, obligation: &Obligation, today: Date, lang: Lang) -> String {
        self.phrasebook().sentence_on(obligation, Some(today), lang)
    }

    fn details(&self, obligation: &Obligation, lang: Lang) -> Vec<String> {
        self.phrasebook().details(obligation, lang).into_iter().map(|detail| detail.text).collect()
    }

    fn event(&self, event: &EventType, lang: Lang) -> String {
        let def = self.catalogue().event(event.as_str());
        def.map_or_else(|_| event.to_string(), |def| def.title.get(lang).to_owned())
    }

    fn clock(&self, rule: &RuleId, lang: Lang) -> String {
        let title = self.regimes().find_map(|regime| {
            regime.clocks().find(|clock| clock.id == *rule).map(|clock| clock.title.get(lang).to_owned())
        });
        title.unwrap_or_else(|| rule.to_string())
    }

    fn reason(&self, reason: &str, lang: Lang) -> String {
        let known = Reason::ALL.iter().find(|known| known.name() == reason);
        known.map_or_else(|| reason.to_owned(), |known| known.title(lang).to_owned())
    }

    fn kind(&self, stated: &str, lang: Lang) -> String {
        let taxonomy = self.taxonomy("intake-kinds").ok();
        let code = taxonomy.and_then(|taxonomy| taxonomy.find(None, stated));
        code.map_or_else(|| stated.to_owned(), |code| code.title.get(lang).to_owned())
    }

    fn prove(&self, obligation: &Obligation) -> ombud::error::Result<Proof> {
        self.regime(obligation.regime.as_str())?.rules().prove(obligation)
    }
}
