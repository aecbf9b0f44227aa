//! Why a step is refused, transition by transition.

use super::Run;
use crate::{
    Error,
    workflow::{
        chart::Transition,
        guard::Refused,
        refusal::{Refusal, RefusalKind, Stopped, Why},
    },
};

impl Run<'_> {
    pub(super) fn refusal(&self, kind: RefusalKind) -> Box<Refusal> {
        Box::new(Refusal {
            event: self.event.map(|event| self.chart.event_name(event).to_owned()),
            states: self.instance.leaves(self.chart).map(str::to_owned).collect(),
            kind,
            candidates: Vec::new(),
        })
    }

    pub(super) fn broken(&self, id: &str, error: Error) -> Box<Refusal> {
        let mut refusal = self.refusal(RefusalKind::Undetermined);
        refusal.candidates.push(Stopped { id: id.to_owned(), why: Why::Fault(error) });
        refusal
    }

    /// Nothing answers: why not, transition by transition.
    pub(super) fn unanswered(&self) -> Box<Refusal> {
        let mut refusal = self.refusal(RefusalKind::NoSuchEvent);
        for leaf in &self.instance.leaves {
            for candidate in self.chart.candidates(*leaf, self.event) {
                self.note(candidate.transition, &mut refusal.candidates);
            }
        }
        if !refusal.candidates.is_empty() {
            refusal.kind = RefusalKind::Stopped;
        }
        refusal
    }

    /// One guard cannot be told: why, and why those before it do not hold.
    pub(super) fn undetermined(&self, leaf: u16, event: Option<u16>, transition: u16) -> Box<Refusal> {
        let mut refusal = self.refusal(RefusalKind::Undetermined);
        refusal.event = event.map(|event| self.chart.event_name(event).to_owned());
        for candidate in self.chart.candidates(leaf, event) {
            self.note(candidate.transition, &mut refusal.candidates);
            if candidate.transition == transition {
                break;
            }
        }
        refusal
    }

    fn note(&self, at: u16, out: &mut Vec<Stopped>) {
        let Some(transition) = self.chart.transition(at) else { return };
        if out.iter().any(|stopped| *stopped.id == *transition.id) {
            return;
        }
        if let Some(why) = self.why(transition) {
            out.push(Stopped { id: transition.id.to_string(), why });
        }
    }

    /// Each transition that answers to an event, with what stops it.
    pub(in crate::workflow) fn answers(&mut self, event: u16) -> Vec<(u16, Option<Why>)> {
        self.event = Some(event);
        let mut out: Vec<(u16, Option<Why>)> = Vec::new();
        for leaf in &self.instance.leaves {
            let mut first: Option<&Transition> = None;
            for candidate in self.chart.candidates(*leaf, Some(event)) {
                let Some(transition) = self.chart.transition(candidate.transition) else { continue };
                let why = self.why(transition);
                let may = why.is_none();
                let why = why.or(first.map(|first| Why::Earlier(first.id.to_string())));
                if may && first.is_none() {
                    first = Some(transition);
                }
                if !out.iter().any(|(other, _)| *other == candidate.transition) {
                    out.push((candidate.transition, why));
                }
            }
        }
        out
    }

    fn why(&self, transition: &Transition) -> Option<Why> {
        if !self.may(transition) {
            return self.barred(transition);
        }
        transition.guard.as_ref()?.refusal(self).map(|refused| match refused {
            Refused::False(parts) => Why::Guard(parts),
            Refused::Needs(names) => Why::Needs(names),
            Refused::Fault(error) => Why::Fault(error),
        })
    }
}
