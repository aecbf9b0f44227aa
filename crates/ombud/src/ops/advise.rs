//! `refusal.advise`: what now, after a claim was declined.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Declined,
    declined::{Advice, Role},
    model::{Date, Facts, Json, Lang, RegimeId, canon},
};

pub(super) const ADVISE: Operation = Operation {
    name: "refusal.advise",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "拒付之后怎么办:场景、原则、策略、途径、沟通边界和话术草稿,逐项说明理由和依据",
        "What now after a claim was declined: scene, principles, strategies, routes, bounds and drafts, each with its reason and source",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["regime", "facts", "as_of"],
  "properties": {
    "regime": {"type": "string", "description": "a regime or the life of a case for which routes are packed, such as cn-complaints-2020, uk-disp, au-rg271"},
    "facts": {"type": "object", "description": "values by fact id; what is left out is unknown"},
    "began": {"type": "string", "description": "the day on which the case began, which selects the version; as_of where absent"},
    "as_of": {"type": "string", "description": "the day of asking"},
    "role": {"enum": ["handler", "manager", "reviewer", "legal"], "description": "who asks; handler where absent. Only legal is shown legal means and the firm's own range"},
    "lang": {"enum": ["zh", "en"], "description": "the language of text and handout; both where absent"}
  }
}"#,
    example: r#"{"regime":"cn-complaints-2020","facts":{"declined.replies":3,"declined.new_fact":false,"declined.accepted":false,"declined.stalled_contacts":2,"decision.unit":"branch"},"as_of":"2026-03-02"}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let mut facts = Facts::new();
        for (id, json) in &request.facts {
            let (id, fact) = engine.catalogue().read_fact(id, json).map_err(|e| e.within("facts"))?;
            facts.insert(id, fact);
        }
        let advice = engine.advise_declined(&Declined {
            regime: request.regime.as_str(),
            facts: &facts,
            began: request.began.unwrap_or(request.as_of),
            as_of: request.as_of,
            role: request.role,
        })?;
        let langs = request.lang.map_or_else(|| vec![Lang::Zh, Lang::En], |lang| vec![lang]);
        let words = engine.phrasebook();
        canon::to_bytes(&Advised {
            bundle: engine.bundle_hash(),
            text: langs.iter().map(|lang| (*lang, words.advice(&advice, *lang))).collect(),
            handout: langs.iter().map(|lang| (*lang, words.handout(&advice, *lang))).collect(),
            advice: &advice,
        })
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    regime: RegimeId,
    facts: BTreeMap<String, Json>,
    #[serde(default)]
    began: Option<Date>,
    as_of: Date,
    #[serde(default)]
    role: Role,
    #[serde(default)]
    lang: Option<Lang>,
}

#[derive(Serialize)]
struct Advised<'a> {
    bundle: &'a str,
    /// For the firm.
    text: BTreeMap<Lang, String>,
    /// For the complainant: the routes alone.
    handout: BTreeMap<Lang, String>,
    #[serde(flatten)]
    advice: &'a Advice,
}
