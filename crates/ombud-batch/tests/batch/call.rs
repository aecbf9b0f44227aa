//! `call`: any operation for each row.

use super::{ENGINE, lines, make, refused, registry};

#[test]
fn each_row_has_the_answer_or_the_error_of_the_operation() {
    let spec = r#"{"format_version":1,"batch":"call","operation":"clock.count","keep":["id","to"],
        "request":{"calendar":"cn","from":"2026-02-12","to":{"column":"to"}}}"#;
    let days = [Some("2026-02-28"), Some("2026-02-30"), None, Some("2026-03-02")];
    let ids = make::longs("id", "l", &[Some(7), Some(8), None, Some(10)]);
    let found = lines(spec, make::stream(vec![make::texts("to", &days), ids]));
    let formats: Vec<_> =
        found.columns.iter().map(|(name, format)| (name.as_str(), format.as_str())).collect();
    assert_eq!(
        formats,
        [("row", "l"), ("id", "u"), ("to", "u"), ("answer", "u"), ("error_code", "u"), ("error", "u")]
    );
    assert_eq!(found.column("id"), [Some("7"), Some("8"), None, Some("10")]);
    assert_eq!(found.column("to"), days);
    for (row, to) in days.iter().enumerate() {
        let to = to.map(|to| format!(r#","to":"{to}""#)).unwrap_or_default();
        let request = format!(r#"{{"calendar":"cn","from":"2026-02-12"{to}}}"#);
        let (answer, code, error) = match registry().call(&ENGINE, "clock.count", request.as_bytes()) {
            Ok(answer) => (Some(String::from_utf8(answer).unwrap()), None, None),
            Err(error) => {
                let document = ombud::model::canon::to_bytes(&error).unwrap();
                (None, Some(error.code().name()), Some(String::from_utf8(document).unwrap()))
            }
        };
        assert_eq!(found.column("answer")[row], answer.as_deref());
        assert_eq!(found.column("error_code")[row], code);
        assert_eq!(found.column("error")[row], error.as_deref());
    }
    assert_eq!(found.column("error_code").iter().flatten().count(), 2);
}

#[test]
fn a_panic_is_the_error_of_its_row() {
    let spec = r#"{"batch":"call","operation":"mine.panic","request":{"really":{"column":"x"}}}"#;
    let found = lines(spec, make::stream(vec![make::bools("x", &[None, Some(true), None])]));
    assert_eq!(found.column("error_code"), [None, Some("internal"), None]);
    assert!(found.column("error")[1].unwrap().contains("as the test asked"));
}

#[test]
fn cells_stand_anywhere() {
    let spec = r#"{"batch":"call","operation":"mine.echo","request":
        {"a":[1,{"column":"x"},{"b":{"column":"x"},"column":"no cell"}],"c":{"column":"y"}}}"#;
    let columns = vec![make::texts("x", &[Some("v"), None]), make::bools("y", &[None, Some(true)])];
    let found = lines(spec, make::stream(columns));
    let wanted = [
        Some(r#"{"a":[1,"v",{"b":"v","column":"no cell"}]}"#),
        Some(r#"{"a":[1,{"column":"no cell"}],"c":true}"#),
    ];
    assert_eq!(found.column("answer"), wanted);
    let whole = r#"{"batch":"call","operation":"mine.echo","request":{"column":"x"}}"#;
    let found = lines(whole, make::stream(vec![make::texts("x", &[Some("v"), None])]));
    assert_eq!(found.column("answer"), [Some("\"v\""), Some("{}")]);
}

#[test]
fn what_no_row_can_be_asked_is_refused() {
    let input = || make::stream(vec![make::texts("x", &[Some("v")])]);
    let code = |spec: &str| refused(spec, input()).code().name();
    assert_eq!(code(r#"{"batch":"call","operation":"no.such","request":{}}"#), "unknown_operation");
    let error =
        refused(r#"{"batch":"call","operation":"mine.echo","request":{"a":[{"column":"z"}]}}"#, input());
    assert_eq!(error.code().name(), "header_mismatch");
    assert_eq!(error.detail().path.as_deref(), Some("request.a[0]"));
    let keep =
        |names: &str| format!(r#"{{"batch":"call","operation":"mine.echo","request":{{}},"keep":{names}}}"#);
    assert_eq!(code(&keep(r#"["answer"]"#)), "invalid_field");
    assert_eq!(code(&keep(r#"["x","x"]"#)), "invalid_field");
    assert_eq!(code(&keep(r#"["z"]"#)), "header_mismatch");
}

#[test]
fn a_kept_cell_that_cannot_be_read_is_the_error_of_its_row() {
    let due = r#""request":{"regimes":["cn-complaints-2020"],"received":"2026-03-02","as_of":"2026-03-03"}"#;
    let facts = r#""request":{"as_of":"2026-03-02","facts":{"incident.people":3}}"#;
    for spec in [
        r#"{"batch":"call","operation":"mine.echo","request":{},"keep":["day","x"]}"#.to_owned(),
        format!(r#"{{"batch":"facts",{facts},"keep":["day","x"]}}"#),
        format!(r#"{{"batch":"due",{due},"keep":["day","x"]}}"#),
        format!(
            r#"{{"batch":"due",{},"keep":["day","x"]}}"#,
            due.replace(r#""2026-03-02""#, r#"{"column":"day"}"#)
        ),
    ] {
        let day = make::days("day", &[Some(20_514), Some(i32::MAX), Some(20_515)]);
        let found = lines(&spec, make::stream(vec![day, make::texts("x", &[Some("a"), Some("b"), None])]));
        let rows = found.column("row");
        let of = |column| found.column(column).into_iter().zip(&rows).filter(|(_, row)| **row == Some("1"));
        assert_eq!(
            of("error_code").filter_map(|(code, _)| code).collect::<Vec<_>>(),
            ["out_of_range"],
            "{spec}"
        );
        assert!(of("error").any(|(error, _)| error.is_some_and(|error| error.contains(r#""item":"day""#))));
        assert!(of("day").all(|(day, _)| day.is_none()) && of("x").all(|(x, _)| x == Some("b")));
        assert_eq!(found.column("error_code").iter().flatten().count(), 1, "{spec}");
        assert_eq!(rows.last(), Some(&Some("2")));
    }
}
