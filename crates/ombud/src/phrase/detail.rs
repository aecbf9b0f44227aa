//! What stands behind the one sentence, one sentence each.

use super::Phrasebook;
use crate::{
    clock::{Basis, Confidence, Counting, Obligation, Status},
    model::{Date, Lang},
};

/// A further sentence about a time limit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detail {
    /// In words.
    pub text: String,
    /// Not to be told to the consumer: internal dates, and what the firm must still accept.
    pub staff_only: bool,
}

impl Phrasebook {
    /// What stands behind [`sentence`](Self::sentence): the citation, the date to work to, an
    /// agreed date beside the legal one, what events did, what could be recorded or is missing,
    /// what follows, and how sure the rule is.
    #[must_use]
    pub fn details(&self, obligation: &Obligation, lang: Lang) -> Vec<Detail> {
        let mut out = Vec::new();
        let mut add = |staff_only: bool, text: String| {
            if !out.iter().any(|detail: &Detail| detail.text == text) {
                out.push(Detail { text, staff_only });
            }
        };
        if !obligation.cite.is_empty() {
            let cites = self.cites(&obligation.cite, lang);
            add(false, self.say(lang, "detail.cite", &[("cites", &cites)]));
        }
        if let Some(text) = self.work_to(obligation, lang) {
            add(true, text);
        }
        if let (Some(agreed), Some(due)) = (obligation.agreed_due, obligation.due)
            && obligation.status != Status::Running
        {
            let values = [("agreed", &*self.date(agreed, lang)), ("due", &*self.date(due, lang))];
            add(false, self.say(lang, "detail.agreed", &values));
        }
        if let (true, Some(late_from)) = (obligation.closing_assumed, obligation.late_from) {
            add(false, self.say(lang, "detail.closing", &[("moment", &self.moment(late_from, lang))]));
        }
        if let (Some(accepted), Some(told)) =
            (obligation.accepted_until, obligation.agreed_due.or(obligation.due))
        {
            let values = [("by", &*self.by_day(accepted, lang)), ("due", &*self.date(told, lang))];
            add(true, self.say(lang, "detail.accepted", &values));
        }
        if obligation.dispatch && obligation.status == Status::Running {
            add(false, self.say(lang, "detail.dispatch", &[]));
        }
        if let (Some(done), true) = (
            obligation.done,
            obligation.status == Status::Undetermined || obligation.unconfirmed_due.is_some(),
        ) {
            let done = self.moment_in(done, self.zone(obligation), lang);
            add(false, self.say(lang, "detail.done", &[("done", &done)]));
        }
        if obligation.basis == Basis::Stated {
            add(false, self.say(lang, "detail.stated", &[]));
        }
        for step in &obligation.steps {
            add(false, self.step_in(step, self.zone(obligation), lang));
        }
        for prompt in &obligation.prompts {
            add(true, self.prompt(prompt, lang));
        }
        for need in &obligation.needs {
            let text = self.need(need, lang);
            let may = !need.decisive && obligation.status != Status::NotStarted;
            add(true, if may { self.say(lang, "detail.may_change", &[("need", &text)]) } else { text });
        }
        for raised in &obligation.raises {
            add(false, self.raised(raised, lang));
        }
        if obligation.confidence != Confidence::Text {
            let confidence = self.confidence(obligation.confidence, lang);
            add(false, self.say(lang, "detail.confidence", &[("confidence", &confidence)]));
        }
        if let Some(note) = &obligation.note {
            add(false, self.say(lang, "detail.note", &[("note", &self.ended(note, lang))]));
        }
        out
    }

    /// The sentence and what stands behind it, for staff: a line each.
    #[must_use]
    pub fn explain(&self, obligation: &Obligation, today: Option<Date>, lang: Lang) -> String {
        let mut lines = vec![self.sentence_on(obligation, today, lang)];
        lines.extend(self.details(obligation, lang).into_iter().map(|detail| detail.text));
        lines.join("\n")
    }

    /// The earlier date that staff should work to, and why; nothing once it no longer matters.
    #[must_use]
    pub fn work_to(&self, obligation: &Obligation, lang: Lang) -> Option<String> {
        let last = obligation.agreed_due.or(obligation.due)?;
        let prudent = obligation.prudent_due.filter(|date| *date < last)?;
        if !matches!(obligation.status, Status::Running | Status::NotStarted | Status::Late) {
            return None;
        }
        let id = match (obligation.counting, obligation.prudent_provisional) {
            (Counting::Inferred, false) => "detail.prudent.inferred",
            (Counting::Inferred, true) => "detail.prudent.provisional",
            (Counting::Text, _) => "detail.prudent.earliest",
        };
        Some(self.say(lang, id, &[("by", &self.by_day(prudent, lang))]))
    }
}
