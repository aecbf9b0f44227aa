//! Days of the generator's own: it shares no arithmetic with the engine, so that a comparison of
//! its truth with the engine's answers compares two independent counts.

use std::fmt;

/// A day, as a number of days after 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Day(pub(super) i64);

impl Day {
    /// The day with this date of the Gregorian calendar.
    pub(super) fn ymd(year: i64, month: i64, day: i64) -> Day {
        // Years begin in March, so that the leap day is the last of its year.
        let year = if month <= 2 { year - 1 } else { year };
        let era = year.div_euclid(400);
        let of_era = year.rem_euclid(400);
        let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
        Day(era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468)
    }

    /// Year, month and day.
    pub(super) fn parts(self) -> (i64, i64, i64) {
        let z = self.0 + 719_468;
        let era = z.div_euclid(146_097);
        let of_era = z.rem_euclid(146_097);
        let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
        let of_year = of_era - (365 * year + year / 4 - year / 100);
        let mp = (5 * of_year + 2) / 153;
        let month = if mp < 10 { mp + 3 } else { mp - 9 };
        let year = year + era * 400 + i64::from(month <= 2);
        (year, month, of_year - (153 * mp + 2) / 5 + 1)
    }

    /// This day and `days` more.
    pub(super) fn plus(self, days: i64) -> Day {
        Day(self.0 + days)
    }

    /// Monday is 0, Sunday is 6.
    pub(super) fn weekday(self) -> i64 {
        (self.0 + 3).rem_euclid(7)
    }

    /// The n-th day after this one that is no weekend day and not in `off`.
    pub(super) fn business(self, n: i64, off: &[Day]) -> Day {
        let (mut day, mut left) = (self, n);
        while left > 0 {
            day = day.plus(1);
            if day.weekday() < 5 && !off.contains(&day) {
                left -= 1;
            }
        }
        day
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.parts();
        write!(f, "{year:04}-{month:02}-{day:02}")
    }
}

#[cfg(test)]
mod tests {
    use super::Day;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(Day::ymd(1970, 1, 1).0, 0);
        assert_eq!(Day::ymd(2026, 3, 20).to_string(), "2026-03-20");
        assert_eq!(Day::ymd(2026, 3, 20).weekday(), 4);
        assert_eq!(Day::ymd(2024, 2, 28).plus(2).to_string(), "2024-03-01");
        for n in -800_000..800_000 {
            let (y, m, d) = Day(n).parts();
            assert_eq!(Day::ymd(y, m, d).0, n);
        }
    }
}
