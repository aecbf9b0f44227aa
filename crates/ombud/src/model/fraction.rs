//! Exact fractions: parts of amounts, and products of numbers that are rounded once, at the end.

use std::{cmp::Ordering, fmt};

use serde::{Serialize, Serializer};

/// A fraction in lowest terms; in JSON a text such as `13/20`, or `1`. Nothing is given where a number passes
/// what 128 bits hold, rather than a wrong one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    pub(crate) over: i128,
    /// Greater than zero.
    pub(crate) under: i128,
}

impl Fraction {
    /// The whole.
    pub const ONE: Fraction = Fraction { over: 1, under: 1 };
    /// One of two.
    pub(crate) const HALF: Fraction = Fraction { over: 1, under: 2 };
    /// Nothing.
    pub(crate) const ZERO: Fraction = Fraction { over: 0, under: 1 };

    /// In lowest terms; nothing where it is none.
    pub(crate) fn new(over: i128, under: i128) -> Option<Fraction> {
        if under <= 0 {
            return None;
        }
        let (mut a, mut b) = (over.checked_abs()?, under);
        while b != 0 {
            (a, b) = (b, a.checked_rem(b)?);
        }
        Some(Fraction { over: over.checked_div(a)?, under: under.checked_div(a)? })
    }

    /// The difference, where it can be written.
    pub(crate) fn minus(self, other: Fraction) -> Option<Fraction> {
        let over = self.over.checked_mul(other.under)?.checked_sub(other.over.checked_mul(self.under)?)?;
        Fraction::new(over, self.under.checked_mul(other.under)?)
    }

    /// The sum, where it can be written.
    pub(crate) fn plus(self, other: Fraction) -> Option<Fraction> {
        let over = self.over.checked_mul(other.under)?.checked_add(other.over.checked_mul(self.under)?)?;
        Fraction::new(over, self.under.checked_mul(other.under)?)
    }

    /// The product, where it can be written.
    pub(crate) fn times(self, other: Fraction) -> Option<Fraction> {
        // Crosswise first: a product in lowest terms stays as small as it can.
        let (a, b) = (Fraction::new(self.over, other.under)?, Fraction::new(other.over, self.under)?);
        Fraction::new(a.over.checked_mul(b.over)?, a.under.checked_mul(b.under)?)
    }

    /// The quotient; nothing by zero, or by less.
    pub(crate) fn divided_by(self, other: Fraction) -> Option<Fraction> {
        self.times(Fraction::new(other.under, other.over)?)
    }

    /// What is left; zero where more is taken away than there is.
    pub(crate) fn less(self, other: Fraction) -> Option<Fraction> {
        let left = self.minus(other)?;
        Some(if left.over < 0 { Fraction::ZERO } else { left })
    }

    /// The smaller of the two.
    pub(crate) fn least(self, other: Fraction) -> Option<Fraction> {
        Some(if self.compare(other)?.is_le() { self } else { other })
    }

    pub(crate) fn is_zero(self) -> bool {
        self.over == 0
    }

    /// The order, where it can be told.
    pub(crate) fn compare(self, other: Fraction) -> Option<Ordering> {
        Some(self.over.checked_mul(other.under)?.cmp(&other.over.checked_mul(self.under)?))
    }

    /// This part of a number, to a multiple of `unit`, a half to the even one; nothing past 64 bits.
    #[must_use]
    pub fn of(self, whole: i64, unit: i64) -> Option<i64> {
        let over = i128::from(whole).checked_mul(self.over)?;
        let under = self.under.checked_mul(i128::from(unit)).filter(|under| *under > 0)?;
        let (units, rest) = (over.checked_div_euclid(under)?, over.checked_rem_euclid(under)?);
        // A remainder is below the divisor, so what is left of the divisor has no overflow.
        let up = match rest.cmp(&under.checked_sub(rest)?) {
            Ordering::Greater => true,
            Ordering::Equal => units.checked_rem_euclid(2)? == 1,
            Ordering::Less => false,
        };
        units.checked_add(i128::from(up))?.checked_mul(i128::from(unit))?.try_into().ok()
    }

    /// The nearest whole number; a half goes to the even one.
    pub(crate) fn rounded(self) -> Option<i64> {
        self.of(1, 1)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.under {
            1 => write!(f, "{}", self.over),
            under => write!(f, "{}/{under}", self.over),
        }
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(over: i128, under: i128) -> Fraction {
        Fraction::new(over, under).unwrap()
    }

    #[test]
    fn fractions_stand_in_lowest_terms() {
        assert_eq!(part(65, 100).to_string(), "13/20");
        assert_eq!(part(100, 100), Fraction::ONE);
        assert_eq!(part(17, 20).minus(part(13, 20)), Some(part(1, 5)));
        assert_eq!(part(53, 60).compare(part(17, 20)), Some(Ordering::Greater));
        assert_eq!((Fraction::new(1, 0), Fraction::new(1, -2)), (None, None));
    }

    #[test]
    fn a_half_goes_to_the_even_unit() {
        let half = part(1, 2);
        assert_eq!([1, 3, 5, 7].map(|whole| half.of(whole, 1)), [0, 2, 2, 4].map(Some));
        assert_eq!([100, 300, 500].map(|whole| half.of(whole, 100)), [0, 200, 200].map(Some));
        assert_eq!(part(13, 20).of(600_000, 1), Some(390_000));
        assert_eq!(Fraction::ONE.of(i64::MAX, 1), Some(i64::MAX));
        assert_eq!(part(i128::MAX, 1).of(2, 1), None);
    }

    #[test]
    fn a_half_goes_to_the_even_number() {
        let halves = [1, 3, 5, 7].map(|over| part(over, 2).rounded());
        assert_eq!(halves, [0, 2, 2, 4].map(Some));
        assert_eq!((part(4, 3).rounded(), part(5, 3).rounded()), (Some(1), Some(2)));
    }

    #[test]
    fn what_is_taken_away_leaves_nothing_at_least() {
        assert_eq!(part(1, 2).less(part(1, 3)), Some(part(1, 6)));
        assert_eq!(part(1, 3).less(part(1, 2)), Some(part(0, 1)));
        assert_eq!(part(1, 3).least(part(1, 2)), Some(part(1, 3)));
    }

    #[test]
    fn what_cannot_be_said_is_not_said() {
        assert_eq!(Fraction::new(1, 0), None);
        assert_eq!(part(1, 2).divided_by(part(0, 1)), None);
        assert_eq!(part(i128::MAX, 1).times(part(2, 1)), None);
        assert_eq!(part(i128::MAX, 7).times(part(7, i128::MAX)), Some(part(1, 1)));
        assert_eq!(part(i128::MAX, 1).rounded(), None);
    }
}
