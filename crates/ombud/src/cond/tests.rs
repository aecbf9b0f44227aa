//! Spellings, messages and single results; laws are in `properties`.

mod malformed;
mod properties;

use super::*;
use crate::{
    ErrorCode,
    model::{Choice, Fact, FactClass, FactDef, Facts, Label, Value, ValueType, canon},
};

/// One fact of each type, named after it; `enum` and `set` have the values a, b, c, and `(d`.
fn catalogue() -> Catalogue {
    use ValueType::{Bool, Date, Decimal, Duration, Enum, Instant, Int, Money, Set, Text};
    let def = |kind: ValueType| {
        let ids: &[&str] = if matches!(kind, Enum | Set) { &["a", "b", "c", "(d"] } else { &[] };
        let choice = |id: &&str| Choice { id: (*id).to_owned(), zh: (*id).to_owned(), en: (*id).to_owned() };
        FactDef {
            id: format!("f.{kind}").parse().unwrap(),
            kind,
            unit: None,
            values: ids.iter().map(choice).collect(),
            class: FactClass::Record,
            level: 0,
            producer: "intake".to_owned(),
            from: Vec::new(),
            title: Label::same("t"),
            meaning: Label::same("m"),
        }
    };
    let kinds = [Bool, Int, Decimal, Money, Date, Instant, Duration, Text, Enum, Set];
    Catalogue::new(kinds.map(def), [])
}

fn json(text: &str) -> Json {
    Json::parse(text.as_bytes()).unwrap()
}

fn condition(text: &str) -> Condition {
    Condition::parse(&json(text), &catalogue()).unwrap_or_else(|errors| panic!("{text}: {errors:?}"))
}

fn facts(pairs: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::new();
    for (id, text) in pairs {
        let (id, fact) = catalogue().parse_fact(id, text).unwrap();
        facts.insert(id, fact);
    }
    facts
}

fn truth(when: &str, pairs: &[(&str, &str)]) -> Truth {
    condition(when).evaluate(&facts(pairs)).unwrap().truth
}

fn needs(when: &str, pairs: &[(&str, &str)]) -> Vec<String> {
    let outcome = condition(when).evaluate(&facts(pairs)).unwrap();
    outcome.needs.iter().map(ToString::to_string).collect()
}

#[test]
fn every_test_holds_and_fails_where_it_should() {
    let cases: &[(&str, &str, &[&str], &[&str])] = &[
        ("f.bool", r#"true"#, &["true"], &["false"]),
        ("f.bool", r#""!= true""#, &["false"], &["true"]),
        ("f.int", r#"3"#, &["3"], &["2", "4"]),
        ("f.int", r#"[1, 3]"#, &["1", "3"], &["2"]),
        ("f.int", r#"">= 3""#, &["3", "4"], &["2"]),
        ("f.int", r#"">3""#, &["4"], &["3"]),
        ("f.int", r#""<= -3""#, &["-3", "-4"], &["-2"]),
        ("f.int", r#""< 3""#, &["2"], &["3"]),
        ("f.int", r#""(1..5]""#, &["2", "5"], &["1", "6"]),
        ("f.int", r#""[ 1 .. 5 )""#, &["1", "4"], &["0", "5"]),
        ("f.decimal", r#""[0.5..0.85]""#, &["0.50", "0.85"], &["0.49", "0.851"]),
        ("f.decimal", r#"1"#, &["1.0"], &["1.1"]),
        ("f.money", r#""[CNY 1.00..CNY 5.00)""#, &["CNY 1.00", "CNY 4.99"], &["CNY 0.99", "CNY 5.00"]),
        ("f.money", r#"{"currency":"CNY","minor":100}"#, &["CNY 1"], &["CNY 1.01"]),
        ("f.date", r#""> 2024-02-29""#, &["2024-03-01"], &["2024-02-29"]),
        ("f.instant", r#""2026-03-02T09:30:00+08:00""#, &["2026-03-02T01:30:00Z"], &["2026-03-02T09:30:00Z"]),
        ("f.duration", r#"">= 2d""#, &["48h", "3d"], &["47h"]),
        ("f.text", r#""!=  a""#, &["a", "  a"], &[" a"]),
        ("f.text", r#"["> a"]"#, &["> a"], &["a"]),
        ("f.text", r#""!= ""#, &["a"], &[""]),
        ("f.enum", r#"["a", "(d"]"#, &["a", "(d"], &["b"]),
        ("f.enum", r#""!= (d""#, &["a"], &["(d"]),
        ("f.set", r#""contains a""#, &["a", "a,b"], &["b", ""]),
        ("f.set", r#""contains (d""#, &["(d"], &["a"]),
    ];
    for (fact, test, hold, fail) in cases {
        let when = format!("{{\"{fact}\": {test}}}");
        for value in *hold {
            assert_eq!(truth(&when, &[(fact, value)]), Truth::True, "{when} of {value}");
        }
        for value in *fail {
            assert_eq!(truth(&when, &[(fact, value)]), Truth::False, "{when} of {value}");
        }
        assert_eq!(truth(&when, &[]), Truth::Unknown, "{when}");
    }
}

#[test]
fn the_normal_form_prints_one_way() {
    let cases = [
        (r#"{"f.int": [3, 1, 3]}"#, r#"{"f.int":[1,3]}"#),
        (r#"{"f.int": [10, 9]}"#, r#"{"f.int":[9,10]}"#),
        (r#"{"f.int": [3]}"#, r#"{"f.int":3}"#),
        (r#"{"f.int": "[3..3]"}"#, r#"{"f.int":3}"#),
        (r#"{"f.int": ">3"}"#, r#"{"f.int":"> 3"}"#),
        (r#"{"f.bool": "!= true"}"#, r#"{"f.bool":false}"#),
        (r#"{"f.text": ["a"]}"#, r#"{"f.text":"a"}"#),
        (r#"{"f.text": ["contains a"]}"#, r#"{"f.text":["contains a"]}"#),
        (r#"{"f.text": "contains"}"#, r#"{"f.text":"contains"}"#),
        (r#"{"f.money": {"currency":"CNY","minor":5}}"#, r#"{"f.money":"CNY 0.05"}"#),
        (r#"{"not": {"f.int": "< 3"}}"#, r#"{"f.int":">= 3"}"#),
        (r#"{"not": {"not": {"f.set": "contains a"}}}"#, r#"{"f.set":"contains a"}"#),
        (r#"{"any": [{"all": [{"f.int": 1}]}]}"#, r#"{"f.int":1}"#),
        (r#"{"any": [{"f.int": 1}, {"f.int": 1}]}"#, r#"{"f.int":1}"#),
        (
            r#"{"any": [{"f.text": "b"}, {"any": [{"f.text": "a"}, {"f.int": 1}]}]}"#,
            r#"{"any":[{"f.int":1},{"f.text":"a"},{"f.text":"b"}]}"#,
        ),
        (
            r#"{"all": [{"f.int": ">= 1"}, {"f.int": "!= 3"}], "f.bool": true}"#,
            r#"{"all":[{"f.int":">= 1"}],"f.bool":true,"f.int":"!= 3"}"#,
        ),
        (r#"{"known": ["f.int", "f.bool", "f.int"]}"#, r#"{"known":["f.bool","f.int"]}"#),
        (
            r#"{"all": [{"not": {"f.int": [1, 2]}}, {"not": {"any": [{"f.int": 5}, {"f.bool": true}]}}]}"#,
            r#"{"all":[{"not":{"f.int":[1,2]}}],"not":{"any":[{"f.bool":true},{"f.int":5}]}}"#,
        ),
    ];
    for (written, printed) in cases {
        assert_eq!(String::from_utf8(condition(written).print().to_bytes()).unwrap(), printed);
        assert_eq!(canon::to_json(&condition(written)).unwrap(), json(printed));
        assert_eq!(condition(printed), condition(written));
    }
}

#[test]
fn a_condition_displays_as_an_expression() {
    let line = |when: &str| condition(when).to_string();
    assert_eq!(
        line(
            r#"{"f.int": "[1..5)", "f.set": "contains a", "not": {"f.enum": ["b", "a"]}, "known": ["f.date"]}"#
        ),
        r#"has(f.date) && f.int >= 1 && f.int < 5 && "a" in f.set && !(f.enum in ["a", "b"])"#
    );
    assert_eq!(
        line(r#"{"any": [{"f.int": "> 1", "f.bool": true}, {"not": {"f.text": "甲", "f.int": 2}}]}"#),
        r#"(f.bool && f.int > 1) || !(f.int == 2 && f.text == "甲")"#
    );
}

#[test]
fn both_spellings_are_one_language() {
    let cases = [
        ("f.int >= 1 && 5 > f.int", r#"{"f.int": "[1..5)"}"#),
        ("f.int >= 1 && f.int >= 3", r#"{"f.int": ">= 3"}"#),
        ("f.int >= 5 && f.int <= 5", r#"{"f.int": 5}"#),
        ("f.int > 5 && f.int < 3", r#"{"f.int": "> 5", "all": [{"f.int": "< 3"}]}"#),
        ("!f.bool || 'b' in f.set", r#"{"any": [{"f.bool": false}, {"f.set": "contains b"}]}"#),
        ("!(f.int == 3 || has(f.date))", r#"{"not": {"any": [{"f.int": 3}, {"known": ["f.date"]}]}}"#),
        ("f.decimal > 1 && f.decimal <= 2.50", r#"{"f.decimal": "(1..2.5]"}"#),
        ("f.money >= money('CNY 5.00')", r#"{"f.money": ">= CNY 5.00"}"#),
        ("f.date == date(\"2026-03-02\")", r#"{"f.date": "2026-03-02"}"#),
        ("f.duration < duration('1h') + duration('30m')", r#"{"f.duration": "< 90m"}"#),
        ("`f.int` == -9223372036854775808", r#"{"f.int": "-9223372036854775808"}"#),
        ("f.enum in ['a']", r#"{"f.enum": "a"}"#),
        ("f.text == \"\\u4e2d\\n\"", r#"{"f.text": "中\n"}"#),
        ("f.date + duration('1d') < f.date", r#"{"where": ["f.date + duration(\"1d\") < f.date"]}"#),
        ("f.int * (2 - f.int) - -1 == 1", r#"{"where": ["1 == f.int * (2 - f.int) - -1"]}"#),
    ];
    for (text, when) in cases {
        let read =
            Condition::parse_expression(text, &catalogue()).unwrap_or_else(|e| panic!("{text}: {e:?}"));
        assert_eq!(read, condition(when), "{text}");
        assert_eq!(Condition::parse_expression(&read.to_string(), &catalogue()), Ok(read), "{text}");
    }
}

#[test]
fn unknown_is_not_false_and_says_what_it_hangs_on() {
    let both = r#"{"f.int": 1, "f.bool": true}"#;
    assert_eq!(needs(both, &[]), ["f.bool", "f.int"]);
    assert_eq!(needs(both, &[("f.int", "1")]), ["f.bool"]);
    assert_eq!(needs(both, &[("f.int", "2")]), [""; 0]);
    assert_eq!(truth(both, &[("f.int", "2")]), Truth::False);

    // A decided part takes its unknown facts with it; a fact is named once.
    let either = r#"{"any": [{"f.int": 1, "f.bool": true}, {"f.text": "a", "f.date": "> 2024-01-01"}, {"f.text": "b"}]}"#;
    assert_eq!(needs(either, &[("f.bool", "false")]), ["f.date", "f.text"]);
    assert_eq!(truth(either, &[("f.text", "b")]), Truth::True);
    assert_eq!(needs(r#"{"not": {"f.int": [1, 2]}}"#, &[]), ["f.int"]);
}

#[test]
fn known_is_never_unknown() {
    assert_eq!(truth(r#"{"known": ["f.int"]}"#, &[]), Truth::False);
    assert_eq!(truth(r#"{"known": ["f.int"]}"#, &[("f.int", "0")]), Truth::True);
    assert_eq!(truth(r#"{"not": {"known": ["f.int"]}}"#, &[]), Truth::True);
}

#[test]
fn currencies_never_mix_whatever_the_order_of_parts() {
    let usd = facts(&[("f.money", "USD 9.00"), ("f.bool", "false")]);
    for test in
        [r#""CNY 9.00""#, r#""!= CNY 9.00""#, r#"["CNY 1.00", "CNY 9.00"]"#, r#""[CNY 1.00..CNY 9.00]""#]
    {
        for when in [
            format!(r#"{{"f.money": {test}}}"#),
            // Unknown stands before it, and after it.
            format!(r#"{{"f.money": {test}, "f.int": 1}}"#),
            format!(r#"{{"f.money": {test}, "f.text": "a"}}"#),
            format!(r#"{{"any": [{{"f.bool": true}}, {{"f.money": {test}}}]}}"#),
            format!(r#"{{"not": {{"f.money": {test}, "f.bool": false}}}}"#),
        ] {
            let error = condition(&when).evaluate(&usd).unwrap_err();
            assert_eq!(
                error.to_string(),
                "1108 currency_mismatch: amounts in different currencies cannot be compared or added; \
                 item: f.money; expected: CNY; found: USD",
                "{when}"
            );
        }
        // What is decided without the amount stays decided: a test of the currency guards it.
        let guarded = condition(&format!(r#"{{"f.bool": true, "f.money": {test}}}"#));
        assert_eq!(guarded.evaluate(&usd).unwrap().truth, Truth::False);
        assert_eq!((!guarded).evaluate(&usd).unwrap().truth, Truth::True);
    }
}

#[test]
fn a_value_of_another_type_than_the_catalogues_is_an_error() {
    let (id, fact) = catalogue().parse_fact("f.int", "3").unwrap();
    for (when, expected) in [
        (r#"{"f.text": "3"}"#, "text"),
        (r#"{"f.date": "> 2024-01-01"}"#, "date"),
        (r#"{"f.set": "contains a"}"#, "set"),
    ] {
        let condition = condition(when);
        let name = condition.facts().next().unwrap().clone();
        let mut facts = Facts::new();
        facts.insert(name.clone(), Fact { ..fact.clone() });
        let error = condition.evaluate(&facts).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidValue);
        assert_eq!(error.detail().item.as_deref(), Some(name.as_str()));
        assert_eq!(error.detail().expected.as_deref(), Some(expected));
    }
    assert_eq!(fact.value, Value::Int(3), "{id}");
}

#[test]
fn a_row_of_another_index_is_refused() {
    let (a, b) = (condition(r#"{"f.int": 1}"#), condition(r#"{"f.bool": true}"#));
    let (of_a, of_b) = (FactIndex::new([&a]), FactIndex::new([&b]));
    let facts = facts(&[("f.int", "1"), ("f.bool", "true")]);
    let compiled = a.compile(&of_a).unwrap();
    assert_eq!(compiled.evaluate(&of_b.row(&facts)).unwrap_err().code(), ErrorCode::InvalidValue);
    // Equal indexes are interchangeable.
    assert_eq!(compiled.evaluate(&FactIndex::new([&a, &a]).row(&facts)).unwrap().truth, Truth::True);
    let error = a.compile(&of_b).unwrap_err();
    assert_eq!((error.code(), error.detail().item.as_deref()), (ErrorCode::UnknownFact, Some("f.int")));
}

#[test]
fn facts_are_named_once_in_order() {
    let condition =
        condition(r#"{"any": [{"f.text": "a", "f.int": 1}, {"f.text": "b", "known": ["f.date"]}]}"#);
    let names: Vec<&str> = condition.facts().map(FactId::as_str).collect();
    assert_eq!(names, ["f.date", "f.int", "f.text"]);
}

#[test]
fn nothing_is_empty() {
    assert_eq!(Condition::all([]), None);
    assert_eq!(Condition::any([]), None);
    let one = condition(r#"{"f.int": 1}"#);
    assert_eq!(Condition::all([one.clone()]), Some(one));
}
