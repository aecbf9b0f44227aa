//! Figures that answer the other side's figures.
//!
//! Faratin, Sierra and Jennings (1998), the behaviour-dependent family, without its random part: nothing
//! here draws a number.

use serde::{Deserialize, Serialize};

use super::{Fraction, MAX_MOVES};
use crate::{Error, ErrorCode, error::Result, model::Money};

/// How the other side's moves are answered, in mode `tit_for_tat`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Imitation {
    /// By the same proportion as its move so many figures back.
    Relative {
        /// 1 is the latest move.
        lag: usize,
    },
    /// By the same amount as its move so many figures back.
    Absolute {
        /// 1 is the latest move.
        lag: usize,
    },
    /// By the proportion of its last moves together.
    Averaged {
        /// So many moves.
        window: usize,
    },
}

impl Imitation {
    /// The figure after `own`, to a multiple of `unit` minor units and inside the range, lowest and highest;
    /// nothing where the other side has not moved so often yet, or where a proportion is asked for of figures that
    /// are not above zero.
    ///
    /// ```
    /// use ombud::{bargain::Imitation, model::Money};
    /// let money = |text: &str| text.parse::<Money>();
    /// let theirs = [money("CNY 10000.00")?, money("CNY 9000.00")?];
    /// let range = (money("CNY 0.00")?, money("CNY 6000.00")?);
    /// let next = |how: Imitation| how.figure(money("CNY 3900.00")?, &theirs, range, 100);
    /// assert_eq!(next(Imitation::Relative { lag: 1 })?, Some(money("CNY 4333.00")?));
    /// assert_eq!(next(Imitation::Absolute { lag: 1 })?, Some(money("CNY 4900.00")?));
    /// assert_eq!(next(Imitation::Relative { lag: 2 })?, None);
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range` for a move that no amount holds.
    pub fn figure(
        self,
        own: Money,
        theirs: &[Money],
        range: (Money, Money),
        unit: i64,
    ) -> Result<Option<Money>> {
        let back = |count: usize| theirs.len().checked_sub(count).and_then(|at| theirs.get(at));
        let (from, to) = match self {
            Imitation::Relative { lag } | Imitation::Absolute { lag } => (lag.checked_add(1), Some(lag)),
            Imitation::Averaged { window } => (window.checked_add(1), Some(1)),
        };
        let (Some(from), Some(to)) = (from.and_then(back), to.and_then(back)) else { return Ok(None) };
        // The difference says whether the currencies are one, and is the move itself.
        let (moved, (low, high)) = (from.checked_sub(to)?, range);
        own.compare(to)?;
        let next = match self {
            Imitation::Absolute { .. } => {
                own.minor().checked_add(moved.minor()).and_then(|minor| Fraction::ONE.of(minor, unit))
            }
            _ if from.minor() <= 0 || to.minor() <= 0 => return Ok(None),
            _ => Fraction::new(from.minor().into(), to.minor().into())
                .and_then(|part| part.of(own.minor(), unit)),
        };
        // What no amount holds lies past the end of the range that the move went to.
        let end = if moved.minor() < 0 { low } else { high };
        let next = next.map_or(end, |minor| Money::new(minor, own.currency()));
        Ok(Some(if next.compare(&low)?.is_lt() {
            low
        } else if next.compare(&high)?.is_gt() {
            high
        } else {
            next
        }))
    }

    /// Refuses one that looks at no move.
    pub(super) fn check(self) -> Result<()> {
        let (path, back) = match self {
            Imitation::Relative { lag } => ("relative.lag", lag),
            Imitation::Absolute { lag } => ("absolute.lag", lag),
            Imitation::Averaged { window } => ("averaged.window", window),
        };
        if (1..=MAX_MOVES).contains(&back) {
            return Ok(());
        }
        let error = Error::new(ErrorCode::OutOfRange).path(path);
        Err(error.expected(format_args!("a number from 1 to {MAX_MOVES}")).found(back))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(how: Imitation, own: i64, theirs: &[i64]) -> Result<Option<i64>> {
        let money = |minor| Money::new(minor, "JPY".parse().unwrap());
        let theirs: Vec<Money> = theirs.iter().map(|minor| money(*minor)).collect();
        let figure = how.figure(money(own), &theirs, (money(3000), money(6000)), 1)?;
        Ok(figure.map(|figure| figure.minor()))
    }

    #[test]
    fn a_move_is_answered_in_kind() {
        let theirs = [10_000, 9_000, 8_500];
        assert_eq!(next(Imitation::Relative { lag: 1 }, 4000, &theirs), Ok(Some(4235)));
        assert_eq!(next(Imitation::Relative { lag: 2 }, 4000, &theirs), Ok(Some(4444)));
        assert_eq!(next(Imitation::Absolute { lag: 1 }, 4000, &theirs), Ok(Some(4500)));
        assert_eq!(next(Imitation::Absolute { lag: 2 }, 4000, &theirs), Ok(Some(5000)));
        assert_eq!(next(Imitation::Averaged { window: 2 }, 4000, &theirs), Ok(Some(4706)));
        assert_eq!(next(Imitation::Averaged { window: 1 }, 4000, &theirs), Ok(Some(4235)));
    }

    #[test]
    fn no_figure_leaves_the_range() {
        assert_eq!(next(Imitation::Absolute { lag: 1 }, 5900, &[10_000, 9_000]), Ok(Some(6000)));
        assert_eq!(next(Imitation::Absolute { lag: 1 }, 3100, &[9_000, 10_000]), Ok(Some(3000)));
    }

    #[test]
    fn who_has_not_moved_is_not_answered() {
        assert_eq!(next(Imitation::Relative { lag: 1 }, 4000, &[10_000]), Ok(None));
        assert_eq!(next(Imitation::Averaged { window: usize::MAX }, 4000, &[10_000, 9_000]), Ok(None));
        assert_eq!(next(Imitation::Relative { lag: 0 }, 4000, &[10_000]), Ok(None));
        assert_eq!(next(Imitation::Relative { lag: 1 }, 4000, &[10_000, 0]), Ok(None));
        assert_eq!(next(Imitation::Absolute { lag: 1 }, 4000, &[10_000, 0]), Ok(Some(6000)));
        assert_eq!(next(Imitation::Absolute { lag: 1 }, 4000, &[i64::MAX, 0]), Ok(Some(6000)));
    }
}
