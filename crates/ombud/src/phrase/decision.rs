//! What a table or a scorecard says, and why.

use super::Phrasebook;
use crate::{
    cond::Truth,
    model::{
        Catalogue, Choice, Citation, Confidence, Decimal, FactDef, FactId, Label, Lang, RuleId, Value,
        ValueType,
    },
    rules::{Contribution, Decision, RowTrace, Score, ScoreVerdict, Scorecard, Table, UsedFact, Verdict},
};

impl Phrasebook {
    /// The answer of a table in one sentence.
    #[must_use]
    pub fn ruling(&self, table: &Table, decision: &Decision, lang: Lang) -> String {
        let title = self.label(&table.def().title, lang);
        let said = |id, name, list: &str| self.say(lang, id, &[("title", &*title), (name, list)]);
        match &decision.verdict {
            Verdict::Decided { outputs, .. } if outputs.is_empty() => {
                self.say(lang, "rules.empty", &[("title", &title)])
            }
            Verdict::Decided { rules, outputs } => {
                // Sets have commas of their own.
                let apart = self.say(lang, "list.semicolon", &[]);
                let sets: Vec<String> = outputs
                    .iter()
                    .map(|set| {
                        let each = table.outputs().filter_map(|(id, name, kind, choices)| {
                            let value = self.value(set.get(id)?, kind, choices, lang);
                            // Where there is but one output, the title of the table says what it is.
                            if set.len() == 1 {
                                return Some(value);
                            }
                            let name = self.label(name, lang);
                            Some(self.say(lang, "rules.output", &[("name", &name), ("value", &value)]))
                        });
                        each.collect::<Vec<_>>().join(&apart)
                    })
                    .collect();
                let sets = sets.join(&apart);
                said(if rules.is_empty() { "rules.default" } else { "rules.decided" }, "outputs", &sets)
            }
            Verdict::Undetermined { needs } => said("rules.undetermined", "needs", &self.facts(needs, lang)),
            Verdict::Conflict { rules } => said("rules.conflict", "rules", &self.rows(table, rules, lang)),
            Verdict::Failed { faults } => {
                let rules: Vec<RuleId> = faults.iter().map(|fault| fault.rule.clone()).collect();
                said("rules.failed", "rules", &self.rows(table, &rules, lang))
            }
            Verdict::NoMatch => self.say(lang, "rules.no_match", &[("title", &title)]),
        }
    }

    /// The answer of a table, its basis, every row and every fact read: a line each.
    #[must_use]
    pub fn decision(&self, table: &Table, decision: &Decision, lang: Lang) -> String {
        let mut lines = vec![self.ruling(table, decision, lang)];
        lines.extend(self.basis(&decision.cite, decision.confidence, decision.note.as_ref(), lang));
        lines.push(self.say(lang, "rules.heading.rows", &[]));
        for (row, def) in decision.rows.iter().zip(&table.def().rule) {
            lines.push(self.line(&self.label(&def.title, lang), &self.truth(row, lang), &row.cite, lang));
        }
        lines.extend(self.read(&decision.facts, lang));
        lines.join("\n")
    }

    /// The answer of a scorecard in one sentence.
    #[must_use]
    pub fn scoring(&self, card: &Scorecard, score: &Score, lang: Lang) -> String {
        let title = self.label(&card.def().title, lang);
        let band = |id: &str| {
            let known = card.def().band.iter().find(|band| band.id == id);
            known.map(|band| self.label(&band.title, lang)).unwrap_or_default()
        };
        match &score.verdict {
            ScoreVerdict::Decided { score, band: id } => {
                let (points, band) = (score.to_string(), band(id));
                self.say(lang, "rules.score", &[("title", &title), ("score", &points), ("band", &band)])
            }
            ScoreVerdict::Undetermined { low, high, band: id, needs } => {
                let (low, high, needs) = (low.to_string(), high.to_string(), self.facts(needs, lang));
                let values = [("title", &*title), ("low", &*low), ("high", &*high), ("needs", &*needs)];
                match id {
                    None => self.say(lang, "rules.score.range", &values),
                    Some(id) => {
                        let band = band(id);
                        let values: Vec<_> = values.into_iter().chain([("band", &*band)]).collect();
                        self.say(lang, "rules.score.band", &values)
                    }
                }
            }
            ScoreVerdict::Failed { faults } => {
                let rules: Vec<String> =
                    faults.iter().map(|fault| self.factor(card, &fault.rule, lang)).collect();
                let rules = self.list(&rules, lang);
                self.say(lang, "rules.failed", &[("title", &title), ("rules", &rules)])
            }
        }
    }

    /// The answer of a scorecard, what to do, its basis, every factor and every fact read.
    #[must_use]
    pub fn score(&self, card: &Scorecard, score: &Score, lang: Lang) -> String {
        let mut lines = vec![self.scoring(card, score, lang)];
        let band = match &score.verdict {
            ScoreVerdict::Decided { band, .. } => Some(band),
            ScoreVerdict::Undetermined { band, .. } => band.as_ref(),
            ScoreVerdict::Failed { .. } => None,
        };
        let act = card.def().band.iter().find(|known| Some(&known.id) == band).and_then(|b| b.act.as_ref());
        if let Some(act) = act {
            lines.push(self.say(lang, "rules.act", &[("act", &self.ended(act, lang))]));
        }
        lines.extend(self.basis(&score.cite, score.confidence, score.note.as_ref(), lang));
        if !score.raised_by.is_empty() {
            let rules: Vec<String> =
                score.raised_by.iter().map(|rule| self.factor(card, rule, lang)).collect();
            lines.push(self.say(lang, "rules.raised", &[("rules", &self.list(&rules, lang))]));
        }
        lines.push(self.say(lang, "rules.heading.factors", &[]));
        for given in &score.factors {
            let title = self.factor(card, &given.factor, lang);
            lines.push(self.line(&title, &self.given(given, lang), &given.cite, lang));
        }
        for (total, group) in score.groups.iter().zip(&card.def().group) {
            let title = self.label(&group.title, lang);
            let sum = self.points(total.sum_low, total.sum_high, lang);
            let points = self.points(total.low, total.high, lang);
            let values = [("title", &*title), ("sum", &*sum), ("points", &*points)];
            lines.push(self.say(lang, "rules.group", &values));
        }
        lines.extend(self.read(&score.facts, lang));
        lines.join("\n")
    }

    /// Basis, how sure it is, and what a reader must know.
    pub(super) fn basis(
        &self,
        cite: &[Citation],
        confidence: Confidence,
        note: Option<&Label>,
        lang: Lang,
    ) -> Vec<String> {
        let mut lines = Vec::new();
        if !cite.is_empty() {
            lines.push(self.say(lang, "detail.cite", &[("cites", &self.cites(cite, lang))]));
        }
        if confidence != Confidence::Text {
            let confidence = self.confidence(confidence, lang);
            lines.push(self.say(lang, "detail.confidence", &[("confidence", &confidence)]));
        }
        if let Some(note) = note {
            lines.push(self.say(lang, "detail.note", &[("note", &self.ended(note, lang))]));
        }
        lines
    }

    fn line(&self, rule: &str, truth: &str, cite: &[Citation], lang: Lang) -> String {
        if cite.is_empty() {
            return self.say(lang, "rules.row", &[("rule", rule), ("truth", truth)]);
        }
        let cites = self.cites(cite, lang);
        self.say(lang, "rules.row.cited", &[("rule", rule), ("truth", truth), ("cites", &cites)])
    }

    fn truth(&self, row: &RowTrace, lang: Lang) -> String {
        match row.truth {
            Some(Truth::True) => self.say(lang, "rules.true", &[]),
            Some(Truth::False) => self.say(lang, "rules.false", &[]),
            Some(Truth::Unknown) => {
                self.say(lang, "rules.unknown", &[("needs", &self.facts(&row.needs, lang))])
            }
            None => self.say(lang, "rules.faulty", &[]),
        }
    }

    fn given(&self, given: &Contribution, lang: Lang) -> String {
        let points = self.points(given.low, given.high, lang);
        if given.needs.is_empty() {
            return points;
        }
        let needs = self.facts(&given.needs, lang);
        self.say(lang, "rules.points.needs", &[("points", &points), ("needs", &needs)])
    }

    fn points(&self, low: Decimal, high: Decimal, lang: Lang) -> String {
        let (from, to) = (low.to_string(), high.to_string());
        if low == high {
            self.say(lang, "rules.points", &[("points", &from)])
        } else {
            self.say(lang, "rules.points.range", &[("low", &from), ("high", &to)])
        }
    }

    fn read(&self, facts: &[UsedFact], lang: Lang) -> Vec<String> {
        if facts.is_empty() {
            return Vec::new();
        }
        let each = facts.iter().map(|used| {
            let name = self.fact_name(&used.fact, lang);
            let value = match (&used.value, self.0.catalogue.fact(used.fact.as_str())) {
                (Some(value), Ok(def)) => self.fact_value(def, value, lang),
                (Some(value), Err(_)) => value.to_string(),
                (None, _) => self.say(lang, "rules.fact.unknown", &[]),
            };
            let papers = self.list(&used.evidence, lang);
            if papers.is_empty() {
                self.say(lang, "rules.fact", &[("name", &name), ("value", &value)])
            } else {
                let values = [("name", &*name), ("value", &*value), ("papers", &*papers)];
                self.say(lang, "rules.fact.papers", &values)
            }
        });
        std::iter::once(self.say(lang, "rules.heading.facts", &[])).chain(each).collect()
    }

    pub(super) fn facts(&self, facts: &[FactId], lang: Lang) -> String {
        self.list(&facts.iter().map(|fact| self.fact_name(fact, lang)).collect::<Vec<_>>(), lang)
    }

    pub(super) fn fact_name(&self, fact: &FactId, lang: Lang) -> String {
        let catalogue: &Catalogue = &self.0.catalogue;
        catalogue.fact(fact.as_str()).map_or_else(|_| fact.to_string(), |def| self.label(&def.title, lang))
    }

    fn rows(&self, table: &Table, rules: &[RuleId], lang: Lang) -> String {
        let title = |rule: &RuleId| {
            let row = table.def().rule.iter().find(|row| row.id == *rule);
            row.map_or_else(|| rule.to_string(), |row| self.label(&row.title, lang))
        };
        self.list(&rules.iter().map(title).collect::<Vec<_>>(), lang)
    }

    /// The title of a factor or of a condition that raises the band.
    fn factor(&self, card: &Scorecard, rule: &RuleId, lang: Lang) -> String {
        let factors = card.def().factor.iter().map(|factor| (&factor.id, &factor.title));
        let overrides = card.def().overrides.iter().map(|raise| (&raise.id, &raise.title));
        let found = factors.chain(overrides).find(|(id, _)| *id == rule);
        found.map_or_else(|| rule.to_string(), |(_, title)| self.label(title, lang))
    }

    /// The value of a fact as people read it: 是 · yes, or the name of the choice.
    #[must_use]
    pub fn fact_value(&self, def: &FactDef, value: &Value, lang: Lang) -> String {
        self.value(value, def.kind, &def.values, lang)
    }

    /// A value as people read it.
    pub(crate) fn value(&self, value: &Value, kind: ValueType, choices: &[Choice], lang: Lang) -> String {
        let choice = |id: &str| {
            let known = choices.iter().find(|choice| choice.id == id);
            known.map_or_else(|| id.to_owned(), |choice| self.label(&choice.label(), lang))
        };
        match (value, kind) {
            (Value::Bool(true), _) => self.say(lang, "rules.yes", &[]),
            (Value::Bool(false), _) => self.say(lang, "rules.no", &[]),
            (Value::Date(date), _) => self.date(*date, lang),
            (Value::Instant(instant), _) => self.moment(*instant, lang),
            (Value::Text(id), ValueType::Enum) => choice(id),
            (Value::Set(ids), _) if ids.is_empty() => self.say(lang, "rules.none", &[]),
            (Value::Set(ids), _) => {
                // In the order in which the choices are declared: ids have none of their own.
                let mut ids: Vec<&String> = ids.iter().collect();
                ids.sort_by_key(|id| choices.iter().position(|choice| choice.id == **id));
                self.list(&ids.into_iter().map(|id| choice(id)).collect::<Vec<_>>(), lang)
            }
            (other, _) => other.to_string(),
        }
    }
}
