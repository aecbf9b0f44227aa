//! Names cut into regions that the tests cannot tell apart.

use std::{
    cmp::Ordering,
    collections::{BTreeMap, BTreeSet},
};

use super::Beyond;
use crate::{
    cond::{Literal, Node, Relation, Sign, Term, Test, Truth},
    model::{Choice, Currency, Date, Decimal, Duration, Instant, Money, Value, ValueType},
};

/// The most members of one set that may be asked for: each doubles the regions.
const MEMBERS: usize = 10;

/// What is cut into regions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Subject<K> {
    /// A name.
    Name(K),
    /// Two terms, the lesser in the normal form first.
    Pair(Term<K>, Term<K>),
}

/// A region, by a value that lies in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Region {
    /// Nothing is known.
    Unknown,
    /// It has this value, or one that no test tells apart from it.
    Is(Value),
    /// How the two terms compare.
    Order(Ordering),
}

/// A subject and its regions.
#[derive(Debug, Clone)]
pub(crate) struct Dimension<K> {
    pub(crate) subject: Subject<K>,
    pub(crate) regions: Vec<Region>,
}

/// Every subject of some conditions.
#[derive(Debug, Clone)]
pub(crate) struct Space<K> {
    pub(crate) dimensions: Vec<Dimension<K>>,
    index: BTreeMap<Subject<K>, usize>,
}

struct Asked<'c, K> {
    tests: BTreeMap<&'c K, Vec<&'c Test>>,
    pairs: BTreeSet<Subject<K>>,
}

impl<'c, K: Ord + Clone> Asked<'c, K> {
    fn node(&mut self, node: &'c Node<K>) {
        match node {
            Node::Test(name, test) => self.tests.entry(name).or_default().push(test),
            Node::Relation(relation) => {
                let (pair, _) = paired(relation);
                let mut name = |name| {
                    self.tests.entry(name).or_default();
                };
                relation.left.each_key(&mut name);
                relation.right.each_key(&mut name);
                self.pairs.insert(pair);
            }
            Node::All(parts) | Node::Any(parts) => parts.iter().for_each(|part| self.node(part)),
            Node::Not(inner) => self.node(inner),
        }
    }
}

/// The pair of a comparison, and its sign for that order of the two.
fn paired<K: Ord + Clone>(relation: &Relation<K>) -> (Subject<K>, Sign) {
    let (left, right) = (relation.left.clone(), relation.right.clone());
    if left <= right {
        (Subject::Pair(left, right), relation.sign)
    } else {
        (Subject::Pair(right, left), relation.sign.turned())
    }
}

impl<K: Ord + Clone> Space<K> {
    /// The space of these conditions. `values` gives one value of each region of a name, told apart by
    /// these tests; none for a name that is never known.
    pub(crate) fn new<'c>(
        conditions: impl IntoIterator<Item = &'c Node<K>>,
        values: impl Fn(&K, &[&Test]) -> Result<Vec<Value>, Beyond>,
    ) -> Result<Self, Beyond>
    where
        K: 'c,
    {
        let mut asked = Asked { tests: BTreeMap::new(), pairs: BTreeSet::new() };
        conditions.into_iter().for_each(|node| asked.node(node));
        let mut dimensions = Vec::new();
        let is_known = |tests: &[&Test]| tests.iter().any(|test| matches!(test, Test::Known));
        for (name, tests) in &asked.tests {
            let values = values(name, tests)?;
            let unknown = (is_known(tests) || values.is_empty()).then_some(Region::Unknown);
            let regions = values.into_iter().map(Region::Is).chain(unknown).collect();
            dimensions.push(Dimension { subject: Subject::Name((*name).clone()), regions });
        }
        for pair in asked.pairs {
            let mut unknown = false;
            if let Subject::Pair(left, right) = &pair {
                let mut look = |name: &K| {
                    unknown |= asked.tests.get(name).is_some_and(|tests| is_known(tests));
                };
                left.each_key(&mut look);
                right.each_key(&mut look);
            }
            let orders = [Ordering::Less, Ordering::Equal, Ordering::Greater].map(Region::Order);
            let regions = orders.into_iter().chain(unknown.then_some(Region::Unknown)).collect();
            dimensions.push(Dimension { subject: pair, regions });
        }
        let index = dimensions.iter().enumerate().map(|(i, d)| (d.subject.clone(), i)).collect();
        Ok(Space { dimensions, index })
    }

    /// The dimension of a leaf, and its truth in each region; no truth where it is a fault.
    pub(crate) fn leaf(&self, node: &Node<K>) -> Option<(usize, Vec<Option<Truth>>)> {
        let regions = |subject: &Subject<K>| {
            let at = *self.index.get(subject)?;
            Some((at, self.dimensions.get(at)?.regions.iter()))
        };
        match node {
            Node::Test(fact, test) => {
                let (at, regions) = regions(&Subject::Name(fact.clone()))?;
                Some((at, regions.map(|region| tested(test, region)).collect()))
            }
            Node::Relation(relation) => {
                let (pair, sign) = paired(relation);
                let (at, regions) = regions(&pair)?;
                Some((at, regions.map(|region| compared(sign, region)).collect()))
            }
            _ => None,
        }
    }

    /// The work of asking a leaf about each of its regions.
    pub(super) fn work(&self, node: &Node<K>) -> usize {
        let (subject, each) = match node {
            Node::Test(fact, test) => (Subject::Name(fact.clone()), literals(test).len().max(1)),
            Node::Relation(relation) => (paired(relation).0, 1),
            _ => return 0,
        };
        let regions = self.index.get(&subject).and_then(|at| self.dimensions.get(*at));
        regions.map_or(0, |of| of.regions.len()).saturating_mul(each)
    }

    /// Whether comparisons of two terms are among the subjects.
    pub(crate) fn has_pairs(&self) -> bool {
        self.dimensions.iter().any(|dimension| matches!(dimension.subject, Subject::Pair(..)))
    }
}

fn tested(test: &Test, region: &Region) -> Option<Truth> {
    match (test, region) {
        (Test::Known, Region::Unknown) => Some(Truth::False),
        (_, Region::Unknown) => Some(Truth::Unknown),
        (test, Region::Is(value)) => test.holds(value).ok().map(Truth::from),
        (_, Region::Order(_)) => None,
    }
}

fn compared(sign: Sign, region: &Region) -> Option<Truth> {
    let order = match region {
        Region::Order(order) => *order,
        Region::Unknown => return Some(Truth::Unknown),
        Region::Is(_) => return None,
    };
    let holds = match sign {
        Sign::Equal => order.is_eq(),
        Sign::NotEqual => order.is_ne(),
        Sign::Less => order.is_lt(),
        Sign::AtMost => order.is_le(),
        Sign::Greater => order.is_gt(),
        Sign::AtLeast => order.is_ge(),
    };
    Some(holds.into())
}

/// One value of each region of a name of this type; `choices` are the values of an enum.
pub(crate) fn representatives(
    kind: ValueType,
    choices: &[Choice],
    tests: &[&Test],
) -> Result<Vec<Value>, Beyond> {
    let literals: Vec<&Literal> = tests.iter().flat_map(|test| literals(test)).collect();
    Ok(match kind {
        ValueType::Bool => vec![Value::Bool(false), Value::Bool(true)],
        ValueType::Enum => choices.iter().map(|choice| Value::Text(choice.id.clone())).collect(),
        ValueType::Text => {
            let known: BTreeSet<String> =
                literals.iter().map(|literal| literal.value().to_string()).collect();
            let mut other = "other".to_owned();
            while known.contains(&other) {
                other.push('+');
            }
            known.into_iter().chain([other]).map(Value::Text).collect()
        }
        ValueType::Set => {
            let members: BTreeSet<&String> = tests
                .iter()
                .filter_map(|test| match test {
                    Test::Contains(member) => Some(member),
                    _ => None,
                })
                .collect();
            if members.len() > MEMBERS {
                return Err(Beyond);
            }
            subsets(&members.into_iter().collect::<Vec<_>>())
        }
        kind => scales(kind, &literals).iter().flat_map(Scale::cut).collect(),
    })
}

fn subsets(members: &[&String]) -> Vec<Value> {
    let mut out = vec![BTreeSet::new()];
    for member in members {
        let with = out.iter().cloned().map(|mut set: BTreeSet<String>| {
            set.insert((*member).clone());
            set
        });
        let with: Vec<_> = with.collect();
        out.extend(with);
    }
    out.into_iter().map(Value::Set).collect()
}

fn literals(test: &Test) -> Vec<&Literal> {
    match test {
        Test::Known | Test::Contains(_) => Vec::new(),
        Test::Equals(literal) | Test::NotEquals(literal) | Test::Compare(_, literal) => vec![literal],
        Test::OneOf(literals) => literals.iter().collect(),
        Test::Within(interval) => vec![&interval.low, &interval.high],
    }
}

/// An ordered type as whole numbers: every value has a next one.
pub(crate) struct Scale {
    kind: ValueType,
    currency: Option<Currency>,
    marks: BTreeSet<i128>,
}

const BILLION: i128 = 1_000_000_000;

/// One scale, or one for each currency that is asked about.
fn scales(kind: ValueType, literals: &[&Literal]) -> Vec<Scale> {
    let mut marks: BTreeMap<Option<Currency>, BTreeSet<i128>> = BTreeMap::new();
    for literal in literals {
        if let Some(at) = position(literal.value()) {
            marks.entry(literal.currency()).or_default().insert(at);
        }
    }
    if marks.is_empty() {
        let currency = (kind == ValueType::Money).then(|| "CNY".parse().ok()).flatten();
        marks.insert(currency, BTreeSet::new());
    }
    marks.into_iter().map(|(currency, marks)| Scale { kind, currency, marks }).collect()
}

/// Where a value stands on its scale.
pub(crate) fn position(value: &Value) -> Option<i128> {
    Some(match value {
        Value::Int(value) => i128::from(*value),
        Value::Decimal(value) => value.billionths(),
        Value::Money(value) => i128::from(value.minor()),
        Value::Date(value) => i128::from(value.days()),
        Value::Instant(value) => i128::from(value.unix_seconds()),
        Value::Duration(value) => i128::from(value.seconds()),
        _ => return None,
    })
}

/// The value of the same type, and currency, at another place.
pub(crate) fn moved(value: &Value, to: i128) -> Option<Value> {
    let (kind, currency) = match value {
        Value::Int(_) => (ValueType::Int, None),
        Value::Decimal(_) => (ValueType::Decimal, None),
        Value::Money(money) => (ValueType::Money, Some(money.currency())),
        Value::Date(_) => (ValueType::Date, None),
        Value::Instant(_) => (ValueType::Instant, None),
        Value::Duration(_) => (ValueType::Duration, None),
        _ => return None,
    };
    Scale { kind, currency, marks: BTreeSet::new() }.value(to)
}

impl Scale {
    fn value(&self, at: i128) -> Option<Value> {
        let whole = || i64::try_from(at).ok();
        match self.kind {
            ValueType::Int => whole().map(Value::Int),
            ValueType::Decimal => Decimal::from_billionths(at).map(Value::Decimal),
            ValueType::Money => Some(Value::Money(Money::new(whole()?, self.currency?))),
            ValueType::Date => Date::from_days(i32::try_from(at).ok()?).ok().map(Value::Date),
            ValueType::Instant => Instant::from_unix_seconds(whole()?).ok().map(Value::Instant),
            ValueType::Duration => whole().map(|seconds| Value::Duration(Duration::from_seconds(seconds))),
            _ => None,
        }
    }

    /// A step that reads well in an example.
    fn step(&self) -> i128 {
        if self.kind == ValueType::Decimal { BILLION } else { 1 }
    }

    /// A value below the lowest mark, on each, between each two where there is one, and above.
    fn cut(&self) -> Vec<Value> {
        let Some((first, last)) = self.marks.first().zip(self.marks.last()) else {
            return self.value(0).into_iter().collect();
        };
        let beyond = |from: i128, sign: i128| {
            let steps = [self.step(), 1].into_iter();
            let mut places = steps.filter_map(|step| from.checked_add(step.checked_mul(sign)?));
            places.find_map(|at| self.value(at))
        };
        let between = |low: i128, high: i128| {
            let places = [self.step(), 1].into_iter().filter_map(|step| low.checked_add(step));
            places.filter(|at| *at < high).find_map(|at| self.value(at))
        };
        let mut out: Vec<Value> = beyond(*first, -1).into_iter().collect();
        let mut before = None;
        for mark in &self.marks {
            out.extend(before.and_then(|low| between(low, *mark)));
            out.extend(self.value(*mark));
            before = Some(*mark);
        }
        out.extend(beyond(*last, 1));
        out
    }
}
