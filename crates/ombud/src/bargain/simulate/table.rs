//! What the players of a case need, worked out once a case so that a session only looks it up.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: amounts of at most 4·10⁹ (`MAX_AMOUNT`), times 10⁹ or 2²⁰ and with less than a \
              hundredth of that added, lie below 2⁶³; a step is from 1 to 10⁶ (`MAX_STEP`)"
)]

use super::Stake;
use crate::{
    bargain::{Band, Curve, Fraction, Ladder, Schedule, Side, tactic::Tactic},
    error::Result,
    model::{Currency, Money},
};

const BILLION: i64 = 1_000_000_000;
/// A figure that misses its aim by a ten-thousandth of the demand reaches it: so many billionths.
const NEAR: i64 = 100_000;
/// What is halved round by round is counted in these parts of one.
pub(super) const PARTS: i64 = 1 << 20;

/// How the way is spread over the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pace {
    Boulware,
    Linear,
    Conceder,
}

/// The part of the way that each pace has conceded by each round, in billionths.
///
/// A round is one part in `rounds + 1` of the time: not even the last one is the end.
#[derive(Debug)]
pub(super) struct Curves {
    conceded: [Vec<i64>; 3],
    rounds: u32,
}

impl Curves {
    pub(super) fn new(rounds: u32) -> Result<Curves> {
        let curve = |beta: &str| -> Result<Vec<i64>> {
            let tactic = Tactic::new(Curve::Polynomial, Fraction::ZERO, beta.parse()?)?;
            let part = |round| tactic.conceded(round, rounds.saturating_add(1))?.of(BILLION, 1);
            // Never past a billion, and `MAX_ROUNDS` keeps powers and roots within 128 bits.
            Ok((1..=rounds).map(|round| part(round).unwrap_or(BILLION)).collect())
        };
        Ok(Curves { conceded: [curve("0.25")?, curve("1")?, curve("4")?], rounds })
    }
}

/// A case laid out. Kept from case to case, so that nothing but its ladder is allocated anew.
#[derive(Debug)]
pub(super) struct Table<'a> {
    curves: &'a Curves,
    schedule: &'a Schedule,
    currency: Currency,
    pub(super) step: i64,
    pub(super) stake: Stake,
    /// The offers of the ladder, the last of them the target.
    pub(super) rungs: Vec<i64>,
    /// Where halving begins, in [`PARTS`].
    pub(super) opening: i64,
    offers: [Vec<i64>; 3],
    demands: [Vec<i64>; 3],
}

impl<'a> Table<'a> {
    pub(super) fn new(curves: &'a Curves, schedule: &'a Schedule, step: i64) -> Result<Self> {
        Ok(Table {
            curves,
            schedule,
            // No currency: ladders are the same in all of them.
            currency: "XXX".parse()?,
            step,
            stake: Stake { target: 1, demand: 1, minimum: 0 },
            rungs: Vec::new(),
            opening: 0,
            offers: Default::default(),
            demands: Default::default(),
        })
    }

    /// Lays out another case.
    pub(super) fn lay(&mut self, stake: Stake) -> Result<()> {
        self.stake = stake;
        let Stake { target, demand, minimum } = stake;
        let most = Money::new(target, self.currency);
        let band = Band::new(Money::new(0, self.currency), most)?;
        let ladder = Ladder::new(&band, most, self.schedule, self.step, Side::Payer)?;
        self.rungs.clear();
        self.rungs.extend(ladder.rungs.iter().map(|rung| rung.goodwill.minor()));
        let opening = self.schedule.ratios().first().copied().unwrap_or(Fraction::ONE);
        self.opening = opening.of(target * PARTS, 1).unwrap_or(target * PARTS);
        let (near, unit) = (demand * NEAR, BILLION * self.step);
        let figures = self.offers.iter_mut().zip(&mut self.demands);
        for (curve, (offers, demands)) in self.curves.conceded.iter().zip(figures) {
            offers.clear();
            let offer = |part: &i64| ((target * part + near) / unit * self.step).min(target);
            offers.extend(curve.iter().map(offer));
            demands.clear();
            let aim = |part: &i64| (demand * BILLION - (demand - minimum) * part - near).max(0);
            let asked =
                |part: &i64| (aim(part).div_euclid(unit) + i64::from(aim(part) % unit > 0)) * self.step;
            demands.extend(curve.iter().map(|part| asked(part).clamp(minimum, demand)));
        }
        Ok(())
    }

    pub(super) fn rounds(&self) -> u32 {
        self.curves.rounds
    }

    /// What a firm of this pace offers in a round, the first being 0.
    pub(super) fn offer(&self, pace: Pace, round: u32) -> i64 {
        at(&self.offers, pace, round).unwrap_or(self.stake.target)
    }

    /// What a customer of this pace demands in a round.
    pub(super) fn demand(&self, pace: Pace, round: u32) -> i64 {
        at(&self.demands, pace, round).unwrap_or(self.stake.minimum)
    }
}

fn at([boulware, linear, conceder]: &[Vec<i64>; 3], pace: Pace, round: u32) -> Option<i64> {
    let figures = match pace {
        Pace::Boulware => boulware,
        Pace::Linear => linear,
        Pace::Conceder => conceder,
    };
    figures.get(usize::try_from(round).ok()?).copied()
}
