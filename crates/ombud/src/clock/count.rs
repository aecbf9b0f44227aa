//! The arithmetic of periods: one function counts forward, one back, one finds the prudent date.
#![cfg_attr(
    not(test),
    expect(
        clippy::arithmetic_side_effects,
        reason = "numeric kernel: counts are bounded by MAX_UNITS and dates by the years 1 to 9999; fuzz target `clock`"
    )
)]

use super::{Calendar, Count, Unit, obligation::Interval};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Instant, Moment, Zone},
};

/// The largest number of units in a period: a century of days.
pub(super) const MAX_UNITS: u32 = 36_525;

/// Where a count ends: with a day, or at an instant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    Day(Date),
    At(Instant),
}

impl End {
    pub(super) fn date_in(self, zone: &Zone) -> Date {
        match self {
            End::Day(date) => date,
            // What ends at midnight ends with the day before.
            End::At(instant) => zone.date_of(instant.add_seconds(-1).unwrap_or(instant)),
        }
    }
}

/// Counts in one place, leaving out what does not count.
pub(super) struct Counter<'a> {
    pub(super) zone: &'a Zone,
    pub(super) calendar: &'a Calendar,
    pub(super) intervals: &'a [Interval],
}

impl Counter<'_> {
    /// Where the period ends that starts at `start`. Day units count from the day after.
    ///
    /// An interval without an end stops the count for good; callers close it first.
    pub(super) fn end(&self, start: Moment, chain: impl IntoIterator<Item = Count>) -> Result<End> {
        let mut at = None;
        for count in chain {
            at = Some(if count.unit.is_hours() {
                End::At(self.hours(self.hours_from(start, at)?, count)?)
            } else {
                let from = at.map_or_else(|| start.date_in(self.zone), |end: End| end.date_in(self.zone));
                End::Day(self.days(from, count)?)
            });
        }
        Ok(at.unwrap_or(End::Day(start.date_in(self.zone))))
    }

    /// Where hours begin: with the start, or where the count before them ended.
    pub(super) fn hours_from(&self, start: Moment, before: Option<End>) -> Result<Instant> {
        match before {
            None => start.start_in(self.zone),
            Some(End::Day(date)) => self.zone.start_of(date.tomorrow()),
            Some(End::At(instant)) => Ok(instant),
        }
    }

    fn days(&self, start: Date, count: Count) -> Result<Date> {
        let n = i64::from(count.n);
        let business = count.unit == Unit::BusinessDay;
        let length = match count.unit {
            Unit::Week => n * 7,
            Unit::Month => start.add_months(n)?.since(start),
            Unit::Year => start.add_months(n * 12)?.since(start),
            Unit::CalendarDay | Unit::BusinessDay | Unit::Hour | Unit::BusinessHour => n,
        };
        if self.intervals.is_empty() {
            return if business { self.calendar.nth_after(start, count.n) } else { start.add_days(length) };
        }
        let (first_published, last_published) = self.calendar.published();
        let (mut date, mut left) = (start, length);
        if business && date < first_published.yesterday() {
            return Err(self.calendar.unpublished(date, date));
        }
        while left > 0 {
            if date >= Date::MAX {
                return Err(Error::new(ErrorCode::OutOfRange).found("a pause without an end"));
            }
            date = date.tomorrow();
            if business && date > last_published {
                return Err(self.calendar.unpublished(date, date.yesterday().add_days(left)?));
            }
            if self.counts(date, business) {
                left -= 1;
            }
        }
        Ok(date)
    }

    /// Whether the day counts: not left out and, for business days, a working day.
    pub(super) fn counts(&self, date: Date, business: bool) -> bool {
        self.leaves_out(date).is_none() && (!business || self.calendar.is_work(date))
    }

    /// The interval that leaves the day out.
    pub(super) fn leaves_out(&self, date: Date) -> Option<&Interval> {
        self.intervals.iter().find(|interval| {
            interval.from.date_in(self.zone) <= date
                && interval.to.is_none_or(|to| date < to.date_in(self.zone))
        })
    }

    fn hours(&self, start: Instant, count: Count) -> Result<Instant> {
        let mut left = i64::from(count.n) * 3600;
        let mut segments = Segments::new(self, start, count.unit == Unit::BusinessHour)?;
        loop {
            let (from, to) = segments.next()?;
            let length = to.map_or(i64::MAX, |to| to.unix_seconds() - from.unix_seconds());
            if length >= left {
                return Ok(self.zone.show(from.add_seconds(left)?));
            }
            left -= length;
        }
    }

    /// The stretches that count for a period in hours, from `start`, until `seconds` are gathered.
    pub(super) fn segments(
        &self,
        start: Instant,
        business: bool,
        seconds: i64,
    ) -> Result<Vec<(Instant, Instant)>> {
        let (mut out, mut left) = (Vec::new(), seconds);
        let mut segments = Segments::new(self, start, business)?;
        while left > 0 {
            let (from, to) = segments.next()?;
            let length = to.map_or(left, |to| to.unix_seconds() - from.unix_seconds()).min(left);
            if length > 0 {
                out.push((self.zone.show(from), self.zone.show(from.add_seconds(length)?)));
            }
            left -= length;
        }
        Ok(out)
    }

    /// The instant or day that lies `count` before an end.
    pub(super) fn before(&self, end: End, late_from: Instant, count: Count) -> Result<End> {
        let date = end.date_in(self.zone);
        let n = i64::from(count.n);
        match count.unit {
            Unit::CalendarDay => date.add_days(-n).map(End::Day),
            Unit::Week => date.add_days(-n * 7).map(End::Day),
            Unit::Month => date.add_months(-n).map(End::Day),
            Unit::Year => date.add_months(-n * 12).map(End::Day),
            Unit::BusinessDay => self.calendar.nth_before(date, count.n).map(End::Day),
            Unit::Hour => late_from.add_seconds(-n * 3600).map(|at| End::At(self.zone.show(at))),
            Unit::BusinessHour => self.business_hours_before(date, late_from, n * 3600).map(End::At),
        }
    }

    fn business_hours_before(&self, end: Date, late_from: Instant, seconds: i64) -> Result<Instant> {
        let (mut date, mut left) = (end, seconds);
        let (first_published, _) = self.calendar.published();
        loop {
            if date < first_published {
                return Err(self.calendar.unpublished(date, date));
            }
            if self.calendar.is_work(date) {
                for (from, to) in self.calendar.minutes().iter().rev() {
                    let from = self.zone.at(date, *from)?;
                    let to = self.zone.at(date, *to)?.min(late_from);
                    let length = to.unix_seconds() - from.unix_seconds();
                    if length >= left {
                        return Ok(self.zone.show(to.add_seconds(-left)?));
                    }
                    left -= length.max(0);
                }
            }
            date = date.yesterday();
        }
    }

    /// The date to work to where the counting is an inference: the day of receipt counted, then
    /// back off rest days; and whether an unpublished year went into it.
    pub(super) fn prudent(&self, start: Date, due: Date, business: bool) -> (Date, bool) {
        let mut date = due;
        if !business || self.counts(start, true) {
            date = due.yesterday();
            while date > start && !self.counts(date, business) {
                date = date.yesterday();
            }
        }
        let mut provisional = self.calendar.day(date).is_provisional();
        while date > start && !self.calendar.is_work(date) {
            date = date.yesterday();
            provisional |= self.calendar.day(date).is_provisional();
        }
        (date.max(start), provisional)
    }

    /// The first business day on or after a date; `None` where the year is not published.
    pub(super) fn roll_forward(&self, date: Date) -> Option<Date> {
        let (first, last) = self.calendar.published();
        let mut date = date;
        while (first..=last).contains(&date) {
            if self.calendar.is_work(date) {
                return Some(date);
            }
            date = date.tomorrow();
        }
        None
    }
}

/// Yields the stretches of time that count, in order; the last one may have no end.
struct Segments<'a> {
    counter: &'a Counter<'a>,
    /// Left-out stretches, merged and in order.
    gaps: Vec<(Instant, Option<Instant>)>,
    at: Instant,
    /// For business hours: the day and the interval of that day to look at next.
    day: Option<(Date, usize)>,
}

impl<'a> Segments<'a> {
    fn new(counter: &'a Counter<'a>, start: Instant, business: bool) -> Result<Self> {
        let mut gaps = Vec::new();
        for interval in counter.intervals {
            let from = interval.from.start_in(counter.zone)?;
            let to = interval.to.map(|to| to.start_in(counter.zone)).transpose()?;
            gaps.push((from, to));
        }
        gaps.sort_unstable();
        let day = business.then(|| (counter.zone.date_of(start), 0));
        Ok(Segments { counter, gaps, at: start, day })
    }

    /// The next stretch that counts.
    fn next(&mut self) -> Result<(Instant, Option<Instant>)> {
        loop {
            let window = self.window()?;
            let from = self.at.max(window.0);
            let gap =
                self.gaps.iter().find(|(a, b)| b.is_none_or(|b| b > from) && window.1.is_none_or(|w| *a < w));
            match gap {
                Some((a, b)) if *a <= from => match b {
                    Some(b) => self.at = *b,
                    None => return Err(Error::new(ErrorCode::OutOfRange).found("a pause without an end")),
                },
                Some((a, _)) => {
                    self.at = *a;
                    return Ok((from, Some(*a)));
                }
                None => {
                    match window.1 {
                        Some(end) => self.at = end,
                        None => return Ok((from, None)),
                    }
                    if window.1.is_none_or(|end| end > from) {
                        return Ok((from, window.1));
                    }
                }
            }
        }
    }

    /// The window that `at` lies in or before: all of time, or the next interval of working hours.
    fn window(&mut self) -> Result<(Instant, Option<Instant>)> {
        let Some((mut date, mut index)) = self.day else {
            return Ok((self.at, None));
        };
        let calendar = self.counter.calendar;
        let last = calendar.published().1;
        loop {
            if date > last || calendar.minutes().is_empty() {
                return Err(calendar.unpublished(date, date));
            }
            let interval = calendar.minutes().get(index).filter(|_| calendar.is_work(date));
            match interval {
                Some((from, to)) => {
                    let window = (self.counter.zone.at(date, *from)?, self.counter.zone.at(date, *to)?);
                    if window.1 > self.at {
                        self.day = Some((date, index));
                        return Ok((window.0, Some(window.1)));
                    }
                    index += 1;
                }
                None => {
                    date = date.tomorrow();
                    index = 0;
                }
            }
        }
    }
}
