//! A talk with somebody who complains: what was given, which lines may be said, how it goes.
//!
//! Nothing is read from text here: feelings, accusations and counts are given. No sentence is made
//! here either: rules and words are data of the packs, and `phrase` words the lines. Nothing of a
//! talk is an input to an amount.

mod accusation;
mod brief;
mod course;
mod cues;
mod denial;
mod given;
mod lexicon;
mod line;
mod looked;
mod mirror;
mod plan;
mod ready;
mod review;
mod rule;
mod silence;
mod words;

pub use accusation::{Accusation, Truth};
pub use brief::{Brief, Felt, Need};
pub use course::{Band, Course, Reading, Round, Trend};
pub use cues::{Cues, Share};
pub use given::{Given, Kind};
pub use lexicon::{Breach, Lexicon, Texts};
pub use line::{Entry, LeftOut, Line, LineKind, RoleSheet};
pub use looked::{Listened, Looked, Persuaded, Rated, Reviewed};
pub use mirror::mirror;
pub use plan::{Limit, LimitMethod, Plan};
pub use ready::{Advice, Assessed, Mode, Named, Preparation, Rendered};
pub use review::{Answered, Audience, Draft, Move, Moved, Persuasion, Point, Review, Scored, Skill};
pub use rule::Rule;
