//! What everything else speaks of: identifiers, money, dates, facts, events, the complaint.
//!
//! Nothing here decides anything. Every type reads and writes the same JSON in every language,
//! and [`canon`] gives each document one sequence of bytes.

mod basis;
pub mod canon;
mod complaint;
mod date;
mod decimal;
mod event;
mod facts;
mod force;
mod fraction;
mod ids;
mod instant;
mod label;
pub(crate) mod length;
mod money;
mod person;
pub(crate) mod reader;
mod value;
mod worded;

pub use basis::{AppliesBy, Citation, Confidence};
pub use canon::Json;
pub use complaint::{
    Agent, Authority, AuthorityKind, BusinessChannel, Channel, Code, Complaint, ComplaintBuilder, Contact,
    ContactChannel, ContactPoint, ContactPointKind, Demand, DemandKind, Direction, Evidence, EvidenceKind,
    Extra, FoundAmount, Heir, Identity, IdentityKind, Link, LinkKind, MatterKind, Part, Partner, Party,
    PartyKind, Promise, PromiseOutcome, Receipt, Receiver, RecordCorrection, RecordKind, Reference,
    ReferenceKind, Representative, RespondentUnit, Role, Settled, Staff, Standing, StatedAmount,
    StatutoryAgent, StatutoryGround, StopContact, SuccessionKind, SuccessionProof, SupportKind, SupportNeed,
    SupportSource, Surrender, SurrenderRefund,
};
pub use date::{Date, Weekday};
pub use decimal::Decimal;
pub use event::{Bound, Event, EventDef, FieldDef};
pub use facts::{Catalogue, Fact, FactClass, FactDef, Facts};
pub use force::{Dated, Force, Versions};
pub(crate) use force::{FOLLOW, dated, overlaps};
pub use fraction::Fraction;
pub use ids::*;
pub use instant::{Instant, Moment, Zone, zone_database_version};
pub use label::{Label, Lang};
pub use length::MAX_TEXT;
pub use money::{Currency, Money};
pub(crate) use person::{checked_name, folded_name, is_seen, same_person};
pub use value::{Choice, Duration, Value, ValueType};
pub(crate) use worded::{fields_of, worded, worded_sum, wording};
