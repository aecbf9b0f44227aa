//! One cell, and what it means: a value, a moment, a text.

use std::borrow::Cow;

use ombud::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Instant, Json, Moment, Zone},
};

use super::{
    column::Column,
    field::{Field, Kind, Shown},
    malformed,
};

/// The seconds of a day.
const DAY: i64 = 86_400;

/// What stands in a cell.
#[derive(Debug, Clone)]
pub(crate) enum Cell<'a> {
    /// Nothing: null, or a float that is no number.
    Null,
    Bool(bool),
    Int(i64),
    /// A decimal, as it is written.
    Decimal(String),
    /// A float with a fraction, or a number past 64 bits.
    Number(String),
    /// Bytes that should be text.
    Text(&'a [u8]),
    Moment(Moment),
    /// A day and a second of it, by the clock on a wall of no known zone.
    Local(Date, i64),
}

impl<'a> Cell<'a> {
    /// # Errors
    /// Where the cell points out of its buffers, or holds a day outside the years 1 to 9999.
    pub(super) fn read(field: &Field, column: &'a Column, row: usize) -> Result<Self> {
        if column.is_null(row) {
            return Ok(Cell::Null);
        }
        let Some((values, (width, signed))) = column.dictionary().zip(field.keys) else {
            return Cell::plain(&field.kind, column, row);
        };
        let key = column.fixed(row, width).and_then(|bytes| whole(bytes, signed));
        let key = key.and_then(|key| usize::try_from(key).ok()).filter(|key| *key < values.length());
        let key = key.ok_or_else(outside)?;
        if values.is_null(key) { Ok(Cell::Null) } else { Cell::plain(&field.kind, values, key) }
    }

    fn plain(kind: &Kind, column: &'a Column, row: usize) -> Result<Self> {
        let fixed = |width| column.fixed(row, width).ok_or_else(outside);
        let number = |width| fixed(width).and_then(|bytes| whole(bytes, true).ok_or_else(outside));
        Ok(match kind {
            Kind::None => Cell::Null,
            Kind::Bool => Cell::Bool(column.is_true(row)),
            Kind::Int { width, signed } => {
                let number = whole(fixed(*width)?, *signed).ok_or_else(outside)?;
                i64::try_from(number).map_or_else(|_| Cell::Number(number.to_string()), Cell::Int)
            }
            Kind::Float { width } => float(fixed(*width)?),
            Kind::Text => Cell::Text(column.text(row)?),
            Kind::Decimal { scale } => Cell::Decimal(decimal(number(16)?, *scale)),
            Kind::Days => {
                let days = i32::try_from(number(4)?).map_err(|_| outside())?;
                Cell::Moment(Moment::Date(Date::from_days(days)?))
            }
            Kind::Time { ticks, zone } => {
                let ticked = i64::try_from(number(8)?).map_err(|_| outside())?;
                let seconds = ticked.div_euclid(*ticks);
                match zone {
                    Some(Shown::In(zone)) => {
                        let instant = Instant::from_unix_seconds(seconds)?;
                        Cell::Moment(Moment::Instant(zone.show(instant)))
                    }
                    Some(Shown::From(start)) => Cell::Moment(Moment::Instant(start_plus(*start, seconds)?)),
                    None => local(seconds)?,
                }
            }
        })
    }

    pub(crate) fn is_null(&self) -> bool {
        matches!(self, Cell::Null)
    }

    /// The value, where there is one; a time by a clock on a wall is that of `zone`.
    ///
    /// # Errors
    /// For what no document holds: bytes that are no text, a fraction, a time of no known zone.
    pub(crate) fn json(&self, zone: Option<&Zone>) -> Result<Option<Json>> {
        Ok(Some(match self {
            Cell::Null => return Ok(None),
            Cell::Bool(value) => Json::Bool(*value),
            Cell::Int(value) => Json::Int(*value),
            Cell::Decimal(text) => Json::Text(text.clone()),
            Cell::Number(text) => return Err(no_integer(text)),
            Cell::Text(bytes) => Json::Text(utf8(bytes)?.to_owned()),
            Cell::Moment(moment) => Json::Text(moment.to_string()),
            Cell::Local(date, second) => Json::Text(in_zone(*date, *second, zone)?.to_string()),
        }))
    }

    /// The time, where there is one; text is read.
    ///
    /// # Errors
    /// As [`json`](Self::json), and for what is no time.
    pub(crate) fn moment(&self, zone: Option<&Zone>) -> Result<Option<Moment>> {
        match self {
            Cell::Null => Ok(None),
            Cell::Moment(moment) => Ok(Some(*moment)),
            Cell::Local(date, second) => in_zone(*date, *second, zone).map(Some),
            Cell::Text(bytes) => utf8(bytes)?.parse().map(Some),
            Cell::Number(text) => Err(no_integer(text)),
            Cell::Bool(_) | Cell::Int(_) | Cell::Decimal(_) => {
                let found = self.text().unwrap_or_default().into_owned();
                Err(Error::new(ErrorCode::InvalidDate).expected("a date or an instant").found(found))
            }
        }
    }

    /// The cell as people read it; nothing for null, U+FFFD for bytes that are no text.
    pub(crate) fn text(&self) -> Option<Cow<'a, str>> {
        Some(match self {
            Cell::Null => return None,
            Cell::Bool(value) => Cow::Borrowed(if *value { "true" } else { "false" }),
            Cell::Int(value) => Cow::Owned(value.to_string()),
            Cell::Decimal(text) | Cell::Number(text) => Cow::Owned(text.clone()),
            Cell::Text(bytes) => String::from_utf8_lossy(bytes),
            Cell::Moment(moment) => Cow::Owned(moment.to_string()),
            Cell::Local(date, second) => {
                let (hour, minute, second) = clock(*second);
                Cow::Owned(format!("{date}T{hour:02}:{minute:02}:{second:02}"))
            }
        })
    }
}

/// Hour, minute and second of a second of the day.
pub(crate) fn clock(second: i64) -> (i64, i64, i64) {
    (second.div_euclid(3_600), second.div_euclid(60).rem_euclid(60), second.rem_euclid(60))
}

fn outside() -> Error {
    malformed("").expected("a cell that lies in its buffers").found("another place")
}

fn utf8(bytes: &[u8]) -> Result<&str> {
    std::str::from_utf8(bytes)
        .map_err(|_| Error::new(ErrorCode::InvalidUtf8).expected("UTF-8").found("other bytes"))
}

fn no_integer(text: &str) -> Error {
    let code = if text.contains('.') { ErrorCode::FractionalNumber } else { ErrorCode::OutOfRange };
    Error::new(code).expected("an integer of 64 bits").found(text)
}

/// An integer of one to sixteen bytes.
fn whole(bytes: &[u8], signed: bool) -> Option<i128> {
    Some(match (bytes.len(), signed) {
        (1, true) => i8::from_ne_bytes(bytes.try_into().ok()?).into(),
        (1, false) => u8::from_ne_bytes(bytes.try_into().ok()?).into(),
        (2, true) => i16::from_ne_bytes(bytes.try_into().ok()?).into(),
        (2, false) => u16::from_ne_bytes(bytes.try_into().ok()?).into(),
        (4, true) => i32::from_ne_bytes(bytes.try_into().ok()?).into(),
        (4, false) => u32::from_ne_bytes(bytes.try_into().ok()?).into(),
        (8, true) => i64::from_ne_bytes(bytes.try_into().ok()?).into(),
        (8, false) => u64::from_ne_bytes(bytes.try_into().ok()?).into(),
        _ => i128::from_ne_bytes(bytes.try_into().ok()?),
    })
}

/// A float that is whole is an integer: tables that know no missing integers hold them so.
fn float<'a>(bytes: &[u8]) -> Cell<'a> {
    let value = match *bytes {
        [a, b, c, d] => f64::from(f32::from_ne_bytes([a, b, c, d])),
        _ => bytes.try_into().map_or(f64::NAN, f64::from_ne_bytes),
    };
    if value.is_nan() {
        return Cell::Null;
    }
    // What is whole is written without a point.
    let shown = format!("{value}");
    shown.parse().map_or_else(|_| Cell::Number(shown), Cell::Int)
}

/// The digits of an unscaled number, with the point `scale` places from the right.
fn decimal(unscaled: i128, scale: i32) -> String {
    let sign = if unscaled < 0 { "-" } else { "" };
    let digits = unscaled.unsigned_abs().to_string();
    match usize::try_from(scale) {
        Ok(0) => format!("{sign}{digits}"),
        Ok(places) => {
            let digits = format!("{digits:0>width$}", width = places.saturating_add(1));
            let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places));
            format!("{sign}{whole}.{fraction}")
        }
        Err(_) if unscaled == 0 => digits,
        Err(_) => {
            let zeros = usize::try_from(scale.unsigned_abs()).unwrap_or(0);
            format!("{sign}{digits}{}", "0".repeat(zeros))
        }
    }
}

fn start_plus(start: Instant, seconds: i64) -> Result<Instant> {
    // `start` is midnight of its own offset, which is that offset before 1970 in UTC.
    let epoch = start.add_seconds(start.unix_seconds().saturating_neg())?;
    epoch.add_seconds(seconds)
}

/// Midnight is how tables write a day.
fn local<'a>(seconds: i64) -> Result<Cell<'a>> {
    let found = || Error::new(ErrorCode::OutOfRange).found(seconds);
    let days = i32::try_from(seconds.div_euclid(DAY)).map_err(|_| found())?;
    let date = Date::from_days(days)?;
    Ok(match seconds.rem_euclid(DAY) {
        0 => Cell::Moment(Moment::Date(date)),
        second => Cell::Local(date, second),
    })
}

fn in_zone(date: Date, second: i64, zone: Option<&Zone>) -> Result<Moment> {
    let zone = zone.ok_or_else(|| {
        let (hour, minute, second) = clock(second);
        Error::new(ErrorCode::InvalidInstant)
            .expected("`zone` in the spec, for times without a zone")
            .found(format_args!("{date} {hour:02}:{minute:02}:{second:02}"))
    })?;
    let minute = u16::try_from(second.div_euclid(60)).unwrap_or(0);
    Ok(Moment::Instant(zone.at(date, minute)?.add_seconds(second.rem_euclid(60))?))
}
