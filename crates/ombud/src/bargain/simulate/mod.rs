//! Tournaments: policies of a firm against customers of every kind, many cases from seeds.
//!
//! A policy is tried here before anybody is offered anything by it: how often it comes to an agreement, what
//! it pays, and above all what those are paid who take an early offer beside those who push. Everything that
//! comes out is an assessment of policies; it enters no amount, no right and no order.
//!
//! The kinds that look at the clock and the imitating one are those of Faratin, Sierra and Jennings (1998);
//! alternating offers are Rubinstein's (1982). The emotional customer is this project's: it takes nothing
//! and asks all until it calms, one round in four, and then comes down evenly over the time that is left.
//!
//! Amounts are whole numbers of any unit, figures multiples of a step but for the target itself. A session is
//! integer arithmetic on a table laid out once a case; sums are exact, so that the parts of a range of seeds,
//! played anywhere in any order, add up to the whole.

mod customer;
mod draw;
mod firm;
mod kinds;
mod limits;
mod part;
mod report;
mod session;
mod sums;
mod table;
mod tournament;

pub use kinds::{Customer, Policy};
pub use limits::{LAID_OUT, MAX_AMOUNT, MAX_ROUNDS, MAX_SEED, MAX_STEP, MAX_WORK};
pub use part::{Part, Row, Treatment};
pub use report::{Figures, Interval, LEVEL, OfCustomer, OfPolicy, PaidOver, Treated};
pub use session::Speaker;
pub use sums::{Moments, Paid, Sums};
pub use tournament::{Cases, Move, Seeds, Stake, Tournament, Trace};
