//! Reads files of complaints and says, for each row, which legal duties run and until when.
//!
//! A [`Profile`] says how a file is laid out. [`read()`] hands over its records one at a time;
//! [`triage::run`] asks the regimes about each and writes the results.
//!
//! A record is *rejected* only where it cannot be split into the header's columns. A blank or
//! unreadable cell keeps the row and adds a [`Problem`].
//!
//! ```
//! use ombud::Engine;
//! use ombud_intake::{Input, Outcome, Profile, read};
//!
//! let engine = Engine::builtin()?;
//! let profile = Profile::new(engine.source("cfpb")?, engine.catalogue(), &engine.bundle().taxonomies).unwrap();
//! let file = "Complaint ID,Date sent to company\n17,2023-06-09\n18,soon\n19\n";
//! let mut kept = 0;
//! let report = read(&profile, &Input::bytes("x.csv", file.as_bytes()), &mut |outcome| {
//!     if let Outcome::Kept(row) = outcome {
//!         kept += 1 + row.problems.len();
//!     }
//!     Ok(())
//! })?;
//! assert_eq!((report.kept, report.rejected, kept), (2, 1, 3));
//! # Ok::<(), ombud::Error>(())
//! ```
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects))]

mod address;
mod canonical;
mod cells;
mod complaints;
mod csv;
mod dates;
mod decode;
mod fixed;
mod fold;
pub mod guess;
mod jsonl;
mod limits;
mod ops;
mod output;
pub mod papers;
mod plausible;
mod problem;
mod profile;
mod read;
mod record;
#[cfg(feature = "report")]
pub mod report;
mod rows;
pub mod triage;
mod unpack;
mod xlsx;

pub use cells::{MAX_CELL, MAX_RECORD};
pub use complaints::{Complaints, line};
pub use dates::{DateError, DateShapes, shape_of};
pub use decode::{Note, encoding_name};
pub use ops::OPERATIONS;
pub use output::Outputs;
pub use problem::{Problem, Reason};
pub use profile::{Profile, format_name};
pub use read::{FileReport, Input, Outcome, read};
pub use record::Row;
pub use rows::{Given, Header, Rows};
pub use triage::{Asked, Progress, Sink, Summary};
