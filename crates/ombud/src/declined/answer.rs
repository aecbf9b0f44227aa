//! What tables say, with the words beside the ids.

use serde::Serialize;

use crate::{
    cond::Truth,
    error::Result,
    model::{Choice, Citation, Confidence, FactId, Label, RuleId, Value},
    rules::{Decision, RowTrace, Table, Verdict},
};

/// How things are called: citations as people write them, and the names of facts.
pub struct Words<'a> {
    /// Citations as people write them.
    pub cites: &'a dyn Fn(&[Citation]) -> Label,
    /// The name of a fact.
    pub fact: &'a dyn Fn(&FactId) -> Label,
}

/// What something rests on.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Footing {
    /// How sure it is.
    pub confidence: Confidence,
    /// Where it is from.
    pub source: String,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// The same, as people write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cited: Option<Label>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

impl Footing {
    pub(crate) fn new(
        confidence: Confidence,
        source: &str,
        cite: &[Citation],
        note: Option<&Label>,
        words: &Words<'_>,
    ) -> Self {
        Footing {
            confidence,
            source: source.to_owned(),
            cite: cite.to_vec(),
            cited: cited(cite, words),
            note: note.cloned(),
        }
    }

    fn of(table: &Table, decision: &Decision, words: &Words<'_>) -> Self {
        let def = table.def();
        Footing::new(decision.confidence, &def.source, &decision.cite, def.note.as_ref(), words)
    }
}

fn cited(cite: &[Citation], words: &Words<'_>) -> Option<Label> {
    (!cite.is_empty()).then(|| (words.cites)(cite))
}

/// An id with its name for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Named {
    /// The id.
    pub id: String,
    /// Its name.
    pub title: Label,
}

/// A fact that would decide.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Need {
    /// The fact.
    pub fact: FactId,
    /// Its name.
    pub title: Label,
}

impl Need {
    pub(crate) fn all(facts: &[FactId], words: &Words<'_>) -> Vec<Need> {
        let need = |fact: &FactId| Need { fact: fact.clone(), title: (words.fact)(fact) };
        facts.iter().map(need).collect()
    }
}

/// How far an answer goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// It is decided.
    Decided,
    /// Facts are missing.
    Undetermined,
}

/// One output of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Output {
    /// The id.
    pub id: String,
    /// Its name for people.
    pub title: Label,
    /// Its values.
    pub values: Vec<Named>,
}

/// The answer of a table that gives one.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Answer {
    /// The table.
    pub table: RuleId,
    /// What it is about.
    pub title: Label,
    /// How far it goes.
    pub outcome: Settled,
    /// The row that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleId>,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Label>,
    /// What the row adds: a remark, or a draft for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<Label>,
    /// What it says, in the order of the table.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub outputs: Vec<Output>,
    /// What would decide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// What it rests on.
    pub footing: Footing,
}

impl Answer {
    /// The answer of a table.
    ///
    /// # Errors
    /// The first fault of a row that has no truth value.
    pub(crate) fn of(table: &Table, decision: &Decision, words: &Words<'_>) -> Result<Self> {
        let mut answer = Answer {
            table: decision.table.clone(),
            title: table.def().title.clone(),
            outcome: Settled::Undetermined,
            rule: None,
            reason: None,
            more: None,
            outputs: Vec::new(),
            needs: Vec::new(),
            footing: Footing::of(table, decision, words),
        };
        match &decision.verdict {
            Verdict::Decided { rules, outputs } => {
                answer.outcome = Settled::Decided;
                let row = table.def().rule.iter().find(|row| rules.first() == Some(&row.id));
                if let Some(row) = row {
                    answer.rule = Some(row.id.clone());
                    answer.reason = Some(row.title.clone());
                    answer.more.clone_from(&row.note);
                }
                for (id, title, _, choices) in table.outputs() {
                    if let Some(value) = outputs.first().and_then(|set| set.get(id)) {
                        let values = named(value, choices);
                        answer.outputs.push(Output { id: id.to_owned(), title: title.clone(), values });
                    }
                }
            }
            Verdict::Undetermined { needs } => answer.needs = Need::all(needs, words),
            Verdict::Failed { faults } => {
                if let Some(fault) = faults.first() {
                    return Err(fault.error.clone().item(&fault.rule));
                }
            }
            // Refused when the pack was checked: nothing is made up in its place.
            Verdict::Conflict { .. } | Verdict::NoMatch => {}
        }
        Ok(answer)
    }

    /// The ids of an output's values.
    pub fn values(&self, output: &str) -> impl Iterator<Item = &str> {
        let output = self.outputs.iter().find(|known| known.id == output);
        output.into_iter().flat_map(|output| &output.values).map(|value| value.id.as_str())
    }
}

/// The names of a value.
fn named(value: &Value, choices: &[Choice]) -> Vec<Named> {
    let one = |id: &str| {
        let known = choices.iter().find(|choice| choice.id == id);
        let title = known.map_or_else(|| Label::same(id), |choice| Label::new(&choice.zh, &choice.en));
        Named { id: id.to_owned(), title }
    };
    match value {
        Value::Text(id) => vec![one(id)],
        // In the order of the list, which is the order of doing.
        Value::Set(ids) => {
            choices.iter().filter(|choice| ids.contains(&choice.id)).map(|choice| one(&choice.id)).collect()
        }
        other => vec![Named { id: other.to_string(), title: Label::same(other.to_string()) }],
    }
}

/// One point of a sheet.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Point {
    /// The row.
    pub rule: RuleId,
    /// Under which heading it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub group: Option<Named>,
    /// The point.
    pub text: Label,
    /// Why, or a draft for a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub more: Option<Label>,
    /// Whether it holds.
    pub holds: Truth,
    /// What would decide.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// The same, as people write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cited: Option<Label>,
}

/// The answer of a table that lists its rows: each a point that holds, does not hold, or hangs on
/// facts that are not known.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Sheet {
    /// The table.
    pub table: RuleId,
    /// What it is about.
    pub title: Label,
    /// The points, in the order of the table.
    pub points: Vec<Point>,
    /// What it rests on.
    pub footing: Footing,
}

impl Sheet {
    /// Every row of a table.
    ///
    /// # Errors
    /// The first fault of a row that has no truth value.
    pub(crate) fn of(table: &Table, decision: &Decision, words: &Words<'_>) -> Result<Self> {
        if let Verdict::Failed { faults } = &decision.verdict
            && let Some(fault) = faults.first()
        {
            return Err(fault.error.clone().item(&fault.rule));
        }
        let def = table.def();
        let footing = Footing::new(decision.confidence, &def.source, &def.cite, def.note.as_ref(), words);
        let points = decision.rows.iter().zip(&def.rule).map(|(row, said)| Point {
            rule: row.rule.clone(),
            group: group(table, row),
            text: said.title.clone(),
            more: said.note.clone(),
            holds: row.truth.unwrap_or(Truth::Unknown),
            needs: Need::all(&row.needs, words),
            cite: row.cite.clone(),
            cited: cited(&row.cite, words),
        });
        Ok(Sheet { table: def.id.clone(), title: def.title.clone(), points: points.collect(), footing })
    }

    /// Without the points that do not hold: what is a list of things to do, and no list of checks.
    #[must_use]
    pub(crate) fn listed(mut self) -> Self {
        self.points.retain(|point| point.holds != Truth::False);
        self
    }
}

/// The first output of a row is the heading under which it stands.
fn group(table: &Table, row: &RowTrace) -> Option<Named> {
    let (id, _, _, choices) = table.outputs().next()?;
    named(row.outputs.get(id)?, choices).into_iter().next()
}
