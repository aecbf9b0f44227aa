//! What a review of a refusal says, and how each line was worked.

use super::{
    Matter, Phrasebook,
    frame::{Set, points},
    words::join,
};
use crate::{
    model::{Citation, Confidence, Decimal, Lang},
    review::{
        AboveDef, CheckState, Checked, GroundState, Grounded, Merit, NextAct, Outcome, ReviewDef, Reviewed,
    },
    rules::{LineKind, LineSum, LineVerdict, ReckonedLine, Reckoning},
};

/// How many facts that are to be found out the first sentence of a page names; where it is more, each line
/// names its own.
const NAMED: usize = 8;
/// From how many on grounds of which nothing is known are told together.
const TOGETHER: usize = 5;
/// What begins a point of the text. On a page the list has marks of its own.
const MARK: &str = "· ";

/// A heading, where there is one, and what stands under it.
struct Section {
    heading: Option<String>,
    lines: Vec<String>,
}

impl Phrasebook {
    /// What becomes of the refusal, in one or two sentences.
    #[must_use]
    pub fn verdict(&self, review: &ReviewDef, reviewed: &Reviewed, lang: Lang) -> String {
        self.verdict_naming(usize::MAX, review, reviewed, lang)
    }

    /// The same, which names what is to be found out where it is no more than so many facts.
    fn verdict_naming(&self, most: usize, review: &ReviewDef, reviewed: &Reviewed, lang: Lang) -> String {
        let title = self.label(&review.title, lang);
        let id = match reviewed.outcome {
            Outcome::Overturn => "review.overturn",
            Outcome::Partly => "review.partly",
            Outcome::Uphold => "review.uphold",
            Outcome::Unclear => "review.unclear",
        };
        let mut out = vec![self.say(lang, id, &[("title", &title)])];
        if reviewed.outcome == Outcome::Unclear && (1..=most).contains(&reviewed.needs.len()) {
            let needs = self.facts(&reviewed.needs, lang);
            out.push(self.say(lang, "review.unclear.needs", &[("needs", &needs)]));
        }
        if reviewed.reopened {
            let failed = reviewed.checks.iter().filter(|check| check.state == CheckState::Failed);
            let titles: Vec<String> = failed.map(|check| self.clause(&check.title, lang)).collect();
            let checks = self.list(&titles, lang);
            out.push(self.say(lang, "review.reopened", &[("checks", &checks)]));
        }
        join(&out, lang)
    }

    /// The whole review: a line for each check, ground, line of the calculation and next act.
    #[must_use]
    pub fn reviewed(&self, review: &ReviewDef, reviewed: &Reviewed, lang: Lang) -> String {
        let mut lines = vec![self.verdict(review, reviewed, lang)];
        for section in self.sections_of(reviewed, lang) {
            lines.extend(section.heading);
            lines.extend(section.lines);
        }
        lines.join("\n")
    }

    /// The same as one self-contained page for A4 (拒付复核表).
    #[must_use]
    pub fn review_page(
        &self,
        review: &ReviewDef,
        reviewed: &Reviewed,
        matter: &Matter,
        lang: Lang,
    ) -> String {
        let title = self.say(lang, "review.page", &[]);
        let mut page = self.opened(&title, &title, Set::Dense, lang);
        matter.head(&mut page, lang);
        let verdict = self.verdict_naming(NAMED, review, reviewed, lang);
        page.element("<p class=\"head\">", &verdict, "</p>\n");
        matter.said(&mut page, lang);
        for section in self.sections_of(reviewed, lang) {
            match &section.heading {
                Some(heading) => {
                    page.element("<h2>", heading, "</h2>\n");
                    let unmarked = |line: &String| line.strip_prefix(MARK).unwrap_or(line).to_owned();
                    points(&mut page, &section.lines.iter().map(unmarked).collect::<Vec<_>>());
                }
                None => section.lines.iter().for_each(|line| {
                    page.element("<p class=\"small\">", line, "</p>\n");
                }),
            }
        }
        self.signed(page, &["review.signs.reviewer", "review.signs.second", "label.date"], lang)
    }

    fn sections_of(&self, reviewed: &Reviewed, lang: Lang) -> Vec<Section> {
        let mut out = Vec::new();
        let mut add = |heading: Option<&'static str>, lines: Vec<String>| {
            out.push(Section { heading: heading.map(|id| self.say(lang, id, &[])), lines });
        };
        add(None, self.basis(&reviewed.cite, reviewed.confidence, reviewed.note.as_ref(), lang));
        let checks = reviewed.checks.iter().map(|check| self.check_line(check, lang));
        add(Some("review.heading.checks"), checks.collect());
        let mut grounds = self.ground_lines(&reviewed.grounds, lang);
        if grounds.is_empty() {
            grounds.push(self.say(lang, "review.no_ground", &[]));
        }
        add(Some("review.heading.grounds"), grounds);
        let open = reviewed.outcome == Outcome::Unclear;
        // Where nobody has weighed anything and nothing hangs on it, there is nothing to read.
        let weighed =
            |merit: &&Merit| open || merit.low > Decimal::from_int(0) || merit.high < Decimal::from_int(1);
        if let Some(merit) = reviewed.merit.as_ref().filter(weighed) {
            add(Some("review.heading.merit"), self.merit_lines(merit, reviewed, lang));
        }
        if let Some(owed) = &reviewed.owed {
            let heading = match (open, reviewed.certain) {
                (true, true) => "review.heading.certain",
                (true, false) => "review.heading.least",
                (false, _) => "review.heading.owed",
            };
            add(Some(heading), self.reckoned(owed, lang));
        }
        // That nothing lies below nothing need not be said.
        let floor = reviewed.floor.as_ref().filter(|floor| floor.amount.minor() != 0).map(|floor| {
            let (amount, whole) = (self.money(floor.amount, lang), self.money(floor.whole, lang));
            let share = floor.share.to_string();
            if let Some(certain) = &floor.certain {
                let (sure, rest) = (self.money(certain.amount, lang), self.money(certain.open, lang));
                let values =
                    [("amount", &*amount), ("certain", &*sure), ("open", &*rest), ("share", &*share)];
                return self.say(lang, "review.floor.certain", &values);
            }
            match floor.least {
                Some(_) => self.say(lang, "review.floor.least", &[("amount", &amount)]),
                None => {
                    let values = [("amount", &*amount), ("whole", &*whole), ("share", &*share)];
                    self.say(lang, "review.floor", &values)
                }
            }
        });
        if let Some(at_stake) = &reviewed.at_stake {
            add(
                Some("review.heading.at_stake"),
                self.reckoned(at_stake, lang).into_iter().chain(floor).collect(),
            );
        } else if let Some(floor) = floor {
            add(None, vec![floor]);
        }
        if !reviewed.instead.is_empty() {
            let lines = reviewed.instead.iter().flat_map(|other| self.reckoned(other, lang));
            add(Some("review.heading.instead"), lines.collect());
        }
        // It is no part of what is owed, so it has a name of its own and no sum.
        if let Some(option) = &reviewed.option {
            let heading = Some(self.label(&option.title, lang));
            out.push(Section { heading, lines: self.worked(option, lang) });
        }
        out.extend(self.sections_after(reviewed, lang));
        out
    }

    /// What stands beside the amounts, and what is next.
    fn sections_after(&self, reviewed: &Reviewed, lang: Lang) -> Vec<Section> {
        let mut out = Vec::new();
        let mut add = |heading: Option<&'static str>, lines: Vec<String>| {
            out.push(Section { heading: heading.map(|id| self.say(lang, id, &[])), lines });
        };
        if !reviewed.beside.is_empty() {
            let lines = reviewed.beside.iter().flat_map(|beside| self.reckoned(beside, lang));
            add(Some("review.heading.beside"), lines.collect());
        }
        if !reviewed.next.is_empty() {
            let lines = reviewed.next.iter().map(|next| self.next_line(next, lang));
            add(Some("review.heading.next"), lines.collect());
        }
        if !reviewed.findings.is_empty() {
            let names = self.facts(&reviewed.findings, lang);
            add(None, vec![self.say(lang, "review.findings", &[("names", &names)])]);
        }
        out
    }

    fn check_line(&self, check: &Checked, lang: Lang) -> String {
        let state = match check.state {
            CheckState::Passed => self.say(lang, "review.passed", &[]),
            CheckState::Failed => self.say(lang, "review.failed", &[]),
            CheckState::Unknown => {
                self.say(lang, "review.unknown", &[("needs", &self.facts(&check.needs, lang))])
            }
        };
        let (title, evidence) = (self.clause(&check.title, lang), self.clause(&check.evidence, lang));
        let values = [("title", &*title), ("state", &*state), ("evidence", &*evidence)];
        let line = self.say(lang, "review.check", &values);
        self.sourced(line, &check.cite, check.confidence, lang)
    }

    /// A line for each ground. Where it is not known which of them the refusal rests on, those that may be
    /// among them are told together, with what is to be found out first.
    fn ground_lines(&self, grounds: &[Grounded], lang: Lang) -> Vec<String> {
        let is_unknown = |ground: &&Grounded| ground.state == GroundState::Unknown;
        let unknown: Vec<&Grounded> = grounds.iter().filter(is_unknown).collect();
        let mut shared = unknown.first().map(|ground| ground.needs.clone()).unwrap_or_default();
        shared.retain(|need| unknown.iter().all(|ground| ground.needs.contains(need)));
        let together = unknown.len() > TOGETHER && !shared.is_empty();
        let told = grounds.iter().filter(|ground| !(together && is_unknown(ground)));
        let mut lines: Vec<String> = told.map(|ground| self.ground_line(ground, lang)).collect();
        if together {
            let titles: Vec<String> = unknown.iter().map(|ground| self.clause(&ground.title, lang)).collect();
            let titles = titles.join(&self.say(lang, "list.semicolon", &[]));
            let needs = self.facts(&shared, lang);
            let count = unknown.len().to_string();
            let values = [("count", &*count), ("needs", &*needs), ("titles", &*titles)];
            lines.push(self.say(lang, "review.grounds.unknown", &values));
        }
        lines
    }

    fn ground_line(&self, ground: &Grounded, lang: Lang) -> String {
        let state = match ground.state {
            GroundState::Stands => self.say(lang, "review.stands", &[]),
            GroundState::Partly => self.say(lang, "review.stands_partly", &[]),
            GroundState::Open => self.say(lang, "review.open", &[]),
            GroundState::Fails => self.say(lang, "review.fails", &[]),
            GroundState::Unknown => {
                self.say(lang, "review.unknown", &[("needs", &self.facts(&ground.needs, lang))])
            }
        };
        let title = self.clause(&ground.title, lang);
        let evidence = self.clause(&ground.evidence, lang);
        let because: Vec<String> = ground.because.iter().map(|because| self.clause(because, lang)).collect();
        let apart = self.say(lang, "list.semicolon", &[]);
        let because = because.join(&apart);
        let mut values = vec![("title", &*title), ("state", &*state), ("evidence", &*evidence)];
        let line = if because.is_empty() {
            self.say(lang, "review.ground", &values)
        } else {
            values.push(("because", &*because));
            self.say(lang, "review.ground.because", &values)
        };
        let mut line = self.sourced(line, &ground.cite, ground.confidence, lang);
        if let Some(note) = &ground.note {
            let note = self.clause(note, lang);
            line = self.say(lang, "review.noted", &[("line", &line), ("note", &note)]);
        }
        line
    }

    /// A line, then in brackets where it stands, and that it is still to be confirmed where it is.
    fn sourced(&self, line: String, cite: &[Citation], confidence: Confidence, lang: Lang) -> String {
        let mut basis: Vec<String> = Vec::new();
        if !cite.is_empty() {
            basis.push(self.cites(cite, lang));
        }
        if confidence == Confidence::Unverified {
            basis.push(self.confidence(confidence, lang));
        }
        if basis.is_empty() {
            return line;
        }
        let basis = basis.join(&self.say(lang, "list.semicolon", &[]));
        self.say(lang, "review.sourced", &[("line", &line), ("basis", &basis)])
    }

    fn merit_lines(&self, merit: &Merit, reviewed: &Reviewed, lang: Lang) -> Vec<String> {
        let shown = [merit.low, merit.high, merit.middle, merit.threshold].map(|share| share.to_string());
        let [low, high, middle, threshold] = shown.each_ref().map(String::as_str);
        let values = [("low", low), ("high", high), ("middle", middle), ("threshold", threshold)];
        let mut lines = vec![self.say(lang, "review.merit", &values)];
        let any =
            |states: &[GroundState]| reviewed.grounds.iter().any(|ground| states.contains(&ground.state));
        let weighed = any(&[GroundState::Open, GroundState::Unknown]) && !any(&[GroundState::Stands]);
        lines.push(match (merit.exceeded, merit.above) {
            (true, AboveDef::Owed) if weighed => self.say(lang, "review.merit.owed", &[]),
            (true, AboveDef::Owed) => self.say(lang, "review.merit.settled", &[]),
            (true, AboveDef::SecondReviewer) => self.say(lang, "review.merit.second", &[]),
            (false, _) if merit.middle > merit.threshold => self.say(lang, "review.merit.no_finding", &[]),
            (false, _) if merit.high > merit.threshold => self.say(lang, "review.merit.open", &[]),
            (false, _) => self.say(lang, "review.merit.not", &[]),
        });
        if !merit.needs.is_empty() {
            let needs = self.facts(&merit.needs, lang);
            lines.push(self.say(lang, "review.merit.needs", &[("needs", &needs)]));
        }
        lines.extend(self.basis(&[], merit.confidence, merit.note.as_ref(), lang));
        lines
    }

    /// Every line of a calculation with its working, and the sum of each kind.
    #[must_use]
    pub fn reckoned(&self, reckoning: &Reckoning, lang: Lang) -> Vec<String> {
        let mut lines = self.lines_of(reckoning, lang);
        lines.extend(reckoning.sums.iter().map(|sum| self.sum(sum, lang)));
        lines.extend(self.basis(&reckoning.cite, reckoning.confidence, reckoning.note.as_ref(), lang));
        lines
    }

    /// The same without a sum.
    fn worked(&self, reckoning: &Reckoning, lang: Lang) -> Vec<String> {
        let mut lines = self.lines_of(reckoning, lang);
        lines.extend(self.basis(&reckoning.cite, reckoning.confidence, reckoning.note.as_ref(), lang));
        lines
    }

    fn lines_of(&self, reckoning: &Reckoning, lang: Lang) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for line in reckoning.lines.iter().filter(|line| line.verdict != LineVerdict::NotDue) {
            lines.push(self.reckoned_line(line, lang));
        }
        let idle = reckoning.lines.iter().filter(|line| line.verdict == LineVerdict::NotDue);
        let idle: Vec<String> = idle.map(|line| self.clause(&line.title, lang)).collect();
        if !idle.is_empty() {
            let titles = idle.join(&self.say(lang, "list.semicolon", &[]));
            lines.push(self.say(lang, "review.lines.not_due", &[("titles", &titles)]));
        }
        lines
    }

    fn reckoned_line(&self, line: &ReckonedLine, lang: Lang) -> String {
        let title = self.clause(&line.title, lang);
        let said = match &line.verdict {
            LineVerdict::Due { amount, working } => {
                let values =
                    [("title", &*title), ("amount", &*self.money(*amount, lang)), ("working", &**working)];
                self.say(lang, "review.line.due", &values)
            }
            // Those are told together.
            LineVerdict::NotDue => title,
            LineVerdict::Undetermined { needs } => {
                let needs = self.facts(needs, lang);
                self.say(lang, "review.line.open", &[("title", &title), ("needs", &needs)])
            }
            LineVerdict::Failed { error } => {
                let error = error.message(lang);
                self.say(lang, "review.line.failed", &[("title", &title), ("error", &error)])
            }
        };
        let mut said = self.sourced(said, &line.cite, Confidence::Text, lang);
        if let Some(note) = &line.note {
            let note = self.clause(note, lang);
            said = self.say(lang, "review.noted", &[("line", &said), ("note", &note)]);
        }
        said
    }

    fn sum(&self, sum: &LineSum, lang: Lang) -> String {
        let kind = self.line_kind(sum.kind, lang);
        let amount = sum.amount.map(|amount| self.money(amount, lang));
        let needs = self.facts(&sum.needs, lang);
        match (&amount, sum.settled) {
            (Some(amount), true) => self.say(lang, "review.sum", &[("kind", &kind), ("amount", amount)]),
            (None, true) => self.say(lang, "review.sum.none", &[("kind", &kind)]),
            (_, false) if sum.needs.is_empty() => self.say(lang, "review.sum.failed", &[("kind", &kind)]),
            (Some(amount), false) => {
                let values = [("kind", &*kind), ("amount", &**amount), ("needs", &*needs)];
                self.say(lang, "review.sum.least", &values)
            }
            (None, false) => self.say(lang, "review.sum.open", &[("kind", &kind), ("needs", &needs)]),
        }
    }

    /// Which of the three kinds of money: 应付金额 · owed.
    #[must_use]
    pub fn line_kind(&self, kind: LineKind, lang: Lang) -> String {
        let id = match kind {
            LineKind::Entitlement => "review.kind.entitlement",
            LineKind::ServiceRedress => "review.kind.service_redress",
            LineKind::Goodwill => "review.kind.goodwill",
        };
        self.say(lang, id, &[])
    }

    fn next_line(&self, next: &NextAct, lang: Lang) -> String {
        let title = self.clause(&next.title, lang);
        let clock = next.clock.as_ref().and_then(|clock| self.0.titles.get(clock));
        let line = match clock {
            Some(clock) => {
                let clock = self.clause(clock, lang);
                self.say(lang, "review.next.clock", &[("title", &title), ("clock", &clock)])
            }
            None => self.say(lang, "review.next", &[("title", &title)]),
        };
        self.sourced(line, &next.cite, Confidence::Text, lang)
    }
}
