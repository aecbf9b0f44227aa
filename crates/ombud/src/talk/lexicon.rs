//! The rules that lines keep to, with the words of the packs, and the check of a line.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    LineKind,
    mirror::{MOST_CHARACTERS, MOST_WORDS, is_short},
    words::{Word, places, unquoted, words},
};
use crate::{Error, ErrorCode, error::Result};

macro_rules! rules {
    ($($(#[$doc:meta])* $variant:ident = $name:literal;)*) => {
        /// A rule for lines; its wording and its words are those of the taxonomy `talk-rules`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(rename_all = "snake_case")]
        #[non_exhaustive]
        pub enum Rule { $($(#[$doc])* $variant,)* }

        impl Rule {
            /// Every rule.
            pub const ALL: &'static [Rule] = &[$(Rule::$variant,)*];

            /// The code in the taxonomy.
            #[must_use]
            pub fn id(self) -> &'static str { match self { $(Rule::$variant => $name,)* } }
        }
    };
}

rules! {
    /// A label opens neutrally.
    NeutralOpener = "neutral_opener";
    /// A label does not say “I”.
    NoFirstPerson = "no_first_person";
    /// A mirror adds nothing.
    MirrorOnly = "mirror_only";
    /// A mirror is short.
    MirrorShort = "mirror_short";
    /// A minimal encourager is short.
    MinimalShort = "minimal_short";
    /// A calibrated question asks how or what.
    OpenQuestion = "open_question";
    /// A calibrated question is no yes-or-no question.
    NoClosedQuestion = "no_closed_question";
    /// Nobody is asked why.
    NoWhy = "no_why";
    /// A no-oriented question can be answered no.
    NoOriented = "no_oriented";
    /// What is admitted is apologised for.
    Apology = "apology";
    /// What is contested is how it looks to them.
    AsPerception = "as_perception";
    /// What was not found is not conceded.
    NoConcession = "no_concession";
    /// What is unknown is checked.
    ToCheck = "to_check";
    /// No protected trait is named.
    NoProtectedTrait = "no_protected_trait";
    /// No label is put on a person.
    NoLabelOnPerson = "no_label_on_person";
    /// No false scarcity.
    NoFalseScarcity = "no_false_scarcity";
    /// No withdrawal, silence, deletion or secrecy is asked for.
    NoSilence = "no_silence";
    /// No odds.
    NoOdds = "no_odds";
    /// What is quoted was given.
    QuotesGiven = "quotes_given";
}

impl Rule {
    /// What every line keeps to.
    pub const EVERY_LINE: &'static [Rule] = &[
        Rule::NoProtectedTrait,
        Rule::NoLabelOnPerson,
        Rule::NoFalseScarcity,
        Rule::NoSilence,
        Rule::NoOdds,
        Rule::QuotesGiven,
    ];

    /// What lines of a kind keep to beside that.
    #[must_use]
    pub fn of(kind: LineKind) -> &'static [Rule] {
        match kind {
            LineKind::Label => &[Rule::NeutralOpener, Rule::NoFirstPerson],
            LineKind::Mirror => &[Rule::MirrorOnly, Rule::MirrorShort],
            LineKind::Question => &[Rule::OpenQuestion, Rule::NoClosedQuestion, Rule::NoWhy],
            LineKind::NoOriented => &[Rule::NoOriented, Rule::NoWhy],
            LineKind::Admitted => &[Rule::Apology],
            LineKind::Contested => &[Rule::AsPerception, Rule::NoConcession],
            LineKind::Unknown => &[Rule::ToCheck, Rule::NoConcession],
            LineKind::Minimal => &[Rule::MinimalShort],
            LineKind::Plain => &[],
        }
    }
}

/// A rule that a line breaks, with the words that break it where there are any.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Breach {
    /// The rule.
    pub rule: Rule,
    /// The words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub found: Option<String>,
}

/// Texts that a line may quote, read once.
#[derive(Debug, Clone, Default)]
pub struct Texts(Vec<(Vec<Word>, BTreeSet<String>)>);

impl Texts {
    /// Of these texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Texts {
        let read = |text| {
            let words = words(text);
            let known = words.iter().map(|word| word.text.clone()).collect();
            (words, known)
        };
        Texts(texts.into_iter().map(read).collect())
    }
}

/// The words of every rule, and those by which mirrors are cut.
#[derive(Debug, Clone)]
pub struct Lexicon {
    rules: Vec<(Rule, Vec<Vec<Word>>)>,
    pub(super) cut: Vec<Vec<Word>>,
    pub(super) drop: Vec<Vec<Word>>,
    pub(super) ending: Vec<Vec<Word>>,
}

impl Lexicon {
    /// A lexicon of the words that `of` knows of each rule.
    ///
    /// # Errors
    /// `unknown_item` for a rule that it knows nothing of.
    pub fn new<S: AsRef<str>>(
        of: impl Fn(&str) -> Option<Vec<String>>,
        cut: &[S],
        drop: &[S],
        ending: &[S],
    ) -> Result<Lexicon> {
        let rule = |rule: &Rule| {
            let missing = || Error::new(ErrorCode::UnknownItem).path("taxonomy.code").item(rule.id());
            Ok((*rule, read(&of(rule.id()).ok_or_else(missing)?)))
        };
        Ok(Lexicon {
            rules: Rule::ALL.iter().map(rule).collect::<Result<_>>()?,
            cut: read(cut),
            drop: read(drop),
            ending: read(ending),
        })
    }

    /// The rules that a line breaks. `given` are the texts that it may quote.
    #[must_use]
    pub fn check(&self, kind: LineKind, text: &str, given: &Texts) -> Vec<Breach> {
        let (own, quoted) = unquoted(text);
        let line = Checked { whole: words(text), own: words(&own), quoted, given };
        let rules = Rule::of(kind).iter().chain(Rule::EVERY_LINE);
        rules.filter_map(|rule| self.breach(*rule, &line)).collect()
    }

    fn breach(&self, rule: Rule, line: &Checked<'_>) -> Option<Breach> {
        let breach = |found: Option<String>| Some(Breach { rule, found });
        let list = self.rules.iter().find(|(known, _)| *known == rule).map_or(&[][..], |(_, list)| list);
        // Whose words these are matters to every rule but the one on traits: nobody is quoted with one.
        let own = &line.own;
        match rule {
            Rule::NeutralOpener => {
                let opens = list.iter().any(|opener| places(own, opener).next() == Some(0));
                if opens { None } else { breach(None) }
            }
            Rule::OpenQuestion | Rule::NoOriented | Rule::Apology | Rule::AsPerception | Rule::ToCheck => {
                let there = list.iter().any(|sought| places(own, sought).next().is_some());
                if there { None } else { breach(None) }
            }
            Rule::NoClosedQuestion => {
                let begins = |at: usize| own.get(at).is_some_and(|word| word.opens || word.chinese);
                let found = list.iter().find(|sought| places(own, sought).any(begins));
                found.and_then(|words| breach(Some(said(words))))
            }
            Rule::NoProtectedTrait => first(list, &line.whole).and_then(|words| breach(Some(said(words)))),
            Rule::NoFirstPerson
            | Rule::NoWhy
            | Rule::NoConcession
            | Rule::NoLabelOnPerson
            | Rule::NoFalseScarcity
            | Rule::NoSilence
            | Rule::NoOdds => first(list, own).and_then(|words| breach(Some(said(words)))),
            Rule::MirrorShort if is_short(own, MOST_WORDS, MOST_CHARACTERS) => None,
            Rule::MinimalShort if is_short(own, 3, 6) => None,
            Rule::MirrorShort | Rule::MinimalShort => breach(None),
            Rule::MirrorOnly => {
                line.added(list).and_then(|added| breach(Some(added).filter(|a| !a.is_empty())))
            }
            Rule::QuotesGiven => {
                let stands = |quote: &&String| {
                    let quote = words(quote);
                    quote.is_empty()
                        || line.given.0.iter().any(|(text, _)| places(text, &quote).next().is_some())
                };
                line.quoted.iter().find(|quote| !stands(quote)).and_then(|quote| breach(Some(quote.clone())))
            }
        }
    }
}

/// A line that is looked at.
struct Checked<'a> {
    whole: Vec<Word>,
    /// Without what is quoted.
    own: Vec<Word>,
    quoted: Vec<String>,
    given: &'a Texts,
}

impl Checked<'_> {
    /// The words that the text which comes nearest does not have; nothing where it has them all.
    /// Where no word is theirs, the line mirrors nothing, and no words are told.
    fn added(&self, allowed: &[Vec<Word>]) -> Option<String> {
        let content: Vec<&Word> = self
            .whole
            .iter()
            .filter(|word| {
                !allowed.iter().any(|list| matches!(list.as_slice(), [only] if only.text == word.text))
            })
            .collect();
        let added = |known: &BTreeSet<String>| -> Vec<&Word> {
            content.iter().copied().filter(|word| !known.contains(&word.text)).collect()
        };
        let least = self.given.0.iter().map(|(_, known)| added(known)).min_by_key(Vec::len);
        let Some(least) = least.filter(|_| !content.is_empty()) else {
            return Some(String::new());
        };
        (!least.is_empty()).then(|| said(&least.into_iter().cloned().collect::<Vec<_>>()))
    }
}

fn first<'a>(list: &'a [Vec<Word>], text: &[Word]) -> Option<&'a Vec<Word>> {
    list.iter().find(|sought| places(text, sought).next().is_some())
}

/// Words as they are read: Chinese without spaces, others with.
fn said(words: &[Word]) -> String {
    let mut out = String::new();
    let mut apart = false;
    for word in words {
        if apart && !word.chinese {
            out.push(' ');
        }
        out.push_str(&word.text);
        apart = !word.chinese;
    }
    out
}

fn read<S: AsRef<str>>(list: &[S]) -> Vec<Vec<Word>> {
    list.iter().map(|text| words(text.as_ref())).collect()
}
