//! The time limit statement as one printable page.

use super::{
    Phrasebook,
    frame::{Set, facts},
    html::Html,
    sheet::{Writer, runs},
};
use crate::{
    clock::{Proof, ProofDay},
    model::Lang,
};

/// More days than this are set by month.
const MOST_ROWS: usize = 120;

impl Phrasebook {
    /// Why that day, as one self-contained HTML page for A4: no script, nothing loaded from
    /// elsewhere, legible in black and white. It is marked as a draft and has a line for the
    /// person who confirms it.
    ///
    /// Up to 120 days are a row each; more are set by month, every day still accounted for.
    #[must_use]
    pub fn proof_page(&self, proof: &Proof, lang: Lang) -> String {
        let writer = Writer::new(self, proof, lang);
        let sheet = writer.sheet();
        let title = self.label(&proof.title, lang);
        let title = self.say(lang, "pair", &[("name", &sheet.title), ("value", &title)]);
        let mut page = self.opened(&title, &sheet.title, Set::Plain, lang);
        page.element("<p class=\"head\">", &sheet.head, "</p>\n");
        facts(&mut page, &sheet.facts);
        if !sheet.steps.is_empty() {
            page.element("<h2>", &writer.word("heading.steps"), "</h2>\n<ol>\n");
            for step in &sheet.steps {
                page.element("<li>", step, "</li>\n");
            }
            page.raw("</ol>\n");
        }
        if proof.days.len() > MOST_ROWS {
            months(&mut page, &writer);
        } else if !proof.days.is_empty() {
            days(&mut page, &writer);
        }
        if !proof.spans.is_empty() {
            spans(&mut page, &writer);
        }
        page.raw("<div class=\"small\">\n");
        page.element("<h2>", &writer.word("heading.small"), "</h2>\n");
        facts(&mut page, &sheet.small);
        page.raw("</div>\n");
        self.signed(page, &["label.confirmer", "label.date"], lang)
    }
}

fn head(page: &mut Html, writer: &Writer<'_>, columns: &[&'static str]) {
    page.raw("<table>\n<thead><tr>");
    for id in columns {
        page.element("<th scope=\"col\">", &writer.word(id), "</th>");
    }
    page.raw("</tr></thead>\n<tbody>\n");
}

fn days(page: &mut Html, writer: &Writer<'_>) {
    page.element("<h2>", &writer.word("heading.days"), "</h2>\n");
    head(page, writer, &["column.date", "column.counted", "column.reason"]);
    for day in &writer.proof.days {
        page.raw(if day.counted.is_some() { "<tr>" } else { "<tr class=\"skipped\">" });
        page.element("<td>", &writer.date(day.date), "</td>");
        page.element("<td>", &writer.counted(day), "</td>");
        page.element("<td>", &writer.reason(&day.reason), "</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
    page.element("<p>", &writer.total(), "</p>\n");
}

fn months(page: &mut Html, writer: &Writer<'_>) {
    page.element("<h2>", &writer.word("heading.months"), "</h2>\n");
    head(page, writer, &["column.month", "column.days_counted", "column.days_skipped"]);
    let month = |day: &ProofDay| (day.date.year(), day.date.month());
    for days in writer.proof.days.chunk_by(|a, b| month(a) == month(b)) {
        let Some(first) = days.first() else { continue };
        page.element("<tr><td>", &writer.book.month(first.date, writer.lang), "</td>");
        page.element("<td>", &numbers(writer, days), "</td>");
        page.element("<td>", &reasons(writer, days), "</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
    page.element("<p>", &writer.total(), "</p>\n");
}

/// The days of a month that count, with their numbers.
fn numbers(writer: &Writer<'_>, days: &[ProofDay]) -> String {
    let counted: Vec<&ProofDay> = days.iter().filter(|day| day.counted.is_some()).collect();
    // Days that count under one reason are named together, working days apart from make-up days.
    let mut out = grouped(writer, &counted);
    let ends = counted.first().zip(counted.last());
    if let Some((Some(first), Some(last))) = ends.map(|(first, last)| (first.counted, last.counted))
        // Where a second period begins within the month the numbers begin anew.
        && usize::try_from(last.saturating_sub(first)).is_ok_and(|gap| gap.saturating_add(1) == counted.len())
    {
        let values = [("first", &*first.to_string()), ("last", &*last.to_string())];
        out.push(writer.say("proof.days", &values));
    }
    out.join(&writer.word("list.semicolon"))
}

/// The days of a month that do not count, by reason.
fn reasons(writer: &Writer<'_>, days: &[ProofDay]) -> String {
    let skipped: Vec<&ProofDay> = days.iter().filter(|day| day.counted.is_none()).collect();
    grouped(writer, &skipped).join(&writer.word("list.semicolon"))
}

/// Each reason, in order of its first day, with its days as ranges.
fn grouped(writer: &Writer<'_>, days: &[&ProofDay]) -> Vec<String> {
    let mut groups: Vec<(String, Vec<ProofDay>)> = Vec::new();
    for day in days {
        let reason = writer.reason(&day.reason);
        // Numbers play no part in the ranges.
        let day = ProofDay { counted: None, ..(*day).clone() };
        match groups.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, days)) => days.push(day),
            None => groups.push((reason, vec![day])),
        }
    }
    let named = |(reason, days): &(String, Vec<ProofDay>)| {
        let ranges: Vec<String> = runs(days).iter().map(|run| range(writer, run)).collect();
        let days = writer.book.list(&ranges, writer.lang);
        writer.say("table.reason", &[("reason", reason), ("days", &days)])
    };
    groups.iter().map(named).collect()
}

fn range(writer: &Writer<'_>, run: &[&ProofDay]) -> String {
    match run {
        [first, .., last] => {
            let (from, to) = (first.date.day().to_string(), last.date.day().to_string());
            writer.say("table.days", &[("from", &from), ("to", &to)])
        }
        [only] => writer.say("table.day", &[("from", &only.date.day().to_string())]),
        [] => String::new(),
    }
}

fn spans(page: &mut Html, writer: &Writer<'_>) {
    page.element("<h2>", &writer.word("heading.spans"), "</h2>\n");
    head(page, writer, &["column.from", "column.to", "column.total"]);
    for span in &writer.proof.spans {
        let [from, to, total] = writer.span(span);
        page.element("<tr><td>", &from, "</td>").element("<td>", &to, "</td>");
        page.element("<td>", &total, "</td></tr>\n");
    }
    page.raw("</tbody>\n</table>\n");
}
