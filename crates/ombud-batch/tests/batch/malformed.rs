//! Structs that break the rules of the interface: an error, and every callback called once.

use super::{
    lines,
    make::{self, Made},
    raw::{self, Array, Count, Stream, Type},
    refused, try_lines,
};

const ECHO: &str = r#"{"batch":"call","operation":"mine.echo","request":{"it":{"column":"x"}}}"#;

fn good() -> Stream {
    make::table(vec![make::texts("x", &[Some("a"), None, Some("bc")])])
}

/// The words of the error with which a stream ends.
fn broken(change: impl Fn(&mut Array, &mut Array)) -> String {
    let mut input = good();
    let mut column = input.batches[0].children.remove(0);
    change(&mut input.batches[0], &mut column);
    input.batches[0].children.push(column);
    let count = Count::default();
    let error = try_lines(ECHO, raw::stream(input, &count)).expect_err("an error");
    assert!(count.is_even(), "{error}");
    error
}

#[test]
fn what_a_batch_says_of_itself() {
    for error in [
        broken(|table, _| table.length = -1),
        broken(|table, _| table.offset = -1),
        broken(|table, _| (table.offset, table.length) = (i64::MAX, i64::MAX)),
        broken(|table, _| table.n_children = Some(2)),
        broken(|table, _| table.n_children = Some(-1)),
        broken(|table, _| table.no_children = true),
        broken(|table, _| table.n_buffers = Some(0)),
        broken(|table, _| table.null_count = 1),
        broken(|table, _| table.length = 4),
        broken(|_, column| column.length = -3),
        broken(|_, column| column.offset = i64::MIN),
        broken(|_, column| column.null_count = 4),
        broken(|_, column| column.null_count = -2),
        broken(|_, column| column.n_buffers = Some(2)),
        broken(|_, column| column.n_buffers = Some(-3)),
        broken(|_, column| column.no_buffers = true),
        broken(|_, column| column.buffers[0] = None),
        broken(|_, column| column.buffers[1] = None),
        broken(|_, column| column.buffers[2] = None),
        broken(|_, column| column.released = true),
    ] {
        assert!(error.starts_with("1801 invalid_argument"), "{error}");
    }
}

#[test]
fn offsets_that_go_back() {
    let offsets =
        |numbers: [i32; 4]| Some(numbers.iter().flat_map(|number| number.to_ne_bytes()).collect::<Vec<_>>());
    for numbers in [[0, 2, 1, 3], [-1, 0, 0, 3], [3, 2, 1, 0], [0, 0, 0, -1]] {
        let error = broken(|_, column| column.buffers[1] = offsets(numbers));
        assert!(error.contains("offsets that never go back"), "{error}");
    }
    let Made(kind, mut column) = make::large_texts("x", &[Some("a"), Some("b")]);
    column.buffers[1] = Some([0_i64, i64::MAX, 1].iter().flat_map(|number| number.to_ne_bytes()).collect());
    let error = try_lines(ECHO, make::stream(vec![Made(kind, column)])).expect_err("an error");
    assert!(error.contains("offsets that never go back"), "{error}");
}

#[test]
fn views_that_point_elsewhere_are_errors_of_their_rows() {
    let wrong = |length: i32, buffer: i32, start: i32| {
        let mut view = length.to_ne_bytes().to_vec();
        view.extend([0; 4]);
        view.extend(buffer.to_ne_bytes());
        view.extend(start.to_ne_bytes());
        view
    };
    let long = "a text that is longer than a view";
    for view in [wrong(-1, 0, 0), wrong(13, 2, 0), wrong(13, -1, 0), wrong(13, 0, 30), wrong(i32::MAX, 0, 1)]
    {
        let Made(kind, mut column) = make::views("x", &[Some(long), Some(long), Some("s")]);
        column.buffers[1].as_mut().unwrap().splice(..16, view);
        let found = lines(ECHO, make::stream(vec![Made(kind, column)]));
        assert_eq!(found.column("error_code"), [Some("invalid_argument"), None, None]);
    }
    let Made(kind, mut column) = make::views("x", &[Some(long)]);
    column.buffers[4] = Some([-1_i64, 0].iter().flat_map(|number| number.to_ne_bytes()).collect());
    assert!(try_lines(ECHO, make::stream(vec![Made(kind, column)])).is_err(), "a length below zero");
}

#[test]
fn schemas() {
    let with = |schema: Type| {
        let count = Count::default();
        let error = refused(ECHO, raw::stream(Stream { schema, ..good() }, &count));
        assert!(count.is_even());
        error.code().name()
    };
    let none = Type { format: None, ..Type::default() };
    assert_eq!(with(none.clone()), "invalid_argument");
    assert_eq!(with(Type::table(vec![none])), "invalid_argument");
    assert_eq!(with(Type { n_children: Some(-1), ..Type::table(vec![]) }), "invalid_argument");
    assert_eq!(with(Type { n_children: Some(1), ..Type::table(vec![]) }), "invalid_argument");
    assert_eq!(with(Type { format: Some(b"\xFF".to_vec()), ..Type::default() }), "invalid_utf8");
    assert_eq!(
        with(Type::table(vec![Type { name: b"\xFF".to_vec(), ..Type::new("", "u") }])),
        "invalid_utf8"
    );
    assert_eq!(with(Type::table(vec![Type::new("x", "u"), Type::new("x", "u")])), "header_mismatch");
    assert_eq!(with(Type::table(vec![])), "header_mismatch");
    // A dictionary that the schema tells and the batch lacks.
    let keys = make::fixed("", "c", &[Some([0])]).1;
    let error = try_lines(ECHO, make::stream(vec![Made(Type::coded("x", "c", "u"), keys)]));
    assert!(error.expect_err("an error").contains("dictionary"));
}

#[test]
fn streams_that_fail_or_are_released() {
    assert_eq!(refused(ECHO, super::ArrowArrayStream::empty()).code().name(), "invalid_argument");
    let empty = (super::ArrowArray::empty(), super::ArrowSchema::empty());
    assert_eq!(refused(ECHO, empty).code().name(), "invalid_argument");
    let count = Count::default();
    let no_schema = refused(ECHO, raw::stream(Stream { no_schema: true, ..good() }, &count));
    assert_eq!(
        (no_schema.code().name(), no_schema.detail().path.as_deref()),
        ("stream_failed", Some("get_schema"))
    );
    for (said, found) in [(Some("the disk is full"), "28: the disk is full"), (None, "28")] {
        let failing = Stream { error: Some((28, said.map(str::to_owned))), ..good() };
        let error = try_lines(ECHO, raw::stream(failing, &count)).expect_err("an error");
        assert!(error.starts_with("1806 stream_failed"), "{error}");
        assert!(error.ends_with(&format!("; at: get_next; expected: 0; found: {found}")), "{error}");
    }
    let released = Array { released: true, ..Array::default() };
    let pair = (raw::array(released, &count), raw::schema(good().schema, &count));
    assert!(try_lines(ECHO, pair).is_err());
    assert!(count.is_even());
}

#[test]
fn a_run_that_is_dropped_releases_all() {
    let count = Count::default();
    let mut input = good();
    input.batches = vec![input.batches[0].clone(); 3];
    let stream = super::run(&super::ENGINE, &super::registry(), ECHO.as_bytes(), raw::stream(input, &count));
    drop(stream.expect("a spec that fits"));
    assert!(count.is_even());
    refused("{}", raw::stream(good(), &count));
    assert!(count.is_even(), "a spec that is refused releases its input");
}
