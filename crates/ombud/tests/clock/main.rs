//! The clocks, held to what people report as broken and to every rule of "Days and clocks".
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod chains;
mod edges;
mod extensions;
mod faults;
mod found;
mod last_day;
mod law_time;
mod limbs;
mod pauses;
mod places;
mod properties;
mod prudent;
mod referrals;
mod status;
mod steps;
mod support;
mod suspensions;
mod themes;
mod units;
mod unsure;
mod what_if;
