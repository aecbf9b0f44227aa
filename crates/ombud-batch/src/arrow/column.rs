//! A column that was taken over: which rows are null, and the bytes of each cell.

use ombud::error::Result;

use super::{abi::Buffer, malformed};

/// The cells of one column of a batch.
#[derive(Debug)]
pub(crate) struct Column {
    offset: usize,
    length: usize,
    valid: Option<Buffer>,
    values: Values,
}

/// Where the cells stand.
#[derive(Debug)]
pub(super) enum Values {
    /// Every cell is null.
    None,
    /// The rows of the table itself.
    Rows,
    Bits(Buffer),
    Fixed(Buffer),
    Texts {
        offsets: Buffer,
        width: usize,
        bytes: Buffer,
    },
    Views {
        views: Buffer,
        buffers: Vec<Buffer>,
    },
    /// Keys, and the column that they point into.
    Dictionary(Buffer, Box<Column>),
}

impl Column {
    pub(super) fn new(offset: usize, length: usize, valid: Option<Buffer>, values: Values) -> Self {
        Column { offset, length, valid, values }
    }

    pub(super) fn length(&self) -> usize {
        self.length
    }

    /// The column from a row on.
    pub(super) fn starting(mut self, row: usize, length: usize) -> Self {
        self.offset = self.offset.saturating_add(row);
        self.length = length;
        self
    }

    pub(super) fn has_nulls(&self) -> bool {
        self.valid.is_some()
    }

    fn at(&self, row: usize) -> usize {
        self.offset.saturating_add(row)
    }

    pub(super) fn is_null(&self, row: usize) -> bool {
        let absent = self.valid.as_ref().is_some_and(|valid| !bit(valid, self.at(row)));
        absent || matches!(self.values, Values::None)
    }

    /// Of eight rows from one on: a bit for each that is not null.
    pub(crate) fn valid_bits(&self, row: usize) -> u8 {
        let Some(valid) = &self.valid else { return u8::MAX };
        let at = self.at(row);
        let byte = |at: usize| valid.get(at).copied().unwrap_or(0);
        let [bits, _] =
            (u16::from_le_bytes([byte(at / 8), byte((at / 8).saturating_add(1))]) >> (at % 8)).to_le_bytes();
        bits
    }

    pub(super) fn is_true(&self, row: usize) -> bool {
        matches!(&self.values, Values::Bits(bits) if bit(bits, self.at(row)))
    }

    /// The bytes of a cell of a fixed width.
    pub(super) fn fixed(&self, row: usize, width: usize) -> Option<&[u8]> {
        let (Values::Fixed(cells) | Values::Dictionary(cells, _)) = &self.values else { return None };
        let start = self.at(row).checked_mul(width)?;
        cells.get(start..start.checked_add(width)?)
    }

    /// The bytes of a text.
    ///
    /// # Errors
    /// Where the cell points out of its buffers.
    pub(super) fn text(&self, row: usize) -> Result<&[u8]> {
        let text = match &self.values {
            Values::Texts { offsets, width, bytes } => {
                let place = |row: usize| {
                    let start = row.checked_mul(*width)?;
                    place(offsets.get(start..start.checked_add(*width)?)?)
                };
                let at = self.at(row);
                place(at).zip(place(at.saturating_add(1))).and_then(|(from, to)| bytes.get(from..to))
            }
            Values::Views { views, buffers } => {
                let start = self.at(row).saturating_mul(16);
                views.get(start..start.saturating_add(16)).and_then(|view| viewed(view, buffers))
            }
            _ => None,
        };
        text.ok_or_else(|| malformed("").expected("a cell that lies in its buffers").found("another place"))
    }

    /// The column of the values that keys point into.
    pub(super) fn dictionary(&self) -> Option<&Column> {
        match &self.values {
            Values::Dictionary(_, values) => Some(values),
            _ => None,
        }
    }

    /// The cells as integers of 32 bits, where they lie so.
    pub(super) fn integers(&self) -> Option<&[i32]> {
        let Values::Fixed(cells) = &self.values else { return None };
        cells.integers()?.get(self.offset..self.offset.checked_add(self.length)?)
    }
}

fn bit(bits: &[u8], at: usize) -> bool {
    bits.get(at / 8).is_some_and(|byte| byte >> (at % 8) & 1 == 1)
}

fn place(offset: &[u8]) -> Option<usize> {
    match *offset {
        [a, b, c, d] => usize::try_from(i32::from_ne_bytes([a, b, c, d])).ok(),
        _ => usize::try_from(i64::from_ne_bytes(offset.try_into().ok()?)).ok(),
    }
}

/// Up to twelve bytes stand in the view itself, others where it points.
fn viewed<'a>(view: &'a [u8], buffers: &'a [Buffer]) -> Option<&'a [u8]> {
    let number = |at: usize| place(view.get(at..at.saturating_add(4))?);
    let length = number(0)?;
    if length <= 12 {
        return view.get(4..length.saturating_add(4));
    }
    let start = number(12)?;
    buffers.get(number(8)?)?.get(start..start.checked_add(length)?)
}
