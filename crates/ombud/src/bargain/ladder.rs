//! Offers that rise to a target by raises that shrink.

use super::{Band, Fraction, Offer, Schedule, Side};
use crate::{Error, ErrorCode, error::Result, model::Money};

/// An offer of a ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// The amount, with what is owed in it.
    pub offer: Offer,
    /// What of it lies above what is owed.
    pub goodwill: Money,
    /// The part of the target that the schedule names for it; 2 less that part for the side that is paid.
    pub ratio: Fraction,
}

/// Offers in their order; the last one is the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ladder {
    /// One at least.
    pub rungs: Vec<Rung>,
    /// How many offers of the schedule were left out, as rounding would have made them fall or their
    /// raises grow.
    pub collapsed: usize,
}

impl Ladder {
    /// Offers for a target above what is owed. Each goodwill is rounded to `unit` minor units, a half to
    /// the even one; the last is the target itself.
    ///
    /// Each offer is nearer to the target than the one before it (A3), and raises shrink strictly (A4) where
    /// those of the schedule do: where rounding would break that, offers are merged from the end.
    ///
    /// # Errors
    /// `above_authority` for a target, or the first figure of a side that is paid, above the authority;
    /// `out_of_range`; `currency_mismatch`.
    pub fn new(band: &Band, target: Money, schedule: &Schedule, unit: i64, side: Side) -> Result<Ladder> {
        super::band::not_negative("target", target)?;
        band.above(target).map_err(|error| error.path("target"))?;
        let too_fine = |ratio: &Fraction| {
            Error::new(ErrorCode::OutOfRange).path("target").found(format_args!("{ratio} of {target}"))
        };
        let mut rungs = Vec::new();
        for part in schedule.ratios() {
            let unit = if *part == Fraction::ONE { 1 } else { unit };
            let minor = part.of(target.minor(), unit).ok_or_else(|| too_fine(part))?.min(target.minor());
            let near = Money::new(minor, target.currency());
            let goodwill = side.mirrored(near, target).map_err(|error| error.path("target"))?;
            // What would lie below the floor is left out; the target itself is held to it above.
            if band.entitlement().checked_add(&goodwill)?.compare(&band.least())?.is_lt() {
                continue;
            }
            let offer = band.above(goodwill).map_err(|error| error.path("opening"))?;
            let ratio = match side {
                Side::Payer => *part,
                Side::Payee => Fraction::ONE
                    .minus(*part)
                    .and_then(|rest| Fraction::ONE.plus(rest))
                    .ok_or_else(|| too_fine(part))?,
            };
            rungs.push((near.minor(), Rung { offer, goodwill, ratio }));
        }
        let scheduled = schedule.ratios().len();
        while !nears(&rungs, schedule.shrinks()) {
            let last_but_one = rungs.len().saturating_sub(2);
            rungs.remove(last_but_one);
        }
        let collapsed = scheduled.saturating_sub(rungs.len());
        Ok(Ladder { rungs: rungs.into_iter().map(|(_, rung)| rung).collect(), collapsed })
    }
}

/// Whether every step is one, and, where they shrink, smaller than the one before it.
fn nears(rungs: &[(i64, Rung)], shrinks: bool) -> bool {
    let steps: Vec<i128> = rungs
        .windows(2)
        .filter_map(|pair| match pair {
            [(from, _), (to, _)] => i128::from(*to).checked_sub(i128::from(*from)),
            _ => None,
        })
        .collect();
    steps.iter().all(|step| *step > 0) && (!shrinks || steps.is_sorted_by(|before, after| before > after))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::Decimal;

    fn money(text: &str) -> Money {
        text.parse().unwrap()
    }

    fn offers(ladder: &Ladder) -> Vec<String> {
        ladder.rungs.iter().map(|rung| rung.offer.amount().to_string()).collect()
    }

    #[test]
    fn the_worked_example() {
        let band = Band::new(money("CNY 12400.00"), money("CNY 6000.00")).unwrap();
        let ladder = Ladder::new(&band, money("CNY 6000.00"), &Schedule::default(), 1, Side::Payer).unwrap();
        assert_eq!(offers(&ladder), ["CNY 16300.00", "CNY 17500.00", "CNY 18100.00", "CNY 18400.00"]);
        assert_eq!(ladder.collapsed, 0);
    }

    #[test]
    fn what_rounding_would_break_is_merged_from_the_end() {
        let band = Band::new(money("JPY 0"), money("JPY 100")).unwrap();
        let ladder = |target: &str, unit| {
            Ladder::new(&band, money(target), &Schedule::default(), unit, Side::Payer).unwrap()
        };
        // 6.5, 8.5, 9.5 and 10 come to 6, 8, 10 and 10: no raise at the end, then one that does not shrink.
        assert_eq!(
            (offers(&ladder("JPY 10", 1)), ladder("JPY 10", 1).collapsed),
            (vec!["JPY 6".into(), "JPY 10".into()], 2)
        );
        assert_eq!((offers(&ladder("JPY 0", 1)), ladder("JPY 0", 1).collapsed), (vec!["JPY 0".into()], 3));
        assert_eq!(offers(&ladder("JPY 99", 50)), ["JPY 50", "JPY 99"]);
    }

    fn shrinking(ladder: &Ladder) -> bool {
        let near: Vec<_> = ladder.rungs.iter().map(|rung| (rung.goodwill.minor(), *rung)).collect();
        nears(&near, true)
    }

    /// 135, 115, 105 and 100 per cent of the target: the mirror of the payer's ladder.
    #[test]
    fn the_side_that_is_paid_goes_down() {
        let band = Band::new(money("CNY 0.00"), money("CNY 10000.00")).unwrap();
        let ladder = Ladder::new(&band, money("CNY 6000.00"), &Schedule::default(), 1, Side::Payee).unwrap();
        assert_eq!(offers(&ladder), ["CNY 8100.00", "CNY 6900.00", "CNY 6300.00", "CNY 6000.00"]);
        assert_eq!(ladder.rungs[0].ratio.to_string(), "27/20");
        let narrow = Band::new(money("CNY 0.00"), money("CNY 8000.00")).unwrap();
        let error =
            Ladder::new(&narrow, money("CNY 6000.00"), &Schedule::default(), 1, Side::Payee).unwrap_err();
        assert_eq!(
            (error.code(), error.detail().path.as_deref()),
            (ErrorCode::AboveAuthority, Some("opening"))
        );
    }

    #[test]
    fn a_target_above_the_authority_is_refused() {
        let band = Band::new(money("CNY 0.00"), money("CNY 5.00")).unwrap();
        let error = Ladder::new(&band, money("CNY 5.01"), &Schedule::default(), 1, Side::Payer).unwrap_err();
        assert_eq!(
            (error.code(), error.detail().path.as_deref()),
            (ErrorCode::AboveAuthority, Some("target"))
        );
        let error = Ladder::new(&band, money("USD 5.00"), &Schedule::default(), 1, Side::Payer).unwrap_err();
        assert_eq!(error.code(), ErrorCode::CurrencyMismatch);
    }

    proptest! {
        /// A1 to A4, whatever the amounts, the schedule, the currency and the unit.
        #[test]
        fn no_ladder_breaks_an_invariant(
            owed in 0_i64..1 << 50,
            authority in 0_i64..1 << 50,
            part in 0_i64..=1000,
            opening in 1_i64..1000,
            raises in 1_u32..=5,
            shrink in 1_i64..1000,
            unit in prop_oneof![Just(1_i64), Just(50), Just(100), Just(100_000)],
            code in prop_oneof![Just("JPY"), Just("CNY"), Just("KWD")],
        ) {
            let money = |minor| Money::new(minor, code.parse().unwrap());
            let thousandths = |n: i64| format!("0.{n:03}").parse::<Decimal>().unwrap();
            let band = Band::new(money(owed), money(authority)).unwrap();
            let target = money(i64::try_from(i128::from(authority) * i128::from(part) / 1000).unwrap());
            let schedule = Schedule::closed(thousandths(opening), raises, thousandths(shrink)).unwrap();
            let ladder = Ladder::new(&band, target, &schedule, unit, Side::Payer).unwrap();
            prop_assert!(shrinking(&ladder));
            prop_assert_eq!(ladder.rungs.len() + ladder.collapsed, schedule.ratios().len());
            prop_assert_eq!(ladder.rungs.last().unwrap().goodwill, target);
            for rung in &ladder.rungs {
                prop_assert_eq!(rung.offer.amount().checked_sub(&rung.goodwill).unwrap(), band.entitlement());
                prop_assert!(band.offer(rung.offer.amount()).is_ok());
            }
        }
    }
}
