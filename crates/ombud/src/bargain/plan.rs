//! A plan of offers: on which terms, in which order, and what is paid at each.

use serde::Serialize;

use super::{
    Band, Ladder, LikeCases, Offer, Side, authority,
    terms::{Mode, Terms, said},
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FactId, Money},
};

/// Whether figures may move at all, as the policy says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Permission {
    /// They may.
    Allowed,
    /// Only over the open part of an amount that is disputed in good faith, signed off by the legal role.
    SignOff,
    /// They may not.
    Forbidden,
    /// Not told yet: these facts decide, and no offer is made before.
    Undetermined {
        /// Which.
        needs: Vec<FactId>,
    },
}

/// What must be settled before the first offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "missing", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Before {
    /// A fact that decides whether figures may move.
    Fact {
        /// Which.
        fact: FactId,
    },
    /// The name of who approved the figure.
    Approver,
    /// The name of who talks: somebody else approves.
    Handler,
    /// Why the figure lies outside what like cases were paid.
    Reason,
}

/// What will be offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub(super) terms: Terms,
    /// What is owed, and the most above it.
    pub(super) band: Band,
    /// The offers, in their order. Where figures follow those of the complainant, the first and the last.
    pub(super) ladder: Ladder,
    /// What like cases were paid.
    pub(super) like_cases: Option<LikeCases>,
    /// What is paid at agreement, whichever offer is accepted (补差).
    pub(super) paid: Offer,
    /// What like cases were paid above what was owed, where any is known.
    pub(super) like: Option<Money>,
    /// What must be settled before the first offer.
    pub(super) before: Vec<Before>,
    /// The minor units to which offers are rounded.
    pub(super) unit: i64,
}

impl Plan {
    /// Plans offers.
    ///
    /// # Errors
    /// `mode_forbidden` where the policy does not let figures move, or asks for a sign-off that is not there;
    /// `unequal_treatment` where neither a like case nor an approver's reason is given; `same_person` where
    /// who talks approved it; `above_authority`, `out_of_range`, `currency_mismatch`, `invalid_field`,
    /// `invalid_value`, `growing_raise` and `falling_offer` with the place.
    pub(crate) fn new(terms: Terms, permission: &Permission) -> Result<Plan> {
        terms.check()?;
        let mut band = Band::new(terms.entitlement, terms.authority)?;
        let mut before = Vec::new();
        authority::approved(&terms)?;
        let like_cases = LikeCases::of(&terms)?;
        // One case does not stand against many: what is better for the consumer counts.
        let like = match (terms.like_case, like_cases.map(|cases| cases.median)) {
            (Some(one), Some(median)) if terms.side == Side::Payer && one.compare(&median)?.is_lt() => {
                Some(median)
            }
            (Some(one), Some(median)) if terms.side == Side::Payee && one.compare(&median)?.is_gt() => {
                Some(median)
            }
            (one, median) => one.or(median),
        };
        if terms.mode.haggles() {
            permitted(&terms, permission, &mut before)?;
            reasoned(&terms, like)?;
        }
        if *permission == Permission::SignOff || terms.disputed.is_some() {
            signed_off(&terms)?;
        }
        if terms.target.minor() > 0 {
            named(&terms, &mut before);
        }
        if like_cases.is_some_and(|cases| cases.unequal) && said(terms.approver_reason.as_deref()).is_none() {
            before.push(Before::Reason);
        }
        if let (Some(floor), Side::Payer) = (terms.floor, terms.side) {
            band = band.at_least(floor).map_err(|error| error.path("floor"))?;
        }
        terms.packed()?;
        let unit = terms.unit()?;
        let ladder = Ladder::new(&band, terms.target, &terms.schedule()?, unit, terms.side)?;
        // INVARIANT 26: what is paid at agreement is known before the first offer and reads no move: the target, or
        // what like cases were paid where that is better for the consumer.
        let agreed = match (like, terms.side) {
            (Some(like), Side::Payer) if like.compare(&terms.target)?.is_gt() => like,
            (Some(like), Side::Payee) if like.compare(&terms.target)?.is_lt() => like,
            _ => terms.target,
        };
        let paid = band.above(agreed).map_err(|error| error.path("like_case"))?;
        Ok(Plan { band, ladder, like_cases, paid, like, before, unit, terms })
    }

    /// What is owed, and the most above it.
    #[must_use]
    pub fn band(&self) -> &Band {
        &self.band
    }

    /// The offers, in their order. Where figures follow those of the complainant, the first and the last.
    #[must_use]
    pub fn ladder(&self) -> &Ladder {
        &self.ladder
    }

    /// What like cases were paid.
    #[must_use]
    pub fn like_cases(&self) -> Option<&LikeCases> {
        self.like_cases.as_ref()
    }

    /// What is paid at agreement. It depends on no move: not on which offer was accepted, on what was asked or on
    /// how long somebody held out (补差). The offers order a talk; they do not set what a person gets.
    #[must_use]
    pub fn paid(&self) -> Offer {
        self.paid
    }

    /// What like cases were paid above what was owed, where any is known.
    #[must_use]
    pub fn like(&self) -> Option<Money> {
        self.like
    }

    /// What must be settled before the first offer.
    #[must_use]
    pub fn before(&self) -> &[Before] {
        &self.before
    }

    /// The terms.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// Whether the offers are known beforehand, and not made of the complainant's figures.
    #[must_use]
    pub fn is_listed(&self) -> bool {
        !matches!(self.terms.mode, Mode::SplitTheDifference | Mode::TitForTat)
    }

    /// Whether an amount may be called the last: it is the target, and the target is all that may be given
    /// (A6). Before everything is settled nothing may be called so.
    #[must_use]
    pub fn is_final(&self, amount: Money) -> bool {
        let last = self.ladder.rungs.last().is_some_and(|rung| rung.offer.amount() == amount);
        last && self.before.is_empty() && self.terms.target == self.terms.authority
    }
}

fn permitted(terms: &Terms, permission: &Permission, before: &mut Vec<Before>) -> Result<()> {
    match permission {
        Permission::Allowed => {}
        Permission::Forbidden => {
            let error = Error::new(ErrorCode::ModeForbidden).path("mode");
            return Err(error.expected("one of principled, packages").found(terms.mode.id()));
        }
        Permission::Undetermined { needs } => {
            before.extend(needs.iter().map(|fact| Before::Fact { fact: fact.clone() }));
        }
        Permission::SignOff => {}
    }
    Ok(())
}

/// Over what is open in good faith, in whatever mode: with a sign-off, not below the floor, and of no more than is
/// open.
fn signed_off(terms: &Terms) -> Result<()> {
    let forbidden = |path: &str, expected: &str| {
        Err(Error::new(ErrorCode::ModeForbidden).path(path).expected(expected).found("nothing"))
    };
    if terms.target.minor() == 0 && terms.disputed.is_none() {
        return Ok(());
    }
    if said(terms.sign_off.as_deref()).is_none() {
        return forbidden("sign_off", "who signed off for the legal role");
    }
    if terms.floor.is_none() {
        return forbidden("floor", "the lower bound of merit, as the review of the refusal gives it");
    }
    let Some(disputed) = terms.disputed else {
        return forbidden("disputed", "the open part of an amount disputed in good faith");
    };
    if disputed.compare(&terms.authority)?.is_lt() {
        let error = Error::new(ErrorCode::ModeForbidden).path("authority");
        return Err(error.expected(format_args!("at most {disputed}")).found(terms.authority));
    }
    Ok(())
}

/// Like cases are paid alike; where none is known, a named person says why it is this figure.
fn reasoned(terms: &Terms, like: Option<Money>) -> Result<()> {
    if like.is_some() {
        return Ok(());
    }
    if said(terms.approver_reason.as_deref()).is_none() {
        let error = Error::new(ErrorCode::UnequalTreatment).path("like_case");
        return Err(error
            .expected("what like cases were paid, or the reason of a named approver")
            .found("neither"));
    }
    Ok(())
}

/// Goodwill is offered by one named person and approved by another.
fn named(terms: &Terms, before: &mut Vec<Before>) {
    if said(terms.approver.as_deref()).is_none() {
        before.push(Before::Approver);
    }
    if said(terms.handler.as_deref()).is_none() {
        before.push(Before::Handler);
    }
}
