//! E12: regions that come together, and do not write over each other.

use super::{
    finding::{Code, Finding, Report},
    graph::{Graph, Seen},
    paths,
    scope::each_effect,
};
use crate::{
    cond::term::{Operator, Term},
    workflow::{
        chart::{Act, Chart, Op, ROOT},
        definition::StateKind,
        instance::Mark,
        names::{Name, Slot},
    },
};

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    for (state, at) in chart.tables.states.iter().zip(0u16..) {
        let Some(done) = state.done.filter(|_| state.kind == StateKind::Parallel) else { continue };
        let waited = chart.transitions.iter().any(|transition| transition.events.contains(&done));
        if !waited || !graph.whole() || !graph.entered.contains(&at) || graph.events.contains(&done) {
            continue;
        }
        let node = graph
            .nodes
            .iter()
            .position(|node| node.instance.leaves.iter().any(|leaf| chart.tables.within(*leaf, at)));
        out.push(
            Finding::new(Code::JoinNeverCompletes, paths::state(chart, at))
                .about("state", &*state.id)
                .said("a run in which each region comes to its end", "none")
                .shown(graph.witness(node, None)),
        );
    }
    for note in &graph.notes {
        let Seen::Race(first, second, datum) = note.seen else { continue };
        if !out.room(Code::WriteRace) {
            continue;
        }
        let data = chart.tables.data.get(usize::from(datum)).map_or("", |datum| &datum.id);
        out.push(
            Finding::new(Code::WriteRace, format!("data[{datum}]"))
                .about("data", data)
                .about("first", paths::name(chart, first))
                .about("second", paths::name(chart, second))
                .said("one region that writes the field in a step", "two: the later one wins")
                .shown(graph.witness(note.node, Some(&note.said))),
        );
    }
}

/// Two transitions of one microstep in different regions that write one field, and the field. Adding
/// up comes out the same in either order, and is none.
pub(super) fn races(chart: &Chart, marks: &[Mark]) -> Vec<(u16, u16, u16)> {
    let mut out = Vec::new();
    let mut together: Vec<u16> = Vec::new();
    let mut before = None;
    for mark in marks {
        if let Mark::Op(Op::Taken(at)) = mark {
            if !matches!(before, Some(Mark::Op(Op::Taken(_)))) {
                together.clear();
            }
            for other in &together {
                for datum in writes(chart, *at) {
                    if writes(chart, *other).contains(&datum) && apart(chart, *at, *other) {
                        out.push((*other, *at, datum));
                    }
                }
            }
            together.push(*at);
        }
        before = Some(*mark);
    }
    out
}

/// Whether two transitions stand in different regions.
fn apart(chart: &Chart, one: u16, other: u16) -> bool {
    let (Some(a), Some(b)) = (chart.transition(one), chart.transition(other)) else { return false };
    let around = chart.tables.ancestors(a.source).find(|outer| chart.tables.within(b.source, *outer));
    let shared = around.unwrap_or(ROOT);
    chart.state(shared).is_some_and(|state| state.kind == StateKind::Parallel) && a.source != b.source
}

/// The fields that a transition writes: itself, the states it leads to, and its source when left.
fn writes(chart: &Chart, at: u16) -> Vec<u16> {
    let Some(transition) = chart.transition(at) else { return Vec::new() };
    let mut out = Vec::new();
    let mut note = |effects| {
        each_effect(effects, &mut |effect| {
            if let Act::Assign(datum, expr) = &effect.act
                && !adds(*datum, &expr.term)
                && !out.contains(datum)
            {
                out.push(*datum);
            }
        });
    };
    note(&transition.effects);
    if transition.targets.is_empty() {
        return out;
    }
    for target in transition.targets.iter().filter_map(|target| chart.state(*target)) {
        note(&target.on_entry);
    }
    if let Some(source) = chart.state(transition.source) {
        note(&source.on_exit);
    }
    out
}

fn adds(datum: u16, term: &Term<Name>) -> bool {
    let own =
        |term: &Term<Name>| matches!(term, Term::Name(Name { slot: Slot::Data(at), .. }) if *at == datum);
    let Term::Reckoned(Operator::Sum | Operator::Difference, sides) = term else { return false };
    own(&sides.0) && matches!(sides.1, Term::Value(_))
}
