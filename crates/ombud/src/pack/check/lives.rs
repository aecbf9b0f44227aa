//! The check of workflows, run over every workflow of a pack together with the acts that move it: a
//! case that cannot begin, comes to where nothing leads on, or needs more people than there are would
//! be stuck.

use std::collections::BTreeSet;

use super::numbered;
use crate::{
    Error, ErrorCode,
    model::Catalogue,
    pack::{
        Act, Bundle,
        act::{Composed, compile},
    },
    workflow::{
        Chart,
        check::{Code, Finding, Given, Person, Severity, check_chart},
    },
};

/// The people of the smallest branch: whoever is there does everything, and no act may need a fourth.
const BRANCH: [&str; 3] = ["first", "second", "third"];

/// What stands wrong in workflows that compile. What keeps one from compiling is for whoever compiles
/// it.
pub(super) fn prove(bundle: &Bundle, catalogue: &Catalogue) -> Vec<Error> {
    let (flows, _) = compile(bundle, catalogue);
    let acts: Vec<&Act> = flows.acts.values().map(AsRef::as_ref).collect();
    let mut faults = Vec::new();
    for (workflow, id, nth) in numbered(&bundle.workflows, |x| x.id.as_str()) {
        if Chart::compile(workflow, catalogue).is_err() {
            continue;
        }
        let place = |error: Error| error.item(id).kind("workflow").nth(nth);
        let composed = Composed::new(workflow, &acts);
        let chart = match Chart::compile(&composed.definition, catalogue) {
            Ok(chart) => chart,
            Err(errors) => {
                faults.extend(errors.into_iter().map(place));
                continue;
            }
        };
        let mut told = BTreeSet::new();
        for finding in check_chart(&chart, catalogue, &composed.given).iter().filter(|x| stops(x)) {
            match told_of_act(&composed, finding, "nobody is left of two people for each role") {
                Some(fault) => faults.push(fault),
                None => {
                    let Some(path) = composed.written(&finding.path) else { continue };
                    if told.insert((finding.code, path.clone())) {
                        faults.push(place(fault(finding, &path)));
                    }
                }
            }
        }
        let small = check_chart(&chart, catalogue, &branch(&composed));
        let people = small.iter().filter(|finding| finding.code == Code::FourEyesUnsatisfiable);
        let found = "nobody is left of three people who have every role";
        faults.extend(people.filter_map(|finding| told_of_act(&composed, finding, found)));
    }
    faults
}

/// What the check only warns of stops nothing, but for a step that goes on for ever: it is refused.
fn stops(finding: &Finding) -> bool {
    finding.severity == Severity::Error || finding.code == Code::Livelock
}

fn branch(composed: &Composed<'_>) -> Given {
    let roles = || composed.definition.roles.iter().map(|role| role.id.as_str());
    BRANCH.iter().fold(composed.given.clone(), |given, id| given.person(Person::new(id, roles())))
}

/// Four eyes stand in acts.
fn told_of_act(composed: &Composed<'_>, finding: &Finding, found: &str) -> Option<Error> {
    if finding.code != Code::FourEyesUnsatisfiable {
        return None;
    }
    let act = composed.acts.get(finding.about.get("transition")?)?;
    let expected = format!("somebody left to do it in `{}` (E11)", composed.definition.id);
    let place = match &act.def {
        def if !def.four_eyes.is_empty() => "four_eyes",
        def if !def.second_roles.is_empty() => "second_roles",
        _ => "guard",
    };
    let error = Error::new(ErrorCode::InvalidWorkflow).item(&act.def.id).kind("act");
    Some(error.path(place).expected(expected).found(found))
}

fn fault(finding: &Finding, path: &str) -> Error {
    let error = match finding.code {
        Code::NotProved => Error::new(ErrorCode::NotProved).expected(&finding.expected),
        code => Error::new(ErrorCode::InvalidWorkflow).expected(format_args!(
            "{} ({})",
            finding.expected,
            code.check()
        )),
    };
    let error = error.found(&finding.found);
    if path.is_empty() { error } else { error.path(path) }
}
