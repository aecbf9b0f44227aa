//! The clocks, held to what people report as broken and to every rule of "Days and clocks".
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod edges;
mod faults;
mod found;
mod properties;
mod semantics;
mod support;
mod themes;
