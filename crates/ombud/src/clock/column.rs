//! Due dates by the column: one clock, many triggers, nothing else.
#![cfg_attr(
    not(test),
    expect(
        clippy::arithmetic_side_effects,
        clippy::indexing_slicing,
        reason = "numeric kernel for millions of dates: day numbers are bounded by Date, indices by the length checks beside them; fuzz target `clock` compares it with the fold"
    )
)]

use super::{
    Calendar, Count, Unit,
    compile::{Clock, Limb, Period, Regime},
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Date, RuleId},
};

/// A clock made ready for whole columns: the due date of each trigger date, without steps,
/// pauses, exceptions or status.
///
/// ```
/// # let engine = ombud::Engine::builtin()?;
/// let regime = engine.regime("cn-complaints-2020")?;
/// let column = regime.column("CN-CM-018a")?;
/// let due = column.due(&["2026-03-02".parse()?]);
/// assert_eq!(due[0].unwrap().to_string(), "2026-03-17");
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct Column {
    versions: Vec<Version>,
}

#[derive(Debug, Clone)]
struct Version {
    from: Date,
    to: Date,
    rule: Rule,
}

#[derive(Debug, Clone)]
enum Rule {
    Days(i32),
    Months(i64),
    Business(Business),
}

/// The tables of a calendar, for the `n`th business day after a date.
#[derive(Debug, Clone)]
struct Business {
    n: u32,
    first: Date,
    through: Vec<u32>,
    work: Vec<Date>,
}

impl Regime {
    /// A clock made ready for columns.
    ///
    /// # Errors
    /// `unknown_clock`; `invalid_value` for a clock whose date needs more than its trigger (limbs,
    /// hours, another clock, a date named by the trigger, several places).
    pub fn column(&self, clock: &str) -> Result<Column> {
        let group = self
            .groups
            .iter()
            .find(|group| group.id.as_str() == clock)
            .ok_or_else(|| Error::new(ErrorCode::UnknownClock).item(clock))?;
        let calendar = match self.places.as_slice() {
            [first, rest @ ..] if rest.iter().all(|p| p.calendar.def().id == first.calendar.def().id) => {
                &first.calendar
            }
            _ => return Err(unfit(&group.id, "a regime with one calendar")),
        };
        let mut versions = Vec::new();
        for clock in &group.versions {
            versions.push(version(clock, calendar)?);
        }
        Ok(Column { versions })
    }
}

fn unfit(clock: &RuleId, expected: &str) -> Error {
    Error::new(ErrorCode::InvalidValue).item(clock).expected(expected)
}

fn version(clock: &Clock, calendar: &Calendar) -> Result<Version> {
    let [Limb { period: Period::Count(Count { n, unit }), .. }] = clock.limbs.as_slice() else {
        return Err(unfit(&clock.def.id, "a clock with one trigger and a number of days"));
    };
    let days = |n: u32| i32::try_from(n).map_err(|_| unfit(&clock.def.id, "fewer days"));
    let rule = match unit {
        Unit::CalendarDay => Rule::Days(days(*n)?),
        Unit::Week => Rule::Days(days(n.saturating_mul(7))?),
        Unit::Month => Rule::Months(i64::from(*n)),
        Unit::Year => Rule::Months(i64::from(*n) * 12),
        Unit::BusinessDay => {
            let (first, through, work) = calendar.tables();
            Rule::Business(Business { n: *n, first, through: through.to_vec(), work: work.to_vec() })
        }
        Unit::Hour | Unit::BusinessHour => return Err(unfit(&clock.def.id, "a clock counted in days")),
    };
    Ok(Version {
        from: clock.def.effective_from.unwrap_or(Date::MIN),
        to: clock.def.effective_to.unwrap_or(Date::MAX),
        rule,
    })
}

impl Column {
    /// The due date of each trigger date; `None` where the rule was not in force, or where the
    /// count runs past the published calendar.
    #[must_use]
    pub fn due(&self, triggers: &[Date]) -> Vec<Option<Date>> {
        self.each(triggers, |date| Some(*date), |due| due)
    }

    /// As [`due`](Self::due), for days after 1970-01-01 as columns hold them; [`Column::NO_DAY`]
    /// where there is no due date, or where the trigger is no day of the years 1 to 9999.
    #[must_use]
    pub fn due_days(&self, triggers: &[i32]) -> Vec<i32> {
        self.each(triggers, |day| Date::checked_from_days(*day), |due| due.map_or(Self::NO_DAY, Date::days))
    }

    /// What stands for no day among day numbers.
    pub const NO_DAY: i32 = i32::MIN;

    /// The rule is chosen once, outside the loop.
    fn each<T, U>(
        &self,
        triggers: &[T],
        date: impl Fn(&T) -> Option<Date>,
        out: impl Fn(Option<Date>) -> U,
    ) -> Vec<U> {
        let [Version { from, to, rule }] = self.versions.as_slice() else {
            let due = |date: Date| self.versions.iter().find(|v| v.covers(date)).and_then(|v| v.due(date));
            return triggers.iter().map(|trigger| out(date(trigger).and_then(due))).collect();
        };
        let date = |trigger: &T| date(trigger).filter(|date| (*from <= *date) & (*date <= *to));
        match rule {
            Rule::Days(days) => triggers
                .iter()
                .map(|trigger| out(date(trigger).and_then(|date| date.checked_add_days(*days))))
                .collect(),
            Rule::Months(months) => triggers
                .iter()
                .map(|trigger| out(date(trigger).and_then(|date| date.add_months(*months).ok())))
                .collect(),
            Rule::Business(table) => {
                triggers.iter().map(|trigger| out(date(trigger).and_then(|date| table.due(date)))).collect()
            }
        }
    }
}

impl Version {
    #[inline]
    fn covers(&self, date: Date) -> bool {
        self.from <= date && date <= self.to
    }

    #[inline]
    fn due(&self, date: Date) -> Option<Date> {
        match &self.rule {
            Rule::Days(days) => date.checked_add_days(*days),
            Rule::Months(months) => date.add_months(*months).ok(),
            Rule::Business(table) => table.due(date),
        }
    }
}

impl Business {
    #[inline]
    fn due(&self, date: Date) -> Option<Date> {
        let slot = usize::try_from(date.since(self.first)).ok().filter(|slot| *slot < self.through.len())?;
        self.work.get((self.through[slot] + self.n - 1) as usize).copied()
    }
}
