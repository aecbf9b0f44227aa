//! The committed bundle is what the authored packs say, and its table of rules is complete.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

use std::{
    fs,
    path::{Path, PathBuf},
};

use ombud::{
    Engine,
    model::{Json, Lang, canon::HashName},
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

/// Every wording in Chinese below a value, with where it stands.
fn chinese(json: &Json, path: &str, out: &mut Vec<(String, String)>) {
    match json {
        Json::Map(map) => {
            for (key, value) in map {
                match value {
                    Json::Text(text) if key == "zh" => out.push((path.to_owned(), text.clone())),
                    _ => chinese(value, &format!("{path}.{key}"), out),
                }
            }
        }
        Json::List(items) => {
            for (i, item) in items.iter().enumerate() {
                let name = item.get("id").and_then(Json::as_str);
                let step = name.map_or_else(|| format!("[{i}]"), |id| format!("[{id}]"));
                chinese(item, &format!("{path}{step}"), out);
            }
        }
        _ => {}
    }
}

/// Chinese is set with full-width signs: a half-width one beside a Chinese character is a slip.
#[test]
fn chinese_has_its_own_punctuation() {
    let mut wordings = Vec::new();
    chinese(&Json::parse(BUILTIN.0).expect("the bundle"), "", &mut wordings);
    assert!(wordings.len() > 1000, "only {}", wordings.len());
    let is_chinese = |sign: &char| ('\u{3400}'..='\u{9fff}').contains(sign);
    let slips: Vec<String> = wordings
        .iter()
        .filter(|(_, text)| {
            let signs: Vec<char> = text.chars().collect();
            signs.windows(2).any(|pair| {
                let [left, right] = pair else { return false };
                (",;:!?()".contains(*left) && is_chinese(right))
                    || (is_chinese(left) && ",;:!?()".contains(*right))
            })
        })
        .map(|(path, text)| format!("{path}: {text}"))
        .collect();
    assert!(slips.is_empty(), "{}", slips.join("\n"));
}

/// A pack that stands alone may bring some of the words; the rest is said in the built-in ones.
#[test]
fn a_pack_alone_may_bring_some_of_the_words() {
    let words = r#"
[manifest]
id = "mine"
version = "1"
title = { zh = "甲", en = "Mine" }
[[phrase]]
id = "month_of_year"
zh = "{year}年{month}月份"
en = "{month}, {year}"
"#;
    let build = |text: &str| {
        let file = PackFile { path: "mine.toml".to_owned(), text: text.to_owned() };
        Engine::builder().without_builtin().pack_files(vec![file]).build()
    };
    let engine = build(words).expect("the rest is filled in");
    assert_eq!(engine.bundle().phrases.len(), 1, "the bundle is what was given");
    let month = engine.phrasebook().get("month_of_year", Lang::En, &[("year", "2026"), ("month", "March")]);
    assert_eq!(month.expect("its own words"), "March, 2026");
    // What it brings is held to its places all the same.
    let faults = build(&words.replace("{month}", "month")).expect_err("a place is missing");
    assert!(faults.iter().any(|fault| fault.to_string().contains("month_of_year")), "{faults:?}");
}
