//! When an offer is taken.
//!
//! T. Baarslag, K. Hindriks, C. Jonker, *Acceptance conditions in automated negotiation* (2011): conditions
//! apart from what is offered, and conditions joined. Their tests found joined ones to do better than
//! `AC_next` alone.

use serde::{Deserialize, Serialize};

use super::MAX_MOVES;
use crate::{Error, ErrorCode, error::Result, model::Decimal};

/// Of what was received lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Statistic {
    /// The best.
    Most,
    /// The mean.
    Average,
}

/// A condition on utilities, from 0 to 1 as a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Acceptance {
    /// `AC_next(a, b)`: `a` times the offer's utility, and `b`, reach that of one's own next figure.
    Next {
        /// `a`
        scale: Decimal,
        /// `b`
        shift: Decimal,
    },
    /// `AC_prev(a, b)`: the same with one's own last figure.
    Previous {
        /// `a`
        scale: Decimal,
        /// `b`
        shift: Decimal,
    },
    /// `AC_const(c)`: the offer's utility reaches `c`.
    Constant(Decimal),
    /// `AC_time(τ)`: whatever is offered, once this part of the time is over.
    Time(Decimal),
    /// `AC_combi(τ, ψ)`: `AC_next(1, 0)`; or, once this part of the time is over, an offer that reaches a
    /// statistic of those before it.
    Combined {
        /// `τ`
        after: Decimal,
        /// So many offers before it.
        window: usize,
        /// `ψ`
        reaches: Statistic,
    },
}

/// What is seen when an offer lies on the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View<'a> {
    /// The utilities of all offers received, the one on the table last.
    pub received: &'a [Decimal],
    /// That of one's own next figure.
    pub next: Decimal,
    /// That of one's own last figure, if there was one.
    pub previous: Option<Decimal>,
    /// The part of the time that is over.
    pub elapsed: Decimal,
}

impl Acceptance {
    /// Whether it asks how much of the time is over.
    pub(super) fn looks_at_time(&self) -> bool {
        matches!(self, Acceptance::Time(_) | Acceptance::Combined { .. })
    }

    /// Refuses a condition that no figure could be held to.
    pub(super) fn check(&self) -> Result<()> {
        let inside = |name: &str, value: Decimal, most: i64| {
            if (Decimal::from_int(0)..=Decimal::from_int(most)).contains(&value) {
                return Ok(());
            }
            let error = Error::new(ErrorCode::OutOfRange).path(name);
            Err(error.expected(format_args!("a decimal from 0 to {most}")).found(value))
        };
        match self {
            Acceptance::Next { scale, shift } | Acceptance::Previous { scale, shift } => {
                inside("scale", *scale, 10)?;
                inside("shift", *shift, 1)
            }
            Acceptance::Constant(least) => inside("constant", *least, 1),
            Acceptance::Time(after) => inside("time", *after, 1),
            Acceptance::Combined { after, window, .. } => {
                inside("after", *after, 1)?;
                if (1..=MAX_MOVES).contains(window) {
                    return Ok(());
                }
                let error = Error::new(ErrorCode::OutOfRange).path("window");
                Err(error.expected(format_args!("a number from 1 to {MAX_MOVES}")).found(window))
            }
        }
    }

    /// Whether the offer on the table is taken; none is where nothing lies there.
    ///
    /// ```
    /// use ombud::bargain::{Acceptance, View};
    /// let received = ["0.4".parse()?, "0.55".parse()?];
    /// let view = View { received: &received, next: "0.6".parse()?, previous: None, elapsed: "0.5".parse()? };
    /// let next = |shift: &str| Ok::<_, ombud::Error>(Acceptance::Next { scale: "1".parse()?, shift: shift.parse()? });
    /// assert!(!next("0")?.takes(&view)?);
    /// assert!(next("0.05")?.takes(&view)?);
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `out_of_range` where 128 bits do not hold a product.
    pub fn takes(&self, view: &View<'_>) -> Result<bool> {
        let Some((offer, before)) = view.received.split_last() else { return Ok(false) };
        Ok(match self {
            Acceptance::Next { scale, shift } => reaches(*offer, *scale, *shift, view.next)?,
            Acceptance::Previous { scale, shift } => match view.previous {
                Some(previous) => reaches(*offer, *scale, *shift, previous)?,
                None => false,
            },
            Acceptance::Constant(least) => offer >= least,
            Acceptance::Time(after) => view.elapsed >= *after,
            Acceptance::Combined { after, window, reaches } => {
                let lately = before.get(before.len().saturating_sub(*window)..).unwrap_or_default();
                let beats = match reaches {
                    Statistic::Most => lately.iter().max().is_some_and(|most| offer >= most),
                    Statistic::Average => above_average(*offer, lately)?,
                };
                *offer >= view.next || (view.elapsed >= *after && beats)
            }
        })
    }
}

fn past() -> Error {
    Error::new(ErrorCode::OutOfRange).path("received").expected("utilities from 0 to 1")
}

/// Whether `scale · offer + shift ≥ least`, in billionths of billionths.
fn reaches(offer: Decimal, scale: Decimal, shift: Decimal, least: Decimal) -> Result<bool> {
    let wanted = least.checked_sub(shift).and_then(|wanted| wanted.billionths().checked_mul(1_000_000_000));
    let given = scale.billionths().checked_mul(offer.billionths());
    Ok(given.ok_or_else(past)? >= wanted.ok_or_else(past)?)
}

/// Whether an offer is no less than the mean of some others; no offer is that of none.
fn above_average(offer: Decimal, others: &[Decimal]) -> Result<bool> {
    let count = i128::try_from(others.len()).map_err(|_| past())?;
    let sum = others.iter().try_fold(0_i128, |sum, other| sum.checked_add(other.billionths()));
    let times = offer.billionths().checked_mul(count);
    Ok(count > 0 && times.ok_or_else(past)? >= sum.ok_or_else(past)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn d(text: &str) -> Decimal {
        text.parse().unwrap()
    }

    fn takes(
        condition: Acceptance,
        received: &[&str],
        next: &str,
        previous: Option<&str>,
        elapsed: &str,
    ) -> bool {
        let received: Vec<Decimal> = received.iter().map(|text| d(text)).collect();
        let view =
            View { received: &received, next: d(next), previous: previous.map(d), elapsed: d(elapsed) };
        condition.takes(&view).unwrap()
    }

    #[test]
    fn next_and_previous_scale_and_shift() {
        let next = |scale, shift| Acceptance::Next { scale: d(scale), shift: d(shift) };
        assert!(takes(next("1", "0"), &["0.6"], "0.6", None, "0"));
        assert!(!takes(next("1", "0"), &["0.599999999"], "0.6", None, "0"));
        assert!(takes(next("1.02", "0"), &["0.59"], "0.6", None, "0"));
        assert!(takes(next("1", "0.1"), &["0.5"], "0.6", None, "0"));
        let previous = Acceptance::Previous { scale: d("1"), shift: d("0") };
        assert!(takes(previous, &["0.7"], "0.6", Some("0.7"), "0"));
        assert!(!takes(previous, &["0.65"], "0.6", Some("0.7"), "0"));
        assert!(!takes(previous, &["1"], "0", None, "1"), "nothing was said before");
    }

    #[test]
    fn constants_and_time() {
        assert!(takes(Acceptance::Constant(d("0.8")), &["0.1", "0.8"], "1", None, "0"));
        assert!(!takes(Acceptance::Constant(d("0.8")), &["0.9", "0.7"], "0", None, "1"));
        assert!(takes(Acceptance::Time(d("0.9")), &["0"], "1", None, "0.9"));
        assert!(!takes(Acceptance::Time(d("0.9")), &["1"], "0", None, "0.89"));
    }

    #[test]
    fn joined_conditions_look_back_when_time_runs_out() {
        let joined = |window, reaches| Acceptance::Combined { after: d("0.9"), window, reaches };
        let received = ["0.9", "0.3", "0.5", "0.45"];
        assert!(!takes(joined(2, Statistic::Average), &received, "0.6", None, "0.5"));
        assert!(takes(joined(2, Statistic::Average), &received, "0.6", None, "0.95"), "0.45 over 0.4");
        assert!(!takes(joined(2, Statistic::Most), &received, "0.6", None, "0.95"));
        assert!(!takes(joined(9, Statistic::Average), &received, "0.6", None, "0.95"));
        assert!(
            takes(joined(2, Statistic::Most), &received, "0.45", None, "0"),
            "the next figure is no better"
        );
        assert!(!takes(joined(2, Statistic::Average), &["0.1"], "0.6", None, "1"), "none before it");
    }

    #[test]
    fn nothing_on_the_table_is_not_taken_and_what_does_not_fit_is_refused() {
        assert!(!takes(Acceptance::Time(d("0")), &[], "0", None, "1"));
        let huge = d("9223372036854775807");
        let view = View { received: &[huge], next: huge, previous: None, elapsed: d("0") };
        let condition = Acceptance::Next { scale: huge, shift: d("0") };
        assert_eq!(condition.takes(&view).unwrap_err().code(), ErrorCode::OutOfRange);
    }
}
