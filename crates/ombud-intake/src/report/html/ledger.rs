//! What to do, by the day to work to.

use std::{fmt::Write as _, io::Write};

use ombud::{
    clock::{Confidence, Status},
    model::{Date, Lang},
};

use super::{
    super::{
        About, Result, Tally, Urgency, Urgent, Words,
        line::Line,
        wording::{self as w, Word},
    },
    esc,
    proof::{proof, why},
};

/// How many proofs are printed after the ledger.
const PRINTED: usize = 10;

pub(super) fn ledger(about: &About, tally: &Tally, words: &dyn Words, out: &mut dyn Write) -> Result<()> {
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
pub(super) fn statements(out: &mut String, about: &About, words: &dyn Words, urgent: &[&Urgent]) {
    let lang = about.lang;
    let first: Vec<&Urgent> =
        urgent.iter().copied().filter(|item| item.urgency <= Urgency::Week).take(PRINTED).collect();
    if first.is_empty() {
        return;
    }
    let title = w::STATEMENTS.fill(lang, &[&first.len()]);
    put!(out, "<section class=\"paper\">\n<h2>{title}</h2>\n<p>{}</p>\n", w::STATEMENTS_NOTE.get(lang));
    for item in first {
        let line = Line::new(about, words, &item.place, &item.obligation, item.urgency, &item.ahead);
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

pub(super) fn class(urgency: Urgency) -> &'static str {
    match urgency {
        Urgency::Overdue | Urgency::Past | Urgency::Today => "red",
        Urgency::Soon | Urgency::Week => "amber",
        Urgency::Later => "green",
        Urgency::Unconfirmed => "grey",
        Urgency::Promptly | Urgency::Paused | Urgency::Undated => "quiet",
    }
}

const COLUMNS: [Word; 9] = [
    w::COL_URGENCY,
    w::COL_ID,
    w::COL_WHO,
    w::COL_PRODUCT_KIND,
    w::COL_ACT,
    w::COL_STEP,
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

pub(super) fn time(date: Date, about: &About) -> String {
    let (day, name) = (w::short_date(date, about.as_of, about.lang), w::weekday(date.weekday(), about.lang));
    match about.lang {
        Lang::Zh => format!("<time datetime=\"{date}\"><span>{day}</span> <span>{name}</span></time>"),
        Lang::En => format!("<time datetime=\"{date}\"><span>{name}</span> <span>{day}</span></time>"),
    }
}

fn row(out: &mut String, about: &About, words: &dyn Words, item: &Urgent) {
    let lang = about.lang;
    let line = Line::new(about, words, &item.place, &item.obligation, item.urgency, &item.ahead);
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
    if item.obligation.confidence != Confidence::Text {
        put!(html, "<small class=\"sure\">{}</small>", w::SURE.fill(lang, &[&line.confidence]));
    }
    cell(out, "act", w::COL_ACT, lang, &html);
    let mut html = String::new();
    if let (Some(next), Some(who)) = (&line.next, &line.who) {
        put!(html, "<b>{}</b><small>{}</small>", esc(next), esc(who));
    }
    if let Some(stage) = &line.stage {
        put!(html, "<small class=\"stage\">{}</small>", esc(stage));
    }
    cell(out, "step", w::COL_STEP, lang, &html);
    let hour = |date: Date| {
        let hour = line.hour.and_then(|hour| hour.on(date, lang));
        hour.map(|hour| format!("<small>{hour}</small>")).unwrap_or_default()
    };
    let html = match (line.work_to, &line.instead) {
        (Some(date), None) => {
            let left = line.left(lang).unwrap_or_default();
            let provisional = match item.obligation.prudent_provisional {
                true => format!("<small>{}</small>", w::PROVISIONAL.get(lang)),
                false => String::new(),
            };
            format!("<b>{}</b>{}<small>{left}</small>{provisional}", time(date, about), hour(date))
        }
        (_, instead) => esc(instead.as_deref().unwrap_or_default()),
    };
    cell(out, "date", w::COL_WORK_TO, lang, &html);
    let mut html = line.legal.map(|date| time(date, about) + &hour(date)).unwrap_or_default();
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
