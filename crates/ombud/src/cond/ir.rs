//! The form that every spelling is lowered to, and its normal form.
//!
//! The constructors keep the normal form, so two spellings of the same tree compare equal:
//! conjunctions hold no conjunctions and disjunctions no disjunctions, neither has fewer than two
//! parts, parts are sorted and differ, and `Not` stands only before what has no opposite.

use std::cmp::Reverse;

use super::{bounds, literal::Literal, term::Term};
use crate::model::Value;

/// A condition over facts named by `K`: a name, or a slot once compiled.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Node<K> {
    /// A test of one fact.
    Test(K, Test),
    /// A comparison of two terms that is not a test of one fact.
    Relation(Box<Relation<K>>),
    /// Each part holds.
    All(Vec<Node<K>>),
    /// One part holds.
    Any(Vec<Node<K>>),
    /// The part does not hold.
    Not(Box<Node<K>>),
}

/// A test of one fact. Literals are of the fact's type; those of one test share a currency.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Test {
    /// It has a value. The only test that is never unknown.
    Known,
    /// It is this value.
    Equals(Literal),
    /// It is another value; never of a bool, whose other value can be named.
    NotEquals(Literal),
    /// It is one of these, at least two, sorted.
    OneOf(Vec<Literal>),
    /// It lies on this side of the value.
    Compare(Order, Literal),
    /// It lies between two values.
    Within(Interval),
    /// The set has this member.
    Contains(String),
}

/// A side of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Order {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

/// A comparison of two terms.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Relation<K> {
    pub(crate) left: Term<K>,
    pub(crate) sign: Sign,
    pub(crate) right: Term<K>,
}

/// How two terms compare.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    /// `==`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Sign {
    pub(crate) const ALL: [Sign; 6] =
        [Sign::Equal, Sign::NotEqual, Sign::AtMost, Sign::AtLeast, Sign::Less, Sign::Greater];

    /// The sign with the sides exchanged.
    pub(crate) fn turned(self) -> Sign {
        match self {
            Sign::Less => Sign::Greater,
            Sign::AtMost => Sign::AtLeast,
            Sign::Greater => Sign::Less,
            Sign::AtLeast => Sign::AtMost,
            same => same,
        }
    }

    fn opposite(self) -> Sign {
        match self {
            Sign::Equal => Sign::NotEqual,
            Sign::NotEqual => Sign::Equal,
            Sign::Less => Sign::AtLeast,
            Sign::AtMost => Sign::Greater,
            Sign::Greater => Sign::AtMost,
            Sign::AtLeast => Sign::Less,
        }
    }
}

impl<K: Ord> Relation<K> {
    /// In normal form: the lesser side on the left, or sides in order where nothing is less.
    pub(crate) fn new(sign: Sign, left: Term<K>, right: Term<K>) -> Self {
        let turn = match sign {
            Sign::Equal | Sign::NotEqual => left > right,
            Sign::Less | Sign::AtMost => false,
            Sign::Greater | Sign::AtLeast => true,
        };
        if turn {
            Relation { left: right, sign: sign.turned(), right: left }
        } else {
            Relation { left, sign, right }
        }
    }
}

/// What lies between two values, the low one below the high one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Interval {
    /// The low end.
    pub(crate) low: Literal,
    /// Whether the low end is left out.
    pub(crate) low_open: bool,
    /// The high end.
    pub(crate) high: Literal,
    /// Whether the high end is left out.
    pub(crate) high_open: bool,
}

impl Order {
    pub(crate) const ALL: [Order; 4] = [Order::AtMost, Order::AtLeast, Order::Less, Order::Greater];

    /// The operator. `ALL` has the longer ones first, so that `<` does not hide `<=`.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Order::Less => "<",
            Order::AtMost => "<=",
            Order::Greater => ">",
            Order::AtLeast => ">=",
        }
    }

    fn opposite(self) -> Order {
        match self {
            Order::Less => Order::AtLeast,
            Order::AtMost => Order::Greater,
            Order::Greater => Order::AtMost,
            Order::AtLeast => Order::Less,
        }
    }
}

impl Test {
    /// Any value but this one.
    pub(crate) fn not_equals(literal: Literal) -> Test {
        match literal.value() {
            Value::Bool(value) => Test::Equals(Literal::new(Value::Bool(!value))),
            _ => Test::NotEquals(literal),
        }
    }

    /// One of these; nothing for an empty list.
    pub(crate) fn one_of(mut literals: Vec<Literal>) -> Option<Test> {
        literals.sort();
        literals.dedup();
        if literals.len() > 1 { Some(Test::OneOf(literals)) } else { literals.pop().map(Test::Equals) }
    }

    /// Between two ends; nothing where no value can lie there.
    pub(crate) fn within(interval: Interval) -> Option<Test> {
        match interval.low.cmp(&interval.high) {
            std::cmp::Ordering::Less => Some(Test::Within(interval)),
            std::cmp::Ordering::Equal if !interval.low_open && !interval.high_open => {
                Some(Test::Equals(interval.low))
            }
            _ => None,
        }
    }

    /// The test that holds exactly where this one fails and is unknown where it is unknown.
    fn opposite(&self) -> Option<Test> {
        match self {
            Test::Equals(literal) => Some(Test::not_equals(literal.clone())),
            Test::NotEquals(literal) => Some(Test::Equals(literal.clone())),
            Test::Compare(order, literal) => Some(Test::Compare(order.opposite(), literal.clone())),
            Test::Known | Test::OneOf(_) | Test::Within(_) | Test::Contains(_) => None,
        }
    }
}

impl<K: Ord + Clone> Node<K> {
    /// Each part holds; nothing for an empty list.
    pub(crate) fn all(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Node::All(inner) => inner,
            other => vec![other],
        });
        gather(bounds::joined(flat.collect()).into_iter(), Node::All)
    }

    /// One part holds; nothing for an empty list.
    pub(crate) fn any(parts: impl IntoIterator<Item = Self>) -> Option<Self> {
        let flat = parts.into_iter().flat_map(|part| match part {
            Node::Any(inner) => inner,
            other => vec![other],
        });
        gather(flat, Node::Any)
    }

    /// The part does not hold.
    pub(crate) fn negate(self) -> Self {
        match self {
            Node::Not(inner) => *inner,
            Node::Test(key, test) => match test.opposite() {
                Some(opposite) => Node::Test(key, opposite),
                None => Node::Not(Box::new(Node::Test(key, test))),
            },
            Node::Relation(relation) => {
                let Relation { left, sign, right } = *relation;
                Node::Relation(Box::new(Relation::new(sign.opposite(), left, right)))
            }
            other => Node::Not(Box::new(other)),
        }
    }
}

/// Sorts the parts and drops repeated ones. Plain tests come first; of the others the deepest, since
/// the printer writes the first of a kind in place and nests the rest: so nothing is printed
/// deeper than it could be written, and what was read within the limit can be read again.
fn gather<K: Ord>(
    parts: impl Iterator<Item = Node<K>>,
    join: impl FnOnce(Vec<Node<K>>) -> Node<K>,
) -> Option<Node<K>> {
    let mut sorted: Vec<_> = parts
        .map(|part| {
            let depth = part.depth();
            (depth > 0, Reverse(depth), part)
        })
        .collect();
    sorted.sort();
    sorted.dedup();
    let mut parts: Vec<_> = sorted.into_iter().map(|(.., part)| part).collect();
    if parts.len() > 1 { Some(join(parts)) } else { parts.pop() }
}

/// The parts of a conjunction, each with whether the printer writes it in place. A map has each
/// key once, so only the first test of a fact, the first `any` and the first `not` stay in place.
pub(crate) fn placed<K: PartialEq>(parts: &[Node<K>]) -> impl Iterator<Item = (bool, &Node<K>)> {
    let (mut tested, mut any, mut not) = (None, false, false);
    parts.iter().map(move |part| {
        let in_place = match part {
            Node::Test(_, Test::Known) | Node::Relation(_) => true,
            Node::Test(key, _) => tested.replace(key) != Some(key),
            Node::Any(_) => !std::mem::replace(&mut any, true),
            Node::Not(_) => !std::mem::replace(&mut not, true),
            Node::All(_) => false,
        };
        (in_place, part)
    })
}

impl<K: PartialEq> Node<K> {
    /// How deep the printed form nests `any`, `all` and `not`.
    pub(crate) fn depth(&self) -> usize {
        let deepest = |parts: &[Self]| parts.iter().map(Node::depth).max().unwrap_or(0);
        match self {
            Node::Test(..) | Node::Relation(_) => 0,
            Node::All(parts) => placed(parts)
                .map(|(in_place, part)| part.depth().saturating_add(usize::from(!in_place)))
                .max()
                .unwrap_or(0),
            Node::Any(parts) => deepest(parts).saturating_add(1),
            Node::Not(inner) => inner.depth().saturating_add(1),
        }
    }
}

impl<K> Node<K> {
    /// Calls `visit` with the fact of every test.
    pub(crate) fn each_key<'a>(&'a self, visit: &mut impl FnMut(&'a K)) {
        match self {
            Node::Test(key, _) => visit(key),
            Node::Relation(relation) => {
                relation.left.each_key(visit);
                relation.right.each_key(visit);
            }
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| part.each_key(visit)),
            Node::Not(inner) => inner.each_key(visit),
        }
    }
}
