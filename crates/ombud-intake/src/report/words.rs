//! Where the report gets words that belong to the rules: citations, needs, steps, proofs.

use ombud::{
    clock::{Citation, Need, Obligation, Prompt, Proof, Step},
    model::{EventType, Label, Lang, RuleId},
};

/// Words and proofs of the engine. Everything else is in the report's own table of wordings.
pub trait Words {
    /// An article as people cite it.
    fn cite(&self, cite: &Citation, lang: Lang) -> String;

    /// What is missing, as a thing to record: `延期理由`, `date of receipt`.
    fn need(&self, need: &Need, lang: Lang) -> String;

    /// A step that has not taken effect, and what it lacks.
    fn step(&self, step: &Step, lang: Lang) -> String;

    /// What could still be recorded, in one sentence.
    fn prompt(&self, prompt: &Prompt, lang: Lang) -> String {
        prompt.text.get(lang).to_owned()
    }

    /// An event's name for people.
    fn event(&self, event: &EventType, lang: Lang) -> String;

    /// A clock's name for people.
    fn clock(&self, rule: &RuleId, lang: Lang) -> String;

    /// Why a row or a cell could not be read, in words.
    fn reason(&self, reason: &str, lang: Lang) -> String {
        let _ = lang;
        reason.to_owned()
    }

    /// The words for a kind that is none of the four.
    fn kind(&self, stated: &str, lang: Lang) -> String {
        let _ = lang;
        stated.to_owned()
    }

    /// The due date counted again, day by day.
    ///
    /// # Errors
    /// Where the obligation has no counted date.
    fn prove(&self, obligation: &Obligation) -> ombud::error::Result<Proof>;

    /// A short title where a rule says it in one label; the obligation's own by default.
    fn title<'a>(&self, obligation: &'a Obligation) -> &'a Label {
        &obligation.title
    }
}
