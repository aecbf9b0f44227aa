//! What is missing, what could be recorded, what events did, what follows.

use std::collections::BTreeMap;

use super::{Phrasebook, words::join};
use crate::{
    clock::{Effect, ExpiryKind, Need, NeedKind, Prompt, Raised, Step, StepKind},
    model::{EventType, Lang, RuleId, Zone},
};

impl Phrasebook {
    /// What is missing, as a request to record it.
    #[must_use]
    pub fn need(&self, need: &Need, lang: Lang) -> String {
        self.missing(need, lang, &REQUESTS)
    }

    /// What is missing, as a name.
    pub(super) fn lack(&self, need: &Need, lang: Lang) -> String {
        self.missing(need, lang, &LACKS)
    }

    fn missing(&self, need: &Need, lang: Lang, ids: &NeedIds) -> String {
        let catalogue = &self.0.catalogue;
        let unknown = || self.say(lang, "name.unknown", &[]);
        match need.kind {
            NeedKind::Fact => {
                let name = catalogue.fact(&need.id).map(|def| self.label(&def.title, lang));
                self.say(lang, ids.fact, &[("name", &name.unwrap_or_else(|_| unknown()))])
            }
            NeedKind::Event => match catalogue.event(&need.id) {
                Ok(def) => self.say(lang, ids.event, &[("name", &self.label(&def.title, lang))]),
                // A deadline counted from another one that has no date.
                Err(_) => {
                    let name = self.titled(&need.id, lang);
                    self.say(lang, ids.other_clock, &[("name", &name)])
                }
            },
            NeedKind::EventTime => {
                let name = catalogue.event(&need.id).map(|def| self.label(&def.title, lang));
                self.say(lang, ids.event_time, &[("name", &name.unwrap_or_else(|_| unknown()))])
            }
            NeedKind::EventField => {
                let (event, field) = need.id.rsplit_once('.').unwrap_or((&need.id, ""));
                let name = catalogue.event(event).map(|def| self.label(&def.title, lang));
                let values = [
                    ("name", &*name.unwrap_or_else(|_| unknown())),
                    ("field", &*self.field(Some(event), field, lang)),
                ];
                self.say(lang, ids.event_field, &values)
            }
            NeedKind::Calendar => {
                let year = need.id.rsplit(' ').next().unwrap_or_default();
                self.say(lang, ids.calendar, &[("year", year)])
            }
            NeedKind::Confirmation => self.say(lang, ids.confirmation, &[]),
            NeedKind::DateRange => {
                let event = catalogue.event(&need.id).map(|def| self.label(&def.title, lang));
                let name = event.unwrap_or_else(|_| self.titled(&need.id, lang));
                self.say(lang, ids.date_range, &[("name", &name)])
            }
        }
    }

    /// The title of a clock, where the book knows it; otherwise a wording that needs none.
    pub(super) fn titled(&self, rule: &str, lang: Lang) -> String {
        match self.0.titles.get(rule) {
            Some(title) => self.label(title, lang),
            None => self.say(lang, "name.other_clock", &[]),
        }
    }

    /// The title of an event.
    pub(super) fn event(&self, event: &EventType, lang: Lang) -> String {
        match self.0.catalogue.event(event.as_str()) {
            Ok(def) => self.label(&def.title, lang),
            Err(_) => self.say(lang, "name.unknown", &[]),
        }
    }

    /// The title of a field: of that event, or the title that most events give it.
    pub(crate) fn field(&self, event: Option<&str>, field: &str, lang: Lang) -> String {
        let catalogue = &self.0.catalogue;
        let own = event.and_then(|event| catalogue.event(event).ok()).and_then(|def| def.field(field));
        if let Some(def) = own {
            return self.label(&def.title, lang);
        }
        // Every event has it, and none declares it.
        if field == "by" {
            return self.say(lang, "name.by", &[]);
        }
        let mut counts: BTreeMap<&crate::model::Label, usize> = BTreeMap::new();
        for def in catalogue.events().filter_map(|event| event.field(field)) {
            let count = counts.entry(&def.title).or_default();
            *count = count.saturating_add(1);
        }
        let most = counts.into_iter().max_by_key(|(_, count)| *count);
        most.map_or_else(|| self.say(lang, "name.unknown", &[]), |(title, _)| self.label(title, lang))
    }

    /// What a step lacks: an event, or a field of the event that the step is recorded by.
    fn paper(&self, rule: &RuleId, paper: &str, lang: Lang) -> String {
        if let Ok(def) = self.0.catalogue.event(paper) {
            return self.label(&def.title, lang);
        }
        self.field(self.0.events.get(rule).map(EventType::as_str), paper, lang)
    }

    /// What could still be recorded, by when, and the date it would give.
    #[must_use]
    pub fn prompt(&self, prompt: &Prompt, lang: Lang) -> String {
        let by = self.by_day(prompt.by, lang);
        let mut out = vec![self.ended(&prompt.text, lang)];
        out.push(match prompt.until {
            Some(until) => self.say(lang, "prompt.until", &[("by", &by), ("until", &self.date(until, lang))]),
            None => self.say(lang, "prompt.by", &[("by", &by)]),
        });
        if prompt.work_to < prompt.by {
            let work_to = self.by_day(prompt.work_to, lang);
            out.push(self.say(lang, "prompt.work_to", &[("by", &work_to)]));
        }
        if !prompt.needs.is_empty() {
            let event = prompt.event.as_str();
            let fields: Vec<String> =
                prompt.needs.iter().map(|field| self.field(Some(event), field, lang)).collect();
            let values =
                [("event", &*self.event(&prompt.event, lang)), ("fields", &*self.list(&fields, lang))];
            out.push(self.say(lang, "prompt.record", &values));
        }
        join(&out, lang)
    }

    /// Whether a step is recorded by an event.
    pub(crate) fn records(&self, rule: &RuleId, event: &EventType) -> bool {
        self.0.events.get(rule) == Some(event)
    }

    /// What an event did to a time limit, with its papers: 延期“情况复杂”（2026年3月10日（周二））未生效：缺批准人、告知日期。
    #[must_use]
    pub fn step(&self, step: &Step, lang: Lang) -> String {
        self.step_in(step, None, lang)
    }

    pub(super) fn step_in(&self, step: &Step, zone: Option<&Zone>, lang: Lang) -> String {
        let mut parts = vec![self.effect(step, zone, lang)];
        if let Some(name) = &step.approver {
            parts.push(self.say(lang, "step.approver", &[("name", name)]));
        }
        if let Some(name) = &step.document {
            parts.push(self.say(lang, "step.document", &[("name", name)]));
        }
        if !step.cite.is_empty() {
            parts.push(self.say(lang, "step.cite", &[("cites", &self.cites(&step.cite, lang))]));
        }
        let mut out = parts.join(&self.say(lang, "list.semicolon", &[]));
        out.push_str(&self.say(lang, "sentence.end", &[]));
        out
    }

    fn effect(&self, step: &Step, zone: Option<&Zone>, lang: Lang) -> String {
        let name = self.step_name(step, zone, lang);
        let missing: Vec<String> =
            step.missing.iter().map(|paper| self.paper(&step.rule, paper, lang)).collect();
        let missing = self.list(&missing, lang);
        let id = match step.effect {
            Effect::Applied => "effect.applied",
            Effect::PapersMissing => {
                return self.say(lang, "effect.papers_missing", &[("step", &name), ("missing", &missing)]);
            }
            Effect::TooLate => "effect.too_late",
            Effect::OutOfOrder => "effect.out_of_order",
            Effect::Unconfirmed if !missing.is_empty() => {
                let values = [("step", &*name), ("missing", &*missing)];
                return self.say(lang, "effect.unconfirmed.missing", &values);
            }
            Effect::Unconfirmed => "effect.unconfirmed",
            Effect::NoChange => "effect.no_change",
            Effect::EndUnknown => "effect.end_unknown",
            Effect::BeforeStart => "effect.before_start",
        };
        self.say(lang, id, &[("step", &name)])
    }

    fn step_name(&self, step: &Step, zone: Option<&Zone>, lang: Lang) -> String {
        let kind = self.step_kind(step.kind, lang);
        let title = self.clause(&step.title, lang);
        let name = self.say(lang, "step.name", &[("kind", &kind), ("title", &title)]);
        let Some(at) = step.at else { return name };
        let at = self.moment_in(at, zone, lang);
        let stops = matches!(step.kind, StepKind::Pause | StepKind::Suspension);
        match step.until {
            Some(until) if stops => {
                let until = self.moment_in(until, zone, lang);
                let values = [("step", &*name), ("from", &*at), ("until", &*until)];
                self.say(lang, "step.between", &values)
            }
            None if stops && step.effect != Effect::EndUnknown => {
                self.say(lang, "step.since", &[("step", &name), ("from", &at)])
            }
            _ => self.say(lang, "step.on", &[("step", &name), ("at", &at)]),
        }
    }

    /// What kind of step it is: 延期 · Extension.
    #[must_use]
    pub fn step_kind(&self, kind: StepKind, lang: Lang) -> String {
        let id = match kind {
            StepKind::Extension => "step.extension",
            StepKind::Pause => "step.pause",
            StepKind::Suspension => "step.suspension",
            StepKind::Reset => "step.reset",
            StepKind::Merge => "step.merge",
            StepKind::Cancellation => "step.cancellation",
            StepKind::Agreement => "step.agreement",
            StepKind::Exception => "step.exception",
            StepKind::Fulfilment => "step.fulfilment",
        };
        self.say(lang, id, &[])
    }

    /// What follows from a missed date.
    #[must_use]
    pub fn raised(&self, raised: &Raised, lang: Lang) -> String {
        let id = match raised.kind {
            ExpiryKind::Duty => "raise.duty",
            ExpiryKind::Right => "raise.right",
        };
        self.say(lang, id, &[("text", &self.ended(&raised.text, lang))])
    }
}

/// The phrases for each kind of need.
struct NeedIds {
    fact: &'static str,
    event: &'static str,
    event_time: &'static str,
    event_field: &'static str,
    calendar: &'static str,
    confirmation: &'static str,
    date_range: &'static str,
    other_clock: &'static str,
}

const REQUESTS: NeedIds = NeedIds {
    fact: "need.fact",
    event: "need.event",
    event_time: "need.event_time",
    event_field: "need.event_field",
    calendar: "need.calendar",
    confirmation: "need.confirmation",
    date_range: "need.date_range",
    other_clock: "need.other_clock",
};

const LACKS: NeedIds = NeedIds {
    fact: "lack.fact",
    event: "lack.event",
    event_time: "lack.event_time",
    event_field: "lack.event_field",
    calendar: "lack.calendar",
    confirmation: "lack.confirmation",
    date_range: "lack.date_range",
    other_clock: "lack.other_clock",
};
