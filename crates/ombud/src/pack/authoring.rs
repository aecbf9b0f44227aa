//! Authors' TOML: every file read to the end, every item on its own, every fault with its line.

mod mend;
mod origins;
mod path;
mod walk;

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use toml::de::DeTable;

pub use self::origins::Origins;
pub(super) use self::path::is_within;
use self::{
    mend::{Mend, Mended},
    origins::Place,
    path::{item_of, outward},
    walk::{Walked, walk},
};
use super::{
    ActDef, ChecklistDef, Confirmation, Instrument, Manifest, NotARule, PhraseDef, Provision, SourceDef,
    Taxonomy,
    bundle::{Bundle, FORMAT_VERSION, RegimeRules},
    shared::share_steps,
};
use crate::{
    Error, ErrorCode,
    clock::{CalendarDef, ClockDef, RegimeDef, SuspensionDef},
    declined::RouteDef,
    model::{EventDef, FactDef, Json, canon, zone_database_version},
    review::ReviewDef,
    rules::{CalculationDef, ScorecardDef, TableDef},
    workflow::Definition,
};

/// One file of a pack: its name, as messages show it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// The name.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Reads the files of one pack.
///
/// # Errors
/// Every fault of every file at once: not TOML, a key that no item has, an item that cannot be
/// read, a wording that is missing in one language; each with file, line, item, expected, found.
pub fn read_files(files: &[PackFile]) -> Result<(Bundle, Origins), Vec<Error>> {
    match draft(files) {
        Draft { bundle: Some(bundle), origins, faults, .. } if faults.is_empty() => Ok((bundle, origins)),
        Draft { faults, .. } => Err(faults),
    }
}

/// The id that the manifest among the files gives the pack, whatever faults they have beside it.
#[must_use]
pub fn pack_id(files: &[PackFile]) -> Option<String> {
    files.iter().find_map(|file| {
        let (table, _) = DeTable::parse_recoverable(&file.text);
        let id = table.get_ref().get("manifest")?.get_ref().get("id")?.get_ref().as_str()?.to_owned();
        Some(id)
    })
}

/// What could be made of the files, faults or not.
pub(super) struct Draft {
    /// Every item that could be read, those with faults in their places with what was faulty left
    /// out; nothing where so much is lost that findings about the rest would be false.
    pub(super) bundle: Option<Bundle>,
    pub(super) origins: Origins,
    pub(super) faults: Vec<Error>,
    /// The items with faults, and where.
    pub(super) mended: Mended,
}

pub(super) fn draft(files: &[PackFile]) -> Draft {
    let mut reader = Reader::default();
    for file in files {
        reader.file(file);
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    manifest: Option<Manifest>,
    bundle: Parts,
    origins: Origins,
    faults: Vec<Error>,
    mended: Mended,
    lost: bool,
    /// Of the file that is being read: paths whose fault is noted already.
    refused: BTreeSet<String>,
    /// Of the file that is being read: tables in which the text itself is torn.
    torn: BTreeSet<String>,
}

#[derive(Default)]
struct Parts {
    facts: Vec<FactDef>,
    events: Vec<EventDef>,
    instruments: Vec<Instrument>,
    calendars: Vec<CalendarDef>,
    regimes: Vec<RegimeRules>,
    taxonomies: Vec<Taxonomy>,
    sources: Vec<SourceDef>,
    phrases: Vec<PhraseDef>,
    confirmations: Vec<Confirmation>,
    tables: Vec<TableDef>,
    scorecards: Vec<ScorecardDef>,
    calculations: Vec<CalculationDef>,
    reviews: Vec<ReviewDef>,
    workflows: Vec<Definition>,
    acts: Vec<ActDef>,
    checklists: Vec<ChecklistDef>,
    routes: Vec<RouteDef>,
}

/// The tables of a pack.
const SECTIONS: [&str; 22] = [
    "manifest",
    "fact",
    "event",
    "instrument",
    "calendar",
    "taxonomy",
    "source",
    "phrase",
    "confirmation",
    "table",
    "scorecard",
    "calculation",
    "review",
    "workflow",
    "act",
    "checklist",
    "route",
    "regime",
    "clock",
    "provision",
    "suspension",
    "not_a_rule",
];

impl Reader {
    fn file(&mut self, file: &PackFile) {
        let Walked { mut json, mut lines, mut refused, torn, is_torn, faults } = walk(file);
        let unshared = share_steps(&mut json, &mut lines, &mut refused);
        self.lost |= is_torn;
        (self.refused, self.torn) = (refused, torn);
        let items = |path: &str| item_of(&json, path);
        self.faults.extend(faults.into_iter().map(
            |fault| match fault.detail().path.as_deref().and_then(items) {
                Some(id) => fault.item(id),
                None => fault,
            },
        ));
        self.origins.lines.insert(file.path.clone(), lines);
        for (path, error) in unshared {
            self.fault(
                &file.path,
                &path,
                match item_of(&json, &path) {
                    Some(id) => error.item(id),
                    None => error,
                },
            );
        }
        if let Some(id) = json.get("regime").and_then(|regime| regime.get("id")).and_then(Json::as_str) {
            self.origins.regimes.insert(file.path.clone(), id.to_owned());
        }
        let mut rules = RegimeParts::default();
        for (key, value) in &json {
            match SECTIONS.into_iter().find(|section| section == key) {
                Some(section) => self.section(&file.path, section, value, &mut rules),
                None => {
                    let error = Error::new(ErrorCode::InvalidField).path(key);
                    let error = error.expected(format_args!("one of {}", SECTIONS.join(", "))).found(key);
                    self.fault(&file.path, key, error);
                }
            }
        }
        match rules.regime {
            Some(regime) => self.bundle.regimes.push(RegimeRules {
                regime,
                clocks: rules.clocks,
                provisions: rules.provisions,
                suspensions: rules.suspensions,
                not_a_rule: rules.not_a_rule,
            }),
            // A regime that is there and cannot be read has its own fault.
            None if json.contains_key("regime") => {}
            None => {
                if let Some(key) = rules.any {
                    self.lost = true;
                    let error = Error::new(ErrorCode::InvalidField)
                        .path(key)
                        .expected("a [regime] table beside its rules")
                        .found("none");
                    self.fault(&file.path, &format!("{key}[0]"), error);
                }
            }
        }
    }

    fn section(&mut self, file: &str, key: &'static str, value: &Json, rules: &mut RegimeParts) {
        match key {
            "manifest" => match self.one(file, key, value) {
                Some(_) if self.manifest.is_some() => {
                    let error = Error::new(ErrorCode::DuplicateId).path(key);
                    let error = error.expected("one [manifest] table in the pack").found("a second one");
                    self.fault(file, key, error);
                }
                read => self.manifest = read,
            },
            "fact" => {
                let read = self.many(file, key, value);
                self.bundle.facts.extend(read);
            }
            "event" => {
                let read = self.many(file, key, value);
                self.bundle.events.extend(read);
            }
            "instrument" => {
                let read = self.many(file, key, value);
                self.bundle.instruments.extend(read);
            }
            "calendar" => {
                let read = self.one(file, key, value);
                self.bundle.calendars.extend(read);
            }
            "taxonomy" => {
                let read = self.one(file, key, value);
                self.bundle.taxonomies.extend(read);
            }
            "source" => {
                let read = self.one(file, key, value);
                self.bundle.sources.extend(read);
            }
            "phrase" => {
                let read = self.many(file, key, value);
                self.bundle.phrases.extend(read);
            }
            "confirmation" => {
                let read = self.many(file, key, value);
                self.bundle.confirmations.extend(read);
            }
            "table" => {
                let read = self.many(file, key, value);
                self.bundle.tables.extend(read);
            }
            "scorecard" => {
                let read = self.many(file, key, value);
                self.bundle.scorecards.extend(read);
            }
            "calculation" => {
                let read = self.many(file, key, value);
                self.bundle.calculations.extend(read);
            }
            "review" => {
                let read = self.many(file, key, value);
                self.bundle.reviews.extend(read);
            }
            "workflow" => {
                let read = self.many(file, key, value);
                self.bundle.workflows.extend(read);
            }
            "act" => {
                let read = self.many(file, key, value);
                self.bundle.acts.extend(read);
            }
            "checklist" => {
                let read = self.many(file, key, value);
                self.bundle.checklists.extend(read);
            }
            "route" => {
                let read = self.many(file, key, value);
                self.bundle.routes.extend(read);
            }
            "regime" => rules.regime = self.one(file, key, value),
            _ => {
                rules.any = Some(key);
                match key {
                    "clock" => rules.clocks.extend(self.many::<ClockDef>(file, key, value)),
                    "provision" => rules.provisions.extend(self.many::<Provision>(file, key, value)),
                    "suspension" => rules.suspensions.extend(self.many::<SuspensionDef>(file, key, value)),
                    _ => rules.not_a_rule.extend(self.many::<NotARule>(file, key, value)),
                }
            }
        }
    }

    /// Notes a fault with file and line.
    fn fault(&mut self, file: &str, path: &str, error: Error) {
        let error = error.file(file);
        self.faults.push(match self.origins.known(file, path) {
            Some((_, line)) => error.line(line),
            None => error,
        });
    }

    fn many<T: DeserializeOwned>(&mut self, file: &str, key: &'static str, value: &Json) -> Vec<T> {
        let Json::List(items) = value else {
            self.lost = true;
            if !self.refused.contains(key) {
                let error = Error::new(ErrorCode::InvalidField).path(key);
                let found = match value {
                    Json::Map(_) => format!("[{key}]"),
                    other => other.kind().to_owned(),
                };
                let error = error.expected(format_args!("[[{key}]]")).found(found);
                self.fault(file, key, error);
            }
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| self.read(file, key, &format!("{key}[{i}]"), item))
            .collect()
    }

    fn one<T: DeserializeOwned>(&mut self, file: &str, key: &'static str, value: &Json) -> Option<T> {
        self.read(file, key, key, value)
    }

    /// Reads an item. Where something in it is refused, that is noted and left out, until every
    /// fault of the item is known.
    fn read<T: DeserializeOwned>(
        &mut self,
        file: &str,
        key: &'static str,
        path: &str,
        item: &Json,
    ) -> Option<T> {
        let id = item.get("id").and_then(Json::as_str).filter(|id| !id.is_empty());
        let place = Place { kind: key, file: file.to_owned(), table: path.to_owned() };
        let listed = item.get("items").into_iter().flat_map(|items| match items {
            Json::List(items) => items.as_slice(),
            _ => &[],
        });
        // An entry of the log has no id of its own: it is found by the rules that it names.
        let names = id.into_iter().chain(listed.filter(|_| key == "confirmation").filter_map(Json::as_str));
        for name in names {
            self.origins.items.entry(name.to_owned()).or_default().push(place.clone());
        }
        let torn = self.torn.contains(path);
        let mut mend = Mend::new(item.clone());
        let read = canon::from_json(&mend.json).ok().or_else(|| {
            // The elements of a list one by one: to read the whole again for each fault of a long list
            // would take minutes.
            let lists = mend.take_lists();
            self.mend::<T>(file, key, path, id, &mut mend)?;
            for (name, items) in lists {
                let mut sound = Vec::new();
                for (nth, item) in items.into_iter().enumerate() {
                    if !mend.put_element(&name, nth, item) {
                        break;
                    }
                    self.mend::<T>(file, key, path, id, &mut mend)?;
                    sound.extend(mend.take_elements(&name));
                }
                mend.put_list(&name, sound);
            }
            canon::from_json(&mend.json).ok()
        });
        if let Some(id) = id.filter(|_| read.is_some() && (torn || !mend.keys.is_empty())) {
            let keys = if torn { BTreeSet::new() } else { std::mem::take(&mut mend.keys) };
            self.mended.0.entry(id.to_owned()).or_default().insert(key, keys);
        }
        self.lost |= mend.lost || read.is_none();
        read
    }

    /// Notes what is refused in an item and leaves it out, until the rest can be read.
    fn mend<T: DeserializeOwned>(
        &mut self,
        file: &str,
        key: &'static str,
        path: &str,
        id: Option<&str>,
        mend: &mut Mend,
    ) -> Option<()> {
        let mut left = MENDS;
        while let Err(error) = canon::from_json::<T>(&mend.json) {
            // What is put in one place may be refused in another, round and round.
            left = left.checked_sub(1)?;
            let inner = mend.written(error.detail().path.as_deref().unwrap_or_default());
            let whole = match inner.as_str() {
                "" => path.to_owned(),
                inner => format!("{path}.{inner}"),
            };
            let noted = outward(&whole).any(|outer| self.refused.contains(outer));
            if !noted && !self.torn.contains(path) {
                let error = match id {
                    Some(id) => error.clone().item(id),
                    None => error.clone(),
                };
                self.fault(file, &whole, error.path(&whole));
            }
            self.refused.insert(whole);
            if !mend.leave_out::<T>(key, &error) {
                return None;
            }
        }
        Some(())
    }

    fn finish(self) -> Draft {
        let mut faults = self.faults;
        if self.manifest.is_none()
            && !faults
                .iter()
                .any(|fault| fault.detail().path.as_deref().is_some_and(|path| path.starts_with("manifest")))
        {
            faults.push(
                Error::new(ErrorCode::InvalidField)
                    .expected("one [manifest] table in the pack")
                    .found("none"),
            );
        }
        faults.sort_by_cached_key(place);
        let parts = self.bundle;
        let bundle = self.manifest.filter(|_| !self.lost).map(|manifest| {
            let mut bundle = Bundle {
                format_version: FORMAT_VERSION,
                manifest,
                zone_database: zone_database_version().to_owned(),
                facts: parts.facts,
                events: parts.events,
                instruments: parts.instruments,
                calendars: parts.calendars,
                regimes: parts.regimes,
                taxonomies: parts.taxonomies,
                sources: parts.sources,
                phrases: parts.phrases,
                confirmations: parts.confirmations,
                tables: parts.tables,
                scorecards: parts.scorecards,
                calculations: parts.calculations,
                reviews: parts.reviews,
                workflows: parts.workflows,
                acts: parts.acts,
                checklists: parts.checklists,
                routes: parts.routes,
            };
            bundle.sort();
            bundle
        });
        Draft { bundle, origins: self.origins, faults, mended: self.mended }
    }
}

/// How often an item, or an element of its lists, is mended before it is given up.
const MENDS: usize = 500;

/// What findings are sorted by: file, line, place and words.
pub(super) fn place(fault: &Error) -> impl Ord + use<> {
    let detail = fault.detail();
    (detail.file.clone(), detail.line, detail.path.clone(), fault.to_string())
}

#[derive(Default)]
struct RegimeParts {
    any: Option<&'static str>,
    regime: Option<RegimeDef>,
    clocks: Vec<ClockDef>,
    provisions: Vec<Provision>,
    suspensions: Vec<SuspensionDef>,
    not_a_rule: Vec<NotARule>,
}
