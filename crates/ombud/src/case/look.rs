//! What the conditions of acts see of a case.

use std::collections::BTreeMap;

use super::{
    command::Person,
    run::Running,
    state::{Case, concerns},
};
use crate::{
    cond::{
        Node, Truth,
        evaluate::{Source, walk},
    },
    error::Result,
    model::{Event, FactId, Facts, Instant, PartId, Value, ValueType, folded_name},
    pack::{Name, Slot},
};

/// A case, and the command it is asked for; none where a checklist asks. Where the whole is asked
/// about, every part of it must stand where it is said to stand.
pub(super) struct Scene<'a> {
    pub(super) case: &'a Case,
    pub(super) runs: &'a [Running],
    /// The part that is asked about; the whole where there is none.
    pub(super) part: Option<&'a PartId>,
    /// The workflows that the act sends to.
    pub(super) sent: Vec<&'a str>,
    pub(super) event: Option<&'a Event>,
    pub(super) facts: &'a Facts,
    pub(super) actor: Option<&'a Person>,
    pub(super) second: Option<&'a Person>,
    pub(super) now: Instant,
}

impl Scene<'_> {
    /// Whether a condition holds; the names that would decide, where that is unknown.
    ///
    /// # Errors
    /// Those of the evaluation.
    pub(super) fn holds<'n>(&self, node: &'n Node<Name>) -> Result<(Truth, Vec<&'n Name>)> {
        let mut seen = Seen(BTreeMap::new());
        node.each_key(&mut |name| {
            // Text of the case may be somebody's name; that of a fact is not.
            let free = name.kind == ValueType::Text && !matches!(name.slot, Slot::Fact(_));
            let value = self.value(&name.slot).map(|value| if free { folded(value) } else { value });
            seen.0.extend(value.map(|value| (name, value)));
        });
        let mut needs = Vec::new();
        let truth = walk(node, &seen, &mut needs)?;
        needs.sort();
        needs.dedup();
        Ok((truth, needs))
    }

    fn runs_of(&self, workflow: &str) -> impl Iterator<Item = &Running> {
        self.runs.iter().filter(move |run| run.workflow == workflow && concerns(run.part.as_ref(), self.part))
    }

    fn value(&self, slot: &Slot) -> Option<Value> {
        let last = |event: &str| self.case.last_of(event, self.part).map(|entry| &entry.event);
        let text = |id: &str| Value::Text(id.to_owned());
        Some(match slot {
            Slot::Fact(fact) => self.facts.value(fact)?.clone(),
            Slot::Field(field) => self.event?.fields.get(field)?.clone(),
            Slot::By(event) => text(last(event)?.by.as_deref()?),
            Slot::On(event) => Value::Date(last(event)?.at?.date_in(self.case.zone())),
            Slot::Past(event, field) => last(event)?.fields.get(field)?.clone(),
            Slot::Happened(event) => Value::Bool(last(event).is_some()),
            Slot::Data(field) => {
                let mut runs = self.sent.iter().flat_map(|workflow| self.runs_of(workflow));
                runs.find_map(|run| run.instance.datum(&run.chart, field))?.clone()
            }
            Slot::In(workflow, state) => {
                // Where a version is not at hand nobody knows where it stands.
                let known = self.case.runs_of(workflow, self.part).filter(|run| !run.is_done()).count();
                let runs: Vec<&Running> = self.runs_of(workflow).collect();
                if known > runs.len() {
                    return None;
                }
                Value::Bool(!runs.is_empty() && runs.iter().all(|run| run.instance.is_in(&run.chart, state)))
            }
            Slot::Now => Value::Instant(self.now),
            Slot::Actor => text(&self.actor?.id),
            Slot::Role(role) => Value::Bool(self.actor?.roles.contains(role)),
            Slot::Second => text(&self.second?.id),
            Slot::SecondRole(role) => Value::Bool(self.second?.roles.contains(role)),
        })
    }
}

/// INVARIANT 14: nobody becomes somebody else by the spelling of a name, in a condition either.
fn folded(value: Value) -> Value {
    match value {
        Value::Text(text) => Value::Text(folded_name(&text)),
        other => other,
    }
}

/// The names of one condition, with the values that are known.
struct Seen<'n>(BTreeMap<&'n Name, Value>);

impl Source<Name> for Seen<'_> {
    fn value(&self, name: &Name) -> Option<&Value> {
        self.0.get(name)
    }

    fn name<'a>(&'a self, name: &'a Name) -> Option<&'a FactId> {
        match &name.slot {
            Slot::Fact(fact) => Some(fact),
            _ => None,
        }
    }
}
