//! Values of facts and event fields, and their types.

use std::{collections::BTreeSet, fmt};

use serde::{Deserialize, Serialize, Serializer};

use super::{Date, Decimal, Instant, Json, Label, Moment, Money};
use crate::{Error, ErrorCode, error::Result};

/// The type of a fact or of a field of an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ValueType {
    /// Yes or no.
    Bool,
    /// A whole number.
    Int,
    /// An exact decimal.
    Decimal,
    /// An amount of money.
    Money,
    /// A date.
    Date,
    /// An instant with its offset.
    Instant,
    /// A date, or an instant where the hour is known. No facts are of this type: what has an order
    /// must have one for all values.
    Moment,
    /// A length of time.
    Duration,
    /// Free text.
    Text,
    /// One of a declared list.
    Enum,
    /// Some of a declared list.
    Set,
}

impl fmt::Display for ValueType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            ValueType::Bool => "bool",
            ValueType::Int => "int",
            ValueType::Decimal => "decimal",
            ValueType::Money => "money",
            ValueType::Date => "date",
            ValueType::Instant => "instant",
            ValueType::Moment => "moment",
            ValueType::Duration => "duration",
            ValueType::Text => "text",
            ValueType::Enum => "enum",
            ValueType::Set => "set",
        })
    }
}

/// One value of an enum or a set, with its wording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// The id that documents carry. The check of a pack allows no comma, which separates the ids of
    /// a set in text.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Choice {
    /// The wording.
    #[must_use]
    pub fn label(&self) -> Label {
        Label::new(&self.zh, &self.en)
    }
}

/// A length of time in whole seconds, written `2d`, `36h`, `90m`, `45s` (one unit).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Duration(i64);

impl Duration {
    /// A length in seconds.
    #[must_use]
    pub fn from_seconds(seconds: i64) -> Self {
        Duration(seconds)
    }

    /// The length in seconds.
    #[must_use]
    pub fn seconds(self) -> i64 {
        self.0
    }
}

const UNITS: [(char, i64); 4] = [('d', 86_400), ('h', 3_600), ('m', 60), ('s', 1)];

impl std::str::FromStr for Duration {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidValue).expected("a duration such as 2d, 36h, 90m or 45s").found(text)
        };
        UNITS
            .iter()
            .find_map(|(unit, seconds)| {
                let number = text.strip_suffix(*unit)?;
                let digits = number.strip_prefix('-').unwrap_or(number);
                let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
                plain.then(|| number.parse::<i64>().ok()?.checked_mul(*seconds)).flatten()
            })
            .map(Duration)
            .ok_or_else(error)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The largest unit that leaves no rest: seconds always do, and nothing is none of them.
        let whole = |seconds: i64| match self.0.checked_rem(seconds) {
            Some(0) if self.0 != 0 => self.0.checked_div(seconds),
            _ => None,
        };
        match UNITS.into_iter().find_map(|(unit, seconds)| Some((unit, whole(seconds)?))) {
            Some((unit, number)) => write!(f, "{number}{unit}"),
            None => write!(f, "{}s", self.0),
        }
    }
}

/// A value of a fact or of a field of an event.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Value {
    /// Yes or no.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// An exact decimal.
    Decimal(Decimal),
    /// An amount of money.
    Money(Money),
    /// A date.
    Date(Date),
    /// An instant.
    Instant(Instant),
    /// A length of time.
    Duration(Duration),
    /// Text, or the id of an enum's value.
    Text(String),
    /// Ids of a set's values.
    Set(BTreeSet<String>),
}

impl Value {
    /// Reads a JSON value as the given type; `choices` are those of an enum or set.
    ///
    /// # Errors
    /// `invalid_value` where it does not fit.
    pub fn from_json(json: &Json, kind: ValueType, choices: &[Choice]) -> Result<Value> {
        let error = || {
            Error::new(ErrorCode::InvalidValue)
                .expected(expected(kind, choices))
                .found(String::from_utf8_lossy(&json.to_bytes()))
        };
        match (kind, json) {
            (ValueType::Bool, Json::Bool(value)) => Ok(Value::Bool(*value)),
            (ValueType::Int, Json::Int(value)) => Ok(Value::Int(*value)),
            (ValueType::Decimal, Json::Int(value)) => Ok(Value::Decimal(Decimal::from_int(*value))),
            (ValueType::Money, Json::Map(_)) => {
                super::canon::from_json(json).map(Value::Money).map_err(|_| error())
            }
            (ValueType::Set, Json::List(items)) => {
                let mut set = BTreeSet::new();
                for item in items {
                    let id =
                        item.as_str().filter(|id| choices.iter().any(|c| c.id == *id)).ok_or_else(error)?;
                    set.insert(id.to_owned());
                }
                Ok(Value::Set(set))
            }
            (_, Json::Text(text)) if kind != ValueType::Bool => Value::from_text(text, kind, choices),
            _ => Err(error()),
        }
    }

    /// Reads text as the given type: the spelling of the command line and of files.
    ///
    /// # Errors
    /// `invalid_value` where it does not fit.
    pub fn from_text(text: &str, kind: ValueType, choices: &[Choice]) -> Result<Value> {
        let error = || Error::new(ErrorCode::InvalidValue).expected(expected(kind, choices)).found(text);
        let choice = |id: &str| choices.iter().any(|c| c.id == id);
        let read = match kind {
            ValueType::Bool => match text {
                "true" | "yes" | "是" => Some(Value::Bool(true)),
                "false" | "no" | "否" => Some(Value::Bool(false)),
                _ => None,
            },
            ValueType::Int => text.parse().ok().map(Value::Int),
            ValueType::Decimal => text.parse().ok().map(Value::Decimal),
            ValueType::Money => text.parse().ok().map(Value::Money),
            ValueType::Date => text.parse().ok().map(Value::Date),
            ValueType::Instant => text.parse().ok().map(Value::Instant),
            ValueType::Moment => text.parse().ok().map(|moment| match moment {
                Moment::Date(date) => Value::Date(date),
                Moment::Instant(at) => Value::Instant(at),
            }),
            ValueType::Duration => text.parse().ok().map(Value::Duration),
            ValueType::Text => Some(Value::Text(text.to_owned())),
            ValueType::Enum => choice(text).then(|| Value::Text(text.to_owned())),
            ValueType::Set => {
                let set: BTreeSet<String> =
                    text.split(',').map(str::trim).filter(|s| !s.is_empty()).map(str::to_owned).collect();
                set.iter().all(|id| choice(id)).then_some(Value::Set(set))
            }
        };
        read.ok_or_else(error)
    }

    /// Whether the value is of the type.
    #[must_use]
    pub fn is(&self, kind: ValueType) -> bool {
        matches!(
            (self, kind),
            (Value::Bool(_), ValueType::Bool)
                | (Value::Int(_), ValueType::Int)
                | (Value::Decimal(_), ValueType::Decimal)
                | (Value::Money(_), ValueType::Money)
                | (Value::Date(_), ValueType::Date | ValueType::Moment)
                | (Value::Instant(_), ValueType::Instant | ValueType::Moment)
                | (Value::Duration(_), ValueType::Duration)
                | (Value::Text(_), ValueType::Text | ValueType::Enum)
                | (Value::Set(_), ValueType::Set)
        )
    }
}

fn expected(kind: ValueType, choices: &[Choice]) -> String {
    if choices.is_empty() {
        kind.to_string()
    } else {
        let ids: Vec<&str> = choices.iter().map(|c| c.id.as_str()).collect();
        format!("{kind} of {}", ids.join(", "))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Value::Bool(value) => value.fmt(f),
            Value::Int(value) => value.fmt(f),
            Value::Decimal(value) => value.fmt(f),
            Value::Money(value) => value.fmt(f),
            Value::Date(value) => value.fmt(f),
            Value::Instant(value) => value.fmt(f),
            Value::Duration(value) => value.fmt(f),
            Value::Text(value) => value.fmt(f),
            Value::Set(value) => f.write_str(&value.iter().cloned().collect::<Vec<_>>().join(",")),
        }
    }
}

impl Serialize for Value {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Value::Bool(value) => s.serialize_bool(*value),
            Value::Int(value) => super::canon::wide_int::serialize(value, s),
            Value::Money(value) => value.serialize(s),
            Value::Set(value) => value.serialize(s),
            other => s.collect_str(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::canon;

    fn reads_back(value: &Value, kind: ValueType, choices: &[Choice]) {
        assert!(value.is(kind));
        assert_eq!(Value::from_text(&value.to_string(), kind, choices).as_ref(), Ok(value), "{value}");
        let json = canon::to_json(value).unwrap();
        assert_eq!(Value::from_json(&json, kind, choices).as_ref(), Ok(value), "{value}");
    }

    #[test]
    fn the_ends_read_back() {
        for number in [i64::MIN, i64::MIN + 8, -86_400, -1, 0, 1, 59, 60, 3_600, 86_400, i64::MAX] {
            reads_back(&Value::Int(number), ValueType::Int, &[]);
            reads_back(&Value::Decimal(Decimal::from_int(number)), ValueType::Decimal, &[]);
            reads_back(&Value::Duration(Duration::from_seconds(number)), ValueType::Duration, &[]);
            reads_back(&Value::Money(Money::new(number, "CNY".parse().unwrap())), ValueType::Money, &[]);
        }
        assert_eq!(Duration::from_seconds(0).to_string(), "0s");
        assert_eq!(Duration::from_seconds(-172_800).to_string(), "-2d");
    }

    #[test]
    fn a_set_reads_back() {
        let choices = ["sms", "电话"].map(|id| Choice { id: id.into(), zh: "甲".into(), en: "a".into() });
        reads_back(&Value::Set(BTreeSet::new()), ValueType::Set, &choices);
        reads_back(&Value::Set(["sms".into(), "电话".into()].into()), ValueType::Set, &choices);
    }

    proptest! {
        #[test]
        fn every_duration_reads_back(seconds in any::<i64>()) {
            reads_back(&Value::Duration(Duration::from_seconds(seconds)), ValueType::Duration, &[]);
        }
    }
}
