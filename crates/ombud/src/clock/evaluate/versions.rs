//! Which version of a rule holds, and what to say where none does.

use std::collections::BTreeSet;

use super::{Begin, Fold};
use crate::clock::{
    AppliesBy, Obligation, PassedOver, WhyNot,
    compile::{Clock, Group},
};
use crate::{cond::Truth, error::Result, model::Dated};

impl<'a> Fold<'a> {
    /// The obligations of one rule: the version in force, once for each event that starts it.
    pub(super) fn group(
        &self,
        group: &'a Group,
        passed_over: &mut Vec<PassedOver>,
    ) -> Result<Vec<Obligation>> {
        let mut out = Vec::new();
        let Some(latest) = group.versions.last() else { return Ok(out) };
        // A version that says that it takes over running clocks is looked for first.
        let by_asking = group.versions.iter().rev().filter(|clock| clock.def.applies_by == AppliesBy::AsOf);
        let by_trigger = group.versions.iter().filter(|clock| clock.def.applies_by == AppliesBy::Trigger);
        let mut versions = Vec::new();
        for clock in by_asking.chain(by_trigger) {
            versions.push((clock, self.begins(clock)?.into_iter().map(Some).collect::<Vec<_>>()));
        }
        // Versions may differ in how many runs they have: none is lost for another's having fewer.
        let runs = versions.iter().map(|(_, begins)| begins.len()).max().unwrap_or_default();
        for index in 0..runs {
            let mut in_force = false;
            for (clock, begins) in &mut versions {
                let slot = begins.get_mut(index);
                let limb = slot.as_deref().and_then(Option::as_ref).and_then(|limbs| limbs.first());
                let anchor = match (clock.def.applies_by, limb) {
                    (AppliesBy::Trigger, Some(Begin::At { at, .. })) => at.date_in(&self.place.zone),
                    (AppliesBy::Trigger, None) => continue,
                    _ => self.as_of.date_in(&self.place.zone),
                };
                let force = clock.def.force();
                if !force.holds_on(anchor) {
                    continue;
                }
                in_force = true;
                if let Some(begins) = slot.and_then(Option::take) {
                    out.extend(self.clock(clock, begins, force.is_early(anchor))?.map(|mut run| {
                        let mut seen = BTreeSet::new();
                        run.needs.retain(|need| seen.insert(need.clone()));
                        run
                    }));
                }
                break;
            }
            if !in_force {
                let newest = versions.iter().find(|(clock, _)| std::ptr::eq(*clock, latest));
                let begins = newest.and_then(|(_, begins)| begins.get(index)?.as_ref());
                passed_over.extend(self.passed_over(group, latest, begins)?);
            }
        }
        Ok(out)
    }

    /// The report of a clock of which no version was in force, where something would start it and
    /// its condition does not rule it out.
    fn passed_over(
        &self,
        group: &Group,
        latest: &Clock,
        begins: Option<&Vec<Begin<'_>>>,
    ) -> Result<Option<PassedOver>> {
        let zone = &self.place.zone;
        let today = self.as_of.date_in(zone);
        let (day, event) = match begins.and_then(|limbs| limbs.first()) {
            Some(Begin::At { at, event, .. }) if latest.def.applies_by == AppliesBy::Trigger => {
                (at.date_in(zone), *event)
            }
            Some(Begin::At { event, .. }) => (today, *event),
            Some(Begin::Unknown { .. }) => (today, None),
            Some(Begin::NotYet | Begin::Never) | None => return Ok(None),
        };
        let ahead = |clock: &&Clock| clock.def.effective_from.is_some_and(|from| day < from);
        let nearest = group.versions.iter().find(ahead).unwrap_or(latest);
        if let Some(when) = &nearest.when
            && when.evaluate(self.facts).map_err(|e| e.item(&group.id).within("when"))?.truth == Truth::False
        {
            return Ok(None);
        }
        Ok(Some(PassedOver {
            clock: group.id.clone(),
            regime: self.regime.def.id.clone(),
            part: self.part.cloned(),
            reference: event.and_then(|event| event.reference.clone()),
            title: nearest.def.title.clone(),
            reason: WhyNot::NotInForce,
            day,
            effective_from: nearest.def.effective_from,
            effective_to: nearest.def.effective_to,
        }))
    }
}
