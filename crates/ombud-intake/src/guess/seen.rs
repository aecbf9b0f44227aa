//! A column of the sample, counted.

use std::collections::HashMap;

use super::{
    days::{self, Candidate, Days},
    sample::Sampled,
};

/// How many different values are told apart.
const DISTINCT: usize = 2000;

/// A column with its statistics.
pub(super) struct Seen<'s> {
    pub(super) column: &'s Sampled,
    /// Different values, each with how often it stands there.
    pub(super) values: Vec<(&'s str, usize)>,
    pub(super) filled: usize,
    pub(super) days: Days,
}

impl<'s> Seen<'s> {
    pub(super) fn new(column: &'s Sampled, candidates: &[Candidate]) -> Self {
        let mut counts: HashMap<&str, usize> = HashMap::new();
        let mut order: Vec<&str> = Vec::new();
        let mut filled = 0usize;
        for value in column.values.iter().map(String::as_str).filter(|value| !value.is_empty()) {
            filled = filled.saturating_add(1);
            if counts.len() < DISTINCT || counts.contains_key(value) {
                let count = counts.entry(value).or_insert_with(|| {
                    order.push(value);
                    0
                });
                *count = count.saturating_add(1);
            }
        }
        let values: Vec<(&str, usize)> =
            order.into_iter().map(|value| (value, counts.get(value).copied().unwrap_or(0))).collect();
        let days = days::days(candidates, &values);
        Seen { column, values, filled, days }
    }

    /// How many of the values hold, out of those that were counted.
    pub(super) fn share(&self, holds: impl Fn(&str) -> bool) -> Share {
        let counted = self.values.iter().map(|(_, count)| count).sum();
        Share(self.values.iter().filter(|(value, _)| holds(value)).map(|(_, count)| count).sum(), counted)
    }

    pub(super) fn day_share(&self) -> Share {
        let Share(_, counted) = self.share(|_| true);
        Share(self.days.days.max(self.column.native), counted)
    }

    pub(super) fn is_id(&self) -> bool {
        self.filled > 2
            && self.filled == self.column.values.len()
            && self.values.len() == self.filled
            && self.values.iter().all(|(value, _)| value.chars().count() <= 64)
            && !self.day_share().at_least(50)
    }
}

/// So many out of so many.
#[derive(Clone, Copy)]
pub(super) struct Share(pub(super) usize, pub(super) usize);

impl Share {
    pub(super) fn percent(self) -> usize {
        self.0.saturating_mul(100).checked_div(self.1).unwrap_or(0)
    }

    pub(super) fn at_least(self, percent: usize) -> bool {
        self.1 > 0 && self.percent() >= percent
    }
}
