//! Records of a fixed width: where each column has its place, as layouts of mainframes say it.

use serde::{Deserialize, Serialize};

use super::source::{ColumnDef, ColumnType, Format, SourceDef};

/// The longest record that a profile may describe, in bytes or characters.
pub const MAX_FIXED: u32 = 8 << 20;

/// What places are counted in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlaceUnit {
    /// Bytes of the file's encoding.
    #[default]
    Bytes,
    /// Characters.
    Characters,
}

impl PlaceUnit {
    fn is_usual(&self) -> bool {
        *self == PlaceUnit::Bytes
    }
}

/// A place in a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// Where it begins, from 1.
    pub start: u32,
    /// How wide it is.
    pub width: u32,
}

impl Place {
    /// The last position that belongs to it.
    #[must_use]
    pub fn end(self) -> u32 {
        self.start.saturating_add(self.width).saturating_sub(1)
    }

    fn is_real(self) -> bool {
        self.start > 0 && self.width > 0 && self.end() <= MAX_FIXED
    }
}

/// The record before those of complaints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HeaderRecord {
    /// What it begins with.
    pub prefix: String,
}

/// The record after those of complaints.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrailerRecord {
    /// What it begins with.
    pub prefix: String,
    /// Where it says how many records there are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub count: Option<Place>,
}

/// How records of a fixed width stand in a file.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FixedDef {
    /// What places are counted in.
    #[serde(default, skip_serializing_if = "PlaceUnit::is_usual")]
    pub unit: PlaceUnit,
    /// The length of every record, in bytes, where no line end is between two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_length: Option<u32>,
    /// Whether blanks at the end of a record may be left off.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub trimmed: bool,
    /// The record before the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub header: Option<HeaderRecord>,
    /// The record after the others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trailer: Option<TrailerRecord>,
}

/// What is wrong with a layout.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayoutFault {
    /// Which column it is of; of none where the whole layout is meant.
    pub column: Option<usize>,
    /// The field of the column or of the source.
    pub path: &'static str,
    /// What would be right.
    pub expected: String,
    /// What is there.
    pub found: String,
}

impl ColumnDef {
    /// Where it stands in a record of a fixed width.
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        Some(Place { start: self.start?, width: self.width? })
    }
}

impl SourceDef {
    /// What is wrong with the places of columns, and with what only one format has.
    #[must_use]
    pub fn layout_faults(&self) -> Vec<LayoutFault> {
        let mut faults = Faults(Vec::new());
        if self.no_header && self.format != Format::Csv {
            faults.add(None, "no_header", "a file without a header only for csv", "true");
        }
        if self.format == Format::Fixed {
            self.places(&mut faults);
        } else {
            if self.fixed.is_some() {
                faults.add(None, "fixed", "a layout of records only for fixed", "one");
            }
            for (i, column) in self.column.iter().enumerate() {
                let given = [(column.start, "start"), (column.width, "width")];
                for (value, path) in given.into_iter().filter_map(|(value, path)| Some((value?, path))) {
                    faults.add(Some(i), path, "places only for fixed", value);
                }
            }
        }
        faults.0
    }

    fn places(&self, faults: &mut Faults) {
        let fixed = self.fixed.clone().unwrap_or_default();
        let mut taken: Vec<(Place, &str)> = Vec::new();
        for (i, column) in self.column.iter().enumerate() {
            let Some(place) = column.place() else {
                let path = if column.start.is_none() { "start" } else { "width" };
                faults.add(Some(i), path, "a start, from 1, and a width", "none");
                continue;
            };
            if !place.is_real() {
                let expected = format!("a place within the first {MAX_FIXED} positions, counted from 1");
                faults.add(
                    Some(i),
                    "start",
                    expected,
                    format_args!("start {}, width {}", place.start, place.width),
                );
                continue;
            }
            if let Some(length) = fixed.record_length.filter(|length| place.end() > *length) {
                faults.add(
                    Some(i),
                    "width",
                    format!("a place within the record of {length} bytes"),
                    place.end(),
                );
            }
            if column.kind == ColumnType::Ignore {
                continue;
            }
            let over =
                taken.iter().find(|(other, _)| place.start <= other.end() && other.start <= place.end());
            if let Some((_, name)) = over {
                faults.add(
                    Some(i),
                    "start",
                    "a place that no other column has",
                    format_args!("also of {name}"),
                );
            }
            taken.push((place, &column.name));
        }
        if let Some(length) = fixed.record_length {
            if length == 0 || length > MAX_FIXED {
                faults.add(None, "fixed.record_length", format!("1 to {MAX_FIXED}"), length);
            }
            if fixed.unit != PlaceUnit::Bytes {
                faults.add(None, "fixed.unit", "bytes, where records have no line ends", "characters");
            }
        }
        let header = fixed.header.as_ref().map(|header| ("fixed.header.prefix", &header.prefix));
        let trailer = fixed.trailer.as_ref().map(|trailer| ("fixed.trailer.prefix", &trailer.prefix));
        for (path, prefix) in header.into_iter().chain(trailer) {
            if prefix.is_empty() || prefix.chars().any(char::is_control) {
                faults.add(None, path, "what such a record begins with", format_args!("{prefix:?}"));
            }
        }
        let count = fixed.trailer.as_ref().and_then(|trailer| trailer.count);
        if let Some(place) = count.filter(|place| !place.is_real()) {
            let found = format_args!("start {}, width {}", place.start, place.width).to_string();
            faults.add(None, "fixed.trailer.count", "a start, from 1, and a width", found);
        }
    }
}

struct Faults(Vec<LayoutFault>);

impl Faults {
    fn add(
        &mut self,
        column: Option<usize>,
        path: &'static str,
        expected: impl Into<String>,
        found: impl std::fmt::Display,
    ) {
        self.0.push(LayoutFault { column, path, expected: expected.into(), found: found.to_string() });
    }
}
