//! Decision tables as authored, and compiled.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{Verdict, decision::Needs, ground, produced_by};
use crate::{
    Error, ErrorCode,
    cond::{Compiled, Condition, FactIndex},
    error::Result,
    model::{
        AppliesBy, Catalogue, Choice, Citation, Confidence, Date, Dated, FactId, Facts, Force, Json, Label,
        RuleId, Value, ValueType, dated,
    },
};

/// Which rows count where several hold: the hit policies of DMN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Hit {
    /// At most one may hold; two are a conflict.
    Unique,
    /// The first in the order of the table.
    First,
    /// The one whose outputs stand first in the order of priority.
    Priority,
    /// All that hold must say the same; otherwise it is a conflict.
    Any,
    /// All, in no order, or gathered to one value.
    Collect,
    /// All, in the order of the table.
    RuleOrder,
    /// All, in the order of priority of their outputs.
    OutputOrder,
}

/// How a collecting table gathers its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Aggregate {
    /// Every row as it is.
    #[default]
    List,
    /// The sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
    /// How many rows hold.
    Count,
}

/// What an output settles, where it settles what the class rule guards.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Governs {
    /// What is owed.
    Entitlement,
    /// Who may approve how much.
    Authority,
    /// What is offered.
    Offer,
    /// Who comes first.
    Queue,
}

/// One output of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OutputDef {
    /// Its name in the rows.
    pub id: String,
    /// The fact it produces; its title, type and values are then those of the catalogue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
    /// Its name for people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<Label>,
    /// Its type.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ValueType>,
    /// The values of an enum or set.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<Choice>,
    /// Its values from the highest priority to the lowest.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub priority: Vec<Json>,
    /// What it settles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub governs: Option<Governs>,
}

/// One row of a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowDef {
    /// Its name.
    pub id: RuleId,
    /// What it says, for people.
    pub title: Label,
    /// When it holds; always, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// A value for every output.
    pub then: BTreeMap<String, Json>,
    /// Where it stands, beside what the table cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// A decision table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TableDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// Where it stands.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// Where it is from.
    pub source: String,
    /// How sure it is.
    pub confidence: Confidence,
    /// The first day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// The day of the version read, where the start is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub in_force_by: Option<Date>,
    /// The last day in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_to: Option<Date>,
    /// Which day selects the version.
    #[serde(default)]
    pub applies_by: AppliesBy,
    /// Capabilities it shows.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covers: Vec<String>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
    /// Which rows count.
    pub hit: Hit,
    /// How a collecting table gathers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub aggregate: Option<Aggregate>,
    /// The outputs.
    pub output: Vec<OutputDef>,
    /// The rows.
    pub rule: Vec<RowDef>,
    /// The outputs where no row holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<BTreeMap<String, Json>>,
}

/// A table, checked and ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    pub(super) def: TableDef,
    pub(super) outputs: Vec<Output>,
    pub(super) rows: Vec<Row>,
    /// The rows in the order in which they outrank each other.
    pub(super) order: Vec<usize>,
    pub(super) default: Option<Vec<Value>>,
    pub(super) reads: BTreeSet<FactId>,
    pub(super) index: FactIndex,
    /// What it asks for where none of its facts is known; nothing where it can decide even then.
    pub(super) blind: Option<Needs>,
}

/// An output with its type settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Output {
    pub(super) id: String,
    pub(super) title: Label,
    pub(super) kind: ValueType,
    pub(super) choices: Vec<Choice>,
    priority: Vec<Value>,
}

/// A row with its condition compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) when: Option<Condition>,
    pub(super) compiled: Option<Compiled>,
    /// In the order of the outputs.
    pub(super) values: Vec<Value>,
}

dated!(TableDef);

impl Dated for Table {
    fn id(&self) -> &RuleId {
        &self.def.id
    }

    fn force(&self) -> Force {
        self.def.force()
    }
}

impl Table {
    /// Checks the parts of a table and compiles it. That the rows fit together is for
    /// [`check_table`](super::check_table).
    ///
    /// # Errors
    /// Every fault at once: unknown facts, values that do not fit, rows without a value for each
    /// output, aggregates and priorities that do not go with the hit policy, and outputs that break
    /// the class rule.
    pub fn compile(def: TableDef, catalogue: &Catalogue) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let outputs: Vec<Output> = def
            .output
            .iter()
            .enumerate()
            .filter_map(|(i, output)| Output::compile(output, i, catalogue, &mut faults))
            .collect();
        if def.output.is_empty() {
            faults.push(invalid("output", "at least one output", "none"));
        }
        for (i, output) in def.output.iter().enumerate() {
            if def.output.iter().take(i).any(|before| before.id == output.id) {
                faults.push(twice(&format!("output[{i}].id"), &output.id));
            }
        }
        forms(&def, &outputs, &mut faults);
        let mut rows = Vec::new();
        for (i, row) in def.rule.iter().enumerate() {
            if def.rule.iter().take(i).any(|before| before.id == row.id) {
                faults.push(twice(&format!("rule[{i}].id"), &row.id));
            }
            let when = row.when.as_ref().and_then(|when| match Condition::parse(when, catalogue) {
                Ok(condition) => Some(condition),
                Err(errors) => {
                    let placed = errors.into_iter().map(|error| error.within(format_args!("rule[{i}].when")));
                    faults.extend(placed);
                    None
                }
            });
            let values = values(&row.then, &outputs, &format!("rule[{i}].then"), &mut faults);
            rows.push(Row { when, compiled: None, values });
        }
        if rows.is_empty() {
            faults.push(invalid("rule", "at least one rule", "none"));
        }
        let default = def.default.as_ref().map(|given| values(given, &outputs, "default", &mut faults));
        let conditions = || rows.iter().filter_map(|row| row.when.as_ref());
        let reads: BTreeSet<FactId> = conditions().flat_map(Condition::facts).cloned().collect();
        for (i, output) in def.output.iter().enumerate() {
            let path = format!("output[{i}]");
            if let Some(fact) = &output.fact {
                let producer = produced_by("table", def.id.as_str());
                ground::owns_up(&producer, &format!("{path}.fact"), fact, &reads, catalogue, &mut faults);
            }
            if output.governs.is_some() {
                let path = format!("{path}.governs");
                ground::no_assessment(def.id.as_str(), &path, &reads, catalogue, &mut faults);
            }
        }
        let index = FactIndex::new(conditions());
        for row in &mut rows {
            match row.when.as_ref().map(|when| when.compile(&index)).transpose() {
                Ok(compiled) => row.compiled = compiled,
                Err(error) => faults.push(error),
            }
        }
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|error| error.item(&def.id).kind("table")).collect());
        }
        let order = order(def.hit, &rows, &outputs);
        let mut table = Table { def, outputs, rows, order, default, reads, index, blind: None };
        if let Verdict::Undetermined { needs } = table.answer(&Facts::new()) {
            table.blind = Some(needs);
        }
        Ok(table)
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &TableDef {
        &self.def
    }

    /// The facts it reads, by name.
    pub fn reads(&self) -> impl Iterator<Item = &FactId> {
        self.reads.iter()
    }

    /// The facts it produces, each with the values that its rows give.
    pub fn produces(&self) -> impl Iterator<Item = (&FactId, Vec<&Value>)> {
        let numbered = self.def.output.iter().enumerate();
        numbered.filter_map(|(i, output)| {
            let rows = self.rows.iter().filter_map(move |row| row.values.get(i));
            let default = self.default.iter().filter_map(move |values| values.get(i));
            Some((output.fact.as_ref()?, rows.chain(default).collect()))
        })
    }

    /// The outputs, each with its name for people, its type and its choices.
    pub fn outputs(&self) -> impl Iterator<Item = (&str, &Label, ValueType, &[Choice])> {
        self.outputs
            .iter()
            .map(|output| (output.id.as_str(), &output.title, output.kind, output.choices.as_slice()))
    }

    /// How the rows are gathered.
    pub(super) fn aggregate(&self) -> Aggregate {
        self.def.aggregate.unwrap_or_default()
    }
}

impl Output {
    fn compile(def: &OutputDef, i: usize, catalogue: &Catalogue, faults: &mut Vec<Error>) -> Option<Self> {
        let path = |inner: &str| format!("output[{i}].{inner}");
        if def.fact.is_some() && (def.title.is_some() || def.kind.is_some() || !def.values.is_empty()) {
            let expected = "no title, type or values beside a fact: they are the catalogue's";
            faults.push(invalid(&path("fact"), expected, "one of them"));
        }
        let (title, kind, choices) = match &def.fact {
            Some(fact) => {
                // A fact that is not there is told with what it must own up to.
                let fact = catalogue.fact(fact.as_str()).ok()?;
                (fact.title.clone(), fact.kind, fact.values.clone())
            }
            None => {
                let Some(kind) = def.kind else {
                    faults.push(invalid(&path("type"), "a type, or a fact", "neither"));
                    return None;
                };
                if matches!(kind, ValueType::Enum | ValueType::Set) == def.values.is_empty() {
                    let expected = "values beside an enum or a set, and only there";
                    faults.push(invalid(&path("values"), expected, kind));
                }
                let title = def.title.clone();
                if title.is_none() {
                    faults.push(invalid(&path("title"), "a title, or a fact", "neither"));
                }
                (title.unwrap_or_else(|| Label::same(&def.id)), kind, def.values.clone())
            }
        };
        let mut priority = Vec::new();
        for (j, json) in def.priority.iter().enumerate() {
            match Value::from_json(json, kind, &choices) {
                Ok(value) if priority.contains(&value) => {
                    faults.push(twice(&format!("output[{i}].priority[{j}]"), &value));
                }
                Ok(value) => priority.push(value),
                Err(error) => faults.push(error.path(format_args!("output[{i}].priority[{j}]"))),
            }
        }
        Some(Output { id: def.id.clone(), title, kind, choices, priority })
    }

    /// Where a value stands in the order of priority; values not in it come last.
    fn rank(&self, value: &Value) -> usize {
        self.priority.iter().position(|known| known == value).unwrap_or(self.priority.len())
    }
}

/// What must go together with the hit policy.
fn forms(def: &TableDef, outputs: &[Output], faults: &mut Vec<Error>) {
    let ranked = matches!(def.hit, Hit::Priority | Hit::OutputOrder);
    let ranking = def.output.iter().any(|output| !output.priority.is_empty());
    if ranked && !ranking {
        faults.push(invalid("output", "an output with an order of priority", "none"));
    }
    if !ranked && ranking {
        let expected = "an order of priority only under hit priority or output_order";
        faults.push(invalid("hit", expected, "another hit policy"));
    }
    let listing = match def.hit {
        Hit::Collect => matches!(def.aggregate, None | Some(Aggregate::List)),
        hit => matches!(hit, Hit::RuleOrder | Hit::OutputOrder),
    };
    for (i, output) in def.output.iter().enumerate().filter(|(_, output)| output.fact.is_some()) {
        if listing {
            let expected = "facts only from a table that has one answer";
            faults.push(invalid(&format!("output[{i}].fact"), expected, &output.id));
        }
    }
    let Some(aggregate) = def.aggregate else { return };
    if def.hit != Hit::Collect {
        faults.push(invalid("aggregate", "an aggregate only under hit collect", "another hit policy"));
    }
    if aggregate == Aggregate::List {
        return;
    }
    match outputs {
        [output] => {
            let fits = match (aggregate, output.kind) {
                (Aggregate::Count, kind) => {
                    def.output.iter().all(|o| o.fact.is_none()) || kind == ValueType::Int
                }
                (Aggregate::Sum, kind) => matches!(
                    kind,
                    ValueType::Int | ValueType::Decimal | ValueType::Money | ValueType::Duration
                ),
                (_, kind) => {
                    !matches!(kind, ValueType::Bool | ValueType::Text | ValueType::Enum | ValueType::Set)
                }
            };
            if !fits {
                faults.push(invalid("aggregate", "an output that can be gathered so", output.kind));
            }
        }
        _ => faults.push(invalid("aggregate", "exactly one output", def.output.len())),
    }
}

fn values(
    given: &BTreeMap<String, Json>,
    outputs: &[Output],
    path: &str,
    faults: &mut Vec<Error>,
) -> Vec<Value> {
    for name in given.keys().filter(|name| !outputs.iter().any(|output| output.id == **name)) {
        faults.push(invalid(&format!("{path}.{name}"), "an output of the table", name));
    }
    let mut out = Vec::new();
    for output in outputs {
        match given.get(&output.id).map(|json| Value::from_json(json, output.kind, &output.choices)) {
            Some(Ok(value)) => out.push(value),
            Some(Err(error)) => faults.push(error.path(format_args!("{path}.{}", output.id))),
            None => faults.push(invalid(path, format_args!("a value for `{}`", output.id), "none")),
        }
    }
    out
}

/// Rows by rank where outputs have one, then as written.
fn order(hit: Hit, rows: &[Row], outputs: &[Output]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..rows.len()).collect();
    if matches!(hit, Hit::Priority | Hit::OutputOrder) {
        order.sort_by_key(|i| {
            let values = rows.get(*i).map(|row| row.values.as_slice()).unwrap_or_default();
            outputs.iter().zip(values).map(|(output, value)| output.rank(value)).collect::<Vec<_>>()
        });
    }
    order
}

pub(super) fn invalid(path: &str, expected: impl std::fmt::Display, found: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found)
}

pub(super) fn twice(path: &str, found: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::DuplicateId).path(path).expected("each once").found(found)
}
