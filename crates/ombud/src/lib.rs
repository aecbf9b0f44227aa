#![doc = include_str!("../../../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects))]

pub mod case;
pub mod clock;
pub mod cond;
mod engine;
pub mod error;
pub mod model;
pub mod ops;
pub mod pack;
pub mod phrase;
pub mod rules;
pub mod workflow;

pub use engine::{
    Answer, Case, Duty, Engine, EngineBuilder, Entry, Explanation, Inquiry, Regime, Ruling, Scoring,
};
pub use error::{Error, ErrorCode};
