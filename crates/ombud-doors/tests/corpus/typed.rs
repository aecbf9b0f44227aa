//! Vectors of typed functions: scripts, whose steps `examples/conformance/steps.rs` describes. A line is
//! an object of texts and lists of texts, so that a runner needs no more than that of JSON.

use std::fs;

use ombud::{
    Engine,
    case::{Command, Decision, Opening},
    model::Json,
};

use super::{cases, items, map, root, said, steps, text};

/// The functions of C that the runner in C need not call.
const LEFT_OUT: &[(&str, &str)] = &[
    ("ombud_abi_version", "only C has a binary interface"),
    ("ombud_build_info", "runners are built in different ways"),
    ("ombud_version", "Java tells it in the document of the build"),
];

fn scripted<const N: usize>(id: &str, steps: &[&str], fields: [(&str, Json); N]) -> Json {
    let mut line = map(fields);
    if let Json::Map(line) = &mut line {
        line.insert("id".to_owned(), said(format!("typed {id}")));
        line.insert("steps".to_owned(), list(steps.iter().copied()));
    }
    line
}

fn list<'t>(texts: impl IntoIterator<Item = &'t str>) -> Json {
    Json::List(texts.into_iter().map(said).collect())
}

fn shown(json: &Json) -> String {
    String::from_utf8(json.to_bytes()).expect("canonical bytes are text")
}

/// A chart of the tests of the core.
fn chart(name: &str) -> Json {
    let path = root().join("crates/ombud/tests/workflow/charts").join(name);
    said(shown(&Json::parse(&fs::read(path).expect("a chart")).expect("a chart")))
}

/// An engine with a pack of one's own, what it answers, and its errors.
fn engines(out: &mut Vec<Json>) {
    const FIRM: &str = r#"{"builtin":true,"format_version":1,"packs":[{"files":[{"path":"firm.toml","text":"[manifest]\nid = \"firm\"\nversion = \"1\"\ntitle = { zh = \"本行\", en = \"Our firm\" }\n"}]}]}"#;
    const COUNT: &str = r#"{"calendar":"cn","from":"2026-02-12","to":"2026-02-28"}"#;
    const INQUIRY: &str = r#"{"as_of":"2026-03-20","events":[{"at":"2026-03-10","fields":{"ground":"complex","reason":"需向医院调取病历"},"type":"extended"}],"received":"2026-03-02","regimes":["cn-complaints-2020"]}"#;
    const PROOF: &str = r#"{"clock":"UK.DISP.SRC","inquiry":{"as_of":"2026-06-08","received":"2026-06-06","regimes":["uk-disp"]},"page":"zh"}"#;
    const CHANGE: &str = r#"{"inquiry":{"as_of":"2026-03-20","received":"2026-03-02","regimes":["cn-complaints-2020"]},"instead":{"as_of":"2026-03-20","events":[{"at":"2026-03-10","fields":{"ground":"complex","reason":"需向医院调取病历"},"type":"extended"}],"received":"2026-03-02","regimes":["cn-complaints-2020"]}}"#;
    out.push(scripted(
        "engine",
        &[
            "engine.bundle",
            "engine.operations",
            "engine.due inquiry",
            "engine.explain proof",
            "engine.what_if change",
            "engine.count count",
            "engine.call clock.count count",
            "engine.call_many clock.count requests",
            "engine.call_many no.such requests",
            "engine.new firm",
            "engine.bundle",
            "engine.call pack.list empty",
            "engine.new faulty",
        ],
        [
            ("count", said(COUNT)),
            ("inquiry", said(INQUIRY)),
            ("proof", said(PROOF)),
            ("change", said(CHANGE)),
            ("requests", list([COUNT, "{}", "", COUNT, "[😀"])),
            ("firm", said(FIRM)),
            ("faulty", said(FIRM.replace("version = ", "versions = "))),
            ("empty", said("{}")),
        ],
    ));
    out.push(scripted(
        "errors",
        &[
            "engine.call clock.count unknown",
            "error.number",
            "error.name",
            "error.message zh",
            "error.message en",
            "error.json",
            "engine.workflow 😀",
            "error.number",
            "error.json",
        ],
        [("unknown", said(r#"{"calendar":"😀","from":"2026-02-12","to":"2026-02-28"}"#))],
    ));
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
        let step = format!("engine.due_dates {regime} {clock} triggers");
        out.push(scripted(&format!("due_dates {clock} {regime}"), &[&step], [("triggers", list(DAYS))]));
    }
}

/// Tables of each kind, columns of texts.
fn tables(out: &mut Vec<Json>) {
    let received = || list(["2026-03-02", "", "2026-02-30", "2024-02-07"]);
    let numbers = || list(["TS-1", "TS-\"2\"", "", "投诉 😀"]);
    for (name, spec) in [
        (
            "due_dates",
            r#"{"batch":"due_dates","clock":"CN-CM-018a","column":"received","regime":"cn-complaints-2020"}"#,
        ),
        (
            "due",
            r#"{"batch":"due","keep":["case_no"],"request":{"as_of":"2026-03-20","received":{"column":"received"},"regimes":["cn-complaints-2020","uk-disp"]}}"#,
        ),
        (
            "facts",
            r#"{"batch":"facts","keep":["case_no"],"request":{"as_of":"2026-03-20","facts":{"complaint.designated_major":false,"complaint.people_in_person":22},"trigger":{"column":"received"}}}"#,
        ),
        (
            "call",
            r#"{"batch":"call","keep":["case_no"],"operation":"clock.count","request":{"calendar":"cn","from":"2024-02-01","to":{"column":"received"}}}"#,
        ),
        (
            "unknown column",
            r#"{"batch":"due_dates","clock":"CN-CM-018a","column":"none","regime":"cn-complaints-2020"}"#,
        ),
    ] {
        let fields = [("spec", said(spec)), ("received", received()), ("case_no", numbers())];
        out.push(scripted(&format!("batch {name}"), &["engine.batch spec case_no received"], fields));
    }
    out.push(scripted(
        "batch source",
        &["engine.batch spec 投诉编号 收到时间 类别"],
        [
            (
                "spec",
                said(r#"{"as_of":"2026-03-20","batch":"due","keep":["投诉编号"],"source":"cn-ledger-csv"}"#),
            ),
            ("投诉编号", list(["A1", "A2", "A3"])),
            ("收到时间", list(["2026-03-02", "03/04", ""])),
            ("类别", list(["投诉", "投诉", "咨询"])),
        ],
    ));
}

fn machines(out: &mut Vec<Json>) {
    const SCRIPT: &str = "acknowledge assign request_info timeout info_received assign refer_legal legal_done \
                          conclude submit reject submit approve send paid reopen";
    let twice = format!("{SCRIPT} {}", SCRIPT.replacen("acknowledge ", "", 1));
    for (name, events, from, step) in [
        ("whole", SCRIPT, "1000", "1000"),
        ("twice", &twice, "0", "86400000"),
        ("refused", "assign approve acknowledge acknowledge assign", "-5000", "1"),
        ("nothing", "", "0", "0"),
        ("unknown event", "acknowledge no_such", "0", "1"),
        ("too late", "acknowledge", "253402300800000", "1"),
        ("overflow", "acknowledge assign", "0", "9223372036854775807"),
    ] {
        let (begin, send) =
            (format!("machine.begin {from}"), format!("machine.send_many events {from} {step}"));
        let steps = [
            "workflow.compile chart",
            "workflow.machine",
            &begin,
            &send,
            "machine.snapshot",
            "machine.state",
        ];
        let fields = [("chart", chart("benchmark.json")), ("events", list(events.split_whitespace()))];
        out.push(scripted(&format!("machine {name}"), &steps, fields));
    }
    out.push(scripted(
        "machine of the packs",
        &[
            "engine.workflow no-such",
            "engine.workflow mediation",
            "workflow.event no_such",
            "workflow.machine",
            "machine.begin 1772416800000",
            "machine.state",
        ],
        [],
    ));
    review(out);
}

/// Roles, guards, timers, effects, and a machine that goes on from its snapshot.
fn review(out: &mut Vec<Json>) {
    let sent = |event: &str, by: &str, fields: &str| {
        said(format!(
            r#"{{"by":{{"id":"{by}","roles":["handler","reviewer"]}},"event":"{event}","fields":{fields}}}"#
        ))
    };
    out.push(scripted(
        "machine review",
        &[
            "engine.compile chart",
            "workflow.event approve",
            "workflow.machine",
            "machine.state",
            "machine.explain yes",
            "machine.begin 1772416800000",
            "machine.happened",
            "machine.emitted",
            "machine.next_due",
            "machine.refusal",
            "machine.send decide 1772416801000",
            "machine.refusal",
            "machine.signal unknown 1772416802000",
            "machine.signal field 1772416802000",
            "machine.fire_due 1772416803000",
            "machine.fire_due 1772589600000",
            "machine.happened",
            "machine.emitted",
            "machine.explain no",
            "machine.snapshot",
            "workflow.restore answer",
            "machine.signal decide 1772589601000",
            "machine.happened",
            "machine.signal own 1772589602000",
            "machine.refusal",
            "machine.send hold 1772589603000",
            "machine.send resume 1772589604000",
            "machine.state",
            "machine.signal approve 1772589605000",
            "machine.next_due",
            "machine.state",
            "workflow.restore broken",
        ],
        [
            ("chart", chart("review.json")),
            ("unknown", sent("no_such", "sun", "{}")),
            ("field", sent("decide", "sun", r#"{"upheld":"perhaps"}"#)),
            ("decide", sent("decide", "sun", r#"{"upheld":true}"#)),
            ("own", sent("approve", "sun", "{}")),
            ("approve", sent("approve", "李雷", "{}")),
            ("broken", said(r#"{"format_version":99}"#)),
        ],
    ));
}

/// A golden life, looked at from all sides, and gone on with from its events and from its snapshot.
fn life(name: &str, life: &Json) -> Json {
    let now = |json: &Json| text(json, "now").expect("now").to_owned();
    let (opening, mut last) = (life.get("opening").expect("an opening"), now(life));
    let read = Opening::from_json(&opening.to_bytes()).expect("an opening");
    let engine = Engine::builtin().expect("built-in packs");
    let mut case = engine.open(&read, last.parse().expect("now")).expect("opened");
    let mut steps = vec![format!("engine.open opening {last}")];
    let mut line = scripted(name, &[], []);
    let Json::Map(fields) = &mut line else { return line };
    for (i, step) in items(life.get("steps")).iter().enumerate() {
        last = now(step);
        let Some(command) = step.get("do") else {
            steps.push(format!("case.due {last}"));
            steps.push(format!("case.advice who {last}"));
            continue;
        };
        fields.insert(format!("command{i}"), said(shown(command)));
        steps.push(format!("case.decide command{i} {last}"));
        let command = Command::from_json(&command.to_bytes()).expect("a command");
        if let Decision::Accepted(events) =
            case.decide(&command, last.parse().expect("now")).expect("decided")
        {
            case.apply(events).expect("applied");
            steps.push("case.apply answer".to_owned());
        }
    }
    let day = last.get(..10).expect("a day");
    let ending = format!(
        "case.log|engine.replay answer|case.fire_due {last}|case.apply answer|case.snapshot|engine.restore answer|\
         case.log|case.due {day}|case.advice who {last}|case.view who {last}|case.apply broken"
    );
    steps.extend(ending.split('|').map(str::to_owned));
    fields.insert("opening".to_owned(), said(shown(opening)));
    fields.insert("who".to_owned(), said(shown(life.get("for").expect("who asks"))));
    fields.insert("broken".to_owned(), said("[{}]"));
    fields.insert("steps".to_owned(), list(steps.iter().map(String::as_str)));
    line
}

/// Nobody did anything, and timers are due.
fn left_alone(life: &Json) -> Json {
    let open = format!("engine.open opening {}", text(life, "now").expect("now"));
    let fire = "case.fire_due 2026-12-01T09:00:00+08:00";
    let opening = said(shown(life.get("opening").expect("an opening")));
    let steps = [&open, fire, "case.apply answer", fire, "case.log", "engine.open opening soon"];
    scripted("case left alone", &steps, [("opening", opening)])
}

pub(super) fn lines() -> Vec<Json> {
    let mut out = Vec::new();
    engines(&mut out);
    columns(&mut out);
    tables(&mut out);
    machines(&mut out);
    let lives = cases::lives();
    out.extend(lives.iter().map(|(name, told)| life(&format!("case {name}"), told)));
    out.extend(lives.iter().filter(|(name, _)| name == "uk-eight-weeks").map(|(_, told)| left_alone(told)));
    out
}

#[test]
fn every_step_is_taken() {
    assert_eq!(steps::untaken(&lines()), [""; 0]);
}

/// The runner in C takes every step that is known, or stops; so what it calls is held by a vector.
#[test]
fn every_function_of_c_is_held_by_a_vector() {
    let read = |path: &str| fs::read_to_string(root().join(path)).expect(path);
    let runner = read("bindings/c/tests/conformance.c");
    let (symbols, calls) =
        (read("tests/abi/symbols.txt"), |symbol: &str| runner.contains(&format!("{symbol}(")));
    for symbol in symbols.lines() {
        let left_out = LEFT_OUT.iter().any(|(name, _)| *name == symbol);
        assert_ne!(calls(symbol), left_out, "{symbol} stands in one of two: the runner in C, and LEFT_OUT");
    }
    assert!(
        LEFT_OUT.iter().all(|(name, _)| symbols.lines().any(|symbol| symbol == *name)),
        "a name that is none"
    );
}
