//! Files and profiles, whole and faulty.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::{collections::BTreeMap, fs, io::Write as _, path::PathBuf};

use ombud::{
    Engine,
    clock::{Query, Status},
    model::Lang,
    pack::SourceDef,
};
use ombud_intake::{
    FileReport, Input, MAX_CELL, Note, Outcome, Outputs, Problem, Profile, Row, read, triage,
};

const HEAD: &str = r#"
[source]
id = "book"
title = { zh = "登记簿", en = "Book" }
format = "csv"
encoding = "utf-8"
zone = "Asia/Shanghai"
language = "zh"
currency = "CNY"
dates = ["yyyy-mm-dd", "yyyy-mm-dd HH:MM", "yyyy年m月d日"]
"#;

const COLUMNS: &str = r#"
[[source.column]]
name = "编号"
aliases = ["No."]
to = "id"
type = "text"
required = true
problem = true

[[source.column]]
name = "收到"
to = "event:received"
type = "date"
required = true
problem = true

[[source.column]]
name = "类别"
to = "complaint.kind"
type = "code"
map = [{ from = "投诉件", to = "complaint", facts = { "matter.kind" = "complaint" } }]

[[source.column]]
name = "延期"
to = "event:extended"
type = "date"

[[source.column]]
name = "延期情形"
to = "event:extended.ground"
type = "code"
map = [{ from = "复杂", to = "complex" }]

[[source.column]]
name = "备注"
to = "extra:note"
type = "text"
"#;

fn engine() -> Engine {
    Engine::builtin().expect("engine")
}

fn source(text: &str) -> SourceDef {
    #[derive(serde::Deserialize)]
    struct File {
        source: SourceDef,
    }
    toml::from_str::<File>(text).expect("a source").source
}

fn profile_of(text: &str) -> Result<Profile, Vec<String>> {
    let engine = engine();
    Profile::new(&source(text), engine.catalogue(), &engine.bundle().taxonomies)
        .map_err(|errors| errors.iter().map(|e| e.message(Lang::En)).collect())
}

fn profile() -> Profile {
    profile_of(&format!("{HEAD}{COLUMNS}")).expect("no findings")
}

fn with(change: impl Fn(&str) -> String) -> Profile {
    profile_of(&change(&format!("{HEAD}{COLUMNS}"))).expect("no findings")
}

type Readout = (Vec<Row>, Vec<Problem>, FileReport);

fn read_all(profile: &Profile, name: &str, bytes: impl AsRef<[u8]>) -> Result<Readout, String> {
    let mut rows = Vec::new();
    let mut rejected = Vec::new();
    let report = read(profile, &Input::bytes(name, bytes.as_ref()), &mut |outcome| {
        match outcome {
            Outcome::Kept(row) => rows.push(row),
            Outcome::Rejected(problem) => rejected.push(problem),
        }
        Ok(())
    })
    .map_err(|e| e.message(Lang::En))?;
    assert_eq!(report.rows, report.kept + report.rejected);
    assert_eq!((report.kept, report.rejected), (rows.len() as u64, rejected.len() as u64));
    Ok((rows, rejected, report))
}

fn shown(problem: &Problem) -> String {
    let shape = problem.shape.as_deref().map(|s| format!(" [{s}]")).unwrap_or_default();
    format!("{} {} {}{shape}: {}", problem.row, problem.column, problem.reason, problem.value)
}

/// Every problem of the file, one line each.
fn problems(profile: &Profile, bytes: impl AsRef<[u8]>) -> Vec<String> {
    let (rows, rejected, _) = read_all(profile, "f", bytes).expect("a readable file");
    let mut all: Vec<&Problem> = rows.iter().flat_map(|row| &row.problems).chain(&rejected).collect();
    all.sort_by_key(|problem| problem.row);
    all.into_iter().map(shown).collect()
}

#[test]
fn the_built_in_profiles_have_no_findings() {
    let engine = engine();
    for def in &engine.bundle().sources {
        let found = Profile::new(def, engine.catalogue(), &engine.bundle().taxonomies);
        assert!(
            found.is_ok(),
            "{}: {:?}",
            def.id,
            found.err().map(|e| e.iter().map(ToString::to_string).collect::<Vec<_>>())
        );
    }
}

#[test]
fn a_row_is_read_whole() {
    let text = "\u{feff} no. ,收到,类别,延期,延期情形,备注\r\n7,2026年3月2日,投诉件,2026-03-10 14:05,复杂,\"a \"\"b\"\",\nc\"\r\n";
    let (rows, _, report) = read_all(&profile(), "book.csv", text).expect("read");
    let row = &rows[0];
    assert_eq!((row.id.as_deref(), row.number, &*row.file), (Some("7"), 1, "book.csv"));
    assert_eq!(row.fields["kind"], "投诉件");
    assert_eq!(row.codes["kind"], "intake-kinds:complaint");
    assert_eq!(row.extra["note"], "a \"b\",\nc");
    assert_eq!(row.events[0].at.expect("a day").to_string(), "2026-03-02");
    assert_eq!(row.events[1].at.expect("a time").to_string(), "2026-03-10T14:05:00+08:00");
    assert_eq!(row.events[1].fields["ground"].to_string(), "complex");
    assert_eq!(
        row.facts.iter().map(|(id, fact)| format!("{id}={}", fact.value)).collect::<Vec<_>>(),
        ["matter.kind=complaint"]
    );
    assert!(row.problems.is_empty() && report.notes.is_empty());
}

#[test]
fn a_file_without_a_header_has_the_columns_of_the_profile() {
    let p = with(|text| text.replace("zone =", "no_header = true\nzone ="));
    let (rows, rejected, _) = read_all(&p, "f", "1,2026-03-02,投诉件,,,甲\n2,2026-03-03\n").expect("read");
    assert_eq!((rows.len(), rows[0].id.as_deref(), rows[0].number), (1, Some("1"), 1));
    assert_eq!(rejected.iter().map(shown).collect::<Vec<_>>(), ["2  wrong_field_count: 2,2026-03-03"]);
}

#[test]
fn a_spelling_may_stand_for_nothing() {
    let p = with(|text| text.replace("to = \"event:received\"", "to = \"event:received\"\nblank = [\"-\"]"));
    assert_eq!(problems(&p, "编号,收到\n1,-\n2,--\n"), ["1 收到 blank: ", "2 收到 unreadable_date [--]: --"]);
}

const SECOND: &str = r#"
[[source.column]]
name = "延期批准人"
to = "event:extended.by"
type = "text"

[[source.column]]
name = "二次延期"
to = "event:extended#2"
type = "date"

[[source.column]]
name = "二次延期理由"
to = "event:extended#2.reason"
type = "text"

[[source.column]]
name = "转办"
to = "event:referral_received"
type = "date"
"#;

/// Each event in short.
fn events(row: &Row) -> Vec<String> {
    row.events
        .iter()
        .map(|event| {
            let at = event.at.map_or_else(|| "-".to_owned(), |at| at.to_string());
            let fields: Vec<String> =
                event.fields.iter().map(|(id, value)| format!("{id}={value}")).collect();
            let pair = event.reference.as_deref().unwrap_or("-");
            format!("{} {at} {pair} {} {}", event.kind, event.by.as_deref().unwrap_or("-"), fields.join(" "))
        })
        .collect()
}

#[test]
fn a_row_holds_several_events_of_one_type() {
    let p = profile_of(&format!("{HEAD}{COLUMNS}{SECOND}")).expect("no findings");
    let file = "编号,收到,延期,延期情形,延期批准人,二次延期,二次延期理由,转办\n\
                1,2026-03-02,2026-03-10,复杂,甲,2026-03-20,境外核实,2026-03-04\n\
                2,2026-03-02,2026-03-10,复杂,甲,,,2026-03-04\n\
                3,2026-03-02,,,,2026-03-20,,\n\
                4,2026-03-02,2026-03-10,,,,境外核实,\n";
    let (rows, _, _) = read_all(&p, "f", file).expect("read");
    assert_eq!(
        rows.iter().map(events).collect::<Vec<_>>(),
        [
            vec![
                "received 2026-03-02 - - ",
                "extended 2026-03-10 1 甲 ground=complex",
                "extended 2026-03-20 2 - reason=境外核实",
                "referral_received 2026-03-04 - - ",
            ],
            vec![
                "received 2026-03-02 - - ",
                "extended 2026-03-10 - 甲 ground=complex",
                "referral_received 2026-03-04 - - ",
            ],
            vec!["received 2026-03-02 - - ", "extended 2026-03-20 2 - "],
            vec!["received 2026-03-02 - - ", "extended 2026-03-10 - - "],
        ]
    );
    let problems: Vec<String> = rows.iter().flat_map(|row| &row.problems).map(shown).collect();
    assert_eq!(problems, ["4 二次延期理由 detail_without_event: 境外核实"]);
}

#[test]
fn the_first_answer_does_not_serve_for_the_second_referral() {
    let engine = engine();
    let source = engine.source("cn-ledger-csv").expect("a source");
    let p = Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).expect("no findings");
    let file = "\u{feff}投诉编号,收到时间,类别,收到转办时间,转办期限,回复转办日期,二次转办收到时间,二次转办期限,二次转办回复日期\n\
                1,2026-03-01,投诉,2026-03-02,2026-03-15,2026-03-10,2026-03-05,2026-03-20,\n\
                2,2026-03-01,投诉,2026-03-02,2026-03-15,,2026-03-05,2026-03-20,2026-03-10\n";
    let (rows, _, _) = read_all(&p, "f", file).expect("read");
    let regime = engine.regime("cn-complaints-2020").expect("a regime");
    let as_of = "2026-03-12".parse().expect("a day");
    let states = |row: &Row| -> Vec<String> {
        let query = Query { facts: &row.facts, events: &row.events, as_of, parts: &row.parts };
        let duties = regime.duties(&query).expect("duties");
        let replies = duties.iter().filter(|duty| duty.rule().as_str() == "CN-CM-REG-2.deadline");
        replies.map(|d| format!("{} {}", d.reference.as_deref().unwrap_or("-"), d.status().name())).collect()
    };
    assert_eq!(rows.iter().map(states).collect::<Vec<_>>(), [["1 met", "2 running"], ["1 running", "2 met"]]);
}

#[test]
fn a_time_of_day_in_a_field_of_days_is_said_not_to_count() {
    let engine = engine();
    let source = engine.source("cn-ledger-csv").expect("a source");
    let p = Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).expect("no findings");
    let file = "\u{feff}投诉编号,收到时间,类别,延期日期,延期告知日期\n\
                1,2026-03-01,投诉,2026-03-12,2026/3/12 17:15\n2,2026-03-01,投诉,2026-03-12,2026/3/12 0:00\n";
    assert_eq!(problems(&p, file), ["1 延期告知日期 time_not_counted: 2026/3/12 17:15"]);
}

#[test]
fn a_referral_is_late_after_its_hour() {
    let engine = engine();
    let source = engine.source("cn-ledger-csv").expect("a source");
    let p = Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).expect("no findings");
    let file = "\u{feff}投诉编号,收到时间,类别,收到转办时间,转办期限\n\
                1,2026-03-01 9:30:00,投诉,2026-03-02 10:00:00,2026/3/9 17:15\n\
                2,2026-03-01,投诉,2026-03-02,2026/3/9 0:00\n";
    assert_eq!(problems(&p, file), [""; 0]);
    let (rows, _, _) = read_all(&p, "f", file).expect("read");
    let regime = engine.regime("cn-complaints-2020").expect("a regime");
    let as_of = "2026-03-09T17:30:00+08:00".parse().expect("an instant");
    let states = |row: &Row| -> Vec<String> {
        let query = Query { facts: &row.facts, events: &row.events, as_of, parts: &row.parts };
        let duties = regime.duties(&query).expect("duties");
        let replies = duties.iter().filter(|duty| duty.rule().as_str() == "CN-CM-REG-2.deadline");
        replies.map(|d| format!("{} {}", d.late_from.expect("a time"), d.status().name())).collect()
    };
    // Midnight is how programs write that there is no hour: then the whole day is there.
    let states: Vec<_> = rows.iter().flat_map(states).collect();
    assert_eq!(states, ["2026-03-09T17:15:00+08:00 late", "2026-03-10T00:00:00+08:00 running"]);
}

#[test]
fn an_event_that_asks_for_the_handler_gets_the_complaints() {
    let file =
        |path: &str, text: &str| ombud::pack::PackFile { path: path.to_owned(), text: text.to_owned() };
    let manifest = "[manifest]\nid = \"own\"\nversion = \"1\"\ntitle = { zh = \"自\", en = \"own\" }\n\
                    replaces = [\"event:first_contact\"]\n";
    let event = "[[event]]\nid = \"first_contact\"\ntitle = { zh = \"首次联系\", en = \"First contact\" }\n\
                 meaning = { zh = \"首次联系\", en = \"First contact\" }\n\
                 fields = [{ id = \"channel\", type = \"text\", title = { zh = \"渠道\", en = \"Channel\" } },\n\
                 { id = \"handler\", type = \"text\", title = { zh = \"经办人\", en = \"Handler\" } }]\n";
    let pack = vec![file("manifest", manifest), file("events/own.toml", event)];
    let engine = Engine::builder().pack_files(pack).build().expect("an engine");
    let source = engine.source("cn-ledger-csv").expect("a source");
    let p = Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).expect("no findings");
    let (rows, ..) = read_all(
        &p,
        "f",
        "\u{feff}投诉编号,收到时间,类别,经办人,首次联系时间\n1,2026-03-02,投诉,甲,2026-03-03\n2,2026-03-02,投诉,,2026-03-03\n",
    )
    .expect("read");
    assert_eq!(
        rows.iter().map(events).collect::<Vec<_>>(),
        [
            ["received 2026-03-02 - - ", "first_contact 2026-03-03 - - handler=甲"],
            ["received 2026-03-02 - - ", "first_contact 2026-03-03 - - "]
        ]
    );
}

#[test]
fn the_number_of_an_event_is_two_to_nine() {
    for to in ["event:extended#", "event:extended#1", "event:extended#10", "event:extended#two.reason"] {
        let text = format!("{HEAD}{COLUMNS}{}", SECOND.replace("event:extended#2.reason", to));
        assert_eq!(
            profile_of(&text).expect_err(to),
            [format!(
                "sources/book.toml: a field is missing, unknown or of the wrong type; item: 二次延期理由; at: to; \
                 expected: id, complaint.FIELD, event:TYPE, event:TYPE.FIELD, fact:ID, stated:timely or extra:NAME; \
                 the second to ninth event of a type is TYPE#2 to TYPE#9; found: {to}"
            )]
        );
    }
    let text = format!("{HEAD}{COLUMNS}{}", SECOND.replace("\"event:extended#2\"", "\"event:extended#3\""));
    assert_eq!(
        profile_of(&text).expect_err("no day"),
        ["sources/book.toml: a field is missing, unknown or of the wrong type; item: 二次延期理由; at: to; \
             expected: a column with the day of event:extended#2; found: none"]
    );
}

#[test]
fn blank_and_unreadable_cells_keep_the_row() {
    let text = "编号,收到,类别,延期,延期情形,备注\n,,,,,x\n2,3月2日,其它,下周,复杂,\n3,2026-02-30,投诉,,复杂,\n3,2026-03-02,投诉,2026-03-04,很复杂,\n";
    assert_eq!(
        problems(&profile(), text),
        [
            "1 编号 blank: ",
            "1 收到 blank: ",
            "2 收到 unreadable_date [9月9日]: 3月2日",
            "2 类别 unknown_code: 其它",
            "2 延期 unreadable_date [下周]: 下周",
            "2 延期情形 detail_without_event: 复杂",
            "3 收到 no_such_day [9999-99-99]: 2026-02-30",
            "3 延期情形 detail_without_event: 复杂",
            "4 延期情形 unknown_code: 很复杂",
        ]
    );
    let (rows, ..) = read_all(&profile(), "f", text).expect("read");
    assert_eq!(rows.len(), 4, "equal ids stay separate");
    // A required day that is not there: it happened, nobody knows when.
    for row in &rows[..3] {
        assert_eq!((row.events[0].kind.as_str(), row.events[0].at), ("received", None));
    }
    // A day that is not required: nothing is recorded.
    assert!(rows.iter().take(3).all(|row| row.events.len() == 1));
}

#[test]
fn only_records_that_cannot_be_split_are_rejected() {
    let text = "编号,收到\n1,2026-03-02\n2\n3,2026-03-02,x\n\n \t, \n4,2026-03-02\n";
    assert_eq!(
        problems(&profile(), text),
        ["2  wrong_field_count: 2", "3  wrong_field_count: 3,2026-03-02,x"]
    );
    let (rows, rejected, report) = read_all(&profile(), "f", text).expect("read");
    assert_eq!((rows.len(), rejected.len(), report.blank), (2, 2, 1));
    assert_eq!(rows[1].number, 4);
}

#[test]
fn an_open_quotation_costs_its_own_line() {
    let text = "编号,收到\n1,2026-03-02\n\"2,2026-03-02\n3,2026-03-02\n4,2026-03-02\n";
    let (rows, rejected, _) = read_all(&profile(), "f", text).expect("read");
    assert_eq!(rows.iter().filter_map(|r| r.id.as_deref()).collect::<Vec<_>>(), ["1", "3", "4"]);
    assert_eq!(rejected.iter().map(shown).collect::<Vec<_>>(), ["2  wrong_field_count: \"2,2026-03-02"]);
    let text = "编号,收到,备注\n1,2026-03-02,\"abc\n2,2026-03-02,x\n";
    assert_eq!(problems(&profile(), text), ["1  unclosed_quotation: "]);
}

#[test]
fn one_quotation_does_not_fill_the_memory() {
    let line = "1,2026-03-02,some text that goes on for a while\n";
    let mut text = String::from("编号,收到,备注\n\"0,2026-03-02,x\n");
    let count = 2 * ombud_intake::MAX_RECORD / line.len();
    text.push_str(&line.repeat(count));
    let (rows, rejected, _) = read_all(&profile(), "f", text).expect("read");
    assert_eq!((rows.len(), rejected.len()), (count, 1));
    let text = format!("编号,收到\n1,{}\n2,2026-03-02\n", "x".repeat(ombud_intake::MAX_RECORD + 100_000));
    let (rows, rejected, _) = read_all(&profile(), "f", text).expect("read");
    assert_eq!((rows.len(), rejected[0].reason.name()), (1, "record_too_long"));
}

#[test]
fn odd_bytes_are_told_and_kept() {
    let p = profile();
    assert_eq!(
        problems(&p, b"\xef\xbb\xbf\xe7\xbc\x96\xe5\x8f\xb7,\xe6\x94\xb6\xe5\x88\xb0\n\xff1,2026-03-02\n"),
        ["1 编号 malformed_bytes: \u{fffd}1"]
    );
    assert_eq!(problems(&p, "编号,收到\n1\u{0}2,2026-03-02\n"), ["1 编号 nul_character: 12"]);
    let huge = format!("编号,收到,备注\n1,2026-03-02,{}\n", "长".repeat(MAX_CELL));
    let (rows, ..) = read_all(&p, "f", huge).expect("read");
    assert_eq!(rows[0].problems[0].reason.name(), "cell_too_long");
    assert!((MAX_CELL - 3..=MAX_CELL).contains(&rows[0].extra["note"].len()));
}

#[test]
fn encodings_give_the_same_rows() {
    let text = "编号,收到,备注\n七,2026年3月2日,€“甲”\n";
    let plain = read_all(&profile(), "f", text).expect("read").0;
    for (name, bytes) in
        [("gbk", encoding_rs::GBK.encode(text).0), ("gb18030", encoding_rs::GB18030.encode(text).0)]
    {
        let p = with(|s| s.replace("\"utf-8\"", &format!("\"{name}\"")));
        let rows = read_all(&p, "f", &bytes).expect("read").0;
        assert_eq!((&rows[0].id, &rows[0].extra), (&plain[0].id, &plain[0].extra), "{name}");
        let (rows, _, report) = read_all(&p, "f", format!("\u{feff}{text}")).expect("read");
        assert_eq!((&rows[0].extra, report.notes), (&plain[0].extra, vec![Note::Utf8Mark]));
    }
    let p = with(|s| s.replace("\"gb18030\"", "\"gbk\"").replace("\"utf-8\"", "\"gbk\""));
    let (mut bytes, ..) = encoding_rs::GBK.encode("编号,收到\n七");
    bytes.to_mut().extend_from_slice(b"\xff,2026-03-02\n");
    assert_eq!(problems(&p, &bytes), ["1 编号 malformed_bytes: 七\u{fffd}"]);
    let p = with(|s| s.replace("\"utf-8\"", "\"latin-1\""));
    let (rows, ..) = read_all(&p, "f", b"No.,\xca\xd5\n1,x\n").err().map_or_else(
        || panic!("a header"),
        |e| {
            assert!(e.contains("the columns 收到"), "{e}");
            (vec![0], ())
        },
    );
    assert_eq!(rows.len(), 1);
}

#[test]
fn gzipped_files_and_their_faults() {
    let text = "编号,收到\n1,2026-03-02\n2,2026-03-03\n";
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(text.as_bytes()).expect("packed");
    let packed = packer.finish().expect("packed");
    let (rows, _, report) = read_all(&profile(), "f.csv.gz", &packed).expect("read");
    assert_eq!((rows.len(), report.notes), (2, vec![Note::Gzipped]));
    let cut = read_all(&profile(), "f.csv.gz", &packed[..packed.len() - 12]).expect_err("cut");
    assert!(cut.starts_with("f.csv.gz: the file cannot be read in the stated format or encoding; expected: a whole gzip file; found: "), "{cut}");
}

#[test]
fn json_lines() {
    let p = with(|s| s.replace("\"csv\"", "\"jsonl\""));
    let text = concat!(
        "{\"No.\": 12, \"收到\": \"2026-03-02\", \"备注\": 1.50, \"more\": {\"a\": [1]}}\r\n",
        "\n",
        "[1]\n",
        "{\"No.\": \"x\", \"收到\": null, \"备注\": {\"a\": 1}}\n",
        "{\"No.\": \"\\ud800\", \"收到\": \"2026-03-02\"}\n",
        "{\"No.\": \"y\", \"收到\": \"2026-03-02\", \"编号\": \"\"",
    );
    let (rows, _, report) = read_all(&p, "f", text).expect("read");
    assert_eq!(rows[0].id.as_deref(), Some("12"));
    assert_eq!(rows[0].extra["note"], "1.50", "a number stays as it was written");
    assert_eq!(report.unknown_columns.iter().collect::<Vec<_>>(), ["more"]);
    assert_eq!(
        problems(&p, text),
        [
            "2  not_an_object: [1]",
            "3 收到 blank: ",
            "3 备注 nested_value: {\"a\": 1}",
            "4 编号 malformed_bytes: \"\\ud800\"",
            "5  not_an_object: {\"No.\": \"y\", \"收到\": \"2026-03-02\", \"编号\": \"\"",
        ]
    );
}

#[test]
fn two_values_for_one_column_count_as_neither() {
    let p = with(|s| s.replace("\"csv\"", "\"jsonl\""));
    let text = concat!(
        "{\"No.\": \"1\", \"收到\": \"2026-03-02\", \"收到\": \"2026-03-09\"}\n",
        "{\"No.\": \"2\", \"编号\": \"B\", \"收到\": \"2026-03-02\"}\n",
        "{\"No.\": \"3\", \"编号\": \"\", \"收到\": \"2026-03-02\", \"收到\": \"2026-03-02\"}\n",
    );
    assert_eq!(
        problems(&p, text),
        ["1 收到 two_values: 2026-03-02 | 2026-03-09", "2 编号 two_values: 2 | B"]
    );
    let (rows, ..) = read_all(&p, "f", text).expect("read");
    assert_eq!(rows.iter().map(|row| row.id.as_deref()).collect::<Vec<_>>(), [Some("1"), None, Some("3")]);
    assert_eq!(rows[0].events[0].at, None, "received, on a day that nobody knows");
}

#[test]
fn workbooks() {
    use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("台账").expect("a name");
    sheet.write(0, 0, "2026年投诉台账").expect("written");
    for (i, name) in ["编号", "收到", "备注", "经办"].iter().enumerate() {
        sheet.write(2, i as u16, *name).expect("written");
    }
    let day = Format::new().set_num_format("yyyy-mm-dd");
    let time = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    sheet.write(3, 0, 1).expect("written");
    sheet
        .write_with_format(3, 1, ExcelDateTime::from_ymd(2026, 3, 2).expect("a day"), &day)
        .expect("written");
    sheet.write(4, 0, "乙").expect("written");
    let at = ExcelDateTime::from_ymd(2026, 3, 2).expect("a day").and_hms(14, 5, 1).expect("a time");
    sheet.write_with_format(4, 1, at, &time).expect("written");
    sheet.write(6, 0, 1.5).expect("written");
    sheet.write(6, 1, 46083).expect("written");
    sheet.write_formula(6, 2, Formula::new("=1/0").set_result("#DIV/0!")).expect("written");
    let bytes = book.save_to_buffer().expect("a workbook");

    let p = with(|s| s.replace("\"csv\"", "\"xlsx\""));
    let (rows, _, report) = read_all(&p, "f.xlsx", &bytes).expect("read");
    let at = |row: &Row| row.events[0].at.map(|at| at.to_string());
    assert_eq!(at(&rows[0]).as_deref(), Some("2026-03-02"));
    assert_eq!(at(&rows[1]).as_deref(), Some("2026-03-02T14:05:01+08:00"));
    assert_eq!(rows.iter().filter_map(|r| r.id.as_deref()).collect::<Vec<_>>(), ["1", "乙", "1.5"]);
    assert_eq!(report.notes, [Note::LinesAboveHeader]);
    assert_eq!(report.unknown_columns.iter().collect::<Vec<_>>(), ["经办"]);
    // A bare number is no day: nothing is guessed.
    assert_eq!(
        rows[2].problems.iter().map(shown).next().as_deref(),
        Some("3 收到 unreadable_date [99999]: 46083")
    );

    let p = with(|s| s.replace("\"csv\"", "\"xlsx\"\nsheet = \"明细\""));
    assert_eq!(
        read_all(&p, "f.xlsx", &bytes).expect_err("no sheet"),
        "f.xlsx: the file cannot be read in the stated format or encoding; expected: a sheet named 明细; found: 台账"
    );
    let p = with(|s| s.replace("\"csv\"", "\"xlsx\"").replace("\"收到\"", "\"受理\""));
    assert_eq!(
        read_all(&p, "f.xlsx", &bytes).expect_err("no header"),
        "f.xlsx: the file's header does not fit the source profile; expected: the columns 编号, 受理; found: 2026年投诉台账"
    );
    assert!(read_all(&p, "f.xlsx", b"PK\x03\x04 and no more").expect_err("no workbook").starts_with(
        "f.xlsx: the file cannot be read in the stated format or encoding; expected: an .xlsx workbook; found: "
    ));
}

#[test]
fn faulty_headers() {
    let p = profile();
    let header = "the file's header does not fit the source profile";
    for (text, expected) in [
        ("", format!("f: {header}; expected: the columns 编号, 收到; found: no header")),
        ("编号,受理\n", format!("f: {header}; expected: the columns 收到; found: 编号, 受理")),
        ("编号;收到\n1;2\n", format!("f: {header}; expected: the columns 编号, 收到; found: 编号;收到")),
        ("编号,收到,编号\n", format!("f: {header}; item: 编号; expected: one column; found: 编号, 编号")),
        ("ＮＯ．,收到,编号\n", format!("f: {header}; item: 编号; expected: one column; found: ＮＯ．, 编号")),
    ] {
        assert_eq!(read_all(&p, "f", text).expect_err(text), expected);
    }
    let (rows, _, report) =
        read_all(&p, "f", "编号,x,收到,x, \n1,2,2026-03-02,3,4\n").expect("unknown columns are noted");
    assert_eq!((rows.len(), report.unknown_columns.len()), (1, 1));
    let p = with(|s| s.replace("\"csv\"", "\"jsonl\""));
    assert_eq!(
        read_all(&p, "f", "{\"编号\": 1, \"受理\": 2}\n").expect_err("no day"),
        format!("f: {header}; expected: the columns 收到; found: 受理")
    );
    assert_eq!(
        read_all(&p, "f", "[\n{}]").expect_err("an array"),
        "f: the file cannot be read in the stated format or encoding; expected: one JSON object a line; found: a JSON array"
    );
    let missing = read(&p, &Input::path("/nowhere/f.csv"), &mut |_| Ok(())).expect_err("no file");
    assert!(
        missing.message(Lang::En).starts_with("/nowhere/f.csv: a file cannot be read or written; found: ")
    );
}

#[test]
fn faulty_profiles() {
    let field = "sources/book.toml: a field is missing, unknown or of the wrong type";
    let column = |body: &str| format!("{HEAD}\n[[source.column]]\nname = \"X\"\n{body}");
    let one = |text: String| {
        let found = profile_of(&text).map(|_| ()).expect_err("findings");
        found.join("\n")
    };
    for (body, expected) in [
        ("type = \"text\"", format!("{field}; item: X; at: to; expected: id, complaint.FIELD, event:TYPE, event:TYPE.FIELD, fact:ID, stated:timely or extra:NAME; the second to ninth event of a type is TYPE#2 to TYPE#9; found: nothing")),
        ("to = \"handler\"\ntype = \"text\"", format!("{field}; item: X; at: to; expected: id, complaint.FIELD, event:TYPE, event:TYPE.FIELD, fact:ID, stated:timely or extra:NAME; the second to ninth event of a type is TYPE#2 to TYPE#9; found: handler")),
        ("to = \"complaint.colour\"\ntype = \"text\"", format!("{field}; item: X; at: to; expected: branch, cause, channel, handler, issue, kind, language, narrative, product, respondent, state, sub_issue, sub_product, unit; found: colour")),
        ("to = \"complaint.handler\"\ntype = \"code\"", format!("{field}; item: X; at: type; expected: a map, or a taxonomy of the field; found: neither")),
        ("to = \"complaint.handler\"\ntype = \"date\"", format!("{field}; item: X; at: type; expected: text or code for complaint.handler; found: date")),
        ("to = \"event:recieved\"\ntype = \"date\"", "sources/book.toml: no such event type; item: X; at: to; expected: an event type of the catalogue; found: recieved".to_owned()),
        ("to = \"event:received\"\ntype = \"text\"", format!("{field}; item: X; at: type; expected: date for event:received; found: text")),
        ("to = \"event:recieved.channel\"\ntype = \"text\"", "sources/book.toml: no such event type; item: X; at: to; expected: an event type of the catalogue; found: recieved".to_owned()),
        ("to = \"event:received.canal\"\ntype = \"text\"", format!("{field}; item: X; at: to; expected: channel; found: received.canal\n{field}; item: X; at: to; expected: a column with the day of event:received; found: none")),
        ("to = \"fact:no.such\"\ntype = \"text\"", "sources/book.toml: no such fact in the catalogue; item: X; at: to; expected: a fact of the catalogue; found: no.such".to_owned()),
        ("to = \"fact:matter.kind\"\ntype = \"date\"", format!("{field}; item: X; at: type; expected: code or text for fact:matter.kind; found: date")),
        ("to = \"stated:timely\"\ntype = \"text\"", format!("{field}; item: X; at: type; expected: bool for stated:timely; found: text")),
        ("to = \"extra:\"\ntype = \"text\"", format!("{field}; item: X; at: to; expected: extra:NAME; found: extra:")),
        ("to = \"id\"\ntype = \"text\"\naliases = [\" \"]", format!("{field}; item: X; at: name; expected: a header; found: nothing")),
        ("to = \"stated:timely\"\ntype = \"bool\"\nmap = [{ from = \"Y\", to = \"on\" }]", "sources/book.toml: the value does not fit its definition; item: X; at: map.Y.to; expected: bool; found: on".to_owned()),
        ("to = \"complaint.kind\"\ntype = \"code\"\nmap = [{ from = \"?\", to = \"wish\" }]", format!("{field}; item: X; at: map.?.to; expected: a code of intake-kinds; found: wish")),
        ("to = \"extra:a\"\ntype = \"code\"\nmap = [{ from = \"a\" }, { from = \"a\" }]", format!("{field}; item: X; at: map; expected: each spelling once; found: a")),
        ("to = \"extra:a\"\ntype = \"code\"\nmap = [{ from = \" \" }]", format!("{field}; item: X; at: map; expected: a spelling; found: nothing; a blank is not known and is no code")),
        ("to = \"extra:a\"\ntype = \"code\"\nmap = [{ from = \"a\", events = [{ type = \"answerd\" }] }]", "sources/book.toml: no such event type; item: X; at: map.a.events; found: answerd".to_owned()),
        ("to = \"extra:a\"\ntype = \"code\"\nmap = [{ from = \"a\", facts = { \"no.such\" = 1 } }]", "sources/book.toml: no such fact in the catalogue; item: X; at: map.a.facts; found: no.such".to_owned()),
        ("to = \"event:received\"\ntype = \"date\"\nmap = [{ from = \"a\", to = \"b\" }]", format!("{field}; item: X; at: map; expected: a map only for text, code or bool; found: date")),
    ] {
        assert_eq!(one(column(body)), expected, "{body}");
    }
    let good = "to = \"id\"\ntype = \"text\"";
    for (text, expected) in [
        (column(good).replace("language", "sheet = \"a\"\nlanguage"), format!("{field}; at: sheet; expected: a sheet only for a workbook; found: Csv")),
        (column(good).replace("language", "delimiter = \"||\"\nlanguage"), format!("{field}; at: delimiter; expected: one ASCII sign that is no quotation mark; found: \"||\"")),
        (column(good).replace("Asia/Shanghai", "Asia/Pekin"), format!("sources/book.toml: the zone is not in the pinned time-zone database; at: zone; expected: a zone of the IANA database {}; found: Asia/Pekin", ombud::model::zone_database_version())),
        (column(good).replace("\"yyyy-mm-dd\"", "\"dd-mm\""), format!("{field}; at: dates; expected: one year, one month and one day; found: dd-mm")),
        (format!("{}\n[[source.column]]\nname = \"Ｘ\"\nto = \"extra:x\"\ntype = \"text\"", column(good)), format!("{field}; item: Ｘ; at: aliases; expected: headers that no other column has; found: Ｘ, also of X")),
        (format!("{}\n[[source.column]]\nname = \"Y\"\nto = \"id\"\ntype = \"text\"", column(good)), format!("{field}; item: Y; at: to; expected: a target that no other column has; found: id")),
        (column("to = \"event:corrected\"\ntype = \"ignore\"\n[[source.column]]\nname = \"Z\"\nto = \"extra:z\"\ntype = \"money\"").replace("currency = \"CNY\"", ""), format!("{field}; item: Z; at: type; expected: a currency in [source] for a column of amounts; found: none")),
        (column("to = \"event:received\"\ntype = \"date\"").replace("dates = [\"yyyy-mm-dd\", \"yyyy-mm-dd HH:MM\", \"yyyy年m月d日\"]", "dates = []"), format!("{field}; at: dates; expected: at least one date shape; found: none")),
        (format!("{HEAD}column = []"), format!("{field}; at: column; expected: at least one column; found: none")),
    ] {
        assert_eq!(one(text.clone()), expected, "{text}");
    }
}

fn scratch(name: &str) -> PathBuf {
    let dir = std::env::temp_dir().join(format!("ombud-intake-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&dir);
    dir
}

fn run(dir: &PathBuf, text: &str) -> Result<triage::Summary, String> {
    let engine = engine();
    let go = || {
        let outputs = Outputs::new(dir)?;
        let summary = triage::run(
            &engine,
            &profile(),
            &[Input::bytes("book.csv", text.as_bytes())],
            &[engine.regime("cn-complaints-2020")?],
            "2026-03-20".parse()?,
            triage::standard_sinks(&outputs)?,
            &mut |_| {},
        )?;
        outputs.commit()?;
        Ok(summary)
    };
    go().map_err(|e: ombud::Error| e.message(Lang::En))
}

fn listing(dir: &PathBuf) -> BTreeMap<String, String> {
    fs::read_dir(dir)
        .expect("a directory")
        .map(|entry| entry.expect("an entry"))
        .map(|entry| {
            (
                entry.file_name().to_string_lossy().into_owned(),
                fs::read_to_string(entry.path()).unwrap_or_default(),
            )
        })
        .collect()
}

#[test]
fn results_appear_whole_or_not_at_all() {
    let dir = scratch("whole");
    let text =
        "编号,收到,类别,备注\n1,2026-03-02,投诉件,\"=1+1\"\n2,=cmd(),投诉件,\"a,\"\"b\"\n3,,投诉件,\n4\n";
    let summary = run(&dir, text).expect("a run");
    assert_eq!((summary.rows, summary.kept, summary.rejected), (4, 3, 1));
    let first = listing(&dir);
    assert_eq!(first.keys().collect::<Vec<_>>(), ["complaints.jsonl", "problems.csv", "summary.json"]);
    assert_eq!(
        first["problems.csv"],
        "\u{feff}row,column,value,reason,shape,file\r\n\
         2,\"收到\",\"'=cmd()\",\"unreadable_date\",\"=aaa()\",\"book.csv\"\r\n"
            .replace("\"=aaa()\"", "\"'=aaa()\"")
            + "3,\"收到\",\"\",\"blank\",\"\",\"book.csv\"\r\n4,\"\",\"4\",\"wrong_field_count\",\"\",\"book.csv\"\r\n"
    );
    let lines: Vec<&str> = first["complaints.jsonl"].lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(
        lines[0].ends_with(",\"status\":\"late\"}") && lines[1].ends_with(",\"status\":\"undetermined\"}"),
        "{lines:?}"
    );
    // A run that fails changes nothing and leaves nothing.
    assert!(run(&dir, "编号\n1\n").is_err());
    assert_eq!(listing(&dir), first);
    run(&dir, "编号,收到\n9,2026-03-02\n").expect("a run");
    assert_eq!(listing(&dir)["complaints.jsonl"].lines().count(), 1);
    fs::remove_dir_all(&dir).expect("removed");
}

#[test]
fn lines_are_canonical_and_every_row_has_one() {
    let engine = engine();
    let regime = engine.regime("cn-complaints-2020").expect("a regime");
    let text = "编号,收到,类别,延期,延期情形,备注\n1,2026-03-02,投诉件,2026-03-10,复杂,\"q\"\"\\\t\u{1}\n\u{7f}😀\"\n2,9999-12-31,投诉件,,,\n3,0001-01-01,,,,\n";
    let (rows, ..) = read_all(&profile(), "f", text).expect("read");
    for mut row in rows {
        let as_of = "2026-03-20".parse().expect("a date");
        let query = ombud::clock::Query { facts: &row.facts, events: &row.events, as_of, parts: &row.parts };
        row.duties = regime.duties(&query).unwrap_or_default();
        let line = ombud_intake::line(&row).expect("a line");
        let tree = ombud::model::Json::parse(&line).expect("canonical JSON");
        assert_eq!(String::from_utf8(tree.to_bytes()), String::from_utf8(line));
        assert!(row.status().is_none_or(|status| Status::ALL.contains(&status)));
    }
    let dir = scratch("every");
    assert_eq!(run(&dir, text).expect("a run").kept, 3);
    assert_eq!(listing(&dir)["complaints.jsonl"].lines().count(), 3);
    fs::remove_dir_all(&dir).expect("removed");
}

mod any {
    use proptest::prelude::*;

    use super::*;

    /// Bytes that look like a file more often than chance would have it.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            Just(b"\"".to_vec()),
            Just(b",".to_vec()),
            Just(b"\n".to_vec()),
            Just(b"\r\n".to_vec()),
            Just(b"\r".to_vec()),
            Just("2026-03-02".as_bytes().to_vec()),
            Just("复杂".as_bytes().to_vec()),
            Just(b"{\"No.\":1,".to_vec()),
            Just(b"}\n".to_vec()),
            Just(vec![0]),
            prop::collection::vec(any::<u8>(), 0..6),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn any_bytes_are_read_or_refused(
            body in bytes(),
            format in prop::sample::select(vec!["csv", "jsonl", "xlsx"]),
            encoding in prop::sample::select(vec!["utf-8", "gb18030", "gbk", "latin-1"]),
            headed in any::<bool>(),
        ) {
            let p = with(|s| s.replace("\"csv\"", &format!("\"{format}\"")).replace("\"utf-8\"", &format!("\"{encoding}\"")));
            let mut file = Vec::new();
            if headed {
                let header = "编号,收到,延期,延期情形\n";
                let label = if encoding == "latin-1" { "utf-8" } else { encoding };
                file.extend_from_slice(&encoding_rs::Encoding::for_label(label.as_bytes()).expect("known").encode(header).0);
            }
            file.extend_from_slice(&body);
            let _ = read_all(&p, "f", &file);
        }

        #[test]
        fn records_are_split_as_others_split_them(body in bytes()) {
            let header = "编号,收到,备注\n";
            let file = [header.as_bytes(), &body].concat();
            let (rows, rejected, report) = read_all(&profile(), "f", &file).expect("read");
            // The well-known reader takes an open quotation to the end of the file; that is the one difference.
            if rows.iter().any(|r| r.problems.iter().any(|p| p.reason.name() == "unclosed_quotation")) || body.contains(&b'"') {
                return Ok(());
            }
            let mut other = csv::ReaderBuilder::new().flexible(true).from_reader(file.as_slice());
            let records: Vec<csv::ByteRecord> = other.byte_records().map(|r| r.expect("a record")).collect();
            prop_assert_eq!(records.len() as u64, report.rows + report.blank);
            prop_assert_eq!(records.iter().filter(|r| r.len() != 3).count(), rejected.len());
        }

        #[test]
        fn written_records_come_back(cells in prop::collection::vec(("[a-z\"\n,\r 复]{1,9}", "[a-z\"\n,\r 复]{0,9}"), 1..9)) {
            let mut writer = csv::Writer::from_writer(Vec::new());
            writer.write_record(["编号", "收到", "备注"]).expect("written");
            for (id, note) in &cells {
                writer.write_record([id.as_str(), "2026-03-02", note.as_str()]).expect("written");
            }
            let (rows, rejected, _) = read_all(&profile(), "f", writer.into_inner().expect("written")).expect("read");
            prop_assert!(rejected.is_empty());
            let found: Vec<(String, String)> = rows
                .iter()
                .map(|r| (r.id.clone().unwrap_or_default(), r.extra.get("note").cloned().unwrap_or_default()))
                .collect();
            let expected: Vec<(String, String)> =
                cells.iter().map(|(id, note)| (id.trim().to_owned(), note.trim().to_owned())).collect();
            prop_assert_eq!(found, expected);
        }
    }
}
