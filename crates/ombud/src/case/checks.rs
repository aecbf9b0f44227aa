//! The steps of the methods that a case is worked by, and which of them are open.

use serde::Serialize;

use super::{Rules, decide::after, look::Scene, run::Running, state::Case, timers::fire_due};
use crate::{
    cond::Truth,
    error::Result,
    model::{Citation, Instant, Label},
    pack::CheckDef,
};

/// A step of a method, and how it stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Check {
    /// The checklist.
    pub checklist: String,
    /// The method's name for people.
    pub method: Label,
    /// The step.
    pub step: String,
    /// Its name for people.
    pub title: Label,
    /// The stages of the work in which it is to be done; in any, where there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stages: Vec<String>,
    /// Whether the case is in one of them now.
    pub here: bool,
    /// Whether it is done. What is unknown is not done.
    pub done: bool,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
}

/// Every step of every method that the case is worked by, in the order of the methods.
///
/// # Errors
/// Those of the evaluation; `unknown_item` where the packs hold another version of a workflow.
pub fn checks(rules: &Rules<'_>, case: &Case, now: Instant) -> Result<Vec<Check>> {
    let case = &*after(case, &fire_due(rules, case, now)?)?;
    let received = case.complaint.received.date_in(&case.zone);
    let facts = rules.book.derive(&case.facts, received, case.zone.date_of(now))?.facts;
    let runs = Running::all(rules.book, case)?;
    let (sent, event, actor, second) = (Vec::new(), None, None, None);
    let scene = Scene { case, runs: &runs, part: None, sent, event, facts: &facts, actor, second, now };
    let mut out = Vec::new();
    for list in rules.book.checklists() {
        let def = list.def();
        if !def.within.iter().any(|id| case.runs_any(id)) {
            continue;
        }
        for (step, test) in list.tests() {
            let (truth, _) = scene.holds(test).map_err(|error| error.item(&def.id).path(&step.id))?;
            out.push(Check {
                checklist: def.id.to_string(),
                method: def.title.clone(),
                step: step.id.clone(),
                title: step.title.clone(),
                stages: step.stages.clone(),
                here: here(&runs, &def.within, step),
                done: truth == Truth::True,
                cite: step.cite.clone(),
            });
        }
    }
    Ok(out)
}

/// Whether one of the workflows stands in a stage of a step.
fn here(runs: &[Running], within: &[String], step: &CheckDef) -> bool {
    let mut active = runs.iter().filter(|run| within.contains(&run.workflow)).flat_map(|run| {
        let states = run.chart.definition().every_state();
        states.filter(|state| run.instance.is_in(&run.chart, &state.id))
    });
    step.stages.is_empty()
        || active.any(|state| state.stage.as_ref().is_some_and(|stage| step.stages.contains(stage)))
}
