//! What like cases were paid.

use serde::Serialize;

use super::Terms;
use crate::{error::Result, model::Money};

/// Like cases lie within 15 per cent of their median; a target outside is told (A9).
const BAND_PERCENT: i128 = 15;

/// What like cases were paid above what was owed, and whether the target lies among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct LikeCases {
    /// The middle one; of an even number the higher of the two in the middle, in the consumer's favour.
    pub median: Money,
    /// The least that counts as alike.
    pub low: Money,
    /// The most that counts as alike.
    pub high: Money,
    /// Whether the target lies outside: it must be explained.
    pub unequal: bool,
}

impl LikeCases {
    /// Nothing where none is known.
    ///
    /// # Errors
    /// `currency_mismatch`.
    pub fn of(terms: &Terms) -> Result<Option<LikeCases>> {
        let one = terms.like_case.iter().filter(|_| terms.like_cases.is_empty());
        let mut known: Vec<i64> = terms.like_cases.iter().chain(one).map(Money::minor).collect();
        known.sort_unstable();
        let Some(median) = known.get(known.len().checked_div(2).unwrap_or_default()) else {
            return Ok(None);
        };
        let part = |percent: i128| {
            let minor = i128::from(*median).checked_mul(percent).and_then(|all| all.checked_div(100));
            // No amount past the largest one can be paid, so there the largest is the bound.
            Money::new(
                minor.and_then(|minor| minor.try_into().ok()).unwrap_or(i64::MAX),
                terms.target.currency(),
            )
        };
        let (low, high) =
            (part(100_i128.saturating_sub(BAND_PERCENT)), part(100_i128.saturating_add(BAND_PERCENT)));
        let unequal = terms.target.compare(&low)?.is_lt() || terms.target.compare(&high)?.is_gt();
        Ok(Some(LikeCases { median: Money::new(*median, terms.target.currency()), low, high, unequal }))
    }
}
