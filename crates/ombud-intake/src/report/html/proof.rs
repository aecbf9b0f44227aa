//! Why that day: a proof folded under each line.

use std::fmt::Write as _;

use ombud::{
    clock::{Obligation, Origin, Proof, Reason, Unit},
    model::{Date, Lang, Moment},
};

use super::{
    super::{About, Words, line::Line, wording as w},
    esc,
};

/// Days that are drawn as a calendar; longer proofs are told in words alone.
const GRID: usize = 100;
/// Stretches of hours that are listed.
const SPANS: usize = 60;

/// The folded part of a row: one sentence, then the count.
pub(super) fn why(out: &mut String, about: &About, words: &dyn Words, obligation: &Obligation, line: &Line) {
    let lang = about.lang;
    let summary = match (line.work_to, obligation.status) {
        (Some(date), _) => w::WHY_DATE.fill(lang, &[&w::short_date(date, about.as_of, lang)]),
        (None, _) if line.instead.is_some() && !obligation.promptly => w::WHY_NONE.get(lang).to_owned(),
        _ => w::WHY_MORE.get(lang).to_owned(),
    };
    put!(out, "<details><summary>{}</summary>\n", esc(summary));
    proof(out, about, words, obligation);
    out.push_str("</details>");
}

/// One sentence, the count, and what stands behind it.
pub(super) fn proof(out: &mut String, about: &About, words: &dyn Words, obligation: &Obligation) {
    let lang = about.lang;
    out.push_str("<div class=\"proof\">\n");
    let lead = words.sentence(obligation, about.as_of, lang);
    put!(out, "<p class=\"lead\">{}</p>\n", esc(lead));
    let notes = words.details(obligation, lang);
    match words.prove(obligation) {
        Ok(proof) => counted(out, about, words, &proof),
        // What has no counted date has nothing to prove; any other fault is shown, not passed over.
        Err(error) if error.code() == ombud::ErrorCode::UnknownItem => {}
        Err(error) => put!(out, "<p class=\"lead\">{}</p>\n", esc(error.message(lang))),
    }
    if !notes.is_empty() {
        out.push_str("<ul class=\"notes\">");
        for note in &notes {
            put!(out, "<li>{}</li>", esc(note));
        }
        out.push_str("</ul>\n");
    }
    let text = w::SOURCE_LINE.fill(lang, &[&obligation.source]);
    put!(
        out,
        "<p class=\"ref\">{}</p>
</div>",
        esc(text)
    );
}

pub(super) fn moment(moment: Moment, lang: Lang) -> String {
    match moment {
        Moment::Date(date) => w::full_date(date, lang),
        Moment::Instant(instant) => {
            let text = instant.to_string();
            let day = text.get(..10).and_then(|day| day.parse::<Date>().ok());
            let clock = text.get(11..16).unwrap_or_default();
            match day {
                Some(day) => format!("{} {clock}", w::full_date(day, lang)),
                None => text,
            }
        }
    }
}

/// The count: where it starts, every day in words, and the same as a calendar.
fn counted(out: &mut String, about: &About, words: &dyn Words, proof: &Proof) {
    // A date that was named, or counted back, is told in words alone.
    if proof.origin != Origin::Counted {
        return;
    }
    let lang = about.lang;
    out.push_str("<div class=\"count\"><ul class=\"run\">");
    let at = moment(proof.start, lang);
    let start = match &proof.trigger {
        Some(trigger) => match (&trigger.event, &trigger.clock) {
            (Some(event), _) => w::START_EVENT.fill(lang, &[&words.event(event, lang), &at]),
            (None, Some(clock)) => w::START_CLOCK.fill(lang, &[&words.clock(clock, lang), &at]),
            (None, None) => w::START_PLAIN.fill(lang, &[&at]),
        },
        None => w::START_PLAIN.fill(lang, &[&at]),
    };
    put!(out, "<li>{}</li>", esc(start));
    for count in &proof.counts {
        let period = w::count(count.count, lang);
        let text = match count.count.unit {
            Unit::Hour | Unit::BusinessHour => w::COUNT_LINE_HOURS.fill(lang, &[&period]),
            _ => {
                let (from, to) = (w::long_date(count.from, lang), w::full_date(count.to, lang));
                w::COUNT_LINE.fill(lang, &[&period, &from, &to])
            }
        };
        put!(out, "<li>{}</li>", esc(text));
    }
    for text in runs(about, proof) {
        put!(out, "<li>{}</li>", esc(text));
    }
    for span in proof.spans.iter().take(SPANS) {
        let (from, to) = (moment(Moment::Instant(span.from), lang), moment(Moment::Instant(span.to), lang));
        let text = w::SPAN_LINE.fill(lang, &[&from, &to, &w::seconds(span.total_seconds, lang)]);
        put!(out, "<li>{}</li>", esc(text));
    }
    if let Some(late_from) = proof.late_from {
        let mut text = w::LATE_FROM.fill(lang, &[&moment(Moment::Instant(late_from), lang)]);
        if proof.closing_assumed {
            text.push_str(w::CLOSING.get(lang));
        }
        put!(out, "<li>{}</li>", esc(text));
    }
    let calendar = w::CALENDAR_LINE.fill(lang, &[&proof.calendar_version, &proof.zone, &proof.zone_database]);
    put!(out, "<li class=\"ref\">{}</li></ul>\n", esc(calendar));
    grid(out, about, proof);
    out.push_str("</div>\n");
}

/// The day with its month, as short as a cell.
pub(super) fn first_of_month(date: Date, about: &About) -> String {
    match about.lang {
        Lang::Zh => format!("{}/{}", date.month(), date.day()),
        Lang::En => w::short_date(date, date, Lang::En).replacen(' ', "\u{a0}", 1),
    }
}

fn reason(reason: &Reason, lang: Lang) -> String {
    match reason {
        Reason::CalendarDay => w::DAY_CALENDAR.get(lang).to_owned(),
        Reason::BusinessDay => w::DAY_BUSINESS.get(lang).to_owned(),
        Reason::MakeUpDay { name } => w::DAY_MAKE_UP.fill(lang, &[&name.get(lang)]),
        Reason::Weekend => w::DAY_WEEKEND.get(lang).to_owned(),
        Reason::Holiday { name } => name.get(lang).to_owned(),
        Reason::Paused { title, .. } => w::DAY_PAUSED.fill(lang, &[&title.get(lang)]),
        Reason::Suspended { title, .. } => w::DAY_SUSPENDED.fill(lang, &[&title.get(lang)]),
        _ => w::DAY_OTHER.get(lang).to_owned(),
    }
}

/// Every day of the proof in words, days that are alike and in a row together.
fn runs(about: &About, proof: &Proof) -> Vec<String> {
    let lang = about.lang;
    let day = |date: Date| w::short_date(date, about.as_of, lang);
    let mut out = Vec::new();
    let mut days = proof.days.iter().peekable();
    while let Some(first) = days.next() {
        let mut last = first;
        while let Some(next) = days
            .next_if(|next| next.reason == first.reason && next.counted.is_some() == first.counted.is_some())
        {
            last = next;
        }
        let range = match first.date == last.date {
            true => day(first.date),
            false => w::RUN_RANGE.fill(lang, &[&day(first.date), &day(last.date)]),
        };
        out.push(match (&first.reason, first.counted, last.counted) {
            (Reason::TriggerDay, ..) => w::RUN_START.fill(lang, &[&range]),
            (why, Some(from), Some(to)) => {
                let numbers = if from == to { from.to_string() } else { format!("{from}–{to}") };
                w::RUN_COUNTED.fill(lang, &[&range, &numbers, &reason(why, lang)])
            }
            (why, ..) => w::RUN_SKIPPED.fill(lang, &[&range, &reason(why, lang)]),
        });
    }
    out
}

/// The days as a calendar. What it shows stands in words beside it.
fn grid(out: &mut String, about: &About, proof: &Proof) {
    let lang = about.lang;
    let (Some(first), 2..=GRID) = (proof.days.first(), proof.days.len()) else { return };
    put!(out, "<div class=\"grid\" role=\"img\" aria-label=\"{}\">", w::GRID_LABEL.get(lang));
    let mut monday = first.date;
    let mut lead = 0_usize;
    while monday.weekday() != ombud::model::Weekday::Monday && lead < 6 {
        monday = monday.yesterday();
        lead = lead.saturating_add(1);
    }
    let mut day = monday;
    for _ in 0..7 {
        let name = w::weekday(day.weekday(), lang);
        let name = match lang {
            Lang::Zh => name.trim_start_matches('周'),
            Lang::En => name.get(..2).unwrap_or(name),
        };
        put!(out, "<u>{name}</u>");
        day = day.tomorrow();
    }
    for _ in 0..lead {
        out.push_str("<s></s>");
    }
    let last = proof.days.last().map(|day| day.date);
    for (i, day) in proof.days.iter().enumerate() {
        let kind = match &day.reason {
            Reason::TriggerDay => "t",
            Reason::CalendarDay | Reason::BusinessDay => "c",
            Reason::MakeUpDay { .. } => "m",
            Reason::Weekend | Reason::Holiday { .. } => "w",
            _ => "p",
        };
        let end = if Some(day.date) == last { " e" } else { "" };
        let prudent = if Some(day.date) == proof.prudent_due && end.is_empty() { " g" } else { "" };
        let name = match i == 0 || day.date.day() == 1 {
            true => first_of_month(day.date, about),
            false => day.date.day().to_string(),
        };
        let mark = match (&day.reason, day.counted) {
            (Reason::MakeUpDay { .. }, Some(n)) => format!("<sup>{}{n}</sup>", w::GRID_WORK.get(lang)),
            (_, Some(n)) => format!("<sup>{n}</sup>"),
            _ => String::new(),
        };
        put!(out, "<i class=\"{kind}{end}{prudent}\">{name}{mark}</i>");
    }
    out.push_str("</div>");
}
