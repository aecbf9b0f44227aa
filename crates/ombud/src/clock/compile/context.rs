//! What the parts of an item are held to: conditions, events and their fields, clocks, counts.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Place,
    class::{assessment_under, place_in},
};
use crate::{
    Error, ErrorCode,
    clock::{
        Count, Unit,
        count::MAX_UNITS,
        def::Matcher,
        history::{Fields, TypedMatcher, is_deadline},
    },
    cond::Condition,
    model::{Catalogue, EventType, FactId, Json, RuleId},
};

/// One item of a regime while it is checked.
pub(super) struct Context<'a> {
    pub(super) catalogue: &'a Catalogue,
    pub(super) ids: &'a BTreeSet<RuleId>,
    pub(super) kind: &'static str,
    pub(super) item: &'a RuleId,
    /// Which of the items of that id.
    pub(super) nth: usize,
    pub(super) faults: &'a mut Vec<Error>,
}

impl Context<'_> {
    fn place(&self, error: Error) -> Error {
        error.item(self.item).kind(self.kind).nth(self.nth)
    }

    pub(super) fn fault(&mut self, path: &str, expected: &str, found: impl std::fmt::Display) {
        let error = Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found);
        self.faults.push(self.place(error));
    }

    pub(super) fn known(&mut self, path: &str, clock: &RuleId) {
        if !self.ids.contains(clock) {
            let error = Error::new(ErrorCode::UnknownClock).path(path);
            self.faults.push(self.place(error.expected("a clock of the regime").found(clock)));
        }
    }

    /// Reads a condition and holds it to what a clock may read.
    pub(super) fn condition(&mut self, path: &str, json: &Json) -> Option<Condition> {
        match Condition::parse(json, self.catalogue) {
            Ok(condition) => {
                let facts: Vec<FactId> = condition.facts().cloned().collect();
                for fact in &facts {
                    let path = place_in(self.catalogue, path, json, fact).unwrap_or_else(|| path.to_owned());
                    self.class_rule(&path, fact);
                }
                Some(condition)
            }
            Err(errors) => {
                for error in errors {
                    let error = error.within(path);
                    self.faults.push(self.place(error));
                }
                None
            }
        }
    }

    /// INVARIANTS 3 and 4: no clock depends on an assessment, directly or through derived facts; and a
    /// clock reads supplied facts only (level 0).
    fn class_rule(&mut self, path: &str, fact: &FactId) {
        if let Some(fault) = assessment_under(self.catalogue, self.item.as_str(), fact) {
            self.faults.push(self.place(fault.path(path)));
        } else if let Ok(def) = self.catalogue.fact(fact.as_str())
            && def.level > 0
        {
            self.fault(path, "supplied facts (level 0)", format_args!("{fact} (level {})", def.level));
        }
    }

    /// An event, named at `path`, of the catalogue.
    pub(super) fn event(&mut self, path: &str, event: &EventType) -> bool {
        let known = self.catalogue.event(event.as_str()).is_ok();
        if !known {
            let error = Error::new(ErrorCode::UnknownEvent).path(path);
            self.faults.push(self.place(error.expected("an event type of the catalogue").found(event)));
        }
        known
    }

    /// The `match` of the table at `path`, whose event stands under `key`.
    pub(super) fn fields(
        &mut self,
        path: &str,
        key: &str,
        event: &EventType,
        fields: &BTreeMap<String, Json>,
    ) -> Fields {
        if !self.event(&format!("{path}.{key}"), event) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (name, json) in fields {
            match self.catalogue.read_field(event.as_str(), name, json) {
                Ok(value) => out.push((name.clone(), value)),
                Err(error) => {
                    let error = error.path(format_args!("{path}.match.{name}"));
                    self.faults.push(self.place(error));
                }
            }
        }
        out
    }

    /// A field of an event; an unknown event has a fault of its own.
    pub(super) fn field(&mut self, path: &str, event: &EventType, name: &str) {
        if let Ok(def) = self.catalogue.event(event.as_str())
            && def.field(name).is_none()
        {
            self.fault(path, &format!("a field of `{event}`"), name);
        }
    }

    /// A field of an event that can hold a deadline.
    pub(super) fn deadline_field(&mut self, path: &str, event: &EventType, name: &str) {
        let Ok(def) = self.catalogue.event(event.as_str()) else { return };
        let found = match def.field(name) {
            Some(field) if is_deadline(field.kind) => return,
            Some(field) => format!("{name} ({})", field.kind),
            None => name.to_owned(),
        };
        self.fault(path, &format!("a date or instant field of `{event}`"), found);
    }

    pub(super) fn matcher(&mut self, path: &str, matcher: &Matcher) -> TypedMatcher {
        TypedMatcher::new(matcher, self.fields(path, "event", &matcher.event, &matcher.fields))
    }

    pub(super) fn count(&mut self, path: &str, count: Count, places: &[Place]) {
        if count.n == 0 || count.n > MAX_UNITS {
            self.fault(&format!("{path}.n"), &format!("1 to {MAX_UNITS} units"), count.n);
        }
        let no_hours = places.iter().find(|place| place.calendar.minutes().is_empty());
        if count.unit == Unit::BusinessHour
            && let Some(place) = no_hours
        {
            let found = format!("the calendar `{}` without them", place.calendar.def().id);
            self.fault(&format!("{path}.unit"), "a calendar with working hours", found);
        }
    }
}

/// What of a list is given, for a message.
pub(super) fn listed<const N: usize>(given: [(&str, bool); N]) -> String {
    let names: Vec<&str> = given.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    if names.is_empty() { "none of them".to_owned() } else { names.join(", ") }
}
