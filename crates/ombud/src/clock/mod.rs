//! Legal clocks: from what happened to what is owed, until when, and why that day.
//!
//! A [`Regime`] is compiled from definitions ([`RegimeDef`], [`ClockDef`]) and calendars. Given
//! facts, events and an "as of", [`Regime::answer`] folds the events through every clock and
//! returns one [`Obligation`] each; [`Regime::prove`] walks the same run again, day by day.
//!
//! The fold reads nothing but its arguments. State is never kept, so a change of pack, priority,
//! stage or regime cannot lose time that was used or paused.

mod calendar;
mod column;
mod compile;
mod count;
mod def;
mod evaluate;
mod history;
mod obligation;
mod order;
mod passed;
mod proof;

pub use crate::model::{AppliesBy, Citation, Confidence};
pub use calendar::{Calendar, CalendarDef, DayKind, DayOff, Hours, WorkDay, YearDef};
pub use column::Column;
pub use compile::Regime;
pub(crate) use compile::class::{assessment_under, place_in};
pub use def::*;
pub use evaluate::Query;
pub use obligation::*;
pub(crate) use order::order;
pub use passed::{Answer, PassedOver, WhyNot};
pub use proof::{Origin, Proof, ProofDay, ProofSpan, Reason};
