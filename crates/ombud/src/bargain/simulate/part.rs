//! What was played, in a form that adds up.

use serde::{Deserialize, Serialize};

use super::{
    Customer, Policy, Seeds, Tournament,
    sums::{MOST_CASES, Paid, Sums},
};
use crate::{Error, ErrorCode, error::Result};

/// The sums of a tournament, or of a part of one; parts of one tournament add up to the whole, in any order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    /// The seeds that were played, in order, none twice.
    pub seeds: Vec<Seeds>,
    /// What the cases were: how many were drawn, or the hash of those that were listed.
    pub cases: String,
    /// The rounds of a session.
    pub rounds: u32,
    /// What figures are multiples of.
    pub step: i64,
    /// The offers of the ladder over the target.
    pub ratios: Vec<String>,
    /// By policy, then by customer.
    pub rows: Vec<Row>,
    /// By policy.
    pub treatment: Vec<Treatment>,
}

/// One policy with one kind of customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Row {
    /// How the firm bargained.
    pub policy: Policy,
    /// How the customer did.
    pub customer: Customer,
    /// What came of it.
    pub sums: Sums,
}

/// What one policy pays those who take the first offer that is enough, and those who take none before the
/// last round: both take the same at least.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Treatment {
    /// How the firm bargained.
    pub policy: Policy,
    /// Those who take early.
    pub early: Paid,
    /// Those who push.
    pub pushy: Paid,
}

impl Part {
    /// Before the first case.
    pub(super) fn empty(tournament: &Tournament) -> Result<Part> {
        let policies = || tournament.policies.iter().copied();
        let rows = policies().flat_map(|policy| {
            let row = move |customer| Row { policy, customer, sums: Sums::default() };
            tournament.customers.iter().copied().map(row)
        });
        let paid = |policy| Treatment { policy, early: Paid::default(), pushy: Paid::default() };
        Ok(Part {
            seeds: vec![tournament.seeds],
            cases: tournament.source()?,
            rounds: tournament.rounds,
            step: tournament.step,
            ratios: tournament.schedule.ratios().iter().map(ToString::to_string).collect(),
            rows: rows.collect(),
            treatment: policies().map(paid).collect(),
        })
    }

    /// Both together.
    ///
    /// # Errors
    /// `parts_do_not_fit` with the field: another tournament, a seed that both played, or sums that no
    /// sessions have.
    pub fn and(mut self, other: Part) -> Result<Part> {
        self.check()?;
        other.check()?;
        let same = [
            ("cases", self.cases == other.cases),
            ("rounds", self.rounds == other.rounds),
            ("step", self.step == other.step),
            ("ratios", self.ratios == other.ratios),
            ("rows", self.rows.iter().map(Row::who).eq(other.rows.iter().map(Row::who))),
            (
                "treatment",
                self.treatment.iter().map(|t| t.policy).eq(other.treatment.iter().map(|t| t.policy)),
            ),
        ];
        if let Some((path, _)) = same.into_iter().find(|(_, same)| !same) {
            return Err(misfit(path).expected("the same in every part"));
        }
        self.seeds = joined(self.seeds.iter().chain(&other.seeds))?;
        for (row, more) in self.rows.iter_mut().zip(other.rows) {
            row.sums = row.sums.and(more.sums);
        }
        for (treatment, more) in self.treatment.iter_mut().zip(other.treatment) {
            treatment.early = treatment.early.and(more.early);
            treatment.pushy = treatment.pushy.and(more.pushy);
        }
        self.check()?;
        Ok(self)
    }

    /// Whether sessions can have come to this.
    ///
    /// # Errors
    /// `parts_do_not_fit` with the field.
    pub fn check(&self) -> Result<()> {
        joined(&self.seeds)?;
        if let Some(at) = self.rows.iter().position(|row| !row.sums.fits()) {
            return Err(misfit(format_args!("rows[{at}].sums"))
                .expected(format_args!("sums of sessions, of {MOST_CASES} cases at most")));
        }
        if let Some(at) = self.treatment.iter().position(|paid| !paid.early.fits() || !paid.pushy.fits()) {
            return Err(misfit(format_args!("treatment[{at}]"))
                .expected(format_args!("sums of sessions, of {MOST_CASES} cases at most")));
        }
        Ok(())
    }
}

impl Row {
    fn who(&self) -> (Policy, Customer) {
        (self.policy, self.customer)
    }
}

fn misfit(path: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::PartsDoNotFit).path(path)
}

/// Ranges of seeds in order, neighbours made one.
fn joined<'a>(seeds: impl IntoIterator<Item = &'a Seeds>) -> Result<Vec<Seeds>> {
    let mut sorted: Vec<Seeds> = seeds.into_iter().copied().collect();
    sorted.sort_unstable();
    let mut out: Vec<Seeds> = Vec::new();
    for seeds in sorted {
        let free = out.last().is_none_or(|last| seeds.from > last.to);
        if !free || seeds.to < seeds.from {
            let found = format_args!("{} to {}", seeds.from, seeds.to);
            return Err(misfit("seeds").expected("each seed in one part only").found(found));
        }
        match out.last_mut().filter(|last| last.to.checked_add(1) == Some(seeds.from)) {
            Some(last) => last.to = seeds.to,
            None => out.push(seeds),
        }
    }
    Ok(out)
}
