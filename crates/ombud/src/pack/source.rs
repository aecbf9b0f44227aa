//! Source profiles: how a firm's file is laid out. The reading itself is `ombud-intake`'s.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::fixed::FixedDef;
use crate::model::{Currency, EventType, Json, Label, Lang, RegimeId, SourceId};

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Format {
    /// Separated values with a header line, plain or gzipped.
    Csv,
    /// An Excel workbook.
    Xlsx,
    /// One JSON object a line, plain or gzipped.
    Jsonl,
    /// Records in which each column has its place, plain or gzipped.
    Fixed,
}

/// The encoding of a text file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8, with or without a byte-order mark.
    #[serde(rename = "utf-8")]
    Utf8,
    /// GBK.
    #[serde(rename = "gbk")]
    Gbk,
    /// GB 18030.
    #[serde(rename = "gb18030")]
    Gb18030,
    /// Latin-1.
    #[serde(rename = "latin-1")]
    Latin1,
}

/// What the cells of a column are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ColumnType {
    /// A date or a time in one of the profile's shapes.
    Date,
    /// Text, as it stands.
    Text,
    /// A code, through the column's map or a taxonomy.
    Code,
    /// An amount, in the profile's currency unless it names one.
    Money,
    /// A whole number.
    Int,
    /// Yes or no.
    Bool,
    /// Not read.
    Ignore,
}

/// An event that a code stands for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MappedEvent {
    /// The type.
    #[serde(rename = "type")]
    pub kind: EventType,
    /// Its fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
}

/// What one spelling in a file means.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CodeMap {
    /// The spelling.
    pub from: String,
    /// The value it is for the column's target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Events that it shows to have happened; they have no date of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub events: Vec<MappedEvent>,
    /// Facts that it states.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Json>,
}

/// A column of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ColumnDef {
    /// The header.
    pub name: String,
    /// Other headers for the same.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    /// Where it begins in a record of a fixed width, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<u32>,
    /// How wide it is there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    /// What it fills: `id`, `complaint.FIELD`, `event:TYPE`, `event:TYPE.FIELD`, `fact:ID`,
    /// `stated:timely`, `extra:NAME`. `TYPE#2` to `TYPE#9` is the second to the ninth event of a
    /// type in one row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// What its cells are.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Whether a file without this column is refused.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Whether a blank cell is a problem worth a line.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub problem: bool,
    /// Spellings that stand for nothing, such as `00000000` for a day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blank: Vec<String>,
    /// The codes.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub map: Vec<CodeMap>,
}

/// A source profile.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SourceDef {
    /// The name.
    pub id: SourceId,
    /// Its name for people.
    pub title: Label,
    /// The format.
    pub format: Format,
    /// The encoding.
    pub encoding: Encoding,
    /// What separates values.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delimiter: Option<String>,
    /// The sheet of a workbook; every one that has the header where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// Whether separated values have no header: their columns are those of the profile, in order.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub no_header: bool,
    /// How records of a fixed width stand in the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fixed: Option<FixedDef>,
    /// The zone of times without an offset.
    pub zone: String,
    /// The language of the file.
    pub language: Lang,
    /// The currency of amounts that name none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub currency: Option<Currency>,
    /// The regimes it is meant for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub regimes: Vec<RegimeId>,
    /// The shapes of dates and times, tried in order.
    pub dates: Vec<String>,
    /// The columns.
    pub column: Vec<ColumnDef>,
}

/// What may stand as the target of a column.
pub const TARGETS: &str = "id, complaint.FIELD, event:TYPE, event:TYPE.FIELD, fact:ID, stated:timely or \
                           extra:NAME; the second to ninth event of a type is TYPE#2 to TYPE#9";

/// The fields of a complaint that a column can fill.
pub const COMPLAINT_FIELDS: [&str; 14] = [
    "branch",
    "cause",
    "channel",
    "handler",
    "issue",
    "kind",
    "language",
    "narrative",
    "product",
    "respondent",
    "state",
    "sub_issue",
    "sub_product",
    "unit",
];

/// The fields that every event has besides those of its type: who acted, and what it is paired with.
pub const COMMON_FIELDS: &[&str] = &["by", "ref"];

/// What a column fills.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target<'a> {
    /// The complaint's own number.
    Id,
    /// A field of the complaint.
    Complaint(&'a str),
    /// The time of an event.
    Event(&'a str),
    /// A field of an event.
    EventField(&'a str, &'a str),
    /// A fact.
    Fact(&'a str),
    /// Whether undated answers were in time.
    StatedTimely,
    /// Kept as it stands under this name.
    Extra(&'a str),
}

impl ColumnDef {
    /// What the column fills; `None` where it is ignored or the target cannot be read.
    #[must_use]
    pub fn target(&self) -> Option<Target<'_>> {
        let to = self.to.as_deref()?;
        if to == "id" {
            return Some(Target::Id);
        }
        if to == "stated:timely" {
            return Some(Target::StatedTimely);
        }
        if let Some(field) = to.strip_prefix("complaint.") {
            return Some(Target::Complaint(field));
        }
        match to.split_once(':')? {
            ("event", rest) => {
                let (event, field) = match rest.split_once('.') {
                    Some((event, field)) => (event, Some(field)),
                    None => (rest, None),
                };
                let event = numbered(event)?.0;
                Some(field.map_or(Target::Event(event), |field| Target::EventField(event, field)))
            }
            ("fact", id) => Some(Target::Fact(id)),
            ("extra", name) => Some(Target::Extra(name)),
            _ => None,
        }
    }

    /// Which event of its type in a row the column speaks of, from 1.
    #[must_use]
    pub fn slot(&self) -> u8 {
        let event = self.to.as_deref().and_then(|to| to.strip_prefix("event:"));
        let event = event.map(|rest| rest.split_once('.').map_or(rest, |(event, _)| event));
        event.and_then(numbered).map_or(1, |(_, slot)| slot)
    }
}

/// An event type and its number in the row; `None` where there is a number sign without one of 2 to 9.
fn numbered(text: &str) -> Option<(&str, u8)> {
    match text.split_once('#') {
        None => Some((text, 1)),
        Some((event, number)) => match number.as_bytes() {
            [digit @ b'2'..=b'9'] => Some((event, digit.saturating_sub(b'0'))),
            _ => None,
        },
    }
}
