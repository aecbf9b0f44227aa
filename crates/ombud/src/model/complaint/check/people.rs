//! Problems of parties: what they are, for whom they act, by what paper.

use std::{collections::BTreeSet, fmt::Display};

use super::{Check, shapes::is_language_tag};
use crate::{
    ErrorCode,
    model::{
        PartyId,
        complaint::{Party, Role},
    },
};

impl Check<'_> {
    pub(super) fn parties(&mut self) {
        for (i, party) in self.complaint.parties.iter().enumerate() {
            let path = format!("parties[{i}]");
            self.texts(&path, &[("name", party.name.as_ref())]);
            if let Some(tag) = party.language.as_deref().filter(|tag| !is_language_tag(tag)) {
                self.problem(
                    ErrorCode::InvalidValue,
                    format_args!("{path}.language"),
                    "a BCP 47 tag such as zh-Hans or en-GB",
                    tag,
                );
            }
            for (j, identity) in party.identities.iter().enumerate() {
                let path = format!("{path}.identities[{j}]");
                self.text(format_args!("{path}.number"), &identity.number);
                self.texts(&path, &[("checked_by", identity.checked_by.as_ref())]);
            }
            for (j, point) in party.contact_points.iter().enumerate() {
                let path = format!("{path}.contact_points[{j}]");
                self.text(format_args!("{path}.value"), &point.value);
                self.texts(&path, &[("wishes", point.wishes.as_ref())]);
            }
            for (j, need) in party.support_needs.iter().enumerate() {
                let path = format!("{path}.support_needs[{j}]");
                if let Some(id) = &need.told_by {
                    self.party_ref(format_args!("{path}.told_by"), id);
                }
                self.texts(&path, &[("words", need.words.as_ref())]);
            }
            self.role(&format!("{path}.role"), party);
        }
    }

    fn role(&mut self, path: &str, party: &Party) {
        self.principals(path, party);
        match &party.role {
            Role::Agent(agent) => {
                self.texts(path, &[("reason", agent.reason.as_ref())]);
                if let Some(authority) = &agent.authority {
                    let path = format!("{path}.authority");
                    if let Some(id) = &authority.document {
                        self.evidence_ref(format_args!("{path}.document"), id);
                    }
                    if let (Some(from), Some(to)) = (authority.from, authority.to) {
                        self.order(format_args!("{path}.to"), to.into(), "the authority begins", from.into());
                    }
                    self.texts(&path, &[("scope", authority.scope.as_ref())]);
                }
            }
            Role::Heir(heir) => {
                self.principal(format_args!("{path}.succeeds"), party, &heir.succeeds);
                for (i, proof) in heir.proofs.iter().enumerate() {
                    if let Some(id) = &proof.document {
                        self.evidence_ref(format_args!("{path}.proofs[{i}].document"), id);
                    }
                }
            }
            Role::StatutoryAgent(agent) => {
                if let Some(id) = &agent.document {
                    self.evidence_ref(format_args!("{path}.document"), id);
                }
            }
            Role::Representative(representative) => {
                if let Some(id) = &representative.document {
                    self.evidence_ref(format_args!("{path}.document"), id);
                }
            }
            Role::Staff(staff) => {
                if let Some(id) = &staff.employer {
                    self.party_ref(format_args!("{path}.employer"), id);
                }
                self.texts(path, &[("number", staff.number.as_ref())]);
            }
            Role::Partner(partner) => {
                if let Some(id) = &partner.agreement {
                    self.evidence_ref(format_args!("{path}.agreement"), id);
                }
                self.texts(path, &[("business", partner.business.as_ref())]);
            }
            Role::Complainant {} | Role::Customer {} | Role::RespondentUnit(_) => {}
        }
    }

    /// Whoever acts for others says for whom. A representative may be one of those represented.
    fn principals(&mut self, path: &str, party: &Party) {
        let acts = matches!(party.role, Role::Agent(_) | Role::StatutoryAgent(_) | Role::Representative(_));
        let ids = party.role.acts_for();
        if acts && ids.is_empty() {
            self.problem(
                ErrorCode::InvalidValue,
                format_args!("{path}.acts_for"),
                "at least one party",
                "none",
            );
        }
        let mut seen = BTreeSet::new();
        for (i, id) in ids.iter().enumerate() {
            let path = format!("{path}.acts_for[{i}]");
            if !seen.insert(id) {
                self.problem(ErrorCode::DuplicateId, &path, "each party once", id);
            } else if *id == party.id && matches!(party.role, Role::Representative(_)) {
            } else {
                self.principal(&path, party, id);
            }
        }
    }

    fn principal(&mut self, path: impl Display, party: &Party, id: &PartyId) {
        match self.parties.get(id.as_str()) {
            None => self.party_ref(path, id),
            Some(_) if *id == party.id => {
                self.problem(ErrorCode::InvalidValue, path, "another party", id);
            }
            Some(other) if other.role.is_of_the_firm() => {
                let found = format!("{id}, {}", other.role.id());
                self.problem(ErrorCode::InvalidValue, path, "a party on the consumer's side", found);
            }
            Some(_) => {}
        }
    }
}
