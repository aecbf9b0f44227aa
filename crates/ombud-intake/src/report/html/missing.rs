//! What to record, case by case, each thing once.

use std::fmt::Write as _;

use super::{
    super::{
        About, Tally, Words, line,
        missing::{Case, Lack, What},
        wording as w,
    },
    esc,
    ledger::time,
};

/// How many cases are seen without unfolding.
const AT_ONCE: usize = 10;

pub(super) fn missing(out: &mut String, about: &About, tally: &Tally, words: &dyn Words) {
    let lang = about.lang;
    let (cases, total) = (tally.missing().sorted(), tally.missing().total());
    put!(out, "<section id=\"missing\">\n<h2>{}</h2>\n", w::MISSING.get(lang));
    if cases.is_empty() {
        put!(out, "<p>{}</p>\n</section>\n", w::MISSING_NONE.get(lang));
        return;
    }
    put!(out, "<p>{}</p>\n", w::MISSING_NOTE.fill(lang, &[&total]));
    let (first, rest) = cases.split_at_checked(AT_ONCE).unwrap_or((&cases, &[]));
    table(out, about, words, first);
    if !rest.is_empty() {
        let more = w::MISSING_MORE.fill(lang, &[&rest.len()]);
        put!(out, "<details class=\"group\"><summary>{more}</summary>\n");
        table(out, about, words, rest);
        out.push_str("</details>\n");
    }
    let shown = u64::try_from(cases.len()).unwrap_or(u64::MAX);
    if shown < total {
        put!(out, "<p>{}</p>\n", w::MISSING_REST.fill(lang, &[&total.saturating_sub(shown)]));
    }
    out.push_str("</section>\n");
}

fn table(out: &mut String, about: &About, words: &dyn Words, cases: &[&Case]) {
    let lang = about.lang;
    out.push_str("<div class=\"scroll\"><table class=\"plain lacks\"><thead><tr>");
    for column in [w::COL_ID, w::COL_HANDLER, w::COL_RECORD, w::COL_SETTLES, w::COL_BY] {
        put!(out, "<th scope=\"col\">{}</th>", column.get(lang));
    }
    out.push_str("</tr></thead>\n");
    for case in cases {
        let rows = case.lacks.len();
        put!(
            out,
            "<tbody><tr><th scope=\"rowgroup\" rowspan=\"{rows}\">{}</th><td rowspan=\"{rows}\">{}</td>",
            esc(line::id(&case.place, lang)),
            esc(case.place.handler.as_deref().unwrap_or(w::NOT_GIVEN.get(lang))),
        );
        for (i, lack) in case.lacks.iter().enumerate() {
            out.push_str(if i == 0 { "" } else { "<tr>" });
            row(out, about, words, lack);
        }
        out.push_str("</tbody>\n");
    }
    out.push_str("</table></div>\n");
}

fn row(out: &mut String, about: &About, words: &dyn Words, lack: &Lack) {
    let lang = about.lang;
    let what = match &lack.what {
        What::Need(need) => words.need(need, lang),
        What::Papers(step) => words.step(step, lang),
    };
    let clocks: Vec<String> = lack.clocks.iter().map(|clock| clock.get(lang).to_owned()).collect();
    let by = match (lack.by, lack.decisive) {
        (Some(date), _) => time(date, about),
        (None, true) => w::BY_NOW.get(lang).to_owned(),
        (None, false) => w::DASH.get(lang).to_owned(),
    };
    let what = match lack.decisive {
        true => format!("<b>{}</b>", esc(what)),
        false => esc(what),
    };
    put!(out, "<td>{what}</td><td>{}</td><td>{by}</td></tr>\n", esc(w::join(&clocks, lang)));
}
