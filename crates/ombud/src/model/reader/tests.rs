//! Types of every shape, filled from documents.

use serde::Serialize;

use super::*;
use crate::model::{
    Label, Weekday,
    canon::{from_bytes, to_bytes},
};

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
    let shapes = "one of point, round, square, oblong";
    for (text, path, expected, found) in [
        ("[]", "", "a map", "a list"),
        (r#"[1,2,[1,"x"]]"#, "", "a map", "a list"),
        (r#"{"labels":[["甲","a"]]}"#, "labels[0]", "a map", "a list"),
        (r#"{"labels":{"zh":"甲","en":"a"}}"#, "labels", "a list", "a map"),
        (r#"{"labels":[{"zh":"甲"}]}"#, "labels[0].en", "`en`", "nothing"),
        (r#"{"labels":[{"zh":"甲","en":1}]}"#, "labels[0].en", "a text", "1"),
        (r#"{"labels":[{"zh":"甲","en":"a","fr":"x"}]}"#, "labels[0].fr", "one of zh, en", "fr"),
        (r#"{"small":256}"#, "small", "a whole number from 0 to 255", "256"),
        (r#"{"small":"1"}"#, "small", "a whole number from 0 to 255", "the text \"1\""),
        (r#"{"wide":"1"}"#, "wide", "a whole number", "the text \"1\""),
        (r#"{"pair":[1]}"#, "pair", "a list of 2", "1"),
        (r#"{"pair":[1,"x",2]}"#, "pair", "a list of 2", "3"),
        (r#"{"pair":{"0":1,"1":"x"}}"#, "pair", "a list", "a map"),
        (r#"{"shape":"oval"}"#, "shape", shapes, "oval"),
        (r#"{"shape":["point"]}"#, "shape", shapes, "a list"),
        (r#"{"shape":{"square":[1]}}"#, "shape.square", "a map", "a list"),
        (r#"{"shape":{"oblong":{"0":1}}}"#, "shape.oblong", "a list", "a map"),
        (r#"{"shape":{"point":{}}}"#, "shape", "nothing beside the name", "a map"),
        (
            r#"{"days":{"someday":true}}"#,
            "days.someday",
            "one of monday, tuesday, wednesday, thursday, friday, saturday, sunday",
            "someday",
        ),
        (r#"{"days":{"monday":"yes"}}"#, "days.monday", "true or false", "the text \"yes\""),
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
fn an_integer_past_the_safe_ones_has_one_spelling() {
    assert_eq!(from_bytes::<i64>(b"\"9007199254740992\""), Ok(1 << 53));
    assert_eq!(from_bytes::<u64>(b"\"9007199254740992\""), Ok(1 << 53));
    assert!(from_bytes::<u64>(b"\"-9007199254740992\"").is_err());
    for text in ["\"9007199254740991\"", "\"+9007199254740992\"", "\"09007199254740992\"", "\"1\"", "\"\""] {
        assert!(from_bytes::<i64>(text.as_bytes()).is_err(), "{text}");
    }
}
