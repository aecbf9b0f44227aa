//! One clock, many triggers: a date for each row.

use ombud::{
    Engine, Error, ErrorCode,
    clock::Column,
    error::Result,
    model::{Date, Moment, RegimeId, RuleId, Zone},
};
use serde::Deserialize;

use crate::{
    arrow::{Block, Kind, Made, Reader, Table},
    job::{Job, Part},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DueDates {
    regime: RegimeId,
    clock: RuleId,
    column: String,
}

/// The kernel of a clock, and the column of its triggers.
struct Ready {
    clock: Column,
    column: usize,
    zone: Option<Zone>,
    regime: Option<Zone>,
    columns: Vec<(String, Kind)>,
}

impl DueDates {
    pub(crate) fn ready(
        &self,
        engine: &Engine,
        reader: &mut Reader,
        zone: Option<Zone>,
    ) -> Result<Box<dyn Job>> {
        let regime = engine.regime(self.regime.as_str()).map_err(|error| error.path("regime"))?;
        Ok(Box::new(Ready {
            clock: regime.column(self.clock.as_str()).map_err(|error| error.path("clock"))?,
            column: reader.column(&self.column).map_err(|error| error.path("column"))?,
            zone,
            regime: regime.rules().zone().cloned(),
            columns: vec![("due".to_owned(), Kind::Date), ("error_code".to_owned(), Kind::Text)],
        }))
    }
}

impl Ready {
    fn trigger(&self, part: &Part<'_>, row: usize) -> Result<Option<Date>> {
        Ok(match part.cell(self.column, row)?.moment(self.zone.as_ref())? {
            None => None,
            Some(Moment::Date(date)) => Some(date),
            Some(moment) => {
                let zone =
                    self.regime.as_ref().ok_or_else(|| Error::new(ErrorCode::InvalidDate).found(moment))?;
                Some(moment.date_in(zone))
            }
        })
    }
}

impl Job for Ready {
    fn columns(&self) -> &[(String, Kind)] {
        &self.columns
    }

    fn at_once(&self) -> usize {
        1 << 20
    }

    fn fill(&self, part: &Part<'_>, out: &mut Table) {
        for row in part.rows.clone() {
            let trigger = self.trigger(part, row);
            let due = trigger.as_ref().ok().copied().flatten();
            let due = due.and_then(|date| self.clock.due(&[date]).pop().flatten());
            let code = trigger.err().map(|error| error.code().name());
            out.line().date(due).text(code);
        }
    }

    /// A column of days goes to the kernel as it lies.
    fn made(&self, part: &Part<'_>, _: usize) -> Result<Made> {
        let days = part.batch.days(part.fields, self.column);
        let rows = days.and_then(|(days, column)| Some((days.get(part.rows.clone())?, column)));
        let Some((days, column)) = rows.filter(|(days, _)| all_days(days)) else {
            let mut out = Table::new(&self.columns);
            self.fill(part, &mut out);
            return out.made();
        };
        let due = self.clock.due_days(days);
        let (mut bits, mut nulls) = (Vec::with_capacity(days.len().div_ceil(8)), 0_usize);
        for (eight, start) in due.chunks(8).zip(part.rows.clone().step_by(8)) {
            let mut byte = 0_u8;
            for (at, day) in eight.iter().enumerate() {
                byte |= u8::from(*day != Column::NO_DAY) << at;
            }
            byte &= column.valid_bits(start);
            nulls = nulls.saturating_add(eight.len().saturating_sub(byte.count_ones() as usize));
            bits.push(byte);
        }
        let rows = days.len();
        let due = Made {
            length: rows,
            nulls,
            blocks: vec![bits_or_none(bits, nulls), Block::I32(due)],
            children: Vec::new(),
        };
        let none = vec![0; rows.div_ceil(8)];
        let ends = vec![0; rows.saturating_add(1)];
        let codes = vec![Block::Bytes(none), Block::I32(ends), Block::Bytes(Vec::new())];
        let codes = Made { length: rows, nulls: rows, blocks: codes, children: Vec::new() };
        Ok(Made { length: rows, nulls: 0, blocks: vec![Block::None], children: vec![due, codes] })
    }
}

fn bits_or_none(bits: Vec<u8>, nulls: usize) -> Block {
    if nulls == 0 { Block::None } else { Block::Bytes(bits) }
}

/// Whether each is a day of the years 1 to 9999; else there is an error to tell.
fn all_days(days: &[i32]) -> bool {
    let range = Date::MIN.days()..=Date::MAX.days();
    days.iter().fold(true, |all, day| all & range.contains(day))
}
