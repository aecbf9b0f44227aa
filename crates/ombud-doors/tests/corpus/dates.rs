//! The vectors of the independent oracle as requests of `clock.due`, each with the date it must give.

use std::{collections::BTreeMap, fs};

use ombud::model::Json;

use super::{asked, fields, folder, items, map, said, text};

/// The oracle was written from the law without sight of the packs; this is its vocabulary in theirs.
struct Names(Json);

impl Names {
    fn of(&self, kind: &str, name: &str) -> String {
        self.0.get(kind).and_then(|table| text(table, name)).unwrap_or(name).to_owned()
    }

    /// What a clock needs in the packs and the oracle takes for granted.
    fn implied(&self, kind: &str, of: &str) -> BTreeMap<String, Json> {
        fields(self.0.get(kind).and_then(|table| table.get(of)))
    }
}

fn parsed(bytes: &[u8]) -> Json {
    // The vectors write "no date" as null, which Ombud's own documents never do.
    let text = String::from_utf8_lossy(bytes).replace(": null", ": \"none\"");
    Json::parse(text.as_bytes()).expect("a vector")
}

fn event(kind: &str, at: &str, given: BTreeMap<String, Json>) -> Json {
    let mut event = BTreeMap::from([("type".to_owned(), said(kind)), ("at".to_owned(), said(at))]);
    let mut given = given;
    if let Some(by) = given.remove("by") {
        event.insert("by".to_owned(), by);
    }
    if !given.is_empty() {
        event.insert("fields".to_owned(), Json::Map(given));
    }
    Json::Map(event)
}

fn events(json: &Json, names: &Names, clock: &str) -> Vec<Json> {
    let (given, at) = (text(json, "type").expect("type"), text(json, "at").expect("at"));
    let own = names.of("clock_events", &format!("{clock}:{given}"));
    let kind = if own.contains(':') { names.of("events", given) } else { own };
    let mut out = Vec::new();
    let mut kept = BTreeMap::new();
    for (field, value) in fields(Some(json)) {
        match field.as_str() {
            "type" | "at" => {}
            "reached_on" => {
                let document = text(json, "document").map(|document| ("document".to_owned(), said(document)));
                let at = value.as_str().expect("date");
                out.push(event("supplement_requested_reached", at, document.into_iter().collect()));
            }
            "oral" if value == Json::Bool(true) => {
                out.push(event("written_confirmation_requested", at, BTreeMap::new()));
            }
            "oral" => {}
            _ => {
                kept.insert(field, value);
            }
        }
    }
    kept.extend(names.implied("implied_fields", &format!("{clock}:{kind}")));
    out.push(event(&kind, at, kept));
    out
}

pub(super) fn lines() -> Vec<Json> {
    let read = |name: &str| fs::read(folder().join(name)).expect(name);
    let names = Names(Json::parse(&read("names.json")).expect("names.json"));
    let vectors = read("vectors.jsonl");
    let mut out = Vec::new();
    for vector in vectors.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()) {
        let vector = parsed(vector);
        let id = text(&vector, "id").expect("id");
        let clock = names.of("clocks", text(&vector, "clock").expect("clock"));
        let clock = names.of("vector_clocks", id).replacen(id, &clock, 1);
        let (mut facts, mut happened) = (BTreeMap::new(), Vec::new());
        for (name, value) in fields(vector.get("facts")) {
            if let Some(kind) = names.0.get("facts_as_events").and_then(|table| text(table, &name)) {
                happened.push(event(kind, value.as_str().expect("date"), BTreeMap::new()));
                continue;
            }
            let spelled = format!("{name}={}", value.as_str().unwrap_or(""));
            let value = names.0.get("fact_values").and_then(|table| table.get(&spelled)).unwrap_or(&value);
            facts.insert(names.of("facts", &name), value.clone());
        }
        for (name, value) in names.implied("implied_facts", &clock) {
            facts.entry(name).or_insert(value);
        }
        for json in items(vector.get("events")) {
            happened.extend(events(json, &names, &clock));
        }
        let request = map([
            ("regimes", Json::List(vec![said(text(&vector, "regime").expect("regime"))])),
            ("facts", Json::Map(facts)),
            ("events", Json::List(happened)),
            ("as_of", said(text(&vector, "as_of").expect("as_of"))),
        ]);
        let due = vector.get("expect").and_then(|expect| text(expect, "due"));
        let expect = due.map(|due| format!("due {clock} {due}"));
        out.push(asked(format!("date {id}"), "clock.due", &request, expect));
    }
    out
}
