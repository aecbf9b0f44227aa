//! The time limit statement as plain text.

use super::{
    Phrasebook,
    sheet::{Row, Writer, runs},
};
use crate::{
    clock::{Proof, ProofDay, Reason},
    model::Lang,
};

/// Longer runs of days alike are one line.
const LONGEST: usize = 10;

impl Phrasebook {
    /// Why that day, as plain text: the conclusion, its basis, each day counted or left out with
    /// its reason, and in the small print the rule, the calendar and the versions.
    ///
    /// More than ten days in a row that are alike (every day counts, or the time stands still) are
    /// one line with their number; every other day has its own.
    #[must_use]
    pub fn proof(&self, proof: &Proof, lang: Lang) -> String {
        let writer = Writer::new(self, proof, lang);
        let sheet = writer.sheet();
        let mut lines = vec![sheet.head, String::new(), sheet.title, sheet.draft, String::new()];
        lines.extend(rows(&writer, &sheet.facts));
        if !sheet.steps.is_empty() {
            lines.extend([String::new(), writer.word("heading.steps")]);
            lines.extend(sheet.steps);
        }
        if !proof.days.is_empty() {
            lines.extend([String::new(), writer.word("heading.days")]);
            lines.extend(days(&writer));
            lines.push(writer.total());
        }
        if !proof.spans.is_empty() {
            lines.extend([String::new(), writer.word("heading.spans")]);
            lines.extend(proof.spans.iter().map(|span| {
                let [from, to, total] = writer.span(span);
                writer.say("proof.span", &[("from", &from), ("to", &to), ("total", &total)])
            }));
        }
        lines.extend([String::new(), writer.word("heading.small")]);
        lines.extend(rows(&writer, &sheet.small));
        lines.push(String::new());
        lines.join("\n")
    }
}

fn rows(writer: &Writer<'_>, rows: &[Row]) -> Vec<String> {
    let pair = |(name, value): &Row| writer.say("pair", &[("name", name), ("value", value)]);
    rows.iter().map(pair).collect()
}

fn days(writer: &Writer<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for run in runs(&writer.proof.days) {
        match run.as_slice() {
            [first, .., last] if run.len() > LONGEST && is_plain(first) => {
                lines.push(line_of_run(writer, first, last, run.len()));
            }
            days => lines.extend(days.iter().map(|day| {
                line(writer, &writer.date(day.date), &writer.counted(day), &writer.reason(&day.reason))
            })),
        }
    }
    lines
}

/// Whether the days of a run may share a line.
fn is_plain(day: &ProofDay) -> bool {
    matches!(day.reason, Reason::CalendarDay | Reason::Paused { .. } | Reason::Suspended { .. })
}

fn line_of_run(writer: &Writer<'_>, first: &ProofDay, last: &ProofDay, length: usize) -> String {
    let values = [("from", &*writer.date(first.date)), ("to", &*writer.date(last.date))];
    let dates = writer.say("range", &values);
    let counted = match (first.counted, last.counted) {
        (Some(first), Some(last)) => {
            writer.say("proof.days", &[("first", &first.to_string()), ("last", &last.to_string())])
        }
        _ => {
            let days = writer.book.days(i64::try_from(length).unwrap_or(i64::MAX), writer.lang);
            writer.say("proof.run.skipped", &[("days", &days)])
        }
    };
    line(writer, &dates, &counted, &writer.reason(&first.reason))
}

fn line(writer: &Writer<'_>, date: &str, counted: &str, reason: &str) -> String {
    writer.say("proof.line", &[("date", date), ("counted", counted), ("reason", reason)])
}
