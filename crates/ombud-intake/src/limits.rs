//! How much is unpacked of a file on disk, and of bytes that come in a request.
//!
//! Whoever runs a triage chose the file and sees it run. A request may be a stranger's: what it costs
//! must stay in proportion to its size, and a few kilobytes unpack to gigabytes.

use crate::cells::MAX_RECORD;

/// How much of a file is read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Limits {
    /// Parts in the container of a workbook.
    pub(crate) parts: usize,
    /// Bytes of all parts, unpacked. Sheets are read as a stream: this bounds the time, not the memory.
    pub(crate) unpacked: u64,
    /// Bytes that the reader keeps: the table of texts, styles, names.
    pub(crate) kept: u64,
    /// Bytes of one cell or one text.
    pub(crate) cell: u64,
    /// Bytes of one part that does not call itself XML, unpacked.
    pub(crate) foreign: u64,
    /// Bytes that are copied, of any workbook, out of the table of texts that cells share: a row of a
    /// few bytes can name megabytes.
    pub(crate) shared: u64,
    /// Of a large one, so many times what it unpacks to.
    pub(crate) repeated: u64,
    /// Bytes of a gzip file, unpacked.
    pub(crate) gunzipped: u64,
}

impl Limits {
    /// A million rows of thirty filled cells, each with a narrative of its own, stay below these.
    pub(crate) const USUAL: Limits = Limits {
        parts: 10_000,
        unpacked: 4 << 30,
        kept: 3 << 29,
        cell: MAX_RECORD as u64,
        foreign: 256 << 20,
        shared: 1 << 30,
        repeated: 64,
        gunzipped: u64::MAX,
    };

    /// As many rows as a request is answered for, of a hundred filled cells each, stay below these.
    pub(crate) const REQUEST: Limits = Limits {
        parts: 1000,
        unpacked: 32 << 20,
        kept: 64 << 20,
        cell: MAX_RECORD as u64,
        foreign: 8 << 20,
        shared: 32 << 20,
        repeated: 1,
        gunzipped: 32 << 20,
    };

    /// How many bytes of shared texts are copied of a workbook of so many bytes, unpacked.
    pub(crate) fn copied(&self, unpacked: u64) -> u64 {
        self.repeated.saturating_mul(unpacked).max(self.shared)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_texts_are_copied_in_proportion_to_the_file() {
        assert_eq!(Limits::USUAL.copied(10_000), 1 << 30);
        assert_eq!(Limits::USUAL.copied(1 << 30), 64 << 30);
        assert_eq!(Limits::REQUEST.copied(Limits::REQUEST.unpacked), 32 << 20);
    }
}
