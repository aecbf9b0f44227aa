//! Offers above what is owed: who may make them, what they are, and what is paid in the end.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod accepting;
mod alike;
mod plans;
mod policy;
mod properties;
mod session;
mod simulated;
mod support;
mod talks;
mod whole;
