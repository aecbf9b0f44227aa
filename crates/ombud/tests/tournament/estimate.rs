//! What may be guessed of the other side, as the operation says it.

use ombud::{Engine, Error, ErrorCode, ops::Registry};
use serde_json::{Value, json};

fn yuan(amounts: &[i64]) -> Vec<Value> {
    amounts.iter().map(|yuan| json!({"currency": "CNY", "minor": yuan * 100})).collect()
}

fn ask(request: &Value) -> Result<Value, Error> {
    let engine = Engine::builtin().expect("built-in packs");
    let answer = Registry::core().call(&engine, "bargain.estimate", request.to_string().as_bytes())?;
    Ok(serde_json::from_slice(&answer).expect("JSON"))
}

#[test]
fn an_even_customer_is_weighed_and_said_in_both_languages() {
    let request = json!({
        "figures": yuan(&[9580, 9160, 8730, 8310]), "opening": {"currency": "CNY", "minor": 1_000_000}, "rounds": 12
    });
    let answer = ask(&request).expect("an answer");
    assert_eq!(answer["class"], "assessment");
    assert_eq!(
        answer["note"]["en"],
        "This is an assessment: it may enter no amount, no right and no order of work."
    );
    let reservation = &answer["reservation"];
    assert_eq!(reservation["kind"], "weighed");
    assert_eq!(reservation["paces"][2], json!({"beta": "1", "likelihood": "1"}));
    let mean = reservation["mean"]["minor"].as_i64().expect("an amount");
    assert!((450_900..451_100).contains(&mean), "{mean}");
    assert!(reservation["says"]["zh"].as_str().expect("words").contains("八成"));
    assert_eq!(answer["limit"]["kind"], "no_shrinking");
    assert_eq!(answer["tactics"][0]["tactic"], "linear");
}

#[test]
fn a_ladder_is_told_with_its_evidence_and_what_follows() {
    let answer = ask(&json!({"figures": yuan(&[3900, 5100, 5700])})).expect("an answer");
    let ladder = &answer["tactics"][0];
    assert_eq!(ladder["tactic"], "ladder");
    assert_eq!(ladder["target"], json!({"currency": "CNY", "minor": 600_000}));
    assert_eq!(ladder["evidence"], json!(["0.5", "0.65"]));
    let said = "The figures run up a ladder: each move is 0.5 of the one before it, the first figure is 0.65 of \
                where it ends, CNY 6000.00.";
    assert_eq!(ladder["says"]["en"], said);
    assert!(ladder["follows"]["zh"].as_str().expect("words").contains("应付"));
    // Whoever extrapolates expects 105 per cent of it.
    assert_eq!(answer["limit"]["figure"], json!({"currency": "CNY", "minor": 630_000}));
    assert_eq!(answer["reservation"]["kind"], "rounds");
}

#[test]
fn a_strain_is_for_training_only() {
    let strain =
        json!({"contacts": 4, "days_open": 22, "intensity": 62, "broken_promises": 1, "channels": 2});
    let request = |strain: &Value| json!({"figures": yuan(&[9000, 8000, 7500]), "strain": strain});
    let answer = ask(&request(&strain)).expect("an answer");
    assert_eq!((&answer["strain"]["z"], &answer["strain"]["likelihood"]), (&json!("2.56"), &json!("0.93")));
    assert!(answer["strain"]["says"]["en"].as_str().expect("words").starts_with("For training only"));
    // It changes nothing else.
    let without = ask(&json!({"figures": yuan(&[9000, 8000, 7500])})).expect("an answer");
    for field in ["limit", "reservation", "tactics"] {
        assert_eq!(answer[field], without[field]);
    }
}

#[test]
fn too_little_or_what_does_not_go_together_is_refused() {
    let dollars = json!({"currency": "USD", "minor": 1});
    for (request, code, path) in [
        (json!({"figures": yuan(&[9000, 8000])}), ErrorCode::TooFewFigures, "figures"),
        (json!({"figures": []}), ErrorCode::TooFewFigures, "figures"),
        (json!({"figures": yuan(&[9000, -1, 5])}), ErrorCode::OutOfRange, "figures[1]"),
        (json!({"figures": yuan(&[3, 2, 1]), "bound": dollars}), ErrorCode::CurrencyMismatch, "bound"),
        (json!({"figures": yuan(&[3, 2, 1]), "ours": [dollars]}), ErrorCode::CurrencyMismatch, "ours[0]"),
        (json!({"figures": yuan(&[3, 2, 1]), "rounds": 0}), ErrorCode::OutOfRange, "rounds"),
        (
            json!({"figures": yuan(&[3, 2, 1]), "strain": {"contacts": 0, "days_open": 0, "intensity": 101,
                "broken_promises": 0, "channels": 0}}),
            ErrorCode::OutOfRange,
            "strain.intensity",
        ),
    ] {
        let error = ask(&request).expect_err(path);
        assert_eq!((error.code(), error.detail().path.as_deref()), (code, Some(path)));
    }
    let error = ask(&json!({"figures": yuan(&[9000, 8000])})).expect_err("two");
    assert_eq!(error.detail().expected.as_deref(), Some("3 figures of the other side at least"));
    assert_eq!(error.detail().found.as_deref(), Some("2"));
}
