//! What somebody asks to be done.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::{
    error::Result,
    model::{Complaint, Json, Moment, Part, PartId, Party, RegimeId, canon, checked_name},
};

/// Somebody who acts, as the host knows them, and the roles they act in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Person {
    /// How the host tells them from everybody else.
    pub id: String,
    /// Their roles.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub roles: BTreeSet<String>,
}

impl Person {
    /// Somebody with these roles.
    pub fn new<'r>(id: impl Into<String>, roles: impl IntoIterator<Item = &'r str>) -> Self {
        Person { id: id.into(), roles: roles.into_iter().map(str::to_owned).collect() }
    }

    /// Refuses what no person can be told by.
    pub(super) fn checked(&self, path: &str) -> Result<()> {
        checked_name(&self.id, path)
    }

    /// Whether they have one of these roles; everybody has, where there are none.
    pub(super) fn has_one(&self, roles: &[String]) -> bool {
        roles.is_empty() || roles.iter().any(|role| self.roles.contains(role))
    }
}

/// How a case begins.
///
/// ```
/// use ombud::{case::{Opening, Person}, model::{Complaint, ComplaintId, Date}};
/// let complaint = Complaint::builder(ComplaintId::new("TS-1")?, "2026-03-02".parse::<Date>()?).build()?;
/// let opening = Opening::new(complaint, "cn-complaint", ["cn-complaints-2020"])?
///     .by(Person::new("zhao", ["intake"]));
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    /// The complaint.
    pub complaint: Complaint,
    /// The workflow that is its life.
    pub life: String,
    /// The regimes whose clocks run, those of the life's jurisdiction; none for a life that no regime
    /// is for.
    pub regimes: Vec<RegimeId>,
    /// The zone of its days; that of the first regime where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<String>,
    /// Who registers it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by: Option<Person>,
    /// Facts known from the start.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Json>,
}

impl Opening {
    /// The opening of a complaint.
    ///
    /// # Errors
    /// `invalid_id` for a regime whose name is none.
    pub fn new<'r>(
        complaint: Complaint,
        life: impl Into<String>,
        regimes: impl IntoIterator<Item = &'r str>,
    ) -> Result<Self> {
        let regimes = regimes.into_iter().map(RegimeId::new).collect::<Result<Vec<_>>>()?;
        Ok(Opening { complaint, life: life.into(), regimes, zone: None, by: None, facts: BTreeMap::new() })
    }

    /// Says by the days of which zone it is handled.
    #[must_use]
    pub fn zone(mut self, zone: impl Into<String>) -> Self {
        self.zone = Some(zone.into());
        self
    }

    /// Says who registers it.
    #[must_use]
    pub fn by(mut self, person: Person) -> Self {
        self.by = Some(person);
        self
    }

    /// States a fact.
    #[must_use]
    pub fn fact(mut self, id: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.insert(id.into(), Json::Text(value.into()));
        self
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Those of [`canon::from_bytes`]; what [`Complaint::check`] finds.
    pub fn from_json(bytes: &[u8]) -> Result<Self> {
        let opening: Opening = canon::from_bytes(bytes)?;
        match opening.complaint.check().into_iter().next() {
            Some(problem) => Err(problem.within("complaint")),
            None => Ok(opening),
        }
    }
}

/// Something to be done: an act, by whom, when, and what it says.
///
/// ```
/// use ombud::{case::{Command, Person}, model::Date};
/// let command = Command::new("cn.contact", Person::new("li", ["handler"]))
///     .at("2026-03-03".parse::<Date>()?)
///     .set("channel", "phone");
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The act.
    pub act: String,
    /// Who does it.
    pub by: Person,
    /// When it happened; now, where it is not said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<Moment>,
    /// The part that it concerns; absent for all of the complaint.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// Pairs a start with its end, and an answer with what it answers.
    #[serde(default, rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Who agrees to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub second: Option<Person>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The fields of the event that it records, typed by the catalogue when it is decided.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Json>,
    /// Facts stated with it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, Json>,
    /// The parts that a complaint is split into.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Who is entered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub party: Option<Party>,
}

impl Command {
    /// An act, by somebody.
    pub fn new(act: impl Into<String>, by: Person) -> Self {
        Command {
            act: act.into(),
            by,
            at: None,
            part: None,
            reference: None,
            second: None,
            reason: None,
            fields: BTreeMap::new(),
            facts: BTreeMap::new(),
            parts: Vec::new(),
            party: None,
        }
    }

    /// Says when it happened.
    #[must_use]
    pub fn at(mut self, at: impl Into<Moment>) -> Self {
        self.at = Some(at.into());
        self
    }

    /// Sets a field, its value as text.
    #[must_use]
    pub fn set(mut self, field: impl Into<String>, value: impl Into<String>) -> Self {
        self.fields.insert(field.into(), Json::Text(value.into()));
        self
    }

    /// States a fact, its value as text.
    #[must_use]
    pub fn fact(mut self, id: impl Into<String>, value: impl Into<String>) -> Self {
        self.facts.insert(id.into(), Json::Text(value.into()));
        self
    }

    /// Says who agrees to it.
    #[must_use]
    pub fn second(mut self, person: Person) -> Self {
        self.second = Some(person);
        self
    }

    /// Says why.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<String>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Says which part it concerns.
    #[must_use]
    pub fn part(mut self, part: PartId) -> Self {
        self.part = Some(part);
        self
    }

    /// Says what it is paired with.
    #[must_use]
    pub fn reference(mut self, reference: impl Into<String>) -> Self {
        self.reference = Some(reference.into());
        self
    }

    /// Adds a part that the complaint is split into.
    #[must_use]
    pub fn into_part(mut self, part: Part) -> Self {
        self.parts.push(part);
        self
    }

    /// Says who is entered.
    #[must_use]
    pub fn party(mut self, party: Party) -> Self {
        self.party = Some(party);
        self
    }

    /// Reads a document.
    ///
    /// # Errors
    /// Those of [`canon::from_bytes`].
    pub fn from_json(bytes: &[u8]) -> Result<Self> {
        canon::from_bytes(bytes)
    }

    /// Refuses what no person can be told by, and more parts than a complaint may have.
    pub(super) fn checked(&self) -> Result<&Self> {
        Complaint::may_have(self.parts.len())?;
        self.by.checked("by.id")?;
        if let Some(second) = &self.second {
            second.checked("second.id")?;
        }
        Ok(self)
    }
}
