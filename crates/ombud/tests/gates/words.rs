//! Words that no tracked file may hold: hosts of package registries (a host belongs to the
//! configuration of whoever builds), and paths of one machine or names of one workplace.
//! Patterns are put together from pieces, so that this file does not hold them.

use super::source::{root, tracked};

/// Forbidden wherever they stand.
const HOSTS: &[&str] = &[
    concat!("crates", ".io"),
    concat!("pypi", ".org"),
    concat!("python", "hosted.org"),
    concat!("registry.", "npmjs"),
    concat!("repo.", "maven"),
    concat!("deb.", "debian"),
    concat!("proxy.", "golang.org"),
];

/// Forbidden where a path can begin.
const PATHS: &[&str] = &[
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/fa", "rm/"),
    concat!("/tmp/st", "udio"),
    concat!("/tmp/ba", "sh_jobs"),
];

/// Forbidden as words.
const NAMES: &[&str] = &[
    concat!("farm", "-s"),
    concat!("farm", "-b"),
    concat!("sub", "agent"),
    concat!("before", "-stop"),
    concat!("fresh", "-clone"),
];

/// Lock files name their registry; the tools that write them need it.
fn exempt(file: &str) -> bool {
    file.ends_with(".lock")
}

/// Each forbidden word of `text` with its line.
fn findings(text: &str) -> Vec<(usize, &'static str)> {
    let mut out = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let lower = line.to_lowercase();
        let mut say = |word| out.push((number + 1, word));
        HOSTS.iter().filter(|word| lower.contains(**word)).for_each(|word| say(*word));
        PATHS.iter().filter(|word| begins_a_path(line, word)).for_each(|word| say(*word));
        NAMES.iter().filter(|word| lower.contains(**word)).for_each(|word| say(*word));
    }
    out
}

/// Whether `path` stands in `line` as a whole path, not as the tail of a longer relative one.
fn begins_a_path(line: &str, path: &str) -> bool {
    line.match_indices(path).any(|(at, _)| {
        let before = line.get(..at).and_then(|head| head.chars().next_back());
        before.is_none_or(|c| !(c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '}' | '*')))
    })
}

#[test]
fn no_tracked_file_names_a_registry_host_or_a_machine() {
    let mut bad = Vec::new();
    for file in tracked() {
        for (_, word) in findings(&file) {
            bad.push(format!("{file}: the name holds {word}"));
        }
        if exempt(&file) {
            continue;
        }
        let bytes = std::fs::read(root().join(&file)).expect("a tracked file can be read");
        for (line, word) in findings(&String::from_utf8_lossy(&bytes)) {
            bad.push(format!("{file}:{line}: {word}"));
        }
    }
    assert!(bad.is_empty(), "forbidden words:\n{}", bad.join("\n"));
}

#[test]
fn planted_words_are_found() {
    for word in HOSTS.iter().chain(PATHS).chain(NAMES) {
        assert_eq!(findings(&format!("a\nsee {word}x")), [(2, *word)]);
    }
    assert!(findings(&format!("network{}x", PATHS[0])).is_empty());
}
