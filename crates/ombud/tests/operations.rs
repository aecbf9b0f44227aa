//! Every operation runs its own example, and refuses what it does not know.

use std::{fs, path::Path};

use ombud::{
    Engine, ErrorCode,
    model::Json,
    ops::{CORE, Registry},
};

#[test]
fn every_example_runs_and_gives_canonical_bytes_twice_the_same() {
    let engine = Engine::builtin().expect("built-in packs");
    let registry = Registry::core();
    for operation in CORE {
        let call = || registry.call(&engine, operation.name, operation.example.as_bytes());
        let answer = call().unwrap_or_else(|e| std::panic::panic_any(format!("{}: {e}", operation.name)));
        assert_eq!(answer, call().expect("again"), "{}", operation.name);
        let json = Json::parse(&answer).expect(operation.name);
        assert_eq!(json.to_bytes(), answer, "{} is not canonical", operation.name);
        assert!(answer.len() > 2, "{} says nothing", operation.name);
    }
}

#[test]
fn every_operation_is_described() {
    let mut names = Vec::new();
    for operation in CORE {
        assert!(
            operation.name.split_once('.').is_some_and(|(noun, verb)| !noun.is_empty() && !verb.is_empty())
        );
        Json::parse(operation.schema.as_bytes()).expect(operation.name);
        Json::parse(operation.example.as_bytes()).expect(operation.name);
        assert!(!operation.title.0.is_empty() && !operation.title.1.is_empty());
        names.push(operation.name);
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    sorted.dedup();
    assert_eq!(names, sorted, "operations stand in the order of their names, each once");
}

/// A name that is nearly right is refused with the right one.
#[test]
fn a_wrong_name_is_told_the_nearest() {
    let engine = Engine::builtin().expect("built-in packs");
    let inquiry = |more: &str| {
        format!(r#"{{"regimes":["cn-complaints-2020"],"received":"2026-03-02","as_of":"2026-03-03"{more}}}"#)
    };
    let explain = |clock: &str| format!(r#"{{"inquiry":{},"clock":"{clock}"}}"#, inquiry(""));
    let cases = [
        ("clock.explain", explain("CN-CM-18a"), ErrorCode::UnknownClock, "CN-CM-018a"),
        ("clock.due", inquiry(r#","facts":{"decision.units":1}"#), ErrorCode::UnknownFact, "decision.unit"),
        ("clock.due", inquiry(r#","events":[{"type":"extend"}]"#), ErrorCode::UnknownEvent, "extended"),
        (
            "clock.count",
            r#"{"calendar":"cn","from":"2026-03-02","n":0,"unit":"week"}"#.to_owned(),
            ErrorCode::InvalidField,
            "1",
        ),
    ];
    for (operation, request, code, expected) in cases {
        let error = Registry::core().call(&engine, operation, request.as_bytes()).expect_err(operation);
        let detail = error.detail();
        assert_eq!(error.code(), code, "{error}");
        assert!(detail.expected.as_deref().is_some_and(|text| text.contains(expected)), "{error}");
        assert!(detail.found.is_some() && detail.path.is_some(), "{error}");
    }
    // A clock of the regime that says nothing of this case is no error.
    let answer = Registry::core().call(&engine, "clock.explain", explain("CN-CM-020a").as_bytes());
    assert!(answer.is_ok(), "{answer:?}");
}

#[test]
fn unknown_names_and_fields_are_refused_by_name() {
    let engine = Engine::builtin().expect("built-in packs");
    let registry = Registry::core();
    let error = registry.call(&engine, "clock.wind", b"{}").expect_err("no such operation");
    assert_eq!(error.code(), ErrorCode::UnknownOperation);
    assert!(error.detail().expected.as_deref().is_some_and(|names| names.contains("clock.due")));
    for operation in CORE {
        let error =
            registry.call(&engine, operation.name, br#"{"no_such_field":1}"#).expect_err("an unknown field");
        assert_eq!(error.code(), ErrorCode::InvalidField, "{}", operation.name);
    }
}

/// The fuzz target of requests starts from one request of each operation; `OMBUD_BLESS=1` writes those
/// that are missing.
#[test]
fn every_operation_has_a_seed_for_fuzzing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/fuzz/seeds/requests");
    for operation in CORE {
        let file = folder.join(operation.name);
        if std::env::var_os("OMBUD_BLESS").is_some() && !file.exists() {
            fs::write(&file, format!("{}\n{}", operation.name, operation.example)).expect("written");
        }
        let seed = fs::read(&file).unwrap_or_default();
        let request = seed.strip_prefix(format!("{}\n", operation.name).as_bytes());
        let json = request.map(Json::parse);
        assert!(matches!(json, Some(Ok(_))), "{}: no seed that begins with its name", operation.name);
    }
}
