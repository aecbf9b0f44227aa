//! The names of those who bargain, and what comes of an assessment.

use super::Phrasebook;
use crate::{
    bargain::simulate::{Customer, Policy},
    model::Lang,
};

impl Phrasebook {
    /// How a firm bargains.
    #[must_use]
    pub fn policy(&self, policy: Policy, lang: Lang) -> String {
        let id = match policy {
            Policy::AckermanGated => "tournament.policy.ackerman_gated",
            Policy::AckermanUngated => "tournament.policy.ackerman_ungated",
            Policy::Midpoint => "tournament.policy.midpoint",
            Policy::Boulware => "tournament.policy.boulware",
            Policy::Linear => "tournament.policy.linear",
            Policy::Conceder => "tournament.policy.conceder",
            Policy::NaiveTft => "tournament.policy.naive_tft",
            Policy::Principled => "tournament.policy.principled",
        };
        self.say(lang, id, &[])
    }

    /// How a customer bargains.
    #[must_use]
    pub fn customer(&self, customer: Customer, lang: Lang) -> String {
        let id = match customer {
            Customer::Boulware => "tournament.customer.boulware",
            Customer::Linear => "tournament.customer.linear",
            Customer::Conceder => "tournament.customer.conceder",
            Customer::NaiveTft => "tournament.customer.naive_tft",
            Customer::HardLiner => "tournament.customer.hard_liner",
            Customer::Emotional => "tournament.customer.emotional",
        };
        self.say(lang, id, &[])
    }

    /// What an assessment of bargaining may not do.
    #[must_use]
    pub fn enters_no_amount(&self, lang: Lang) -> String {
        self.say(lang, "tournament.enters_no_amount", &[])
    }
}
