//! Exact sums over sessions: whole numbers, so that they add up the same in any order.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: at most MOST_CASES = 10¹² values of at most 10⁶ each, whose squares sum up to 10²⁴ \
              at most; 128 bits hold that, and it times 10¹²; `fits` refuses sums of others that are larger"
)]

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{Error as _, Unexpected},
};

use super::{MAX_ROUNDS, Stake, session::Agreed};

const MILLION: i64 = 1_000_000;
/// So many cases at most stand behind a sum.
pub(super) const MOST_CASES: u64 = 1_000_000_000_000;

/// A sum and the sum of squares; in JSON two strings of digits, as they outgrow the numbers of other
/// languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Moments {
    /// Of the values.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub sum: i128,
    /// Of their squares.
    #[serde(serialize_with = "write", deserialize_with = "read")]
    pub squares: i128,
}

fn write<S: Serializer>(value: &i128, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<i128, D::Error> {
    let text = String::deserialize(deserializer)?;
    text.parse().map_err(|_| D::Error::invalid_value(Unexpected::Str(&text), &"a string of digits"))
}

impl Moments {
    fn add(&mut self, value: i64) {
        let value = i128::from(value);
        self.sum += value;
        self.squares += value * value;
    }

    fn and(self, other: Moments) -> Moments {
        Moments { sum: self.sum + other.sum, squares: self.squares + other.squares }
    }

    /// Whether so many values from 0 to `most` can have these sums.
    fn fits(self, count: u64, most: i64) -> bool {
        let (count, most) = (i128::from(count), i128::from(most));
        (0..=count * most).contains(&self.sum) && (0..=self.sum * most).contains(&self.squares)
    }
}

/// What came of the sessions of one policy with one kind of customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sums {
    /// Cases played.
    pub cases: u64,
    /// Of them with an agreement.
    pub agreements: u64,
    /// Of agreements: paid over target, in millionths.
    pub paid: Moments,
    /// Of agreements: the round of each.
    pub rounds: Moments,
    /// Of all cases: the firm's share of the zone between minimum and target, in millionths, none without an
    /// agreement.
    pub firm: Moments,
    /// The customer's share, likewise.
    pub customer: Moments,
}

impl Sums {
    pub(super) fn add(&mut self, stake: &Stake, agreed: Option<Agreed>) {
        self.cases += 1;
        let Some(Agreed { paid, round }) = agreed else { return };
        self.agreements += 1;
        self.paid.add(share(paid, stake.target));
        self.rounds.add(round.into());
        let zone = stake.target - stake.minimum;
        self.firm.add(share(stake.target - paid, zone));
        self.customer.add(share(paid - stake.minimum, zone));
    }

    pub(super) fn and(self, other: Sums) -> Sums {
        Sums {
            cases: self.cases + other.cases,
            agreements: self.agreements + other.agreements,
            paid: self.paid.and(other.paid),
            rounds: self.rounds.and(other.rounds),
            firm: self.firm.and(other.firm),
            customer: self.customer.and(other.customer),
        }
    }

    pub(super) fn fits(&self) -> bool {
        let shares =
            [(self.paid, self.agreements), (self.firm, self.agreements), (self.customer, self.agreements)];
        (1..=MOST_CASES).contains(&self.cases)
            && self.agreements <= self.cases
            && shares.into_iter().all(|(moments, count)| moments.fits(count, MILLION))
            && self.rounds.fits(self.agreements, MAX_ROUNDS.into())
    }
}

/// What customers of one temper were paid by one policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paid {
    /// Cases played.
    pub cases: u64,
    /// Of them with an agreement.
    pub agreements: u64,
    /// Of agreements: what was agreed over the target, in millionths.
    pub agreed: Moments,
    /// The same with the top-up: what a plan pays at agreement whichever offer was accepted, here the target.
    pub topped_up: Moments,
}

impl Paid {
    pub(super) fn add(&mut self, stake: &Stake, agreed: Option<Agreed>) {
        self.cases += 1;
        let Some(Agreed { paid, .. }) = agreed else { return };
        self.agreements += 1;
        self.agreed.add(share(paid, stake.target));
        self.topped_up.add(share(stake.target, stake.target));
    }

    pub(super) fn and(self, other: Paid) -> Paid {
        Paid {
            cases: self.cases + other.cases,
            agreements: self.agreements + other.agreements,
            agreed: self.agreed.and(other.agreed),
            topped_up: self.topped_up.and(other.topped_up),
        }
    }

    pub(super) fn fits(&self) -> bool {
        (1..=MOST_CASES).contains(&self.cases)
            && self.agreements <= self.cases
            && self.agreed.fits(self.agreements, MILLION)
            && self.topped_up.fits(self.agreements, MILLION)
    }
}

/// In millionths, a half up; nothing of nothing.
fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 {
        return 0;
    }
    (part * MILLION + whole / 2) / whole
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_zone() {
        let stake = Stake { target: 6000, demand: 10_000, minimum: 4500 };
        let mut sums = Sums::default();
        sums.add(&stake, Some(Agreed { paid: 5500, round: 3 }));
        sums.add(&stake, None);
        assert_eq!((sums.cases, sums.agreements), (2, 1));
        assert_eq!(sums.paid, Moments { sum: 916_667, squares: 916_667 * 916_667 });
        assert_eq!((sums.firm.sum, sums.customer.sum, sums.rounds.sum), (333_333, 666_667, 3));
        assert!(sums.fits());
        assert!(sums.and(sums).fits());
    }

    #[test]
    fn sums_that_no_sessions_have_do_not_fit() {
        let stake = Stake { target: 6000, demand: 10_000, minimum: 4500 };
        let mut sums = Sums::default();
        assert!(!sums.fits(), "no case");
        sums.add(&stake, Some(Agreed { paid: 5500, round: 3 }));
        for spoil in [
            |sums: &mut Sums| sums.agreements = 2,
            |sums: &mut Sums| sums.cases = MOST_CASES + 1,
            |sums: &mut Sums| sums.paid.sum = 1_000_001,
            |sums: &mut Sums| sums.paid.squares = i128::MAX,
            |sums: &mut Sums| sums.firm.sum = -1,
            |sums: &mut Sums| sums.rounds.sum = 101,
        ] {
            let mut spoiled = sums;
            spoil(&mut spoiled);
            assert!(!spoiled.fits(), "{spoiled:?}");
        }
    }
}
