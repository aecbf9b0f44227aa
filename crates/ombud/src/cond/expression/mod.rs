//! The expression spelling: a subset of CEL, lowered to the same form as the `when` map.
//!
//! ```text
//! declined.replies >= 3 && stage in ["decided", "reviewed"] && !declined.new_fact
//! ```
//!
//! | written | means |
//! |---|---|
//! | `a && b`, `a || b`, `!a`, `( )` | conjunction, disjunction, negation |
//! | `x == v`, `!=`, `<`, `<=`, `>`, `>=` | comparison of two terms of one type |
//! | `x in [v, w]`, `"m" in x` | one of these; the set has the member |
//! | `has(x)` | the value is known |
//! | `x` | the bool holds |
//! | `+`, `-`, `*` | checked arithmetic: past the range is an error, never a wrapped number |
//!
//! Literals are `3`, `0.85`, `"text"`, `true`, `false`, and the calls `money("CNY 5.00")`,
//! `date("2026-03-02")`, `timestamp("2026-03-02T09:00:00+08:00")`, `duration("36h")`. A name that is
//! no plain word stands in back quotes. A scope says which names and which calls there are; the
//! type of every term is known before anything is evaluated, and everything ends: there are no
//! loops and no calls into the host.

mod lower;
mod named;
mod print;
mod syntax;
mod token;

pub(crate) use lower::{Scope, condition, term};
pub(crate) use named::Named;
pub(crate) use print::{Spelled, print, relation};

pub(crate) use syntax::{Form, Tree, parse as syntax};

use super::ir::Sign;

impl Sign {
    /// As it is written.
    pub(crate) fn text(self) -> &'static str {
        match self {
            Sign::Equal => "==",
            Sign::NotEqual => "!=",
            Sign::Less => "<",
            Sign::AtMost => "<=",
            Sign::Greater => ">",
            Sign::AtLeast => ">=",
        }
    }
}
