//! Where theory would have two sides meet who both know the zone: for the analyst, entering no amount.
//!
//! J. Nash (1950); E. Kalai, M. Smorodinsky (1975); E. Kalai (1977); A. Rubinstein (1982). Utilities are
//! linear in money.

use super::Fraction;
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Decimal, Money, worded},
};

worded! {
    /// A solution of theory.
    Solution {
        Nash = "nash", "纳什解：双方所得之积最大", "Nash: the largest product of gains";
        Egalitarian = "egalitarian", "平均主义解：双方所得相等", "egalitarian: equal gains";
        KalaiSmorodinsky = "kalai_smorodinsky", "卡莱-斯莫罗丁斯基解：双方各得区间内最好所得的同一比例", "Kalai-Smorodinsky: equal parts of the best that each could have inside the zone";
        KalaiSmorodinskyAmong = "kalai_smorodinsky_among", "卡莱-斯莫罗丁斯基解，最好所得按全部可报金额计算", "Kalai-Smorodinsky, with the best that each could have among all figures";
    }
}

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

    /// Where theory would have them meet, to the nearest `unit` minor units. With `among`, the lowest and the
    /// highest figure that might be named, the ideals of the two are also taken outside the zone, as some
    /// programs do: who could have gained more there gains more inside.
    ///
    /// ```
    /// use ombud::bargain::{Solution, Zone};
    /// let zone = Zone::new("CNY 6000.00".parse()?, "CNY 9000.00".parse()?)?.unwrap();
    /// let all = ("CNY 0.00".parse()?, "CNY 10000.00".parse()?);
    /// let points = zone.solutions(Some(all), 100)?;
    /// assert_eq!(points[0], (Solution::Nash, "CNY 7500.00".parse()?));
    /// assert_eq!(points[3], (Solution::KalaiSmorodinskyAmong, "CNY 6923.00".parse()?));
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range`, of figures that do not hold the zone too.
    pub fn solutions(&self, among: Option<(Money, Money)>, unit: i64) -> Result<Vec<(Solution, Money)>> {
        use Solution::{Egalitarian, KalaiSmorodinsky, KalaiSmorodinskyAmong, Nash};
        let middle = Fraction::new(1, 2);
        let mut parts = vec![(Nash, middle), (Egalitarian, middle), (KalaiSmorodinsky, middle)];
        if let Some((low, high)) = among {
            parts.push((KalaiSmorodinskyAmong, self.by_ideals(low, high)?));
        }
        let far = || Error::new(ErrorCode::OutOfRange);
        let met = |(solution, part): (Solution, Option<Fraction>)| {
            Ok((solution, part.and_then(|part| self.at(part, unit)).ok_or_else(far)?))
        };
        parts.into_iter().map(met).collect()
    }

    fn by_ideals(&self, low: Money, high: Money) -> Result<Option<Fraction>> {
        let most = self.least.checked_add(&self.way)?;
        let payee = high.checked_sub(&self.least)?.minor();
        let payer = most.checked_sub(&low)?.minor();
        if low.compare(&self.least)?.is_gt() || high.compare(&most)?.is_lt() {
            let error = Error::new(ErrorCode::OutOfRange).path("among");
            let expected = format_args!("a range that holds {} to {most}", self.least);
            return Err(error.expected(expected).found(format_args!("{low}, {high}")));
        }
        let sum = i128::from(payee).checked_add(payer.into());
        // A zone of one figure, and no other that might be named.
        Ok(if sum == Some(0) {
            Fraction::new(1, 2)
        } else {
            sum.and_then(|sum| Fraction::new(payee.into(), sum))
        })
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
        let all = Some((yen(0), yen(10_000)));
        let at = |unit| zone.solutions(all, unit).unwrap().into_iter().map(|(_, at)| at.minor()).collect();
        let (exact, coarse): (Vec<i64>, Vec<i64>) = (at(1), at(50));
        assert_eq!(exact, [7500, 7500, 7500, 6923]);
        assert_eq!(coarse, [7500, 7500, 7500, 6900]);
        assert_eq!(Zone::new(yen(9001), yen(9000)).unwrap(), None);
        let point = Zone::new(yen(9000), yen(9000)).unwrap().unwrap();
        assert_eq!(point.solutions(Some((yen(9000), yen(9000))), 1).unwrap()[3].1, yen(9000));
        let outside = zone.solutions(Some((yen(6001), yen(10_000))), 1).unwrap_err();
        assert_eq!(outside.detail().path.as_deref(), Some("among"));
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
