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
    // The operation's name, as in the seeds, or any byte in its place.
    let Some(end) = data.iter().position(|byte| *byte == b'\n') else { return };
    let (name, request) = (&data[..end], &data[end + 1..]);
    let named = CORE.iter().find(|operation| operation.name.as_bytes() == name);
    let any = || CORE.get(usize::from(*name.first()?) % CORE.len());
    let Some(operation) = named.or_else(any) else { return };
    // To prove every table of the packs takes seconds here; the target `pack` does it with few.
    if operation.name == "pack.check" {
        return;
    }
    let registry = Registry::core();
    let answer = registry.call(&ENGINE, operation.name, request);
    assert_eq!(answer, registry.call(&ENGINE, operation.name, request), "the same bytes on every run");
    if let Ok(bytes) = answer {
        assert_eq!(Json::parse(&bytes).expect("an answer is JSON").to_bytes(), bytes, "canonical");
    }
});
