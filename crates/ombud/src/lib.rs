#![doc = include_str!("../../../README.md")]
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects))]

pub mod bargain;
pub mod case;
pub mod clock;
pub mod cond;
pub mod declined;
mod engine;
pub mod error;
pub mod model;
pub mod ops;
pub mod pack;
pub mod phrase;
pub mod review;
pub mod rules;
pub mod talk;
pub mod workflow;

pub use engine::{
    Answer, Bargain, BargainTalk, Case, Declined, Duty, Engine, EngineBuilder, Entry, Explanation, Inquiry,
    Opinion, Regime, Ruling, Scoring,
};
pub use error::{Error, ErrorCode};
