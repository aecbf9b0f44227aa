//! Two cases side by side.

use ombud::ops::Registry;
use serde_json::{Value, json};

use super::support::BUILTIN;

fn differences(before: &[&str], after: &[&str]) -> Vec<(Option<String>, Option<String>)> {
    let case = |days: &[&str]| {
        let events: Vec<Value> =
            days.iter().map(|day| json!({ "type": "referral_received", "at": day })).collect();
        json!({ "regimes": ["cn-complaints-2020"], "events": events, "as_of": "2026-03-20" })
    };
    let request = json!({ "inquiry": case(before), "instead": case(after) });
    let answer = Registry::core().call(&BUILTIN, "clock.what_if", request.to_string().as_bytes());
    let answer: Value = serde_json::from_slice(&answer.expect("an answer")).expect("JSON");
    let due = |side: &Value| side["due"].as_str().map(str::to_owned);
    let all = answer["differences"].as_array().expect("differences");
    let of_referral = all.iter().filter(|one| one["clock"] == "CN-CM-REG-2");
    of_referral.map(|one| (due(&one["before"]), due(&one["after"]))).collect()
}

#[test]
fn runs_of_one_clock_without_references_are_compared_each_with_its_own() {
    let day = |day: &str| Some(day.to_owned());
    let (first, second) = ("2026-03-02", "2026-03-09");
    // One more referral is one more run; the others are as they were.
    assert_eq!(differences(&[first], &[first, second]), [(None, day("2026-03-24"))]);
    assert_eq!(differences(&[first, second], &[second]), [(day("2026-03-17"), None)]);
    assert_eq!(differences(&[first, second], &[second, first]), []);
    // A trigger that moved starts the same run on another day.
    assert_eq!(differences(&[first], &["2026-03-03"]), [(day("2026-03-17"), day("2026-03-18"))]);
    let moved = [(day("2026-03-24"), day("2026-03-25"))];
    assert_eq!(differences(&[first, second], &[first, "2026-03-10"]), moved);
}
