//! A plan of who does what for good, under which everything is somebody else's that must be. Where
//! there is one, no way can run out of people, and the ways need not be followed.

use super::{
    four::{Doers, NOBODY, excluded, has, may},
    graph::{Graph, Move},
};
use crate::workflow::{chart::Transition, instance::What};

/// The most plans that are tried.
const PLANS: usize = 20_000;

/// Whether there is such a plan for the acts that somebody asks about.
pub(super) fn exists(graph: &Graph<'_>, acts: &[u16]) -> bool {
    let mut plan = Plan { graph, acts, conflicts: Vec::new(), choices: Vec::new(), left: PLANS };
    for act in acts {
        let moves = || graph.moves.iter().filter(|found| found.said.what == What::Event(*act));
        let taken = || moves().flat_map(|found| taken(graph, found));
        let people = graph.staff.real.iter().zip(1u8..);
        let fit = people.filter(|(member, _)| taken().all(|transition| has(transition, member)));
        plan.choices.push(fit.map(|(_, number)| number).collect());
        let barred = taken().flat_map(excluded);
        let places: Vec<usize> =
            barred.filter_map(|event| acts.iter().position(|act| *act == event)).collect();
        plan.conflicts.push(places);
    }
    let mut doers = vec![NOBODY; acts.len()];
    plan.fill(0, &mut doers)
}

fn taken<'c>(graph: &Graph<'c>, found: &Move) -> Vec<&'c Transition> {
    let all = found.taken.iter().filter_map(|at| graph.chart.transition(*at));
    all.filter(|taken| !taken.eventless).collect()
}

struct Plan<'g, 'c> {
    graph: &'g Graph<'c>,
    acts: &'g [u16],
    /// For each act, those whose doer may not be its own.
    conflicts: Vec<Vec<usize>>,
    /// Who has the roles for it.
    choices: Vec<Vec<u8>>,
    left: usize,
}

impl Plan<'_, '_> {
    fn fill(&mut self, at: usize, doers: &mut Doers) -> bool {
        let Some(choices) = self.choices.get(at).cloned() else { return self.works(doers) };
        for who in choices {
            if self.left == 0 {
                return false;
            }
            self.left = self.left.saturating_sub(1);
            if let Some(slot) = doers.get_mut(at) {
                *slot = who;
            }
            if self.fits(at, doers) && self.fill(at.saturating_add(1), doers) {
                return true;
            }
        }
        if let Some(slot) = doers.get_mut(at) {
            *slot = NOBODY;
        }
        false
    }

    /// Whether nobody has a part in two things that must be two people's, as far as the plan goes.
    fn fits(&self, upto: usize, doers: &Doers) -> bool {
        let who = |place: usize| doers.get(place).copied().filter(|who| *who != NOBODY);
        let clash = |(at, barred): (usize, &Vec<usize>)| {
            who(at).is_some() && barred.iter().any(|other| who(*other) == who(at))
        };
        !self.conflicts.iter().take(upto.saturating_add(1)).enumerate().any(clash)
    }

    /// Whether everything that can be done has somebody to do it, and to agree to it.
    fn works(&self, doers: &Doers) -> bool {
        self.graph.moves.iter().all(|found| {
            let What::Event(event) = found.said.what else { return true };
            let may = may(self.graph, found, self.acts, doers);
            match self.acts.iter().position(|act| *act == event) {
                Some(place) => doers.get(place).is_some_and(|who| may.contains(who)),
                None => !may.is_empty() || taken(self.graph, found).iter().all(|x| !self.has_role(x)),
            }
        })
    }

    /// What nobody has the role for is for another check.
    fn has_role(&self, transition: &Transition) -> bool {
        self.graph.staff.real.iter().any(|member| has(transition, member))
    }
}
