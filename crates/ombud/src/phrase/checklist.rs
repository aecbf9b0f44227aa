//! The checklist of a negotiation: one page, as Markdown and as HTML to be printed.

use super::{Phrasebook, frame::Set, html::Html, role::kind};
use crate::{
    model::{Date, Label, Lang, Money},
    talk::{Brief, Given, Kind, Line, Plan},
};

/// What a line of the page holds: a Chinese character counts two, another one.
const WIDTH: usize = 100;

/// What a checklist is made of.
#[derive(Debug, Clone, Copy)]
pub struct Checklist<'a> {
    /// Facts and money.
    pub brief: &'a Brief,
    /// The calibrated questions.
    pub questions: &'a [Line],
    /// The accusation audit.
    pub audit: &'a [Line],
    /// The day.
    pub as_of: Date,
    /// The name of the packs.
    pub bundle: &'a str,
}

/// A heading and what stands under it.
struct Section {
    heading: String,
    body: Body,
}

enum Body {
    Points(Vec<String>),
    /// Heads and amounts, side by side.
    Money(Vec<(String, String)>),
}

impl Phrasebook {
    /// As Markdown.
    #[must_use]
    pub fn checklist_markdown(&self, list: &Checklist<'_>, lang: Lang) -> String {
        let word = |id: &'static str| self.say(lang, id, &[]);
        let mut out =
            format!("# {}\n\n{}\n", plain(&word("talk.checklist.title")), plain(&word("proof.draft")));
        for section in self.sections(list, lang) {
            out.push_str(&format!("\n## {}\n\n", plain(&section.heading)));
            match section.body {
                Body::Points(points) => {
                    for point in points {
                        out.push_str(&format!("- [ ] {}\n", plain(&point)));
                    }
                }
                Body::Money(cells) => {
                    let row = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
                    out.push_str(&row(cells.iter().map(|(head, _)| plain(head)).collect()));
                    out.push_str(&row(cells.iter().map(|_| "---".to_owned()).collect()));
                    out.push_str(&row(cells.iter().map(|(_, amount)| plain(amount)).collect()));
                }
            }
        }
        out.push_str(&format!("\n{}\n", plain(&self.version(list, lang))));
        out
    }

    /// As one HTML page for A4: no script, nothing loaded from elsewhere. What finds no room on the
    /// page is counted under its heading.
    #[must_use]
    pub fn checklist_page(&self, list: &Checklist<'_>, lang: Lang) -> String {
        let title = self.say(lang, "talk.checklist.title", &[]);
        let mut page = self.opened(&title, &title, Set::Tight, lang);
        self.checklist_body(&mut page, list, lang);
        self.signed(page, &["label.confirmer", "label.date"], lang)
    }

    /// What stands between the title and the lines to sign on.
    fn checklist_body(&self, page: &mut Html, list: &Checklist<'_>, lang: Lang) {
        for section in self.sections(list, lang) {
            page.element("<h2>", &section.heading, "</h2>\n");
            match section.body {
                Body::Points(points) => {
                    page.raw("<ul>\n");
                    for point in points {
                        page.element("<li>", &point, "</li>\n");
                    }
                    page.raw("</ul>\n");
                }
                Body::Money(cells) => {
                    page.raw("<table>\n<tr>");
                    for (head, _) in &cells {
                        page.element("<th scope=\"col\">", head, "</th>");
                    }
                    page.raw("</tr>\n<tr>");
                    for (_, amount) in &cells {
                        page.element("<td>", amount, "</td>");
                    }
                    page.raw("</tr>\n</table>\n");
                }
            }
        }
        page.element("<p class=\"small\">", &self.version(list, lang), "</p>\n");
    }

    fn version(&self, list: &Checklist<'_>, lang: Lang) -> String {
        let values = [("date", &*self.date(list.as_of, lang)), ("bundle", list.bundle)];
        self.say(lang, "talk.checklist.version", &values)
    }

    /// The sections, each within the lines that it has on the page: together they fill it.
    fn sections(&self, list: &Checklist<'_>, lang: Lang) -> Vec<Section> {
        let plan = list.brief.plan.as_ref();
        // What is asked for and found comes before the words in which it was said: the last find no room first.
        let mut facts: Vec<&Given> = list.brief.facts.iter().collect();
        facts.sort_by_key(|fact| rank(fact.kind));
        let facts = facts.into_iter().map(|fact| {
            let values = [("name", &*self.say(lang, kind(fact.kind), &[])), ("value", fact.text.get(lang))];
            self.say(lang, "pair", &values)
        });
        let labels =
            |labels: &[Label]| labels.iter().map(|label| self.label(label, lang)).collect::<Vec<_>>();
        let lines =
            |lines: &[Line]| lines.iter().map(|line| line.text.get(lang).to_owned()).collect::<Vec<_>>();
        let alternative = plan.map(|plan| self.label(&plan.alternative, lang));
        let stops = self.series("talk.stop").into_iter().filter_map(|id| self.get(id, lang, &[]).ok());
        let section = |heading: &'static str, points: Vec<String>, room: usize| Section {
            heading: self.say(lang, heading, &[]),
            body: Body::Points(self.fitted(points, room, lang)),
        };
        vec![
            section("talk.checklist.facts", facts.collect(), 13),
            Section { heading: self.say(lang, "talk.checklist.money", &[]), body: self.amounts(plan, lang) },
            section("talk.checklist.alternative", alternative.into_iter().collect(), 6),
            section("talk.checklist.questions", lines(list.questions), 9),
            section("talk.checklist.audit", lines(list.audit), 10),
            section("talk.checklist.items", labels(plan.map_or(&[], |plan| &plan.items)), 3),
            section("talk.checklist.approvers", labels(plan.map_or(&[], |plan| &plan.approvers)), 3),
            section("talk.checklist.stops", stops.collect(), 5),
        ]
    }

    /// What is owed, and beside it whatever there is: goodwill of nothing is no goodwill, and what is open in
    /// good faith is none either.
    fn amounts(&self, plan: Option<&Plan>, lang: Lang) -> Body {
        let cell = |id: &'static str, amount: Option<Money>| {
            let none = || self.say(lang, "talk.checklist.none", &[]);
            (self.say(lang, id, &[]), amount.map_or_else(none, |amount| self.money(amount, lang)))
        };
        let mut cells = vec![cell("talk.checklist.owed", plan.map(|plan| plan.owed))];
        let beside = plan.map(|plan| {
            [
                ("talk.checklist.redress", Some(plan.redress)),
                ("talk.checklist.disputed", plan.disputed),
                ("talk.checklist.floor", plan.floor),
                ("talk.checklist.goodwill", Some(plan.goodwill)),
            ]
        });
        let there = |amount: &Money| amount.minor() != 0;
        let beside = beside.into_iter().flatten();
        cells.extend(
            beside
                .filter(|(_, amount)| amount.as_ref().is_some_and(there))
                .map(|(id, amount)| cell(id, amount)),
        );
        Body::Money(cells)
    }

    /// The points that fit into so many lines, in their order, and how many do not.
    fn fitted(&self, points: Vec<String>, room: usize, lang: Lang) -> Vec<String> {
        if points.is_empty() {
            return vec![self.say(lang, "talk.checklist.none", &[])];
        }
        let all: usize = points.iter().map(|point| height(point)).sum();
        // Where something is left over, one line says so.
        let mut left = if all > room { room.saturating_sub(1) } else { room };
        let count = points.len();
        let mut out = Vec::new();
        for point in points {
            if let Some(rest) = left.checked_sub(height(&point)) {
                left = rest;
                out.push(point);
            }
        }
        let more = count.saturating_sub(out.len());
        if more > 0 {
            out.push(self.say(lang, "talk.checklist.more", &[("n", &more.to_string())]));
        }
        out
    }
}

/// The order of facts on the page.
fn rank(kind: Kind) -> u8 {
    match kind {
        Kind::Demand => 0,
        Kind::Finding => 1,
        Kind::Timeline | Kind::Treatment => 2,
        Kind::Clause => 3,
        Kind::Evidence => 4,
        Kind::Money | Kind::Health | Kind::Family => 5,
        Kind::Quote => 6,
    }
}

/// How many lines a text takes.
fn height(text: &str) -> usize {
    let width = text.chars().map(|c| if c.is_ascii() { 1_usize } else { 2 }).fold(0, usize::saturating_add);
    width.div_ceil(WIDTH).max(1)
}

/// Text that Markdown reads as text, in one line.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_control() => out.push(' '),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '#' | '|' | '~' | '&' | '!' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{height, plain};

    #[test]
    fn text_stays_text_in_markdown() {
        assert_eq!(plain("a|b\n# <i>[x](y)</i>"), "a\\|b \\# \\<i\\>\\[x\\](y)\\</i\\>");
        assert_eq!(plain("第12条：八成"), "第12条：八成");
    }

    #[test]
    fn chinese_takes_twice_the_room() {
        assert_eq!((height(""), height(&"a".repeat(100)), height(&"a".repeat(101))), (1, 1, 2));
        assert_eq!((height(&"字".repeat(50)), height(&"字".repeat(51))), (1, 2));
    }
}
