//! The checker: what tables and scorecards leave out or say twice, each finding with an example that
//! was tried.
//!
//! Every fact is cut into regions in which no test of the rules can tell two values apart, so a case
//! is a choice of one region per fact, and "no rule holds" or "two rules hold" are questions about
//! boxes of regions. That is exact for tests of single facts. A comparison of two terms is cut into
//! less, equal and greater as if it were a fact of its own: what is proved then holds, and what is
//! found is tried on values; what can be neither is said to be not proved. Work is counted, not
//! timed, so the same rules give the same findings everywhere.

mod areas;
mod bands;
mod chain;
mod cover;
mod finding;
mod space;
mod tables;
mod witness;

pub use bands::check_scorecard;
pub use chain::check_together;
pub use finding::{Finding, FindingKind};
pub use tables::check_table;

/// More than the check may do: too many boxes, or too many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Beyond;
