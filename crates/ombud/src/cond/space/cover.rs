//! Whether boxes cover a box, and if not, a case outside them.
//!
//! Dimension by dimension; cases that the same boxes still may cover are one case, and a question
//! answered once is not asked again.

use std::{
    cell::Cell,
    collections::{BTreeMap, BTreeSet},
};

use super::{
    Beyond,
    areas::{Area, meet, weight},
    regions::Space,
};

/// The work that may be done about one table: tests of a region, boxes laid over each other, tries of
/// a rule. About a tenth of a second.
const WORK: usize = 2_000_000;

/// Work that is left, shared by all questions about one table.
#[derive(Debug, Clone)]
pub(crate) struct Budget(Cell<usize>);

impl Budget {
    pub(crate) fn new() -> Self {
        Budget(Cell::new(WORK))
    }

    /// Takes so much of it, unless there is not that much.
    pub(crate) fn spend(&self, work: usize) -> Result<(), Beyond> {
        match self.0.get().checked_sub(work) {
            Some(left) => {
                self.0.set(left);
                Ok(())
            }
            None => {
                self.0.set(0);
                Err(Beyond)
            }
        }
    }
}

/// A case: the number of one region for each dimension.
pub(crate) type Case = Vec<usize>;

/// Looks for cases within a budget.
pub(crate) struct Search<'s, K> {
    pub(crate) space: &'s Space<K>,
    pub(crate) budget: &'s Budget,
}

impl<K: Ord + Clone> Search<'_, K> {
    /// A case in one of the boxes and in none of the others; nothing where there is none.
    pub(crate) fn outside(&self, starts: &[Area], cover: &[Area]) -> Result<Option<Case>, Beyond> {
        let each = weight(cover);
        for start in starts {
            self.budget.spend(each)?;
            let touching: Vec<Area> = cover.iter().filter_map(|area| meet(start, area)).collect();
            // Only what limits a box more than the start does can leave room beside it.
            let limits: Vec<Area> = touching
                .iter()
                .map(|area| {
                    area.iter()
                        .filter(|(d, b)| start.get(d) != Some(b))
                        .map(|(d, b)| (*d, b.clone()))
                        .collect()
                })
                .collect();
            let mut uses: BTreeMap<usize, usize> = BTreeMap::new();
            for dimension in limits.iter().flat_map(BTreeMap::keys) {
                let count = uses.entry(*dimension).or_default();
                *count = count.saturating_add(1);
            }
            let mut order: Vec<usize> = uses.keys().copied().collect();
            order.sort_by_key(|dimension| std::cmp::Reverse(uses.get(dimension).copied()));
            let mut walk =
                Walk { start, order: &order, limits: &limits, chosen: Vec::new(), covered: BTreeSet::new() };
            if self.walk(&mut walk, &(0..limits.len()).collect::<Vec<_>>())? {
                return Ok(Some(self.case(start, &walk)));
            }
        }
        Ok(None)
    }

    /// Whether there is room outside the boxes that are still live.
    fn walk(&self, walk: &mut Walk<'_>, live: &[usize]) -> Result<bool, Beyond> {
        if live.is_empty() {
            return Ok(true);
        }
        let depth = walk.chosen.len();
        let rest = walk.order.get(depth..).unwrap_or_default();
        let limited =
            |i: &usize| walk.limits.get(*i).is_some_and(|area| rest.iter().any(|d| area.contains_key(d)));
        let Some(dimension) = rest.first().copied().filter(|_| live.iter().all(limited)) else {
            return Ok(false);
        };
        self.budget.spend(live.len())?;
        let key = (depth, live.to_vec());
        if walk.covered.contains(&key) {
            return Ok(false);
        }
        let mut ways: BTreeMap<(usize, Vec<usize>), usize> = BTreeMap::new();
        for region in self.regions(walk.start, dimension) {
            self.budget.spend(live.len())?;
            let left: Vec<usize> = live
                .iter()
                .copied()
                .filter(|i| {
                    let bits = walk.limits.get(*i).and_then(|area| area.get(&dimension));
                    bits.is_none_or(|bits| bits.has(region))
                })
                .collect();
            ways.entry((left.len(), left)).or_insert(region);
        }
        for ((_, left), region) in ways {
            walk.chosen.push(region);
            if self.walk(walk, &left)? {
                return Ok(true);
            }
            walk.chosen.pop();
        }
        walk.covered.insert(key);
        Ok(false)
    }

    fn regions(&self, start: &Area, dimension: usize) -> Vec<usize> {
        let count = self.space.dimensions.get(dimension).map_or(0, |d| d.regions.len());
        (0..count).filter(|region| start.get(&dimension).is_none_or(|bits| bits.has(*region))).collect()
    }

    fn case(&self, start: &Area, walk: &Walk<'_>) -> Case {
        (0..self.space.dimensions.len())
            .map(|dimension| {
                let at = walk.order.iter().position(|known| *known == dimension);
                let chosen = at.and_then(|at| walk.chosen.get(at)).copied();
                chosen.or_else(|| self.regions(start, dimension).first().copied()).unwrap_or_default()
            })
            .collect()
    }
}

struct Walk<'a> {
    start: &'a Area,
    order: &'a [usize],
    limits: &'a [Area],
    /// The regions chosen so far, in the order of dimensions.
    chosen: Vec<usize>,
    covered: BTreeSet<(usize, Vec<usize>)>,
}
