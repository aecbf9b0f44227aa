//! The checker: what tables and scorecards leave out or say twice, each finding with an example that
//! was tried.
//!
//! What can be proved of conditions, and how, says [`crate::cond::space`]; what can be neither proved
//! nor shown is said to be not proved.

mod bands;
mod chain;
mod finding;
mod tables;
mod witness;

pub use bands::check_scorecard;
pub use chain::check_together;
pub use finding::{Finding, FindingKind};
pub use tables::check_table;
