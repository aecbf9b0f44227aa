//! What sums mean: rates and means, each with an interval.
//!
//! Rates have the interval of E. B. Wilson (1927), which stays inside 0 and 1; means the normal one, the mean
//! and 1.96 standard errors to both sides.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "numeric kernel: sums that fit, as `sums` names the bound; floats do not overflow into a panic"
)]
#![expect(
    clippy::cast_precision_loss,
    reason = "counts to 10¹² are exact in a float; of a variance 15 digits are kept, and an interval shows 9"
)]

use serde::Serialize;

use super::{
    Customer, Part, Policy, Sums, Treatment,
    sums::{Moments, Paid},
};
use crate::{bargain::tactic::decimal, model::Decimal};

/// How sure an interval is to hold the true value.
pub const LEVEL: &str = "0.95";
/// So many standard errors on both sides: the 0.975 quantile of the normal distribution.
const ERRORS: f64 = 1.959_963_984_540_054;

/// A value and between what it lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Interval {
    /// The estimate.
    pub value: Decimal,
    /// At least; absent where a single value was seen.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub low: Option<Decimal>,
    /// At most.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub high: Option<Decimal>,
}

/// The figures of sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Cases played.
    pub cases: u64,
    /// Of them with an agreement.
    pub agreements: u64,
    /// Agreements over cases.
    pub agreement_rate: Interval,
    /// Of agreements; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paid_over_target: Option<Interval>,
    /// Of agreements: in which round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rounds: Option<Interval>,
    /// Of all cases: the firm's share of the zone between minimum and target.
    pub firm_surplus: Interval,
    /// The customer's share.
    pub customer_surplus: Interval,
}

/// The figures of a policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfPolicy {
    /// How the firm bargained.
    pub policy: Policy,
    /// With all customers.
    pub overall: Figures,
    /// With each kind.
    pub customers: Vec<OfCustomer>,
    /// What it pays the patient and the pushy.
    pub treatment: Treated,
}

/// The figures with a kind of customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct OfCustomer {
    /// How the customer bargained.
    pub customer: Customer,
    /// What came of it.
    #[serde(flatten)]
    pub figures: Figures,
}

/// What those who take early and those who push are finally paid, over the target, without the top-up and
/// with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Treated {
    /// Those who take the first offer that is enough.
    pub early: PaidOver,
    /// Those who take none before the last round.
    pub pushy: PaidOver,
    /// How much more those who push are paid, without the top-up. With it nobody is paid more than another, by
    /// rule; what still differs is how often the two come to an agreement.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gap_without_top_up: Option<Decimal>,
    /// How much oftener those who push come to an agreement; below nothing where they do so more seldom.
    pub gap_in_agreement_rate: Decimal,
}

/// What is paid over the target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct PaidOver {
    /// Cases with an agreement.
    pub agreements: u64,
    /// Agreements over cases.
    pub agreement_rate: Interval,
    /// As it was agreed: the yardstick.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub without_top_up: Option<Interval>,
    /// With the top-up, as plans pay: the target, whichever offer was accepted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub with_top_up: Option<Interval>,
}

impl Part {
    /// The figures of all sessions.
    #[must_use]
    pub fn overall(&self) -> Option<Figures> {
        figures(self.rows.iter().map(|row| &row.sums))
    }

    /// The figures of each kind of customer, with all policies.
    #[must_use]
    pub fn customers(&self) -> Vec<OfCustomer> {
        let mut seen: Vec<Customer> = Vec::new();
        let new = |row: &&super::part::Row| {
            let new = !seen.contains(&row.customer);
            seen.extend(new.then_some(row.customer));
            new
        };
        let kinds: Vec<Customer> = self.rows.iter().filter(new).map(|row| row.customer).collect();
        let of = |customer| {
            let rows = self.rows.iter().filter(|row| row.customer == customer);
            Some(OfCustomer { customer, figures: figures(rows.map(|row| &row.sums))? })
        };
        kinds.into_iter().filter_map(of).collect()
    }

    /// The figures of each policy.
    #[must_use]
    pub fn policies(&self) -> Vec<OfPolicy> {
        let of = |paid: &Treatment| {
            let rows = || self.rows.iter().filter(|row| row.policy == paid.policy);
            let each = rows().filter_map(|row| {
                Some(OfCustomer { customer: row.customer, figures: figures([&row.sums])? })
            });
            Some(OfPolicy {
                policy: paid.policy,
                overall: figures(rows().map(|row| &row.sums))?,
                customers: each.collect(),
                treatment: treated(paid),
            })
        };
        self.treatment.iter().filter_map(of).collect()
    }
}

/// Nothing where nothing was played.
fn figures<'a>(sums: impl IntoIterator<Item = &'a Sums>) -> Option<Figures> {
    let sums = sums.into_iter().copied().reduce(Sums::and)?;
    Some(Figures {
        cases: sums.cases,
        agreements: sums.agreements,
        agreement_rate: rate(sums.agreements, sums.cases),
        paid_over_target: mean(sums.paid, sums.agreements, 1e6),
        rounds: mean(sums.rounds, sums.agreements, 1.0),
        firm_surplus: mean(sums.firm, sums.cases, 1e6)?,
        customer_surplus: mean(sums.customer, sums.cases, 1e6)?,
    })
}

fn treated(treatment: &Treatment) -> Treated {
    let over = |paid: &Paid| PaidOver {
        agreements: paid.agreements,
        agreement_rate: rate(paid.agreements, paid.cases),
        without_top_up: mean(paid.agreed, paid.agreements, 1e6),
        with_top_up: mean(paid.topped_up, paid.agreements, 1e6),
    };
    let (early, pushy) = (over(&treatment.early), over(&treatment.pushy));
    let without = |paid: &PaidOver| Some(paid.without_top_up?.value);
    let oftener = pushy.agreement_rate.value.checked_sub(early.agreement_rate.value);
    Treated {
        early,
        pushy,
        gap_without_top_up: without(&pushy)
            .zip(without(&early))
            .and_then(|(pushy, early)| pushy.checked_sub(early)),
        gap_in_agreement_rate: oftener.unwrap_or(Decimal::from_int(0)), // Rates lie from 0 to 1.
    }
}

/// Wilson's interval.
fn rate(hits: u64, of: u64) -> Interval {
    let (n, p) = (of as f64, hits as f64 / of as f64);
    let z2n = ERRORS * ERRORS / n;
    let middle = (p + z2n / 2.0) / (1.0 + z2n);
    let half = ERRORS / (1.0 + z2n) * (p * (1.0 - p) / n + z2n / (4.0 * n)).sqrt();
    let low = decimal((middle - half).max(0.0));
    Interval { value: decimal(p), low: Some(low), high: Some(decimal((middle + half).min(1.0))) }
}

/// The normal interval, of values in parts of `scale`; nothing of no value.
fn mean(moments: Moments, count: u64, scale: f64) -> Option<Interval> {
    let (n, count) = (count as f64, i128::from(count));
    if count == 0 {
        return None;
    }
    let value = moments.sum as f64 / n / scale;
    let spread = (count * moments.squares - moments.sum * moments.sum) as f64 / n;
    let half = (count > 1).then(|| ERRORS * (spread.max(0.0) / (n - 1.0) / n).sqrt() / scale);
    Some(Interval {
        value: decimal(value),
        low: half.map(|half| decimal(value - half)),
        high: half.map(|half| decimal(value + half)),
    })
}
