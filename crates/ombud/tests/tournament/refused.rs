//! What is no tournament, and what cannot be added up.

use ombud::{
    Engine, Error, ErrorCode,
    bargain::simulate::{Cases, Customer, MAX_SEED, Part, Policy, Seeds, Stake, Tournament},
    ops::Registry,
};

type Spoil<T> = fn(&mut T);

fn tournament() -> Tournament {
    Tournament { rounds: 2, ..Tournament::new(Seeds { from: 1, to: 1 }, Cases::Drawn(2)) }
}

fn told(error: &Error) -> (ErrorCode, String) {
    (error.code(), error.detail().path.clone().unwrap_or_default())
}

#[test]
fn what_is_no_tournament_is_refused_with_its_place() {
    let stake = |target, demand, minimum| Cases::Listed(vec![Stake { target, demand, minimum }]);
    let spoiled: [(Spoil<Tournament>, ErrorCode, &str); 7] = [
        (|t| t.seeds.to = 0, ErrorCode::OutOfRange, "seeds.to"),
        (|t| t.seeds.to = MAX_SEED + 1, ErrorCode::OutOfRange, "seeds.to"),
        (|t| t.rounds = 0, ErrorCode::OutOfRange, "rounds"),
        (|t| t.step = 1_000_001, ErrorCode::OutOfRange, "step"),
        (|t| t.policies.push(Policy::Midpoint), ErrorCode::InvalidField, "policies"),
        (|t| t.customers.clear(), ErrorCode::InvalidField, "customers"),
        (|t| t.seeds.to = 1_000_000, ErrorCode::TooMuchWork, "seeds"),
    ];
    for (spoil, code, path) in spoiled {
        let mut tournament = tournament();
        spoil(&mut tournament);
        assert_eq!(told(&tournament.play().expect_err(path)), (code, path.to_owned()));
    }
    for (cases, code, path) in [
        (Cases::Drawn(0), ErrorCode::InvalidField, "cases"),
        (Cases::Listed(Vec::new()), ErrorCode::InvalidField, "cases"),
        (stake(0, 10, 0), ErrorCode::OutOfRange, "cases[0].target"),
        (stake(10, 9, 10), ErrorCode::OutOfRange, "cases[0].demand"),
        (stake(10, 20, -1), ErrorCode::OutOfRange, "cases[0].minimum"),
        (stake(4_000_000_001, 1, 0), ErrorCode::OutOfRange, "cases[0].target"),
    ] {
        let refused = Tournament { cases, ..tournament() }.play().expect_err(path);
        assert_eq!(told(&refused), (code, path.to_owned()));
    }
    assert_eq!(told(&tournament().trace().expect_err("two cases")), (ErrorCode::OutOfRange, "trace".into()));
}

#[test]
fn parts_of_two_tournaments_do_not_add_up() {
    let part = |seed: u64| {
        let seeds = Seeds { from: seed, to: seed };
        Tournament { seeds, ..tournament() }.play().expect("a part")
    };
    let spoiled: [(Spoil<Part>, &str); 6] = [
        (|part| part.seeds[0] = Seeds { from: 1, to: 2 }, "seeds"),
        (|part| part.cases = "drawn:3".into(), "cases"),
        (|part| part.rounds = 3, "rounds"),
        (|part| part.rows.truncate(1), "rows"),
        (|part| part.rows[0].customer = Customer::Emotional, "rows"),
        (|part| part.rows[1].sums.agreements = 3, "rows[1].sums"),
    ];
    for (spoil, path) in spoiled {
        let mut other = part(2);
        spoil(&mut other);
        let refused = part(1).and(other).expect_err(path);
        assert_eq!(told(&refused), (ErrorCode::PartsDoNotFit, path.to_owned()));
    }
}

#[test]
fn the_operation_adds_its_own_parts_up() {
    let engine = Engine::builtin().expect("built-in packs");
    let ask = |request: &str| Registry::core().call(&engine, "bargain.simulate", request.as_bytes());
    let part = |from: u64, to: u64| {
        let request = format!(r#"{{"seeds":{{"from":{from},"to":{to}}},"cases_per_seed":5,"rounds":4}}"#);
        let answer = ask(&request).expect("an answer");
        let json: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
        (answer, json["part"].clone())
    };
    let (whole, _) = part(1, 6);
    let parts = serde_json::json!({"parts": [part(5, 6).1, part(1, 1).1, part(2, 4).1]});
    assert_eq!(ask(&parts.to_string()).expect("an answer"), whole);
    for (request, code, path) in [
        ("{}", ErrorCode::InvalidField, "seeds"),
        (r#"{"parts":[]}"#, ErrorCode::InvalidField, "parts"),
        (r#"{"parts":[],"rounds":3}"#, ErrorCode::InvalidField, "parts"),
        (r#"{"seeds":{"from":1,"to":1},"cases":"many"}"#, ErrorCode::InvalidField, "cases"),
        (
            r#"{"seeds":{"from":1,"to":1},"cases_per_seed":1,"cases":[]}"#,
            ErrorCode::InvalidField,
            "cases_per_seed",
        ),
        (r#"{"seeds":{"from":1,"to":1},"trace":true}"#, ErrorCode::OutOfRange, "trace"),
    ] {
        assert_eq!(told(&ask(request).expect_err(request)), (code, path.to_owned()), "{request}");
    }
}

#[test]
fn a_trace_holds_every_figure() {
    let engine = Engine::builtin().expect("built-in packs");
    let request = r#"{"seeds":{"from":1,"to":1},"cases":[{"target":6000,"demand":10000,"minimum":4500}],
        "policies":["ackerman_gated"],"customers":["linear"],"trace":true}"#;
    let answer = Registry::core().call(&engine, "bargain.simulate", request.as_bytes()).expect("an answer");
    let json: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
    assert_eq!(json["trace"][0]["agreed"], 6000);
    assert_eq!(
        json["trace"][0]["moves"][1],
        serde_json::json!({"amount": 9580, "by": "customer", "round": 1})
    );
    assert_eq!(json["class"], "assessment");
    assert_eq!(json["policies"][0]["treatment"]["early"]["with_top_up"]["value"], "1");
}
