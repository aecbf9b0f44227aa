//! What is given before a talk.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Cues, Reading, Round, Texts, course::in_order};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{
        CodeId, Date, Decimal, Label, Money,
        length::{said, short},
    },
};

/// The most facts, feelings, accusations, contacts and readings of a brief, each.
const MAX: usize = 100;
/// The most accusations that an audit takes up.
const MAX_AUDIT: usize = 5;

/// What kind of fact it is, and so which places of lines it can fill.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Kind {
    /// What they ask for.
    Demand,
    /// What they said, word for word.
    Quote,
    /// What happened, and when.
    Timeline,
    /// How they were treated before.
    Treatment,
    /// What it does to their money.
    Money,
    /// What it does to somebody's health, as far as they told it and it belongs to the matter.
    Health,
    /// What it does to their family.
    Family,
    /// What a clause says.
    Clause,
    /// A paper or recording.
    Evidence,
    /// What a named person found.
    Finding,
}

impl Kind {
    /// The place of a line that it fills.
    #[must_use]
    pub fn slot(self) -> &'static str {
        match self {
            Kind::Demand => "demand",
            Kind::Quote => "quote",
            Kind::Timeline | Kind::Treatment => "event",
            Kind::Money | Kind::Health | Kind::Family => "harm",
            Kind::Clause => "clause",
            Kind::Evidence => "evidence",
            Kind::Finding => "shown",
        }
    }
}

/// A fact in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Given {
    /// By which lines cite it.
    pub id: String,
    /// The kind.
    pub kind: Kind,
    /// The words; the same in both where there is no translation.
    pub text: Label,
}

impl Texts {
    /// And the words of these facts: of a quote they are somebody's own.
    #[must_use]
    pub fn given(self, facts: &[Given]) -> Texts {
        let of = |quote: bool| facts.iter().filter(move |fact| (fact.kind == Kind::Quote) == quote);
        self.told(of(false).flat_map(|fact| both(&fact.text)))
            .spoken(of(true).flat_map(|fact| both(&fact.text)))
    }
}

impl Given {
    /// Whether the words of the fact at a place are no more than can be said.
    pub(super) fn fits(&self, nth: usize) -> Result<()> {
        short(&self.id, &format!("facts[{nth}].id"))?;
        said(&self.text, &format!("facts[{nth}].text"))
    }
}

/// A feeling that was heard in a fact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Felt {
    /// The fact.
    pub fact: String,
    /// The code of the taxonomy `talk-feelings`.
    pub feeling: CodeId,
}

/// Whether an accusation is true, as far as the firm knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It was found to be so.
    Admitted,
    /// The firm sees it otherwise.
    Contested,
    /// Nobody has looked yet.
    Unknown,
}

/// The worst that they may say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accusation {
    /// In their words.
    pub text: Label,
    /// The fact that it comes from.
    pub source: String,
    /// How bad it would be, 1 to 5.
    pub severity: u8,
    /// How likely they are to say it, 0 to 1.
    pub probability: Decimal,
    /// Whether it is true.
    pub truth: Truth,
    /// The finding that shows it, of what is admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_by: Option<String>,
    /// What will be checked, of what is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Label>,
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

/// How a limit was estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LimitMethod {
    /// They said it.
    Stated,
    /// From three figures whose steps shrink.
    Aitken,
    /// From a grid of what would make the figures likely.
    Bayesian,
    /// From comparable cases.
    Comparable,
}

/// The least that they are thought to accept: an assessment, which enters no amount.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    /// The middle.
    pub value: Money,
    /// The lower end of the interval.
    pub low: Money,
    /// The upper end.
    pub high: Money,
    /// How it was come by.
    pub method: LimitMethod,
}

/// Money as somebody settled it, and what goes with it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What is owed: paid in full, at once, whatever is agreed.
    pub owed: Money,
    /// For faults of service.
    pub redress: Money,
    /// Goodwill that was approved.
    pub goodwill: Money,
    /// What is done where nothing is agreed.
    pub alternative: Label,
    /// What may be given that is not money.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<Label>,
    /// Who approves what.
    pub approvers: Vec<Label>,
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
            self.accusation(one).map_err(|error| error.within(format_args!("accusations[{nth}]")))?;
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

    fn cites(&self, id: &str, path: &str) -> Result<&Given> {
        let missing = || Error::new(ErrorCode::DanglingReference).path(path);
        self.fact(id).ok_or_else(|| missing().expected("the id of a fact").found(id))
    }

    fn accusation(&self, one: &Accusation) -> Result<()> {
        said(&one.text, "text")?;
        self.cites(&one.source, "source")?;
        if !(1..=5).contains(&one.severity) {
            let error = Error::new(ErrorCode::OutOfRange).path("severity");
            return Err(error.expected("1 to 5").found(one.severity));
        }
        if one.probability < Decimal::from_int(0) || one.probability > Decimal::from_int(1) {
            let error = Error::new(ErrorCode::OutOfRange).path("probability");
            return Err(error.expected("0 to 1").found(one.probability));
        }
        let lacks = |path: &str, expected: &str| {
            Err(Error::new(ErrorCode::InvalidField).path(path).expected(expected.to_owned()))
        };
        match (one.truth, &one.shown_by, &one.check) {
            // Nothing is admitted that nobody found, and no apology goes further than a finding.
            (Truth::Admitted, Some(id), None) if self.cites(id, "shown_by")?.kind == Kind::Finding => Ok(()),
            (Truth::Admitted, ..) => lacks("shown_by", "a fact of kind finding, of what is admitted"),
            (Truth::Unknown, None, Some(check)) => said(check, "check"),
            (Truth::Unknown, ..) => lacks("check", "what will be checked, of what is unknown"),
            (Truth::Contested, None, None) => Ok(()),
            (Truth::Contested, ..) => {
                lacks("truth", "nothing shown and nothing to check, of what is contested")
            }
        }
    }
}

impl Plan {
    /// All of it together.
    ///
    /// # Errors
    /// `currency_mismatch`, `out_of_range`.
    pub fn total(&self) -> Result<Money> {
        self.owed.checked_add(&self.redress)?.checked_add(&self.goodwill)
    }

    /// Every text that ends on paper, with its place.
    pub(crate) fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let alternative = [("alternative".to_owned(), &self.alternative)];
        let items = self.items.iter().enumerate().map(|(nth, label)| (format!("items[{nth}]"), label));
        let approvers =
            self.approvers.iter().enumerate().map(|(nth, label)| (format!("approvers[{nth}]"), label));
        let labels = alternative.into_iter().chain(items).chain(approvers);
        labels.flat_map(|(path, label)| {
            [(format!("{path}.zh"), &*label.zh), (format!("{path}.en"), &*label.en)]
        })
    }

    fn check(&self) -> Result<()> {
        for (path, amount) in [("owed", self.owed), ("redress", self.redress), ("goodwill", self.goodwill)] {
            if amount.minor() < 0 {
                let error = Error::new(ErrorCode::OutOfRange).path(format_args!("plan.{path}"));
                return Err(error.expected("an amount of zero or more").found(amount));
            }
        }
        self.total().map_err(|error| error.path("plan"))?;
        said(&self.alternative, "plan.alternative")?;
        few(&[("plan.items", self.items.len()), ("plan.approvers", self.approvers.len())])?;
        for (path, list) in [("items", &self.items), ("approvers", &self.approvers)] {
            for (nth, label) in list.iter().enumerate() {
                said(label, &format!("plan.{path}[{nth}]"))?;
            }
        }
        if self.approvers.is_empty() {
            let error = Error::new(ErrorCode::InvalidField).path("plan.approvers");
            return Err(error.expected("somebody who approves"));
        }
        Ok(())
    }
}

fn both(label: &Label) -> [&str; 2] {
    [&label.zh, &label.en]
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
