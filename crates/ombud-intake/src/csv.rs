//! Separated values, in bounded memory.
//!
//! The splitting is `csv-core`'s. What is added here: a record has a longest length, and a
//! quotation mark that is never closed costs its own line, not the rest of the file. What was read
//! ahead in vain to find that out is paid from a credit that grows with what is read for good, so
//! that the work is in proportion to the file whatever stands in it.

use std::io::Read;

use csv_core::{ReadRecordResult, ReaderBuilder};
use ombud::error::Result;

use crate::{cells::MAX_RECORD, decode::read_error};

const BLOCK: usize = 64 * 1024;
/// The most that may be read ahead in vain without anything read for good in between, in bytes.
const CREDIT: usize = 8 * MAX_RECORD;
/// How much may be read ahead in vain for each byte that is read for good.
const RATE: usize = 16;

/// The file's records, one at a time.
pub(crate) struct Csv {
    input: Box<dyn Read + Send>,
    name: String,
    core: csv_core::Reader,
    /// What was read of the file: `start..pos` is the record at hand, `pos..len` is still to be split.
    buffer: Vec<u8>,
    start: usize,
    pos: usize,
    len: usize,
    ended: bool,
    /// How much may still be read ahead in vain.
    credit: usize,
    /// Bytes handed to the splitter.
    #[cfg(test)]
    work: usize,
    /// The fields of the record at hand.
    out: Vec<u8>,
    ends: Vec<usize>,
    fields: usize,
}

/// What a record turned out to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Split {
    /// Fields.
    Record,
    /// The fields of one line whose quotation mark is never closed.
    Unclosed,
    /// A line longer than is read.
    TooLong,
}

impl Csv {
    pub(crate) fn new(input: Box<dyn Read + Send>, name: &str, delimiter: u8) -> Self {
        Csv {
            input,
            name: name.to_owned(),
            core: ReaderBuilder::new().delimiter(delimiter).build(),
            buffer: vec![0; BLOCK],
            start: 0,
            pos: 0,
            len: 0,
            ended: false,
            credit: CREDIT,
            #[cfg(test)]
            work: 0,
            out: vec![0; BLOCK],
            ends: vec![0; 64],
            fields: 0,
        }
    }

    /// How many fields the record at hand has.
    pub(crate) fn fields(&self) -> usize {
        self.fields
    }

    /// One field of the record at hand.
    pub(crate) fn field(&self, index: usize) -> &[u8] {
        let start = index.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(index).copied().unwrap_or(0);
        self.out.get(start..end).unwrap_or_default()
    }

    /// The beginning of the record at hand as it stands in the file.
    pub(crate) fn raw(&self) -> String {
        let end = self.pos.min(self.start.saturating_add(1000));
        let bytes = self.buffer.get(self.start..end).unwrap_or_default();
        String::from_utf8_lossy(bytes).trim_matches(['\r', '\n']).to_owned()
    }

    /// Splits the next record; `None` at the end.
    pub(crate) fn next(&mut self) -> Result<Option<Split>> {
        self.skip_blank()?;
        self.fields = 0;
        let mut out_at = 0usize;
        // The first line is read for good in any case; what follows it may be in vain.
        let most = match self.credit {
            MAX_RECORD.. => MAX_RECORD,
            credit => self.first_line()?.saturating_add(credit).min(MAX_RECORD),
        };
        loop {
            if self.pos.saturating_sub(self.start) >= most {
                return self.one_line();
            }
            if self.pos == self.len && !self.ended {
                self.fill()?;
                continue;
            }
            // At the end of the file a line end is added. It ends a record that is at hand, unless
            // that is inside a quotation: which is how an open one is told. (The core's `clone`
            // forgets its classes of bytes, so it cannot be asked on the side.)
            let at_end = self.pos == self.len;
            let end = self.len.min(self.start.saturating_add(most));
            let input = if at_end { b"\n" } else { self.buffer.get(self.pos..end).unwrap_or_default() };
            let (result, used, written, ended) = self.core.read_record(
                input,
                self.out.get_mut(out_at..).unwrap_or_default(),
                self.ends.get_mut(self.fields..).unwrap_or_default(),
            );
            #[cfg(test)]
            {
                self.work = self.work.saturating_add(used);
            }
            self.pos = self.pos.saturating_add(used).min(self.len);
            out_at = out_at.saturating_add(written);
            self.fields = self.fields.saturating_add(ended);
            match result {
                ReadRecordResult::InputEmpty if at_end => {
                    let (result, ..) = self.core.read_record(b"", &mut [0; 8], &mut [0; 8]);
                    return if result == ReadRecordResult::Record { self.one_line() } else { Ok(None) };
                }
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.out.resize(self.out.len().saturating_mul(2), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len().saturating_mul(2), 0),
                ReadRecordResult::Record => {
                    self.earn(self.pos.saturating_sub(self.start));
                    return Ok(Some(Split::Record));
                }
                ReadRecordResult::End => return Ok(None),
            }
        }
    }

    /// Passes over the line ends before the next record.
    fn skip_blank(&mut self) -> Result<()> {
        loop {
            let rest = self.buffer.get(self.pos..self.len).unwrap_or_default();
            let blank = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
            self.pos = self.pos.saturating_add(blank);
            self.start = self.pos;
            if self.pos < self.len || self.ended {
                return Ok(());
            }
            self.fill()?;
        }
    }

    /// The length of the line at hand; no more than is read of a record.
    fn first_line(&mut self) -> Result<usize> {
        let mut seen = 0usize;
        loop {
            let rest = self.buffer.get(self.start..self.len).unwrap_or_default();
            let ahead = rest.get(seen..).unwrap_or_default();
            if let Some(at) = ahead.iter().position(|byte| *byte == b'\n') {
                return Ok(seen.saturating_add(at));
            }
            seen = rest.len();
            if self.ended || seen >= MAX_RECORD {
                return Ok(seen);
            }
            self.fill()?;
        }
    }

    /// Adds to the credit for bytes that are read for good.
    fn earn(&mut self, bytes: usize) {
        self.credit = self.credit.saturating_add(bytes.saturating_mul(RATE)).min(CREDIT);
    }

    /// Reads on; what was split already is let go.
    fn fill(&mut self) -> Result<()> {
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.len, 0);
        }
        self.pos = self.pos.saturating_sub(self.start);
        self.len = self.len.saturating_sub(self.start);
        self.start = 0;
        let room = self.len.saturating_add(BLOCK);
        if self.buffer.len() < room {
            self.buffer.resize(room, 0);
        }
        let n = loop {
            match self.input.read(self.buffer.get_mut(self.len..).unwrap_or_default()) {
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                other => break other.map_err(|e| read_error(&e, &self.name))?,
            }
        };
        self.len = self.len.saturating_add(n);
        self.ended = n == 0;
        Ok(())
    }

    /// Takes the first line of the record at hand for a record of its own.
    fn one_line(&mut self) -> Result<Option<Split>> {
        self.core.reset();
        let rest = self.buffer.get(self.start..self.len).unwrap_or_default();
        let line = rest.iter().take(MAX_RECORD).position(|byte| *byte == b'\n');
        let last = (self.ended && rest.len() <= MAX_RECORD).then_some(rest.len());
        let Some(length) = line.or(last) else {
            self.skip_line()?;
            self.fields = 0;
            return Ok(Some(Split::TooLong));
        };
        self.credit = self.credit.saturating_sub(self.pos.saturating_sub(self.start).saturating_sub(length));
        self.earn(length);
        let line = self.start..self.start.saturating_add(length);
        let mut at = line.start;
        let mut out_at = 0usize;
        self.fields = 0;
        loop {
            let input = self.buffer.get(at..line.end).unwrap_or_default();
            let (result, used, written, ended) = self.core.read_record(
                input,
                self.out.get_mut(out_at..).unwrap_or_default(),
                self.ends.get_mut(self.fields..).unwrap_or_default(),
            );
            #[cfg(test)]
            {
                self.work = self.work.saturating_add(used);
            }
            at = at.saturating_add(used);
            out_at = out_at.saturating_add(written);
            self.fields = self.fields.saturating_add(ended);
            match result {
                ReadRecordResult::InputEmpty => {}
                ReadRecordResult::OutputFull => self.out.resize(self.out.len().saturating_mul(2), 0),
                ReadRecordResult::OutputEndsFull => self.ends.resize(self.ends.len().saturating_mul(2), 0),
                ReadRecordResult::Record | ReadRecordResult::End => break,
            }
        }
        self.core.reset();
        // A line may hold a bare CR, which ends a record too: what stands after it is split next.
        self.pos = if at < line.end { at } else { line.end.saturating_add(1).min(self.len) };
        Ok(Some(Split::Unclosed))
    }

    /// Passes over the rest of a line that is longer than is read.
    fn skip_line(&mut self) -> Result<()> {
        loop {
            self.start = self.len;
            self.pos = self.len;
            self.fill()?;
            let block = self.buffer.get(..self.len).unwrap_or_default();
            if let Some(at) = block.iter().position(|byte| *byte == b'\n') {
                self.pos = at.saturating_add(1);
                self.start = self.pos;
                return Ok(());
            }
            if self.ended {
                self.pos = self.len;
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Reads everything; how many records of each sort, and the bytes handed to the splitter.
    fn split(text: &str) -> (usize, usize, usize) {
        let mut csv = Csv::new(Box::new(std::io::Cursor::new(text.as_bytes().to_vec())), "f", b',');
        let (mut records, mut unclosed) = (0, 0);
        while let Some(split) = csv.next().unwrap() {
            match split {
                Split::Unclosed => unclosed += 1,
                other => {
                    assert_eq!(other, Split::Record);
                    records += 1;
                }
            }
        }
        (records, unclosed, csv.work)
    }

    #[test]
    fn the_work_grows_with_the_file_and_no_faster() {
        // Each line opens a quotation, which none of the others closes: a quotation mark is text
        // inside a field, ends a quotation before a comma, and begins one after it.
        let line = "x\",\"\n";
        for lines in [1_000, 20_000, 400_000] {
            let (records, unclosed, work) = split(&line.repeat(lines));
            assert_eq!((records, unclosed), (0, lines));
            assert!(work <= CREDIT + (RATE + 2) * lines * line.len(), "{lines} lines, {work} bytes");
        }
    }

    #[test]
    fn what_stands_after_such_lines_is_read_as_ever() {
        let bad = "x\",\"\n".repeat(200_000);
        // So much that no quotation mark after it can end a quotation before it.
        let plain = format!("1,{}\n", "y".repeat(1_000)).repeat(MAX_RECORD / 1_000);
        let (records, unclosed, _) = split(&format!("{bad}{plain}3,\"a\nb\nc\"\n4,5\n"));
        assert_eq!((records, unclosed), (MAX_RECORD / 1_000 + 2, 200_000));
    }

    #[test]
    fn blank_lines_are_no_records() {
        let blank = "\r\n".repeat(MAX_RECORD);
        assert_eq!(split(&format!("{blank}1,2\n\n\r\n3,4{blank}")).0, 2);
    }
}
