//! A file of records of a fixed width, with a header and a trailer where there are such.

use ombud::{
    error::Result,
    pack::{Encoding, FixedDef},
};

use super::Reading;
use crate::{
    decode::Plain,
    fixed::{Record, Records, coder},
    fold::{head, trim},
    problem::Reason,
    profile::Fills,
};

/// How much is shown of what stands behind the last column, in characters.
const SHOWN: usize = 200;

/// The layout of the file, and how far it is read.
struct Layout {
    def: FixedDef,
    encoding: Encoding,
    /// The last position of a column.
    last: u32,
    /// Rows and blank records that an earlier trailer counts.
    counted: (u64, u64),
    /// Nothing was read since the beginning, or since a trailer.
    fresh: bool,
}

impl Layout {
    fn is_header(&self, record: &[u8]) -> bool {
        let header = self.def.header.as_ref();
        self.fresh && header.is_some_and(|header| self.begins(record, &header.prefix))
    }

    fn is_trailer(&self, record: &[u8]) -> bool {
        let trailer = self.def.trailer.as_ref();
        trailer.is_some_and(|trailer| self.begins(record, &trailer.prefix))
    }

    fn begins(&self, record: &[u8], prefix: &str) -> bool {
        record.starts_with(&coder(self.encoding).encode(prefix).0)
    }
}

impl Reading<'_> {
    pub(super) fn fixed(&mut self, plain: Plain) -> Result<()> {
        self.report.notes = plain.notes;
        let profile = self.profile;
        let places = profile.def.column.iter().filter_map(|column| column.place());
        let mut layout = Layout {
            def: profile.def.fixed.clone().unwrap_or_default(),
            encoding: plain.encoding,
            last: places.map(|place| place.end()).max().unwrap_or(0),
            counted: (0, 0),
            fresh: true,
        };
        let mut records = Records::new(Box::new(plain.read), &self.report.name, &layout.def);
        // What looks like a trailer is one only where the file ends, or another begins: else it is
        // a complaint whose number begins like one.
        let mut held: Option<Vec<u8>> = None;
        while records.next()? {
            let bytes = records.record();
            if !records.is_too_long() && Record::new(bytes, layout.encoding, layout.def.unit).is_blank() {
                self.blank();
                continue;
            }
            if let Some(trailer) = held.take() {
                let fresh = std::mem::replace(&mut layout.fresh, true);
                if layout.is_header(bytes) {
                    self.trailer(&mut layout, &trailer);
                } else {
                    layout.fresh = fresh;
                    self.record(&mut layout, &trailer)?;
                }
            }
            if records.is_too_long() {
                layout.fresh = false;
                let text =
                    Record::new(bytes.get(..SHOWN).unwrap_or(bytes), layout.encoding, layout.def.unit).text();
                self.reject(&text, Reason::RecordTooLong)?;
            } else if layout.is_header(bytes) {
                layout.fresh = false;
                self.frame();
            } else if layout.is_trailer(bytes) {
                held = Some(bytes.to_vec());
            } else {
                self.record(&mut layout, bytes)?;
            }
        }
        match held {
            Some(trailer) => self.trailer(&mut layout, &trailer),
            None if layout.def.trailer.is_some() => self.find("", Reason::TrailerMissing),
            None => {}
        }
        Ok(())
    }

    fn record(&mut self, layout: &mut Layout, bytes: &[u8]) -> Result<()> {
        layout.fresh = false;
        let record = Record::new(bytes, layout.encoding, layout.def.unit);
        self.cells.clear(self.profile.columns.len());
        for (index, column) in self.profile.columns.iter().enumerate() {
            let Some((place, before)) = column.place.filter(|_| !matches!(column.fills, Fills::Nothing))
            else {
                continue;
            };
            let found = record.at(place, before);
            self.cells.set(index, &found.text);
            self.cells.flag(index, |flags| {
                flags.malformed = found.malformed;
                flags.halved = found.halved;
                flags.short = found.short && !layout.def.trimmed;
            });
        }
        if layout.def.record_length.is_none() {
            if let Some(text) = record.behind(layout.last) {
                self.cells.odd.push((Reason::BehindColumns, head(&text, SHOWN)));
            }
        } else if bytes.contains(&b'\n') {
            self.cells.odd.push((Reason::LineEndInside, String::new()));
        }
        self.keep(false)
    }

    /// Passes over a trailer, and compares the number in it.
    fn trailer(&mut self, layout: &mut Layout, bytes: &[u8]) {
        self.frame();
        let (rows, blank) = layout.counted;
        let read = self.report.rows.saturating_sub(rows);
        let blank = self.report.blank.saturating_sub(blank);
        layout.counted = (self.report.rows, self.report.blank);
        layout.fresh = true;
        let Some(place) = layout.def.trailer.as_ref().and_then(|trailer| trailer.count) else { return };
        let found = Record::new(bytes, layout.encoding, layout.def.unit).at(place, None).text;
        let stated = trim(&found);
        // Some programs count the blank records too.
        let fits = |number: u64| number == read || number == read.saturating_add(blank);
        if !stated.parse().is_ok_and(fits) {
            self.find(&format!("{} ≠ {read}", head(stated, SHOWN)), Reason::TrailerCount);
        }
    }

    fn frame(&mut self) {
        self.report.frame = self.report.frame.saturating_add(1);
    }

    fn find(&mut self, value: &str, reason: Reason) {
        let problem = self.builder.rejected(0, value, reason);
        self.report.findings.push(problem);
    }
}
