//! Wordings with places for values: read once, checked, filled.

use std::collections::{BTreeMap, BTreeSet};

use super::required::REQUIRED;
use crate::{Error, ErrorCode, error::Result, model::Lang, pack::PhraseDef};

/// A piece of a wording.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String),
    Value(String),
}

/// A wording, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Template(Vec<Piece>);

impl Template {
    /// Reads a wording; the error is the piece that cannot be read.
    fn read(text: &str) -> Result<Self, String> {
        let mut pieces = Vec::new();
        let mut rest = text;
        while let Some((words, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}').ok_or_else(|| format!("{{{after}"))?;
            let plain = !name.is_empty() && name.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            if !plain || words.contains('}') {
                return Err(format!("{words}{{{name}}}"));
            }
            if !words.is_empty() {
                pieces.push(Piece::Words(words.to_owned()));
            }
            pieces.push(Piece::Value(name.to_owned()));
            rest = after;
        }
        if rest.contains('}') {
            return Err(rest.to_owned());
        }
        if !rest.is_empty() {
            pieces.push(Piece::Words(rest.to_owned()));
        }
        Ok(Template(pieces))
    }

    /// The names of its values.
    pub(super) fn names(&self) -> BTreeSet<&str> {
        self.0
            .iter()
            .filter_map(|piece| match piece {
                Piece::Value(name) => Some(name.as_str()),
                Piece::Words(_) => None,
            })
            .collect()
    }

    /// The wording with its values; a value is never read again, whatever it contains.
    pub(super) fn fill(&self, values: &[(&str, &str)]) -> Result<String, &str> {
        let mut out = String::new();
        for piece in &self.0 {
            match piece {
                Piece::Words(words) => out.push_str(words),
                Piece::Value(name) => {
                    let value = values.iter().find(|(given, _)| given == name);
                    out.push_str(value.ok_or(name.as_str())?.1);
                }
            }
        }
        Ok(out)
    }
}

/// One phrase in both languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Wording {
    zh: Template,
    en: Template,
}

impl Wording {
    pub(super) fn get(&self, lang: Lang) -> &Template {
        match lang {
            Lang::Zh => &self.zh,
            Lang::En => &self.en,
        }
    }
}

/// Reads every phrase and reports every fault at once.
pub(super) fn read(phrases: &[PhraseDef]) -> (BTreeMap<String, Wording>, Vec<Error>) {
    let mut wordings = BTreeMap::new();
    let mut faults = Vec::new();
    for phrase in phrases {
        let fault = |code| Error::new(code).item(&phrase.id);
        let mut one = |path: &str, text: &str| {
            if text.trim().is_empty() {
                faults.push(fault(ErrorCode::InvalidValue).path(path).expected("wording").found(text));
                return None;
            }
            match Template::read(text) {
                Ok(template) => Some(template),
                Err(piece) => {
                    let expected = "{name} in lower case with _, and no other braces";
                    faults.push(fault(ErrorCode::InvalidValue).path(path).expected(expected).found(piece));
                    None
                }
            }
        };
        let (zh, en) = (one("zh", &phrase.zh), one("en", &phrase.en));
        let (Some(zh), Some(en)) = (zh, en) else { continue };
        if zh.names() != en.names() {
            let error = fault(ErrorCode::InvalidField).path("en");
            faults.push(error.expected(listed(zh.names())).found(listed(en.names())));
        }
        if wordings.insert(phrase.id.clone(), Wording { zh, en }).is_some() {
            faults.push(fault(ErrorCode::ItemConflict));
        }
    }
    for (id, names) in REQUIRED {
        match wordings.get(*id) {
            None if phrases.iter().any(|phrase| phrase.id == *id) => {}
            None => {
                faults.push(Error::new(ErrorCode::UnknownItem).item(id).expected("a phrase that code uses"))
            }
            Some(wording) => {
                let (expected, found) = (names.iter().copied().collect::<BTreeSet<_>>(), wording.zh.names());
                if expected != found {
                    let error = Error::new(ErrorCode::InvalidField).item(id).path("zh");
                    faults.push(error.expected(listed(expected)).found(listed(found)));
                }
            }
        }
    }
    (wordings, faults)
}

fn listed(names: BTreeSet<&str>) -> String {
    if names.is_empty() {
        return "no values".to_owned();
    }
    names.into_iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(" ")
}
