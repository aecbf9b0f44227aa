//! Workflows and acts of a bundle, compiled together: an act names events and states of workflows.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    Act, ActDef, Checklist, Does, GuardDef, SendDef, Whom, checklist,
    scope::{Name, Names},
};
use crate::{
    Error, ErrorCode,
    clock::assessment_under,
    cond::{Node, expression::condition},
    model::{ActId, Catalogue, ChecklistId, Citation, EventDef, EventType, Value, ValueType},
    pack::{Bundle, act::scope::Slot},
    workflow::{Chart, Definition, EventKind, Semantics},
};

/// The workflows and acts of a book.
#[derive(Debug, Clone, Default)]
pub(in crate::pack) struct Flows {
    pub(in crate::pack) charts: BTreeMap<String, Arc<Chart>>,
    pub(in crate::pack) acts: BTreeMap<ActId, Arc<Act>>,
    pub(in crate::pack) checklists: BTreeMap<ChecklistId, Arc<Checklist>>,
}

/// Compiles every workflow and act that can be compiled, and says what is wrong with the others.
pub(in crate::pack) fn compile(bundle: &Bundle, catalogue: &Catalogue) -> (Flows, Vec<Error>) {
    let mut flows = Flows::default();
    let mut faults = Vec::new();
    for (definition, nth) in counted(&bundle.workflows, |x| x.id.as_str()) {
        let place = |error: Error| error.item(&definition.id).kind("workflow").nth(nth);
        if definition.semantics != Semantics::Strict {
            let error = Error::new(ErrorCode::InvalidWorkflow).path("semantics");
            faults.push(place(error.expected("strict: the other is for what was imported").found("scxml")));
        }
        match Chart::compile(definition, catalogue) {
            Ok(chart) => {
                flows.charts.insert(definition.id.clone(), Arc::new(chart));
            }
            Err(errors) => faults.extend(errors.into_iter().map(place)),
        }
    }
    let workflows: BTreeMap<&str, &Definition> =
        bundle.workflows.iter().map(|definition| (definition.id.as_str(), definition)).collect();
    for (def, nth) in counted(&bundle.acts, |x| x.id.as_str()) {
        let mut compiler = Compiler { catalogue, workflows: &workflows, def, faults: Vec::new() };
        let act = compiler.act();
        let place = |error: Error| error.item(&def.id).kind("act").nth(nth);
        faults.extend(compiler.faults.into_iter().map(place));
        flows.acts.extend(act.map(|act| (def.id.clone(), Arc::new(act))));
    }
    for (def, nth) in counted(&bundle.checklists, |x| x.id.as_str()) {
        match checklist::compile(def, catalogue, &workflows) {
            Ok(list) => {
                flows.checklists.insert(def.id.clone(), Arc::new(list));
            }
            Err(errors) => {
                let place = |error: Error| error.item(&def.id).kind("checklist").nth(nth);
                faults.extend(errors.into_iter().map(place));
            }
        }
    }
    (flows, faults)
}

/// The items, each with how many of its name stand before it.
fn counted<'a, T>(items: &'a [T], id: impl Fn(&'a T) -> &'a str) -> impl Iterator<Item = (&'a T, usize)> {
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    items.iter().map(move |item| {
        let count = seen.entry(id(item)).or_default();
        let nth = *count;
        *count = nth.saturating_add(1);
        (item, nth)
    })
}

/// The event that every case begins with.
const RECEIVED: &str = "received";

/// The kinds of party that an act may enter.
const PARTIES: [&str; 9] = [
    "agent",
    "complainant",
    "customer",
    "heir",
    "partner",
    "representative",
    "respondent_unit",
    "staff",
    "statutory_agent",
];

struct Compiler<'a> {
    catalogue: &'a Catalogue,
    workflows: &'a BTreeMap<&'a str, &'a Definition>,
    def: &'a ActDef,
    faults: Vec<Error>,
}

impl<'a> Compiler<'a> {
    fn fault(
        &mut self,
        code: ErrorCode,
        path: impl std::fmt::Display,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        self.faults.push(Error::new(code).path(path).expected(expected).found(found));
    }

    fn act(&mut self) -> Option<Act> {
        let def = self.def;
        let Ok(event) = self.catalogue.event(def.event.as_str()) else {
            self.fault(ErrorCode::UnknownEvent, "event", "an event type of the catalogue", &def.event);
            return None;
        };
        let mut with = BTreeMap::new();
        for (field, json) in &def.with {
            match self.catalogue.read_field(def.event.as_str(), field, json) {
                Ok(value) => {
                    with.insert(field.clone(), value);
                }
                Err(error) => self.faults.push(error.path(format_args!("with.{field}"))),
            }
        }
        for (i, field) in def.needs.iter().enumerate() {
            if event.field(field).is_none() {
                let expected = format!("a field of `{}`", event.id);
                self.fault(ErrorCode::InvalidField, format_args!("needs[{i}]"), expected, field);
            }
        }
        self.structure(event, &with);
        self.facts();
        self.people();
        let sent = self.sends(event);
        let four_eyes = self.four_eyes();
        self.history();
        let names = Names { catalogue: self.catalogue, event: Some(event), workflows: self.workflows, sent };
        let mut guards = Vec::new();
        for (i, guard) in def.guard.iter().enumerate() {
            if def.guard.iter().take(i).any(|other| other.id == guard.id) {
                self.fault(
                    ErrorCode::DuplicateId,
                    format_args!("guard[{i}].id"),
                    "each guard once",
                    &guard.id,
                );
            }
            guards.extend(self.guard(i, guard, &names));
        }
        self.faults.is_empty().then(|| Act { def: def.clone(), with, four_eyes, guards })
    }

    /// What the code of a structural act reads must be there.
    fn structure(&mut self, event: &EventDef, with: &BTreeMap<String, Value>) {
        let def = self.def;
        let fields: &[&str] = match def.does {
            Does::Record | Does::Split | Does::Party => &[],
            Does::Reclassify => &["to"],
            Does::Link => &["kind", "to"],
            Does::Merge => &["into"],
            Does::Unmerge => &["from"],
        };
        for field in fields {
            let needed = def.needs.iter().any(|need| need == field) || with.contains_key(*field);
            if event.field(field).is_none() || !needed {
                let expected = format!("`{field}`, a field of `{}`, among them", event.id);
                self.fault(ErrorCode::InvalidField, "needs", expected, def.needs.join(", "));
            }
        }
        // INVARIANT 17: these are how a complaint is made to vanish from the numbers.
        if matches!(def.does, Does::Reclassify | Does::Merge) && !(def.second_person && def.reason) {
            let expected = "second_person and reason, which this act must have";
            self.fault(ErrorCode::InvalidValue, "does", expected, "one of them missing");
        }
        let known = def.party.as_deref().is_some_and(|kind| PARTIES.contains(&kind));
        if (def.does == Does::Party) != def.party.is_some() || (def.party.is_some() && !known) {
            let expected = format!("for `does = \"party\"`, one of {}", PARTIES.join(", "));
            self.fault(ErrorCode::InvalidValue, "party", expected, def.party.as_deref().unwrap_or("nothing"));
        }
        if def.most.is_some() && def.party.is_none() {
            self.fault(ErrorCode::InvalidValue, "most", "a `party` beside it", "none");
        }
    }

    /// INVARIANT 15: an act states no assessment, and none decides whether it may be done.
    fn facts(&mut self) {
        for (i, fact) in self.def.facts.iter().enumerate() {
            match self.catalogue.fact(fact.as_str()) {
                Err(_) => {
                    let path = format!("facts[{i}]");
                    self.fault(ErrorCode::UnknownFact, path, "a fact of the catalogue", fact);
                }
                Ok(def) if def.level != 0 || !def.from.is_empty() => {
                    let path = format!("facts[{i}]");
                    self.fault(ErrorCode::InvalidValue, path, "a fact that somebody supplies", fact);
                }
                Ok(_) => {
                    if let Some(fault) = assessment_under(self.catalogue, self.def.id.as_str(), fact) {
                        self.faults.push(fault.path(format_args!("facts[{i}]")));
                    }
                }
            }
        }
    }

    fn people(&mut self) {
        let def = self.def;
        for (list, roles) in [("roles", &def.roles), ("second_roles", &def.second_roles)] {
            for (i, role) in roles.iter().enumerate() {
                let mut all = self.workflows.values().flat_map(|workflow| &workflow.roles);
                if !all.any(|known| known.id == *role) {
                    let expected = "a role that a workflow declares";
                    self.fault(ErrorCode::InvalidValue, format_args!("{list}[{i}]"), expected, role);
                }
            }
        }
        if !def.second_roles.is_empty() && !def.second_person {
            let expected = "`second_person = true` beside it";
            self.fault(ErrorCode::InvalidValue, "second_roles", expected, "none");
        }
    }

    /// Whom the history may not name.
    fn four_eyes(&mut self) -> Vec<Whom> {
        let mut out = Vec::new();
        for (i, text) in self.def.four_eyes.iter().enumerate() {
            let (event, field) = match text.split_once('.') {
                Some((event, field)) => (event, Some(field)),
                None => (text.as_str(), None),
            };
            let path = format!("four_eyes[{i}]");
            let Ok(known) = self.catalogue.event(event) else {
                self.fault(ErrorCode::UnknownEvent, path, "an event type of the catalogue", event);
                continue;
            };
            let named = |field: &str| known.field(field).is_some_and(|def| def.kind == ValueType::Text);
            if let Some(field) = field.filter(|field| !named(field)) {
                let expected = format!("a field of `{event}` that names somebody");
                self.fault(ErrorCode::InvalidField, path, expected, field);
                continue;
            }
            out.push(Whom { event: known.id.clone(), field: field.map(str::to_owned) });
        }
        out
    }

    /// What must have happened, what waits, what no longer counts.
    fn history(&mut self) {
        let def = self.def;
        let answers: Vec<EventType> = def.answers.iter().cloned().collect();
        for (list, events) in [("follows", &def.follows), ("answers", &answers), ("strikes", &def.strikes)] {
            for (i, event) in events.iter().enumerate() {
                if self.catalogue.event(event.as_str()).is_err() {
                    let expected = "an event type of the catalogue";
                    self.fault(ErrorCode::UnknownEvent, format_args!("{list}[{i}]"), expected, event);
                }
            }
        }
        // Without its receipt a complaint would owe nothing.
        if let Some(i) = def.strikes.iter().position(|event| event.as_str() == RECEIVED) {
            self.fault(
                ErrorCode::InvalidValue,
                format_args!("strikes[{i}]"),
                "any event but the receipt",
                RECEIVED,
            );
        }
    }

    /// The workflows that it sends to.
    fn sends(&mut self, event: &EventDef) -> Vec<&'a Definition> {
        let (def, workflows) = (self.def, self.workflows);
        self.known("opens", &def.opens);
        self.known("within", &def.within);
        self.lives("cite_in", &def.cite_in);
        for (i, guard) in def.guard.iter().enumerate() {
            self.known(&format!("guard[{i}].within"), &guard.within);
            self.lives(&format!("guard[{i}].cite_in"), &guard.cite_in);
        }
        let mut out = Vec::new();
        for (i, send) in def.sends.iter().enumerate() {
            let path = format!("sends[{i}]");
            match workflows.get(send.workflow.as_str()) {
                None => {
                    let path = format!("{path}.workflow");
                    self.fault(ErrorCode::UnknownItem, path, "a workflow of the pack", &send.workflow);
                }
                Some(workflow) => {
                    self.send(&path, send, workflow, event);
                    out.push(*workflow);
                }
            }
        }
        out
    }

    /// Workflows that are named and sent nothing.
    fn known(&mut self, list: &str, ids: &[String]) {
        for (i, id) in ids.iter().enumerate() {
            self.workflow(format_args!("{list}[{i}]"), id);
        }
    }

    fn lives(&mut self, table: &str, lives: &BTreeMap<String, Vec<Citation>>) {
        for id in lives.keys() {
            self.workflow(format_args!("{table}.{id}"), id);
        }
    }

    fn workflow(&mut self, path: std::fmt::Arguments<'_>, id: &str) {
        if !self.workflows.contains_key(id) {
            self.fault(ErrorCode::UnknownItem, path, "a workflow of the pack", id);
        }
    }

    fn send(&mut self, path: &str, send: &SendDef, workflow: &Definition, event: &EventDef) {
        let found = workflow.events.iter().find(|known| known.id == send.event);
        let Some(known) = found.filter(|known| known.kind == EventKind::Human) else {
            let expected = format!("an event of `{}` that somebody does", workflow.id);
            self.fault(ErrorCode::UnknownEvent, format_args!("{path}.event"), expected, &send.event);
            return;
        };
        for field in &known.fields {
            let same = event.field(&field.id).is_some_and(|own| {
                own.kind == field.kind
                    && own.values.iter().map(|x| &x.id).eq(field.values.iter().map(|x| &x.id))
            });
            if !same {
                let expected = format!("`{}`, of the same type, in `{}` too", field.id, event.id);
                self.fault(ErrorCode::InvalidField, format_args!("{path}.event"), expected, &send.event);
            }
        }
    }

    fn guard(&mut self, i: usize, guard: &GuardDef, names: &Names<'_>) -> Option<Node<Name>> {
        match sound(&guard.when, names, self.def.id.as_str()) {
            Ok(node) => Some(node),
            Err(errors) => {
                let path = format!("guard[{i}].when");
                self.faults.extend(errors.into_iter().map(|error| error.within(&path)));
                None
            }
        }
    }
}

/// A condition that can be read and that hangs on no assessment.
pub(super) fn sound(when: &str, names: &Names<'_>, item: &str) -> Result<Node<Name>, Vec<Error>> {
    let node = condition(when, names)?;
    let mut faults = Vec::new();
    node.each_key(&mut |name| {
        if let Slot::Fact(fact) = &name.slot {
            faults.extend(assessment_under(names.catalogue, item, fact));
        }
    });
    if faults.is_empty() { Ok(node) } else { Err(faults) }
}
