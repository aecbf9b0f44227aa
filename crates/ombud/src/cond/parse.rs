//! Reads the tree of a `when` map and gathers every fault.

use super::{
    MAX_DEPTH, expression,
    ir::{Node, Test},
    spelling,
};
use crate::{
    Error, ErrorCode,
    model::{Catalogue, Choice, FactId, Json, ValueType},
};

pub(super) fn condition(when: &Json, catalogue: &Catalogue) -> Result<Node<FactId>, Vec<Error>> {
    let mut reader = Reader { catalogue, errors: Vec::new() };
    match reader.map(when, &Place::default()) {
        Some(node) if reader.errors.is_empty() => Ok(node),
        _ => Err(reader.errors),
    }
}

/// Reads an expression over the facts of the catalogue.
pub(super) fn expression(text: &str, catalogue: &Catalogue) -> Result<Node<FactId>, Vec<Error>> {
    let node = expression::condition(text, catalogue)?;
    if node.depth() > MAX_DEPTH {
        let error = Error::new(ErrorCode::InvalidCondition)
            .expected(format_args!("conditions nested at most {MAX_DEPTH} deep"))
            .found(text);
        return Err(vec![error]);
    }
    Ok(node)
}

impl expression::Scope for Catalogue {
    type Key = FactId;

    fn name(&self, name: &str) -> Result<(FactId, ValueType, &[Choice]), Error> {
        let def = self.fact(name).map_err(|error| unknown(error, name))?;
        Ok((def.id.clone(), def.kind, &def.values))
    }
}

/// Where the reader is: a path such as `any[1].not`, and how deep.
#[derive(Default)]
struct Place {
    path: String,
    depth: usize,
}

impl Place {
    fn key(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    fn inside(&self, path: String) -> Place {
        Place { path, depth: self.depth.saturating_add(1) }
    }
}

struct Reader<'a> {
    catalogue: &'a Catalogue,
    errors: Vec<Error>,
}

/// Each reading gives nothing where it noted an error.
impl Reader<'_> {
    fn fail<T>(&mut self, error: Error, path: &str) -> Option<T> {
        self.errors.push(if path.is_empty() { error } else { error.path(path) });
        None
    }

    fn map(&mut self, json: &Json, place: &Place) -> Option<Node<FactId>> {
        let Json::Map(entries) = json else {
            return self.fail(spelling::invalid("a map of tests", json), &place.path);
        };
        if place.depth > MAX_DEPTH {
            let expected = format!("any, all and not nested at most {MAX_DEPTH} deep");
            return self.fail(spelling::invalid(expected, json), &place.path);
        }
        if entries.is_empty() {
            return self.fail(spelling::invalid("at least one test", json), &place.path);
        }
        let parts: Vec<_> = entries
            .iter()
            .map(|(key, value)| {
                let path = place.key(key);
                match key.as_str() {
                    "any" => self.list(value, place, &path).and_then(Node::any),
                    "all" => self.list(value, place, &path).and_then(Node::all),
                    "not" => self.map(value, &place.inside(path)).map(Node::negate),
                    "known" => self.known(value, &path),
                    "where" => self.expressions(value, place, &path),
                    fact => self.test(fact, value, &path),
                }
            })
            .collect();
        Node::all(parts.into_iter().collect::<Option<Vec<_>>>()?)
    }

    fn list(&mut self, json: &Json, place: &Place, path: &str) -> Option<Vec<Node<FactId>>> {
        let items = match json {
            Json::List(items) if !items.is_empty() => items,
            _ => return self.fail(spelling::invalid("an array of at least one map", json), path),
        };
        let parts: Vec<_> = items
            .iter()
            .enumerate()
            .map(|(i, item)| self.map(item, &place.inside(format!("{path}[{i}]"))))
            .collect();
        parts.into_iter().collect()
    }

    fn known(&mut self, json: &Json, path: &str) -> Option<Node<FactId>> {
        let items = match json {
            Json::List(items) if !items.is_empty() => items,
            _ => return self.fail(spelling::invalid("an array of at least one fact", json), path),
        };
        let mut parts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let part = match item {
                Json::Text(fact) => match self.catalogue.fact(fact) {
                    Ok(def) => Some(Node::Test(def.id.clone(), Test::Known)),
                    Err(error) => self.fail(unknown(error, fact), &path),
                },
                other => self.fail(spelling::invalid("the name of a fact", other), &path),
            };
            parts.push(part);
        }
        Node::all(parts.into_iter().collect::<Option<Vec<_>>>()?)
    }

    fn expressions(&mut self, json: &Json, place: &Place, path: &str) -> Option<Node<FactId>> {
        let items = match json {
            Json::List(items) if !items.is_empty() => items,
            _ => return self.fail(spelling::invalid("an array of at least one expression", json), path),
        };
        let mut parts = Vec::new();
        for (i, item) in items.iter().enumerate() {
            let path = format!("{path}[{i}]");
            let part = match item {
                Json::Text(text) => match expression(text, self.catalogue) {
                    Ok(node) => Some(node),
                    Err(errors) => {
                        self.errors.extend(errors.into_iter().map(|error| error.within(&path)));
                        None
                    }
                },
                other => self.fail(spelling::invalid("an expression", other), &path),
            };
            parts.push(part);
        }
        let node = Node::all(parts.into_iter().collect::<Option<Vec<_>>>()?)?;
        if place.depth.saturating_add(node.depth()) > MAX_DEPTH {
            let expected = format!("any, all and not nested at most {MAX_DEPTH} deep");
            return self.fail(spelling::invalid(expected, json), path);
        }
        Some(node)
    }

    fn test(&mut self, fact: &str, json: &Json, path: &str) -> Option<Node<FactId>> {
        let def = match self.catalogue.fact(fact) {
            Ok(def) => def,
            Err(error) => return self.fail(unknown(error, fact), path),
        };
        match spelling::read(def, json) {
            Ok(test) => Some(Node::Test(def.id.clone(), test)),
            Err(errors) => {
                let placed = errors.into_iter().map(|error| {
                    let inner = error.detail().path.clone().unwrap_or_default();
                    error.path(format_args!("{path}{inner}"))
                });
                self.errors.extend(placed);
                None
            }
        }
    }
}

fn unknown(error: Error, fact: &str) -> Error {
    error.expected("a fact of the catalogue").found(fact)
}
