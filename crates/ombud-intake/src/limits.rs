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
        gunzipped: u64::MAX,
    };

    /// As many rows as a request is answered for, of a hundred filled cells each, stay below these.
    pub(crate) const REQUEST: Limits = Limits {
        parts: 1000,
        unpacked: 32 << 20,
        kept: 64 << 20,
        cell: MAX_RECORD as u64,
        foreign: 8 << 20,
        gunzipped: 32 << 20,
    };
}
