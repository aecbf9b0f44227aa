//! What now, after a claim was declined: the advice as a page that can be printed.

use super::Phrasebook;
use crate::{
    cond::Truth,
    declined::{Advice, Answer, Failed, Footing, Need, Point, Settled, Sheet, Way},
    model::{Decimal, Label, Lang},
};

/// What a sheet is: a list of things to do or to leave, or checks that pass or fail.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    List,
    Checks,
}

impl Phrasebook {
    /// The advice, part by part, each with its reason, its source and how sure it is.
    #[must_use]
    pub fn advice(&self, advice: &Advice, lang: Lang) -> String {
        let day = self.date(advice.as_of, lang);
        let mut lines =
            vec![self.say(lang, "declined.title", &[("day", &day)]), self.say(lang, "declined.use", &[])];
        lines.extend(self.to_mend(&advice.failed, lang));
        lines.extend(self.answer_lines(&advice.scene, lang));
        lines.extend(self.sheets(&advice.goes_on, Kind::List, lang));
        lines.extend(self.sheets(&advice.bars, Kind::List, lang));
        lines.extend(self.sheets(&advice.principles, Kind::Checks, lang));
        lines.extend(self.sheets(&advice.notice, Kind::Checks, lang));
        lines.push(String::new());
        lines.push(self.heading("declined.strategies", lang));
        lines.extend(advice.strategies.iter().map(|strategy| self.strategy(strategy, lang)));
        // The five rest on the same as a rule: it is said once.
        let mut footings: Vec<String> = Vec::new();
        for line in advice.strategies.iter().flat_map(|strategy| self.footing(&strategy.footing, lang)) {
            if !footings.contains(&line) {
                footings.push(line);
            }
        }
        lines.extend(footings);
        lines.extend(self.ladder(advice, lang));
        lines.extend(self.sheets(&advice.boundaries, Kind::Checks, lang));
        lines.extend(self.answer_lines(&advice.repeats, lang));
        lines.extend(self.answer_lines(&advice.label, lang));
        lines.extend(self.sheets(&advice.ground, Kind::Checks, lang));
        lines.extend(self.answer_lines(&advice.fault, lang));
        lines.extend(self.sheets(&advice.papers, Kind::List, lang));
        lines.extend(self.sheets(&advice.talk, Kind::List, lang));
        if let Some(legal) = &advice.legal {
            lines.extend(self.sheet_of(&legal.means, Kind::Checks, lang));
            lines.extend(legal.range.iter().map(|range| self.label(&range.said, lang)));
        }
        lines.join("\n")
    }

    /// The routes alone, as a page for the complainant: nothing of it is for the firm, and nothing says
    /// how likely anything is.
    #[must_use]
    pub fn handout(&self, advice: &Advice, lang: Lang) -> String {
        let day = self.date(advice.as_of, lang);
        let mut lines = vec![
            self.say(lang, "declined.handout.title", &[("day", &day)]),
            self.say(lang, "declined.handout.use", &[]),
        ];
        for (i, way) in advice.routes.iter().enumerate() {
            lines.push(String::new());
            lines.extend(self.way(i.saturating_add(1), way, lang));
        }
        lines.extend([String::new(), self.say(lang, "declined.handout.end", &[])]);
        lines.join("\n")
    }

    /// The firm's own view of how a dispute may end, with what it is not for.
    pub(crate) fn own_range(&self, low: Decimal, high: Decimal, lang: Lang) -> String {
        self.say(lang, "declined.range", &[("low", &low.to_string()), ("high", &high.to_string())])
    }

    fn heading(&self, id: &'static str, lang: Lang) -> String {
        let title = self.say(lang, id, &[]);
        self.say(lang, "declined.heading", &[("title", &title)])
    }

    fn begin_part(&self, title: &Label, lang: Lang) -> [String; 2] {
        [String::new(), self.say(lang, "declined.heading", &[("title", &self.label(title, lang))])]
    }

    /// An answer: why, what it says, what would decide, what it rests on.
    fn answer_lines(&self, answer: &Answer, lang: Lang) -> Vec<String> {
        let mut lines: Vec<String> = self.begin_part(&answer.title, lang).into();
        match answer.outcome {
            Settled::Decided => {
                lines.extend(answer.reason.iter().map(|reason| self.ended(reason, lang)));
                for output in answer.outputs.iter().filter(|output| !output.values.is_empty()) {
                    let values: Vec<String> =
                        output.values.iter().map(|value| self.label(&value.title, lang)).collect();
                    let values = values.join(&self.say(lang, "list.semicolon", &[]));
                    let title = self.label(&output.title, lang);
                    let said = self.say(lang, "pair", &[("name", &title), ("value", &values)]);
                    lines.push(said);
                }
                lines.extend(answer.more.iter().map(|more| self.ended(more, lang)));
            }
            Settled::Undetermined => {
                let needs = self.needed(&answer.needs, lang);
                lines.push(self.say(lang, "declined.open_question", &[("needs", &needs)]));
            }
        }
        lines.extend(self.footing(&answer.footing, lang));
        lines
    }

    /// What fails, on top: it is mended before anything else is said to the complainant.
    fn to_mend(&self, failed: &[Failed], lang: Lang) -> Vec<String> {
        if failed.is_empty() {
            return Vec::new();
        }
        let mut lines = vec![String::new(), self.heading("declined.to_mend", lang)];
        lines.extend(failed.iter().map(|fault| {
            let (sheet, text) = (self.label(&fault.sheet, lang), self.clause(&fault.text, lang));
            self.say(lang, "declined.to_mend.point", &[("sheet", &sheet), ("text", &text)])
        }));
        lines
    }

    /// A strategy in a line: whether it is for now, and why.
    fn strategy(&self, answer: &Answer, lang: Lang) -> String {
        let title = self.clause(&answer.title, lang);
        match answer.outcome {
            Settled::Decided => {
                let now = answer.outputs.iter().flat_map(|output| &output.values).next();
                let now = now.map(|value| self.label(&value.title, lang)).unwrap_or_default();
                let reason =
                    answer.reason.as_ref().map(|reason| self.ended(reason, lang)).unwrap_or_default();
                let values = [("title", &*title), ("now", &*now), ("reason", &*reason)];
                self.say(lang, "declined.strategy", &values)
            }
            Settled::Undetermined => {
                let needs = self.needed(&answer.needs, lang);
                self.say(lang, "declined.strategy.open", &[("title", &title), ("needs", &needs)])
            }
        }
    }

    fn sheets(&self, sheets: &[Sheet], kind: Kind, lang: Lang) -> Vec<String> {
        sheets.iter().flat_map(|sheet| self.sheet_of(sheet, kind, lang)).collect()
    }

    /// A sheet, point by point under their headings.
    fn sheet_of(&self, sheet: &Sheet, kind: Kind, lang: Lang) -> Vec<String> {
        if sheet.points.is_empty() {
            return Vec::new();
        }
        let mut lines: Vec<String> = self.begin_part(&sheet.title, lang).into();
        let mut under = None;
        for point in &sheet.points {
            if under != point.group.as_ref() {
                under = point.group.as_ref();
                if let Some(group) = under {
                    let title = self.label(&group.title, lang);
                    lines.push(self.say(lang, "declined.group", &[("title", &title)]));
                }
            }
            lines.push(self.point(point, kind, lang));
            lines.extend(
                point
                    .more
                    .iter()
                    .map(|more| self.say(lang, "declined.more", &[("more", &self.ended(more, lang))])),
            );
        }
        lines.extend(self.footing(&sheet.footing, lang));
        lines
    }

    fn point(&self, point: &Point, kind: Kind, lang: Lang) -> String {
        let mut text = self.clause(&point.text, lang);
        if let Some(cited) = &point.cited {
            let cites = cited.get(lang);
            text = self.say(lang, "declined.cited", &[("text", &text), ("cites", cites)]);
        }
        let needs = self.needed(&point.needs, lang);
        match (kind, point.holds) {
            (Kind::List, Truth::True | Truth::False) => self.say(lang, "declined.point", &[("text", &text)]),
            (Kind::List, Truth::Unknown) => {
                self.say(lang, "declined.point.open", &[("text", &text), ("needs", &needs)])
            }
            (Kind::Checks, Truth::True) => self.say(lang, "declined.check.passed", &[("text", &text)]),
            (Kind::Checks, Truth::False) => self.say(lang, "declined.check.failed", &[("text", &text)]),
            (Kind::Checks, Truth::Unknown) => {
                self.say(lang, "declined.check.open", &[("text", &text), ("needs", &needs)])
            }
        }
    }

    /// The routes: which to point to first, then every one.
    fn ladder(&self, advice: &Advice, lang: Lang) -> Vec<String> {
        let mut lines = self.answer_lines(&advice.first, lang);
        lines.push(String::new());
        lines.push(self.heading("declined.routes", lang));
        lines.push(self.say(lang, "declined.routes.told", &[]));
        for (i, way) in advice.routes.iter().enumerate() {
            lines.extend(self.way(i.saturating_add(1), way, lang));
            lines.extend(
                way.footing
                    .note
                    .iter()
                    .map(|note| self.say(lang, "detail.note", &[("note", &self.ended(note, lang))])),
            );
        }
        lines
    }

    fn way(&self, number: usize, way: &Way, lang: Lang) -> Vec<String> {
        let open = match way.open {
            Truth::True => self.say(lang, "declined.route.open", &[]),
            Truth::False => self.say(lang, "declined.route.shut", &[]),
            Truth::Unknown => {
                self.say(lang, "declined.route.ask", &[("needs", &self.needed(&way.needs, lang))])
            }
        };
        let title = self.label(&way.title, lang);
        let values = [("number", &*number.to_string()), ("title", &*title), ("open", &*open)];
        let mut lines = vec![self.say(lang, "declined.route", &values), self.ended(&way.text, lang)];
        let parts = [
            ("declined.route.body", &way.body),
            ("declined.route.cost", &way.cost),
            ("declined.route.takes", &way.takes),
            ("declined.route.window", &way.window),
            ("declined.route.reach", &way.reach),
            ("declined.route.binding", &way.binding),
            ("declined.route.asks", &way.asks),
            ("declined.route.help", &way.help),
        ];
        lines.extend(parts.into_iter().map(|(id, value)| {
            let name = self.say(lang, id, &[]);
            self.say(lang, "declined.route.part", &[("name", &name), ("value", &self.ended(value, lang))])
        }));
        lines.extend(self.basis(&way.footing.cite, way.footing.confidence, None, lang));
        lines
    }

    fn footing(&self, footing: &Footing, lang: Lang) -> Vec<String> {
        self.basis(&footing.cite, footing.confidence, footing.note.as_ref(), lang)
    }

    fn needed(&self, needs: &[Need], lang: Lang) -> String {
        let quoted =
            |need: &Need| self.say(lang, "declined.quoted", &[("name", &self.label(&need.title, lang))]);
        let names: Vec<String> = needs.iter().map(quoted).collect();
        self.list(&names, lang)
    }
}
