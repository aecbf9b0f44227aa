//! The one way in for JSON: whatever is accepted has canonical bytes, and they are a fixed point;
//! whatever is refused is refused with a code that is true of the input.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ombud::{
    ErrorCode,
    model::{
        Complaint, DemandKind, EventDef, FactDef, Json, Money,
        canon::{self, MAX_DEPTH},
    },
};
use serde::{Serialize, de::DeserializeOwned};

fuzz_target!(|data: &[u8]| match Json::parse(data) {
    Ok(json) => {
        let bytes = json.to_bytes();
        let again = Json::parse(&bytes).expect("canonical bytes are read again");
        assert_eq!(again.to_bytes(), bytes, "canonical bytes are a fixed point");
        assert_eq!(canon::to_bytes(&json).expect("a document is written"), bytes, "one writer, one result");
        assert!(no_space_outside_strings(&bytes), "no white space between tokens");
        assert!(depth(&bytes) <= MAX_DEPTH, "nothing deeper than the limit is accepted");
        assert_eq!(canon::from_json::<Json>(&json).as_ref(), Ok(&json), "the tree is read as itself");
        typed::<Money>(&json);
        typed::<Complaint>(&json);
        typed::<DemandKind>(&json);
        typed::<FactDef>(&json);
        typed::<EventDef>(&json);
    }
    Err(error) => {
        let found = error.detail().found.clone().unwrap_or_default();
        assert!(found.chars().count() <= 201, "a quotation is cut");
        match error.code() {
            ErrorCode::InvalidUtf8 => assert!(std::str::from_utf8(data).is_err()),
            ErrorCode::TooDeep => assert!(depth(data) > MAX_DEPTH, "{error}"),
            ErrorCode::NullValue => assert!(contains(data, b"null"), "{error}"),
            ErrorCode::DuplicateKey => assert!(contains(data, b","), "{error}"),
            ErrorCode::FractionalNumber => {
                assert!(contains(data, whole(&found)), "{error}");
                assert!(found.contains(['.', 'e', 'E', '…']) || found == "-0", "{error}");
            }
            ErrorCode::OutOfRange => {
                assert!(contains(data, whole(&found)), "{error}");
                assert!(found.parse::<i64>().is_err(), "{error}");
            }
            ErrorCode::InvalidField => assert!(found.starts_with("$serde_json"), "{error}"),
            ErrorCode::InvalidJson => {}
            other => panic!("a code that no JSON document earns: {other}"),
        }
    }
});

/// An object that is read as a type is written as one that reads back; nothing else is read.
fn typed<T: DeserializeOwned + Serialize>(json: &Json) {
    if let Ok(value) = canon::from_json::<T>(json) {
        assert!(matches!(json, Json::Map(_)), "{} was read as an object", json.kind());
        let bytes = canon::to_bytes(&value).expect("what was read is written");
        let again: T = canon::from_bytes(&bytes).expect("what was written is read");
        assert_eq!(canon::to_bytes(&again).expect("again"), bytes);
    }
}

/// A quotation without the mark of having been cut.
fn whole(found: &str) -> &[u8] {
    found.trim_end_matches('…').as_bytes()
}

/// The deepest nesting of brackets outside strings.
fn depth(bytes: &[u8]) -> usize {
    let (mut now, mut most) = (0_usize, 0);
    outside_strings(bytes, |byte| match byte {
        b'[' | b'{' => {
            now += 1;
            most = most.max(now);
        }
        b']' | b'}' => now = now.saturating_sub(1),
        _ => {}
    });
    most
}

fn no_space_outside_strings(bytes: &[u8]) -> bool {
    let mut clean = true;
    outside_strings(bytes, |byte| clean &= !byte.is_ascii_whitespace());
    clean
}

fn outside_strings(bytes: &[u8], mut see: impl FnMut(u8)) {
    let (mut inside, mut escaped) = (false, false);
    for &byte in bytes {
        match (inside, escaped, byte) {
            (true, true, _) => escaped = false,
            (true, false, b'\\') => escaped = true,
            (_, _, b'"') => inside = !inside,
            (true, ..) => {}
            (false, ..) => see(byte),
        }
    }
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|window| window == needle)
}
