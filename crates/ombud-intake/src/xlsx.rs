//! Workbooks, a row at a time.

use std::{
    io::{Read, Seek},
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Data, DataRef, Reader as _, Xlsx, XlsxError};
use ombud::{Error, ErrorCode, error::Result};

use crate::cells::Native;

/// A cell as the workbook holds it.
#[derive(Debug, Clone, Default)]
pub(crate) struct Cell {
    pub(crate) text: String,
    pub(crate) native: Option<Native>,
    pub(crate) error: bool,
}

/// Hands every row that is not empty to `each`, its cells by column.
///
/// A workbook keeps its texts in one table, which is read whole: memory is flat in rows but not
/// in distinct texts.
pub(crate) fn rows(
    file: impl Read + Seek,
    name: &str,
    sheet: Option<&str>,
    mut each: impl FnMut(&[Cell]) -> Result<()>,
) -> Result<()> {
    let fault = |error: &XlsxError| {
        Error::new(ErrorCode::UnreadableFile).file(name).expected("an .xlsx workbook").found(error)
    };
    let mut book = guarded(name, || Xlsx::new(file))?.map_err(|e| fault(&e))?;
    let sheets = book.sheet_names();
    let wanted = match sheet {
        Some(wanted) => sheets.iter().find(|s| s.as_str() == wanted).cloned().ok_or_else(|| {
            Error::new(ErrorCode::UnreadableFile)
                .file(name)
                .expected(format_args!("a sheet named {wanted}"))
                .found(sheets.join(", "))
        })?,
        None => sheets.first().cloned().ok_or_else(|| {
            Error::new(ErrorCode::UnreadableFile).file(name).expected("a sheet").found("none")
        })?,
    };
    let mut reader = guarded(name, || book.worksheet_cells_reader(&wanted))?.map_err(|e| fault(&e))?;
    let mut row: Vec<Cell> = Vec::new();
    let mut at = None;
    let mut used = 0usize;
    while let Some(cell) = guarded(name, || reader.next_cell())?.map_err(|e| fault(&e))? {
        let (line, column) = cell.get_position();
        if at != Some(line) {
            flush(&mut row, &mut used, &mut each)?;
            at = Some(line);
        }
        // A sheet has at most 16,384 columns; a file that claims more is not believed.
        let index = usize::try_from(column).unwrap_or(usize::MAX);
        if index >= 16_384 {
            continue;
        }
        if row.len() <= index {
            row.resize_with(index.saturating_add(1), Cell::default);
        }
        if let Some(place) = row.get_mut(index) {
            fill(place, cell.get_value());
            used = used.max(index.saturating_add(1));
        }
    }
    flush(&mut row, &mut used, &mut each)
}

/// Calls the reader of workbooks, which panics where a cell's address runs over: no panic leaves
/// this crate. What it was reading is dropped, so nothing half-changed is used again.
fn guarded<T>(name: &str, call: impl FnOnce() -> T) -> Result<T> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|_| {
        Error::new(ErrorCode::UnreadableFile)
            .file(name)
            .expected("a workbook whose cells have addresses within a sheet")
            .found("an address that runs over")
    })
}

fn flush(row: &mut [Cell], used: &mut usize, each: &mut impl FnMut(&[Cell]) -> Result<()>) -> Result<()> {
    let cells = row.get(..*used).unwrap_or_default();
    if cells.iter().any(|cell| cell.error || !crate::fold::trim(&cell.text).is_empty()) {
        each(cells)?;
    }
    for cell in row.iter_mut().take(*used) {
        cell.text.clear();
        cell.native = None;
        cell.error = false;
    }
    *used = 0;
    Ok(())
}

fn fill(cell: &mut Cell, value: &DataRef<'_>) {
    use std::fmt::Write as _;
    match value {
        DataRef::Empty => {}
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
            cell.text.push_str(text)
        }
        DataRef::SharedString(text) => cell.text.push_str(text),
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
