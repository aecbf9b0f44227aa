//! What speaks against an act once it is known what would come of it.

use super::{
    command::Command,
    decide::Trial,
    gains::{clocks, gained, taken},
    present::Present,
    refusal::{Reason, Told},
    state::concerns,
    stated::is_backed,
    timers::Settled,
};
use crate::{
    clock::{ClockDef, Effect, Obligation, Step, StepKind},
    error::Result,
    pack::Act,
};

/// A command, and what would come of it.
pub(super) struct Outcome<'a> {
    pub(super) present: &'a Present<'a>,
    pub(super) act: &'a Act,
    pub(super) command: &'a Command,
    pub(super) settled: &'a Settled,
}

impl Outcome<'_> {
    /// Every reason against it.
    ///
    /// # Errors
    /// As [`decide`](super::decide()).
    pub(super) fn against(&self) -> Result<Vec<Told>> {
        let mut reasons = Vec::new();
        self.favours(&mut reasons)?;
        self.without_effect(&mut reasons);
        Ok(reasons)
    }

    /// INVARIANT 19: what takes a breach or a right away, or gains by being put back in time, is never one
    /// person's alone.
    fn favours(&self, reasons: &mut Vec<Told>) -> Result<()> {
        let Outcome { present, act, command, settled } = *self;
        let Present { rules, case, now, .. } = *present;
        // What lies before the complaint is of another file: it is taken from its papers.
        let of_old =
            act.def.earlier && command.at.is_some_and(|at| case.complaint.received.is_after(at, &case.zone));
        if is_backed(command) || of_old {
            return Ok(());
        }
        let taken = taken(present.duties()?, &settled.duties);
        if !taken.is_empty() {
            let duties = rules.list(&taken.iter().map(|duty| duty.title.clone()).collect::<Vec<_>>());
            let reason = Reason::TakesAway { clocks: clocks(&taken) };
            reasons.push(rules.told(reason, "case.refused.takes_away", &[("duties", &duties)]));
            return Ok(());
        }
        let today = case.zone.date_of(now);
        if command.at.is_none_or(|at| at.date_in(&case.zone) >= today) {
            return Ok(());
        }
        let undated = Command { at: None, ..command.clone() };
        let trial = Trial::of(present, act, &undated)?;
        if !trial.reasons.is_empty() {
            return Ok(());
        }
        let entered_now = trial.settled(rules, case, &undated, now)?.duties;
        let gained = gained(&entered_now, &settled.duties);
        if !gained.is_empty() {
            let duties = rules.list(&gained.iter().map(|duty| duty.title.clone()).collect::<Vec<_>>());
            let reason = Reason::EnteredLate { clocks: clocks(&gained) };
            reasons.push(rules.told(reason, "case.refused.entered_late", &[("duties", &duties)]));
        }
        Ok(())
    }

    /// More time that no clock grants is refused: nobody works to a date that the law does not give.
    fn without_effect(&self, reasons: &mut Vec<Told>) {
        let Outcome { present, act, command, settled } = *self;
        let Present { rules, case, .. } = *present;
        let own = |duty: &&Obligation| concerns(duty.part.as_ref(), command.part.as_ref());
        let at = command.at.unwrap_or(settled.event.at.into());
        let steps: Vec<&Step> = settled
            .duties
            .iter()
            .filter(own)
            .flat_map(|duty| &duty.steps)
            .filter(|step| step.at == Some(at) && rules.words.records(&step.rule, &act.def.event))
            .filter(|step| matches!(step.kind, StepKind::Extension | StepKind::Agreement))
            .collect();
        if steps.iter().any(|step| step.effect == Effect::Applied) {
            return;
        }
        if steps.is_empty() {
            let lengthens = case.regimes.iter().filter_map(|id| rules.book.regime(id.as_str()).ok());
            let mut clocks = lengthens.flat_map(|regime| regime.clocks());
            let own = |def: &ClockDef| {
                def.extend.iter().chain(&def.agree).any(|step| step.event.as_ref() == Some(&act.def.event))
            };
            if clocks.any(own) {
                reasons.push(rules.told(Reason::NoClock, "case.refused.no_clock", &[]));
            }
            return;
        }
        for step in steps {
            let said = rules.each(|lang| rules.words.step(step, lang));
            let reason = Reason::NoEffect { rule: step.rule.clone(), effect: step.effect };
            let told = Told { reason, said };
            if !reasons.contains(&told) {
                reasons.push(told);
            }
        }
    }
}
