//! What became of a command that was accepted, with its results.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Rules, SEMANTICS, document, duties::Mark};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{
        Complaint, ComplaintId, Event, Fact, FactId, Instant, Json, Label, Link, LinkKind, MatterKind, Part,
        PartId, Party, RegimeId, Value, canon,
    },
};

/// The version of the format of events and of snapshots.
pub const FORMAT_VERSION: u32 = 1;

/// Something that the host is asked to do: a task, a notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Task {
    /// The workflow that asks.
    pub workflow: String,
    /// The effect that asks.
    pub effect: String,
    /// What kind of thing.
    pub kind: String,
    /// What it says.
    #[serde(default, with = "document::fields", skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
}

/// One result of a command. Applying it evaluates nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Change {
    /// The case begins.
    Opened {
        /// The complaint.
        complaint: Box<Complaint>,
        /// The regimes whose clocks run.
        regimes: Vec<RegimeId>,
        /// The zone of its days.
        zone: String,
        /// The workflow that is its life.
        life: String,
    },
    /// Something happened.
    Recorded {
        /// What.
        #[serde(with = "document::event")]
        event: Event,
    },
    /// A fact was stated.
    Stated {
        /// Which.
        fact: FactId,
        /// Of which part; absent for all of the complaint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<PartId>,
        /// What it is.
        #[serde(with = "document::fact")]
        is: Fact,
    },
    /// A workflow began or went on.
    Moved {
        /// Which.
        workflow: String,
        /// For which part; absent for all of the complaint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<PartId>,
        /// Where it stands.
        instance: Json,
        /// Its active states, as people call them.
        stands: Vec<Label>,
    },
    /// The host is asked to do something.
    Asked(Task),
    /// An entry of the history no longer counts.
    Struck {
        /// The number of the event that made it.
        number: u64,
    },
    /// The complaint was divided, or a part of it. What lived as one lives on as each of them.
    Divided {
        /// Which part; absent for all of the complaint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        of: Option<PartId>,
        /// The parts.
        parts: Vec<Part>,
    },
    /// Somebody was entered, or what is newly known of them.
    Entered {
        /// Who.
        party: Box<Party>,
    },
    /// The complaint, or a part of it, is of another kind.
    Classed {
        /// Which part; absent for all of the complaint.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        part: Option<PartId>,
        /// The kind before, where one was stated.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<MatterKind>,
        /// The kind.
        to: MatterKind,
    },
    /// It relates to another complaint.
    Linked {
        /// How.
        link: Link,
    },
    /// It no longer does.
    Unlinked {
        /// To which.
        to: ComplaintId,
        /// How it did.
        kind: LinkKind,
    },
}

/// A command that was accepted, and all that came of it: taken whole or not at all.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CaseEvent {
    /// The version of the format.
    pub format_version: u32,
    /// The complaint.
    pub complaint: ComplaintId,
    /// Its place in the case, from 1.
    pub number: u64,
    /// When it was accepted.
    pub at: Instant,
    /// The act.
    pub act: String,
    /// Who did it; absent where a file or a timer did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// In which roles.
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
    /// The hash of the packs that decided it.
    pub bundle: String,
    /// The version of the engine's answers that decided it.
    pub engine: u32,
    /// What came of it, in order.
    pub changes: Vec<Change>,
    /// What the clocks said afterwards.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub duties: Vec<Mark>,
}

impl CaseEvent {
    /// An event of nobody's, under these rules; what the clocks say after it is not known yet.
    pub(super) fn under(
        rules: &Rules<'_>,
        complaint: &ComplaintId,
        number: u64,
        at: Instant,
        act: &str,
        changes: Vec<Change>,
    ) -> Self {
        CaseEvent {
            format_version: FORMAT_VERSION,
            complaint: complaint.clone(),
            number,
            at,
            act: act.to_owned(),
            by: None,
            roles: BTreeSet::new(),
            second: None,
            second_roles: BTreeSet::new(),
            reason: None,
            bundle: rules.bundle.to_owned(),
            engine: SEMANTICS,
            changes,
            duties: Vec::new(),
        }
    }

    /// Says where workflows stand in the end, in place of what it said of them before.
    pub(super) fn moves(&mut self, moves: Vec<Change>) {
        for moved in moves {
            let of = |change: &Change| match change {
                Change::Moved { workflow, part, .. } => Some((workflow.clone(), part.clone())),
                _ => None,
            };
            match self.changes.iter_mut().find(|known| of(known).is_some() && of(known) == of(&moved)) {
                Some(known) => *known = moved,
                None => self.changes.push(moved),
            }
        }
    }

    /// The canonical bytes.
    ///
    /// # Errors
    /// `too_large` past the limit of a document.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        canon::to_bytes(self)
    }

    /// Reads an event.
    ///
    /// # Errors
    /// Those of [`canon::from_bytes`]; `unsupported_format`.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        read(bytes)
    }
}

/// Reads a document of this version.
pub(super) fn read<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    let json = Json::parse(bytes)?;
    let version = json.get("format_version");
    if matches!(json, Json::Map(_)) && version != Some(&Json::Int(i64::from(FORMAT_VERSION))) {
        let found =
            version.map_or_else(|| "none".into(), |v| String::from_utf8_lossy(&v.to_bytes()).into_owned());
        return Err(Error::new(ErrorCode::UnsupportedFormat)
            .path("format_version")
            .expected(FORMAT_VERSION)
            .found(found));
    }
    canon::from_json(&json)
}
