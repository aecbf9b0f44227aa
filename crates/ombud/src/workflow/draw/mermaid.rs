//! Mermaid's `stateDiagram-v2`.

use super::{Traffic, Words, each_state, plain};
use crate::{
    model::Lang,
    workflow::definition::{Definition, StateDef, StateKind},
};

/// The workflow as a Mermaid diagram, in the words of `lang`.
#[must_use]
pub fn mermaid(definition: &Definition, lang: Lang) -> String {
    with_words(definition, Words { lang, traffic: None })
}

/// The workflow as a Mermaid diagram, with the numbers of a set of cases: how many came to each
/// state and took each transition, and how long those who left a state had stayed there.
#[must_use]
pub fn mermaid_with(definition: &Definition, lang: Lang, traffic: &Traffic) -> String {
    with_words(definition, Words { lang, traffic: Some(traffic) })
}

fn with_words(definition: &Definition, words: Words<'_>) -> String {
    let mut out = String::from("stateDiagram-v2\n");
    initial(&definition.initial.0, &definition.states, 1, &mut out);
    for state in &definition.states {
        draw(state, words, 1, &mut out);
    }
    each_state(&definition.states, &mut |state| {
        for transition in &state.transitions {
            let label = escape(&words.arrow(definition, transition));
            let colon = if label.is_empty() { "" } else { " : " };
            for target in &transition.target.0 {
                out.push_str(&format!("    {} --> {}{colon}{label}\n", plain(&state.id), plain(target)));
            }
        }
        if state.kind == StateKind::Final {
            out.push_str(&format!("    {} --> [*]\n", plain(&state.id)));
        }
    });
    out
}

fn indent(depth: usize) -> String {
    "    ".repeat(depth)
}

fn initial(names: &[String], states: &[StateDef], depth: usize, out: &mut String) {
    let first = |state: &&StateDef| !matches!(state.kind, StateKind::ShallowHistory | StateKind::DeepHistory);
    let default = || states.iter().find(first).map(|state| &state.id).into_iter();
    let names: Vec<&String> = if names.is_empty() { default().collect() } else { names.iter().collect() };
    for name in names {
        out.push_str(&format!("{}[*] --> {}\n", indent(depth), plain(name)));
    }
}

fn draw(state: &StateDef, words: Words<'_>, depth: usize, out: &mut String) {
    let (pad, name) = (indent(depth), plain(&state.id));
    let title = match state.kind {
        StateKind::ShallowHistory => "H".to_owned(),
        StateKind::DeepHistory => "H*".to_owned(),
        _ => escape(&words.state(state)),
    };
    out.push_str(&format!("{pad}state \"{title}\" as {name}\n"));
    if state.states.is_empty() {
        return;
    }
    out.push_str(&format!("{pad}state {name} {{\n"));
    let inner = depth.saturating_add(1);
    if state.kind != StateKind::Parallel {
        initial(&state.initial.0, &state.states, inner, out);
    }
    for (i, child) in state.states.iter().enumerate() {
        if i > 0 && state.kind == StateKind::Parallel {
            out.push_str(&format!("{}--\n", indent(inner)));
        }
        draw(child, words, inner, out);
    }
    out.push_str(&format!("{pad}}}\n"));
}

/// Marks that would end a label, as Mermaid's entities.
fn escape(text: &str) -> String {
    text.chars().fold(String::new(), |mut out, c| {
        match c {
            '"' | ';' | ':' | '#' | '<' | '>' | '{' | '}' => out.push_str(&format!("#{};", u32::from(c))),
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
        out
    })
}
