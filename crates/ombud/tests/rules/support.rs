//! A small catalogue, tables drawn at random over it, and every case of their facts.

use std::collections::BTreeMap;

use ombud::{
    model::{Catalogue, Date, FactDef, FactId, Facts, Json, canon},
    rules::{Decision, Table, TableDef, Verdict},
};

/// Numbers drawn from a seed: the same on every machine.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    pub(crate) fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Facts of small domains: `i` and `j` whole numbers, `e` an enum, `b` a bool, `s` a set, `d` a
/// decimal, `m` an amount; and `out` that the table `t` produces.
pub(crate) fn catalogue() -> Catalogue {
    let fact = |id: &str, kind: &str, more: &str| {
        format!(
            r#"{{"id":"{id}","type":"{kind}","class":"record","level":0,"producer":"test",
               "title":{{"zh":"事实","en":"{id}"}},"meaning":{{"zh":"义","en":"meaning"}}{more}}}"#
        )
    };
    let values = |ids: &[&str]| {
        let list: Vec<String> =
            ids.iter().map(|id| format!(r#"{{"id":"{id}","zh":"值","en":"{id}"}}"#)).collect();
        format!(r#","values":[{}]"#, list.join(","))
    };
    let facts = [
        fact("i", "int", ""),
        fact("j", "int", ""),
        fact("b", "bool", ""),
        fact("e", "enum", &values(&["x", "y", "z"])),
        fact("s", "set", &values(&["p", "q"])),
        fact("d", "decimal", ""),
        fact("m", "money", ""),
        fact("t", "text", ""),
        fact("day", "date", ""),
        r#"{"id":"out","type":"text","class":"record","level":0,"producer":"table:first",
            "from":["b","e"],"title":{"zh":"产出","en":"out"},"meaning":{"zh":"义","en":"meaning"}}"#
            .to_owned(),
        r#"{"id":"guess","type":"int","class":"assessment","level":1,"producer":"test",
            "title":{"zh":"推测","en":"guess"},"meaning":{"zh":"义","en":"meaning"}}"#
            .to_owned(),
        r#"{"id":"behind","type":"int","class":"assessment","level":1,"producer":"test",
            "from":["guess"],"title":{"zh":"派生","en":"behind"},"meaning":{"zh":"义","en":"meaning"}}"#
            .to_owned(),
    ];
    let defs: Vec<FactDef> =
        facts.iter().map(|json| canon::from_bytes(json.as_bytes()).expect("a fact")).collect();
    Catalogue::new(defs, [])
}

pub(crate) fn day() -> Date {
    "2026-03-02".parse().unwrap()
}

/// A table from its hit policy, its rows as `when` (empty for always) and value, and a default.
pub(crate) fn def(id: &str, hit: &str, rows: &[(String, i64)], default: Option<i64>) -> TableDef {
    let rules: Vec<String> = rows
        .iter()
        .enumerate()
        .map(|(i, (when, value))| {
            let when = if when.is_empty() { String::new() } else { format!(r#""when":{when},"#) };
            format!(r#"{{"id":"r{i}","title":{{"zh":"行","en":"row {i}"}},{when}"then":{{"v":{value}}}}}"#)
        })
        .collect();
    let priority = match hit {
        "priority" | "output_order" => r#","priority":[3,2,1,0]"#,
        _ => "",
    };
    let default = default.map(|v| format!(r#","default":{{"v":{v}}}"#)).unwrap_or_default();
    let (hit, aggregate) = match hit.split_once('.') {
        Some((hit, aggregate)) => (hit, format!(r#","aggregate":"{aggregate}""#)),
        None => (hit, String::new()),
    };
    let text = format!(
        r#"{{"id":"{id}","title":{{"zh":"表","en":"table"}},"source":"test","confidence":"unverified",
            "in_force_by":"2026-01-01","hit":"{hit}"{aggregate},
            "output":[{{"id":"v","type":"int","title":{{"zh":"值","en":"value"}}{priority}}}],
            "rule":[{}]{default}}}"#,
        rules.join(",")
    );
    canon::from_bytes(text.as_bytes()).unwrap_or_else(|e| panic!("{e}\n{text}"))
}

pub(crate) fn table(hit: &str, rows: &[(String, i64)], default: Option<i64>) -> Table {
    compiled(def("t", hit, rows, default))
}

pub(crate) fn compiled(def: TableDef) -> Table {
    Table::compile(def, &catalogue()).unwrap_or_else(|e| panic!("{e:?}"))
}

pub(crate) fn facts(given: &[(&str, &str)]) -> Facts {
    let catalogue = catalogue();
    let mut facts = Facts::new();
    for (id, value) in given {
        let (id, fact) = catalogue.parse_fact(id, value).unwrap();
        facts.insert(id, fact);
    }
    facts
}

pub(crate) fn decide(table: &Table, given: &[(&str, &str)]) -> Decision {
    table.decide(&facts(given), day(), day())
}

/// The values of the one output, or the other kind of answer in a word.
pub(crate) fn said(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Decided { outputs, .. } => {
            let all: Vec<String> =
                outputs.iter().flat_map(BTreeMap::values).map(ToString::to_string).collect();
            all.join(" ")
        }
        Verdict::Undetermined { needs } => {
            format!("needs {}", needs.iter().map(FactId::as_str).collect::<Vec<_>>().join(","))
        }
        Verdict::Conflict { rules } => {
            format!("conflict {}", rules.iter().map(|r| r.as_str()).collect::<Vec<_>>().join(","))
        }
        Verdict::Failed { faults } => {
            format!("failed {}", faults.iter().map(|f| f.rule.as_str()).collect::<Vec<_>>().join(","))
        }
        Verdict::NoMatch => "none".to_owned(),
        other => panic!("{other:?}"),
    }
}

/// The values that are tried of each fact: enough to tell apart whatever the random tests ask.
pub(crate) const TRIED: [(&str, &[&str]); 6] = [
    ("i", &["-1", "0", "1", "2", "3", "4"]),
    ("b", &["true", "false"]),
    ("e", &["x", "y", "z"]),
    ("s", &["", "p", "q", "p,q"]),
    ("d", &["-0.5", "0", "0.1", "0.25", "0.3", "0.5", "0.75", "1", "2"]),
    ("day", &["2026-01-01", "2026-01-02", "2026-01-03", "2026-01-04"]),
];

/// The tests that are drawn of each fact.
pub(crate) const TESTS: [(&str, &[&str]); 6] = [
    (
        "i",
        &[
            r#"0"#,
            r#"">= 1""#,
            r#""< 2""#,
            r#""[0..2]""#,
            r#""(0..3)""#,
            r#""!= 1""#,
            r#"[0, 3]"#,
            r#""> 3""#,
        ],
    ),
    ("b", &["true", "false"]),
    ("e", &[r#""x""#, r#""!= y""#, r#"["x", "z"]"#, r#""z""#]),
    ("s", &[r#""contains p""#, r#""contains q""#]),
    ("d", &[r#""<= 0""#, r#""(0..0.5)""#, r#"">= 0.5""#, r#""> 1""#, r#""0.25""#]),
    ("day", &[r#""< 2026-01-02""#, r#"">= 2026-01-03""#, r#""2026-01-02""#]),
];

/// A condition over some of the facts.
pub(crate) fn condition(dice: &mut Dice, facts: &[usize], depth: usize) -> String {
    let mut parts: BTreeMap<String, String> = BTreeMap::new();
    for _ in 0..=dice.below(3) {
        let (fact, tests) = TESTS[*dice.one(facts)];
        parts.insert(format!("{fact:?}"), (*dice.one(tests)).to_owned());
    }
    if depth > 0 && dice.below(4) == 0 {
        let inner = condition(dice, facts, depth - 1);
        if dice.below(2) == 0 {
            parts.insert(r#""not""#.to_owned(), inner);
        } else {
            let other = condition(dice, facts, depth - 1);
            parts.insert(r#""any""#.to_owned(), format!("[{inner}, {other}]"));
        }
    }
    if dice.below(12) == 0 {
        let (fact, _) = TESTS[*dice.one(facts)];
        parts.insert(r#""known""#.to_owned(), format!("[{fact:?}]"));
    }
    let parts: Vec<String> = parts.into_iter().map(|(key, value)| format!("{key}: {value}")).collect();
    format!("{{{}}}", parts.join(", "))
}

/// Every case of the facts that a table reads; where `known` is asked, unknown as well.
pub(crate) fn cases(table: &Table) -> Vec<Facts> {
    let asks_known: Vec<String> =
        table.def().rule.iter().filter_map(|row| row.when.as_ref()).flat_map(known).collect();
    let catalogue = catalogue();
    let mut out = vec![Facts::new()];
    for fact in table.reads() {
        let (_, values) = TRIED.iter().find(|(id, _)| *id == fact.as_str()).unwrap();
        let mut next = Vec::new();
        for facts in &out {
            if asks_known.iter().any(|id| id == fact.as_str()) {
                next.push(facts.clone());
            }
            for value in *values {
                let mut facts = facts.clone();
                let (id, fact) = catalogue.parse_fact(fact.as_str(), value).unwrap();
                facts.insert(id, fact);
                next.push(facts);
            }
        }
        out = next;
    }
    out
}

fn known(when: &Json) -> Vec<String> {
    match when {
        Json::Map(map) => map
            .iter()
            .flat_map(|(key, value)| match (key.as_str(), value) {
                ("known", Json::List(names)) => {
                    names.iter().filter_map(Json::as_str).map(str::to_owned).collect()
                }
                _ => known(value),
            })
            .collect(),
        Json::List(items) => items.iter().flat_map(known).collect(),
        _ => Vec::new(),
    }
}
