//! Bundles with faults. A bundle has no authored lines: the place is the path inside it.

use ombud::{
    Engine, ErrorCode,
    model::canon::{HashName, hash},
    pack::{BUILTIN, Bundle},
};

use crate::{compare, here, row};

/// The smallest bundle, with `more` before its end.
fn with(more: &str) -> String {
    format!(
        r#"{{"format_version":1,"manifest":{{"id":"m","title":{{"en":"A","zh":"甲"}},"version":"1"}},"zone_database":"x"{more}}}"#
    )
}

#[test]
fn bytes_that_are_no_bundle() {
    let builtin = String::from_utf8(BUILTIN.0.to_vec()).expect("text");
    let half: String = builtin.chars().take(10_000).collect();
    let deep = |n: usize| with(&format!(r#","facts":{}{}"#, "[".repeat(n), "]".repeat(n)));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty", Vec::new()),
        ("truncated", half.into_bytes()),
        ("trailing", format!("{} {{}}", with("")).into_bytes()),
        ("NUL between tokens", with("").replacen(':', ":\0", 1).into_bytes()),
        ("NUL in a text", with("").replacen("\"m\"", "\"m\0\"", 1).into_bytes()),
        ("NUL only", vec![0; 64]),
        ("not UTF-8", [with("").as_bytes(), b"\xff\xfe"].concat()),
        ("65 deep", deep(65).into_bytes()),
        ("100000 deep", deep(100_000).into_bytes()),
        ("key twice", with(r#","zone_database":"y""#).into_bytes()),
        ("fraction", with("").replacen(":1", ":1.0", 1).into_bytes()),
        ("exponent", with("").replacen(":1", ":1e0", 1).into_bytes()),
        ("null", with(r#","facts":null"#).into_bytes()),
        ("newer format", with("").replacen(":1", ":2", 1).into_bytes()),
        ("format as text", with("").replacen(":1", ":\"1\"", 1).into_bytes()),
        ("no format", with("").replacen("\"format_version\":1,", "", 1).into_bytes()),
        ("unknown key", with(r#","colour":"red""#).into_bytes()),
        ("list for map", with(r#","instruments":[["law",{"en":"A","zh":"甲"}]]"#).into_bytes()),
        ("list for wording", with("").replacen(r#"{"en":"A","zh":"甲"}"#, r#"["甲","A"]"#, 1).into_bytes()),
        ("one language", with("").replacen(r#""en":"A","#, "", 1).into_bytes()),
        ("bad date", with(r#","confirmations":[{"date":"2026-02-30"}]"#).into_bytes()),
        ("not a map", b"[1,2]".to_vec()),
    ];
    let rows: Vec<String> = cases
        .iter()
        .map(|(name, bytes)| match Bundle::from_bytes(bytes, None) {
            Ok(_) => format!("{name}: read"),
            Err(error) => format!("{name}: {}", row(&error)),
        })
        .collect();
    if let Some(difference) = compare(&here().join("bundles.txt"), &rows) {
        panic!("{difference}");
    }
    assert!(!rows.iter().any(|row| row.ends_with(": read")), "{rows:#?}");
    assert!(Bundle::from_bytes(with("").as_bytes(), None).is_ok(), "the smallest bundle is sound");
}

#[test]
fn a_hash_names_one_sequence_of_bytes() {
    let good = with("");
    for name in [HashName::Sha256, HashName::Sm3] {
        let of_good = hash(name, good.as_bytes());
        assert!(Bundle::from_bytes(good.as_bytes(), Some(&format!("{of_good}\n"))).is_ok());
        let near = of_good.replacen(':', ":0", 1);
        for wrong in [near, of_good.to_uppercase(), String::new(), "md5:00".to_owned()] {
            let error = Bundle::from_bytes(good.as_bytes(), Some(&wrong)).expect_err("another hash");
            assert_eq!(error.code(), ErrorCode::HashMismatch, "{error}");
            assert!(error.detail().found.is_some() && error.detail().expected.is_some(), "{error}");
        }
        let altered = good.replace("\"m\"", "\"n\"");
        let error = Bundle::from_bytes(altered.as_bytes(), Some(&of_good)).expect_err("other bytes");
        assert_eq!(error.code(), ErrorCode::HashMismatch, "{error}");
    }
}

/// A right hash makes no bundle of another version's bytes.
#[test]
fn a_right_hash_does_not_excuse_the_rest() {
    for (bytes, code) in [
        (with("").replacen(":1", ":2", 1), ErrorCode::UnsupportedFormat),
        (with(r#","new":1"#).replacen(":1", ":2", 1), ErrorCode::UnsupportedFormat),
        (with(r#","colour":"red""#), ErrorCode::InvalidField),
        ("{".to_owned(), ErrorCode::InvalidJson),
    ] {
        let name = hash(HashName::Sha256, bytes.as_bytes());
        let error = Bundle::from_bytes(bytes.as_bytes(), Some(&name)).expect_err("refused");
        assert_eq!(error.code(), code, "{error}");
    }
}

/// A bundle without authored files is checked as well, and its faults named by item and path.
#[test]
fn a_bundle_over_the_built_in_packs_is_checked() {
    let phrase = r#"{"en":"Hello","id":"mine.hello","zh":"{name}您好"}"#;
    let wording = r#"{"en":"A","zh":"甲"}"#;
    let instrument = format!(r#"{{"id":"uk-disp","short":{wording},"style":"plain","title":{wording}}}"#);
    let over = with(&format!(r#","phrases":[{phrase}],"instruments":[{instrument}]"#));
    let faults = Engine::builder().pack_bytes(over.as_bytes()).build().expect_err("two findings");
    let rows: Vec<String> = faults.iter().map(row).collect();
    if let Some(difference) = compare(&here().join("bundle-over.txt"), &rows) {
        panic!("{difference}");
    }
}
