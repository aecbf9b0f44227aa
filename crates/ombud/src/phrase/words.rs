//! Single words and short wordings: dates, times, units, lists, states.

use super::Phrasebook;
use crate::{
    clock::{Actor, Confidence, Count, Counting, Status, Unit},
    model::{Date, Instant, Label, Lang, Moment, Weekday, Zone},
};

impl Phrasebook {
    /// A date with its weekday: 2026年3月17日（周二） · Tue 17 March 2026.
    #[must_use]
    pub fn date(&self, date: Date, lang: Lang) -> String {
        let values = [
            ("year", &*date.year().to_string()),
            ("month", &*self.month_name(date, lang)),
            ("day", &*date.day().to_string()),
            ("weekday", &*self.weekday(date.weekday(), lang)),
        ];
        self.say(lang, "date", &values)
    }

    /// A date, or a date and the time of day in the offset that the instant is written in.
    #[must_use]
    pub fn moment(&self, moment: impl Into<Moment>, lang: Lang) -> String {
        match moment.into() {
            Moment::Date(date) => self.date(date, lang),
            Moment::Instant(instant) => {
                let (date, time) = local(instant);
                self.say(lang, "moment", &[("date", &self.date(date, lang)), ("time", &time)])
            }
        }
    }

    /// As [`moment`](Self::moment), in a zone where one is known.
    pub(super) fn moment_in(&self, moment: Moment, zone: Option<&Zone>, lang: Lang) -> String {
        self.moment(shown(moment, zone), lang)
    }

    /// A day of the week: 周二 · Tue.
    #[must_use]
    pub fn weekday(&self, day: Weekday, lang: Lang) -> String {
        let id = match day {
            Weekday::Monday => "weekday.monday",
            Weekday::Tuesday => "weekday.tuesday",
            Weekday::Wednesday => "weekday.wednesday",
            Weekday::Thursday => "weekday.thursday",
            Weekday::Friday => "weekday.friday",
            Weekday::Saturday => "weekday.saturday",
            Weekday::Sunday => "weekday.sunday",
        };
        self.say(lang, id, &[])
    }

    /// 2026年3月 · March 2026.
    pub(super) fn month(&self, date: Date, lang: Lang) -> String {
        let (year, month) = (date.year().to_string(), self.month_name(date, lang));
        self.say(lang, "month_of_year", &[("year", &year), ("month", &month)])
    }

    fn month_name(&self, date: Date, lang: Lang) -> String {
        let id = match date.month() {
            1 => "month.1",
            2 => "month.2",
            3 => "month.3",
            4 => "month.4",
            5 => "month.5",
            6 => "month.6",
            7 => "month.7",
            8 => "month.8",
            9 => "month.9",
            10 => "month.10",
            11 => "month.11",
            _ => "month.12",
        };
        self.say(lang, id, &[])
    }

    /// A number of units: 15个自然日 · 15 calendar days.
    #[must_use]
    pub fn unit(&self, unit: Unit, n: u32, lang: Lang) -> String {
        let (one, many) = match unit {
            Unit::Hour => ("unit.hour.one", "unit.hour.many"),
            Unit::BusinessHour => ("unit.business_hour.one", "unit.business_hour.many"),
            Unit::CalendarDay => ("unit.calendar_day.one", "unit.calendar_day.many"),
            Unit::BusinessDay => ("unit.business_day.one", "unit.business_day.many"),
            Unit::Week => ("unit.week.one", "unit.week.many"),
            Unit::Month => ("unit.month.one", "unit.month.many"),
            Unit::Year => ("unit.year.one", "unit.year.many"),
        };
        self.say(lang, if n == 1 { one } else { many }, &[("n", &n.to_string())])
    }

    /// As [`unit`](Self::unit), of a count.
    #[must_use]
    pub fn count(&self, count: Count, lang: Lang) -> String {
        self.unit(count.unit, count.n, lang)
    }

    /// A number of days, of whatever kind: 3天 · 3 days.
    #[must_use]
    pub fn days(&self, n: i64, lang: Lang) -> String {
        self.say(lang, if n == 1 { "days.one" } else { "days.many" }, &[("n", &n.to_string())])
    }

    /// A state in a word or two: 已超期 · overdue.
    #[must_use]
    pub fn status(&self, status: Status, lang: Lang) -> String {
        let id = match status {
            Status::NotStarted => "status.not_started",
            Status::Running => "status.running",
            Status::Paused => "status.paused",
            Status::Met => "status.met",
            Status::MetLate => "status.met_late",
            Status::Late => "status.late",
            Status::Cancelled => "status.cancelled",
            Status::Undetermined => "status.undetermined",
        };
        self.say(lang, id, &[])
    }

    /// How sure a rule is: 待核对 · to be confirmed.
    #[must_use]
    pub fn confidence(&self, confidence: Confidence, lang: Lang) -> String {
        let id = match confidence {
            Confidence::Text => "confidence.text",
            Confidence::Secondary => "confidence.secondary",
            Confidence::Unverified => "confidence.unverified",
        };
        self.say(lang, id, &[])
    }

    /// How sure the way of counting is: 推定 · inferred.
    #[must_use]
    pub fn counting(&self, counting: Counting, lang: Lang) -> String {
        let id = match counting {
            Counting::Text => "counting.text",
            Counting::Inferred => "counting.inferred",
        };
        self.say(lang, id, &[])
    }

    /// Who must act: 本机构 · The firm.
    #[must_use]
    pub fn actor(&self, actor: Actor, lang: Lang) -> String {
        let id = match actor {
            Actor::Firm => "actor.firm",
            Actor::Consumer => "actor.consumer",
            Actor::Regulator => "actor.regulator",
            Actor::Other => "actor.other",
        };
        self.say(lang, id, &[])
    }

    /// A list in words.
    pub(crate) fn list(&self, items: &[String], lang: Lang) -> String {
        items.join(&self.say(lang, "list.comma", &[]))
    }

    /// A pack's own words, with the punctuation of the language.
    pub(crate) fn label(&self, label: &Label, lang: Lang) -> String {
        match lang {
            Lang::Zh => full_width(&label.zh),
            Lang::En => label.en.clone(),
        }
    }

    /// A pack's own words as part of a sentence: without a full stop.
    pub(super) fn clause(&self, label: &Label, lang: Lang) -> String {
        self.label(label, lang).trim_end_matches(['。', '.', ' ']).to_owned()
    }

    /// A pack's own words as a sentence: with one.
    pub(super) fn ended(&self, label: &Label, lang: Lang) -> String {
        let mut out = self.label(label, lang);
        // What is quoted ends inside its quotes.
        if !out.trim_end_matches('”').ends_with(['。', '.', '！', '!', '？', '?']) {
            out.push_str(&self.say(lang, "sentence.end", &[]));
        }
        out
    }
}

/// Sentences one after another.
pub(super) fn join(sentences: &[String], lang: Lang) -> String {
    sentences.join(match lang {
        Lang::Zh => "",
        Lang::En => " ",
    })
}

/// The moment, in a zone where one is known.
pub(super) fn shown(moment: Moment, zone: Option<&Zone>) -> Moment {
    match (moment, zone) {
        (Moment::Instant(instant), Some(zone)) => Moment::Instant(zone.show(instant)),
        _ => moment,
    }
}

/// The date and the time of day as the instant is written; seconds only where there are any.
pub(super) fn local(instant: Instant) -> (Date, String) {
    let text = instant.to_string();
    let date = text.get(..10).and_then(|date| date.parse().ok()).unwrap_or(Date::MIN);
    let range = if text.get(17..19) == Some("00") { 11..16 } else { 11..19 };
    (date, text.get(range).unwrap_or_default().to_owned())
}

/// Chinese with the full-width punctuation that belongs to it: a comma, colon, semicolon, bracket,
/// question or exclamation mark that touches a Chinese character.
pub(super) fn full_width(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let chinese = |c: Option<&char>| c.is_some_and(|c| is_chinese(*c));
    let mut out = String::with_capacity(text.len());
    let mut before: Option<char> = None;
    for (i, c) in chars.iter().enumerate() {
        let touches = chinese(before.as_ref()) || chinese(chars.get(i.saturating_add(1)));
        out.push(match c {
            ',' if touches => '，',
            ';' if touches => '；',
            ':' if touches => '：',
            '(' if touches => '（',
            ')' if touches => '）',
            '?' if touches => '？',
            '!' if touches => '！',
            c => *c,
        });
        before = Some(*c);
    }
    out
}

fn is_chinese(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '《' | '》' | '“' | '”' | '〔' | '〕')
}

#[cfg(test)]
mod tests {
    use super::full_width;

    #[test]
    fn only_punctuation_that_touches_chinese_is_widened() {
        assert_eq!(full_width("情况复杂,延长至30日"), "情况复杂，延长至30日");
        assert_eq!(full_width("监管局(FCA)手册:投诉"), "监管局（FCA）手册：投诉");
        assert_eq!(full_width("12 CFR 1005.11(c)(1), 09:30"), "12 CFR 1005.11(c)(1), 09:30");
    }
}
