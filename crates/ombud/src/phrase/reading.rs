//! How the complainant bargains, said to a person: what was seen, and what follows.

use super::Phrasebook;
use crate::{
    bargain::estimate::{Limit, Pattern, Posterior, Reading, Reservation},
    model::Lang,
};

impl Phrasebook {
    /// What was seen in the figures.
    #[must_use]
    pub fn reading(&self, reading: &Reading, lang: Lang) -> String {
        let evidence: Vec<String> = reading.evidence.iter().map(ToString::to_string).collect();
        let listed = |parts: &[String]| parts.join(&self.say(lang, "list.comma", &[]));
        let parts = listed(&evidence);
        match reading.pattern {
            Pattern::Ladder { target } => {
                let (opening, ratios) = evidence
                    .split_last()
                    .map(|(last, rest)| (last.clone(), listed(rest)))
                    .unwrap_or_default();
                let values = [("opening", &*opening), ("ratios", &*ratios), ("target", &*target.to_string())];
                self.say(lang, "reading.ladder", &values)
            }
            Pattern::Holds => self.say(lang, "reading.holds", &[]),
            Pattern::Halving => self.say(lang, "reading.halving", &[("parts", &parts)]),
            Pattern::Imitating => self.say(lang, "reading.imitating", &[("parts", &parts)]),
            Pattern::Boulware => self.say(lang, "reading.boulware", &[("parts", &parts)]),
            Pattern::Linear => self.say(lang, "reading.linear", &[("parts", &parts)]),
            Pattern::Conceder => self.say(lang, "reading.conceder", &[("parts", &parts)]),
        }
    }

    /// What follows from it for the person who prepares the talk.
    #[must_use]
    pub fn reading_follows(&self, pattern: Pattern, lang: Lang) -> String {
        let id = match pattern {
            Pattern::Ladder { .. } => "reading.ladder.follows",
            Pattern::Holds => "reading.holds.follows",
            Pattern::Halving => "reading.halving.follows",
            Pattern::Imitating => "reading.imitating.follows",
            Pattern::Boulware => "reading.boulware.follows",
            Pattern::Linear => "reading.linear.follows",
            Pattern::Conceder => "reading.conceder.follows",
        };
        self.say(lang, id, &[])
    }

    /// Where the moves run to.
    #[must_use]
    pub fn limit(&self, limit: Limit, lang: Lang) -> String {
        match limit {
            Limit::Approaches { figure } => {
                self.say(lang, "reading.limit.approaches", &[("figure", &figure.to_string())])
            }
            Limit::NotOneWay => self.say(lang, "reading.limit.not_one_way", &[]),
            Limit::NoShrinking => self.say(lang, "reading.limit.no_shrinking", &[]),
        }
    }

    /// Where the complainant may stop.
    #[must_use]
    pub fn reservation(&self, reservation: &Reservation, lang: Lang) -> String {
        match reservation {
            Reservation::Weighed(Posterior { mean, low, high, .. }) => {
                let (mean, low, high) = (mean.to_string(), low.to_string(), high.to_string());
                self.say(lang, "reading.reservation", &[("high", &high), ("low", &low), ("mean", &mean)])
            }
            Reservation::Rounds => self.say(lang, "reading.reservation.rounds", &[]),
            Reservation::NoMovement => self.say(lang, "reading.reservation.no_movement", &[]),
            Reservation::Bound => self.say(lang, "reading.reservation.bound", &[]),
        }
    }

    /// What an estimate of patience is for.
    #[must_use]
    pub fn for_training_only(&self, lang: Lang) -> String {
        self.say(lang, "reading.training_only", &[])
    }
}
