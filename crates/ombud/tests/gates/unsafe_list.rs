//! Where `unsafe` stands, as a pinned list: a new file on it is a decision, not an accident.

use super::source::{root, tokens, tracked};

/// The files that hold `unsafe`, each with its reason. The core forbids it.
const FILES: &[(&str, &str)] = &[
    ("benches/src/bin/c_overhead.rs", "times the functions as C calls them"),
    ("bindings/c/src/batch.rs", "exported to C"),
    ("bindings/c/src/bytes.rs", "exported to C"),
    ("bindings/c/src/case.rs", "exported to C"),
    ("bindings/c/src/date.rs", "exported to C"),
    ("bindings/c/src/engine.rs", "exported to C"),
    ("bindings/c/src/error.rs", "exported to C"),
    ("bindings/c/src/guard.rs", "writes the error where C asked for it, takes handles back"),
    ("bindings/c/src/input.rs", "makes references of what C points to, once it is checked"),
    ("bindings/c/src/library.rs", "exported to C"),
    ("bindings/c/src/machine.rs", "exported to C"),
    ("bindings/c/src/tests.rs", "calls the functions as C does, for Miri"),
    ("bindings/c/src/workflow.rs", "exported to C"),
    ("bindings/c/tests/hook.rs", "calls the functions as C does"),
    ("bindings/python/src/batch.rs", "moves the structs of Arrow out of their capsules"),
    ("crates/ombud-batch/src/arrow/abi.rs", "the structs of the Arrow C data interface, in and out"),
    (
        "crates/ombud-batch/tests/batch/raw.rs",
        "the same structs made by hand, right and wrong, to test the above",
    ),
    ("tests/fuzz/fuzz_targets/c_door.rs", "calls the exported functions as C does"),
];

/// Lines of `source` that hold the word outside comments and strings.
fn lines(source: &str) -> Vec<usize> {
    tokens(source).into_iter().filter(|token| token.text == "unsafe").map(|token| token.line).collect()
}

#[test]
fn unsafe_stands_only_where_the_list_says() {
    let mut found = Vec::new();
    for file in tracked().into_iter().filter(|file| file.ends_with(".rs")) {
        let source = std::fs::read_to_string(root().join(&file)).expect("a source file is UTF-8");
        let lines = lines(&source);
        if !lines.is_empty() {
            assert!(FILES.iter().any(|(listed, _)| *listed == file), "unsafe in {file}, lines {lines:?}");
            found.push(file);
        }
    }
    for (listed, reason) in FILES {
        assert!(found.iter().any(|file| file == listed), "{listed} is listed ({reason}) and holds none");
    }
}

#[test]
fn the_core_forbids_it_to_the_compiler_too() {
    let source = std::fs::read_to_string(root().join("crates/ombud/src/lib.rs")).expect("lib.rs");
    assert!(source.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn a_planted_block_is_found() {
    assert_eq!(lines("fn f() {\n    unsafe { core::hint::unreachable_unchecked() }\n}"), [2]);
    assert_eq!(lines("#[unsafe(no_mangle)]\npub extern \"C\" fn f() {}"), [1]);
    assert!(lines("#![forbid(unsafe_code)] // unsafe\nconst A: &str = \"unsafe\";").is_empty());
}
