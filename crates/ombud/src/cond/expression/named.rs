//! A name in an expression of a room that has names of its own.

use std::{
    cmp::Ordering,
    fmt::{self, Write},
    sync::Arc,
};

use super::Spelled;
use crate::model::ValueType;

/// A name: where its value is found, of which type that is, and how it is spelled. Two are the same
/// where they are spelled the same.
#[derive(Debug, Clone)]
pub(crate) struct Named<S> {
    pub(crate) slot: S,
    pub(crate) kind: ValueType,
    pub(crate) text: Arc<str>,
}

impl<S> PartialEq for Named<S> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<S> Eq for Named<S> {}

impl<S> PartialOrd for Named<S> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<S> Ord for Named<S> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<S> Spelled for Named<S> {
    fn spell(&self, f: &mut dyn Write) -> fmt::Result {
        f.write_str(&self.text)
    }
}
