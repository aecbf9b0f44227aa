//! Steps that an author writes once for several clocks: `steps_of = "RULE"`.

use std::collections::{BTreeMap, BTreeSet};

use super::authoring::is_within;
use crate::{Error, ErrorCode, model::Json};

/// The lists of steps that a clock may have.
const STEPS: [&str; 6] = ["extend", "pause", "reset", "merge", "cancel", "agree"];

/// Gives every clock with `steps_of` the steps of the clock it names; a step of its own stands in
/// place of the other's of the same id. A copy keeps the lines of what it was copied from, and what
/// was refused there. The faults come with their paths.
pub(super) fn share_steps(
    json: &mut BTreeMap<String, Json>,
    lines: &mut BTreeMap<String, u64>,
    refused: &mut BTreeSet<String>,
) -> Vec<(String, Error)> {
    let mut faults = Vec::new();
    let Some(Json::List(clocks)) = json.get_mut("clock") else { return faults };
    let written = clocks.clone();
    for (to, clock) in clocks.iter_mut().enumerate() {
        let Json::Map(clock) = clock else { continue };
        let Some(named) = clock.remove("steps_of") else { continue };
        let has_own = |other: &Json| other.get("id") == Some(&named) && other.get("steps_of").is_none();
        let Some((from, other)) = written.iter().enumerate().find(|(_, other)| has_own(other)) else {
            let path = format!("clock[{to}].steps_of");
            let found = named.as_str().map_or_else(|| named.kind().to_owned(), str::to_owned);
            let error = Error::new(ErrorCode::InvalidValue).path(&path);
            let error = error.expected("a clock of the file with steps of its own").found(found);
            faults.push((path, error));
            continue;
        };
        for key in STEPS {
            let Some(Json::List(shared)) = other.get(key) else { continue };
            // What is no list is refused where it stands.
            let Json::List(own) = clock.entry(key.to_owned()).or_insert_with(|| Json::List(Vec::new()))
            else {
                continue;
            };
            let taken: Vec<Json> = own.iter().filter_map(|step| step.get("id").cloned()).collect();
            for (nth, step) in shared.iter().enumerate() {
                if step.get("id").is_some_and(|id| taken.contains(id)) {
                    continue;
                }
                let (old, new) =
                    (format!("clock[{from}].{key}[{nth}]"), format!("clock[{to}].{key}[{}]", own.len()));
                let moved = |path: &String| {
                    is_within(path, &old)
                        .then(|| format!("{new}{}", path.get(old.len()..).unwrap_or_default()))
                };
                let more: Vec<_> =
                    lines.iter().filter_map(|(path, line)| Some((moved(path)?, *line))).collect();
                lines.extend(more);
                let more: Vec<_> = refused.iter().filter_map(moved).collect();
                refused.extend(more);
                own.push(step.clone());
            }
        }
    }
    faults
}
