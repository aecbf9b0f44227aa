//! Where the columns of records of a fixed width stand: between positions that are blank in every
//! record.

use ombud::pack::{Encoding, Place};

/// The shortest and the longest record that is looked for where there are no line ends.
const LENGTHS: std::ops::RangeInclusive<usize> = 8..=4096;
/// How much of the file is compared with itself.
const COMPARED: usize = 16 * 1024;

/// The places of columns, in bytes. Padding belongs to the column before it.
pub(super) fn columns(records: &[&[u8]], encoding: Encoding) -> Vec<Place> {
    let mut filled: Vec<bool> = Vec::new();
    for record in records {
        filled.resize(filled.len().max(record.len()), false);
        let wide_blank = |at: usize| {
            matches!(encoding, Encoding::Gbk | Encoding::Gb18030)
                && record.get(at..at.saturating_add(2)) == Some(&[0xa1, 0xa1])
        };
        let mut at = 0usize;
        while let Some(byte) = record.get(at) {
            let width = crate::fixed::length(record, at, encoding);
            let blank = matches!(byte, b' ' | b'\t' | 0) || wide_blank(at);
            for place in filled.iter_mut().skip(at).take(width) {
                *place |= !blank;
            }
            at = at.saturating_add(width);
        }
    }
    let mut starts: Vec<usize> = Vec::new();
    let mut before = false;
    for (at, filled) in filled.iter().enumerate() {
        if *filled && !before {
            starts.push(at);
        }
        before = *filled;
    }
    let ends = starts.iter().skip(1).copied().chain([filled.len()]);
    let place = |(start, end): (&usize, usize)| {
        let width = u32::try_from(end.saturating_sub(*start)).ok()?;
        Some(Place { start: u32::try_from(*start).ok()?.saturating_add(1), width })
    };
    starts.iter().zip(ends).filter_map(place).collect()
}

/// The length of records without line ends: that at which the file is most like itself.
pub(super) fn record_length(bytes: &[u8], whole: bool) -> Option<usize> {
    let kind = |byte: &u8| match byte {
        b' ' => 0u8,
        b'0'..=b'9' => 1,
        0..=0x7f => 2,
        _ => 3,
    };
    let kinds: Vec<u8> = bytes.iter().take(COMPARED).map(kind).collect();
    let like = |length: usize| {
        let pairs = kinds.iter().zip(kinds.iter().skip(length));
        let (same, all) = pairs.fold((0usize, 0usize), |(same, all), (a, b)| {
            (same.saturating_add(usize::from(a == b)), all.saturating_add(1))
        });
        same.saturating_mul(1000).checked_div(all).unwrap_or(0)
    };
    let fits = |length: &usize| {
        let divides = bytes.len().checked_rem(*length) == Some(0);
        (divides || !whole) && length.saturating_mul(3) <= kinds.len()
    };
    let tried: Vec<(usize, usize)> = LENGTHS.filter(fits).map(|length| (length, like(length))).collect();
    let best = tried.iter().map(|(_, like)| *like).max().filter(|best| *best >= 700)?;
    // Twice the length is nearly as like.
    tried.iter().find(|(_, like)| like.saturating_add(20) >= best).map(|(length, _)| *length)
}
