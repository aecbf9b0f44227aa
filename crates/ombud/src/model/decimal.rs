//! Exact decimal numbers with at most nine places: rates, ratios, probabilities.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: at most 19 digits before and 9 after the point, so i128 cannot overflow; fuzz target `values`"
)]

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, ErrorCode, error::Result};

const PLACES: usize = 9;
const SCALE: i128 = 1_000_000_000;

/// An exact decimal of up to 9 places, in the range of a 64-bit integer; in JSON a normalised string.
///
/// ```
/// use ombud::model::Decimal;
/// let rate: Decimal = "0.850".parse()?;
/// assert_eq!(rate.to_string(), "0.85");
/// assert!(rate < "1".parse()?);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Decimal(i128);

impl Decimal {
    /// A whole number.
    #[must_use]
    pub fn from_int(value: i64) -> Self {
        Decimal(i128::from(value) * SCALE)
    }

    /// The sum; nothing past the range.
    #[must_use]
    pub fn checked_add(self, other: Decimal) -> Option<Decimal> {
        Decimal(self.0 + other.0).in_range()
    }

    /// The difference; nothing past the range.
    #[must_use]
    pub fn checked_sub(self, other: Decimal) -> Option<Decimal> {
        Decimal(self.0 - other.0).in_range()
    }

    /// The product; nothing past the range, or where nine places do not hold it exactly.
    #[must_use]
    pub fn checked_mul(self, other: Decimal) -> Option<Decimal> {
        let product = self.0.checked_mul(other.0)?;
        if product % SCALE == 0 { Decimal(product / SCALE).in_range() } else { None }
    }

    /// The whole number of billionths.
    pub(crate) fn billionths(self) -> i128 {
        self.0
    }

    /// So many billionths; nothing past the range.
    pub(crate) fn from_billionths(billionths: i128) -> Option<Self> {
        Decimal(billionths).in_range()
    }

    fn in_range(self) -> Option<Decimal> {
        let range = Decimal::from_int(i64::MIN)..=Decimal::from_int(i64::MAX);
        range.contains(&self).then_some(self)
    }
}

impl std::str::FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidDecimal)
                .expected("a decimal of at most 9 places, in the range of 64-bit integers")
                .found(text)
        };
        let (negative, digits) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let digits_only = |part: &str, limit| {
            !part.is_empty() && part.len() <= limit && part.bytes().all(|b| b.is_ascii_digit())
        };
        if !digits_only(whole, 19) || !digits_only(fraction, PLACES) {
            return Err(error());
        }
        let whole: i128 = whole.parse().map_err(|_| error())?;
        let padded: i128 = format!("{fraction:0<PLACES$}").parse().map_err(|_| error())?;
        let value = whole * SCALE + padded;
        Decimal(if negative { -value } else { value }).in_range().ok_or_else(error)
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, fraction) = (self.0.abs() / SCALE, self.0.abs() % SCALE);
        if self.0 < 0 {
            f.write_str("-")?;
        }
        write!(f, "{whole}")?;
        if fraction != 0 {
            let digits = format!("{fraction:09}");
            write!(f, ".{}", digits.trim_end_matches('0'))?;
        }
        Ok(())
    }
}

impl Serialize for Decimal {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_range_is_that_of_integers() {
        for value in [i64::MIN, -1, 0, 1, i64::MAX] {
            let decimal = Decimal::from_int(value);
            assert_eq!(decimal.to_string(), value.to_string());
            assert_eq!(decimal.to_string().parse(), Ok(decimal));
        }
        for text in [
            "9223372036854775807.000000001",
            "9223372036854775808",
            "-9223372036854775808.000000001",
            "0.0000000001",
            "1.",
            ".5",
            "",
            "-",
            "+1",
            "1e5",
        ] {
            assert_eq!(
                text.parse::<Decimal>().map_err(|e| e.code()),
                Err(ErrorCode::InvalidDecimal),
                "{text}"
            );
        }
    }

    proptest! {
        #[test]
        fn every_decimal_reads_back(whole in any::<i64>(), places in 0..SCALE) {
            let decimal = Decimal(i128::from(whole / 2) * SCALE + places);
            prop_assert_eq!(decimal.to_string().parse(), Ok(decimal));
        }
    }
}
