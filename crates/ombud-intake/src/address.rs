//! Addresses of cells, checked before the reader of workbooks counts with them: it does so without
//! asking whether they run over.

use quick_xml::events::BytesStart;

/// The last column of a sheet, XFD.
pub(crate) const COLUMNS: u32 = 16_384;
/// The last row of a sheet.
const ROWS: u32 = 1_048_576;

/// An address that is not within a sheet, or not one that can be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Outside;

/// The addresses of a part, as its tags come by.
#[derive(Debug, Default)]
pub(crate) struct Addresses {
    /// Only there do `row` and `c` mean rows and cells.
    in_cells: bool,
}

impl Addresses {
    pub(crate) fn start(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<(), Outside> {
        match name {
            "sheetData" => self.in_cells = true,
            "row" | "c" if self.in_cells => {
                each(tag, "r", |address| Address::read(address).map(drop))?;
            }
            "dimension" => each(tag, "ref", range)?,
            _ => {}
        }
        Ok(())
    }

    pub(crate) fn end(&mut self, name: &str) {
        self.in_cells &= name != "sheetData";
    }
}

/// Every value of an attribute, however often it stands there. What is no attribute at all could hide
/// one from us that the reader sees.
fn each(
    tag: &BytesStart<'_>,
    key: &str,
    mut check: impl FnMut(&str) -> Result<(), Outside>,
) -> Result<(), Outside> {
    // To look for attributes that stand there twice takes the square of their number.
    for attribute in tag.attributes().with_checks(false) {
        let attribute = attribute.map_err(|_| Outside)?;
        if attribute.key.as_ref() == key {
            check(&attribute.value)?;
        }
    }
    Ok(())
}

/// `A1` or `A1:C3`, the first corner before the last.
fn range(text: &str) -> Result<(), Outside> {
    let mut before = Address::default();
    for part in text.split(':') {
        let corner = Address::read(part)?;
        if corner.row < before.row || corner.column < before.column {
            return Err(Outside);
        }
        before = corner;
    }
    Ok(())
}

/// A column and a row, from 1; 0 where it names none.
#[derive(Debug, Default, PartialEq, Eq)]
struct Address {
    column: u32,
    row: u32,
}

impl Address {
    /// Reads letters and then digits; the reader of workbooks stops with an error of its own at what
    /// is neither.
    fn read(text: &str) -> Result<Self, Outside> {
        let mut out = Address::default();
        let mut signs = text.bytes().peekable();
        while let Some(letter) = signs.next_if(u8::is_ascii_alphabetic) {
            let value = u32::from(letter.to_ascii_uppercase().saturating_sub(b'A'));
            out.column = out.column.saturating_mul(26).saturating_add(value).saturating_add(1);
        }
        while let Some(digit) = signs.next_if(u8::is_ascii_digit) {
            out.row = out.row.saturating_mul(10).saturating_add(u32::from(digit.saturating_sub(b'0')));
        }
        if out.column > COLUMNS || out.row > ROWS { Err(Outside) } else { Ok(out) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_within_a_sheet() {
        assert_eq!(Address::read("xfd1048576"), Ok(Address { column: COLUMNS, row: ROWS }));
        assert_eq!(Address::read("12"), Ok(Address { column: 0, row: 12 }));
        let long = "A".repeat(100_000);
        for outside in ["XFE1", "A1048577", "ZZZZZZZZ4294967295", "A99999999999999999999", &long] {
            assert_eq!(Address::read(outside), Err(Outside), "{outside}");
        }
    }

    #[test]
    fn a_range_does_not_run_backwards() {
        for (text, expected) in
            [("A1", Ok(())), ("A1:XFD1048576", Ok(())), ("A2:B1", Err(Outside)), ("B1:A2", Err(Outside))]
        {
            assert_eq!(range(text), expected, "{text}");
        }
    }
}
