//! Documents refused before any type is read, and types read from documents.

use std::collections::BTreeMap;

use super::*;
use crate::model::{FieldDef, Label, Money, Weekday};

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Every {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    small: Option<u8>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wide: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pair: Option<(u8, String)>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    shape: Option<Shape>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    labels: Vec<Label>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    days: BTreeMap<Weekday, Wrapped>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Wrapped(bool);

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
enum Shape {
    Point,
    Round(u8),
    Square { side: u8 },
    Oblong(u8, u8),
}

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
    refused("", ErrorCode::InvalidJson, "line 1, column 1", "EOF while parsing a value");
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
    refused("{\n\"金额\" 1}", ErrorCode::InvalidJson, "line 2, column 6", "expected `:`");
    refused("[1,]", ErrorCode::InvalidJson, "line 1, column 4", "trailing comma");
    refused("[1] x", ErrorCode::InvalidJson, "line 1, column 5", "trailing characters");
    let error = Json::parse(b"[\"\xff\"]").unwrap_err();
    assert_eq!((error.code(), error.detail().path.as_deref()), (ErrorCode::InvalidUtf8, Some("byte 2")));
}

#[test]
fn every_shape_that_is_written_is_read() {
    for shape in [Shape::Point, Shape::Round(1), Shape::Square { side: 2 }, Shape::Oblong(3, 4)] {
        let value = Every {
            small: Some(255),
            wide: Some(i64::MIN),
            pair: Some((1, "x".to_owned())),
            shape: Some(shape),
            labels: vec![Label::new("甲", "a")],
            days: [(Weekday::Monday, Wrapped(true))].into(),
        };
        let bytes = to_bytes(&value).unwrap();
        assert_eq!(from_bytes::<Every>(&bytes).unwrap(), value, "{}", String::from_utf8_lossy(&bytes));
    }
}

#[test]
fn a_type_refuses_what_is_not_its_own() {
    for (text, path, expected, found) in [
        ("[]", "", "an object", "an array"),
        (r#"[1,2,[1,"x"]]"#, "", "an object", "an array"),
        (r#"{"labels":[["甲","a"]]}"#, "labels[0]", "an object", "an array"),
        (r#"{"labels":{"zh":"甲","en":"a"}}"#, "labels", "an array", "an object"),
        (r#"{"labels":[{"zh":"甲"}]}"#, "labels[0]", "", "missing field `en`"),
        (r#"{"labels":[{"zh":"甲","en":1}]}"#, "labels[0].en", "a string", "an integer `1`"),
        (
            r#"{"labels":[{"zh":"甲","en":"a","fr":"x"}]}"#,
            "labels[0].fr",
            "one of `zh`, `en`",
            "unknown field `fr`",
        ),
        (r#"{"small":256}"#, "small", "an integer from 0 to 255", "an integer `256`"),
        (r#"{"small":"1"}"#, "small", "an integer from 0 to 255", "a string `1`"),
        (r#"{"pair":[1]}"#, "pair", "a tuple of size 2", "1 items"),
        (r#"{"pair":[1,"x",2]}"#, "pair", "2 items", "an array of 3 items"),
        (r#"{"pair":{"0":1,"1":"x"}}"#, "pair", "an array", "an object"),
        (
            r#"{"shape":"oval"}"#,
            "shape",
            "one of `point`, `round`, `square`, `oblong`",
            "unknown variant `oval`",
        ),
        (r#"{"shape":["point"]}"#, "shape", "one of `point`, `round`, `square`, `oblong`", "an array"),
        (r#"{"shape":{"square":[1]}}"#, "shape.square", "an object", "an array"),
        (r#"{"shape":{"oblong":{"0":1}}}"#, "shape.oblong", "an array", "an object"),
        (r#"{"shape":{"point":{"x":1}}}"#, "shape.point.x", "no field here", "unknown field `x`"),
        (
            r#"{"days":{"someday":true}}"#,
            "days.someday",
            "one of `monday`, `tuesday`, `wednesday`, `thursday`, `friday`, `saturday`, `sunday`",
            "unknown variant `someday`",
        ),
        (r#"{"days":{"monday":"yes"}}"#, "days.monday", "a boolean", "a string `yes`"),
    ] {
        let error = from_bytes::<Every>(text.as_bytes()).expect_err(text);
        let detail = error.detail();
        assert_eq!(error.code(), ErrorCode::InvalidField, "{text}");
        assert_eq!(detail.path.as_deref().unwrap_or_default(), path, "{text}");
        assert_eq!(detail.expected.as_deref().unwrap_or_default(), expected, "{text}");
        assert_eq!(detail.found.as_deref().unwrap_or_default(), found, "{text}");
    }
}

#[test]
fn an_array_is_no_amount_and_no_field() {
    let error = from_bytes::<Money>(br#"[1,"CNY"]"#).unwrap_err();
    assert_eq!(error.code(), ErrorCode::InvalidField);
    let error = from_json::<FieldDef>(&Json::parse(br#"["f","text",["a","b"]]"#).unwrap()).unwrap_err();
    assert_eq!(error.detail().expected.as_deref(), Some("an object"));
}

#[test]
fn an_integer_past_the_safe_ones_has_one_spelling() {
    assert_eq!(from_bytes::<i64>(b"\"9007199254740992\""), Ok(1 << 53));
    for text in ["\"9007199254740991\"", "\"+9007199254740992\"", "\"09007199254740992\"", "\"1\"", "\"\""] {
        assert!(from_bytes::<i64>(text.as_bytes()).is_err(), "{text}");
    }
}

#[test]
fn a_tree_that_is_built_too_deep_is_refused() {
    let deep = (0..MAX_DEPTH).fold(Json::List(vec![]), |inner, _| Json::List(vec![inner]));
    assert_eq!(from_json::<Json>(&deep).map_err(|e| e.code()), Err(ErrorCode::TooDeep));
    let Json::List(items) = &deep else { panic!("an array") };
    assert_eq!(from_json::<Json>(&items[0]).as_ref(), Ok(&items[0]));
}
