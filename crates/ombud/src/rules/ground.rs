//! What an item rests on: the class rule, and what a produced fact must own up to.

use std::collections::BTreeSet;

use crate::{
    Error, ErrorCode,
    model::{Catalogue, FactClass, FactId},
};

/// The producer that a fact made by a table or a scorecard names in the catalogue.
#[must_use]
pub fn produced_by(kind: &str, id: &str) -> String {
    format!("{kind}:{id}")
}

/// INVARIANT 3: what settles an entitlement, an authority, an offer or the order of a queue rests
/// on no assessment, directly or through derived facts; the way there is told.
pub(super) fn no_assessment(
    item: &str,
    path: &str,
    facts: &BTreeSet<FactId>,
    catalogue: &Catalogue,
    faults: &mut Vec<Error>,
) {
    for fact in facts {
        let mut trail = vec![fact.clone()];
        if assessment_behind(catalogue, fact, &mut trail) {
            let trail: Vec<&str> = trail.iter().map(FactId::as_str).collect();
            faults.push(
                Error::new(ErrorCode::InvalidValue)
                    .path(path)
                    .expected("records and findings, and nothing derived from an assessment")
                    .found(format_args!("{item} → {} (class assessment)", trail.join(" → "))),
            );
        }
    }
}

/// A produced fact names its producer and everything that the producer reads, so that class, level
/// and rings are those of any derived fact.
pub(super) fn owns_up(
    producer: &str,
    path: &str,
    fact: &FactId,
    reads: &BTreeSet<FactId>,
    catalogue: &Catalogue,
    faults: &mut Vec<Error>,
) {
    let Ok(def) = catalogue.fact(fact.as_str()) else {
        let error = Error::new(ErrorCode::UnknownFact).path(path);
        faults.push(error.expected("a fact of the catalogue").found(fact));
        return;
    };
    let mut fault = |expected: String, found: &str| {
        let error = Error::new(ErrorCode::InvalidValue).path(path);
        faults.push(error.expected(expected).found(found));
    };
    if def.producer != producer {
        fault(format!("a fact whose producer is `{producer}`"), &def.producer);
    }
    for read in reads.iter().filter(|read| !def.from.contains(read)) {
        fault(format!("`{read}`, which is read here, in `from` of `{fact}`"), "it is not there");
    }
}

/// Follows derived facts down to an assessment; the way there is left in `trail`.
fn assessment_behind(catalogue: &Catalogue, fact: &FactId, trail: &mut Vec<FactId>) -> bool {
    let Ok(def) = catalogue.fact(fact.as_str()) else { return false };
    if def.class == FactClass::Assessment && def.from.is_empty() {
        return true;
    }
    for input in &def.from {
        // A ring of derived facts is refused elsewhere; here it must only not hang.
        if trail.contains(input) {
            continue;
        }
        trail.push(input.clone());
        if assessment_behind(catalogue, input, trail) {
            return true;
        }
        trail.pop();
    }
    def.class == FactClass::Assessment
}
