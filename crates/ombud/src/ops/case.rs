//! `case.open`, `case.decide`, `case.view`.

use serde::{Deserialize, Serialize};

use super::{Operation, Stability};
use crate::{
    Engine, Error, ErrorCode,
    case::{self, Case, CaseEvent, Command, Decision, Opening, Person, Refusal},
    error::Result,
    model::{Instant, Json, canon, is_seen},
};

macro_rules! schema {
    ($required:literal, $more:literal) => {
        concat!(
            r#"{"type": "object", "additionalProperties": false, "required": "#,
            $required,
            r#", "properties": {"case": {"type": "object", "description": "one of: {events}, the events so far; {snapshot, events}, a snapshot and the events since; {opening, opened}, an opening and when it was made"}, "#,
            $more,
            r#", "now": {"type": "string", "description": "an instant"}}}"#
        )
    };
}

pub(super) const OPEN: Operation = Operation {
    name: "case.open",
    since: "0.1.0",
    stability: Stability::Preview,
    title: ("立案:给出第一个事件和快照", "Open a case: its first event and a snapshot"),
    schema: r#"{"type": "object", "additionalProperties": false, "required": ["opening", "now"], "properties": {"opening": {"type": "object", "description": "complaint, life (a workflow), regimes; by, facts"}, "now": {"type": "string", "description": "an instant"}}}"#,
    example: r#"{"opening":{"complaint":{"format_version":1,"id":"TS-1","received":"2026-03-02T09:30:00+08:00"},"life":"cn-complaint","regimes":["cn-complaints-2020"],"by":{"id":"zhao","roles":["intake"]}},"now":"2026-03-02T10:00:00+08:00"}"#,
    run: |engine, request| {
        let request: Open = canon::from_bytes(request)?;
        let event = open(engine, &request.opening, request.now).map_err(|e| e.within("opening"))?;
        let snapshot = Json::parse(&Case::begin(&event)?.snapshot()?)?;
        canon::to_bytes(&Opened { event, snapshot })
    },
};

pub(super) const DECIDE: Operation = Operation {
    name: "case.decide",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "办理一件事:给出事件和新的快照,或者逐条说明为何不能办理",
        "Decide a command: events and the snapshot after them, or every reason against it",
    ),
    schema: schema!(
        r#"["case", "command", "now"]"#,
        r#""command": {"type": "object", "description": "act, by; at, fields, facts, reason, second, part, ref, parts, party"}"#
    ),
    example: r#"{"case":{"opening":{"complaint":{"format_version":1,"id":"TS-1","received":"2026-03-02T09:30:00+08:00"},"life":"cn-complaint","regimes":["cn-complaints-2020"]},"opened":"2026-03-02T10:00:00+08:00"},"command":{"act":"assign","by":{"id":"qian","roles":["manager"]},"fields":{"handler":"sun","no_interest":true}},"now":"2026-03-02T10:30:00+08:00"}"#,
    run: |engine, request| {
        let request: Decide = canon::from_bytes(request)?;
        let mut case = request.case.case(engine)?;
        canon::to_bytes(&match case::decide(&engine.rules(), &case, &request.command, request.now)? {
            Decision::Refused(refusal) => Decided { accepted: None, snapshot: None, refused: Some(refusal) },
            Decision::Accepted(events) => {
                case.apply(&events)?;
                let snapshot = Some(Json::parse(&case.snapshot()?)?);
                Decided { accepted: Some(events), snapshot, refused: None }
            }
        })
    },
};

pub(super) const VIEW: Operation = Operation {
    name: "case.view",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "案件现状:环节、期限、下一步和经过",
        "A case as a screen shows it: stage, duties, what to do next, history",
    ),
    schema: schema!(
        r#"["case", "now"]"#,
        r#""for": {"type": "object", "description": "who asks: id and roles; nobody where absent"}"#
    ),
    example: r#"{"case":{"opening":{"complaint":{"format_version":1,"id":"TS-1","received":"2026-03-02T09:30:00+08:00"},"life":"cn-complaint","regimes":["cn-complaints-2020"]},"opened":"2026-03-02T10:00:00+08:00"},"for":{"id":"qian","roles":["manager"]},"now":"2026-03-03T09:00:00+08:00"}"#,
    run: |engine, request| {
        let request: View = canon::from_bytes(request)?;
        let who = request.who.unwrap_or_else(|| Person::new("", []));
        canon::to_bytes(&case::view(&engine.rules(), &request.case.case(engine)?, &who, request.now)?)
    },
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Open {
    opening: Opening,
    now: Instant,
}

#[derive(Serialize)]
struct Opened {
    event: CaseEvent,
    snapshot: Json,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Decide {
    case: Given,
    command: Command,
    now: Instant,
}

#[derive(Serialize)]
struct Decided {
    #[serde(skip_serializing_if = "Option::is_none")]
    accepted: Option<Vec<CaseEvent>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<Json>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refused: Option<Refusal>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct View {
    case: Given,
    #[serde(default, rename = "for")]
    who: Option<Person>,
    now: Instant,
}

/// The opening event. Whoever is named has a name.
fn open(engine: &Engine, opening: &Opening, now: Instant) -> Result<CaseEvent> {
    let seen = |c: char| is_seen(c) || c.is_ascii_punctuation();
    if opening.by.as_ref().is_some_and(|by| !by.id.chars().any(seen)) {
        let error = Error::new(ErrorCode::InvalidValue).path("by.id");
        return Err(error.expected("a name").found("an empty text"));
    }
    case::open(&engine.rules(), opening, now)
}

/// A case as a request gives it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Given {
    #[serde(default)]
    opening: Option<Opening>,
    #[serde(default)]
    opened: Option<Instant>,
    #[serde(default)]
    snapshot: Option<Json>,
    #[serde(default)]
    events: Vec<Json>,
}

impl Given {
    fn case(&self, engine: &Engine) -> Result<Case> {
        let read = |(i, json): (usize, &Json)| {
            CaseEvent::from_bytes(&json.to_bytes()).map_err(|e| e.within(format_args!("case.events[{i}]")))
        };
        let events = self.events.iter().enumerate().map(read).collect::<Result<Vec<_>>>()?;
        match (&self.opening, self.opened, &self.snapshot) {
            (Some(opening), Some(opened), None) if events.is_empty() => {
                Case::begin(&open(engine, opening, opened).map_err(|e| e.within("case.opening"))?)
            }
            (None, None, Some(snapshot)) => {
                let mut case =
                    Case::restore(&snapshot.to_bytes()).map_err(|error| error.within("case.snapshot"))?;
                case.apply(&events).map_err(|error| error.within("case.events"))?;
                Ok(case)
            }
            (None, None, None) => Case::replay(&events).map_err(|error| error.within("case.events")),
            _ => Err(Error::new(ErrorCode::InvalidField)
                .path("case")
                .expected("{events}, {snapshot, events} or {opening, opened}")
                .found("another mixture of these")),
        }
    }
}
