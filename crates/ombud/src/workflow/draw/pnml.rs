//! A place/transition net, as the Petri Net Markup Language writes it: for tools that check whether
//! a workflow always comes to its end.

use std::collections::BTreeSet;

use crate::{
    error::Result,
    workflow::{
        chart::{Chart, ROOT, State},
        definition::StateKind,
        explore::explore,
    },
};

/// The workflow as a net: a place a leaf, one before the beginning and one after the end. A guard
/// may come out either way; a transition that ends different leaves at different times is one of
/// the net for each.
///
/// # Errors
/// `too_large` where the workflow has more configurations than are looked at.
pub fn pnml(chart: &Chart) -> Result<String> {
    let (first, moves) = explore(chart)?;
    let mut net = Net::default();
    net.place("start", "start");
    net.place("end", "end");
    for (state, at) in chart.tables.states.iter().zip(0u16..) {
        if at != ROOT && state.is_leaf() {
            net.place(&place(at), &state.id);
        }
    }
    net.transition(
        "begin",
        "begin",
        &["start".to_owned()],
        &first.leaves.iter().map(|at| place(*at)).collect::<Vec<_>>(),
    );
    for (i, step) in moves.iter().enumerate() {
        let name = chart.transition(step.transition).map_or("", |transition| &transition.id);
        let from: Vec<String> = step.from.iter().map(|at| place(*at)).collect();
        let to: Vec<String> = step.to.iter().map(|at| place(*at)).collect();
        net.transition(&format!("m{i}"), name, &from, &to);
    }
    let last: BTreeSet<u16> = moves.iter().flat_map(|step| &step.to).chain(&first.leaves).copied().collect();
    let finals = |at: &&u16| {
        chart.state(**at).is_some_and(|state: &State| state.kind == StateKind::Final && state.parent == ROOT)
    };
    for at in last.iter().filter(finals) {
        net.transition(&format!("end{at}"), "end", &[place(*at)], &["end".to_owned()]);
    }
    Ok(net.written(&chart.definition().id))
}

fn place(at: u16) -> String {
    format!("p{at}")
}

#[derive(Default)]
struct Net {
    places: String,
    transitions: String,
    arcs: String,
    count: usize,
}

impl Net {
    fn place(&mut self, id: &str, name: &str) {
        let marking = if id == "start" { "<initialMarking><text>1</text></initialMarking>" } else { "" };
        self.places.push_str(&format!("    <place id=\"{id}\">{}{marking}</place>\n", label(name)));
    }

    fn transition(&mut self, id: &str, name: &str, from: &[String], to: &[String]) {
        self.transitions.push_str(&format!("    <transition id=\"{id}\">{}</transition>\n", label(name)));
        let ends =
            from.iter().map(|place| (place.as_str(), id)).chain(to.iter().map(|place| (id, place.as_str())));
        for (source, target) in ends {
            self.arcs.push_str(&format!(
                "    <arc id=\"a{}\" source=\"{source}\" target=\"{target}\"/>\n",
                self.count
            ));
            self.count = self.count.saturating_add(1);
        }
    }

    fn written(&self, id: &str) -> String {
        format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <pnml xmlns=\"http://www.pnml.org/version-2009/grammar/pnml\">\n  \
             <net id=\"net\" type=\"http://www.pnml.org/version-2009/grammar/pnmlcoremodel\">\n    {}\n    \
             <page id=\"page\">\n{}{}{}    </page>\n    \
             <finalmarkings><marking><place idref=\"end\"><text>1</text></place></marking></finalmarkings>\n  \
             </net>\n</pnml>\n",
            label(id),
            self.places,
            self.transitions,
            self.arcs
        )
    }
}

fn label(text: &str) -> String {
    format!("<name><text>{}</text></name>", crate::workflow::scxml::escaped(text))
}
