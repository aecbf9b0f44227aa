//! The ids of rules, wherever in a bundle they stand.

use std::collections::BTreeSet;

use super::{Bundle, RegimeRules};
use crate::{
    Error, ErrorCode,
    clock::{ClockDef, StepDef},
    model::Label,
    workflow::{Definition, StateDef},
};

/// Every rule id of a bundle: clocks, their steps, provisions, suspensions, tables and their rows,
/// scorecards and their factors, calculations and their lines, reviews with their grounds and acts,
/// routes.
pub(super) fn rule_ids(bundle: &Bundle) -> BTreeSet<&str> {
    let tables = bundle.tables.iter().flat_map(|table| {
        std::iter::once(table.id.as_str()).chain(table.rule.iter().map(|row| row.id.as_str()))
    });
    let cards = bundle.scorecards.iter().flat_map(|card| {
        std::iter::once(card.id.as_str()).chain(card.factor.iter().map(|factor| factor.id.as_str()))
    });
    let routes = bundle.routes.iter().map(|route| route.id.as_str());
    let calculations = bundle.calculations.iter().flat_map(|calculation| {
        let lines = calculation.line.iter().map(|line| line.id.as_str());
        std::iter::once(calculation.id.as_str()).chain(lines)
    });
    let reviews = bundle.reviews.iter().flat_map(|review| {
        let grounds = review.ground.iter().map(|ground| ground.id.as_str());
        let next = review.next.iter().map(|next| next.id.as_str());
        std::iter::once(review.id.as_str()).chain(grounds).chain(next)
    });
    let rules = bundle.regimes.iter().flat_map(rules_of);
    rules.chain(tables).chain(cards).chain(calculations).chain(reviews).chain(routes).collect()
}

pub(super) fn rules_of(rules: &RegimeRules) -> impl Iterator<Item = &str> {
    let clocks = rules.clocks.iter().flat_map(|clock| {
        let steps = steps_of(clock).into_iter().flat_map(|(_, steps)| steps).map(|step| step.id.as_str());
        let instead = clock.instead.iter().filter_map(|instead| instead.rule.as_ref()).map(|id| id.as_str());
        std::iter::once(clock.id.as_str()).chain(steps).chain(instead)
    });
    let provisions = rules.provisions.iter().map(|x| x.id.as_str());
    clocks.chain(provisions).chain(rules.suspensions.iter().map(|x| x.id.as_str()))
}

/// The title of a rule, a route, a workflow, an act or a checklist, for lists: the first version's.
pub(super) fn rule_title<'a>(bundle: &'a Bundle, id: &str) -> Option<&'a Label> {
    bundle
        .regimes
        .iter()
        .find_map(|rules| {
            let clock = rules.clocks.iter().find(|x| x.id.as_str() == id).map(|x| &x.title);
            let steps = || rules.clocks.iter().flat_map(steps_of).flat_map(|(_, steps)| steps);
            clock
                .or_else(|| steps().find(|x| x.id.as_str() == id).map(|x| &x.title))
                .or_else(|| rules.provisions.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
                .or_else(|| rules.suspensions.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        })
        .or_else(|| bundle.tables.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.scorecards.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.calculations.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.reviews.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.workflows.iter().find(|x| x.id == id).map(|x| &x.title))
        .or_else(|| bundle.acts.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.routes.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
        .or_else(|| bundle.checklists.iter().find(|x| x.id.as_str() == id).map(|x| &x.title))
}

/// The steps of a clock, by the name of their table.
pub(super) fn steps_of(clock: &ClockDef) -> [(&'static str, &[StepDef]); 6] {
    [
        ("extend", &clock.extend),
        ("pause", &clock.pause),
        ("reset", &clock.reset),
        ("merge", &clock.merge),
        ("cancel", &clock.cancel),
        ("agree", &clock.agree),
    ]
}

/// Each rule that a workflow names and that is none of these.
pub(super) fn unknown_rules(workflow: &Definition, rules: &BTreeSet<&str>) -> Vec<Error> {
    let clocks = workflow.clocks.iter().enumerate();
    let mut named: Vec<(String, &str)> = clocks
        .filter_map(|(i, clock)| Some((format!("clocks[{i}].rule"), clock.rule.as_ref()?.as_str())))
        .collect();
    for (path, state) in places(workflow) {
        for (i, transition) in state.transitions.iter().enumerate() {
            let cited = transition.cite.iter().enumerate();
            named
                .extend(cited.map(|(j, rule)| (format!("{path}.transitions[{i}].cite[{j}]"), rule.as_str())));
        }
        for (i, timer) in state.timers.iter().enumerate() {
            named.extend(timer.clock.iter().map(|rule| (format!("{path}.timers[{i}].clock"), rule.as_str())));
        }
    }
    let unknown = named.into_iter().filter(|(_, rule)| !rules.contains(rule));
    let error = |path| Error::new(ErrorCode::UnknownItem).path(path).expected("a rule of the pack");
    unknown.map(|(path, rule)| error(path).found(rule)).collect()
}

/// Every state, with its path.
pub(super) fn places(workflow: &Definition) -> Vec<(String, &StateDef)> {
    let outer = workflow.states.iter().enumerate();
    let mut waiting: Vec<_> = outer.map(|(i, state)| (format!("states[{i}]"), state)).collect();
    let mut out = Vec::new();
    while let Some((path, state)) = waiting.pop() {
        let inner = state.states.iter().enumerate();
        waiting.extend(inner.map(|(i, state)| (format!("{path}.states[{i}]"), state)));
        out.push((path, state));
    }
    out
}
