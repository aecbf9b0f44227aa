//! The same bytes and the same errors, whatever features of `serde_json` the embedder switches on.

#[path = "../../../tests/host-features/src/report.rs"]
mod report;

use std::{path::Path, process::Command};

/// Cargo joins the features of all crates of one build, so the other side is a program of its own.
/// It is built once, in a folder beside the other things that are built.
#[test]
fn an_embedder_of_other_features_reads_and_writes_the_same() {
    assert!(!report::features_are_on(), "the tests run without the features, or there is nothing to compare");
    let package = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/host-features/Cargo.toml");
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../host-features");
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--manifest-path"])
        .arg(package)
        .env("CARGO_TARGET_DIR", target)
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let (here, there) = (report::report(), output.stdout);
    let lines = |bytes: &[u8]| -> Vec<String> {
        String::from_utf8(bytes.to_vec()).expect("lines of text").lines().map(str::to_owned).collect()
    };
    for (here, there) in lines(&here).iter().zip(&lines(&there)) {
        assert_eq!(here, there);
    }
    assert!(here.len() > 10_000, "the report has its lines");
    assert!(here == there, "the reports differ in length");
}
