//! The rows of one table, or the steps of one factor, against each other.

use std::collections::BTreeMap;

use super::{
    Finding, FindingKind,
    witness::{Witness, witness},
};
use crate::{
    cond::{
        Condition, Node, Truth,
        space::{Area, Beyond, Budget, Case, Search, Space, Want, areas, product, representatives},
    },
    model::{Catalogue, Dated, FactId, Facts, RuleId, Value},
    rules::{Aggregate, Hit, Table},
};

/// Conditions that stand beside each other; one that always holds has none.
pub(super) struct Rows<'c> {
    conditions: Vec<Option<&'c Condition>>,
    catalogue: &'c Catalogue,
    space: Space<FactId>,
    /// Where each row is true, and where it is not false.
    sides: Vec<(Laid, Laid)>,
    budget: Budget,
}

/// A condition laid out in boxes, where that could be done.
type Laid = Result<Vec<Area>, Beyond>;

/// The most rows that are checked against each other.
const ROWS: usize = 1000;
/// The most contradictions that are told of one table: nobody reads more.
const TOLD: usize = 100;

/// An answer of the checker to one question.
pub(super) enum Answer {
    /// There is no such case.
    No,
    /// There is, and this shows it.
    Yes(Witness),
    /// Neither was shown.
    Open,
}

impl<'c> Rows<'c> {
    pub(super) fn new(
        conditions: Vec<Option<&'c Condition>>,
        catalogue: &'c Catalogue,
        given: &BTreeMap<FactId, Vec<Value>>,
    ) -> Result<Self, Beyond> {
        if conditions.len() > ROWS {
            return Err(Beyond);
        }
        let nodes = conditions.iter().flatten().map(|when| when.node());
        let space = Space::new(nodes, |fact: &FactId, tests| match given.get(fact) {
            Some(values) => Ok(values.clone()),
            None => {
                let def = catalogue.fact(fact.as_str()).map_err(|_| Beyond)?;
                representatives(def.kind, &def.values, tests)
            }
        })?;
        let budget = Budget::new();
        let laid = |when: &Option<&Condition>, want| match when {
            Some(when) => areas(when.node(), want, &space, &budget),
            None => Ok(vec![Area::new()]),
        };
        let sides =
            conditions.iter().map(|when| (laid(when, Want::True), laid(when, Want::NotFalse))).collect();
        Ok(Rows { conditions, catalogue, space, sides, budget })
    }

    /// A case in which all of the first hold and each of the second is false.
    pub(super) fn case(&self, hold: &[usize], fail: &[usize]) -> Answer {
        match self.budget.spend(1).and_then(|()| self.found(hold, fail)) {
            Ok(None) => Answer::No,
            Ok(Some(case)) => {
                let asked = hold.iter().chain(fail).filter_map(|row| self.conditions.get(*row).copied()?);
                let nodes: Vec<&Node<FactId>> = asked.map(|when| when.node()).collect();
                // Making the facts costs more than asking the rows.
                let cost = hold.len().saturating_add(fail.len()).saturating_add(100);
                let claim = |facts: &Facts| self.budget.spend(cost).is_ok() && self.shows(facts, hold, fail);
                match witness(&self.space, &case, &nodes, self.catalogue, &claim) {
                    Some(witness) => Answer::Yes(witness),
                    None => Answer::Open,
                }
            }
            Err(Beyond) => Answer::Open,
        }
    }

    fn found(&self, hold: &[usize], fail: &[usize]) -> Result<Option<Case>, Beyond> {
        let mut starts = vec![Area::new()];
        for (holds, _) in hold.iter().filter_map(|row| self.sides.get(*row)) {
            starts = product(&starts, holds.as_ref().map_err(|beyond| *beyond)?, &self.budget)?;
        }
        // A row that is too large to lay out covers nothing here: what the others cover is covered
        // all the same, and a case outside them is tried on that row before it is told.
        let laid = fail.iter().filter_map(|row| self.sides.get(*row)?.1.as_ref().ok());
        let cover: Vec<Area> = laid.flatten().cloned().collect();
        Search { space: &self.space, budget: &self.budget }.outside(&starts, &cover)
    }

    fn shows(&self, facts: &Facts, hold: &[usize], fail: &[usize]) -> bool {
        let is = |row: &usize, truth| match self.conditions.get(*row).copied().flatten() {
            Some(when) => when.evaluate(facts).is_ok_and(|outcome| outcome.truth == truth),
            None => truth == Truth::True,
        };
        hold.iter().all(|row| is(row, Truth::True)) && fail.iter().all(|row| is(row, Truth::False))
    }

    /// Whether a row can hold at all, over-estimated where terms are compared.
    pub(super) fn can_hold(&self, row: usize) -> Result<bool, Beyond> {
        match self.sides.get(row) {
            Some((holds, _)) => holds.as_ref().map(|areas| !areas.is_empty()).map_err(|beyond| *beyond),
            None => Ok(false),
        }
    }

    pub(super) fn has_pairs(&self) -> bool {
        self.space.has_pairs()
    }
}

/// The findings about one item.
pub(super) struct Report<'a> {
    pub(super) item: &'a dyn Dated,
    pub(super) findings: Vec<Finding>,
}

impl<'a> Report<'a> {
    pub(super) fn new(item: &'a dyn Dated) -> Self {
        Report { item, findings: Vec::new() }
    }

    pub(super) fn add(
        &mut self,
        kind: FindingKind,
        path: String,
        rules: Vec<RuleId>,
        detail: String,
        witness: Witness,
    ) {
        self.findings.push(Finding {
            kind,
            item: self.item.id().clone(),
            since: self.item.force().start(),
            path,
            rules,
            example: witness.example,
            unknown: witness.unknown,
            detail,
        });
    }

    pub(super) fn open(&mut self, path: String, rules: Vec<RuleId>, detail: &str) {
        self.add(FindingKind::NotProved, path, rules, detail.to_owned(), Witness::default());
    }

    /// Whether each row can count when those before it count first.
    pub(super) fn firing(
        &mut self,
        rows: &Rows<'_>,
        order: &[usize],
        ids: &dyn Fn(usize) -> (String, RuleId),
    ) {
        for (place, row) in order.iter().enumerate() {
            let before = order.get(..place).unwrap_or_default();
            let (path, id) = ids(*row);
            match rows.case(&[*row], before) {
                Answer::Yes(_) => {}
                Answer::Open => self.open(path, vec![id], "whether the rule ever counts"),
                Answer::No => match rows.case(&[*row], &[]) {
                    Answer::No => {
                        let detail = "its condition holds in no case".to_owned();
                        self.add(FindingKind::NeverFires, path, vec![id], detail, Witness::default());
                    }
                    example => {
                        let over = |row: &usize| !matches!(rows.case(&[*row], &[]), Answer::No);
                        let meets = |other: &usize| {
                            over(other) && !matches!(rows.case(&[*row, *other], &[]), Answer::No)
                        };
                        let masks: Vec<RuleId> =
                            before.iter().filter(|other| meets(other)).map(|other| ids(*other).1).collect();
                        let names: Vec<String> = masks.iter().map(|id| format!("`{id}`")).collect();
                        let detail = format!("each of its cases falls to {} first", names.join(", "));
                        let witness =
                            if let Answer::Yes(witness) = example { witness } else { Witness::default() };
                        let rules = std::iter::once(id).chain(masks).collect();
                        self.add(FindingKind::NeverFires, path, rules, detail, witness);
                    }
                },
            }
        }
    }

    /// Whether there is a case in which every row is false.
    pub(super) fn gap(&mut self, rows: &Rows<'_>, count: usize, path: &str) {
        let all: Vec<usize> = (0..count).collect();
        match rows.case(&[], &all) {
            Answer::No => {}
            Answer::Yes(witness) => {
                self.add(FindingKind::Gap, path.to_owned(), Vec::new(), "no rule holds".to_owned(), witness);
            }
            Answer::Open => self.open(path.to_owned(), Vec::new(), "whether some rule holds in every case"),
        }
    }
}

/// What is wrong with the rows of a table.
#[must_use]
pub fn check_table(table: &Table, catalogue: &Catalogue) -> Vec<Finding> {
    let mut report = Report::new(table);
    let conditions: Vec<Option<&Condition>> = table.rows.iter().map(|row| row.when.as_ref()).collect();
    let count = conditions.len();
    let Ok(rows) = Rows::new(conditions, catalogue, &BTreeMap::new()) else {
        report.open(String::new(), Vec::new(), "too many rows or values are told apart");
        return report.findings;
    };
    let hit = table.def.hit;
    let id = |row: usize| {
        let id = table.def.rule.get(row).map(|row| row.id.clone());
        (format!("rule[{row}]"), id.unwrap_or_else(|| table.def.id.clone()))
    };
    if matches!(hit, Hit::First | Hit::Priority) {
        report.firing(&rows, &table.order, &id);
    } else {
        for row in 0..count {
            report.firing(&rows, &[row], &id);
        }
    }
    if matches!(hit, Hit::Unique | Hit::Any) {
        for (a, b) in (0..count).flat_map(|a| (a.saturating_add(1)..count).map(move |b| (a, b))) {
            if report.findings.len() >= TOLD {
                report.open(String::new(), Vec::new(), "there is so much that the rest was not looked for");
                break;
            }
            let values = |row: usize| table.rows.get(row).map(|row| &row.values);
            if hit == Hit::Any && values(a) == values(b) {
                continue;
            }
            let (path, ids) = (id(b).0, vec![id(a).1, id(b).1]);
            let named = ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" and ");
            match rows.case(&[a, b], &[]) {
                Answer::No => {}
                Answer::Yes(witness) => {
                    report.add(FindingKind::Overlap, path, ids, format!("{named} hold together"), witness);
                }
                Answer::Open => report.open(path, ids, "whether two rules can hold together"),
            }
        }
    }
    let one = match hit {
        Hit::Unique | Hit::First | Hit::Priority | Hit::Any => true,
        Hit::Collect => !matches!(table.aggregate(), Aggregate::List | Aggregate::Count),
        Hit::RuleOrder | Hit::OutputOrder => false,
    };
    if one && table.default.is_none() {
        report.gap(&rows, count, "");
    }
    report.findings
}
