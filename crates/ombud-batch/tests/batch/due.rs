//! `due` with a request: what `clock.due` says, row for row.

use std::collections::BTreeMap;

use ombud::model::{Date, Instant, Json};
use proptest::prelude::*;

use super::{
    ENGINE, lines,
    make::{self, Made},
    refused, registry,
};

const OWN: [&str; 14] = [
    "regime",
    "clock",
    "part",
    "reference",
    "due",
    "prudent_due",
    "late_from",
    "status",
    "basis",
    "confidence",
    "needs",
    "problems",
    "error_code",
    "error",
];

type Line = Vec<Option<String>>;

fn text(json: &Json, key: &str) -> Option<String> {
    json.get(key).map(|value| match value {
        Json::Text(text) => text.clone(),
        other => String::from_utf8(other.to_bytes()).unwrap(),
    })
}

/// The lines that the operation's answer to one request stands for.
fn wanted(request: &Json) -> Vec<Line> {
    let answer = match registry().call(&ENGINE, "clock.due", &request.to_bytes()) {
        Ok(answer) => Json::parse(&answer).unwrap(),
        Err(error) => {
            let mut line: Line = vec![None; 12];
            line.push(Some(error.code().name().to_owned()));
            line.push(Some(String::from_utf8(ombud::model::canon::to_bytes(&error).unwrap()).unwrap()));
            return vec![line];
        }
    };
    let list = |key: &str| match answer.get(key) {
        Some(Json::List(list)) => list.clone(),
        _ => Vec::new(),
    };
    let day = |text: String| text.parse::<Date>().unwrap().days().to_string();
    let second = |text: String| text.parse::<Instant>().unwrap().unix_seconds().to_string();
    let mut lines: Vec<Line> = Vec::new();
    for duty in list("obligations") {
        lines.push(vec![
            text(&duty, "regime"),
            text(&duty, "clock"),
            text(&duty, "part"),
            text(&duty, "ref"),
            text(&duty, "due").map(day),
            text(&duty, "prudent_due").map(day),
            text(&duty, "late_from").map(second),
            text(&duty, "status"),
            text(&duty, "basis"),
            text(&duty, "confidence"),
            text(&duty, "needs"),
            None,
            None,
            None,
        ]);
    }
    for passed in list("passed_over") {
        let mut line: Line = ["regime", "clock", "part", "ref"].map(|key| text(&passed, key)).to_vec();
        line.extend([None, None, None, Some("not_in_force".to_owned())]);
        line.extend(vec![None; 6]);
        lines.push(line);
    }
    if lines.is_empty() {
        let mut line: Line = vec![None; 14];
        line[7] = Some("none".to_owned());
        lines.push(line);
    }
    lines
}

/// What stands in the columns of one row.
#[derive(Debug, Clone)]
struct Cells {
    received: Option<String>,
    extended: Option<i64>,
    ground: Option<&'static str>,
    people: Option<i64>,
    regime: &'static str,
    part: Option<bool>,
    as_of: Option<i32>,
}

fn cells() -> impl Strategy<Value = Cells> {
    let received = prop_oneof![
        6 => (20_450..20_600).prop_map(|day| Some(Date::from_days(day).unwrap().to_string())),
        2 => (20_450..20_600).prop_map(|day| Some(format!("{}T09:30:00+08:00", Date::from_days(day).unwrap()))),
        1 => Just(Some("2026-02-30".to_owned())),
        1 => Just(Some(String::new())),
        1 => Just(Some("1026-02-03".to_owned())),
        1 => Just(None),
    ];
    let extended = proptest::option::of((20_450_i64..20_640).prop_map(|day| day * 86_400 + day % 3 * 3_600));
    let ground = prop_oneof![Just(None), Just(Some("complex")), Just(Some("because"))];
    let people = prop_oneof![Just(None), (0_i64..40).prop_map(Some)];
    let regime = prop_oneof![
        4 => Just("cn-complaints-2020"), 2 => Just("uk-disp"), 1 => Just("cn-insurance-law"), 1 => Just("no-such")
    ];
    let as_of = prop_oneof![9 => (20_450..20_700).prop_map(Some), 1 => Just(None)];
    (received, extended, ground, people, regime, proptest::option::of(any::<bool>()), as_of).prop_map(
        |(received, extended, ground, people, regime, part, as_of)| Cells {
            received,
            extended,
            ground,
            people,
            regime,
            part,
            as_of,
        },
    )
}

fn columns(rows: &[Cells]) -> Vec<Made> {
    let received: Vec<Option<&str>> = rows.iter().map(|row| row.received.as_deref()).collect();
    let of = |cell: fn(&Cells) -> Option<&'static str>| rows.iter().map(cell).collect::<Vec<_>>();
    vec![
        make::views("received", &received),
        make::longs(
            "extended",
            "tss:Asia/Shanghai",
            &rows.iter().map(|row| row.extended).collect::<Vec<_>>(),
        ),
        make::coded("ground", &of(|row| row.ground)),
        make::longs("people", "l", &rows.iter().map(|row| row.people).collect::<Vec<_>>()),
        make::texts("regime", &of(|row| Some(row.regime))),
        make::bools("part", &rows.iter().map(|row| row.part).collect::<Vec<_>>()),
        make::days("as_of", &rows.iter().map(|row| row.as_of).collect::<Vec<_>>()),
    ]
}

fn map<const N: usize>(members: [(&str, Option<Json>); N]) -> Json {
    Json::Map(members.into_iter().filter_map(|(key, json)| Some((key.to_owned(), json?))).collect())
}

fn json(text: &str) -> Option<Json> {
    Some(Json::Text(text.to_owned()))
}

/// An instant as it is shown in Shanghai.
fn shanghai(second: i64) -> String {
    let zone = ombud::model::Zone::new("Asia/Shanghai").unwrap();
    zone.show(Instant::from_unix_seconds(second).unwrap()).to_string()
}

/// The request that a row of the template stands for.
fn request(row: &Cells, many: bool) -> Json {
    let regime = if many { row.regime } else { "cn-complaints-2020" };
    let mut events = Vec::new();
    if let Some(at) = row.extended {
        let ground = if many { row.ground } else { Some("complex") };
        let fields = map([("ground", ground.and_then(json)), ("reason", json("a hospital"))]);
        events.push(map([("type", json("extended")), ("at", json(&shanghai(at))), ("fields", Some(fields))]));
    }
    let people = row.people.map(Json::Int);
    let part = map([("complaint.designated_major", row.part.map(Json::Bool))]);
    map([
        ("regimes", Some(Json::List(json(regime).into_iter().collect()))),
        ("received", row.received.as_deref().and_then(json)),
        (
            "facts",
            Some(map([
                ("complaint.people_in_person", people),
                ("complaint.designated_major", Some(Json::Bool(false))),
            ])),
        ),
        ("parts", many.then(|| Json::Map(BTreeMap::from([("one".to_owned(), part)])))),
        ("events", Some(Json::List(events))),
        ("as_of", row.as_of.and_then(|day| json(&Date::from_days(day).unwrap().to_string()))),
    ])
}

const FEW: &str = r#"{"format_version":1,"batch":"due","keep":["regime name","people"],"request":{
    "regimes":["cn-complaints-2020"],"received":{"column":"received"},"as_of":{"column":"as_of"},
    "facts":{"complaint.people_in_person":{"column":"people"},"complaint.designated_major":false},
    "events":[{"type":"extended","at":{"column":"extended"},"fields":{"ground":"complex","reason":"a hospital"}}]}}"#;

const MANY: &str = r#"{"format_version":1,"batch":"due","keep":["regime name","people"],"request":{
    "regimes":[{"column":"regime name"}],"received":{"column":"received"},"as_of":{"column":"as_of"},
    "facts":{"complaint.people_in_person":{"column":"people"},"complaint.designated_major":false},
    "parts":{"one":{"complaint.designated_major":{"column":"part"}}},
    "events":[{"type":"extended","at":{"column":"extended"},"fields":{"ground":{"column":"ground"},"reason":"a hospital"}}]}}"#;

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn the_lines_are_what_the_operation_says(rows in proptest::collection::vec(cells(), 0..12), many in any::<bool>()) {
        let mut columns = columns(&rows);
        columns[4].0.name = b"regime name".to_vec();
        let found = lines(if many { MANY } else { FEW }, make::stream(columns));
        let names: Vec<&str> = found.columns.iter().map(|(name, _)| name.as_str()).collect();
        prop_assert_eq!(&names[..3], ["row", "regime name", "people"]);
        prop_assert_eq!(&names[3..], OWN);
        let mut all: Vec<Line> = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            for line in wanted(&request(row, many)) {
                let mut whole = vec![Some(number.to_string()), Some(row.regime.to_owned()), row.people.map(|n| n.to_string())];
                whole.extend(line);
                all.push(whole);
            }
        }
        prop_assert_eq!(found.all(), all.iter().collect::<Vec<_>>());
    }
}

#[test]
fn what_no_row_can_be_asked_is_refused_at_once() {
    let refuse = |from: &str, to: &str| {
        let row = Cells {
            received: None,
            extended: None,
            ground: None,
            people: None,
            regime: "",
            part: None,
            as_of: None,
        };
        let mut columns = columns(&[row]);
        columns[4].0.name = b"regime name".to_vec();
        let error = refused(&FEW.replacen(from, to, 1), make::stream(columns));
        (error.code().name(), error.detail().path.clone().unwrap_or_default())
    };
    let at = |code: &'static str, path: &str| (code, path.to_owned());
    assert_eq!(refuse("[\"cn-complaints-2020\"]", "[]"), at("invalid_field", "request.regimes"));
    assert_eq!(refuse("cn-complaints-2020", "no-such").0, "unknown_regime");
    assert_eq!(refuse("\"complex\"", "\"because\""), at("invalid_value", "request.events[0]"));
    assert_eq!(refuse("\"type\":\"extended\"", "\"type\":\"gone\"").0, "unknown_event");
    assert_eq!(refuse("\"type\":\"extended\",", "").0, "invalid_field");
    assert_eq!(refuse("people_in_person", "people_abroad").0, "unknown_fact");
    assert_eq!(refuse("major\":false", "major\":7"), at("invalid_value", "request.facts"));
    assert_eq!(refuse("\"as_of\":{\"column\":\"as_of\"},", ""), at("invalid_field", "request.as_of"));
    assert_eq!(refuse("{\"column\":\"as_of\"}", "\"soon\""), at("invalid_date", "request.as_of"));
    assert_eq!(
        refuse("{\"column\":\"as_of\"}", "{\"column\":\"none\"}"),
        at("header_mismatch", "request.as_of")
    );
    assert_eq!(refuse("\"as_of\":", "\"of\":1,\"as_of\":"), at("invalid_field", "request.of"));
    assert_eq!(refuse("\"batch\":", "\"regimes\":[\"uk-disp\"],\"batch\":"), at("invalid_field", "request"));
}
