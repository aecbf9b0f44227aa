//! Money: whole minor units of one currency, checked.

use std::{cmp::Ordering, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::canon;
use crate::{Error, ErrorCode, error::Result};

/// An ISO 4217 alphabetic code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        // Never empty: the three bytes are capital letters, which `from_str` alone puts there.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// How many digits follow the point in customary notation (ISO 4217, list one).
    #[must_use]
    pub fn places(&self) -> u32 {
        match self.as_str() {
            "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI"
            | "VND" | "VUV" | "XAF" | "XOF" | "XPF" => 0,
            "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
            "CLF" | "UYW" => 4,
            _ => 2,
        }
    }
}

impl std::str::FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        match text.as_bytes() {
            [a, b, c] if [a, b, c].iter().all(|x| x.is_ascii_uppercase()) => Ok(Currency([*a, *b, *c])),
            _ => {
                Err(Error::new(ErrorCode::InvalidMoney).expected("an ISO 4217 code such as CNY").found(text))
            }
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Currency {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Currency {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount: minor units (fen, pence, cents) and a currency.
///
/// In JSON `{"currency":"CNY","minor":1240000}`. Sums are checked; currencies never mix.
///
/// ```
/// use ombud::model::Money;
/// let stated: Money = "CNY 12400.00".parse()?;
/// assert_eq!(stated.minor(), 1_240_000);
/// assert_eq!(stated.checked_add(&"CNY 0.50".parse()?)?.to_string(), "CNY 12400.50");
/// assert!(stated.checked_add(&"USD 1.00".parse()?).is_err());
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Money {
    #[serde(with = "canon::wide_int")]
    minor: i64,
    currency: Currency,
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Parts {
            #[serde(with = "canon::wide_int")]
            minor: i64,
            currency: Currency,
        }

        /// Says what an amount is to who wrote it in another way, as text or as a number.
        struct Amount;
        impl<'de> Visitor<'de> for Amount {
            type Value = Money;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an amount: a map of `minor`, whole minor units, and `currency`")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> std::result::Result<Money, A::Error> {
                let Parts { minor, currency } = Parts::deserialize(MapAccessDeserializer::new(map))?;
                Ok(Money { minor, currency })
            }
        }
        d.deserialize_map(Amount)
    }
}

impl Money {
    /// An amount of minor units.
    #[must_use]
    pub fn new(minor: i64, currency: Currency) -> Self {
        Money { minor, currency }
    }

    /// The minor units.
    #[must_use]
    pub fn minor(&self) -> i64 {
        self.minor
    }

    /// The currency.
    #[must_use]
    pub fn currency(&self) -> Currency {
        self.currency
    }

    fn same_currency(&self, other: &Money) -> Result<()> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(Error::new(ErrorCode::CurrencyMismatch).expected(self.currency).found(other.currency))
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range` past the largest amount.
    pub fn checked_add(&self, other: &Money) -> Result<Money> {
        self.same_currency(other)?;
        let minor = self.minor.checked_add(other.minor);
        self.with(minor, other)
    }

    /// The difference.
    ///
    /// # Errors
    /// `currency_mismatch`; `out_of_range` past the smallest amount.
    pub fn checked_sub(&self, other: &Money) -> Result<Money> {
        self.same_currency(other)?;
        let minor = self.minor.checked_sub(other.minor);
        self.with(minor, other)
    }

    /// The order of two amounts of one currency.
    ///
    /// # Errors
    /// `currency_mismatch`.
    pub fn compare(&self, other: &Money) -> Result<Ordering> {
        self.same_currency(other)?;
        Ok(self.minor.cmp(&other.minor))
    }

    /// The amount without its currency, by thousands, as people write it.
    ///
    /// ```
    /// use ombud::model::Money;
    /// assert_eq!("CNY 16300.00".parse::<Money>()?.grouped(), "16,300.00");
    /// # Ok::<(), ombud::Error>(())
    /// ```
    #[must_use]
    pub fn grouped(&self) -> String {
        let text = self.to_string();
        let (_, amount) = text.split_once(' ').unwrap_or_default();
        let (whole, places) =
            amount.split_once('.').map_or((amount, None), |(whole, rest)| (whole, Some(rest)));
        let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
        let mut out = String::from(sign);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && digits.len().saturating_sub(at).is_multiple_of(3) {
                out.push(',');
            }
            out.push(digit);
        }
        if let Some(places) = places {
            out.push('.');
            out.push_str(places);
        }
        out
    }

    fn with(&self, minor: Option<i64>, other: &Money) -> Result<Money> {
        minor
            .map(|minor| Money { minor, currency: self.currency })
            .ok_or_else(|| Error::new(ErrorCode::OutOfRange).found(format_args!("{self} and {other}")))
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let places = self.currency.places();
        let sign = if self.minor < 0 { "-" } else { "" };
        let digits =
            format!("{:0>width$}", self.minor.unsigned_abs(), width = (places as usize).saturating_add(1));
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(places as usize));
        write!(f, "{} {sign}{whole}", self.currency)?;
        if places > 0 {
            write!(f, ".{fraction}")?;
        }
        Ok(())
    }
}

impl std::str::FromStr for Money {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidMoney)
                .expected("a currency code and an amount, such as CNY 500.00")
                .found(text)
        };
        let (code, amount) = text.split_once(' ').ok_or_else(error)?;
        let currency: Currency = code.parse().map_err(|_| error())?;
        let (sign, amount) = match amount.strip_prefix('-') {
            Some(rest) => ("-", rest),
            None => ("", amount),
        };
        let (whole, fraction) = amount.split_once('.').unwrap_or((amount, ""));
        let places = currency.places() as usize;
        let digits_only = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || !digits_only(whole)
            || !digits_only(fraction)
            || fraction.len() > places
            || amount.ends_with('.')
        {
            return Err(error());
        }
        // With its sign: the smallest amount is one further from zero than the largest.
        let minor: i64 = format!("{sign}{whole}{fraction:0<places$}").parse().map_err(|_| error())?;
        Ok(Money { minor, currency })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn people_read_amounts_by_thousands() {
        let grouped = |text: &str| text.parse::<Money>().unwrap().grouped();
        assert_eq!(grouped("CNY 16300.00"), "16,300.00");
        assert_eq!(["JPY 999", "JPY 1000", "JPY -1000000"].map(grouped), ["999", "1,000", "-1,000,000"]);
    }

    fn reads_back(minor: i64) {
        for code in ["CNY", "JPY", "KWD", "CLF"] {
            let money = Money::new(minor, code.parse().unwrap());
            assert_eq!(money.to_string().parse(), Ok(money));
            assert_eq!(canon::from_bytes(&canon::to_bytes(&money).unwrap()), Ok(money));
        }
    }

    #[test]
    fn the_ends_read_back() {
        for minor in [i64::MIN, i64::MIN + 1, -1, 0, 1, 5, -10_000, 1 << 53, i64::MAX] {
            reads_back(minor);
        }
        let cny = Money::new(i64::MIN, "CNY".parse().unwrap());
        assert_eq!(cny.to_string(), "CNY -92233720368547758.08");
        for text in ["CNY -92233720368547758.09", "CNY 92233720368547758.08", "JPY 9223372036854775808"] {
            assert_eq!(text.parse::<Money>().map_err(|e| e.code()), Err(ErrorCode::InvalidMoney), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_amount_reads_back(minor in any::<i64>()) {
            reads_back(minor);
        }
    }
}
