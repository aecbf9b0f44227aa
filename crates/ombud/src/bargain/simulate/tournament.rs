//! A tournament: who plays what, and how often.

use serde::{Deserialize, Serialize};

use super::{
    Customer, Part, Policy, Speaker,
    customer::Asking,
    draw::{self, Generator},
    firm::Firm,
    session::play,
    table::{Curves, Table},
};
use crate::{
    Error, ErrorCode,
    bargain::Schedule,
    error::Result,
    model::canon::{self, HashName},
};

/// What a case is about: the firm's target, the customer's demand and the least it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stake {
    /// What the firm may pay at most.
    pub target: i64,
    /// What the customer asks first.
    pub demand: i64,
    /// What the customer takes at least.
    pub minimum: i64,
}

/// The seeds from one to another, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seeds {
    /// The first.
    pub from: u64,
    /// The last.
    pub to: u64,
}

impl Seeds {
    pub(super) fn count(self) -> u64 {
        self.to.saturating_sub(self.from).saturating_add(1)
    }
}

/// The cases of every seed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cases {
    /// So many are drawn.
    Drawn(u32),
    /// These.
    Listed(Vec<Stake>),
}

/// A tournament.
///
/// ```
/// use ombud::bargain::simulate::{Cases, Customer, Policy, Seeds, Tournament};
/// let mut tournament = Tournament::new(Seeds { from: 1, to: 2 }, Cases::Drawn(20));
/// tournament.policies = vec![Policy::Principled];
/// let whole = tournament.play()?;
/// let part = |seed| Tournament { seeds: Seeds { from: seed, to: seed }, ..tournament.clone() }.play();
/// assert_eq!(part(2)?.and(part(1)?)?, whole);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tournament {
    /// From which seeds.
    pub seeds: Seeds,
    /// The cases of each.
    pub cases: Cases,
    /// After so many rounds there is no deal.
    pub rounds: u32,
    /// Figures are multiples of it.
    pub step: i64,
    /// The offers of the ladder.
    pub schedule: Schedule,
    /// Each of them plays every case.
    pub policies: Vec<Policy>,
    /// Against each of these.
    pub customers: Vec<Customer>,
}

/// A figure of a session that was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Move {
    /// From 1.
    pub round: u32,
    /// Who made it.
    pub by: Speaker,
    /// The figure.
    pub amount: i64,
}

/// A session that was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Trace {
    /// How the firm bargained.
    pub policy: Policy,
    /// How the customer did.
    pub customer: Customer,
    /// Every figure, in order.
    pub moves: Vec<Move>,
    /// What was agreed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreed: Option<i64>,
}

impl Tournament {
    /// Every policy against every kind of customer, 12 rounds, steps of 10, the customary ladder.
    #[must_use]
    pub fn new(seeds: Seeds, cases: Cases) -> Self {
        Tournament {
            seeds,
            cases,
            rounds: 12,
            step: 10,
            schedule: Schedule::default(),
            policies: Policy::ALL.to_vec(),
            customers: Customer::ALL.to_vec(),
        }
    }

    /// Plays it.
    ///
    /// # Errors
    /// `out_of_range` with its path; `invalid_field` for a list that is empty or names one twice;
    /// `too_much_work` past [`MAX_WORK`](super::MAX_WORK).
    pub fn play(&self) -> Result<Part> {
        self.check()?;
        let curves = Curves::new(self.rounds)?;
        let mut table = Table::new(&curves, &self.schedule, self.step)?;
        let mut part = Part::empty(self)?;
        self.each(|stake, generator| {
            table.lay(stake)?;
            for treatment in &mut part.treatment {
                let firm = || Firm::of(treatment.policy);
                treatment.early.add(&stake, play(&table, firm(), Asking::Early, generator, |_, _, _| ()));
                treatment.pushy.add(&stake, play(&table, firm(), Asking::Pushy, generator, |_, _, _| ()));
            }
            for row in &mut part.rows {
                let (firm, customer) = (Firm::of(row.policy), Asking::of(row.customer));
                row.sums.add(&stake, play(&table, firm, customer, generator, |_, _, _| ()));
            }
            Ok(())
        })?;
        Ok(part)
    }

    /// Plays it and writes every figure down.
    ///
    /// # Errors
    /// As [`play`](Self::play); `out_of_range` for more than one case.
    pub fn trace(&self) -> Result<Vec<Trace>> {
        self.check()?;
        if self.cases_in_all() != 1 {
            let error = Error::new(ErrorCode::OutOfRange).path("trace");
            return Err(error.expected("one seed and one case").found(self.cases_in_all()));
        }
        let curves = Curves::new(self.rounds)?;
        let mut table = Table::new(&curves, &self.schedule, self.step)?;
        let mut traces = Vec::new();
        self.each(|stake, generator| {
            table.lay(stake)?;
            for policy in &self.policies {
                for customer in &self.customers {
                    let mut moves = Vec::new();
                    let see = |round, by, amount| moves.push(Move { round, by, amount });
                    let agreed = play(&table, Firm::of(*policy), Asking::of(*customer), generator, see);
                    let agreed = agreed.map(|agreed| agreed.paid);
                    traces.push(Trace { policy: *policy, customer: *customer, moves, agreed });
                }
            }
            Ok(())
        })?;
        Ok(traces)
    }

    /// Every case of every seed, with the numbers that its sessions draw: the same for each of them.
    fn each(&self, mut play: impl FnMut(Stake, Generator) -> Result<()>) -> Result<()> {
        for seed in self.seeds.from..=self.seeds.to {
            match &self.cases {
                Cases::Drawn(count) => {
                    for case in 0..*count {
                        let mut generator = Generator::of_case(seed, case);
                        let stake = draw::stake(&mut generator, self.step);
                        play(stake, generator)?;
                    }
                }
                Cases::Listed(list) => {
                    for (stake, case) in list.iter().zip(0..) {
                        play(*stake, Generator::of_case(seed, case))?;
                    }
                }
            }
        }
        Ok(())
    }

    /// What names the cases: how many are drawn, or the hash of those that are listed.
    pub(super) fn source(&self) -> Result<String> {
        Ok(match &self.cases {
            Cases::Drawn(count) => format!("drawn:{count}"),
            Cases::Listed(list) => canon::hash(HashName::Sha256, &canon::to_bytes(list)?),
        })
    }
}
