//! What a calculation comes to over the facts that are known, with every factor shown.

use std::collections::BTreeSet;

use serde::Serialize;

use super::{
    Calculation, LineDef, LineKind, Role,
    calculation::{Line, Part, Quantity},
    decision::{Needs, UsedFact, used},
};
use crate::{
    Error, ErrorCode,
    cond::Truth,
    error::Result,
    model::{
        Citation, Confidence, Currency, Date, Dated, Decimal, FactId, Facts, Fraction, Label, Money, RuleId,
        Value,
    },
};

/// The answer of a calculation.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Reckoning {
    /// The calculation.
    pub calculation: RuleId,
    /// Its name for people.
    pub title: Label,
    /// The first day of the version, as far as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Date>,
    /// How sure the calculation is.
    pub confidence: Confidence,
    /// Every line.
    pub lines: Vec<ReckonedLine>,
    /// What the lines of each kind come to; the kinds are not added up.
    pub sums: Vec<LineSum>,
    /// The facts read, with what is known of each.
    pub facts: Vec<UsedFact>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

impl Reckoning {
    /// What the lines of one kind come to, where there are any.
    #[must_use]
    pub fn sum(&self, kind: LineKind) -> Option<&LineSum> {
        self.sums.iter().find(|sum| sum.kind == kind)
    }
}

/// One line as it was worked.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReckonedLine {
    /// The line.
    pub line: RuleId,
    /// Its name for people.
    pub title: Label,
    /// What it is.
    pub kind: LineKind,
    /// What it comes to.
    #[serde(flatten)]
    pub verdict: LineVerdict,
    /// Its quantities, in the order in which they are worked.
    pub factors: Vec<Factored>,
    /// Where it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cite: Vec<Citation>,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// What a line comes to.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum LineVerdict {
    /// An amount.
    Due {
        /// The amount.
        amount: Money,
        /// The formula with its numbers, for whoever works it again.
        working: String,
    },
    /// The condition does not hold.
    NotDue,
    /// These facts would decide.
    Undetermined {
        /// Their names.
        needs: Needs,
    },
    /// It has no value, and why.
    Failed {
        /// Why, and where in the line.
        error: Error,
    },
}

/// One quantity of a line; without a value where it is not known.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Factored {
    /// What it does.
    pub role: Role,
    /// The fact, where it is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fact: Option<FactId>,
    /// Its value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

/// What the lines of one kind come to.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct LineSum {
    /// The kind.
    pub kind: LineKind,
    /// Whether every line of the kind is settled. Where not, the amount is only what is sure so far.
    pub settled: bool,
    /// The sum of the lines that are due; none where no line is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// The facts that would settle the rest.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub needs: Needs,
    /// Why the lines have no sum.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<Error>,
}

impl Calculation {
    /// Works every line, as of a day.
    #[must_use]
    pub fn reckon(&self, facts: &Facts, trigger: Date, as_of: Date) -> Reckoning {
        let lines: Vec<ReckonedLine> =
            self.def.line.iter().zip(&self.lines).map(|(def, line)| line.reckon(def, facts)).collect();
        let kinds = LineKind::ALL.into_iter();
        let sums = kinds.filter_map(|kind| sum(kind, lines.iter().filter(|line| line.kind == kind)));
        Reckoning {
            calculation: self.def.id.clone(),
            title: self.def.title.clone(),
            since: self.force().start(),
            confidence: self.force().confidence(trigger, as_of),
            sums: sums.collect(),
            lines,
            facts: used(&self.reads().cloned().collect(), facts),
            cite: self.def.cite.clone(),
            note: self.def.note.clone(),
        }
    }
}

/// What some lines of one kind come to; nothing where there are none.
fn sum<'l>(kind: LineKind, lines: impl Iterator<Item = &'l ReckonedLine>) -> Option<LineSum> {
    let mut sum: Option<LineSum> = None;
    let mut needs: BTreeSet<FactId> = BTreeSet::new();
    for line in lines {
        let sum =
            sum.get_or_insert(LineSum { kind, settled: true, amount: None, needs: Vec::new(), error: None });
        match &line.verdict {
            LineVerdict::NotDue => {}
            LineVerdict::Due { amount, .. } => {
                match sum.amount.map_or(Ok(*amount), |so_far| so_far.checked_add(amount)) {
                    Ok(total) => sum.amount = Some(total),
                    Err(error) => sum.error = Some(error.item(&line.line)),
                }
            }
            LineVerdict::Undetermined { needs: open } => needs.extend(open.iter().cloned()),
            LineVerdict::Failed { error } => sum.error = Some(error.clone()),
        }
        sum.settled = needs.is_empty() && sum.error.is_none();
        sum.needs = needs.iter().cloned().collect();
    }
    sum
}

impl Line {
    fn reckon(&self, def: &LineDef, facts: &Facts) -> ReckonedLine {
        ReckonedLine {
            line: def.id.clone(),
            title: def.title.clone(),
            kind: def.kind,
            verdict: self
                .verdict(facts)
                .unwrap_or_else(|error| LineVerdict::Failed { error: error.item(&def.id) }),
            factors: self
                .parts
                .iter()
                .map(|part| Factored {
                    role: part.role,
                    fact: match &part.quantity {
                        Quantity::Fact(fact) => Some(fact.clone()),
                        _ => None,
                    },
                    value: part.quantity.value(facts),
                })
                .collect(),
            cite: def.cite.clone(),
            note: def.note.clone(),
        }
    }

    fn verdict(&self, facts: &Facts) -> Result<LineVerdict> {
        let outcome = self.when.as_ref().map(|when| when.evaluate(facts)).transpose()?;
        match outcome {
            Some(outcome) if outcome.truth == Truth::False => return Ok(LineVerdict::NotDue),
            // What it would come to is asked for once it is known that it is due.
            Some(outcome) if outcome.truth == Truth::Unknown => {
                return Ok(LineVerdict::Undetermined { needs: outcome.needs });
            }
            _ => {}
        }
        let missing = self.parts.iter().filter_map(|part| match &part.quantity {
            Quantity::Fact(fact) if facts.value(fact).is_none() => Some(fact.clone()),
            _ => None,
        });
        let needs: BTreeSet<FactId> = missing.collect();
        if !needs.is_empty() {
            return Ok(LineVerdict::Undetermined { needs: needs.into_iter().collect() });
        }
        let mut work = Work::default();
        for part in &self.parts {
            if let Some(value) = part.quantity.value(facts) {
                work.take(part, &value).map_err(|error| error.path(part.path()))?;
            }
        }
        work.done()
    }
}

impl Quantity {
    fn value(&self, facts: &Facts) -> Option<Value> {
        match self {
            Quantity::Fact(fact) => facts.value(fact).cloned(),
            Quantity::Decimal(decimal) => Some(Value::Decimal(*decimal)),
            Quantity::Money(money) => Some(Value::Money(*money)),
        }
    }
}

/// A line that is being worked.
#[derive(Default)]
struct Work {
    currency: Option<Currency>,
    so_far: Option<Fraction>,
    working: String,
    /// Whether the formula ends in what was taken off first, so that a factor needs brackets.
    is_net: bool,
}

impl Work {
    fn take(&mut self, part: &Part, value: &Value) -> Result<()> {
        // A fact with decimals is a share or a yearly rate: ten per cent written as 10 would pay the hundredfold.
        if let (Role::Times, Quantity::Fact(_), Value::Decimal(share)) = (part.role, &part.quantity, value)
            && *share > Decimal::from_int(1)
        {
            return Err(Error::new(ErrorCode::InvalidValue).expected("a share from 0 to 1").found(value));
        }
        let (number, shown) = self.number(value)?;
        let Some(so_far) = self.so_far else {
            (self.so_far, self.working) = (Some(number), shown);
            return Ok(());
        };
        if part.role == Role::Over && number.is_zero() {
            return Err(Error::new(ErrorCode::DivisionByZero));
        }
        let result = match part.role {
            Role::Times => so_far.times(number),
            Role::Over => so_far.divided_by(number),
            Role::NetOf | Role::Less => so_far.less(number),
            Role::Of | Role::AtMost | Role::Limit => so_far.least(number),
        };
        self.so_far = Some(result.ok_or_else(|| Error::new(ErrorCode::OutOfRange).found(value))?);
        let mut before = std::mem::take(&mut self.working);
        if self.is_net && matches!(part.role, Role::Times | Role::Over) {
            before = format!("({before})");
        }
        self.is_net = part.role == Role::NetOf;
        self.working = match part.role {
            Role::Times => format!("{before} × {shown}"),
            Role::Over => format!("{before} / {shown}"),
            Role::NetOf | Role::Less => format!("{before} − {shown}"),
            Role::Of | Role::AtMost | Role::Limit => format!("min({before}, {shown})"),
        };
        Ok(())
    }

    /// The number, and how it is written in the formula.
    fn number(&mut self, value: &Value) -> Result<(Fraction, String)> {
        const BILLION: i128 = 1_000_000_000;
        let (number, shown) = match value {
            Value::Money(money) => {
                let currency = *self.currency.get_or_insert(money.currency());
                if currency != money.currency() {
                    let error = Error::new(ErrorCode::CurrencyMismatch);
                    return Err(error.expected(currency).found(money.currency()));
                }
                (Fraction::new(i128::from(money.minor()), 1), money.grouped())
            }
            Value::Decimal(decimal) => (Fraction::new(decimal.billionths(), BILLION), share(*decimal)),
            Value::Int(int) => (Fraction::new(i128::from(*int), 1), int.to_string()),
            _ => (None, String::new()),
        };
        let expected = "a number that is not below zero";
        let error = || Error::new(ErrorCode::InvalidValue).expected(expected).found(value);
        let number =
            number.filter(|number| number.compare(Fraction::ZERO).is_some_and(std::cmp::Ordering::is_ge));
        Ok((number.ok_or_else(error)?, shown))
    }

    fn done(self) -> Result<LineVerdict> {
        let minor = self.so_far.and_then(Fraction::rounded);
        let (Some(minor), Some(currency)) = (minor, self.currency) else {
            return Err(Error::new(ErrorCode::OutOfRange).found(self.working));
        };
        let amount = Money::new(minor, currency);
        let (worked, shown) = (self.working, amount.grouped());
        // An amount taken as it is has nothing to work.
        let working = if worked == shown { shown } else { format!("{worked} = {shown}") };
        Ok(LineVerdict::Due { amount, working })
    }
}

/// A share of one as a percentage, as people write rates.
fn share(decimal: Decimal) -> String {
    let one = Decimal::from_int(1);
    let percent = (decimal < one).then(|| decimal.checked_mul(Decimal::from_int(100))).flatten();
    percent.filter(|_| decimal > Decimal::from_int(0)).map_or(decimal.to_string(), |p| format!("{p}%"))
}
