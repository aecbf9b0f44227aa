//! Terms: names, values and checked arithmetic of one type each.

use super::{evaluate::Source, literal::Literal};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Duration, Money, Value, ValueType},
};

/// What can be compared. Its type was settled when it was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Term<K> {
    /// The value of a name.
    Name(K),
    /// A value.
    Value(Literal),
    /// Two terms reckoned together.
    Reckoned(Operator, Box<(Term<K>, Term<K>)>),
}

/// How two terms are reckoned together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Operator {
    /// `+`
    Sum,
    /// `-`
    Difference,
    /// `*`
    Product,
}

const DAY: i64 = 86_400;

impl Operator {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Operator::Sum => "+",
            Operator::Difference => "-",
            Operator::Product => "*",
        }
    }

    /// The type of the result; nothing where the types do not go together.
    pub(crate) fn result(self, left: ValueType, right: ValueType) -> Option<ValueType> {
        use ValueType::{Date, Decimal, Duration, Instant, Int, Money};
        match (self, left, right) {
            (_, Int, Int) => Some(Int),
            (Operator::Sum | Operator::Difference, Decimal, Decimal) => Some(Decimal),
            (Operator::Sum | Operator::Difference, Money, Money) => Some(Money),
            (Operator::Sum | Operator::Difference, Duration, Duration) => Some(Duration),
            (Operator::Product, Money, Int) | (Operator::Product, Int, Money) => Some(Money),
            (Operator::Product, Duration, Int) | (Operator::Product, Int, Duration) => Some(Duration),
            (Operator::Difference, Instant, Instant) | (Operator::Difference, Date, Date) => Some(Duration),
            (Operator::Sum | Operator::Difference, Instant, Duration) => Some(Instant),
            (Operator::Sum | Operator::Difference, Date, Duration) => Some(Date),
            _ => None,
        }
    }

    /// Reckons two values together.
    ///
    /// # Errors
    /// `out_of_range`; `currency_mismatch`; `invalid_value` where a date is moved by part of a day.
    pub(crate) fn apply(self, left: &Value, right: &Value) -> Result<Value> {
        let whole = |a: i64, b: i64| match self {
            Operator::Sum => a.checked_add(b),
            Operator::Difference => a.checked_sub(b),
            Operator::Product => a.checked_mul(b),
        };
        let outside =
            || Error::new(ErrorCode::OutOfRange).found(format_args!("{left} {} {right}", self.text()));
        let signed =
            |seconds: i64| if self == Operator::Difference { seconds.checked_neg() } else { Some(seconds) };
        match (left, right) {
            (Value::Int(a), Value::Int(b)) => whole(*a, *b).map(Value::Int).ok_or_else(outside),
            (Value::Decimal(a), Value::Decimal(b)) => {
                let sum = if self == Operator::Sum { a.checked_add(*b) } else { a.checked_sub(*b) };
                sum.map(Value::Decimal).ok_or_else(outside)
            }
            (Value::Money(a), Value::Money(b)) => {
                if self == Operator::Sum { a.checked_add(b) } else { a.checked_sub(b) }.map(Value::Money)
            }
            (Value::Money(a), Value::Int(b)) | (Value::Int(b), Value::Money(a)) => a
                .minor()
                .checked_mul(*b)
                .map(|minor| Value::Money(Money::new(minor, a.currency())))
                .ok_or_else(outside),
            (Value::Duration(a), Value::Duration(b)) => whole(a.seconds(), b.seconds())
                .map(|s| Value::Duration(Duration::from_seconds(s)))
                .ok_or_else(outside),
            (Value::Duration(a), Value::Int(b)) | (Value::Int(b), Value::Duration(a)) => a
                .seconds()
                .checked_mul(*b)
                .map(|s| Value::Duration(Duration::from_seconds(s)))
                .ok_or_else(outside),
            (Value::Instant(a), Value::Instant(b)) => whole(a.unix_seconds(), b.unix_seconds())
                .map(|s| Value::Duration(Duration::from_seconds(s)))
                .ok_or_else(outside),
            (Value::Instant(a), Value::Duration(b)) => {
                signed(b.seconds()).ok_or_else(outside).and_then(|s| a.add_seconds(s)).map(Value::Instant)
            }
            (Value::Date(a), Value::Date(b)) => a
                .since(*b)
                .checked_mul(DAY)
                .map(|s| Value::Duration(Duration::from_seconds(s)))
                .ok_or_else(outside),
            (Value::Date(a), Value::Duration(b)) => {
                let days = signed(b.seconds()).ok_or_else(outside)?;
                if days.checked_rem(DAY) != Some(0) {
                    return Err(Error::new(ErrorCode::InvalidValue).expected("whole days").found(b));
                }
                let days = days.checked_div(DAY).ok_or_else(outside)?;
                a.add_days(days).map(Value::Date)
            }
            _ => Err(Error::new(ErrorCode::InvalidValue)
                .expected("values that can be reckoned together")
                .found(format_args!("{left} {} {right}", self.text()))),
        }
    }
}

/// Two terms reckoned together; two values at once.
///
/// # Errors
/// Those of [`Operator::apply`].
pub(crate) fn fold<K>(operator: Operator, left: Term<K>, right: Term<K>) -> Result<Term<K>> {
    match (&left, &right) {
        (Term::Value(a), Term::Value(b)) => {
            operator.apply(a.value(), b.value()).map(|value| Term::Value(Literal::new(value)))
        }
        _ => Ok(Term::Reckoned(operator, Box::new((left, right)))),
    }
}

impl<K> Term<K> {
    /// Calls `visit` with every name.
    pub(crate) fn each_key<'a>(&'a self, visit: &mut impl FnMut(&'a K)) {
        match self {
            Term::Name(key) => visit(key),
            Term::Value(_) => {}
            Term::Reckoned(_, sides) => {
                sides.0.each_key(visit);
                sides.1.each_key(visit);
            }
        }
    }

    /// The same term with other names.
    ///
    /// # Errors
    /// Those of `rename`.
    pub(crate) fn try_map<L>(&self, rename: &mut impl FnMut(&K) -> Result<L>) -> Result<Term<L>> {
        Ok(match self {
            Term::Name(key) => Term::Name(rename(key)?),
            Term::Value(literal) => Term::Value(literal.clone()),
            Term::Reckoned(operator, sides) => {
                Term::Reckoned(*operator, Box::new((sides.0.try_map(rename)?, sides.1.try_map(rename)?)))
            }
        })
    }

    /// Its value; nothing, and its unknown names in `needs`, where they are not all known.
    ///
    /// # Errors
    /// Those of [`Operator::apply`], before unknown.
    pub(crate) fn evaluate<'a, S: Source<K>>(
        &'a self,
        source: &S,
        needs: &mut Vec<&'a K>,
    ) -> Result<Option<Value>> {
        match self {
            Term::Name(key) => {
                let value = source.value(key);
                if value.is_none() {
                    needs.push(key);
                }
                Ok(value.cloned())
            }
            Term::Value(literal) => Ok(Some(literal.value().clone())),
            Term::Reckoned(operator, sides) => {
                let (left, right) = (sides.0.evaluate(source, needs), sides.1.evaluate(source, needs));
                match (left?, right?) {
                    (Some(left), Some(right)) => operator.apply(&left, &right).map(Some),
                    _ => Ok(None),
                }
            }
        }
    }
}
