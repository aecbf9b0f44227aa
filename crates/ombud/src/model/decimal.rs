//! Exact decimal numbers with at most nine places: rates, ratios, probabilities.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: at most 18 digits before and 9 after the point, so i128 cannot overflow; fuzz target `values`"
)]

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, ErrorCode, error::Result};

const PLACES: usize = 9;
const SCALE: i128 = 1_000_000_000;

/// An exact decimal: up to 18 digits before the point and 9 after it; in JSON a normalised string.
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
}

impl std::str::FromStr for Decimal {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidDecimal)
                .expected("up to 18 digits before and 9 after the point")
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
        if !digits_only(whole, 18) || !digits_only(fraction, PLACES) {
            return Err(error());
        }
        let whole: i128 = whole.parse().map_err(|_| error())?;
        let padded: i128 = format!("{fraction:0<PLACES$}").parse().map_err(|_| error())?;
        let value = whole * SCALE + padded;
        Ok(Decimal(if negative { -value } else { value }))
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
