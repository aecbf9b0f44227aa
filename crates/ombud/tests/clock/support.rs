//! Small authored packs, and a history in one line an event.

use std::{collections::BTreeMap, sync::LazyLock};

use ombud::{
    Duty, Engine, Entry,
    clock::{Query, Status},
    model::{Date, Event, Facts, Instant, Moment, PartId},
    pack::PackFile,
};

/// The engine with the built-in packs, once for all tests.
pub(crate) static BUILTIN: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("built-in packs"));

const CALENDARS: [(&str, &str); 5] = [
    ("cn", include_str!("../../packs/calendars/cn.toml")),
    ("gb-eaw", include_str!("../../packs/calendars/gb-eaw.toml")),
    ("us-federal", include_str!("../../packs/calendars/us-federal.toml")),
    ("split", SPLIT),
    ("always", ALWAYS),
];

/// Weekdays 09:00 to 12:00 and 13:30 to 17:30, 2026 and 2027, one holiday.
const SPLIT: &str = r#"
[calendar]
id = "split"
title = { zh = "分段", en = "Split days" }
jurisdiction = "XX"
version = "1"
weekend = ["saturday", "sunday"]
hours = [{ from = "09:00", to = "12:00" }, { from = "13:30", to = "17:30" }]
hours_confirmed = true
[[calendar.year]]
year = 2026
source = "test"
off = [{ from = 2026-05-01, name = { zh = "假日", en = "Holiday" } }]
[[calendar.year]]
year = 2027
source = "test"
"#;

/// Every minute of every day works.
const ALWAYS: &str = r#"
[calendar]
id = "always"
title = { zh = "全天", en = "Around the clock" }
jurisdiction = "XX"
version = "1"
weekend = []
hours = [{ from = "00:00", to = "24:00" }]
hours_confirmed = true
[[calendar.year]]
year = 2026
source = "test"
"#;

const CATALOGUE: &str = r#"
[[fact]]
id = "case.kind"
type = "enum"
class = "record"
level = 0
producer = "intake"
title = { zh = "类", en = "Kind" }
meaning = { zh = "类", en = "Kind" }
values = [{ id = "a", zh = "甲", en = "a" }, { id = "b", zh = "乙", en = "b" }]
[[fact]]
id = "case.grave"
type = "bool"
class = "finding"
level = 0
producer = "intake"
title = { zh = "重", en = "Grave" }
meaning = { zh = "重", en = "Grave" }
[[fact]]
id = "case.place"
type = "enum"
class = "record"
level = 0
producer = "intake"
title = { zh = "地", en = "Place" }
meaning = { zh = "地", en = "Place" }
values = [{ id = "EAST", zh = "东", en = "East" }, { id = "WEST", zh = "西", en = "West" }]
[[fact]]
id = "case.sum"
type = "money"
class = "record"
level = 0
producer = "intake"
title = { zh = "额", en = "Sum" }
meaning = { zh = "额", en = "Sum" }
[[fact]]
id = "case.anger"
type = "int"
class = "assessment"
level = 0
producer = "text"
title = { zh = "怒", en = "Anger" }
meaning = { zh = "怒", en = "Anger" }
[[fact]]
id = "case.risk"
type = "bool"
class = "assessment"
level = 0
producer = "rules"
from = ["case.anger"]
title = { zh = "险", en = "Risk" }
meaning = { zh = "险", en = "Risk" }
[[fact]]
id = "case.late"
type = "bool"
class = "record"
level = 3
producer = "clock"
title = { zh = "迟", en = "Late" }
meaning = { zh = "迟", en = "Late" }
"#;

/// Every event type of the tests, with its fields: `name:type`.
const EVENTS: &[(&str, &[(&str, &str)])] = &[
    ("received", &[("kind", "text")]),
    ("answered", &[("outcome", "text")]),
    ("extended", &[("notified_on", "date"), ("reason", "text"), ("approver", "text"), ("ground", "text")]),
    (
        "hold_started",
        &[
            ("body", "text"),
            ("document", "text"),
            ("kind", "text"),
            ("consented", "bool"),
            ("notified_on", "date"),
        ],
    ),
    ("hold_ended", &[]),
    ("repeated", &[("fresh", "bool"), ("document", "text")]),
    ("withdrawn", &[("handler", "text"), ("kind", "text"), ("document", "text"), ("notified_on", "date")]),
    ("withdrawal_confirmed", &[]),
    ("agreed", &[("until", "date"), ("document", "text"), ("notified_on", "date")]),
    ("referred", &[("deadline", "date"), ("deadline_at", "instant"), ("note", "text")]),
    ("credited", &[("full", "bool")]),
    ("chatted", &[("words", "text")]),
    ("escalated", &[]),
];

fn catalogue() -> String {
    let mut out = CATALOGUE.to_owned();
    for (id, fields) in EVENTS {
        out.push_str(&format!(
            "[[event]]\nid = \"{id}\"\ntitle = {{ zh = \"{id}\", en = \"{id}\" }}\nmeaning = {{ zh = \"{id}\", en = \"{id}\" }}\nfields = ["
        ));
        for (field, kind) in *fields {
            out.push_str(&format!(
                "{{ id = \"{field}\", type = \"{kind}\", title = {{ zh = \"{field}\", en = \"{field}\" }} }}, "
            ));
        }
        out.push_str("]\n");
    }
    out.push_str(
        "[[instrument]]\nid = \"law\"\ntitle = { zh = \"法\", en = \"Law\" }\nshort = { zh = \"法\", en = \"Law\" }\nstyle = \"plain\"\n",
    );
    out
}

fn with_defaults(body: &str, defaults: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (key, value) in defaults {
        let given = body.lines().any(|line| {
            line.trim_start().strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='))
        });
        if !given {
            out.push_str(&format!("{key} = {value}\n"));
        }
    }
    out.push_str(body);
    out.push('\n');
    out
}

/// A clock; what `body` does not say is filled in.
pub(crate) fn clock(id: &str, body: &str) -> String {
    let mut defaults = vec![
        ("title", "{ zh = \"钟\", en = \"Clock\" }"),
        ("act", "{ zh = \"做\", en = \"Act\" }"),
        ("actor", "\"firm\""),
        ("cite", "[\"law/1\"]"),
        ("source", "\"test\""),
        ("confidence", "\"text\""),
        ("counting", "\"text\""),
        ("met_by", "[{ event = \"answered\" }]"),
    ];
    if !body.contains("effective_from") && !body.contains("in_force_by") {
        defaults.push(("effective_from", "2000-01-01"));
    }
    if !body.contains("limb") && !body.contains("derive =") {
        defaults.push(("trigger", "{ event = \"received\" }"));
    }
    format!("[[clock]]\nid = \"{id}\"\n{}", with_defaults(body, &defaults))
}

/// A step of the clock before it: `extend`, `pause`, `reset`, `merge`, `cancel`, `agree`.
pub(crate) fn step(kind: &str, id: &str, body: &str) -> String {
    let defaults = [("title", "{ zh = \"步\", en = \"Step\" }"), ("cite", "[\"law/2\"]")];
    format!("[[clock.{kind}]]\nid = \"{id}\"\n{}", with_defaults(body, &defaults))
}

/// The hold of most tests: papers are the body and the document.
pub(crate) fn hold() -> String {
    step("pause", "T.HOLD", "from = \"hold_started\"\nto = \"hold_ended\"\nneeds = [\"body\", \"document\"]")
}

pub(crate) fn regime(zone: &str, calendar: &str) -> String {
    format!(
        "[regime]\nid = \"test\"\ntitle = {{ zh = \"试\", en = \"Test\" }}\njurisdiction = \"XX\"\nlanguage = \"en\"\nabout = {{ zh = \"试\", en = \"Test\" }}\nzone = \"{zone}\"\ncalendar = \"{calendar}\"\n"
    )
}

pub(crate) const TWO_PLACES: &str = "[regime]\nid = \"test\"\ntitle = { zh = \"试\", en = \"Test\" }\njurisdiction = \"XX\"\nlanguage = \"en\"\nabout = { zh = \"试\", en = \"Test\" }\nplace_fact = \"case.place\"\n\
[[regime.place]]\nid = \"EAST\"\nzone = \"America/New_York\"\ncalendar = \"us-federal\"\ntitle = { zh = \"东\", en = \"East\" }\n\
[[regime.place]]\nid = \"WEST\"\nzone = \"Pacific/Honolulu\"\ncalendar = \"us-federal\"\ntitle = { zh = \"西\", en = \"West\" }\n";

fn file(path: &str, text: impl Into<String>) -> PackFile {
    PackFile { path: path.to_owned(), text: text.into() }
}

/// The files of a pack of one regime.
pub(crate) fn files(head: &str, clocks: &[String]) -> Vec<PackFile> {
    let mut out = vec![
        file(
            "manifest.toml",
            "[manifest]\nid = \"test\"\nversion = \"1\"\ntitle = { zh = \"试\", en = \"Test\" }\n",
        ),
        file("catalogue.toml", catalogue()),
        file("regime.toml", format!("{head}{}", clocks.concat())),
    ];
    for (id, text) in CALENDARS {
        if head.contains(&format!("calendar = \"{id}\"")) {
            out.push(file(&format!("{id}.toml"), text));
        }
    }
    out
}

pub(crate) fn try_engine(head: &str, clocks: &[String]) -> Result<Engine, String> {
    Engine::builder().without_builtin().pack_files(files(head, clocks)).build().map_err(|errors| {
        errors.iter().map(|error| format!("{error} {:?}", error.detail())).collect::<Vec<_>>().join("\n")
    })
}

/// An engine of one regime, `test`.
pub(crate) fn engine(zone: &str, calendar: &str, clocks: &[String]) -> Engine {
    try_engine(&regime(zone, calendar), clocks).unwrap_or_else(|e| panic!("{e}"))
}

/// The faults of a pack that must not load.
pub(crate) fn refused(zone: &str, calendar: &str, clocks: &[String]) -> String {
    match try_engine(&regime(zone, calendar), clocks) {
        Ok(_) => panic!("the pack loads"),
        Err(faults) => faults,
    }
}

pub(crate) fn date(text: &str) -> Date {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// A date, or an instant whose seconds may be left out here for shortness.
pub(crate) fn moment(text: &str) -> Moment {
    let short = text.len() > 16 && text.get(16..17) != Some(":");
    let whole = if short { format!("{}:00{}", &text[..16], &text[16..]) } else { text.to_owned() };
    whole.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

pub(crate) fn instant(text: &str) -> Instant {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

/// `kind when field=value …`; `?` for a time that is not known.
pub(crate) fn event(engine: &Engine, line: &str) -> Event {
    let mut words = line.split_whitespace();
    let kind = words.next().expect("a kind");
    let mut entry = match words.next().expect("a time") {
        "?" => Entry::undated(),
        at => Entry::on(moment(at)),
    };
    for pair in words {
        let (field, value) = pair.split_once('=').expect("field=value");
        entry = entry.set(field, value);
    }
    entry.event(kind, engine.catalogue()).unwrap_or_else(|e| panic!("{line}: {e}"))
}

/// What every clock says.
pub(crate) struct Answer(pub(crate) Vec<Duty>);

impl Answer {
    pub(crate) fn find(&self, clock: &str) -> Option<&Duty> {
        self.0.iter().find(|duty| duty.rule().as_str() == clock)
    }

    pub(crate) fn get(&self, clock: &str) -> &Duty {
        self.find(clock).unwrap_or_else(|| panic!("{clock} is absent"))
    }

    pub(crate) fn all(&self, clock: &str) -> Vec<&Duty> {
        self.0.iter().filter(|duty| duty.rule().as_str() == clock).collect()
    }
}

pub(crate) fn try_ask(
    engine: &Engine,
    id: &str,
    facts: &[&str],
    history: &[&str],
    as_of: &str,
) -> Result<Answer, ombud::Error> {
    whole_answer(engine, id, facts, history, as_of).map(|answer| Answer(answer.duties))
}

/// What every clock says, and what was passed over.
pub(crate) fn whole_answer(
    engine: &Engine,
    id: &str,
    facts: &[&str],
    history: &[&str],
    as_of: &str,
) -> Result<ombud::Answer, ombud::Error> {
    let mut known = Facts::new();
    let mut parts: BTreeMap<PartId, Facts> = BTreeMap::new();
    for pair in facts {
        let (name, value) = pair.split_once('=').expect("fact=value");
        let (part, name) = match name.split_once('/') {
            Some((part, name)) => (Some(part), name),
            None => (None, name),
        };
        let (fact, value) = engine.catalogue().parse_fact(name, value).expect(name);
        match part {
            None => known.insert(fact, value),
            Some(part) => parts.entry(PartId::new(part).expect(part)).or_default().insert(fact, value),
        }
    }
    let events: Vec<Event> = history.iter().map(|line| event(engine, line)).collect();
    let query = Query { facts: &known, events: &events, as_of: moment(as_of), parts: &parts };
    engine.regime(id).expect(id).answer(&query)
}

/// Asks the regime `test`.
pub(crate) fn ask(engine: &Engine, history: &[&str], as_of: &str) -> Answer {
    ask_with(engine, &[], history, as_of)
}

pub(crate) fn ask_with(engine: &Engine, facts: &[&str], history: &[&str], as_of: &str) -> Answer {
    try_ask(engine, "test", facts, history, as_of).unwrap_or_else(|e| panic!("{e}"))
}

/// Asks a built-in regime.
pub(crate) fn ask_builtin(regime: &str, facts: &[&str], history: &[&str], as_of: &str) -> Answer {
    try_ask(&BUILTIN, regime, facts, history, as_of).unwrap_or_else(|e| panic!("{e}"))
}

pub(crate) fn due(duty: &Duty) -> String {
    duty.due.map_or_else(|| "none".to_owned(), |due| due.to_string())
}

pub(crate) fn prudent(duty: &Duty) -> String {
    duty.prudent_due.map_or_else(|| "none".to_owned(), |due| due.to_string())
}

pub(crate) fn late_from(duty: &Duty) -> String {
    duty.late_from.map_or_else(|| "none".to_owned(), |at| at.to_string())
}

pub(crate) fn needs(duty: &Duty) -> Vec<String> {
    duty.needs
        .iter()
        .map(|need| format!("{:?} {}{}", need.kind, need.id, if need.decisive { " decisive" } else { "" }))
        .collect()
}

pub(crate) fn effects(duty: &Duty) -> Vec<String> {
    duty.steps.iter().map(|step| format!("{} {:?} {:?}", step.rule, step.kind, step.effect)).collect()
}

/// Status and legal date in one look.
pub(crate) fn state(duty: &Duty) -> (Status, String) {
    (duty.status(), due(duty))
}

/// `period` of `n` units.
pub(crate) fn period(n: u32, unit: &str) -> String {
    format!("period = {{ n = {n}, unit = \"{unit}\" }}\n")
}

pub(crate) const CN: &str = "Asia/Shanghai";
pub(crate) const NY: &str = "America/New_York";
pub(crate) const LONDON: &str = "Europe/London";

pub(crate) fn days(n: u32) -> String {
    period(n, "calendar_day")
}

/// An engine of one regime with the Chinese calendar.
pub(crate) fn cn(clocks: &[String]) -> Engine {
    engine(CN, "cn", clocks)
}

/// A clock of 15 days with two extensions, the second after the first.
pub(crate) fn ladder() -> Vec<String> {
    vec![
        clock("T.A", &days(15)),
        step(
            "extend",
            "T.X1",
            "event = \"extended\"\nmatch = { ground = \"complex\" }\nto = { n = 30, unit = \"calendar_day\" }\nneeds = [\"reason\"]\nprompt = { zh = \"登记\", en = \"Record it\" }",
        ),
        step(
            "extend",
            "T.X2",
            "event = \"extended\"\nmatch = { ground = \"special\" }\nto = { n = 60, unit = \"calendar_day\" }\nafter = \"T.X1\"\nneeds = [\"approver\"]\nprompt = { zh = \"批准\", en = \"Get approval\" }",
        ),
    ]
}

/// A clock that a confirmed withdrawal ends.
pub(crate) fn withdrawal() -> Vec<String> {
    vec![
        clock("T.A", &days(10)),
        step("cancel", "T.GONE", "event = \"withdrawn\"\nconfirmed_by = \"withdrawal_confirmed\""),
    ]
}
