//! The short way through an expression, for values that are known and plain: whole numbers, lengths
//! of time, yes or no, and equal texts. It allocates nothing and makes no errors. Where it gives
//! nothing (a value is unknown, a sum is past the range) the long way is asked, which knows why.

use super::names::{Look, Name, Slot};
use crate::{
    cond::{
        ir::{Node, Order, Sign, Test},
        term::{Operator, Term},
    },
    model::{Value, ValueType},
};

/// A term in whole numbers; lengths of time and instants in seconds.
#[derive(Debug, Clone)]
pub(super) enum Whole {
    Slot(Slot),
    Number(i64),
    Sum(Box<(Whole, Whole)>),
    Difference(Box<(Whole, Whole)>),
    Product(Box<(Whole, Whole)>),
}

impl Whole {
    /// A term of this type; nothing where it takes the long way.
    pub(super) fn of(term: &Term<Name>, kind: ValueType) -> Option<Whole> {
        match (term, kind) {
            (Term::Name(name), ValueType::Int | ValueType::Duration) if name.kind == kind => {
                Some(Whole::Slot(name.slot.clone()))
            }
            (Term::Value(literal), _) => number(literal.value()).map(Whole::Number),
            (Term::Reckoned(operator, sides), ValueType::Int | ValueType::Duration) => {
                let (left, right) = (&sides.0, &sides.1);
                let sides = match (kind, operator, left, right) {
                    // Two instants apart are a length of time in whole seconds.
                    (ValueType::Duration, Operator::Difference, Term::Name(a), Term::Name(b))
                        if a.kind == ValueType::Instant && b.kind == ValueType::Instant =>
                    {
                        (Whole::Slot(a.slot.clone()), Whole::Slot(b.slot.clone()))
                    }
                    (ValueType::Duration, Operator::Product, ..) => return None,
                    _ => (Whole::of(left, kind)?, Whole::of(right, kind)?),
                };
                let sides = Box::new(sides);
                Some(match operator {
                    Operator::Sum => Whole::Sum(sides),
                    Operator::Difference => Whole::Difference(sides),
                    Operator::Product => Whole::Product(sides),
                })
            }
            _ => None,
        }
    }

    #[inline]
    pub(super) fn evaluate(&self, source: &impl Look) -> Option<i64> {
        match self {
            Whole::Slot(slot) => source.count(slot),
            Whole::Number(number) => Some(*number),
            Whole::Sum(sides) => sides.0.evaluate(source)?.checked_add(sides.1.evaluate(source)?),
            Whole::Difference(sides) => sides.0.evaluate(source)?.checked_sub(sides.1.evaluate(source)?),
            Whole::Product(sides) => sides.0.evaluate(source)?.checked_mul(sides.1.evaluate(source)?),
        }
    }
}

/// A value as a count.
#[inline]
pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Duration(length) => Some(length.seconds()),
        Value::Instant(instant) => Some(instant.unix_seconds()),
        _ => None,
    }
}

/// What a count is a count of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// A whole number.
    Int,
    /// Seconds of a length of time.
    Duration,
    /// Seconds of the present instant.
    Now,
}

/// A term that comes to a count. Most effects do nothing but count, so these have a way of their own
/// that moves no values about.
#[derive(Debug, Clone)]
pub(super) struct Count {
    pub(super) unit: Unit,
    pub(super) whole: Whole,
}

impl Count {
    pub(super) fn of(term: &Term<Name>, kind: ValueType) -> Option<Count> {
        let unit = match (kind, term) {
            (ValueType::Int, _) => Unit::Int,
            (ValueType::Duration, _) => Unit::Duration,
            (ValueType::Instant, Term::Name(Name { slot: Slot::Now, .. })) => {
                return Some(Count { unit: Unit::Now, whole: Whole::Slot(Slot::Now) });
            }
            _ => return None,
        };
        Whole::of(term, kind).map(|whole| Count { unit, whole })
    }

    #[inline]
    pub(super) fn evaluate(&self, source: &impl Look) -> Option<i64> {
        self.whole.evaluate(source)
    }
}

/// A condition that takes the short way.
#[derive(Debug, Clone)]
pub(super) enum Quick {
    Flag(Slot, bool),
    Text(Slot, Box<str>, bool),
    Texts(Slot, Slot, bool),
    Whole(Whole, Sign, Whole),
    All(Vec<Quick>),
    Any(Vec<Quick>),
    Not(Box<Quick>),
}

impl Quick {
    /// The short way through a condition; nothing where a part of it takes the long one.
    pub(super) fn of(node: &Node<Name>) -> Option<Quick> {
        match node {
            Node::Test(name, test) => Quick::test(name, test),
            Node::Relation(relation) => match (&relation.left, relation.sign, &relation.right) {
                (Term::Name(a), Sign::Equal | Sign::NotEqual, Term::Name(b)) if text(a) && text(b) => {
                    let equal = relation.sign == Sign::Equal;
                    Some(Quick::Texts(a.slot.clone(), b.slot.clone(), equal))
                }
                (left, sign, right) => {
                    let both =
                        |kind| Some(Quick::Whole(Whole::of(left, kind)?, sign, Whole::of(right, kind)?));
                    both(ValueType::Int).or_else(|| both(ValueType::Duration))
                }
            },
            Node::All(parts) => parts.iter().map(Quick::of).collect::<Option<_>>().map(Quick::All),
            Node::Any(parts) => parts.iter().map(Quick::of).collect::<Option<_>>().map(Quick::Any),
            Node::Not(inner) => Quick::of(inner).map(|inner| Quick::Not(Box::new(inner))),
        }
    }

    fn test(name: &Name, test: &Test) -> Option<Quick> {
        let slot = || name.slot.clone();
        let whole = |sign: Sign, value: &Value| match (name.kind, value) {
            (ValueType::Int, Value::Int(_)) | (ValueType::Duration, Value::Duration(_)) => {
                Some(Quick::Whole(Whole::Slot(slot()), sign, Whole::Number(number(value)?)))
            }
            (ValueType::Bool, Value::Bool(flag)) => Some(Quick::Flag(slot(), *flag == (sign == Sign::Equal))),
            (ValueType::Text | ValueType::Enum, Value::Text(text)) => {
                Some(Quick::Text(slot(), text.as_str().into(), sign == Sign::Equal))
            }
            _ => None,
        };
        let order = |order: Order| match order {
            Order::Less => Sign::Less,
            Order::AtMost => Sign::AtMost,
            Order::Greater => Sign::Greater,
            Order::AtLeast => Sign::AtLeast,
        };
        match test {
            Test::Equals(literal) => whole(Sign::Equal, literal.value()),
            Test::NotEquals(literal) => whole(Sign::NotEqual, literal.value()),
            Test::Compare(side, literal) => whole(order(*side), literal.value()),
            Test::OneOf(literals) => {
                let each = literals.iter().map(|literal| whole(Sign::Equal, literal.value()));
                each.collect::<Option<_>>().map(Quick::Any)
            }
            Test::Within(interval) => {
                let low = if interval.low_open { Sign::Greater } else { Sign::AtLeast };
                let high = if interval.high_open { Sign::Less } else { Sign::AtMost };
                Some(Quick::All(vec![whole(low, interval.low.value())?, whole(high, interval.high.value())?]))
            }
            Test::Known | Test::Contains(_) => None,
        }
    }

    #[inline]
    pub(super) fn evaluate(&self, source: &impl Look) -> Option<bool> {
        let words = |slot: &Slot| match source.look(slot) {
            Some(Value::Text(text)) => Some(text.as_str()),
            _ => None,
        };
        match self {
            Quick::Flag(slot, wanted) => match source.look(slot)? {
                Value::Bool(flag) => Some(flag == wanted),
                _ => None,
            },
            Quick::Text(slot, text, equal) => Some((words(slot)? == &**text) == *equal),
            Quick::Texts(a, b, equal) => Some((words(a)? == words(b)?) == *equal),
            Quick::Whole(left, sign, right) => {
                let (left, right) = (left.evaluate(source)?, right.evaluate(source)?);
                Some(match sign {
                    Sign::Equal => left == right,
                    Sign::NotEqual => left != right,
                    Sign::Less => left < right,
                    Sign::AtMost => left <= right,
                    Sign::Greater => left > right,
                    Sign::AtLeast => left >= right,
                })
            }
            Quick::All(parts) => join(parts, false, source),
            Quick::Any(parts) => join(parts, true, source),
            Quick::Not(inner) => inner.evaluate(source).map(|holds| !holds),
        }
    }
}

/// Nothing only where no part decides and one gave nothing.
#[inline]
fn join(parts: &[Quick], decisive: bool, source: &impl Look) -> Option<bool> {
    let mut all = true;
    for part in parts {
        match part.evaluate(source) {
            Some(holds) if holds == decisive => return Some(decisive),
            Some(_) => {}
            None => all = false,
        }
    }
    all.then_some(!decisive)
}

fn text(name: &Name) -> bool {
    matches!(name.kind, ValueType::Text | ValueType::Enum)
}
