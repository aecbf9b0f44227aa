//! The operations on files: their examples, and the same answers as triage gives.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

#[path = "support/workbook.rs"]
mod support;

use std::{
    io::Write as _,
    sync::{Arc, LazyLock},
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ombud::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Json, Lang, canon},
    ops::Registry,
};
use ombud_intake::{Input, OPERATIONS, Profile, Row, Sink, Summary, line, triage};
use support::workbook;

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("engine"));

fn called(operation: &str, request: &str) -> Result<Json> {
    let bytes = Registry::core().with(OPERATIONS).call(&ENGINE, operation, request.as_bytes())?;
    Json::parse(&bytes)
}

fn refused(operation: &str, request: &str) -> Error {
    called(operation, request).expect_err(request)
}

fn get<'j>(json: &'j Json, key: &str) -> &'j Json {
    match json {
        Json::Map(map) => map.get(key).expect(key),
        _ => json,
    }
}

fn list(json: &Json) -> &[Json] {
    match json {
        Json::List(items) => items,
        _ => &[],
    }
}

fn text(json: &Json) -> String {
    String::from_utf8_lossy(&json.to_bytes()).into_owned()
}

/// A document with these members.
fn document(members: &[(&str, &str)]) -> String {
    let map = members.iter().map(|(key, value)| ((*key).to_owned(), Json::Text((*value).to_owned())));
    text(&Json::Map(map.collect()))
}

#[test]
fn every_example_runs_and_gives_canonical_bytes_twice_the_same() {
    let registry = Registry::core().with(OPERATIONS);
    for operation in OPERATIONS {
        let call =
            || registry.call(&ENGINE, operation.name, operation.example.as_bytes()).expect(operation.name);
        let answer = call();
        assert_eq!(answer, call(), "{}", operation.name);
        assert_eq!(Json::parse(&answer).expect("JSON").to_bytes(), answer, "{}", operation.name);
        Json::parse(operation.schema.as_bytes()).expect("a schema");
        let error = refused(operation.name, r#"{"no_such_field":1}"#);
        assert_eq!(error.code(), ErrorCode::InvalidField, "{}", operation.name);
    }
    assert!(OPERATIONS.is_sorted_by_key(|operation| operation.name));
}

struct Lines<'l>(&'l mut Vec<String>);

impl Sink for Lines<'_> {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        let mut json = Json::parse(&line(row)?)?;
        if let Json::Map(map) = &mut json {
            map.insert("problems".to_owned(), canon::to_json(&row.problems)?);
        }
        self.0.push(text(&json));
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> Result<()> {
        Ok(())
    }
}

const FILE: &str = "投诉编号,收到时间,类别\nA1,2026-03-02,投诉\nA2,soon,投诉\nA3\nA4,2026年3月9日,举报\n";

#[test]
fn the_rows_are_those_of_triage() {
    let source = ENGINE.source("cn-ledger-csv").expect("a source");
    let profile = Profile::new(source, ENGINE.catalogue(), &ENGINE.bundle().taxonomies).expect("a profile");
    let regimes = [ENGINE.regime("cn-complaints-2020").expect("a regime")];
    let mut lines = Vec::new();
    let input = Input::bytes("f.csv", format!("\u{feff}{FILE}").into_bytes());
    let as_of = "2026-03-10".parse().expect("a day");
    let sinks: Vec<Box<dyn Sink + '_>> = vec![Box::new(Lines(&mut lines))];
    triage::run(&ENGINE, &profile, &[input], &regimes, as_of, sinks, &mut |_| {}).expect("triaged");
    let request =
        document(&[("source", "cn-ledger-csv"), ("name", "f.csv"), ("text", FILE), ("as_of", "2026-03-10")]);
    let request = request.replace("\"as_of\"", "\"regimes\":[\"cn-complaints-2020\"],\"as_of\"");
    let answer = called("source.read", &request).expect("read");
    assert_eq!(list(get(&answer, "rows")).iter().map(text).collect::<Vec<_>>(), lines);
    assert_eq!(list(get(&answer, "rejected")).len(), 1);
    assert_eq!(get(get(&answer, "file"), "kept"), &Json::Int(3));
    // The bytes of the same file, in the encoding of the profile.
    let (bytes, ..) = encoding_rs::GB18030.encode(FILE);
    let coded = document(&[("base64", &BASE64_STANDARD.encode(&bytes))]).replace(['{', '}'], "");
    let plain = document(&[("text", FILE)]).replace(['{', '}'], "");
    let again = called("source.read", &request.replace(&plain, &coded)).expect("read");
    assert_eq!(get(&again, "rows"), get(&answer, "rows"));
    // Over the limit, rows are counted.
    let few = called("source.read", &request.replace("\"as_of\"", "\"limit\":1,\"as_of\"")).expect("read");
    assert_eq!((list(get(&few, "rows")).len(), get(&few, "left_out")), (1, &Json::Int(2)));
    assert_eq!(get(&few, "statuses"), get(&answer, "statuses"));
}

#[test]
fn a_draft_reads_the_sample_it_was_made_of() {
    let drafted = called("source.guess", &document(&[("text", FILE), ("name", "f.csv")])).expect("a draft");
    assert!(text(get(&drafted, "profile")).contains("event:received"));
    assert_eq!(list(get(&drafted, "columns")).len(), 3);
    let request = format!(
        "{{\"source\":{},\"text\":{},\"as_of\":\"2026-03-10\"}}",
        text(get(&drafted, "source")),
        text(&Json::Text(FILE.to_owned()))
    );
    let answer = called("source.read", &request).expect("read");
    assert_eq!(list(get(&answer, "rows")).len(), 3);
    assert_eq!(get(&answer, "source"), &Json::Text("draft".to_owned()));
}

#[test]
fn text_of_records_of_a_fixed_width_is_laid_out_in_the_bytes_of_the_profile() {
    let record = format!("D{:<20}{:<14}{:　<2}{:<16}{}", "TS1", "20260302", "柜台", "", "投诉");
    let file = format!("H1\n{record}\nT0000000001\n");
    let request = document(&[("source", "cn-night-batch"), ("text", &file), ("as_of", "2026-03-10")]);
    let answer = called("source.read", &request).expect("read");
    let row = text(&list(get(&answer, "rows"))[0]);
    assert!(row.contains(r#""id":"TS1""#) && row.contains("channels:branch"), "{row}");
    assert!(row.contains(r#""matter.kind""#), "{row}");
}

#[test]
fn a_request_that_unpacks_to_much_more_than_it_is_is_refused_with_the_limit() {
    let packed = |bytes: &[u8]| {
        let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gz.write_all(bytes).expect("packed");
        gz.finish().expect("packed")
    };
    // Lines and rows in which nothing stands are no records: nothing else would end the reading.
    let blank = packed(["\u{feff}投诉编号,收到时间\n".to_owned(), "\n".repeat(33 << 20)].concat().as_bytes());
    let record = format!("<row>{}</row>", " ".repeat(64 << 10));
    let book = workbook(&record.repeat(512), &[]);
    for (name, source, bytes, item) in [
        ("a.csv.gz", "cn-ledger-csv", &blank, ""),
        ("a.xlsx", "cn-ledger", &book, "item: xl/worksheets/sheet1.xml; "),
    ] {
        assert!(bytes.len() < 200_000, "{name}: {}", bytes.len());
        let coded = BASE64_STANDARD.encode(bytes);
        let asked = [("source", source), ("name", name), ("base64", &coded), ("as_of", "2026-03-10")];
        let error = refused("source.read", &document(&asked));
        assert_eq!((error.code(), error.detail().path.as_deref()), (ErrorCode::TooLarge, Some("base64")));
        let message = error.message(Lang::En);
        let limit = format!("{item}at: base64; expected: at most 33554432 bytes unpacked; found: more");
        assert!(message.ends_with(&limit), "{message}");
        let message = error.message(Lang::Zh);
        assert!(message.contains("解压后最多33554432字节"), "{message}");
    }
    let asked = document(&[("name", "a.xlsx"), ("base64", &BASE64_STANDARD.encode(&book))]);
    assert_eq!(refused("source.guess", &asked).code(), ErrorCode::TooLarge);
}

#[test]
fn short_rows_that_name_a_long_text_are_refused_when_they_come_to_much_more_than_the_request() {
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(1 << 20));
    let guess = |rows: usize| {
        let rows = "<row><c t=\"s\"><v>0</v></c></row>".repeat(rows);
        let book = workbook(&rows, &[("xl/sharedStrings.xml", &texts)]);
        called("source.guess", &document(&[("name", "a.xlsx"), ("base64", &BASE64_STANDARD.encode(book))]))
    };
    guess(32).expect("a draft");
    let error = guess(33).expect_err("too much");
    assert_eq!(
        error.message(Lang::En),
        "a.xlsx: the document is too large; item: s; at: base64; \
         expected: at most 33554432 bytes of texts that cells share; found: more"
    );
    assert!(error.message(Lang::Zh).contains("各单元格共用的文字最多33554432字节"));
}

#[test]
fn a_regime_that_is_named_twice_is_refused() {
    let read = |regimes: &str| called("source.read", &READ_OF_TWO.replace("REGIMES", regimes));
    read(r#""cn-complaints-2020""#).expect("read");
    let error = read(r#""cn-complaints-2020","cn-complaints-2020""#).expect_err("twice");
    assert_eq!((error.code().name(), error.detail().path.as_deref()), ("invalid_field", Some("regimes[1]")));
}

const READ_OF_TWO: &str = r#"{"source":"cn-ledger-csv","text":"投诉编号,收到时间\nA1,2026-03-02\n","regimes":[REGIMES],"as_of":"2026-03-10"}"#;

#[test]
fn what_cannot_be_read_is_refused_in_both_languages() {
    let read = |members: &[(&str, &str)]| {
        refused("source.read", &document(&[&[("as_of", "2026-03-10")], members].concat())).message(Lang::Zh)
    };
    for (members, word) in [
        (&[("source", "cn-ledger")][..], "text 或者 base64 之一"),
        (&[("source", "cn-ledger"), ("text", "a"), ("base64", "YQ==")], "两者都有"),
        (&[("source", "cn-ledger"), ("base64", "%")], "带填充的 base64"),
        (&[("source", "nowhere"), ("text", "a")], "nowhere"),
        (&[("source", "cn-night-batch"), ("text", "𠮷")], "gbk 有的字符"),
    ] {
        let message = read(members);
        assert!(message.contains(word), "{message}");
    }
    let long = format!("投诉编号,收到时间\n{}", "1,2026-03-02\n".repeat(5001));
    let message = read(&[("source", "cn-ledger-csv"), ("text", &long)]);
    assert!(message.contains("最多5000行"), "{message}");
}
