//! How much memory a workbook would take, found out before it is opened.
//!
//! A workbook is a zip file of XML, and a few kilobytes of zip can become terabytes. The reader of
//! workbooks reserves what a part declares and keeps styles, names and texts whole, and there is
//! no recovery from memory that runs out. So each part is unpacked once beforehand, and what the
//! reader would keep of it is counted from the bytes, not from what the file says of itself.

use std::{
    collections::HashSet,
    io::{BufRead, BufReader, Read, Seek},
};

use ombud::{Error, ErrorCode, error::Result};
use quick_xml::{
    Reader,
    events::{BytesStart, Event},
};
use zip::ZipArchive;

use crate::{
    address::{Addresses, Outside},
    limits::Limits,
};

/// The longest name or pattern that a style or a sheet may have: what an application writes into a
/// cell at most.
const TAG: u64 = 32 << 10;
/// The most brackets that a pattern may open: the reader counts them in one byte.
const BRACKETS: usize = 255;

/// What a workbook is found to be whose sheets would be read over and over.
pub(crate) const ONE_PART: &str = "two sheets that are one";

/// Refuses a workbook that would not fit into memory; how many bytes the others unpack to.
///
/// # Errors
/// `too_large`, and `unreadable_file` where it is no zip container.
pub(crate) fn check(file: &mut (impl Read + Seek), name: &str, limits: &Limits) -> Result<u64> {
    let unreadable = |found: &dyn std::fmt::Display| {
        Error::new(ErrorCode::UnreadableFile).file(name).expected("an .xlsx workbook").found(found)
    };
    // Other containers have readers of their own, which would be asked first.
    let mut magic = [0u8; 4];
    file.rewind().and_then(|()| file.read_exact(&mut magic)).map_err(|e| unreadable(&e))?;
    if magic == [0xd0, 0xcf, 0x11, 0xe0] {
        return Err(unreadable(&"an old Excel workbook, or one with a password"));
    }
    if !magic.starts_with(b"PK") {
        return Err(unreadable(&"no zip container"));
    }
    let mut zip = ZipArchive::new(file).map_err(|e| unreadable(&e))?;
    let too_large = |expected: String, found: String| {
        Error::new(ErrorCode::TooLarge).file(name).expected(expected).found(found)
    };
    if zip.len() > limits.parts {
        return Err(too_large(
            format!("at most {} parts in the container", limits.parts),
            zip.len().to_string(),
        ));
    }
    let mut count = Count { limits, unpacked: 0, kept: 0 };
    for index in 0..zip.len() {
        // What cannot be unpacked here cannot be read later either, and is told then.
        let Ok(part) = zip.by_index(index) else { continue };
        let part_name = String::from_utf8_lossy(part.name_raw()).into_owned();
        if let Err(excess) = count.part(&part_name, part) {
            let (what, limit) = match excess {
                Excess::Unpacked => ("unpacked", limits.unpacked),
                Excess::Kept => ("of texts, styles and names", limits.kept),
                Excess::Cell => ("in one cell", limits.cell),
                Excess::Foreign => ("in a part that is no XML", limits.foreign),
                Excess::Tag => ("in one name", TAG),
                Excess::IllFormed => {
                    return Err(unreadable(&"XML whose tags do not match").item(part_name));
                }
                Excess::Address => {
                    return Err(Error::new(ErrorCode::UnreadableFile)
                        .file(name)
                        .item(part_name)
                        .expected("a workbook whose cells have addresses within a sheet")
                        .found("an address that runs over"));
                }
                Excess::Sheets => return Err(unreadable(&ONE_PART).item(part_name)),
                Excess::Brackets => {
                    let expected = format!("at most {BRACKETS} brackets in one pattern");
                    return Err(too_large(expected, "more".to_owned()).item(part_name));
                }
            };
            let error = too_large(format!("at most {limit} bytes {what}"), "more".to_owned());
            return Err(error.item(part_name));
        }
    }
    Ok(count.unpacked)
}

/// Which limit a part goes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Excess {
    Unpacked,
    Kept,
    Cell,
    Foreign,
    Tag,
    IllFormed,
    Address,
    Brackets,
    Sheets,
}

impl From<Outside> for Excess {
    fn from(_: Outside) -> Self {
        Excess::Address
    }
}

struct Count<'a> {
    limits: &'a Limits,
    unpacked: u64,
    kept: u64,
}

impl Count<'_> {
    fn part(&mut self, name: &str, part: impl Read) -> Result<(), Excess> {
        let lower = name.to_ascii_lowercase();
        let is_xml = lower.ends_with(".xml") || lower.ends_with(".rels");
        let unpacked = self.limits.unpacked.saturating_sub(self.unpacked);
        let whole = if is_xml { unpacked } else { unpacked.min(self.limits.foreign) };
        let metered =
            Metered { inner: BufReader::new(part), taken: 0, whole, from: 0, piece: self.limits.cell };
        let mut xml = Reader::from_reader(metered);
        let config = xml.config_mut();
        config.check_end_names = is_xml;
        config.expand_empty_elements = true;
        config.check_comments = false;
        let mut seen = Seen::default();
        let mut buffer = Vec::new();
        let result = loop {
            buffer.clear();
            buffer.shrink_to(1 << 16);
            let before = xml.get_ref().taken;
            let event = xml.read_event_into(&mut buffer);
            let over = match &event {
                Err(quick_xml::Error::IllFormed(_)) if is_xml => break Err(Excess::IllFormed),
                Ok(Event::Eof) | Err(_) => break Ok(()),
                Ok(event) => seen.event(event),
            };
            match over {
                Ok(kept) => self.kept = self.kept.saturating_add(kept),
                Err(excess) => break Err(excess),
            }
            let meter = xml.get_mut();
            if seen.keeps_text {
                self.kept = self.kept.saturating_add(meter.taken.saturating_sub(before));
            }
            if self.kept > self.limits.kept {
                break Err(Excess::Kept);
            }
            if seen.inside == 0 {
                meter.from = meter.taken;
            }
        };
        let meter = xml.get_ref();
        self.unpacked = self.unpacked.saturating_add(meter.taken);
        match result {
            Ok(()) if meter.taken >= meter.whole => {
                Err(if whole < unpacked { Excess::Foreign } else { Excess::Unpacked })
            }
            Ok(()) if meter.is_spent() => Err(Excess::Cell),
            other => other,
        }
    }
}

/// What was seen of a part.
#[derive(Default)]
struct Seen {
    addresses: Addresses,
    /// What the sheets that this part lists are read from.
    sheets: HashSet<String>,
    /// The reader keeps texts of this part.
    keeps_text: bool,
    /// How many elements whose texts are put together are open.
    inside: u32,
    /// The longest name or pattern that a style may copy.
    longest: u64,
}

impl Seen {
    /// What the reader keeps for this event, in bytes: a little more than it takes.
    fn event(&mut self, event: &Event<'_>) -> Result<u64, Excess> {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => {
                let name = tag.local_name();
                self.addresses.end(name.as_ref());
                if matches!(name.as_ref(), "c" | "si" | "definedName") {
                    self.inside = self.inside.saturating_sub(1);
                }
                Ok(0)
            }
            _ => Ok(0),
        }
    }

    fn start(&mut self, tag: &BytesStart<'_>) -> Result<u64, Excess> {
        let length = u64::try_from(tag.len()).unwrap_or(u64::MAX);
        let name = tag.local_name();
        let name = name.as_ref();
        self.addresses.start(name, tag)?;
        if matches!(name, "c" | "si" | "definedName") {
            self.inside = self.inside.saturating_add(1);
        }
        if matches!(name, "Relationship" | "sheet" | "numFmt" | "name" | "xf") && length > TAG {
            return Err(Excess::Tag);
        }
        if let Some(sheet) = sheet(name, tag)?
            && !self.sheets.insert(sheet)
        {
            return Err(Excess::Sheets);
        }
        if name == "numFmt" && brackets(tag) > BRACKETS {
            return Err(Excess::Brackets);
        }
        Ok(match name {
            "sst" => {
                self.keeps_text = true;
                // As many texts as this are made room for at once.
                let declared =
                    tag.attributes().with_checks(false).flatten().find(|a| a.key.as_ref() == "uniqueCount");
                let declared = declared.and_then(|a| a.value.trim().parse::<u64>().ok()).unwrap_or(0);
                declared.saturating_mul(24)
            }
            "si" => 64,
            "definedName" => {
                self.keeps_text = true;
                128
            }
            "numFmt" | "name" => {
                self.longest = self.longest.max(length);
                length.saturating_add(128)
            }
            // A style is a copy of its font and its pattern.
            "xf" => self.longest.saturating_mul(2).saturating_add(512),
            // A sheet is a copy of its name and of where it is.
            "sheet" => TAG,
            "Relationship" => length.saturating_add(256),
            "font" | "fill" | "border" => 512,
            _ => 0,
        })
    }
}

/// What a sheet is read from: a relation that the workbook names, or a part that the relation does.
/// Each has its own; else one part is unpacked as often as it is named.
fn sheet(name: &str, tag: &BytesStart<'_>) -> Result<Option<String>, Excess> {
    Ok(match name {
        "sheet" => attribute(tag, |key| key == "id" || key.ends_with(":id"))?,
        "Relationship" => {
            let kind = attribute(tag, |key| key == "Type")?.unwrap_or_default();
            let path = attribute(tag, |key| key == "Target")?.unwrap_or_default();
            let path = path.to_ascii_lowercase().replace('\\', "/");
            let path = path.trim_start_matches('/').trim_start_matches("xl/");
            (kind.rsplit('/').next() == Some("worksheet")).then(|| path.to_owned())
        }
        _ => None,
    })
}

/// The attribute with such a key. No tag has two, and readers differ in which of them they take.
fn attribute(tag: &BytesStart<'_>, is: impl Fn(&str) -> bool) -> Result<Option<String>, Excess> {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten();
    let mut found = attributes.filter(|attribute| is(attribute.key.as_ref()));
    let first = found.next().map(|attribute| attribute.value.into_owned());
    if found.next().is_some() { Err(Excess::IllFormed) } else { Ok(first) }
}

/// How many brackets a pattern of numbers may open, those included that are written as references.
fn brackets(tag: &BytesStart<'_>) -> usize {
    tag.attributes_raw().bytes().filter(|byte| matches!(byte, b'[' | b'&')).count()
}

/// Lets only so many bytes through: of the part as a whole, and since `from`.
struct Metered<R> {
    inner: BufReader<R>,
    taken: u64,
    whole: u64,
    from: u64,
    piece: u64,
}

impl<R> Metered<R> {
    fn left(&self) -> u64 {
        let piece = self.piece.saturating_sub(self.taken.saturating_sub(self.from));
        self.whole.saturating_sub(self.taken).min(piece)
    }

    fn is_spent(&self) -> bool {
        self.left() == 0
    }
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let available = self.fill_buf()?;
        let n = available.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(available) {
            *to = *from;
        }
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Metered<R> {
    fn fill_buf(&mut self) -> std::io::Result<&[u8]> {
        let left = usize::try_from(self.left()).unwrap_or(usize::MAX);
        let available = self.inner.fill_buf()?;
        if available.is_empty() {
            return Ok(available);
        }
        if left == 0 {
            return Err(std::io::Error::other("more than is read"));
        }
        Ok(available.get(..left.min(available.len())).unwrap_or_default())
    }

    fn consume(&mut self, n: usize) {
        self.taken = self.taken.saturating_add(u64::try_from(n).unwrap_or(0));
        self.inner.consume(n);
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Write as _};

    use super::*;

    const SMALL: Limits = Limits {
        parts: 4,
        unpacked: 1 << 20,
        kept: 1 << 16,
        cell: 1 << 12,
        foreign: 1 << 14,
        shared: 0,
        repeated: 0,
        gunzipped: 0,
    };

    fn packed(parts: &[(&str, &str)]) -> Vec<u8> {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in parts {
            zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        zip.finish().unwrap().into_inner()
    }

    fn found(limits: &Limits, parts: &[(&str, &str)]) -> String {
        match check(&mut Cursor::new(packed(parts)), "f.xlsx", limits) {
            Ok(_) => "read".to_owned(),
            Err(error) => error.message(ombud::model::Lang::En),
        }
    }

    #[test]
    fn each_way_to_fill_the_memory_is_refused() {
        let texts = |body: &str| format!("<sst uniqueCount=\"1\">{body}</sst>");
        let sheet = |body: &str| format!("<worksheet><sheetData>{body}</sheetData></worksheet>");
        let row = "<row><c><v>1</v></c></row>";
        let long = "x".repeat(5000);
        for (name, text, expected) in [
            ("a.xml", sheet(&row.repeat(50_000)), "at most 1048576 bytes unpacked"),
            (
                "a.xml",
                texts(&"<si><t>a</t></si>".repeat(1000)),
                "at most 65536 bytes of texts, styles and names",
            ),
            (
                "a.xml",
                "<sst uniqueCount=\"99999999999\"/>".to_owned(),
                "at most 65536 bytes of texts, styles and names",
            ),
            (
                "a.xml",
                format!("<styleSheet>{}</styleSheet>", "<xf/>".repeat(200)),
                "at most 65536 bytes of texts, styles and names",
            ),
            (
                "a.xml",
                format!("<workbook>{}</workbook>", "<sheet/>".repeat(3)),
                "at most 65536 bytes of texts, styles and names",
            ),
            (
                "a.xml",
                format!("<n><definedName>{}</definedName></n>", "x&amp;".repeat(1000)),
                "at most 4096 bytes in one cell",
            ),
            (
                "a.xml",
                sheet(&format!("<row><c><is><t>{long}</t></is></c></row>")),
                "at most 4096 bytes in one cell",
            ),
            (
                "a.xml",
                sheet(&format!("<row><c><is>{}</is></c></row>", "<t>x</t>".repeat(600))),
                "at most 4096 bytes in one cell",
            ),
            ("a.xml", format!("<!-- {long} -->"), "at most 4096 bytes in one cell"),
            ("a.bin", sheet(&row.repeat(1000)), "at most 16384 bytes in a part that is no XML"),
        ] {
            assert_eq!(
                found(&SMALL, &[(name, &text)]),
                format!("f.xlsx: the document is too large; item: {name}; expected: {expected}; found: more"),
            );
        }
        let tag = format!("<numFmt formatCode=\"{}\"/>", "0".repeat(40_000));
        assert!(
            found(&Limits::USUAL, &[("a.xml", &tag)])
                .ends_with("at most 32768 bytes in one name; found: more")
        );
        let many: Vec<String> = (0..5).map(|i| format!("{i}.xml")).collect();
        let many: Vec<(&str, &str)> = many.iter().map(|name| (name.as_str(), "<a/>")).collect();
        assert!(found(&SMALL, &many).ends_with("expected: at most 4 parts in the container; found: 5"));
    }

    #[test]
    fn what_is_not_kept_is_not_counted() {
        let rows = "<row><c><v>1</v></c></row>".repeat(30_000);
        let sheet = format!("<worksheet><sheetData>{rows}</sheetData></worksheet>");
        let picture = "\u{1}PNG </x><".repeat(1000);
        let parts = [("xl/worksheets/sheet1.xml", sheet.as_str()), ("xl/media/image1.png", picture.as_str())];
        assert_eq!(found(&SMALL, &parts), "read");
    }

    #[test]
    fn tags_that_do_not_match_hide_nothing() {
        let text = "<worksheet><sheetData><row><c><is></c><c><t>x</t></c></is></row></sheetData></worksheet>";
        assert_eq!(
            found(&SMALL, &[("a.xml", text)]),
            "f.xlsx: the file cannot be read in the stated format or encoding; item: a.xml; \
             expected: an .xlsx workbook; found: XML whose tags do not match"
        );
    }

    #[test]
    fn other_files_are_named() {
        for (bytes, expected) in [
            (&b"\xd0\xcf\x11\xe0 and more"[..], "an old Excel workbook, or one with a password"),
            (b"a,b,c", "no zip container"),
        ] {
            let error = check(&mut Cursor::new(bytes), "f.xlsx", &SMALL).unwrap_err();
            assert_eq!(error.detail().found.as_deref(), Some(expected));
        }
    }
}
