//! Workbooks written by hand, part by part.
#![allow(unreachable_pub, reason = "each test is a crate of its own")]

use std::io::Write as _;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>";
const HEADER: &str = "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>编号</t></is></c>\
    <c r=\"B1\" t=\"inlineStr\"><is><t>备注</t></is></c></row>";

/// A workbook with one sheet, of these rows below the header, and with these parts besides or instead.
pub fn workbook(rows: &str, more: &[(&str, &str)]) -> Vec<u8> {
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
    let parts = parts.filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    for (name, text) in parts.chain(more.iter().copied()) {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("a part");
        zip.write_all(text.as_bytes()).expect("a part");
    }
    zip.finish().expect("a workbook").into_inner()
}
