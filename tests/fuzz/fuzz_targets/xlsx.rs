//! Workbooks: whatever the bytes, an error or records that are counted, and memory within bounds.
#![no_main]

use std::{
    io::{Cursor, Write as _},
    sync::LazyLock,
};

use libfuzzer_sys::fuzz_target;
use ombud::Engine;
use ombud_intake::{Input, Outcome, Profile, read};

static PROFILE: LazyLock<Profile> = LazyLock::new(|| {
    let engine = Engine::builtin().expect("built-in packs");
    let source = engine.source("cn-ledger").expect("a source");
    Profile::new(source, engine.catalogue(), &engine.bundle().taxonomies).expect("a profile")
});

const RELATIONS: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// The parts of a workbook that its reader asks for; the fuzzer's bytes take the place of one.
const PARTS: [&str; 6] = [
    "xl/worksheets/sheet1.xml",
    "xl/sharedStrings.xml",
    "xl/styles.xml",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "_rels/.rels",
];

fn sound(part: &str) -> String {
    let rels = |kind: &str, target: &str| {
        format!(
            "<Relationships><Relationship Id=\"r1\" Type=\"{RELATIONS}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    match part {
        "xl/worksheets/sheet1.xml" => "<worksheet><sheetData>\
             <row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c></row>\
             <row r=\"2\"><c r=\"A2\"><v>7</v></c><c r=\"B2\" s=\"1\"><v>46083</v></c></row>\
             </sheetData></worksheet>"
            .to_owned(),
        "xl/sharedStrings.xml" => {
            "<sst uniqueCount=\"2\"><si><t>投诉编号</t></si><si><t>收到时间</t></si></sst>".to_owned()
        }
        "xl/styles.xml" => {
            "<styleSheet><cellXfs><xf numFmtId=\"0\"/><xf numFmtId=\"14\"/></cellXfs></styleSheet>".to_owned()
        }
        "xl/workbook.xml" => {
            "<workbook><sheets><sheet name=\"s\" r:id=\"r1\"/></sheets></workbook>".to_owned()
        }
        "xl/_rels/workbook.xml.rels" => rels("worksheet", "worksheets/sheet1.xml"),
        _ => rels("officeDocument", "xl/workbook.xml"),
    }
}

/// A workbook in which one part is these bytes.
fn packed(index: usize, bytes: &[u8]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (i, part) in PARTS.iter().enumerate() {
        zip.start_file(*part, zip::write::SimpleFileOptions::default()).expect("a part");
        let sound = sound(part);
        zip.write_all(if i == index { bytes } else { sound.as_bytes() }).expect("a part");
    }
    zip.finish().expect("a workbook").into_inner()
}

/// The reader of workbooks may panic: that is caught where it is called, and only there. What panics
/// elsewhere ends the run as in the other targets.
fn spare_the_caught() {
    let end = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !panic.location().is_some_and(|at| at.file().contains("calamine")) {
            end(panic);
        }
    }));
}

fuzz_target!(init: spare_the_caught(), |data: &[u8]| {
    // A whole workbook, or one part of a sound one.
    let book = match data.split_first() {
        Some((which, bytes)) if !data.starts_with(b"PK") => packed(usize::from(*which) % PARTS.len(), bytes),
        _ => data.to_vec(),
    };
    let (mut kept, mut rejected) = (0_u64, 0_u64);
    let report = read(&PROFILE, &Input::bytes("file", book), &mut |outcome| {
        match outcome {
            Outcome::Kept(row) => {
                kept += 1;
                assert!(row.problems.iter().all(|problem| !problem.reason.rejects()), "a kept row");
            }
            Outcome::Rejected(problem) => {
                rejected += 1;
                assert!(problem.reason.rejects(), "a rejected record says why");
            }
        }
        Ok(())
    });
    if let Ok(report) = report {
        assert_eq!((report.kept, report.rejected), (kept, rejected));
    }
});
