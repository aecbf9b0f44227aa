//! The author's check: everything a pack may get wrong, found at once.

mod catalogue;
mod decisions;
mod flows;
mod lives;
mod regimes;
mod routes;
mod sources;
mod taxonomies;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use super::{Book, Bundle, decisions::prove, ids::rule_ids};
use crate::{
    Error, ErrorCode,
    clock::{Citation, order},
    model::{Catalogue, Date, Dated, FOLLOW, Force, overlaps},
};

pub(super) fn findings(bundle: Bundle) -> (Option<Book>, Vec<Error>) {
    let catalogue = Catalogue::new(bundle.facts.iter().cloned(), bundle.events.iter().cloned());
    let mut checker = Checker {
        bundle: &bundle,
        catalogue: &catalogue,
        rules: rule_ids(&bundle),
        instruments: bundle.instruments.iter().map(|x| x.id.as_str()).collect(),
        faults: Vec::new(),
    };
    checker.manifest();
    checker.unique();
    checker.facts();
    checker.events();
    checker.instruments();
    for rules in &bundle.regimes {
        checker.regime(rules);
    }
    checker.taxonomies();
    checker.sources();
    checker.phrases();
    checker.confirmations();
    checker.decisions();
    checker.flows();
    checker.routes();
    let mut faults = checker.faults;
    faults.extend(prove(&bundle, &catalogue));
    faults.extend(lives::prove(&bundle, &catalogue));
    let book = match Book::compile(bundle) {
        Ok(book) => Some(book),
        Err(errors) => {
            faults.extend(errors);
            None
        }
    };
    (book, faults)
}

/// The item whose faults are noted.
#[derive(Clone, Copy)]
struct At<'a> {
    kind: &'static str,
    id: &'a str,
    nth: usize,
    regime: Option<&'a str>,
}

impl<'a> At<'a> {
    fn new(kind: &'static str, id: &'a str) -> Self {
        At { kind, id, nth: 0, regime: None }
    }

    fn place(self, error: Error) -> Error {
        let error = error.item(self.id).kind(self.kind).nth(self.nth);
        match self.regime {
            Some(regime) => error.regime(regime),
            None => error,
        }
    }
}

/// The items, each with how many of its name stand before it.
fn numbered<'a, T>(
    items: &'a [T],
    id: impl Fn(&'a T) -> &'a str,
) -> impl Iterator<Item = (&'a T, &'a str, usize)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    items.iter().map(move |item| {
        let id = id(item);
        let count = seen.entry(id).or_default();
        let nth = *count;
        *count = nth.saturating_add(1);
        (item, id, nth)
    })
}

struct Checker<'a> {
    bundle: &'a Bundle,
    catalogue: &'a Catalogue,
    rules: BTreeSet<&'a str>,
    instruments: BTreeSet<&'a str>,
    faults: Vec<Error>,
}

impl<'a> Checker<'a> {
    fn fault(&mut self, at: At<'_>, path: &str, expected: impl Display, found: impl Display) {
        let error = Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found);
        self.faults.push(at.place(error));
    }

    fn manifest(&mut self) {
        let manifest = &self.bundle.manifest;
        // Packs in layers have the names of all of them, the uppermost last.
        let at = At::new("manifest", manifest.id.rsplit('+').next().unwrap_or_default());
        if manifest.version.is_empty() || manifest.version.chars().any(char::is_whitespace) {
            self.fault(at, "version", "a version without spaces", format_args!("{:?}", manifest.version));
        }
    }

    fn unique(&mut self) {
        let bundle = self.bundle;
        self.once("fact", &bundle.facts, |x| x.id.as_str());
        self.once("event", &bundle.events, |x| x.id.as_str());
        self.once("instrument", &bundle.instruments, |x| x.id.as_str());
        self.once("calendar", &bundle.calendars, |x| x.id.as_str());
        self.once("regime", &bundle.regimes, |x| x.regime.id.as_str());
        self.once("taxonomy", &bundle.taxonomies, |x| x.id.as_str());
        self.once("source", &bundle.sources, |x| x.id.as_str());
        self.once("workflow", &bundle.workflows, |x| x.id.as_str());
        self.once("act", &bundle.acts, |x| x.id.as_str());
        self.once("checklist", &bundle.checklists, |x| x.id.as_str());
        self.once("phrase", &bundle.phrases, |x| x.id.as_str());
    }

    fn once<T>(&mut self, kind: &'static str, items: &'a [T], id: impl Fn(&'a T) -> &'a str) {
        for (_, id, nth) in numbered(items, id).filter(|(_, _, nth)| *nth > 0) {
            let error = Error::new(ErrorCode::DuplicateId).path("id");
            let error = error.expected(format_args!("each {kind} once")).found(id);
            self.faults.push(At { nth, ..At::new(kind, id) }.place(error));
        }
    }

    fn instruments(&mut self) {
        for (item, id, nth) in numbered(&self.bundle.instruments, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("instrument", id) };
            self.days(at, item.effective_from, item.effective_to);
        }
    }

    fn days(&mut self, at: At<'_>, from: Option<Date>, to: Option<Date>) {
        if let (Some(from), Some(to)) = (from, to)
            && from > to
        {
            self.fault(at, "effective_to", format_args!("a day not before {from}"), to);
        }
    }

    /// Days in force: a known start or the day of reading, and an end not before it.
    fn force(&mut self, at: At<'_>, from: Option<Date>, read: Option<Date>, to: Option<Date>) {
        match (from, read) {
            (None, None) => {
                self.fault(at, "effective_from", "one of `effective_from`, `in_force_by`", "neither");
            }
            (Some(_), Some(_)) => {
                self.fault(at, "in_force_by", "one of `effective_from`, `in_force_by`", "both");
            }
            _ => {}
        }
        self.days(at, from.or(read), to);
    }

    fn cite(&mut self, at: At<'_>, path: &str, list: &[Citation]) {
        for (i, citation) in list.iter().enumerate() {
            if !self.instruments.contains(citation.instrument().as_str()) {
                let expected = "an instrument of the pack, then `/` and the place in it";
                self.fault(at, &format!("{path}[{i}]"), expected, citation);
            }
        }
    }

    fn cited(&mut self, at: At<'_>, path: &str, list: &[Citation]) {
        if list.is_empty() {
            self.fault(at, path, "at least one citation", "none");
        }
        self.cite(at, path, list);
    }

    fn rule(&mut self, at: At<'_>, path: &str, id: &str) {
        if !self.rules.contains(id) {
            let error = Error::new(ErrorCode::UnknownItem).path(path);
            self.faults.push(at.place(error.expected("a rule of the pack").found(id)));
        }
    }

    /// That versions of one item follow each other.
    fn versions<T: Dated>(&mut self, kind: &'static str, regime: Option<&str>, items: &'a [T]) {
        let mut versions: BTreeMap<&str, Vec<(usize, Force)>> = BTreeMap::new();
        for (item, id, nth) in numbered(items, |x| x.id().as_str()) {
            versions.entry(id).or_default().push((nth, item.force()));
        }
        for (id, forces) in versions {
            for (nth, found) in overlaps(forces) {
                self.fault(At { kind, id, nth, regime }, "effective_from", FOLLOW, found);
            }
        }
    }

    fn phrases(&mut self) {
        for (phrase, id, nth) in numbered(&self.bundle.phrases, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("phrase", id) };
            let (zh, en) = (places(&phrase.zh), places(&phrase.en));
            if zh != en {
                let list = |set: &BTreeSet<String>| match set.len() {
                    0 => "no places".to_owned(),
                    _ => set.iter().map(|name| format!("{{{name}}}")).collect::<Vec<_>>().join(", "),
                };
                let expected = format!("the same places in zh and en: {}", list(&zh));
                self.fault(at, "en", expected, list(&en));
            }
        }
    }

    fn confirmations(&mut self) {
        for entry in &self.bundle.confirmations {
            for (i, id) in entry.items.iter().enumerate() {
                // The log stands under the ids that it names: one of them finds its entry.
                self.rule(At::new("confirmation", id.as_str()), &format!("items[{i}]"), id.as_str());
            }
        }
    }
}

/// The names in braces of a wording.
fn places(text: &str) -> BTreeSet<String> {
    text.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name.to_owned()).collect()
}

/// The rings among named things that need each other, each under the least of its names.
fn rings<'a>(items: &[(&'a str, Vec<&'a str>)]) -> BTreeMap<&'a str, String> {
    let at: BTreeMap<&str, usize> = items.iter().enumerate().map(|(at, (name, _))| (*name, at)).collect();
    let positions = |needed: &Vec<&str>| needed.iter().filter_map(|name| at.get(name).copied()).collect();
    let needs: Vec<Vec<usize>> = items.iter().map(|(_, needed)| positions(needed)).collect();
    let (_, rings) = order(&needs);
    let told = rings.iter().filter_map(|ring| {
        let mut names: Vec<&str> = ring.iter().filter_map(|at| items.get(*at)).map(|item| item.0).collect();
        let least = names.iter().enumerate().min_by_key(|(_, name)| **name)?.0;
        names.rotate_left(least);
        let first = *names.first()?;
        Some((first, format!("{} → {first}", names.join(" → "))))
    });
    told.collect()
}
