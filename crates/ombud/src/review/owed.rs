//! What is owed: the greater of two ways to reckon it, and the floor while it is open.

use super::{Certain, Floor, Merit};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Decimal, Money},
    rules::{LineKind, LineSum, Reckoning},
};

fn sum(reckoning: &Reckoning) -> Option<&LineSum> {
    reckoning.sum(LineKind::Entitlement)
}

/// Whether it is known what a calculation comes to.
pub(super) fn is_settled(reckoning: &Reckoning) -> bool {
    sum(reckoning).is_none_or(|sum| sum.settled)
}

/// The one that comes to more, as far as is known, and the other where it is another amount or is not
/// settled. While the other is not, nor is what is owed: it is that much at the least.
///
/// # Errors
/// `currency_mismatch`.
pub(super) fn greater(first: Reckoning, second: Reckoning) -> Result<(Reckoning, Option<Reckoning>)> {
    let amount = |reckoning: &Reckoning| sum(reckoning).and_then(|sum| sum.amount);
    let (is_less, is_same) = match (amount(&first), amount(&second)) {
        (Some(first), Some(second)) => {
            let order = first.compare(&second)?;
            (order.is_lt(), order.is_eq())
        }
        // What has no line that is due is nothing to choose.
        (first, second) => (first.is_none() && second.is_some(), second.is_none()),
    };
    let (mut owed, other) = if is_less { (second, first) } else { (first, second) };
    if is_settled(&other) {
        let is_a_choice = !is_same && amount(&other).is_some();
        return Ok((owed, is_a_choice.then_some(other)));
    }
    if let (Some(owed), Some(other)) =
        (owed.sums.iter_mut().find(|sum| sum.kind == LineKind::Entitlement), sum(&other))
    {
        owed.settled = false;
        owed.needs.extend(other.needs.iter().cloned());
        owed.needs.sort();
        owed.needs.dedup();
        owed.error = owed.error.take().or_else(|| other.error.clone());
    }
    Ok((owed, Some(other)))
}

/// INVARIANT 25: no proposal lies below the lower bound of merit times what is at stake, nor below
/// what is owed even if the refusal stands. What is certain is paid whole, and only what is open above it has
/// that share. Nothing the consumer would have to spend is taken off.
pub(super) fn floor(
    at_stake: &Reckoning,
    least: Option<&Reckoning>,
    certain: bool,
    merit: Option<&Merit>,
) -> Result<Option<Floor>> {
    let settled = |reckoning: &Reckoning| {
        let sum = sum(reckoning)?;
        sum.amount.filter(|_| sum.settled)
    };
    let (Some(whole), Some(merit)) = (settled(at_stake), merit) else { return Ok(None) };
    let share = merit.low.max(Decimal::from_int(0)).min(Decimal::from_int(1));
    let out_of_range = || Error::new(ErrorCode::OutOfRange).found(whole);
    let least = least.and_then(settled);
    let certain = match least.filter(|least| certain && least.minor() > 0) {
        // What is certain is never more than the whole.
        Some(least) if least.compare(&whole)?.is_lt() => {
            Some(Certain { amount: least, open: whole.checked_sub(&least)? })
        }
        _ => None,
    };
    let open = certain.map_or(whole, |certain| certain.open);
    // Up, not to the nearest: half a cent less would be less.
    let product = i128::from(open.minor()).checked_mul(share.billionths()).ok_or_else(out_of_range)?;
    let up = product.checked_add(999_999_999).and_then(|sum| sum.checked_div(1_000_000_000));
    let minor = up.and_then(|minor| i64::try_from(minor).ok()).ok_or_else(out_of_range)?;
    let mut amount = Money::new(minor, whole.currency());
    if let Some(certain) = certain {
        amount = amount.checked_add(&certain.amount)?;
    }
    let least = match least {
        Some(least) if least.compare(&amount)?.is_gt() => Some(least),
        _ => None,
    };
    Ok(Some(Floor { amount: least.unwrap_or(amount), whole, share, least, certain }))
}
