//! What now, after a claim was declined: the ways on, and the shape of the advice.
//!
//! What to do stands in tables and routes of the packs; here is only how their answers are put
//! beside each other, every point with its reason, its source and how sure it is. Nothing here reads
//! who the complainant is, how long they persist or who else looks on, and nothing says how likely
//! anybody is to win: those are no inputs to what is owed and none of the consumer's concern.

mod advice;
mod answer;
mod role;
mod route;

pub use advice::{Advice, Failed, Legal, Range, Way};
pub use answer::{Answer, Footing, Named, Need, Output, Point, Settled, Sheet, Words};
pub use role::Role;
pub use route::{Route, RouteDef, Rung};
