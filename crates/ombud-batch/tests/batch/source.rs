//! `due` with a source profile: what triage says of the file's rows.

use std::{cell::RefCell, sync::Arc};

use ombud::{Engine, model::Date};
use ombud_intake::{Input, Profile, Row, Sink, Summary, triage};

use super::{
    ENGINE, lines,
    make::{self, Made},
    raw::Lines,
    refused,
};

/// Calls a function for every row.
struct Each<'a>(&'a RefCell<Vec<Arc<Row>>>);

impl Sink for Each<'_> {
    fn row(&mut self, row: &Arc<Row>) -> ombud::error::Result<()> {
        self.0.borrow_mut().push(Arc::clone(row));
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> ombud::error::Result<()> {
        Ok(())
    }
}

fn triaged(engine: &Engine, source: &str, regimes: &[&str], as_of: &str, file: &str) -> Vec<Arc<Row>> {
    let def = engine.source(source).unwrap();
    let profile = Profile::new(def, engine.catalogue(), &engine.bundle().taxonomies).unwrap();
    let regimes: Vec<_> = regimes.iter().map(|id| engine.regime(id).unwrap()).collect();
    let rows = RefCell::new(Vec::new());
    let input = Input::bytes("file", file.as_bytes());
    let sinks: Vec<Box<dyn Sink>> = vec![Box::new(Each(&rows))];
    triage::run(engine, &profile, &[input], &regimes, as_of.parse().unwrap(), sinks, &mut |_| {}).unwrap();
    rows.into_inner()
}

/// Of each row: its duties and what was passed over, and its problems.
fn shown(rows: &[Arc<Row>]) -> Vec<(Vec<String>, Vec<String>)> {
    let duty = |duty: &ombud::Duty| {
        let duty = duty.obligation();
        let day = |date: Option<Date>| date.map(|date| date.days().to_string());
        format!(
            "{} {} {} {:?} {:?}",
            duty.regime,
            duty.clock,
            duty.status.name(),
            day(duty.due),
            day(duty.prudent_due)
        )
    };
    rows.iter()
        .map(|row| {
            let mut said: Vec<String> = row.duties.iter().map(duty).collect();
            said.extend(
                row.passed_over
                    .iter()
                    .map(|passed| format!("{} {} not_in_force None None", passed.regime, passed.clock)),
            );
            if said.is_empty() {
                said.push("none".to_owned());
            }
            let problems = row
                .problems
                .iter()
                .map(|problem| format!("{} {} {}", problem.column, problem.reason, problem.value));
            (said, problems.collect())
        })
        .collect()
}

/// The same of lines.
fn told(lines: &Lines, rows: usize) -> Vec<(Vec<String>, Vec<String>)> {
    let mut out = vec![(Vec::new(), Vec::new()); rows];
    let column = |name: &str| lines.column(name);
    let (regimes, clocks, statuses) = (column("regime"), column("clock"), column("status"));
    let (due, prudent, problems) = (column("due"), column("prudent_due"), column("problems"));
    for (at, row) in column("row").iter().enumerate() {
        let row: usize = row.unwrap().parse().unwrap();
        let said = match (regimes[at], clocks[at]) {
            (Some(regime), Some(clock)) => {
                let owned = |cell: Option<&str>| cell.map(str::to_owned);
                format!(
                    "{regime} {clock} {} {:?} {:?}",
                    statuses[at].unwrap(),
                    owned(due[at]),
                    owned(prudent[at])
                )
            }
            _ => statuses[at].unwrap_or("blank").to_owned(),
        };
        out[row].0.push(said);
        out[row].1 = list(problems[at]);
    }
    out
}

fn list(problems: Option<&str>) -> Vec<String> {
    use ombud::model::Json;
    let Some(problems) = problems else { return Vec::new() };
    let Json::List(list) = Json::parse(problems.as_bytes()).unwrap() else { panic!("{problems}") };
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap_or_default().to_owned();
    list.iter()
        .map(|one| format!("{} {} {}", text(one, "column"), text(one, "reason"), text(one, "value")))
        .collect()
}

/// The columns of a file whose cells have neither quotation marks nor commas in them.
fn columns(file: &str) -> (Vec<Made>, usize) {
    let mut lines = file.lines().map(|line| line.split(',').collect::<Vec<_>>());
    let header = lines.next().unwrap();
    let rows: Vec<_> = lines.collect();
    let cell = |row: &Vec<&str>, at: usize| row[at].to_owned();
    let columns = header.iter().enumerate().map(|(at, name)| {
        let texts: Vec<String> = rows.iter().map(|row| cell(row, at)).collect();
        let texts: Vec<Option<&str>> =
            texts.iter().map(|text| (!text.is_empty()).then_some(text.as_str())).collect();
        if at % 2 == 0 { make::texts(name, &texts) } else { make::coded(name, &texts) }
    });
    (columns.collect(), rows.len())
}

const FILE: &str = "Complaint ID,Date sent to company,Date received,Product,Issue,Company response to consumer,Timely response?,Other
1,2023-06-09,2023-06-08,Mortgage,Closing on a mortgage,In progress,Yes,x
2,06/09/2023,,Checking or savings account,Managing an account,Closed with explanation,Yes,
3,soon,2023-06-08,Mortgage,Nothing known,Untimely response,No,x
,2031-06-09,,,,,,
5,1023-06-09,,Mortgage,,Closed with monetary relief,No,y
6,,2023-06-08,,,In progress,,
7,2023-02-30,,Mortgage,,Closed,Perhaps,";

const SPEC: &str = r#"{"format_version":1,"batch":"due","source":"cfpb","regimes":["us-cfpb"],"as_of":"2023-07-01","keep":["Complaint ID","Other"]}"#;

#[test]
fn the_rows_of_a_known_file_are_those_of_triage() {
    let (columns, rows) = columns(FILE);
    let found = lines(SPEC, make::stream(columns));
    let triaged = triaged(&ENGINE, "cfpb", &["us-cfpb"], "2023-07-01", FILE);
    assert_eq!(triaged.len(), rows);
    assert_eq!(told(&found, rows), shown(&triaged));
    assert!(found.column("problems").iter().flatten().count() > 3);
    assert!(found.column("error_code").iter().all(Option::is_none));
    let ids: std::collections::BTreeSet<_> = found.column("Complaint ID").into_iter().collect();
    assert_eq!(ids.len(), rows, "every row is there");
}

#[test]
fn days_and_times_are_read_as_a_workbook_holds_them() {
    let names = ["1", "2", "3", "4"].map(Some);
    let of = |sent: Made| {
        let columns = vec![make::texts("complaint_id", &names), sent];
        let found = lines(
            SPEC.replace(r#","Other""#, "").replace("Complaint ID", "complaint_id").as_str(),
            make::stream(columns),
        );
        told(&found, 4)
    };
    let days = [Some(19_517), Some(19_518), None, Some(19_530)];
    let file = "Complaint ID,Date sent to company\n1,2023-06-09\n2,2023-06-10\n3,\n4,2023-06-22\n";
    let wanted = shown(&triaged(&ENGINE, "cfpb", &["us-cfpb"], "2023-07-01", file));
    assert_eq!(of(make::days("Date sent to company", &days)), wanted);
    let nanos = days.map(|day| day.map(|day| i64::from(day) * 86_400_000_000_000));
    assert_eq!(of(make::longs("Date sent to company", "tsn:", &nanos)), wanted);
    // Noon in UTC is a morning of the same day where the file is written.
    let noon = days.map(|day| day.map(|day| (i64::from(day) * 86_400 + 43_200) * 1_000));
    let told = of(make::longs("Date sent to company", "tsm:UTC", &noon));
    let only =
        |all: &[(Vec<String>, Vec<String>)]| all.iter().map(|(said, _)| said.clone()).collect::<Vec<_>>();
    assert_eq!(only(&told), only(&wanted));
}

#[test]
fn a_blank_row_is_no_record_and_is_not_lost() {
    let columns = vec![
        make::texts("Complaint ID", &[None, Some(" "), Some("3")]),
        make::days("Date sent to company", &[None, None, Some(19_517)]),
        make::texts("Other", &[Some("x"), None, None]),
    ];
    let found = lines(SPEC, make::stream(columns));
    assert_eq!(&found.column("row")[..2], [Some("0"), Some("1")]);
    assert_eq!(&found.column("status")[..2], [None, None]);
    assert_eq!(&found.column("problems")[..2], [None, None]);
    assert!(found.column("row")[2..].iter().all(|row| *row == Some("2")));
}

#[test]
fn cells_that_no_file_has_are_errors_of_their_rows() {
    let columns = vec![
        make::bytes("Complaint ID", &[Some(b"\xFF1"), Some(b"2")]),
        make::days("Date sent to company", &[Some(19_517), Some(i32::MAX)]),
        make::texts("Other", &[None, None]),
    ];
    let found = lines(SPEC, make::stream(columns));
    let first = found.column("row").iter().filter(|row| **row == Some("0")).count();
    assert!(found.column("problems")[0].unwrap().contains("malformed_bytes"));
    assert_eq!(found.column("Complaint ID")[0], Some("\u{fffd}1"));
    assert_eq!(found.column("error_code")[first], Some("out_of_range"));
    assert!(found.column("error")[first].unwrap().contains("Date sent to company"));
}

#[test]
fn a_regime_that_is_named_twice_is_refused() {
    let spec = SPEC.replace(r#"["us-cfpb"]"#, r#"["us-cfpb","us-cfpb"]"#);
    let columns = vec![make::texts("Complaint ID", &[None]), make::texts("Date sent to company", &[None])];
    let error = refused(&spec, make::stream(columns));
    assert_eq!((error.code().name(), error.detail().path.as_deref()), ("invalid_field", Some("regimes[1]")));
}

#[test]
fn a_header_that_does_not_fit_is_refused() {
    let twice = vec![
        make::texts("Complaint ID", &[None]),
        make::texts("complaint_id", &[None]),
        make::texts("Date sent to company", &[None]),
    ];
    assert_eq!(refused(SPEC, make::stream(twice)).code().name(), "header_mismatch");
    let missing = refused(SPEC, make::stream(vec![make::texts("Complaint ID", &[None])]));
    assert!(missing.detail().expected.as_deref().is_some_and(|text| text.contains("Date sent to company")));
    let strange =
        vec![make::texts("Complaint ID", &[None]), make::fixed::<8>("Date sent to company", "tdd", &[None])];
    assert_eq!(refused(SPEC, make::stream(strange)).code().name(), "unsupported_column");
}
