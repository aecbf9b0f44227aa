//! `test.echo`, `test.panic`, `test.raise`, and how a machine or a case is broken: what tests of the
//! doors need and nobody else.

use ombud::{
    Error, ErrorCode,
    model::{Json, canon},
    ops::{Operation, Stability},
};
use serde::Deserialize;

pub(crate) const OPERATIONS: &[Operation] = &[ECHO, PANIC, RAISE];

/// Says its request back: that it is there shows that a new operation needs no binding.
const ECHO: Operation = Operation {
    name: "test.echo",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("原样返回请求", "Say the request back"),
    schema: r#"{"type":"object"}"#,
    example: r#"{"said":"你好 😀"}"#,
    run: |_, request| Ok(Json::parse(request)?.to_bytes()),
};

/// Panics: a door must stop it.
const PANIC: Operation = Operation {
    name: "test.panic",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("触发恐慌", "Panic"),
    schema: r#"{"type":"object","additionalProperties":false,"properties":{"really":{"type":"boolean"}}}"#,
    example: r#"{"really":false}"#,
    run: |_, request| {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Asked {
            #[serde(default)]
            really: bool,
        }
        if canon::from_bytes::<Asked>(request)?.really {
            #[expect(clippy::panic, reason = "it is what this operation is for")]
            std::panic::panic_any("as the test asked");
        }
        canon::to_bytes("it did not")
    },
};

/// Ends in any error of the catalogue: how a door hands it on.
const RAISE: Operation = Operation {
    name: "test.raise",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("返回指定的错误", "End in the error that is named"),
    schema: r#"{"type":"object","additionalProperties":false,"properties":{"code":{"type":"string"}}}"#,
    example: "{}",
    run: |_, request| {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Asked {
            #[serde(default)]
            code: Option<String>,
        }
        let Some(name) = canon::from_bytes::<Asked>(request)?.code else {
            return canon::to_bytes("nothing was raised");
        };
        let code = ErrorCode::ALL.iter().find(|code| code.name() == name);
        let code = *code.ok_or_else(|| Error::new(ErrorCode::UnknownItem).path("code").found(&name))?;
        Err(Error::new(code).file("f.toml").line(7).item("item 😀").path("a.b[0]").expected("1").found("2"))
    },
};

/// Panics where the event or the act has the name of the operation that does.
pub(crate) fn panic_if(name: &str) {
    if name == "test.panic" {
        #[expect(clippy::panic, reason = "what the name asks for")]
        std::panic::panic_any("as the test asked");
    }
}
