//! `pack.check`, `pack.diff`, `pack.list`, `pack.show`.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Engine, Error, ErrorCode,
    model::canon,
    pack::{self, Bundle, PackFile},
};

pub(super) const LIST: Operation = Operation {
    name: "pack.list",
    since: "0.1.0",
    stability: Stability::Stable,
    title: ("列出规则集中的条目", "List the items of the packs"),
    schema: r#"{
  "type": "object", "additionalProperties": false,
  "properties": {"kind": {"type": "string", "description": "calendar, clock, event, fact, instrument, not_a_rule, provision, regime, scorecard, source, suspension, table or taxonomy"}}
}"#,
    example: r#"{"kind":"regime"}"#,
    run: |engine, request| {
        let request: List = canon::from_bytes(request)?;
        let kind = request.kind.as_deref();
        let items = pack::list(engine.bundle(), kind);
        if items.is_empty() {
            return Err(Error::new(ErrorCode::UnknownItem)
                .path("kind")
                .expected(pack::KINDS.join(", "))
                .found(kind.unwrap_or_default()));
        }
        canon::to_bytes(&Listing { bundle: engine.bundle_hash(), items })
    },
};

pub(super) const SHOW: Operation = Operation {
    name: "pack.show",
    since: "0.1.0",
    stability: Stability::Stable,
    title: ("显示条目的全部内容(含各版本)", "Show an item whole, every version"),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["id"],
  "properties": {"id": {"type": "string", "description": "an id, or kind:id"}}
}"#,
    example: r#"{"id":"CN-CM-018a"}"#,
    run: |engine, request| {
        let request: Show = canon::from_bytes(request)?;
        let found = pack::show(engine.bundle(), &request.id)?;
        canon::to_bytes(&Shown { bundle: engine.bundle_hash(), items: found })
    },
};

pub(super) const CHECK: Operation = Operation {
    name: "pack.check",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "检查一组规则集文件,一次列出全部问题",
        "Check the files of a pack over the built-in packs and list every finding at once",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["files"],
  "properties": {
    "files": {"type": "array", "items": {"type": "object", "required": ["path", "text"], "properties": {
      "path": {"type": "string"}, "text": {"type": "string"}}}},
    "alone": {"type": "boolean", "description": "without the built-in packs below"}
  }
}"#,
    example: r#"{"files":[{"path":"firm.toml","text":"[manifest]\nid = \"firm\"\nversion = \"1\"\ntitle = { zh = \"本行\", en = \"Our firm\" }\n"}]}"#,
    run: |_, request| {
        let request: Check = canon::from_bytes(request)?;
        let files =
            request.files.into_iter().map(|file| PackFile { path: file.path, text: file.text }).collect();
        let builder = Engine::builder().pack_files(files);
        let builder = if request.alone { builder.without_builtin() } else { builder };
        let (bundle, findings) = match builder.build() {
            Ok(engine) => (Some(engine.bundle_hash().to_owned()), Vec::new()),
            Err(findings) => (None, findings),
        };
        canon::to_bytes(&Checked { accepted: findings.is_empty(), bundle, findings })
    },
};

pub(super) const DIFF: Operation = Operation {
    name: "pack.diff",
    since: "0.1.0",
    stability: Stability::Stable,
    title: ("比较两个规则集", "What changed between two bundles"),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["before"],
  "properties": {
    "before": {"type": "object", "description": "a bundle"},
    "after": {"type": "object", "description": "a bundle; the engine's own where absent"}
  }
}"#,
    example: r#"{"before":{"format_version":1,"manifest":{"id":"empty","version":"0","title":{"zh":"空","en":"empty"}},"zone_database":"none"}}"#,
    run: |engine, request| {
        let request: Diff = canon::from_bytes(request)?;
        let own = engine.bundle();
        let changes = pack::diff(&request.before, request.after.as_ref().unwrap_or(own))?;
        canon::to_bytes(&Changes { bundle: engine.bundle_hash(), changes })
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct List {
    #[serde(default)]
    kind: Option<String>,
}

#[derive(Serialize)]
struct Listing<'a> {
    bundle: &'a str,
    items: Vec<pack::Listed>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Show {
    id: String,
}

#[derive(Serialize)]
struct Shown<'a> {
    bundle: &'a str,
    items: Vec<pack::Shown>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Check {
    files: Vec<File>,
    #[serde(default)]
    alone: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    path: String,
    text: String,
}

#[derive(Serialize)]
struct Checked {
    accepted: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    bundle: Option<String>,
    findings: Vec<Error>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Diff {
    before: Bundle,
    #[serde(default)]
    after: Option<Bundle>,
}

#[derive(Serialize)]
struct Changes<'a> {
    bundle: &'a str,
    changes: Vec<pack::Change>,
}
