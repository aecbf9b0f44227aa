//! Which room of the core may use which: only those of the layers before it, never a neighbour.
//! `ARCHITECTURE.md` says why; the order stands in [`LAYERS`].

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
};

use super::source::{Token, closing, root, tokens, without_tests};

/// From the ground up. Rooms of one row do not know each other, but for the first row.
const LAYERS: &[&[&str]] = &[
    &["error", "model"],
    &["cond"],
    &["text", "clock", "rules", "workflow"],
    &["bargain", "declined", "linkage", "measure", "review", "talk"],
    &["pack"],
    &["phrase"],
    &["case"],
    &["drill"],
    &["engine"],
    &["ops"],
];

/// What an error is told in: all that `error` may use of `model`.
const ERROR_MAY_USE: &[&str] = &["Label", "Lang"];

/// One use of a path of the crate: who, from where, what.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Use {
    file: String,
    line: usize,
    room: String,
    /// The path from the crate's root, as written.
    path: Vec<String>,
}

/// Where a room stands, or nothing if the table does not know it.
fn layer(room: &str) -> Option<usize> {
    LAYERS.iter().position(|row| row.contains(&room))
}

/// Why a use is not allowed, if it is not. `exports` are the names at the root and their origins.
fn fault(used: &Use, exports: &BTreeMap<String, Vec<String>>) -> Option<String> {
    let said = used.path.join("::");
    let path = match used.path.first().and_then(|name| exports.get(name)) {
        Some(origin) => origin.iter().chain(used.path.iter().skip(1)).cloned().collect(),
        None => used.path.clone(),
    };
    let to = path.first().map(String::as_str).unwrap_or_default();
    let from = used.room.as_str();
    let Some(mine) = layer(from) else {
        return Some(format!("room `{from}` has no place in the order of layers"));
    };
    let Some(theirs) = layer(to) else {
        return Some(format!("`crate::{said}` names no room and no re-export that can be followed"));
    };
    if from == to {
        return None;
    }
    if (from, to) == ("error", "model") {
        let item = path.get(1).map(String::as_str).unwrap_or_default();
        return (!ERROR_MAY_USE.contains(&item))
            .then(|| format!("`error` uses `crate::{said}`; of `model` it may use only {ERROR_MAY_USE:?}"));
    }
    if (from, to) == ("model", "error") || theirs < mine {
        return None;
    }
    let way = if theirs == mine { "sideways" } else { "upward" };
    Some(format!("{way}: `{from}` uses `{to}` (`crate::{said}`)"))
}

/// Every use in one file of the crate. `module` is the file's own place (`["model", "date"]`).
fn uses(file: &str, module: &[String], tokens: &[Token]) -> Vec<Use> {
    let text = |i: usize| tokens.get(i).map_or("", |t| t.text.as_str());
    let mut out = Vec::new();
    // Modules written inside the file: the name, and where the block ends.
    let mut inner: Vec<(String, usize)> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        while inner.last().is_some_and(|(_, end)| *end <= i) {
            inner.pop();
        }
        if text(i) == "mod" && text(i + 2) == "{" {
            inner.push((text(i + 1).to_owned(), closing(tokens, i + 2)));
            i += 3;
            continue;
        }
        let starts = matches!(text(i), "crate" | "super" | "self");
        let before = if i == 0 { "" } else { text(i - 1) };
        let again = before == "::" || (before == "in" && i > 1 && text(i - 2) == "(");
        if starts && !again && text(i + 1) == "::" {
            let mut here = module.to_vec();
            here.extend(inner.iter().map(|(name, _)| name.clone()));
            let mut paths = Vec::new();
            let end = tree(tokens, i, &mut Vec::new(), &mut paths);
            for (line, written) in paths {
                if let Some(path) = absolute(&here, &written) {
                    let room = here.first().cloned().unwrap_or_default();
                    out.push(Use { file: file.to_owned(), line, room, path });
                }
            }
            i = end;
            continue;
        }
        // The whole root under another name would hide every later use.
        let whole =
            (starts && text(i) == "crate" && before == "use") || (before == "crate" && text(i) == "self");
        if whole {
            let room = module.first().cloned().unwrap_or_default();
            out.push(Use { file: file.to_owned(), line: tokens[i].line, room, path: vec!["*".to_owned()] });
        }
        i += 1;
    }
    out
}

/// Reads one path or use tree from `i` and adds each full path to `out`; gives the end.
fn tree(tokens: &[Token], i: usize, prefix: &mut Vec<String>, out: &mut Vec<(usize, Vec<String>)>) -> usize {
    let text = |i: usize| tokens.get(i).map_or("", |t| t.text.as_str());
    let (depth, line) = (prefix.len(), tokens.get(i).map_or(0, |t| t.line));
    let mut i = i;
    loop {
        if text(i) == "{" {
            let end = closing(tokens, i);
            i += 1;
            while i < end {
                i = tree(tokens, i, prefix, out);
                while i < end && text(i) != "," {
                    i += 1;
                }
                i += 1;
            }
            prefix.truncate(depth);
            return end + 1;
        }
        let word = text(i);
        if !(word == "*" || word.chars().next().is_some_and(|c| c.is_alphanumeric() || c == '_')) {
            break;
        }
        prefix.push(word.to_owned());
        i += 1;
        if text(i) != "::" {
            break;
        }
        i += 1;
    }
    if prefix.len() > depth {
        out.push((line, prefix.clone()));
    }
    prefix.truncate(depth);
    i
}

/// The path from the root of the crate, or nothing where it stays inside its own room.
fn absolute(here: &[String], written: &[String]) -> Option<Vec<String>> {
    let mut base: Vec<String> = match written.first().map(String::as_str) {
        Some("crate") => Vec::new(),
        _ => here.to_vec(),
    };
    let mut rest = written.iter();
    while let Some(word) = rest.next() {
        match word.as_str() {
            "crate" => {}
            "self" => {}
            "super" => {
                base.pop();
            }
            _ => {
                base.push(word.clone());
                base.extend(rest.cloned());
                break;
            }
        }
    }
    if base.is_empty() {
        // `use crate::{self as all}`, `use super::{self}` at the top of a room.
        base.push("*".to_owned());
    }
    (base.first() != here.first()).then_some(base)
}

/// The names that the crate's root re-exports (`pub use error::{Error, ErrorCode}`), and whence.
fn exports(lib: &[Token]) -> BTreeMap<String, Vec<String>> {
    let text = |i: usize| lib.get(i).map_or("", |t| t.text.as_str());
    let mut out = BTreeMap::new();
    for i in 0..lib.len() {
        if text(i) != "use" {
            continue;
        }
        let mut paths = Vec::new();
        let end = tree(lib, i + 1, &mut Vec::new(), &mut paths);
        let renamed = (i..end + 2).any(|at| text(at) == "as");
        for (_, path) in paths {
            let path: Vec<String> =
                path.into_iter().filter(|word| !matches!(word.as_str(), "crate" | "self")).collect();
            let known = path.first().is_some_and(|room| layer(room).is_some());
            // A glob or a new name cannot be followed from here: its use is a fault that says so.
            if let (true, false, Some(name)) = (known, renamed, path.last().filter(|name| *name != "*")) {
                out.insert(name.clone(), path.clone());
            }
        }
    }
    out
}

/// The place of a file in the crate: `model/date.rs` is `["model", "date"]`.
fn module_of(relative: &str) -> Vec<String> {
    let stem = relative.trim_end_matches(".rs");
    let stem = stem.strip_suffix("/mod").unwrap_or(stem);
    stem.split('/').map(str::to_owned).collect()
}

/// Every fault of a crate given as files: path under `src`, and source.
fn faults(files: &BTreeMap<String, String>) -> Vec<String> {
    let mut left_out = BTreeSet::new();
    let mut all = Vec::new();
    let mut roots = BTreeMap::new();
    for (file, source) in files {
        let (left, test_modules) = without_tests(&tokens(source));
        if file == "lib.rs" {
            roots = exports(&left);
            continue;
        }
        let module = module_of(file);
        for name in test_modules {
            left_out.insert([module.as_slice(), &[name]].concat());
        }
        all.push((file, module, left));
    }
    let mut out = Vec::new();
    for (file, module, left) in &all {
        if left_out.iter().any(|hidden| module.starts_with(hidden)) {
            continue;
        }
        if layer(&module[0]).is_none() {
            out.push(format!("src/{file}: room `{}` has no place in the order of layers", module[0]));
            continue;
        }
        for used in uses(file, module, left) {
            if let Some(fault) = fault(&used, &roots) {
                out.push(format!("src/{}:{}: {fault}", used.file, used.line));
            }
        }
    }
    out
}

fn read(dir: &Path, prefix: &str, out: &mut BTreeMap<String, String>) {
    for entry in std::fs::read_dir(dir).expect("a folder of sources") {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            read(&path, &format!("{name}/"), out);
        } else if name.ends_with(".rs") {
            out.insert(name, std::fs::read_to_string(&path).expect("a source file is UTF-8"));
        }
    }
}

#[test]
fn no_room_uses_one_above_or_beside_it() {
    let mut files = BTreeMap::new();
    read(&root().join("crates/ombud/src"), "", &mut files);
    assert!(files.contains_key("lib.rs") && files.contains_key("model/mod.rs"), "{:?}", files.keys());
    let faults = faults(&files);
    assert!(faults.is_empty(), "the order of layers is broken:\n{}", faults.join("\n"));
}

/// Faults of a crate whose root is the real one's shape and which has this one file more.
fn planted(file: &str, source: &str) -> Vec<String> {
    let lib = "pub mod error; pub mod model; pub use error::{Error, ErrorCode};
        pub use engine::{Engine, Regime}; pub use pack::*; pub use phrase::Page as Sheet;";
    faults(&[("lib.rs", lib), (file, source)].map(|(f, s)| (f.to_owned(), s.to_owned())).into())
}

#[test]
fn planted_faults_are_found() {
    for (file, source, word) in [
        ("clock/mod.rs", "use crate::pack::Pack;", "upward: `clock` uses `pack`"),
        (
            "clock/mod.rs",
            "use crate::{Error, model::{Date, Label}, rules::{Table}};",
            "sideways: `clock` uses `rules`",
        ),
        (
            "clock/mod.rs",
            "use crate::{\n    model::Date,\n    pack::{\n        load::Pack,\n    },\n};",
            "upward",
        ),
        ("model/date.rs", "fn f() -> u8 { crate::cond::parse(1) }", "upward: `model` uses `cond`"),
        ("model/date.rs", "fn f(x: &crate::ops::Op) {}", "upward: `model` uses `ops`"),
        ("clock/deep/er.rs", "use super::super::super::workflow::Step;", "sideways: `clock` uses `workflow`"),
        (
            "clock/mod.rs",
            "mod a { mod b { use super::super::super::text::Span; } } ",
            "sideways: `clock` uses `text`",
        ),
        ("clock.rs", "use super::phrase;", "upward: `clock` uses `phrase`"),
        ("phrase/mod.rs", "fn f() { let x = crate::Engine::builtin(); }", "upward: `phrase` uses `engine`"),
        ("engine/mod.rs", "pub use crate::ops::registry as r;", "upward: `engine` uses `ops`"),
        ("bargain/mod.rs", "use crate::linkage::Graph;", "sideways"),
        ("error.rs", "use crate::model::{Label, Date};", "of `model` it may use only"),
        ("error.rs", "use crate::cond;", "upward: `error` uses `cond`"),
        ("clock/mod.rs", "macro_rules! m { () => { $crate::pack::f() } }", "upward"),
        ("clock/mod.rs", "#[cfg(not(test))] use crate::pack::Pack;", "upward"),
        ("clock/mod.rs", "use crate::*;", "names no room"),
        ("clock/mod.rs", "use crate as all;", "names no room"),
        ("clock/mod.rs", "use crate::{self as all};", "names no room"),
        ("clock/mod.rs", "extern crate self as ombud;", "names no room"),
        ("clock/mod.rs", "use crate::Sheet;", "names no room"),
        ("cellar/mod.rs", "", "room `cellar` has no place"),
    ] {
        let found = planted(file, source);
        assert!(found.iter().any(|fault| fault.contains(word)), "{file}: {source}: {found:?}");
        assert_eq!(found.len(), 1, "{file}: {source}: {found:?}");
    }
}

#[test]
fn lawful_uses_are_left_alone() {
    for (file, source) in [
        ("clock/mod.rs", "use crate::{Error, ErrorCode, cond::Expr, error::Result, model::{Date, Label}};"),
        (
            "clock/count.rs",
            "use super::{calendar::Days, count}; use crate::clock::proof; use self::inner::X;",
        ),
        (
            "clock/mod.rs",
            "//! [`crate::pack`]\n/* crate::ops::x */ const A: &str = \"crate::ops::x\"; use crate::model::Date;",
        ),
        ("clock/mod.rs", "#[cfg(test)] mod tests { use super::*; use crate::pack::Pack; }"),
        ("clock/mod.rs", "pub(in crate::clock) fn f() {} pub(crate) fn g() {} pub(super) fn h() {}"),
        ("error.rs", "use crate::model::{Label, Lang};"),
        ("model/mod.rs", "use crate::error::Result;"),
        ("bargain/mod.rs", "use crate::workflow::Chart;"),
        ("ops/mod.rs", "use crate::{Engine, Regime, phrase, pack, clock};"),
    ] {
        assert_eq!(planted(file, source), [""; 0], "{file}: {source}");
    }
}

#[test]
fn a_file_that_only_tests_see_may_look_anywhere() {
    let files = [
        ("lib.rs", ""),
        ("clock/mod.rs", "#[cfg(test)]\nmod tests;"),
        ("clock/tests.rs", "use crate::pack::P;"),
    ];
    assert_eq!(faults(&files.map(|(f, s)| (f.to_owned(), s.to_owned())).into()), [""; 0]);
}
