//! Evaluation in Kleene's three values.
//!
//! Unknown is not false. `not` swaps true and false; `all` is false where one part is false,
//! otherwise unknown where one part is unknown; `any` is its mirror image. `known` is true or
//! false, never unknown.
//!
//! **Faults.** An amount in another currency than the test's, or a value of another type than the
//! catalogue's, has no truth value: the test is an error. What is decided without it stays decided
//! (a false part makes `all` false, a true part makes `any` true); otherwise the error is the
//! result, also where another part is unknown. So the order of the parts never hides an error, and
//! a rule can guard an amount with a test of its currency. Of several errors the first in the
//! normal form is given.
//!
//! **More facts.** A result of true or false stays as it is when further facts become known, unless
//! the condition asks of just those facts whether they are `known`.

use serde::Serialize;

use super::{
    Condition,
    ir::{Node, Order, Relation, Sign, Test},
    literal::Literal,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FactId, Facts, Value},
};

/// A truth value of Kleene's logic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It does not hold.
    False,
    /// The facts do not say.
    Unknown,
    /// It holds.
    True,
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Truth::True } else { Truth::False }
    }
}

/// Unknown stays unknown.
impl std::ops::Not for Truth {
    type Output = Truth;

    fn not(self) -> Truth {
        match self {
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
            Truth::True => Truth::False,
        }
    }
}

/// What a condition comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Outcome {
    /// The truth value.
    pub truth: Truth,
    /// Where it is unknown, the facts it still hangs on, sorted: those of the tests that are
    /// unknown and not cut off by a part already decided. Empty otherwise. Unless the condition
    /// uses `known`, learning all of them decides it.
    pub needs: Vec<FactId>,
}

impl Condition {
    /// Evaluates the condition over the facts that are known.
    ///
    /// A false part of a conjunction, or a true part of a disjunction, decides it whatever the other
    /// parts are; otherwise an error is the result, before unknown. The order of parts plays no role.
    ///
    /// # Errors
    /// `currency_mismatch`, with the fact, where an amount is in another currency than the test's;
    /// `invalid_value` where a fact's value is not of its catalogued type.
    pub fn evaluate(&self, facts: &Facts) -> Result<Outcome> {
        evaluate(self.node(), facts)
    }
}

/// Where the values of facts come from.
pub(crate) trait Source<K> {
    /// The value, where it is known.
    fn value(&self, key: &K) -> Option<&Value>;
    /// The fact that a fault or a need names.
    fn name<'a>(&'a self, key: &'a K) -> Option<&'a FactId>;
}

impl Source<FactId> for Facts {
    fn value(&self, key: &FactId) -> Option<&Value> {
        Facts::value(self, key)
    }

    fn name<'a>(&'a self, key: &'a FactId) -> Option<&'a FactId> {
        Some(key)
    }
}

pub(super) fn evaluate<K: Ord, S: Source<K>>(node: &Node<K>, source: &S) -> Result<Outcome> {
    let mut needs = Vec::new();
    let truth = walk(node, source, &mut needs)?;
    needs.sort();
    needs.dedup();
    Ok(Outcome { truth, needs: needs.into_iter().filter_map(|key| source.name(key).cloned()).collect() })
}

/// Adds to `needs` only where the result is unknown.
pub(crate) fn walk<'a, K, S: Source<K>>(
    node: &'a Node<K>,
    source: &S,
    needs: &mut Vec<&'a K>,
) -> Result<Truth> {
    match node {
        Node::Test(key, test) => match (source.value(key), test) {
            (value, Test::Known) => Ok(value.is_some().into()),
            (None, _) => {
                needs.push(key);
                Ok(Truth::Unknown)
            }
            (Some(value), test) => {
                test.holds(value).map(Truth::from).map_err(|error| match source.name(key) {
                    Some(fact) => error.item(fact),
                    None => error,
                })
            }
        },
        Node::Relation(relation) => compare(relation, source, needs),
        Node::All(parts) => join(parts, Truth::False, source, needs),
        Node::Any(parts) => join(parts, Truth::True, source, needs),
        Node::Not(inner) => walk(inner, source, needs).map(|truth| !truth),
    }
}

fn compare<'a, K, S: Source<K>>(
    relation: &'a Relation<K>,
    source: &S,
    needs: &mut Vec<&'a K>,
) -> Result<Truth> {
    let before = needs.len();
    let left = relation.left.evaluate(source, needs);
    let right = relation.right.evaluate(source, needs);
    let named = |error: Error| {
        let mut first = None;
        relation.left.each_key(&mut |key| first = first.or(source.name(key)));
        relation.right.each_key(&mut |key| first = first.or(source.name(key)));
        match first {
            Some(fact) if error.detail().item.is_none() => error.item(fact),
            _ => error,
        }
    };
    let (Some(left), Some(right)) = (left.map_err(named)?, right.map_err(named)?) else {
        return Ok(Truth::Unknown);
    };
    needs.truncate(before);
    let order = Literal::new(right).order_of(&left).map_err(named)?;
    Ok(match relation.sign {
        Sign::Equal => order.is_eq(),
        Sign::NotEqual => order.is_ne(),
        Sign::Less => order.is_lt(),
        Sign::AtMost => order.is_le(),
        Sign::Greater => order.is_gt(),
        Sign::AtLeast => order.is_ge(),
    }
    .into())
}

/// A conjunction (`decisive` false) or disjunction (`decisive` true).
fn join<'a, K, S: Source<K>>(
    parts: &'a [Node<K>],
    decisive: Truth,
    source: &S,
    needs: &mut Vec<&'a K>,
) -> Result<Truth> {
    let before = needs.len();
    let mut undecided = Ok(!decisive);
    for part in parts {
        match (walk(part, source, needs), &undecided) {
            (Ok(truth), _) if truth == decisive => {
                // The unknown parts before it no longer matter.
                needs.truncate(before);
                return Ok(decisive);
            }
            (Ok(Truth::Unknown), Ok(_)) => undecided = Ok(Truth::Unknown),
            (Err(error), Ok(_)) => undecided = Err(error),
            _ => {}
        }
    }
    undecided
}

impl Test {
    /// Whether a known value passes.
    pub(crate) fn holds(&self, value: &Value) -> Result<bool> {
        match self {
            Test::Known => Ok(true),
            Test::Equals(literal) => Ok(literal.order_of(value)?.is_eq()),
            Test::NotEquals(literal) => Ok(literal.order_of(value)?.is_ne()),
            Test::OneOf(literals) => {
                // All literals share the fault of the first, so none is passed over.
                for literal in literals {
                    if literal.order_of(value)?.is_eq() {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            Test::Compare(order, literal) => {
                let found = literal.order_of(value)?;
                Ok(match order {
                    Order::Less => found.is_lt(),
                    Order::AtMost => found.is_le(),
                    Order::Greater => found.is_gt(),
                    Order::AtLeast => found.is_ge(),
                })
            }
            Test::Within(interval) => {
                let (low, high) = (interval.low.order_of(value)?, interval.high.order_of(value)?);
                let above = if interval.low_open { low.is_gt() } else { low.is_ge() };
                let below = if interval.high_open { high.is_lt() } else { high.is_le() };
                Ok(above && below)
            }
            Test::Contains(member) => match value {
                Value::Set(set) => Ok(set.contains(member)),
                other => Err(Error::new(ErrorCode::InvalidValue).expected("set").found(other)),
            },
        }
    }
}
