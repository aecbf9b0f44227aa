//! Estimates, and tournaments of bargaining policies: beside figures of another program, played in parts, and
//! against the ladder that is offered in earnest.
#![expect(clippy::expect_used, reason = "a test stops where it cannot go on, in its helpers too")]

mod estimate;
mod golden;
mod parts;
mod refused;
