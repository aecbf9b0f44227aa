//! What a paper tells of the case that it is for, beside what was worked out.

use serde::Deserialize;

use super::{
    frame::{facts, points},
    html::Html,
};
use crate::model::{Label, Lang};

/// The head of a paper: which complaint it is for, and what whoever reads it must know besides. Nothing in
/// it is read by a rule.
///
/// ```
/// use ombud::{model::Label, phrase::Matter};
/// let matter = Matter::new().tell(Label::new("投诉编号", "Complaint number"), Label::same("TS-1"));
/// assert_eq!(matter.facts.len(), 1);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Matter {
    /// Names and what is said under them: the number, the product, the papers that were looked at.
    pub facts: Vec<Told>,
    /// What is said in sentences below them.
    pub notes: Vec<Label>,
}

/// A name and what is said under it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Told {
    /// The name.
    pub title: Label,
    /// What is said under it; the same in both where there is no translation.
    pub value: Label,
}

impl Matter {
    /// Nothing yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With this told under that name.
    #[must_use]
    pub fn tell(mut self, title: Label, value: Label) -> Self {
        self.facts.push(Told { title, value });
        self
    }

    /// With this said below.
    #[must_use]
    pub fn note(mut self, note: Label) -> Self {
        self.notes.push(note);
        self
    }

    /// Every text of it, with its place.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let facts = self.facts.iter().enumerate().flat_map(|(nth, told)| {
            [(format!("facts[{nth}].title"), &told.title), (format!("facts[{nth}].value"), &told.value)]
        });
        let notes = self.notes.iter().enumerate().map(|(nth, note)| (format!("notes[{nth}]"), note));
        facts.chain(notes).flat_map(|(path, label)| {
            [(format!("{path}.zh"), &*label.zh), (format!("{path}.en"), &*label.en)]
        })
    }

    /// As it stands at the head of a page; nothing where nothing is told.
    pub(super) fn head(&self, page: &mut Html, lang: Lang) {
        if !self.facts.is_empty() {
            let row = |told: &Told| (told.title.get(lang).to_owned(), told.value.get(lang).to_owned());
            facts(page, &self.facts.iter().map(row).collect::<Vec<_>>());
        }
    }

    /// What is said in sentences.
    pub(super) fn said(&self, page: &mut Html, lang: Lang) {
        if !self.notes.is_empty() {
            points(page, &self.notes.iter().map(|note| note.get(lang).to_owned()).collect::<Vec<_>>());
        }
    }
}
