//! The committed vectors against the engine.
//!
//! The answers come from the law notes or from `tests/conformance/oracle.py`, which walks day by
//! day and shares nothing with the engine but the lists of holidays.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

use std::{collections::BTreeMap, fs, path::PathBuf};

use ombud::{
    Duty, Engine,
    clock::{Origin, Query, Status, Unit},
    model::{Catalogue, Date, Event, Facts, Instant, Json, Moment, Value, canon},
};

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/conformance")
}

fn lines(name: &str) -> Vec<Json> {
    let text = fs::read_to_string(folder().join(name)).expect(name);
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| parse(line.as_bytes())).collect()
}

/// The vectors write "no date" as null, which Ombud's own documents never do.
fn parse(bytes: &[u8]) -> Json {
    let text = String::from_utf8_lossy(bytes).replace(": null", ": \"none\"");
    Json::parse(text.as_bytes()).expect("a vector")
}

fn text<'a>(json: &'a Json, key: &str) -> Option<&'a str> {
    json.get(key).and_then(Json::as_str)
}

fn map(json: Option<&Json>) -> BTreeMap<String, Json> {
    match json {
        Some(Json::Map(map)) => map.clone(),
        _ => BTreeMap::new(),
    }
}

/// The oracle was written from the law without sight of the packs; this is its vocabulary in theirs.
struct Names(Json);

impl Names {
    fn load() -> Self {
        Names(Json::parse(&fs::read(folder().join("names.json")).expect("names.json")).expect("names.json"))
    }

    fn of(&self, kind: &str, name: &str) -> String {
        self.0.get(kind).and_then(|table| text(table, name)).unwrap_or(name).to_owned()
    }

    /// Facts and fields that a clock needs in the packs and the oracle takes for granted.
    fn implied(&self, kind: &str, clock: &str) -> BTreeMap<String, Json> {
        map(self.0.get(kind).and_then(|table| table.get(clock)))
    }
}

fn set_fact(facts: &mut Facts, catalogue: &Catalogue, name: &str, json: &Json) {
    let (id, fact) = catalogue.read_fact(name, json).expect(name);
    facts.insert(id, fact);
}

fn event(json: &Json, names: &Names, clock: &str, catalogue: &Catalogue) -> Vec<Event> {
    let given = text(json, "type").expect("type");
    let own = names.of("clock_events", &format!("{clock}:{given}"));
    let kind = if own.contains(':') { names.of("events", given) } else { own };
    let at: Moment = text(json, "at").expect("at").parse().expect("at");
    let mut event = Event::new(catalogue.event(&kind).expect(&kind).id.clone(), at);
    let mut out = Vec::new();
    for (field, value) in map(Some(json)) {
        match (field.as_str(), given) {
            ("type" | "at", _) => {}
            // The oracle keeps the day of arrival beside the request; the packs have an event of it.
            ("reached_on", _) => {
                let reached = catalogue.event("supplement_requested_reached").expect("event").id.clone();
                let at: Date = value.as_str().expect("date").parse().expect("date");
                let mut reached = Event::new(reached, at);
                if let Some(document) = text(json, "document") {
                    reached = reached.with("document", Value::Text(document.to_owned()));
                }
                out.push(reached);
            }
            // An oral notice, on which the bank asks for written confirmation at once.
            ("oral", _) if value == Json::Bool(true) => {
                let asked = catalogue.event("written_confirmation_requested").expect("event").id.clone();
                out.push(Event::new(asked, at));
            }
            ("oral", _) => {}
            _ => {
                let value = catalogue.read_field(&kind, &field, &value).unwrap_or_else(|e| panic!("{e}"));
                event.fields.insert(field, value);
            }
        }
    }
    for (field, value) in names.implied("implied_fields", &format!("{clock}:{kind}")) {
        if field == "by" {
            event.by = value.as_str().map(str::to_owned);
            continue;
        }
        event
            .fields
            .insert(field.clone(), catalogue.read_field(&kind, &field, &value).expect("implied field"));
    }
    out.push(event);
    out
}

fn date_of(duty: &Duty) -> Option<Date> {
    // What the parties agreed prevails; the legal date stands beside it.
    duty.agreed_due.or(duty.due).or(duty.unconfirmed_due)
}

#[test]
fn vectors_hold() {
    let engine = Engine::builtin().expect("built-in packs");
    let names = Names::load();
    let catalogue = engine.catalogue();
    let (mut passed, mut failed, mut kinds) = (0, Vec::new(), BTreeMap::<String, usize>::new());
    for vector in lines("vectors.jsonl") {
        let id = text(&vector, "id").expect("id");
        let clock = names.of("clocks", text(&vector, "clock").expect("clock"));
        let clock = names.of("vector_clocks", id).replacen(id, &clock, 1);
        let regime = engine.regime(text(&vector, "regime").expect("regime")).expect("regime");
        let mut facts = Facts::new();
        let mut events = Vec::new();
        for (name, value) in map(vector.get("facts")) {
            // Some facts of the oracle are events in the packs.
            if let Some(kind) = names.0.get("facts_as_events").and_then(|t| text(t, &name)) {
                let at: Date = value.as_str().expect("date").parse().expect("date");
                events.push(Event::new(catalogue.event(kind).expect(kind).id.clone(), at));
                continue;
            }
            let spelled = names.of("facts", &name);
            let value = names
                .0
                .get("fact_values")
                .and_then(|t| t.get(&format!("{name}={}", value.as_str().unwrap_or(""))))
                .unwrap_or(&value);
            set_fact(&mut facts, catalogue, &spelled, value);
        }
        for (name, value) in names.implied("implied_facts", &clock) {
            if facts.value(&name.parse().expect("fact")).is_none() {
                set_fact(&mut facts, catalogue, &name, &value);
            }
        }
        if let Some(Json::List(list)) = vector.get("events") {
            for json in list {
                events.extend(event(json, &names, &clock, catalogue));
            }
        }
        let as_of: Moment = text(&vector, "as_of").expect("as_of").parse().expect("as_of");
        let parts = BTreeMap::new();
        let duties = regime
            .duties(&Query { facts: &facts, events: &events, as_of, parts: &parts })
            .unwrap_or_else(|e| panic!("{id}: {e}"));
        let duty = duties.iter().find(|duty| duty.rule().as_str() == clock);
        let faults = compare(&vector, duty, &clock, &names);
        if faults.is_empty() {
            passed += 1;
            *kinds.entry(text(&vector, "kind").expect("kind").to_owned()).or_default() += 1;
            // Every date has its proof, and the days of what is counted end with it.
            if let Some((duty, proof)) = duty.and_then(|duty| Some((duty, duty.proof().ok()?))) {
                let counted = proof.proof().origin == Origin::Counted;
                let due = Some(duty.due.or(duty.unconfirmed_due).expect("due")).filter(|_| counted);
                assert_eq!(proof.proof().days.last().map(|day| day.date), due, "{id}");
            }
        } else {
            failed.push(format!(
                "{id} {clock}: {} ({})",
                faults.join("; "),
                text(&vector, "why").unwrap_or("")
            ));
        }
    }
    assert!(failed.is_empty(), "{} vectors fail:\n{}", failed.len(), failed.join("\n"));
    println!("{passed} vectors hold: {kinds:?}");
    assert!(passed >= 100);
}

fn compare(vector: &Json, duty: Option<&Duty>, clock: &str, names: &Names) -> Vec<String> {
    let expect = vector.get("expect").expect("expect");
    let mut faults = Vec::new();
    let mut check = |what: &str, expected: String, found: String| {
        if expected != found {
            faults.push(format!("{what} should be {expected}, is {found}"));
        }
    };
    let none = || "none".to_owned();
    let shown = |date: Option<Date>| date.map_or_else(none, |date| date.to_string());
    let status = duty.map_or_else(|| "not_started".to_owned(), |duty| duty.status().name().to_owned());
    if let Some(due) = text(expect, "due") {
        // A clock that has not started may show the date it would have.
        let started = duty.filter(|duty| duty.status() != Status::NotStarted || due != "none");
        check("due", due.to_owned(), shown(started.and_then(date_of)));
    }
    if let Some(prudent) = text(expect, "prudent_due") {
        check("prudent_due", prudent.to_owned(), shown(duty.and_then(|duty| duty.prudent_due)));
    }
    if let Some(late) = text(expect, "late_from") {
        let expected: Instant = late.parse().expect("late_from");
        let found = duty.and_then(|duty| duty.late_from);
        if found != Some(expected) {
            check("late_from", late.to_owned(), found.map_or_else(none, |at| at.to_string()));
        }
    }
    if let Some(expected) = text(expect, "status") {
        let expected =
            names.of("statuses", &format!("{clock}:{expected}")).rsplit(':').next().map(str::to_owned);
        // An unconfirmed rule has no firm state; the vectors of such rules are about their dates.
        let unconfirmed = duty.is_some_and(|duty| duty.unconfirmed_due.is_some());
        if !unconfirmed {
            check("status", expected.expect("a status"), status);
        }
    }
    faults
}

#[test]
fn day_counts_hold() {
    let engine = Engine::builtin().expect("built-in packs");
    let names = Names::load();
    let mut count = 0;
    for vector in lines("day-counts.jsonl") {
        if vector.get("pauses").is_some() {
            continue; // Pauses belong to clocks; `clock::count` tests these.
        }
        let calendar = names.of("calendars", text(&vector, "calendar").expect("calendar"));
        let calendar = engine.calendar(&calendar).expect("calendar");
        let from: Date = text(&vector, "from").expect("from").parse().expect("from");
        let Some(Json::Int(n)) = vector.get("n") else { panic!("n") };
        let unit: Unit = canon::from_json(vector.get("unit").expect("unit")).expect("unit");
        let found = match unit {
            Unit::BusinessDay => calendar.nth_after(from, u32::try_from(*n).expect("n")).ok(),
            Unit::CalendarDay => from.add_days(*n).ok(),
            Unit::Week => from.add_days(n * 7).ok(),
            Unit::Month => from.add_months(*n).ok(),
            Unit::Year => from.add_months(n * 12).ok(),
            _ => panic!("unit"),
        };
        let expected =
            text(&vector, "expect").filter(|text| *text != "none").map(|text| text.parse().expect("date"));
        assert_eq!(found, expected, "{}", text(&vector, "id").expect("id"));
        count += 1;
    }
    assert!(count >= 60, "{count}");
}

#[test]
fn false_claims_do_not_hold() {
    let engine = Engine::builtin().expect("built-in packs");
    let names = Names::load();
    for claim in lines("false-claims.jsonl") {
        let id = text(&claim, "id").expect("id");
        let regime = engine.regime(text(&claim, "regime").expect("regime")).expect("regime");
        if let Some(absent) = claim.get("absent") {
            let trigger = names.of("events", text(absent, "trigger").expect("trigger"));
            let Some(Json::Int(n)) = absent.get("n") else { panic!("{id}: n") };
            let unit: Unit = canon::from_json(absent.get("unit").expect("unit")).expect("unit");
            let found = regime.clocks().find(|clock| {
                let starts = clock
                    .trigger
                    .as_ref()
                    .and_then(|t| t.event.as_ref())
                    .is_some_and(|e| e.as_str() == trigger);
                let period = clock.period.as_ref();
                starts
                    && clock.effective_to.is_none()
                    && period.is_some_and(|p| p.unit == Some(unit) && p.n.map(i64::from) == Some(*n))
            });
            assert!(found.is_none(), "{id}: {} is there", found.expect("clock").id);
        } else {
            let clock = names.of("clocks", text(&claim, "clock").expect("clock"));
            let must_not = text(claim.get("must_not").expect("must_not"), "due").expect("due");
            let mut events = Vec::new();
            if let Some(Json::List(list)) = claim.get("events") {
                for json in list {
                    events.extend(event(json, &names, &clock, engine.catalogue()));
                }
            }
            let mut facts = Facts::new();
            for (name, value) in names.implied("implied_facts", &clock) {
                set_fact(&mut facts, engine.catalogue(), &name, &value);
            }
            let parts = BTreeMap::new();
            let as_of = events.last().and_then(|event| event.at).expect("an event");
            let duties =
                regime.duties(&Query { facts: &facts, events: &events, as_of, parts: &parts }).expect(id);
            let duty = duties.iter().find(|duty| duty.rule().as_str() == clock).expect(id);
            assert!(duty.due.is_some(), "{id}: no date at all");
            assert_ne!(duty.due.expect("due").to_string(), must_not, "{id}");
        }
    }
}
