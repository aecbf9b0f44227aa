//! What code says it expected and found is told to a reader of Chinese in Chinese.

use std::fs;

use ombud::{Error, ErrorCode, model::Lang};

use crate::source::{root, tracked};

/// The places in source where a sentence of what was expected begins.
const BEGINNINGS: [&str; 4] =
    [".expected(\"", ".expected(format_args!(\"", "let expected = \"", "let expected = format!(\""];

/// The same of what was found.
const FOUND: [&str; 2] = [".found(\"", ".found(format_args!(\""];

/// The sentences of a source with these beginnings, a number in each of their places.
fn sentences(source: &str, beginnings: &[&str]) -> Vec<String> {
    let after = beginnings.iter().flat_map(|beginning| source.split(beginning).skip(1));
    after.map(literal).collect()
}

/// A literal from behind its first quotation mark.
fn literal(source: &str) -> String {
    let (mut out, mut chars, mut in_place) = (String::new(), source.chars().peekable(), false);
    while let Some(c) = chars.next() {
        match c {
            '"' => break,
            '\\' if chars.peek() == Some(&'\n') => while chars.next_if(|c| c.is_whitespace()).is_some() {},
            '\\' => out.extend(chars.next()),
            '{' if chars.peek() == Some(&'{') => out.extend(chars.next()),
            '}' if chars.peek() == Some(&'}') => out.extend(chars.next()),
            '{' => in_place = true,
            '}' => {
                in_place = false;
                out.push('7');
            }
            c if !in_place => out.push(c),
            _ => {}
        }
    }
    out
}

/// Whether a reader of Chinese is told it in English.
fn is_english(expected: &str) -> bool {
    let message = Error::new(ErrorCode::InvalidValue).expected(expected).message(Lang::Zh);
    has_english(message.split_once("应为：").map_or("", |(_, told)| told))
}

fn is_found_in_english(found: &str) -> bool {
    let message = Error::new(ErrorCode::InvalidValue).found(found).message(Lang::Zh);
    has_english(message.split_once("实为：").map_or("", |(_, told)| told))
}

/// Two words of small letters side by side, outside of what is quoted.
fn has_english(told: &str) -> bool {
    let plain: String = told.split(['`', '"']).step_by(2).collect();
    let small = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let words: Vec<&str> = plain.split(' ').collect();
    words.windows(2).any(|pair| pair.iter().all(small))
}

#[test]
fn what_code_expects_and_finds_is_said_in_chinese_too() {
    let mut found = 0;
    let mut english = Vec::new();
    for file in tracked().iter().filter(|file| file.starts_with("crates/") && file.ends_with(".rs")) {
        if !file.contains("/src/") || file.contains("/tests") {
            continue;
        }
        let source = fs::read_to_string(root().join(file)).expect(file);
        let source = source.split("#[cfg(test)]\nmod tests").next().unwrap_or_default();
        for sentence in sentences(source, &BEGINNINGS) {
            found += 1;
            if is_english(&sentence) {
                english.push(format!("{file}: {sentence}"));
            }
        }
        let foreign = sentences(source, &FOUND).into_iter().filter(|sentence| is_found_in_english(sentence));
        english.extend(foreign.map(|sentence| format!("{file}: found {sentence}")));
    }
    assert!(found > 100, "only {found} sentences found");
    assert!(english.is_empty(), "no Chinese in src/error/expected:\n{}", english.join("\n"));
}

#[test]
fn every_finding_about_a_pack_is_told_in_chinese_too() {
    let mut english = Vec::new();
    for file in tracked().iter().filter(|file| file.contains("tests/faulty/") && file.ends_with(".txt")) {
        for line in fs::read_to_string(root().join(file)).expect(file).lines() {
            let columns: Vec<&str> = line.split(" | ").collect();
            let [_, _, _, code, expected, _] = columns.as_slice() else { continue };
            // The words about what is no TOML are those of its reader.
            if *code != "invalid_toml" && is_english(expected) {
                english.push(format!("{file}: {expected}"));
            }
        }
    }
    assert!(english.is_empty(), "no Chinese in src/error/expected:\n{}", english.join("\n"));
}

#[test]
fn a_planted_sentence_is_found() {
    let planted = "x.expected(\"a very new {thing} of \\\"ours\\\" \\\n        indeed\")";
    let found = sentences(planted, &BEGINNINGS);
    assert_eq!(found, ["a very new 7 of \"ours\" indeed"]);
    assert!(is_english(&found[0]));
    assert!(!is_english("at least one rule"));
    assert!(is_found_in_english("a very new thing") && !is_found_in_english("no event"));
}
