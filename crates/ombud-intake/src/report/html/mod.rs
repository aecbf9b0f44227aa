//! `report.html`: one file to read on any screen and to print, with nothing loaded from anywhere.

/// Formats into a string, which cannot fail.
macro_rules! put {
    ($out:expr, $($arg:tt)*) => {{
        let _ = write!($out, $($arg)*);
    }};
}
mod counts;
mod ledger;
mod missing;
mod proof;

use counts::{counts, split};
use ledger::{ledger, time};
use missing::missing;

use std::{fmt::Write as _, io::Write};

use ombud::model::Lang;

use super::{
    About, Result, Tally, Urgency, Words,
    line::Line,
    wording::{self as w, Word},
};

const STYLE: &str = include_str!("assets/report.css");
const SCRIPT: &str = include_str!("assets/filter.js");

/// Rows of a breakdown that the page shows.
const SHOWN: usize = 30;

/// Text as HTML shows it.
pub(super) fn esc(text: impl std::fmt::Display) -> String {
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
    head.push_str("<main>\n");
    out.write_all(head.as_bytes())?;
    ledger(about, tally, words, out)?;
    let mut rest = String::new();
    missing(&mut rest, about, tally, words);
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
        (w::SUBLINE_PASSED_OVER, tally.passed_over()),
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
    if !about.unread_sheets.is_empty() {
        let sheets = about.unread_sheets.join(w::ANSWER_SEP.get(lang));
        put!(out, "{space}<b>{}</b>", esc(w::SUBLINE_SHEETS.fill(lang, &[&sheets])));
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
        ("missing", w::MISSING),
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
        let line = Line::new(about, words, &other.place, &other.obligation, other.urgency, &other.ahead);
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
    for word in [w::HOW_1, w::HOW_2, w::HOW_3, w::HOW_4, w::HOW_5, w::HOW_6, w::HOW_7, w::HOW_8] {
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
