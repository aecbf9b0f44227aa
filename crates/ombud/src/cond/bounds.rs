//! In a conjunction the bounds of one fact are one test: `x >= 1` and `x < 5` are `[1..5)`, however
//! they were spelled, and of two low bounds the tighter one counts.

use std::{cmp::Ordering, collections::BTreeMap};

use super::{
    ir::{Interval, Node, Order, Test},
    literal::Literal,
};

/// One end: the value, and whether it is left out.
type End = (Literal, bool);

#[derive(Default)]
struct Bounds {
    low: Option<End>,
    high: Option<End>,
}

impl Bounds {
    fn low(&mut self, end: End) {
        let tighter = self.low.as_ref().is_none_or(|known| (&end.0, end.1) > (&known.0, known.1));
        if tighter {
            self.low = Some(end);
        }
    }

    fn high(&mut self, end: End) {
        let tighter = self.high.as_ref().is_none_or(|known| (&end.0, !end.1) < (&known.0, !known.1));
        if tighter {
            self.high = Some(end);
        }
    }

    fn add(&mut self, test: Test) {
        match test {
            Test::Compare(Order::Greater, literal) => self.low((literal, true)),
            Test::Compare(Order::AtLeast, literal) => self.low((literal, false)),
            Test::Compare(Order::Less, literal) => self.high((literal, true)),
            Test::Compare(Order::AtMost, literal) => self.high((literal, false)),
            Test::Within(Interval { low, low_open, high, high_open }) => {
                self.low((low, low_open));
                self.high((high, high_open));
            }
            _ => {}
        }
    }

    /// One test, or two where nothing lies between them.
    fn tests(self) -> Vec<Test> {
        let below = |(literal, open)| Test::Compare(if open { Order::Less } else { Order::AtMost }, literal);
        let above =
            |(literal, open)| Test::Compare(if open { Order::Greater } else { Order::AtLeast }, literal);
        match (self.low, self.high) {
            (Some(low), Some(high)) => {
                let room = match low.0.cmp(&high.0) {
                    Ordering::Less => true,
                    Ordering::Equal => !low.1 && !high.1,
                    Ordering::Greater => false,
                };
                let interval = || Interval {
                    low: low.0.clone(),
                    low_open: low.1,
                    high: high.0.clone(),
                    high_open: high.1,
                };
                match Test::within(interval()).filter(|_| room) {
                    Some(test) => vec![test],
                    None => vec![above(low), below(high)],
                }
            }
            (low, high) => low.map(above).into_iter().chain(high.map(below)).collect(),
        }
    }
}

/// Joins the bounds of each fact. Amounts of several currencies are not joined: each test is a
/// fault of its own for an amount in another.
pub(super) fn joined<K: Ord + Clone>(parts: Vec<Node<K>>) -> Vec<Node<K>> {
    let mut bounds: BTreeMap<(K, Option<String>), Bounds> = BTreeMap::new();
    let mut out = Vec::new();
    for part in parts {
        match part {
            Node::Test(key, test @ (Test::Compare(..) | Test::Within(_))) => {
                let currency = match &test {
                    Test::Compare(_, literal) => literal.currency(),
                    Test::Within(interval) => interval.low.currency(),
                    _ => None,
                };
                bounds.entry((key, currency.map(|c| c.to_string()))).or_default().add(test);
            }
            other => out.push(other),
        }
    }
    for ((key, _), bounds) in bounds {
        out.extend(bounds.tests().into_iter().map(|test| Node::Test(key.clone(), test)));
    }
    out
}
