//! Vectors of typed functions. `args` is an object of texts and lists of texts, so that a runner needs
//! no more than that of JSON; `examples/conformance/run.rs` says what each method does with them.

use std::{collections::BTreeMap, fs};

use ombud::model::Json;

use super::{cases, items, map, root, said, text};

fn called(id: String, method: &str, args: &Json) -> Json {
    let args = String::from_utf8(args.to_bytes()).expect("canonical bytes are text");
    map([("id", said(id)), ("method", said(method)), ("args", said(args))])
}

fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> Json {
    Json::List(texts.into_iter().map(said).collect())
}

/// Clocks that plain counting answers, each over days at the edges of months, years and holidays.
fn columns(out: &mut Vec<Json>) {
    const DAYS: [&str; 14] = [
        "2026-03-02",
        "2024-02-07",
        "2024-02-28",
        "2024-02-29",
        "2025-12-31",
        "2026-01-01",
        "2026-02-12",
        "",
        "2019-01-01",
        "1970-01-01",
        "0001-01-01",
        "9999-12-31",
        "2035-06-01",
        "2026-09-30",
    ];
    for (regime, clock) in [
        ("cn-complaints-2020", "CN-CM-018a"),
        ("cn-insurance-law", "CN-INS-24"),
        ("uk-disp", "UK.DISP.FINAL"),
        ("uk-disp", "UK.DISP.SRC"),
        ("us-cfpb", "US.CFPB.FINAL"),
        ("us-cfpb", "US.CFPB.FIRST"),
        ("uk-disp", "NO.SUCH"),
        ("no-such", "UK.DISP.SRC"),
    ] {
        let args = map([("regime", said(regime)), ("clock", said(clock)), ("triggers", list(DAYS))]);
        out.push(called(format!("typed due_dates {clock} {regime}"), "engine.due_dates", &args));
    }
}

fn machines(out: &mut Vec<Json>) {
    const SCRIPT: &str = "acknowledge assign request_info timeout info_received assign refer_legal legal_done \
                          conclude submit reject submit approve send paid reopen";
    let chart = root().join("crates/ombud/tests/workflow/charts/benchmark.json");
    let chart = Json::parse(&fs::read(chart).expect("a chart")).expect("a chart");
    let definition = || said(String::from_utf8(chart.to_bytes()).expect("text"));
    let run = |events: &str, from: &str, step: &str| {
        map([
            ("definition", definition()),
            ("events", list(events.split_whitespace())),
            ("from", said(from)),
            ("step", said(step)),
        ])
    };
    let twice = format!("{SCRIPT} {}", SCRIPT.replacen("acknowledge ", "", 1));
    for (name, args) in [
        ("whole", run(SCRIPT, "1000", "1000")),
        ("twice", run(&twice, "0", "86400000")),
        ("refused", run("assign approve acknowledge acknowledge assign", "-5000", "1")),
        ("nothing", run("", "0", "0")),
        ("unknown event", run("acknowledge no_such", "0", "1")),
        ("too late", run("acknowledge", "253402300800000", "1")),
        ("overflow", run("acknowledge assign", "0", "9223372036854775807")),
    ] {
        out.push(called(format!("typed machine {name}"), "machine.run", &args));
    }
}

/// A golden life: what was decided and applied, and where the case stands then.
fn lives(out: &mut Vec<Json>) {
    let shown = |json: &Json| String::from_utf8(json.to_bytes()).expect("text");
    for (name, life) in cases::lives() {
        let (mut commands, mut times) = (Vec::new(), Vec::new());
        for step in items(life.get("steps")) {
            if let Some(command) = step.get("do") {
                commands.push(said(shown(command)));
                times.push(said(text(step, "now").expect("now")));
            }
        }
        let mut args = BTreeMap::from([
            ("opening".to_owned(), said(shown(life.get("opening").expect("an opening")))),
            ("now".to_owned(), said(text(&life, "now").expect("now"))),
            ("who".to_owned(), said(shown(life.get("for").expect("who asks")))),
        ]);
        args.insert("commands".to_owned(), Json::List(commands));
        args.insert("times".to_owned(), Json::List(times));
        out.push(called(format!("typed case {name}"), "case.life", &Json::Map(args)));
    }
}

pub(super) fn lines() -> Vec<Json> {
    let mut out = Vec::new();
    columns(&mut out);
    machines(&mut out);
    lives(&mut out);
    out
}
