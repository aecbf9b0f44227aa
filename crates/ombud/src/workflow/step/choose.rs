//! Which transition a leaf takes: the first that whoever acts may take, and whose guard holds.

use super::{At, Run, bit};
use crate::{
    cond::Truth,
    workflow::{
        chart::{Candidate, ROOT, State, Transition},
        instance::Mark,
        refusal::{Refusal, Why},
    },
};

impl Run<'_> {
    /// The transitions that each leaf would take.
    pub(super) fn enabled(&mut self, event: Option<u16>, enabled: &mut Vec<u16>) -> Result<(), Box<Refusal>> {
        let mut next = ROOT;
        while let Some(leaf) = self.leaf_from(next) {
            if let Some(found) = self.first(leaf, event)?
                && !enabled.contains(&found.transition)
            {
                enabled.push(found.transition);
            }
            next = leaf.saturating_add(1);
        }
        Ok(())
    }

    /// The first active leaf at or after a state.
    fn leaf_from(&self, from: u16) -> Option<u16> {
        let At::Set(active) = &self.at else { return None };
        let leaf = |at: &u16| *at != ROOT && self.chart.state(*at).is_some_and(State::is_leaf);
        active.iter().find(|at| *at >= from && leaf(at))
    }

    /// The first transition of a leaf that may be taken.
    #[inline]
    pub(super) fn first(&mut self, leaf: u16, event: Option<u16>) -> Result<Option<Candidate>, Box<Refusal>> {
        let found = self.choose(leaf, event)?;
        if self.scratch.watch {
            self.look_around(leaf, event, found);
        }
        Ok(found)
    }

    /// Notes what could have been taken in place of a transition, and what was asked in vain.
    #[cold]
    fn look_around(&mut self, leaf: u16, event: Option<u16>, found: Option<Candidate>) {
        self.settle_counts();
        let chart = self.chart;
        let candidates = chart.candidates(leaf, event);
        let first =
            found.and_then(|found| Some((found.transition, chart.transition(found.transition)?.source)));
        let mut asked: Vec<(u16, bool)> = Vec::new();
        for candidate in candidates {
            let Some(transition) = chart.transition(candidate.transition) else { continue };
            if first.is_some_and(|(at, _)| at == candidate.transition) || !self.may(transition) {
                continue;
            }
            let truth = transition.guard.as_ref().map_or(Ok(Truth::True), |guard| guard.holds(self));
            match first {
                Some((at, source)) if source == transition.source => {
                    if truth == Ok(Truth::True) {
                        self.change.marks.push(Mark::Rival(at, candidate.transition));
                    }
                }
                _ => asked.push((transition.source, truth == Ok(Truth::False))),
            }
        }
        // Of a state that asks several and is left, or passed over, with none of them.
        let inner = |source: u16| first.is_none_or(|(_, of)| of != source && chart.tables.within(source, of));
        let Some(event) = event else { return };
        for group in asked.chunk_by(|(a, _), (b, _)| a == b) {
            let Some((source, _)) = group.first() else { continue };
            if group.len() > 1 && group.iter().all(|(_, no)| *no) && inner(*source) {
                self.change.marks.push(Mark::Gap(*source, event));
            }
        }
    }

    #[inline]
    fn choose(&mut self, leaf: u16, event: Option<u16>) -> Result<Option<Candidate>, Box<Refusal>> {
        let chart = self.chart;
        for candidate in chart.candidates(leaf, event) {
            let Some(transition) = chart.transition(candidate.transition) else { continue };
            if !self.may(transition) {
                continue;
            }
            let Some(guard) = &transition.guard else { return Ok(Some(*candidate)) };
            match guard.quick(self) {
                Some(true) => return Ok(Some(*candidate)),
                Some(false) => continue,
                None => self.settle_counts(),
            }
            match guard.holds(self) {
                Ok(Truth::True) => return Ok(Some(*candidate)),
                Ok(Truth::False) => {}
                Ok(Truth::Unknown) if !chart.strict() => {}
                Err(_) if !chart.strict() => self.error_event(),
                _ => return Err(self.undetermined(leaf, event, candidate.transition)),
            }
        }
        Ok(None)
    }

    /// Whether whoever acts may take a transition.
    #[inline]
    pub(super) fn may(&self, transition: &Transition) -> bool {
        (transition.roles == 0 && transition.four_eyes.is_empty()) || self.barred(transition).is_none()
    }

    pub(super) fn barred(&self, transition: &Transition) -> Option<Why> {
        let roles = || {
            let names = self.chart.tables.roles.iter().zip(0u16..);
            names
                .filter(|(_, at)| transition.roles & bit(*at) != 0)
                .map(|(name, _)| name.to_string())
                .collect()
        };
        let Some(actor) = self.signal.actor else { return Some(Why::Actor) };
        if transition.roles != 0 && transition.roles & actor.roles == 0 {
            return Some(Why::Role(roles()));
        }
        for event in &transition.four_eyes {
            let doer = self.instance.doers.get(event);
            // One who is not known may be the same.
            if doer.is_some_and(|doer| doer.by.as_ref().is_none_or(|by| *by == actor.id)) {
                return Some(Why::FourEyes { event: self.chart.event_name(*event).to_owned() });
            }
        }
        None
    }
}
