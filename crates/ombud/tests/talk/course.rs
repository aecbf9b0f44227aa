//! The tables of the course of a talk.

use ombud::{ErrorCode, model::Facts};
use serde_json::{Value, json};

use super::support::{ENGINE, prepare};

/// What one output of an advice is, or what it needs.
fn says(advice: &Value, output: &str) -> Vec<String> {
    let ids = |list: &Value| -> Vec<String> {
        list.as_array()
            .into_iter()
            .flatten()
            .filter_map(|named| named["id"].as_str().map(str::to_owned))
            .collect()
    };
    match advice["needs"].as_array() {
        Some(_) => ids(&advice["needs"]).iter().map(|need| format!("needs {need}")).collect(),
        None => ids(&advice["says"][output]),
    }
}

fn decided(table: &str, given: &[(&str, &str)], output: &str) -> String {
    let mut facts = Facts::new();
    for (id, value) in given {
        let (id, fact) = ENGINE.catalogue().parse_fact(id, value).expect("a fact");
        facts.insert(id, fact);
    }
    let day = "2026-11-23".parse().expect("a day");
    let ruling = ENGINE.decide(table, &facts, day, day).expect("a table");
    match &ruling.verdict {
        ombud::rules::Verdict::Decided { outputs, .. } => {
            outputs.iter().map(|set| set[output].to_string()).collect::<Vec<_>>().join(" ")
        }
        ombud::rules::Verdict::Undetermined { needs } => format!("needs {}", needs[0]),
        other => panic!("{other:?}"),
    }
}

/// Whatever is known: the step is the first whose test is not passed, and feeling that comes back
/// leads down from everywhere. Bargaining is open from the fourth step on and nowhere else.
#[test]
fn no_step_of_the_stairway_is_skipped() {
    let tests = ["talk.heard", "talk.feeling_confirmed", "talk.next_step_shared", "talk.options_weighed"];
    let steps = ["listening", "empathy", "rapport", "influence", "change"];
    for passed in 0_u8..16 {
        let value = |nth: usize| if passed & (1 << nth) == 0 { "false" } else { "true" };
        let first = (0..4).find(|nth| value(*nth) == "false").unwrap_or(4);
        for (share, down) in [("0.2", false), ("0.6", false), ("0.61", true), ("1", true)] {
            let mut given: Vec<(&str, &str)> = (0..4).map(|nth| (tests[nth], value(nth))).collect();
            given.push(("emotion.expressive_share", share));
            let step = if down { 0 } else { first };
            assert_eq!(decided("talk.stairway", &given, "step"), steps[step], "{given:?}");
            let open = if step >= 3 { "open" } else { "paused" };
            assert_eq!(decided("talk.stairway", &given, "bargaining"), open, "{given:?}");
        }
    }
    let given = [("emotion.expressive_share", "0.1"), ("talk.feeling_confirmed", "true")];
    assert_eq!(decided("talk.stairway", &given, "step"), "needs talk.heard", "not known is not passed");
}

#[test]
fn a_deadlock_is_seen_by_each_of_its_signs() {
    let signs = |still: &str, same: &str, days: &str| {
        let given =
            [("talk.still_contacts", still), ("talk.same_figures", same), ("talk.waiting_days", days)];
        decided("talk.deadlock", &given, "sign")
    };
    assert_eq!(signs("1", "1", "4"), "none");
    assert_eq!(signs("2", "0", "0"), "contacts");
    assert_eq!(signs("3", "2", "5"), "contacts figures waiting");
}

#[test]
fn hostility_slows_pauses_and_stops() {
    let act = |now: &str, trend: &str, safety: &str| {
        let given =
            [("talk.hostility_now", now), ("talk.hostility_trend", trend), ("talk.safety_concern", safety)];
        decided("talk.hostility", &given, "act")
    };
    assert_eq!(act("calm", "falling", "true"), "stop", "safety comes before calm words");
    assert_eq!(act("crisis", "falling", "false"), "pause");
    assert_eq!(act("angry", "rising", "false"), "pause");
    assert_eq!(act("angry", "falling", "false"), "slow");
    assert_eq!(act("upset", "rising", "false"), "slow");
    assert_eq!(act("calm", "level", "false"), "go_on");
    assert_eq!(
        decided(
            "talk.hostility",
            &[("talk.hostility_now", "calm"), ("talk.hostility_trend", "level")],
            "act"
        ),
        "needs talk.safety_concern"
    );
}

#[test]
fn a_complex_complaint_has_a_strategy_for_each_reason() {
    let given = |points: &str, people: &str, excess: &str, new: &str, law: &str| {
        let facts = [
            ("talk.points", points),
            ("talk.people", people),
            ("demand.excess", excess),
            ("declined.new_fact", new),
            ("talk.law_open", law),
        ];
        decided("talk.strategy", &facts, "strategy")
    };
    assert_eq!(given("2", "1", "1", "false", "false"), "plain");
    assert_eq!(
        given("3", "5", "1.1", "true", "true"),
        "recheck by_point one_standard show_the_figure legal_view"
    );
}

/// What pauses bargaining is told apart, and no figure of the plan is moved by any of it.
#[test]
fn halts_stop_bargaining_only() {
    let money = |minor: i64| json!({"currency": "CNY", "minor": minor});
    let plan = json!({"owed": money(1_240_000), "redress": money(57_300), "goodwill": money(0),
        "alternative": {"zh": "调解", "en": "mediation"}, "approvers": [{"zh": "负责人", "en": "the manager"}]});
    let given = |band: &str, terms: u8| json!({"facts": [], "plan": plan, "cues": {"emotion_terms": terms, "amounts": 1}, "readings": [{"at": "2026-03-19", "band": band}]});
    let facts = |done: bool| json!({"talk.heard": done, "talk.feeling_confirmed": done, "talk.next_step_shared": done, "talk.options_weighed": done, "talk.safety_concern": false});
    let calm = prepare(given("calm", 0), facts(true)).expect("a brief that fits");
    assert!(calm.get("halts").is_none(), "{}", calm["halts"]);
    let stormy = prepare(given("crisis", 9), facts(false)).expect("a brief that fits");
    let halts: Vec<&str> =
        stormy["halts"].as_array().expect("a list").iter().filter_map(|halt| halt["id"].as_str()).collect();
    assert_eq!(halts, ["expressive", "listening", "pause"]);
    assert_eq!(says(&stormy["hostility"], "act"), ["pause"]);
    assert_eq!(calm["checklist"], stormy["checklist"], "the sheet with the figures is the same");
    let unheard = prepare(given("calm", 0), json!({})).expect("a brief that fits");
    assert_eq!(says(&unheard["stairway"], "step")[..2], ["needs talk.feeling_confirmed", "needs talk.heard"]);
    let halts: Vec<&str> =
        unheard["halts"].as_array().expect("a list").iter().filter_map(|halt| halt["id"].as_str()).collect();
    assert_eq!(halts, ["undetermined", "undetermined"], "what is not known does not open bargaining");
}

#[test]
fn an_estimate_is_an_assessment_and_keeps_to_its_interval() {
    let money = |minor: i64| json!({"currency": "CNY", "minor": minor});
    let limit = |low: i64, value: i64, high: i64| json!({"facts": [], "limit": {"low": money(low), "value": money(value), "high": money(high), "method": "bayesian"}});
    let answer = prepare(limit(1, 2, 3), json!({})).expect("a brief that fits");
    assert_eq!(answer["limit"]["class"], "assessment");
    let without = prepare(json!({"facts": []}), json!({})).expect("a brief that fits");
    assert_eq!(answer["checklist"], without["checklist"], "it stands on no sheet with amounts");
    let error = prepare(limit(3, 2, 4), json!({})).expect_err("outside");
    assert_eq!(
        (error.code(), error.detail().path.as_deref()),
        (ErrorCode::OutOfRange, Some("brief.limit.value"))
    );
}
