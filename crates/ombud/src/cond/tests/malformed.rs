//! Every fault of a condition, with its exact message.

use super::*;

fn faults(when: &str) -> Vec<String> {
    told(&Condition::parse(&json(when), &catalogue()).unwrap_err())
}

fn told(errors: &[Error]) -> Vec<String> {
    errors
        .iter()
        .map(|error| {
            let part = |part: &Option<String>| part.clone().unwrap_or_default();
            let detail = error.detail();
            let [path, expected, found] = [&detail.path, &detail.expected, &detail.found].map(part);
            format!("{} at {path}: {expected}; found {found}", error.code())
        })
        .collect()
}

const INTERVAL: &str = "an interval such as [1..5], (1..5], [1..5) or (1..5), the low end first";
const TEXT: &str = "a text test: \"a\", \"!= a\" or [\"a\", \"b\"]; a text that begins like an operator stands \
                    in an array, as [\"> a\"]";
const INT: &str = "a test of int: a, \"!= a\", \"< a\", \"<= a\", \"> a\", \">= a\", \"[a..b]\" or [a, b]";

#[test]
fn malformed_conditions_name_place_expected_and_found() {
    let bool_forms = "a bool test: true, false or \"!= true\"";
    let enum_forms = "an enum test: \"a\", \"!= a\" or [\"a\", \"b\"]";
    let set_forms = "a set test: \"contains a\"; several of them under any or all";
    let cases: &[(&str, String)] = &[
        // The tree.
        ("{}", "invalid_condition at : at least one test; found {}".to_owned()),
        ("3", "invalid_condition at : a map of tests; found 3".to_owned()),
        (r#"{"any": []}"#, "invalid_condition at any: an array of at least one map; found []".to_owned()),
        (r#"{"all": {}}"#, "invalid_condition at all: an array of at least one map; found {}".to_owned()),
        (r#"{"not": {}}"#, "invalid_condition at not: at least one test; found {}".to_owned()),
        (r#"{"not": true}"#, "invalid_condition at not: a map of tests; found true".to_owned()),
        (
            r#"{"any": [{"f.int": 1}, {}]}"#,
            "invalid_condition at any[1]: at least one test; found {}".to_owned(),
        ),
        (
            r#"{"known": "f.int"}"#,
            "invalid_condition at known: an array of at least one fact; found \"f.int\"".to_owned(),
        ),
        (r#"{"known": [3]}"#, "invalid_condition at known[0]: the name of a fact; found 3".to_owned()),
        // Facts.
        (
            r#"{"f.nothing": 1}"#,
            "unknown_fact at f.nothing: a fact of the catalogue; found f.nothing".to_owned(),
        ),
        (
            r#"{"known": ["f.int", "f.no"]}"#,
            "unknown_fact at known[1]: a fact of the catalogue; found f.no".to_owned(),
        ),
        // Values.
        (r#"{"f.int": "x"}"#, "invalid_value at f.int: int; found x".to_owned()),
        (r#"{"f.int": true}"#, "invalid_value at f.int: int; found true".to_owned()),
        (r#"{"f.int": [1, "x"]}"#, "invalid_value at f.int[1]: int; found x".to_owned()),
        (
            r#"{"f.int": ">= "}"#,
            "invalid_condition at f.int: a value after the operator; found \">= \"".to_owned(),
        ),
        (r#"{"f.int": "<> 3"}"#, "invalid_value at f.int: int; found > 3".to_owned()),
        (r#"{"f.int": "= 3"}"#, format!("invalid_condition at f.int: {INT}; found \"= 3\"")),
        (r#"{"f.int": "contains 3"}"#, format!("invalid_condition at f.int: {INT}; found \"contains 3\"")),
        (r#"{"f.int": {"min": 3}}"#, format!("invalid_condition at f.int: {INT}; found {{\"min\":3}}")),
        (r#"{"f.int": []}"#, "invalid_condition at f.int: at least one value; found []".to_owned()),
        (r#"{"f.bool": "true"}"#, "invalid_value at f.bool: bool; found \"true\"".to_owned()),
        (r#"{"f.bool": "> false"}"#, format!("invalid_condition at f.bool: {bool_forms}; found \"> false\"")),
        (r#"{"f.text": ">= a"}"#, format!("invalid_condition at f.text: {TEXT}; found \">= a\"")),
        (
            r#"{"f.text": "[urgent] call"}"#,
            format!("invalid_condition at f.text: {TEXT}; found \"[urgent] call\""),
        ),
        (r#"{"f.text": "contains a"}"#, format!("invalid_condition at f.text: {TEXT}; found \"contains a\"")),
        (
            r#"{"f.text": "!="}"#,
            "invalid_condition at f.text: a value after the operator; found \"!=\"".to_owned(),
        ),
        (r#"{"f.text": 3}"#, "invalid_value at f.text: text; found 3".to_owned()),
        (r#"{"f.enum": "z"}"#, "invalid_value at f.enum: enum of a, b, c, (d; found z".to_owned()),
        (r#"{"f.enum": "!= z"}"#, "invalid_value at f.enum: enum of a, b, c, (d; found z".to_owned()),
        (r#"{"f.enum": "< b"}"#, format!("invalid_condition at f.enum: {enum_forms}; found \"< b\"")),
        (r#"{"f.set": "a"}"#, format!("invalid_condition at f.set: {set_forms}; found \"a\"")),
        (r#"{"f.set": ["a"]}"#, format!("invalid_condition at f.set: {set_forms}; found [\"a\"]")),
        (r#"{"f.set": "!= a"}"#, format!("invalid_condition at f.set: {set_forms}; found \"!= a\"")),
        (r#"{"f.set": "contains z"}"#, "invalid_value at f.set: set of a, b, c, (d; found z".to_owned()),
        (r#"{"f.date": "2026-02-30"}"#, "invalid_value at f.date: date; found 2026-02-30".to_owned()),
        // Intervals and currencies.
        (r#"{"f.int": "[5..1]"}"#, format!("invalid_condition at f.int: {INTERVAL}; found \"[5..1]\"")),
        (r#"{"f.int": "[5..5)"}"#, format!("invalid_condition at f.int: {INTERVAL}; found \"[5..5)\"")),
        (r#"{"f.int": "[1..5"}"#, format!("invalid_condition at f.int: {INTERVAL}; found \"[1..5\"")),
        (r#"{"f.int": "[1-5]"}"#, format!("invalid_condition at f.int: {INTERVAL}; found \"[1-5]\"")),
        (
            r#"{"f.int": "[..5]"}"#,
            "invalid_condition at f.int: a value after the operator; found \"[..5]\"".to_owned(),
        ),
        (r#"{"f.money": "[CNY 1.00..5.00]"}"#, "invalid_value at f.money: money; found 5.00".to_owned()),
        (
            r#"{"f.money": "[CNY 1.00..USD 5.00]"}"#,
            "invalid_condition at f.money: amounts of one currency; found CNY and USD".to_owned(),
        ),
        (
            r#"{"f.money": ["CNY 1.00", "USD 5.00"]}"#,
            "invalid_condition at f.money: amounts of one currency; found CNY and USD".to_owned(),
        ),
    ];
    for (when, message) in cases {
        assert_eq!(faults(when), [message.as_str()], "{when}");
    }
}

#[test]
fn every_fault_is_told_at_once() {
    let when = r#"{
        "any": [{"f.int": "[x..y]"}, {"f.none": 1, "not": {"all": [{"f.bool": 1}, {}]}}],
        "f.enum": ["a", "y", "z"], "known": ["nor", 4]
    }"#;
    assert_eq!(
        faults(when),
        [
            "invalid_value at any[0].f.int: int; found x",
            "invalid_value at any[0].f.int: int; found y",
            "unknown_fact at any[1].f.none: a fact of the catalogue; found f.none",
            "invalid_value at any[1].not.all[0].f.bool: bool; found 1",
            "invalid_condition at any[1].not.all[1]: at least one test; found {}",
            "invalid_value at f.enum[1]: enum of a, b, c, (d; found y",
            "invalid_value at f.enum[2]: enum of a, b, c, (d; found z",
            "unknown_fact at known[0]: a fact of the catalogue; found nor",
            "invalid_condition at known[1]: the name of a fact; found 4",
        ]
    );
}

#[test]
fn nesting_has_a_limit() {
    let nested = |depth: usize| {
        (0..depth).fold(json(r#"{"f.set": "contains a"}"#), |inner, _| {
            Json::Map([("not".to_owned(), inner), ("f.int".to_owned(), Json::Int(1))].into())
        })
    };
    assert!(Condition::parse(&nested(MAX_DEPTH), &catalogue()).is_ok());
    let errors = Condition::parse(&nested(MAX_DEPTH + 1), &catalogue()).unwrap_err();
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].code(), ErrorCode::InvalidCondition);
    assert_eq!(errors[0].detail().expected.as_deref(), Some("any, all and not nested at most 16 deep"));
    assert_eq!(
        errors[0].detail().path.as_deref(),
        Some("not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not.not")
    );
}

#[test]
fn what_was_read_at_the_limit_can_be_read_again() {
    // The deepest `not` was written in place, a shallow one nested; a printer that nested the deep
    // one would pass the limit.
    let deep = (0..MAX_DEPTH - 1).fold(json(r#"{"f.set": "contains a", "f.int": 1}"#), |inner, i| {
        if i % 2 == 1 {
            Json::Map([("not".to_owned(), inner)].into())
        } else {
            Json::Map([("any".to_owned(), Json::List(vec![inner, json(r#"{"f.bool": true}"#)]))].into())
        }
    });
    let Json::Map(mut map) = Json::Map([("not".to_owned(), deep)].into()) else { panic!() };
    map.insert(
        "all".to_owned(),
        Json::List(vec![
            json(r#"{"not": {"f.enum": ["a", "b"]}}"#),
            json(r#"{"not": {"f.enum": ["b", "c"]}}"#),
        ]),
    );
    let condition = Condition::parse(&Json::Map(map), &catalogue()).unwrap();
    assert_eq!(Condition::parse(&condition.print(), &catalogue()).unwrap(), condition);
}

#[test]
fn malformed_expressions_name_place_expected_and_found() {
    let cases: &[(&str, &[&str])] = &[
        ("", &["invalid_condition at character 1: a name, a value or a bracket; found the end"]),
        ("f.int", &["invalid_condition at character 1: a bool, or a comparison; found f.int, a int"]),
        ("3", &["invalid_condition at character 1: a condition; found a value"]),
        ("f.int = 3", &["invalid_condition at character 7: a name, a value or an operator; found ="]),
        ("f.int == 3 f.bool", &["invalid_condition at character 12: the end, or an operator; found f.bool"]),
        (
            "f.int == 3 &&",
            &["invalid_condition at character 14: a name, a value or a bracket; found the end"],
        ),
        ("(f.bool", &["invalid_condition at character 8: ); found the end"]),
        ("f.text == \"a", &["invalid_condition at character 11: a closing quotation mark; found \"a"]),
        (
            "f.text == '\\q'",
            &[
                "invalid_condition at character 11: \\n, \\r, \\t, \\u0000, \\\\, \\\" or \\' after a backslash; found '\\q'",
            ],
        ),
        (
            "f.nothing && f.int == 'x'",
            &[
                "unknown_fact at character 1: a fact of the catalogue; found f.nothing",
                "invalid_condition at character 23: int; found text",
            ],
        ),
        ("f.text < 'b'", &["invalid_condition at character 1: == or !=, as text has no order; found <"]),
        ("f.enum == 'z'", &["invalid_value at character 11: enum of a, b, c, (d; found z"]),
        ("'z' in f.set", &["invalid_value at character 1: set of a, b, c, (d; found z"]),
        (
            "f.set == f.set",
            &["invalid_condition at character 1: \"member\" in set; found a comparison of sets"],
        ),
        ("f.int in []", &["invalid_condition at character 10: at least one value; found []"]),
        ("f.int in [1, f.int]", &["invalid_condition at character 14: a value; found a name"]),
        ("1 == 1", &["invalid_condition at character 1: a name on one side; found two values"]),
        ("f.money > 5", &["invalid_condition at character 11: money; found int"]),
        ("f.money == money('5')", &["invalid_value at character 18: money; found 5"]),
        (
            "f.int + f.date > 1",
            &["invalid_condition at character 1: terms that can be reckoned together; found int + date"],
        ),
        (
            "f.int > 9223372036854775807 + 1",
            &["out_of_range at character 9: ; found 9223372036854775807 + 1"],
        ),
        (
            "size(f.set) > 1",
            &[
                "invalid_condition at character 1: money(), date(), timestamp() or duration() of one text; found size",
            ],
        ),
        ("exec('x')", &["invalid_condition at character 1: a known function; found exec"]),
        (
            "has('f.int')",
            &["invalid_condition at character 1: has(name); found something else in the brackets"],
        ),
    ];
    for (text, expected) in cases {
        let errors = Condition::parse_expression(text, &catalogue()).unwrap_err();
        assert_eq!(told(&errors), *expected, "{text}");
    }
    let deep = format!("{}f.bool{}", "(".repeat(100), ")".repeat(100));
    let errors = Condition::parse_expression(&deep, &catalogue()).unwrap_err();
    assert_eq!(
        told(&errors),
        ["invalid_condition at character 66: brackets and signs nested at most 64 deep; found f.bool"
            .replace("f.bool", "(")]
    );
    let long = vec!["f.bool"; 1000].join(" || ");
    assert!(Condition::parse_expression(&long, &catalogue()).is_ok(), "width is no depth");
    let errors =
        Condition::parse_expression(&format!("f.int > {}", vec!["f.int"; 100].join("+")), &catalogue());
    assert_eq!(errors.unwrap_err().len(), 1);
}
