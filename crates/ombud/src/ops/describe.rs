//! `regime.describe`, `complaint.check`, `condition.check`: what can be said, and whether it is.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Error,
    clock::{ClockDef, RegimeDef},
    cond::Condition,
    model::{Complaint, EventDef, FactDef, FactId, Json, RegimeId, canon},
    pack::Provision,
};

pub(super) const REGIME: Operation = Operation {
    name: "regime.describe",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "列出一个制度的时限、其他规则及其读取的事实和事件",
        "The clocks and other rules of a regime, and the facts and events they read",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["regime"],
  "properties": {"regime": {"type": "string"}}
}"#,
    example: r#"{"regime":"us-cfpb"}"#,
    run: |engine, request| {
        let request: Describe = canon::from_bytes(request)?;
        let regime = engine.regime(request.regime.as_str())?;
        let (facts, events) = (regime.rules().facts(), regime.rules().events());
        canon::to_bytes(&Description {
            bundle: engine.bundle_hash(),
            regime: regime.def(),
            facts: engine.catalogue().facts().filter(|fact| facts.contains(&fact.id)).collect(),
            events: engine.catalogue().events().filter(|event| events.contains(&event.id)).collect(),
            clocks: regime.clocks().collect(),
            provisions: regime.provisions(),
        })
    },
};

pub(super) const COMPLAINT_CHECK: Operation = Operation {
    name: "complaint.check",
    since: "0.1.0",
    stability: Stability::Stable,
    title: ("检查投诉文档并给出规范形式及其哈希", "Check a complaint document; its canonical form and hash"),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["complaint"],
  "properties": {"complaint": {"type": "object"}}
}"#,
    example: r#"{"complaint":{"format_version":1,"id":"C-1","received":"2026-03-02"}}"#,
    run: |_, request| {
        let request: CheckComplaint = canon::from_bytes(request)?;
        let complaint = Complaint::read_json(&request.complaint.to_bytes())?;
        let findings = complaint.check();
        let canonical = complaint.to_bytes()?;
        canon::to_bytes(&CheckedComplaint {
            accepted: findings.is_empty(),
            findings,
            hash: canon::hash(canon::HashName::Sha256, &canonical),
            complaint: Json::parse(&canonical)?,
        })
    },
};

pub(super) const CONDITION_CHECK: Operation = Operation {
    name: "condition.check",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "检查条件的写法和类型,并给出规范写法",
        "Check a condition against the catalogue; its normal form and the facts it reads",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["when"],
  "properties": {"when": {"type": "object"}}
}"#,
    example: r#"{"when":{"matter.kind":["complaint","inquiry"]}}"#,
    run: |engine, request| {
        let request: CheckCondition = canon::from_bytes(request)?;
        let checked = match Condition::parse(&request.when, engine.catalogue()) {
            Ok(condition) => CheckedCondition {
                accepted: true,
                findings: Vec::new(),
                facts: condition.facts().cloned().collect(),
                when: Some(condition.print()),
            },
            Err(findings) => {
                CheckedCondition { accepted: false, findings, facts: BTreeSet::new(), when: None }
            }
        };
        canon::to_bytes(&checked)
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Describe {
    regime: RegimeId,
}

#[derive(Serialize)]
struct Description<'a> {
    bundle: &'a str,
    regime: &'a RegimeDef,
    facts: Vec<&'a FactDef>,
    events: Vec<&'a EventDef>,
    clocks: Vec<&'a ClockDef>,
    provisions: &'a [Provision],
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckComplaint {
    complaint: Json,
}

#[derive(Serialize)]
struct CheckedComplaint {
    accepted: bool,
    findings: Vec<Error>,
    hash: String,
    complaint: Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CheckCondition {
    when: Json,
}

#[derive(Serialize)]
struct CheckedCondition {
    accepted: bool,
    findings: Vec<Error>,
    facts: BTreeSet<FactId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    when: Option<Json>,
}
