//! What stands against ending the handling of a complaint.

use std::collections::BTreeMap;

use super::{
    advice::fulfils,
    moves::{belongs, title},
    present::Present,
    refusal::{Reason, Told},
    state::concerns,
};
use crate::{
    clock::{Actor, Lapse, Obligation, Status},
    error::Result,
    model::{PartId, RegimeId, RuleId},
    pack::{ActDef, Concludes},
};

/// INVARIANT 20: nothing is laid aside while the firm still owes something, a workflow beside the life
/// runs, or something waits for its answer.
///
/// # Errors
/// Those of the clocks.
pub(super) fn concludes(
    present: &Present<'_>,
    def: &ActDef,
    part: Option<&PartId>,
    reasons: &mut Vec<Told>,
) -> Result<()> {
    let Some(what) = def.concludes else { return Ok(()) };
    let Present { rules, case, .. } = *present;
    // It is the same for every part.
    let mut known: BTreeMap<(RegimeId, RuleId), bool> = BTreeMap::new();
    let mut fulfilled_here = |duty: &Obligation| {
        *known.entry((duty.regime.clone(), duty.clock.clone())).or_insert_with(|| {
            let acts = rules.book.acts().filter(|act| act.def.id != def.id && belongs(case, &act.def));
            acts.map(|act| fulfils(rules.book, duty, act)).any(|place| place.is_some())
        })
    };
    for duty in present.duties()? {
        let owed = what != Concludes::Work
            && matches!(duty.status, Status::Running | Status::Late | Status::Paused)
            && duty.actor == Actor::Firm
            && concerns(duty.part.as_ref(), part)
            && (fulfilled_here(duty) || (what == Concludes::File && duty.lapse == Lapse::Fulfilled));
        if owed {
            let reason = Reason::StillOpen { clock: duty.clock.clone(), part: duty.part.clone() };
            reasons.push(rules.told(reason, "case.refused.still_open", &[("duty", &rules.duty(duty))]));
        }
    }
    for run in case.runs.iter().filter(|run| run.workflow != case.life && !run.is_done()) {
        if concerns(run.part.as_ref(), part) {
            let values = [("workflow", &title(rules, &run.workflow)), ("states", &rules.list(&run.stands))];
            let reason = Reason::StillRuns { workflow: run.workflow.clone() };
            reasons.push(rules.told(reason, "case.refused.still_runs", &values));
        }
    }
    for entry in present.waiting() {
        if concerns(entry.event.part.as_ref(), part) {
            let kind = entry.event.kind.to_string();
            let title = rules.event(&kind);
            let event = rules.of_part(entry.event.part.as_ref(), entry.event.reference.as_deref(), &title);
            let reason = Reason::StillWaits { event: kind, number: entry.number };
            reasons.push(rules.told(reason, "case.refused.still_waits", &[("event", &event)]));
        }
    }
    Ok(())
}
