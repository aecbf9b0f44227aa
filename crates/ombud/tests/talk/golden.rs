//! Whole answers of `talk.prepare`, to be read by a person: the checklist as its own files, the rest
//! as JSON. With `OMBUD_BLESS=1` they are written anew.

use std::{fs, path::PathBuf};

use serde_json::Value;

use super::support::{ENGINE, call};

fn compare(name: &str, found: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/talk/golden").join(name);
    if std::env::var_os("OMBUD_BLESS").is_some() {
        fs::write(&path, found).expect(name);
    }
    assert_eq!(fs::read_to_string(&path).unwrap_or_default(), found, "{name}");
}

fn request(name: &str) -> Value {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(format!("tests/talk/golden/{name}.json"));
    serde_json::from_str(&fs::read_to_string(path).expect(name)).expect(name)
}

/// Every wording of an answer is there in both languages, and no place of one was left unfilled.
fn whole(json: &Value) {
    match json {
        Value::Object(map) => {
            for lang in ["zh", "en"] {
                let Some(text) = map.get(lang).and_then(Value::as_str) else { continue };
                assert_eq!(map.len(), 2, "{json}");
                assert!(!text.trim().is_empty() && !text.contains(['{', '⟦']), "{text}");
                let chinese = text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
                assert_eq!(chinese, lang == "zh", "{text}");
            }
            map.values().for_each(whole);
        }
        Value::Array(list) => list.iter().for_each(whole),
        _ => {}
    }
}

#[test]
fn the_answers_are_what_they_were() {
    for name in ["refused-and-angry", "head-office-high-claim", "calm-with-figures"] {
        let mut found =
            call("talk.prepare", &request(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let answer = found.as_object_mut().expect("an object");
        // The packs are named by every answer and change with every item.
        answer.remove("bundle");
        let checklist = answer.remove("checklist").expect("a checklist");
        for (form, ending) in [("markdown", "md"), ("html", "html")] {
            for lang in ["zh", "en"] {
                let text =
                    checklist[form][lang].as_str().expect("a text").replace(ENGINE.bundle_hash(), "sha256:…");
                compare(&format!("{name}.{lang}.{ending}"), &text);
            }
        }
        whole(&found);
        compare(
            &format!("{name}.answer.json"),
            &format!("{}\n", serde_json::to_string_pretty(&found).expect(name)),
        );
    }
}
