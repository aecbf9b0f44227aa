//! How a customer of a kind demands and takes.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: as in `table`; products of two amounts are made in 128 bits"
)]

use super::{
    Customer, Stake,
    draw::Generator,
    table::{Pace, Table},
};

/// One round in so many calms an emotional customer.
const CALMS: u32 = 4;

/// A customer in a session.
#[derive(Debug)]
pub(super) enum Asking {
    Paced(Pace),
    Echo,
    Hard,
    /// Since when it is calm.
    Emotional(Option<u32>),
    /// Asks evenly less and takes the first offer that is enough.
    Early,
    /// Asks as Boulware and takes nothing before the last round.
    Pushy,
}

impl Asking {
    pub(super) fn of(customer: Customer) -> Asking {
        match customer {
            Customer::Boulware => Asking::Paced(Pace::Boulware),
            Customer::Linear => Asking::Paced(Pace::Linear),
            Customer::Conceder => Asking::Paced(Pace::Conceder),
            Customer::NaiveTft => Asking::Echo,
            Customer::HardLiner => Asking::Hard,
            Customer::Emotional => Asking::Emotional(None),
        }
    }

    /// A round begins for it.
    pub(super) fn hears(&mut self, round: u32, generator: &mut Generator) {
        if let Asking::Emotional(calm @ None) = self
            && generator.below(CALMS) == 0
        {
            *calm = Some(round);
        }
    }

    /// Whether an offer is taken.
    pub(super) fn takes(&self, table: &Table<'_>, round: u32, offer: i64) -> bool {
        let Stake { demand, minimum, .. } = table.stake;
        match self {
            Asking::Paced(pace) => offer >= table.demand(*pace, round),
            Asking::Echo if round < 3 => offer >= demand,
            // At half of the way to what it would like best it has been met.
            Asking::Echo => (offer - minimum) * 2 >= demand - minimum,
            Asking::Hard => offer >= demand,
            Asking::Emotional(None) => false,
            Asking::Emotional(Some(since)) => offer >= calmed(table, *since, round),
            Asking::Early => offer >= minimum,
            Asking::Pushy => offer >= demand || (round + 1 >= table.rounds() && offer >= minimum),
        }
    }

    /// What is demanded in a round, from a firm whose last offer is `offer`.
    pub(super) fn demands(&self, table: &Table<'_>, round: u32, offer: i64) -> i64 {
        match self {
            Asking::Paced(pace) => table.demand(*pace, round),
            Asking::Echo => echoed(table, round, offer),
            Asking::Hard | Asking::Emotional(None) => table.stake.demand,
            Asking::Emotional(Some(since)) => calmed(table, *since, round),
            Asking::Early => table.demand(Pace::Linear, round),
            Asking::Pushy => table.demand(Pace::Boulware, round),
        }
    }
}

/// Evenly from the whole demand to the minimum, over the time that was left when it calmed.
fn calmed(table: &Table<'_>, since: u32, round: u32) -> i64 {
    let Stake { demand, minimum, .. } = table.stake;
    let since = since.min(round);
    let (over, under) = (i128::from(round + 1 - since), i128::from(table.rounds() + 1 - since));
    up(demand, i128::from(demand - minimum) * over, under, table).max(minimum)
}

/// The best for itself, then the least step, and from the fourth round on less by the part by which the firm
/// has come towards it, seen from its own minimum.
fn echoed(table: &Table<'_>, round: u32, offer: i64) -> i64 {
    let Stake { demand, minimum, .. } = table.stake;
    match round {
        0 => demand,
        1 | 2 => (demand - table.step).max(minimum),
        _ if demand == minimum => demand,
        _ => {
            let towards = i128::from((offer - minimum).max(0));
            up(demand, i128::from(demand) * towards, i128::from(demand - minimum), table).max(minimum)
        }
    }
}

/// `from − over / under`, up to a whole step.
fn up(from: i64, over: i128, under: i128, table: &Table<'_>) -> i64 {
    let unit = under * i128::from(table.step);
    let exact = (i128::from(from) * under - over).max(0);
    let steps = exact / unit + i128::from(exact % unit > 0);
    i64::try_from(steps * i128::from(table.step)).unwrap_or(from).min(from)
}
