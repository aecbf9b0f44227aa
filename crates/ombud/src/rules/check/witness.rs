//! From a case to facts that show it, tried before they are told.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    cond::{
        Node,
        space::{Case, Region, Space, Subject, moved, position},
    },
    model::{Catalogue, FactId, Facts, Value},
};

/// The most values that are tried where terms are compared.
const TRIES: usize = 4096;

/// Facts that show a case.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Witness {
    pub(super) example: BTreeMap<FactId, Value>,
    pub(super) unknown: BTreeSet<FactId>,
}

impl Witness {
    pub(super) fn facts(&self, catalogue: &Catalogue) -> Facts {
        let mut facts = Facts::new();
        for (id, value) in &self.example {
            if let Ok((id, fact)) = catalogue.parse_fact(id.as_str(), &value.to_string()) {
                facts.insert(id, fact);
            }
        }
        facts
    }
}

/// Facts of the case for which the claim holds. Where terms are compared, values beside those of
/// the regions are tried as well.
pub(super) fn witness(
    space: &Space<FactId>,
    case: &Case,
    conditions: &[&Node<FactId>],
    catalogue: &Catalogue,
    claim: &dyn Fn(&Facts) -> bool,
) -> Option<Witness> {
    let mut first = Witness::default();
    let mut compared: BTreeSet<&FactId> = BTreeSet::new();
    for (dimension, region) in space.dimensions.iter().zip(case) {
        match (&dimension.subject, dimension.regions.get(*region)?) {
            (Subject::Name(fact), Region::Is(value)) => {
                first.example.insert(fact.clone(), value.clone());
            }
            (Subject::Name(fact), _) => {
                first.unknown.insert(fact.clone());
            }
            (Subject::Pair(left, right), _) => {
                let mut name = |fact| {
                    compared.insert(fact);
                };
                left.each_key(&mut name);
                right.each_key(&mut name);
            }
        }
    }
    let places: Vec<i128> = compared.iter().filter_map(|fact| position(first.example.get(*fact)?)).collect();
    let mut tries = vec![first.clone()];
    for fact in compared {
        let Some(value) = first.example.get(fact) else { continue };
        let others: Vec<Value> = places
            .iter()
            .flat_map(|at| [Some(*at), at.checked_add(1), at.checked_sub(1)])
            .filter_map(|at| moved(value, at?))
            .filter(|other| other != value && alike(fact, value, other, conditions))
            .collect();
        let more: Vec<Witness> = tries
            .iter()
            .flat_map(|known| {
                others.iter().map(|other| {
                    let mut known = known.clone();
                    known.example.insert(fact.clone(), other.clone());
                    known
                })
            })
            .take(TRIES)
            .collect();
        tries.extend(more);
    }
    tries.into_iter().take(TRIES).find(|tried| claim(&tried.facts(catalogue)))
}

/// Whether no test of the fact tells the values apart.
fn alike(fact: &FactId, a: &Value, b: &Value, conditions: &[&Node<FactId>]) -> bool {
    fn walk(node: &Node<FactId>, fact: &FactId, a: &Value, b: &Value) -> bool {
        match node {
            Node::Test(of, test) => of != fact || test.holds(a) == test.holds(b),
            Node::Relation(_) => true,
            Node::All(parts) | Node::Any(parts) => parts.iter().all(|part| walk(part, fact, a, b)),
            Node::Not(inner) => walk(inner, fact, a, b),
        }
    }
    conditions.iter().all(|node| walk(node, fact, a, b))
}
