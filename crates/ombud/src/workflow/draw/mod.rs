//! A workflow as a drawing, or as a net for other tools to check.

mod dot;
mod mermaid;
mod pnml;
mod traffic;

pub use dot::{dot, dot_with};
pub use mermaid::{mermaid, mermaid_with};
pub use pnml::pnml;
pub use traffic::{Stay, Traffic};

use super::definition::{Definition, StateDef, TransitionDef};
use crate::model::Lang;

/// The words of a drawing: a language, and the numbers of the cases where they are wanted.
#[derive(Clone, Copy)]
struct Words<'t> {
    lang: Lang,
    traffic: Option<&'t Traffic>,
}

impl Words<'_> {
    /// What stands in a state.
    fn state(self, state: &StateDef) -> String {
        let beside = self.traffic.map(|traffic| traffic.beside_state(&state.id, self.lang));
        format!("{}{}", state.title.get(self.lang), beside.unwrap_or_default())
    }

    /// What stands at an arrow: the event, the guard in brackets.
    fn arrow(self, definition: &Definition, transition: &TransitionDef) -> String {
        let beside = self.traffic.map(|traffic| traffic.beside_transition(&transition.id));
        format!("{}{}", cause(definition, transition, self.lang), beside.unwrap_or_default())
    }
}

fn cause(definition: &Definition, transition: &TransitionDef, lang: Lang) -> String {
    let title = |id: &String| match definition.events.iter().find(|event| event.id == *id) {
        Some(event) => event.title.get(lang).to_owned(),
        None => id.clone(),
    };
    let events: Vec<String> = transition.event.0.iter().map(title).collect();
    let guard = transition.guard.iter().map(|guard| format!("[{guard}]"));
    let events = Some(events.join(", ")).filter(|events| !events.is_empty());
    events.into_iter().chain(guard).collect::<Vec<_>>().join(" ")
}

/// Every state with its place in the tree, in document order.
fn each_state<'d>(states: &'d [StateDef], visit: &mut dyn FnMut(&'d StateDef)) {
    for state in states {
        visit(state);
        each_state(&state.states, visit);
    }
}

/// A name that every drawing language takes, and that no other state has.
fn plain(id: &str) -> String {
    let mut out = String::from("s_");
    for c in id.chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c);
        } else {
            out.push_str(&format!("_{:x}_", u32::from(c)));
        }
    }
    out
}
