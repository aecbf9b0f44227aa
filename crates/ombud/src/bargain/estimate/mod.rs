//! Where the other side may stop, guessed from its figures, and how it bargains.
//!
//! Everything here is an assessment: it may enter no amount, no right and no order of work. It is for the
//! person who prepares a talk, and for the consumer's side to see what is being done to it.
//!
//! What can be told from figures is told by more than one way, as they fail in different places: what was
//! stated, the limit that shrinking moves run to, and a grid over limits and paces. A survey is T. Baarslag,
//! M. Hendrikx, K. Hindriks, C. Jonker, *Learning about the opponent in automated bilateral negotiation*
//! (2016).

mod grid;
mod limit;
mod recognise;
mod strain;

use serde::Serialize;

pub use grid::{CREDIBLE, Posterior, Reservation, Weight};
pub use limit::Limit;
pub use recognise::{Pattern, Reading, recognise};
pub use strain::{Escalation, Strain};

use crate::{Error, ErrorCode, error::Result, model::Money};

/// Fewer figures tell nothing.
pub const FEWEST: usize = 3;
/// More are not read.
pub const MOST: usize = 1000;

/// What the other side said, and what is known beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heard {
    /// Its figures, in order.
    pub figures: Vec<Money>,
    /// Ours, each between two of theirs: the first after their first.
    pub ours: Vec<Money>,
    /// Where it began, before the first of its figures; the first of them itself where absent.
    pub opening: Option<Money>,
    /// After so many rounds there is no deal.
    pub rounds: Option<u32>,
    /// How far a figure may lie from what it would be without whim; one part in 200 of the opening where
    /// absent.
    pub noise: Option<Money>,
    /// The furthest it can go, by what is known; nothing at all where its figures fall.
    pub bound: Option<Money>,
    /// What it says itself is its limit.
    pub stated: Option<Money>,
}

/// What may be guessed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Estimate {
    /// What the other side says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stated: Option<Money>,
    /// Where its moves run to, if they shrink.
    pub limit: Limit,
    /// Its limit and pace, weighed against each other.
    pub reservation: Reservation,
}

/// Which way figures run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Falling,
    Rising,
}

impl Heard {
    /// What may be guessed of the other side's limit.
    ///
    /// ```
    /// use ombud::bargain::estimate::{Heard, Limit};
    /// let heard = Heard {
    ///     figures: ["CNY 1210.00", "CNY 1180.00", "CNY 1170.00"].map(|text| text.parse().unwrap()).to_vec(),
    ///     ..Heard::default()
    /// };
    /// assert_eq!(heard.estimate()?.limit, Limit::Approaches { figure: "CNY 1165.00".parse()? });
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// `too_few_figures`; `currency_mismatch`; `out_of_range` and `invalid_field` with their path.
    pub fn estimate(&self) -> Result<Estimate> {
        self.check()?;
        Ok(Estimate {
            stated: self.stated,
            limit: limit::limit(&self.figures)?,
            reservation: grid::weigh(self),
        })
    }

    fn check(&self) -> Result<()> {
        let count = self.figures.len();
        if count < FEWEST {
            let error = Error::new(ErrorCode::TooFewFigures).path("figures");
            return Err(error
                .expected(format_args!("{FEWEST} figures of the other side at least"))
                .found(count));
        }
        if count > MOST || self.ours.len() > MOST {
            let path = if count > MOST { "figures" } else { "ours" };
            let error = Error::new(ErrorCode::OutOfRange).path(path);
            let found = count.max(self.ours.len());
            return Err(error.expected(format_args!("at most {MOST} figures")).found(found));
        }
        let listed = |path, list: &[Money]| {
            let places: Vec<_> =
                list.iter().enumerate().map(|(at, money)| (format!("{path}[{at}]"), *money)).collect();
            places
        };
        let single = |path: &str, money: Option<Money>| money.map(|money| (path.to_owned(), money));
        let singles = [
            single("opening", self.opening),
            single("noise", self.noise),
            single("bound", self.bound),
            single("stated", self.stated),
        ];
        let all = listed("figures", &self.figures).into_iter().chain(listed("ours", &self.ours));
        let first = self.figures.first();
        for (path, money) in all.chain(singles.into_iter().flatten()) {
            if let Some(first) = first {
                first.compare(&money).map_err(|error| error.path(&path))?;
            }
            crate::bargain::band::not_negative(&path, money)?;
        }
        if self.rounds == Some(0) {
            let error = Error::new(ErrorCode::OutOfRange).path("rounds");
            return Err(error.expected("a number of 1 or more").found(0));
        }
        Ok(())
    }
}

/// Which way the figures run as a whole; nothing where they end as they began.
fn direction(from: Money, to: Money) -> Option<Direction> {
    match to.minor().cmp(&from.minor()) {
        std::cmp::Ordering::Less => Some(Direction::Falling),
        std::cmp::Ordering::Equal => None,
        std::cmp::Ordering::Greater => Some(Direction::Rising),
    }
}

/// The difference of each figure to the one before it.
fn moves(figures: &[Money]) -> Vec<i128> {
    let minor = |money: &Money| i128::from(money.minor());
    figures
        .windows(2)
        .filter_map(|pair| match pair {
            [from, to] => minor(to).checked_sub(minor(from)),
            _ => None,
        })
        .collect()
}
