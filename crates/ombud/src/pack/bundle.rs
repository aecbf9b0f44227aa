//! The canonical bundle: everything a set of packs says, in one document with one hash.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{
    ActDef, ChecklistDef, Confirmation, Instrument, Manifest, NotARule, PhraseDef, Provision, SourceDef,
    Taxonomy,
    ids::{rule_ids, unknown_rules},
};
use crate::{
    Error, ErrorCode,
    clock::{CalendarDef, ClockDef, RegimeDef, SuspensionDef},
    declined::RouteDef,
    error::Result,
    model::{
        Dated, EventDef, FactClass, FactDef, FactId,
        canon::{self, HashName},
    },
    review::ReviewDef,
    rules::{CalculationDef, ScorecardDef, TableDef},
    workflow::Definition,
};

/// The version of the bundle format that this code writes and reads.
pub const FORMAT_VERSION: u32 = 1;

/// The built-in bundle, embedded, and the hash that names it.
pub const BUILTIN: (&[u8], &str) =
    (include_bytes!("../../packs/bundle.json"), include_str!("../../packs/bundle.hash"));

/// A regime and its rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegimeRules {
    /// The regime.
    pub regime: RegimeDef,
    /// Its clocks, every version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub clocks: Vec<ClockDef>,
    /// Its other rules.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub provisions: Vec<Provision>,
    /// Its class-level suspensions.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspensions: Vec<SuspensionDef>,
    /// Ids of the law notes that are no items.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_a_rule: Vec<NotARule>,
}

/// Everything that one pack, or several in layers, say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bundle {
    /// The version of the format.
    pub format_version: u32,
    /// What it is.
    pub manifest: Manifest,
    /// The version of the time-zone database it was built with.
    pub zone_database: String,
    /// The fact catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<FactDef>,
    /// The event catalogue.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<EventDef>,
    /// The instruments.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub instruments: Vec<Instrument>,
    /// The calendars.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calendars: Vec<CalendarDef>,
    /// The regimes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimes: Vec<RegimeRules>,
    /// The taxonomies.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub taxonomies: Vec<Taxonomy>,
    /// The source profiles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceDef>,
    /// The wordings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub phrases: Vec<PhraseDef>,
    /// The decision tables, every version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tables: Vec<TableDef>,
    /// The scorecards, every version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scorecards: Vec<ScorecardDef>,
    /// The calculations, every version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub calculations: Vec<CalculationDef>,
    /// The reviews of refusals, every version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reviews: Vec<ReviewDef>,
    /// The workflows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workflows: Vec<Definition>,
    /// The acts.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub acts: Vec<ActDef>,
    /// The checklists.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub checklists: Vec<ChecklistDef>,
    /// The ways on after a claim was declined, every version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub routes: Vec<RouteDef>,
    /// Who confirmed what.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub confirmations: Vec<Confirmation>,
}

impl Bundle {
    /// Reads a bundle and checks it against the hash that names it (`sha256:…` or `sm3:…`).
    ///
    /// # Errors
    /// `hash_mismatch`; `unsupported_format`; those of reading JSON.
    pub fn from_bytes(bytes: &[u8], hash: Option<&str>) -> Result<Self> {
        if let Some(expected) = hash.map(str::trim) {
            let name = if expected.starts_with("sm3:") { HashName::Sm3 } else { HashName::Sha256 };
            let found = canon::hash(name, bytes);
            if found != expected {
                return Err(Error::new(ErrorCode::HashMismatch).expected(expected).found(found));
            }
            // The bytes are those that were built and checked: one reading is enough, unless they
            // were built by another version, which is then said in words.
            if let Ok(bundle) = serde_json::from_slice::<Bundle>(bytes)
                && bundle.format_version == FORMAT_VERSION
            {
                return Ok(bundle);
            }
        }
        let json = canon::Json::parse(bytes)?;
        if !matches!(json, canon::Json::Map(_)) {
            return Err(Error::new(ErrorCode::InvalidField).expected("a bundle").found(json.kind()));
        }
        let version = json.get("format_version");
        if version != Some(&canon::Json::Int(i64::from(FORMAT_VERSION))) {
            return Err(Error::new(ErrorCode::UnsupportedFormat)
                .path("format_version")
                .expected(FORMAT_VERSION)
                .found(version.map_or_else(
                    || "none".into(),
                    |v| String::from_utf8_lossy(&v.to_bytes()).into_owned(),
                )));
        }
        canon::from_json(&json)
    }

    /// The canonical bytes.
    ///
    /// # Errors
    /// `internal` where the bundle has no JSON form, which no bundle that was read lacks.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        canon::to_bytes(self)
    }

    /// The hash of the canonical bytes, by name.
    ///
    /// # Errors
    /// As [`to_bytes`](Self::to_bytes).
    pub fn hash(&self, name: HashName) -> Result<String> {
        Ok(canon::hash(name, &self.to_bytes()?))
    }

    /// What a workflow names as rules and the bundle does not have.
    #[must_use]
    pub fn unknown_rules(&self, workflow: &Definition) -> Vec<Error> {
        unknown_rules(workflow, &rule_ids(self))
    }

    /// Puts items in the order of their ids, so that the order of files does not matter.
    pub(super) fn sort(&mut self) {
        self.facts.sort_by(|a, b| a.id.cmp(&b.id));
        self.events.sort_by(|a, b| a.id.cmp(&b.id));
        self.instruments.sort_by(|a, b| a.id.cmp(&b.id));
        self.calendars.sort_by(|a, b| a.id.cmp(&b.id));
        self.regimes.sort_by(|a, b| a.regime.id.cmp(&b.regime.id));
        self.taxonomies.sort_by(|a, b| a.id.cmp(&b.id));
        self.sources.sort_by(|a, b| a.id.cmp(&b.id));
        self.phrases.sort_by(|a, b| a.id.cmp(&b.id));
        self.tables.sort_by(|a, b| (&a.id, a.force().start()).cmp(&(&b.id, b.force().start())));
        self.scorecards.sort_by(|a, b| (&a.id, a.force().start()).cmp(&(&b.id, b.force().start())));
        self.calculations.sort_by(|a, b| (&a.id, a.force().start()).cmp(&(&b.id, b.force().start())));
        self.reviews.sort_by(|a, b| (&a.id, a.force().start()).cmp(&(&b.id, b.force().start())));
        self.workflows.sort_by(|a, b| a.id.cmp(&b.id));
        self.acts.sort_by(|a, b| a.id.cmp(&b.id));
        self.checklists.sort_by(|a, b| a.id.cmp(&b.id));
        self.routes.sort_by(|a, b| (&a.id, a.force().start()).cmp(&(&b.id, b.force().start())));
        self.confirmations.sort_by(|a, b| (a.date, &a.items).cmp(&(b.date, &b.items)));
    }

    /// Lays a pack over this one. An item of both must be named in the upper pack's
    /// `manifest.replaces`; it is then replaced whole. Nothing is merged inside an item.
    ///
    /// # Errors
    /// `item_conflict` for each item of both that is not named, and for each name that replaces
    /// nothing; `invalid_value` for a fact that leaves its class for a less restricted one.
    pub fn layer(self, over: Bundle) -> Result<Bundle, Vec<Error>> {
        let (bundle, faults) = self.laid_under(over);
        if faults.is_empty() { Ok(bundle) } else { Err(faults) }
    }

    /// The two in one, and what is wrong with that; in a conflict the upper item stands.
    pub(super) fn laid_under(mut self, over: Bundle) -> (Bundle, Vec<Error>) {
        let mut layer =
            Layer { allowed: over.manifest.replaces.iter().cloned().collect(), ..Layer::default() };
        layer.classes(&self.facts, &over.facts);
        layer.add("fact", &mut self.facts, over.facts, |x| x.id.to_string());
        layer.add("event", &mut self.events, over.events, |x| x.id.to_string());
        layer.add("instrument", &mut self.instruments, over.instruments, |x| x.id.to_string());
        layer.add("calendar", &mut self.calendars, over.calendars, |x| x.id.to_string());
        layer.add("regime", &mut self.regimes, over.regimes, |x| x.regime.id.to_string());
        layer.add("taxonomy", &mut self.taxonomies, over.taxonomies, |x| x.id.to_string());
        layer.add("source", &mut self.sources, over.sources, |x| x.id.to_string());
        layer.add("phrase", &mut self.phrases, over.phrases, |x| x.id.clone());
        layer.add_versions("table", &mut self.tables, over.tables);
        layer.add_versions("scorecard", &mut self.scorecards, over.scorecards);
        layer.add_versions("calculation", &mut self.calculations, over.calculations);
        layer.add_versions("review", &mut self.reviews, over.reviews);
        layer.add("workflow", &mut self.workflows, over.workflows, |x| x.id.clone());
        layer.add("act", &mut self.acts, over.acts, |x| x.id.to_string());
        layer.add("checklist", &mut self.checklists, over.checklists, |x| x.id.to_string());
        layer.add_versions("route", &mut self.routes, over.routes);
        self.confirmations.extend(over.confirmations);
        for (i, name) in over.manifest.replaces.iter().enumerate() {
            if !layer.used.contains(name) {
                layer.faults.push(
                    Error::new(ErrorCode::ItemConflict)
                        .item(&over.manifest.id)
                        .kind("manifest")
                        .path(format_args!("replaces[{i}]"))
                        .expected("kind:id of an item that this pack and one below both have")
                        .found(name),
                );
            }
        }
        self.manifest.id = format!("{}+{}", self.manifest.id, over.manifest.id);
        self.manifest.version = format!("{}+{}", self.manifest.version, over.manifest.version);
        self.sort();
        (self, layer.faults)
    }
}

#[derive(Default)]
struct Layer {
    allowed: BTreeSet<String>,
    used: BTreeSet<String>,
    faults: Vec<Error>,
}

impl Layer {
    /// INVARIANT 3 would be empty if a pack above could declare a guess of the pack below a record.
    fn classes(&mut self, below: &[FactDef], over: &[FactDef]) {
        let classes: BTreeMap<&FactId, FactClass> = below.iter().map(|fact| (&fact.id, fact.class)).collect();
        for fact in over {
            if let Some(was) = classes.get(&fact.id).filter(|was| fact.class < **was) {
                let id = &fact.id;
                let error = Error::new(ErrorCode::InvalidValue).item(id).kind("fact").path("class");
                self.faults.push(
                    error
                        .expected(format_args!("{was} as in the pack below, or a class that decides less"))
                        .found(format_args!("{id} (class {was}) → {id} (class {})", fact.class)),
                );
            }
        }
    }

    fn add<T>(&mut self, kind: &'static str, below: &mut Vec<T>, over: Vec<T>, id: impl Fn(&T) -> String) {
        let known = below.len();
        for item in over {
            let id_of = id(&item);
            let name = format!("{kind}:{id_of}");
            match below.iter_mut().take(known).find(|other| id(other) == id_of) {
                // An item twice in one pack is for the check of that pack.
                None => below.push(item),
                Some(other) => {
                    if !self.allowed.contains(&name) {
                        let error = Error::new(ErrorCode::ItemConflict).item(&id_of).kind(kind);
                        self.faults.push(
                            error
                                .expected(format_args!("`{name}` in manifest.replaces, or another id"))
                                .found("an item that a pack below has as well"),
                        );
                    }
                    *other = item;
                    self.used.insert(name);
                }
            }
        }
    }

    /// As [`add`](Self::add), for items with versions: all of them are replaced together.
    fn add_versions<T: Dated>(&mut self, kind: &'static str, below: &mut Vec<T>, over: Vec<T>) {
        let ids: BTreeSet<String> = over.iter().map(|item| item.id().to_string()).collect();
        for id in ids.iter().filter(|id| below.iter().any(|other| other.id().as_str() == **id)) {
            let name = format!("{kind}:{id}");
            if !self.allowed.contains(&name) {
                let error = Error::new(ErrorCode::ItemConflict).item(id).kind(kind);
                self.faults.push(
                    error
                        .expected(format_args!("`{name}` in manifest.replaces, or another id"))
                        .found("an item that a pack below has as well"),
                );
            }
            self.used.insert(name);
        }
        below.retain(|item| !ids.contains(item.id().as_str()));
        below.extend(over);
    }
}
