//! What everything else speaks of: identifiers, money, dates, facts, events, the complaint.
//!
//! Nothing here decides anything. Every type reads and writes the same JSON in every language,
//! and [`canon`] gives each document one sequence of bytes.

pub mod canon;
mod complaint;
mod date;
mod decimal;
mod event;
mod facts;
mod ids;
mod instant;
mod label;
mod money;
mod value;

pub use canon::Json;

pub use date::{Date, Weekday};
pub use decimal::Decimal;
pub use event::{Event, EventDef, FieldDef};
pub use facts::{Catalogue, Fact, FactClass, FactDef, Facts};
pub use ids::*;
pub use instant::{Instant, Moment, Zone, zone_database_version};
pub use label::{Label, Lang};
pub use money::{Currency, Money};
pub use value::{Choice, Duration, Value, ValueType};
