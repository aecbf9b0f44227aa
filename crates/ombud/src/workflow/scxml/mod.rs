//! SCXML, the W3C's language for statecharts: read into a [`Definition`](super::Definition), and
//! written from one.
//!
//! What is read: states, parallel states, finals, histories, transitions, `raise`, `send` (also
//! delayed) to the session itself, `cancel`, `assign`, `if`, `log`, and expressions of the ECMAScript
//! or Python data model as far as the condition language has the like. A variable has one type, that
//! of its first value and of all it is assigned. Everything else is refused by name and place.

mod export;
mod expression;
mod import;
mod infer;
mod limits;

pub(crate) use export::escaped;
pub use export::{NAMESPACE, export};
pub use import::{import, import_bytes};
