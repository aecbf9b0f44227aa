//! The C door to Ombud. `include/ombud.h` is written from this source, so the comments on what is
//! exported are for readers of C; why each `unsafe` is sound stands beside it.
//!
//! Every exported function runs inside [`guard`]: arguments are checked, a panic stops there, and
//! what went wrong leaves by the error out-parameter.
#![allow(
    non_camel_case_types,
    reason = "types bear their C names, so that one search finds a type in every layer"
)]
#![allow(
    clippy::missing_safety_doc,
    reason = "the comments are the header's, where the conventions at its head say once what a caller owes"
)]

pub mod batch;
pub mod bytes;
pub mod case;
pub mod date;
pub mod engine;
pub mod error;
mod guard;
mod input;
pub mod library;
pub mod machine;
#[cfg(test)]
mod tests;
pub mod workflow;

// What the header says of threads, asked of the compiler.
const _: () = {
    const fn shared<T: Send + Sync>() {}
    shared::<engine::ombud_engine>();
    shared::<workflow::ombud_workflow>();
    shared::<machine::ombud_machine>();
    shared::<case::ombud_case>();
    shared::<bytes::ombud_bytes>();
    shared::<error::ombud_error>();
};
