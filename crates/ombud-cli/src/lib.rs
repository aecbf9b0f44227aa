//! The `ombud` program as a library: a thin door to the engine, for people and for scripts.
//!
//! It reads arguments and files, asks the engine, and prints. No rule lives here. It is a library so
//! that what is installed for another language can offer the same program.
#![forbid(unsafe_code)]

mod args;
mod aside;
mod case;
mod cases;
mod demo;
mod due;
mod failure;
mod input;
mod nearest;
mod ops;
mod output;
mod packs;
mod papers;
mod regime;
mod source;
mod triage;
mod workflow;

use std::ffi::OsString;

/// Runs the program on its command line, the name of the program first, and gives its exit code.
#[must_use]
pub fn run(arguments: &[OsString]) -> u8 {
    let lang = args::language(arguments);
    args::run(arguments, lang).unwrap_or_else(|failure| failure.report(lang))
}
