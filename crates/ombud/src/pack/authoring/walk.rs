//! From TOML to [`Json`], with the line of every key.

use std::{
    collections::{BTreeMap, BTreeSet},
    ops::Range,
};

use toml::de::{DeTable, DeValue};

use super::{PackFile, SECTIONS, path::top_key};
use crate::{Error, ErrorCode, model::Json};

/// What a file says.
pub(super) struct Walked {
    pub(super) json: BTreeMap<String, Json>,
    /// Path → line.
    pub(super) lines: BTreeMap<String, u64>,
    /// Paths of what is refused; an empty map stands in its place.
    pub(super) refused: BTreeSet<String>,
    /// The tables of items in which the text itself is torn.
    pub(super) torn: BTreeSet<String>,
    /// Whether anywhere nobody knows what the text was meant to be.
    pub(super) is_torn: bool,
    pub(super) faults: Vec<Error>,
}

pub(super) fn walk(file: &PackFile) -> Walked {
    let (table, errors) = DeTable::parse_recoverable(&file.text);
    let mut slips: Vec<Slip> = errors.iter().map(|error| Slip::new(error.message(), error.span())).collect();
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
    let json = walker.table(table.get_ref(), "");
    walker.items = items_of(&walker.lines);
    walker.tears();
    let torn = walker.torn_items();
    let Walker { lines, refused, slips, faults, .. } = walker;
    Walked { json, lines, refused, torn, is_torn: slips.iter().any(Slip::is_tear), faults }
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
