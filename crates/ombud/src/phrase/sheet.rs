//! What a time limit statement says, before it is set as text or as a page.

use super::Phrasebook;
use crate::{
    clock::{Actor, Confidence, Counting, Origin, Proof, ProofDay, ProofSpan, Reason, Roll},
    model::{Date, Instant, Lang, Moment, Zone},
};

/// A name and what is said under it.
pub(super) type Row = (String, String);

/// The statement.
pub(super) struct Sheet {
    pub(super) title: String,
    pub(super) draft: String,
    pub(super) head: String,
    pub(super) facts: Vec<Row>,
    pub(super) steps: Vec<String>,
    pub(super) small: Vec<Row>,
}

/// Writes the parts of one statement.
pub(super) struct Writer<'a> {
    pub(super) book: &'a Phrasebook,
    pub(super) proof: &'a Proof,
    pub(super) lang: Lang,
    zone: Option<Zone>,
}

impl<'a> Writer<'a> {
    pub(super) fn new(book: &'a Phrasebook, proof: &'a Proof, lang: Lang) -> Self {
        Writer { book, proof, lang, zone: Zone::new(&proof.zone).ok() }
    }

    pub(super) fn say(&self, id: &'static str, values: &[(&str, &str)]) -> String {
        self.book.say(self.lang, id, values)
    }

    pub(super) fn word(&self, id: &'static str) -> String {
        self.say(id, &[])
    }

    pub(super) fn date(&self, date: Date) -> String {
        self.book.date(date, self.lang)
    }

    pub(super) fn moment(&self, moment: Moment) -> String {
        self.book.moment_in(moment, self.zone.as_ref(), self.lang)
    }

    fn is_unverified(&self) -> bool {
        self.proof.confidence == Confidence::Unverified
    }

    pub(super) fn sheet(&self) -> Sheet {
        Sheet {
            title: self.word("proof.title"),
            draft: self.word("proof.draft"),
            head: self.head(),
            facts: self.facts(),
            steps: self
                .proof
                .steps
                .iter()
                .map(|step| self.book.step_in(step, self.zone.as_ref(), self.lang))
                .collect(),
            small: self.small(),
        }
    }

    /// The conclusion, in one sentence.
    fn head(&self) -> String {
        let proof = self.proof;
        let act = self.book.clause(&proof.act, self.lang);
        if self.is_unverified() {
            return self.say("unverified.date", &[("act", &act), ("date", &self.date(proof.due))]);
        }
        let by = self.book.by(proof.agreed_due.unwrap_or(proof.due), self.late_from(), self.lang);
        let consumer = proof.actor == Actor::Consumer;
        let sentence = if proof.agreed_due.is_some() {
            let id = if consumer { "consumer.agreed" } else { "duty.agreed" };
            self.say(id, &[("act", &act), ("by", &by), ("due", &self.date(proof.due))])
        } else {
            let id = if consumer { "consumer.running" } else { "duty.running" };
            self.say(id, &[("act", &act), ("by", &by)])
        };
        self.book.spoken_of(proof.actor, sentence, self.lang)
    }

    fn late_from(&self) -> Option<Instant> {
        self.proof.late_from.map(|at| self.zone.as_ref().map_or(at, |zone| zone.show(at)))
    }

    fn facts(&self) -> Vec<Row> {
        let (book, proof, lang) = (self.book, self.proof, self.lang);
        let mut rows = vec![(self.word("label.matter"), book.label(&proof.title, lang))];
        for citation in &proof.cite {
            rows.push((self.word("label.cite"), book.cite_in_full(citation, lang)));
        }
        rows.push((self.word("label.source"), proof.source.clone()));
        rows.push((self.word("label.confidence"), book.confidence(proof.confidence, lang)));
        rows.push((self.word("label.counting"), book.counting(proof.counting, lang)));
        if let Some(trigger) = self.trigger() {
            rows.push((self.word("label.trigger"), trigger));
        }
        rows.push(self.origin());
        for count in &proof.counts {
            let values = [
                ("count", &*book.count(count.count, lang)),
                ("from", &*self.date(count.from)),
                ("to", &*self.date(count.to)),
            ];
            rows.push((self.word("label.period"), self.say("proof.period", &values)));
        }
        rows.extend(self.dates());
        if let Some(note) = &proof.note {
            rows.push((self.word("label.note"), book.ended(note, lang)));
        }
        rows
    }

    /// Where the count starts; or where else the date is from.
    fn origin(&self) -> Row {
        let (book, proof, lang) = (self.book, self.proof, self.lang);
        match &proof.origin {
            Origin::Stated { event, field } => {
                let (event, field) = (book.event(event, lang), book.field(Some(event.as_str()), field, lang));
                let values = [("event", &*event), ("field", &*field)];
                (self.word("label.origin"), self.say("proof.stated", &values))
            }
            Origin::CountedBack { from, date, count } => {
                let values = [
                    ("name", &*book.titled(from.as_str(), lang)),
                    ("date", &*self.date(*date)),
                    ("count", &*book.count(*count, lang)),
                ];
                (self.word("label.origin"), self.say("proof.counted_back", &values))
            }
            Origin::Counted => {
                let start = if proof.spans.is_empty() { "proof.start.day" } else { "proof.start.time" };
                (self.word("label.start"), self.say(start, &[("at", &self.moment(proof.start))]))
            }
        }
    }

    /// The dates: legal, agreed, prudent, the first that is late, and what the firm must accept.
    fn dates(&self) -> Vec<Row> {
        let (book, proof, lang) = (self.book, self.proof, self.lang);
        let due = if self.is_unverified() { "label.unconfirmed" } else { "label.due" };
        let mut rows = vec![(self.word(due), self.date(proof.due))];
        if let Some(agreed) = proof.agreed_due {
            rows.push((self.word("label.agreed"), self.date(agreed)));
        }
        let last = proof.agreed_due.unwrap_or(proof.due);
        if let Some(prudent) = proof.prudent_due.filter(|date| *date < last) {
            let id = match proof.counting {
                Counting::Inferred => "proof.prudent.inferred",
                Counting::Text => "proof.prudent.other",
            };
            rows.push((self.word("label.prudent"), self.say(id, &[("date", &self.date(prudent))])));
        }
        let rolls = proof.origin == Origin::Counted || proof.roll == Roll::Forward;
        if proof.spans.is_empty() && rolls {
            let id = match proof.roll {
                Roll::None => "proof.roll.none",
                Roll::Forward => "proof.roll.forward",
            };
            rows.push((self.word("label.roll"), self.word(id)));
        }
        if let Some(late_from) = self.late_from() {
            let mut moment = book.moment(late_from, lang);
            if proof.closing_assumed {
                moment = self.say("proof.late_from.assumed", &[("moment", &moment)]);
            }
            rows.push((self.word("label.late_from"), moment));
        }
        if let Some(accepted) = proof.accepted_until {
            let values = [("by", &*book.by_day(accepted, lang)), ("due", &*self.date(last))];
            rows.push((self.word("label.accepted"), self.say("proof.accepted", &values)));
        }
        rows
    }

    fn trigger(&self) -> Option<String> {
        let trigger = self.proof.trigger.as_ref()?;
        let at = trigger.at.map(|at| self.moment(at));
        if let Some(event) = &trigger.event {
            let event = self.book.event(event, self.lang);
            return Some(match at {
                Some(at) => self.say("proof.trigger.event", &[("event", &event), ("at", &at)]),
                None => self.say("proof.trigger.event.undated", &[("event", &event)]),
            });
        }
        let clock = self.book.titled(trigger.clock.as_ref()?.as_str(), self.lang);
        Some(match at {
            Some(at) => self.say("proof.trigger.clock", &[("clock", &clock), ("at", &at)]),
            None => self.say("proof.trigger.clock.undated", &[("clock", &clock)]),
        })
    }

    /// What only somebody who checks the machine needs: here, and only here, ids are named.
    fn small(&self) -> Vec<Row> {
        let proof = self.proof;
        let calendar = [("calendar", proof.calendar.as_str()), ("version", &proof.calendar_version)];
        let mut rules: Vec<&str> = vec![proof.clock.as_str()];
        let others = proof.counts.iter().map(|count| &count.rule);
        for rule in others.chain(proof.steps.iter().map(|step| &step.rule)) {
            if !rules.contains(&rule.as_str()) {
                rules.push(rule.as_str());
            }
        }
        let mut rows = vec![
            (self.word("label.rule"), rules.join(&self.word("list.comma"))),
            (self.word("label.regime"), proof.regime.to_string()),
            (self.word("label.zone"), proof.zone.clone()),
            (self.word("label.zone_database"), proof.zone_database.clone()),
            (self.word("label.calendar"), self.say("proof.calendar", &calendar)),
        ];
        if !proof.calendar_sources.is_empty() {
            let named = |source: &String| match source.split_once(": ") {
                Some((year, notice)) => self.say("pair", &[("name", year), ("value", notice)]),
                None => source.clone(),
            };
            let sources: Vec<String> = proof.calendar_sources.iter().map(named).collect();
            rows.push((self.word("label.calendar_sources"), sources.join(&self.word("list.semicolon"))));
        }
        rows
    }

    /// Why a day counts or does not.
    pub(super) fn reason(&self, reason: &Reason) -> String {
        match reason {
            Reason::TriggerDay => self.word("reason.trigger_day"),
            Reason::CalendarDay => self.word("reason.calendar_day"),
            Reason::BusinessDay => self.word("reason.business_day"),
            Reason::Weekend => self.word("reason.weekend"),
            Reason::MakeUpDay { name } => {
                self.say("reason.make_up_day", &[("name", &self.book.clause(name, self.lang))])
            }
            Reason::Holiday { name } => {
                self.say("reason.holiday", &[("name", &self.book.clause(name, self.lang))])
            }
            Reason::Paused { title, .. } => {
                self.say("reason.paused", &[("title", &self.book.clause(title, self.lang))])
            }
            Reason::Suspended { title, .. } => {
                self.say("reason.suspended", &[("title", &self.book.clause(title, self.lang))])
            }
        }
    }

    /// Its number in the count, or that it has none.
    pub(super) fn counted(&self, day: &ProofDay) -> String {
        match day.counted {
            Some(n) => self.say("proof.day", &[("n", &n.to_string())]),
            None => self.word("proof.skipped"),
        }
    }

    /// The ends of a stretch of hours, and the time counted so far.
    pub(super) fn span(&self, span: &ProofSpan) -> [String; 3] {
        let minutes = span.total_seconds.div_euclid(60);
        let (hours, minutes) = (minutes.div_euclid(60).to_string(), minutes.rem_euclid(60).to_string());
        let total = self.say("proof.time", &[("hours", &hours), ("minutes", &minutes)]);
        [self.moment(Moment::Instant(span.from)), self.moment(Moment::Instant(span.to)), total]
    }

    /// How many days count, of all periods.
    pub(super) fn total(&self) -> String {
        let days = i64::try_from(self.proof.counted_days()).unwrap_or(i64::MAX);
        self.say("proof.days_total", &[("days", &self.book.days(days, self.lang))])
    }
}

/// Runs of days in a row with one reason, counted one after another or not at all.
pub(super) fn runs(days: &[ProofDay]) -> Vec<Vec<&ProofDay>> {
    let mut out: Vec<Vec<&ProofDay>> = Vec::new();
    for day in days {
        let follows = |last: &ProofDay| {
            let number = match (last.counted, day.counted) {
                (Some(last), Some(number)) => last.checked_add(1) == Some(number),
                (None, None) => true,
                _ => false,
            };
            number && last.reason == day.reason && last.date.tomorrow() == day.date
        };
        match out.last_mut() {
            Some(run) if run.last().is_some_and(|last| follows(last)) => run.push(day),
            _ => out.push(vec![day]),
        }
    }
    out
}
