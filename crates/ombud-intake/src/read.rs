//! One file, read by a profile.

mod fixed;

use std::{
    collections::BTreeSet,
    fs::File,
    io::{BufReader, Cursor, Read, Seek},
    ops::ControlFlow,
    path::{Path, PathBuf},
    sync::{
        Arc, OnceLock,
        atomic::{AtomicU64, Ordering},
    },
};

use ombud::{Error, ErrorCode, error::Result, pack::Format};
use serde::Serialize;

use crate::{
    cells::Cells,
    csv::{Csv, Split},
    decode::{Counted, Note, Text, decoded, plain},
    fold::{fold, head, trim},
    jsonl::{Cell, Lines, members},
    limits::Limits,
    problem::{Problem, Reason},
    profile::Profile,
    record::{Builder, Row, Shapes},
    rows::{columns_missing, columns_of},
    unpack::check,
    xlsx::{self, Book, Fault},
};

/// How many lines above the header of a workbook are passed over at most.
const ABOVE_HEADER: usize = 20;
/// How many unknown columns are named.
const UNKNOWN: usize = 200;

/// A file to read.
#[derive(Debug, Clone)]
pub struct Input {
    name: String,
    content: Content,
    limits: Limits,
    /// What a workbook unpacks to, once that was found out.
    unpacked: OnceLock<u64>,
}

#[derive(Debug, Clone)]
enum Content {
    Path(PathBuf),
    Bytes(Arc<[u8]>),
}

impl Input {
    /// A file on disk; it is named by its last component.
    #[must_use]
    pub fn path(path: impl AsRef<Path>) -> Self {
        let path = path.as_ref();
        let name =
            path.file_name().map_or_else(|| path.display().to_string(), |n| n.to_string_lossy().into_owned());
        Input {
            name,
            content: Content::Path(path.to_owned()),
            limits: Limits::USUAL,
            unpacked: OnceLock::new(),
        }
    }

    /// Bytes at hand, with the name that rows and messages give them.
    #[must_use]
    pub fn bytes(name: impl Into<String>, bytes: impl Into<Arc<[u8]>>) -> Self {
        Input {
            name: name.into(),
            content: Content::Bytes(bytes.into()),
            limits: Limits::USUAL,
            unpacked: OnceLock::new(),
        }
    }

    /// Bytes that came in a request: much less is unpacked of them.
    pub(crate) fn request(name: Option<String>, bytes: Vec<u8>) -> Self {
        let name = name.unwrap_or_else(|| "file".to_owned());
        Input { limits: Limits::REQUEST, ..Input::bytes(name, bytes) }
    }

    /// The name that rows and messages give it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// How many bytes it has, as it lies on disk.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        match &self.content {
            Content::Path(path) => std::fs::metadata(path).ok().map(|meta| meta.len()),
            Content::Bytes(bytes) => u64::try_from(bytes.len()).ok(),
        }
    }

    pub(crate) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// Opens it as a workbook. Bytes are the same when they are read again: they are checked once.
    pub(crate) fn book(&self) -> Result<Book<'_, BufReader<Box<dyn ReadSeek>>>> {
        let mut file = BufReader::new(self.open()?);
        let unpacked = match (&self.content, self.unpacked.get()) {
            (Content::Bytes(_), Some(unpacked)) => *unpacked,
            _ => check(&mut file, &self.name, &self.limits)?,
        };
        self.unpacked.get_or_init(|| unpacked);
        Book::open(file, &self.name, self.limits.copied(unpacked))
    }

    pub(crate) fn open(&self) -> Result<Box<dyn ReadSeek>> {
        match &self.content {
            Content::Path(path) => match File::open(path) {
                Ok(file) => Ok(Box::new(file)),
                Err(error) => {
                    Err(Error::new(ErrorCode::FileAccess).file(path.display().to_string()).found(error))
                }
            },
            Content::Bytes(bytes) => Ok(Box::new(Cursor::new(Arc::clone(bytes)))),
        }
    }
}

pub(crate) trait ReadSeek: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadSeek for T {}

/// What became of one record.
#[derive(Debug, Clone)]
pub enum Outcome {
    /// It is a row.
    Kept(Row),
    /// It cannot be split into the columns of the header.
    Rejected(Problem),
}

/// What was read of one file.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct FileReport {
    /// The file.
    pub name: Arc<str>,
    /// Its records: those kept and those rejected.
    pub rows: u64,
    /// Records that are rows.
    pub kept: u64,
    /// Records that cannot be split into the header's columns.
    pub rejected: u64,
    /// Records in which every cell is blank; they are not counted as rows.
    pub blank: u64,
    /// Columns that the profile does not know, as the file names them.
    pub unknown_columns: BTreeSet<String>,
    /// What was noticed about the file as a whole.
    pub notes: Vec<Note>,
    /// The sheets of a workbook that were read.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sheets: Vec<String>,
    /// The sheets of a workbook that were not read, because no line of theirs is the header.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unread_sheets: Vec<String>,
    /// Header and trailer records, which are no complaints.
    #[serde(skip_serializing_if = "is_zero")]
    pub frame: u64,
    /// What is wrong with the file as a whole; the row of such a problem is 0.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Problem>,
    /// The shapes of its dates.
    #[serde(skip)]
    pub(crate) shapes: Shapes,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "what serde calls")]
fn is_zero(count: &u64) -> bool {
    *count == 0
}

/// Reads a file and hands over every record; memory does not grow with the rows.
///
/// # Errors
/// `file_access`, `unreadable_file`, `header_mismatch`, and those of `each`, which end the reading.
pub fn read(
    profile: &Profile,
    input: &Input,
    each: &mut dyn FnMut(Outcome) -> Result<()>,
) -> Result<FileReport> {
    read_counted(profile, input, &Arc::new(AtomicU64::new(0)), each)
}

/// [`read`], counting the bytes that were taken of the file.
pub(crate) fn read_counted(
    profile: &Profile,
    input: &Input,
    taken: &Arc<AtomicU64>,
    each: &mut dyn FnMut(Outcome) -> Result<()>,
) -> Result<FileReport> {
    let name: Arc<str> = Arc::from(input.name.as_str());
    let mut reading = Reading {
        profile,
        builder: Builder::new(profile, Arc::clone(&name)),
        cells: Cells::default(),
        report: FileReport {
            name,
            rows: 0,
            kept: 0,
            rejected: 0,
            blank: 0,
            unknown_columns: BTreeSet::new(),
            notes: Vec::new(),
            sheets: Vec::new(),
            unread_sheets: Vec::new(),
            frame: 0,
            findings: Vec::new(),
            shapes: Shapes::default(),
        },
        before: 0,
        each,
    };
    let unpacked = || {
        let file = Counted::new(input.open()?, Arc::clone(taken));
        plain(file, &input.name, profile.def.encoding, input.limits.gunzipped)
    };
    match profile.def.format {
        Format::Csv => reading.csv(decoded(unpacked()?))?,
        Format::Jsonl => reading.jsonl(decoded(unpacked()?))?,
        Format::Fixed => reading.fixed(unpacked()?)?,
        _ => {
            reading.xlsx(input)?;
            taken.store(input.size().unwrap_or(0), Ordering::Relaxed);
        }
    }
    reading.report.shapes = std::mem::take(&mut reading.builder.shapes);
    Ok(reading.report)
}

/// Names a column that the profile does not know.
fn unknown(report: &mut FileReport, name: &str) {
    if report.unknown_columns.len() < UNKNOWN && !trim(name).is_empty() {
        report.unknown_columns.insert(head(trim(name), 100));
    }
}

struct Reading<'a> {
    profile: &'a Profile,
    builder: Builder<'a>,
    cells: Cells,
    report: FileReport,
    /// Records of the sheets before: each sheet counts its own.
    before: u64,
    each: &'a mut dyn FnMut(Outcome) -> Result<()>,
}

impl Reading<'_> {
    fn number(&self) -> u64 {
        self.report.rows.saturating_sub(self.before).saturating_add(1)
    }

    fn keep(&mut self, absent_is_blank: bool) -> Result<()> {
        let row = self.builder.row(&self.cells, self.number(), absent_is_blank);
        self.report.rows = self.report.rows.saturating_add(1);
        self.report.kept = self.report.kept.saturating_add(1);
        (self.each)(Outcome::Kept(row))
    }

    fn reject(&mut self, value: &str, reason: Reason) -> Result<()> {
        let problem = self.builder.rejected(self.number(), value, reason);
        self.report.rows = self.report.rows.saturating_add(1);
        self.report.rejected = self.report.rejected.saturating_add(1);
        (self.each)(Outcome::Rejected(problem))
    }

    fn blank(&mut self) {
        self.report.blank = self.report.blank.saturating_add(1);
    }

    /// The profile's column for each of the file's.
    ///
    /// # Errors
    /// `header_mismatch` where a column of the profile occurs twice or a required one is missing.
    fn header<'h>(&mut self, header: impl Iterator<Item = &'h str> + Clone) -> Result<Vec<Option<usize>>> {
        let report = &mut self.report;
        columns_of(self.profile, &Arc::clone(&report.name), header, |name| unknown(report, name))
    }

    fn missing(&self, missing: &[&str], found: &str) -> Error {
        columns_missing(&self.report.name, missing, found)
    }

    fn required(&self) -> Vec<&str> {
        self.profile.columns.iter().filter(|column| column.required).map(|column| &*column.name).collect()
    }

    fn csv(&mut self, text: Text) -> Result<()> {
        self.report.notes = text.notes;
        let mut csv = Csv::new(text.read, &self.report.name, self.profile.delimiter);
        let columns = match self.profile.def.no_header {
            true => (0..self.profile.columns.len()).map(Some).collect(),
            false => self.csv_header(&mut csv)?,
        };
        while let Some(split) = csv.next()? {
            if split == Split::TooLong {
                self.reject(&csv.raw(), Reason::RecordTooLong)?;
                continue;
            }
            if csv.fields() != columns.len() {
                self.reject(&csv.raw(), Reason::WrongFieldCount)?;
                continue;
            }
            self.cells.clear(self.profile.columns.len());
            let mut blank = true;
            for (index, column) in columns.iter().enumerate() {
                let field = csv.field(index);
                blank &= field.iter().all(u8::is_ascii_whitespace);
                if let Some(column) = column {
                    self.cells.set_bytes(*column, field);
                }
            }
            if blank {
                self.blank();
                continue;
            }
            if split == Split::Unclosed {
                self.cells.odd.push((Reason::UnclosedQuotation, String::new()));
            }
            self.keep(false)?;
        }
        Ok(())
    }

    /// Reads the header of separated values.
    fn csv_header(&mut self, csv: &mut Csv) -> Result<Vec<Option<usize>>> {
        let headers: Vec<String> = match csv.next()? {
            Some(Split::TooLong) => {
                return Err(Error::new(ErrorCode::UnreadableFile)
                    .file(self.report.name.as_ref())
                    .expected("a header line")
                    .found("a line longer than is read"));
            }
            Some(_) => {
                (0..csv.fields()).map(|i| String::from_utf8_lossy(csv.field(i)).into_owned()).collect()
            }
            None => Vec::new(),
        };
        if headers.is_empty() && self.required().is_empty() {
            return Err(self.missing(&self.profile.columns().collect::<Vec<_>>(), ""));
        }
        self.header(headers.iter().map(String::as_str))
    }

    fn jsonl(&mut self, text: Text) -> Result<()> {
        self.report.notes = text.notes;
        let mut lines = Lines::new(text.read, &self.report.name);
        let mut seen = vec![false; self.profile.columns.len()];
        while lines.next()? {
            if lines.is_too_long() {
                self.reject(&lines.text(), Reason::RecordTooLong)?;
                continue;
            }
            let line = lines.text();
            if line.trim().is_empty() {
                self.blank();
                continue;
            }
            if self.report.rows == 0 && line.trim_start().starts_with('[') {
                return Err(Error::new(ErrorCode::UnreadableFile)
                    .file(self.report.name.as_ref())
                    .expected("one JSON object a line")
                    .found("a JSON array"));
            }
            let malformed = matches!(line, std::borrow::Cow::Owned(_));
            self.cells.clear(self.profile.columns.len());
            let mut others: Vec<String> = Vec::new();
            let cells = &mut self.cells;
            let profile = self.profile;
            let is_object = members(&line, |key, cell| {
                let Some(column) = profile.headers.get(key).copied().or_else(|| profile.column_of(key))
                else {
                    others.push(key.to_owned());
                    return;
                };
                if let Some(seen) = seen.get_mut(column) {
                    *seen = true;
                }
                // The same column under two keys, or one key twice: the one that is filled in, and
                // none of the two where both are and differ.
                let shown = match &cell {
                    Cell::Text(text) => text.as_ref(),
                    Cell::Nested(raw) | Cell::Malformed(raw) => raw,
                };
                let shown = trim(shown);
                if shown.is_empty() && cells.has(column) {
                    return;
                }
                if let Some(earlier) = cells.text(column).filter(|earlier| !earlier.is_empty()) {
                    if earlier != shown {
                        let both = format!("{} | {}", head(earlier, 90), head(shown, 90));
                        cells.set(column, &both);
                        cells.flag(column, |flags| flags.twice = true);
                    }
                    return;
                }
                match cell {
                    Cell::Text(text) => {
                        cells.set(column, &text);
                        if malformed && text.contains('\u{fffd}') {
                            cells.flag(column, |flags| flags.malformed = true);
                        }
                    }
                    Cell::Nested(raw) => {
                        cells.set(column, raw);
                        cells.flag(column, |flags| flags.nested = true);
                    }
                    Cell::Malformed(raw) => {
                        cells.set(column, raw);
                        cells.flag(column, |flags| flags.malformed = true);
                    }
                }
            });
            if !is_object {
                self.reject(&line, Reason::NotAnObject)?;
                continue;
            }
            drop(line);
            for key in others {
                unknown(&mut self.report, &key);
            }
            self.keep(true)?;
        }
        if self.report.kept > 0 {
            let missing: Vec<&str> = self
                .profile
                .columns
                .iter()
                .zip(&seen)
                .filter(|(column, seen)| column.required && !**seen)
                .map(|(column, _)| &*column.name)
                .collect();
            if !missing.is_empty() {
                let found: Vec<&str> = self.report.unknown_columns.iter().map(String::as_str).collect();
                return Err(self.missing(&missing, &found.join(", ")));
            }
        }
        Ok(())
    }

    fn xlsx(&mut self, input: &Input) -> Result<()> {
        let name = Arc::clone(&self.report.name);
        let mut book = input.book()?;
        let sheets = book.sheets();
        let refuse = |expected: String| Error::new(ErrorCode::UnreadableFile).file(&*name).expected(expected);
        let wanted = match &self.profile.def.sheet {
            Some(wanted) if sheets.contains(wanted) => vec![wanted.clone()],
            Some(wanted) => return Err(refuse(format!("a sheet named {wanted}")).found(sheets.join(", "))),
            None if sheets.is_empty() => return Err(refuse("a sheet".to_owned()).found("none")),
            None => sheets,
        };
        let mut first = String::new();
        for sheet in &wanted {
            if let [_, _, ..] = wanted.as_slice() {
                self.builder.begin(format!("{name} [{sheet}]"));
                self.before = self.report.rows;
            }
            match self.sheet(&mut book, sheet)? {
                Header::Found => self.report.sheets.push(sheet.clone()),
                // A sheet in which nothing stands is no loss.
                Header::Other(line) if line.is_empty() => {}
                Header::Other(line) => {
                    self.report.unread_sheets.push(sheet.clone());
                    if first.is_empty() {
                        first = line;
                    }
                }
            }
        }
        if self.report.sheets.is_empty() {
            return Err(self.missing(&self.required(), &first));
        }
        Ok(())
    }

    /// Reads a sheet, if it has the header.
    fn sheet(&mut self, book: &mut Book<'_, impl Read + Seek>, sheet: &str) -> Result<Header> {
        let mut columns: Option<Vec<Option<usize>>> = None;
        let mut above = 0usize;
        let mut first = String::new();
        book.rows(sheet, |row, fault| {
            let texts = row.iter().map(|cell| cell.text.as_str());
            let shown = || texts.clone().map(trim).filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", ");
            let Some(columns) = &columns else {
                // Ledgers often have a title above the header: the header is the first line that
                // has the required columns.
                let folded: Vec<String> = texts.clone().map(fold).collect();
                let has = |column: usize| folded.iter().any(|h| self.profile.headers.get(h) == Some(&column));
                let all = self.profile.columns.iter().enumerate().all(|(i, c)| !c.required || has(i));
                if all && (0..self.profile.columns.len()).any(has) {
                    columns = Some(self.header(texts)?);
                    if above > 0 && !self.report.notes.contains(&Note::LinesAboveHeader) {
                        self.report.notes.push(Note::LinesAboveHeader);
                    }
                    return Ok(ControlFlow::Continue(()));
                }
                if above == 0 {
                    first = shown();
                }
                above = above.saturating_add(1);
                return Ok(match above {
                    ..=ABOVE_HEADER => ControlFlow::Continue(()),
                    _ => ControlFlow::Break(()),
                });
            };
            match fault {
                Some(Fault::TooLong) => {
                    let first = texts.clone().map(trim).find(|text| !text.is_empty());
                    self.reject(first.unwrap_or_default(), Reason::RecordTooLong)?;
                }
                Some(Fault::TwoRows) => self.reject(&shown(), Reason::TwoRows)?,
                None => {
                    self.fill(row, columns);
                    self.keep(false)?;
                }
            }
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(match columns {
            Some(_) => Header::Found,
            None => Header::Other(first),
        })
    }

    fn fill(&mut self, row: &[xlsx::Cell], columns: &[Option<usize>]) {
        self.cells.clear(self.profile.columns.len());
        for (index, column) in columns.iter().enumerate() {
            let Some(column) = *column else { continue };
            match row.get(index) {
                None => self.cells.set(column, ""),
                Some(cell) => {
                    match cell.native {
                        Some(native) => self.cells.set_native(column, native, &cell.text),
                        None => self.cells.set(column, &cell.text),
                    }
                    if cell.error {
                        self.cells.flag(column, |flags| flags.error = true);
                    }
                }
            }
        }
    }
}

/// What a sheet begins with.
enum Header {
    Found,
    /// No header of the profile; its first line, empty where nothing stands in the sheet.
    Other(String),
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn a_workbook_in_bytes_is_checked_once() {
        let kind = "/relationships/officeDocument";
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (name, text) in [
            (
                "_rels/.rels",
                format!("<Relationships><Relationship Type=\"{kind}\" Target=\"xl/w.xml\"/></Relationships>"),
            ),
            ("xl/w.xml", "<workbook/>".to_owned()),
            ("xl/_rels/w.xml.rels", "<Relationships/>".to_owned()),
        ] {
            zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(text.as_bytes()).unwrap();
        }
        let mut input = Input::request(None, zip.finish().unwrap().into_inner());
        assert!(input.book().is_ok());
        input.limits.unpacked = 0;
        assert!(input.book().is_ok());
        input.unpacked = OnceLock::new();
        assert_eq!(input.book().err().map(|error| error.code()), Some(ErrorCode::TooLarge));
    }
}
