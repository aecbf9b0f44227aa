//! Conditions as unions of boxes: in each dimension some of the regions.

use std::collections::BTreeMap;

use super::{Beyond, cover::Budget, regions::Space};
use crate::cond::{Node, Truth};

/// The most boxes of one condition.
const MOST: usize = 4096;

/// Some of the regions of a dimension.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Bits(Vec<bool>);

impl Bits {
    pub(crate) fn has(&self, region: usize) -> bool {
        self.0.get(region).copied().unwrap_or(false)
    }

    fn and(&self, other: &Bits) -> Bits {
        Bits(self.0.iter().zip(&other.0).map(|(a, b)| *a && *b).collect())
    }

    fn is_empty(&self) -> bool {
        !self.0.contains(&true)
    }
}

/// A box: the dimensions in which it is limited, each with the regions that are in it.
pub(crate) type Area = BTreeMap<usize, Bits>;

/// The work of laying boxes over another one.
pub(super) fn weight(boxes: &[Area]) -> usize {
    let bits = boxes.iter().flat_map(Area::values).map(|bits| bits.0.len().div_ceil(16));
    bits.fold(boxes.len(), usize::saturating_add)
}

/// Which truth values count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Want {
    True,
    False,
    NotTrue,
    NotFalse,
}

impl Want {
    fn takes(self, truth: Option<Truth>) -> bool {
        match self {
            Want::True => truth == Some(Truth::True),
            Want::False => truth == Some(Truth::False),
            Want::NotTrue => truth != Some(Truth::True),
            Want::NotFalse => truth != Some(Truth::False),
        }
    }

    fn negated(self) -> Want {
        match self {
            Want::True => Want::False,
            Want::False => Want::True,
            Want::NotTrue => Want::NotFalse,
            Want::NotFalse => Want::NotTrue,
        }
    }

    /// Whether each part of a conjunction must have it.
    fn of_each(self) -> bool {
        matches!(self, Want::True | Want::NotFalse)
    }
}

/// Where a condition has one of the truth values.
pub(crate) fn areas<K: Ord + Clone>(
    node: &Node<K>,
    want: Want,
    space: &Space<K>,
    budget: &Budget,
) -> Result<Vec<Area>, Beyond> {
    match node {
        Node::Test(..) | Node::Relation(_) => {
            budget.spend(space.work(node))?;
            let (dimension, truths) = space.leaf(node).ok_or(Beyond)?;
            let bits = Bits(truths.into_iter().map(|truth| want.takes(truth)).collect());
            Ok(match () {
                () if bits.is_empty() => Vec::new(),
                () if !bits.0.contains(&false) => vec![Area::new()],
                () => vec![Area::from([(dimension, bits)])],
            })
        }
        Node::All(parts) if want.of_each() => common(parts, want, space, budget),
        Node::Any(parts) if !want.of_each() => common(parts, want, space, budget),
        Node::All(parts) | Node::Any(parts) => {
            let mut out = Vec::new();
            for part in parts {
                out.extend(areas(part, want, space, budget)?);
            }
            if out.len() > MOST { Err(Beyond) } else { Ok(out) }
        }
        Node::Not(inner) => areas(inner, want.negated(), space, budget),
    }
}

fn common<K: Ord + Clone>(
    parts: &[Node<K>],
    want: Want,
    space: &Space<K>,
    budget: &Budget,
) -> Result<Vec<Area>, Beyond> {
    let mut out = vec![Area::new()];
    for part in parts {
        out = product(&out, &areas(part, want, space, budget)?, budget)?;
    }
    Ok(out)
}

/// What lies in a box of each.
pub(crate) fn product(left: &[Area], right: &[Area], budget: &Budget) -> Result<Vec<Area>, Beyond> {
    let each = weight(right);
    let mut out = Vec::new();
    for a in left {
        budget.spend(each.saturating_add(right.len().saturating_mul(a.len())))?;
        for b in right {
            out.extend(meet(a, b));
            if out.len() > MOST {
                return Err(Beyond);
            }
        }
    }
    Ok(out)
}

/// What lies in both; nothing where they do not meet.
pub(super) fn meet(a: &Area, b: &Area) -> Option<Area> {
    let mut out = a.clone();
    for (dimension, bits) in b {
        let both = match out.get(dimension) {
            Some(mine) => mine.and(bits),
            None => bits.clone(),
        };
        if both.is_empty() {
            return None;
        }
        out.insert(*dimension, both);
    }
    Some(out)
}
