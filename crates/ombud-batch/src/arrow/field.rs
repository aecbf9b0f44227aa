//! A column's name and type, from its format text.

use ombud::{
    Error, ErrorCode,
    model::{Instant, Zone},
};

/// A column, as the schema describes it.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// The format, as an error names it.
    format: String,
    pub(super) kind: Kind,
    /// Of a dictionary-encoded column: the width of its keys, and whether they have a sign.
    pub(super) keys: Option<(usize, bool)>,
    pub(super) layout: Layout,
}

/// What the values of a column are.
#[derive(Debug)]
pub(super) enum Kind {
    None,
    Bool,
    Int {
        width: usize,
        signed: bool,
    },
    Float {
        width: usize,
    },
    Text,
    Decimal {
        scale: i32,
    },
    Days,
    /// Ticks since 1970, so many to a second; without a zone it is the clock on some wall.
    Time {
        ticks: i64,
        zone: Option<Shown>,
    },
}

/// In which offset the instants of a column are shown.
#[derive(Debug)]
pub(super) enum Shown {
    In(Zone),
    /// The start of 1970, in an offset that never changes.
    From(Instant),
}

/// Which buffers a column has.
#[derive(Debug)]
pub(super) enum Layout {
    Unsupported,
    None,
    Bits,
    Fixed(usize),
    Offsets(usize),
    Views,
    Dictionary { width: usize, values: Box<Layout> },
}

impl Field {
    /// The field of this format; `dictionary` is that of the values, where the format is of keys.
    pub(super) fn new(name: &str, format: &str, dictionary: Option<&str>) -> Self {
        let of = |kind, layout| (kind, None, layout);
        let (kind, keys, layout) = match dictionary {
            None => match plain(format) {
                Some((kind, layout)) => of(kind, layout),
                None => of(Kind::None, Layout::Unsupported),
            },
            Some(values) => match (plain(format), plain(values)) {
                (Some((Kind::Int { width, signed }, _)), Some((kind, layout))) => {
                    (kind, Some((width, signed)), Layout::Dictionary { width, values: Box::new(layout) })
                }
                _ => of(Kind::None, Layout::Unsupported),
            },
        };
        let format = match dictionary {
            Some(values) => format!("{format} → {values}"),
            None => format.to_owned(),
        };
        Field { name: name.to_owned(), format, kind, keys, layout }
    }

    /// That this column is not read.
    pub(crate) fn unsupported(&self) -> Error {
        let error = Error::new(ErrorCode::UnsupportedColumn).found(&self.format);
        let error = if self.name.is_empty() { error } else { error.item(&self.name) };
        error.expected("text, a number, a date, a timestamp or a boolean")
    }

    /// Whether its cells are day numbers, one beside the other.
    pub(crate) fn is_days(&self) -> bool {
        matches!(self.kind, Kind::Days) && self.keys.is_none()
    }

    pub(crate) fn is_supported(&self) -> bool {
        !matches!(self.layout, Layout::Unsupported)
    }
}

fn plain(format: &str) -> Option<(Kind, Layout)> {
    let int = |signed, width| Some((Kind::Int { width, signed }, Layout::Fixed(width)));
    match format {
        "n" => Some((Kind::None, Layout::None)),
        "b" => Some((Kind::Bool, Layout::Bits)),
        "c" => int(true, 1),
        "C" => int(false, 1),
        "s" => int(true, 2),
        "S" => int(false, 2),
        "i" => int(true, 4),
        "I" => int(false, 4),
        "l" => int(true, 8),
        "L" => int(false, 8),
        "f" => Some((Kind::Float { width: 4 }, Layout::Fixed(4))),
        "g" => Some((Kind::Float { width: 8 }, Layout::Fixed(8))),
        "u" => Some((Kind::Text, Layout::Offsets(4))),
        "U" => Some((Kind::Text, Layout::Offsets(8))),
        "vu" => Some((Kind::Text, Layout::Views)),
        "tdD" => Some((Kind::Days, Layout::Fixed(4))),
        "tdm" => time(1_000, None),
        _ => match format.split_once(':')? {
            ("d", digits) => decimal(digits),
            ("tss", zone) => time(1, Some(zone)),
            ("tsm", zone) => time(1_000, Some(zone)),
            ("tsu", zone) => time(1_000_000, Some(zone)),
            ("tsn", zone) => time(1_000_000_000, Some(zone)),
            _ => None,
        },
    }
}

fn time(ticks: i64, zone: Option<&str>) -> Option<(Kind, Layout)> {
    let zone = match zone {
        None | Some("") => None,
        Some(name) => Some(match Zone::new(name) {
            Ok(zone) => Shown::In(zone),
            Err(_) => Shown::From(format!("1970-01-01T00:00:00{name}").parse().ok()?),
        }),
    };
    Some((Kind::Time { ticks, zone }, Layout::Fixed(8)))
}

/// `precision,scale`, and the width in bits where it is not 128.
fn decimal(digits: &str) -> Option<(Kind, Layout)> {
    let mut parts = digits.split(',').map(str::parse::<i32>);
    let (_, scale) = (parts.next()?.ok()?, parts.next()?.ok()?);
    match parts.next() {
        None | Some(Ok(128)) if scale.unsigned_abs() <= 100 => {
            Some((Kind::Decimal { scale }, Layout::Fixed(16)))
        }
        _ => None,
    }
}
