//! `table.decide`, `table.check`, `scorecard.score`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Engine, Error,
    error::Result,
    model::{Date, Facts, Json, Label, RuleId, canon},
    rules::{Decision, Finding, Score, Table, TableDef, check_table},
};

const SCHEMA: &str = r#"{
  "type": "object", "additionalProperties": false, "required": ["id", "facts", "as_of"],
  "properties": {
    "id": {"type": "string", "description": "the table or scorecard; pack.list names them"},
    "facts": {"type": "object", "description": "values by fact id; what is left out is unknown"},
    "began": {"type": "string", "description": "the day on which the case began, which selects the version; as_of where absent"},
    "as_of": {"type": "string", "description": "the day of asking"}
  }
}"#;

pub(super) const DECIDE: Operation = Operation {
    name: "table.decide",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("按决策表得出结论,并逐条说明理由", "What a decision table says of these facts, rule by rule"),
    schema: SCHEMA,
    example: r#"{"id":"cn.major","facts":{"complaint.people_in_person":22},"as_of":"2026-03-02"}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let facts = request.facts(engine)?;
        let ruling = engine.decide(request.id.as_str(), &facts, request.began(), request.as_of)?;
        canon::to_bytes(&Ruled {
            bundle: engine.bundle_hash(),
            sentence: Label::said(|lang| ruling.sentence(lang)),
            text: Label::said(|lang| ruling.render(lang)),
            decision: &ruling,
        })
    },
};

pub(super) const SCORE: Operation = Operation {
    name: "scorecard.score",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "按评分卡计分定级,并逐项说明",
        "The score and band that a scorecard gives these facts, factor by factor",
    ),
    schema: SCHEMA,
    example: r#"{"id":"incident.level","facts":{"incident.people":22,"incident.media":"local"},"as_of":"2026-03-02"}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let facts = request.facts(engine)?;
        let scoring = engine.score(request.id.as_str(), &facts, request.began(), request.as_of)?;
        canon::to_bytes(&Scored {
            bundle: engine.bundle_hash(),
            sentence: Label::said(|lang| scoring.sentence(lang)),
            text: Label::said(|lang| scoring.render(lang)),
            score: &scoring,
        })
    },
};

pub(super) const CHECK: Operation = Operation {
    name: "table.check",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "检查决策表有无遗漏、冲突和永不生效的规则,并举例",
        "Gaps, contradictions and dead rules of a decision table, each with a case that shows it",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["table"],
  "properties": {"table": {"type": "object", "description": "a table as packs write it"}}
}"#,
    example: r#"{"table":{"id":"mine","title":{"zh":"示例","en":"Example"},"source":"our own","confidence":"unverified","in_force_by":"2026-01-01","hit":"unique","output":[{"id":"desk","type":"enum","title":{"zh":"受理岗","en":"Desk"},"values":[{"id":"a","zh":"甲","en":"A"},{"id":"b","zh":"乙","en":"B"}]}],"rule":[{"id":"few","title":{"zh":"少","en":"few"},"when":{"complaint.people_in_person":"< 5"},"then":{"desk":"a"}},{"id":"many","title":{"zh":"多","en":"many"},"when":{"complaint.people_in_person":"> 5"},"then":{"desk":"b"}}]}}"#,
    run: |engine, request| {
        let request: Check = canon::from_bytes(request)?;
        let (faults, findings) = match Table::compile(request.table, engine.catalogue()) {
            Ok(table) => (Vec::new(), check_table(&table, engine.catalogue())),
            Err(faults) => (faults, Vec::new()),
        };
        canon::to_bytes(&Checked { accepted: faults.is_empty() && findings.is_empty(), faults, findings })
    },
};

/// A question to a table or a scorecard.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    id: RuleId,
    facts: BTreeMap<String, Json>,
    #[serde(default)]
    began: Option<Date>,
    as_of: Date,
}

impl Request {
    fn began(&self) -> Date {
        self.began.unwrap_or(self.as_of)
    }

    fn facts(&self, engine: &Engine) -> Result<Facts> {
        let mut facts = Facts::new();
        for (id, json) in &self.facts {
            let (id, fact) = engine.catalogue().read_fact(id, json).map_err(|e| e.within("facts"))?;
            facts.insert(id, fact);
        }
        Ok(facts)
    }
}

#[derive(Serialize)]
struct Ruled<'a> {
    bundle: &'a str,
    decision: &'a Decision,
    sentence: Label,
    text: Label,
}

#[derive(Serialize)]
struct Scored<'a> {
    bundle: &'a str,
    score: &'a Score,
    sentence: Label,
    text: Label,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    table: TableDef,
}

/// `faults` are those of the parts, `findings` those of the rows together.
#[derive(Serialize)]
struct Checked {
    accepted: bool,
    faults: Vec<Error>,
    findings: Vec<Finding>,
}
