//! A refusal looked at again: is it right, and what is owed?
//!
//! A [`Review`] names what there is to look at: the checks that every refusal must pass, the grounds
//! that a firm may give with the table that says whether each stands, how the evidence weighs, and
//! the calculation for each outcome. It knows no law; the tables do.
//!
//! **What unknown means.** A check that nobody made has not been passed, a ground that nobody could
//! decide does not stand, and evidence that is missing widens the range of merit. So a refusal is
//! upheld only on what was found.
//!
//! **What merit does.** It can raise an outcome and never lowers one; no share of what is owed is
//! taken off for doubt. Where law and facts are open, nothing may be proposed below the lower bound
//! of merit times the amount, nor below what is owed if the refusal stands. What the dispute costs
//! the consumer is not read, and there is no field for it.
//!
//! **Three kinds of money.** What is owed, what makes good a fault of service and what is given of
//! one's own will stand apart and are never added up.

mod assess;
mod compiled;
mod def;
mod outcome;
mod owed;
mod reviewed;

pub use assess::Shelf;
pub use compiled::Review;
pub use def::{AboveDef, CheckDef, GroundDef, MeritDef, NextDef, Occasion, OwedDef, ReviewDef, Stage};
pub use reviewed::{
    Certain, CheckState, Checked, Floor, GroundState, Grounded, Merit, NextAct, Outcome, Reviewed,
};
