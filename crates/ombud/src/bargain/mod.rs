//! What may be offered above what is owed, and in which steps.
//!
//! What is owed is no part of it: it is paid in full, at once, and whatever is agreed. Only what lies
//! above it, between nothing and what somebody may approve, is ever offered in steps. The figures are
//! exact; nothing here reads the consumer's cost, patience or strength.
//!
//! The method of six steps is C. Voss, *Never Split the Difference* (2016), chapter 9, who names
//! M. Ackerman; the split of every amount into what is owed and what is goodwill is this project's.

mod acceptance;
mod authority;
mod band;
pub mod estimate;
mod fraction;
mod imitate;
mod ladder;
mod like;
mod moves;
mod plan;
mod schedule;
mod side;
pub mod simulate;
mod solutions;
mod tactic;
mod talk;
mod terms;
mod texts;

pub use crate::model::Fraction;
pub use acceptance::{Acceptance, Statistic, View};
pub use band::{Band, Offer};
pub use imitate::Imitation;
pub use ladder::{Ladder, Rung};
pub use like::LikeCases;
pub use moves::{
    Because, Call, Cause, Figure, Halt, MAX_MOVES, Made, Move, Next, Note, Outlook, Release, Stage,
};
pub use plan::{Before, Permission, Plan};
pub use schedule::{MAX_RAISES, MAX_STEPS, Schedule};
pub use side::Side;
pub use solutions::{Solution, Zone, first_mover_share};
pub use tactic::Curve;
pub use terms::{Cap, Closing, Item, Mode, Package, Precision, Raise, Terms};
