//! Values written in conditions: their order in the normal form, and how facts compare with them.

use std::{cmp::Ordering, fmt};

use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Currency, Json, Value},
};

/// A value written in a condition; never a set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Literal(Value);

impl Literal {
    pub(crate) fn new(value: Value) -> Self {
        Literal(value)
    }

    pub(crate) fn value(&self) -> &Value {
        &self.0
    }

    /// The currency of an amount.
    pub(crate) fn currency(&self) -> Option<Currency> {
        match &self.0 {
            Value::Money(money) => Some(money.currency()),
            _ => None,
        }
    }

    /// Where `fact` lies relative to this literal. Equality is asked here too, so that amounts in
    /// another currency are a fault in every test and never just unequal.
    ///
    /// # Errors
    /// `currency_mismatch`; `invalid_value` where the fact is not of the literal's type.
    pub(crate) fn order_of(&self, fact: &Value) -> Result<Ordering> {
        match (fact, &self.0) {
            // Asked from the literal, so that the error expects the literal's currency.
            (Value::Money(fact), Value::Money(literal)) => literal.compare(fact).map(Ordering::reverse),
            (Value::Bool(fact), Value::Bool(literal)) => Ok(fact.cmp(literal)),
            (Value::Int(fact), Value::Int(literal)) => Ok(fact.cmp(literal)),
            (Value::Decimal(fact), Value::Decimal(literal)) => Ok(fact.cmp(literal)),
            (Value::Date(fact), Value::Date(literal)) => Ok(fact.cmp(literal)),
            (Value::Instant(fact), Value::Instant(literal)) => Ok(fact.cmp(literal)),
            (Value::Duration(fact), Value::Duration(literal)) => Ok(fact.cmp(literal)),
            (Value::Text(fact), Value::Text(literal)) => Ok(fact.cmp(literal)),
            _ => Err(Error::new(ErrorCode::InvalidValue).expected(self.kind()).found(fact)),
        }
    }

    fn kind(&self) -> &'static str {
        kind_and_rank(&self.0).0
    }

    /// As the `when` map spells it where no operator stands before it.
    pub(crate) fn print(&self) -> Json {
        match &self.0 {
            Value::Bool(value) => Json::Bool(*value),
            Value::Int(value) => Json::Int(*value),
            other => Json::Text(other.to_string()),
        }
    }
}

fn kind_and_rank(value: &Value) -> (&'static str, u8) {
    match value {
        Value::Bool(_) => ("bool", 0),
        Value::Int(_) => ("int", 1),
        Value::Decimal(_) => ("decimal", 2),
        Value::Money(_) => ("money", 3),
        Value::Date(_) => ("date", 4),
        Value::Instant(_) => ("instant", 5),
        Value::Duration(_) => ("duration", 6),
        Value::Text(_) => ("text", 7),
        Value::Set(_) => ("set", 8),
    }
}

/// The order of the normal form: by value, amounts by currency first. Unlike [`Literal::order_of`]
/// it is total, and says nothing about what an amount is worth.
impl Ord for Literal {
    fn cmp(&self, other: &Self) -> Ordering {
        match (&self.0, &other.0) {
            (Value::Money(a), Value::Money(b)) => (a.currency(), a.minor()).cmp(&(b.currency(), b.minor())),
            (Value::Set(a), Value::Set(b)) => a.cmp(b),
            (a, b) => other.order_of(a).unwrap_or_else(|_| kind_and_rank(a).1.cmp(&kind_and_rank(b).1)),
        }
    }
}

impl PartialOrd for Literal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// Text stands in quotes, everything else as written.
impl fmt::Display for Literal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Value::Text(text) => write!(f, "{text:?}"),
            other => other.fmt(f),
        }
    }
}
