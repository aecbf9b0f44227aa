//! One version of a clock, its parts put together.

use std::collections::BTreeMap;

use super::{Clock, Fulfilment, Instead, Place, context::Context};
use crate::clock::{ClockDef, Combine, def::Matcher};

impl Context<'_> {
    pub(super) fn clock(&mut self, def: ClockDef, places: &[Place]) -> Clock {
        match (def.effective_from, def.in_force_by) {
            (None, None) => {
                self.fault("effective_from", "one of `effective_from`, `in_force_by`", "neither");
            }
            (Some(_), Some(_)) => {
                self.fault("in_force_by", "one of `effective_from`, `in_force_by`", "both");
            }
            _ => {}
        }
        if let (Some(from), Some(to)) = (def.effective_from.or(def.in_force_by), def.effective_to)
            && from > to
        {
            self.fault("effective_to", &format!("a day not before {from}"), to);
        }
        if def.cite.is_empty() {
            self.fault("cite", "at least one citation", "none");
        }
        let limbs = self.limbs(&def, places);
        let when = def.when.as_ref().and_then(|json| self.condition("when", json));
        let starts_if = def.starts_if.as_ref().map(|starts| {
            let matcher = Matcher { event: starts.event.clone(), fields: starts.fields.clone() };
            if let Some(within) = &starts.within {
                self.known("starts_if.within", within);
            }
            (self.matcher("starts_if", &matcher), starts.within.clone())
        });
        let mut instead = Vec::new();
        for (i, exception) in def.instead.iter().enumerate() {
            let path = format!("instead[{i}]");
            let event = def.trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
            let period = self.period(&format!("{path}.period"), &exception.period, event, places);
            if let Some(when) = self.condition(&format!("{path}.when"), &exception.when) {
                let (rule, cite) = (exception.rule.clone(), exception.cite.clone());
                instead.push(Instead { rule, when, period, cite, note: exception.note.clone() });
            }
        }
        if let Some(derive) = &def.derive {
            self.known("derive.from", &derive.from);
            self.count("derive.minus", derive.minus, places);
        }
        for (i, step) in def.extend.iter().enumerate() {
            if let Some(after) = &step.after
                && !def.extend.iter().any(|other| other.id == *after && other.id != step.id)
            {
                self.fault(&format!("extend[{i}].after"), "another extension of this clock", after);
            }
        }
        for (i, help) in def.helped_by.iter().enumerate() {
            let matcher = Matcher { event: help.event.clone(), fields: BTreeMap::new() };
            self.matcher(&format!("helped_by[{i}]"), &matcher);
        }
        Clock {
            when,
            limbs,
            combine: def.combine.unwrap_or(Combine::Earliest),
            starts_if,
            instead,
            extend: self.steps("extend", &def.extend, places),
            reset: self.steps("reset", &def.reset, places),
            merge: self.steps("merge", &def.merge, places),
            cancel: self.steps("cancel", &def.cancel, places),
            agree: self.steps("agree", &def.agree, places),
            pause: self.steps("pause", &def.pause, places),
            met_by: def
                .met_by
                .iter()
                .enumerate()
                .map(|(i, met)| {
                    let path = format!("met_by[{i}]");
                    if let Some(clock) = &met.if_met {
                        self.known(&format!("{path}.if_met"), clock);
                    }
                    let matcher = Matcher { event: met.event.clone(), fields: met.fields.clone() };
                    Fulfilment { matcher: self.matcher(&path, &matcher), if_met: met.if_met.clone() }
                })
                .collect(),
            def,
        }
    }
}
