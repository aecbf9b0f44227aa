//! What a tournament may ask for.

use serde::Serialize;

use super::{Cases, Tournament};
use crate::{Error, ErrorCode, error::Result};

/// The largest amount of a case.
pub const MAX_AMOUNT: i64 = 4_000_000_000;
/// The largest step.
pub const MAX_STEP: i64 = 1_000_000;
/// The largest seed: what every language holds in a number.
pub const MAX_SEED: u64 = (1 << 53) - 1;
/// So many rounds at most.
pub const MAX_ROUNDS: u32 = 100;
/// So many rounds of all sessions together may one request ask for, the laying out of a case counted as
/// [`LAID_OUT`] more; a larger tournament is asked for in parts.
pub const MAX_WORK: u64 = 20_000_000;
/// What laying out a case costs, in rounds of a session.
pub const LAID_OUT: u64 = 64;

impl Tournament {
    /// Whether it can be played.
    pub(super) fn check(&self) -> Result<()> {
        let outside = |path: &str, most: i64, found: i64| {
            let error = Error::new(ErrorCode::OutOfRange).path(path);
            error.expected(format_args!("a number from 1 to {most}")).found(found)
        };
        if !(self.seeds.from..=MAX_SEED).contains(&self.seeds.to) {
            let error = Error::new(ErrorCode::OutOfRange).path("seeds.to");
            let expected = format_args!("a number from {} to {MAX_SEED}", self.seeds.from);
            return Err(error.expected(expected).found(self.seeds.to));
        }
        if !(1..=MAX_ROUNDS).contains(&self.rounds) {
            return Err(outside("rounds", MAX_ROUNDS.into(), self.rounds.into()));
        }
        if !(1..=MAX_STEP).contains(&self.step) {
            return Err(outside("step", MAX_STEP, self.step));
        }
        once("policies", &self.policies)?;
        once("customers", &self.customers)?;
        self.check_cases()?;
        let players = self.customers.len().saturating_add(2).saturating_mul(self.policies.len());
        let of_case = u64::try_from(players).unwrap_or(u64::MAX).saturating_mul(self.rounds.into());
        let work = self.cases_in_all().saturating_mul(of_case.saturating_add(LAID_OUT));
        if work > MAX_WORK {
            let error = Error::new(ErrorCode::TooMuchWork).path("seeds");
            let expected = format_args!("at most {MAX_WORK} rounds of all sessions together");
            return Err(error.expected(expected).found(work));
        }
        Ok(())
    }

    fn check_cases(&self) -> Result<()> {
        let list = match &self.cases {
            Cases::Drawn(0) => &[][..],
            Cases::Drawn(_) => return Ok(()),
            Cases::Listed(list) => list,
        };
        if list.is_empty() {
            return Err(Error::new(ErrorCode::InvalidField).path("cases").expected("one case at least"));
        }
        for (at, stake) in list.iter().enumerate() {
            let parts = [
                ("target", stake.target, 1),
                ("minimum", stake.minimum, 0),
                ("demand", stake.demand, stake.minimum.max(1)),
            ];
            if let Some((name, found, least)) =
                parts.into_iter().find(|(_, amount, least)| !(*least..=MAX_AMOUNT).contains(amount))
            {
                let error = Error::new(ErrorCode::OutOfRange).path(format_args!("cases[{at}].{name}"));
                return Err(error
                    .expected(format_args!("a number from {least} to {MAX_AMOUNT}"))
                    .found(found));
            }
        }
        Ok(())
    }

    fn cases_of_a_seed(&self) -> u64 {
        match &self.cases {
            Cases::Drawn(count) => u64::from(*count),
            Cases::Listed(list) => u64::try_from(list.len()).unwrap_or(u64::MAX),
        }
    }

    pub(super) fn cases_in_all(&self) -> u64 {
        self.seeds.count().saturating_mul(self.cases_of_a_seed())
    }
}

fn once<T: Ord + Serialize>(path: &str, list: &[T]) -> Result<()> {
    let mut sorted: Vec<&T> = list.iter().collect();
    sorted.sort_unstable();
    sorted.dedup();
    if list.is_empty() || sorted.len() != list.len() {
        let error = Error::new(ErrorCode::InvalidField).path(path);
        return Err(error.expected("names, each once").found(list.len()));
    }
    Ok(())
}
