//! A table as it is filled, line by line.

use ombud::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Instant},
};

use super::made::{Block, Made, Shape};

/// What a column of a table holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `int64`.
    Int,
    /// `date32`.
    Date,
    /// `timestamp[s, UTC]`.
    Instant,
    /// `utf8`.
    Text,
}

impl Kind {
    fn format(self) -> &'static str {
        match self {
            Kind::Int => "l",
            Kind::Date => "tdD",
            Kind::Instant => "tss:UTC",
            Kind::Text => "u",
        }
    }
}

/// The type of a table of these columns.
pub(crate) fn shape(columns: &[(String, Kind)]) -> Shape {
    let column = |(name, kind): &(String, Kind)| Shape {
        name: name.clone(),
        format: kind.format().to_owned(),
        nullable: true,
        children: Vec::new(),
    };
    Shape {
        name: String::new(),
        format: "+s".to_owned(),
        nullable: false,
        children: columns.iter().map(column).collect(),
    }
}

/// Lines of some columns.
#[derive(Debug)]
pub(crate) struct Table {
    lines: usize,
    columns: Vec<Cells>,
    /// A text that would not fit into one column any more.
    full: bool,
}

#[derive(Debug)]
struct Cells {
    valid: Bits,
    values: Values,
}

#[derive(Debug)]
enum Values {
    I32(Vec<i32>),
    I64(Vec<i64>),
    Text { ends: Vec<i32>, bytes: Vec<u8> },
}

#[derive(Debug, Default)]
struct Bits {
    bytes: Vec<u8>,
    length: usize,
    nulls: usize,
}

impl Bits {
    fn push(&mut self, valid: bool) {
        if self.length.is_multiple_of(8) {
            self.bytes.push(0);
        }
        match self.bytes.last_mut() {
            Some(byte) if valid => *byte |= 1 << (self.length % 8),
            _ => self.nulls = self.nulls.saturating_add(1),
        }
        self.length = self.length.saturating_add(1);
    }

    fn append(&mut self, other: &Bits) {
        for at in 0..other.length {
            self.push(other.bytes.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1));
        }
    }
}

impl Table {
    pub(crate) fn new(columns: &[(String, Kind)]) -> Self {
        let values = |kind| match kind {
            Kind::Date => Values::I32(Vec::new()),
            Kind::Int | Kind::Instant => Values::I64(Vec::new()),
            Kind::Text => Values::Text { ends: vec![0], bytes: Vec::new() },
        };
        let cells = |(_, kind): &(String, Kind)| Cells { valid: Bits::default(), values: values(*kind) };
        Table { lines: 0, columns: columns.iter().map(cells).collect(), full: false }
    }

    /// A new line, to be filled from the left.
    pub(crate) fn line(&mut self) -> Line<'_> {
        self.lines = self.lines.saturating_add(1);
        Line { columns: self.columns.iter_mut(), full: &mut self.full }
    }

    /// Adds the lines of another table of the same columns.
    pub(crate) fn append(&mut self, other: Table) {
        self.lines = self.lines.saturating_add(other.lines);
        self.full |= other.full;
        for (to, from) in self.columns.iter_mut().zip(other.columns) {
            to.valid.append(&from.valid);
            match (&mut to.values, from.values) {
                (Values::I32(to), Values::I32(from)) => to.extend(from),
                (Values::I64(to), Values::I64(from)) => to.extend(from),
                (Values::Text { ends, bytes }, Values::Text { ends: more, bytes: from }) => {
                    let before = i32::try_from(bytes.len()).unwrap_or(i32::MAX);
                    self.full |= i32::try_from(bytes.len().saturating_add(from.len())).is_err();
                    bytes.extend(from);
                    ends.extend(more.into_iter().skip(1).map(|end| end.saturating_add(before)));
                }
                _ => {}
            }
        }
    }

    /// # Errors
    /// `too_large` where the texts of a column are longer than 2 GiB together.
    pub(crate) fn made(self) -> Result<Made> {
        if self.full {
            let error = Error::new(ErrorCode::TooLarge);
            return Err(error.expected("at most 2 GiB of text in a column of one batch").found("more"));
        }
        let column = |cells: Cells| {
            let valid = if cells.valid.nulls == 0 { Block::None } else { Block::Bytes(cells.valid.bytes) };
            let blocks = match cells.values {
                Values::I32(numbers) => vec![valid, Block::I32(numbers)],
                Values::I64(numbers) => vec![valid, Block::I64(numbers)],
                Values::Text { ends, bytes } => vec![valid, Block::I32(ends), Block::Bytes(bytes)],
            };
            Made { length: cells.valid.length, nulls: cells.valid.nulls, blocks, children: Vec::new() }
        };
        let children = self.columns.into_iter().map(column).collect();
        Ok(Made { length: self.lines, nulls: 0, blocks: vec![Block::None], children })
    }
}

/// A line that is filled from the left; what is not filled is null.
#[derive(Debug)]
pub(crate) struct Line<'a> {
    columns: std::slice::IterMut<'a, Cells>,
    full: &'a mut bool,
}

impl Line<'_> {
    pub(crate) fn int(&mut self, value: Option<i64>) -> &mut Self {
        if let Some(Cells { valid, values: Values::I64(numbers) }) = self.columns.next() {
            valid.push(value.is_some());
            numbers.push(value.unwrap_or_default());
        }
        self
    }

    pub(crate) fn instant(&mut self, value: Option<Instant>) -> &mut Self {
        self.int(value.map(Instant::unix_seconds))
    }

    pub(crate) fn date(&mut self, value: Option<Date>) -> &mut Self {
        if let Some(Cells { valid, values: Values::I32(numbers) }) = self.columns.next() {
            valid.push(value.is_some());
            numbers.push(value.map_or(0, Date::days));
        }
        self
    }

    pub(crate) fn text(&mut self, value: Option<&str>) -> &mut Self {
        if let Some(Cells { valid, values: Values::Text { ends, bytes } }) = self.columns.next() {
            let text = value.unwrap_or_default();
            let end = i32::try_from(bytes.len().saturating_add(text.len()));
            *self.full |= end.is_err();
            valid.push(value.is_some());
            if let Ok(end) = end {
                bytes.extend_from_slice(text.as_bytes());
                ends.push(end);
            }
        }
        self
    }
}

impl Drop for Line<'_> {
    fn drop(&mut self) {
        for cells in self.columns.by_ref() {
            cells.valid.push(false);
            match &mut cells.values {
                Values::I32(numbers) => numbers.push(0),
                Values::I64(numbers) => numbers.push(0),
                Values::Text { ends, .. } => ends.push(ends.last().copied().unwrap_or_default()),
            }
        }
    }
}
