//! The beginning of an unknown file, taken apart: its format, its encoding, its columns and their values.

use std::{
    collections::{HashMap, HashSet},
    io::{Cursor, Read as _},
    ops::ControlFlow,
};

use ombud::{
    Error, ErrorCode,
    error::Result,
    model::Label,
    pack::{Encoding, FixedDef, Format, Place},
};

use super::frame;
use crate::{
    csv::{Csv, Split},
    decode::{Plain, plain, read_error},
    fixed::coder,
    fold::{head, trim},
    jsonl::{Cell, Lines, members},
    read::Input,
};

/// How many records are looked at.
pub(super) const RECORDS: usize = 5000;
/// How much of the file, in bytes.
const SAMPLE: u64 = 4 << 20;
/// How much of a value, in characters.
const VALUE: usize = 200;
/// How many columns are looked at.
pub(super) const COLUMNS: usize = 1000;
/// How many cells: a record of two bytes has as many as the widest.
const CELLS: usize = 1 << 20;
/// How many records tell the separator.
const TOLD: usize = 200;
/// In which lines of a sheet the header is looked for.
const ABOVE: usize = 20;

/// What was seen.
pub(super) struct Sample {
    pub(super) format: Format,
    pub(super) encoding: Encoding,
    pub(super) delimiter: Option<char>,
    pub(super) no_header: bool,
    pub(super) fixed: Option<FixedDef>,
    pub(super) columns: Vec<Sampled>,
    pub(super) records: usize,
    /// What the person should know of it.
    pub(super) notes: Vec<Label>,
}

/// A column and its values, blank ones too.
#[derive(Default)]
pub(super) struct Sampled {
    pub(super) name: String,
    pub(super) place: Option<Place>,
    pub(super) values: Vec<String>,
    /// How many of them a workbook holds as days.
    pub(super) native: usize,
}

impl Sample {
    pub(super) fn new(format: Format, encoding: Encoding) -> Self {
        Sample {
            format,
            encoding,
            delimiter: None,
            no_header: false,
            fixed: None,
            columns: Vec::new(),
            records: 0,
            notes: Vec::new(),
        }
    }

    /// Whether enough was seen.
    fn is_full(&self) -> bool {
        self.records >= RECORDS || self.records.saturating_mul(self.columns.len()) >= CELLS
    }

    pub(super) fn note(&mut self, zh: impl Into<String>, en: impl Into<String>) {
        self.notes.push(Label::new(zh, en));
    }

    /// Columns without names of their own are numbered.
    pub(super) fn number(&mut self, count: usize) {
        let name = |at: usize| format!("column {}", at.saturating_add(1));
        self.columns = (0..count).map(|at| Sampled { name: name(at), ..Sampled::default() }).collect();
    }

    pub(super) fn push<'v>(&mut self, values: impl Iterator<Item = &'v str>) {
        let mut values = values;
        for column in &mut self.columns {
            column.values.push(head(trim(values.next().unwrap_or("")), VALUE));
        }
        self.records = self.records.saturating_add(1);
    }
}

/// Looks at the beginning of a file. `known` says whether a header is one that profiles have.
pub(super) fn sample(input: &Input, known: &dyn Fn(&str) -> bool) -> Result<Sample> {
    let mut magic = [0u8; 4];
    let mut file = input.open()?;
    let read = file.read(&mut magic).map_err(|error| read_error(&error, input.name()))?;
    if magic.get(..read) == Some(b"PK\x03\x04") {
        return workbook(input, known);
    }
    let Plain { read, encoding, .. } =
        plain(input.open()?, input.name(), Encoding::Latin1, input.limits().gunzipped)?;
    let marked = encoding == Encoding::Utf8;
    let mut bytes = Vec::new();
    read.take(SAMPLE).read_to_end(&mut bytes).map_err(|error| read_error(&error, input.name()))?;
    let whole = u64::try_from(bytes.len()).is_ok_and(|length| length < SAMPLE);
    if !whole && let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
        bytes.truncate(end.saturating_add(1));
    }
    if bytes.iter().all(u8::is_ascii_whitespace) {
        let error = Error::new(ErrorCode::UnreadableFile).file(input.name());
        return Err(error.expected("a file with records").found("an empty file"));
    }
    let (encoding, note) = if marked { (Encoding::Utf8, None) } else { encoding_of(&bytes, whole) };
    let (text, _) = coder(encoding).decode_without_bom_handling(&bytes);
    let mut sample = match text.trim_start().chars().next() {
        Some('{') => json_lines(&text, encoding)?,
        Some('[') => {
            let error = Error::new(ErrorCode::UnreadableFile).file(input.name());
            return Err(error.expected("one JSON object a line").found("a JSON array"));
        }
        _ => match separator(&text) {
            Some(sign) => separated(&text, encoding, sign)?,
            None => frame::fixed(&bytes, encoding, whole),
        },
    };
    sample.notes.extend(note);
    Ok(sample)
}

/// The encoding, and how sure that is where it is not.
fn encoding_of(bytes: &[u8], whole: bool) -> (Encoding, Option<Label>) {
    match std::str::from_utf8(bytes) {
        Ok(_) if bytes.is_ascii() => {
            let zh = "样本全是ASCII字符,看不出编码,先写utf-8";
            return (
                Encoding::Utf8,
                Some(Label::new(
                    zh,
                    "the sample is plain ASCII, which does not show the encoding; utf-8 is written",
                )),
            );
        }
        Ok(_) => return (Encoding::Utf8, None),
        Err(error) if !whole && error.error_len().is_none() => return (Encoding::Utf8, None),
        Err(_) => {}
    }
    // In GBK the second byte of a character is high too, but rarely; in Latin-1 a letter follows.
    let (mut pairs, mut high, mut alone) = (0usize, 0usize, 0usize);
    let mut at = 0usize;
    while let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) {
        let width = crate::fixed::length(bytes, at, Encoding::Gb18030);
        match rest {
            [0x80..=0xff, second, ..] if width > 1 => {
                pairs = pairs.saturating_add(1);
                high = high.saturating_add(usize::from(*second >= 0xa1));
            }
            [0x80..=0xff, ..] => alone = alone.saturating_add(1),
            _ => {}
        }
        at = at.saturating_add(width);
    }
    let chinese = high.saturating_mul(10) >= pairs.saturating_mul(7) && alone.saturating_mul(20) <= pairs;
    if chinese {
        let note = (alone > 0).then(|| {
            Label::new(format!("有{alone}处不合gb18030的字节"), format!("{alone} bytes are not of gb18030"))
        });
        return (Encoding::Gb18030, note);
    }
    let zh = "既不是utf-8也不像gb18030,按latin-1读取,请核对";
    (Encoding::Latin1, Some(Label::new(zh, "neither utf-8 nor like gb18030; read as latin-1, please check")))
}

/// The sign between values: the one that splits nearly every record alike.
fn separator(text: &str) -> Option<char> {
    let mut best: Option<(usize, char)> = None;
    for sign in [',', '\t', ';', '|'] {
        let mut csv =
            Csv::new(Box::new(Cursor::new(text.as_bytes().to_vec())), "", u8::try_from(sign).unwrap_or(b','));
        let mut counts: HashMap<usize, usize> = HashMap::new();
        let mut records = 0usize;
        while records < TOLD
            && let Ok(Some(split)) = csv.next()
        {
            let fields = if split == Split::Record { csv.fields() } else { 0 };
            let count = counts.entry(fields).or_default();
            *count = count.saturating_add(1);
            records = records.saturating_add(1);
        }
        let Some((fields, count)) = counts.into_iter().max_by_key(|(fields, count)| (*count, *fields)) else {
            continue;
        };
        // One record may be torn however short the sample is.
        let odd = records.saturating_sub(count);
        let alike = odd.saturating_mul(10) <= records || (odd == 1 && records > 3);
        if fields > 1 && alike && best.is_none_or(|(most, _)| fields > most) {
            best = Some((fields, sign));
        }
    }
    best.map(|(_, sign)| sign)
}

fn separated(text: &str, encoding: Encoding, sign: char) -> Result<Sample> {
    let mut sample = Sample::new(Format::Csv, encoding);
    sample.delimiter = Some(sign);
    let mut csv =
        Csv::new(Box::new(Cursor::new(text.as_bytes().to_vec())), "", u8::try_from(sign).unwrap_or(b','));
    let mut first = true;
    while !sample.is_full()
        && let Some(split) = csv.next()?
    {
        if split == Split::TooLong {
            continue;
        }
        let cells: Vec<String> = (0..csv.fields().min(COLUMNS))
            .map(|at| String::from_utf8_lossy(csv.field(at)).into_owned())
            .collect();
        if std::mem::take(&mut first) {
            if is_header(cells.iter().map(String::as_str)) {
                sample.columns = cells
                    .iter()
                    .map(|name| Sampled { name: trim(name).to_owned(), ..Sampled::default() })
                    .collect();
                continue;
            }
            sample.no_header = true;
            sample.number(cells.len());
            sample.note(
                "首行看来是数据而不是表头,各列按顺序编号",
                "the first line looks like data and not like a header; the columns are numbered in order",
            );
        }
        if cells.len() == sample.columns.len() {
            sample.push(cells.iter().map(String::as_str));
        }
    }
    Ok(sample)
}

/// Whether these can be headers: words, each once.
pub(super) fn is_header<'c>(cells: impl Iterator<Item = &'c str>) -> bool {
    let cells: Vec<&str> = cells.map(trim).collect();
    let filled: Vec<&&str> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let words = |cell: &&&str| {
        cell.chars().any(char::is_alphabetic) && cell.chars().filter(char::is_ascii_digit).count() < 4
    };
    let named = filled.iter().filter(|cell| words(cell)).count();
    let once = filled.iter().collect::<std::collections::HashSet<_>>().len();
    !filled.is_empty() && named == filled.len() && once.saturating_mul(2) >= filled.len()
}

fn json_lines(text: &str, encoding: Encoding) -> Result<Sample> {
    let mut sample = Sample::new(Format::Jsonl, encoding);
    let mut lines = Lines::new(Box::new(Cursor::new(text.as_bytes().to_vec())), "");
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut nested: Vec<String> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    while !sample.is_full() && lines.next()? {
        let line = lines.text();
        let mut values: Vec<(String, String)> = Vec::new();
        let is_object = members(&line, |key, cell| match cell {
            Cell::Text(text) => values.push((key.to_owned(), head(trim(&text), VALUE))),
            Cell::Nested(_) if known.insert(key.to_owned()) => nested.push(key.to_owned()),
            Cell::Nested(_) | Cell::Malformed(_) => {}
        });
        if !is_object {
            continue;
        }
        for (key, value) in values {
            let next = sample.columns.len();
            if next < COLUMNS && !places.contains_key(&key) {
                places.insert(key.clone(), next);
                sample.columns.push(Sampled { name: key.clone(), ..Sampled::default() });
            }
            let Some(column) = places.get(&key).and_then(|at| sample.columns.get_mut(*at)) else { continue };
            // Of a key that stands there twice, the first value.
            if column.values.len() <= sample.records {
                column.values.resize(sample.records, String::new());
                column.values.push(value);
            }
        }
        sample.records = sample.records.saturating_add(1);
    }
    for column in &mut sample.columns {
        column.values.resize(sample.records, String::new());
    }
    if !nested.is_empty() {
        let keys = nested.join(", ");
        sample.note(
            format!("下列键的值是列表或对象,读不了: {keys}"),
            format!("these keys hold lists or objects, which are not read: {keys}"),
        );
    }
    Ok(sample)
}

fn workbook(input: &Input, known: &dyn Fn(&str) -> bool) -> Result<Sample> {
    let mut book = input.book()?;
    let mut sample = Sample::new(Format::Xlsx, Encoding::Utf8);
    let sheets = book.sheets();
    for sheet in &sheets {
        let mut rows: Vec<Vec<(String, bool)>> = Vec::new();
        let (mut size, mut count) = (0u64, 0usize);
        book.rows(sheet, |row, _| {
            let cells = row.iter().take(COLUMNS);
            let cells: Vec<(String, bool)> =
                cells.map(|cell| (head(trim(&cell.text), VALUE), cell.native.is_some())).collect();
            size = cells
                .iter()
                .fold(size, |size, (text, _)| size.saturating_add(u64::try_from(text.len()).unwrap_or(0)));
            count = count.saturating_add(cells.len());
            rows.push(cells);
            Ok(if rows.len() > RECORDS || size > SAMPLE || count > CELLS {
                ControlFlow::Break(())
            } else {
                ControlFlow::Continue(())
            })
        })?;
        let score = |row: &Vec<(String, bool)>| {
            let names = || row.iter().map(|(text, _)| text.as_str()).filter(|text| !text.is_empty());
            let header = !row.iter().any(|(_, native)| *native) && is_header(names());
            (names().filter(|name| known(name)).count(), usize::from(header && names().count() > 1))
        };
        // Of lines that are as good, the first.
        let best =
            rows.iter().take(ABOVE).enumerate().max_by_key(|(at, row)| (score(row), std::cmp::Reverse(*at)));
        let Some((at, header)) = best.filter(|(_, row)| score(row) > (0, 0)) else { continue };
        sample.columns =
            header.iter().map(|(name, _)| Sampled { name: name.clone(), ..Sampled::default() }).collect();
        for row in rows.iter().skip(at.saturating_add(1)) {
            if sample.is_full() {
                break;
            }
            sample.push(row.iter().map(|(text, _)| text.as_str()));
            for (column, (_, native)) in sample.columns.iter_mut().zip(row) {
                column.native = column.native.saturating_add(usize::from(*native));
            }
        }
        if sheets.len() > 1 {
            sample.note(
                format!("看的是工作表{sheet};表头相同的各表都会读取"),
                format!("the sheet looked at is {sheet}; every sheet with the same header is read"),
            );
        }
        return Ok(sample);
    }
    let error = Error::new(ErrorCode::UnreadableFile).file(input.name());
    Err(error.expected("a sheet with a header").found("none"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_line_does_not_make_every_short_one_as_wide() -> Result<()> {
        let wide: Vec<String> = (0..COLUMNS).map(|at| format!("\"k{at}\":1")).collect();
        let text = format!("{{{}}}\n{}", wide.join(","), "{}\n".repeat(RECORDS));
        let sample = json_lines(&text, Encoding::Utf8)?;
        assert_eq!((sample.columns.len(), sample.records), (COLUMNS, CELLS / COLUMNS + 1));
        assert!(sample.columns.iter().all(|column| column.values.len() == sample.records));
        Ok(())
    }

    #[test]
    fn a_key_past_the_last_column_fills_no_other() -> Result<()> {
        let keys: Vec<String> = (0..=COLUMNS).map(|at| format!("\"k{at}\":1")).collect();
        let text = format!("{{{}}}\n{{\"k{COLUMNS}\":2}}\n", keys.join(","));
        let sample = json_lines(&text, Encoding::Utf8)?;
        assert_eq!(sample.columns[COLUMNS - 1].values, ["1", ""]);
        Ok(())
    }

    #[test]
    fn a_key_that_stands_there_twice_has_its_first_value() -> Result<()> {
        let sample = json_lines("{\"a\":1,\"a\":2}\n{\"b\":3}\n", Encoding::Utf8)?;
        let values: Vec<&[String]> = sample.columns.iter().map(|column| column.values.as_slice()).collect();
        assert_eq!(values, [["1", ""], ["", "3"]]);
        Ok(())
    }
}
