//! Packs with faults: every finding of each, as an author sees it.
//!
//! `packs/NN-name.toml` is a faulty file, `NN-name.txt` beside it what is found, one finding a
//! line: `file:line | item | path | code | expected | found`. The file joins the sound pack in
//! `base/`, unless its second line says otherwise. With
//! `OMBUD_BLESS=1` the findings are written anew; read them before they are committed.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

mod bundles;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use ombud::{
    Error,
    pack::{BUILTIN, Bundle, PackFile, check, check_files, read_files},
};

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/faulty")
}

fn file(path: &Path) -> PackFile {
    let text = fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
    PackFile { path: name(path), text }
}

fn name(path: &Path) -> String {
    path.file_name().expect("a name").to_string_lossy().into_owned()
}

/// The faulty files, in order.
fn cases() -> Vec<PathBuf> {
    let entries = fs::read_dir(here().join("packs")).expect("packs");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    paths.sort();
    paths
}

fn base() -> [PackFile; 2] {
    ["manifest.toml", "base.toml"].map(|name| file(&here().join("base").join(name)))
}

/// The pack of a faulty file, and what it lies over.
fn pack(path: &Path) -> (Vec<PackFile>, Option<Bundle>) {
    let faulty = file(path);
    match faulty.text.lines().nth(1).unwrap_or_default() {
        "# alone" => (vec![faulty], None),
        "# with a manifest of its own" => {
            let [_, base] = base();
            (vec![base, faulty], None)
        }
        "# over the base" => {
            let book = check_files(&base(), None).expect("the base");
            (vec![faulty], Some(book.bundle().clone()))
        }
        "# over the built-in packs" => {
            let below = Bundle::from_bytes(BUILTIN.0, Some(BUILTIN.1)).expect("the built-in packs");
            (vec![faulty], Some(below))
        }
        _ => (base().into_iter().chain([faulty]).collect(), None),
    }
}

fn row(error: &Error) -> String {
    let detail = error.detail();
    let place = match (&detail.file, detail.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (Some(file), None) => file.clone(),
        _ => "-".to_owned(),
    };
    let or = |text: &Option<String>| text.clone().unwrap_or_else(|| "-".to_owned());
    let (item, path) = (or(&detail.item), or(&detail.path));
    let (expected, found) = (or(&detail.expected), or(&detail.found));
    format!("{place} | {item} | {path} | {} | {expected} | {found}", error.code().name())
}

/// Holds the rows to the golden file, or writes it.
fn compare(golden: &Path, rows: &[String]) -> Option<String> {
    let found: String = rows.iter().map(|row| format!("{row}\n")).collect();
    if std::env::var_os("OMBUD_BLESS").is_some() {
        fs::write(golden, found).expect("written");
        return None;
    }
    let expected = fs::read_to_string(golden).unwrap_or_default();
    let same = found == expected;
    (!same).then(|| format!("{}\n--- expected\n{expected}--- found\n{found}", golden.display()))
}

#[test]
fn every_fault_is_found_where_it_stands() {
    let mut wrong = Vec::new();
    for path in cases() {
        let (files, below) = pack(&path);
        let faults = check_files(&files, below).err().unwrap_or_default();
        let rows: Vec<String> = faults.iter().map(row).collect();
        wrong.extend(compare(&path.with_extension("txt"), &rows));
        if rows.is_empty() {
            wrong.push(format!("{}: no findings", path.display()));
        }
        if rows.iter().collect::<BTreeSet<_>>().len() < rows.len() {
            wrong.push(format!("{}: a fault is told twice", path.display()));
        }
        for (error, row) in faults.iter().zip(&rows) {
            let detail = error.detail();
            // Only what is nowhere written has no line.
            let missing = row.contains("one [manifest] table in the pack | none");
            if (detail.file.is_none() || detail.line.is_none()) && !missing {
                wrong.push(format!("no file and line: {row}"));
            }
            if detail.expected.is_none() || detail.found.is_none() {
                wrong.push(format!("not both expected and found: {row}"));
            }
            for internal in ["Some(", "None", "Def {", "::", "struct ", "u32", "i64", " at line ", "serde"] {
                if row.contains(internal) {
                    wrong.push(format!("words of the code ({internal}): {row}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn there_are_many_of_them() {
    let count = cases().len();
    assert!(count >= 45, "only {count} faulty packs");
    for entry in fs::read_dir(here().join("packs")).expect("packs") {
        let path = entry.expect("entry").path();
        assert!(path.with_extension("toml").is_file(), "{} belongs to no pack", path.display());
    }
}

/// The base is sound: what is found is the faulty file's.
#[test]
fn the_base_has_no_fault() {
    if let Err(faults) = check_files(&base(), None) {
        panic!("{}", faults.iter().map(row).collect::<Vec<_>>().join("\n"));
    }
}

/// Reading alone, then checking, finds nothing that the two at once do not.
#[test]
fn the_two_steps_find_a_part_of_it() {
    for path in cases() {
        let (files, below) = pack(&path);
        if below.is_some() {
            continue;
        }
        let all = check_files(&files, None).err().unwrap_or_default();
        let some = match read_files(&files) {
            Err(faults) => faults,
            Ok((bundle, origins)) => check(bundle, &origins).err().unwrap_or_default(),
        };
        for fault in &some {
            assert!(all.contains(fault), "{}: {fault}", path.display());
        }
    }
}

/// The order of files changes nothing, but for which of two items of one name is one too many.
#[test]
fn the_order_of_files_does_not_matter() {
    for path in cases() {
        let (mut files, below) = pack(&path);
        if name(&path).contains("twice") || name(&path).contains("two-") {
            continue;
        }
        let first = check_files(&files, below.clone()).err();
        files.reverse();
        assert_eq!(first, check_files(&files, below).err(), "{}", path.display());
    }
}
