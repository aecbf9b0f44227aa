//! A case: one complaint in the hands of a firm, moved by commands, told by events.
//!
//! [`decide`] works out what a [`Command`] comes to: events, or a [`Refusal`] with every reason.
//! [`Case::apply`] is the only way in which a case changes. Events carry their results, so that
//! [`Case::replay`] evaluates no rule; each names the bundle and the engine that decided it. What may be
//! done is data ([`Act`](crate::pack::Act)); code knows only what changes the shape of a complaint:
//! parts, links, parties, kinds. A complaint that is divided lives on as each of its parts.
//!
//! The clocks are not kept here. They are asked anew each time ([`obligations`]) with the facts and
//! the events that count, so no count of days is carried along and lost. What would wipe out a breach
//! or gain time by the day that it is put on takes two people and a reason.

mod adopt;
mod advice;
mod apply;
mod checks;
mod command;
mod concludes;
mod decide;
mod document;
mod duties;
mod event;
mod gains;
mod help;
mod look;
mod moves;
mod open;
mod outcome;
mod papers;
mod people;
mod present;
mod recompute;
mod refusal;
mod run;
mod say;
mod stage;
mod state;
mod stated;
mod structure;
mod timers;
mod trace;
mod view;
mod waits;
mod way;

pub use adopt::{ADOPTED, adopt};
pub use advice::{Advice, Ground, Standing, advice};
pub use checks::{Check, checks};
pub use command::{Command, Opening, Person};
pub use decide::{Decision, decide};
pub use duties::{Mark, obligations};
pub use event::{CaseEvent, Change, FORMAT_VERSION, Task};
pub use open::open;
pub use recompute::{Cause, Difference, recompute};
pub use refusal::{Reason, Refusal, Told};
pub use stage::{Next, Outlook, Outlooks, Stage, life};
pub use state::{Case, Entry, Run};
pub use timers::fire_due;
pub use view::{Flag, Line, Said, Stands, View, duties, view};
pub use waits::Wait;

use crate::{pack::Book, phrase::Phrasebook};

/// The version of what this engine answers: it goes up when the same facts, events and packs are
/// answered in another way.
pub const SEMANTICS: u32 = 1;

/// What a case is decided by: the packs, the hash that names them, and the words.
#[derive(Debug, Clone, Copy)]
pub struct Rules<'a> {
    /// The packs.
    pub book: &'a Book,
    /// The hash of their bundle.
    pub bundle: &'a str,
    /// The wordings.
    pub words: &'a Phrasebook,
}
