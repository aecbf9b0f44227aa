//! A stream that was handed in, batch by batch.

use ombud::{Error, ErrorCode, error::Result};

use super::{ArrowArray, ArrowArrayStream, ArrowSchema, Cell, Field, abi, column::Column};

/// Where batches come from: a stream, or one batch with its type.
#[derive(Debug)]
pub enum Input {
    /// Batches, one after the other.
    Stream(ArrowArrayStream),
    /// One batch.
    Batch(ArrowArray, ArrowSchema),
}

impl From<ArrowArrayStream> for Input {
    fn from(stream: ArrowArrayStream) -> Self {
        Input::Stream(stream)
    }
}

impl From<(ArrowArray, ArrowSchema)> for Input {
    fn from((array, schema): (ArrowArray, ArrowSchema)) -> Self {
        Input::Batch(array, schema)
    }
}

/// Reads the batches of an input.
#[derive(Debug)]
pub(crate) struct Reader {
    source: Source,
    fields: Vec<Field>,
    bare: bool,
    wanted: Vec<bool>,
}

#[derive(Debug)]
enum Source {
    Stream(ArrowArrayStream),
    Batch(Option<ArrowArray>),
}

impl Reader {
    /// # Errors
    /// `invalid_argument` for structs that break the rules of the interface; `stream_failed`.
    pub(crate) fn new(input: Input) -> Result<Self> {
        let (source, schema) = match input {
            Input::Stream(mut stream) => {
                let schema = stream.schema()?;
                (Source::Stream(stream), schema)
            }
            Input::Batch(array, schema) => (Source::Batch(Some(array)), schema),
        };
        let (fields, bare) = schema.fields()?;
        Ok(Reader { source, wanted: vec![false; fields.len()], fields, bare })
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> + Clone {
        self.fields.iter().map(|field| field.name.as_str())
    }

    /// The column of this name, which will be read. A bare column without a name answers to any.
    ///
    /// # Errors
    /// `header_mismatch` where there is none, or two; `unsupported_column`.
    pub(crate) fn column(&mut self, name: &str) -> Result<usize> {
        let bare = self.bare && self.fields.iter().all(|field| field.name.is_empty());
        let found = |field: &Field| bare || field.name == name;
        let mut places = self.fields.iter().enumerate().filter(|(_, field)| found(field)).map(|(at, _)| at);
        let mismatch = || Error::new(ErrorCode::HeaderMismatch).item(name);
        match (places.next(), places.next()) {
            (Some(column), None) => {
                drop(places);
                self.want(column)?;
                Ok(column)
            }
            (None, _) => {
                let names: Vec<&str> = self.names().collect();
                Err(mismatch().expected("a column of the stream").found(names.join(", ")))
            }
            _ => Err(mismatch().expected("one column of this name").found("a second one")),
        }
    }

    /// Has a column read.
    ///
    /// # Errors
    /// `unsupported_column`.
    pub(crate) fn want(&mut self, column: usize) -> Result<()> {
        if let Some(field) = self.fields.get(column)
            && !field.is_supported()
        {
            return Err(field.unsupported());
        }
        if let Some(wanted) = self.wanted.get_mut(column) {
            *wanted = true;
        }
        Ok(())
    }

    /// The next batch, with the columns that are wanted.
    ///
    /// # Errors
    /// `invalid_argument` for structs that break the rules of the interface; `stream_failed` where the
    /// stream gives an error.
    pub(crate) fn next(&mut self) -> Result<Option<Batch>> {
        let array = match &mut self.source {
            Source::Stream(stream) => stream.next()?,
            Source::Batch(array) => array.take(),
        };
        let Some(array) = array else { return Ok(None) };
        let taken = abi::take(array, &self.fields, self.bare, &self.wanted)?;
        Ok(Some(Batch { rows: taken.rows, valid: taken.valid, columns: taken.columns }))
    }

    pub(crate) fn fields(&self) -> &[Field] {
        &self.fields
    }
}

/// Some rows.
#[derive(Debug)]
pub(crate) struct Batch {
    rows: usize,
    valid: Option<Column>,
    columns: Vec<Option<Column>>,
}

impl Batch {
    pub(crate) fn rows(&self) -> usize {
        self.rows
    }

    /// The cell of a column; the error names the column.
    pub(crate) fn cell<'a>(&'a self, fields: &[Field], column: usize, row: usize) -> Result<Cell<'a>> {
        if self.valid.as_ref().is_some_and(|valid| valid.is_null(row)) {
            return Ok(Cell::Null);
        }
        match (fields.get(column), self.columns.get(column)) {
            (Some(field), Some(Some(found))) => {
                Cell::read(field, found, row).map_err(|error| error.item(&field.name))
            }
            _ => Ok(Cell::Null),
        }
    }

    /// The days of a column that holds nothing else, and which of its rows are null.
    pub(crate) fn days(&self, fields: &[Field], column: usize) -> Option<(&[i32], &Column)> {
        let found = self.columns.get(column)?.as_ref()?;
        let plain = fields.get(column)?.is_days() && self.valid.is_none();
        if plain { found.integers().map(|days| (days, found)) } else { None }
    }
}
