//! From the refusal to the payment: whoever complains and however they press it, the same is owed, the same is
//! offered first and the same is paid.

use ombud::{
    model::{FactClass, FactDef, ValueType},
    ops::Registry,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::support::{CLEAR, engine};

/// What one case comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Came {
    owed: Value,
    first: Value,
    paid: Value,
}

fn call(op: &str, request: &Value) -> Value {
    let answer = Registry::core().call(engine(), op, request.to_string().as_bytes());
    serde_json::from_slice(&answer.unwrap_or_else(|error| panic!("{op} {request}: {error:?}"))).unwrap()
}

fn yuan(minor: i64) -> Value {
    json!({"currency": "CNY", "minor": minor})
}

/// The facts of the matter: charges of a card that were too high, 2,200.00 of them owed back.
fn matter() -> Value {
    json!({
        "refusal.facts_complete": true, "refusal.clause_in_force": true, "refusal.no_ambiguity": true,
        "refusal.notice_lawful": true, "refusal.like_cases_alike": true, "refusal.reviewer_independent": true,
        "declined.grounds": ["fee_agreed"], "fee.disclosed": true, "fee.excessive": true,
        "fee.charged": yuan(600_000), "fee.fair": yuan(380_000), "card.already_paid": yuan(0),
        "service.failed": false
    })
}

/// Every supplied fact of the catalogue that tells of who complains and how: persona, agent, channel, press,
/// petition, how often, how long, how loud, what a score or a reading made of it. What the packs do not know
/// (a lawyer, the value of a customer, a tie to staff) no request can carry.
fn of_people() -> Vec<&'static FactDef> {
    const ROOMS: [&str; 14] = [
        "complaint.",
        "complainant.",
        "comms.",
        "conduct.",
        "demand.",
        "incident.",
        "emotion.",
        "dimension.",
        "talk.",
        "listening.",
        "persuasion.",
        "asked.",
        "label.",
        "declined.",
    ];
    // What the review and the policy are about is not of people.
    const MATTER: [&str; 2] = ["complaint.regime", "declined.grounds"];
    let told = |fact: &&FactDef| {
        let id = fact.id.as_str();
        let of_people = fact.class == FactClass::Assessment || ROOMS.iter().any(|room| id.starts_with(room));
        of_people && fact.from.is_empty() && !MATTER.contains(&id) && !CLEAR.contains(&id)
    };
    engine().catalogue().facts().filter(told).collect()
}

/// The lowest or the highest value of a fact, or one of its list.
fn value(fact: &FactDef, nth: usize) -> Option<Value> {
    let choice = fact.values.get(nth.checked_rem(fact.values.len()).unwrap_or_default());
    Some(match fact.kind {
        ValueType::Bool => json!(nth % 2 == 1),
        ValueType::Int => json!([0, 1, 99][nth % 3]),
        ValueType::Decimal => json!(["0", "0.5", "0.9"][nth % 3]),
        ValueType::Money => yuan([0, 99_999_900][nth % 2]),
        ValueType::Enum => json!(choice?.id),
        ValueType::Set => json!([choice?.id]),
        ValueType::Date => json!("2026-01-01"),
        ValueType::Text => json!("x"),
        _ => return None,
    })
}

/// What somebody does in a talk when it is their turn.
#[derive(Debug, Clone)]
enum Turn {
    Refuse,
    Counter(i64),
    Heard,
    Halt(&'static str),
    Accept,
}

fn turn() -> impl Strategy<Value = Turn> {
    prop_oneof![
        2 => Just(Turn::Refuse),
        4 => (0_i64..3_000_000).prop_map(Turn::Counter),
        3 => Just(Turn::Heard),
        1 => prop::sample::select(vec!["new_fact", "safety", "vulnerability", "expressive"]).prop_map(Turn::Halt),
        1 => Just(Turn::Accept),
    ]
}

/// Reviews, plans and talks, to an agreement: who has no more to say accepts.
fn came(people: &serde_json::Map<String, Value>, mode: &str, like: Option<i64>, conduct: &[Turn]) -> Came {
    let with = |facts: Value| {
        let mut facts = facts.as_object().unwrap().clone();
        facts.extend(people.clone());
        facts
    };
    let review = json!({"review": "cn.card", "as_of": "2026-12-01", "facts": with(matter())});
    let reviewed = call("refusal.review", &review);
    let sums = reviewed["reviewed"]["owed"]["sums"].as_array().unwrap();
    let owed = sums.iter().find(|sum| sum["kind"] == "entitlement").unwrap()["amount"].clone();
    let clear: serde_json::Map<String, Value> =
        CLEAR.iter().map(|id| ((*id).to_owned(), json!(false))).collect();
    let mut terms = json!({
        "regime": "cn-complaints-2020", "mode": mode, "facts": with(Value::Object(clear)),
        "entitlement": owed, "target": yuan(60_000), "authority": yuan(80_000),
        "handler": "Sun", "approver": "Qian", "approver_reason": "first case of its kind"
    });
    if let Some(like) = like {
        terms["like_case"] = yuan(like);
    }
    let plan = call("bargain.plan", &terms);
    let (mut moves, mut turns) = (Vec::new(), conduct.iter());
    let mut first = Value::Null;
    loop {
        let said = call("bargain.next", &json!({"plan": plan, "moves": moves}));
        assert_eq!(said["at_agreement"], plan["paid"]);
        match said["next"].as_str().unwrap() {
            "offer" => {
                if first.is_null() {
                    first = said["amount"].clone();
                }
                moves.push(json!({"kind": "offer", "amount": said["amount"]}));
                continue;
            }
            "accept" => moves.push(json!({"kind": "agree"})),
            "pay" => return Came { owed: plan["entitlement"].clone(), first, paid: said["paid"].clone() },
            _ => match turns.next() {
                Some(Turn::Refuse) => moves.push(json!({"kind": "refuse"})),
                Some(Turn::Counter(minor)) => moves.push(json!({"kind": "counter", "amount": yuan(*minor)})),
                Some(Turn::Heard) => {
                    moves.push(json!({"kind": "listen", "note": "it hurt"}));
                    moves.push(json!({"kind": "ask", "note": "what would be fair?"}));
                }
                Some(Turn::Halt(cause)) => {
                    moves.push(json!({"kind": "halt", "cause": cause}));
                    // It stops the talk about figures and nothing else.
                    let halted = call("bargain.next", &json!({"plan": plan, "moves": moves}));
                    assert_eq!(halted["next"], "stop");
                    let owed = halted["sentence"]["en"].as_str().unwrap();
                    assert!(owed.contains("is paid, notices and clocks run on"), "{owed}");
                    moves.push(json!({"kind": "resume", "note": "they want to go on"}));
                }
                Some(Turn::Accept) | None => moves.push(json!({"kind": "accept"})),
            },
        }
    }
}

const MODES: [&str; 5] = ["principled", "ackerman", "split_the_difference", "time_dependent", "tit_for_tat"];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn whoever_complains_however_they_press_it_the_same_is_paid(
        told in prop::collection::vec((any::<prop::sample::Index>(), 0_usize..6), 0..8),
        conduct in prop::collection::vec(turn(), 0..14),
        mode in prop::sample::select(MODES.to_vec()),
        like in prop::option::of(0_i64..=80_000),
    ) {
        let facts = of_people();
        let people = told.iter().filter_map(|(at, nth)| {
            let fact = at.get(&facts);
            Some((fact.id.to_string(), value(fact, *nth)?))
        });
        let pressed = came(&people.collect(), mode, like, &conduct);
        let plain = came(&serde_json::Map::new(), mode, like, &[]);
        prop_assert_eq!(&pressed.owed, &yuan(220_000));
        prop_assert_eq!(&pressed.paid, &yuan(220_000 + like.map_or(60_000, |like| like.max(60_000))));
        prop_assert_eq!(pressed, plain);
    }
}

/// Each of those facts alone, at both ends, so that none is left to the draw.
#[test]
fn no_fact_of_a_person_moves_a_figure() {
    let plain = came(&serde_json::Map::new(), "ackerman", None, &[]);
    let facts = of_people();
    for id in ["complaint.by_agent", "incident.media"] {
        assert!(facts.iter().any(|fact| fact.id.as_str() == id), "{id}");
    }
    let mut tried = 0;
    for fact in facts {
        for nth in 0..2 {
            let Some(value) = value(fact, nth) else { continue };
            let people = [(fact.id.to_string(), value)].into_iter().collect();
            assert_eq!(came(&people, "ackerman", None, &[]), plain, "{}", fact.id);
            tried += 1;
        }
    }
    assert!(tried > 60, "{tried}");
}

/// What the dispute costs somebody, how long they can wait and how strong they are has no place in any request, so
/// that no more of it lowers a figure.
#[test]
fn cost_patience_and_strength_have_no_field() {
    let example =
        |op: &str| -> Value { serde_json::from_str(Registry::core().get(op).unwrap().example).unwrap() };
    for field in [
        "consumer_cost",
        "patience",
        "persistence",
        "persona",
        "strength",
        "capacity_to_sue",
        "lawyer",
        "staff_tie",
        "customer_value",
        "region",
        "language",
        "channel",
        "media",
        "petition",
        "linked",
        "p_escalate",
    ] {
        for (op, inside) in [("refusal.review", ""), ("bargain.plan", ""), ("bargain.next", "/plan/terms")] {
            let mut request = example(op);
            request.pointer_mut(inside).unwrap()[field] = json!("1");
            let refused = Registry::core().call(engine(), op, request.to_string().as_bytes()).unwrap_err();
            assert_eq!(refused.code().name(), "invalid_field", "{op} {field}");
        }
    }
}
