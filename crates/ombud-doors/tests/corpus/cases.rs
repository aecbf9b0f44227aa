//! The golden lives as requests: opened, commands decided over the events so far, and viewed. Events
//! are long, so every fourth command is asked so; the scripts of `typed` go through all of them.

use std::fs;

use ombud::{
    Engine,
    case::{Command, Decision, Opening},
    model::{Json, canon},
};

use super::{asked, items, map, root, said, text};

/// The golden lives, by name.
pub(super) fn lives() -> Vec<(String, Json)> {
    let folder = root().join("crates/ombud/tests/case/golden");
    let mut paths: Vec<_> =
        fs::read_dir(folder).expect("golden").map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "json"));
    paths.sort();
    let read = |path: &std::path::PathBuf| {
        let name = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        (name, Json::parse(&fs::read(path).expect("read")).expect("a life"))
    };
    paths.iter().map(read).collect()
}

pub(super) fn lines() -> Vec<Json> {
    let engine = Engine::builtin().expect("built-in packs");
    let mut out = Vec::new();
    for (name, life) in lives() {
        let now = text(&life, "now").expect("now");
        let opening = life.get("opening").expect("an opening");
        let request = map([("opening", opening.clone()), ("now", said(now))]);
        out.push(asked(format!("case {name} 00"), "case.open", &request, None));
        let read = Opening::from_json(&opening.to_bytes()).expect("an opening");
        let mut case = engine.open(&read, now.parse().expect("now")).expect("opened");
        let steps = items(life.get("steps"));
        for (i, step) in steps.iter().enumerate() {
            let now = text(step, "now").expect("now");
            let told = map([("events", canon::to_json(case.log()).expect("events"))]);
            let id = format!("case {name} {:02}", i + 1);
            if step.get("do").is_none() || i + 1 == steps.len() {
                let who = life.get("for").expect("who asks").clone();
                let request = map([("case", told.clone()), ("for", who), ("now", said(now))]);
                out.push(asked(format!("{id} view"), "case.view", &request, None));
            }
            let Some(command) = step.get("do") else { continue };
            let told = if i % 8 == 4 {
                let snapshot = Json::parse(&case.snapshot().expect("a snapshot")).expect("a document");
                map([("snapshot", snapshot)])
            } else {
                told
            };
            let request = map([("case", told), ("command", command.clone()), ("now", said(now))]);
            let command = Command::from_json(&command.to_bytes()).expect("a command");
            let decision = case.decide(&command, now.parse().expect("now")).expect("decided");
            let expect = match &decision {
                Decision::Accepted(_) => "key accepted",
                Decision::Refused(_) => "key refused",
            };
            if i % 4 == 0 || i + 2 == steps.len() {
                out.push(asked(id, "case.decide", &request, Some(expect.to_owned())));
            }
            if let Decision::Accepted(events) = decision {
                case.apply(events).expect("applied");
            }
        }
    }
    out
}
