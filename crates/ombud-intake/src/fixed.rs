//! Records of a fixed width, one at a time, and the cells in their places.
//!
//! Places are counted in bytes of the file's encoding, as layouts of mainframes are, so records are
//! split before they are decoded.

use std::io::Read;

use encoding_rs::{GB18030, GBK, WINDOWS_1252};
use ombud::{
    error::Result,
    pack::{Encoding, FixedDef, Place, PlaceUnit},
};

use crate::{cells::MAX_RECORD, decode::read_error, jsonl::Lines};

const BLOCK: usize = 64 * 1024;

/// The file's records.
pub(crate) enum Records {
    /// With line ends.
    Lines(Lines),
    /// Of one length.
    Blocks(Blocks),
}

impl Records {
    pub(crate) fn new(input: Box<dyn Read + Send>, name: &str, def: &FixedDef) -> Self {
        match def.record_length.and_then(|length| usize::try_from(length).ok()) {
            None => Records::Lines(Lines::new(input, name)),
            Some(length) => Records::Blocks(Blocks {
                input,
                name: name.to_owned(),
                length: length.clamp(1, MAX_RECORD),
                buffer: vec![0; BLOCK],
                pos: 0,
                len: 0,
                record: Vec::new(),
            }),
        }
    }

    /// Reads the next record; false at the end.
    pub(crate) fn next(&mut self) -> Result<bool> {
        match self {
            Records::Lines(lines) => lines.next(),
            Records::Blocks(blocks) => blocks.next(),
        }
    }

    /// The record at hand, without its line end.
    pub(crate) fn record(&self) -> &[u8] {
        match self {
            Records::Lines(lines) => {
                let line = lines.bytes();
                line.strip_suffix(b"\r").unwrap_or(line)
            }
            Records::Blocks(blocks) => &blocks.record,
        }
    }

    /// Whether the record at hand was longer than is read.
    pub(crate) fn is_too_long(&self) -> bool {
        matches!(self, Records::Lines(lines) if lines.is_too_long())
    }
}

/// Records of one length, with no line end between them; one that is there is passed over.
pub(crate) struct Blocks {
    input: Box<dyn Read + Send>,
    name: String,
    length: usize,
    buffer: Vec<u8>,
    pos: usize,
    len: usize,
    record: Vec<u8>,
}

impl Blocks {
    fn next(&mut self) -> Result<bool> {
        self.record.clear();
        self.record.shrink_to(BLOCK);
        while self.record.len() < self.length && self.ahead()? {
            let wanted = self.pos.saturating_add(self.length.saturating_sub(self.record.len()));
            let end = wanted.min(self.len);
            self.record.extend_from_slice(self.buffer.get(self.pos..end).unwrap_or_default());
            self.pos = end;
        }
        for sign in [b'\r', b'\n'] {
            if self.ahead()? && self.buffer.get(self.pos) == Some(&sign) {
                self.pos = self.pos.saturating_add(1);
            }
        }
        Ok(!self.record.is_empty())
    }

    /// Whether there is more of the file.
    fn ahead(&mut self) -> Result<bool> {
        if self.pos == self.len {
            self.pos = 0;
            self.len = loop {
                match self.input.read(&mut self.buffer) {
                    Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                    other => break other.map_err(|e| read_error(&e, &self.name))?,
                }
            };
        }
        Ok(self.pos < self.len)
    }
}

/// One record, to be asked for what stands in a place.
pub(crate) struct Record<'a> {
    bytes: &'a [u8],
    encoding: Encoding,
    /// Where each character begins, where places are counted in them.
    characters: Option<Vec<usize>>,
}

/// What stands in a place.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) text: String,
    /// It has bytes that the encoding does not have.
    pub(crate) malformed: bool,
    /// A character of more than one byte lies partly outside of it.
    pub(crate) halved: bool,
    /// The record ends before the place does.
    pub(crate) short: bool,
}

impl<'a> Record<'a> {
    pub(crate) fn new(bytes: &'a [u8], encoding: Encoding, unit: PlaceUnit) -> Self {
        let characters = (unit == PlaceUnit::Characters).then(|| {
            let mut starts = Vec::new();
            let mut at = 0usize;
            while at < bytes.len() {
                starts.push(at);
                at = at.saturating_add(length(bytes, at, encoding));
            }
            starts
        });
        Record { bytes, encoding, characters }
    }

    /// Whether nothing is in it. The sign that once ended files on disks of offices is nothing.
    pub(crate) fn is_blank(&self) -> bool {
        let wide = self.decode(self.bytes);
        wide.0.chars().all(|c| c.is_whitespace() || matches!(c, '\0' | '\u{1a}'))
    }

    pub(crate) fn text(&self) -> String {
        self.decode(self.bytes).0
    }

    /// The text of a place. `before` is where the place before it begins, from which whole
    /// characters are told.
    pub(crate) fn at(&self, place: Place, before: Option<u32>) -> Found {
        let (start, end) = (self.offset(place.start), self.offset(place.end().saturating_add(1)));
        let bytes = start.and_then(|start| self.bytes.get(start..end.unwrap_or(self.bytes.len())));
        let (text, malformed) = self.decode(bytes.unwrap_or_default());
        let halved = self.characters.is_none()
            && start.is_some_and(|start| {
                let before = before.and_then(|before| self.offset(before)).unwrap_or(start);
                self.crosses(before, start) || end.is_some_and(|end| self.crosses(start, end))
            });
        Found { text, malformed: malformed && !halved, halved, short: end.is_none() }
    }

    /// What stands behind the last place, where something does.
    pub(crate) fn behind(&self, last: u32) -> Option<String> {
        let rest = self.offset(last.saturating_add(1)).and_then(|at| self.bytes.get(at..))?;
        let (text, _) = self.decode(rest);
        let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\0' | '\u{1a}'));
        (!text.is_empty()).then(|| text.to_owned())
    }

    /// The byte at which a position begins; the end of the record where it is the one behind.
    fn offset(&self, position: u32) -> Option<usize> {
        let index = usize::try_from(position).ok()?.checked_sub(1)?;
        match &self.characters {
            None => (index <= self.bytes.len()).then_some(index),
            Some(starts) if index == starts.len() => Some(self.bytes.len()),
            Some(starts) => starts.get(index).copied(),
        }
    }

    /// Whether a character that begins at `from` or after it, and before `to`, ends behind `to`.
    fn crosses(&self, from: usize, to: usize) -> bool {
        let mut at = from;
        while at < to {
            at = at.saturating_add(length(self.bytes, at, self.encoding));
        }
        at > to
    }

    fn decode(&self, bytes: &[u8]) -> (String, bool) {
        let (text, malformed) = coder(self.encoding).decode_without_bom_handling(bytes);
        (text.into_owned(), malformed)
    }
}

/// What reads and writes the encoding.
pub(crate) fn coder(encoding: Encoding) -> &'static encoding_rs::Encoding {
    match encoding {
        Encoding::Gbk => GBK,
        Encoding::Gb18030 => GB18030,
        // What is called Latin-1 has typographic quotes and the euro sign in practice.
        Encoding::Latin1 => WINDOWS_1252,
        _ => encoding_rs::UTF_8,
    }
}

/// How many bytes the character at `at` has; one where it is none that is whole.
pub(crate) fn length(bytes: &[u8], at: usize, encoding: Encoding) -> usize {
    let rest = bytes.get(at..).unwrap_or_default();
    let wide = match (encoding, rest) {
        (Encoding::Gbk | Encoding::Gb18030, [0x81..=0xfe, 0x30..=0x39, 0x81..=0xfe, 0x30..=0x39, ..]) => 4,
        (Encoding::Gbk | Encoding::Gb18030, [0x81..=0xfe, 0x40..=0x7e | 0x80..=0xfe, ..]) => 2,
        (Encoding::Utf8, [0xc2..=0xdf, ..]) => 2,
        (Encoding::Utf8, [0xe0..=0xef, ..]) => 3,
        (Encoding::Utf8, [0xf0..=0xf4, ..]) => 4,
        _ => 1,
    };
    let whole = match encoding {
        Encoding::Utf8 => rest.get(..wide).is_some_and(|c| std::str::from_utf8(c).is_ok()),
        _ => true,
    };
    if whole { wide } else { 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(start: u32, width: u32) -> Place {
        Place { start, width }
    }

    #[test]
    fn a_place_that_halves_a_character_says_so_on_both_sides() {
        let (bytes, _, _) = GB18030.encode("12投诉ab");
        let record = Record::new(&bytes, Encoding::Gbk, PlaceUnit::Bytes);
        let found = |start, width, before| {
            let Found { text, malformed, halved, short } = record.at(place(start, width), before);
            (text, malformed, halved, short)
        };
        assert_eq!(found(1, 4, None), ("12投".to_owned(), false, false, false));
        let (_, malformed, halved, short) = found(1, 3, None);
        assert_eq!((malformed, halved, short), (false, true, false));
        assert!(found(4, 3, Some(1)).2, "the second half of a character is none");
        assert_eq!(found(5, 2, Some(1)), ("诉".to_owned(), false, false, false));
        assert_eq!(found(7, 4, Some(5)), ("ab".to_owned(), false, false, true));
        assert_eq!(found(9, 2, Some(7)), (String::new(), false, false, true));
        assert_eq!(found(12, 2, Some(7)), (String::new(), false, false, true));
    }

    #[test]
    fn characters_are_counted_where_that_is_wanted() {
        let (bytes, _, _) = GB18030.encode("12投诉ab𠮷c");
        let record = Record::new(&bytes, Encoding::Gb18030, PlaceUnit::Characters);
        assert_eq!(record.at(place(3, 2), None).text, "投诉");
        assert_eq!(record.at(place(7, 1), None).text, "𠮷");
        assert_eq!(record.behind(7).as_deref(), Some("c"));
        assert_eq!(record.behind(8), None);
        let record = Record::new("é投x".as_bytes(), Encoding::Utf8, PlaceUnit::Characters);
        assert_eq!(record.at(place(2, 1), None).text, "投");
        let bytes = Record::new("é投x".as_bytes(), Encoding::Utf8, PlaceUnit::Bytes);
        assert!(bytes.at(place(1, 1), None).halved && bytes.at(place(2, 1), Some(1)).halved);
        assert_eq!(bytes.at(place(3, 3), Some(1)).text, "投");
    }

    #[test]
    fn records_of_one_length_pass_over_line_ends() {
        let read = |text: &str| {
            let def = FixedDef { record_length: Some(3), ..FixedDef::default() };
            let input = Box::new(std::io::Cursor::new(text.as_bytes().to_vec()));
            let mut records = Records::new(input, "f", &def);
            let mut out = Vec::new();
            while records.next().unwrap() {
                out.push(String::from_utf8_lossy(records.record()).into_owned());
            }
            out
        };
        assert_eq!(read("abcdef"), ["abc", "def"]);
        assert_eq!(read("abc\r\ndef\ngh"), ["abc", "def", "gh"]);
        assert!(read("").is_empty());
    }
}
