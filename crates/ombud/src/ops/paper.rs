//! `paper.list`, `paper.render`: papers to be printed, each a draft until a named person approves it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{Operation, Stability, refusal, talk};
use crate::{
    Engine, Error, ErrorCode,
    bargain::Terms,
    error::Result,
    model::{Json, Label, Lang, canon},
    phrase::{Matter, overleaf},
};

/// A paper: its name, what it is made from, and how.
struct Paper {
    id: &'static str,
    title: (&'static str, &'static str),
    /// The fields of its document, and the operation whose request each is.
    from: &'static [(&'static str, &'static str)],
    /// Whether it tells of an agreement: then nothing that is written on it asks for silence, the head of the
    /// paper included.
    agreement: bool,
    html: fn(&Engine, &Json, &Matter, Lang) -> Result<String>,
}

const PAPERS: &[Paper] = &[
    Paper {
        id: "plan-approval",
        title: (
            "方案审批单，背面为谈判清单",
            "Approval of a plan of offers, the negotiation checklist overleaf",
        ),
        from: &[("plan", "bargain.plan"), ("talk", "talk.prepare")],
        agreement: true,
        html: |engine, document, matter, lang| {
            let document: PlanAndTalk = canon::from_json(document)?;
            let bargain = engine.plan_offers(document.plan).map_err(|error| error.within("plan"))?;
            let front = bargain.approval_page_for(matter, lang);
            let Some(talk) = document.talk else { return Ok(front) };
            let talk = talk::prepared(engine, &talk).map_err(|error| error.within("talk"))?;
            Ok(overleaf(&front, talk.checklist.html.get(lang)))
        },
    },
    Paper {
        id: "refusal-review",
        title: ("拒付复核表", "Review of a refusal"),
        from: &[("review", "refusal.review")],
        agreement: false,
        html: |engine, document, matter, lang| {
            let Refusal { review } = canon::from_json(document)?;
            let opinion = refusal::opinion(engine, review).map_err(|error| error.within("review"))?;
            Ok(opinion.page_for(matter, lang))
        },
    },
];

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PlanAndTalk {
    plan: Terms,
    #[serde(default)]
    talk: Option<talk::Prepare>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Refusal {
    review: refusal::Request,
}

pub(super) const LIST: Operation = Operation {
    name: "paper.list",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("列出可以打印的文书", "The papers that can be printed"),
    schema: r#"{"type":"object","additionalProperties":false}"#,
    example: "{}",
    run: |_, request| {
        let Nothing {} = canon::from_bytes(request)?;
        let listed = |paper: &Paper| Listed {
            id: paper.id,
            title: Label::new(paper.title.0, paper.title.1),
            from: paper.from.iter().copied().collect(),
        };
        canon::to_bytes(&Papers { papers: PAPERS.iter().map(listed).collect() })
    },
};

pub(super) const RENDER: Operation = Operation {
    name: "paper.render",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "生成可以打印的文书;经具名人员批准前均为草稿",
        "A paper to be printed; a draft until a named person approves it",
    ),
    schema: r##"{
  "type": "object", "additionalProperties": false, "required": ["paper", "lang", "document"],
  "properties": {
    "paper": {"type": "string", "description": "as paper.list names it"},
    "lang": {"enum": ["zh", "en"]},
    "document": {"type": "object", "description": "under each field that paper.list gives, a request of the operation it names"},
    "matter": {"type": "object", "additionalProperties": false, "description": "what stands at its head: which complaint it is for, and notes; no rule reads it, and on a paper that tells of an agreement it asks for no silence, withdrawal or deletion", "properties": {
      "facts": {"type": "array", "items": {"type": "object", "additionalProperties": false, "required": ["title", "value"], "properties": {
        "title": {"$ref": "#/$defs/label"}, "value": {"$ref": "#/$defs/label"}}}},
      "notes": {"type": "array", "items": {"$ref": "#/$defs/label"}}
    }}
  },
  "$defs": {"label": {"type":"object","additionalProperties":false,"required":["zh","en"],"properties":{"zh":{"type":"string"},"en":{"type":"string"}}}}
}"##,
    example: r#"{"paper":"plan-approval","lang":"zh","document":{"plan":{"regime":"cn-complaints-2020","mode":"ackerman","entitlement":{"currency":"CNY","minor":1240000},"service":{"currency":"CNY","minor":40000},"target":{"currency":"CNY","minor":600000},"authority":{"currency":"CNY","minor":600000},"like_case":{"currency":"CNY","minor":600000},"handler":"Sun","approver":"Qian","release":["confined_to_matter","receipt"],"closing":{"item":"written_apology","by":"2026-12-01"},"facts":{"insurance.claim":false,"insurance.beyond_contract":false,"complainant.vulnerable":false,"complainant.minor":false,"complaint.by_heir":false}}}}"#,
    run: |engine, request| {
        let request: Request = canon::from_bytes(request)?;
        let Some(paper) = PAPERS.iter().find(|paper| paper.id == request.paper) else {
            let known: Vec<&str> = PAPERS.iter().map(|paper| paper.id).collect();
            let error = Error::new(ErrorCode::UnknownItem).path("paper");
            return Err(error.expected(format_args!("one of {}", known.join(", "))).found(request.paper));
        };
        if paper.agreement {
            engine.asks_for_no_silence(request.matter.texts()).map_err(|error| error.within("matter"))?;
        }
        let html = (paper.html)(engine, &request.document, &request.matter, request.lang)
            .map_err(|error| error.within("document"))?;
        canon::to_bytes(&Rendered { bundle: engine.bundle_hash(), html, paper: paper.id })
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    paper: String,
    lang: Lang,
    document: Json,
    #[serde(default)]
    matter: Matter,
}

#[derive(Serialize)]
struct Papers {
    papers: Vec<Listed>,
}

#[derive(Serialize)]
struct Listed {
    /// The fields of its document, and the operation whose request each is.
    from: BTreeMap<&'static str, &'static str>,
    id: &'static str,
    title: Label,
}

#[derive(Serialize)]
struct Rendered<'a> {
    bundle: &'a str,
    html: String,
    paper: &'a str,
}
