//! Facts and events: what the other items of a pack speak of.

use std::collections::{BTreeMap, BTreeSet};

use super::{At, Checker, numbered, rings};
use crate::{
    Error, ErrorCode,
    cond::RESERVED,
    model::{Choice, FactClass, FactDef, ValueType},
};

impl<'a> Checker<'a> {
    pub(super) fn facts(&mut self) {
        let by_id: BTreeMap<&str, &FactDef> = self.bundle.facts.iter().map(|x| (x.id.as_str(), x)).collect();
        let derived = |fact: &'a FactDef| fact.from.iter().map(|id| id.as_str()).collect();
        let derived: Vec<_> = self.bundle.facts.iter().map(|x| (x.id.as_str(), derived(x))).collect();
        let rings = rings(&derived);
        for (fact, id, nth) in numbered(&self.bundle.facts, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("fact", id) };
            if RESERVED.contains(&id) {
                self.fault(at, "id", "a name that is no word of conditions", id);
            }
            if fact.level > 3 {
                self.fault(at, "level", "0 to 3", fact.level);
            }
            if fact.kind == ValueType::Moment {
                self.fault(at, "type", "date or instant; moment is for fields of events", fact.kind);
            }
            self.values(at, "", fact.kind, &fact.values);
            for (i, input) in fact.from.iter().enumerate() {
                let path = format!("from[{i}]");
                match by_id.get(input.as_str()) {
                    None => {
                        let error = Error::new(ErrorCode::UnknownFact).path(path);
                        let error = error.expected("a fact of the catalogue").found(input);
                        self.faults.push(at.place(error));
                    }
                    Some(input) => {
                        // A producer reads lower levels; a derived fact is at least as high as its inputs.
                        if input.level > fact.level && fact.level <= 3 {
                            let expected = format!("at least {}, the level of `{}`", input.level, input.id);
                            self.fault(at, "level", expected, fact.level);
                        }
                        if input.class == FactClass::Assessment && fact.class != FactClass::Assessment {
                            let found = format!("{} → {} (class assessment)", fact.id, input.id);
                            self.fault(at, "class", "assessment, as what it is derived from", found);
                        }
                    }
                }
            }
            if let Some(ring) = rings.get(id).filter(|_| nth == 0) {
                self.fault(at, "from", "facts not derived from themselves", ring);
            }
        }
    }

    /// The values of an enum or a set: there, each once, and plain.
    pub(super) fn values(&mut self, at: At<'_>, outer: &str, kind: ValueType, values: &[Choice]) {
        let listed = matches!(kind, ValueType::Enum | ValueType::Set);
        if listed && values.is_empty() {
            let path = if outer.is_empty() { "type".to_owned() } else { format!("{outer}.type") };
            self.fault(at, &path, format_args!("values beside the type {kind}"), "none");
        }
        let outer = if outer.is_empty() { "values".to_owned() } else { format!("{outer}.values") };
        if !listed && !values.is_empty() {
            self.fault(at, &outer, format_args!("no values beside the type {kind}"), values.len());
        }
        self.plain(at, &outer, values.iter().map(|x| x.id.as_str()));
    }

    pub(super) fn plain<'b>(&mut self, at: At<'_>, list: &str, ids: impl Iterator<Item = &'b str>) {
        let mut seen = BTreeSet::new();
        for (i, id) in ids.enumerate() {
            let path = format!("{list}[{i}].id");
            let plain =
                !id.is_empty() && id.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-.".contains(&b));
            if !plain {
                self.fault(at, &path, "letters, digits, `_`, `-` and `.`", format_args!("{id:?}"));
            }
            if !seen.insert(id) {
                self.fault(at, &path, "each id once", id);
            }
        }
    }

    pub(super) fn events(&mut self) {
        for (event, id, nth) in numbered(&self.bundle.events, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("event", id) };
            self.plain(at, "fields", event.fields.iter().map(|x| x.id.as_str()));
            for (i, field) in event.fields.iter().enumerate() {
                let path = format!("fields[{i}]");
                if ["type", "at", "part", "ref", "by", "stated_timely"].contains(&field.id.as_str()) {
                    let expected = "no name that every event has of itself";
                    self.fault(at, &format!("{path}.id"), expected, &field.id);
                }
                self.values(at, &path, field.kind, &field.values);
            }
        }
    }
}
