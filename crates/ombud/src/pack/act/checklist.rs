//! Checklists: the steps of a method, each with the test of when it is done.
//!
//! A checklist refuses nothing and decides nothing. It says what of a method is still open in a
//! case, by what happened and by facts, in the language of the guards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    compile::sound,
    scope::{Name, Names},
};
use crate::{
    Error, ErrorCode,
    cond::Node,
    model::{Catalogue, ChecklistId, Citation, Label},
    workflow::Definition,
};

/// A step of a method.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CheckDef {
    /// The name, unique in the checklist.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// The stages of the work in which it is to be done; in any, where there are none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<String>,
    /// When it is done, as an expression.
    pub done_when: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// A checklist as authored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChecklistDef {
    /// The name.
    pub id: ChecklistId,
    /// Its name for people.
    pub title: Label,
    /// The workflows in whose cases it is worked by.
    pub within: Vec<String>,
    /// Where the method is from.
    pub source: String,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// The steps, in their order.
    pub item: Vec<CheckDef>,
}

/// A checklist, compiled.
#[derive(Debug, Clone)]
pub struct Checklist {
    pub(crate) def: ChecklistDef,
    tests: Vec<Node<Name>>,
}

impl Checklist {
    /// The checklist as authored.
    #[must_use]
    pub fn def(&self) -> &ChecklistDef {
        &self.def
    }

    /// The steps, each with the test of when it is done.
    pub(crate) fn tests(&self) -> impl Iterator<Item = (&CheckDef, &Node<Name>)> {
        self.def.item.iter().zip(&self.tests)
    }
}

/// Compiles a checklist, or says everything that is wrong with it.
pub(super) fn compile(
    def: &ChecklistDef,
    catalogue: &Catalogue,
    workflows: &BTreeMap<&str, &Definition>,
) -> Result<Checklist, Vec<Error>> {
    let mut faults = Vec::new();
    let mut fault = |code, path: String, expected: &str, found: &str| {
        faults.push(Error::new(code).path(path).expected(expected).found(found));
    };
    for (list, empty) in [("within", def.within.is_empty()), ("item", def.item.is_empty())] {
        if empty {
            fault(ErrorCode::InvalidValue, list.to_owned(), "at least one", "none");
        }
    }
    for (i, id) in def.within.iter().enumerate() {
        if !workflows.contains_key(id.as_str()) {
            fault(ErrorCode::UnknownItem, format!("within[{i}]"), "a workflow of the pack", id);
        }
    }
    let places = || def.within.iter().filter_map(|id| workflows.get(id.as_str()));
    for (i, item) in def.item.iter().enumerate() {
        if def.item.iter().take(i).any(|other| other.id == item.id) {
            fault(ErrorCode::DuplicateId, format!("item[{i}].id"), "each step once", &item.id);
        }
        for (j, stage) in item.stages.iter().enumerate() {
            let mut states = places().flat_map(|workflow| workflow.every_state());
            if !states.any(|state| state.stage.as_ref() == Some(stage)) {
                let expected = "a stage of a workflow that it is worked by in";
                fault(ErrorCode::InvalidValue, format!("item[{i}].stages[{j}]"), expected, stage);
            }
        }
    }
    let names = Names { catalogue, event: None, workflows, sent: Vec::new() };
    let mut tests = Vec::new();
    for (i, item) in def.item.iter().enumerate() {
        match sound(&item.done_when, &names, def.id.as_str()) {
            Ok(test) => tests.push(test),
            Err(errors) => {
                let path = format!("item[{i}].done_when");
                faults.extend(errors.into_iter().map(|error| error.within(&path)));
            }
        }
    }
    if faults.is_empty() { Ok(Checklist { def: def.clone(), tests }) } else { Err(faults) }
}
