//! Working days: weekends, holidays, make-up working days and hours, each with its source.
#![cfg_attr(
    not(test),
    expect(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "numeric kernel: day numbers lie within the published years (at most 200), every index is checked by `slot`; fuzz target `calendars`"
    )
)]

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    Error, ErrorCode,
    error::Result,
    model::{CalendarId, Date, Label, Weekday},
};

/// A day, or a run of days, on which there is no work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DayOff {
    /// The first day.
    pub from: Date,
    /// The last day; the first where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Date>,
    /// What the day is.
    pub name: Label,
}

/// A day of the weekend on which there is work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WorkDay {
    /// The day.
    pub date: Date,
    /// What it makes up for.
    pub name: Label,
}

/// One published year.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct YearDef {
    /// The year.
    pub year: i16,
    /// The notice or law that fixes its days.
    pub source: String,
    /// When that was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub published: Option<Date>,
    /// Days without work, beside weekends.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub off: Vec<DayOff>,
    /// Weekend days with work.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work: Vec<WorkDay>,
}

/// One interval of working hours, `[from, to)`, `HH:MM`; `24:00` is the end of the day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The first minute.
    pub from: String,
    /// The first minute after.
    pub to: String,
}

/// A calendar as authored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalendarDef {
    /// The name.
    pub id: CalendarId,
    /// Its name for people.
    pub title: Label,
    /// Where it applies.
    pub jurisdiction: String,
    /// Its version.
    pub version: String,
    /// The days of the week without work.
    pub weekend: Vec<Weekday>,
    /// Holidays fixed by date (`MM-DD`), used provisionally where a year is not published.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fixed: Vec<String>,
    /// Working hours, in order; several intervals make a split day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hours: Vec<Hours>,
    /// Whether the firm has confirmed the hours; otherwise they are an assumption and marked so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub hours_confirmed: bool,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The published years, without gaps.
    pub year: Vec<YearDef>,
}

/// What kind of day a date is.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum DayKind {
    /// An ordinary working day.
    Work,
    /// A working day that makes up for a holiday.
    MakeUp(Label),
    /// An ordinary weekend day.
    Weekend,
    /// A holiday, or a day off beside one.
    Holiday(Label),
    /// A working day as far as is known: the year is not published.
    ProvisionalWork,
    /// A weekend day or a holiday fixed by date in a year that is not published.
    ProvisionalRest,
}

impl DayKind {
    /// Whether it counts as a business day.
    #[must_use]
    pub fn is_work(&self) -> bool {
        matches!(self, DayKind::Work | DayKind::MakeUp(_) | DayKind::ProvisionalWork)
    }

    /// Whether the year is not published.
    #[must_use]
    pub fn is_provisional(&self) -> bool {
        matches!(self, DayKind::ProvisionalWork | DayKind::ProvisionalRest)
    }
}

/// A calendar, checked and ready to count.
#[derive(Debug, Clone)]
pub struct Calendar {
    def: CalendarDef,
    first: Date,
    last: Date,
    /// For each published day, the number of business days up to and including it.
    through: Vec<u32>,
    /// The business days, in order.
    work: Vec<Date>,
    exceptions: BTreeMap<Date, (bool, Label)>,
    fixed: Vec<(i8, i8)>,
    /// Working minutes of a business day, `[from, to)`, in order.
    minutes: Vec<(u16, u16)>,
}

/// The closing hour where a calendar gives none.
const ASSUMED_CLOSING: u16 = 17 * 60;

impl Calendar {
    /// Checks and compiles a calendar.
    ///
    /// # Errors
    /// Every fault at once: years with gaps or repeated, days outside their year, a make-up day
    /// that is no weekend day, a holiday that is also a make-up day, hours that are empty,
    /// reversed, overlapping or out of order, a week without any working day.
    pub fn compile(def: CalendarDef) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let fault = |path: String, expected: &str, found: String| {
            Error::new(ErrorCode::InvalidValue).item(&def.id).path(path).expected(expected).found(found)
        };

        for (i, day) in def.weekend.iter().enumerate() {
            if def.weekend.iter().take(i).any(|before| before == day) {
                faults.push(fault(
                    format!("weekend[{i}]"),
                    "each day of the week once",
                    "the same day again".into(),
                ));
            } else if i >= 6 {
                faults.push(fault(
                    "weekend".into(),
                    "at least one working day a week",
                    "seven rest days".into(),
                ));
            }
        }
        let mut fixed = Vec::new();
        for (i, text) in def.fixed.iter().enumerate() {
            match parse_month_day(text) {
                Some(pair) => fixed.push(pair),
                None => faults.push(fault(format!("fixed[{i}]"), "MM-DD", text.clone())),
            }
        }
        let minutes = compile_hours(&def, &mut faults);
        let mut exceptions = BTreeMap::new();
        for (i, year) in def.year.iter().enumerate() {
            if Date::from_ymd(year.year, 1, 1).is_err() {
                faults.push(fault(format!("year[{i}].year"), "a year from 1 to 9999", year.year.to_string()));
                continue;
            }
            let follows = i == 0
                || def.year.get(i - 1).is_some_and(|before| before.year.checked_add(1) == Some(year.year));
            if !follows {
                let expected = "years in order, without gaps";
                faults.push(fault(format!("year[{i}].year"), expected, year.year.to_string()));
            }
            collect_year(&def, i, year, &mut exceptions, &mut faults);
        }
        let bounds = def.year.first().zip(def.year.last()).map(|(first, last)| {
            Ok::<_, Error>((Date::from_ymd(first.year, 1, 1)?, Date::from_ymd(last.year, 12, 31)?))
        });
        let (first, last) = match bounds {
            Some(Ok(pair)) if pair.1.since(pair.0) < 366 * 200 && pair.0 < pair.1 => pair,
            Some(_) => {
                if faults.is_empty() {
                    faults.push(fault("year".into(), "at most 200 years", def.year.len().to_string()));
                }
                return Err(faults);
            }
            None => {
                faults.push(fault("year".into(), "at least one published year", "none".into()));
                return Err(faults);
            }
        };
        if !faults.is_empty() {
            return Err(faults);
        }

        let mut through = Vec::new();
        let mut work = Vec::new();
        let mut date = first;
        loop {
            let is_work = exceptions
                .get(&date)
                .map_or_else(|| !def.weekend.contains(&date.weekday()), |(is_work, _)| *is_work);
            if is_work {
                work.push(date);
            }
            through.push(u32::try_from(work.len()).unwrap_or(u32::MAX));
            if date >= last {
                break;
            }
            date = date.tomorrow();
        }
        Ok(Calendar { def, first, last, through, work, exceptions, fixed, minutes })
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &CalendarDef {
        &self.def
    }

    /// The first and the last published day.
    #[must_use]
    pub fn published(&self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// What kind of day it is.
    ///
    /// ```
    /// # let engine = ombud::Engine::builtin()?;
    /// let china = engine.calendar("cn")?;
    /// assert!(china.day("2026-02-14".parse()?).is_work()); // a Saturday, made up for Spring Festival
    /// assert!(!china.day("2026-02-16".parse()?).is_work()); // a Monday of the festival
    /// # Ok::<(), ombud::Error>(())
    /// ```
    #[must_use]
    pub fn day(&self, date: Date) -> DayKind {
        let weekend = self.def.weekend.contains(&date.weekday());
        if self.slot(date).is_none() {
            let fixed = self.fixed.contains(&(date.month(), date.day()));
            return if weekend || fixed { DayKind::ProvisionalRest } else { DayKind::ProvisionalWork };
        }
        match self.exceptions.get(&date) {
            Some((true, name)) => DayKind::MakeUp(name.clone()),
            Some((false, name)) => DayKind::Holiday(name.clone()),
            None if weekend => DayKind::Weekend,
            None => DayKind::Work,
        }
    }

    /// Whether it is a business day as far as is known.
    #[must_use]
    pub fn is_work(&self, date: Date) -> bool {
        match self.slot(date) {
            Some(0) => self.through.first() == Some(&1),
            Some(slot) => self.through[slot] != self.through[slot - 1],
            None => self.day(date).is_work(),
        }
    }

    /// The `n`th business day after `date` (`n` ≥ 1).
    ///
    /// # Errors
    /// `calendar_unpublished` where the count runs past the published years; the detail's
    /// `expected` is the earliest day it can be.
    pub fn nth_after(&self, date: Date, n: u32) -> Result<Date> {
        let before = match self.slot(date) {
            Some(slot) => self.through[slot],
            None if date == self.first.yesterday() => 0,
            None => return Err(self.unpublished(date, date)),
        };
        let index = u64::from(before) + u64::from(n);
        let found = usize::try_from(index).ok().and_then(|i| i.checked_sub(1)).and_then(|i| self.work.get(i));
        match found {
            Some(day) => Ok(*day),
            None => {
                let missing = index.saturating_sub(self.work.len() as u64);
                let earliest = self.last.add_days(i64::try_from(missing).unwrap_or(i64::MAX));
                Err(self.unpublished(self.last.tomorrow(), earliest.unwrap_or(Date::MAX)))
            }
        }
    }

    /// The `n`th business day before `date` (`n` ≥ 1).
    ///
    /// # Errors
    /// `calendar_unpublished` before the first published year or past the last.
    pub fn nth_before(&self, date: Date, n: u32) -> Result<Date> {
        let strictly_before = match self.slot(date) {
            Some(0) => 0,
            Some(slot) => self.through[slot - 1],
            None if date == self.last.tomorrow() => self.through.last().copied().unwrap_or(0),
            None => return Err(self.unpublished(date, date)),
        };
        strictly_before
            .checked_sub(n)
            .and_then(|index| self.work.get(index as usize))
            .copied()
            .ok_or_else(|| self.unpublished(self.first.yesterday(), date))
    }

    /// The number of business days in `(from, to]`.
    ///
    /// # Errors
    /// `calendar_unpublished` where either day is not published.
    pub fn count(&self, from: Date, to: Date) -> Result<i64> {
        let through = |date: Date| {
            let slot = self.slot(date).ok_or_else(|| self.unpublished(date, date))?;
            Ok::<_, Error>(i64::from(self.through[slot]))
        };
        Ok(through(to)? - through(from)?)
    }

    /// The minute of the day at which business closes, and whether that is only assumed.
    #[must_use]
    pub fn closing(&self) -> (u16, bool) {
        let minute = self.minutes.last().map_or(ASSUMED_CLOSING, |(_, to)| *to);
        (minute, self.minutes.is_empty() || !self.def.hours_confirmed)
    }

    /// Working minutes of a business day, `[from, to)`, in order.
    #[must_use]
    pub fn minutes(&self) -> &[(u16, u16)] {
        &self.minutes
    }

    /// A refusal to count through days that nobody has published.
    pub(super) fn unpublished(&self, from: Date, earliest: Date) -> Error {
        Error::new(ErrorCode::CalendarUnpublished)
            .item(&self.def.id)
            .path(from)
            .expected(earliest)
            .found(format_args!("published from {} to {}", self.first, self.last))
    }

    /// The place of a published day in the table.
    fn slot(&self, date: Date) -> Option<usize> {
        usize::try_from(date.since(self.first)).ok().filter(|slot| *slot < self.through.len())
    }

    /// For [`Column`](super::Column): business days through each published day, and the days themselves.
    pub(super) fn tables(&self) -> (Date, &[u32], &[Date]) {
        (self.first, &self.through, &self.work)
    }
}

fn collect_year(
    def: &CalendarDef,
    index: usize,
    year: &YearDef,
    exceptions: &mut BTreeMap<Date, (bool, Label)>,
    faults: &mut Vec<Error>,
) {
    let mut fault = |path: String, expected: &str, found: String| {
        faults.push(
            Error::new(ErrorCode::InvalidValue).item(&def.id).path(path).expected(expected).found(found),
        );
    };
    for (i, off) in year.off.iter().enumerate() {
        let path = format!("year[{index}].off[{i}]");
        let to = off.to.unwrap_or(off.from);
        if off.from > to || off.from.year() != year.year || to.year() != year.year {
            fault(path, "days in order, within the year", format!("{} to {to}", off.from));
            continue;
        }
        let mut date = off.from;
        while date <= to {
            if exceptions.insert(date, (false, off.name.clone())).is_some() {
                fault(path.clone(), "each day listed once", date.to_string());
            }
            date = date.tomorrow();
        }
    }
    for (i, work) in year.work.iter().enumerate() {
        let path = format!("year[{index}].work[{i}]");
        if work.date.year() != year.year || !def.weekend.contains(&work.date.weekday()) {
            fault(path, "a weekend day of the year", work.date.to_string());
        } else if exceptions.insert(work.date, (true, work.name.clone())).is_some() {
            fault(path, "each day listed once", work.date.to_string());
        }
    }
}

fn compile_hours(def: &CalendarDef, faults: &mut Vec<Error>) -> Vec<(u16, u16)> {
    let mut minutes: Vec<(u16, u16)> = Vec::new();
    for (i, hours) in def.hours.iter().enumerate() {
        let parsed = parse_minute(&hours.from).zip(parse_minute(&hours.to));
        let after_last = |from: u16| minutes.last().is_none_or(|(_, to)| *to <= from);
        match parsed {
            Some((from, to)) if from < to && after_last(from) => minutes.push((from, to)),
            _ => faults.push(
                Error::new(ErrorCode::InvalidValue)
                    .item(&def.id)
                    .path(format_args!("hours[{i}]"))
                    .expected("from before to, at most 24:00, after the interval before it")
                    .found(format_args!("{} to {}", hours.from, hours.to)),
            ),
        }
    }
    minutes
}

fn parse_minute(text: &str) -> Option<u16> {
    let (hour, minute) = text.split_once(':')?;
    if hour.len() != 2 || minute.len() != 2 {
        return None;
    }
    let (hour, minute): (u16, u16) = (hour.parse().ok()?, minute.parse().ok()?);
    let total = hour.checked_mul(60)?.checked_add(minute)?;
    (minute < 60 && total <= 24 * 60).then_some(total)
}

fn parse_month_day(text: &str) -> Option<(i8, i8)> {
    let (month, day) = text.split_once('-')?;
    let pair: (i8, i8) = (month.parse().ok()?, day.parse().ok()?);
    // 2024 is a leap year, so 02-29 is allowed.
    Date::from_ymd(2024, pair.0, pair.1).ok().map(|_| pair)
}
