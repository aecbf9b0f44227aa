//! What no true record of a complaint can hold. Every problem is listed, each with its place.

mod people;
mod shapes;

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Display,
};

use self::shapes::{is_hash, is_name};
use super::{Code, Complaint, DemandKind, Party, PromiseOutcome, unsupported};
use crate::{
    Error, ErrorCode,
    model::{Currency, DemandId, EvidenceId, Moment, Money, PartId, PartyId},
};

/// Namespaces of the firm's own fields that are kept for Ombud.
const RESERVED: &str = "ombud";

pub(super) fn check(complaint: &Complaint) -> Vec<Error> {
    let mut check = Check {
        complaint,
        parties: complaint.parties.iter().map(|party| (party.id.as_str(), party)).collect(),
        demands: complaint.demands.iter().map(|demand| demand.id.as_str()).collect(),
        parts: complaint.parts.iter().map(|part| part.id.as_str()).collect(),
        contacts: complaint.contacts.iter().map(|contact| contact.id.as_str()).collect(),
        evidence: complaint.evidence.iter().map(|item| item.id.as_str()).collect(),
        problems: Vec::new(),
    };
    check.document();
    check.parties();
    check.matter();
    check.amounts();
    check.contacts();
    check.promises();
    check.evidence();
    check.links();
    check.extra();
    check.problems
}

/// Whether `a` lies before `b` wherever on earth a bare date is meant.
pub(super) fn surely_before(a: Moment, b: Moment) -> bool {
    /// The local day of an instant is never further from UTC than this many hours.
    const EAST: i64 = 14 * 3_600;
    const WEST: i64 = -12 * 3_600;
    let day = |instant: crate::model::Instant, offset: i64| {
        instant.unix_seconds().checked_add(offset).map(|seconds| seconds.div_euclid(86_400))
    };
    match (a, b) {
        (Moment::Date(a), Moment::Date(b)) => a < b,
        (Moment::Instant(a), Moment::Instant(b)) => a < b,
        (Moment::Date(a), Moment::Instant(b)) => day(b, WEST).is_some_and(|b| i64::from(a.days()) < b),
        (Moment::Instant(a), Moment::Date(b)) => day(a, EAST).is_some_and(|a| a < i64::from(b.days())),
    }
}

struct Check<'a> {
    complaint: &'a Complaint,
    parties: BTreeMap<&'a str, &'a Party>,
    demands: BTreeSet<&'a str>,
    parts: BTreeSet<&'a str>,
    contacts: BTreeSet<&'a str>,
    evidence: BTreeSet<&'a str>,
    problems: Vec<Error>,
}

impl<'a> Check<'a> {
    fn problem(&mut self, code: ErrorCode, path: impl Display, expected: impl Display, found: impl Display) {
        self.problems.push(Error::new(code).path(path).expected(expected).found(found));
    }

    fn unique<'i>(&mut self, list: &str, ids: impl Iterator<Item = &'i str>) {
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, id) in ids.enumerate() {
            match seen.get(id) {
                Some(first) => self.problem(
                    ErrorCode::DuplicateId,
                    format_args!("{list}[{i}].id"),
                    format_args!("an id other than that of {list}[{first}]"),
                    id,
                ),
                None => drop(seen.insert(id, i)),
            }
        }
    }

    fn held(&mut self, held: bool, path: impl Display, what: &str, found: impl Display) {
        if !held {
            self.problem(ErrorCode::DanglingReference, path, what, found);
        }
    }

    fn party_ref(&mut self, path: impl Display, id: &PartyId) {
        self.held(self.parties.contains_key(id.as_str()), path, "the id of a party of this complaint", id);
    }

    fn party_refs(&mut self, path: impl Display, ids: &[PartyId]) {
        for (i, id) in ids.iter().enumerate() {
            self.party_ref(format_args!("{path}[{i}]"), id);
        }
    }

    fn part_ref(&mut self, path: impl Display, id: Option<&PartId>) {
        if let Some(id) = id {
            let held = self.parts.contains(id.as_str());
            self.held(held, format_args!("{path}.part"), "the id of a part of this complaint", id);
        }
    }

    fn evidence_ref(&mut self, path: impl Display, id: &EvidenceId) {
        self.held(self.evidence.contains(id.as_str()), path, "the id of evidence in this complaint", id);
    }

    fn evidence_refs(&mut self, path: impl Display, ids: &[EvidenceId]) {
        for (i, id) in ids.iter().enumerate() {
            self.evidence_ref(format_args!("{path}.evidence[{i}]"), id);
        }
    }

    fn demand_ref(&mut self, path: impl Display, id: Option<&DemandId>) {
        if let Some(id) = id {
            let held = self.demands.contains(id.as_str());
            self.held(held, format_args!("{path}.demand"), "the id of a demand of this complaint", id);
        }
    }

    fn order(&mut self, path: impl Display, later: Moment, what: &str, earlier: Moment) {
        if surely_before(later, earlier) {
            self.problem(ErrorCode::OutOfOrder, path, format_args!("not before {what}, {earlier}"), later);
        }
    }

    fn text(&mut self, path: impl Display, text: &str) {
        if text.trim().is_empty() {
            self.problem(
                ErrorCode::InvalidValue,
                path,
                "words, or the field left out",
                format_args!("{text:?}"),
            );
        }
    }

    fn texts(&mut self, path: impl Display, fields: &[(&str, Option<&String>)]) {
        for (field, text) in fields {
            if let Some(text) = text {
                self.text(format_args!("{path}.{field}"), text);
            }
        }
    }

    fn document(&mut self) {
        let complaint = self.complaint;
        if complaint.format_version != Complaint::FORMAT {
            self.problems.push(unsupported(complaint.format_version));
        }
        self.unique("parties", complaint.parties.iter().map(|party| party.id.as_str()));
        self.unique("demands", complaint.demands.iter().map(|demand| demand.id.as_str()));
        self.unique("parts", complaint.parts.iter().map(|part| part.id.as_str()));
        self.problems.extend(Complaint::may_have(complaint.parts.len()).err());
        self.unique("contacts", complaint.contacts.iter().map(|contact| contact.id.as_str()));
        self.unique("promises", complaint.promises.iter().map(|promise| promise.id.as_str()));
        self.unique("evidence", complaint.evidence.iter().map(|item| item.id.as_str()));
        if let (Some(arose), Some(known)) = (complaint.arose, complaint.known) {
            self.order("known", known, "the matter arose", arose);
        }
        if let Some(narrative) = &complaint.narrative {
            self.text("narrative", narrative);
        }
        for (i, receipt) in complaint.receipts.iter().enumerate() {
            let path = format!("receipts[{i}]");
            self.part_ref(&path, receipt.part.as_ref());
            self.texts(&path, &[("name", receipt.name.as_ref()), ("number", receipt.number.as_ref())]);
        }
        for (i, reference) in complaint.references.iter().enumerate() {
            let path = format!("references[{i}]");
            self.part_ref(&path, reference.part.as_ref());
            self.text(format_args!("{path}.number"), &reference.number);
        }
    }

    fn codes(&mut self, path: &str, codes: &[Code]) {
        let mut seen = BTreeSet::new();
        for (i, code) in codes.iter().enumerate() {
            if !seen.insert(code) {
                let found = format!("{} {}", code.taxonomy, code.code);
                self.problem(ErrorCode::DuplicateId, format_args!("{path}[{i}]"), "each code once", found);
            }
        }
    }

    fn matter(&mut self) {
        let complaint = self.complaint;
        self.codes("product", &complaint.product);
        self.codes("issue", &complaint.issue);
        self.codes("cause", &complaint.cause);
        for (i, demand) in complaint.demands.iter().enumerate() {
            let path = format!("demands[{i}]");
            self.part_ref(&path, demand.part.as_ref());
            if let Some(id) = &demand.by {
                self.party_ref(format_args!("{path}.by"), id);
            }
            self.texts(&path, &[("words", demand.words.as_ref())]);
            match &demand.kind {
                DemandKind::Other {} if demand.words.is_none() => {
                    let expected = "the person's own words, for a demand of no known kind";
                    self.problem(ErrorCode::InvalidField, format_args!("{path}.words"), expected, "nothing");
                }
                DemandKind::StopContact(stop) => {
                    self.party_refs(format_args!("{path}.kind.parties"), &stop.parties);
                    self.texts(format_args!("{path}.kind"), &[("others", stop.others.as_ref())]);
                }
                _ => {}
            }
        }
        for (i, part) in complaint.parts.iter().enumerate() {
            let path = format!("parts[{i}]");
            self.text(format_args!("{path}.about"), &part.about);
            self.party_refs(format_args!("{path}.raised_by"), &part.raised_by);
            self.codes(&format!("{path}.product"), &part.product);
            self.codes(&format!("{path}.issue"), &part.issue);
            self.codes(&format!("{path}.cause"), &part.cause);
        }
    }

    fn money(&mut self, path: impl Display, money: &Money) {
        if matches!(money.currency().as_str(), "XXX" | "XTS") {
            let path = format_args!("{path}.money.currency");
            self.problem(ErrorCode::InvalidMoney, path, "the code of a currency", money.currency());
        }
        if money.minor() < 0 {
            self.problem(ErrorCode::InvalidMoney, format_args!("{path}.money.minor"), "zero or more", money);
        }
    }

    fn amounts(&mut self) {
        let complaint = self.complaint;
        let mut stated: BTreeMap<&DemandId, BTreeSet<Currency>> = BTreeMap::new();
        for (i, amount) in complaint.amounts_stated.iter().enumerate() {
            let path = format!("amounts_stated[{i}]");
            self.money(&path, &amount.money);
            self.demand_ref(&path, amount.demand.as_ref());
            self.part_ref(&path, amount.part.as_ref());
            if let Some(id) = &amount.by {
                self.party_ref(format_args!("{path}.by"), id);
            }
            self.texts(&path, &[("words", amount.words.as_ref())]);
            if let Some(demand) = &amount.demand {
                stated.entry(demand).or_default().insert(amount.money.currency());
            }
        }
        for (i, amount) in complaint.amounts_found.iter().enumerate() {
            let path = format!("amounts_found[{i}]");
            self.money(&path, &amount.money);
            self.demand_ref(&path, amount.demand.as_ref());
            self.part_ref(&path, amount.part.as_ref());
            self.text(format_args!("{path}.by"), &amount.by);
            self.texts(&path, &[("basis", amount.basis.as_ref())]);
            self.evidence_refs(&path, &amount.evidence);
            if amount.evidence.is_empty() {
                let path = format_args!("{path}.evidence");
                self.problem(ErrorCode::InvalidField, path, "at least one piece of evidence", "none");
            }
            if let Some(currencies) = amount.demand.as_ref().and_then(|demand| stated.get(demand))
                && !currencies.contains(&amount.money.currency())
            {
                let expected: Vec<&str> = currencies.iter().map(Currency::as_str).collect();
                let (expected, found) = (expected.join(" or "), amount.money.currency());
                let path = format_args!("{path}.money.currency");
                self.problem(ErrorCode::CurrencyMismatch, path, expected, found);
            }
        }
    }

    fn contacts(&mut self) {
        let complaint = self.complaint;
        for (i, contact) in complaint.contacts.iter().enumerate() {
            let path = format!("contacts[{i}]");
            if let Some(arose) = complaint.arose {
                self.order(format_args!("{path}.at"), contact.at, "the matter arose", arose);
            }
            if let Some(until) = contact.until {
                self.order(format_args!("{path}.until"), until, "the contact begins", contact.at);
            }
            self.party_refs(format_args!("{path}.who"), &contact.who);
            self.part_ref(&path, contact.part.as_ref());
            self.evidence_refs(&path, &contact.evidence);
            self.texts(&path, &[("by", contact.by.as_ref()), ("summary", contact.summary.as_ref())]);
            for (j, point) in contact.points_raised.iter().enumerate() {
                self.text(format_args!("{path}.points_raised[{j}]"), point);
            }
        }
    }

    fn promises(&mut self) {
        let complaint = self.complaint;
        for (i, promise) in complaint.promises.iter().enumerate() {
            let path = format!("promises[{i}]");
            self.text(format_args!("{path}.text"), &promise.text);
            self.text(format_args!("{path}.by"), &promise.by);
            self.party_refs(format_args!("{path}.to"), &promise.to);
            self.part_ref(&path, promise.part.as_ref());
            if let Some(id) = &promise.contact {
                let held = self.contacts.contains(id.as_str());
                let expected = "the id of a contact of this complaint";
                self.held(held, format_args!("{path}.contact"), expected, id);
            }
            if let (Some(at), Some(due)) = (promise.at, promise.due) {
                self.order(format_args!("{path}.due"), due, "it was promised", at);
            }
            if let Some(outcome) = &promise.outcome {
                self.outcome(&format!("{path}.outcome"), promise.at, outcome);
            }
        }
    }

    fn outcome(&mut self, path: &str, promised: Option<Moment>, outcome: &PromiseOutcome) {
        let settled = outcome.settled();
        if let Some(promised) = promised {
            self.order(format_args!("{path}.at"), settled.at, "it was promised", promised);
        }
        self.texts(path, &[("note", settled.note.as_ref())]);
        self.evidence_refs(path, &settled.evidence);
    }

    fn evidence(&mut self) {
        for (i, item) in self.complaint.evidence.iter().enumerate() {
            let path = format!("evidence[{i}]");
            self.text(format_args!("{path}.title"), &item.title);
            if let Some(hash) = item.hash.as_deref().filter(|hash| !is_hash(hash)) {
                self.problem(
                    ErrorCode::InvalidValue,
                    format_args!("{path}.hash"),
                    "sha256: or sm3: and 64 lower-case hexadecimal digits",
                    hash,
                );
            }
            if let Some(id) = &item.from {
                self.party_ref(format_args!("{path}.from"), id);
            }
            self.part_ref(&path, item.part.as_ref());
        }
    }

    fn links(&mut self) {
        let complaint = self.complaint;
        for (i, link) in complaint.links.iter().enumerate() {
            let path = format!("links[{i}]");
            if link.to == complaint.id {
                self.problem(
                    ErrorCode::InvalidValue,
                    format_args!("{path}.to"),
                    "another complaint",
                    &link.to,
                );
            }
            self.text(format_args!("{path}.reason"), &link.reason);
            self.text(format_args!("{path}.by"), &link.by);
            self.texts(&path, &[("second", link.second.as_ref())]);
            if link.second.as_ref() == Some(&link.by) {
                self.problem(
                    ErrorCode::InvalidValue,
                    format_args!("{path}.second"),
                    "another person",
                    &link.by,
                );
            }
            self.part_ref(&path, link.part.as_ref());
            self.evidence_refs(&path, &link.evidence);
        }
    }

    fn extra(&mut self) {
        for (namespace, fields) in &self.complaint.extra {
            let path = format!("extra.{namespace}");
            if !is_name(namespace) || namespace == RESERVED {
                let expected = format!("a namespace of a-z, 0-9, _ and -, not {RESERVED}");
                self.problem(ErrorCode::InvalidValue, &path, expected, namespace);
            }
            if fields.is_empty() {
                self.problem(ErrorCode::InvalidValue, &path, "at least one field", "none");
            }
            for field in fields.keys().filter(|field| !is_name(field)) {
                self.problem(
                    ErrorCode::InvalidValue,
                    format_args!("{path}.{field}"),
                    "a name of a-z, 0-9, _ and -",
                    field,
                );
            }
        }
    }
}
