//! Where a case stands: nothing but what its events said.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

use super::{document, event::Task};
use crate::model::{Complaint, Event, Facts, Instant, Json, Label, PartId, RegimeId, Zone};

/// One entry of the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Entry {
    /// The number of the event that made it.
    pub number: u64,
    /// The act.
    pub act: String,
    /// When it was recorded.
    pub recorded: Instant,
    /// What happened.
    #[serde(with = "document::event")]
    pub event: Event,
    /// In which roles whoever did it acted.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub roles: BTreeSet<String>,
    /// Who agreed to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<String>,
    /// In which roles.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub second_roles: BTreeSet<String>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The number of the event since which it no longer counts.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub struck: Option<u64>,
}

/// A workflow that a case runs: for all of the complaint, or for a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Run {
    /// The workflow.
    pub workflow: String,
    /// The part; absent for all of the complaint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// Where it stands, with the hash of its version.
    pub instance: Json,
    /// Its active states, as people call them.
    pub stands: Vec<Label>,
}

impl Run {
    /// The hash of the version it is pinned to.
    #[must_use]
    pub fn version(&self) -> &str {
        self.instance.get("workflow").and_then(Json::as_str).unwrap_or_default()
    }

    /// Whether it has come to its end.
    #[must_use]
    pub fn is_done(&self) -> bool {
        self.instance.get("done") == Some(&Json::Bool(true))
    }

    /// Its active states that have none inside them.
    pub fn states(&self) -> impl Iterator<Item = &str> {
        let states = match self.instance.get("states") {
            Some(Json::List(states)) => states.as_slice(),
            _ => &[],
        };
        states.iter().filter_map(Json::as_str)
    }
}

/// A case. Only [`apply`](Case::apply) changes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Case {
    pub(super) format_version: u32,
    pub(super) complaint: Complaint,
    pub(super) regimes: Vec<RegimeId>,
    #[serde(with = "zone")]
    pub(super) zone: Zone,
    pub(super) life: String,
    #[serde(with = "document::facts")]
    pub(super) facts: Facts,
    #[serde(default, with = "document::parts", skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) parts: BTreeMap<PartId, Facts>,
    pub(super) runs: Vec<Run>,
    pub(super) history: Vec<Entry>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) tasks: Vec<Task>,
    pub(super) number: u64,
    pub(super) at: Instant,
}

impl Case {
    /// The complaint, as it stands now.
    #[must_use]
    pub fn complaint(&self) -> &Complaint {
        &self.complaint
    }

    /// The regimes whose clocks run.
    #[must_use]
    pub fn regimes(&self) -> &[RegimeId] {
        &self.regimes
    }

    /// The zone of its days.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.zone
    }

    /// The workflow that is its life.
    #[must_use]
    pub fn life(&self) -> &str {
        &self.life
    }

    /// The facts that were stated.
    #[must_use]
    pub fn facts(&self) -> &Facts {
        &self.facts
    }

    /// The facts of parts, over those of the whole.
    #[must_use]
    pub fn parts(&self) -> &BTreeMap<PartId, Facts> {
        &self.parts
    }

    /// The workflows it runs, its life first. A complaint that has parts has a life for each.
    #[must_use]
    pub fn runs(&self) -> &[Run] {
        &self.runs
    }

    /// Everything that happened, in the order in which it was recorded; also what no longer counts.
    #[must_use]
    pub fn history(&self) -> &[Entry] {
        &self.history
    }

    /// What the host was asked to do.
    #[must_use]
    pub fn tasks(&self) -> &[Task] {
        &self.tasks
    }

    /// How many events made it.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// When the last of them was accepted.
    #[must_use]
    pub fn at(&self) -> Instant {
        self.at
    }

    /// The entries that count, in the order in which they were recorded.
    pub fn counted(&self) -> impl DoubleEndedIterator<Item = &Entry> {
        self.history.iter().filter(|entry| entry.struck.is_none())
    }

    /// The last entry of a type that counts.
    #[must_use]
    pub fn last(&self, event: &str) -> Option<&Entry> {
        self.counted().rfind(|entry| entry.event.kind.as_str() == event)
    }

    /// The last entry of a type that counts for a part: its own, or one of the whole. What is asked
    /// of the whole may be answered by any part.
    pub(super) fn last_of(&self, event: &str, part: Option<&PartId>) -> Option<&Entry> {
        let mut entries = self.counted().rev().filter(|entry| entry.event.kind.as_str() == event);
        entries.find(|entry| concerns(entry.event.part.as_ref(), part))
    }

    /// Whether the case has run a workflow, which says by whose rules it lives.
    pub(super) fn runs_any(&self, workflow: &str) -> bool {
        self.runs_of(workflow, None).next().is_some()
    }

    /// The runs of a workflow that an act on a part, or on the whole, moves.
    pub(super) fn runs_moved<'c>(
        &'c self,
        workflow: &'c str,
        part: Option<&'c PartId>,
    ) -> impl Iterator<Item = &'c Run> {
        self.runs.iter().filter(move |run| run.workflow == workflow && ends(run.part.as_ref(), part))
    }

    /// What a condition is asked of: the part that is named, each part where the whole is meant, or
    /// the whole where it has none.
    pub(super) fn asked_of<'c>(&'c self, part: Option<&'c PartId>) -> Vec<Option<&'c PartId>> {
        match (part, self.complaint.parts.as_slice()) {
            (None, parts @ [_, ..]) => parts.iter().map(|part| Some(&part.id)).collect(),
            _ => vec![part],
        }
    }

    /// The runs of a workflow that an act on a part, or on the whole, concerns.
    pub(super) fn runs_of<'c>(
        &'c self,
        workflow: &'c str,
        part: Option<&'c PartId>,
    ) -> impl Iterator<Item = &'c Run> {
        let of = move |run: &&Run| run.workflow == workflow && concerns(run.part.as_ref(), part);
        self.runs.iter().filter(of)
    }
}

/// Whether what belongs to a part, or to the whole, is meant where another part, or the whole, is
/// named: the whole means all of its parts.
pub(super) fn concerns(of: Option<&PartId>, named: Option<&PartId>) -> bool {
    match (of, named) {
        (Some(of), Some(named)) => of == named,
        _ => true,
    }
}

/// Whether what was begun for a part, or for the whole, is ended or struck where another part, or the
/// whole, is named. The whole ends what its parts began; no part ends what was begun for all of them.
pub(super) fn ends(of: Option<&PartId>, named: Option<&PartId>) -> bool {
    named.is_none() || of == named
}

/// A zone by its name.
mod zone {
    use super::*;

    pub(super) fn serialize<S: Serializer>(zone: &Zone, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(zone.name())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<Zone, D::Error> {
        Zone::new(&String::deserialize(d)?).map_err(D::Error::custom)
    }
}
