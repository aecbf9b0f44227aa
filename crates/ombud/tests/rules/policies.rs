//! Each hit policy, with what is unknown, in conflict and faulty.

use ombud::cond::Truth;

use super::support::{catalogue, compiled, decide, def, said, table};

fn rows(list: &[(&str, i64)]) -> Vec<(String, i64)> {
    list.iter().map(|(when, value)| ((*when).to_owned(), *value)).collect()
}

const TWO: [(&str, i64); 2] = [(r#"{"i": ">= 3"}"#, 1), (r#"{"b": true}"#, 2)];

#[test]
fn first_takes_the_first_and_asks_what_could_outrank_it() {
    let table = table("first", &rows(&TWO), Some(0));
    assert_eq!(said(&decide(&table, &[("i", "3")]).verdict), "1");
    assert_eq!(said(&decide(&table, &[("i", "2"), ("b", "true")]).verdict), "2");
    assert_eq!(said(&decide(&table, &[("b", "true")]).verdict), "needs i");
    assert_eq!(said(&decide(&table, &[("i", "2")]).verdict), "needs b");
    assert_eq!(said(&decide(&table, &[("i", "2"), ("b", "false")]).verdict), "0");
    let same = super::support::table("first", &rows(&[TWO[0], (r#"{"b": true}"#, 1)]), None);
    assert_eq!(said(&decide(&same, &[("b", "true")]).verdict), "1", "either row says the same");
}

fn self_check(hit: &str, given: &[(&str, &str)]) -> String {
    said(&decide(&table(hit, &rows(&TWO), None), given).verdict)
}

#[test]
fn unique_and_any_tell_a_conflict_with_both_rows() {
    let both = [("i", "3"), ("b", "true")];
    assert_eq!(self_check("unique", &both), "conflict r0,r1");
    assert_eq!(self_check("any", &both), "conflict r0,r1");
    assert_eq!(self_check("unique", &[("i", "3"), ("b", "false")]), "1");
    assert_eq!(self_check("unique", &[("i", "3")]), "needs b", "the other row would be a conflict");
    assert_eq!(self_check("unique", &[("i", "1"), ("b", "false")]), "none");
    let same = table("any", &rows(&[TWO[0], (r#"{"b": true}"#, 1)]), None);
    assert_eq!(said(&decide(&same, &both).verdict), "1");
    assert_eq!(said(&decide(&same, &[("i", "3")]).verdict), "1", "the other row could say nothing else");
}

#[test]
fn priority_takes_the_highest_output() {
    // The priority of the test tables is 3, 2, 1, 0.
    assert_eq!(self_check("priority", &[("i", "3"), ("b", "true")]), "2");
    assert_eq!(self_check("priority", &[("b", "true")]), "2", "a lower row does not matter");
    assert_eq!(self_check("priority", &[("i", "3")]), "needs b");
    assert_eq!(self_check("output_order", &[("i", "3"), ("b", "true")]), "2 1");
}

#[test]
fn lists_wait_for_every_row() {
    for hit in ["collect", "rule_order"] {
        assert_eq!(self_check(hit, &[("i", "3"), ("b", "true")]), "1 2");
        assert_eq!(self_check(hit, &[("i", "3")]), "needs b");
        assert_eq!(self_check(hit, &[("i", "1"), ("b", "false")]), "");
    }
}

#[test]
fn aggregates_ask_only_for_what_would_move_them() {
    let three = rows(&[(r#"{"i": ">= 3"}"#, 5), (r#"{"b": true}"#, 0), (r#"{"e": "x"}"#, 7)]);
    let of = |aggregate: &str, given: &[(&str, &str)]| {
        said(&decide(&table(&format!("collect.{aggregate}"), &three, None), given).verdict)
    };
    let some = [("i", "3"), ("e", "y")];
    assert_eq!(of("sum", &some), "5", "nought more or less");
    assert_eq!(of("min", &some), "needs b");
    assert_eq!(of("max", &some), "5");
    assert_eq!(of("count", &some), "needs b");
    let all = [("i", "3"), ("e", "x"), ("b", "true")];
    assert_eq!([of("sum", &all), of("min", &all), of("max", &all), of("count", &all)], ["12", "0", "7", "3"]);
    let none = [("i", "0"), ("e", "y"), ("b", "false")];
    assert_eq!([of("sum", &none), of("count", &none)], ["none", "0"]);
}

#[test]
fn a_sum_past_the_range_is_a_fault_and_no_number() {
    let two = rows(&[(r#"{"b": true}"#, i64::MAX), (r#"{"i": ">= 0"}"#, 1)]);
    let table = table("collect.sum", &two, None);
    assert_eq!(said(&decide(&table, &[("b", "true"), ("i", "0")]).verdict), "failed r0,r1");
}

#[test]
fn a_condition_without_truth_value_is_an_outcome_of_its_own() {
    let list = rows(&[(r#"{"b": true}"#, 1), (r#"{"m": ">= CNY 5.00"}"#, 2)]);
    let first = table("first", &list, None);
    let dollars = ("m", "USD 5.00");
    assert_eq!(said(&decide(&first, &[("b", "false"), dollars]).verdict), "failed r1");
    assert_eq!(said(&decide(&first, &[dollars]).verdict), "failed r1", "before unknown");
    let decision = decide(&first, &[("b", "true"), dollars]);
    assert_eq!(said(&decision.verdict), "1", "what is outranked does not matter");
    assert_eq!(decision.rows[1].truth, None);
    assert_eq!(said(&decide(&table("unique", &list, None), &[("b", "true"), dollars]).verdict), "failed r1");
}

#[test]
fn the_trace_shows_every_row_and_every_fact_with_its_evidence() {
    let table = table("first", &rows(&TWO), Some(0));
    let mut facts = super::support::facts(&[("i", "3")]);
    let (id, mut fact) = catalogue().parse_fact("i", "3").unwrap();
    fact.evidence.push("letter 7".to_owned());
    facts.insert(id, fact);
    let decision = table.decide(&facts, super::support::day(), super::support::day());
    assert_eq!(
        decision.rows.iter().map(|row| row.truth).collect::<Vec<_>>(),
        [Some(Truth::True), Some(Truth::Unknown)]
    );
    assert_eq!(decision.rows[1].needs[0].as_str(), "b");
    assert_eq!(decision.facts[0].fact.as_str(), "b");
    assert_eq!(decision.facts[0].value, None);
    assert_eq!(decision.facts[1].evidence, ["letter 7"]);
}

/// Law time: the version of the day on which the case began, or of the day of asking.
#[test]
fn the_day_selects_the_version() {
    use ombud::model::{AppliesBy, Confidence, Date, Versions};
    let date = |text: &str| text.parse::<Date>().unwrap();
    let mut old = def("t", "first", &rows(&TWO), Some(0));
    old.effective_to = Some(date("2026-06-30"));
    let mut new = def("t", "first", &rows(&[TWO[1]]), Some(9));
    (new.in_force_by, new.effective_from) = (None, Some(date("2026-07-01")));
    let mut versions = Versions::one(compiled(new.clone()));
    versions.add(compiled(old.clone()));
    let default = |trigger: &str, as_of: &str| {
        let (trigger, as_of) = (date(trigger), date(as_of));
        let version = versions.at(trigger, as_of).unwrap();
        version.decide(&super::support::facts(&[("i", "0"), ("b", "false")]), trigger, as_of)
    };
    assert_eq!(said(&default("2026-06-30", "2026-08-01").verdict), "0");
    assert_eq!(said(&default("2026-07-01", "2026-08-01").verdict), "9");
    // The start of the old version is not known: earlier cases have it with a lower mark.
    old.confidence = Confidence::Text;
    let early = Versions::one(compiled(old));
    let day = date("2020-01-01");
    let decision = early.at(day, day).unwrap().decide(&ombud::model::Facts::new(), day, day);
    assert_eq!(decision.confidence, Confidence::Secondary);
    // A later version whose start is not known does not reach back over an earlier one.
    let mut known = def("t", "first", &rows(&TWO), Some(0));
    (known.in_force_by, known.effective_from) = (None, Some(date("2019-01-01")));
    known.effective_to = Some(date("2020-12-31"));
    let mut read = def("t", "first", &rows(&[TWO[1]]), Some(9));
    read.in_force_by = Some(date("2026-01-01"));
    let mut both = Versions::one(compiled(read));
    both.add(compiled(known));
    let of = |text: &str| both.at(date(text), date(text)).unwrap().def().rule.len();
    assert_eq!((of("2020-06-01"), of("2021-06-01")), (2, 1));
    new.applies_by = AppliesBy::AsOf;
    let taken_over = Versions::one(compiled(new));
    assert!(taken_over.at(day, date("2026-07-01")).is_ok());
    assert!(taken_over.at(day, date("2026-06-30")).is_err());
}
