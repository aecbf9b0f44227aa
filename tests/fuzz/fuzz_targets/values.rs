//! Values read from text: what is accepted is printed in one spelling, which reads back as the
//! same value, as text and as JSON.
#![no_main]

use std::{fmt::Debug, fmt::Display, str::FromStr};

use libfuzzer_sys::fuzz_target;
use ombud::{
    Error,
    model::{Currency, Date, Decimal, Duration, Instant, Moment, Money, Value, ValueType, canon},
};

fuzz_target!(|text: &str| {
    prints_and_reads::<Date>(text);
    prints_and_reads::<Instant>(text);
    prints_and_reads::<Moment>(text);
    prints_and_reads::<Currency>(text);
    prints_and_reads::<Money>(text);
    prints_and_reads::<Decimal>(text);
    prints_and_reads::<Duration>(text);

    // A number stands for the ends of every type that is made of one.
    if let Ok(number) = text.parse::<i64>() {
        same(&Duration::from_seconds(number));
        same(&Decimal::from_int(number));
        for code in ["CNY", "JPY", "KWD", "CLF"] {
            same(&Money::new(number, code.parse().expect("a currency")));
        }
    }

    for kind in [
        ValueType::Bool,
        ValueType::Int,
        ValueType::Decimal,
        ValueType::Money,
        ValueType::Date,
        ValueType::Instant,
        ValueType::Duration,
        ValueType::Text,
        ValueType::Enum,
        ValueType::Set,
    ] {
        let Ok(value) = Value::from_text(text, kind, &[]) else { continue };
        assert!(value.is(kind), "{value:?} is read as {kind}");
        assert_eq!(
            Value::from_text(&value.to_string(), kind, &[]).as_ref(),
            Ok(&value),
            "{kind} of {text:?}"
        );
        let json = canon::to_json(&value).expect("a value has a JSON form");
        match Value::from_json(&json, kind, &[]) {
            Ok(again) => assert_eq!(again, value, "{kind} of {text:?} through JSON"),
            Err(error) => panic!("{kind} of {text:?} is not read back from JSON: {error}"),
        }
    }
});

/// The printed form of a value reads back as the same value.
fn same<T: FromStr<Err = Error> + Display + Debug + PartialEq>(value: &T) {
    assert_eq!(value.to_string().parse::<T>().as_ref(), Ok(value), "{value} reads back");
}

/// One spelling: the printed form reads back as the same value and prints the same again.
fn prints_and_reads<T>(text: &str)
where
    T: FromStr<Err = Error> + Display + Debug + PartialEq,
{
    match text.parse::<T>() {
        Ok(value) => {
            let printed = value.to_string();
            let again =
                printed.parse::<T>().unwrap_or_else(|e| panic!("{text:?} printed as {printed:?}: {e}"));
            assert_eq!(again, value, "{text:?} printed as {printed:?}");
            assert_eq!(again.to_string(), printed);
        }
        // A refusal says what was expected, and makes its message in both languages.
        Err(error) => assert!(!error.title().zh.is_empty() && !error.to_string().is_empty()),
    }
}
