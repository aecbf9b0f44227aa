//! Why that day: the run walked again, day by day.

use serde::Serialize;

use super::{
    Actor, Citation, Confidence, Count, Counting, DayKind, Effect, Obligation, Roll, Step, StepKind, Trigger,
    compile::{Place, Regime},
    count::{Counter, End},
    obligation::Run,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{
        CalendarId, Date, EventType, Instant, Label, Moment, RegimeId, RuleId, Weekday, zone_database_version,
    },
};

/// Why a day counts or does not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
#[non_exhaustive]
pub enum Reason {
    /// The day of the trigger, which is not counted.
    TriggerDay,
    /// Every day counts.
    CalendarDay,
    /// An ordinary working day.
    BusinessDay,
    /// A working day that makes up for a holiday.
    MakeUpDay {
        /// What it makes up for.
        name: Label,
    },
    /// A weekend day.
    Weekend,
    /// A holiday, or a day off beside one.
    Holiday {
        /// What it is.
        name: Label,
    },
    /// The clock stood still.
    Paused {
        /// Under which rule.
        rule: RuleId,
        /// Its name for people.
        title: Label,
    },
    /// The clocks of the whole class stood still.
    Suspended {
        /// Under which rule.
        rule: RuleId,
        /// Its name for people.
        title: Label,
    },
}

/// One day of a proof.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofDay {
    /// The date.
    pub date: Date,
    /// The day of the week.
    pub weekday: Weekday,
    /// Its number in the count, where it counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted: Option<u32>,
    /// Why.
    pub reason: Reason,
}

/// One stretch of a proof in hours.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofSpan {
    /// The first instant that counts.
    pub from: Instant,
    /// The first instant after.
    pub to: Instant,
    /// Seconds counted so far.
    pub total_seconds: i64,
}

/// One count of the chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProofCount {
    /// The rule that gives the period.
    pub rule: RuleId,
    /// The period.
    pub count: Count,
    /// The day it starts from, not counted.
    pub from: Date,
    /// The last day.
    pub to: Date,
}

/// How a due date came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "type")]
#[non_exhaustive]
pub enum Origin {
    /// It was counted from the start: the periods and days of the proof.
    Counted,
    /// The event that started the clock names it.
    Stated {
        /// The event.
        event: EventType,
        /// Its field with the date.
        field: String,
    },
    /// It lies so long before another clock's date.
    CountedBack {
        /// The other clock.
        from: RuleId,
        /// The other clock's date, the agreed one where there is one.
        date: Date,
        /// How much earlier.
        count: Count,
    },
}

/// The proof of one due date.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Proof {
    /// The rule.
    pub clock: RuleId,
    /// The regime.
    pub regime: RegimeId,
    /// Its name for people.
    pub title: Label,
    /// What must be done.
    pub act: Label,
    /// Who must do it.
    pub actor: Actor,
    /// What started it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Trigger>,
    /// The start of the run: the trigger, or the last reset; what is counted back starts with the
    /// other clock's date.
    pub start: Moment,
    /// How the date came about.
    pub origin: Origin,
    /// The periods, in order.
    pub counts: Vec<ProofCount>,
    /// The days, in order, from the day of the trigger to the due date.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub days: Vec<ProofDay>,
    /// For periods in hours: the stretches that count.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub spans: Vec<ProofSpan>,
    /// The legal date.
    pub due: Date,
    /// The date to work to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prudent_due: Option<Date>,
    /// The first instant that is late.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub late_from: Option<Instant>,
    /// Whether the closing hour is an assumption.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub closing_assumed: bool,
    /// The last day the firm must accept a consumer's act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accepted_until: Option<Date>,
    /// The date the parties agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed_due: Option<Date>,
    /// Whether a last day on a rest day moves.
    pub roll: Roll,
    /// Extensions, pauses, resets: what they did, who approved them, their papers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<Step>,
    /// The calendar.
    pub calendar: CalendarId,
    /// Its version.
    pub calendar_version: String,
    /// The notices behind the years that the count touches.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub calendar_sources: Vec<String>,
    /// The zone.
    pub zone: String,
    /// The version of the time-zone database.
    pub zone_database: String,
    /// Where the rule stands.
    pub cite: Vec<Citation>,
    /// Where the text was read.
    pub source: String,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// How sure the counting is.
    pub counting: Counting,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

impl Regime {
    /// The proof of an obligation's due date: each day counted or skipped, and why; or, where
    /// nothing was counted forward, who named the date or from which it was counted back.
    ///
    /// # Errors
    /// `unknown_item` where the obligation has no date (nothing started it, the rule has no
    /// number, or it cannot be determined).
    pub fn prove(&self, obligation: &Obligation) -> Result<Proof> {
        let none = || {
            Error::new(ErrorCode::UnknownItem)
                .item(&obligation.clock)
                .expected("an obligation with a due date")
                .found(obligation.status.name())
        };
        let run = obligation.run.as_ref().ok_or_else(none)?;
        let place = self.places.get(run.place).ok_or_else(none)?;
        let due = obligation.due.or(obligation.unconfirmed_due).ok_or_else(none)?;
        let clock = self.clocks().find(|clock| clock.id == obligation.clock).ok_or_else(none)?;
        let mut proof = blank(obligation, run, place, due);
        proof.roll = clock.roll;
        let start = run.start.date_in(&place.zone);
        match &run.origin {
            Origin::Counted => {
                walk(&mut proof, run, place)?;
                proof.calendar_sources = sources(place, start, due);
            }
            Origin::CountedBack { count, .. } if count.unit.is_business() => {
                proof.calendar_sources = sources(place, due, start);
            }
            Origin::CountedBack { .. } | Origin::Stated { .. } => {}
        }
        Ok(proof)
    }
}

fn blank(obligation: &Obligation, run: &Run, place: &Place, due: Date) -> Proof {
    let calendar = place.calendar.def();
    Proof {
        clock: obligation.clock.clone(),
        regime: obligation.regime.clone(),
        title: obligation.title.clone(),
        act: obligation.act.clone(),
        actor: obligation.actor,
        trigger: obligation.trigger.clone(),
        start: run.start,
        origin: run.origin.clone(),
        counts: Vec::new(),
        days: Vec::new(),
        spans: Vec::new(),
        due,
        prudent_due: obligation.prudent_due,
        late_from: obligation.late_from,
        closing_assumed: obligation.closing_assumed,
        accepted_until: obligation.accepted_until,
        agreed_due: obligation.agreed_due,
        roll: Roll::None,
        steps: obligation.steps.clone(),
        calendar: calendar.id.clone(),
        calendar_version: calendar.version.clone(),
        calendar_sources: Vec::new(),
        zone: place.zone.name().to_owned(),
        zone_database: zone_database_version().to_owned(),
        cite: obligation.cite.clone(),
        source: obligation.source.clone(),
        confidence: obligation.confidence,
        counting: obligation.counting,
        note: obligation.note.clone(),
    }
}

/// Counts again from the definition of counting, one day at a time; the closed formulas of the
/// count that gave the due date are not used, its tables of days and pauses are. Where the two
/// disagree the proof is refused, not printed.
fn walk(proof: &mut Proof, run: &Run, place: &Place) -> Result<()> {
    let counter = Counter { zone: &place.zone, calendar: &place.calendar, intervals: &run.intervals };
    let mut from = run.start.date_in(&place.zone);
    let mut before = None;
    for link in &run.chain {
        let end = if link.count.unit.is_hours() {
            let start = counter.hours_from(run.start, before)?;
            let seconds = i64::from(link.count.n).saturating_mul(3600);
            let mut total: i64 = 0;
            for (from, to) in
                counter.segments(start, link.count.unit == super::Unit::BusinessHour, seconds)?
            {
                total = total.saturating_add(to.unix_seconds().saturating_sub(from.unix_seconds()));
                proof.spans.push(ProofSpan { from, to, total_seconds: total });
            }
            proof.spans.last().map_or(End::Day(from), |span| End::At(span.to))
        } else {
            End::Day(walk_days(proof, &counter, from, link.count)?)
        };
        let to = end.date_in(&place.zone);
        before = Some(end);
        proof.counts.push(ProofCount { rule: link.rule.clone(), count: link.count, from, to });
        from = to;
    }
    if from == proof.due {
        Ok(())
    } else {
        Err(Error::new(ErrorCode::Internal).item(&proof.clock).expected(proof.due).found(from))
    }
}

fn walk_days(proof: &mut Proof, counter: &Counter<'_>, from: Date, count: Count) -> Result<Date> {
    let business = count.unit == super::Unit::BusinessDay;
    let length = length(from, count)?;
    if proof.days.is_empty() {
        let (date, weekday) = (from, from.weekday());
        proof.days.push(ProofDay { date, weekday, counted: None, reason: Reason::TriggerDay });
    }
    let (mut date, mut number) = (from, 0_u32);
    while number < length {
        if date >= Date::MAX {
            return Err(Error::new(ErrorCode::OutOfRange).item(&proof.clock).found(from));
        }
        date = date.tomorrow();
        let reason = match counter.leaves_out(date) {
            Some(interval) if interval.suspension => {
                Reason::Suspended { rule: interval.rule.clone(), title: interval.title.clone() }
            }
            Some(interval) => Reason::Paused { rule: interval.rule.clone(), title: interval.title.clone() },
            None if !business => Reason::CalendarDay,
            None => match counter.calendar.day(date) {
                DayKind::MakeUp(name) => Reason::MakeUpDay { name },
                DayKind::Holiday(name) => Reason::Holiday { name },
                DayKind::Weekend | DayKind::ProvisionalRest => Reason::Weekend,
                DayKind::Work | DayKind::ProvisionalWork => Reason::BusinessDay,
            },
        };
        let counts = matches!(reason, Reason::CalendarDay | Reason::BusinessDay | Reason::MakeUpDay { .. });
        if counts {
            number = number.saturating_add(1);
        }
        proof.days.push(ProofDay {
            date,
            weekday: date.weekday(),
            counted: counts.then_some(number),
            reason,
        });
    }
    Ok(date)
}

/// The number of days that a period takes from a day, before pauses.
fn length(from: Date, count: Count) -> Result<u32> {
    let days = match count.unit {
        super::Unit::Week => i64::from(count.n).saturating_mul(7),
        super::Unit::Month => from.add_months(i64::from(count.n))?.since(from),
        super::Unit::Year => from.add_months(i64::from(count.n).saturating_mul(12))?.since(from),
        _ => i64::from(count.n),
    };
    u32::try_from(days).map_err(|_| Error::new(ErrorCode::OutOfRange).found(days))
}

fn sources(place: &Place, from: Date, to: Date) -> Vec<String> {
    let years = place.calendar.def().year.iter();
    years
        .filter(|year| (from.year()..=to.year()).contains(&year.year))
        .map(|year| format!("{}: {}", year.year, year.source))
        .collect()
}

impl Proof {
    /// How many days the count took.
    #[must_use]
    pub fn counted_days(&self) -> usize {
        self.days.iter().filter(|day| day.counted.is_some()).count()
    }

    /// The steps that moved the date.
    pub fn applied_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.effect == Effect::Applied && step.kind != StepKind::Merge)
    }
}
