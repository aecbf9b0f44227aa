//! Authors' TOML: every file read to the end, every item on its own, every fault with its line.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use toml::de::{DeTable, DeValue};

use super::{
    Confirmation, Instrument, Manifest, NotARule, PhraseDef, Provision, SourceDef, Taxonomy,
    bundle::{Bundle, FORMAT_VERSION, RegimeRules},
};
use crate::{
    Error, ErrorCode,
    clock::{CalendarDef, ClockDef, RegimeDef, SuspensionDef},
    model::{EventDef, FactDef, Json, canon, zone_database_version},
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
    /// Item id → file and path of its table.
    items: BTreeMap<String, Vec<(String, String)>>,
    /// File → path → line.
    lines: BTreeMap<String, BTreeMap<String, u64>>,
}

impl Origins {
    /// Adds file and line to a fault that names its item.
    #[must_use]
    pub fn locate(&self, error: Error) -> Error {
        if error.detail().file.is_some() {
            return error;
        }
        let Some(places) = error.detail().item.as_ref().and_then(|item| self.items.get(item)) else {
            return error;
        };
        let inner = error.detail().path.clone().unwrap_or_default();
        // Of several versions of one item, the one that has the path.
        let best = places.iter().max_by_key(|(file, table)| {
            self.known(file, &format!("{table}.{inner}")).map_or(0, |(len, _)| len)
        });
        match best {
            Some((file, table)) => {
                let line = self.known(file, &format!("{table}.{inner}")).map(|(_, line)| line);
                let error = error.file(file);
                match line {
                    Some(line) => error.line(line),
                    None => error,
                }
            }
            None => error,
        }
    }

    /// The longest beginning of a path that has a line, and that line.
    fn known(&self, file: &str, path: &str) -> Option<(usize, u64)> {
        let lines = self.lines.get(file)?;
        let mut rest = path;
        loop {
            if let Some(line) = lines.get(rest) {
                return Some((rest.len(), *line));
            }
            let cut = rest.rfind(['.', '['])?;
            rest = rest.get(..cut)?;
        }
    }
}

/// Reads the files of one pack.
///
/// # Errors
/// Every fault of every file at once: not TOML, a key that no item has, an item that cannot be
/// read, a wording that is missing in one language; each with file, line, item, expected, found.
pub fn read_files(files: &[PackFile]) -> Result<(Bundle, Origins), Vec<Error>> {
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
}

impl Reader {
    fn file(&mut self, file: &PackFile) {
        let (table, errors) = DeTable::parse_recoverable(&file.text);
        for error in errors {
            let line = error.span().map_or(1, |span| line_of(&file.text, span.start));
            let message = error.message().to_owned();
            self.faults.push(Error::new(ErrorCode::InvalidToml).file(&file.path).line(line).found(message));
        }
        let mut walker = Walker { file, lines: BTreeMap::new(), faults: Vec::new() };
        let json = walker.table(table.get_ref(), "");
        let Walker { lines, faults, .. } = walker;
        self.faults.extend(faults);
        self.origins.lines.insert(file.path.clone(), lines);
        let mut rules = RegimeParts::default();
        for (key, value) in json {
            self.section(&file.path, &key, &value, &mut rules);
        }
        match rules.regime {
            Some(regime) => self.bundle.regimes.push(RegimeRules {
                regime,
                clocks: rules.clocks,
                provisions: rules.provisions,
                suspensions: rules.suspensions,
                not_a_rule: rules.not_a_rule,
            }),
            None if rules.any => self.faults.push(
                Error::new(ErrorCode::InvalidField)
                    .file(&file.path)
                    .expected("a [regime] table beside its rules")
                    .found("none"),
            ),
            None => {}
        }
    }

    fn section(&mut self, file: &str, key: &str, value: &Json, rules: &mut RegimeParts) {
        match key {
            "manifest" => self.manifest = self.one(file, key, value),
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
            "regime" => rules.regime = self.one(file, key, value),
            "clock" | "provision" | "suspension" | "not_a_rule" => {
                rules.any = true;
                match key {
                    "clock" => rules.clocks.extend(self.many::<ClockDef>(file, key, value)),
                    "provision" => rules.provisions.extend(self.many::<Provision>(file, key, value)),
                    "suspension" => rules.suspensions.extend(self.many::<SuspensionDef>(file, key, value)),
                    _ => rules.not_a_rule.extend(self.many::<NotARule>(file, key, value)),
                }
            }
            _ => {
                let expected = "manifest, fact, event, instrument, calendar, taxonomy, source, phrase, \
                                confirmation, regime, clock, provision, suspension or not_a_rule";
                let error = Error::new(ErrorCode::InvalidField).file(file).path(key).expected(expected);
                self.faults.push(self.with_line(error.found(key), file, key));
            }
        }
    }

    fn with_line(&self, error: Error, file: &str, path: &str) -> Error {
        match self.origins.known(file, path) {
            Some((_, line)) => error.line(line),
            None => error,
        }
    }

    fn many<T: DeserializeOwned>(&mut self, file: &str, key: &str, value: &Json) -> Vec<T> {
        let Json::List(items) = value else {
            let error = Error::new(ErrorCode::InvalidField).file(file).path(key);
            let error = error.expected(format_args!("[[{key}]]")).found(value.kind());
            self.faults.push(self.with_line(error, file, key));
            return Vec::new();
        };
        items
            .iter()
            .enumerate()
            .filter_map(|(i, item)| self.read(file, &format!("{key}[{i}]"), item))
            .collect()
    }

    fn one<T: DeserializeOwned>(&mut self, file: &str, key: &str, value: &Json) -> Option<T> {
        self.read(file, key, value)
    }

    fn read<T: DeserializeOwned>(&mut self, file: &str, path: &str, item: &Json) -> Option<T> {
        let id = item.get("id").and_then(Json::as_str);
        if let Some(id) = id {
            let place = (file.to_owned(), path.to_owned());
            self.origins.items.entry(id.to_owned()).or_default().push(place);
        }
        match canon::from_json(item) {
            Ok(read) => Some(read),
            Err(error) => {
                let inner = error.detail().path.clone();
                let whole = inner.map_or_else(|| path.to_owned(), |inner| format!("{path}.{inner}"));
                let error = match id {
                    Some(id) => error.item(id),
                    None => error,
                };
                let error = self.with_line(error.file(file), file, &whole);
                self.faults.push(error.path(whole));
                None
            }
        }
    }

    fn finish(self) -> Result<(Bundle, Origins), Vec<Error>> {
        let mut faults = self.faults;
        let Some(manifest) = self.manifest else {
            faults.push(
                Error::new(ErrorCode::InvalidField)
                    .expected("one [manifest] table in the pack")
                    .found("none"),
            );
            return Err(faults);
        };
        if !faults.is_empty() {
            return Err(faults);
        }
        let parts = self.bundle;
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
        };
        bundle.sort();
        Ok((bundle, self.origins))
    }
}

#[derive(Default)]
struct RegimeParts {
    any: bool,
    regime: Option<RegimeDef>,
    clocks: Vec<ClockDef>,
    provisions: Vec<Provision>,
    suspensions: Vec<SuspensionDef>,
    not_a_rule: Vec<NotARule>,
}

/// Turns TOML into [`Json`], noting the line of every key and refusing what has no JSON form here.
struct Walker<'a> {
    file: &'a PackFile,
    lines: BTreeMap<String, u64>,
    faults: Vec<Error>,
}

impl Walker<'_> {
    fn table(&mut self, table: &DeTable<'_>, path: &str) -> BTreeMap<String, Json> {
        let mut out = BTreeMap::new();
        for (key, value) in table {
            let name = key.get_ref().to_string();
            let inner = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            self.lines.insert(inner.clone(), line_of(&self.file.text, key.span().start));
            if let Some(json) = self.value(value.get_ref(), value.span().start, &inner) {
                out.insert(name, json);
            }
        }
        self.label(&out, path);
        out
    }

    /// A wording stands in both languages or nowhere.
    fn label(&mut self, map: &BTreeMap<String, Json>, path: &str) {
        let words = |key: &str| map.get(key).and_then(Json::as_str).map(str::trim);
        if (map.contains_key("zh") || map.contains_key("en"))
            && (words("zh").is_none_or(str::is_empty) || words("en").is_none_or(str::is_empty))
        {
            let error = Error::new(ErrorCode::InvalidValue).file(&self.file.path).path(path);
            let error = error
                .expected("wording in both zh and en")
                .found(map.keys().map(String::as_str).collect::<Vec<_>>().join(", "));
            let line = self.lines.get(path).copied().unwrap_or(1);
            self.faults.push(error.line(line));
        }
    }

    fn value(&mut self, value: &DeValue<'_>, start: usize, path: &str) -> Option<Json> {
        let refuse = |walker: &mut Self, expected: &str, found: &str| {
            let line = line_of(&walker.file.text, start);
            walker.faults.push(
                Error::new(ErrorCode::InvalidValue)
                    .file(&walker.file.path)
                    .line(line)
                    .path(path)
                    .expected(expected)
                    .found(found),
            );
            None
        };
        match value {
            DeValue::String(text) => Some(Json::Text(text.to_string())),
            DeValue::Boolean(value) => Some(Json::Bool(*value)),
            DeValue::Integer(number) => match i64::from_str_radix(number.as_str(), number.radix()) {
                Ok(number) => Some(Json::Int(number)),
                Err(_) => refuse(self, "an integer of 64 bits", number.as_str()),
            },
            DeValue::Float(number) => refuse(self, "a decimal as a string", number.as_str()),
            DeValue::Datetime(date) => Some(Json::Text(date.to_string())),
            DeValue::Array(items) => {
                let mut out = Vec::new();
                for (i, item) in items.iter().enumerate() {
                    let inner = format!("{path}[{i}]");
                    self.lines.insert(inner.clone(), line_of(&self.file.text, item.span().start));
                    out.extend(self.value(item.get_ref(), item.span().start, &inner));
                }
                Some(Json::List(out))
            }
            DeValue::Table(table) => Some(Json::Map(self.table(table, path))),
        }
    }
}

fn line_of(text: &str, at: usize) -> u64 {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    let newlines = before.iter().filter(|byte| **byte == b'\n').count();
    u64::try_from(newlines).unwrap_or(0).saturating_add(1)
}
