//! One thing has one word: what is told apart on a paper must not go by two names on two pages.
//! The second names are put together from pieces, so that this file does not hold them.

use super::source::{root, tracked};

/// A name that somebody may think of, and the one that stands in the glossary.
const SECOND_NAMES: &[(&str, &str)] = &[
    (concat!("服务", "补救"), "服务补偿"),
    (concat!("善意", "金额"), "通融"),
    (concat!("善意", "付款"), "通融"),
    (concat!("动", "情"), "共情"),
];

/// Each second name of `text`, with its line and the name to use.
fn findings(text: &str) -> Vec<(usize, &'static str, &'static str)> {
    let of_line = |(number, line): (usize, &str)| {
        let held: Vec<_> = SECOND_NAMES.iter().filter(|(name, _)| line.contains(name)).collect();
        held.into_iter().map(move |(name, word)| (number + 1, *name, *word)).collect::<Vec<_>>()
    };
    text.lines().enumerate().flat_map(of_line).collect()
}

#[test]
fn one_thing_has_one_word() {
    let glossary = std::fs::read_to_string(root().join("docs/glossary.md")).expect("the glossary");
    for (_, word) in &SECOND_NAMES[..3] {
        assert!(glossary.contains(&format!("| {word} |")), "the glossary lacks {word}");
    }
    let mut bad = Vec::new();
    for file in tracked() {
        let bytes = std::fs::read(root().join(&file)).expect("a tracked file can be read");
        for (line, name, word) in findings(&String::from_utf8_lossy(&bytes)) {
            bad.push(format!("{file}:{line}: {name}, which is {word}"));
        }
    }
    assert!(bad.is_empty(), "second names:\n{}", bad.join("\n"));
}

#[test]
fn a_second_name_is_found_with_its_line() {
    let text = format!("服务补偿\n{}", SECOND_NAMES[0].0);
    assert_eq!(findings(&text), [(2, SECOND_NAMES[0].0, "服务补偿")]);
}
