//! The class rule: what touches a person's rights rests on no assessment.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{Catalogue, FactClass, FactId, Json},
};

/// What is wrong with a rule that reads this fact, where the fact is an assessment or is derived
/// from one.
pub(crate) fn assessment_under(catalogue: &Catalogue, item: &str, fact: &FactId) -> Option<Error> {
    let way: Vec<&str> = way_to_assessment(catalogue, fact)?.into_iter().map(FactId::as_str).collect();
    let found = format!("{item} → {} (class assessment)", way.join(" → "));
    let expected = "records and findings, and nothing derived from an assessment";
    Some(Error::new(ErrorCode::InvalidValue).expected(expected).found(found))
}

/// Where in a condition a fact is read first: `when.any[1].matter.kind`.
pub(crate) fn place_in(catalogue: &Catalogue, path: &str, when: &Json, fact: &FactId) -> Option<String> {
    match when {
        Json::Map(map) => map.iter().find_map(|(key, value)| {
            let inner = format!("{path}.{key}");
            match key.as_str() {
                "any" | "all" | "not" => place_in(catalogue, &inner, value, fact),
                "known" => item_of(&inner, value, |name| name == fact.as_str()),
                "where" => item_of(&inner, value, |text| {
                    Condition::parse_expression(text, catalogue)
                        .is_ok_and(|expression| expression.facts().any(|read| read == fact))
                }),
                key => (key == fact.as_str()).then_some(inner),
            }
        }),
        Json::List(items) => items
            .iter()
            .enumerate()
            .find_map(|(i, item)| place_in(catalogue, &format!("{path}[{i}]"), item, fact)),
        _ => None,
    }
}

/// The first text of a list of which something holds.
fn item_of(path: &str, list: &Json, holds: impl Fn(&str) -> bool) -> Option<String> {
    let Json::List(items) = list else { return None };
    let nth = items.iter().position(|item| matches!(item, Json::Text(text) if holds(text)))?;
    Some(format!("{path}[{nth}]"))
}

/// The shortest way from a fact through what it is derived from to an assessment, and where there is
/// one to an assessment that is derived from nothing.
fn way_to_assessment<'a>(catalogue: &'a Catalogue, fact: &'a FactId) -> Option<Vec<&'a FactId>> {
    let mut reached_from: BTreeMap<&FactId, Option<&FactId>> = BTreeMap::from([(fact, None)]);
    let mut queue = VecDeque::from([fact]);
    let mut assessment = None;
    while let Some(id) = queue.pop_front() {
        let Ok(def) = catalogue.fact(id.as_str()) else { continue };
        if def.class == FactClass::Assessment {
            assessment = assessment.or(Some(id));
            if def.from.is_empty() {
                assessment = Some(id);
                break;
            }
        }
        for input in &def.from {
            if !reached_from.contains_key(input) {
                reached_from.insert(input, Some(id));
                queue.push_back(input);
            }
        }
    }
    let back = |id: &&'a FactId| reached_from.get(id).copied().flatten();
    let mut way: Vec<&FactId> = std::iter::successors(Some(assessment?), back).collect();
    way.reverse();
    Some(way)
}
