//! One bargaining session, round by round: the firm speaks first.

use super::{customer::Asking, draw::Generator, firm::Firm, table::Table};

/// Who made a figure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Speaker {
    /// An offer.
    Firm,
    /// A demand.
    Customer,
}

/// What was agreed, and in which round, counted from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Agreed {
    pub(super) paid: i64,
    pub(super) round: u32,
}

/// Plays until a figure is taken or the rounds are over; `see` is told each figure.
///
/// In each round the firm takes the last demand or offers, then the customer takes the offer or demands: the
/// order of alternating offers. What is demanded in the last round is heard by nobody.
pub(super) fn play(
    table: &Table<'_>,
    mut firm: Firm,
    mut customer: Asking,
    mut generator: Generator,
    mut see: impl FnMut(u32, Speaker, i64),
) -> Option<Agreed> {
    let mut demand = None;
    for (round, number) in (0..table.rounds()).zip(1..) {
        if let Some(paid) = demand.filter(|demand| firm.takes(table, round, *demand)) {
            return Some(Agreed { paid, round: number });
        }
        let offer = firm.offers(table, round, demand);
        see(number, Speaker::Firm, offer);
        customer.hears(round, &mut generator);
        if customer.takes(table, round, offer) {
            return Some(Agreed { paid: offer, round: number });
        }
        let asked = customer.demands(table, round, offer);
        demand = Some(asked);
        see(number, Speaker::Customer, asked);
    }
    None
}
