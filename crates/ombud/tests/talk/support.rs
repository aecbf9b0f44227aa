//! Calls of the operations, and what they answer.

use std::sync::LazyLock;

use ombud::{Engine, Error, ops::Registry};
use serde_json::Value;

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

pub(crate) fn call(operation: &str, request: &Value) -> Result<Value, Error> {
    let bytes = Registry::core().call(&ENGINE, operation, request.to_string().as_bytes())?;
    Ok(serde_json::from_slice(&bytes).expect("a document"))
}

/// `talk.check` of what is to be looked at.
pub(crate) fn check(review: Value) -> Value {
    let request = serde_json::json!({"as_of": "2026-03-20", "review": review});
    call("talk.check", &request).unwrap_or_else(|error| panic!("{error}"))
}

/// `talk.prepare` of a brief and facts.
pub(crate) fn prepare(brief: Value, facts: Value) -> Result<Value, Error> {
    call("talk.prepare", &serde_json::json!({"as_of": "2026-03-20", "brief": brief, "facts": facts}))
}

/// The rules that are named in a list of breaches, with the words that were found.
pub(crate) fn breaches(looked: &Value) -> Vec<String> {
    let list = looked["breaches"].as_array().cloned().unwrap_or_default();
    let one = |breach: &Value| {
        let rule = breach["rule"].as_str().expect("a rule");
        breach["found"].as_str().map_or_else(|| rule.to_owned(), |found| format!("{rule}: {found}"))
    };
    list.iter().map(one).collect()
}
