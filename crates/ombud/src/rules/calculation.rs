//! Calculations as authored, and compiled: what is owed, line by line.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{
    ground,
    table::{invalid, twice},
};
use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{
        AppliesBy, Catalogue, Citation, Confidence, Date, Dated, Decimal, FactId, Force, Json, Label, Money,
        RuleId, ValueType, dated,
    },
};

/// What a line is. The three are never added up to one figure: the first is owed, the second makes
/// good a fault of service, the third is given of one's own will.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LineKind {
    /// Owed by contract or law.
    Entitlement,
    /// For a fault of service.
    ServiceRedress,
    /// Of one's own will.
    Goodwill,
}

impl LineKind {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [LineKind; 3] = [LineKind::Entitlement, LineKind::ServiceRedress, LineKind::Goodwill];
}

/// One line. A quantity is the name of a fact, a decimal (`"0.1"`) or an amount (`"CNY 100.00"`).
///
/// The amount is `of`, net of each of `net_of` and never below nothing, at most each of `at_most`,
/// times each of `times`, over each of `over`, less each of `less` and never below nothing, and at
/// last no more than each of `limit`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LineDef {
    /// Its name.
    pub id: RuleId,
    /// Its name for people.
    pub title: Label,
    /// What it is.
    pub kind: LineKind,
    /// When it is due; always, where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Json>,
    /// The amount it begins with.
    pub of: String,
    /// Amounts that are taken off first, before `of` is held to `at_most`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub net_of: Vec<String>,
    /// Amounts that `of` counts no higher than.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub at_most: Vec<String>,
    /// What it is multiplied by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub times: Vec<String>,
    /// What it is divided by.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub over: Vec<String>,
    /// Amounts that are taken off.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub less: Vec<String>,
    /// Amounts that the line is no higher than.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub limit: Vec<String>,
    /// Where it stands, beside what the calculation cites.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// A calculation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CalculationDef {
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
    /// The lines.
    pub line: Vec<LineDef>,
}

/// A calculation, checked and ready.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calculation {
    pub(super) def: CalculationDef,
    pub(super) lines: Vec<Line>,
    reads: BTreeSet<FactId>,
}

/// A line with its condition and its quantities read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) when: Option<Condition>,
    /// In the order in which they are worked: `of` first.
    pub(super) parts: Vec<Part>,
}

/// One quantity of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    pub(super) role: Role,
    /// Which of those of its role, from 0.
    pub(super) nth: usize,
    pub(super) quantity: Quantity,
}

impl Part {
    /// Where it stands in its line.
    pub(super) fn path(&self) -> String {
        match self.role {
            Role::Of => self.role.name().to_owned(),
            _ => format!("{}[{}]", self.role.name(), self.nth),
        }
    }
}

/// What a quantity does in its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are those of the line's fields")]
pub enum Role {
    Of,
    NetOf,
    AtMost,
    Times,
    Over,
    Less,
    Limit,
}

impl Role {
    fn name(self) -> &'static str {
        match self {
            Role::Of => "of",
            Role::NetOf => "net_of",
            Role::AtMost => "at_most",
            Role::Times => "times",
            Role::Over => "over",
            Role::Less => "less",
            Role::Limit => "limit",
        }
    }

    /// Whether only an amount can stand there.
    fn is_amount(self) -> bool {
        !matches!(self, Role::Times | Role::Over)
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Quantity {
    Fact(FactId),
    Decimal(Decimal),
    Money(Money),
}

dated!(CalculationDef);

impl Dated for Calculation {
    fn id(&self) -> &RuleId {
        &self.def.id
    }

    fn force(&self) -> Force {
        self.def.force()
    }
}

impl Calculation {
    /// Checks a calculation and compiles it.
    ///
    /// INVARIANT 3: whatever a line says is money for or from a person, so none of them may rest on an
    /// assessment.
    ///
    /// # Errors
    /// Every fault at once: facts that are unknown or no number, a line whose quantities do not come
    /// to one amount, kinds out of order, and what rests on an assessment.
    pub fn compile(def: CalculationDef, catalogue: &Catalogue) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let mut lines = Vec::new();
        if def.line.is_empty() {
            faults.push(invalid("line", "at least one line", "none"));
        }
        for (i, line) in def.line.iter().enumerate() {
            let path = format!("line[{i}]");
            let before = || def.line.iter().take(i);
            if before().any(|before| before.id == line.id) {
                faults.push(twice(&format!("{path}.id"), &line.id));
            }
            if before().any(|before| before.kind > line.kind) {
                let expected = "what is owed first, then service redress, then goodwill";
                faults.push(invalid(&format!("{path}.kind"), expected, "a kind that comes before"));
            }
            lines.push(compile_line(line, &path, catalogue, &mut faults));
        }
        let conditions = lines.iter().filter_map(|line| line.when.as_ref()).flat_map(Condition::facts);
        let quantities = lines.iter().flat_map(|line| &line.parts).filter_map(|part| match &part.quantity {
            Quantity::Fact(fact) => Some(fact),
            _ => None,
        });
        let reads: BTreeSet<FactId> = conditions.chain(quantities).cloned().collect();
        ground::no_assessment(def.id.as_str(), "line", &reads, catalogue, &mut faults);
        if !faults.is_empty() {
            return Err(faults.into_iter().map(|error| error.item(&def.id).kind("calculation")).collect());
        }
        Ok(Calculation { def, lines, reads })
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &CalculationDef {
        &self.def
    }

    /// The facts it reads, by name.
    pub fn reads(&self) -> impl Iterator<Item = &FactId> {
        self.reads.iter()
    }
}

fn compile_line(def: &LineDef, path: &str, catalogue: &Catalogue, faults: &mut Vec<Error>) -> Line {
    let when = def.when.as_ref().and_then(|when| match Condition::parse(when, catalogue) {
        Ok(condition) => Some(condition),
        Err(errors) => {
            faults.extend(errors.into_iter().map(|error| error.within(format_args!("{path}.when"))));
            None
        }
    });
    let lists = [
        (Role::Of, std::slice::from_ref(&def.of)),
        (Role::NetOf, &def.net_of),
        (Role::AtMost, &def.at_most),
        (Role::Times, &def.times),
        (Role::Over, &def.over),
        (Role::Less, &def.less),
        (Role::Limit, &def.limit),
    ];
    let mut parts = Vec::new();
    // What is multiplied must leave one amount: amounts cancel only against amounts.
    let (mut above, mut below) = (0usize, 0usize);
    for (role, texts) in lists {
        for (nth, text) in texts.iter().enumerate() {
            let placed = |error: Error| match role {
                Role::Of => error.path(format_args!("{path}.of")),
                _ => error.path(format_args!("{path}.{}[{nth}]", role.name())),
            };
            match quantity(text, catalogue) {
                Ok((quantity, is_money)) => {
                    if role.is_amount() && !is_money {
                        faults.push(placed(invalid("", "an amount of money", text)));
                    }
                    above = above.saturating_add(usize::from(role == Role::Times && is_money));
                    below = below.saturating_add(usize::from(role == Role::Over && is_money));
                    parts.push(Part { role, nth, quantity });
                }
                Err(error) => faults.push(placed(error)),
            }
        }
    }
    if above != below {
        let found = format_args!("{above}, {below}");
        faults.push(invalid(path, "as many amounts in `times` as in `over`", found));
    }
    Line { when, parts }
}

/// A quantity, and whether it is an amount.
fn quantity(text: &str, catalogue: &Catalogue) -> Result<(Quantity, bool), Error> {
    if text.starts_with(|c: char| c.is_ascii_digit() || c == '-') {
        let decimal: Decimal = text.parse()?;
        if decimal <= Decimal::from_int(0) {
            return Err(invalid("", "a number above zero", text));
        }
        return Ok((Quantity::Decimal(decimal), false));
    }
    if text.contains(' ') {
        return Ok((Quantity::Money(text.parse()?), true));
    }
    let def = catalogue.fact(text).map_err(|error| error.expected("a fact of the catalogue").found(text))?;
    match def.kind {
        ValueType::Money => Ok((Quantity::Fact(def.id.clone()), true)),
        ValueType::Int | ValueType::Decimal => Ok((Quantity::Fact(def.id.clone()), false)),
        other => Err(Error::new(ErrorCode::InvalidValue)
            .expected("a fact that is an amount, a decimal or a whole number")
            .found(other)),
    }
}
