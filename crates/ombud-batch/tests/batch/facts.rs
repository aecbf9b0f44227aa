//! `facts`: what follows from the facts of each row.

use super::{lines, make, refused};

#[test]
fn facts_are_stated_derived_or_open() {
    let spec = r#"{"batch":"facts","keep":["id"],"request":{"as_of":"2026-03-02",
        "facts":{"complaint.people_in_person":{"column":"people"},"complaint.designated_major":{"column":"major"}}}}"#;
    let columns = vec![
        make::texts("id", &[Some("a"), Some("b"), Some("c"), Some("d")]),
        make::longs("people", "l", &[Some(22), Some(2), None, Some(1)]),
        make::texts("major", &[Some("false"), None, None, Some("perhaps")]),
    ];
    let columns = {
        let mut columns = columns;
        columns[2] = make::bools("major", &[Some(false), None, None, Some(true)]);
        columns
    };
    let found = lines(spec, make::stream(columns));
    let of = |row: &str, fact: &str| {
        let line = found
            .all()
            .into_iter()
            .find(|line| line[0].as_deref() == Some(row) && line[2].as_deref() == Some(fact));
        line.map(|line| (line[3].clone(), line[4].clone().unwrap()))
    };
    assert_eq!(of("0", "complaint.people_in_person"), Some((Some("22".into()), "stated".into())));
    let derived = of("0", "complaint.major").expect("a table produces it");
    assert_eq!(derived.1, "derived");
    assert_eq!(of("1", "complaint.major").map(|line| line.1), Some("undetermined".to_owned()));
    let rows: std::collections::BTreeSet<_> = found.column("row").into_iter().flatten().collect();
    assert_eq!(rows.len(), 4, "no row is lost");
    assert!(found.column("error_code").iter().all(Option::is_none));
    let needs = found.column("needs").into_iter().flatten().next().expect("something is open");
    assert!(needs.starts_with("[\""), "{needs}");
}

#[test]
fn what_is_wrong_is_told_per_row_or_at_once() {
    let spec = |facts: &str| {
        format!(r#"{{"batch":"facts","request":{{"as_of":{{"column":"day"}},"facts":{{{facts}}}}}}}"#)
    };
    let columns = || {
        vec![
            make::texts("day", &[Some("2026-03-02"), Some("soon"), None, Some("2026-03-02T10:00:00+08:00")]),
            make::texts("people", &[Some("x"), Some("1"), Some("1"), Some("1")]),
        ]
    };
    let found = lines(&spec(r#""complaint.people_in_person":{"column":"people"}"#), make::stream(columns()));
    let codes = found.column("error_code");
    assert_eq!(
        codes,
        [Some("invalid_value"), Some("invalid_date"), Some("invalid_field"), Some("invalid_date")]
    );
    let refuse = |facts: &str| refused(&spec(facts), make::stream(columns()));
    assert_eq!(refuse(r#""no.such":{"column":"people"}"#).code().name(), "unknown_fact");
    let error = refuse(r#""complaint.people_in_person":"many""#);
    assert_eq!(
        (error.code().name(), error.detail().path.as_deref()),
        ("invalid_value", Some("request.facts"))
    );
}
