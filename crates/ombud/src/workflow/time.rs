//! Time as a workflow counts it: milliseconds, always handed in from outside.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Duration, Instant},
};

/// A point in time, in milliseconds after 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Time(i64);

impl Time {
    /// Milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn from_millis(millis: i64) -> Self {
        Time(millis)
    }

    /// Milliseconds after 1970-01-01T00:00:00Z.
    #[must_use]
    pub const fn millis(self) -> i64 {
        self.0
    }

    /// The instant, in whole seconds.
    ///
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub fn instant(self) -> Result<Instant> {
        Instant::from_unix_seconds(self.0.div_euclid(MILLIS))
    }

    /// This time and a delay.
    ///
    /// # Errors
    /// `out_of_range`.
    pub fn after(self, delay: Delay) -> Result<Time> {
        let sum = self.0.checked_add(delay.0).map(Time);
        sum.ok_or_else(|| Error::new(ErrorCode::OutOfRange).found(format_args!("{} ms and {delay}", self.0)))
    }
}

const MILLIS: i64 = 1_000;

impl From<Instant> for Time {
    fn from(instant: Instant) -> Self {
        Time(instant.unix_millis())
    }
}

/// A length of time, never negative: `2d`, `36h`, `90m`, `45s`, `1500ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Delay(i64);

impl Delay {
    /// A delay in milliseconds.
    ///
    /// # Errors
    /// `out_of_range` where it is negative.
    pub fn from_millis(millis: i64) -> Result<Self> {
        if millis < 0 {
            return Err(Error::new(ErrorCode::OutOfRange).expected("0 or more").found(millis));
        }
        Ok(Delay(millis))
    }

    /// The delay in milliseconds.
    #[must_use]
    pub fn millis(self) -> i64 {
        self.0
    }
}

impl std::str::FromStr for Delay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidValue)
                .expected("a delay such as 2d, 36h, 90m, 45s or 500ms")
                .found(text)
        };
        let millis = match text.strip_suffix("ms") {
            Some(digits) if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
            Some(_) => None,
            None => text.parse::<Duration>().ok().and_then(|length| length.seconds().checked_mul(MILLIS)),
        };
        millis.filter(|millis| *millis >= 0).map(Delay).ok_or_else(error)
    }
}

impl fmt::Display for Delay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.checked_rem(MILLIS), self.0.checked_div(MILLIS)) {
            (Some(0), Some(seconds)) => Duration::from_seconds(seconds).fmt(f),
            _ => write!(f, "{}ms", self.0),
        }
    }
}

impl Serialize for Delay {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Delay {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_instant_is_the_millisecond_that_it_lies_in() {
        let millis = |text: &str| Time::from(text.parse::<Instant>().unwrap()).millis();
        assert_eq!(millis("2026-03-02T09:30:00.9009Z"), 1_772_443_800_900);
        assert_eq!((millis("1969-12-31T23:59:59.5Z"), millis("1970-01-01T00:00:00.0009Z")), (-500, 0));
    }
}
