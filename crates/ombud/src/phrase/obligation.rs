//! One sentence for one time limit.

use super::{Phrasebook, words::local};
use crate::{
    clock::{Actor, Confidence, Lapse, NeedKind, Obligation, PassedOver, Status},
    model::{Date, Instant, Lang, Moment, Zone},
};

impl Phrasebook {
    /// What a time limit says, in one sentence: 须于2026年3月17日（周二）前（含当日）作出处理决定并告知投诉人。
    ///
    /// The date is that of the regime's zone. A rule that nobody has confirmed gives no firm date.
    #[must_use]
    pub fn sentence(&self, obligation: &Obligation, lang: Lang) -> String {
        self.sentence_on(obligation, None, lang)
    }

    /// As [`sentence`](Self::sentence); with the local date of asking, an overdue duty also says by
    /// how many days.
    #[must_use]
    pub fn sentence_on(&self, obligation: &Obligation, today: Option<Date>, lang: Lang) -> String {
        let say = Saying { book: self, of: obligation, today, lang };
        if let Some(date) = obligation.unconfirmed_due {
            return say.with("unverified.date", &[("date", &self.date(date, lang))]);
        }
        let sentence = say.sentence();
        if obligation.confidence == Confidence::Unverified {
            self.say(lang, "unverified.sentence", &[("sentence", &sentence)])
        } else {
            sentence
        }
    }

    /// Why a clock says nothing: “处理决定”在2002年3月5日（周二）没有已施行的规定（自2020年3月1日（周日）起施行）。
    #[must_use]
    pub fn passed_over(&self, passed: &PassedOver, lang: Lang) -> String {
        let (name, day) = (self.clause(&passed.title, lang), self.date(passed.day, lang));
        let mut values = vec![("name", &*name), ("date", &*day)];
        let (from, to) = (passed.effective_from, passed.effective_to);
        let (id, edge) = match (from.filter(|from| passed.day < *from), to) {
            (Some(from), _) => ("passed_over.before", Some(("from", from))),
            (None, Some(to)) => ("passed_over.after", Some(("to", to))),
            (None, None) => ("passed_over", None),
        };
        let edge = edge.map(|(key, date)| (key, self.date(date, lang)));
        values.extend(edge.iter().map(|(key, date)| (*key, date.as_str())));
        self.say(lang, id, &values)
    }

    /// The wording for "until when": a day, or a time of day where the period ends with one.
    pub(super) fn by(&self, last: Date, late_from: Option<Instant>, lang: Lang) -> String {
        match late_from.filter(|at| ends_within_day(*at, last)) {
            Some(at) => self.say(lang, "by.time", &[("moment", &self.moment(at, lang))]),
            None => self.by_day(last, lang),
        }
    }

    pub(super) fn by_day(&self, last: Date, lang: Lang) -> String {
        self.say(lang, "by.day", &[("date", &self.date(last, lang))])
    }

    /// The zone of the regime, where the book knows one.
    pub(super) fn zone(&self, obligation: &Obligation) -> Option<&Zone> {
        self.0.zones.get(&obligation.regime)
    }

    /// Puts the one who must act before a sentence of a duty that is not the firm's.
    pub(super) fn spoken_of(&self, actor: Actor, sentence: String, lang: Lang) -> String {
        match actor {
            Actor::Firm | Actor::Consumer => sentence,
            Actor::Regulator | Actor::Other => {
                let values = [("who", &*self.actor(actor, lang)), ("sentence", &*sentence)];
                self.say(lang, "other.sentence", &values)
            }
        }
    }
}

/// Whether the period ends before the end of its last day, or at a time of the next.
fn ends_within_day(late_from: Instant, last: Date) -> bool {
    let (date, time) = local(late_from);
    !(time == "00:00" && date > last)
}

struct Saying<'a> {
    book: &'a Phrasebook,
    of: &'a Obligation,
    today: Option<Date>,
    lang: Lang,
}

impl Saying<'_> {
    /// A phrase with the act and these values.
    fn with(&self, id: &'static str, values: &[(&str, &str)]) -> String {
        let act = self.book.clause(&self.of.act, self.lang);
        let mut all = vec![("act", act.as_str())];
        all.extend_from_slice(values);
        self.book.say(self.lang, id, &all)
    }

    /// The phrase for a consumer's time, or that for a duty.
    fn of_whom(&self, consumer: &'static str, duty: &'static str) -> &'static str {
        if self.of.actor == Actor::Consumer { consumer } else { duty }
    }

    fn sentence(&self) -> String {
        let sentence = match self.of.status {
            Status::NotStarted => return self.not_started(),
            Status::Paused => return self.paused(),
            Status::Cancelled => return self.cancelled(),
            Status::Undetermined => return self.undetermined(),
            Status::Running => self.running(),
            Status::Late => self.late(),
            Status::Met => self.met(),
            Status::MetLate => self.met_late(),
        };
        self.book.spoken_of(self.of.actor, sentence, self.lang)
    }

    /// The last day in force: the agreed one, which prevails, or the legal one.
    fn last(&self) -> Option<Date> {
        self.of.agreed_due.or(self.of.due)
    }

    fn by(&self, last: Date) -> String {
        self.book.by(last, self.late_from(), self.lang)
    }

    fn late_from(&self) -> Option<Instant> {
        let zone = self.book.zone(self.of);
        self.of.late_from.map(|at| zone.map_or(at, |zone| zone.show(at)))
    }

    fn date(&self, date: Date) -> String {
        self.book.date(date, self.lang)
    }

    /// When it was done, in the regime's zone.
    fn done(&self) -> Option<String> {
        let zone = self.book.zone(self.of);
        self.of.done.map(|done| self.book.moment_in(done, zone, self.lang))
    }

    fn running(&self) -> String {
        let Some(last) = self.last() else {
            return self.with(self.of_whom("consumer.promptly", "duty.promptly"), &[]);
        };
        if self.of.lapse == Lapse::Fulfilled {
            return self.with("duty.lasting", &[("date", &self.date(last))]);
        }
        let by = self.by(last);
        match (self.of.agreed_due, self.of.due) {
            (Some(_), Some(due)) => {
                let id = self.of_whom("consumer.agreed", "duty.agreed");
                self.with(id, &[("by", &by), ("due", &self.date(due))])
            }
            _ => self.with(self.of_whom("consumer.running", "duty.running"), &[("by", &by)]),
        }
    }

    fn late(&self) -> String {
        let Some(last) = self.last() else { return self.undetermined() };
        if self.of.actor == Actor::Consumer {
            return self.with("consumer.late", &[("date", &self.date(last))]);
        }
        let by = self.by(last);
        match self.today.and_then(|today| self.days_late(last, today)) {
            Some(days) => self.with("duty.late.days", &[("days", &days), ("by", &by)]),
            None => self.with("duty.late", &[("by", &by)]),
        }
    }

    /// Whole days after the last day; none on that day itself.
    fn days_late(&self, last: Date, day: Date) -> Option<String> {
        let days = day.since(last);
        (days > 0).then(|| self.book.days(days, self.lang))
    }

    fn met(&self) -> String {
        match (self.done(), self.last()) {
            (Some(done), Some(last)) => {
                let id = self.of_whom("consumer.met", "duty.met");
                self.with(id, &[("done", &done), ("due", &self.date(last))])
            }
            (Some(done), None) => self.with("duty.met.undated", &[("done", &done)]),
            (None, Some(last)) if self.of.basis == crate::clock::Basis::Computed => {
                self.with("duty.met.elapsed", &[("date", &self.date(last))])
            }
            (None, _) => self.with("duty.met.stated", &[]),
        }
    }

    fn met_late(&self) -> String {
        let (Some(done), Some(last)) = (self.done(), self.last()) else {
            return self.with("duty.met_late.stated", &[]);
        };
        let due = self.date(last);
        if self.of.actor == Actor::Consumer {
            return self.with("consumer.met_late", &[("done", &done), ("due", &due)]);
        }
        let zone = self.book.zone(self.of);
        let day = self.of.done.map(|done| match super::words::shown(done, zone) {
            Moment::Date(date) => date,
            Moment::Instant(instant) => local(instant).0,
        });
        match day.and_then(|day| self.days_late(last, day)) {
            Some(days) => self.with("duty.met_late.days", &[("done", &done), ("days", &days), ("due", &due)]),
            None => self.with("duty.met_late", &[("done", &done), ("due", &due)]),
        }
    }

    fn paused(&self) -> String {
        match self.of.not_before {
            Some(date) => self.with("duty.paused", &[("date", &self.date(date))]),
            None => self.with("duty.paused.undated", &[]),
        }
    }

    fn cancelled(&self) -> String {
        match (self.done(), self.last()) {
            (Some(done), _) => self.with("duty.cancelled", &[("done", &done)]),
            (None, Some(last)) => self.with("duty.cancelled.lapsed", &[("date", &self.date(last))]),
            (None, None) => self.with("duty.cancelled.undated", &[]),
        }
    }

    fn not_started(&self) -> String {
        match self.last() {
            Some(last) => self.with("duty.not_started.date", &[("date", &self.date(last))]),
            None => self.with("duty.not_started", &[]),
        }
    }

    fn undetermined(&self) -> String {
        let mut missing = Vec::new();
        // What the rule itself lacks is said by its mark, unless nothing else is missing.
        let mut needs: Vec<_> = self.of.needs.iter().filter(|need| need.decisive).collect();
        if needs.iter().any(|need| need.kind != NeedKind::Confirmation) {
            needs.retain(|need| need.kind != NeedKind::Confirmation);
        }
        for need in needs {
            let lack = self.book.lack(need, self.lang);
            if !missing.contains(&lack) {
                missing.push(lack);
            }
        }
        if missing.is_empty() {
            return self.with("duty.undetermined", &[]);
        }
        let missing = self.book.list(&missing, self.lang);
        match self.of.not_before {
            Some(date) => {
                let values = [("missing", &*missing), ("date", &*self.date(date))];
                self.with("duty.undetermined.not_before", &values)
            }
            None => self.with("duty.undetermined.missing", &[("missing", &missing)]),
        }
    }
}
