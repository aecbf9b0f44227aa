//! Where theory would have two sides meet who both know the zone: for the analyst, entering no amount.
//!
//! J. Nash (1950); E. Kalai, M. Smorodinsky (1975); E. Kalai (1977); A. Rubinstein (1982). Utilities are
//! linear in money.

use super::Fraction;
use crate::{
    error::Result,
    model::{Decimal, Money},
};

/// Between the least that one side takes and the most that the other pays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Zone {
    least: Money,
    way: Money,
}

impl Zone {
    /// Nothing where the one asks more than the other pays.
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range`.
    pub fn new(least: Money, most: Money) -> Result<Option<Zone>> {
        let way = most.checked_sub(&least)?;
        Ok((way.minor() >= 0).then_some(Zone { least, way }))
    }

    /// The largest product of gains: the middle.
    #[must_use]
    pub fn nash(&self, unit: i64) -> Option<Money> {
        self.at(Fraction::new(1, 2)?, unit)
    }

    /// Equal gains: the middle too.
    #[must_use]
    pub fn egalitarian(&self, unit: i64) -> Option<Money> {
        self.nash(unit)
    }

    /// Equal parts of the best that each could have inside the zone: the middle once more. This is the
    /// convention of Kalai and Smorodinsky.
    #[must_use]
    pub fn kalai_smorodinsky(&self, unit: i64) -> Option<Money> {
        self.nash(unit)
    }

    /// Equal parts of the best that each could have among all figures from `low` to `high`, as some programs
    /// take it: who could have gained more outside the zone gains more inside.
    ///
    /// ```
    /// use ombud::bargain::Zone;
    /// let zone = Zone::new("CNY 6000.00".parse()?, "CNY 9000.00".parse()?)?.unwrap();
    /// let all = ("CNY 0.00".parse()?, "CNY 10000.00".parse()?);
    /// assert_eq!(zone.nash(100).unwrap().to_string(), "CNY 7500.00");
    /// assert_eq!(zone.kalai_smorodinsky_among(all, 100)?.unwrap().to_string(), "CNY 6923.00");
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range`.
    pub fn kalai_smorodinsky_among(&self, all: (Money, Money), unit: i64) -> Result<Option<Money>> {
        let (low, high) = all;
        let payee = high.checked_sub(&self.least)?.minor();
        let payer = self.least.checked_add(&self.way)?.checked_sub(&low)?.minor();
        let sum = i128::from(payee).checked_add(payer.into());
        let part = sum.and_then(|sum| Fraction::new(payee.into(), sum));
        Ok(part.and_then(|part| self.at(part, unit)))
    }

    fn at(&self, part: Fraction, unit: i64) -> Option<Money> {
        // To a multiple of the unit as a whole, not only in its part above the least.
        let whole = self.least.minor().checked_add(part.of(self.way.minor(), 1)?)?;
        let minor = Fraction::ONE.of(whole, unit)?;
        Some(Money::new(minor, self.least.currency()))
    }
}

/// The share of who speaks first when offers alternate without end and waiting costs each a part: the
/// factors by which a round's delay shrinks what each gets.
///
/// ```
/// use ombud::bargain::first_mover_share;
/// let share = first_mover_share("0.9".parse()?, "0.95".parse()?).unwrap();
/// assert_eq!(share.to_string(), "0.344827586");
/// # Ok::<(), ombud::Error>(())
/// ```
#[must_use]
pub fn first_mover_share(first: Decimal, second: Decimal) -> Option<Decimal> {
    let one = Decimal::from_int(1).billionths();
    let (first, second) = (first.billionths(), second.billionths());
    let fits = |factor| (0..one).contains(&factor);
    if !fits(first) || !fits(second) {
        return None;
    }
    let under = one.checked_mul(one)?.checked_sub(first.checked_mul(second)?)?;
    let over = one.checked_sub(second)?.checked_mul(one)?.checked_mul(one)?;
    let half = under.checked_div(2)?;
    Decimal::from_billionths(over.checked_add(half)?.checked_div(under)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yen(minor: i64) -> Money {
        Money::new(minor, "JPY".parse().unwrap())
    }

    #[test]
    fn the_vectors_of_one_price() {
        let zone = Zone::new(yen(6000), yen(9000)).unwrap().unwrap();
        assert_eq!(zone.nash(1), Some(yen(7500)));
        assert_eq!(zone.kalai_smorodinsky(1), Some(yen(7500)));
        assert_eq!(zone.egalitarian(1), Some(yen(7500)));
        let among = |unit| zone.kalai_smorodinsky_among((yen(0), yen(10_000)), unit).unwrap();
        assert_eq!(among(1), Some(yen(6923)));
        assert_eq!(among(50), Some(yen(6900)));
        assert_eq!(Zone::new(yen(9001), yen(9000)).unwrap(), None);
        assert_eq!(Zone::new(yen(9000), yen(9000)).unwrap().unwrap().nash(1), Some(yen(9000)));
    }

    #[test]
    fn the_vectors_of_alternating_offers() {
        let share = |first: &str, second: &str| {
            first_mover_share(first.parse().unwrap(), second.parse().unwrap()).map(|share| share.to_string())
        };
        assert_eq!(share("0.9", "0.9").as_deref(), Some("0.526315789"));
        assert_eq!(share("0.9", "0.95").as_deref(), Some("0.344827586"));
        assert_eq!(share("0", "0").as_deref(), Some("1"));
        assert_eq!((share("1", "0.9"), share("0.9", "-0.1")), (None, None));
    }
}
