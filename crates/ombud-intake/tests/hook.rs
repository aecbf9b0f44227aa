//! Workbooks that are known to make their reader panic are refused before it sees them: a caught panic
//! has still run the hook of the host, which may write, or end the process. The hook belongs to the
//! whole process, so this is a test program of its own.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

#[path = "support/workbook.rs"]
mod support;

use std::{
    panic,
    sync::atomic::{AtomicU32, Ordering},
};

use ombud::{Engine, Error, ErrorCode, model::Lang};
use ombud_intake::{Input, guess::guess};
use support::workbook;

static CALLS: AtomicU32 = AtomicU32::new(0);

fn refused(engine: &Engine, book: Vec<u8>) -> Error {
    guess(engine, &Input::bytes("f.xlsx", book), Lang::En).expect_err("not refused")
}

#[test]
fn the_hook_of_the_host_is_not_run() {
    let usual = panic::take_hook();
    panic::set_hook(Box::new(move |panic| {
        CALLS.fetch_add(1, Ordering::Relaxed);
        usual(panic);
    }));
    let engine = Engine::builtin().expect("engine");
    let long = "A".repeat(1 << 20);
    let cell = |address: &str| format!("<row><c r=\"{address}\"><v>1</v></c></row>");
    let dimension = |range: &str| format!("<worksheet><dimension ref=\"{range}\"/><sheetData/></worksheet>");
    let sheet = "xl/worksheets/sheet1.xml";
    let books = [
        "ZZZZZZZZ4294967295",
        "zzzzzzz1",
        "B99999999999999999999",
        "A4294967296",
        "XFE1",
        "A1048577",
        &long,
        "A1\" r=\"ZZZZZZZZ2",
        "A1\"r=\"ZZZZZZZZ2",
        "A1\" x y='' r = \"ZZZZZZZZ2",
    ]
    .map(|address| workbook(&cell(address), &[]))
    .into_iter()
    .chain(["4294967296", "ZZZZZZZZ1", "1048577"].map(|row| workbook(&format!("<row r=\"{row}\"/>"), &[])))
    .chain(["A1:ZZZZZZZZ1", "B2:A3", "B2:C1"].map(|range| workbook("", &[(sheet, &dimension(range))])));
    for book in books {
        let error = refused(&engine, book);
        assert_eq!(
            error.message(Lang::En),
            "f.xlsx: the file cannot be read in the stated format or encoding; item: xl/worksheets/sheet1.xml; \
             expected: a workbook whose cells have addresses within a sheet; found: an address that runs over"
        );
    }
    for bracket in ["[", "&#91;"] {
        let styles = format!(
            "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\"{}\"/></numFmts>\
             <cellXfs><xf numFmtId=\"200\"/></cellXfs></styleSheet>",
            bracket.repeat(256)
        );
        let error = refused(&engine, workbook("", &[("xl/styles.xml", &styles)]));
        assert_eq!(error.code(), ErrorCode::TooLarge);
        assert!(error.message(Lang::Zh).contains("一个数字格式最多255个方括号"));
    }
    assert_eq!(CALLS.load(Ordering::Relaxed), 0);
}
