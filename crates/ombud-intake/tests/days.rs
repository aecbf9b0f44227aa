//! Days that cannot be right, and rows in which nothing is left to do: both are told.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::sync::Arc;

use ombud::{Engine, error::Result};
use ombud_intake::{Input, Profile, Row, Sink, Summary, triage};

/// Keeps each row in short.
struct Short<'a>(&'a mut Vec<String>);

impl Sink for Short<'_> {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        let problems: Vec<String> = row
            .problems
            .iter()
            .map(|problem| format!(" {} {} {}", problem.column, problem.reason, problem.value))
            .collect();
        let status = triage::status_name(row);
        let days: Vec<String> =
            row.events.iter().map(|event| event.at.map_or("-".to_owned(), |at| at.to_string())).collect();
        self.0.push(format!("{} {status} {}{}", row.number, days.join(" "), problems.join("")));
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> Result<()> {
        Ok(())
    }
}

fn triaged(regimes: &[&str], rows: &str) -> (Vec<String>, Summary) {
    let engine = Engine::builtin().expect("engine");
    let source = engine.source("cn-ledger-csv").expect("a source");
    let profile = Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).expect("a profile");
    let regimes: Vec<_> = regimes.iter().map(|id| engine.regime(id).expect("a regime")).collect();
    let file = format!("\u{feff}投诉编号,收到时间,类别,理赔申请日期,延期登记日期\n{rows}");
    let mut out = Vec::new();
    let summary = triage::run(
        &engine,
        &profile,
        &[Input::bytes("f.csv", file.as_bytes())],
        &regimes,
        "2026-03-20".parse().expect("a day"),
        vec![Box::new(Short(&mut out))],
        &mut |_| {},
    )
    .expect("triaged");
    (out, summary)
}

#[test]
fn a_mistyped_year_is_a_problem_and_stays_as_it_is() {
    let (rows, _) = triaged(
        &["cn-complaints-2020"],
        "1,2006-03-19,投诉,,\n2,2006-03-20,投诉,,\n3,2026-03-20,投诉,,\n4,2026年3月21日,投诉,,\n5,2026-03-02,投诉,,2036-03-01\n",
    );
    assert_eq!(
        rows,
        [
            "1 not_in_force 2006-03-19 收到时间 date_implausible 2006-03-19",
            "2 not_in_force 2006-03-20",
            "3 running 2026-03-20",
            "4 not_started 2026-03-21 收到时间 date_implausible 2026年3月21日",
            // Only days from which time runs are doubted: an extension may be noted ahead.
            "5 late 2026-03-02 2036-03-01",
        ]
    );
}

#[test]
fn a_day_beyond_counting_is_named_with_its_cell() {
    let (rows, _) = triaged(
        &["cn-complaints-2020", "cn-insurance-law"],
        "1,9999/12/31,投诉,,\n2,2026-03-19,投诉,9999-12-31,\n",
    );
    assert_eq!(rows.len(), 2);
    assert!(rows[0].contains(" 9999-12-31 收到时间 ") && rows[0].ends_with(" 9999/12/31"), "{rows:?}");
    assert!(rows[1].starts_with("2 undetermined ") && rows[1].contains(" 理赔申请日期 "), "{rows:?}");
    assert!(rows.iter().all(|row| row.contains("date_implausible")), "{rows:?}");
}

#[test]
fn every_reason_is_documented() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/sources.md");
    let text = std::fs::read_to_string(path).expect("the page");
    for reason in ombud_intake::Reason::ALL {
        assert!(text.contains(&format!("| `{reason}` |")), "{reason}");
    }
}
