//! What is done with the rows of a batch, and the stream of what comes out.

use std::{borrow::Cow, ops::Range};

use ombud::{Error, ErrorCode, error::Result};
use ombud_doors::contained;

use crate::arrow::{Batch, Cell, Field, Kind, Line, Made, Reader, Shape, Source, Table, shape};

/// Some rows of a batch.
#[derive(Debug, Clone)]
pub(crate) struct Part<'a> {
    pub(crate) batch: &'a Batch,
    pub(crate) fields: &'a [Field],
    pub(crate) rows: Range<usize>,
    /// How many rows of the stream come before the batch.
    pub(crate) before: u64,
}

impl<'a> Part<'a> {
    pub(crate) fn cell(&self, column: usize, row: usize) -> Result<Cell<'a>> {
        self.batch.cell(self.fields, column, row)
    }

    /// The number of a row in the whole stream, from 0.
    pub(crate) fn number(&self, row: usize) -> i64 {
        let row = self.before.saturating_add(u64::try_from(row).unwrap_or(u64::MAX));
        i64::try_from(row).unwrap_or(i64::MAX)
    }
}

/// A spec, compiled for the columns of a stream.
pub(crate) trait Job: Send + Sync {
    /// The columns of what comes out.
    fn columns(&self) -> &[(String, Kind)];

    /// How many rows are taken for one batch that comes out, so that memory stays flat.
    fn at_once(&self) -> usize {
        4096
    }

    /// Adds the lines of some rows.
    fn fill(&self, part: &Part<'_>, out: &mut Table);

    /// The lines of some rows, by so many threads.
    ///
    /// # Errors
    /// Those of [`Table::made`].
    fn made(&self, part: &Part<'_>, threads: usize) -> Result<Made> {
        let mut out = Table::new(self.columns());
        let share = part.rows.len().div_ceil(threads.max(1)).max(1);
        if share >= part.rows.len() {
            self.fill(part, &mut out);
            return out.made();
        }
        // Each thread has a table of its own; they are put together in the order of the rows.
        std::thread::scope(|scope| {
            let starts = part.rows.clone().step_by(share);
            let threads: Vec<_> = starts
                .map(|start| {
                    let rows = start..start.saturating_add(share).min(part.rows.end);
                    scope.spawn(move || {
                        // What a panic says would be lost where the thread is joined.
                        contained(|| {
                            let mut out = Table::new(self.columns());
                            self.fill(&Part { rows, ..part.clone() }, &mut out);
                            Ok::<_, Error>(out)
                        })
                    })
                })
                .collect();
            for thread in threads {
                out.append(thread.join().map_err(|_| Error::new(ErrorCode::Internal))??);
            }
            Ok::<_, Error>(())
        })?;
        out.made()
    }
}

/// Reads, does the job, and hands out.
pub(crate) struct Running {
    pub(crate) reader: Reader,
    pub(crate) job: Box<dyn Job>,
    pub(crate) threads: usize,
    /// The batch at hand, and its next row.
    pub(crate) at: Option<(Batch, usize)>,
    pub(crate) before: u64,
}

impl Source for Running {
    fn shape(&self) -> Shape {
        shape(self.job.columns())
    }

    fn next(&mut self) -> Result<Option<Made>> {
        loop {
            let (batch, start) = match self.at.take() {
                Some(at) => at,
                None => match self.reader.next()? {
                    Some(batch) => (batch, 0),
                    None => return Ok(None),
                },
            };
            let end = start.saturating_add(self.job.at_once()).min(batch.rows());
            let part =
                Part { batch: &batch, fields: self.reader.fields(), rows: start..end, before: self.before };
            let made = (start < end).then(|| self.job.made(&part, self.threads)).transpose()?;
            if end < batch.rows() {
                self.at = Some((batch, end));
            } else {
                self.before = self.before.saturating_add(u64::try_from(batch.rows()).unwrap_or(u64::MAX));
            }
            if made.is_some() {
                return Ok(made);
            }
        }
    }
}

/// The columns that are handed through, as text.
#[derive(Debug, Default)]
pub(crate) struct Keep(Vec<usize>);

impl Keep {
    /// The columns of an output: the number of the row, those that are kept, and these.
    ///
    /// # Errors
    /// Those of [`Reader::column`]; `invalid_field` for a name that another column has.
    pub(crate) fn columns(
        names: &[String],
        reader: &mut Reader,
        own: &[(&str, Kind)],
    ) -> Result<(Self, Vec<(String, Kind)>)> {
        let mut columns = vec![("row".to_owned(), Kind::Int)];
        let mut kept = Vec::new();
        for (at, name) in names.iter().enumerate() {
            let taken =
                columns.iter().any(|(known, _)| known == name) || own.iter().any(|(known, _)| known == name);
            if taken {
                let error = Error::new(ErrorCode::InvalidField).path(format_args!("keep[{at}]"));
                return Err(error.expected("a name that no other column of the answer has").found(name));
            }
            kept.push(reader.column(name).map_err(|error| error.path(format_args!("keep[{at}]")))?);
            columns.push((name.clone(), Kind::Text));
        }
        columns.extend(own.iter().map(|(name, kind)| ((*name).to_owned(), *kind)));
        Ok((Keep(kept), columns))
    }

    /// What each line of a row begins with; and the error of the row where a cell cannot be read, which
    /// is null then.
    pub(crate) fn of<'a>(&self, part: &Part<'a>, row: usize) -> (Kept<'a>, Option<Error>) {
        let mut error = None;
        let cells = self.0.iter().map(|column| match part.cell(*column, row) {
            Ok(cell) => cell.text(),
            Err(found) => {
                error.get_or_insert(found);
                None
            }
        });
        (Kept { number: part.number(row), cells: cells.collect() }, error)
    }
}

/// The number of a row, and its cells that are handed through.
#[derive(Debug)]
pub(crate) struct Kept<'a> {
    number: i64,
    cells: Vec<Option<Cow<'a, str>>>,
}

impl Kept<'_> {
    /// Begins a line of the row.
    pub(crate) fn line<'t>(&self, out: &'t mut Table) -> Line<'t> {
        let mut line = out.line();
        line.int(Some(self.number));
        for cell in &self.cells {
            line.text(cell.as_deref());
        }
        line
    }
}
