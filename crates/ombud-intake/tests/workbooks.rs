//! Workbooks that are built to break their reader: an error or a problem, never the memory.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

#[path = "support/workbook.rs"]
mod support;

use ombud::{Engine, model::Lang, pack::SourceDef};
use ombud_intake::{Input, MAX_CELL, MAX_RECORD, Outcome, Profile, read};
use support::workbook;

const SOURCE: &str = r#"
[source]
id = "book"
title = { zh = "登记簿", en = "Book" }
format = "xlsx"
encoding = "utf-8"
zone = "Asia/Shanghai"
language = "zh"
dates = ["yyyy-mm-dd"]

[[source.column]]
name = "编号"
to = "id"
type = "text"
required = true

[[source.column]]
name = "备注"
to = "extra:note"
type = "text"
"#;

fn profile() -> Profile {
    #[derive(serde::Deserialize)]
    struct File {
        source: SourceDef,
    }
    let engine = Engine::builtin().expect("engine");
    let source = toml::from_str::<File>(SOURCE).expect("a source").source;
    Profile::new(&source, engine.catalogue(), &engine.bundle().taxonomies).expect("a profile")
}

/// Each record in short: its number, the length of its note, what is wrong; or the error.
fn outcomes(book: &[u8]) -> Result<Vec<String>, String> {
    let mut out = Vec::new();
    let report = read(&profile(), &Input::bytes("f.xlsx", book), &mut |outcome| {
        out.push(match outcome {
            Outcome::Kept(row) => {
                let reasons: Vec<&str> = row.problems.iter().map(|problem| problem.reason.name()).collect();
                format!(
                    "{} {} {}",
                    row.number,
                    row.extra.get("note").map_or(0, String::len),
                    reasons.join(" ")
                )
            }
            Outcome::Rejected(problem) => format!("{} {}: {}", problem.row, problem.reason, problem.value),
        });
        Ok(())
    });
    report.map(|_| out).map_err(|e| e.message(Lang::En))
}

#[test]
fn the_far_corner_of_a_sheet_costs_no_more_than_its_cell() {
    let rows = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>\
                <row r=\"1048576\"><c r=\"A1048576\"><v>2</v></c><c r=\"XFD1048576\"><v>3</v></c></row>";
    assert_eq!(outcomes(&workbook(rows, &[])), Ok(vec!["1 0 ".to_owned(), "2 0 ".to_owned()]));
}

#[test]
fn what_would_not_fit_into_memory_is_refused_before_it_is_read() {
    let kept = "at most 1610612736 bytes of texts, styles and names";
    let styles = format!(
        "<styleSheet><fonts><font><name val=\"{}\"/></font></fonts><cellXfs>{}</cellXfs></styleSheet>",
        "x".repeat(30_000),
        "<xf fontId=\"0\"/>".repeat(40_000)
    );
    for (part, text, expected) in [
        ("xl/sharedStrings.xml", "<sst uniqueCount=\"9999999999999\"/>".to_owned(), kept),
        (
            "xl/sharedStrings.xml",
            format!("<sst><si><t>{}</t></si></sst>", " ".repeat(9 << 20)),
            "at most 8388608 bytes in one cell",
        ),
        ("xl/styles.xml", styles, kept),
    ] {
        assert_eq!(
            outcomes(&workbook("", &[(part, &text)])),
            Err(format!(
                "f.xlsx: the document is too large; item: {part}; expected: {expected}; found: more"
            ))
        );
    }
}

#[test]
fn a_text_that_many_cells_share_is_cut_and_a_row_of_such_cells_is_too_long() {
    let texts = format!("<sst><si><t>{}</t></si></sst>", "x".repeat(MAX_CELL + 1));
    let cells = MAX_RECORD / MAX_CELL + 1;
    let letters: Vec<char> = ('B'..='Z').take(cells).collect();
    let row = |n: u32, columns: &[char]| {
        let cells: String = columns.iter().map(|c| format!("<c r=\"{c}{n}\" t=\"s\"><v>0</v></c>")).collect();
        format!("<row r=\"{n}\"><c r=\"A{n}\"><v>{n}</v></c>{cells}</row>")
    };
    let rows = [row(2, &['B']), row(3, &letters), row(4, &['B'])].concat();
    assert_eq!(
        outcomes(&workbook(&rows, &[("xl/sharedStrings.xml", &texts)])),
        Ok(vec![
            format!("1 {MAX_CELL} cell_too_long"),
            "2 record_too_long: 3".to_owned(),
            format!("3 {MAX_CELL} cell_too_long"),
        ])
    );
}

#[test]
fn two_rows_of_one_number_are_rejected_together_and_told() {
    let twice = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row><row r=\"2\"><c r=\"A2\"><v>2</v></c></row>\
                 <row r=\"3\"><c r=\"A3\"><v>3</v></c></row>";
    assert_eq!(outcomes(&workbook(twice, &[])), Ok(vec!["1 two_rows: 12".to_owned(), "2 0 ".to_owned()]));
}

#[test]
fn a_sheet_that_is_listed_twice_is_refused() {
    let book = |sheets: &str| format!("<workbook xmlns:r=\"r\"><sheets>{sheets}</sheets></workbook>");
    let rels = |targets: [&str; 2]| {
        let rel = |id: &str, target: &str| {
            format!("<Relationship Id=\"{id}\" Type=\"x/worksheet\" Target=\"{target}\"/>")
        };
        format!("<Relationships>{}{}</Relationships>", rel("r1", targets[0]), rel("r2", targets[1]))
    };
    let sheets = |first: &str, second: &str| {
        book(&format!("<sheet name=\"{first}\" r:id=\"r1\"/><sheet name=\"{second}\" r:id=\"r2\"/>"))
    };
    let (one, two) = ("worksheets/sheet1.xml", "worksheets/sheet2.xml");
    let row = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    let read = |book: &str, targets: [&str; 2]| {
        let parts = [
            ("xl/workbook.xml", book),
            ("xl/_rels/workbook.xml.rels", &rels(targets)),
            ("xl/worksheets/sheet2.xml", "<worksheet><sheetData/></worksheet>"),
        ];
        outcomes(&workbook(row, &parts))
    };
    assert_eq!(read(&sheets("a", "b"), [one, two]), Ok(vec!["1 0 ".to_owned()]));
    let again = "<sheet name=\"a\" r:id=\"r1\"/><sheet name=\"b\" r:id=\"r1\"/>";
    for (book, targets, item) in [
        (book(again), [one, two], "xl/workbook.xml"),
        (sheets("a", "b"), [one, one], "xl/_rels/workbook.xml.rels"),
        (sheets("a", "b"), [one, "/xl/worksheets/Sheet1.xml"], "xl/_rels/workbook.xml.rels"),
        (sheets("a", "&#97;"), [one, two], "a"),
    ] {
        let message = read(&book, targets).expect_err("refused");
        let expected = format!("item: {item}; expected: an .xlsx workbook; found: two sheets that are one");
        assert!(message.ends_with(&expected), "{message}");
    }
}

#[test]
fn every_sheet_with_the_header_is_read_and_the_others_are_named() -> Result<(), Box<dyn std::error::Error>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    for (name, header, ids) in [
        ("说明", "填表说明", vec![]),
        ("一月", "编号", vec!["A1", "A2"]),
        ("二月", "编号", vec!["B1"]),
        ("空表", "", vec![]),
    ] {
        let sheet = book.add_worksheet().set_name(name)?;
        for (row, text) in (0..).zip([header].into_iter().chain(ids)) {
            sheet.write_string(row, 0, text)?;
        }
    }
    let (mut rows, book) = (Vec::new(), book.save_to_buffer()?);
    let report = read(&profile(), &Input::bytes("f.xlsx", book), &mut |outcome| {
        if let Outcome::Kept(row) = outcome {
            rows.push(format!("{} {} {}", row.file, row.number, row.id.unwrap_or_default()));
        }
        Ok(())
    })?;
    assert_eq!(rows, ["f.xlsx [一月] 1 A1", "f.xlsx [一月] 2 A2", "f.xlsx [二月] 1 B1"]);
    assert_eq!(
        (report.rows, report.sheets, report.unread_sheets),
        (3, vec!["一月".into(), "二月".into()], vec!["说明".into()])
    );
    Ok(())
}
