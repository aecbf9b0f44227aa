//! What the gates read: the tracked files, and Rust source as tokens without comments and strings.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

/// The top of the checkout.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the checkout's top")
}

/// Every tracked file, relative to the top, with `/` between parts.
pub(crate) fn tracked() -> Vec<String> {
    let output = Command::new("git")
        .args(["ls-files", "-z"])
        .current_dir(root())
        .output()
        .expect("git lists the files: the gates run in a checkout");
    assert!(output.status.success(), "git ls-files: {}", String::from_utf8_lossy(&output.stderr));
    let names = String::from_utf8(output.stdout).expect("file names are UTF-8");
    let files: Vec<String> = names
        .split('\0')
        .filter(|name| !name.is_empty() && root().join(name).is_file())
        .map(str::to_owned)
        .collect();
    assert!(files.len() > 10, "git ls-files found only {files:?}");
    files
}

/// A word or a mark of Rust source, and its line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) text: String,
    pub(crate) line: usize,
}

/// Splits Rust source into identifiers and marks. Comments, strings, characters, lifetimes and
/// numbers are left out; `::` is one mark, every other mark is one character.
pub(crate) fn tokens(source: &str) -> Vec<Token> {
    let chars: Vec<char> = source.chars().collect();
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let (mut out, mut i, mut line) = (Vec::new(), 0, 1);
    while i < chars.len() {
        let start = i;
        match at(i) {
            '/' if at(i + 1) == '/' => {
                while i < chars.len() && at(i) != '\n' {
                    i += 1;
                }
            }
            '/' if at(i + 1) == '*' => i = end_of_comment(&chars, i),
            '"' => i = end_of_string(&chars, i + 1),
            '\'' if at(i + 1) == '\\' || at(i + 2) == '\'' => {
                i += if at(i + 1) == '\\' { 3 } else { 2 };
                while i < chars.len() && at(i) != '\'' {
                    i += 1;
                }
                i += 1;
            }
            '\'' => {
                i += 1;
                while is_word(at(i)) {
                    i += 1;
                }
            }
            c if is_word(c) => {
                while is_word(at(i)) {
                    i += 1;
                }
                let word: String = chars[start..i].iter().collect();
                let raw = matches!(word.as_str(), "r" | "br" | "cr");
                let prefix = raw || matches!(word.as_str(), "b" | "c");
                if raw && at(i) == '#' && is_word(at(i + 1)) {
                    // A raw identifier: the word follows as the next token.
                    i += 1;
                } else if raw && (at(i) == '"' || at(i) == '#') {
                    i = end_of_raw_string(&chars, i);
                } else if !(c.is_ascii_digit() || prefix && matches!(at(i), '"' | '\'')) {
                    out.push(Token { text: word, line });
                }
            }
            ':' if at(i + 1) == ':' => {
                out.push(Token { text: "::".to_owned(), line });
                i += 2;
            }
            c => {
                if !c.is_whitespace() {
                    out.push(Token { text: c.to_string(), line });
                }
                i += 1;
            }
        }
        line += chars[start..i.min(chars.len())].iter().filter(|c| **c == '\n').count();
    }
    out
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn end_of_comment(chars: &[char], mut i: usize) -> usize {
    let mut depth = 0_usize;
    while i < chars.len() {
        match (chars[i], chars.get(i + 1)) {
            ('/', Some('*')) => (depth, i) = (depth + 1, i + 2),
            ('*', Some('/')) if depth == 1 => return i + 2,
            ('*', Some('/')) => (depth, i) = (depth - 1, i + 2),
            _ => i += 1,
        }
    }
    i
}

fn end_of_string(chars: &[char], mut i: usize) -> usize {
    while i < chars.len() && chars[i] != '"' {
        i += if chars[i] == '\\' { 2 } else { 1 };
    }
    i + 1
}

fn end_of_raw_string(chars: &[char], mut i: usize) -> usize {
    let hashes = chars[i..].iter().take_while(|c| **c == '#').count();
    i += hashes + 1;
    while i < chars.len() {
        if chars[i] == '"' && chars[i + 1..].iter().take_while(|c| **c == '#').count() >= hashes {
            return i + 1 + hashes;
        }
        i += 1;
    }
    i
}

/// The tokens without the items that only tests see (`#[cfg(test)]`, `#[cfg(all(test, …))]`), and
/// the names of the modules in files of their own that are left out with them.
pub(crate) fn without_tests(tokens: &[Token]) -> (Vec<Token>, Vec<String>) {
    let text = |i: usize| tokens.get(i).map_or("", |t| t.text.as_str());
    let (mut out, mut modules, mut i) = (Vec::new(), Vec::new(), 0);
    while i < tokens.len() {
        if text(i) == "#" && text(i + 1) == "[" {
            let end = closing(tokens, i + 1);
            let inside: Vec<&str> = (i + 2..end).map(text).collect();
            let only_tests = matches!(inside.as_slice(), ["cfg", "(", "test", ")"])
                || (inside.starts_with(&["cfg", "(", "all", "("])
                    && inside.contains(&"test")
                    && !inside.contains(&"not")
                    && !inside.contains(&"any"));
            if only_tests {
                i = end + 1;
                while text(i) == "#" && text(i + 1) == "[" {
                    i = closing(tokens, i + 1) + 1;
                }
                // The item ends at its block or at its semicolon, whichever comes first outside
                // parentheses and brackets.
                let first = i;
                while i < tokens.len() && !matches!(text(i), "{" | ";") {
                    i = if matches!(text(i), "(" | "[") { closing(tokens, i) + 1 } else { i + 1 };
                }
                if text(i) == ";" {
                    if let Some(at) = (first..i).find(|at| text(*at) == "mod") {
                        modules.push(text(at + 1).to_owned());
                    }
                    i += 1;
                } else {
                    let used = text(first) == "use" || (first..i).any(|at| text(at) == "use");
                    i = closing(tokens, i) + 1;
                    if used && text(i) == ";" {
                        i += 1;
                    }
                }
                continue;
            }
        }
        if let Some(token) = tokens.get(i) {
            out.push(token.clone());
        }
        i += 1;
    }
    (out, modules)
}

/// The index of the bracket that closes the one at `open`.
pub(crate) fn closing(tokens: &[Token], open: usize) -> usize {
    let mut depth = 0_usize;
    for (i, token) in tokens.iter().enumerate().skip(open) {
        match token.text.as_str() {
            "(" | "[" | "{" => depth += 1,
            ")" | "]" | "}" => {
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    return i;
                }
            }
            _ => {}
        }
    }
    tokens.len()
}

#[test]
fn tokens_leave_out_comments_strings_and_characters() {
    let source = r####"
        // unsafe in a comment
        /* and /* nested */ unsafe */
        let a = "unsafe \" unsafe"; let b = r#"unsafe " unsafe"#; let c = b"unsafe"; let d = br"unsafe";
        let e = 'u'; let f = '\''; let g = '"'; let h: &'unsafe str = ""; let i = b'"'; let j = '\u{1F600}';
        crate::r#match::last();
    "####;
    let words: Vec<String> = tokens(source).into_iter().map(|t| t.text).collect();
    assert!(!words.contains(&"unsafe".to_owned()), "{words:?}");
    assert_eq!(words[words.len() - 8..].join(" "), "crate :: match :: last ( ) ;");
    let last = tokens(source).pop().map(|t| t.line);
    assert_eq!(last, Some(6));
}

#[test]
fn tokens_of_tests_are_left_out() {
    let source = "
        #[cfg(test)] use crate::ops::{a, b};
        #[cfg(all(test, feature = \"x\"))] mod more;
        #[cfg(test)] #[rustfmt::skip] mod tests { use crate::ops; fn f(a: [u8; 3]) { if true { } } }
        #[cfg(test)] fn g(a: [u8; 3]) -> u8 { 1 }
        #[cfg(not(test))] fn kept() {}
        #[cfg(any(test, feature = \"y\"))] fn also() {}
    ";
    let (left, modules) = without_tests(&tokens(source));
    let words: Vec<String> = left.into_iter().map(|t| t.text).collect();
    assert!(!words.contains(&"ops".to_owned()), "{words:?}");
    assert!(words.contains(&"kept".to_owned()) && words.contains(&"also".to_owned()), "{words:?}");
    assert!(!words.contains(&"f".to_owned()) && !words.contains(&"g".to_owned()), "{words:?}");
    assert_eq!(modules, ["more"]);
}
