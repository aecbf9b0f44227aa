//! How a target is approached: what part of it each offer makes.

use super::{Curve, Fraction, tactic::Tactic};
use crate::{Error, ErrorCode, error::Result, model::Decimal};

/// So many raises at most.
pub const MAX_RAISES: u32 = 5;

/// So many steps at most where offers follow time.
pub const MAX_STEPS: u32 = 12;

/// The parts of a target that the offers make, the opening first and the whole last: rising, and by
/// raises that shrink unless they follow time.
///
/// The closed form is `r_k = r₀ + (1 − r₀)(1 − q^k) / (1 − q^n)` for an opening `r₀`, `n` raises and a
/// factor `q` by which they shrink. The customary 65, 85, 95 and 100 per cent are `r₀ = 0.65`, `n = 3`,
/// `q = 0.5`.
///
/// ```
/// use ombud::bargain::Schedule;
/// let customary: Vec<String> = Schedule::default().ratios().iter().map(ToString::to_string).collect();
/// assert_eq!(customary, ["13/20", "17/20", "19/20", "1"]);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Schedule {
    ratios: Vec<Fraction>,
    /// Whether each raise is smaller than the one before it (A4).
    shrinks: bool,
}

impl Schedule {
    /// The closed form.
    ///
    /// # Errors
    /// `out_of_range` with its path: `opening` and `shrink` lie between 0 and 1 and have at most three
    /// places, so that the fractions stay exact; `raises` from 1 to [`MAX_RAISES`].
    pub fn closed(opening: Decimal, raises: u32, shrink: Decimal) -> Result<Schedule> {
        let (opening, shrink) = (between("opening", opening)?, between("shrink", shrink)?);
        counted("raises", raises, MAX_RAISES)?;
        let ratios: Option<Vec<Fraction>> =
            (0..=raises).map(|step| opening.towards_one(shrink, step, raises)).collect();
        let too_fine = || Error::new(ErrorCode::OutOfRange).path("shrink").found("a fraction past 128 bits");
        Schedule::of(ratios.ok_or_else(too_fine)?, true)
    }

    /// Offers that follow time, after Faratin, Sierra and Jennings (1998). Polynomial:
    /// `r_k = r₀ + (1 − r₀)(k/n)^(1/β)` after `k` of `n` steps; exponential: `r_k = r₀^((1 − k/n)^β)`. With `β`
    /// under 1 one gives late, over 1 early; raises need not shrink.
    ///
    /// # Errors
    /// `out_of_range` with its path: `opening` as for [`closed`](Self::closed), `raises` from 1 to
    /// [`MAX_STEPS`], `beta` one of 0.2, 0.25, 0.5, 1, 2, 3 and 4.
    pub fn timed(curve: Curve, opening: Decimal, raises: u32, beta: Decimal) -> Result<Schedule> {
        let opening = between("opening", opening)?;
        counted("raises", raises, MAX_STEPS)?;
        let tactic = Tactic::new(curve, opening, beta)?;
        let ratios: Option<Vec<Fraction>> = (0..=raises).map(|step| tactic.conceded(step, raises)).collect();
        let too_fine = || Error::new(ErrorCode::OutOfRange).path("beta").found("a fraction past 128 bits");
        Schedule::of(ratios.ok_or_else(too_fine)?, false)
    }

    /// Parts as they are listed.
    ///
    /// # Errors
    /// `invalid_field` where there is none; `out_of_range` for one that is not between 0 and 1, or where
    /// the last is not the whole; `falling_offer` and `growing_raise` with the place.
    pub fn listed(ratios: &[Decimal]) -> Result<Schedule> {
        let most = usize::try_from(MAX_RAISES).unwrap_or(usize::MAX).saturating_add(1);
        if ratios.is_empty() || ratios.len() > most {
            return Err(Error::new(ErrorCode::InvalidField)
                .path("ratios")
                .expected(format_args!("from 1 to {most} entries"))
                .found(ratios.len()));
        }
        let whole = Decimal::from_int(1).billionths();
        let part = |(at, ratio): (usize, &Decimal)| {
            let last = at.saturating_add(1) == ratios.len();
            let fits =
                if last { ratio.billionths() == whole } else { (1..whole).contains(&ratio.billionths()) };
            Fraction::new(ratio.billionths(), whole).filter(|_| fits).ok_or_else(|| {
                let expected = if last {
                    "1, as the last offer is the whole target"
                } else {
                    "a decimal between 0 and 1"
                };
                Error::new(ErrorCode::OutOfRange)
                    .path(format_args!("ratios[{at}]"))
                    .expected(expected)
                    .found(ratio)
            })
        };
        Schedule::of(ratios.iter().enumerate().map(part).collect::<Result<_>>()?, true)
    }

    /// The parts, the last of them the whole.
    #[must_use]
    pub fn ratios(&self) -> &[Fraction] {
        &self.ratios
    }

    /// Whether each raise is smaller than the one before it (A4).
    #[must_use]
    pub fn shrinks(&self) -> bool {
        self.shrinks
    }

    fn of(ratios: Vec<Fraction>, shrinks: bool) -> Result<Schedule> {
        let mut before: Option<Fraction> = None;
        for (at, pair) in ratios.windows(2).enumerate() {
            let [from, to] = pair else { continue };
            let place = format!("ratios[{}]", at.saturating_add(1));
            let fault = |code| Error::new(code).path(&place).found(to);
            let raise = to.minus(*from).ok_or_else(|| fault(ErrorCode::OutOfRange))?;
            if raise.compare(Fraction::ZERO).is_none_or(|order| order.is_le()) {
                return Err(fault(ErrorCode::FallingOffer));
            }
            if shrinks && before.is_some_and(|before| raise.compare(before).is_none_or(|order| order.is_ge()))
            {
                return Err(fault(ErrorCode::GrowingRaise));
            }
            before = Some(raise);
        }
        Ok(Schedule { ratios, shrinks })
    }
}

impl Default for Schedule {
    /// 65, 85, 95 and 100 per cent.
    fn default() -> Self {
        let percent = |over| Fraction::new(over, 100).unwrap_or(Fraction::ONE);
        Schedule { ratios: [65, 85, 95, 100].map(percent).to_vec(), shrinks: true }
    }
}

fn between(path: &str, value: Decimal) -> Result<Fraction> {
    let thousandths = value.billionths().checked_div(1_000_000).unwrap_or_default();
    let exact = thousandths.checked_mul(1_000_000) == Some(value.billionths());
    let inside = (1..1_000).contains(&thousandths);
    Fraction::new(thousandths, 1_000).filter(|_| exact && inside).ok_or_else(|| {
        let error = Error::new(ErrorCode::OutOfRange).path(path);
        error.expected("a decimal between 0 and 1 of at most 3 places").found(value)
    })
}

fn counted(path: &str, number: u32, most: u32) -> Result<()> {
    if (1..=most).contains(&number) {
        return Ok(());
    }
    let error = Error::new(ErrorCode::OutOfRange).path(path);
    Err(error.expected(format_args!("a number from 1 to {most}")).found(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bargain::tactic::BETAS;

    fn decimal(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn closed(opening: &str, raises: u32, shrink: &str) -> Vec<String> {
        let schedule = Schedule::closed(decimal(opening), raises, decimal(shrink)).unwrap();
        // To four places, as the vectors are given.
        let places = |ratio: &Fraction| ratio.of(10_000, 1).unwrap();
        schedule.ratios().iter().map(|ratio| places(ratio).to_string()).collect()
    }

    #[test]
    fn the_vectors_of_the_closed_form() {
        assert_eq!(Schedule::closed(decimal("0.65"), 3, decimal("0.5")).unwrap(), Schedule::default());
        assert_eq!(closed("0.65", 2, "0.5"), ["6500", "8833", "10000"]);
        assert_eq!(closed("0.65", 4, "0.5"), ["6500", "8367", "9300", "9767", "10000"]);
        assert_eq!(closed("0.65", 3, "0.7"), ["6500", "8098", "9217", "10000"]);
        assert_eq!(closed("0.65", 3, "0.3"), ["6500", "9018", "9773", "10000"]);
    }

    /// Of 3,900 to 6,000, at a quarter, a half, three quarters and the whole of the time.
    #[test]
    fn the_vectors_of_offers_that_follow_time() {
        let offers = |beta: &str| {
            let schedule = Schedule::timed(Curve::Polynomial, decimal("0.65"), 4, decimal(beta)).unwrap();
            schedule.ratios().iter().map(|ratio| ratio.of(6_000, 1).unwrap()).collect::<Vec<_>>()
        };
        assert_eq!(offers("0.25"), [3900, 3908, 4031, 4564, 6000]);
        assert_eq!(offers("1"), [3900, 4425, 4950, 5475, 6000]);
        assert_eq!(offers("4"), [3900, 5385, 5666, 5854, 6000]);
        for (beta, ..) in BETAS {
            let finest =
                Schedule::timed(Curve::Polynomial, decimal("0.333"), MAX_STEPS, decimal(beta)).unwrap();
            assert_eq!((finest.ratios().len(), finest.ratios().last()), (13, Some(&Fraction::ONE)), "{beta}");
        }
    }

    #[test]
    fn the_finest_schedule_is_exact() {
        let schedule = Schedule::closed(decimal("0.333"), MAX_RAISES, decimal("0.999")).unwrap();
        assert_eq!(schedule.ratios().len(), 6);
        assert_eq!(schedule.ratios().last(), Some(&Fraction::ONE));
    }

    #[test]
    fn what_is_no_schedule_is_refused_with_its_place() {
        let refused = |result: Result<Schedule>| {
            let error = result.unwrap_err();
            (error.code().name(), error.detail().path.clone().unwrap_or_default())
        };
        let half = || decimal("0.5");
        for wrong in ["0", "1", "-0.5", "0.0005", "2"] {
            assert_eq!(
                refused(Schedule::closed(decimal(wrong), 3, half())),
                ("out_of_range", "opening".into())
            );
            assert_eq!(
                refused(Schedule::closed(half(), 3, decimal(wrong))),
                ("out_of_range", "shrink".into())
            );
        }
        for raises in [0, MAX_RAISES + 1] {
            assert_eq!(refused(Schedule::closed(half(), raises, half())), ("out_of_range", "raises".into()));
        }
        let listed =
            |ratios: &[&str]| Schedule::listed(&ratios.iter().map(|text| decimal(text)).collect::<Vec<_>>());
        assert_eq!(refused(listed(&[])), ("invalid_field", "ratios".into()));
        assert_eq!(refused(listed(&["0.5", "0.9"])), ("out_of_range", "ratios[1]".into()));
        assert_eq!(refused(listed(&["0.5", "0.5", "1"])), ("falling_offer", "ratios[1]".into()));
        assert_eq!(refused(listed(&["0.5", "0.7", "1"])), ("growing_raise", "ratios[2]".into()));
        assert_eq!(listed(&["0.65", "0.85", "0.95", "1"]).unwrap(), Schedule::default());
        assert_eq!(listed(&["1"]).unwrap().ratios(), [Fraction::ONE]);
    }
}
