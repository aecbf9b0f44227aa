//! The requests that every language answers, made of what the tests of the core hold true.
//!
//! `OMBUD_BLESS=1 cargo test -p ombud-doors --features test-operations --test corpus` writes
//! `tests/conformance/requests`; without it the files are compared. Each line is an object of texts:
//! `id`, `op`, `request` (or `request_hex`, for bytes that are no text), and `expect` where a source
//! says what must come out. A line with `steps` is for typed functions instead.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

mod cases;
mod dates;
mod decisions;
mod errors;
mod operations;
#[path = "../../examples/conformance/run.rs"]
mod run;
#[path = "../../examples/conformance/steps.rs"]
mod steps;
mod typed;

use std::{collections::BTreeMap, fs, path::PathBuf};

use ombud::model::Json;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn folder() -> PathBuf {
    root().join("tests/conformance")
}

fn map<const N: usize>(fields: [(&str, Json); N]) -> Json {
    Json::Map(fields.map(|(key, value)| (key.to_owned(), value)).into())
}

fn said(text: impl Into<String>) -> Json {
    Json::Text(text.into())
}

fn text<'j>(json: &'j Json, key: &str) -> Option<&'j str> {
    json.get(key).and_then(Json::as_str)
}

fn fields(json: Option<&Json>) -> BTreeMap<String, Json> {
    match json {
        Some(Json::Map(map)) => map.clone(),
        _ => BTreeMap::new(),
    }
}

fn items(json: Option<&Json>) -> &[Json] {
    match json {
        Some(Json::List(items)) => items,
        _ => &[],
    }
}

/// A request of an operation.
fn asked(id: String, op: &str, request: &Json, expect: Option<String>) -> Json {
    let request = String::from_utf8(request.to_bytes()).expect("canonical bytes are text");
    let line = map([("id", said(id)), ("op", said(op)), ("request", said(request))]);
    expected(line, expect)
}

fn expected(mut line: Json, expect: Option<String>) -> Json {
    if let (Json::Map(line), Some(expect)) = (&mut line, expect) {
        line.insert("expect".to_owned(), said(expect));
    }
    line
}

#[test]
fn the_files_are_what_their_sources_say() {
    let files = [
        ("cases", cases::lines()),
        ("dates", dates::lines()),
        ("decisions", decisions::lines()),
        ("errors", errors::lines()),
        ("operations", operations::lines()),
        ("typed", typed::lines()),
    ];
    let mut ids = std::collections::BTreeSet::new();
    for (name, lines) in files {
        let mut written = Vec::new();
        for line in &lines {
            assert!(ids.insert(text(line, "id").expect("an id").to_owned()), "{line:?}: an id twice");
            written.extend(line.to_bytes());
            written.push(b'\n');
        }
        let path = folder().join("requests").join(format!("{name}.jsonl"));
        if std::env::var_os("OMBUD_BLESS").is_some() {
            fs::write(&path, &written).expect("written");
        }
        let committed = fs::read(&path).unwrap_or_default();
        assert!(
            committed == written,
            "{} is out of date: OMBUD_BLESS=1 cargo test -p ombud-doors --features test-operations --test corpus",
            path.display()
        );
        println!("{name}: {} requests", lines.len());
    }
}

#[test]
fn every_answer_is_the_one_its_source_expects() {
    let door = ombud_doors::Door::builtin().expect("built-in packs");
    let (mut compared, mut wrong) = (BTreeMap::<String, usize>::new(), Vec::new());
    for (file, line) in run::requests(&folder().join("requests")).expect("requests") {
        let answer = run::answer(&door, &line).expect("a line that can be asked");
        match run::compare(&line, &answer) {
            None => {}
            Some(Ok(())) => *compared.entry(file).or_default() += 1,
            Some(Err(found)) => wrong.push(found),
        }
    }
    assert!(wrong.is_empty(), "{} of them:\n{}", wrong.len(), wrong.join("\n"));
    println!("as expected: {compared:?}");
    assert!(compared.get("dates").is_some_and(|count| *count > 300), "{compared:?}");
    assert!(compared.get("errors").is_some_and(|count| *count > 60), "{compared:?}");
}
