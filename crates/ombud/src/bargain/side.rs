//! Whether one pays or is paid.

use serde::{Deserialize, Serialize};

use crate::{error::Result, model::Money};

/// Whether one pays or is paid.
///
/// The side that is paid is the mirror of the other about the target: 135, 115, 105 and 100 per cent where
/// the payer goes 65, 85, 95 and 100. No primary source was found for it; it is the arithmetic of `2 − r`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Side {
    /// Offers rise to the target.
    #[default]
    Payer,
    /// Figures that are asked fall to the target.
    Payee,
}

impl Side {
    /// The amount as the payer's side would count it: itself, or its mirror about the target. Mirrored
    /// twice it is what it was.
    pub(super) fn mirrored(self, amount: Money, target: Money) -> Result<Money> {
        match self {
            Side::Payer => Ok(amount),
            Side::Payee => target.checked_add(&target.checked_sub(&amount)?),
        }
    }
}
