//! Workbooks that are built to break their reader: an error or a problem, never the memory.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::io::Write as _;

use ombud::{Engine, model::Lang, pack::SourceDef};
use ombud_intake::{Input, MAX_CELL, MAX_RECORD, Outcome, Profile, read};

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

/// Each record in short: its number, the length of its note, what is wrong; or the error.
fn outcomes(book: &[u8]) -> Result<Vec<String>, String> {
    #[derive(serde::Deserialize)]
    struct File {
        source: SourceDef,
    }
    let engine = Engine::builtin().expect("engine");
    let source = toml::from_str::<File>(SOURCE).expect("a source").source;
    let profile = Profile::new(&source, engine.catalogue(), &engine.bundle().taxonomies).expect("a profile");
    let mut out = Vec::new();
    let report = read(&profile, &Input::bytes("f.xlsx", book), &mut |outcome| {
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

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>编号</t></is></c>\
    <c r=\"B1\" t=\"inlineStr\"><is><t>备注</t></is></c></row>";

/// A workbook with one sheet, of these rows below the header, and with these parts besides.
fn workbook(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let rels = |kind: &str, target: &str| {
        format!(
            "{HEAD}<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">\
             <Relationship Id=\"r1\" Type=\"{relations}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    let book = format!(
        "{HEAD}<workbook xmlns:r=\"{relations}\"><sheets><sheet name=\"s\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
    );
    let sheet = format!(
        "{HEAD}<worksheet><dimension ref=\"A1:XFD1048576\"/><sheetData>{HEADER}{rows}</sheetData></worksheet>"
    );
    let parts = [
        ("_rels/.rels", rels("officeDocument", "xl/workbook.xml")),
        ("xl/workbook.xml", book),
        ("xl/_rels/workbook.xml.rels", rels("worksheet", "worksheets/sheet1.xml")),
        ("xl/worksheets/sheet1.xml", sheet),
    ];
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let parts = parts.iter().map(|(name, text)| (*name, text.as_str()));
    for (name, text) in parts.chain(more.iter().copied()) {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("a part");
    }
    zip.finish().expect("a workbook").into_inner()
}

#[test]
fn a_cell_whose_address_runs_over_is_an_error_and_no_panic() {
    for address in ["ZZZZZZZZ2", "B99999999999999999999", "A4294967296"] {
        assert_eq!(
            outcomes(&workbook(&format!("<row r=\"2\"><c r=\"{address}\"><v>1</v></c></row>"), &[])),
            Err("f.xlsx: the file cannot be read in the stated format or encoding; \
                 expected: a workbook whose cells have addresses within a sheet; found: an address that runs over"
                .to_owned()),
            "{address}"
        );
    }
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
