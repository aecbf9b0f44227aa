//! What changed between two bundles, item by item.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{Bundle, ids::rule_title};
use crate::{
    error::Result,
    model::{Json, Label, canon},
};

/// How an item changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum ChangeKind {
    Added,
    Removed,
    Changed,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `kind:id`, for rules `rule:regime/id`; versions of one rule are told apart by their first day.
    pub item: String,
    /// Its name for people, where it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Label>,
    /// How it changed.
    pub kind: ChangeKind,
    /// For a change: the place inside the item.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// What was there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Json>,
    /// What is there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Json>,
}

/// The changes from one bundle to another, in the order of items.
///
/// # Errors
/// `internal` where a bundle has no JSON form, which no bundle that was read lacks.
pub fn diff(before: &Bundle, after: &Bundle) -> Result<Vec<Change>> {
    let (old, new) = (items(before)?, items(after)?);
    let names: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let mut out = Vec::new();
    for name in names {
        let id = name.rsplit(['/', ':']).next().and_then(|id| id.split('@').next()).unwrap_or(name);
        let title = rule_title(after, id).or_else(|| rule_title(before, id)).cloned();
        let whole = |kind| Change {
            item: name.clone(),
            title: title.clone(),
            kind,
            path: None,
            before: None,
            after: None,
        };
        match (old.get(name), new.get(name)) {
            (Some(_), None) => out.push(whole(ChangeKind::Removed)),
            (None, Some(_)) => out.push(whole(ChangeKind::Added)),
            (Some(old), Some(new)) => {
                let mut places = Vec::new();
                compare(old, new, String::new(), &mut places);
                out.extend(places.into_iter().map(|(path, before, after)| Change {
                    path: Some(path),
                    before,
                    after,
                    ..whole(ChangeKind::Changed)
                }));
            }
            (None, None) => {}
        }
    }
    Ok(out)
}

fn items(bundle: &Bundle) -> Result<BTreeMap<String, Json>> {
    let mut out = BTreeMap::new();
    let Json::Map(map) = canon::to_json(bundle)? else { return Ok(out) };
    for (kind, value) in map {
        match (kind.as_str(), value) {
            ("regimes", Json::List(regimes)) => {
                for regime in regimes {
                    collect_regime(regime, &mut out);
                }
            }
            ("confirmations", _) => {}
            ("tables" | "scorecards" | "calculations" | "reviews" | "routes", Json::List(list)) => {
                let kind = kind.trim_end_matches('s').to_owned();
                out.extend(
                    list.into_iter().map(|item| (format!("{kind}:{}{}", id_of(&item), since(&item)), item)),
                );
            }
            (_, Json::List(list)) => {
                let kind = kind.trim_end_matches('s').to_owned();
                out.extend(list.into_iter().map(|item| (format!("{kind}:{}", id_of(&item)), item)));
            }
            (_, value) => {
                out.insert(kind, value);
            }
        }
    }
    Ok(out)
}

fn collect_regime(regime: Json, out: &mut BTreeMap<String, Json>) {
    let Json::Map(parts) = regime else { return };
    let name = parts.get("regime").map(id_of).unwrap_or_default();
    for (part, value) in parts {
        match value {
            Json::List(rules) => {
                for rule in rules {
                    out.insert(format!("rule:{name}/{}{}", id_of(&rule), since(&rule)), rule);
                }
            }
            value => {
                out.insert(format!("{part}:{name}"), value);
            }
        }
    }
}

/// The first day of a version, behind its id.
fn since(item: &Json) -> String {
    let days = ["effective_from", "in_force_by"].into_iter();
    let day = days.filter_map(|key| item.get(key)).find_map(Json::as_str);
    day.map(|day| format!("@{day}")).unwrap_or_default()
}

fn id_of(item: &Json) -> String {
    item.get("id").and_then(Json::as_str).unwrap_or_default().to_owned()
}

type Place = (String, Option<Json>, Option<Json>);

fn compare(old: &Json, new: &Json, path: String, out: &mut Vec<Place>) {
    match (old, new) {
        (Json::Map(old), Json::Map(new)) => {
            let keys: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
            for key in keys {
                let inner = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                match (old.get(key), new.get(key)) {
                    (Some(old), Some(new)) => compare(old, new, inner, out),
                    (old, new) => out.push((inner, old.cloned(), new.cloned())),
                }
            }
        }
        (Json::List(old), Json::List(new)) if old.len() == new.len() => {
            for (i, (old, new)) in old.iter().zip(new).enumerate() {
                compare(old, new, format!("{path}[{i}]"), out);
            }
        }
        _ if old == new => {}
        _ => out.push((path, Some(old.clone()), Some(new.clone()))),
    }
}
