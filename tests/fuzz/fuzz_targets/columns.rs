//! Structs of the Arrow C data interface, built from bytes: whatever they say of themselves, each
//! row is a line or the stream has an error, and every callback is called once.
//!
//! What nobody can check is kept true: buffers are as long as the counts, the offsets and the
//! views that are told; everything else is the fuzzer's.
#![no_main]

use std::sync::LazyLock;

use arbitrary::{Arbitrary, Unstructured};
use libfuzzer_sys::fuzz_target;
use ombud::{Engine, model::Json, ops::Registry};
use ombud_batch::{ArrowArray, ArrowArrayStream, ArrowSchema};

#[path = "../../../crates/ombud-batch/tests/batch/raw.rs"]
mod raw;

use raw::{Array, Count, Stream, Type};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

const SPECS: [&str; 5] = [
    r#"{"batch":"due_dates","regime":"cn-complaints-2020","clock":"CN-CM-018a","column":"a"}"#,
    r#"{"batch":"due","keep":["b"],"request":{"regimes":["cn-complaints-2020"],"received":{"column":"a"},"as_of":"2026-03-20"}}"#,
    r#"{"batch":"call","operation":"op.list","keep":["a","b"],"zone":"Asia/Shanghai","request":{"it":[{"column":"a"},{"column":"b"}]}}"#,
    r#"{"batch":"facts","request":{"as_of":{"column":"a"},"facts":{"complaint.people_in_person":{"column":"b"}}}}"#,
    r#"{"batch":"due","source":"cfpb","as_of":"2023-07-01"}"#,
];

const NAMES: [&str; 5] = ["a", "b", "Complaint ID", "Date sent to company", ""];

const FORMATS: [&str; 26] = [
    "u",
    "U",
    "vu",
    "b",
    "c",
    "C",
    "s",
    "S",
    "i",
    "I",
    "l",
    "L",
    "f",
    "g",
    "tdD",
    "tdm",
    "tss:",
    "tsm:UTC",
    "tsu:+08:00",
    "tsn:Europe/London",
    "d:20,2",
    "d:38,-3",
    "n",
    "z",
    "w:5",
    "",
];

/// The most cells of a column: counts past it are told, and must be refused for another reason.
const MOST: i64 = 40;

#[derive(Arbitrary, Debug)]
struct Told {
    spec: u8,
    columns: Vec<Column>,
    batches: u8,
    length: i8,
    offset: i8,
    n_children: Option<i8>,
    bare: bool,
    error: Option<u8>,
}

#[derive(Arbitrary, Debug)]
struct Column {
    name: u8,
    format: u8,
    values: Option<u8>,
    length: i8,
    offset: i8,
    null_count: i8,
    n_buffers: Option<i8>,
    missing: u8,
    released: bool,
    bytes: Vec<u8>,
}

/// The bytes, again and again, so many of them.
fn filled(bytes: &[u8], length: usize) -> Vec<u8> {
    bytes.iter().copied().chain(std::iter::repeat(0)).take(length.max(bytes.len())).collect()
}

/// The buffers that a format has, long enough for what they tell.
fn buffers(format: &str, bytes: &[u8]) -> Vec<Option<Vec<u8>>> {
    let cells = usize::try_from(MOST).unwrap_or(0);
    let valid = Some(filled(bytes, cells));
    match format {
        "n" => Vec::new(),
        "u" | "U" => {
            // Small numbers in any order, some below zero: the bytes of the texts are as many.
            let numbers = filled(bytes, cells * 2 + 1).into_iter().map(|byte| i8::from_ne_bytes([byte]));
            let offsets = match format {
                "u" => numbers.flat_map(|number| i32::from(number).to_ne_bytes()).collect(),
                _ => numbers.flat_map(|number| i64::from(number).to_ne_bytes()).collect(),
            };
            vec![valid, Some(offsets), Some(filled(bytes, 256))]
        }
        "vu" => {
            let data = filled(bytes, 64);
            let length = i64::try_from(data.len()).unwrap_or(0);
            vec![valid, Some(filled(bytes, cells * 32)), Some(data), Some(length.to_ne_bytes().to_vec())]
        }
        _ => vec![valid, Some(filled(bytes, cells * 32))],
    }
}

impl Column {
    fn made(&self) -> (Type, Array) {
        let name = NAMES[usize::from(self.name) % NAMES.len()];
        let format = FORMATS[usize::from(self.format) % FORMATS.len()];
        let mut array = Array {
            length: i64::from(self.length).min(MOST),
            offset: i64::from(self.offset).min(MOST),
            null_count: i64::from(self.null_count),
            buffers: buffers(format, &self.bytes),
            n_buffers: self.n_buffers.map(i64::from),
            released: self.released,
            ..Array::default()
        };
        // A number of buffers past those there are is a promise that is not kept.
        array.n_buffers = array.n_buffers.map(|count| count.min(array.buffers.len() as i64));
        if let Some(buffer) = array.buffers.get_mut(usize::from(self.missing)) {
            *buffer = None;
        }
        let Some(values) = self.values else { return (Type::new(name, format), array) };
        let values = FORMATS[usize::from(values) % FORMATS.len()];
        let length = i64::from(self.length).min(MOST);
        let dictionary = Array { length, buffers: buffers(values, &self.bytes), ..Array::default() };
        array.dictionary = (self.missing != 9).then(|| Box::new(dictionary));
        (Type::coded(name, format, values), array)
    }
}

fuzz_target!(|data: &[u8]| {
    let Ok(told) = Told::arbitrary_take_rest(Unstructured::new(data)) else { return };
    let (types, arrays): (Vec<Type>, Vec<Array>) = told.columns.iter().take(6).map(Column::made).unzip();
    let (schema, batch) = match (told.bare, types.first(), arrays.first()) {
        (true, Some(kind), Some(array)) => (kind.clone(), array.clone()),
        _ => {
            let n_children = told.n_children.map(|count| i64::from(count).min(arrays.len() as i64));
            let length = i64::from(told.length).min(MOST);
            let offset = i64::from(told.offset).min(MOST);
            (Type::table(types), Array { offset, n_children, ..Array::table(length, arrays) })
        }
    };
    let stream = Stream {
        schema,
        batches: vec![batch; usize::from(told.batches % 3)],
        error: told.error.map(|code| (i32::from(code.max(1)), None)),
        ..Stream::default()
    };
    let spec = SPECS[usize::from(told.spec) % SPECS.len()];
    let count = Count::default();
    let run = |stream: Stream| {
        let run = ombud_batch::run(&ENGINE, &Registry::core(), spec.as_bytes(), raw::stream(stream, &count));
        run.ok().map(raw::read)
    };
    let found = run(stream.clone());
    assert!(count.is_even(), "every struct is released");
    assert_eq!(found, run(stream), "the same lines on every run");
    let Some(Ok(lines)) = found else { return };
    let has = |name: &str| lines.columns.iter().any(|(known, _)| known == name);
    if has("row") {
        // Lines are in the order of the rows, and no row is passed over.
        let mut next = 0;
        for row in lines.column("row").into_iter().flatten() {
            let row: i64 = row.parse().expect("a number");
            assert!(row == next || row + 1 == next, "row {row} after {next} rows");
            next = row + 1;
        }
    }
    if has("error") {
        let errors = lines.column("error").into_iter().flatten();
        errors.for_each(|error| assert!(Json::parse(error.as_bytes()).is_ok()));
    }
});
