//! The complaint: who, against whom, about what, asking for what, and what happened around it.
//!
//! The document holds what people said, what papers show and what named persons found. It holds no
//! score, no type of person and no reading of a mood, so that whoever asks to see what is kept of
//! them sees all of it. What is absent is not known; it is neither no nor nothing.

#[macro_use]
mod macros;
mod check;
mod matter;
mod party;
mod person;
mod record;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use matter::{
    BusinessChannel, Channel, Code, Demand, DemandKind, FoundAmount, MatterKind, Part, Receipt, Receiver,
    RecordCorrection, RecordKind, Reference, ReferenceKind, StatedAmount, StopContact, Surrender,
    SurrenderRefund,
};
pub use party::{
    Agent, Authority, AuthorityKind, Heir, Partner, Party, PartyKind, Representative, RespondentUnit, Role,
    Staff, Standing, StatutoryAgent, StatutoryGround, SuccessionKind, SuccessionProof,
};
pub use person::{
    ContactPoint, ContactPointKind, Identity, IdentityKind, SupportKind, SupportNeed, SupportSource,
};
pub use record::{
    Contact, ContactChannel, Direction, Evidence, EvidenceKind, Link, LinkKind, Promise, PromiseOutcome,
    Settled,
};

use super::{ComplaintId, DemandId, EvidenceId, Json, Moment, Money, PartId, PartyId, canon};
use crate::{Error, ErrorCode, error::Result};

/// The firm's own fields: namespace, then field, then text.
pub type Extra = BTreeMap<String, BTreeMap<String, String>>;

/// A complaint.
///
/// ```
/// use ombud::model::{Channel, Complaint, ComplaintId, Date, Demand, DemandId, DemandKind, Money, Party, PartyId, Role};
/// let received: Date = "2026-03-02".parse()?;
/// let complaint = Complaint::builder(ComplaintId::new("TS-2026-0017")?, received)
///     .channel(Channel::Hotline)
///     .party(Party::new(PartyId::new("p1")?, Role::complainant()).name("王某"))
///     .money_demand(DemandId::new("d1")?, "CNY 12400.00".parse()?)
///     .demand(Demand::new(DemandId::new("d2")?, DemandKind::Other {}).words("把话说清楚"))
///     .narrative("业务员说随时可以全额退。")
///     .build()?;
/// let bytes = complaint.to_bytes()?;
/// assert_eq!(Complaint::from_json(&bytes)?, complaint);
/// # Ok::<(), ombud::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Complaint {
    /// The format of the document: [`Complaint::FORMAT`].
    pub format_version: u32,
    /// The firm's number for it.
    pub id: ComplaintId,
    /// When it first reached the firm.
    pub received: Moment,
    /// Every arrival that is recorded apart: at a branch, a regulator, a platform.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receipts: Vec<Receipt>,
    /// What it is stated to be; absent where nobody stated it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<MatterKind>,
    /// How it reached the firm.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub channel: Option<Channel>,
    /// Where the business complained about was done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub business_channel: Option<BusinessChannel>,
    /// When the matter arose, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arose: Option<Moment>,
    /// When the person came to know of it, as stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known: Option<Moment>,
    /// Who is in it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parties: Vec<Party>,
    /// Numbers by which the business is found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub references: Vec<Reference>,
    /// The product or service, in one taxonomy or several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub product: Vec<Code>,
    /// What is complained of.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub issue: Vec<Code>,
    /// Why it happened, as found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cause: Vec<Code>,
    /// What is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demands: Vec<Demand>,
    /// Amounts as somebody stated them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts_stated: Vec<StatedAmount>,
    /// Amounts as a named person found them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub amounts_found: Vec<FoundAmount>,
    /// Parts with clocks of their own; none where the letter is one matter.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Part>,
    /// Contacts, in the order recorded.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contacts: Vec<Contact>,
    /// What the firm said that it would do.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub promises: Vec<Promise>,
    /// Papers and recordings.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// How it relates to other complaints.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// The complaint in the person's own words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// The firm's own fields. They belong to the case; a party has none.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub extra: Extra,
}

impl Complaint {
    /// The format this version reads and writes.
    pub const FORMAT: u32 = 1;
    /// The most parts of a complaint. Each has every clock of its regimes and a life of its own, and
    /// somebody must see to it: what has more is no single complaint.
    pub const MAX_PARTS: usize = 200;

    /// # Errors
    /// `too_large` for more parts than a complaint may have.
    pub(crate) fn may_have(parts: usize) -> Result<()> {
        if parts <= Complaint::MAX_PARTS {
            return Ok(());
        }
        let expected = format_args!("at most {} parts", Complaint::MAX_PARTS);
        Err(Error::new(ErrorCode::TooLarge).path("parts").expected(expected).found(parts))
    }

    /// Begins a complaint with its number and the time it first reached the firm.
    #[must_use]
    pub fn builder(id: ComplaintId, received: impl Into<Moment>) -> ComplaintBuilder {
        ComplaintBuilder(Complaint {
            format_version: Complaint::FORMAT,
            id,
            received: received.into(),
            receipts: Vec::new(),
            kind: None,
            channel: None,
            business_channel: None,
            arose: None,
            known: None,
            parties: Vec::new(),
            references: Vec::new(),
            product: Vec::new(),
            issue: Vec::new(),
            cause: Vec::new(),
            demands: Vec::new(),
            amounts_stated: Vec::new(),
            amounts_found: Vec::new(),
            parts: Vec::new(),
            contacts: Vec::new(),
            promises: Vec::new(),
            evidence: Vec::new(),
            links: Vec::new(),
            narrative: None,
            extra: Extra::new(),
        })
    }

    /// Reads a document and checks it.
    ///
    /// # Errors
    /// Those of [`read_json`](Self::read_json), or the first problem that [`check`](Self::check) finds.
    pub fn from_json(bytes: &[u8]) -> Result<Complaint> {
        Complaint::read_json(bytes)?.checked()
    }

    /// Reads a document without checking it, so that [`check`](Self::check) can list every problem.
    ///
    /// # Errors
    /// Those of [`canon::from_bytes`]; `unsupported_format` for another format version.
    pub fn read_json(bytes: &[u8]) -> Result<Complaint> {
        let json = Json::parse(bytes)?;
        match json.get("format_version") {
            Some(Json::Int(version)) if *version != i64::from(Complaint::FORMAT) => Err(unsupported(version)),
            _ => canon::from_json(&json),
        }
    }

    /// The canonical bytes.
    ///
    /// # Errors
    /// `too_large` past the limit of a document.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        canon::to_bytes(self)
    }

    /// Every problem of the document, each with its place.
    ///
    /// A problem is something no true record can hold: a reference to nothing, an id used twice, an
    /// end before its start. What a rule requires and the file lacks is not a problem of the record.
    #[must_use]
    pub fn check(&self) -> Vec<Error> {
        check::check(self)
    }

    fn checked(self) -> Result<Complaint> {
        match self.check().into_iter().next() {
            Some(problem) => Err(problem.item(&self.id)),
            None => Ok(self),
        }
    }

    /// The party with this id.
    #[must_use]
    pub fn party(&self, id: &PartyId) -> Option<&Party> {
        self.parties.iter().find(|party| party.id == *id)
    }

    /// The part with this id.
    #[must_use]
    pub fn part(&self, id: &PartId) -> Option<&Part> {
        self.parts.iter().find(|part| part.id == *id)
    }

    /// The piece of evidence with this id.
    #[must_use]
    pub fn evidence_item(&self, id: &EvidenceId) -> Option<&Evidence> {
        self.evidence.iter().find(|item| item.id == *id)
    }
}

fn unsupported(found: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::UnsupportedFormat).path("format_version").expected(Complaint::FORMAT).found(found)
}

/// A complaint in the making.
#[derive(Debug, Clone)]
pub struct ComplaintBuilder(Complaint);

setters!(ComplaintBuilder, [0], {
    /// What it is stated to be.
    kind: MatterKind,
    /// How it reached the firm.
    channel: Channel,
    /// Where the business complained about was done.
    business_channel: BusinessChannel,
    /// When the matter arose, as stated.
    arose: Moment,
    /// When the person came to know of it, as stated.
    known: Moment,
    /// The complaint in the person's own words.
    narrative: String,
}, {
    receipts / receipt: Receipt,
    parties / party: Party,
    references / reference: Reference,
    product / product: Code,
    issue / issue: Code,
    cause / cause: Code,
    demands / demand: Demand,
    amounts_stated / amount_stated: StatedAmount,
    amounts_found / amount_found: FoundAmount,
    parts / part: Part,
    contacts / contact: Contact,
    promises / promise: Promise,
    evidence / evidence: Evidence,
    links / link: Link,
});

impl ComplaintBuilder {
    /// A demand for money, and the amount stated with it.
    #[must_use]
    pub fn money_demand(self, id: DemandId, money: Money) -> Self {
        self.demand(Demand::new(id.clone(), DemandKind::Money {}))
            .amount_stated(StatedAmount::new(money).demand(id))
    }

    /// A field of the firm's own.
    #[must_use]
    pub fn extra(
        mut self,
        namespace: impl Into<String>,
        field: impl Into<String>,
        text: impl Into<String>,
    ) -> Self {
        self.0.extra.entry(namespace.into()).or_default().insert(field.into(), text.into());
        self
    }

    /// Every problem so far, as [`Complaint::check`] lists them.
    #[must_use]
    pub fn check(&self) -> Vec<Error> {
        self.0.check()
    }

    /// The complaint.
    ///
    /// # Errors
    /// The first problem that [`check`](Self::check) lists.
    pub fn build(self) -> Result<Complaint> {
        self.0.checked()
    }
}
