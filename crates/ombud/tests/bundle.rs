//! The committed bundle is what the authored packs say, and its table of rules is complete.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use ombud::{
    model::canon::HashName,
    pack::{BUILTIN, Bundle, PackFile, check, read_files},
};

fn packs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("packs")
}

fn files(dir: &Path, out: &mut Vec<PackFile>) {
    let mut entries: Vec<PathBuf> =
        fs::read_dir(dir).expect("packs").map(|entry| entry.expect("entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, out);
        } else if path.extension().is_some_and(|ext| ext == "toml") {
            let name = path.strip_prefix(packs()).expect("inside").display().to_string();
            out.push(PackFile { path: name, text: fs::read_to_string(&path).expect("text") });
        }
    }
}

fn authored() -> Bundle {
    let mut list = Vec::new();
    files(&packs(), &mut list);
    let show = |errors: Vec<ombud::Error>| -> String {
        errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
    };
    let (bundle, origins) = read_files(&list).unwrap_or_else(|e| panic!("{}", show(e)));
    check(bundle, &origins).unwrap_or_else(|e| panic!("{}", show(e))).bundle().clone()
}

/// With `OMBUD_BLESS=1` the bundle is written anew instead; `ombud packs build` does the same.
#[test]
fn bundle_is_what_the_packs_say() {
    let bundle = authored();
    let bytes = bundle.to_bytes().expect("bytes");
    let hash = format!("{}\n", bundle.hash(HashName::Sha256).expect("hash"));
    if std::env::var_os("OMBUD_BLESS").is_some() {
        fs::write(packs().join("bundle.json"), &bytes).expect("bundle.json");
        fs::write(packs().join("bundle.hash"), &hash).expect("bundle.hash");
        return;
    }
    assert!(bytes == BUILTIN.0, "packs/bundle.json is not what the packs say: run `ombud packs build`");
    assert_eq!(hash, BUILTIN.1);
}
