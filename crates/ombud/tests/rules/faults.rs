//! Faults seeded in sound tables: every class is found, and a sound table has none.

use ombud::{
    ErrorCode,
    model::Json,
    rules::{FindingKind, Scorecard, ScorecardDef, Table, check_scorecard, check_table, check_together},
};

use super::support::{catalogue, compiled, def, table};

/// A sound table: the regions of two facts, each with one row.
fn grid(hit: &str) -> Vec<(String, i64)> {
    let mut out = Vec::new();
    for (a, first) in [r#""< 1""#, r#""[1..3)""#, r#"">= 3""#].iter().enumerate() {
        for (b, second) in [r#""x""#, r#"["y", "z"]"#].iter().enumerate() {
            let value = i64::try_from(a * 2 + b).unwrap() % 4;
            out.push((format!(r#"{{"i": {first}, "e": {second}}}"#), value));
        }
    }
    if hit == "priority" {
        out.reverse();
    }
    out
}

fn kinds(hit: &str, rows: &[(String, i64)]) -> Vec<FindingKind> {
    let findings = check_table(&table(hit, rows, None), &catalogue());
    for finding in &findings {
        let needs_example =
            !matches!(finding.kind, FindingKind::NotProved) && !finding.detail.contains("in no case");
        assert!(!needs_example || !finding.example.is_empty(), "{finding:?}");
    }
    findings.into_iter().map(|finding| finding.kind).collect()
}

const ONE: [&str; 4] = ["unique", "first", "priority", "any"];

#[test]
fn sound_tables_have_no_finding() {
    for hit in ONE.into_iter().chain(["collect", "rule_order", "output_order"]) {
        assert_eq!(kinds(hit, &grid(hit)), [], "{hit}");
    }
}

#[test]
fn a_row_left_out_is_a_gap() {
    for hit in ONE {
        for gone in 0..6 {
            let mut rows = grid(hit);
            rows.remove(gone);
            assert_eq!(kinds(hit, &rows), [FindingKind::Gap], "{hit} without {gone}");
        }
    }
}

#[test]
fn a_bound_that_is_open_on_both_sides_is_a_gap_and_one_that_is_closed_an_overlap() {
    for row in 2..4 {
        let mut rows = grid("unique");
        rows[row].0 = rows[row].0.replace("[1..3)", "(1..3)");
        assert_eq!(kinds("unique", &rows), [FindingKind::Gap]);
        rows[row].0 = rows[row].0.replace("(1..3)", "[1..3]");
        assert_eq!(kinds("unique", &rows), [FindingKind::Overlap]);
        rows[row].0 = rows[row].0.replace("[1..3]", "(0..3)");
        assert_eq!(kinds("unique", &rows), [], "nothing lies between 0 and 1");
    }
}

#[test]
fn a_row_said_twice_overlaps_or_never_counts() {
    for again in 0..6 {
        let mut rows = grid("first");
        rows.push((rows[again].0.clone(), 9));
        assert_eq!(kinds("unique", &rows), [FindingKind::Overlap]);
        assert_eq!(kinds("any", &rows), [FindingKind::Overlap]);
        assert_eq!(kinds("first", &rows), [FindingKind::NeverFires]);
        assert_eq!(kinds("rule_order", &rows), []);
        rows.last_mut().unwrap().1 = rows[again].1;
        assert_eq!(kinds("any", &rows), [], "the same said twice is no contradiction");
    }
}

#[test]
fn a_row_that_cannot_hold_is_found_under_every_policy() {
    for hit in ["unique", "first", "priority", "any", "collect", "rule_order", "output_order"] {
        let mut rows = grid(hit);
        rows.push((r#"{"i": "> 5", "all": [{"i": "< 2"}]}"#.to_owned(), 1));
        assert_eq!(kinds(hit, &rows), [FindingKind::NeverFires], "{hit}");
    }
}

#[test]
fn a_catch_all_in_front_masks_what_follows() {
    let mut rows = grid("first");
    rows.insert(0, (String::new(), 1));
    assert_eq!(kinds("first", &rows), [FindingKind::NeverFires; 6]);
}

#[test]
fn comparisons_of_two_terms_are_proved_where_they_complete_each_other() {
    let pair = |a: &str, b: &str| {
        vec![(format!(r#"{{"where": ["{a}"]}}"#), 1), (format!(r#"{{"where": ["{b}"]}}"#), 2)]
    };
    assert_eq!(kinds("unique", &pair("i < j", "i >= j")), []);
    assert_eq!(kinds("unique", &pair("i < j", "i > j")), [FindingKind::Gap]);
    assert_eq!(kinds("unique", &pair("i <= j", "i >= j")), [FindingKind::Overlap]);
    // Nothing here knows that these two are one comparison: it is said, and not passed over.
    let open = kinds("unique", &pair("i - j < 0", "i >= j"));
    assert!(open.contains(&FindingKind::NotProved), "{open:?}");
}

#[test]
fn every_type_is_cut_where_it_is_tested() {
    let two = |a: &str, b: &str| vec![(a.to_owned(), 1), (b.to_owned(), 2)];
    let sound = [
        two(r#"{"d": "< 0.5"}"#, r#"{"d": ">= 0.5"}"#),
        two(r#"{"m": "<= CNY 5.00"}"#, r#"{"m": ">= CNY 5.01"}"#),
        two(r#"{"day": "< 2026-01-02"}"#, r#"{"day": "> 2026-01-01"}"#),
        two(r#"{"t": ["a", "b"]}"#, r#"{"t": "!= a", "all": [{"t": "!= b"}]}"#),
        two(r#"{"s": "contains p"}"#, r#"{"not": {"s": "contains p"}}"#),
        two(r#"{"known": ["i"]}"#, r#"{"not": {"known": ["i"]}}"#),
    ];
    for rows in sound {
        assert_eq!(kinds("unique", &rows), [], "{rows:?}");
    }
    let gaps = [
        two(r#"{"d": "< 0.5"}"#, r#"{"d": "> 0.5"}"#),
        two(r#"{"m": "<= CNY 5.00"}"#, r#"{"m": ">= CNY 5.02"}"#),
        two(r#"{"t": "a"}"#, r#"{"t": "b"}"#),
        two(r#"{"s": "contains p"}"#, r#"{"s": "contains q", "not": {"s": "contains p"}}"#),
    ];
    for rows in gaps {
        assert_eq!(kinds("unique", &rows), [FindingKind::Gap], "{rows:?}");
    }
}

/// A hundred rows over twelve facts stay inside the budget.
#[test]
fn a_large_table_is_proved() {
    let rows: Vec<(String, i64)> = (0..100)
        .map(|i| (format!(r#"{{"i": {i}, "e": "x", "b": true, "d": ">= 1"}}"#), i % 4))
        .chain([(String::new(), 0)])
        .collect();
    assert_eq!(kinds("first", &rows), []);
}

fn producer(values: [&str; 2]) -> Table {
    let mut def = def(
        "first",
        "unique",
        &[(r#"{"b": true}"#.into(), 1), (r#"{"b": false, "e": ["x", "y", "z"]}"#.into(), 2)],
        None,
    );
    def.output[0].fact = Some("out".parse().unwrap());
    (def.output[0].title, def.output[0].kind) = (None, None);
    for (row, value) in def.rule.iter_mut().zip(values) {
        row.then.insert("v".to_owned(), Json::Text(value.to_owned()));
    }
    compiled(def)
}

#[test]
fn a_value_that_a_later_table_does_not_know_is_found_with_a_case_that_gives_it() {
    let later =
        table("first", &[(r#"{"out": "low"}"#.to_owned(), 1), (r#"{"out": "high"}"#.to_owned(), 2)], Some(0));
    let sound = producer(["low", "high"]);
    assert_eq!(check_together(&[&sound, &later], &[], &catalogue()), []);
    let renamed = producer(["low", "higher"]);
    let findings = check_together(&[&renamed, &later], &[], &catalogue());
    assert_eq!(
        findings.iter().map(|finding| finding.kind).collect::<Vec<_>>(),
        [FindingKind::UnknownOutput, FindingKind::NeverFires]
    );
    assert!(findings[0].detail.contains("higher"));
    assert_eq!(findings[0].example.get("b").map(ToString::to_string).as_deref(), Some("false"));
}

/// The class rule, where it is enforced: what settles an offer reads no assessment, nor anything
/// behind which one stands.
#[test]
fn what_settles_money_or_order_reads_no_assessment() {
    for governs in ["entitlement", "authority", "offer", "queue"] {
        for (fact, way) in [("guess", "t → guess"), ("behind", "t → behind → guess")] {
            let mut def = def("t", "first", &[(format!(r#"{{"{fact}": ">= 3"}}"#), 1)], Some(0));
            def.output[0].governs =
                Some(ombud::model::canon::from_json(&Json::Text(governs.to_owned())).unwrap());
            let faults = Table::compile(def.clone(), &catalogue()).unwrap_err();
            let detail = faults[0].detail();
            assert_eq!(detail.path.as_deref(), Some("output[0].governs"));
            assert!(detail.found.as_deref().unwrap().starts_with(way), "{detail:?}");
            def.output[0].governs = None;
            assert!(Table::compile(def, &catalogue()).is_ok());
        }
    }
}

#[test]
fn a_produced_fact_owns_up_to_what_is_read() {
    let mut def = def("first", "unique", &[(r#"{"i": 1}"#.into(), 1), (r#"{"i": "!= 1"}"#.into(), 2)], None);
    def.output[0].fact = Some("out".parse().unwrap());
    (def.output[0].title, def.output[0].kind) = (None, None);
    for row in &mut def.rule {
        row.then.insert("v".to_owned(), Json::Text("low".to_owned()));
    }
    let faults = Table::compile(def, &catalogue()).unwrap_err();
    assert_eq!(faults.len(), 1);
    assert_eq!(faults[0].code(), ErrorCode::InvalidValue);
    assert!(faults[0].detail().expected.as_deref().unwrap().contains("`i`, which is read here"));
}

fn card(text: &str) -> Scorecard {
    let head = r#""id":"c","title":{"zh":"卡","en":"card"},"source":"test","confidence":"unverified","in_force_by":"2026-01-01""#;
    let def: ScorecardDef = ombud::model::canon::from_bytes(format!("{{{head},{text}}}").as_bytes()).unwrap();
    Scorecard::compile(def, &catalogue()).unwrap_or_else(|e| panic!("{e:?}"))
}

const BANDS: &str = r#""band":[{"id":"low","title":{"zh":"低","en":"low"}},{"id":"mid","title":{"zh":"中","en":"mid"},"from":"10"},{"id":"high","title":{"zh":"高","en":"high"},"from":"20"}]"#;

fn found(factors: &str) -> Vec<FindingKind> {
    let card = card(&format!(r#""factor":[{factors}],{BANDS}"#));
    check_scorecard(&card, &catalogue()).into_iter().map(|finding| finding.kind).collect()
}

#[test]
fn bands_that_no_score_reaches_and_steps_that_leave_room_are_found() {
    let title = r#""title":{"zh":"因素","en":"factor"}"#;
    let when = |id: &str, fact: &str, points: &str| {
        format!(r#"{{"id":"{id}",{title},"when":{{"{fact}":true}},"points":"{points}"}}"#)
    };
    let steps = |list: &str| format!(r#"{{"id":"s",{title},"fact":"i","step":[{list}]}}"#);
    let weight =
        |most: &str| format!(r#"{{"id":"w",{title},"fact":"j","weight":"2","least":"0","most":"{most}"}}"#);
    assert_eq!(found(&[when("a", "b", "10"), weight("10")].join(",")), []);
    assert_eq!(found(&[when("a", "b", "10"), weight("8")].join(",")), [FindingKind::UnreachableBand]);
    assert_eq!(found(&when("a", "b", "20")), [FindingKind::UnreachableBand], "nothing lies between");
    let three = r#"{"is":"< 0","points":"0"},{"is":"[0..5]","points":"10"},{"is":"> 5","points":"20"}"#;
    assert_eq!(found(&steps(three)), []);
    assert_eq!(found(&steps(&three.replace("[0..5]", "(0..5]"))), [FindingKind::Gap]);
    let masked = three.replace("> 5", "(0..5)");
    let kinds = found(&steps(&masked));
    assert!(kinds.contains(&FindingKind::NeverFires) && kinds.contains(&FindingKind::UnreachableBand));
    // Two factors of one fact cannot both give their points.
    let apart = format!(
        r#"{{"id":"a",{title},"when":{{"b":true}},"points":"10"}},{{"id":"z",{title},"when":{{"b":false}},"points":"10"}}"#
    );
    assert_eq!(found(&apart), [FindingKind::UnreachableBand, FindingKind::UnreachableBand]);
}

/// Past the budget the checker says so.
#[test]
fn what_is_too_large_to_prove_is_said_to_be_not_proved() {
    let any = |i: i64| {
        format!(r#"{{"any": [{{"i": ">= {i}"}}, {{"j": ">= {i}"}}, {{"d": ">= {i}"}}, {{"t": "!= {i}"}}]}}"#)
    };
    let parts: Vec<String> = (0..9).map(any).collect();
    let rows = [(format!(r#"{{"all": [{}]}}"#, parts.join(",")), 1), (String::new(), 2)];
    assert_eq!(kinds("first", &rows), [FindingKind::NotProved], "only what hangs on it");
}

/// Laying conditions out is work too: these stay small, and take a quarter of a million pairs each.
#[test]
fn laying_conditions_out_is_bounded() {
    let any = |of: i64| {
        let tests: Vec<String> = (0..500).map(|i| format!(r#"{{"i": {}}}"#, i * of)).collect();
        format!(r#"{{"any": [{}]}}"#, tests.join(","))
    };
    let when = (1..=60).map(any).collect::<Vec<_>>().join(",");
    let rows: Vec<(String, i64)> = (0..4).map(|i| (format!(r#"{{"all": [{when}]}}"#), i)).collect();
    assert!(kinds("unique", &rows).contains(&FindingKind::NotProved));
}

/// However many rows are asked about, the work is bounded.
#[test]
fn a_request_cannot_ask_for_endless_work() {
    let rows: Vec<(String, i64)> = (0..400)
        .map(|i| (format!(r#"{{"where": ["i * {i} - j < j + {i}"], "d": ">= {i}"}}"#), i % 4))
        .collect();
    let open = kinds("unique", &rows);
    assert!(open.contains(&FindingKind::NotProved));
}
