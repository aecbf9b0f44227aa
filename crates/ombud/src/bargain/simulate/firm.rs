//! How a firm's policy offers and takes.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: as in `table`, and products of two amounts are made in 128 bits"
)]

use super::{
    Policy, Stake,
    table::{PARTS, Pace, Table},
};

/// A policy in a session.
#[derive(Debug)]
pub(super) enum Firm {
    /// `next` is the rung that comes after the one on which it stands.
    Ladder {
        gated: bool,
        next: usize,
        seen: Option<i64>,
    },
    /// Its last offer before rounding, in [`PARTS`].
    Halving(Option<i64>),
    Paced(Pace),
    Echo,
    Principled,
}

impl Firm {
    pub(super) fn of(policy: Policy) -> Firm {
        match policy {
            Policy::AckermanGated => Firm::Ladder { gated: true, next: 0, seen: None },
            Policy::AckermanUngated => Firm::Ladder { gated: false, next: 0, seen: None },
            Policy::Midpoint => Firm::Halving(None),
            Policy::Boulware => Firm::Paced(Pace::Boulware),
            Policy::Linear => Firm::Paced(Pace::Linear),
            Policy::Conceder => Firm::Paced(Pace::Conceder),
            Policy::NaiveTft => Firm::Echo,
            Policy::Principled => Firm::Principled,
        }
    }

    /// Whether a demand is taken: one that is no more than what would be offered next.
    pub(super) fn takes(&self, table: &Table<'_>, round: u32, demand: i64) -> bool {
        let Stake { target, .. } = table.stake;
        match self {
            Firm::Ladder { next, .. } => demand <= rung(table, *next),
            // No more than halfway between the last offer and the demand: no more than the last offer.
            Firm::Halving(ours) => demand <= target && demand * PARTS <= ours.unwrap_or(table.opening),
            Firm::Paced(pace) => demand <= table.offer(*pace, round),
            Firm::Echo if round < 3 => demand <= 0,
            // At half of the way to what it would like best it has been met.
            Firm::Echo => demand * 2 <= target,
            // The fair figure is paid, and no less because less is asked.
            Firm::Principled => false,
        }
    }

    /// What is offered in a round, to a customer whose last demand is `demand`.
    pub(super) fn offers(&mut self, table: &Table<'_>, round: u32, demand: Option<i64>) -> i64 {
        let Stake { target, .. } = table.stake;
        match self {
            Firm::Ladder { gated, next, seen } => {
                let moved = demand.is_some_and(|demand| seen.is_some_and(|seen| demand < seen));
                if *next == 0 || moved || !*gated {
                    *next = (*next + 1).min(table.rungs.len());
                }
                *seen = demand.or(*seen);
                rung(table, *next - 1)
            }
            Firm::Halving(ours) => {
                let now = match (*ours, demand) {
                    (Some(before), Some(demand)) => (target * PARTS).min((before + demand * PARTS) / 2),
                    (before, _) => before.unwrap_or(table.opening),
                };
                *ours = Some(now);
                nearest(now, table.step * PARTS, table.step).min(target)
            }
            Firm::Paced(pace) => table.offer(*pace, round),
            Firm::Echo => echoed(table, round, demand),
            Firm::Principled => target,
        }
    }
}

/// The best for itself, then the least step, and from the fourth round on that part of the demand by which
/// the customer has come towards it, seen from its own target.
fn echoed(table: &Table<'_>, round: u32, demand: Option<i64>) -> i64 {
    let Stake { target, demand: whole, .. } = table.stake;
    match (round, demand) {
        (0, _) | (_, None) => 0,
        (1 | 2, _) => table.step.min(target),
        (_, Some(demand)) => {
            let towards = i128::from((target - demand).max(0));
            let exact = i128::from(whole) * towards / i128::from(target);
            let exact = i64::try_from(exact).unwrap_or(target);
            (exact / table.step * table.step).min(target)
        }
    }
}

fn rung(table: &Table<'_>, at: usize) -> i64 {
    table.rungs.get(at).copied().unwrap_or(table.stake.target)
}

/// To a multiple of the step, a half to the even one; `whole` is a step in the parts of `value`.
fn nearest(value: i64, whole: i64, step: i64) -> i64 {
    let (steps, rest) = (value / whole, value % whole);
    let up = rest * 2 > whole || (rest * 2 == whole && steps % 2 == 1);
    (steps + i64::from(up)) * step
}
