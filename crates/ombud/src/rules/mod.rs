//! Decisions as data: tables with the hit policies of DMN, scorecards, and the checker that proves
//! them free of gaps and contradictions.
//!
//! A [`Table`] says which outputs follow from which facts; a [`Scorecard`] adds up points and names
//! the band they fall in; a [`Calculation`] says what is owed, line by line. They are decided,
//! undetermined (with the facts that would decide), in conflict, or failed (a test that has no truth
//! value, such as a comparison of two currencies); and they show every row or line, the facts read,
//! and where each rests.
//!
//! **The class rule.** What a table produces is as weak as what it reads: an output that rests on
//! an assessment is an assessment, and one that settles what is owed, who may approve, what is
//! offered or who comes first may not rest on one at all.

mod calculation;
mod check;
mod decide;
mod decision;
mod derive;
mod ground;
mod reckon;
mod score;
mod scorecard;
mod table;

pub use calculation::{Calculation, CalculationDef, LineDef, LineKind, Role};
pub use check::{Finding, FindingKind, check_scorecard, check_table, check_together};
pub use decision::{Decision, Fault, Needs, RowTrace, UsedFact, Verdict};
pub use derive::{Derived, derive};
pub use ground::produced_by;
pub use reckon::{Factored, LineSum, LineVerdict, ReckonedLine, Reckoning};
pub use score::{Contribution, GroupTotal, Score, ScoreVerdict};
pub use scorecard::{BandDef, FactorDef, GroupDef, OverrideDef, Scorecard, ScorecardDef, StepDef};
pub use table::{Aggregate, Governs, Hit, OutputDef, RowDef, Table, TableDef};
