//! The public complaint file, whole. It is not part of the project: `OMBUD_DATA` names its
//! directory, and without it these tests say that they were skipped.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::{
    cell::RefCell,
    collections::hash_map::DefaultHasher,
    hash::{Hash as _, Hasher as _},
    io::{Read as _, Write as _},
    path::PathBuf,
    sync::Arc,
};

use ombud::{
    Engine,
    clock::{Basis, Status},
    model::canon,
};
use ombud_intake::{Input, Profile, Row, Sink, Summary, triage};

const AS_OF: &str = "2023-12-01";
const RECORDS: usize = 52_008;

fn data() -> Option<PathBuf> {
    let root = std::env::var_os("OMBUD_DATA").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data"),
        PathBuf::from,
    );
    let file = root.join("cfpb_dev.csv.gz");
    if file.is_file() {
        return Some(file);
    }
    println!("skipped: {} is not there", file.display());
    None
}

fn plain(gzipped: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    flate2::read::MultiGzDecoder::new(gzipped).read_to_end(&mut out).expect("gzip");
    out
}

/// Calls a function for every row.
struct Each<'a>(&'a RefCell<dyn FnMut(&Row) + 'a>);

impl Sink for Each<'_> {
    fn row(&mut self, row: &Arc<Row>) -> ombud::error::Result<()> {
        (self.0.borrow_mut())(row);
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> ombud::error::Result<()> {
        Ok(())
    }
}

fn triage(engine: &Engine, input: Input, each: impl FnMut(&Row)) -> Summary {
    let profile =
        Profile::new(engine.source("cfpb").expect("cfpb"), engine.catalogue(), &engine.bundle().taxonomies)
            .expect("a profile without findings");
    let each = RefCell::new(each);
    triage::run(
        engine,
        &profile,
        &[input],
        &[engine.regime("us-cfpb").expect("us-cfpb")],
        AS_OF.parse().expect("a date"),
        vec![Box::new(Each(&each))],
        &mut |_| {},
    )
    .expect("a run")
}

/// The lines as a multiset, without the place where a row stood.
fn lines(engine: &Engine, input: Input) -> (Vec<u64>, Summary) {
    let mut hashes = Vec::new();
    let summary = triage(engine, input, |row| {
        let mut row = row.clone();
        row.number = 1;
        row.file = Arc::from("file");
        let mut hasher = DefaultHasher::new();
        ombud_intake::line(&row).expect("a line").hash(&mut hasher);
        hashes.push(hasher.finish());
    });
    hashes.sort_unstable();
    (hashes, summary)
}

/// The same records in another order.
fn shuffled(csv: &[u8]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(csv);
    let header = reader.byte_headers().expect("a header").clone();
    let mut records: Vec<csv::ByteRecord> = reader.byte_records().map(|r| r.expect("a record")).collect();
    let mut state = 0x9e37_79b9_7f4a_7c15u64;
    for i in (1..records.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let j = usize::try_from(state >> 33).expect("31 bits") % (i + 1);
        records.swap(i, j);
    }
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_byte_record(&header).expect("written");
    for record in &records {
        writer.write_byte_record(record).expect("written");
    }
    writer.into_inner().expect("written")
}

#[test]
fn the_order_and_packing_of_the_file_change_nothing() {
    let Some(file) = data() else { return };
    let engine = Engine::builtin().expect("engine");
    let gzipped = std::fs::read(&file).expect("the file");
    let plain = plain(&gzipped);
    let (expected, summary) = lines(&engine, Input::path(&file));
    assert_eq!(expected.len(), RECORDS);
    assert_eq!(summary.kept + summary.rejected, RECORDS as u64);

    let other = shuffled(&plain);
    let (found, _) = lines(&engine, Input::bytes("shuffled.csv", other.clone()));
    assert!(found == expected, "shuffled");
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packer.write_all(&other).expect("packed");
    let (found, other) = lines(&engine, Input::bytes("shuffled.csv.gz", packer.finish().expect("packed")));
    assert!(found == expected, "shuffled and gzipped");
    let (found, _) = lines(&engine, Input::bytes("plain.csv", plain));
    assert!(found == expected, "plain");
    assert_eq!((other.problems, other.dates), (summary.problems, summary.dates));
}

#[test]
fn the_summary_is_the_golden_one() {
    let Some(file) = data() else { return };
    let engine = Engine::builtin().expect("engine");
    let mut summary = triage(&engine, Input::path(&file), |_| {});
    // The packs have a gate of their own; their hash would change this file at every edit.
    summary.bundle = String::new();
    summary.rules.clear();
    let found = pretty(&canon::to_json(&summary).expect("json"), 0);
    let golden = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/cfpb-summary.json");
    if std::env::var_os("OMBUD_BLESS").is_some() {
        std::fs::write(&golden, &found).expect("written");
    }
    let expected = std::fs::read_to_string(&golden).expect("the golden summary");
    assert!(expected == found, "differs from tests/golden/cfpb-summary.json; found:\n{found}");
}

/// One line for each entry of the top level's lists.
fn pretty(json: &ombud::model::Json, depth: usize) -> String {
    use ombud::model::Json;
    match json {
        Json::Map(map) if depth == 0 => {
            let entries: Vec<String> =
                map.iter().map(|(key, value)| format!("\"{key}\": {}", pretty(value, 1))).collect();
            format!("{{\n{}\n}}\n", entries.join(",\n"))
        }
        Json::List(items) if depth == 1 && !items.is_empty() => {
            let items: Vec<String> = items.iter().map(|item| format!("  {}", pretty(item, 2))).collect();
            format!("[\n{}\n]", items.join(",\n"))
        }
        other => String::from_utf8(other.to_bytes()).expect("UTF-8"),
    }
}

/// What every row must say, told from the file by another reader.
#[test]
fn every_row_says_what_the_file_states() {
    let Some(file) = data() else { return };
    let engine = Engine::builtin().expect("engine");
    let plain = plain(&std::fs::read(&file).expect("the file"));
    let mut reader = csv::Reader::from_reader(plain.as_slice());
    let header = reader.headers().expect("a header").clone();
    let column = |name: &str| header.iter().position(|h| h == name).expect("a column");
    let (sent, timely, answer, id) = (
        column("Date sent to company"),
        column("Timely response?"),
        column("Company response to consumer"),
        column("Complaint ID"),
    );
    let records: Vec<csv::StringRecord> = reader.records().map(|r| r.expect("a record")).collect();
    let mut rows = 0usize;
    triage(&engine, Input::bytes("cfpb.csv", plain.clone()), |row| {
        let record = &records[usize::try_from(row.number).expect("small") - 1];
        rows += 1;
        assert_eq!(row.id.as_deref().unwrap_or(""), &record[id]);
        let first = row.duties.iter().find(|d| d.rule().as_str() == "US.CFPB.FIRST").expect("FIRST");
        let last = row.duties.iter().find(|d| d.rule().as_str() == "US.CFPB.FINAL");
        let expected = match (&record[sent], &record[timely]) {
            ("", _) => (Status::Undetermined, Basis::Computed),
            (_, "Yes") => (Status::Met, Basis::Stated),
            (_, "No") => (Status::MetLate, Basis::Stated),
            other => panic!("row {}: {other:?}", row.number),
        };
        assert_eq!((first.status(), first.basis), expected, "row {}", row.number);
        let open = match (&record[sent], &record[answer]) {
            // Without an answer "in progress" the second clock has not started, dated or not.
            (_, "In progress") => match last.and_then(|d| d.due()).expect("a date").to_string().as_str() {
                due if due < AS_OF => Some(Status::Late),
                _ => Some(Status::Running),
            },
            _ => None,
        };
        let found = last.map(|d| d.status()).filter(|status| status.is_open());
        assert_eq!(found, open, "row {}", row.number);
    });
    assert_eq!(rows, RECORDS);
}
