//! The cells of one record, in buffers that are used again.

use crate::problem::Reason;

/// The longest cell that is kept, in bytes; what is longer is cut there.
pub const MAX_CELL: usize = 1 << 20;
/// The longest record that is read, in bytes.
pub const MAX_RECORD: usize = 8 << 20;

/// What was odd about a cell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub(crate) malformed: bool,
    pub(crate) nul: bool,
    pub(crate) cut: bool,
    pub(crate) nested: bool,
    pub(crate) twice: bool,
    pub(crate) error: bool,
    pub(crate) halved: bool,
    pub(crate) short: bool,
}

/// A local day and time of day, as a workbook holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Native {
    pub(crate) year: u16,
    pub(crate) month: u8,
    pub(crate) day: u8,
    pub(crate) hour: u8,
    pub(crate) minute: u8,
    pub(crate) second: u8,
}

#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    start: usize,
    end: usize,
    flags: Flags,
    native: Option<Native>,
    /// The column is in the file.
    present: bool,
}

/// The cells of one record, by column of the profile.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    text: String,
    slots: Vec<Slot>,
    /// What is odd about the whole record, and what shows it.
    pub(crate) odd: Vec<(Reason, String)>,
}

impl Cells {
    pub(crate) fn clear(&mut self, columns: usize) {
        self.text.clear();
        // One huge record must not keep its memory for the rest of the file.
        self.text.shrink_to(MAX_CELL);
        self.slots.clear();
        self.slots.resize(columns, Slot::default());
        self.odd.clear();
    }

    /// The trimmed text of a column, or `None` where the file does not have the column.
    pub(crate) fn text(&self, column: usize) -> Option<&str> {
        let slot = self.slots.get(column)?;
        slot.present.then(|| crate::fold::trim(self.text.get(slot.start..slot.end).unwrap_or("")))
    }

    /// Whether the column was set; without looking at what may be a long text.
    pub(crate) fn has(&self, column: usize) -> bool {
        self.slots.get(column).is_some_and(|slot| slot.present)
    }

    pub(crate) fn flags(&self, column: usize) -> Flags {
        self.slots.get(column).map(|slot| slot.flags).unwrap_or_default()
    }

    pub(crate) fn native(&self, column: usize) -> Option<Native> {
        self.slots.get(column).and_then(|slot| slot.native)
    }

    /// Sets a cell from bytes that should be UTF-8.
    pub(crate) fn set_bytes(&mut self, column: usize, bytes: &[u8]) {
        match std::str::from_utf8(bytes) {
            Ok(text) => self.set(column, text),
            Err(_) => {
                self.set(column, &String::from_utf8_lossy(bytes));
                self.flag(column, |flags| flags.malformed = true);
            }
        }
    }

    pub(crate) fn set(&mut self, column: usize, text: &str) {
        let Some(slot) = self.slots.get_mut(column) else { return };
        slot.present = true;
        slot.start = self.text.len();
        let text = if text.len() > MAX_CELL {
            slot.flags.cut = true;
            let end = (0..=MAX_CELL).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0);
            text.get(..end).unwrap_or("")
        } else {
            text
        };
        if text.as_bytes().contains(&0) {
            slot.flags.nul = true;
            self.text.extend(text.chars().filter(|c| *c != '\0'));
        } else {
            self.text.push_str(text);
        }
        slot.end = self.text.len();
    }

    pub(crate) fn set_native(&mut self, column: usize, native: Native, shown: &str) {
        self.set(column, shown);
        if let Some(slot) = self.slots.get_mut(column) {
            slot.native = Some(native);
        }
    }

    pub(crate) fn flag(&mut self, column: usize, change: impl FnOnce(&mut Flags)) {
        if let Some(slot) = self.slots.get_mut(column) {
            slot.present = true;
            change(&mut slot.flags);
        }
    }
}
