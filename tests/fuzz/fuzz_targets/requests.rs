//! The door of operations: whatever the request, an answer in canonical bytes or an error with a
//! code; the same request gives the same bytes.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::{
    Engine,
    model::Json,
    ops::{CORE, Registry},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

fuzz_target!(|data: &[u8]| {
    let Some((which, request)) = data.split_first() else { return };
    let Some(operation) = CORE.get(usize::from(*which) % CORE.len()) else { return };
    let registry = Registry::core();
    let answer = registry.call(&ENGINE, operation.name, request);
    assert_eq!(answer, registry.call(&ENGINE, operation.name, request), "the same bytes on every run");
    if let Ok(bytes) = answer {
        assert_eq!(Json::parse(&bytes).expect("an answer is JSON").to_bytes(), bytes, "canonical");
    }
});
