//! `refusal.review`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Operation, Stability, nearest};
use crate::{
    Engine, Error, ErrorCode, Opinion,
    error::Result,
    model::{Date, Facts, Json, Label, RegimeId, RuleId, canon},
    review::Reviewed,
};

pub(super) const REVIEW: Operation = Operation {
    name: "refusal.review",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "复核拒付是否成立、应付多少,逐项列明依据",
        "Whether a refusal is right and what is owed, with every check, ground and line of the calculation",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["facts", "as_of"],
  "properties": {
    "review": {"type": "string", "description": "the review; pack.list names them"},
    "regime": {"type": "string", "description": "instead: the regime, where it has one review"},
    "facts": {"type": "object", "description": "values by fact id; what is left out is unknown, which is never held against the consumer"},
    "began": {"type": "string", "description": "the day on which the case began, which selects the version; as_of where absent"},
    "as_of": {"type": "string", "description": "the day of asking"}
  }
}"#,
    example: r#"{"review":"cn.claim","facts":{"declined.grounds":["non_disclosure"],"refusal.question_specific":false,"claim.kind":"benefit","claim.already_paid":{"currency":"CNY","minor":0},"claim.amount":{"currency":"CNY","minor":10000000}},"as_of":"2026-03-02"}"#,
    run: |engine, request| {
        let opinion = opinion(engine, canon::from_bytes(request)?)?;
        canon::to_bytes(&Answer {
            bundle: engine.bundle_hash(),
            sentence: Label::said(|lang| opinion.sentence(lang)),
            text: Label::said(|lang| opinion.render(lang)),
            reviewed: &opinion,
        })
    },
};

/// Looks at the refusal of a request.
pub(super) fn opinion(engine: &Engine, request: Request) -> Result<Opinion> {
    let (facts, began) = (request.facts(engine)?, request.began.unwrap_or(request.as_of));
    match (&request.review, &request.regime) {
        (Some(review), None) => engine.review(review.as_str(), &facts, began, request.as_of),
        (None, Some(regime)) => engine.review_of(regime.as_str(), &facts, began, request.as_of),
        (review, _) => {
            let found = if review.is_some() { "both" } else { "neither" };
            let error = Error::new(ErrorCode::InvalidField).path("review");
            Err(error.expected("one of `review`, `regime`").found(found))
        }
    }
}

/// A refusal to look at again. There is no field for what the dispute costs the consumer, for who the
/// consumer is or how they press their case: none of it may count.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Request {
    #[serde(default)]
    review: Option<RuleId>,
    #[serde(default)]
    regime: Option<RegimeId>,
    facts: BTreeMap<String, Json>,
    #[serde(default)]
    began: Option<Date>,
    as_of: Date,
}

impl Request {
    fn facts(&self, engine: &Engine) -> Result<Facts> {
        let mut facts = Facts::new();
        for (id, json) in &self.facts {
            let (id, fact) = engine
                .catalogue()
                .read_fact(id, json)
                .map_err(|error| nearest::suggest(error, engine.catalogue()).within("facts"))?;
            facts.insert(id, fact);
        }
        Ok(facts)
    }
}

#[derive(Serialize)]
struct Answer<'a> {
    bundle: &'a str,
    reviewed: &'a Reviewed,
    sentence: Label,
    text: Label,
}
