//! What is left of an item with faults, so that the rest of it is checked all the same.

use std::collections::{BTreeMap, BTreeSet};

use serde::de::DeserializeOwned;

use super::path::{Step, is_within, steps, top_key};
use crate::{
    Error,
    model::{Json, canon},
};

/// Id and kind of the items with faults, and the keys in which they are; without keys where the
/// whole item is in doubt.
#[derive(Default)]
pub(in crate::pack) struct Mended(pub(super) BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>);

/// Keys that are judged together: what is left of one of them says nothing of the others.
const TOGETHER: [&[&str]; 11] = [
    &["trigger", "period", "limb", "derive", "combine", "extend", "reset", "agree", ""],
    &["effective_from", "in_force_by", "effective_to"],
    &["kind", "contents", "body", "window", "binding", "cost"],
    &["type", "values"],
    &["class", "level", "from"],
    &["hit", "aggregate", "output", "rule", "default", ""],
    &["factor", "group", "band", "override", "least", "most", ""],
    &["zone", "calendar", "place_fact", "place", ""],
    &["semantics", "data", "roles", "events", "clocks", "initial", "on_initial", "states", ""],
    &["does", "event", "with", "needs", "sends", "guard", "party", "most", "second_person", "reason", ""],
    &["within", "item", ""],
];

impl Mended {
    /// Whether a finding of the check may only come from what was left out.
    pub(in crate::pack) fn explains(&self, fault: &Error) -> bool {
        let detail = fault.detail();
        let item = detail.item.as_deref().unwrap_or_default();
        let top = top_key(detail.path.as_deref().unwrap_or_default());
        let kind = fault.origin().kind;
        let joined = |key: &str| {
            key == top || TOGETHER.iter().any(|group| group.contains(&key) && group.contains(&top))
        };
        let of_kind = |of: &str| kind.is_none_or(|kind| kind == of);
        let mended = self.0.get(item).into_iter().flatten().filter(|(of, _)| of_kind(of));
        mended.into_iter().any(|(_, keys)| keys.is_empty() || keys.iter().any(|key| joined(key)))
    }
}

/// An item from which what is refused is left out, piece by piece.
pub(super) struct Mend {
    pub(super) json: Json,
    /// The keys of the item in which something is left out.
    pub(super) keys: BTreeSet<String>,
    /// Whether what is left out matters to other items.
    pub(super) lost: bool,
    /// Lists that lost elements: their path, and the places of those elements as written.
    removed: BTreeMap<String, Vec<usize>>,
    /// The list of which one element stands alone, and the place of that element as written.
    alone: Option<(String, usize)>,
}

/// What is never read by another item.
const WORDS: [&str; 6] = ["title", "meaning", "producer", "unit", "note", "about"];

impl Mend {
    pub(super) fn new(json: Json) -> Self {
        Mend { json, keys: BTreeSet::new(), lost: false, removed: BTreeMap::new(), alone: None }
    }

    /// The lists of the item, which are left empty.
    pub(super) fn take_lists(&mut self) -> BTreeMap<String, Vec<Json>> {
        let Json::Map(map) = &mut self.json else { return BTreeMap::new() };
        let lists = map.iter_mut().filter_map(|(name, value)| match value {
            Json::List(items) => Some((name.clone(), std::mem::take(items))),
            _ => None,
        });
        lists.collect()
    }

    pub(super) fn list(&mut self, name: &str) -> Option<&mut Vec<Json>> {
        match &mut self.json {
            Json::Map(map) => match map.get_mut(name) {
                Some(Json::List(items)) => Some(items),
                _ => None,
            },
            _ => None,
        }
    }

    /// Puts one element in an empty list, unless the list itself was refused.
    pub(super) fn put_element(&mut self, name: &str, nth: usize, item: Json) -> bool {
        self.alone = Some((name.to_owned(), nth));
        self.list(name).map(|items| items.push(item)).is_some()
    }

    /// What is left of the element.
    pub(super) fn take_elements(&mut self, name: &str) -> Vec<Json> {
        self.list(name).map(std::mem::take).unwrap_or_default()
    }

    pub(super) fn put_list(&mut self, name: &str, sound: Vec<Json>) {
        if let Some(items) = self.list(name) {
            *items = sound;
        }
    }

    /// The path as it was written: numbers of list elements before any was left out.
    pub(super) fn written(&self, path: &str) -> String {
        let mut out = String::new();
        for step in steps(path) {
            match step {
                Step::Key(key) if out.is_empty() => out.push_str(key),
                Step::Key(key) => out.push_str(&format!(".{key}")),
                Step::Index(index) => {
                    let alone = self.alone.as_ref().filter(|(list, _)| *list == out);
                    let mut index = alone.map_or(index, |(_, nth)| *nth);
                    for gone in self.removed.get(&out).filter(|_| alone.is_none()).into_iter().flatten() {
                        if *gone <= index {
                            index = index.saturating_add(1);
                        }
                    }
                    out.push_str(&format!("[{index}]"));
                }
            }
        }
        out
    }

    /// Leaves out what the error refuses, or puts something in the place of what is missing.
    pub(super) fn leave_out<T: DeserializeOwned>(&mut self, kind: &str, error: &Error) -> bool {
        let Some(path) = error.detail().path.clone() else { return false };
        let steps: Vec<Step<'_>> = steps(&path).collect();
        let Some((last, outer)) = steps.split_last() else { return false };
        let top = top_key(&path);
        let matters = matches!(kind, "fact" | "event" | "workflow") && !WORDS.contains(&top);
        self.keys.insert(top.to_owned());
        self.lost |= matters || *last == Step::Key("id");
        let written =
            self.written(path.strip_suffix(']').and_then(|p| p.rsplit_once('[')).map_or("", |p| p.0));
        let written_whole = self.written(&path);
        let Some(inside) = outer.iter().try_fold(&mut self.json, |json, step| step.of(json)) else {
            return false;
        };
        match (inside, last) {
            (Json::Map(map), Step::Key(key)) if map.contains_key(*key) => {
                map.remove(*key);
                true
            }
            (Json::List(items), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
                let gone =
                    written_whole.rsplit_once('[').and_then(|(_, n)| n.strip_suffix(']')?.parse().ok());
                let list = self.removed.entry(written).or_default();
                list.extend(gone.or(Some(*index)));
                list.sort_unstable();
                true
            }
            (Json::Map(_), Step::Key(key)) => self.put::<T>(outer, key, &path),
            _ => false,
        }
    }

    /// Puts the first thing that fits in the place of what is missing.
    pub(super) fn put<T: DeserializeOwned>(&mut self, outer: &[Step<'_>], key: &str, path: &str) -> bool {
        let words = |text: &str| Json::Text(text.to_owned());
        let label = BTreeMap::from([("en".to_owned(), words("x")), ("zh".to_owned(), words("x"))]);
        let mut candidates = vec![
            words("x"),
            Json::Map(label),
            Json::List(Vec::new()),
            Json::Int(0),
            Json::Bool(false),
            words("2000-01-01"),
        ];
        while let Some(candidate) = candidates.pop() {
            let mut json = self.json.clone();
            let Some(Json::Map(map)) = outer.iter().try_fold(&mut json, |json, step| step.of(json)) else {
                return false;
            };
            map.insert(key.to_owned(), candidate.clone());
            match canon::from_json::<T>(&json) {
                Err(error) if error.detail().path.as_deref().is_some_and(|at| is_within(at, path)) => {
                    // One of a list of names: the message says which.
                    let first =
                        error.detail().expected.as_deref().and_then(|expected| {
                            expected.strip_prefix("one of ")?.split(", ").next().map(words)
                        });
                    candidates.extend(first.filter(|first| *first != candidate && candidates.len() < 8));
                }
                _ => {
                    self.json = json;
                    return true;
                }
            }
        }
        false
    }
}
