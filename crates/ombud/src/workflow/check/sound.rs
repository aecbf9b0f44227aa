//! E13: soundness, as it is asked of workflow nets: it can always be brought to an end, nothing is
//! left open then, and no transition is there in vain.

use super::{
    finding::{Code, Finding, Report},
    graph::{Graph, Move},
    paths,
};
use crate::workflow::{
    chart::{Chart, ROOT},
    definition::StateKind,
};

/// The reasons, by their stable names.
const TO_COMPLETE: &str = "option_to_complete";
const PROPER: &str = "proper_completion";
const NO_DEAD: &str = "no_dead_transitions";

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    let first = |codes: &[Code]| out.findings.iter().find(|finding| codes.contains(&finding.code)).cloned();
    let improper = graph.moves.iter().find_map(|found| Some((found, improper(graph, found)?)));
    let mut reasons = Vec::new();
    let mut witness = None;
    if let Some(finding) = first(&[Code::NoWayToEnd, Code::TrapState, Code::EventlessLoop, Code::Livelock]) {
        reasons.push(TO_COMPLETE);
        witness = Some((finding.path, finding.witness));
    }
    if let Some((found, transition)) = improper {
        reasons.push(PROPER);
        let shown = graph.witness(Some(found.from), Some(&found.said));
        witness = witness.or(Some((paths::transition(graph.chart, transition), shown)));
    }
    if let Some(finding) = first(&[Code::DeadTransition, Code::UnreachableState, Code::JoinNeverCompletes]) {
        reasons.push(NO_DEAD);
        witness = witness.or(Some((finding.path, finding.witness)));
    }
    if let Some((path, witness)) = witness {
        out.push(
            Finding::new(Code::NotSound, path)
                .about("reasons", reasons.join(" "))
                .said("option to complete, proper completion, no dead transitions", reasons.join(", "))
                .shown(witness),
        );
    }
}

/// The transition of a move that ends all from inside one region, while another is not at its end.
fn improper(graph: &Graph<'_>, found: &Move) -> Option<u16> {
    let chart = graph.chart;
    let (before, after) = (graph.nodes.get(found.from)?, graph.nodes.get(found.to)?);
    if !after.instance.done || before.instance.done {
        return None;
    }
    found.taken.iter().copied().find(|at| {
        let Some(transition) = chart.transition(*at) else { return false };
        let source = transition.source;
        let parallel =
            |state: &u16| chart.state(*state).is_some_and(|found| found.kind == StateKind::Parallel);
        let within: Vec<u16> = chart.tables.ancestors(source).filter(parallel).collect();
        let leads_out = |outer: &&u16| transition.targets.iter().any(|to| !chart.tables.within(*to, **outer));
        within.iter().filter(leads_out).any(|outer| {
            before.instance.leaves.iter().any(|leaf| {
                chart.tables.within(*leaf, *outer)
                    && region(chart, *leaf, *outer) != region(chart, source, *outer)
                    && chart.state(*leaf).is_some_and(|state| state.kind != StateKind::Final)
            })
        })
    })
}

/// The region of a parallel state that a state stands in.
fn region(chart: &Chart, state: u16, parallel: u16) -> u16 {
    let mut around = std::iter::once(state).chain(chart.tables.ancestors(state));
    around.find(|at| chart.state(*at).is_some_and(|found| found.parent == parallel)).unwrap_or(ROOT)
}
