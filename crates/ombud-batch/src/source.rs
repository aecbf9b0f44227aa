//! The rows of a known file layout: the cells are read as the file's are.

use std::borrow::Cow;

use ombud::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Date, Moment, RegimeId, SourceId, Zone, canon},
};
use ombud_intake::{Asked, Given, Header, Problem, Profile, Reason, Rows};
use serde::Serialize;

use crate::{
    arrow::{Cell, Reader, clock},
    due::Said,
    job::Part,
};

/// A source profile, ready for the columns of a stream.
pub(crate) struct Source {
    profile: Profile,
    header: Header,
    asked: Asked,
    zone: Zone,
}

/// A problem as a line shows it: the file and the row are those of the stream.
#[derive(Serialize)]
struct Shown<'a> {
    #[serde(skip_serializing_if = "str::is_empty")]
    column: &'a str,
    reason: Reason,
    #[serde(skip_serializing_if = "Option::is_none")]
    shape: Option<&'a str>,
    value: &'a str,
}

impl Source {
    /// # Errors
    /// `unknown_source`, `unknown_regime`, `header_mismatch`, `unsupported_column`, and the first
    /// finding about a profile.
    pub(crate) fn new(
        engine: &Engine,
        source: &SourceId,
        regimes: &[RegimeId],
        as_of: Moment,
        reader: &mut Reader,
    ) -> Result<Self> {
        let def = engine.source(source.as_str()).map_err(|error| error.path("source"))?;
        let profile = Profile::new(def, engine.catalogue(), &engine.bundle().taxonomies);
        let profile = profile.map_err(|findings| {
            findings.into_iter().next().unwrap_or_else(|| Error::new(ErrorCode::Internal).item(source))
        })?;
        let regimes = if regimes.is_empty() { def.regimes.as_slice() } else { regimes };
        let regimes = engine.regimes_of(regimes)?;
        let header = Header::new(&profile, "columns", reader.names())?;
        for column in header.read() {
            reader.want(column)?;
        }
        let asked = Asked::new(&regimes, as_of, &profile);
        Ok(Source { zone: Zone::new(&def.zone)?, profile, header, asked })
    }

    pub(crate) fn rows(&self) -> Rows<'_> {
        Rows::new(&self.profile, &self.header, "")
    }

    /// What is said of a row.
    pub(crate) fn said(&self, rows: &mut Rows<'_>, part: &Part<'_>, row: usize) -> Said {
        let mut said = Said::default();
        let number = u64::try_from(part.number(row)).unwrap_or(0).saturating_add(1);
        let read = rows.row(number, |column| match part.cell(column, row) {
            Ok(cell) => self.given(cell),
            Err(error) => {
                said.errors.push((None, error));
                Given::Blank
            }
        });
        let Some(mut read) = read else {
            said.blank = true;
            return said;
        };
        let refused = self.asked.ask(&mut read);
        said.errors.extend(refused.into_iter().map(|(regime, error)| (Some(regime), error)));
        said.problems = shown(&read.problems);
        said.duties = read.duties;
        said.passed_over = read.passed_over;
        said
    }

    fn given<'a>(&self, cell: Cell<'a>) -> Given<'a> {
        match cell {
            Cell::Text(bytes) => Given::Text(Cow::Borrowed(bytes)),
            Cell::Moment(Moment::Date(date)) => Given::Time(date, [0; 3]),
            Cell::Moment(Moment::Instant(at)) => {
                let minute = i64::from(self.zone.minute_of(at));
                let second = minute.saturating_mul(60).saturating_add(at.unix_seconds().rem_euclid(60));
                time(self.zone.date_of(at), second)
            }
            Cell::Local(date, second) => time(date, second),
            cell => match cell.text() {
                Some(text) => Given::Text(Cow::Owned(text.into_owned().into_bytes())),
                None => Given::Blank,
            },
        }
    }
}

fn time<'a>(date: Date, second: i64) -> Given<'a> {
    let (hour, minute, second) = clock(second);
    Given::Time(date, [hour, minute, second].map(|part| u8::try_from(part).unwrap_or(0)))
}

fn shown(problems: &[Problem]) -> Option<String> {
    let list: Vec<Shown<'_>> = problems
        .iter()
        .map(|problem| Shown {
            column: &problem.column,
            reason: problem.reason,
            shape: problem.shape.as_deref(),
            value: &problem.value,
        })
        .collect();
    let bytes = (!list.is_empty()).then(|| canon::to_bytes(&list).unwrap_or_default());
    bytes.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
