//! Operations: every capability by name, JSON in and JSON out, the same in every language.
//!
//! An operation is a thin adapter over a typed function and has no logic of its own. Its example
//! is run by the tests, and is the first conformance vector of every door.
//!
//! ```
//! use ombud::{Engine, ops::Registry};
//! let engine = Engine::builtin()?;
//! let answer = Registry::core().call(&engine, "clock.count", br#"{
//!     "calendar": "cn", "from": "2026-02-12", "to": "2026-02-28"
//! }"#)?;
//! assert!(String::from_utf8_lossy(&answer).contains(r#""business_days":7"#));
//! # Ok::<(), ombud::Error>(())
//! ```

mod advise;
mod bargain;
mod bargaining;
mod calendar;
mod case;
mod clock;
mod describe;
mod error;
mod nearest;
mod pack;
mod paper;
mod refusal;
mod rules;
mod talk;
mod workflow;
mod zone;

use serde::Serialize;

use crate::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Json, Label, canon},
};

/// How firm the shape of an operation is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stability {
    /// It changes only with a new major version.
    Stable,
    /// It may change with any version.
    Preview,
}

/// One operation.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// `noun.verb`.
    pub name: &'static str,
    /// The version it came with.
    pub since: &'static str,
    /// How firm its shape is.
    pub stability: Stability,
    /// What it does, Chinese and English.
    pub title: (&'static str, &'static str),
    /// The JSON Schema of its request.
    pub schema: &'static str,
    /// A request that works with the built-in packs.
    pub example: &'static str,
    /// The adapter: request bytes to answer bytes.
    pub run: fn(&Engine, &[u8]) -> Result<Vec<u8>>,
}

impl Operation {
    /// What it does.
    #[must_use]
    pub fn label(&self) -> Label {
        Label::new(self.title.0, self.title.1)
    }
}

/// The operations of the core.
pub const CORE: &[Operation] = &[
    bargaining::ESTIMATE,
    bargain::NEXT,
    bargain::PLAN,
    bargaining::SIMULATE,
    zone::ZONE,
    case::DECIDE,
    case::OPEN,
    case::VIEW,
    calendar::COUNT,
    clock::DUE,
    clock::EXPLAIN,
    clock::WHAT_IF,
    describe::COMPLAINT_CHECK,
    describe::CONDITION_CHECK,
    error::LIST,
    LIST,
    pack::CHECK,
    pack::DIFF,
    pack::LIST,
    pack::SHOW,
    paper::LIST,
    paper::RENDER,
    advise::ADVISE,
    refusal::REVIEW,
    describe::REGIME,
    rules::SCORE,
    rules::CHECK,
    rules::DECIDE,
    talk::CHECK,
    talk::PREPARE,
    workflow::CHECK,
    workflow::CONVERT,
    workflow::DRAW,
];

const LIST: Operation = Operation {
    name: "op.list",
    since: "0.1.0",
    stability: Stability::Stable,
    title: (
        "列出全部操作及其请求格式和示例",
        "List every operation with its request's schema and an example",
    ),
    schema: r#"{"type":"object","additionalProperties":false}"#,
    example: "{}",
    run: |engine, request| Registry::core().call(engine, "op.list", request),
};

/// The operations that a door offers: the core's, and those of the crates it was built with.
#[derive(Debug, Clone)]
pub struct Registry(Vec<Operation>);

#[derive(Serialize)]
struct Listed {
    name: &'static str,
    since: &'static str,
    stability: Stability,
    title: Label,
    schema: Json,
    example: Json,
}

impl Registry {
    /// The core's operations.
    #[must_use]
    pub fn core() -> Self {
        Registry(CORE.to_vec())
    }

    /// Adds operations of another crate.
    #[must_use]
    pub fn with(mut self, more: &[Operation]) -> Self {
        self.0.extend_from_slice(more);
        self
    }

    /// Every operation, by name.
    #[must_use]
    pub fn operations(&self) -> Vec<&Operation> {
        let mut list: Vec<&Operation> = self.0.iter().collect();
        list.sort_by_key(|operation| operation.name);
        list
    }

    /// Calls an operation.
    ///
    /// # Errors
    /// `unknown_operation`, with those there are; otherwise those of the operation.
    pub fn call(&self, engine: &Engine, name: &str, request: &[u8]) -> Result<Vec<u8>> {
        if name == LIST.name {
            let _: Empty = canon::from_bytes(request)?;
            return self.list();
        }
        (self.get(name)?.run)(engine, request)
    }

    /// An operation.
    ///
    /// # Errors
    /// `unknown_operation`, with those there are.
    pub fn get(&self, name: &str) -> Result<&Operation> {
        self.0.iter().find(|operation| operation.name == name).ok_or_else(|| {
            let names: Vec<&str> = self.operations().iter().map(|operation| operation.name).collect();
            Error::new(ErrorCode::UnknownOperation).item(name).expected(names.join(", "))
        })
    }

    fn list(&self) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        for operation in self.operations() {
            out.push(Listed {
                name: operation.name,
                since: operation.since,
                stability: operation.stability,
                title: operation.label(),
                schema: Json::parse(operation.schema.as_bytes())?,
                example: Json::parse(operation.example.as_bytes())?,
            });
        }
        canon::to_bytes(&out)
    }
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Empty {}
