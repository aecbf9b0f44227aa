//! What changes the shape of a complaint: parts, kinds, links, parties.

use super::{
    Rules,
    command::Command,
    event::Change,
    open::KIND,
    refusal::{Reason, Told},
    state::Case,
    stated::is_backed,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{ComplaintId, Event, FactId, Label, Link, LinkKind, MatterKind, PartId, Role, Value},
    pack::{ActDef, Does},
};

/// A command, and the event that it records.
pub(super) struct Shaping<'a> {
    pub(super) rules: &'a Rules<'a>,
    pub(super) case: &'a Case,
    pub(super) act: &'a ActDef,
    pub(super) command: &'a Command,
    pub(super) event: &'a Event,
}

fn place(field: &str) -> String {
    format!("fields.{field}")
}

/// What it comes to, or why not.
type Shaped = Result<Result<Vec<Change>, Told>>;

impl Shaping<'_> {
    /// What the act does besides recording its event. What the command does not say yet is told by
    /// the fields that are missing.
    ///
    /// # Errors
    /// `invalid_value`, `invalid_id` for a field that does not say what it is meant to.
    pub(super) fn changes(&self) -> Shaped {
        match self.act.does {
            Does::Record => Ok(Ok(Vec::new())),
            Does::Split => Ok(self.split()),
            Does::Reclassify => self.reclassify(),
            Does::Link => self.link(),
            Does::Merge => self.merge(),
            Does::Unmerge => self.unmerge(),
            Does::Party => Ok(self.party()),
        }
    }

    fn told(&self, reason: Reason, id: &'static str) -> Told {
        self.rules.told(reason, id, &[])
    }

    fn text(&self, field: &str) -> Option<&str> {
        match self.event.fields.get(field)? {
            Value::Text(text) => Some(text.trim()),
            _ => None,
        }
    }

    fn split(&self) -> Result<Vec<Change>, Told> {
        let parts = &self.command.parts;
        let known = |part: &crate::model::Part| self.case.complaint.part(&part.id).is_some();
        let twice = parts
            .iter()
            .enumerate()
            .any(|(i, part)| parts.iter().skip(i.saturating_add(1)).any(|x| x.id == part.id));
        // What has parts already is divided by naming the part.
        let of = self.command.part.clone();
        let unnamed = of.is_none() && !self.case.complaint.parts.is_empty();
        if parts.is_empty() || twice || unnamed || parts.iter().any(known) {
            return Err(self.told(Reason::Parts, "case.refused.parts"));
        }
        let mut changes = vec![Change::Divided { of, parts: parts.clone() }];
        // INVARIANT 17: what becomes something else by being divided is counted, and is not one
        // person's alone.
        let from = self.kind();
        for part in parts {
            let Some(to) = part.kind.filter(|to| *to != from.unwrap_or(MatterKind::Complaint)) else {
                continue;
            };
            if !is_backed(self.command) {
                return Err(self.told(Reason::KindStated, "case.refused.kind_of_part"));
            }
            changes.extend(self.classed(Some(part.id.clone()), from, to));
        }
        Ok(changes)
    }

    /// What the complaint, or the part that the command names, is said to be.
    fn kind(&self) -> Option<MatterKind> {
        let part = self.command.part.as_ref();
        let own = part.and_then(|part| self.case.complaint.part(part)).and_then(|part| part.kind);
        let stated = || {
            let fact = FactId::new(KIND).ok()?;
            self.case.known(part, &fact)?.to_string().parse().ok()
        };
        own.or_else(stated).or(self.case.complaint.kind)
    }

    fn classed(&self, part: Option<PartId>, from: Option<MatterKind>, to: MatterKind) -> Vec<Change> {
        let mut changes = vec![Change::Classed { part: part.clone(), from, to }];
        let fact = self.rules.book.catalogue().parse_fact(KIND, to.id()).ok();
        changes.extend(fact.map(|(fact, is)| Change::Stated { fact, part, is }));
        changes
    }

    fn reclassify(&self) -> Shaped {
        let Some(to) = self.text("to") else { return Ok(Ok(Vec::new())) };
        let to: MatterKind = to.parse().map_err(|error: Error| error.path(place("to")))?;
        let from = self.kind();
        if from == Some(to) {
            return Ok(Err(self.told(Reason::SameKind, "case.refused.same_kind")));
        }
        Ok(Ok(self.classed(self.command.part.clone(), from, to)))
    }

    fn other(&self, field: &str) -> Result<Option<Result<ComplaintId, Told>>> {
        let Some(id) = self.text(field) else { return Ok(None) };
        let id = ComplaintId::new(id).map_err(|error| error.path(place(field)))?;
        if id == self.case.complaint.id {
            return Ok(Some(Err(self.told(Reason::Itself, "case.refused.itself"))));
        }
        Ok(Some(Ok(id)))
    }

    fn linked(&self, kind: LinkKind, to: ComplaintId) -> Result<Vec<Change>, Told> {
        // It is handled with one other at most, and said once how it relates to another.
        let merges = kind == LinkKind::MergedInto;
        let known = |link: &Link| link.kind == kind && (merges || link.to == to);
        if self.case.complaint.links.iter().any(known) {
            return Err(self.told(Reason::Linked, "case.refused.linked"));
        }
        let at = self.event.at.unwrap_or(self.case.at.into());
        let reason = self.command.reason.clone().unwrap_or_default();
        let mut link = Link::new(kind, to, reason, self.command.by.id.trim(), at);
        link.second = self.command.second.as_ref().map(|second| second.id.trim().to_owned());
        link.part = self.command.part.clone();
        Ok(vec![Change::Linked { link }])
    }

    fn link(&self) -> Shaped {
        let Some(kind) = self.text("kind") else { return Ok(Ok(Vec::new())) };
        let kind: LinkKind = kind.parse().map_err(|error: Error| error.path(place("kind")))?;
        Ok(match self.other("to")? {
            None => Ok(Vec::new()),
            Some(to) => to.and_then(|to| self.linked(kind, to)),
        })
    }

    /// A merged complaint keeps its clocks and is still counted: only who handles it is one.
    fn merge(&self) -> Shaped {
        Ok(match self.other("into")? {
            None => Ok(Vec::new()),
            Some(to) => to.and_then(|to| self.linked(LinkKind::MergedInto, to)),
        })
    }

    fn unmerge(&self) -> Shaped {
        let from = match self.other("from")? {
            None => return Ok(Ok(Vec::new())),
            Some(Err(told)) => return Ok(Err(told)),
            Some(Ok(from)) => from,
        };
        let merged = |link: &Link| link.kind == LinkKind::MergedInto && link.to == from;
        if !self.case.complaint.links.iter().any(merged) {
            return Ok(Err(self.told(Reason::NoLink, "case.refused.no_link")));
        }
        Ok(Ok(vec![Change::Unlinked { to: from, kind: LinkKind::MergedInto }]))
    }

    fn party(&self) -> Result<Vec<Change>, Told> {
        let (Some(party), Some(kind)) = (&self.command.party, self.act.party.as_deref()) else {
            return Err(self.told(Reason::Party, "case.refused.party"));
        };
        if party.role.id() != kind {
            return Err(self.told(Reason::Party, "case.refused.party"));
        }
        // Nobody changes sides: who was entered as something else keeps what was known of them.
        let known = self.case.complaint.parties.iter().find(|known| known.id == party.id);
        if known.is_some_and(|known| known.role.id() != kind) {
            return Err(self.told(Reason::Party, "case.refused.party_known"));
        }
        let alike = |role: &Role| role.id() == kind;
        let others =
            self.case.complaint.parties.iter().filter(|known| alike(&known.role) && known.id != party.id);
        if let Some(most) = self.act.most
            && u32::try_from(others.count()).is_ok_and(|others| others >= most)
        {
            let number = Label::same(most.to_string());
            let reason = Reason::TooMany { most };
            return Err(self.rules.told(reason, "case.refused.too_many", &[("most", &number)]));
        }
        Ok(vec![Change::Entered { party: Box::new(party.clone()) }])
    }
}

/// The complaint that changes would leave behind must be one.
///
/// # Errors
/// The first problem of its check.
pub(super) fn sound(case: &Case) -> Result<()> {
    match case.complaint.check().into_iter().next() {
        Some(problem) => Err(problem.within("complaint")),
        None => Ok(()),
    }
}

/// A part that a command names must be there.
///
/// # Errors
/// `dangling_reference`.
pub(super) fn known_part(case: &Case, command: &Command) -> Result<()> {
    match &command.part {
        Some(part) if case.complaint.part(part).is_none() && !case.parts.contains_key(part) => {
            Err(Error::new(ErrorCode::DanglingReference)
                .path("part")
                .expected("a part of the complaint")
                .found(part))
        }
        _ => Ok(()),
    }
}
