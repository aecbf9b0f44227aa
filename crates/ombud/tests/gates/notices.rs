//! `THIRD-PARTY.txt` names every crate that is compiled into what is handed out, and holds the texts
//! that their licences ask for: `OMBUD_BLESS=1 cargo test -p ombud --test gates notices` writes it.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use super::source::root;

const HEAD: &str = "\
Crates of others that are compiled into libombud, the wheel, the jar or the program, on one system or
another, beside the standard library of Rust (MIT OR Apache-2.0).

A crate that may be had under Apache-2.0 is had under it; its text is in LICENSE-APACHE. What the
licences of the other crates ask to be handed on stands after the list.

";

/// What `cargo` says of the versions in the lock file.
fn cargo(arguments: &[&str]) -> String {
    let mut command = Command::new(env!("CARGO"));
    let output = command.args(arguments).args(["--locked", "--quiet"]).current_dir(root()).output();
    let output = output.expect("cargo runs");
    assert!(output.status.success(), "cargo: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("cargo writes UTF-8")
}

/// The crates of others, as `name version`, with their licences.
fn crates() -> BTreeMap<String, String> {
    let what = ["-p", "ombud-ffi", "-p", "ombud-py", "-p", "ombud-cli", "--target", "all"];
    let how = ["-e", "normal,no-proc-macro", "--prefix", "none", "--no-dedupe", "--format", "{p}|{l}"];
    listed(&cargo(&[&["tree"][..], &what, &how].concat()))
}

fn listed(listing: &str) -> BTreeMap<String, String> {
    let read = |line: &str| {
        let (package, licence) = line.split_once('|')?;
        let name = package.split_whitespace().take(2).collect::<Vec<_>>().join(" ").replace(" v", " ");
        (!name.starts_with("ombud")).then(|| (name, licence.to_owned()))
    };
    listing.lines().filter_map(read).collect()
}

/// The folder of each crate, by `name version`.
fn folders() -> BTreeMap<String, PathBuf> {
    let metadata = cargo(&["metadata", "--format-version", "1"]);
    let metadata: serde_json::Value = serde_json::from_str(&metadata).expect("cargo writes JSON");
    let text = |package: &serde_json::Value, key: &str| package[key].as_str().expect("a text").to_owned();
    let folder = |package| {
        let manifest = PathBuf::from(text(package, "manifest_path"));
        let name = format!("{} {}", text(package, "name"), text(package, "version"));
        (name, manifest.parent().expect("a folder").to_owned())
    };
    metadata["packages"].as_array().expect("packages").iter().map(folder).collect()
}

/// Whether the text of Apache-2.0 is all that is asked for.
fn is_apache(licence: &str) -> bool {
    !licence.contains(" AND ") && licence.split([' ', '/']).any(|word| word == "Apache-2.0")
}

/// The texts of a crate that are handed on: all but that of Apache-2.0; of a crate under that, notices.
fn texts(folder: &Path, apache: bool) -> Vec<String> {
    let wanted = if apache { &["NOTICE"][..] } else { &["NOTICE", "LICEN", "COPY", "UNLICEN"] };
    let files = fs::read_dir(folder).expect("the source of a crate").map(|file| file.expect("a file").path());
    let mut files: Vec<PathBuf> = files
        .filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
            file.is_file() && !name.contains("APACHE") && wanted.iter().any(|start| name.starts_with(start))
        })
        .collect();
    files.sort();
    assert!(apache || !files.is_empty(), "no licence in {}", folder.display());
    let text = |file: PathBuf| {
        let text = fs::read_to_string(file).expect("a licence is UTF-8");
        text.trim().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
    };
    files.into_iter().map(text).collect()
}

fn notices() -> String {
    let (crates, folders) = (crates(), folders());
    let mut out = HEAD.to_owned();
    let mut said: BTreeMap<String, BTreeSet<&str>> = BTreeMap::new();
    for (name, licence) in &crates {
        writeln!(out, "{name:<32} {licence}").expect("a string grows");
        for text in texts(&folders[name], is_apache(licence)) {
            said.entry(text).or_default().insert(name);
        }
    }
    let mut said: Vec<_> = said.into_iter().map(|(text, of)| (Vec::from_iter(of), text)).collect();
    said.sort();
    for (of, text) in said {
        write!(out, "\n---- {} ----\n\n{text}\n", of.join(", ")).expect("a string grows");
    }
    out
}

#[test]
fn notices_are_those_of_the_lock_file() {
    let (path, wanted) = (root().join("THIRD-PARTY.txt"), notices());
    if std::env::var_os("OMBUD_BLESS").is_some() {
        fs::write(&path, &wanted).expect("THIRD-PARTY.txt is writable");
    }
    let found = fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == wanted,
        "THIRD-PARTY.txt is out of date: OMBUD_BLESS=1 cargo test -p ombud --test gates notices"
    );
}

#[test]
fn what_a_licence_asks_for_is_known() {
    assert!(["MIT OR Apache-2.0", "MIT/Apache-2.0", "Apache-2.0"].into_iter().all(is_apache));
    assert!(is_apache("Apache-2.0 WITH LLVM-exception OR Apache-2.0 OR MIT"));
    assert!(!["MIT", "(MIT OR Apache-2.0) AND Unicode-3.0", "Unlicense/MIT"].into_iter().any(is_apache));
    let found =
        listed("ombud v0.1.0 (/somewhere)|MIT\na v1.0.0|MIT\na v1.0.0 (proc-macro)|MIT\n\nb v2.0.0|Zlib\n");
    assert_eq!(
        found.into_iter().collect::<Vec<_>>(),
        [("a 1.0.0", "MIT"), ("b 2.0.0", "Zlib")].map(|(a, b)| (a.to_owned(), b.to_owned()))
    );
}
