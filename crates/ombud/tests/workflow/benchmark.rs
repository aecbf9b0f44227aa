//! The chart that engines are measured on: its counters are those of every other engine.

use ombud::model::{Duration, Value};

use super::support::{at, chart, leaves, machine, send};
use ombud::workflow::Status;

const SCRIPT: &str = "assign request_info timeout info_received assign refer_legal legal_done conclude \
                      submit reject submit approve send paid reopen";

#[test]
fn the_benchmark_counts_as_every_engine_does() {
    let chart = chart(include_str!("charts/benchmark.json"));
    for explain in [false, true] {
        let mut machine = machine(&chart);
        machine.explain(explain);
        let events = std::iter::once("acknowledge").chain((0..100).flat_map(|_| SCRIPT.split_whitespace()));
        let mut now = 0;
        for event in events {
            now += 1;
            let status = send(&mut machine, event, at(now));
            assert_eq!(status, Status::Moved, "{event}: {:?}", machine.refusal());
        }
        assert_eq!(leaves(&machine), "triage");
        let datum = |name: &str| machine.instance().datum(&chart, name).cloned();
        assert_eq!(datum("entered"), Some(Value::Int(1_502)));
        assert_eq!(datum("exited"), Some(Value::Int(1_501)));
        assert_eq!(datum("spent"), Some(Value::Duration(Duration::from_seconds(1_501))));
        assert_eq!(machine.explanation().0.is_empty(), !explain);
    }
}
