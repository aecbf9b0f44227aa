//! What Miri can run: structs in and out, right and wrong, without an engine, which takes it hours.
//!
//! `cargo +nightly miri test -p ombud-batch miri_can`

use ombud::{error::Result, model::Lang};

use super::{
    ArrowArray, ArrowArrayStream, ArrowSchema, Input, Kind, Made, Reader, Shape, Source, Table, shape,
};

use crate::job::{Job, Part, Running};

#[path = "../../tests/batch/make.rs"]
mod make;
#[path = "../../tests/batch/raw.rs"]
mod raw;

use raw::{Array, Count, Stream, Type};

/// Every cell of every column of a stream, as text.
fn cells(input: impl Into<Input>) -> Result<Vec<Vec<Option<String>>>> {
    let mut reader = Reader::new(input.into())?;
    for column in 0..reader.names().count() {
        reader.want(column)?;
    }
    let mut out = Vec::new();
    while let Some(batch) = reader.next()? {
        for row in 0..batch.rows() {
            let cell = |column| batch.cell(reader.fields(), column, row).map(|cell| cell.text());
            let cell = |column| {
                cell(column).map_or_else(|error| Some(error.code().to_string()), |text| text.map(Into::into))
            };
            out.push((0..reader.fields().len()).map(cell).collect());
        }
        for column in 0..reader.fields().len() {
            if let Some((days, of)) = batch.days(reader.fields(), column) {
                assert_eq!(days.len(), batch.rows());
                let _: u32 = (0..batch.rows()).map(|row| of.valid_bits(row).count_ones()).sum();
            }
        }
    }
    Ok(out)
}

const TEXTS: [Option<&str>; 4] = [Some("short"), None, Some("longer than twelve bytes"), Some("")];

fn every_type() -> Vec<make::Made> {
    vec![
        make::texts("a", &TEXTS),
        make::large_texts("b", &TEXTS),
        make::views("c", &TEXTS),
        make::coded("d", &TEXTS),
        make::days("e", &[Some(0), None, Some(2), Some(3)]),
        make::longs("f", "l", &[None, Some(1), Some(2), Some(3)]),
        make::longs("g", "tsn:+08:00", &[None, Some(1), Some(2), Some(3)]),
        make::bools("h", &[None, Some(true), Some(false), None]),
    ]
}

#[test]
fn structs_are_taken_over_and_released() {
    let count = Count::default();
    let found = cells(raw::stream(make::table(every_type()), &count)).unwrap();
    assert_eq!(found.len(), 4);
    let text = |text: &str| Some(text.to_owned());
    assert_eq!(found[2][..4], [(); 4].map(|()| text("longer than twelve bytes")));
    assert_eq!(found[1][..4], [const { None }; 4]);
    let make::Made(kind, array) = make::views("x", &TEXTS);
    let pair = (raw::array(array, &count), raw::schema(kind, &count));
    assert_eq!(cells(pair).unwrap().len(), 4);
    drop(raw::stream(make::table(every_type()), &count));
    assert!(count.is_even());
}

#[test]
fn wrong_structs_are_errors() {
    let wrong: [fn(&mut Array); 12] = [
        |array| array.length = -1,
        |array| array.length = i64::MAX,
        |array| array.offset = -1,
        |array| array.offset = i64::MAX,
        |array| array.null_count = 99,
        |array| array.n_buffers = Some(-1),
        |array| array.n_buffers = Some(1),
        |array| array.no_buffers = true,
        |array| array.buffers = vec![None; array.buffers.len()],
        |array| array.released = true,
        |array| array.dictionary = None,
        |array| array.buffers[1] = Some(vec![0xEE; 4096]),
    ];
    let count = Count::default();
    for change in wrong {
        for column in 0..every_type().len() {
            let mut input = make::table(vec![every_type().swap_remove(column)]);
            change(&mut input.batches[0].children[0]);
            // An error, or cells that can be read without one.
            let _ = cells(raw::stream(input, &count));
        }
    }
    for (schema, batches) in [
        (Type::default(), vec![]),
        (Type { n_children: Some(3), ..Type::table(vec![]) }, vec![]),
        (Type::table(vec![Type::new("x", "u")]), vec![Array::table(3, vec![])]),
        (
            Type::table(vec![Type::coded("x", "c", "u")]),
            vec![Array::table(1, vec![make::fixed("", "c", &[Some([0])]).1])],
        ),
    ] {
        assert!(cells(raw::stream(Stream { schema, batches, ..Stream::default() }, &count)).is_err());
    }
    assert!(cells(ArrowArrayStream::empty()).is_err());
    assert!(cells((ArrowArray::empty(), ArrowSchema::empty())).is_err());
    assert!(count.is_even());
}

/// Gives a table so many times, then its end, an error or a panic.
struct Gives(usize, fn() -> Result<Option<Made>>);

fn columns() -> [(String, Kind); 4] {
    [("i", Kind::Int), ("d", Kind::Date), ("t", Kind::Text), ("s", Kind::Instant)]
        .map(|(name, kind)| (name.to_owned(), kind))
}

impl Source for Gives {
    fn shape(&self) -> Shape {
        shape(&columns())
    }

    fn next(&mut self) -> Result<Option<Made>> {
        let Some(left) = self.0.checked_sub(1) else { return (self.1)() };
        self.0 = left;
        let mut table = Table::new(&columns());
        table.line().int(Some(7)).date(None).text(Some("text"));
        let mut more = Table::new(&columns());
        more.line().int(None).date(Some(ombud::model::Date::MAX)).text(None);
        table.append(more);
        table.made().map(Some)
    }
}

#[test]
fn what_goes_out_comes_in_again() {
    let stream = || ArrowArrayStream::of(Box::new(Gives(2, || Ok(None))));
    let own = cells(stream()).unwrap();
    let read = raw::read(stream()).unwrap();
    assert_eq!((own.len(), read.all().len()), (4, 4));
    assert_eq!(own[0], [Some("7".to_owned()), None, Some("text".to_owned()), None]);
    assert_eq!(read.column("i"), [Some("7"), None, Some("7"), None]);
    assert_eq!(read.column("d"), [None, Some("2932896"), None, Some("2932896")]);
    // Dropped unread, and half read.
    drop(stream());
    let mut reader = Reader::new(stream().into()).unwrap();
    assert_eq!(reader.next().unwrap().map(|batch| batch.rows()), Some(2));
}

#[test]
fn errors_and_panics_go_out_as_words() {
    let failing = Gives(1, || Err(super::malformed("x").found("another place")));
    let error = raw::read(ArrowArrayStream::of(Box::new(failing))).unwrap_err();
    assert!(error.starts_with("1801 invalid_argument"), "{error}");
    let panicking = Gives(0, || panic!("as the test asked"));
    let error = raw::read(ArrowArrayStream::of(Box::new(panicking))).unwrap_err();
    assert_eq!(error, "1901 internal: an internal fault of Ombud; at: get_next; found: as the test asked");
    // What comes in from such a stream is its error.
    let failing = Gives(1, || Err(super::malformed("x")));
    let error = cells(ArrowArrayStream::of(Box::new(failing))).unwrap_err();
    assert_eq!(error.code().name(), "stream_failed");
    assert!(error.message(Lang::Zh).contains("提供方原话“5: 1801 invalid_argument"), "{error}");
}

/// Panics outside of what is contained row by row.
struct Panics;

impl Job for Panics {
    fn columns(&self) -> &[(String, Kind)] {
        &[]
    }

    fn fill(&self, part: &Part<'_>, _: &mut Table) {
        assert!(!part.rows.contains(&1), "as the test asked");
    }
}

#[test]
fn a_panic_keeps_its_words_whatever_the_number_of_threads() {
    for threads in [1, 2, 4] {
        let reader = Reader::new(raw::stream(make::table(every_type()), &Count::default()).into()).unwrap();
        let run = Running { reader, job: Box::new(Panics), threads, at: None, before: 0 };
        let error = raw::read(ArrowArrayStream::of(Box::new(run))).unwrap_err();
        assert!(error.starts_with("1901 internal"), "{error}");
        assert!(error.ends_with("at: get_next; found: as the test asked"), "{error}");
    }
}
