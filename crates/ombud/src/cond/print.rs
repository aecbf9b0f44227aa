//! The one printer: back to the `when` map, and one line for error messages.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};

use super::{
    Condition, expression,
    ir::{Interval, Node, placed},
    spelling,
};
use crate::model::{FactId, Json};

type Map = BTreeMap<String, Json>;

/// The map that reads back as this node.
pub(super) fn when(node: &Node<FactId>) -> Map {
    let mut map = Map::new();
    let parts = match node {
        Node::All(parts) => parts.as_slice(),
        other => std::slice::from_ref(other),
    };
    let mut known = Vec::new();
    let mut relations = Vec::new();
    let mut nested = Vec::new();
    for (in_place, part) in placed(parts) {
        let (key, value) = match part {
            _ if !in_place => {
                nested.push(Json::Map(when(part)));
                continue;
            }
            Node::Test(fact, test) => match spelling::write(test) {
                Some(value) => (fact.as_str(), value),
                None => {
                    known.push(Json::Text(fact.to_string()));
                    continue;
                }
            },
            Node::Relation(relation) => {
                let mut text = String::new();
                // A string takes whatever is written to it.
                let _ = expression::relation(relation, &mut text);
                relations.push(Json::Text(text));
                continue;
            }
            Node::Any(parts) => ("any", Json::List(parts.iter().map(|part| Json::Map(when(part))).collect())),
            Node::All(parts) => ("all", Json::List(parts.iter().map(|part| Json::Map(when(part))).collect())),
            Node::Not(inner) => ("not", Json::Map(when(inner))),
        };
        map.insert(key.to_owned(), value);
    }
    for (key, items) in [("known", known), ("where", relations), ("all", nested)] {
        if !items.is_empty() {
            map.insert(key.to_owned(), Json::List(items));
        }
    }
    map
}

/// The `when` map.
impl Serialize for Condition {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        when(self.node()).serialize(serializer)
    }
}

/// The expression spelling.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        expression::print(self.node(), f)
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = if self.low_open { '(' } else { '[' };
        let close = if self.high_open { ')' } else { ']' };
        write!(f, "{open}{}..{}{close}", self.low, self.high)
    }
}
