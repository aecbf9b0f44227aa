//! The one printer: back to the `when` map, and one line for error messages.

use std::{collections::BTreeMap, fmt};

use serde::{Serialize, Serializer};

use super::{
    Condition,
    ir::{Interval, Node, Test, placed},
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
            Node::Any(parts) => ("any", Json::List(parts.iter().map(|part| Json::Map(when(part))).collect())),
            Node::All(parts) => ("all", Json::List(parts.iter().map(|part| Json::Map(when(part))).collect())),
            Node::Not(inner) => ("not", Json::Map(when(inner))),
        };
        map.insert(key.to_owned(), value);
    }
    for (key, items) in [("known", known), ("all", nested)] {
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

/// One line, for messages to authors of packs: `a = 3 and (b in ["x", "y"] or not c contains z)`.
impl fmt::Display for Condition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(self.node(), f)
    }
}

fn line(node: &Node<FactId>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::Test(fact, Test::Known) => write!(f, "known {fact}"),
        Node::Test(fact, test) => write!(f, "{fact} {test}"),
        Node::All(parts) => joined(parts, " and ", f),
        Node::Any(parts) => joined(parts, " or ", f),
        Node::Not(inner) => {
            f.write_str("not ")?;
            bracketed(inner, f)
        }
    }
}

fn joined(parts: &[Node<FactId>], word: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        if i > 0 {
            f.write_str(word)?;
        }
        bracketed(part, f)?;
    }
    Ok(())
}

fn bracketed(node: &Node<FactId>, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match node {
        Node::All(_) | Node::Any(_) => {
            f.write_str("(")?;
            line(node, f)?;
            f.write_str(")")
        }
        _ => line(node, f),
    }
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Test::Known => f.write_str("known"),
            Test::Equals(literal) => write!(f, "= {literal}"),
            Test::NotEquals(literal) => write!(f, "!= {literal}"),
            Test::OneOf(literals) => {
                let texts: Vec<String> = literals.iter().map(ToString::to_string).collect();
                write!(f, "in [{}]", texts.join(", "))
            }
            Test::Compare(order, literal) => write!(f, "{} {literal}", order.sign()),
            Test::Within(interval) => write!(f, "in {interval}"),
            Test::Contains(member) => write!(f, "contains {member:?}"),
        }
    }
}

impl fmt::Display for Interval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let open = if self.low_open { '(' } else { '[' };
        let close = if self.high_open { ')' } else { ']' };
        write!(f, "{open}{}..{}{close}", self.low, self.high)
    }
}
