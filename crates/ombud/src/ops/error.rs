//! `error.list`.

use serde::Serialize;

use super::{Empty, Operation, Stability};
use crate::{
    ErrorCode,
    model::{Label, Lang, canon},
};

pub(super) const LIST: Operation = Operation {
    name: "error.list",
    since: "0.1.0",
    stability: Stability::Stable,
    title: ("列出全部错误码及其含义", "List every error code and what it means"),
    schema: r#"{"type":"object","additionalProperties":false}"#,
    example: "{}",
    run: |_, request| {
        let _: Empty = canon::from_bytes(request)?;
        let listed = |code: &ErrorCode| Listed {
            number: code.number(),
            code: code.name(),
            title: Label::new(code.title(Lang::Zh), code.title(Lang::En)),
        };
        canon::to_bytes(&ErrorCode::ALL.iter().map(listed).collect::<Vec<_>>())
    },
};

#[derive(Serialize)]
struct Listed {
    number: u32,
    code: &'static str,
    title: Label,
}
