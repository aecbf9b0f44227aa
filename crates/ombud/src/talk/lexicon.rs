//! The words of the packs by which a rule is seen to be broken, and the check of a line.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    LineKind, Rule,
    denial::Denials,
    mirror::{MOST_CHARACTERS, MOST_WORDS, is_short},
    silence::Silence,
    words::{Word, places, unquoted, words},
};
use crate::{Error, ErrorCode, error::Result};

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
pub struct Texts(Vec<Known>);

/// A text, its words once each, and whether it is somebody's own words.
#[derive(Debug, Clone)]
struct Known {
    words: Vec<Word>,
    each: BTreeSet<String>,
    spoken: bool,
}

impl Texts {
    /// Of these texts.
    pub fn of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Texts {
        Texts::default().told(texts)
    }

    /// And of these.
    #[must_use]
    pub fn told<'a>(self, texts: impl IntoIterator<Item = &'a str>) -> Texts {
        self.and(texts, false)
    }

    /// And of these, which somebody said so: what nobody may say of a person may stand in them.
    #[must_use]
    pub fn spoken<'a>(self, texts: impl IntoIterator<Item = &'a str>) -> Texts {
        self.and(texts, true)
    }

    fn and<'a>(mut self, texts: impl IntoIterator<Item = &'a str>, spoken: bool) -> Texts {
        let read = |text| {
            let words = words(text);
            let each = words.iter().map(|word| word.text.clone()).collect();
            Known { words, each, spoken }
        };
        self.0.extend(texts.into_iter().map(read));
        self
    }
}

/// The words of every rule, those by which mirrors are cut, and those that deny others.
#[derive(Debug, Clone)]
pub struct Lexicon {
    rules: Vec<(Rule, Vec<Vec<Word>>)>,
    silence: Silence,
    pub(super) cut: Vec<Vec<Word>>,
    pub(super) drop: Vec<Vec<Word>>,
    pub(super) ending: Vec<Vec<Word>>,
}

impl Lexicon {
    /// A lexicon of what `rules` knows of each rule, and `words` of each list beside them.
    ///
    /// # Errors
    /// `unknown_item` for a rule or a list that they know nothing of.
    pub fn new(
        rules: impl Fn(&str) -> Option<Vec<String>>,
        words: impl Fn(&str) -> Option<Vec<String>>,
    ) -> Result<Lexicon> {
        let of = |found: Option<Vec<String>>, id: &str| {
            let missing = || Error::new(ErrorCode::UnknownItem).path("taxonomy.code").item(id);
            found.ok_or_else(missing).map(|list| read(&list))
        };
        let silence = rules(Rule::NoSilence.id()).unwrap_or_default();
        let rules = Rule::ALL.iter().map(|rule| Ok((*rule, of(rules(rule.id()), rule.id())?)));
        let rules = rules.collect::<Result<Vec<_>>>()?;
        let list = |id: &str| of(words(id), id);
        let denials = Denials {
            before: list("before")?,
            framed: list("framed")?,
            frame: list("frame")?,
            behind: list("behind")?,
            between: list("between")?,
            join: list("join")?,
            undone: list("undone")?,
            turn: list("turn")?,
            conditional: list("conditional")?,
        };
        Ok(Lexicon {
            silence: Silence::new(&silence, list("other")?, denials),
            cut: list("cut")?,
            drop: list("drop")?,
            ending: list("ending")?,
            rules,
        })
    }

    /// The rules that a line breaks. `given` are the texts that it may quote.
    #[must_use]
    pub fn check(&self, kind: LineKind, text: &str, given: &Texts) -> Vec<Breach> {
        let (own, quoted) = unquoted(text);
        let whole = words(text);
        let own = words(&own);
        let mut cited: Vec<Vec<Word>> = quoted.iter().map(|quote| words(quote)).collect();
        // A mirror is a quote without marks.
        let said = if kind == LineKind::Mirror {
            cited.push(whole.clone());
            Vec::new()
        } else {
            own.clone()
        };
        let line = Checked { whole, own, said, quoted, cited, given };
        let rules = Rule::of(kind).iter().chain(Rule::EVERY_LINE);
        rules.filter_map(|rule| self.breach(*rule, &line)).collect()
    }

    /// What a text that ends on paper asks for of silence, withdrawal or deletion, if it does and does not
    /// deny it. Marks of quotation are no shelter.
    #[must_use]
    pub fn barred(&self, text: &str) -> Option<String> {
        self.silence.asked_for(&words(text)).map(said)
    }

    fn breach(&self, rule: Rule, line: &Checked<'_>) -> Option<Breach> {
        let breach = |found: Option<String>| Some(Breach { rule, found });
        let list = self.rules.iter().find(|(known, _)| *known == rule).map_or(&[][..], |(_, list)| list);
        // Whose words these are matters to every rule but the one on traits: nobody is quoted with one.
        // What nobody may be told or called may stand in a quote of what they said, and in no other.
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
            Rule::NoFirstPerson | Rule::NoWhy | Rule::NoConcession | Rule::NoRebuttal => {
                first(list, own).and_then(|words| breach(Some(said(words))))
            }
            Rule::NoSilence => {
                line.breaks(|text| self.silence.asked_for(text)).and_then(|found| breach(Some(found)))
            }
            Rule::NoLabelOnPerson
            | Rule::NoFalseScarcity
            | Rule::NoOdds
            | Rule::NoPressure
            | Rule::NoDeniedFeeling
            | Rule::NoBlame => {
                line.breaks(|text| first(list, text).map(Vec::as_slice)).and_then(|found| breach(Some(found)))
            }
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
                        || line.given.0.iter().any(|text| places(&text.words, &quote).next().is_some())
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
    /// What the speaker says as their own.
    said: Vec<Word>,
    quoted: Vec<String>,
    /// What the speaker says as somebody else's.
    cited: Vec<Vec<Word>>,
    given: &'a Texts,
}

impl Checked<'_> {
    /// The words that break a rule, where the line says them as its own, or quotes them from nobody. Marks
    /// around the bare words make no quote of them.
    fn breaks<'a>(&'a self, sought: impl Fn(&'a [Word]) -> Option<&'a [Word]>) -> Option<String> {
        let cited = self.cited.iter().filter_map(|quote| {
            let found = sought(quote)?;
            let spoken = |text: &Known| text.spoken && places(&text.words, quote).next().is_some();
            let theirs = quote.len() > found.len() && self.given.0.iter().any(spoken);
            (!theirs).then_some(found)
        });
        sought(&self.said).into_iter().chain(cited).next().map(said)
    }

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
        let least = self.given.0.iter().map(|text| added(&text.each)).min_by_key(Vec::len);
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
