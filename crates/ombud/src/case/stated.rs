//! The facts that a command states, and when a fact may be said otherwise.

use super::{
    Rules,
    command::Command,
    event::Change,
    open::KIND,
    papers::is_said,
    refusal::{Reason, Told},
    state::Case,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Fact, FactId, Facts, Instant, Json, Label, PartId, Value},
    pack::ActDef,
};

impl Case {
    /// What is known of a part: its own facts over those of the whole.
    pub(super) fn known(&self, part: Option<&PartId>, fact: &FactId) -> Option<&Value> {
        let own = part.and_then(|part| self.parts.get(part)).and_then(|facts| facts.value(fact));
        own.or_else(|| self.facts.value(fact))
    }
}

/// The facts stated with a command, as results.
///
/// # Errors
/// `invalid_field` for one that the act does not state; those of reading a value.
pub(super) fn stated(rules: &Rules<'_>, def: &ActDef, command: &Command) -> Result<Vec<Change>> {
    let catalogue = rules.book.catalogue();
    let read = |(id, json): (&String, &Json)| {
        let path = format!("facts.{id}");
        if !def.facts.iter().any(|fact| fact.as_str() == id) {
            let known: Vec<&str> = def.facts.iter().map(|fact| fact.as_str()).collect();
            let expected = if known.is_empty() { "no facts".to_owned() } else { known.join(", ") };
            return Err(Error::new(ErrorCode::InvalidField).path(path).expected(expected).found(id));
        }
        let (fact, is) = match json {
            Json::Text(text) => catalogue.parse_fact(id, text),
            json => catalogue.read_fact(id, json),
        }
        .map_err(|error| error.path(path))?;
        Ok(Change::Stated { fact, part: command.part.clone(), is })
    };
    command.facts.iter().map(read).collect()
}

/// The facts that conditions see: those of the case and of the part, those stated now, and what
/// tables derive from them.
///
/// # Errors
/// Those of the tables.
pub(super) fn known(
    rules: &Rules<'_>,
    case: &Case,
    part: Option<&PartId>,
    stated: &[Change],
    now: Instant,
) -> Result<Facts> {
    let mut facts = case.facts.clone();
    let of_part = part.and_then(|part| case.parts.get(part));
    let own = of_part.into_iter().flat_map(Facts::iter);
    let new = stated.iter().filter_map(fact);
    for (id, fact) in own.chain(new) {
        facts.insert(id.clone(), fact.clone());
    }
    let received = case.complaint.received.date_in(&case.zone);
    Ok(rules.book.derive(&facts, received, case.zone.date_of(now))?.facts)
}

fn fact(change: &Change) -> Option<(&FactId, &Fact)> {
    match change {
        Change::Stated { fact, is, .. } => Some((fact, is)),
        _ => None,
    }
}

/// INVARIANT 17: a fact is stated once; to say otherwise takes a second person and a reason. What a
/// complaint is said to be changes by an act of its own, which is counted.
pub(super) fn stands(
    rules: &Rules<'_>,
    case: &Case,
    def: &ActDef,
    command: &Command,
    stated: &[Change],
    reasons: &mut Vec<Told>,
) {
    // An act that says nothing else says at least one fact.
    let fields = rules.book.catalogue().event(def.event.as_str()).map_or(0, |event| event.fields.len());
    if fields == 0 && def.sends.is_empty() && !def.facts.is_empty() && stated.is_empty() {
        reasons.push(rules.told(Reason::NoFact, "case.refused.no_fact", &[]));
    }
    for (id, is) in stated.iter().filter_map(fact) {
        let known = case.known(command.part.as_ref(), id);
        if known.is_some_and(|known| *known == is.value) {
            continue;
        }
        if id.as_str() == KIND {
            reasons.push(rules.told(Reason::KindStated, "case.refused.kind_stated", &[]));
        } else if known.is_some() && !is_backed(command) {
            let title = rules.book.catalogue().fact(id.as_str()).map(|def| def.title.clone());
            let title = title.unwrap_or_else(|_| Label::same(id.as_str()));
            let reason = Reason::FactStated { fact: id.to_string() };
            reasons.push(rules.told(reason, "case.refused.fact_stated", &[("fact", &title)]));
        }
    }
}

/// Whether somebody else agrees and the reason is given.
pub(super) fn is_backed(command: &Command) -> bool {
    command.second.is_some() && command.reason.as_deref().is_some_and(is_said)
}
