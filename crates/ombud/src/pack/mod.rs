//! The book of rules: loaded from authors' TOML or from one canonical bundle, checked, layered,
//! compared, and compiled for the engines.

mod items;
mod source;

pub use items::*;
pub use source::*;
