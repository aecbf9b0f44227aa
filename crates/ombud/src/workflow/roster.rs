//! Things in order, each found by its name as well.

use std::{
    collections::BTreeMap,
    ops::{Deref, DerefMut},
    sync::Arc,
};

/// What has a name.
pub(crate) trait Titled {
    fn id(&self) -> &Arc<str>;
}

/// A list with its names: a search through the list for each of them would take a large chart's
/// length once for each part of it.
#[derive(Debug, Clone)]
pub(crate) struct Roster<T> {
    items: Vec<T>,
    places: BTreeMap<Arc<str>, u16>,
}

impl<T> Default for Roster<T> {
    fn default() -> Self {
        Roster { items: Vec::new(), places: BTreeMap::new() }
    }
}

impl<T: Titled> Roster<T> {
    /// Adds one; of two with one name the first is found.
    pub(super) fn push(&mut self, item: T) {
        if let Ok(at) = u16::try_from(self.items.len()) {
            self.places.entry(Arc::clone(item.id())).or_insert(at);
        }
        self.items.push(item);
    }

    pub(super) fn place(&self, id: &str) -> Option<u16> {
        self.places.get(id).copied()
    }

    /// The places of the names that begin so, in the order of the names.
    pub(super) fn beginning<'a>(&'a self, prefix: &'a str) -> impl Iterator<Item = u16> + 'a {
        let from =
            self.places.range::<str, _>((std::ops::Bound::Included(prefix), std::ops::Bound::Unbounded));
        from.take_while(move |(id, _)| id.starts_with(prefix)).map(|(_, at)| *at)
    }
}

impl<T: Titled> FromIterator<T> for Roster<T> {
    fn from_iter<I: IntoIterator<Item = T>>(items: I) -> Self {
        let mut roster = Roster::default();
        items.into_iter().for_each(|item| roster.push(item));
        roster
    }
}

impl<T> Deref for Roster<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        &self.items
    }
}

impl<T> DerefMut for Roster<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        &mut self.items
    }
}

impl<'a, T> IntoIterator for &'a Roster<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.items.iter()
    }
}

impl Titled for Arc<str> {
    fn id(&self) -> &Arc<str> {
        self
    }
}
