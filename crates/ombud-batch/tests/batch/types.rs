//! Every type of column that is read, and how its cells stand in a request.

use super::{
    lines,
    make::{self, Made},
    raw::{self, Array, Count, Stream, Type},
    refused,
};

const ECHO: &str =
    r#"{"batch":"call","operation":"mine.echo","request":{"it":{"column":"x"}},"zone":"Asia/Shanghai"}"#;

/// What the cells of a column named `x` become.
fn cells(input: Stream) -> Vec<String> {
    let count = Count::default();
    let found = lines(ECHO, raw::stream(input, &count));
    assert!(count.is_even());
    let (answers, codes) = (found.column("answer"), found.column("error_code"));
    let shown = |(answer, code): (Option<&str>, Option<&str>)| match (answer, code) {
        (Some(answer), None) => answer
            .strip_prefix("{\"it\":")
            .and_then(|rest| rest.strip_suffix('}'))
            .unwrap_or("null")
            .to_owned(),
        (None, Some(code)) => code.to_owned(),
        other => panic!("{other:?}"),
    };
    answers.into_iter().zip(codes).map(shown).collect()
}

fn column(made: Made) -> Vec<String> {
    cells(make::table(vec![made]))
}

const TEXTS: [Option<&str>; 6] = [
    Some("short"),
    None,
    Some(""),
    Some("投诉 longer than twelve"),
    Some("another that is long"),
    Some("😀"),
];

#[test]
fn texts_in_every_layout() {
    let wanted =
        ["\"short\"", "null", "\"\"", "\"投诉 longer than twelve\"", "\"another that is long\"", "\"😀\""];
    assert_eq!(column(make::texts("x", &TEXTS)), wanted);
    assert_eq!(column(make::large_texts("x", &TEXTS)), wanted);
    assert_eq!(column(make::views("x", &TEXTS)), wanted);
    assert_eq!(column(make::coded("x", &TEXTS)), wanted);
}

#[test]
fn a_dictionary_of_any_layout() {
    let keys = make::fixed("", "i", &[Some(2_i32.to_ne_bytes()), None, Some(0_i32.to_ne_bytes())]).1;
    for (values, format) in [
        (make::large_texts("", &[Some("a"), None, Some("b")]), "U"),
        (make::views("", &[Some("a"), None, Some("b")]), "vu"),
    ] {
        let array = Array { dictionary: Some(Box::new(values.1)), ..keys.clone() };
        assert_eq!(column(Made(Type::coded("x", "i", format), array)), ["\"b\"", "null", "\"a\""]);
    }
    // A key into nothing is an error of that row.
    let keys = make::fixed("", "c", &[Some([1_u8]), Some([0xFF]), Some([3])]).1;
    let values = make::texts("", &[Some("a"), None, Some("b")]).1;
    let array = Array { dictionary: Some(Box::new(values)), ..keys };
    let found = column(Made(Type::coded("x", "c", "u"), array));
    assert_eq!(found, ["null", "invalid_argument", "invalid_argument"]);
}

#[test]
fn integers_of_every_width() {
    let one = |format, bytes: u8| column(make::fixed("x", format, &[Some([bytes]), None]));
    assert_eq!(one("c", 0xFF), ["-1", "null"]);
    assert_eq!(one("C", 0xFF), ["255", "null"]);
    assert_eq!(column(make::fixed("x", "s", &[Some((-2_i16).to_ne_bytes())])), ["-2"]);
    assert_eq!(column(make::fixed("x", "S", &[Some(65_535_u16.to_ne_bytes())])), ["65535"]);
    assert_eq!(column(make::fixed("x", "i", &[Some(i32::MIN.to_ne_bytes())])), ["-2147483648"]);
    assert_eq!(column(make::fixed("x", "I", &[Some(u32::MAX.to_ne_bytes())])), ["4294967295"]);
    assert_eq!(column(make::longs("x", "l", &[Some(-7)])), ["-7"]);
    // Past what a JSON number holds exactly it is a string, and past 64 bits an error of the row.
    assert_eq!(column(make::longs("x", "l", &[Some(i64::MAX)])), ["\"9223372036854775807\""]);
    assert_eq!(column(make::longs("x", "L", &[Some(7), Some(-1)])), ["7", "out_of_range"]);
}

#[test]
fn floats_that_are_whole_are_integers() {
    let values = [1.0, f64::NAN, -0.0, 2.5, f64::INFINITY, 1e18, 1e300];
    let wide: Vec<_> = values.iter().map(|value| Some(f64::to_ne_bytes(*value))).collect();
    let wanted =
        ["1", "null", "0", "fractional_number", "out_of_range", "\"1000000000000000000\"", "out_of_range"];
    assert_eq!(column(make::fixed("x", "g", &wide)), wanted);
    let narrow = [Some(3_f32.to_ne_bytes()), Some(0.5_f32.to_ne_bytes()), Some(f32::NAN.to_ne_bytes()), None];
    assert_eq!(column(make::fixed("x", "f", &narrow)), ["3", "fractional_number", "null", "null"]);
}

#[test]
fn decimals_are_written_out() {
    let cells = [12_400_i128, -5, 0, i128::MAX].map(|value| Some(value.to_ne_bytes()));
    let of = |format| column(make::fixed("x", format, &cells));
    let most = i128::MAX.to_string();
    assert_eq!(of("d:38,0"), ["\"12400\"", "\"-5\"", "\"0\"", &format!("\"{most}\"")]);
    let (whole, cents) = most.split_at(most.len() - 2);
    assert_eq!(of("d:38,2"), ["\"124.00\"", "\"-0.05\"", "\"0.00\"", &format!("\"{whole}.{cents}\"")]);
    assert_eq!(of("d:38,-2,128")[..3], ["\"1240000\"", "\"-500\"", "\"0\""]);
}

#[test]
fn days_times_and_zones() {
    assert_eq!(
        column(make::days("x", &[Some(20_514), None, Some(-719_163), Some(i32::MAX)])),
        ["\"2026-03-02\"", "null", "out_of_range", "out_of_range"]
    );
    let midnight = 20_514 * 86_400;
    let morning = midnight + 9 * 3_600 + 30 * 60 + 5;
    for (unit, ticks) in [("s", 1), ("m", 1_000), ("u", 1_000_000), ("n", 1_000_000_000_i64)] {
        let times = [Some(midnight * ticks), None, Some(morning * ticks), Some(-1)];
        let of = |zone: &str| column(make::longs("x", &format!("ts{unit}:{zone}"), &times));
        // Midnight is how tables write a day; another time is that of the spec's zone.
        assert_eq!(of("")[..3], ["\"2026-03-02\"", "null", "\"2026-03-02T09:30:05+08:00\""], "{unit}");
        assert_eq!(of("")[3], "\"1969-12-31T23:59:59+08:00\"", "rounded down, never towards zero");
        // With a zone it is always a point in time.
        let utc = ["\"2026-03-02T00:00:00+00:00\"", "null", "\"2026-03-02T09:30:05+00:00\""];
        assert_eq!(of("UTC")[..3], utc);
        assert_eq!(of("Europe/Berlin")[2], "\"2026-03-02T10:30:05+01:00\"");
        assert_eq!(of("+05:30")[2], "\"2026-03-02T15:00:05+05:30\"");
    }
    assert_eq!(column(make::longs("x", "tdm", &[Some(midnight * 1_000)])), ["\"2026-03-02\""]);
    let without = ECHO.replace(",\"zone\":\"Asia/Shanghai\"", "");
    let found =
        lines(&without, make::stream(vec![make::longs("x", "tss:", &[Some(midnight), Some(morning)])]));
    assert_eq!(found.column("error_code"), [None, Some("invalid_instant")]);
    assert!(found.column("error")[1].unwrap().contains("`zone`"));
}

#[test]
fn booleans_and_nothing_at_all() {
    assert_eq!(column(make::bools("x", &[Some(true), Some(false), None])), ["true", "false", "null"]);
    let nulls = Array { length: 2, null_count: 2, ..Array::default() };
    assert_eq!(column(Made(Type::new("x", "n"), nulls)), ["null", "null"]);
}

#[test]
fn bytes_that_are_no_text_are_an_error_of_their_row() {
    let cells: [Option<&[u8]>; 2] = [Some(b"\xFFx"), Some(b"fine")];
    assert_eq!(column(make::bytes("x", &cells)), ["invalid_utf8", "\"fine\""]);
}

/// From row 2 on, of three rows.
fn sliced(Made(kind, array): Made) -> Made {
    Made(kind, Array { offset: 2, length: 3, null_count: -1, ..array })
}

#[test]
fn columns_that_begin_further_on() {
    for made in [
        make::texts("x", &TEXTS),
        make::large_texts("x", &TEXTS),
        make::views("x", &TEXTS),
        make::coded("x", &TEXTS),
    ] {
        let found = column(sliced(made));
        assert_eq!(found, ["\"\"", "\"投诉 longer than twelve\"", "\"another that is long\""]);
    }
    let bools = [Some(true), None, Some(false), Some(true), None];
    assert_eq!(column(sliced(make::bools("x", &bools))), ["false", "true", "null"]);
    let days = [Some(0), Some(1), None, Some(3), Some(4)];
    assert_eq!(column(sliced(make::days("x", &days))), ["null", "\"1970-01-04\"", "\"1970-01-05\""]);
    // The table begins further on than its columns, which begin further on themselves.
    let mut input = make::table(vec![sliced(make::texts("x", &TEXTS))]);
    (input.batches[0].offset, input.batches[0].length) = (1, 2);
    assert_eq!(cells(input), ["\"投诉 longer than twelve\"", "\"another that is long\""]);
}

#[test]
fn rows_of_the_table_that_are_null() {
    let mut input = make::table(vec![make::texts("x", &[Some("a"), Some("b"), Some("c")])]);
    (input.batches[0].null_count, input.batches[0].buffers) = (1, vec![Some(vec![0b101])]);
    assert_eq!(cells(input), ["\"a\"", "null", "\"c\""]);
}

#[test]
fn several_batches_and_empty_ones() {
    let Made(kind, array) = make::texts("x", &[Some("a"), None]);
    let empty = Array { length: 0, buffers: vec![None, None, None], ..Array::default() };
    let table = |array: Array| Array::table(array.length, vec![array]);
    let input = Stream {
        schema: Type::table(vec![kind]),
        batches: vec![table(empty.clone()), table(array.clone()), table(empty), table(array)],
        ..Stream::default()
    };
    let found = lines(ECHO, raw::stream(input.clone(), &Count::default()));
    assert_eq!(found.column("row"), [Some("0"), Some("1"), Some("2"), Some("3")]);
    assert_eq!(cells(input), ["\"a\"", "null", "\"a\"", "null"]);
    assert!(cells(Stream { schema: Type::table(vec![Type::new("x", "u")]), ..Stream::default() }).is_empty());
}

#[test]
fn a_bare_column_and_a_single_batch() {
    let Made(mut kind, array) = make::texts("x", &[Some("a"), None]);
    let stream = Stream { schema: kind.clone(), batches: vec![array.clone()], ..Stream::default() };
    assert_eq!(cells(stream.clone()), ["\"a\"", "null"]);
    kind.name = Vec::new();
    assert_eq!(
        cells(Stream { schema: kind.clone(), ..stream }),
        ["\"a\"", "null"],
        "without a name it answers to any"
    );
    let count = Count::default();
    let pair = (raw::array(array.clone(), &count), raw::schema(kind.clone(), &count));
    assert_eq!(lines(ECHO, pair).column("error_code"), [None, None]);
    let pair =
        (raw::array(Array::table(2, vec![array]), &count), raw::schema(Type::table(vec![kind]), &count));
    assert_eq!(refused(ECHO, pair).code().name(), "header_mismatch", "a table's columns have names");
    assert!(count.is_even());
}

#[test]
fn other_types_are_refused_where_they_are_used_and_only_there() {
    let others = [
        "z",
        "Z",
        "e",
        "w:16",
        "d:38,2,256",
        "tts",
        "tdd",
        "tDs",
        "tiM",
        "+l",
        "tss:Nowhere/AtAll",
        "",
        "u2",
    ];
    for format in others {
        let stream = Stream { schema: Type::table(vec![Type::new("x", format)]), ..Stream::default() };
        let error = refused(ECHO, raw::stream(stream, &Count::default()));
        assert_eq!(error.code().name(), "unsupported_column", "{format}");
        assert_eq!(error.detail().item.as_deref(), Some("x"));
        assert_eq!(error.detail().found.as_deref(), Some(format));
        // Beside a column that is used, it is left alone.
        let Made(kind, array) = make::texts("x", &[Some("a")]);
        let strange = Array { length: 1, buffers: vec![None], ..Array::default() };
        let beside = Stream {
            schema: Type::table(vec![Type::new("y", format), kind]),
            batches: vec![Array::table(1, vec![strange, array])],
            ..Stream::default()
        };
        assert_eq!(cells(beside), ["\"a\""]);
    }
    let dictionary = Type::coded("x", "u", "u");
    let stream = Stream { schema: Type::table(vec![dictionary]), ..Stream::default() };
    assert_eq!(refused(ECHO, raw::stream(stream, &Count::default())).code().name(), "unsupported_column");
}
