//! How many, by kind, clock and day.

use std::fmt::Write as _;

use ombud::{
    clock::{Confidence, Status},
    model::{Lang, RegimeId, RuleId},
};

use super::{
    super::{
        About, Breakdown, Tally, Urgency, Words, line,
        tally::{self, ByUrgency},
        wording::{self as w, Word},
    },
    SHOWN, esc,
    proof::first_of_month,
};

/// A small table: one column of words, then numbers.
pub(super) fn table<'a>(
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

pub(super) fn split(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
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

pub(super) fn counts(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
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
pub(super) fn chart(out: &mut String, about: &About, tally: &Tally) {
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
