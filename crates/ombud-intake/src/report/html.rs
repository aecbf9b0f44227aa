//! `report.html`: one file to read on any screen and to print, with nothing loaded from anywhere.

use std::{fmt::Write as _, io::Write};

use ombud::{
    clock::{Confidence, Obligation, Proof, Reason, Status, Unit},
    model::{Date, Lang, Moment, RegimeId, RuleId},
};

use super::{
    About, Breakdown, Result, Tally, Urgency, Urgent, Words,
    line::{self, Line},
    tally::{self, ByUrgency},
    wording::{self as w, Word},
};

const STYLE: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/filter.js");

/// How many proofs are printed after the ledger.
const PRINTED: usize = 10;
/// Rows of a breakdown that the page shows.
const SHOWN: usize = 30;
/// Days that are drawn as a calendar; longer proofs are told in words alone.
const GRID: usize = 100;
/// Stretches of hours that are listed.
const SPANS: usize = 60;

/// Text as HTML shows it.
fn esc(text: impl std::fmt::Display) -> String {
    let text = text.to_string();
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Not allowed in a document, and of no use to a reader.
            c if c.is_control() && !matches!(c, '\n' | '\t') => out.push('\u{fffd}'),
            // Marks that turn the direction of a line would let a cell rewrite its neighbours.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            c => out.push(c),
        }
    }
    out
}

/// Formats into a string, which cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{
        let _ = write!($out, $($arg)*);
    }};
}

/// The one sentence.
pub(crate) fn answer(about: &About, tally: &Tally) -> String {
    let lang = about.lang;
    let rows = tally.open_rows();
    let week = rows.get(Urgency::Soon).saturating_add(rows.get(Urgency::Week));
    let mut parts = vec![w::ANSWER_OVERDUE.fill(lang, &[&rows.get(Urgency::Overdue)])];
    if rows.get(Urgency::Past) > 0 {
        parts.push(w::ANSWER_PAST.fill(lang, &[&rows.get(Urgency::Past)]));
    }
    parts.push(w::ANSWER_TODAY.fill(lang, &[&rows.get(Urgency::Today)]));
    parts.push(w::ANSWER_WEEK.fill(lang, &[&week]));
    let parts = parts.join(w::ANSWER_SEP.get(lang));
    w::ANSWER.fill(lang, &[&w::long_date(about.as_of, lang), &parts])
}

/// Writes the page.
pub(crate) fn page(about: &About, tally: &Tally, words: &dyn Words, out: &mut dyn Write) -> Result<()> {
    let lang = about.lang;
    let t = |word: Word| word.get(lang);
    let code = match lang {
        Lang::Zh => "zh-CN",
        Lang::En => "en",
    };
    let mut head = String::new();
    put!(
        head,
        "<!DOCTYPE html>\n<html lang=\"{code}\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n\
         <meta name=\"referrer\" content=\"no-referrer\">\n<meta name=\"robots\" content=\"noindex\">\n\
         <title>{} · {}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n",
        t(w::TITLE),
        esc(w::long_date(about.as_of, lang)),
    );
    header(&mut head, about, tally);
    out.write_all(head.as_bytes())?;
    out.write_all(b"<main>\n")?;
    ledger(about, tally, words, out)?;
    let mut rest = String::new();
    others(&mut rest, about, tally, words);
    split(&mut rest, about, tally, words);
    counts(&mut rest, about, tally, words);
    unconfirmed(&mut rest, about, tally, words);
    problems(&mut rest, about, tally, words);
    how(&mut rest, about);
    rest.push_str("</main>\n");
    small(&mut rest, about, tally);
    put!(rest, "<script>\n{SCRIPT}</script>\n</body>\n</html>\n");
    out.write_all(rest.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Where nothing is left to do, and why; nothing where there is something to do in every row.
fn idle(tally: &Tally, lang: Lang) -> Option<String> {
    let idle = tally.idle();
    let parts = idle.each().into_iter().filter(|(_, n)| *n > 0).map(|(word, n)| word.fill(lang, &[&n]));
    let parts: Vec<String> = parts.collect();
    let total = idle.total();
    (total > 0).then(|| w::SUBLINE_IDLE.fill(lang, &[&total, &parts.join(w::ANSWER_SEP.get(lang))]))
}

fn header(out: &mut String, about: &About, tally: &Tally) {
    let lang = about.lang;
    let t = |word: Word| word.get(lang);
    put!(out, "<a class=\"skip\" href=\"#ledger\">{}</a>\n<header>\n<h1>{}</h1>\n", t(w::SKIP), t(w::TITLE));
    put!(out, "<p class=\"answer\">{}</p>\n<p>", esc(answer(about, tally)));
    let open = tally.open_rows();
    put!(out, "{}", w::SUBLINE.fill(lang, &[&tally.rows(), &open.total(), &tally.duties().total()]));
    let notes = [
        (w::SUBLINE_UNDATED, open.get(Urgency::Undated)),
        (w::SUBLINE_REJECTED, tally.rejected()),
        (w::SUBLINE_TROUBLES, tally.with_troubles()),
    ];
    let space = match lang {
        Lang::Zh => "",
        Lang::En => " ",
    };
    if let Some(idle) = idle(tally, lang) {
        put!(out, "{space}{idle}");
    }
    for (word, n) in notes {
        if n > 0 {
            put!(out, "{space}{}", word.fill(lang, &[&n]));
        }
    }
    put!(out, "{space}{}</p>\n<dl class=\"from\">", t(w::ONE_EACH));
    if !about.files.is_empty() {
        put!(out, "<div><dt>{}</dt><dd>{}</dd></div>", t(w::MADE_FROM), esc(about.files.join(", ")));
    }
    if let Some(source) = &about.source {
        put!(out, "<div><dt>{}</dt><dd>{}</dd></div>", t(w::LAYOUT), esc(source.get(lang)));
    }
    if !about.regimes.is_empty() {
        let regimes: Vec<String> =
            about.regimes.iter().map(|(_, title)| title.get(lang).to_owned()).collect();
        put!(out, "<div><dt>{}</dt><dd>{}</dd></div>", t(w::RULES_USED), esc(w::join(&regimes, lang)));
    }
    put!(out, "</dl>\n<p class=\"draft\">{}</p>\n<nav aria-label=\"{}\"><ul>", t(w::DRAFT), t(w::CONTENTS));
    let sections = [
        ("ledger", w::LEDGER),
        ("split", w::SPLIT),
        ("counts", w::COUNTS),
        ("unconfirmed", w::UNCONFIRMED),
        ("problems", w::PROBLEMS),
        ("how", w::HOW),
    ];
    for (id, title) in sections {
        put!(out, "<li><a href=\"#{id}\">{}</a></li>", t(title));
    }
    out.push_str("</ul></nav>\n</header>\n");
}

fn ledger(about: &About, tally: &Tally, words: &dyn Words, out: &mut dyn Write) -> Result<()> {
    let lang = about.lang;
    let t = |word: Word| word.get(lang);
    let urgent = tally.urgent();
    let confirmed = tally.duties().total().saturating_sub(tally.duties().get(Urgency::Unconfirmed));
    let mut head = String::new();
    put!(head, "<section id=\"ledger\">\n<h2>{}</h2>\n", t(w::LEDGER));
    if urgent.is_empty() {
        put!(head, "<p>{}</p>\n", t(w::LEDGER_EMPTY));
    } else if u64::try_from(urgent.len()).unwrap_or(u64::MAX) < confirmed {
        put!(head, "<p>{}</p>\n", w::LEDGER_NOTE.fill(lang, &[&urgent.len(), &confirmed]));
    } else {
        put!(head, "<p>{}</p>\n", w::LEDGER_ALL.fill(lang, &[&confirmed]));
    }
    put!(
        head,
        "<div id=\"filter\" hidden data-handler=\"{}\" data-branch=\"{}\" data-text=\"{}\" data-all=\"{}\" data-count=\"{}\"></div>\n",
        t(w::FILTER_HANDLER),
        t(w::FILTER_BRANCH),
        t(w::FILTER_TEXT),
        t(w::FILTER_ALL),
        t(w::FILTER_COUNT),
    );
    out.write_all(head.as_bytes())?;
    for urgency in Urgency::ALL {
        let items: Vec<&Urgent> = urgent.iter().copied().filter(|item| item.urgency == urgency).collect();
        let total = tally.duties().get(urgency);
        if items.is_empty() {
            continue;
        }
        let shown = u64::try_from(items.len()).unwrap_or(u64::MAX);
        let many = match shown == total {
            true => w::GROUP_ITEMS.fill(lang, &[&total]),
            false => w::GROUP_SHOWN.fill(lang, &[&total, &shown]),
        };
        let title = format!("{} <small>{many}</small>", w::urgency(urgency).get(lang));
        let folded = urgency > Urgency::Week;
        let mut group = String::new();
        match folded {
            true => put!(
                group,
                "<details class=\"group {}\"><summary><h3>{title}</h3></summary>\n",
                class(urgency)
            ),
            false => put!(group, "<div class=\"group {}\"><h3>{title}</h3>\n", class(urgency)),
        }
        table_head(&mut group, about, &format!("{} · {}", t(w::LEDGER), w::urgency(urgency).get(lang)));
        for item in items {
            row(&mut group, about, words, item);
            // Hundreds of proofs: written as they are made.
            out.write_all(group.as_bytes())?;
            group.clear();
        }
        group.push_str("</table>\n");
        group.push_str(if folded { "</details>\n" } else { "</div>\n" });
        out.write_all(group.as_bytes())?;
    }
    let mut paper = String::from("</section>\n");
    statements(&mut paper, about, words, &urgent);
    out.write_all(paper.as_bytes())?;
    Ok(())
}

/// For paper, where nothing can be opened: the first proofs after the ledger.
fn statements(out: &mut String, about: &About, words: &dyn Words, urgent: &[&Urgent]) {
    let lang = about.lang;
    let first: Vec<&Urgent> =
        urgent.iter().copied().filter(|item| item.urgency <= Urgency::Week).take(PRINTED).collect();
    if first.is_empty() {
        return;
    }
    let title = w::STATEMENTS.fill(lang, &[&first.len()]);
    put!(out, "<section class=\"paper\">\n<h2>{title}</h2>\n<p>{}</p>\n", w::STATEMENTS_NOTE.get(lang));
    for item in first {
        let line = Line::new(about, words, &item.place, &item.obligation, item.urgency);
        let tag = w::urgency(item.urgency).get(lang);
        put!(
            out,
            "<article class=\"{}\"><h3>{} · {} <b class=\"tag\">{tag}</b></h3>\n",
            class(item.urgency),
            esc(&line.id),
            esc(&line.clock)
        );
        proof(out, about, words, &item.obligation);
        out.push_str("</article>\n");
    }
    out.push_str("</section>\n");
}

fn class(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Overdue | Urgency::Past | Urgency::Today => "red",
        Urgency::Soon | Urgency::Week => "amber",
        Urgency::Later => "green",
        Urgency::Unconfirmed => "grey",
        Urgency::Promptly | Urgency::Paused | Urgency::Undated => "quiet",
    }
}

const COLUMNS: [Word; 8] = [
    w::COL_URGENCY,
    w::COL_ID,
    w::COL_WHO,
    w::COL_PRODUCT_KIND,
    w::COL_ACT,
    w::COL_WORK_TO,
    w::COL_LEGAL,
    w::COL_MISSING,
];

fn table_head(out: &mut String, about: &About, caption: &str) {
    put!(out, "<table class=\"ledger\"><caption>{}</caption><thead><tr>", esc(caption));
    for column in COLUMNS {
        put!(out, "<th scope=\"col\">{}</th>", column.get(about.lang));
    }
    out.push_str("</tr></thead>\n");
}

/// One cell of the ledger, with its column's name for narrow screens.
fn cell(out: &mut String, class: &str, column: Word, lang: Lang, html: &str) {
    let empty = if html.is_empty() { " empty" } else { "" };
    put!(out, "<td class=\"{class}{empty}\" data-l=\"{}\">{html}</td>", column.get(lang));
}

fn time(date: Date, about: &About) -> String {
    let (day, name) = (w::short_date(date, about.as_of, about.lang), w::weekday(date.weekday(), about.lang));
    match about.lang {
        Lang::Zh => format!("<time datetime=\"{date}\"><span>{day}</span> <span>{name}</span></time>"),
        Lang::En => format!("<time datetime=\"{date}\"><span>{name}</span> <span>{day}</span></time>"),
    }
}

fn row(out: &mut String, about: &About, words: &dyn Words, item: &Urgent) {
    let lang = about.lang;
    let line = Line::new(about, words, &item.place, &item.obligation, item.urgency);
    let none = || format!("<span class=\"none\">{}</span>", w::NOT_GIVEN.get(lang));
    let or_none = |text: &Option<String>| text.as_ref().map_or_else(none, esc);
    put!(
        out,
        "<tbody class=\"{}\" data-h=\"{}\" data-b=\"{}\" data-rule=\"{}\">\n<tr>",
        class(item.urgency),
        esc(item.place.handler.as_deref().unwrap_or_default()),
        esc(item.place.branch.as_deref().unwrap_or_default()),
        esc(&item.obligation.clock),
    );
    let state = match item.obligation.status {
        Status::Paused | Status::Undetermined => format!("<small>{}</small>", line.status),
        _ => String::new(),
    };
    let html = format!("<b class=\"tag\">{}</b>{state}", w::urgency(item.urgency).get(lang));
    cell(out, "u", w::COL_URGENCY, lang, &html);
    let mut small = line.part.clone().map(|part| format!("<small>{}</small>", esc(part))).unwrap_or_default();
    if item.place.id.is_some() {
        put!(small, "<small>{}</small>", w::ROW_SMALL.fill(lang, &[&item.place.number]));
    }
    put!(
        out,
        "<th scope=\"row\" class=\"id\" data-l=\"{}\">{}{small}</th>",
        w::COL_ID.get(lang),
        esc(&line.id)
    );
    let html = format!("{}<small>{}</small>", or_none(&item.place.handler), or_none(&item.place.branch));
    cell(out, "who", w::COL_WHO, lang, &html);
    let html = format!("{}<small>{}</small>", or_none(&line.product), esc(&line.kind));
    cell(out, "product", w::COL_PRODUCT_KIND, lang, &html);
    let mut html = format!("<b>{}</b>", esc(&line.act));
    if line.clock != line.act {
        put!(html, "<small>{}</small>", esc(&line.clock));
    }
    put!(html, "<small class=\"cite\">{}</small>", esc(&line.cite));
    cell(out, "act", w::COL_ACT, lang, &html);
    let html = match (line.work_to, &line.instead) {
        (Some(date), None) => {
            let left = line.left(lang).unwrap_or_default();
            let provisional = match item.obligation.prudent_provisional {
                true => format!("<small>{}</small>", w::PROVISIONAL.get(lang)),
                false => String::new(),
            };
            format!("<b>{}</b><small>{left}</small>{provisional}", time(date, about))
        }
        (_, instead) => esc(instead.as_deref().unwrap_or_default()),
    };
    cell(out, "date", w::COL_WORK_TO, lang, &html);
    let mut html = line.legal.map(|date| time(date, about)).unwrap_or_default();
    if let Some(agreed) = line.agreed {
        put!(html, "<small>{}</small>", w::AGREED.fill(lang, &[&w::short_date(agreed, about.as_of, lang)]));
    }
    if html.is_empty() {
        html.push_str(w::DASH.get(lang));
    }
    cell(out, "date", w::COL_LEGAL, lang, &html);
    let mut html = String::new();
    for must in &line.must {
        put!(html, "<b>{}</b>", esc(must));
    }
    for could in &line.could {
        put!(html, "<small>{}</small>", esc(could));
    }
    if html.is_empty() {
        put!(html, "<span class=\"none\">{}</span>", w::NOTHING.get(lang));
    }
    cell(out, "missing", w::COL_MISSING, lang, &html);
    put!(out, "</tr>\n<tr class=\"why\"><td colspan=\"{}\">", COLUMNS.len());
    why(out, about, words, &item.obligation, &line);
    out.push_str("</td></tr></tbody>\n");
}

/// The folded part of a row: one sentence, then the count.
fn why(out: &mut String, about: &About, words: &dyn Words, obligation: &Obligation, line: &Line) {
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
fn proof(out: &mut String, about: &About, words: &dyn Words, obligation: &Obligation) {
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

fn moment(moment: Moment, lang: Lang) -> String {
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
fn first_of_month(date: Date, about: &About) -> String {
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

fn others(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
    let lang = about.lang;
    let others = tally.others();
    if others.is_empty() {
        return;
    }
    put!(
        out,
        "<section id=\"others\">\n<details class=\"group\"><summary><h2>{} <small>{}</small></h2></summary>\n<p>{}</p>\n<div class=\"scroll\"><table class=\"plain\"><thead><tr>",
        w::OTHERS.get(lang),
        w::GROUP_ITEMS.fill(lang, &[&others.len()]),
        w::OTHERS_NOTE.fill(lang, &[&others.len()]),
    );
    for column in [w::COL_ID, w::COL_ACTOR, w::COL_ACT, w::COL_LEGAL, w::COL_CITE] {
        put!(out, "<th scope=\"col\">{}</th>", column.get(lang));
    }
    out.push_str("</tr></thead><tbody>\n");
    for other in others {
        let line = Line::new(about, words, &other.place, &other.obligation, other.urgency);
        let date = line.legal.map(|date| time(date, about)).unwrap_or_default();
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{date}</td><td>{}</td></tr>\n",
            esc(&line.id),
            line.actor,
            esc(&line.act),
            esc(&line.cite),
        );
    }
    out.push_str("</tbody></table></div></details></section>\n");
}

/// A small table: one column of words, then numbers.
fn table<'a>(
    out: &mut String,
    heads: impl IntoIterator<Item = &'a str>,
    rows: impl IntoIterator<Item = (String, Vec<u64>)>,
) {
    out.push_str("<div class=\"scroll\"><table class=\"plain\"><thead><tr>");
    for (i, head) in heads.into_iter().enumerate() {
        let class = if i == 0 { "" } else { " class=\"n\"" };
        put!(out, "<th scope=\"col\"{class}>{}</th>", esc(head));
    }
    out.push_str("</tr></thead><tbody>\n");
    for (name, numbers) in rows {
        put!(out, "<tr><th scope=\"row\">{name}</th>");
        for n in numbers {
            let zero = if n == 0 { " zero" } else { "" };
            put!(out, "<td class=\"n{zero}\">{n}</td>");
        }
        out.push_str("</tr>\n");
    }
    out.push_str("</tbody></table></div>\n");
}

fn split(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
    let lang = about.lang;
    put!(
        out,
        "<section id=\"split\">\n<h2>{}</h2>\n<p>{}</p>\n<p>{}</p>\n",
        w::SPLIT.get(lang),
        w::SPLIT_NOTE.get(lang),
        w::SPLIT_KIND.get(lang)
    );
    let heads = [w::COL_KIND, w::COL_TOTAL, w::COL_OPEN, w::COL_IDLE].map(|word| word.get(lang));
    let rows = tally.kinds().into_iter().map(|(kind, open, idle)| {
        let open = open.total();
        (esc(line::kind(&kind, words, lang)), vec![open.saturating_add(idle), open, idle])
    });
    table(out, heads, rows);
    out.push_str("</section>\n");
}

/// The degrees that a breakdown shows.
const DEGREES: [Urgency; 9] = [
    Urgency::Overdue,
    Urgency::Past,
    Urgency::Today,
    Urgency::Soon,
    Urgency::Week,
    Urgency::Later,
    Urgency::Promptly,
    Urgency::Paused,
    Urgency::Undated,
];

fn breakdown(out: &mut String, about: &About, title: Word, value: Word, all: &Breakdown) {
    let lang = about.lang;
    put!(out, "<h3>{}</h3>\n", title.get(lang));
    if all.overflow() {
        put!(out, "<p>{}</p>\n", w::BY_OVERFLOW.fill(lang, &[&tally::MOST_VALUES]));
        return;
    }
    let sorted = all.sorted();
    // Degrees that occur nowhere would only widen the table.
    let degrees: Vec<Urgency> = DEGREES
        .into_iter()
        .filter(|degree| *degree <= Urgency::Week || sorted.iter().any(|(_, n)| n.get(*degree) > 0))
        .filter(|degree| *degree != Urgency::Past || sorted.iter().any(|(_, n)| n.get(*degree) > 0))
        .collect();
    let heads = [value.get(lang), w::COL_TOTAL.get(lang)]
        .into_iter()
        .chain(degrees.iter().map(|degree| w::urgency(*degree).get(lang)));
    let rows = sorted.iter().take(SHOWN).map(|(value, numbers): &(Option<&str>, ByUrgency)| {
        let name = match value {
            Some(value) => esc(value),
            None => format!("<span class=\"none\">{}</span>", w::NOT_GIVEN.get(lang)),
        };
        let each = degrees.iter().map(|degree| numbers.get(*degree));
        (name, [numbers.total()].into_iter().chain(each).collect())
    });
    table(out, heads, rows);
    if sorted.len() > SHOWN {
        put!(out, "<p>{}</p>\n", w::BY_MORE.fill(lang, &[&sorted.len().saturating_sub(SHOWN)]));
    }
}

fn counts(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
    let lang = about.lang;
    put!(out, "<section id=\"counts\">\n<h2>{}</h2>\n", w::COUNTS.get(lang));
    chart(out, about, tally);
    put!(out, "<h3>{}</h3>\n", w::COUNT_CLOCKS.get(lang));
    let statuses: Vec<Status> = Status::ALL
        .into_iter()
        .filter(|status| tally.clocks().any(|(_, _, count)| count.statuses.contains_key(status)))
        .collect();
    out.push_str("<p class=\"key\" aria-hidden=\"true\">");
    for status in &statuses {
        put!(
            out,
            "<span><svg viewBox=\"0 0 10 10\"><rect width=\"10\" height=\"10\" class=\"s-{}\"/></svg>{}</span>",
            status.name(),
            w::status(*status).get(lang)
        );
    }
    out.push_str("</p>\n");
    let idle = |count: &tally::ClockCount| {
        count.total().saturating_sub(count.statuses.get(&Status::NotStarted).copied().unwrap_or(0))
    };
    let mut clocks: Vec<_> = tally.clocks().collect();
    clocks.sort_by_key(|(_, _, count)| std::cmp::Reverse(idle(count)));
    let many = tally.regimes().count() > 1;
    let begun = clocks.partition_point(|(_, _, count)| idle(count) > 0);
    let (begun, waiting) = clocks.split_at_checked(begun).unwrap_or((&clocks, &[]));
    clock_table(out, about, words, &statuses, begun, many);
    if !waiting.is_empty() {
        let title = w::COUNT_WAITING.fill(lang, &[&waiting.len()]);
        put!(out, "<details class=\"group\"><summary>{title}</summary>\n");
        clock_table(out, about, words, &statuses, waiting, many);
        out.push_str("</details>\n");
    }
    if many {
        put!(out, "<h3>{}</h3>\n", w::COUNT_REGIMES.get(lang));
        let rows = tally.regimes().map(|(id, rows, duties)| (esc(about.regime(id)), vec![rows, duties]));
        let heads = [w::COL_REGIME, w::COL_COUNT, w::COL_DUTIES].map(|word| word.get(lang));
        table(out, heads, rows);
    }
    breakdown(out, about, w::BY_HANDLER, w::COL_HANDLER, tally.handlers());
    breakdown(out, about, w::BY_BRANCH, w::COL_BRANCH, tally.branches());
    breakdown(out, about, w::BY_PRODUCT, w::COL_PRODUCT, tally.products());
    out.push_str("</section>\n");
}

fn clock_table(
    out: &mut String,
    about: &About,
    words: &dyn Words,
    statuses: &[Status],
    clocks: &[(&RegimeId, &RuleId, &tally::ClockCount)],
    many: bool,
) {
    let lang = about.lang;
    out.push_str("<div class=\"scroll\"><table class=\"plain clocks\"><thead><tr>");
    put!(out, "<th scope=\"col\">{}</th><td></td>", w::COL_CLOCK.get(lang));
    for status in statuses {
        put!(out, "<th scope=\"col\" class=\"n\">{}</th>", w::status(*status).get(lang));
    }
    put!(out, "<th scope=\"col\" class=\"n\">{}</th></tr></thead><tbody>\n", w::COL_TOTAL.get(lang));
    for (regime, rule, count) in clocks.iter().copied() {
        let (grey, tag) = match count.confidence {
            Confidence::Unverified => {
                let tag = format!("<b class=\"tag\">{}</b> ", w::TO_CONFIRM.get(lang));
                (" class=\"unconfirmed\"", tag)
            }
            _ => ("", String::new()),
        };
        let title = esc(count.title.get(lang));
        put!(out, "<tr{grey} data-rule=\"{}\"><th scope=\"row\">{tag}{title}", esc(rule));
        let cite = words.cites(&count.cite, lang);
        let regime = if many { format!("{} · ", esc(about.regime(regime))) } else { String::new() };
        put!(out, "<small>{regime}{}</small></th><td class=\"bar\">", esc(cite));
        bar(out, count, lang);
        out.push_str("</td>");
        for status in statuses {
            let n = count.statuses.get(status).copied().unwrap_or(0);
            let zero = if n == 0 { " zero" } else { "" };
            put!(out, "<td class=\"n{zero}\">{n}</td>");
        }
        put!(out, "<td class=\"n\">{}</td></tr>\n", count.total());
    }
    out.push_str("</tbody></table></div>\n");
}

/// One clock's statuses as shares of a line; the numbers stand in the same row.
fn bar(out: &mut String, count: &tally::ClockCount, lang: Lang) {
    let total = count.total().max(1);
    out.push_str("<svg viewBox=\"0 0 1000 10\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    let mut x = 0_u64;
    let mut sum = 0_u64;
    for status in Status::ALL {
        let n = count.statuses.get(&status).copied().unwrap_or(0);
        sum = sum.saturating_add(n);
        let to = sum.saturating_mul(1000).checked_div(total).unwrap_or(0);
        if n > 0 {
            put!(
                out,
                "<rect x=\"{x}\" width=\"{}\" height=\"10\" class=\"s-{}\"><title>{} {n}</title></rect>",
                to.saturating_sub(x),
                status.name(),
                w::status(status).get(lang)
            );
        }
        x = to;
    }
    out.push_str("</svg>");
}

/// The next fourteen days, and what is past, as columns with their numbers.
fn chart(out: &mut String, about: &About, tally: &Tally) {
    let lang = about.lang;
    let past = tally.duties().get(Urgency::Overdue).saturating_add(tally.duties().get(Urgency::Past));
    let most = tally.days().iter().copied().max().unwrap_or(0).max(1);
    let mut columns: Vec<(String, String, u64, &str, String)> = vec![(
        w::CHART_DAYS_PAST.get(lang).to_owned(),
        String::new(),
        past,
        "red",
        w::CHART_DAYS_PAST.get(lang).to_owned(),
    )];
    let mut day = about.as_of;
    for (i, n) in tally.days().iter().enumerate() {
        let name = w::weekday(day.weekday(), lang);
        let name = match lang {
            Lang::Zh => name.trim_start_matches('周'),
            Lang::En => name.get(..2).unwrap_or(name),
        };
        let class = match i {
            0 => "red",
            1..=7 => "amber",
            _ => "green",
        };
        let number = match (lang, i == 0 || day.day() == 1) {
            (Lang::Zh, true) => first_of_month(day, about),
            _ => day.day().to_string(),
        };
        columns.push((number, name.to_owned(), *n, class, w::short_date(day, about.as_of, lang)));
        day = day.tomorrow();
    }
    let said: Vec<String> = columns
        .iter()
        .filter(|(_, _, n, ..)| *n > 0)
        .map(|(_, _, n, _, long)| w::CHART_ALT.fill(lang, &[long, n]))
        .collect();
    put!(
        out,
        "<h3>{}</h3>\n<svg class=\"days\" viewBox=\"0 0 360 132\" role=\"img\" aria-labelledby=\"days-t days-d\"><title id=\"days-t\">{}</title><desc id=\"days-d\">{}</desc>\n<line x1=\"0\" y1=\"100\" x2=\"360\" y2=\"100\"/>\n",
        w::CHART_DAYS.get(lang),
        w::CHART_DAYS.get(lang),
        esc(w::join(&said, lang)),
    );
    for (i, (number, name, n, class, _)) in columns.iter().enumerate() {
        let x = i.saturating_mul(24);
        let middle = x.saturating_add(12);
        // What is past may dwarf the rest: it is cut at the top and says its number.
        let height = n.saturating_mul(80).checked_div(most).unwrap_or(0).min(80).max(u64::from(*n > 0));
        let top = 100_u64.saturating_sub(height);
        if *n > 0 {
            put!(
                out,
                "<rect x=\"{}\" y=\"{top}\" width=\"18\" height=\"{height}\" class=\"{class}\"/>",
                x.saturating_add(3)
            );
            put!(out, "<text x=\"{middle}\" y=\"{}\" class=\"v\">{n}</text>", top.saturating_sub(4));
        }
        put!(
            out,
            "<text x=\"{middle}\" y=\"112\">{number}</text><text x=\"{middle}\" y=\"124\">{name}</text>\n"
        );
    }
    out.push_str("</svg>\n");
}

fn unconfirmed(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
    let lang = about.lang;
    put!(out, "<section id=\"unconfirmed\">\n<h2>{}</h2>\n", w::UNCONFIRMED.get(lang));
    let mut rules: Vec<_> = tally.clocks().filter(|(_, _, count)| count.unconfirmed > 0).collect();
    if rules.is_empty() {
        put!(out, "<p>{}</p>\n</section>\n", w::UNCONFIRMED_NONE.get(lang));
        return;
    }
    rules.sort_by_key(|(_, _, count)| std::cmp::Reverse(count.unconfirmed));
    put!(
        out,
        "<p>{}</p>\n<div class=\"scroll\"><table class=\"plain unconfirmed\"><thead><tr>",
        w::UNCONFIRMED_NOTE.get(lang)
    );
    for column in [w::COL_CLOCK, w::COL_DUTIES, w::COL_NEAREST, w::COL_CITE, w::COL_SOURCE] {
        put!(out, "<th scope=\"col\">{}</th>", column.get(lang));
    }
    out.push_str("</tr></thead><tbody>\n");
    for (_, rule, count) in rules {
        let cite = words.cites(&count.cite, lang);
        let nearest = match &count.nearest {
            Some((date, Some(id))) => format!("{id} · {}", w::short_date(*date, about.as_of, lang)),
            Some((date, None)) => w::short_date(*date, about.as_of, lang),
            None => w::DASH.get(lang).to_owned(),
        };
        put!(
            out,
            "<tr data-rule=\"{}\"><th scope=\"row\"><b class=\"tag\">{}</b> {}</th><td class=\"n\">{}</td><td>{}</td><td>{}</td><td>{}</td></tr>\n",
            esc(rule),
            w::TO_CONFIRM.get(lang),
            esc(count.title.get(lang)),
            count.unconfirmed,
            esc(nearest),
            esc(cite),
            esc(&count.source),
        );
    }
    out.push_str("</tbody></table></div>\n</section>\n");
}

fn problems(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
    let lang = about.lang;
    put!(out, "<section id=\"problems\">\n<h2>{}</h2>\n", w::PROBLEMS.get(lang));
    let troubles = tally.troubles();
    if troubles.is_empty() {
        put!(out, "<p>{}</p>\n</section>\n", w::PROBLEMS_NONE.get(lang));
        return;
    }
    put!(
        out,
        "<p>{}</p>\n<div class=\"scroll\"><table class=\"plain\"><thead><tr>",
        w::PROBLEMS_NOTE.get(lang)
    );
    for column in [w::COL_REASON, w::COL_COLUMN, w::COL_SHAPE, w::COL_TIMES] {
        put!(out, "<th scope=\"col\">{}</th>", column.get(lang));
    }
    out.push_str("</tr></thead><tbody>\n");
    for (key, n) in troubles.iter().take(SHOWN) {
        put!(
            out,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td><code>{}</code></td><td class=\"n\">{n}</td></tr>\n",
            esc(words.reason(&key.reason, lang)),
            esc(key.column.as_deref().unwrap_or_default()),
            esc(key.shape.as_deref().unwrap_or_default()),
        );
    }
    out.push_str("</tbody></table></div>\n");
    if troubles.len() > SHOWN {
        put!(out, "<p>{}</p>\n", w::BY_MORE.fill(lang, &[&troubles.len().saturating_sub(SHOWN)]));
    }
    out.push_str("</section>\n");
}

fn how(out: &mut String, about: &About) {
    let lang = about.lang;
    put!(out, "<section id=\"how\">\n<h2>{}</h2>\n<ul>", w::HOW.get(lang));
    for word in [w::HOW_1, w::HOW_2, w::HOW_3, w::HOW_4, w::HOW_5, w::HOW_6] {
        put!(out, "<li>{}</li>", word.get(lang));
    }
    out.push_str("</ul>\n</section>\n");
}

fn small(out: &mut String, about: &About, tally: &Tally) {
    let lang = about.lang;
    put!(out, "<footer>\n<h2>{}</h2>\n<dl>", w::SMALL.get(lang));
    let calendars: Vec<String> =
        about.calendars.iter().map(|(title, version)| format!("{} {version}", title.get(lang))).collect();
    let parts = [
        (w::SMALL_BUNDLE, about.bundle.clone()),
        (w::SMALL_PROGRAM, about.program.clone()),
        (w::SMALL_CALENDARS, w::join(&calendars, lang)),
        (w::SMALL_ZONES, about.zones.clone()),
    ];
    for (name, value) in parts {
        if !value.is_empty() {
            put!(out, "<div><dt>{}</dt><dd>{}</dd></div>", name.get(lang), esc(value));
        }
    }
    out.push_str("</dl>\n");
    if tally.clocks().next().is_some() {
        put!(out, "<details><summary>{}</summary><ul>", w::SMALL_IDS.get(lang));
        for (regime, rule, count) in tally.clocks() {
            put!(out, "<li>{} — {} / {}</li>", esc(count.title.get(lang)), esc(regime), esc(rule));
        }
        out.push_str("</ul></details>\n");
    }
    out.push_str("</footer>\n");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_in_a_cell_stays_text() {
        assert_eq!(
            esc("<img src=x onerror='a()'>&\"\u{202e}x\u{0}"),
            "&lt;img src=x onerror=&#39;a()&#39;&gt;&amp;&quot;x\u{fffd}"
        );
    }
}
