//! What Ombud makes of a fixed list of documents, as lines: canonical bytes, or the error as JSON.
//! Compiled twice: into this program, and into the test that compares the two.

use std::fmt::Debug;

use ombud::{
    Engine, Error,
    model::{
        Complaint, Decimal, DemandKind, EventDef, FactDef, Instant, Json, Money, Value, ValueType,
        canon::{self, HashName},
    },
    pack::{BUILTIN, Bundle},
};

/// Whether `serde_json` keeps numbers as they are written, and objects in the order written.
pub(crate) fn features_are_on() -> bool {
    let text = r#"{"b":1.50,"a":1}"#;
    let value = serde_json::from_str::<serde_json::Value>(text);
    value.and_then(|value| serde_json::to_string(&value)).is_ok_and(|again| again == text)
}

/// Documents on which the features, or `serde_json`'s own limits, could make a difference.
const DOCUMENTS: &[&str] = &[
    // Integers.
    "0",
    "-0",
    "[0,-1,9007199254740991,-9007199254740991]",
    "[9007199254740992,-9007199254740992]",
    "[9223372036854775807,-9223372036854775808]",
    "9223372036854775808",
    "[-9223372036854775809]",
    "18446744073709551615",
    "18446744073709551616",
    "340282366920938463463374607431768211456",
    // Fractions and exponents.
    "1.50",
    "1.5",
    "0.1",
    "-0.0",
    "1.0",
    "1e999",
    "-1E-999",
    "1e400000000000000000000",
    "0.30000000000000004",
    "100000000000000000000000000000.5",
    "{\"a\":\n  2.50}",
    // Not numbers.
    "01",
    "-",
    "-x",
    "1.",
    "1.x",
    ".5",
    "+1",
    "1e",
    "1e+",
    "1.5.5",
    "0x10",
    "[1 2]",
    "[1,]",
    "NaN",
    "-Infinity",
    // Null, order, duplicates, names.
    "null",
    "{\"a\":null}",
    "{\"b\":1,\"a\":2,\"é\":3,\"B\":4}",
    "{\"a\":1,\"a\":2}",
    "{\"recursion limit\":1,\"recursion limit\":2}",
    "{\"a\":{\"null\":1,\"null\":1.5}}",
    "{\"$serde_json::private::Number\":\"1.5\"}",
    "{\"$serde_json::private::Number\":1}",
    "{\"$serde_json::private::RawValue\":\"1.5\"}",
    // Strings and structure.
    "\"\\u0000\\u001f\\ud83d\\ude4f\\/\\b\"",
    "\"\\ud800\"",
    "\"\u{1}\"",
    "\"\\x\"",
    "\"1.5 null [[[\"",
    "",
    " ",
    "\u{feff}1",
    "{",
    "[1",
    "{\"a\"",
    "{\"a\":",
    "{1:2}",
    "tru",
    "nulll",
    "1 1",
    "]",
];

/// The lines, in the order of the list.
pub(crate) fn report() -> Vec<u8> {
    let mut out = Vec::new();
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    let deep = [nested(64), nested(65), nested(129), "[".repeat(100_000), "{\"a\":".repeat(100_000)];
    for text in DOCUMENTS.iter().copied().chain(deep.iter().map(String::as_str)) {
        line(&mut out, "Json", text, Json::parse(text.as_bytes()).map(|json| json.to_bytes()));
    }
    line(&mut out, "Json", "not UTF-8", Json::parse(b"[\"\xff\"]").map(|json| json.to_bytes()));

    for text in [
        r#"{"minor":1240000,"currency":"CNY"}"#,
        r#"{"minor":"9223372036854775807","currency":"CNY"}"#,
        r#"{"minor":-9223372036854775808,"currency":"CNY"}"#,
        r#"{"minor":1.50,"currency":"CNY"}"#,
        r#"{"minor":1e2,"currency":"CNY"}"#,
        r#"{"minor":true,"currency":"CNY"}"#,
        r#"{"minor":1}"#,
        r#"{"minor":1,"currency":"CNY","more":1}"#,
        r#"[1,"CNY"]"#,
        "1",
    ] {
        line(&mut out, "Money", text, typed::<Money>(text));
        line(&mut out, "Complaint", text, typed::<Complaint>(text));
        line(&mut out, "DemandKind", text, typed::<DemandKind>(text));
        line(&mut out, "FactDef", text, typed::<FactDef>(text));
        line(&mut out, "EventDef", text, typed::<EventDef>(text));
        line(&mut out, "i64", text, typed::<i64>(text));
        line(&mut out, "Instant", text, typed::<Instant>(text));
        line(&mut out, "Decimal", text, typed::<Decimal>(text));
        let value =
            Json::parse(text.as_bytes()).and_then(|json| Value::from_json(&json, ValueType::Money, &[]));
        line(&mut out, "Value", text, value.and_then(|value| canon::to_bytes(&value)));
    }
    for text in [
        r#"{"format_version":1,"id":"C-1","received":"2026-03-02","amounts_stated":[{"money":{"currency":"CNY","minor":1}}]}"#,
        r#"{"format_version":1,"id":"C-1","received":"2026-03-02","amounts_stated":[{"money":[1,"CNY"]}]}"#,
        r#"{"format_version":1.0,"id":"C-1","received":"2026-03-02"}"#,
        r#"{"format_version":2,"id":"C-1","received":"2026-03-02"}"#,
        r#"{"format_version":1,"id":"C-1","received":"2026-03-02","demands":[{"id":"d","kind":{"kind":"money","x":1}}]}"#,
    ] {
        let read = Complaint::from_json(text.as_bytes()).and_then(|complaint| complaint.to_bytes());
        line(&mut out, "Complaint", text, read);
    }

    line(&mut out, "write", "i64::MIN", canon::to_bytes(&i64::MIN));
    line(&mut out, "write", "u64::MAX", canon::to_bytes(&u64::MAX));
    line(&mut out, "write", "u128::MAX", canon::to_bytes(&u128::MAX));
    line(&mut out, "write", "1.0", canon::to_bytes(&1.0_f64));
    line(&mut out, "write", "0.1 + 0.2", canon::to_bytes(&(0.1_f64 + 0.2)));
    line(&mut out, "write", "NaN", canon::to_bytes(&f64::NAN));
    line(&mut out, "write", "none", canon::to_bytes(&None::<u8>));

    let bundle = Bundle::from_bytes(BUILTIN.0, None).and_then(|bundle| bundle.hash(HashName::Sm3));
    line(&mut out, "Bundle", "built in", bundle.map(String::into_bytes));
    let engine = Engine::builtin().map(|engine| engine.bundle_hash().as_bytes().to_vec());
    line(&mut out, "Engine", "built in", engine);
    out
}

fn typed<T: serde::de::DeserializeOwned + serde::Serialize>(text: &str) -> Result<Vec<u8>, Error> {
    canon::from_bytes::<T>(text.as_bytes()).and_then(|value| canon::to_bytes(&value))
}

fn line(out: &mut Vec<u8>, what: &str, text: impl Debug, result: Result<Vec<u8>, Error>) {
    let text: String = format!("{text:?}").chars().take(80).collect();
    let bytes = match result {
        Ok(bytes) => [b"ok ", bytes.as_slice()].concat(),
        Err(error) => match canon::to_bytes(&error) {
            Ok(bytes) => [b"refused ", bytes.as_slice()].concat(),
            Err(other) => format!("unwritable {error} {other}").into_bytes(),
        },
    };
    out.extend([format!("{what} {text}\t").as_bytes(), &bytes, b"\n"].concat());
}
