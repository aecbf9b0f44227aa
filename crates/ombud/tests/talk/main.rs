//! Talks: lines, checks and sheets, as the operations give them.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod check;
mod course;
mod denied;
mod golden;
mod lines;
mod sheets;
mod support;
