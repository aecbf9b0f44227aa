//! How the part of the way that one side has conceded grows with time.
//!
//! P. Faratin, C. Sierra, N. R. Jennings, *Negotiation decision functions for autonomous agents*,
//! Robotics and Autonomous Systems 24 (1998): the polynomial and the exponential family. Below 1, `beta`
//! concedes late (Boulware), at 1 evenly, above 1 early (Conceder).
//!
//! Offers and tournaments are made of it. The grid of an estimate has the polynomial once more, in floats: it
//! weighs rounds without bound, whose powers no fraction holds, and no amount is made of what it finds.

use serde::{Deserialize, Serialize};

use super::Fraction;
use crate::{Error, ErrorCode, error::Result, model::Decimal};

const BILLION: i128 = 1_000_000_000;

/// β, and the power and the root that `1/β` is.
pub(super) const BETAS: [(&str, u32, u32); 7] =
    [("0.2", 5, 1), ("0.25", 4, 1), ("0.5", 2, 1), ("1", 1, 1), ("2", 1, 2), ("3", 1, 3), ("4", 1, 4)];

/// The family of a curve.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Curve {
    /// `κ + (1 − κ)·t^(1/β)`: exact, but for roots, which are cut off after nine places.
    #[default]
    Polynomial,
    /// `exp((1 − t)^β · ln κ)`, to nine places.
    Exponential,
}

/// A tactic that looks at the clock only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tactic {
    curve: Curve,
    initial: Fraction,
    beta: Decimal,
    power: u32,
    root: u32,
}

impl Tactic {
    /// `initial` is κ, the part that is conceded at once: below 1, and of the exponential family above 0.
    ///
    /// # Errors
    /// `out_of_range` with the path: `beta` is one of 0.2, 0.25, 0.5, 1, 2, 3 and 4.
    pub(super) fn new(curve: Curve, initial: Fraction, beta: Decimal) -> Result<Tactic> {
        let Some((_, power, root)) = BETAS.iter().find(|(text, ..)| text.parse() == Ok(beta)) else {
            let known = BETAS.map(|(text, ..)| text).join(", ");
            let error = Error::new(ErrorCode::OutOfRange).path("beta");
            return Err(error.expected(format_args!("one of {known}")).found(beta));
        };
        Ok(Tactic { curve, initial, beta, power: *power, root: *root })
    }

    /// The part of the way that is conceded after `step` of `steps`; nothing past 128 bits.
    pub(super) fn conceded(&self, step: u32, steps: u32) -> Option<Fraction> {
        if step >= steps {
            return Some(Fraction::ONE);
        }
        match self.curve {
            Curve::Polynomial => {
                let way = Fraction::new(step.into(), steps.into())?.bent(self.power, self.root)?;
                self.initial.rising_by(way)
            }
            Curve::Exponential => {
                let left = 1.0 - f64::from(step) / f64::from(steps);
                let initial = Decimal::from_billionths(self.initial.of_billion()?)?;
                let part = libm::exp(libm::pow(left, real(self.beta)) * libm::log(real(initial)));
                Fraction::new(decimal(part.clamp(0.0, 1.0)).billionths(), BILLION)
            }
        }
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

    fn parts(curve: Curve, initial: (i128, i128), beta: &str) -> Vec<String> {
        let initial = Fraction::new(initial.0, initial.1).unwrap();
        let tactic = Tactic::new(curve, initial, beta.parse().unwrap()).unwrap();
        (0..=4).map(|step| tactic.conceded(step, 4).unwrap().of_billion().unwrap().to_string()).collect()
    }

    #[test]
    fn the_exponential_family_rises_from_the_part_conceded_at_once() {
        // exp(ln 0.1 · (1 − t)): 0.1^1, 0.1^0.75, 0.1^0.5, 0.1^0.25, 1.
        let even = parts(Curve::Exponential, (1, 10), "1");
        assert_eq!(even, ["100000000", "177827941", "316227766", "562341325", "1000000000"]);
        let at = |beta| parts(Curve::Exponential, (1, 10), beta)[2].parse::<i64>().unwrap();
        assert!(at("0.25") < at("1") && at("1") < at("4"));
    }

    #[test]
    fn the_polynomial_family_is_exact_and_its_roots_to_nine_places() {
        let late = parts(Curve::Polynomial, (0, 1), "0.25");
        assert_eq!(late, ["0", "3906250", "62500000", "316406250", "1000000000"]);
        let early = parts(Curve::Polynomial, (0, 1), "4");
        assert_eq!(early, ["0", "707106781", "840896415", "930604859", "1000000000"]);
    }

    #[test]
    fn past_the_end_all_is_conceded() {
        let tactic =
            Tactic::new(Curve::Polynomial, Fraction::new(1, 5).unwrap(), "2".parse().unwrap()).unwrap();
        assert_eq!(tactic.conceded(9, 4), Some(Fraction::ONE));
        assert_eq!(tactic.conceded(0, 0), Some(Fraction::ONE));
        assert_eq!(tactic.conceded(0, 4), Fraction::new(1, 5));
    }

    #[test]
    fn what_is_no_curve_is_refused_with_its_place() {
        for beta in ["0", "0.3", "1001"] {
            let error = Tactic::new(Curve::Polynomial, Fraction::HALF, beta.parse().unwrap()).unwrap_err();
            assert_eq!((error.code(), error.detail().path.as_deref()), (ErrorCode::OutOfRange, Some("beta")));
        }
    }
}
