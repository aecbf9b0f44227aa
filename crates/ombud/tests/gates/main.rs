//! Walls of the workshop that no lint can express: read the project's own files, need no network.
//! One binary, because each costs a link.
#![expect(clippy::expect_used, reason = "a test stops where it cannot go on, in its helpers too")]

mod buffered;
mod chinese;
mod commands;
mod crate_root;
mod crates_count;
mod layers;
mod notices;
mod one_word;
mod profiles;
mod source;
mod unsafe_list;
mod words;
