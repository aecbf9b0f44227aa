//! `talk.prepare`: what holds of every line, whatever was given.

use std::collections::BTreeSet;

use ombud::{ErrorCode, talk::Rule};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::support::{ENGINE, breaches, check, prepare};

const LISTS: [&str; 5] = ["labels", "mirrors", "questions", "no_oriented", "audit"];

fn fact(id: &str, kind: &str, zh: &str, en: &str) -> Value {
    json!({"id": id, "kind": kind, "text": {"zh": zh, "en": en}})
}

/// Texts as people give them, among them some that no line may hold.
const TEXTS: [(&str, &str); 9] = [
    ("你们都是骗子！", "You are all crooks!"),
    ("他说“能赔”，结果不赔。", "He said \"covered\", and then it was not."),
    ("拖了47天，为什么？", "47 days. Why?"),
    ("我觉得你们欺负老年人", "I feel you pick on the elderly"),
    ("叫我撤诉就给钱", "they pay if I drop my complaint"),
    ("最后一次机会", "your last chance"),
    ("在合同第十二条第三款约定的期限以内足额支付", "pay within the time that clause twelve sets"),
    ("……", "…"),
    ("退我钱", "my money back"),
];

fn brief() -> impl Strategy<Value = Value> {
    let kinds =
        ["demand", "quote", "timeline", "treatment", "money", "health", "family", "clause", "evidence"];
    let facts = prop::collection::vec((0..kinds.len(), 0..TEXTS.len()), 1..8);
    let demand = prop::sample::select(vec![
        "claim",
        "refund",
        "fee",
        "compensation",
        "correction",
        "apology",
        "service",
    ]);
    let truth = prop::sample::select(vec!["contested", "unknown", "admitted"]);
    (facts, demand, truth, 0..TEXTS.len(), 0_u8..8, "0\\.[0-9]").prop_map(
        move |(facts, demand, truth, accused, feeling, probability)| {
            let mut list: Vec<Value> = facts
                .iter()
                .enumerate()
                .map(|(nth, (kind, text))| fact(&format!("f{nth}"), kinds[*kind], TEXTS[*text].0, TEXTS[*text].1))
                .collect();
            list.push(fact("found", "finding", "已认定超期", "found to be late"));
            let feelings = ["anger", "ignored", "unfair", "worried", "disappointed", "exhausted", "distrust", "helpless"];
            let felt: Vec<Value> = (0..facts.len())
                .map(|nth| json!({"fact": format!("f{nth}"), "feeling": feelings[(usize::from(feeling) + nth) % 8]}))
                .collect();
            let mut accusation = json!({
                "text": {"zh": TEXTS[accused].0, "en": TEXTS[accused].1},
                "source": "f0", "severity": 3, "probability": probability, "truth": truth,
            });
            match truth {
                "unknown" => accusation["check"] = json!({"zh": "录音", "en": "the recording"}),
                "admitted" => accusation["shown_by"] = json!("found"),
                _ => {}
            }
            json!({"facts": list, "demand": demand, "feelings": felt, "accusations": [accusation]})
        },
    )
}

fn lines(answer: &Value) -> Vec<Value> {
    LISTS.iter().flat_map(|list| answer[list].as_array().cloned().unwrap_or_default()).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// No line breaks the rules that a person's own draft is held to, and each cites what was given.
    #[test]
    fn no_generated_line_breaks_its_own_checker(brief in brief()) {
        let answer = prepare(brief.clone(), json!({})).expect("a brief that fits");
        let mut facts = brief["facts"].as_array().cloned().unwrap_or_default();
        // What they may say, and what will be checked, may be quoted as well.
        for (nth, label) in ["text", "check"].into_iter().enumerate() {
            let text = brief["accusations"][0][label].clone();
            if text.is_object() {
                facts.push(json!({"id": format!("a{nth}"), "kind": "quote", "text": text}));
            }
        }
        for line in lines(&answer) {
            let known: BTreeSet<&str> = facts.iter().filter_map(|fact| fact["id"].as_str()).collect();
            for cited in line["facts"].as_array().into_iter().flatten() {
                prop_assert!(known.contains(cited.as_str().expect("an id")));
            }
            prop_assert!(line["rules"].as_array().is_some_and(|rules| !rules.is_empty()));
            for lang in ["zh", "en"] {
                let text = line["text"][lang].as_str().expect("words");
                let looked = check(json!({"facts": facts, "drafts": [{"kind": line["kind"], "text": text}]}));
                prop_assert!(breaches(&looked["drafts"][0]).is_empty(), "{text}: {looked}");
            }
        }
        for out in answer["left_out"].as_array().into_iter().flatten() {
            prop_assert!(out["breaches"].as_array().is_some_and(|list| !list.is_empty()), "{out}");
        }
    }

    /// The lines follow from what was said; how patient, loud or dear somebody is has no way in.
    #[test]
    fn the_same_facts_make_the_same_lines(brief in brief(), persistence in 1_u8..9) {
        let plain = prepare(brief.clone(), json!({})).expect("a brief that fits");
        let mut other = brief;
        let money = |minor: i64| json!({"currency": "CNY", "minor": minor});
        other["rounds"] = (0..persistence).map(|day| json!({"at": format!("2026-03-{:02}", day + 1), "theirs": money(900)})).collect();
        other["readings"] = json!([{"at": "2026-03-01", "band": "crisis"}]);
        other["limit"] = json!({"value": money(5), "low": money(1), "high": money(9), "method": "stated"});
        let told = prepare(other, json!({"declined.replies": 7})).expect("a brief that fits");
        for list in LISTS {
            prop_assert_eq!(&plain[list], &told[list]);
        }
    }
}

#[test]
fn who_somebody_is_has_no_field() {
    for field in ["persona", "age", "sex", "region", "patience", "vip", "channel", "media"] {
        let mut given = json!({"facts": [fact("q1", "quote", "你们在拖", "you stall")]});
        given[field] = json!("x");
        let error = prepare(given, json!({})).expect_err(field);
        assert_eq!(error.code(), ErrorCode::InvalidField, "{field}");
    }
    let kind = json!({"facts": [fact("p", "persona", "难缠", "irate")]});
    assert!(prepare(kind, json!({})).is_err(), "nor has a fact a kind for it");
}

#[test]
fn what_was_not_given_makes_no_line() {
    let answer = prepare(json!({"facts": []}), json!({})).expect("an empty brief");
    let quoting = lines(&answer)
        .into_iter()
        .find(|line| line["text"]["zh"].as_str().is_some_and(|zh| zh.contains('“')));
    assert_eq!(quoting, None);
    assert_eq!(answer["labels"], json!([]));
    assert!(answer.get("mode").is_none(), "nothing was counted");
}

#[test]
fn nothing_is_admitted_that_nobody_found() {
    let accused = |more: Value| {
        let mut one = json!({"text": {"zh": "拖", "en": "late"}, "source": "t", "severity": 3, "probability": "0.5", "truth": "admitted"});
        one.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        let facts = [fact("t", "timeline", "47天", "47 days"), fact("f", "finding", "超期", "late")];
        prepare(json!({"facts": facts, "accusations": [one]}), json!({}))
            .map_err(|error| error.detail().path.clone())
    };
    let path = |path: &str| Err(Some(format!("brief.accusations[0].{path}")));
    assert_eq!(accused(json!({})), path("shown_by"));
    assert_eq!(accused(json!({"shown_by": "t"})), path("shown_by"), "a date is no finding");
    assert_eq!(accused(json!({"shown_by": "x"})), path("shown_by"));
    assert_eq!(accused(json!({"truth": "unknown"})), path("check"));
    assert_eq!(accused(json!({"severity": 6, "shown_by": "f"})), path("severity"));
    assert!(accused(json!({"shown_by": "f"})).is_ok());
}

/// The worst and likeliest first, and five at most.
#[test]
fn the_audit_is_ranked() {
    let facts = [fact("t", "timeline", "47天", "47 days")];
    let one = |n: u8, severity: u8, probability: &str| json!({"text": {"zh": format!("第{n}"), "en": format!("no {n}")}, "source": "t", "severity": severity, "probability": probability, "truth": "contested"});
    let list = [
        one(1, 1, "1"),
        one(2, 5, "0.5"),
        one(3, 4, "0.9"),
        one(4, 2, "0.5"),
        one(5, 5, "0.5"),
        one(6, 1, "0.1"),
        one(7, 3, "0.4"),
    ];
    let answer = prepare(json!({"facts": facts, "accusations": list}), json!({})).expect("a brief that fits");
    let said: Vec<char> = answer["audit"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|line| {
            line["text"]["zh"]
                .as_str()
                .and_then(|zh| zh.chars().find(char::is_ascii_digit))
                .expect("its number")
        })
        .collect();
    assert_eq!(said, ['3', '2', '5', '7', '1']);
}

#[test]
fn every_rule_demand_and_feeling_has_its_words() {
    let codes = |id: &str| -> Vec<String> {
        ENGINE.taxonomy(id).expect(id).code.iter().map(|code| code.id.to_string()).collect()
    };
    let rules: BTreeSet<&str> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    let packed = codes("talk-rules");
    assert_eq!(
        rules,
        packed.iter().map(String::as_str).collect(),
        "each rule of the pack is one of the code"
    );
    for demand in codes("talk-demands") {
        let given = json!({"demand": demand, "facts": [
            fact("d", "demand", "退款", "a refund"), fact("c", "clause", "第十二条", "clause 12"), fact("t", "timeline", "3月8日来信", "the letter of 8 March"),
        ]});
        let answer = prepare(given, json!({})).expect("a brief that fits");
        let own = answer["questions"].as_array().map_or(0, Vec::len);
        let any = prepare(json!({"facts": []}), json!({})).expect("a brief")["questions"]
            .as_array()
            .map_or(0, Vec::len);
        assert!(own > any, "{demand} has no question of its own");
        assert!(answer.get("left_out").is_none(), "{demand}: {}", answer["left_out"]);
    }
    for feeling in codes("talk-feelings") {
        let given = json!({"facts": [fact("t", "timeline", "四次来电", "four calls"), fact("q", "quote", "没人理", "nobody listens")],
            "feelings": [{"fact": "t", "feeling": feeling}, {"fact": "q", "feeling": feeling}]});
        let answer = prepare(given, json!({})).expect("a brief that fits");
        assert_eq!(answer["labels"].as_array().map(Vec::len), Some(2), "{feeling}");
    }
    let unknown =
        json!({"facts": [fact("t", "timeline", "a", "a")], "feelings": [{"fact": "t", "feeling": "greed"}]});
    let error = prepare(unknown, json!({})).expect_err("no such feeling");
    assert_eq!(
        (error.code(), error.detail().path.as_deref()),
        (ErrorCode::UnknownItem, Some("brief.feelings[0].feeling"))
    );
}
