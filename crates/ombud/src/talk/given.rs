//! Facts in words.

use serde::{Deserialize, Serialize};

use super::Texts;
use crate::{
    error::Result,
    model::{
        Label,
        length::{said, short},
    },
};

/// What kind of fact it is, and so which places of lines it can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// What they ask for.
    Demand,
    /// What they said, word for word.
    Quote,
    /// What happened, and when.
    Timeline,
    /// How they were treated before.
    Treatment,
    /// What it does to their money.
    Money,
    /// What it does to somebody's health, as far as they told it and it belongs to the matter.
    Health,
    /// What it does to their family.
    Family,
    /// What a clause says.
    Clause,
    /// A paper or recording.
    Evidence,
    /// What a named person found.
    Finding,
}

impl Kind {
    /// The place of a line that it fills.
    #[must_use]
    pub fn slot(self) -> &'static str {
        match self {
            Kind::Demand => "demand",
            Kind::Quote => "quote",
            Kind::Timeline | Kind::Treatment => "event",
            Kind::Money | Kind::Health | Kind::Family => "harm",
            Kind::Clause => "clause",
            Kind::Evidence => "evidence",
            Kind::Finding => "shown",
        }
    }
}

/// A fact in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// By which lines cite it.
    pub id: String,
    /// The kind.
    pub kind: Kind,
    /// The words; the same in both where there is no translation.
    pub text: Label,
}

impl Texts {
    /// And the words of these facts: of a quote they are somebody's own.
    #[must_use]
    pub fn given(self, facts: &[Given]) -> Texts {
        let of = |quote: bool| facts.iter().filter(move |fact| (fact.kind == Kind::Quote) == quote);
        self.told(of(false).flat_map(|fact| both(&fact.text)))
            .spoken(of(true).flat_map(|fact| both(&fact.text)))
    }
}

impl Given {
    /// Whether the words of the fact at a place are no more than can be said.
    pub(super) fn fits(&self, nth: usize) -> Result<()> {
        short(&self.id, &format!("facts[{nth}].id"))?;
        said(&self.text, &format!("facts[{nth}].text"))
    }
}

/// Both wordings.
pub(super) fn both(label: &Label) -> [&str; 2] {
    [&label.zh, &label.en]
}
