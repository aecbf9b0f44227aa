//! What is given before a talk.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Accusation, Cues, Given, Limit, Plan, Reading, Round, Texts, course::in_order, given::both};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{CodeId, Date, Decimal},
};

/// The most facts, feelings, accusations, contacts and readings of a brief, each.
const MAX: usize = 100;
/// The most accusations that an audit takes up.
const MAX_AUDIT: usize = 5;

/// A feeling that was heard in a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Felt {
    /// The fact.
    pub fact: String,
    /// The code of the taxonomy `talk-feelings`.
    pub feeling: CodeId,
}

/// What somebody needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// To be heard.
    Vent,
    /// Respect.
    Respect,
    /// Fairness.
    Fairness,
    /// That it is put right.
    Resolution,
    /// Compensation.
    Compensation,
    /// To know and have a say.
    Control,
}

/// What is given before a talk. There is no field for who somebody is: a persona is refused by name.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brief {
    /// Facts in words, each with an id.
    pub facts: Vec<Given>,
    /// The kind of demand, a code of the taxonomy `talk-demands`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demand: Option<CodeId>,
    /// What they need, as far as it was heard.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub need: Option<Need>,
    /// Feeling and request, counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cues: Option<Cues>,
    /// Feelings that were heard.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub feelings: Vec<Felt>,
    /// What they may accuse the firm of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub accusations: Vec<Accusation>,
    /// The contacts so far.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rounds: Vec<Round>,
    /// What was heard at them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub readings: Vec<Reading>,
    /// What they are thought to accept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<Limit>,
    /// Money, alternative, approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
}

impl Brief {
    /// The fact of an id.
    #[must_use]
    pub fn fact(&self, id: &str) -> Option<&Given> {
        self.facts.iter().find(|fact| fact.id == id)
    }

    /// The facts of a kind of place, in their order.
    pub fn of_slot<'a>(&'a self, slot: &'a str) -> impl Iterator<Item = &'a Given> {
        self.facts.iter().filter(move |fact| fact.kind.slot() == slot)
    }

    /// Every text that a line may quote.
    #[must_use]
    pub fn texts(&self) -> Texts {
        let checks = self.accusations.iter().filter_map(|one| one.check.as_ref());
        let accused = self.accusations.iter().map(|one| &one.text);
        Texts::of(checks.flat_map(both)).spoken(accused.flat_map(both)).given(&self.facts)
    }

    /// The accusations that count, the worst and likeliest first: at most five.
    #[must_use]
    pub fn audit(&self) -> Vec<&Accusation> {
        let mut ranked: Vec<&Accusation> = self.accusations.iter().collect();
        let rank = |one: &Accusation| one.probability.checked_mul(Decimal::from_int(one.severity.into()));
        ranked.sort_by_key(|one| std::cmp::Reverse(rank(one)));
        ranked.truncate(MAX_AUDIT);
        ranked
    }

    /// Whether the parts fit together, as of a day.
    ///
    /// # Errors
    /// `duplicate_id`, `dangling_reference`, `out_of_range`, `invalid_field`, `out_of_order`,
    /// `currency_mismatch`, each with its place.
    pub fn check(&self, as_of: Date) -> Result<()> {
        few(&[
            ("facts", self.facts.len()),
            ("feelings", self.feelings.len()),
            ("accusations", self.accusations.len()),
            ("rounds", self.rounds.len()),
            ("readings", self.readings.len()),
        ])?;
        let mut ids = BTreeSet::new();
        for (nth, fact) in self.facts.iter().enumerate() {
            if fact.id.is_empty() || !ids.insert(fact.id.as_str()) {
                let error = Error::new(ErrorCode::DuplicateId).path(format_args!("facts[{nth}].id"));
                return Err(error.expected("an id that no other fact has").found(&fact.id));
            }
            fact.fits(nth)?;
        }
        for (nth, felt) in self.feelings.iter().enumerate() {
            self.cites(&felt.fact, &format!("feelings[{nth}].fact"))?;
        }
        for (nth, one) in self.accusations.iter().enumerate() {
            one.check(self).map_err(|error| error.within(format_args!("accusations[{nth}]")))?;
        }
        in_order(self.readings.iter().map(|reading| reading.at), "readings", as_of)?;
        if let Some(limit) = &self.limit {
            let ordered =
                limit.low.compare(&limit.value)?.is_le() && limit.value.compare(&limit.high)?.is_le();
            if !ordered {
                let error = Error::new(ErrorCode::OutOfRange).path("limit.value");
                return Err(error
                    .expected(format_args!("{} to {}", limit.low, limit.high))
                    .found(limit.value));
            }
        }
        self.plan.as_ref().map_or(Ok(()), Plan::check)
    }

    pub(super) fn cites(&self, id: &str, path: &str) -> Result<&Given> {
        let missing = || Error::new(ErrorCode::DanglingReference).path(path);
        self.fact(id).ok_or_else(|| missing().expected("the id of a fact").found(id))
    }
}

/// No list is longer than one talk could need.
pub(super) fn few(lists: &[(&str, usize)]) -> Result<()> {
    match lists.iter().find(|(_, length)| *length > MAX) {
        Some((path, length)) => {
            let error = Error::new(ErrorCode::OutOfRange).path(path);
            Err(error.expected(format_args!("at most {MAX} entries")).found(length))
        }
        None => Ok(()),
    }
}
