//! Drafts for unknown files: what is proposed, and that the draft reads the file as it is.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::sync::LazyLock;

use encoding_rs::GB18030;
use ombud::{
    Engine,
    model::Lang,
    pack::{self, Encoding, Format, PackFile, SourceDef},
};
use ombud_intake::{
    Input, Outcome, Profile,
    guess::{Draft, Guessed, Sure, guess},
    read,
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("engine"));

/// The draft, read back from its text, and the ids and first events that it reads of the file.
fn draft(bytes: impl AsRef<[u8]>) -> (Draft, Vec<String>) {
    let input = Input::bytes("file", bytes.as_ref());
    let draft = guess(&ENGINE, &input, Lang::Zh).expect("a draft");
    let english = guess(&ENGINE, &input, Lang::En).expect("a draft");
    for (text, def) in [(&draft.toml, &draft.source), (&english.toml, &english.source)] {
        assert_eq!(&loaded(text), def, "{text}");
    }
    let profile = Profile::new(&draft.source, ENGINE.catalogue(), &ENGINE.bundle().taxonomies);
    let profile = profile.expect(&draft.toml);
    let mut rows = Vec::new();
    read(&profile, &input, &mut |outcome| {
        rows.push(match outcome {
            Outcome::Kept(row) => {
                let at = row.events.first().and_then(|event| event.at);
                format!("{} {}", row.id.unwrap_or_default(), at.map_or("-".to_owned(), |at| at.to_string()))
            }
            Outcome::Rejected(problem) => format!("rejected {}", problem.reason),
        });
        Ok(())
    })
    .expect("read");
    (draft, rows)
}

fn loaded(text: &str) -> SourceDef {
    let manifest = "[manifest]\nid = \"m\"\nversion = \"0\"\ntitle = { zh = \"x\", en = \"x\" }\n";
    let files = [("manifest.toml", manifest), ("draft.toml", text)];
    let files = files.map(|(path, text)| PackFile { path: path.to_owned(), text: text.to_owned() });
    let (bundle, _) = pack::read_files(&files).expect(text);
    bundle.sources.first().expect("one source").clone()
}

fn column<'d>(draft: &'d Draft, name: &str) -> &'d Guessed {
    draft.columns.iter().find(|column| column.name == name).expect(name)
}

fn to<'d>(draft: &'d Draft, name: &str) -> &'d str {
    column(draft, name).to.as_deref().unwrap_or("-")
}

fn notes(draft: &Draft) -> String {
    draft.notes.iter().map(|note| format!("{}\n{}\n", note.zh, note.en)).collect()
}

#[test]
fn a_chinese_ledger_is_known_by_its_headers() {
    let text = "投诉编号;收到日期;来源渠道;类别;延期理由;受理日期;备注\n\
                A1;2026/3/2;柜面;投诉;境外核实;2026/3/4;甲\n\
                A2;2026/3/13 9:30;飞鸽传书;投诉;;2026/3/14;\n";
    let (draft, rows) = draft(GB18030.encode(text).0);
    assert_eq!((draft.source.format, draft.source.encoding), (Format::Csv, Encoding::Gb18030));
    assert_eq!(draft.source.delimiter.as_deref(), Some(";"));
    assert_eq!((to(&draft, "投诉编号"), to(&draft, "收到日期")), ("id", "event:received"));
    assert_eq!(column(&draft, "收到日期").sure, Sure::Sure);
    // An extension's reason without its day belongs to nothing; the day of acceptance is no receipt.
    assert_eq!((to(&draft, "延期理由"), to(&draft, "受理日期")), ("extra:延期理由", "extra:受理日期"));
    assert_eq!(rows, ["A1 2026-03-02", "A2 2026-03-13T09:30:00+08:00"]);
    assert!(draft.toml.contains("飞鸽传书"), "{}", draft.toml);
    assert!(notes(&draft).contains("没有看懂的列"), "{}", notes(&draft));
    assert_eq!(draft.source.regimes[0].as_str(), "cn-complaints-2020");
}

#[test]
fn the_order_of_day_and_month_is_never_guessed() {
    let open = "reference,received\nU1,03/02/2026\nU2,04/05/2026\n";
    let (draft_, rows) = draft(open);
    assert!(draft_.source.dates.iter().all(|shape| shape.starts_with('y')), "{:?}", draft_.source.dates);
    assert!(notes(&draft_).contains("cannot be told: 2 dates fit both"), "{}", notes(&draft_));
    assert!(rows.iter().all(|row| row.ends_with('-')), "{rows:?}");
    let shapes: Vec<&str> =
        column(&draft_, "received").shapes.iter().map(|shape| shape.shape.as_str()).collect();
    assert!(shapes.contains(&"dd/mm/yyyy") && shapes.contains(&"mm/dd/yyyy"), "{shapes:?}");
    let (told, rows) = draft(open.replace("04/05", "25/05"));
    assert_eq!(told.source.dates, ["dd/mm/yyyy"]);
    assert!(notes(&told).contains("1 dates fit only that"), "{}", notes(&told));
    assert_eq!(to(&told, "received"), "event:received");
    assert!(rows[0].ends_with("2026-02-03"), "{rows:?}");
    let (torn, _) = draft("reference,received\nU1,25/05/2026\nU2,05/25/2026\n");
    assert!(notes(&torn).contains("contradictory"), "{}", notes(&torn));
    assert_eq!(torn.source.dates, ["yyyy-mm-dd"]);
    // One profile's day of receipt is another's day at the regulator.
    let (several, _) = draft("No,Date received\n1,2026-03-02\n");
    assert_eq!(
        (to(&several, "Date received"), column(&several, "Date received").sure),
        ("extra:Date received", Sure::Open)
    );
    assert!(several.toml.contains("cfpb: event:regulator_received"), "{}", several.toml);
}

#[test]
fn places_are_found_between_blanks() {
    let mut text = "HDR20260320\n".to_owned();
    for n in 1..=30 {
        text +=
            &format!("D{n:06} 202603{:02} {:　<4} {:>8}.50\n", n % 28 + 1, ["甲", "乙分行"][n % 2], n * 7);
    }
    text += "TRL0000000030\n";
    let (draft, rows) = draft(GB18030.encode(&text).0);
    let fixed = draft.source.fixed.as_ref().expect("a layout");
    assert_eq!(fixed.header.as_ref().map(|header| header.prefix.as_str()), Some("HDR"));
    let count = fixed.trailer.as_ref().and_then(|trailer| trailer.count).expect("a count");
    assert_eq!((count.start, count.width), (4, 10));
    let places: Vec<(u32, u32)> = draft
        .source
        .column
        .iter()
        .filter_map(|column| column.place())
        .map(|place| (place.start, place.width))
        .collect();
    assert_eq!(places[..3], [(1, 8), (9, 9), (18, places[2].1)]);
    assert_eq!(
        (draft.source.encoding, draft.source.dates.as_slice()),
        (Encoding::Gb18030, &["yyyymmdd".to_owned()][..])
    );
    assert_eq!((rows.len(), rows[0].as_str()), (30, "D000001 -"));
    assert!(
        draft.toml.contains("event:received"),
        "a column of days may be the day of receipt:\n{}",
        draft.toml
    );
    // The same without line ends.
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with('D')).collect();
    let encoded: Vec<Vec<u8>> = lines.iter().map(|line| GB18030.encode(line).0.into_owned()).collect();
    let length = encoded.iter().map(Vec::len).max().expect("a record");
    let mut blocks = Vec::new();
    for record in encoded {
        blocks.extend_from_slice(&record);
        blocks.resize(blocks.len().next_multiple_of(length), b' ');
    }
    let (draft, rows) = self::draft(blocks);
    let found = draft.source.fixed.and_then(|fixed| fixed.record_length);
    assert_eq!((found, rows.len()), (u32::try_from(length).ok(), 30));
}

#[test]
fn json_lines_and_files_without_a_header_are_drafted_too() {
    let (draft_, rows) = draft(
        "{\"complaint_id\":\"7\",\"received\":\"2026-03-02\",\"tags\":[1]}\n{\"complaint_id\":\"8\"}\n",
    );
    assert_eq!((draft_.source.format, rows.len()), (Format::Jsonl, 2));
    assert!(notes(&draft_).contains("tags"), "{}", notes(&draft_));
    let (headless, rows) = draft("A1,2026-03-02,12.50\nA2,2026-03-03,13.50\nA3,2026-03-04,1.00\n");
    assert!(headless.source.no_header);
    assert_eq!(rows, ["A1 -", "A2 -", "A3 -"]);
    assert_eq!(headless.source.dates, ["yyyy-mm-dd"]);
    // Headers that are no profile's, twice or with nothing in them.
    let (odd, rows) = draft("a,a,,\"b \"\"c\"\"\u{7f}\",d\n1,2,3,4,5\n");
    assert_eq!(rows.len(), 1);
    assert_eq!((to(&odd, "a"), odd.source.column.len()), ("-", 2));
}

#[test]
fn a_workbook_is_drafted_by_the_sheet_that_has_a_header() {
    let mut book = rust_xlsxwriter::Workbook::new();
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    sheet.write(0, 0, "2026年投诉台账").expect("written");
    for (at, name) in ["投诉编号", "收到时间", "类别"].iter().enumerate() {
        sheet.write(1, u16::try_from(at).expect("few"), *name).expect("written");
    }
    for row in 2..6u32 {
        sheet.write(row, 0, format!("A{row}")).expect("written");
        sheet.write_with_format(row, 1, 46_083.0 + f64::from(row), &day).expect("written");
        sheet.write(row, 2, "投诉").expect("written");
    }
    let (draft, rows) = draft(book.save_to_buffer().expect("a workbook"));
    assert_eq!((draft.source.format, to(&draft, "收到时间")), (Format::Xlsx, "event:received"));
    assert_eq!(rows.len(), 4, "{rows:?}");
    assert!(rows[0].starts_with("A2 2026-03"), "{rows:?}");
}

#[test]
fn what_is_no_file_of_records_is_refused() {
    for (bytes, word) in
        [(&b""[..], "有记录的文件"), (b" \n\n", "有记录的文件"), (b"[1]", "JSON 数组"), (b"%PDF-1", "PDF")]
    {
        let error = guess(&ENGINE, &Input::bytes("f", bytes), Lang::Zh).expect_err("no draft");
        assert!(error.message(Lang::Zh).contains(word), "{}", error.message(Lang::Zh));
    }
}

proptest::proptest! {
    #![proptest_config(proptest::prelude::ProptestConfig::with_cases(32))]
    #[test]
    fn whatever_the_file_the_draft_loads(text in "([a-c1-3/投诉, \"\\-]{0,12}\n){0,8}") {
        if let Ok(found) = guess(&ENGINE, &Input::bytes("f", text.as_bytes()), Lang::En) {
            assert_eq!(loaded(&found.toml), found.source);
            let profile = Profile::new(&found.source, ENGINE.catalogue(), &ENGINE.bundle().taxonomies);
            assert!(profile.is_ok(), "{profile:?}\n{}", found.toml);
        }
    }
}
