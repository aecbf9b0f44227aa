//! Records of a fixed width: where one ends, which are no complaints, where the columns stand.

use std::collections::HashSet;

use ombud::pack::{Encoding, FixedDef, Format, HeaderRecord, Place, PlaceUnit, TrailerRecord};

use super::{
    gutters,
    sample::{COLUMNS, RECORDS, Sample, is_header},
};
use crate::fixed::Record;

/// The sample of a file in which no sign parts the columns.
pub(super) fn fixed(bytes: &[u8], encoding: Encoding, whole: bool) -> Sample {
    let mut sample = Sample::new(Format::Fixed, encoding);
    let mut def = FixedDef::default();
    let ended = bytes.contains(&b'\n');
    let length = if ended { None } else { gutters::record_length(bytes, whole) };
    let mut records: Vec<&[u8]> = match length {
        Some(length) => bytes.chunks(length).collect(),
        None => {
            bytes.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line)).collect()
        }
    };
    records.retain(|record| !Record::new(record, encoding, PlaceUnit::Bytes).is_blank());
    def.record_length = length.and_then(|length| u32::try_from(length).ok());
    if let Some(length) = length {
        sample.note(
            format!("没有换行;看来每条记录长{length}字节,请核对"),
            format!("there are no line ends; every record seems to have {length} bytes, please check"),
        );
    }
    frame(&mut def, &mut records, encoding, whole, &mut sample);
    records.truncate(RECORDS);
    let places = gutters::columns(&records, encoding);
    let lengths: HashSet<usize> = records.iter().map(|record| record.len()).collect();
    def.trimmed = length.is_none() && lengths.len() > 1;
    sample.number(places.len().min(COLUMNS));
    for (column, place) in sample.columns.iter_mut().zip(&places) {
        column.place = Some(*place);
    }
    sample.note(
        format!("各列按样本{}条记录中共有的空白分开;相邻而没有空白的列没有分开,请按版式文件核对起止", records.len()),
        format!(
            "the columns are parted by blanks that all {} records of the sample share; columns without a blank between them are not parted: check the places by the layout",
            records.len()
        ),
    );
    for bytes in records {
        let record = Record::new(bytes, encoding, PlaceUnit::Bytes);
        let cells: Vec<String> = places.iter().map(|place| record.at(*place, None).text).collect();
        sample.push(cells.iter().map(String::as_str));
    }
    sample.fixed = Some(def).filter(|def| *def != FixedDef::default());
    sample
}

/// Tells a header and a trailer from the records between them, and takes them away.
fn frame(def: &mut FixedDef, records: &mut Vec<&[u8]>, encoding: Encoding, whole: bool, sample: &mut Sample) {
    let (first, second) = match records.as_slice() {
        [first, second, .., _] => (*first, *second),
        _ => return,
    };
    let usual = records.iter().skip(1).map(|record| record.trim_ascii_end().len()).max().unwrap_or(0);
    let is_other = |record: &[u8], beside: &[u8]| {
        let short = record.trim_ascii_end().len().saturating_mul(2) < usual;
        let sort = record.first().is_some_and(u8::is_ascii_alphabetic) && record.first() != beside.first();
        let alike =
            records.iter().skip(2).rev().skip(1).filter(|other| other.first() == second.first()).count();
        let typed = sort && alike.saturating_add(3) >= records.len() && records.len() > 4;
        (short && sort) || typed
    };
    let prefix = |record: &[u8]| -> String {
        let letters = record.iter().take_while(|byte| byte.is_ascii_alphabetic()).take(8);
        letters.map(|byte| char::from(*byte)).collect()
    };
    let header = is_other(first, second).then(|| prefix(first));
    let names = header.is_none()
        && encoding_text(first, encoding).is_some_and(|text| {
            let digits = |record: &[u8]| record.iter().any(u8::is_ascii_digit);
            let others = records.iter().skip(1).filter(|record| digits(record)).count();
            is_header(text.split_whitespace()) && !digits(first) && others.saturating_add(1) == records.len()
        });
    let last = records.last().copied().unwrap_or_default();
    let trailer =
        (whole && is_other(last, second) && last.first() != first.first().filter(|_| header.is_some()))
            .then(|| prefix(last));
    let data = records
        .len()
        .saturating_sub(usize::from(header.is_some() || names))
        .saturating_sub(usize::from(trailer.is_some()));
    if let Some(prefix) = trailer {
        let start = last.iter().position(u8::is_ascii_digit);
        let count = start.and_then(|start| {
            let digits: String =
                last.iter().skip(start).take_while(|b| b.is_ascii_digit()).map(|b| char::from(*b)).collect();
            let width = u32::try_from(digits.len()).ok()?;
            let place = Place { start: u32::try_from(start).ok()?.saturating_add(1), width };
            (digits.parse() == Ok(data)).then_some(place)
        });
        sample.note(
            format!(
                "末条记录看来是尾记录(以{prefix}开头){}",
                if count.is_some() { ",所载笔数与读到的相同" } else { "" }
            ),
            format!(
                "the last record looks like a trailer (it begins with {prefix}){}",
                if count.is_some() { "; its number is that of the records" } else { "" }
            ),
        );
        records.pop();
        def.trailer = Some(TrailerRecord { prefix, count });
    }
    let prefix = match (header, names) {
        (Some(prefix), _) => prefix,
        (None, true) => encoding_text(first, encoding).map(|text| head_of(&text)).unwrap_or_default(),
        (None, false) => return,
    };
    sample.note(
        format!("首条记录看来是头记录(以{prefix}开头)"),
        format!("the first record looks like a header (it begins with {prefix})"),
    );
    records.remove(0);
    def.header = Some(HeaderRecord { prefix });
}

fn encoding_text(bytes: &[u8], encoding: Encoding) -> Option<String> {
    Some(Record::new(bytes, encoding, PlaceUnit::Bytes).text()).filter(|text| !text.contains('\u{fffd}'))
}

/// The first word.
fn head_of(text: &str) -> String {
    text.split_whitespace().next().unwrap_or("").chars().take(20).collect()
}
