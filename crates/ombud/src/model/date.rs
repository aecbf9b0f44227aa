//! Civil dates as day numbers: cheap to compare, count and store.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: every Date lies in ±4 million days, so sums with small numbers in i32, and with any in i128, cannot overflow; fuzz target `dates`"
)]

use std::fmt;

use jiff::{ToSpan, civil};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, ErrorCode, error::Result};

/// A civil date, `YYYY-MM-DD`, years 1 to 9999.
///
/// ```
/// use ombud::model::Date;
/// let date: Date = "2024-01-31".parse()?;
/// assert_eq!(date.add_months(1)?.to_string(), "2024-02-29"); // months clamp
/// assert_eq!(date.add_days(15)?.to_string(), "2024-02-15");
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(i32);

/// A day of the week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names say it")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

const EPOCH: civil::Date = civil::date(1970, 1, 1);
/// 0001-01-01 and 9999-12-31 as days from the epoch.
const FIRST: i32 = -719_162;
const LAST: i32 = 2_932_896;

impl Date {
    /// The first date, 0001-01-01.
    pub const MIN: Date = Date(FIRST);
    /// The last date, 9999-12-31.
    pub const MAX: Date = Date(LAST);

    /// The date with this year, month and day.
    ///
    /// # Errors
    /// `invalid_date` where there is no such day.
    pub fn from_ymd(year: i16, month: i8, day: i8) -> Result<Self> {
        let found = || Error::new(ErrorCode::InvalidDate).found(format_args!("{year}-{month}-{day}"));
        if !(1..=9999).contains(&year) {
            return Err(found());
        }
        civil::Date::new(year, month, day).map(Date::from_civil).map_err(|_| found())
    }

    /// The date that is this many days after 1970-01-01.
    ///
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub fn from_days(days: i32) -> Result<Self> {
        if (FIRST..=LAST).contains(&days) { Ok(Date(days)) } else { Err(outside(days)) }
    }

    /// As [`from_days`](Self::from_days), for columns: nothing is said of a failure.
    #[inline]
    pub(crate) fn checked_from_days(days: i32) -> Option<Self> {
        (FIRST..=LAST).contains(&days).then_some(Date(days))
    }

    /// Days after 1970-01-01.
    #[must_use]
    pub fn days(self) -> i32 {
        self.0
    }

    /// The day of the week.
    #[must_use]
    pub fn weekday(self) -> Weekday {
        match (self.0 + 3).rem_euclid(7) {
            0 => Weekday::Monday,
            1 => Weekday::Tuesday,
            2 => Weekday::Wednesday,
            3 => Weekday::Thursday,
            4 => Weekday::Friday,
            5 => Weekday::Saturday,
            _ => Weekday::Sunday,
        }
    }

    /// The year.
    #[must_use]
    pub fn year(self) -> i16 {
        self.civil().year()
    }

    /// The month, 1 to 12.
    #[must_use]
    pub fn month(self) -> i8 {
        self.civil().month()
    }

    /// The day of the month, 1 to 31.
    #[must_use]
    pub fn day(self) -> i8 {
        self.civil().day()
    }

    /// This date and `days` more (or fewer).
    ///
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub fn add_days(self, days: i64) -> Result<Self> {
        let sum = i128::from(self.0) + i128::from(days);
        i32::try_from(sum).map_err(|_| outside(sum)).and_then(Date::from_days)
    }

    /// As [`add_days`](Self::add_days), for columns: nothing is said of a failure.
    #[inline]
    pub(crate) fn checked_add_days(self, days: i32) -> Option<Self> {
        let sum = self.0.checked_add(days)?;
        (FIRST..=LAST).contains(&sum).then_some(Date(sum))
    }

    /// The same-numbered day `months` later, or the last day of that month where there is none
    /// (Civil Code of China Art. 202 and common practice elsewhere).
    ///
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub fn add_months(self, months: i64) -> Result<Self> {
        let error = || Error::new(ErrorCode::OutOfRange).found(format_args!("{self} and {months} months"));
        let span = jiff::Span::new().try_months(months).map_err(|_| error())?;
        let date = self.civil().checked_add(span).map_err(|_| error())?;
        if !(1..=9999).contains(&date.year()) {
            return Err(error());
        }
        Ok(Date::from_civil(date))
    }

    /// Days from `earlier` to this date; negative where it lies after.
    #[must_use]
    pub fn since(self, earlier: Date) -> i64 {
        i64::from(self.0) - i64::from(earlier.0)
    }

    /// The day after; the last date stays, so that a walk over days needs no error in its loop.
    /// Whoever asks for an instant after a day asks [`Zone::at`](super::Zone::at), which refuses.
    #[must_use]
    pub fn tomorrow(self) -> Self {
        Date((self.0 + 1).min(LAST))
    }

    /// The day before; the first date stays.
    #[must_use]
    pub fn yesterday(self) -> Self {
        Date((self.0 - 1).max(FIRST))
    }

    pub(crate) fn civil(self) -> civil::Date {
        // Never the epoch in place of another day: civil dates reach beyond ours at both ends.
        EPOCH.checked_add(i64::from(self.0).days()).unwrap_or(EPOCH)
    }

    /// The date of a civil date in the years 1 to 9999: callers have looked, or have it from an
    /// [`Instant`](super::Instant), which has no other.
    pub(super) fn from_civil(date: civil::Date) -> Self {
        debug_assert!((1..=9999).contains(&date.year()), "{date}");
        // Both fallbacks are for years that do not come here.
        let days = date.duration_since(EPOCH).as_hours() / 24;
        Date(i32::try_from(days).unwrap_or(0).clamp(FIRST, LAST))
    }
}

fn outside(days: impl fmt::Display) -> Error {
    Error::new(ErrorCode::OutOfRange)
        .expected("a date in the years 1 to 9999")
        .found(format_args!("day {days} from 1970-01-01"))
}

impl std::str::FromStr for Date {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || Error::new(ErrorCode::InvalidDate).expected("YYYY-MM-DD").found(text);
        let bytes = text.as_bytes();
        let shape = bytes.len() == 10
            && bytes.iter().enumerate().all(|(i, b)| match i {
                4 | 7 => *b == b'-',
                _ => b.is_ascii_digit(),
            });
        if !shape {
            return Err(error());
        }
        let number = |range: std::ops::Range<usize>| text.get(range).and_then(|s| s.parse::<i16>().ok());
        match (number(0..4), number(5..7), number(8..10)) {
            (Some(year), Some(month), Some(day)) => {
                let month = i8::try_from(month).map_err(|_| error())?;
                let day = i8::try_from(day).map_err(|_| error())?;
                Date::from_ymd(year, month, day).map_err(|_| error())
            }
            _ => Err(error()),
        }
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // By hand: dates are written by the million, and `{:02}` takes most of that time.
        let date = self.civil();
        let (y, m, d) = (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
        let (m, d) = (u16::from(m), u16::from(d));
        let [y3, y2, y1, y0, m1, m0, d1, d0] =
            [y / 1000, y / 100, y / 10, y, m / 10, m, d / 10, d].map(|n| b'0' + (n % 10) as u8);
        let text = [y3, y2, y1, y0, b'-', m1, m0, b'-', d1, d0];
        f.write_str(str::from_utf8(&text).unwrap_or_default())
    }
}

impl Serialize for Date {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_date_reads_back() {
        // All of them, in steps that share no factor with a week or with a cycle of the calendar.
        for days in (FIRST..=LAST).step_by(97).chain([FIRST, LAST]) {
            let date = Date::from_days(days).unwrap();
            assert_eq!(Date::from_civil(date.civil()), date);
            assert_eq!(date.to_string().parse(), Ok(date));
        }
        assert_eq!(
            (Date::MIN.to_string(), Date::MAX.to_string()),
            ("0001-01-01".into(), "9999-12-31".into())
        );
    }

    #[test]
    fn a_sum_out_of_range_says_which_day_it_would_be() {
        let epoch = Date::from_days(0).unwrap();
        for days in [i64::MIN, i64::from(FIRST) - 1, i64::from(LAST) + 1, i64::MAX] {
            let error = epoch.add_days(days).unwrap_err();
            assert_eq!(error.code(), ErrorCode::OutOfRange);
            let found = format!("day {days} from 1970-01-01");
            assert_eq!(error.detail().found.as_deref(), Some(found.as_str()));
        }
    }
}
