//! From a file of complaints to the duties that run: reading, triage, and what the desk gets.
#![forbid(unsafe_code)]
#![cfg_attr(not(test), deny(clippy::indexing_slicing, clippy::string_slice))]

pub mod report;
