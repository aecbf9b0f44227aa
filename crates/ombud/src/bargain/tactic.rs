//! How the part of the way that one side has conceded grows with time.
//!
//! P. Faratin, C. Sierra, N. R. Jennings, *Negotiation decision functions for autonomous agents*,
//! Robotics and Autonomous Systems 24 (1998): the polynomial and the exponential family. Below 1, `beta`
//! concedes late (Boulware), at 1 evenly, above 1 early (Conceder).

use super::{Fraction, Side};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Decimal, Money},
};

const BILLION: i128 = 1_000_000_000;

/// The family of a curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Curve {
    /// `κ + (1 − κ)·t^(1/β)`
    Polynomial,
    /// `exp((1 − t)^β · ln κ)`
    Exponential,
}

/// A tactic that looks at the clock only.
///
/// ```
/// use ombud::bargain::{Curve, Side, Tactic};
/// let late = Tactic::new(Curve::Polynomial, "0".parse()?, "0.25".parse()?)?;
/// let range = ("CNY 3900.00".parse()?, "CNY 6000.00".parse()?);
/// assert_eq!(late.figure(Side::Payer, range, 3, 4, 100)?.to_string(), "CNY 4564.00");
/// assert_eq!(late.figure(Side::Payee, range, 3, 4, 100)?.to_string(), "CNY 5336.00");
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tactic {
    curve: Curve,
    initial: Decimal,
    beta: Decimal,
}

impl Tactic {
    /// `initial` is κ, the part that is conceded at once.
    ///
    /// # Errors
    /// `out_of_range`: `initial` lies from 0 to 1, of the exponential family above 0; `beta` above 0 and at
    /// most 1000.
    pub fn new(curve: Curve, initial: Decimal, beta: Decimal) -> Result<Tactic> {
        let one = Decimal::from_int(1);
        let zero = Decimal::from_int(0);
        let opened = initial > zero || (initial == zero && curve == Curve::Polynomial);
        if !opened || initial > one {
            let error = Error::new(ErrorCode::OutOfRange).path("initial");
            return Err(error.expected("a part that the curve can begin with").found(initial));
        }
        if beta <= zero || beta > Decimal::from_int(1000) {
            let error = Error::new(ErrorCode::OutOfRange).path("beta");
            return Err(error.expected("a decimal above 0 and at most 1000").found(beta));
        }
        Ok(Tactic { curve, initial, beta })
    }

    /// The part of the way that is conceded after `step` of `steps`, to nine places.
    #[must_use]
    pub fn conceded(&self, step: u32, steps: u32) -> Decimal {
        let t = if step >= steps { 1.0 } else { f64::from(step) / f64::from(steps) };
        let (initial, beta) = (real(self.initial), real(self.beta));
        let part = match self.curve {
            Curve::Polynomial => initial + (1.0 - initial) * libm::pow(t, 1.0 / beta),
            Curve::Exponential => libm::exp(libm::pow(1.0 - t, beta) * libm::log(initial)),
        };
        decimal(part.clamp(0.0, 1.0))
    }

    /// The figure after `step` of `steps` in a range, lowest and highest, to a multiple of `unit` minor
    /// units, a half to the even one.
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range`.
    pub fn figure(
        &self,
        side: Side,
        range: (Money, Money),
        step: u32,
        steps: u32,
        unit: i64,
    ) -> Result<Money> {
        let (low, high) = range;
        let way = high.checked_sub(&low)?;
        let conceded = self.conceded(step, steps).billionths();
        let above = match side {
            Side::Payer => conceded,
            Side::Payee => BILLION.saturating_sub(conceded), // From 0 to 1, as `conceded` is.
        };
        let minor = Fraction::new(above, BILLION).and_then(|part| part.of(way.minor(), unit));
        let minor = minor.ok_or_else(|| Error::new(ErrorCode::OutOfRange).path("range").found(way))?;
        low.checked_add(&Money::new(minor, way.currency()))
    }
}

/// A decimal as a float, exact to 15 digits.
#[expect(clippy::cast_precision_loss, reason = "15 digits are kept, which is what a curve is computed with")]
pub(super) fn real(value: Decimal) -> f64 {
    value.billionths() as f64 / 1e9
}

/// A float of at most 10⁹ in size to nine places; a cast holds others at the ends, and no number at zero.
#[expect(clippy::cast_possible_truncation, reason = "held to ±10⁹ before, which 64 bits of billionths hold")]
pub(super) fn decimal(value: f64) -> Decimal {
    let billionths = (value.clamp(-1e9, 1e9) * 1e9).round_ties_even();
    Decimal::from_billionths(i128::from(billionths as i64)).unwrap_or(Decimal::from_int(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figures(curve: Curve, initial: &str, beta: &str, side: Side) -> Vec<i64> {
        let tactic = Tactic::new(curve, initial.parse().unwrap(), beta.parse().unwrap()).unwrap();
        let range = ("JPY 3900".parse().unwrap(), "JPY 6000".parse().unwrap());
        (0..=4).map(|step| tactic.figure(side, range, step, 4, 1).unwrap().minor()).collect()
    }

    #[test]
    fn the_polynomial_vectors_of_both_sides() {
        let payer = |beta| figures(Curve::Polynomial, "0", beta, Side::Payer);
        assert_eq!(payer("0.25"), [3900, 3908, 4031, 4564, 6000]);
        assert_eq!(payer("1"), [3900, 4425, 4950, 5475, 6000]);
        assert_eq!(payer("4"), [3900, 5385, 5666, 5854, 6000]);
        let payee = |beta| figures(Curve::Polynomial, "0", beta, Side::Payee);
        assert_eq!(payee("0.25"), [6000, 5992, 5869, 5336, 3900]);
        assert_eq!(payee("4"), [6000, 4515, 4234, 4046, 3900]);
    }

    #[test]
    fn the_exponential_family_rises_from_the_part_conceded_at_once() {
        let tactic = |beta: &str| {
            Tactic::new(Curve::Exponential, "0.1".parse().unwrap(), beta.parse().unwrap()).unwrap()
        };
        // exp(ln 0.1 · (1 − t)): 0.1^1, 0.1^0.75, 0.1^0.5, 0.1^0.25, 1.
        let even: Vec<String> = (0..=4).map(|step| tactic("1").conceded(step, 4).to_string()).collect();
        assert_eq!(even, ["0.1", "0.177827941", "0.316227766", "0.562341325", "1"]);
        assert!(tactic("0.25").conceded(2, 4) < tactic("1").conceded(2, 4));
        assert!(tactic("4").conceded(2, 4) > tactic("1").conceded(2, 4));
    }

    #[test]
    fn past_the_end_all_is_conceded() {
        let tactic = Tactic::new(Curve::Polynomial, "0.2".parse().unwrap(), "2".parse().unwrap()).unwrap();
        assert_eq!(tactic.conceded(9, 4), Decimal::from_int(1));
        assert_eq!(tactic.conceded(0, 0), Decimal::from_int(1));
        assert_eq!(tactic.conceded(0, 4).to_string(), "0.2");
    }

    #[test]
    fn what_is_no_curve_is_refused_with_its_place() {
        let refused = |curve, initial: &str, beta: &str| {
            let error = Tactic::new(curve, initial.parse().unwrap(), beta.parse().unwrap()).unwrap_err();
            (error.code(), error.detail().path.clone().unwrap())
        };
        let path = |name: &str| (ErrorCode::OutOfRange, name.to_owned());
        assert_eq!(refused(Curve::Exponential, "0", "1"), path("initial"));
        assert_eq!(refused(Curve::Polynomial, "1.1", "1"), path("initial"));
        assert_eq!(refused(Curve::Polynomial, "-0.1", "1"), path("initial"));
        assert_eq!(refused(Curve::Polynomial, "0", "0"), path("beta"));
        assert_eq!(refused(Curve::Polynomial, "0", "1001"), path("beta"));
    }
}
