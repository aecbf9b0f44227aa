//! Conditions as areas of a space, for the rooms that prove things of them.
//!
//! Every name is cut into regions in which no test of the conditions can tell two values apart, so a
//! case is a choice of one region per name, and "none holds" or "two hold" are questions about boxes
//! of regions. That is exact for tests of single names. A comparison of two terms is cut into less,
//! equal and greater as if it were a name of its own: what is proved then holds, and what is found
//! must be tried on values. Work is counted, not timed, so the same conditions give the same answers
//! everywhere.

mod areas;
mod cover;
mod regions;

pub(crate) use areas::{Area, Want, areas, product};
pub(crate) use cover::{Budget, Case, Search};
pub(crate) use regions::{Region, Space, Subject, moved, position, representatives};

/// More than may be done: too many boxes, or too many steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Beyond;
