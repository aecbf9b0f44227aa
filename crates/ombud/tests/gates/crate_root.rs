//! At the root of the crate stands what an embedder holds, and nothing else: what a room answers with is
//! found in that room, where a newcomer looks for it.

use super::source::root;

/// What an embedder holds.
const HELD: &[&str] = &[
    "Answer",
    "Bargain",
    "BargainTalk",
    "Case",
    "Declined",
    "Duty",
    "Engine",
    "EngineBuilder",
    "Entry",
    "Error",
    "ErrorCode",
    "Explanation",
    "Inquiry",
    "Opinion",
    "Regime",
    "Ruling",
    "Scoring",
];

#[test]
fn at_the_root_stands_what_an_embedder_holds() {
    let source =
        std::fs::read_to_string(root().join("crates/ombud/src/lib.rs")).expect("the root of the crate");
    let mut names: Vec<&str> = source
        .split("pub use ")
        .skip(1)
        .filter_map(|part| part.split(';').next()?.split_once("::"))
        .flat_map(|(_, names)| names.split(|c: char| !c.is_alphanumeric()))
        .filter(|name| !name.is_empty())
        .collect();
    names.sort_unstable();
    assert_eq!(names, HELD, "a result of a room belongs into the room; what is held, into this list");
}
