//! `talk.check`, `talk.prepare`. Their schemas, which are long, stand in files of their own.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Operation, Stability, clock};
use crate::{
    Engine,
    error::Result,
    model::{Date, Json, canon},
    talk::{Brief, Preparation, Review, Reviewed},
};

pub(super) const CHECK: Operation = Operation {
    name: "talk.check",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "检查谈话:拟好的话是否合规则、倾听得分、要点是否逐一答复、拒绝答复能否发出",
        "Check a talk: drafts against the rules, how it was heard, points left unanswered, whether a refusal may be sent",
    ),
    schema: include_str!("talk/check.schema.json"),
    example: r#"{"as_of":"2026-03-20","review":{"facts":[{"id":"q1","kind":"quote","text":{"zh":"你们还在推","en":"you keep stalling"}}],"drafts":[{"kind":"label","text":"我觉得您很生气"},{"kind":"question","text":"怎样处理，您会觉得是公平的？"}],"moves":[{"skill":"reflection","text":"还在推？"},{"skill":"summary"}],"points":[{"text":{"zh":"为何超期","en":"the delay"},"answered_in":"第二段"},{"text":{"zh":"费用","en":"the costs"}}],"persuasion":{"credibility":{"score":"3","evidence":[{"zh":"由未参与原决定的人复核","en":"a reviewer who was no party to the decision"}]},"reason":{"score":"4","evidence":[{"zh":"条款原文与计算","en":"clause and calculation"}]},"feeling":{"score":"1","evidence":[{"zh":"尚未回应感受","en":"not acknowledged yet"}]},"interest":{"score":"3","evidence":[{"zh":"列明调解、仲裁、诉讼的费用和时间","en":"mediation, arbitration and court with cost and time"}]}}}}"#,
    run: |engine, request| {
        let request: Check = canon::from_bytes(request)?;
        let reviewed = engine.review_talk(&request.review, request.as_of).map_err(|e| e.within("review"))?;
        canon::to_bytes(&Checked { bundle: engine.bundle_hash(), reviewed })
    },
};

pub(super) const PREPARE: Operation = Operation {
    name: "talk.prepare",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "准备一次谈话:适用方法、可用的话、谈判清单",
        "Prepare a talk: which method applies, the lines that may be said, the checklist",
    ),
    schema: include_str!("talk/prepare.schema.json"),
    example: r#"{"as_of":"2026-03-20","brief":{"facts":[{"id":"q1","kind":"quote","text":{"zh":"我妈住院了你们还在推！","en":"My mother is in hospital and you keep stalling!"}},{"id":"d1","kind":"demand","text":{"zh":"全额赔付","en":"payment in full"}}],"demand":"claim","cues":{"emotion_terms":1,"global_blame":1,"life_impact":1,"rhetorical_questions":1},"feelings":[{"fact":"q1","feeling":"ignored"}],"accusations":[{"text":{"zh":"拖着不办","en":"you sit on it"},"source":"q1","severity":4,"probability":"0.9","truth":"contested"}]}}"#,
    run: |engine, request| {
        let preparation = prepared(engine, &canon::from_bytes(request)?)?;
        canon::to_bytes(&Prepared { bundle: engine.bundle_hash(), preparation })
    },
};

/// Prepares the talk of a request.
pub(super) fn prepared(engine: &Engine, request: &Prepare) -> Result<Preparation> {
    let facts = clock::facts(&request.facts, engine.catalogue(), "facts")?;
    engine.prepare_talk(&request.brief, &facts, request.as_of).map_err(|error| error.within("brief"))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Prepare {
    brief: Brief,
    #[serde(default)]
    facts: BTreeMap<String, Json>,
    as_of: Date,
}

#[derive(Serialize)]
struct Prepared<'a> {
    bundle: &'a str,
    #[serde(flatten)]
    preparation: Preparation,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    review: Review,
    as_of: Date,
}

#[derive(Serialize)]
struct Checked<'a> {
    bundle: &'a str,
    #[serde(flatten)]
    reviewed: Reviewed,
}
