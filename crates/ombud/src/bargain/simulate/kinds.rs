//! Who bargains in a tournament.

use serde::{Deserialize, Serialize};

/// How a firm bargains in a tournament.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Policy {
    /// The ladder; a raise only after the customer has come down.
    AckermanGated,
    /// The ladder; a raise every round.
    AckermanUngated,
    /// From the ladder's opening always halfway to the demand, never past the target.
    Midpoint,
    /// Late concessions: `β = 1/4`.
    Boulware,
    /// Even concessions.
    Linear,
    /// Early concessions: `β = 4`.
    Conceder,
    /// As much towards the customer as the customer has come towards it.
    NaiveTft,
    /// The whole target at once: the fair figure with its calculation.
    Principled,
}

/// How a customer bargains in a tournament.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Customer {
    /// Late concessions: `β = 1/4`.
    Boulware,
    /// Even concessions.
    Linear,
    /// Early concessions: `β = 4`.
    Conceder,
    /// As much towards the firm as the firm has come towards it.
    NaiveTft,
    /// The whole demand or nothing.
    HardLiner,
    /// Hears no figure until it calms.
    Emotional,
}

impl Policy {
    /// All of them.
    pub const ALL: [Policy; 8] = [
        Policy::AckermanGated,
        Policy::AckermanUngated,
        Policy::Midpoint,
        Policy::Boulware,
        Policy::Linear,
        Policy::Conceder,
        Policy::NaiveTft,
        Policy::Principled,
    ];
}

impl Customer {
    /// All of them.
    pub const ALL: [Customer; 6] = [
        Customer::Boulware,
        Customer::Linear,
        Customer::Conceder,
        Customer::NaiveTft,
        Customer::HardLiner,
        Customer::Emotional,
    ];
}
