//! `workflow.check`, `workflow.convert`, `workflow.draw`.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Json, Label, Lang, canon},
    workflow::{
        Chart, Definition,
        check::{Finding, Given, Severity, check},
        draw, scxml,
    },
};

/// The schema of a request that names a workflow, and what else it may hold.
macro_rules! schema {
    ($more:literal) => {
        concat!(
            r#"{"type":"object","additionalProperties":false,"properties":{"#,
            r#""workflow":{"description":"a definition, or the id of one in the packs"},"#,
            r#""scxml":{"type":"string","description":"instead of it: the text of an SCXML document"}"#,
            $more,
            "}}"
        )
    };
}

pub(super) const CHECK: Operation = Operation {
    name: "workflow.check",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "检查流程,一次列出全部问题及其反例",
        "Find everything that is wrong with a workflow, each with the signals that show it",
    ),
    schema: schema!(""),
    example: r#"{"workflow":"mediation"}"#,
    run: |engine, request| {
        let definition = canon::from_bytes::<Asked>(request)?.definition(engine)?;
        let findings = check(&definition, engine.catalogue(), &Given::default());
        let said = |finding: &Finding| {
            let words = |lang| engine.phrasebook().workflow_finding(finding, &definition, lang);
            let text = Label::new(words(Lang::Zh), words(Lang::En));
            Said { check: finding.code.check(), text, finding: finding.clone() }
        };
        canon::to_bytes(&Checked {
            accepted: findings.iter().all(|finding| finding.severity != Severity::Error),
            findings: findings.iter().map(said).collect(),
        })
    },
};

pub(super) const CONVERT: Operation = Operation {
    name: "workflow.convert",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("流程定义与SCXML互转", "A workflow as SCXML, or SCXML as a workflow"),
    schema: schema!(""),
    example: r#"{"scxml":"<scxml xmlns=\"http://www.w3.org/2005/07/scxml\" version=\"1.0\" initial=\"open\"><state id=\"open\"><transition event=\"go\" target=\"closed\"/></state><final id=\"closed\"/></scxml>"}"#,
    run: |engine, request| {
        let asked: Asked = canon::from_bytes(request)?;
        let definition = asked.definition(engine)?;
        canon::to_bytes(&if asked.scxml.is_some() {
            Converted { workflow: Some(definition), scxml: None }
        } else {
            Converted { scxml: Some(scxml::export(&definition)?), workflow: None }
        })
    },
};

pub(super) const DRAW: Operation = Operation {
    name: "workflow.draw",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("绘制流程图", "Draw a workflow: Mermaid, Graphviz, or a Petri net"),
    schema: schema!(
        r#","as":{"type":"string","enum":["mermaid","dot","pnml"]},"lang":{"type":"string","enum":["zh","en"]}"#
    ),
    example: r#"{"workflow":"mediation","as":"mermaid","lang":"zh"}"#,
    run: |engine, request| {
        let request: Drawn = canon::from_bytes(request)?;
        let asked = Asked { workflow: request.workflow, scxml: request.scxml };
        let definition = asked.definition(engine)?;
        let drawing = match request.form {
            Form::Mermaid => draw::mermaid(&definition, request.lang),
            Form::Dot => draw::dot(&definition, request.lang),
            Form::Pnml => {
                let chart = Chart::compile(&definition, engine.catalogue());
                let first = |faults: Vec<Error>| {
                    faults.into_iter().next().unwrap_or_else(|| Error::new(ErrorCode::InvalidWorkflow))
                };
                draw::pnml(&chart.map_err(first)?)?
            }
        };
        canon::to_bytes(&Drawing { drawing })
    },
};

/// Which workflow is meant.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asked {
    #[serde(default)]
    workflow: Option<Json>,
    #[serde(default)]
    scxml: Option<String>,
}

impl Asked {
    fn definition(&self, engine: &Engine) -> Result<Definition> {
        match (&self.workflow, &self.scxml) {
            (Some(Json::Text(id)), None) => {
                let packed = engine.bundle().workflows.iter().find(|workflow| workflow.id == *id);
                packed.cloned().ok_or_else(|| {
                    let ids = engine.bundle().workflows.iter().map(|workflow| workflow.id.as_str());
                    Error::new(ErrorCode::UnknownItem)
                        .path("workflow")
                        .expected(super::nearest::expected("a workflow of the packs", id, ids))
                        .found(id)
                })
            }
            (Some(definition), None) => {
                Definition::from_bytes(&definition.to_bytes()).map_err(|error| error.within("workflow"))
            }
            (None, Some(text)) => scxml::import(text).map_err(|error| error.within("scxml")),
            _ => Err(Error::new(ErrorCode::InvalidField)
                .expected("either workflow or scxml")
                .found(if self.workflow.is_some() { "both" } else { "neither" })),
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Drawn {
    #[serde(default)]
    workflow: Option<Json>,
    #[serde(default)]
    scxml: Option<String>,
    #[serde(default, rename = "as")]
    form: Form,
    #[serde(default = "english")]
    lang: Lang,
}

fn english() -> Lang {
    Lang::En
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Form {
    #[default]
    Mermaid,
    Dot,
    Pnml,
}

#[derive(Serialize)]
struct Checked {
    accepted: bool,
    findings: Vec<Said>,
}

/// A finding with its check and its sentences.
#[derive(Serialize)]
struct Said {
    #[serde(flatten)]
    finding: Finding,
    check: &'static str,
    text: Label,
}

#[derive(Serialize)]
struct Converted {
    #[serde(skip_serializing_if = "Option::is_none")]
    workflow: Option<Definition>,
    #[serde(skip_serializing_if = "Option::is_none")]
    scxml: Option<String>,
}

#[derive(Serialize)]
struct Drawing {
    drawing: String,
}
