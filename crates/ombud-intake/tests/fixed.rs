//! Records of a fixed width: the night's batch, and the same rows as separated values give.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::sync::{Arc, LazyLock};

use encoding_rs::{Encoding, GBK};
use ombud::{
    Engine,
    error::Result,
    model::Lang,
    pack::{Format, SourceDef},
};
use ombud_intake::{FileReport, Input, Outcome, Problem, Profile, Row, Sink, Summary, line, read, triage};
use proptest::prelude::*;

/// Made once: the properties ask for it hundreds of times.
static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("engine"));

fn profile(engine: &Engine, def: &SourceDef) -> Profile {
    Profile::new(def, engine.catalogue(), &engine.bundle().taxonomies).expect("no findings")
}

fn night(engine: &Engine, change: impl FnOnce(&mut SourceDef)) -> Profile {
    let mut def = engine.source("cn-night-batch").expect("a source").clone();
    change(&mut def);
    profile(engine, &def)
}

/// A record of the night's batch: what stands in these columns, blanks elsewhere.
fn record(def: &SourceDef, cells: &[(&str, &str)]) -> Vec<u8> {
    let places = def.column.iter().map(|column| column.place().expect("a place"));
    let length = places.map(|place| place.end()).max().expect("a column");
    let mut out = vec![b' '; length as usize];
    for (name, text) in cells {
        let column = def.column.iter().find(|column| column.name == *name).expect(name);
        let (bytes, _, _) = GBK.encode(text);
        let start = column.start.expect("a start") as usize - 1;
        out[start..start + bytes.len()].copy_from_slice(&bytes);
    }
    out
}

/// One night of a bank that does not exist.
fn batch(def: &SourceDef, end: &[u8]) -> Vec<u8> {
    let common = [("记录类型", "D"), ("来源渠道", "客服电话"), ("类别", "投诉"), ("机构", "虚构分行营业部")];
    let row = |cells: &[(&'static str, &'static str)]| record(def, &[&common[..], cells].concat());
    let records = [
        b"H20260320NIGHT".to_vec(),
        row(&[
            ("投诉编号", "TS2026030001"),
            ("收到时间", "20260302143000"),
            ("经办人", "甲"),
            ("产品/险种", "信用卡　"),
        ]),
        row(&[
            ("投诉编号", "TS2026030002"),
            ("收到时间", "20260303"),
            ("首次联系时间", "20260304093000"),
            ("延期登记日期", "20260312"),
            ("延期情形", "情况复杂"),
            ("延期理由", "需向清算机构核实交易"),
            ("延期批准人", "乙"),
            ("告知决定日期", "00000000"),
        ]),
        row(&[
            ("投诉编号", "TS2026030003"),
            ("收到时间", "20260230"),
            ("收到转办时间", "20260305"),
            ("转办编号", "转2026第7号"),
            ("转办期限", "20260315"),
            ("投诉内容", "第一行,\"第二行\""),
        ]),
        row(&[
            ("投诉编号", "TS2026030004"),
            ("收到时间", "20260310"),
            ("告知决定日期", "20260318"),
            ("处理结果", "部分支持"),
        ]),
        b"T0000000004".to_vec(),
    ];
    let mut out = Vec::new();
    for record in records {
        out.extend_from_slice(&record);
        out.extend_from_slice(end);
    }
    out
}

type Readout = (Vec<Row>, Vec<Problem>, FileReport);

fn read_all(profile: &Profile, bytes: &[u8]) -> Readout {
    let (mut rows, mut rejected) = (Vec::new(), Vec::new());
    let report = read(profile, &Input::bytes("f", bytes), &mut |outcome| {
        match outcome {
            Outcome::Kept(row) => rows.push(row),
            Outcome::Rejected(problem) => rejected.push(problem),
        }
        Ok(())
    })
    .expect("read");
    assert_eq!(report.rows, report.kept + report.rejected);
    (rows, rejected, report)
}

fn shown(problem: &Problem) -> String {
    format!("{} {} {}: {}", problem.row, problem.column, problem.reason, problem.value)
}

fn problems((rows, rejected, report): &Readout) -> Vec<String> {
    rows.iter().flat_map(|row| &row.problems).chain(rejected).chain(&report.findings).map(shown).collect()
}

struct Keeps<'a>(&'a mut String);

impl Sink for Keeps<'_> {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        self.0.push_str(&String::from_utf8_lossy(&line(row)?));
        self.0.push('\n');
        row.problems.iter().for_each(|problem| *self.0 += &(shown(problem) + "\n"));
        Ok(())
    }

    fn found(&mut self, problem: &Problem) -> Result<()> {
        *self.0 += &(shown(problem) + "\n");
        Ok(())
    }

    fn finish(self: Box<Self>, summary: &Summary) -> Result<()> {
        *self.0 += &format!("{:?}\n", summary.statuses);
        Ok(())
    }
}

#[test]
fn a_night_is_triaged_as_the_golden_file_says() {
    let engine = &*ENGINE;
    let profile = night(engine, |_| {});
    let bytes = batch(profile.def(), b"\r\n");
    let regimes = [engine.regime("cn-complaints-2020").expect("a regime")];
    let mut found = String::new();
    let summary = triage::run(
        engine,
        &profile,
        &[Input::bytes("night.dat", bytes)],
        &regimes,
        "2026-03-20".parse().expect("a day"),
        vec![Box::new(Keeps(&mut found))],
        &mut |_| {},
    )
    .expect("triaged");
    assert_eq!((summary.rows, summary.files[0].frame, summary.files[0].findings.len()), (4, 2, 0));
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/cn-night-batch.txt");
    if std::env::var_os("OMBUD_BLESS").is_some() {
        std::fs::write(golden, &found).expect("written");
    }
    assert_eq!(found, std::fs::read_to_string(golden).expect("the golden file"));
}

#[test]
fn records_without_line_ends_are_the_same() {
    let engine = &*ENGINE;
    let lines = night(engine, |_| {});
    let length = record(lines.def(), &[]).len();
    let blocks = night(engine, |def| {
        def.fixed.as_mut().expect("a layout").record_length = Some(u32::try_from(length).expect("short"));
    });
    let bytes = batch(lines.def(), b"\n");
    let mut padded = Vec::new();
    for record in bytes.split(|byte| *byte == b'\n').filter(|record| !record.is_empty()) {
        padded.extend_from_slice(record);
        padded.resize(padded.len().next_multiple_of(length), b' ');
    }
    let (by_line, by_length) = (read_all(&lines, &bytes), read_all(&blocks, &padded));
    assert_eq!(problems(&by_line), problems(&by_length));
    let same = |row: &Row| format!("{:?} {:?} {:?} {:?}", row.id, row.fields, row.facts, row.events);
    assert_eq!(
        by_line.0.iter().map(same).collect::<Vec<_>>(),
        by_length.0.iter().map(same).collect::<Vec<_>>()
    );
    assert_eq!((by_length.2.frame, by_length.2.kept), (2, 4));
    // A file cut in the middle: the last record is kept, with what is missing of it.
    let cut = read_all(&blocks, &padded[..length + 30]);
    let said = problems(&cut);
    assert_eq!(cut.0[0].id.as_deref(), Some("TS2026030001"));
    assert!(said.contains(&"1 收到时间 record_ends: 202603021".to_owned()), "{said:?}");
    assert!(said.contains(&"0  trailer_missing: ".to_owned()), "{said:?}");
    assert_eq!(cut.0[0].events[0].at, None, "the start of a day is another day");
}

#[test]
fn a_trailer_that_counts_others_is_found() {
    let engine = &*ENGINE;
    let profile = night(engine, |_| {});
    let def = profile.def();
    let one = |id| record(def, &[("记录类型", "D"), ("投诉编号", id), ("收到时间", "20260302")]);
    let file = |records: &[&[u8]]| records.join(&b"\n"[..]);
    let said = |records: &[&[u8]]| {
        let readout = read_all(&profile, &file(records));
        let found: Vec<String> = readout.2.findings.iter().map(shown).collect();
        (readout.2.rows, readout.2.frame, found)
    };
    let (a, b) = (one("1"), one("2"));
    assert_eq!(said(&[b"H1", &a, &b, b"T0000000002"]), (2, 2, vec![]));
    assert_eq!(
        said(&[b"H1", &a, b"T0000000002"]),
        (1, 2, vec!["0  trailer_count: 0000000002 ≠ 1".to_owned()])
    );
    assert_eq!(said(&[b"H1", &a, b"Tx"]).2, ["0  trailer_count: x ≠ 1"]);
    assert_eq!(said(&[b"H1", &a, &b]), (2, 1, vec!["0  trailer_missing: ".to_owned()]));
    // Two nights in one file.
    assert_eq!(said(&[b"H1", &a, b"T0000000001", b"H2", &b, b"T0000000001", b"\x1a"]), (2, 4, vec![]));
    assert_eq!(said(&[b"H1", &a, b"T0000000001", b"H2", &b, b"T2"]).2, ["0  trailer_count: 2 ≠ 1"]);
    // A complaint whose record begins as a trailer does is one all the same.
    let mut like = one("3");
    like[0] = b'T';
    assert_eq!(said(&[b"H1", &like, &a, b"T0000000002"]), (2, 2, vec![]));
}

const SMALL: &str = r#"
id = "small"
title = { zh = "小", en = "Small" }
format = "fixed"
encoding = "gbk"
zone = "Asia/Shanghai"
language = "zh"
currency = "CNY"
dates = ["yyyymmdd"]

[[column]]
name = "编号"
start = 1
width = 4
to = "id"
type = "text"

[[column]]
name = "收到"
start = 5
width = 8
to = "event:received"
type = "date"
required = true

[[column]]
name = "机构"
start = 13
width = 6
to = "complaint.branch"
type = "text"

[[column]]
name = "备注"
start = 19
width = 4
to = "extra:note"
type = "text"
"#;

fn small(change: impl FnOnce(&mut SourceDef)) -> Profile {
    let mut def: SourceDef = toml::from_str(SMALL).expect("a source");
    change(&mut def);
    profile(&ENGINE, &def)
}

fn gbk(text: &str) -> Vec<u8> {
    GBK.encode(text).0.into_owned()
}

#[test]
fn nothing_of_a_faulty_record_is_lost() {
    let p = small(|_| {});
    // Short, halved, over-long, blank, malformed.
    let file = gbk("1   20260302北京\n2   20260302a北京 好的  更多\n3   20260302        \n \n4   20260302");
    let mut bytes = file;
    bytes.extend_from_slice(b"\xff\xff");
    bytes.extend_from_slice(&gbk("北京 备"));
    let readout = read_all(&p, &bytes);
    assert_eq!((readout.2.rows, readout.2.blank), (4, 1));
    assert_eq!(readout.0[0].fields["branch"], "北京");
    assert_eq!(
        problems(&readout),
        [
            "1 机构 record_ends: 北京",
            "1 备注 record_ends: ",
            "2  behind_columns: 更多",
            "3 备注 record_ends: ",
            "4 机构 malformed_bytes: \u{fffd}\u{fffd}北京",
            "4 备注 record_ends: 备",
        ]
    );
    let halved = read_all(&p, &gbk("1   20260302总北京分行\n"));
    assert_eq!(halved.0[0].fields["branch"], "总北京");
    let halved = read_all(&p, &gbk("1   20260302a总北京分行\n"));
    let said = problems(&halved);
    assert_eq!(said.len(), 3, "{said:?}");
    assert!(said[0].starts_with("1  behind_columns"), "{said:?}");
    assert!(said[1].starts_with("1 机构 character_halved: a总北"), "{said:?}");
    assert!(said[2].starts_with("1 备注 character_halved: "), "{said:?}");
    // Where blanks at the end are left off, a short record is a whole one.
    let trimmed = small(|def| def.fixed = Some(toml::from_str("trimmed = true").expect("a layout")));
    assert!(problems(&read_all(&trimmed, &gbk("1   20260302北京\n2   20260302\n"))).is_empty());
}

#[test]
fn characters_are_counted_on_request() {
    let p = small(|def| {
        def.encoding = ombud::pack::Encoding::Utf8;
        def.fixed = Some(toml::from_str("unit = \"characters\"").expect("a layout"));
    });
    let readout = read_all(&p, "甲1  20260302北京分行营业好的  \n".as_bytes());
    assert!(problems(&readout).is_empty(), "{:?}", problems(&readout));
    assert_eq!(readout.0[0].id.as_deref(), Some("甲1"));
    assert_eq!(
        (readout.0[0].fields["branch"].as_str(), readout.0[0].extra["note"].as_str()),
        ("北京分行营业", "好的")
    );
}

#[test]
fn a_layout_that_cannot_be_is_refused_in_both_languages() {
    let mut def: SourceDef = toml::from_str(SMALL).expect("a source");
    def.format = Format::Csv;
    def.fixed = Some(toml::from_str("record_length = 3").expect("a layout"));
    let engine = &*ENGINE;
    let errors = Profile::new(&def, engine.catalogue(), &engine.bundle().taxonomies).expect_err("findings");
    assert_eq!(errors.len(), 9);
    for error in errors {
        let words = error.message(Lang::Zh);
        assert!(words.contains("只有 fixed"), "{words}");
    }
}

/// The same cells as separated values.
fn as_csv(rows: &[[String; 4]], encoding: &'static Encoding) -> Vec<u8> {
    let mut out = "编号,收到,机构,备注\n".to_owned();
    for row in rows {
        let quoted: Vec<String> =
            row.iter().map(|cell| format!("\"{}\"", cell.replace('"', "\"\""))).collect();
        out += &(quoted.join(",") + "\n");
    }
    encoding.encode(&out).0.into_owned()
}

fn as_fixed(rows: &[[String; 4]]) -> Vec<u8> {
    let mut out = Vec::new();
    for row in rows {
        for (cell, width) in row.iter().zip([4usize, 8, 6, 4]) {
            let bytes = gbk(cell);
            out.extend_from_slice(&bytes);
            out.resize(out.len() + width - bytes.len(), b' ');
        }
        out.push(b'\n');
    }
    out
}

proptest! {
    #[test]
    fn the_same_cells_give_the_same_rows_in_either_format(
        rows in prop::collection::vec(
            ("[0-9A-Z]{1,4}", "2026(0[1-9]|1[0-3])[0-3][0-9]|[0-9]{0,8}", "[\u{4e00}-\u{4eff}]{0,3}|[a-z,\" ]{0,6}", "[\u{4e00}-\u{4eff}a-z]{0,2}"),
            1..20,
        )
    ) {
        let rows: Vec<[String; 4]> = rows.into_iter().map(|(a, b, c, d)| [a, b, c, d]).collect();
        let fixed = small(|_| {});
        let csv = small(|def| {
            def.format = Format::Csv;
            def.column.iter_mut().for_each(|column| (column.start, column.width) = (None, None));
        });
        let (by_place, by_sign) = (read_all(&fixed, &as_fixed(&rows)), read_all(&csv, &as_csv(&rows, GBK)));
        let same = |row: &Row| format!("{row:?}");
        prop_assert_eq!(by_place.0.iter().map(same).collect::<Vec<_>>(), by_sign.0.iter().map(same).collect::<Vec<_>>());
        prop_assert_eq!(problems(&by_place), problems(&by_sign));
    }

    #[test]
    fn whatever_the_bytes_every_record_is_kept(bytes in prop::collection::vec(any::<u8>(), 0..400), length in 1u32..40) {
        for p in [
            small(|def| def.fixed = None),
            small(|def| {
                def.column.retain(|column| column.place().is_some_and(|place| place.end() <= length));
                def.column.push(toml::from_str("name = \"x\"\nstart = 1\nwidth = 1\ntype = \"ignore\"").expect("a column"));
                def.fixed = Some(toml::from_str(&format!("record_length = {length}")).expect("a layout"));
            }),
        ] {
            let Ok(report) = read(&p, &Input::bytes("f", bytes.clone()), &mut |_| Ok(())) else { continue };
            prop_assert_eq!(report.rejected, 0);
        }
    }
}
