//! Authors' TOML: every file read to the end, every item on its own, every fault with its line.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::{
    Confirmation, Instrument, Manifest, NotARule, PhraseDef, Provision, SourceDef, Taxonomy,
    bundle::{Bundle, FORMAT_VERSION, RegimeRules},
    shared::share_steps,
};
use crate::{
    Error, ErrorCode,
    clock::{CalendarDef, ClockDef, RegimeDef, SuspensionDef},
    model::{EventDef, FactDef, Json, canon, zone_database_version},
    rules::{ScorecardDef, TableDef},
};

/// One file of a pack: its name, as messages show it, and its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PackFile {
    /// The name.
    pub path: String,
    /// The text.
    pub text: String,
}

/// Where each item was written, so that a fault found later still has its file and line.
#[derive(Debug, Clone, Default)]
pub struct Origins {
    /// Id → where it was written, as what, in that order.
    items: BTreeMap<String, Vec<Place>>,
    /// File → path → line.
    lines: BTreeMap<String, BTreeMap<String, u64>>,
    /// File → the regime whose rules it holds.
    regimes: BTreeMap<String, String>,
}

/// The kind, the file and the table of an item: `clock[3]`.
#[derive(Debug, Clone)]
struct Place {
    kind: &'static str,
    file: String,
    table: String,
}

impl Origins {
    /// Adds file and line to a fault that names its item, and the table to its path.
    #[must_use]
    pub fn locate(&self, error: Error) -> Error {
        self.find(&error).unwrap_or_else(|| error.settled())
    }

    /// The fault with file and line, where its item was written here.
    pub(super) fn find(&self, error: &Error) -> Option<Error> {
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
    fn known(&self, file: &str, path: &str) -> Option<(usize, u64)> {
        let lines = self.lines.get(file)?;
        outward(path).find_map(|outer| Some((outer.len(), *lines.get(outer)?)))
    }
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

/// Id and kind of the items with faults, and the keys in which they are; without keys where the
/// whole item is in doubt.
#[derive(Default)]
pub(super) struct Mended(BTreeMap<String, BTreeMap<&'static str, BTreeSet<String>>>);

/// Keys that are judged together: what is left of one of them says nothing of the others.
const TOGETHER: [&[&str]; 8] = [
    &["trigger", "period", "limb", "derive", "combine", "extend", "reset", "agree", ""],
    &["effective_from", "in_force_by", "effective_to"],
    &["kind", "contents", "body", "window", "binding", "cost"],
    &["type", "values"],
    &["class", "level", "from"],
    &["hit", "aggregate", "output", "rule", "default", ""],
    &["factor", "group", "band", "override", "least", "most", ""],
    &["zone", "calendar", "place_fact", "place", ""],
];

impl Mended {
    /// Whether a finding of the check may only come from what was left out.
    pub(super) fn explains(&self, fault: &Error) -> bool {
        let detail = fault.detail();
        let item = detail.item.as_deref().unwrap_or_default();
        let top = top_key(detail.path.as_deref().unwrap_or_default());
        let kind = fault.origin().kind;
        let joined = |key: &str| {
            key == top || TOGETHER.iter().any(|group| group.contains(&key) && group.contains(&top))
        };
        let of_kind = |of: &str| kind.is_none_or(|kind| kind == of);
        let mended = self.0.get(item).into_iter().flatten().filter(|(of, _)| of_kind(of));
        mended.into_iter().any(|(_, keys)| keys.is_empty() || keys.iter().any(|key| joined(key)))
    }
}

fn top_key(path: &str) -> &str {
    path.split(['.', '[']).next().unwrap_or_default()
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
}

/// The tables of a pack.
const SECTIONS: [&str; 16] = [
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
    "regime",
    "clock",
    "provision",
    "suspension",
    "not_a_rule",
];

impl Reader {
    fn file(&mut self, file: &PackFile) {
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        let mut slips: Vec<Slip> =
            errors.iter().map(|error| Slip::new(error.message(), error.span())).collect();
        slips.sort_by_key(|slip| slip.span.start);
        let mut walker = Walker {
            file,
            starts: Lines::new(&file.text),
            slips,
            lines: BTreeMap::new(),
            items: Vec::new(),
            refused: BTreeSet::new(),
            faults: Vec::new(),
        };
        let mut json = walker.table(table.get_ref(), "");
        walker.items = items_of(&walker.lines);
        walker.tears();
        self.torn = walker.torn_items();
        let Walker { mut lines, mut refused, slips, faults, .. } = walker;
        let unshared = share_steps(&mut json, &mut lines, &mut refused);
        self.lost |= slips.iter().any(Slip::is_tear);
        self.refused = refused;
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

/// An item from which what is refused is left out, piece by piece.
struct Mend {
    json: Json,
    /// The keys of the item in which something is left out.
    keys: BTreeSet<String>,
    /// Whether what is left out matters to other items.
    lost: bool,
    /// Lists that lost elements: their path, and the places of those elements as written.
    removed: BTreeMap<String, Vec<usize>>,
    /// The list of which one element stands alone, and the place of that element as written.
    alone: Option<(String, usize)>,
}

/// What is never read by another item.
const WORDS: [&str; 6] = ["title", "meaning", "producer", "unit", "note", "about"];

impl Mend {
    fn new(json: Json) -> Self {
        Mend { json, keys: BTreeSet::new(), lost: false, removed: BTreeMap::new(), alone: None }
    }

    /// The lists of the item, which are left empty.
    fn take_lists(&mut self) -> BTreeMap<String, Vec<Json>> {
        let Json::Map(map) = &mut self.json else { return BTreeMap::new() };
        let lists = map.iter_mut().filter_map(|(name, value)| match value {
            Json::List(items) => Some((name.clone(), std::mem::take(items))),
            _ => None,
        });
        lists.collect()
    }

    fn list(&mut self, name: &str) -> Option<&mut Vec<Json>> {
        match &mut self.json {
            Json::Map(map) => match map.get_mut(name) {
                Some(Json::List(items)) => Some(items),
                _ => None,
            },
            _ => None,
        }
    }

    /// Puts one element in an empty list, unless the list itself was refused.
    fn put_element(&mut self, name: &str, nth: usize, item: Json) -> bool {
        self.alone = Some((name.to_owned(), nth));
        self.list(name).map(|items| items.push(item)).is_some()
    }

    /// What is left of the element.
    fn take_elements(&mut self, name: &str) -> Vec<Json> {
        self.list(name).map(std::mem::take).unwrap_or_default()
    }

    fn put_list(&mut self, name: &str, sound: Vec<Json>) {
        if let Some(items) = self.list(name) {
            *items = sound;
        }
    }

    /// The path as it was written: numbers of list elements before any was left out.
    fn written(&self, path: &str) -> String {
        let mut out = String::new();
        for step in steps(path) {
            match step {
                Step::Key(key) if out.is_empty() => out.push_str(key),
                Step::Key(key) => out.push_str(&format!(".{key}")),
                Step::Index(index) => {
                    let alone = self.alone.as_ref().filter(|(list, _)| *list == out);
                    let mut index = alone.map_or(index, |(_, nth)| *nth);
                    for gone in self.removed.get(&out).filter(|_| alone.is_none()).into_iter().flatten() {
                        if *gone <= index {
                            index = index.saturating_add(1);
                        }
                    }
                    out.push_str(&format!("[{index}]"));
                }
            }
        }
        out
    }

    /// Leaves out what the error refuses, or puts something in the place of what is missing.
    fn leave_out<T: DeserializeOwned>(&mut self, kind: &str, error: &Error) -> bool {
        let Some(path) = error.detail().path.clone() else { return false };
        let steps: Vec<Step<'_>> = steps(&path).collect();
        let Some((last, outer)) = steps.split_last() else { return false };
        let top = top_key(&path);
        let matters = matches!(kind, "fact" | "event") && !WORDS.contains(&top);
        self.keys.insert(top.to_owned());
        self.lost |= matters || *last == Step::Key("id");
        let written =
            self.written(path.strip_suffix(']').and_then(|p| p.rsplit_once('[')).map_or("", |p| p.0));
        let written_whole = self.written(&path);
        let Some(inside) = outer.iter().try_fold(&mut self.json, |json, step| step.of(json)) else {
            return false;
        };
        match (inside, last) {
            (Json::Map(map), Step::Key(key)) if map.contains_key(*key) => {
                map.remove(*key);
                true
            }
            (Json::List(items), Step::Index(index)) if *index < items.len() => {
                items.remove(*index);
                let gone =
                    written_whole.rsplit_once('[').and_then(|(_, n)| n.strip_suffix(']')?.parse().ok());
                let list = self.removed.entry(written).or_default();
                list.extend(gone.or(Some(*index)));
                list.sort_unstable();
                true
            }
            (Json::Map(_), Step::Key(key)) => self.put::<T>(outer, key, &path),
            _ => false,
        }
    }

    /// Puts the first thing that fits in the place of what is missing.
    fn put<T: DeserializeOwned>(&mut self, outer: &[Step<'_>], key: &str, path: &str) -> bool {
        let words = |text: &str| Json::Text(text.to_owned());
        let label = BTreeMap::from([("en".to_owned(), words("x")), ("zh".to_owned(), words("x"))]);
        let mut candidates = vec![
            words("x"),
            Json::Map(label),
            Json::List(Vec::new()),
            Json::Int(0),
            Json::Bool(false),
            words("2000-01-01"),
        ];
        while let Some(candidate) = candidates.pop() {
            let mut json = self.json.clone();
            let Some(Json::Map(map)) = outer.iter().try_fold(&mut json, |json, step| step.of(json)) else {
                return false;
            };
            map.insert(key.to_owned(), candidate.clone());
            match canon::from_json::<T>(&json) {
                Err(error) if error.detail().path.as_deref().is_some_and(|at| is_within(at, path)) => {
                    // One of a list of names: the message says which.
                    let first =
                        error.detail().expected.as_deref().and_then(|expected| {
                            expected.strip_prefix("one of ")?.split(", ").next().map(words)
                        });
                    candidates.extend(first.filter(|first| *first != candidate && candidates.len() < 8));
                }
                _ => {
                    self.json = json;
                    return true;
                }
            }
        }
        false
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step<'a> {
    Key(&'a str),
    Index(usize),
}

impl Step<'_> {
    fn of<'j>(&self, json: &'j mut Json) -> Option<&'j mut Json> {
        match (self, json) {
            (Step::Key(key), Json::Map(map)) => map.get_mut(*key),
            (Step::Index(index), Json::List(items)) => items.get_mut(*index),
            _ => None,
        }
    }
}

/// The steps of a path such as `limb[1].period.n`. A key with a dot in it is not told apart from
/// two keys: such keys stand only in conditions, which are not read here.
fn steps(path: &str) -> impl Iterator<Item = Step<'_>> {
    path.split(['.', '[']).filter(|step| !step.is_empty()).map(|step| {
        match step.strip_suffix(']').and_then(|number| number.parse().ok()) {
            Some(index) => Step::Index(index),
            None => Step::Key(step),
        }
    })
}

/// A path and those it lies in, from the inside out.
fn outward(path: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(path), |inner| inner.get(..inner.rfind(['.', '['])?))
}

/// Whether a path is another one, or lies inside it.
pub(super) fn is_within(path: &str, outer: &str) -> bool {
    path.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

/// The id of the item in which a path lies.
fn item_of(json: &BTreeMap<String, Json>, path: &str) -> Option<String> {
    let mut steps = steps(path);
    let Some(Step::Key(key)) = steps.next() else { return None };
    let item = match (json.get(key)?, steps.next()) {
        (Json::List(items), Some(Step::Index(index))) => items.get(index)?,
        (item, _) => item,
    };
    item.get("id").and_then(Json::as_str).map(str::to_owned)
}

/// The line and the table of every item, in the order of the text.
fn items_of(lines: &BTreeMap<String, u64>) -> Vec<(u64, String)> {
    let is_item = |path: &str| !path.contains('.') && SECTIONS.contains(&top_key(path));
    let items = lines.iter().filter(|(path, _)| is_item(path));
    let mut items: Vec<(u64, String)> = items.map(|(path, line)| (*line, path.clone())).collect();
    items.sort_by_key(|(line, path)| (*line, path.len()));
    items
}

/// A place where the text is not TOML.
struct Slip {
    message: String,
    span: Range<usize>,
    /// The value that it spoils.
    path: Option<String>,
}

impl Slip {
    fn new(message: &str, span: Option<Range<usize>>) -> Self {
        Slip { message: message.to_owned(), span: span.unwrap_or(0..0), path: None }
    }

    fn is_duplicate(&self) -> bool {
        self.message == "duplicate key"
    }

    /// Whether nobody knows what the text around it was meant to be.
    fn is_tear(&self) -> bool {
        self.path.is_none() && !self.is_duplicate()
    }
}

/// Turns TOML into [`Json`], noting the line of every key and refusing what has no JSON form here.
struct Walker<'a> {
    file: &'a PackFile,
    starts: Lines,
    /// In the order of the text.
    slips: Vec<Slip>,
    lines: BTreeMap<String, u64>,
    /// The line and the table of every item, in the order of the text.
    items: Vec<(u64, String)>,
    /// Paths of what is refused; an empty map stands in its place.
    refused: BTreeSet<String>,
    faults: Vec<Error>,
}

impl Walker<'_> {
    fn table(&mut self, table: &DeTable<'_>, path: &str) -> BTreeMap<String, Json> {
        let mut out = BTreeMap::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.lines.insert(inner.clone(), self.starts.of(key.span().start));
            let json = self.value(value.get_ref(), value.span(), &inner);
            out.insert(name, json);
        }
        self.label(&out, path);
        out
    }

    /// A wording stands in both languages or nowhere.
    fn label(&mut self, map: &BTreeMap<String, Json>, path: &str) {
        if !map.contains_key("zh") && !map.contains_key("en") {
            return;
        }
        for key in ["zh", "en"] {
            let found = match map.get(key) {
                None => "nothing",
                Some(Json::Text(text)) if text.trim().is_empty() => "an empty text",
                Some(_) => continue,
            };
            let line = self.lines.get(&format!("{path}.{key}")).or_else(|| self.lines.get(path)).copied();
            self.refuse(&format!("{path}.{key}"), line.unwrap_or(1), "wording in both zh and en", found);
        }
    }

    fn refuse(&mut self, path: &str, line: u64, expected: &str, found: &str) -> Json {
        self.refused.insert(path.to_owned());
        self.faults.push(
            Error::new(ErrorCode::InvalidValue)
                .file(&self.file.path)
                .line(line)
                .path(path)
                .expected(expected)
                .found(found),
        );
        Json::Map(BTreeMap::new())
    }

    fn value(&mut self, value: &DeValue<'_>, span: Range<usize>, path: &str) -> Json {
        let line = self.starts.of(span.start);
        let whole = !matches!(value, DeValue::Array(_) | DeValue::Table(_));
        let first = self.slips.partition_point(|slip| slip.span.start < span.start);
        let mut within = self.slips.iter_mut().skip(first).take_while(|slip| slip.span.start <= span.end);
        let spoilt = |slip: &&mut Slip| slip.path.is_none() && slip.span.end <= span.end;
        if whole && let Some(slip) = within.find(spoilt) {
            slip.path = Some(path.to_owned());
            self.refused.insert(path.to_owned());
            return Json::Map(BTreeMap::new());
        }
        match value {
            DeValue::String(text) => Json::Text(text.to_string()),
            DeValue::Boolean(value) => Json::Bool(*value),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Json::Int(number),
                Err(_) => self.refuse(path, line, "an integer of 64 bits", number.as_str()),
            },
            DeValue::Float(number) => {
                self.refuse(path, line, "a whole number, or a decimal as a text", number.as_str())
            }
            DeValue::Datetime(date) => Json::Text(date.to_string()),
            DeValue::Array(items) => {
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    let inner = format!("{path}[{i}]");
                    self.lines.insert(inner.clone(), self.starts.of(item.span().start));
                    out.push(self.value(item.get_ref(), item.span(), &inner));
                }
                Json::List(out)
            }
            DeValue::Table(table) => Json::Map(self.table(table, path)),
        }
    }

    /// The text of a line, without the space around it.
    fn text_of(&self, line: u64) -> &str {
        self.starts.text(&self.file.text, line).trim()
    }

    /// The table of the item in which a line lies: the last that begins at or before it. What is
    /// wrong in the head of a table belongs to no item.
    fn item_at(&self, line: u64) -> Option<&str> {
        let before = self.items.partition_point(|(at, _)| *at <= line);
        let item = self.items.get(before.checked_sub(1)?).map(|(_, table)| table.as_str());
        item.filter(|_| !self.text_of(line).starts_with('['))
    }

    /// The tables of the items in which the text itself is torn.
    fn torn_items(&self) -> BTreeSet<String> {
        let tears = self.slips.iter().filter(|slip| slip.is_tear());
        tears.filter_map(|slip| self.item_at(self.starts.of(slip.span.start))).map(str::to_owned).collect()
    }

    /// The places where the text is not TOML, each as a fault.
    fn tears(&mut self) {
        for slip in &self.slips {
            let text = self.file.text.as_str();
            let line = self.starts.of(slip.span.start);
            let error = match slip.message.split_once(", expected ") {
                _ if slip.is_duplicate() => Error::new(ErrorCode::DuplicateKey)
                    .expected("each key once")
                    .found(text.get(slip.span.clone()).unwrap_or_default()),
                // The reader of TOML has a limit of its own, far past that of conditions.
                _ if slip.message.contains("recurs") => {
                    Error::new(ErrorCode::TooDeep).expected("less nesting").found("more levels than are read")
                }
                Some(("invalid date", expected)) => Error::new(ErrorCode::InvalidDate)
                    .expected(expected)
                    .found(text.get(slip.span.clone()).unwrap_or_default()),
                Some((what, expected)) => Error::new(ErrorCode::InvalidToml)
                    .expected(expected)
                    .found(quoted(what, self.text_of(line))),
                None => Error::new(ErrorCode::InvalidToml)
                    .expected("TOML")
                    .found(quoted(&slip.message, self.text_of(line))),
            };
            let path = slip.path.as_deref().or_else(|| self.item_at(line));
            let error = error.file(&self.file.path).line(line);
            self.faults.push(match path {
                Some(path) => error.path(path),
                None => error,
            });
        }
    }
}

/// What is wrong, and the line as it stands.
fn quoted(what: &str, line: &str) -> String {
    let line: String = line.chars().take(80).collect();
    format!("{what}: {}", line.escape_debug())
}

/// Where the lines of a text begin, so that finding a line does not read the text again.
struct Lines(Vec<usize>);

impl Lines {
    fn new(text: &str) -> Self {
        let newlines = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        Lines(std::iter::once(0).chain(newlines.map(|(at, _)| at.saturating_add(1))).collect())
    }

    /// The line of a byte, from 1.
    fn of(&self, at: usize) -> u64 {
        u64::try_from(self.0.partition_point(|start| *start <= at)).unwrap_or(u64::MAX)
    }

    /// The text of a line.
    fn text<'a>(&self, text: &'a str, line: u64) -> &'a str {
        let index = usize::try_from(line).unwrap_or(1).saturating_sub(1);
        let start = self.0.get(index).copied().unwrap_or(text.len());
        let end = self.0.get(index.saturating_add(1)).copied().unwrap_or(text.len());
        text.get(start..end).unwrap_or_default()
    }
}
