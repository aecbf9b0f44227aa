//! Graphviz.

use super::{Traffic, Words, each_state, plain};
use crate::{
    model::Lang,
    workflow::definition::{Definition, StateDef, StateKind},
};

/// The workflow as a graph for Graphviz, in the words of `lang`.
#[must_use]
pub fn dot(definition: &Definition, lang: Lang) -> String {
    with_words(definition, Words { lang, traffic: None })
}

/// The workflow as a graph for Graphviz, with the numbers of a set of cases, as
/// [`mermaid_with`](super::mermaid_with) has them.
#[must_use]
pub fn dot_with(definition: &Definition, lang: Lang, traffic: &Traffic) -> String {
    with_words(definition, Words { lang, traffic: Some(traffic) })
}

fn with_words(definition: &Definition, words: Words<'_>) -> String {
    let mut out = format!(
        "digraph {} {{\n  compound=true;\n  node [shape=box, style=rounded];\n",
        quoted(&definition.id)
    );
    out.push_str("  start [shape=point];\n");
    for state in &definition.states {
        draw(state, words, 1, &mut out);
    }
    let first = |state: &&StateDef| !matches!(state.kind, StateKind::ShallowHistory | StateKind::DeepHistory);
    let default = definition.states.iter().find(first).map(|state| &state.id);
    let initial: Vec<&String> = if definition.initial.is_empty() {
        default.into_iter().collect()
    } else {
        definition.initial.0.iter().collect()
    };
    for name in initial {
        out.push_str(&format!("  start -> {};\n", anchor(&definition.states, name)));
    }
    each_state(&definition.states, &mut |state| {
        for transition in &state.transitions {
            let label = quoted(&words.arrow(definition, transition));
            for target in &transition.target.0 {
                let ends = [("ltail", state.id.as_str()), ("lhead", target.as_str())];
                let mut clusters = String::new();
                let from = anchor(&definition.states, &state.id);
                let to = anchor(&definition.states, target);
                for (end, id) in ends {
                    if compound(&definition.states, id) {
                        clusters.push_str(&format!(", {end}=cluster_{}", plain(id)));
                    }
                }
                out.push_str(&format!("  {from} -> {to} [label={label}{clusters}];\n"));
            }
        }
    });
    out.push_str("}\n");
    out
}

fn draw(state: &StateDef, words: Words<'_>, depth: usize, out: &mut String) {
    let pad = "  ".repeat(depth);
    let title = quoted(&words.state(state));
    if state.states.is_empty() {
        let look = match state.kind {
            StateKind::Final => format!("label={title}, peripheries=2"),
            StateKind::ShallowHistory => "label=\"H\", shape=circle".to_owned(),
            StateKind::DeepHistory => "label=\"H*\", shape=circle".to_owned(),
            _ => format!("label={title}"),
        };
        out.push_str(&format!("{pad}{} [{look}];\n", plain(&state.id)));
        return;
    }
    let style = if state.kind == StateKind::Parallel { "dashed" } else { "rounded" };
    out.push_str(&format!(
        "{pad}subgraph cluster_{} {{\n{pad}  label={title}; style={style};\n",
        plain(&state.id)
    ));
    for child in &state.states {
        draw(child, words, depth.saturating_add(1), out);
    }
    out.push_str(&format!("{pad}}}\n"));
}

fn find<'d>(states: &'d [StateDef], id: &str) -> Option<&'d StateDef> {
    let mut found = None;
    each_state(states, &mut |state| {
        if state.id == id {
            found = Some(state);
        }
    });
    found
}

fn compound(states: &[StateDef], id: &str) -> bool {
    find(states, id).is_some_and(|state| !state.states.is_empty())
}

/// Graphviz joins nodes, not clusters: the first leaf stands for the state around it.
fn anchor(states: &[StateDef], id: &str) -> String {
    let mut at = find(states, id);
    while let Some(first) = at.and_then(|state| state.states.first()) {
        at = Some(first);
    }
    plain(at.map_or(id, |state| &state.id))
}

fn quoted(text: &str) -> String {
    let inner: String = text
        .chars()
        .flat_map(|c| match c {
            '"' | '\\' => vec!['\\', c],
            c if c.is_control() => vec![' '],
            c => vec![c],
        })
        .collect();
    format!("\"{inner}\"")
}
