//! Documents refused before any type is read, and types read from documents.

use super::*;
use crate::model::{FieldDef, Money};

fn refusal(text: &str) -> (ErrorCode, Option<String>, Option<String>) {
    let error = Json::parse(text.as_bytes()).expect_err(text);
    let detail = error.detail().clone();
    (error.code(), detail.path, detail.found)
}

fn refused(text: &str, code: ErrorCode, path: &str, found: &str) {
    assert_eq!(refusal(text), (code, Some(path.to_owned()), Some(found.to_owned())), "{text}");
}

#[test]
fn a_number_is_refused_as_it_is_written() {
    for token in ["1e999", "1.50", "0.0", "-1E+2", "1e-7", "-0", "123456789012345678901234567890.5"] {
        refused(token, ErrorCode::FractionalNumber, "line 1, column 1", token);
        let text = format!("{{\"金额\":[1,\n \"é\", {token}]}}");
        refused(&text, ErrorCode::FractionalNumber, "line 2, column 7", token);
    }
    for token in ["9223372036854775808", "-9223372036854775809", "123456789012345678901234567890"] {
        refused(&format!("[{token}]"), ErrorCode::OutOfRange, "line 1, column 2", token);
    }
    for token in ["01", "-", "1.", "1.e5", "1e", "1e+", "1.5.2", "-01", "--1", "1-1", "1e5e5", "00"] {
        refused(&format!("[{token}]"), ErrorCode::InvalidJson, "line 1, column 2", token);
    }
    for number in [0, 1, -1, i64::MAX, i64::MIN, 1 << 53] {
        assert_eq!(Json::parse(number.to_string().as_bytes()), Ok(Json::Int(number)));
    }
}

#[test]
fn what_stands_in_a_string_is_no_token() {
    for text in ["1.5", "null", "[[", "a\\\"1.5", "\\\\", "]", "1e999\\n"] {
        let document = format!(r#"{{"{text}":"{text}"}}"#);
        assert!(Json::parse(document.as_bytes()).is_ok(), "{document}");
    }
    refused(r#"["\\",null]"#, ErrorCode::NullValue, "line 1, column 7", "null");
    assert_eq!(refusal("\"abc").0, ErrorCode::InvalidJson);
    assert_eq!(refusal("\"abc\\").0, ErrorCode::InvalidJson);
    refused("", ErrorCode::InvalidJson, "line 1, column 1", "the end of the text");
    assert_eq!(refusal("]]]1").0, ErrorCode::InvalidJson);
}

#[test]
fn depth_is_counted_in_brackets_and_in_no_recursion() {
    let nested = |levels: usize| "[".repeat(levels) + &"]".repeat(levels);
    assert!(Json::parse(nested(MAX_DEPTH).as_bytes()).is_ok());
    refused(&nested(MAX_DEPTH + 1), ErrorCode::TooDeep, "line 1, column 65", "65 levels");
    assert_eq!(refusal(&"[{\"a\":".repeat(1_000_000)).0, ErrorCode::TooDeep);
    // Side by side is not deep.
    assert!(Json::parse(format!("[{}[]]", "[],".repeat(1000)).as_bytes()).is_ok());
}

#[test]
fn words_of_the_document_choose_no_code() {
    for key in ["recursion limit", "null", "number with", "nested deeper", "at line 7"] {
        let text = format!(r#"{{"a":1,"{key}":1,"{key}":2}}"#);
        let at = text.rfind("\":2").unwrap() + 1;
        refused(&text, ErrorCode::DuplicateKey, &format!("line 1, column {at}"), key);
    }
    let text = format!(r#"{{"{RESERVED_KEY}":"1"}}"#);
    assert_eq!(refusal(&text).0, ErrorCode::InvalidField);
}

#[test]
fn a_fault_of_the_document_has_a_place_in_characters() {
    refused("{\n\"金额\" 1}", ErrorCode::InvalidJson, "line 2, column 6", "no colon after a key");
    refused("[1,]", ErrorCode::InvalidJson, "line 1, column 4", "a comma with nothing after it");
    refused("[1] x", ErrorCode::InvalidJson, "line 1, column 5", "more after the document");
    let error = Json::parse(b"[\"\xff\"]").unwrap_err();
    assert_eq!((error.code(), error.detail().path.as_deref()), (ErrorCode::InvalidUtf8, Some("byte 2")));
}

#[test]
fn an_array_is_no_amount_and_no_field() {
    let error = from_bytes::<Money>(br#"[1,"CNY"]"#).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidField);
    let error = from_json::<FieldDef>(&Json::parse(br#"["f","text",["a","b"]]"#).unwrap()).unwrap_err();
    assert_eq!(error.detail().expected.as_deref(), Some("a map"));
}

#[test]
fn a_tree_that_is_built_too_deep_is_refused() {
    let deep = (0..MAX_DEPTH).fold(Json::List(vec![]), |inner, _| Json::List(vec![inner]));
    assert_eq!(from_json::<Json>(&deep).map_err(|e| e.code()), Err(ErrorCode::TooDeep));
    let Json::List(items) = &deep else { panic!("an array") };
    assert_eq!(from_json::<Json>(&items[0]).as_ref(), Ok(&items[0]));
}

#[test]
fn an_amount_past_the_safe_integers_is_written_and_read_as_text() {
    let money = Money::new(1 << 53, "CNY".parse().unwrap());
    let bytes = to_bytes(&money).unwrap();
    assert_eq!(bytes, br#"{"currency":"CNY","minor":"9007199254740992"}"#);
    assert_eq!(from_bytes::<Money>(&bytes), Ok(money));
}
