//! `include/ombud.h` is what the source says, and tells a reader of C about every function.

#![allow(clippy::expect_used, reason = "a test says what it relied on")]

use std::{
    fmt::Write as _,
    path::{Path, PathBuf},
};

use ombud::{ErrorCode, model::Lang};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A constant for each error, so that a new one in the core needs no line here.
fn errors() -> String {
    let mut out = String::new();
    for code in ErrorCode::ALL {
        let name = code.name().to_uppercase();
        writeln!(out, "/** {}: {}. */", code.name(), code.title(Lang::En)).expect("a string grows");
        writeln!(out, "#define OMBUD_ERROR_{name} {}", code.number()).expect("a string grows");
    }
    out
}

/// The structs of the Arrow C data interface, as its specification has them for every header to hold.
const ARROW: &str = include_str!("../arrow.h");

fn header() -> String {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut config = cbindgen::Config::from_file(here.join("cbindgen.toml")).expect("cbindgen.toml");
    config.after_includes = Some(format!("\n{ARROW}\n{}", errors().trim_end()));
    let mut builder = cbindgen::Builder::new().with_config(config);
    // In the order in which a reader needs them.
    for file in ["library", "error", "bytes", "engine", "date", "workflow", "machine", "case", "batch"] {
        let path = here.join(format!("src/{file}.rs"));
        if path.exists() {
            builder = builder.with_src(path);
        }
    }
    let mut out = Vec::new();
    builder.generate().expect("the source is readable").write(&mut out);
    String::from_utf8(out).expect("the header is UTF-8")
}

#[test]
fn the_header_is_what_the_source_says() {
    let path = root().join("include/ombud.h");
    let written = header();
    if std::env::var_os("OMBUD_BLESS").is_some() {
        std::fs::write(&path, &written).expect("include/ombud.h is writable");
    }
    let committed = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        committed == written,
        "include/ombud.h is out of date: OMBUD_BLESS=1 cargo test -p ombud-ffi --test header"
    );
}

/// The declarations of a header, each with the comment before it.
fn declarations(header: &str) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let (mut comment, mut declaration) = (String::new(), String::new());
    let mut inside = false;
    for line in header.lines() {
        if line.starts_with("/**") || inside {
            if !inside {
                comment.clear();
            }
            inside = !line.contains("*/");
            comment.push_str(line.trim_start_matches(['/', '*', ' ']));
            comment.push(' ');
            continue;
        }
        if !declaration.is_empty()
            || (line.contains("ombud_") && line.contains('(') && !line.starts_with('#'))
        {
            declaration.push_str(line);
            if line.ends_with(';') {
                out.push((std::mem::take(&mut comment), std::mem::take(&mut declaration)));
            }
        }
    }
    out
}

#[test]
fn every_function_is_explained_to_a_reader_of_c() {
    let found = declarations(&header());
    assert!(found.len() > 40, "{} functions", found.len());
    for (comment, declaration) in found {
        let returns = !declaration.starts_with("void ");
        assert!(comment.len() > 20, "{declaration} is not explained");
        assert!(
            !returns || comment.contains("Returns "),
            "{declaration} does not say what it returns: {comment}"
        );
        assert!(
            !comment.contains('`') || !comment.contains("::"),
            "{declaration} is explained in Rust: {comment}"
        );
    }
}

/// The name that a declaration gives to its function.
fn function(declaration: &str) -> &str {
    let before = declaration.split('(').next().unwrap_or_default();
    before.rsplit([' ', '*']).next().unwrap_or_default()
}

/// The static library keeps only these names, so one that is missing cannot be linked.
#[test]
fn the_list_of_symbols_has_the_functions_of_the_header() {
    let found = declarations(&header());
    let mut declared: Vec<_> = found.iter().map(|(_, declaration)| function(declaration)).collect();
    declared.sort_unstable();
    let list = std::fs::read_to_string(root().join("tests/abi/symbols.txt")).expect("tests/abi/symbols.txt");
    assert_eq!(list.lines().collect::<Vec<_>>(), declared, "tests/abi/symbols.txt");
}
