//! Workbooks, a row at a time.

use std::{
    collections::HashSet,
    io::{Read, Seek},
    ops::ControlFlow,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, DataRef, Reader as _, SheetType, Xlsx, XlsxError};
use ombud::{Error, ErrorCode, error::Result};

use crate::{
    address::COLUMNS,
    cells::{MAX_CELL, MAX_RECORD, Native},
    unpack,
};

/// A cell as the workbook holds it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) native: Option<Native>,
    pub(crate) error: bool,
}

/// How much room for text a cell of the row at hand keeps for the next row, in bytes.
const KEPT: usize = 4096;

/// What keeps a row from being taken as it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fault {
    /// There was more in it than is read.
    TooLong,
    /// Its cells do not follow one another: two rows bear one number.
    TwoRows,
}

/// A workbook.
///
/// It keeps its texts in one table, which is read whole: memory is flat in rows but not in
/// distinct texts.
pub(crate) struct Book<'a, R> {
    name: &'a str,
    inner: Xlsx<R>,
    /// How many bytes of its shared texts may be copied, and how many of them still.
    copied: (u64, u64),
}

impl<'a, R: Read + Seek> Book<'a, R> {
    /// Opens a workbook that was [checked](unpack::check); so many bytes of its shared texts may be
    /// copied.
    pub(crate) fn open(file: R, name: &'a str, copied: u64) -> Result<Self> {
        let inner = guarded(name, || Xlsx::new(file))?.map_err(|error| fault(name, &error))?;
        // A sheet is found by its name: of two that share one, the first would be read twice.
        let mut names = HashSet::new();
        if let Some(twice) = inner.sheets_metadata().iter().find(|sheet| !names.insert(&sheet.name)) {
            let error = Error::new(ErrorCode::UnreadableFile).file(name).item(&twice.name);
            return Err(error.expected("an .xlsx workbook").found(unpack::ONE_PART));
        }
        Ok(Book { name, inner, copied: (copied, copied) })
    }

    /// The names of the sheets that hold cells, in the workbook's order.
    pub(crate) fn sheets(&self) -> Vec<String> {
        let all = self.inner.sheets_metadata().iter();
        all.filter(|sheet| sheet.typ == SheetType::WorkSheet).map(|sheet| sheet.name.clone()).collect()
    }

    /// Hands every row of a sheet that is not empty to `each`, its cells by column, and what is
    /// wrong with it, until that has seen enough.
    pub(crate) fn rows(
        &mut self,
        sheet: &str,
        mut each: impl FnMut(&[Cell], Option<Fault>) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let name = self.name;
        let reader = guarded(name, || self.inner.worksheet_cells_reader(sheet))?;
        let mut reader = reader.map_err(|error| fault(name, &error))?;
        let mut row = Line::default();
        let mut at = None;
        while let Some(cell) = guarded(name, || reader.next_cell())?.map_err(|e| fault(name, &e))? {
            let (line, column) = cell.get_position();
            if at != Some(line) {
                if row.flush(&mut each)?.is_break() {
                    return Ok(());
                }
                at = Some(line);
            }
            let value = cell.get_value();
            let filled = row.fill(usize::try_from(column).unwrap_or(usize::MAX), value);
            if let DataRef::SharedString(_) = value {
                let (most, left) = &mut self.copied;
                let filled = u64::try_from(filled).unwrap_or(u64::MAX);
                *left = left.checked_sub(filled).ok_or_else(|| {
                    let error = Error::new(ErrorCode::TooLarge).file(name).item(sheet).found("more");
                    error.expected(format_args!("at most {most} bytes of texts that cells share"))
                })?;
            }
        }
        row.flush(&mut each).map(|_| ())
    }
}

fn fault(name: &str, error: &XlsxError) -> Error {
    Error::new(ErrorCode::UnreadableFile).file(name).expected("an .xlsx workbook").found(error)
}

/// The row at hand, in buffers that are used again.
#[derive(Default)]
struct Line {
    cells: Vec<Cell>,
    /// The columns in which something stands.
    filled: Vec<usize>,
    used: usize,
    /// Bytes of its texts: cells may share one, so a short file can have very long rows.
    size: usize,
    /// The column that the next cell may have at the least.
    next: usize,
    two_rows: bool,
}

impl Line {
    /// Takes a cell; how many bytes of text were copied.
    fn fill(&mut self, index: usize, value: &DataRef<'_>) -> usize {
        self.two_rows |= index < self.next;
        self.next = index.saturating_add(1);
        if index >= COLUMNS as usize || self.size > MAX_RECORD {
            return 0;
        }
        self.used = self.used.max(index.saturating_add(1));
        if matches!(value, DataRef::Empty) {
            return 0;
        }
        self.widen();
        let Some(cell) = self.cells.get_mut(index) else { return 0 };
        let before = cell.text.len();
        fill(cell, value);
        self.filled.push(index);
        let copied = cell.text.len().saturating_sub(before);
        self.size = self.size.saturating_add(copied);
        copied
    }

    /// Makes room for the columns that are used.
    fn widen(&mut self) {
        if self.cells.len() < self.used {
            self.cells.resize_with(self.used, Cell::default);
        }
    }

    fn flush(
        &mut self,
        each: &mut impl FnMut(&[Cell], Option<Fault>) -> Result<ControlFlow<()>>,
    ) -> Result<ControlFlow<()>> {
        let mut flow = ControlFlow::Continue(());
        let mut filled = self.filled.iter().filter_map(|index| self.cells.get(*index));
        if filled.any(|cell| cell.error || !crate::fold::trim(&cell.text).is_empty()) {
            self.widen();
            let cells = self.cells.get(..self.used).unwrap_or_default();
            let fault = match (self.two_rows, self.size) {
                (true, _) => Some(Fault::TwoRows),
                (false, size) if size > MAX_RECORD => Some(Fault::TooLong),
                _ => None,
            };
            flow = each(cells, fault)?;
        }
        // Not every column that is used: a cell of a few bytes may be the last of sixteen thousand.
        for index in self.filled.drain(..) {
            let Some(cell) = self.cells.get_mut(index) else { continue };
            cell.text.clear();
            cell.text.shrink_to(KEPT);
            cell.native = None;
            cell.error = false;
        }
        (self.used, self.size, self.next, self.two_rows) = (0, 0, 0, false);
        Ok(flow)
    }
}

/// Calls the reader of workbooks. What is known to make it panic was refused beforehand; should
/// something else do so, no panic leaves this crate. What it was reading is dropped, so nothing
/// half-changed is used again.
fn guarded<T>(name: &str, call: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| {
        Error::new(ErrorCode::UnreadableFile)
            .file(name)
            .expected("an .xlsx workbook")
            .found("what stops the reader of workbooks")
    })
}

/// No more of a text than tells that it is too long.
fn start(text: &str) -> &str {
    text.get(..text.ceil_char_boundary(MAX_CELL.saturating_add(1))).unwrap_or(text)
}

fn fill(cell: &mut Cell, value: &DataRef<'_>) {
    use std::fmt::Write as _;
    match value {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            cell.text.push_str(start(text));
        }
        DataRef::SharedString(text) => cell.text.push_str(start(text)),
        DataRef::Bool(value) => cell.text.push_str(if *value { "true" } else { "false" }),
        DataRef::Int(value) => {
            let _ = write!(cell.text, "{value}");
        }
        // A whole number is written without a point, as the sheet shows it.
        DataRef::Float(value) => {
            let _ = write!(cell.text, "{value}");
        }
        DataRef::DateTime(value) if value.is_datetime() && value.as_f64() >= 1.0 => {
            // Rounded to the second: a time of day is a fraction that few sheets hold exactly.
            let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
            let second = if milli >= 500 && second < 59 { second.saturating_add(1) } else { second };
            cell.native = Some(Native { year, month, day, hour, minute, second });
            let _ = write!(cell.text, "{year:04}-{month:02}-{day:02}");
            if (hour, minute, second) != (0, 0, 0) {
                let _ = write!(cell.text, " {hour:02}:{minute:02}:{second:02}");
            }
        }
        DataRef::DateTime(value) => {
            let _ = write!(cell.text, "{}", value.as_f64());
        }
        DataRef::Error(error) => {
            cell.error = true;
            let _ = write!(cell.text, "{}", Data::Error(error.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_blank_cell_far_away_takes_no_room_and_is_not_cleared() {
        let mut line = Line::default();
        let mut rows = 0;
        let mut each = |cells: &[Cell], _| {
            rows += 1;
            assert_eq!((cells.len(), cells[0].text.as_str()), (16_384, "1"));
            Ok(ControlFlow::Continue(()))
        };
        assert_eq!(line.fill(16_383, &DataRef::Empty), 0);
        assert!(line.flush(&mut each).is_ok());
        assert_eq!((line.cells.len(), line.filled.len()), (0, 0));
        assert_eq!(line.fill(0, &DataRef::Int(1)), 1);
        assert_eq!(line.fill(16_383, &DataRef::Empty), 0);
        assert_eq!(line.filled, [0]);
        assert!(line.flush(&mut each).is_ok());
        assert_eq!(rows, 1);
    }

    #[test]
    fn a_text_is_cut_behind_the_first_character_too_many() {
        let long = "字".repeat(MAX_CELL / 3 + 10);
        let cut = start(&long);
        assert!(cut.len() > MAX_CELL && cut.len() <= MAX_CELL + 3);
        assert_eq!(start("字"), "字");
    }
}
