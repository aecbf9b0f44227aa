//! How a talk goes: movement, waiting, and the band of emotion over time.

use serde::{Deserialize, Serialize};

use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Date, Money},
};

/// One contact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Round {
    /// The day.
    pub at: Date,
    /// What the firm offered, where it named a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ours: Option<Money>,
    /// What the complainant asked for, where they named a figure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theirs: Option<Money>,
    /// Whether a new fact or piece of evidence came in.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub new_fact: bool,
}

/// The band of emotion in what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Band {
    /// Calm.
    Calm,
    /// Upset.
    Upset,
    /// Angry.
    Angry,
    /// In crisis.
    Crisis,
}

impl Band {
    /// As the fact `talk.hostility_now` names it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Band::Calm => "calm",
            Band::Upset => "upset",
            Band::Angry => "angry",
            Band::Crisis => "crisis",
        }
    }
}

/// What was heard at one contact, in its band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// The day.
    pub at: Date,
    /// The band.
    pub band: Band,
}

/// Which way the band went between the last two readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Trend {
    /// Up.
    Rising,
    /// Neither.
    Level,
    /// Down.
    Falling,
}

impl Trend {
    /// As the fact `talk.hostility_trend` names it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Trend::Rising => "rising",
            Trend::Level => "level",
            Trend::Falling => "falling",
        }
    }

    /// Of readings in their order; nothing of fewer than two.
    #[must_use]
    pub fn of(readings: &[Reading]) -> Option<Trend> {
        let [.., before, last] = readings else { return None };
        Some(match last.band.cmp(&before.band) {
            std::cmp::Ordering::Greater => Trend::Rising,
            std::cmp::Ordering::Equal => Trend::Level,
            std::cmp::Ordering::Less => Trend::Falling,
        })
    }
}

/// What contacts come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Course {
    /// How many of the last changed nothing.
    pub still_contacts: u32,
    /// How many of the last named only figures that had been named.
    pub same_figures: u32,
    /// Days since the last.
    pub waiting_days: i64,
}

impl Course {
    /// Of contacts in their order, as of a day; nothing of none.
    ///
    /// The first contact changes everything: there is nothing before it.
    ///
    /// # Errors
    /// `out_of_order` for a contact before the one in front of it, or after the day of asking.
    pub fn of(rounds: &[Round], as_of: Date) -> Result<Option<Course>> {
        let Some(last) = rounds.last() else { return Ok(None) };
        in_order(rounds.iter().map(|round| round.at), "rounds", as_of)?;
        let mut course = Course { waiting_days: as_of.since(last.at), ..Course::default() };
        let (mut ours, mut theirs) = (None, None);
        for (nth, round) in rounds.iter().enumerate() {
            let changed = |new: Option<Money>, known: Option<Money>| new.is_some() && new != known;
            let moved = changed(round.ours, ours) || changed(round.theirs, theirs);
            let named = round.ours.is_some() || round.theirs.is_some();
            let still = nth > 0 && !moved && !round.new_fact;
            course.still_contacts = if still { course.still_contacts.saturating_add(1) } else { 0 };
            course.same_figures = match (moved, named) {
                (true, _) => 0,
                (false, true) => course.same_figures.saturating_add(1),
                (false, false) => course.same_figures,
            };
            (ours, theirs) = (round.ours.or(ours), round.theirs.or(theirs));
        }
        Ok(Some(course))
    }
}

/// Days stand in their order and not after the day of asking.
pub(super) fn in_order(days: impl Iterator<Item = Date>, path: &str, as_of: Date) -> Result<()> {
    let mut before = Date::MIN;
    for (nth, day) in days.enumerate() {
        let error = |expected: String| {
            let error = Error::new(ErrorCode::OutOfOrder).path(format_args!("{path}[{nth}].at"));
            Err(error.expected(expected).found(day))
        };
        if day < before {
            return error(format!("{before} or later"));
        }
        if day > as_of {
            return error(format!("{as_of} or earlier"));
        }
        before = day;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn round(at: &str, ours: Option<i64>, theirs: Option<i64>) -> Round {
        let money = |minor| Money::new(minor, "CNY".parse().unwrap());
        Round { at: day(at), ours: ours.map(money), theirs: theirs.map(money), new_fact: false }
    }

    #[test]
    fn contacts_without_movement_are_counted_from_the_end() {
        let mut rounds = vec![
            round("2026-03-01", Some(1), Some(9)),
            round("2026-03-02", Some(2), Some(9)),
            round("2026-03-03", None, Some(9)),
            round("2026-03-04", None, None),
            round("2026-03-05", Some(2), Some(9)),
        ];
        let course = |rounds: &[Round]| Course::of(rounds, day("2026-03-08")).unwrap().unwrap();
        let found = course(&rounds);
        assert_eq!((found.still_contacts, found.same_figures, found.waiting_days), (3, 2, 3));
        rounds[4].new_fact = true;
        assert_eq!(course(&rounds).still_contacts, 0, "a new fact is movement");
        assert_eq!(course(&rounds[..1]).still_contacts, 0);
        assert_eq!(Course::of(&[], day("2026-03-08")), Ok(None));
        rounds.swap(0, 1);
        let error = Course::of(&rounds, day("2026-03-08")).unwrap_err();
        assert_eq!(
            (error.code(), error.detail().path.as_deref()),
            (ErrorCode::OutOfOrder, Some("rounds[1].at"))
        );
        assert!(Course::of(&rounds[2..], day("2026-03-04")).is_err(), "not after the day of asking");
    }

    #[test]
    fn the_trend_is_that_of_the_last_two() {
        let readings = |bands: &[Band]| {
            bands.iter().map(|band| Reading { at: day("2026-03-01"), band: *band }).collect::<Vec<_>>()
        };
        let trend = |bands: &[Band]| Trend::of(&readings(bands));
        assert_eq!(trend(&[Band::Crisis, Band::Upset, Band::Angry]), Some(Trend::Rising));
        assert_eq!(trend(&[Band::Angry, Band::Calm]), Some(Trend::Falling));
        assert_eq!(trend(&[Band::Calm, Band::Calm]), Some(Trend::Level));
        assert_eq!(trend(&[Band::Calm]), None);
    }
}
