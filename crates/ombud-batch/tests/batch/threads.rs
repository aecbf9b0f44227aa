//! Threads change nothing but the time that it takes.

use super::{lines, make};

#[test]
fn the_lines_are_the_same_with_threads() {
    let days: Vec<Option<String>> = (0..250)
        .map(|at| match at % 10 {
            0 => None,
            7 => Some("no day".to_owned()),
            _ => Some(format!("2026-0{}-{:02}", 1 + at % 6, 1 + at % 28)),
        })
        .collect();
    let texts: Vec<Option<&str>> = days.iter().map(Option::as_deref).collect();
    let request =
        r#""request":{"regimes":["cn-complaints-2020"],"as_of":"2026-06-01","received":{"column":"x"}}"#;
    for spec in [
        format!(r#"{{"batch":"due",{request},"keep":["x"]"#),
        format!(r#"{{"batch":"call","operation":"clock.due",{request},"keep":["x"]"#),
        r#"{"batch":"due_dates","regime":"cn-complaints-2020","clock":"CN-CM-018a","column":"x""#.to_owned(),
        r#"{"batch":"facts","request":{"as_of":{"column":"x"},"facts":{"incident.people":3}}"#.to_owned(),
    ] {
        let of = |threads: usize| {
            lines(&format!("{spec},\"threads\":{threads}}}"), make::stream(vec![make::texts("x", &texts)]))
        };
        let one = of(1);
        assert!(one.all().len() >= 250);
        for threads in [2, 3, 64] {
            assert!(of(threads) == one, "{threads} threads, {spec}");
        }
    }
}
