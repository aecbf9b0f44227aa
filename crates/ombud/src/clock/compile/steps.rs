//! What may happen to a running clock: extensions, pauses, new starts, repeats, withdrawals, agreements.

use super::{
    Place, StepRule,
    context::{Context, listed},
};
use crate::clock::{StepDef, StepTo, history::HANDLER};

impl Context<'_> {
    fn step(&mut self, kind: &str, index: usize, def: &StepDef, places: &[Place]) -> StepRule {
        let path = format!("{kind}[{index}]");
        // A pause is recognised by the event that starts it.
        let key = if kind == "pause" { "from" } else { "event" };
        let event = if kind == "pause" { def.from.as_ref() } else { def.event.as_ref() };
        let fields = match event {
            Some(event) => {
                for (i, need) in def.needs.iter().enumerate() {
                    self.field(&format!("{path}.needs[{i}]"), event, need);
                }
                if let Some(name) = &def.field {
                    self.deadline_field(&format!("{path}.field"), event, name);
                }
                self.fields(&path, key, event, &def.fields)
            }
            None => Vec::new(),
        };
        if let Some(event) = &def.confirmed_by {
            let path = format!("{path}.confirmed_by");
            self.event(&path, event);
            // Without it nobody can say whether the one who confirms is another.
            if let Some(withdrawal) = &def.event {
                self.field(&path, withdrawal, HANDLER);
            }
        }
        if let Some(StepTo::Event(event)) = &def.to
            && kind == "pause"
        {
            self.event(&format!("{path}.to"), event);
        }
        match (&def.to, def.add) {
            (Some(StepTo::Period(count)), _) => self.count(&format!("{path}.to"), *count, places),
            (_, Some(count)) => self.count(&format!("{path}.add"), count, places),
            _ => {}
        }
        let to_period = matches!(def.to, Some(StepTo::Period(_)));
        let to_event = matches!(def.to, Some(StepTo::Event(_)));
        let given = [
            ("`event`", def.event.is_some()),
            ("`from`", def.from.is_some()),
            ("`to` (a period)", to_period),
            ("`to` (an event)", to_event),
            ("`add`", def.add.is_some()),
            ("`after`", def.after.is_some()),
            ("`field`", def.field.is_some()),
            ("`confirmed_by`", def.confirmed_by.is_some()),
        ];
        let has = |names: &[&str]| given.iter().all(|(name, is)| *is == names.contains(name));
        let (complete, expected) = match kind {
            "extend" => (
                has(&["`event`", "`to` (a period)"])
                    || has(&["`event`", "`to` (a period)", "`after`"])
                    || has(&["`event`", "`add`"])
                    || has(&["`event`", "`add`", "`after`"]),
                "`event` and one of `to` (a period), `add`; `after` if it follows another",
            ),
            "pause" => (has(&["`from`", "`to` (an event)"]), "`from` and `to`, both events"),
            "agree" => (has(&["`event`", "`field`"]), "`event` and `field`"),
            "cancel" => (
                has(&["`event`"]) || has(&["`event`", "`confirmed_by`"]),
                "`event`, and `confirmed_by` if another event must confirm it",
            ),
            _ => (has(&["`event`"]), "`event`"),
        };
        if !complete {
            self.fault(&path, expected, listed(given));
        }
        StepRule { def: def.clone(), fields }
    }

    pub(super) fn steps(&mut self, kind: &str, defs: &[StepDef], places: &[Place]) -> Vec<StepRule> {
        defs.iter().enumerate().map(|(i, def)| self.step(kind, i, def, places)).collect()
    }
}
