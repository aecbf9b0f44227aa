//! `due_dates`: a date for each row.

use ombud::model::Date;

use super::{ENGINE, lines, make};

const SPEC: &str = r#"{"format_version":1,"batch":"due_dates","regime":"cn-complaints-2020","clock":"CN-CM-018a","column":"received"}"#;

fn day(text: &str) -> i32 {
    text.parse::<Date>().expect("a date").days()
}

#[test]
fn a_column_of_days_goes_through_the_kernel() {
    let column = ENGINE.regime("cn-complaints-2020").unwrap().column("CN-CM-018a").unwrap();
    let cells: Vec<Option<i32>> =
        (0..1000).map(|at| (at % 7 != 3).then_some(day("2025-11-01") + at)).collect();
    let found = lines(SPEC, make::stream(vec![make::days("received", &cells)]));
    assert_eq!(found.columns, [("due".into(), "tdD".into()), ("error_code".into(), "u".into())]);
    let wanted: Vec<Option<String>> = cells
        .iter()
        .map(|cell| column.due(&[Date::from_days((*cell)?).ok()?])[0].map(|due| due.days().to_string()))
        .collect();
    assert!(wanted.iter().flatten().count() > 300, "the calendar ends in between");
    assert_eq!(found.column("due"), wanted.iter().map(Option::as_deref).collect::<Vec<_>>());
    assert!(found.column("error_code").iter().all(Option::is_none));
}
