//! Paths into a document, such as `limb[1].period.n`.

use std::collections::BTreeMap;

use crate::model::Json;

pub(super) fn top_key(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    pub(super) fn of<'j>(&self, json: &'j mut Json) -> Option<&'j mut Json> {
        match (self, json) {
            (Step::Key(key), Json::Map(map)) => map.get_mut(*key),
            (Step::Index(index), Json::List(items)) => items.get_mut(*index),
            _ => None,
        }
    }
}

/// The steps of a path such as `limb[1].period.n`. A key with a dot in it is not told apart from
/// two keys: such keys stand only in conditions, which are not read here.
pub(super) fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).map(|step| {
        match step.strip_suffix(']').and_then(|number| number.parse().ok()) {
            Some(index) => Step::Index(index),
            None => Step::Key(step),
        }
    })
}

/// A path and those it lies in, from the inside out.
pub(super) fn outward(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |inner| inner.get(..inner.rfind(['.', '['])?))
}

/// Whether a path is another one, or lies inside it.
pub(in crate::pack) fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The id of the item in which a path lies.
pub(super) fn item_of(json: &BTreeMap<String, Json>, path: &str) -> Option<String> {
    let mut steps = steps(path);
    let Some(Step::Key(key)) = steps.next() else { return None };
    let item = match (json.get(key)?, steps.next()) {
        (Json::List(items), Some(Step::Index(index))) => items.get(index)?,
        (item, _) => item,
    };
    item.get("id").and_then(Json::as_str).map(str::to_owned)
}
