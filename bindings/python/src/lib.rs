//! `ombud._native`: the Python door, as thin as it can be. Documents go in and out as bytes; what
//! reads as Python is the package `python/ombud`.
#![deny(unsafe_code)]
#![deny(clippy::indexing_slicing, clippy::string_slice, clippy::arithmetic_side_effects)]

mod about;
#[expect(unsafe_code, reason = "moves the structs of Arrow out of their capsules")]
mod batch;
mod case;
mod engine;
mod fault;
mod guard;
mod input;
mod machine;
mod money;

#[pyo3::pymodule]
mod _native {
    #[pymodule_export]
    use crate::{
        about::{build_info, main},
        batch::Columns,
        case::Case,
        engine::Engine,
        fault::{errors, refuse},
        machine::{Machine, Workflow},
        money::{money_minor, money_text},
    };

    /// The version.
    #[pymodule_export]
    const VERSION: &str = ombud_doors::VERSION;
}
