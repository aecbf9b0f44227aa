//! `clock.count`: days between dates, and dates some days away.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Engine, Error, ErrorCode,
    clock::{Calendar, DayKind, Unit},
    error::Result,
    model::{CalendarId, Date, Label, canon},
};

pub(super) const COUNT: Operation = Operation {
    name: "clock.count",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "计算两个日期之间的自然日和工作日,或若干日之后的日期",
        "Calendar and business days between two dates, or the date some days later",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["calendar", "from"],
  "properties": {
    "calendar": {"type": "string"}, "from": {"type": "string", "format": "date"},
    "to": {"type": "string", "format": "date"},
    "n": {"type": "integer", "minimum": 1},
    "unit": {"enum": ["calendar_day", "business_day", "week", "month", "year"]}
  }
}"#,
    example: r#"{"calendar":"cn","from":"2026-02-12","n":7,"unit":"business_day"}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let calendar = engine.calendar(request.calendar.as_str())?;
        let to = match (request.to, request.n, request.unit) {
            (Some(to), None, None) => to,
            (None, Some(n), Some(unit)) => later(calendar, request.from, n, unit)?,
            _ => {
                let given = [
                    ("`to`", request.to.is_some()),
                    ("`n`", request.n.is_some()),
                    ("`unit`", request.unit.is_some()),
                ];
                let given: Vec<&str> = given.iter().filter(|(_, is)| *is).map(|(name, _)| *name).collect();
                return Err(Error::new(ErrorCode::InvalidField)
                    .expected("either `to`, or `n` with `unit`")
                    .found(if given.is_empty() { "none of them".to_owned() } else { given.join(", ") }));
            }
        };
        canon::to_bytes(&answer(engine, calendar, request.from, to)?)
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    calendar: CalendarId,
    from: Date,
    #[serde(default)]
    to: Option<Date>,
    #[serde(default)]
    n: Option<u32>,
    #[serde(default)]
    unit: Option<Unit>,
}

#[derive(Serialize)]
struct Answer<'a> {
    bundle: &'a str,
    calendar: &'a CalendarId,
    calendar_version: &'a str,
    from: Date,
    to: Date,
    /// Days after `from`, up to and including `to`.
    calendar_days: i64,
    business_days: i64,
    /// The days in between that are not what their weekday says.
    exceptions: Vec<Exception>,
}

#[derive(Serialize)]
struct Exception {
    date: Date,
    business_day: bool,
    name: Label,
}

/// The longest stretch in days that one request may ask to list.
const LONGEST: i64 = 3_660;

fn later(calendar: &Calendar, from: Date, n: u32, unit: Unit) -> Result<Date> {
    if n == 0 {
        return Err(Error::new(ErrorCode::InvalidField).path("n").expected("1 or more").found(n));
    }
    match unit {
        Unit::CalendarDay => from.add_days(i64::from(n)),
        Unit::BusinessDay => calendar.nth_after(from, n),
        Unit::Week => from.add_days(i64::from(n).saturating_mul(7)),
        Unit::Month => from.add_months(i64::from(n)),
        Unit::Year => from.add_months(i64::from(n).saturating_mul(12)),
        Unit::Hour | Unit::BusinessHour => Err(Error::new(ErrorCode::InvalidField)
            .path("unit")
            .expected("calendar_day, business_day, week, month or year")
            .found("hours")),
    }
}

fn answer<'a>(engine: &'a Engine, calendar: &'a Calendar, from: Date, to: Date) -> Result<Answer<'a>> {
    let days = to.since(from);
    if !(0..=LONGEST).contains(&days) {
        return Err(Error::new(ErrorCode::OutOfRange)
            .path("to")
            .expected(format_args!("{from} or up to {LONGEST} days later"))
            .found(to));
    }
    let mut exceptions = Vec::new();
    let mut date = from;
    while date < to {
        date = date.tomorrow();
        match calendar.day(date) {
            DayKind::Holiday(name) => exceptions.push(Exception { date, business_day: false, name }),
            DayKind::MakeUp(name) => exceptions.push(Exception { date, business_day: true, name }),
            _ => {}
        }
    }
    Ok(Answer {
        bundle: engine.bundle_hash(),
        calendar: &calendar.def().id,
        calendar_version: &calendar.def().version,
        from,
        to,
        calendar_days: days,
        business_days: calendar.count(from, to)?,
        exceptions,
    })
}
