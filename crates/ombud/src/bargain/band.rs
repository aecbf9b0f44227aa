//! What may be offered: from what is owed to what somebody may approve above it.

use serde::Serialize;

use crate::{Error, ErrorCode, error::Result, model::Money};

/// What is owed, and what may be given above it.
///
/// INVARIANT 27: an [`Offer`] can only be made here, so that none lies below what is owed or above the
/// authority (A1, A2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Band {
    entitlement: Money,
    authority: Money,
    least: Money,
    most: Money,
}

/// An amount that lies in a band.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Offer(Money);

impl Offer {
    /// The amount, with what is owed in it.
    #[must_use]
    pub fn amount(self) -> Money {
        self.0
    }
}

impl Band {
    /// # Errors
    /// `out_of_range` for an amount below zero, or for a sum that no amount holds; `currency_mismatch`.
    pub fn new(entitlement: Money, authority: Money) -> Result<Band> {
        not_negative("entitlement", entitlement)?;
        not_negative("authority", authority)?;
        let most = entitlement.checked_add(&authority).map_err(|error| error.path("authority"))?;
        Ok(Band { entitlement, authority, least: entitlement, most })
    }

    /// The same, with nothing below a floor either: where it is open what is owed, no proposal lies below the
    /// lower bound of merit.
    ///
    /// # Errors
    /// `currency_mismatch`; `above_authority` for a floor that nothing in the band reaches.
    pub fn at_least(self, floor: Money) -> Result<Band> {
        if floor.compare(&self.entitlement)?.is_le() {
            return Ok(self);
        }
        Ok(Band { least: self.offer(floor)?.amount(), ..self })
    }

    /// The least that may be offered.
    #[must_use]
    pub fn least(&self) -> Money {
        self.least
    }

    /// What is owed, whatever is agreed.
    #[must_use]
    pub fn entitlement(&self) -> Money {
        self.entitlement
    }

    /// What may be given above what is owed.
    #[must_use]
    pub fn authority(&self) -> Money {
        self.authority
    }

    /// So much is offered.
    ///
    /// # Errors
    /// `below_entitlement`, `above_authority`; `currency_mismatch`.
    pub fn offer(&self, amount: Money) -> Result<Offer> {
        if amount.compare(&self.least)?.is_lt() {
            let error = Error::new(ErrorCode::BelowEntitlement).found(amount);
            return Err(if self.least == self.entitlement {
                error.expected(format_args!("at least {}", self.least))
            } else {
                error.expected(format_args!("at least {}, the floor of what is open", self.least))
            });
        }
        if amount.compare(&self.most)?.is_gt() {
            let error = Error::new(ErrorCode::AboveAuthority);
            return Err(error.expected(format_args!("at most {}", self.most)).found(amount));
        }
        Ok(Offer(amount))
    }

    /// So much is offered above what is owed.
    ///
    /// # Errors
    /// As [`offer`](Self::offer); `out_of_range`.
    pub fn above(&self, goodwill: Money) -> Result<Offer> {
        self.offer(self.entitlement.checked_add(&goodwill)?)
    }
}

pub(super) fn not_negative(path: &str, amount: Money) -> Result<()> {
    if amount.minor() < 0 {
        let error = Error::new(ErrorCode::OutOfRange).path(path);
        return Err(error.expected("an amount of zero or more").found(amount));
    }
    Ok(())
}
