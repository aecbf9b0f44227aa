//! Specs that are refused.

use super::{make, refused};

#[test]
fn what_is_no_spec_is_refused_with_its_place() {
    let code = |spec: &str| {
        let error = refused(spec, make::stream(vec![make::days("received", &[Some(0)])]));
        (error.code().name(), error.detail().path.clone().unwrap_or_default())
    };
    let at = |name: &'static str, path: &str| (name, path.to_owned());
    let due = |more: &str| {
        format!(
            r#"{{"batch":"due_dates","regime":"cn-complaints-2020","clock":"CN-CM-018a","column":"received"{more}}}"#
        )
    };
    assert_eq!(code("[]").0, "invalid_field");
    assert_eq!(code("{").0, "invalid_json");
    assert_eq!(code("{}"), at("invalid_field", "batch"));
    assert_eq!(code(r#"{"batch":"dues"}"#), at("invalid_field", "batch"));
    assert_eq!(code(r#"{"batch":7}"#), at("invalid_field", "batch"));
    assert_eq!(code(&due(r#","format_version":2"#)), at("unsupported_format", "format_version"));
    assert_eq!(code(&due(r#","threads":0"#)), at("invalid_field", "threads"));
    assert_eq!(code(&due(r#","threads":"many""#)), at("invalid_field", "threads"));
    assert_eq!(code(&due(r#","zone":"Nowhere""#)), at("unknown_zone", "zone"));
    assert_eq!(code(&due(r#","more":1"#)).0, "invalid_field");
    assert_eq!(code(&due(r#","column":"received""#)).0, "duplicate_key");
    assert_eq!(
        code(r#"{"batch":"due_dates","regime":"no-such","clock":"X","column":"received"}"#),
        at("unknown_regime", "regime")
    );
    assert_eq!(code(&due("").replace("018a", "999")), at("unknown_clock", "clock"));
    assert_eq!(code(&due("").replace("\"received\"", "\"sent\"")), at("header_mismatch", "column"));
    assert_eq!(code(r#"{"batch":"due"}"#).0, "invalid_field");
    assert_eq!(code(r#"{"batch":"due","source":"cfpb"}"#), at("invalid_field", "as_of"));
    assert_eq!(
        code(r#"{"batch":"due","source":"none","as_of":"2026-03-02"}"#),
        at("unknown_source", "source")
    );
    assert_eq!(code(r#"{"batch":"due","source":"cfpb","as_of":"2026-03-02"}"#).0, "header_mismatch");
}
