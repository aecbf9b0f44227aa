//! How many crates an embedder's build gains with `ombud`.

use std::{collections::BTreeSet, process::Command};

use super::source::root;

/// What the build of `ombud` may need, itself included, on the platform of the test.
const MOST: usize = 40;

/// The crates of a listing by `cargo tree --prefix none --format {p}`: name and version, once each.
fn distinct(listing: &str) -> BTreeSet<String> {
    listing
        .lines()
        .map(|line| line.split_whitespace().take(2).collect::<Vec<_>>().join(" "))
        .filter(|line| !line.is_empty())
        .collect()
}

#[test]
fn ombud_builds_in_few_crates() {
    // Build scripts' needs count as well: they are compiled and they run.
    let output = Command::new(env!("CARGO"))
        .args(["tree", "-p", "ombud", "-e", "normal,build", "--prefix", "none", "--format", "{p}"])
        .args(["--offline", "--quiet"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "cargo tree: {}", String::from_utf8_lossy(&output.stderr));
    let crates = distinct(&String::from_utf8_lossy(&output.stdout));
    println!("ombud builds in {} crates (at most {MOST}), itself included", crates.len());
    assert!(crates.iter().any(|name| name.starts_with("ombud ")), "{crates:?}");
    assert!(crates.len() <= MOST, "{} crates, at most {MOST}: {crates:#?}", crates.len());
}

#[test]
fn a_crate_listed_twice_counts_once() {
    let listing =
        "ombud v0.1.0 (/somewhere)\nserde v1.0.0\nserde v1.0.0 (*)\n\nserde_derive v1.0.0 (proc-macro)\n";
    assert_eq!(distinct(listing).len(), 3);
    assert_eq!(distinct("toml v1.0.0\ntoml v0.9.0\n").len(), 2, "two versions are two crates");
}
