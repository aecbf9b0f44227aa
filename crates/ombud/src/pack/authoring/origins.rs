//! Where each item was written.

use std::collections::BTreeMap;

use super::path::outward;
use crate::Error;

/// Where each item was written, so that a fault found later still has its file and line.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// Id → where it was written, as what, in that order.
    pub(super) items: BTreeMap<String, Vec<Place>>,
    /// File → path → line.
    pub(super) lines: BTreeMap<String, BTreeMap<String, u64>>,
    /// File → the regime whose rules it holds.
    pub(super) regimes: BTreeMap<String, String>,
}

/// The kind, the file and the table of an item: `clock[3]`.
#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) kind: &'static str,
    pub(super) file: String,
    pub(super) table: String,
}

impl Origins {
    /// Adds file and line to a fault that names its item, and the table to its path.
    #[must_use]
    pub fn locate(&self, error: Error) -> Error {
        self.find(&error).unwrap_or_else(|| error.settled())
    }

    /// The fault with file and line, where its item was written here.
    pub(in crate::pack) fn find(&self, error: &Error) -> Option<Error> {
        let place = self.place(error)?;
        let inner = error.detail().path.as_deref().unwrap_or_default();
        let joint = if inner.is_empty() || inner.starts_with('[') { "" } else { "." };
        let path = format!("{}{joint}{inner}", place.table);
        let line = self.known(&place.file, &path).map(|(_, line)| line);
        let error = error.clone().file(&place.file).path(path).settled();
        Some(match line {
            Some(line) => error.line(line),
            None => error,
        })
    }

    fn place(&self, error: &Error) -> Option<&Place> {
        let detail = error.detail();
        let item = detail.item.as_deref().filter(|_| detail.file.is_none())?;
        let origin = error.origin();
        let places = || {
            let of_kind = |place: &&Place| origin.kind.is_none_or(|kind| place.kind == kind);
            let of_regime = |place: &&Place| {
                origin.regime.as_ref().is_none_or(|regime| self.regimes.get(&place.file) == Some(regime))
            };
            self.items.get(item).into_iter().flatten().filter(of_kind).filter(of_regime)
        };
        if let Some(place) = origin.nth.and_then(|nth| places().nth(nth)) {
            return Some(place);
        }
        let inner = detail.path.clone().unwrap_or_default();
        places().max_by_key(|place| {
            self.known(&place.file, &format!("{}.{inner}", place.table)).map_or(0, |(len, _)| len)
        })
    }

    /// The longest beginning of a path that has a line, and that line.
    pub(super) fn known(&self, file: &str, path: &str) -> Option<(usize, u64)> {
        let lines = self.lines.get(file)?;
        outward(path).find_map(|outer| Some((outer.len(), *lines.get(outer)?)))
    }
}
