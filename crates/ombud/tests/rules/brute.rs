//! The checker against every case, on a thousand random tables.

use std::collections::BTreeSet;

use ombud::{
    cond::{Condition, Truth},
    model::Facts,
    rules::{Finding, FindingKind, Table, check_table},
};

use super::support::{Dice, TESTS, cases, catalogue, condition, table};

/// What is wrong with a table, by trying every case.
fn tried(table: &Table) -> BTreeSet<(FindingKind, String)> {
    let catalogue = catalogue();
    let conditions: Vec<Option<Condition>> = table
        .def()
        .rule
        .iter()
        .map(|row| row.when.as_ref().map(|when| Condition::parse(when, &catalogue).unwrap()))
        .collect();
    let values: Vec<String> = table.def().rule.iter().map(|row| format!("{:?}", row.then)).collect();
    let hit = format!("{:?}", table.def().hit);
    let count = conditions.len();
    let mut order: Vec<usize> = (0..count).collect();
    if hit == "Priority" {
        // The priority of the test tables is 3, 2, 1, 0.
        order.sort_by_key(|i| std::cmp::Reverse(values[*i].clone()));
    }
    let (mut gap, mut overlap, mut fires) = (false, BTreeSet::new(), vec![false; count]);
    for facts in cases(table) {
        let truths: Vec<Truth> = conditions
            .iter()
            .map(|when| when.as_ref().map_or(Truth::True, |when| when.evaluate(&facts).unwrap().truth))
            .collect();
        gap |= truths.iter().all(|truth| *truth == Truth::False);
        for (place, row) in order.iter().enumerate() {
            let alone = !matches!(hit.as_str(), "First" | "Priority");
            let free = alone || order[..place].iter().all(|before| truths[*before] == Truth::False);
            fires[*row] |= truths[*row] == Truth::True && free;
        }
        for a in 0..count {
            for b in a + 1..count {
                let differ = hit == "Unique" || (hit == "Any" && values[a] != values[b]);
                if differ && truths[a] == Truth::True && truths[b] == Truth::True {
                    overlap.insert((a, b));
                }
            }
        }
    }
    let mut out = BTreeSet::new();
    let one = matches!(hit.as_str(), "Unique" | "First" | "Priority" | "Any");
    if gap && one && table.def().default.is_none() {
        out.insert((FindingKind::Gap, String::new()));
    }
    out.extend(overlap.iter().map(|(a, b)| (FindingKind::Overlap, format!("r{a} r{b}"))));
    let dead = fires.iter().enumerate().filter(|(_, fires)| !**fires);
    out.extend(dead.map(|(i, _)| (FindingKind::NeverFires, format!("r{i}"))));
    out
}

fn named(findings: &[Finding]) -> BTreeSet<(FindingKind, String)> {
    findings
        .iter()
        .map(|finding| {
            let rules: Vec<&str> = finding.rules.iter().map(|rule| rule.as_str()).collect();
            let rules = match finding.kind {
                FindingKind::NeverFires => rules[..1].join(" "),
                _ => rules.join(" "),
            };
            (finding.kind, rules)
        })
        .collect()
}

/// The example of a finding shows what it says.
fn shown(table: &Table, finding: &Finding) {
    let catalogue = catalogue();
    let mut facts = Facts::new();
    for (id, value) in &finding.example {
        let (id, fact) = catalogue.parse_fact(id.as_str(), &value.to_string()).unwrap();
        facts.insert(id, fact);
    }
    let truth = |id: &str| {
        let row = table.def().rule.iter().find(|row| row.id.as_str() == id).unwrap();
        row.when.as_ref().map_or(Truth::True, |when| {
            Condition::parse(when, &catalogue).unwrap().evaluate(&facts).unwrap().truth
        })
    };
    match finding.kind {
        FindingKind::Gap => {
            assert!(table.def().rule.iter().all(|row| truth(row.id.as_str()) == Truth::False), "{finding:?}");
        }
        FindingKind::Overlap => {
            assert!(finding.rules.iter().all(|rule| truth(rule.as_str()) == Truth::True), "{finding:?}");
        }
        FindingKind::NeverFires if !finding.example.is_empty() => {
            assert_eq!(truth(finding.rules[0].as_str()), Truth::True, "{finding:?}");
            assert!(finding.rules.len() > 1, "{finding:?}");
        }
        _ => {}
    }
}

#[test]
fn a_thousand_random_tables_are_judged_as_brute_force_judges_them() {
    let catalogue = catalogue();
    let mut kinds: BTreeSet<FindingKind> = BTreeSet::new();
    let mut sound = 0;
    for seed in 0..1000 {
        let mut dice = Dice::new(seed + 1);
        let hit = *dice.one(&["unique", "first", "priority", "any", "collect", "rule_order"]);
        // Few facts make tables that are full; more make tables that leave room.
        let among: Vec<usize> = (0..1 + dice.below(4)).map(|_| dice.below(TESTS.len())).collect();
        let mut rows: Vec<(String, i64)> = (0..2 + dice.below(5))
            .map(|_| (condition(&mut dice, &among, 2), i64::try_from(dice.below(3)).unwrap()))
            .collect();
        if dice.below(3) == 0 {
            rows.push((String::new(), 3));
        }
        let default = (dice.below(3) == 0).then_some(1);
        let table = table(hit, &rows, default);
        let findings = check_table(&table, &catalogue);
        assert_eq!(named(&findings), tried(&table), "seed {seed}: {hit} {rows:#?}");
        findings.iter().for_each(|finding| shown(&table, finding));
        kinds.extend(findings.iter().map(|finding| finding.kind));
        sound += usize::from(findings.is_empty());
    }
    assert!(kinds.len() == 3 && sound > 50, "the draw shows all: {kinds:?}, {sound} sound");
}
