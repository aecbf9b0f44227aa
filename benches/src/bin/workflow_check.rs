//! A workflow from its bytes to all findings, timed: `workflow_check ROUNDS [FILE...]`.
//!
//! Prints microseconds for reading, compiling and checking, the fastest and the middle one of the
//! rounds: of each FILE, of 12 states, and of 500 states flat and in up to four regions.

use std::{hint::black_box, time::Instant};

use ombud::{
    model::Catalogue,
    workflow::{
        Chart, Definition,
        check::{Given, check_chart},
    },
};

type Failure = Box<dyn std::error::Error>;

fn main() -> Result<(), Failure> {
    let mut args = std::env::args().skip(1);
    let rounds: usize = args.next().ok_or("missing argument: ROUNDS")?.parse()?;
    for file in args {
        timed(&file, &std::fs::read(&file)?, rounds)?;
    }
    timed("12 states", made(1, 12).as_bytes(), rounds)?;
    for regions in [1, 2, 4] {
        timed(&format!("500 states, regions: {regions}"), made(regions, 500 / regions).as_bytes(), rounds)?;
    }
    Ok(())
}

fn timed(name: &str, bytes: &[u8], rounds: usize) -> Result<(), Failure> {
    let catalogue = Catalogue::default();
    let mut times = Vec::new();
    let mut findings = 0;
    for _ in 0..rounds.max(1) {
        let start = Instant::now();
        let definition = Definition::from_bytes(black_box(bytes))?;
        let chart = Chart::compile(&definition, &catalogue)
            .map_err(|errors| errors.first().map(ToString::to_string).unwrap_or_default())?;
        findings = black_box(check_chart(&chart, &catalogue, &Given::default())).len();
        times.push(start.elapsed().as_secs_f64() * 1e6);
    }
    times.sort_by(f64::total_cmp);
    let (least, middle) = (times.first().copied(), times.get(times.len() / 2).copied());
    println!(
        "{name}: {:.0} us, middle {:.0} us, findings: {findings}",
        least.unwrap_or_default(),
        middle.unwrap_or_default()
    );
    Ok(())
}

/// A sound workflow: in each region states in a row, every one with a way on, every third with a way
/// back and every fifth with a case told apart by what the event says.
fn made(regions: usize, states: usize) -> String {
    let title = |id: &str| format!(r#""title": {{"zh": "{id}", "en": "{id}"}}"#);
    let (mut events, mut body) = (Vec::new(), Vec::new());
    for region in 0..regions {
        let mut inside = Vec::new();
        for at in 0..states.saturating_sub(1) {
            let (id, next) = (format!("r{region}s{at}"), format!("r{region}s{}", at + 1));
            let (go, back) = (format!("go{region}x{}", at % 7), format!("back{region}"));
            let way = |name: &str, event: &str, to: &str, guard: &str| {
                format!(
                    r#"{{"id": "{id}{name}", "event": "{event}", "target": "{to}", "roles": ["handler"]{guard}}}"#
                )
            };
            let mut ways = Vec::new();
            if at % 5 == 4 {
                let start = format!("r{region}s{}", at - 4);
                ways.push(way("a", &go, &next, r#", "guard": "event.amount <= 100""#));
                ways.push(way("b", &go, &start, r#", "guard": "event.amount > 100""#));
            } else {
                ways.push(way("a", &go, &next, ""));
            }
            if at % 3 == 2 {
                ways.push(way("c", &back, &format!("r{region}s{}", at - 2), ""));
            }
            inside.push(format!(r#"{{"id": "{id}", {}, "transitions": [{}]}}"#, title(&id), ways.join(",")));
        }
        let end = format!("r{region}s{}", states.saturating_sub(1));
        inside.push(format!(r#"{{"id": "{end}", {}, "kind": "final"}}"#, title(&end)));
        for event in (0..7).map(|at| format!("go{region}x{at}")).chain([format!("back{region}")]) {
            let field = format!(r#"[{{"id": "amount", "type": "int", {}}}]"#, title("amount"));
            events.push(format!(r#"{{"id": "{event}", {}, "fields": {field}}}"#, title(&event)));
        }
        body.push(if regions == 1 {
            inside.join(",")
        } else {
            let id = format!("r{region}");
            format!(r#"{{"id": "{id}", {}, "states": [{}]}}"#, title(&id), inside.join(","))
        });
    }
    let body = if regions == 1 {
        body.concat()
    } else {
        format!(
            r#"{{"id": "all", {}, "kind": "parallel", "states": [{}],
                "transitions": [{{"id": "join", "event": "done.state.all", "target": "end"}}]}},
               {{"id": "end", {}, "kind": "final"}}"#,
            title("all"),
            body.join(","),
            title("end")
        )
    };
    format!(
        r#"{{"format_version": 1, "id": "made", {}, "roles": [{{"id": "handler", {}}}],
            "events": [{}], "states": [{body}]}}"#,
        title("made"),
        title("handler"),
        events.join(",")
    )
}
