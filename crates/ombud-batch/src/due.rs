//! `due`: what every clock says of each row, one line for each.

use ombud::{
    Answer, Duty, Engine, Error, ErrorCode,
    clock::PassedOver,
    error::Result,
    model::{Json, Moment, RegimeId, SourceId, Zone, canon},
};
use ombud_doors::contained;
use ombud_intake::triage::{NONE, NOT_IN_FORCE};
use serde::Deserialize;

use crate::{
    arrow::{Kind, Line, Reader, Table},
    inquiry::Inquiry,
    job::{Job, Keep, Part},
    source::Source,
    template::{Compiler, Row},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Due {
    #[serde(default)]
    request: Option<Json>,
    #[serde(default)]
    source: Option<SourceId>,
    #[serde(default)]
    regimes: Vec<RegimeId>,
    #[serde(default)]
    as_of: Option<Moment>,
    #[serde(default)]
    keep: Vec<String>,
}

/// The columns besides the number of the row and those that are kept.
const COLUMNS: [(&str, Kind); 14] = [
    ("regime", Kind::Text),
    ("clock", Kind::Text),
    ("part", Kind::Text),
    ("reference", Kind::Text),
    ("due", Kind::Date),
    ("prudent_due", Kind::Date),
    ("late_from", Kind::Instant),
    ("status", Kind::Text),
    ("basis", Kind::Text),
    ("confidence", Kind::Text),
    ("needs", Kind::Text),
    ("problems", Kind::Text),
    ("error_code", Kind::Text),
    ("error", Kind::Text),
];

struct Ready {
    how: How,
    zone: Option<Zone>,
    keep: Keep,
    columns: Vec<(String, Kind)>,
}

enum How {
    Request(Box<Inquiry>),
    Source(Box<Source>),
}

/// What is said of one row.
#[derive(Default)]
pub(crate) struct Said {
    pub(crate) duties: Vec<Duty>,
    pub(crate) passed_over: Vec<PassedOver>,
    /// Errors, and the regime that gave each where it was one.
    pub(crate) errors: Vec<(Option<RegimeId>, Error)>,
    /// What was wrong with the cells, as a list of JSON.
    pub(crate) problems: Option<String>,
    /// No record: every cell is blank.
    pub(crate) blank: bool,
}

impl Due {
    pub(crate) fn ready(
        self,
        engine: &Engine,
        reader: &mut Reader,
        zone: Option<Zone>,
    ) -> Result<Box<dyn Job>> {
        let field = |expected: &str| Error::new(ErrorCode::InvalidField).expected(expected);
        let how = match (&self.request, &self.source) {
            (Some(request), None) => {
                if !self.regimes.is_empty() || self.as_of.is_some() {
                    return Err(field("`regimes` and `as_of` inside of `request`").path("request"));
                }
                How::Request(Box::new(Inquiry::new(engine, request, &mut Compiler { reader })?))
            }
            (None, Some(source)) => {
                let as_of =
                    self.as_of.ok_or_else(|| field("a date or an instant").path("as_of").found("nothing"))?;
                How::Source(Box::new(Source::new(engine, source, &self.regimes, as_of, reader)?))
            }
            _ => {
                let found = if self.request.is_some() { "both" } else { "neither" };
                return Err(field("either `request` or `source`").found(found));
            }
        };
        let (keep, columns) = Keep::columns(&self.keep, reader, &COLUMNS)?;
        Ok(Box::new(Ready { how, zone, keep, columns }))
    }
}

impl Job for Ready {
    fn columns(&self) -> &[(String, Kind)] {
        &self.columns
    }

    fn fill(&self, part: &Part<'_>, out: &mut Table) {
        match &self.how {
            How::Request(inquiry) => {
                for row in part.rows.clone() {
                    let asked = Row { part, row, zone: self.zone.as_ref() };
                    self.lines(part, row, contained(|| inquiry.answer(asked).map(all)), out);
                }
            }
            How::Source(source) => {
                let mut rows = source.rows();
                for row in part.rows.clone() {
                    self.lines(part, row, contained(|| Ok(source.said(&mut rows, part, row))), out);
                }
            }
        }
    }
}

fn all(answers: Vec<Answer>) -> Said {
    let mut said = Said::default();
    for answer in answers {
        said.duties.extend(answer.duties);
        said.passed_over.extend(answer.passed_over);
    }
    said
}

impl Ready {
    fn lines(&self, part: &Part<'_>, row: usize, said: Result<Said>, out: &mut Table) {
        let (kept, fault) = self.keep.of(part, row);
        let mut said = said.unwrap_or_else(|error| Said { errors: vec![(None, error)], ..Said::default() });
        // A column may be read and kept; its error is told once.
        said.errors.extend(fault.map(|error| (None, error)).filter(|error| !said.errors.contains(error)));
        let problems = said.problems.as_deref();
        for (regime, error) in &said.errors {
            let document = canon::to_bytes(error).unwrap_or_default();
            let mut line = kept.line(out);
            line.text(regime.as_ref().map(RegimeId::as_str));
            line.text(None).text(None).text(None).date(None).date(None).instant(None);
            line.text(None).text(None).text(None).text(None).text(problems);
            line.text(Some(error.code().name())).text(Some(&String::from_utf8_lossy(&document)));
        }
        for duty in &said.duties {
            said_of(duty, problems, &mut kept.line(out));
        }
        for passed in &said.passed_over {
            let mut line = kept.line(out);
            line.text(Some(passed.regime.as_str())).text(Some(passed.clock.as_str()));
            line.text(passed.part.as_ref().map(|part| part.as_str())).text(passed.reference.as_deref());
            line.date(None).date(None).instant(None).text(Some(NOT_IN_FORCE));
            line.text(None).text(None).text(None).text(problems);
        }
        if said.errors.is_empty() && said.duties.is_empty() && said.passed_over.is_empty() {
            let mut line = kept.line(out);
            line.text(None).text(None).text(None).text(None).date(None).date(None).instant(None);
            line.text((!said.blank).then_some(NONE)).text(None).text(None).text(None).text(problems);
        }
    }
}

fn said_of(duty: &Duty, problems: Option<&str>, line: &mut Line<'_>) {
    let needs = (!duty.needs.is_empty()).then(|| canon::to_bytes(&duty.needs).unwrap_or_default());
    let needs = needs.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    line.text(Some(duty.obligation().regime.as_str())).text(Some(duty.clock.as_str()));
    line.text(duty.part.as_ref().map(|part| part.as_str())).text(duty.reference.as_deref());
    line.date(duty.obligation().due).date(duty.obligation().prudent_due).instant(duty.late_from);
    line.text(Some(duty.obligation().status.name())).text(Some(duty.obligation().basis.name()));
    line.text(Some(duty.confidence.name()));
    line.text(needs.as_deref()).text(problems);
}
