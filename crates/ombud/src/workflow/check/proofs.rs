//! E5 and E6 where values are reckoned with: sums and products of what is said from outside cannot be
//! tried by kinds, so that guards exclude each other, or leave nothing out, must be proved of the
//! guards themselves. What is not proved, and was not seen either, is said to be open.

use super::{
    finding::Report,
    graph::{Graph, Seen},
    paths,
    scope::{Leaf, leaves},
};
use crate::{
    cond::{
        Node, Term,
        space::{Area, Beyond, Budget, Search, Space, Want, areas, product, representatives},
    },
    model::ValueType,
    workflow::{
        chart::{Chart, State},
        guard::Guard,
        names::{Name, Slot},
    },
};

/// Whether a guard reckons with what is said from outside.
pub(super) fn loose(guard: &Guard) -> bool {
    let mut loose = false;
    leaves(guard, &mut |leaf| {
        let Leaf::Relation(relation) = leaf else { return };
        let sides = [&relation.left, &relation.right];
        let reckoned = sides.iter().any(|side| matches!(side, Term::Reckoned(..)));
        let mut free = false;
        for side in sides {
            side.each_key(&mut |name| free |= matches!(name.slot, Slot::Field(_) | Slot::Fact(_)));
        }
        loose |= reckoned && free;
    });
    loose
}

pub(super) fn check(graph: &Graph<'_>, out: &mut Report) {
    let chart = graph.chart;
    for (state, at) in chart.tables.states.iter().zip(0u16..) {
        if !graph.entered.contains(&at) {
            continue;
        }
        for group in groups(chart, state) {
            let guards: Vec<&Guard> = guards(chart, &group).collect();
            let ordered = guards.len() < group.len();
            let open = |at: &u16| graph.open.contains(at);
            let unsure = guards.iter().any(|guard| loose(guard)) || group.iter().any(open);
            if ordered || group.len() < 2 || !unsure {
                continue;
            }
            let pair = |note: &Seen| match note {
                Seen::Rival(a, b) => group.contains(a) && group.contains(b),
                _ => false,
            };
            let gap = |note: &Seen| matches!(note, Seen::Gap(state, _) if *state == at);
            let seen = |which: &dyn Fn(&Seen) -> bool| graph.notes.iter().any(|note| which(&note.seen));
            let proved = proved(chart, &guards);
            let path = paths::state(chart, at);
            if !seen(&pair) && !proved.as_ref().is_ok_and(|(apart, _)| *apart) {
                out.open("E5", &path);
            }
            if !seen(&gap) && !proved.is_ok_and(|(_, whole)| whole) {
                out.open("E6", &path);
            }
        }
    }
}

/// The transitions of a state that answer to one event, for each of its events.
fn groups(chart: &Chart, state: &State) -> Vec<Vec<u16>> {
    let own = || state.transitions.clone().filter_map(|at| Some((at, chart.transition(at)?)));
    let mut events: Vec<u16> = own().flat_map(|(_, transition)| transition.events.iter().copied()).collect();
    events.sort_unstable();
    events.dedup();
    let of = |event: u16| own().filter(move |(_, found)| found.events.contains(&event)).map(|(at, _)| at);
    events.into_iter().map(|event| of(event).collect()).collect()
}

fn guards<'c>(chart: &'c Chart, group: &[u16]) -> impl Iterator<Item = &'c Guard> {
    group.iter().filter_map(|at| chart.transition(*at)?.guard.as_ref())
}

/// Whether guards exclude each other, and whether one of them holds in every case.
fn proved(chart: &Chart, guards: &[&Guard]) -> Result<(bool, bool), Beyond> {
    let nodes: Vec<&Node<Name>> = guards
        .iter()
        .filter_map(|guard| if let Guard::When(when) = guard { Some(&when.node) } else { None })
        .collect();
    let space = Space::new(nodes.iter().copied(), |name: &Name, tests| {
        let choices = match name.slot {
            Slot::Data(at) => chart.tables.data.get(usize::from(at)).map_or(&[][..], |datum| &datum.values),
            _ => &[],
        };
        // A list whose values are not at hand is as good as any text.
        let listed = name.kind == ValueType::Enum && choices.is_empty();
        representatives(if listed { ValueType::Text } else { name.kind }, choices, tests)
    })?;
    let budget = Budget::new();
    let search = Search { space: &space, budget: &budget };
    let mut apart = true;
    let (mut before, mut may): (Vec<Area>, Vec<Area>) = (Vec::new(), Vec::new());
    for node in nodes {
        let holds = areas(node, Want::True, &space, &budget)?;
        apart &= product(&before, &holds, &budget)?.is_empty();
        before.extend(holds);
        may.extend(areas(node, Want::NotFalse, &space, &budget)?);
    }
    Ok((apart, search.outside(&[Area::new()], &may)?.is_none()))
}
