//! What starts a clock and how long it runs, in exactly one of the forms.

use super::{
    Limb, Period, Place, Start,
    context::{Context, listed},
};
use crate::{
    clock::{ClockDef, Count, PeriodDef, TriggerDef, Which},
    model::EventType,
};

impl Context<'_> {
    pub(super) fn period(
        &mut self,
        path: &str,
        def: &PeriodDef,
        event: Option<&EventType>,
        places: &[Place],
    ) -> Period {
        match (def.n, def.unit, &def.until, def.prompt) {
            (Some(n), Some(unit), None, false) => {
                let count = Count { n, unit };
                self.count(path, count, places);
                Period::Count(count)
            }
            (None, None, Some(name), false) => {
                let path = format!("{path}.until");
                match event {
                    Some(event) => {
                        self.deadline_field(&path, event, name);
                    }
                    None => self.fault(&path, "a trigger that is an event", "another clock"),
                }
                Period::Until(name.clone())
            }
            (None, None, None, true) => Period::Prompt,
            _ => {
                let given = [
                    ("`n`", def.n.is_some()),
                    ("`unit`", def.unit.is_some()),
                    ("`until`", def.until.is_some()),
                    ("`prompt`", def.prompt),
                ];
                self.fault(path, "exactly one of: `n` with `unit`, `until`, `prompt`", listed(given));
                Period::Prompt
            }
        }
    }

    fn start(&mut self, path: &str, def: &TriggerDef) -> Option<Start> {
        let event_only = [
            ("`match`", !def.fields.is_empty()),
            ("`which`", def.which != Which::First),
            ("`expected`", def.expected),
            ("`expected_if`", def.expected_if.is_some()),
        ];
        let start = match (&def.event, &def.expired, &def.met) {
            (Some(event), None, None) => {
                let expected_if = def.expected_if.as_ref();
                return Some(Start::Event {
                    event: event.clone(),
                    fields: self.fields(path, "event", event, &def.fields),
                    which: def.which,
                    expected: def.expected,
                    expected_if: expected_if
                        .and_then(|json| self.condition(&format!("{path}.expected_if"), json)),
                });
            }
            (None, Some(clock), None) => {
                self.known(&format!("{path}.expired"), clock);
                Start::Expired(clock.clone())
            }
            (None, None, Some(clock)) => {
                self.known(&format!("{path}.met"), clock);
                Start::Met(clock.clone())
            }
            (event, expired, met) => {
                let given = [
                    ("`event`", event.is_some()),
                    ("`expired`", expired.is_some()),
                    ("`met`", met.is_some()),
                ];
                self.fault(path, "exactly one of `event`, `expired`, `met`", listed(given));
                return None;
            }
        };
        if event_only.iter().any(|(_, given)| *given) {
            self.fault(path, "only beside `event`", listed(event_only));
        }
        Some(start)
    }
    pub(super) fn limbs(&mut self, def: &ClockDef, places: &[Place]) -> Vec<Limb> {
        let given = [
            ("`trigger`", def.trigger.is_some()),
            ("`period`", def.period.is_some()),
            ("`limb`", !def.limb.is_empty()),
            ("`derive`", def.derive.is_some()),
        ];
        let single = match (&def.trigger, &def.period, def.limb.is_empty(), &def.derive) {
            (Some(trigger), Some(period), true, None) => Some((trigger, period)),
            (None, None, false, None) | (None, None, true, Some(_)) => None,
            _ => {
                self.fault("", "exactly one of: `trigger` with `period`, `limb`, `derive`", listed(given));
                None
            }
        };
        if def.limb.is_empty()
            && let Some(_) = def.combine
        {
            self.fault("combine", "limbs beside `combine`", "none");
        } else if !def.limb.is_empty() && def.combine.is_none() {
            self.fault("limb", "`combine` beside limbs", "none");
        }
        // Where nothing is counted there is nothing to lengthen, to stop or to begin again.
        let limbs = def.limb.iter().map(|limb| &limb.period);
        let periods: Vec<&PeriodDef> =
            def.period.iter().chain(limbs).chain(def.instead.iter().map(|instead| &instead.period)).collect();
        let forms = [
            ("`until`", periods.iter().any(|period| period.until.is_some())),
            ("`prompt`", periods.iter().any(|period| period.prompt)),
            ("`derive`", def.derive.is_some()),
        ];
        let uncounted = periods.iter().all(|period| period.n.is_none()) && forms.iter().any(|(_, is)| *is);
        let stepped = [("extend", &def.extend), ("reset", &def.reset), ("agree", &def.agree)];
        for (kind, steps) in stepped.into_iter().chain([("pause", &def.pause)]) {
            if steps.is_empty() {
                continue;
            }
            if kind != "pause" && (!def.limb.is_empty() || def.derive.is_some()) {
                self.fault(kind, "steps only on a clock with one trigger and one period", listed(given));
            } else if uncounted {
                self.fault(kind, "a period that is counted, with `n` and `unit`", listed(forms));
            }
        }
        if let Some((trigger, period)) = single {
            return self.limb("", trigger, period, places).into_iter().collect();
        }
        let limbs = def.limb.iter().enumerate();
        limbs
            .filter_map(|(i, limb)| self.limb(&format!("limb[{i}]."), &limb.trigger, &limb.period, places))
            .collect()
    }

    fn limb(
        &mut self,
        path: &str,
        trigger: &TriggerDef,
        period: &PeriodDef,
        places: &[Place],
    ) -> Option<Limb> {
        let start = self.start(&format!("{path}trigger"), trigger);
        let period = self.period(&format!("{path}period"), period, trigger.event.as_ref(), places);
        Some(Limb { start: start?, period })
    }
}
