//! A way through the configurations, walked again from the beginning: at other times, by others.

use super::{
    graph::{Graph, Said},
    staff::Member,
    witness::{Told, Witness},
};
use crate::workflow::{Instance, Outcome, Signal, Time, instance::What, step};

/// A run that follows moves.
pub(super) struct Trace<'g, 'c> {
    graph: &'g Graph<'c>,
    pub(super) instance: Instance,
    pub(super) now: Time,
    told: Vec<Told>,
}

impl<'g, 'c> Trace<'g, 'c> {
    pub(super) fn new(graph: &'g Graph<'c>, now: Time) -> Self {
        Trace { graph, instance: graph.chart.instance(), now, told: Vec::new() }
    }

    /// Says the same again, at this time or as soon after it as can be, by this person in place of the
    /// other: whether it is taken.
    pub(super) fn say(&mut self, said: &Said, at: Option<Time>, by: Option<&Member>) -> bool {
        let mut said = said.clone();
        said.at = at.unwrap_or(if self.told.is_empty() {
            said.at
        } else {
            Time::from_millis(self.now.millis().saturating_add(1_000))
        });
        said.at = said.at.max(self.now);
        if let (What::Timer(_), Some(kind)) = (said.what, said.timer) {
            let Some(timer) = self.instance.timers.iter().find(|timer| timer.timer == kind) else {
                return false;
            };
            said.what = What::Timer(timer.number);
            if at.is_none() {
                said.at = timer.due.map_or(said.at, |due| due.max(self.now));
            }
        }
        let mut told = self.graph.told(&said);
        let mut signal = Signal::new(said.what);
        signal.fields.clone_from(&said.input.fields);
        signal.facts = said.input.facts.as_ref();
        let same = said.actor.and_then(|at| self.graph.staff.all.get(at));
        signal.actor = by.or(same).map(|member| &member.actor);
        if let Some(by) = by {
            told.actor = Some(by.person.clone());
        }
        let outcome = step(self.graph.chart, &self.instance, &signal, said.at);
        self.told.push(told);
        self.now = said.at;
        match outcome {
            Ok(Outcome::Moved(change)) => self.instance.apply(*change).is_ok(),
            _ => false,
        }
    }

    pub(super) fn witness(self) -> Witness {
        Witness { signals: self.told }
    }
}
