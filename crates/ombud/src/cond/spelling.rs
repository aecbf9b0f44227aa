//! One test: how the `when` map spells it, both ways.

use super::{
    ir::{Interval, Order, Test},
    literal::Literal,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FactDef, Json, Value, ValueType},
};

const INTERVAL: &str = "an interval such as [1..5], (1..5], [1..5) or (1..5), the low end first";

/// A string that begins as an operator does.
enum Operator<'a> {
    NotEqual(&'a str),
    Compare(Order, &'a str),
    Interval(&'a str),
    Contains(&'a str),
    /// `=`, `==`, `!`: no operator, but too much like one to pass as text.
    Mistaken,
}

impl<'a> Operator<'a> {
    fn of(text: &'a str) -> Option<Self> {
        if let Some(rest) = text.strip_prefix("!=") {
            return Some(Operator::NotEqual(rest));
        }
        if let Some(rest) = text.strip_prefix("contains ") {
            return Some(Operator::Contains(rest));
        }
        let compare = |order: Order| Some(Operator::Compare(order, text.strip_prefix(order.sign())?));
        Order::ALL.into_iter().find_map(compare).or(match text.chars().next() {
            Some('[' | '(') => Some(Operator::Interval(text)),
            Some('=' | '!') => Some(Operator::Mistaken),
            _ => None,
        })
    }
}

/// Reads the test of one fact; the errors have no path yet, or one relative to the fact (`[2]`).
pub(super) fn read(def: &FactDef, json: &Json) -> Result<Test, Vec<Error>> {
    let wrong_form = || vec![invalid(forms(def.kind), json)];
    match json {
        Json::List(items) if def.kind != ValueType::Set => one_of(def, items),
        Json::Text(text) => match Operator::of(text) {
            Some(operator) => read_operator(def, &operator, json),
            None if def.kind == ValueType::Set => Err(wrong_form()),
            None => Ok(Test::Equals(literal(def, json).map_err(one)?)),
        },
        Json::Map(_) if def.kind != ValueType::Money => Err(wrong_form()),
        _ if def.kind == ValueType::Set => Err(wrong_form()),
        _ => Ok(Test::Equals(literal(def, json).map_err(one)?)),
    }
}

fn read_operator(def: &FactDef, operator: &Operator<'_>, json: &Json) -> Result<Test, Vec<Error>> {
    let wrong_form = || vec![invalid(forms(def.kind), json)];
    match (operator, def.kind) {
        (Operator::Contains(member), ValueType::Set) => {
            let set = Json::List(vec![Json::Text((*member).to_owned())]);
            Value::from_json(&set, def.kind, &def.values).map_err(|e| one(e.found(member)))?;
            Ok(Test::Contains((*member).to_owned()))
        }
        (_, ValueType::Set) | (Operator::Contains(_) | Operator::Mistaken, _) => Err(wrong_form()),
        (Operator::NotEqual(operand), _) => {
            Ok(Test::not_equals(operand_literal(def, operand, json).map_err(one)?))
        }
        (_, kind) if !ordered(kind) => Err(wrong_form()),
        (Operator::Compare(order, operand), _) => {
            Ok(Test::Compare(*order, operand_literal(def, operand, json).map_err(one)?))
        }
        (Operator::Interval(text), _) => interval(def, text, json),
    }
}

fn one_of(def: &FactDef, items: &[Json]) -> Result<Test, Vec<Error>> {
    let mut literals = Vec::new();
    let mut errors = Vec::new();
    for (i, item) in items.iter().enumerate() {
        match literal(def, item) {
            Ok(literal) => literals.push(literal),
            Err(error) => errors.push(error.path(format_args!("[{i}]"))),
        }
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    same_currency(&literals).map_err(one)?;
    Test::one_of(literals).ok_or_else(|| one(invalid("at least one value", &Json::List(Vec::new()))))
}

fn interval(def: &FactDef, text: &str, json: &Json) -> Result<Test, Vec<Error>> {
    let ends = || {
        let low_open = text.starts_with('(');
        let high_open = text.ends_with(')');
        let inner = text.strip_prefix(['[', '('])?.strip_suffix([']', ')'])?;
        let (low, high) = inner.split_once("..")?;
        Some((low_open, low.trim(), high.trim(), high_open))
    };
    let wrong = || one(invalid(INTERVAL, json));
    let (low_open, low, high, high_open) = ends().ok_or_else(wrong)?;
    let (low, high) = match (operand_literal(def, low, json), operand_literal(def, high, json)) {
        (Ok(low), Ok(high)) => (low, high),
        (low, high) => return Err([low.err(), high.err()].into_iter().flatten().collect()),
    };
    same_currency([&low, &high]).map_err(one)?;
    Test::within(Interval { low, low_open, high, high_open }).ok_or_else(wrong)
}

/// Reads the value after an operator. Text and ids are taken as they are but for one space, so that
/// any of them can follow `!=`; other values may have spaces around them.
fn operand_literal(def: &FactDef, operand: &str, json: &Json) -> Result<Literal> {
    let verbatim = matches!(def.kind, ValueType::Text | ValueType::Enum);
    let value = if verbatim { operand.strip_prefix(' ').unwrap_or(operand) } else { operand.trim() };
    if operand.is_empty() || (value.is_empty() && !verbatim) {
        return Err(invalid("a value after the operator", json));
    }
    match (def.kind, value) {
        (ValueType::Bool, "true") => literal(def, &Json::Bool(true)),
        (ValueType::Bool, "false") => literal(def, &Json::Bool(false)),
        _ => literal(def, &Json::Text(value.to_owned())),
    }
}

fn literal(def: &FactDef, json: &Json) -> Result<Literal> {
    Value::from_json(json, def.kind, &def.values).map(Literal::new)
}

fn same_currency<'a>(literals: impl IntoIterator<Item = &'a Literal>) -> Result<()> {
    let mut currencies = literals.into_iter().filter_map(Literal::currency);
    let Some(first) = currencies.next() else { return Ok(()) };
    match currencies.find(|currency| *currency != first) {
        None => Ok(()),
        Some(other) => Err(Error::new(ErrorCode::InvalidCondition)
            .expected("amounts of one currency")
            .found(format_args!("{first} and {other}"))),
    }
}

fn ordered(kind: ValueType) -> bool {
    match kind {
        ValueType::Int
        | ValueType::Decimal
        | ValueType::Money
        | ValueType::Date
        | ValueType::Instant
        | ValueType::Duration => true,
        ValueType::Bool | ValueType::Moment | ValueType::Text | ValueType::Enum | ValueType::Set => false,
    }
}

/// What may stand beside a fact of this type.
fn forms(kind: ValueType) -> String {
    match kind {
        ValueType::Bool => "a bool test: true, false or \"!= true\"".to_owned(),
        ValueType::Text => "a text test: \"a\", \"!= a\" or [\"a\", \"b\"]; a text that begins like an \
                            operator stands in an array, as [\"> a\"]"
            .to_owned(),
        ValueType::Enum => "an enum test: \"a\", \"!= a\" or [\"a\", \"b\"]".to_owned(),
        ValueType::Moment => "a test of moment: a, \"!= a\" or [a, b]".to_owned(),
        ValueType::Set => "a set test: \"contains a\"; several of them under any or all".to_owned(),
        _ => format!(
            "a test of {kind}: a, \"!= a\", \"< a\", \"<= a\", \"> a\", \">= a\", \"[a..b]\" or [a, b]"
        ),
    }
}

pub(super) fn invalid(expected: impl std::fmt::Display, found: &Json) -> Error {
    Error::new(ErrorCode::InvalidCondition)
        .expected(expected)
        .found(String::from_utf8_lossy(&found.to_bytes()))
}

fn one(error: Error) -> Vec<Error> {
    vec![error]
}

/// Writes the test; nothing for `known`, which is not written beside its fact.
pub(super) fn write(test: &Test) -> Option<Json> {
    Some(match test {
        Test::Known => return None,
        Test::Equals(literal) => match literal.value() {
            Value::Text(text) if Operator::of(text).is_some() => Json::List(vec![literal.print()]),
            _ => literal.print(),
        },
        Test::NotEquals(literal) => Json::Text(format!("!= {}", literal.value())),
        Test::OneOf(literals) => Json::List(literals.iter().map(Literal::print).collect()),
        Test::Compare(order, literal) => Json::Text(format!("{} {}", order.sign(), literal.value())),
        Test::Within(interval) => Json::Text(interval.to_string()),
        Test::Contains(member) => Json::Text(format!("contains {member}")),
    })
}
