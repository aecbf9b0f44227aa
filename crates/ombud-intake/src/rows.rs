//! Rows of a table that is no file: a caller has the cells, and they are read as the file's are.

use std::{borrow::Cow, sync::Arc};

use ombud::{Error, ErrorCode, error::Result, model::Date, pack::Format};

use crate::{
    cells::{Cells, Native},
    fold::trim,
    profile::{Fills, Profile},
    record::{Builder, Row},
};

/// Which column of a profile each column of a table is.
#[derive(Debug, Clone)]
pub struct Header {
    columns: Vec<Option<usize>>,
    read: Vec<bool>,
}

impl Header {
    /// The header of a table with these names; `table` is what errors call it.
    ///
    /// # Errors
    /// `header_mismatch` where a column of the profile occurs twice or a required one is missing.
    pub fn new<'h>(
        profile: &Profile,
        table: &str,
        names: impl Iterator<Item = &'h str> + Clone,
    ) -> Result<Self> {
        let columns = columns_of(profile, table, names, |_| {})?;
        let is_read = |column: &Option<usize>| {
            let column = column.and_then(|column| profile.columns.get(column));
            column.is_some_and(|column| !matches!(column.fills, Fills::Nothing))
        };
        Ok(Header { read: columns.iter().map(is_read).collect(), columns })
    }

    /// The columns of the table whose cells are read, by index.
    pub fn read(&self) -> impl Iterator<Item = usize> {
        self.read.iter().enumerate().filter(|(_, read)| **read).map(|(column, _)| column)
    }
}

/// A cell of a table.
#[derive(Debug, Clone)]
pub enum Given<'a> {
    /// Nothing.
    Blank,
    /// Text, or bytes that should be text.
    Text(Cow<'a, [u8]>),
    /// A day, and a time of day by the clock where the table was written; midnight stands for none.
    Time(Date, [u8; 3]),
}

/// Reads the rows of a table by a profile.
pub struct Rows<'p> {
    header: &'p Header,
    builder: Builder<'p>,
    cells: Cells,
    columns: usize,
    /// In a file of objects, what is not there is blank.
    absent_is_blank: bool,
}

impl<'p> Rows<'p> {
    /// A reader; `table` is what rows and problems call the table.
    #[must_use]
    pub fn new(profile: &'p Profile, header: &'p Header, table: &str) -> Self {
        Rows {
            header,
            builder: Builder::new(profile, Arc::from(table)),
            cells: Cells::default(),
            columns: profile.columns.len(),
            absent_is_blank: profile.def.format == Format::Jsonl,
        }
    }

    /// The row of this number, from 1; nothing where every cell is blank, which is no record.
    /// `cell` gives the cells of the columns that are [`read`](Header::read).
    pub fn row<'c>(&mut self, number: u64, mut cell: impl FnMut(usize) -> Given<'c>) -> Option<Row> {
        self.cells.clear(self.columns);
        let mut blank = true;
        for at in self.header.read() {
            let Some(column) = self.header.columns.get(at).copied().flatten() else { continue };
            match cell(at) {
                Given::Blank => self.cells.set(column, ""),
                Given::Text(bytes) => {
                    blank &= bytes.iter().all(u8::is_ascii_whitespace);
                    self.cells.set_bytes(column, &bytes);
                }
                Given::Time(date, clock) => {
                    blank = false;
                    self.time(column, date, clock);
                }
            }
        }
        (!blank).then(|| self.builder.row(&self.cells, number, self.absent_is_blank))
    }

    fn time(&mut self, column: usize, date: Date, [hour, minute, second]: [u8; 3]) {
        let shown = match [hour, minute, second] {
            [0, 0, 0] => date.to_string(),
            _ => format!("{date} {hour:02}:{minute:02}:{second:02}"),
        };
        // No date has a part that is negative.
        let (year, month, day) = (date.year().unsigned_abs(), date.month(), date.day());
        let (month, day) = (month.unsigned_abs(), day.unsigned_abs());
        self.cells.set_native(column, Native { year, month, day, hour, minute, second }, &shown);
    }
}

/// The profile's column for each of a table's; those that it does not know go to `unknown`.
pub(crate) fn columns_of<'h>(
    profile: &Profile,
    table: &str,
    header: impl Iterator<Item = &'h str> + Clone,
    mut unknown: impl FnMut(&str),
) -> Result<Vec<Option<usize>>> {
    let mut columns = Vec::new();
    let mut first: Vec<Option<&str>> = vec![None; profile.columns.len()];
    for name in header.clone() {
        let column = profile.column_of(name);
        columns.push(column);
        match column {
            None => unknown(name),
            Some(column) => {
                let place = first.get_mut(column);
                if let Some(earlier) = place.as_deref().copied().flatten() {
                    return Err(Error::new(ErrorCode::HeaderMismatch)
                        .file(table)
                        .item(profile.columns.get(column).map_or("", |c| &c.name))
                        .expected("one column")
                        .found(format_args!("{}, {}", trim(earlier), trim(name))));
                }
                if let Some(place) = place {
                    *place = Some(name);
                }
            }
        }
    }
    let missing: Vec<&str> = profile
        .columns
        .iter()
        .zip(&first)
        .filter(|(column, found)| column.required && found.is_none())
        .map(|(column, _)| &*column.name)
        .collect();
    if missing.is_empty() {
        return Ok(columns);
    }
    let found: Vec<&str> = header.map(trim).collect();
    Err(columns_missing(table, &missing, &found.join(", ")))
}

/// That these columns are not in the table.
pub(crate) fn columns_missing(table: &str, missing: &[&str], found: &str) -> Error {
    Error::new(ErrorCode::HeaderMismatch)
        .file(table)
        .expected(format_args!("the columns {}", missing.join(", ")))
        .found(if found.is_empty() { "no header" } else { found })
}
