//! One act in the lives of several countries: what it says in some of them only.

use std::collections::BTreeMap;

use super::{ActDef, GuardDef};
use crate::model::Citation;

impl ActDef {
    /// The workflows in whose cases it is done; every case where there are none.
    pub(crate) fn home(&self) -> impl Iterator<Item = &String> {
        self.sends.iter().map(|send| &send.workflow).chain(&self.within)
    }

    /// Where it stands, in a case that runs these workflows.
    pub fn cites(&self, runs: impl Fn(&str) -> bool) -> Vec<Citation> {
        cites(&self.cite, &self.cite_in, runs)
    }
}

impl GuardDef {
    /// Whether it is asked in a case that runs these workflows.
    pub fn is_asked(&self, runs: impl Fn(&str) -> bool) -> bool {
        self.within.is_empty() || self.within.iter().any(|id| runs(id))
    }

    /// Where it stands, in a case that runs these workflows.
    pub fn cites(&self, runs: impl Fn(&str) -> bool) -> Vec<Citation> {
        cites(&self.cite, &self.cite_in, runs)
    }
}

fn cites(
    everywhere: &[Citation],
    some: &BTreeMap<String, Vec<Citation>>,
    runs: impl Fn(&str) -> bool,
) -> Vec<Citation> {
    let here = some.iter().filter(|(id, _)| runs(id)).flat_map(|(_, cite)| cite);
    everywhere.iter().chain(here).cloned().collect()
}
