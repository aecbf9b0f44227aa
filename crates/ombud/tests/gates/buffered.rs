//! No type of the core is read by way of serde's buffer. `tag`, `untagged` and `flatten` set an
//! object aside before the types of its fields are known; what is read from there has no place, and
//! takes an array for an object. `reader::sum` reads a sum without it.

use super::source::{Token, closing, root, tokens, tracked};

const BUFFERED: &[&str] = &["tag", "untagged", "flatten"];

/// Lines of types that derive `Deserialize` and have one of the attributes, on them or inside.
fn lines(source: &str) -> Vec<usize> {
    let tokens = tokens(source);
    let text = |i: usize| tokens.get(i).map_or("", |t: &Token| t.text.as_str());
    let (mut out, mut i) = (Vec::new(), 0);
    while i < tokens.len() {
        let start = i;
        // All attributes of one item, then the item: to its block or its semicolon.
        while text(i) == "#" && text(i + 1) == "[" {
            i = closing(&tokens, i + 1) + 1;
        }
        if i == start {
            i += 1;
            continue;
        }
        let attributes = i;
        while i < tokens.len() && !matches!(text(i), "{" | ";" | "}" | ",") {
            i = if matches!(text(i), "(" | "[") { closing(&tokens, i) + 1 } else { i + 1 };
        }
        let derives = (start..attributes).any(|at| {
            text(at) == "derive" && (at..closing(&tokens, at + 1)).any(|at| text(at) == "Deserialize")
        });
        if derives {
            let end = if text(i) == "{" { closing(&tokens, i) } else { i };
            let attribute = (start..end).filter(|at| text(*at) == "serde" && text(at + 1) == "(");
            out.extend(
                attribute
                    .filter(|at| (*at..closing(&tokens, at + 1)).any(|at| BUFFERED.contains(&text(at))))
                    .map(|at| tokens[at].line),
            );
            i = end;
        }
    }
    out
}

#[test]
fn no_type_is_read_from_a_buffer() {
    let mut read = 0;
    for file in tracked() {
        if file.starts_with("crates/ombud/src/") && file.ends_with(".rs") {
            let source = std::fs::read_to_string(root().join(&file)).expect("a source file is UTF-8");
            let lines = lines(&source);
            assert!(lines.is_empty(), "{file}, lines {lines:?}: a sum is read by `reader::sum`");
            read += 1;
        }
    }
    assert!(read > 10);
}

#[test]
fn a_planted_buffer_is_found() {
    let found = |source: &str| lines(source).len();
    assert_eq!(found("#[derive(Debug, Deserialize)] #[serde(tag = \"kind\")] enum A { B {} }"), 1);
    assert_eq!(found("#[serde(untagged)] #[derive(serde::Deserialize)] pub enum A { B(u8), C(u16) }"), 1);
    assert_eq!(
        found("#[derive(Deserialize)] struct A { #[serde(default, flatten)] b: B, c: u8 } fn f() {}"),
        1
    );
    assert_eq!(found("#[derive(Serialize)] #[serde(tag = \"kind\")] enum A { B {} }"), 0);
    assert_eq!(found("#[derive(Deserialize)] #[serde(rename = \"tag\")] struct A { tag: u8 }"), 0);
    assert_eq!(
        found("#[derive(Deserialize)] struct A(u8); #[serde(tag = \"k\")] #[derive(Serialize)] enum B {}"),
        0
    );
}
