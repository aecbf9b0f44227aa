//! Drawings with the numbers of cases.

use ombud::{
    model::Lang,
    workflow::{
        Explanation, Time,
        draw::{Traffic, dot_with, mermaid_with},
    },
};

use crate::support::{chart, definition, machine};

const TWO: &str = r#"{"format_version":1,"id":"two","title":{"zh":"甲","en":"Two"},
"events":[{"id":"close","title":{"zh":"办结","en":"Close"}},{"id":"note","title":{"zh":"备注","en":"Note"}}],
"states":[
 {"id":"open","title":{"zh":"处理中","en":"Open"},"transitions":[{"id":"t.close","event":"close","target":"closed"},{"id":"t.note","event":"note"}]},
 {"id":"closed","title":{"zh":"已办结","en":"Closed"},"kind":"final"}]}"#;

#[test]
fn a_drawing_counts_what_a_set_of_cases_did() {
    const HOUR: i64 = 3_600_000;
    let chart = chart(TWO);
    let mut traffic = Traffic::default();
    // One case is closed after 30 hours, one after 66; the third is still open.
    for closed_after in [Some(30), Some(66), None] {
        let mut one = machine(&chart);
        one.explain(true);
        let mut steps: Vec<(Time, Explanation)> = Vec::new();
        let begun = ["open"].map(|state| ombud::workflow::Happened::Entered(state.to_owned()));
        steps.push((Time::from_millis(0), Explanation(begun.into())));
        for (event, hour) in [("note", Some(5)), ("close", closed_after)] {
            let Some(hour) = hour else { continue };
            let now = Time::from_millis(hour * HOUR);
            one.send(chart.event(event).expect("an event"), now).expect("a time in range");
            steps.push((now, one.explanation()));
        }
        traffic.add(steps.iter().map(|(now, explanation)| (*now, explanation)));
    }
    let drawn = mermaid_with(&definition(TWO), Lang::Zh, &traffic);
    assert!(drawn.contains("state \"处理中 ×3 ⌀2.0天\" as s_open"), "{drawn}");
    assert!(drawn.contains("s_open --> s_closed : 办结 ×2"), "{drawn}");
    let drawn = dot_with(&definition(TWO), Lang::En, &traffic);
    assert!(drawn.contains("label=\"Open ×3 ⌀2.0 d\""), "{drawn}");
    assert!(drawn.contains("label=\"Closed ×2\""), "{drawn}");
    assert_eq!(traffic.taken("t.note"), 3);
}
