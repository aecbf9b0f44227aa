//! An instance as a document, and back. Restoring fires nothing and evaluates nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{
    chart::{Chart, ROOT},
    definition::{ClockAct, StateKind},
    instance::{ClockState, Doer, Instance, Timer},
    microstep::Set,
    step::spread,
    time::Time,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{FieldDef, Instant, Json, Value, canon},
};

/// The version of the format that this code reads and writes.
pub const SNAPSHOT_VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Snapshot {
    format_version: u32,
    /// The hash of the workflow.
    workflow: String,
    step: u64,
    done: bool,
    /// The active leaves, in document order; none before the beginning.
    states: Vec<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    data: BTreeMap<String, Json>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    history: BTreeMap<String, Vec<String>>,
    /// How many timers were started.
    timers_started: u64,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    timers: Vec<TimerShot>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    clocks: BTreeMap<String, ClockShot>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    doers: BTreeMap<String, DoerShot>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TimerShot {
    number: u64,
    id: String,
    event: String,
    /// Milliseconds after 1970-01-01T00:00:00Z.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    due: Option<i64>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    fields: BTreeMap<String, Json>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct ClockShot {
    act: ClockAct,
    /// Milliseconds after 1970-01-01T00:00:00Z.
    since: i64,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct DoerShot {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    at: Instant,
}

impl Instance {
    /// The instance as canonical bytes.
    ///
    /// # Errors
    /// `invalid_value` where it is of another workflow.
    pub fn snapshot(&self, chart: &Chart) -> Result<Vec<u8>> {
        if self.chart != chart.hash {
            return Err(other(chart.hash(), self.chart_hash()));
        }
        let name = |state: &u16| chart.state_name(*state).to_owned();
        let known = |values: &[Option<Value>], id: &dyn Fn(usize) -> Option<String>| {
            let some = values.iter().enumerate().filter_map(|(at, value)| Some((id(at)?, value.as_ref()?)));
            some.map(|(id, value)| Ok((id, canon::to_json(value)?))).collect::<Result<BTreeMap<_, _>>>()
        };
        let tables = &chart.tables;
        let mut timers = Vec::new();
        for timer in &self.timers {
            let def = tables.timers.get(usize::from(timer.timer)).ok_or_else(broken)?;
            let event = tables.events.get(usize::from(def.event)).ok_or_else(broken)?;
            timers.push(TimerShot {
                number: timer.number,
                id: def.id.to_string(),
                event: event.id.to_string(),
                due: timer.due.map(Time::millis),
                fields: known(&timer.fields, &|at| event.fields.get(at).map(|field| field.id.clone()))?,
            });
        }
        let clocks = tables.clocks.iter().zip(&self.clocks);
        let clocks = clocks.filter_map(|(id, state)| {
            let ClockState { act, since } = (*state)?;
            Some((id.to_string(), ClockShot { act, since: since.millis() }))
        });
        let doers = self.doers.iter().filter_map(|(event, doer)| {
            let Doer { by, at: Value::Instant(at) } = doer else { return None };
            let by = by.as_ref().map(Value::to_string);
            Some((chart.event_name(*event).to_owned(), DoerShot { by, at: *at }))
        });
        canon::to_bytes(&Snapshot {
            format_version: SNAPSHOT_VERSION,
            workflow: self.chart.to_string(),
            step: self.steps,
            done: self.done,
            states: self.leaves.iter().map(name).collect(),
            data: known(&self.data, &|at| tables.data.get(at).map(|datum| datum.id.to_string()))?,
            history: self
                .history
                .iter()
                .map(|(at, kept)| (name(at), kept.iter().map(name).collect()))
                .collect(),
            timers_started: self.numbers,
            timers,
            clocks: clocks.collect(),
            doers: doers.collect(),
        })
    }

    /// Reads an instance of this workflow.
    ///
    /// # Errors
    /// Those of reading JSON; `unsupported_format`; `invalid_value` for one of another workflow, or
    /// one that this workflow cannot have come to.
    pub fn restore(chart: &Chart, bytes: &[u8]) -> Result<Instance> {
        let json = Json::parse(bytes)?;
        let version = json.get("format_version");
        if matches!(json, Json::Map(_)) && version != Some(&Json::Int(i64::from(SNAPSHOT_VERSION))) {
            let found = version.map_or_else(Vec::new, Json::to_bytes);
            return Err(Error::new(ErrorCode::UnsupportedFormat)
                .path("format_version")
                .expected(SNAPSHOT_VERSION)
                .found(String::from_utf8_lossy(&found)));
        }
        let shot: Snapshot = canon::from_json(&json)?;
        if shot.workflow != chart.hash() {
            return Err(other(chart.hash(), &shot.workflow).path("workflow"));
        }
        let mut instance = chart.instance();
        instance.steps = shot.step;
        instance.done = shot.done;
        instance.numbers = shot.timers_started;
        instance.leaves = states(chart, &shot.states, "states")?;
        check(chart, &instance)?;
        instance.data = chart.tables.data.iter().map(|_| None).collect();
        for (id, json) in &shot.data {
            let at = chart.tables.datum(id).ok_or_else(|| wrong(format_args!("data.{id}"), "a field", id))?;
            let def = chart.tables.data.get(usize::from(at)).ok_or_else(broken)?;
            let value = Value::from_json(json, def.kind, &def.values)
                .map_err(|error| error.path(format_args!("data.{id}")))?;
            if let Some(slot) = instance.data.get_mut(usize::from(at)) {
                *slot = Some(value);
            }
        }
        for (id, kept) in &shot.history {
            let path = format!("history.{id}");
            let at = chart
                .tables
                .state(id)
                .filter(|at| chart.state(*at).is_some_and(super::chart::State::is_history));
            let at = at.ok_or_else(|| wrong(&path, "a history state", id))?;
            let kept = states(chart, kept, &path)?;
            let parent = chart.state(at).map_or(ROOT, |state| state.parent);
            if !kept.iter().all(|state| *state != parent && chart.tables.within(*state, parent)) {
                return Err(wrong(&path, "states inside the state around it", shot.history.len()));
            }
            instance.history.insert(at, kept);
        }
        for (i, timer) in shot.timers.iter().enumerate() {
            instance.timers.push(read_timer(chart, timer, shot.timers_started, &format!("timers[{i}]"))?);
        }
        for (id, clock) in &shot.clocks {
            let at =
                chart.tables.clock(id).ok_or_else(|| wrong(format_args!("clocks.{id}"), "a clock", id))?;
            if let Some(slot) = instance.clocks.get_mut(usize::from(at)) {
                *slot = Some(ClockState { act: clock.act, since: Time::from_millis(clock.since) });
            }
        }
        for (id, doer) in &shot.doers {
            let at = chart.event(id).ok_or_else(|| wrong(format_args!("doers.{id}"), "an event", id))?;
            let by = doer.by.clone().map(Value::Text);
            instance.doers.insert(at, Doer { by, at: Value::Instant(doer.at) });
        }
        Ok(instance)
    }
}

fn read_timer(chart: &Chart, shot: &TimerShot, started: u64, path: &str) -> Result<Timer> {
    let event = chart
        .event(&shot.event)
        .ok_or_else(|| wrong(format_args!("{path}.event"), "an event", &shot.event))?;
    let timer = chart.tables.timer(&shot.id, event);
    let timer = timer.ok_or_else(|| wrong(format_args!("{path}.id"), "a timer of the workflow", &shot.id))?;
    if shot.number == 0 || shot.number > started {
        return Err(wrong(format_args!("{path}.number"), format_args!("1 to {started}"), shot.number));
    }
    let defs: &[FieldDef] = chart.tables.events.get(usize::from(event)).map_or(&[], |event| &event.fields);
    let mut fields = Vec::new();
    for (id, json) in &shot.fields {
        let path = format!("{path}.fields.{id}");
        let found = defs.iter().enumerate().find(|(_, def)| def.id == *id);
        let (place, def) = found.ok_or_else(|| wrong(&path, "a field of the event", id))?;
        fields.resize(fields.len().max(place.saturating_add(1)), None);
        let value = Value::from_json(json, def.kind, &def.values).map_err(|error| error.path(&path))?;
        if let Some(slot) = fields.get_mut(place) {
            *slot = Some(value);
        }
    }
    Ok(Timer { number: shot.number, timer, due: shot.due.map(Time::from_millis), fields })
}

fn states(chart: &Chart, names: &[String], path: &str) -> Result<Vec<u16>> {
    let state =
        |name: &String| chart.tables.state(name).ok_or_else(|| wrong(path, "a state of the workflow", name));
    names.iter().map(state).collect()
}

/// Whether the leaves make up a configuration: one state of each compound, every region of each
/// parallel.
fn check(chart: &Chart, instance: &Instance) -> Result<()> {
    if instance.leaves.is_empty() {
        return Ok(());
    }
    let mut active = Set::default();
    spread(chart, &instance.leaves, &mut active);
    let sorted = instance.leaves.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    let whole = active.iter().all(|at| {
        let Some(state) = chart.state(at) else { return false };
        let real = || {
            let real = |child: &&u16| chart.state(**child).is_some_and(|child| !child.is_history());
            state.children.iter().filter(real)
        };
        let inside = real().filter(|child| active.contains(**child)).count();
        match state.kind {
            StateKind::ShallowHistory | StateKind::DeepHistory => false,
            StateKind::Parallel => inside == real().count(),
            _ => inside == usize::from(!state.children.is_empty()),
        }
    });
    if sorted && whole {
        return Ok(());
    }
    let names: Vec<&str> = instance.leaves(chart).collect();
    Err(wrong("states", "leaves that are active together, in document order", names.join(" ")))
}

fn wrong(
    path: impl std::fmt::Display,
    expected: impl std::fmt::Display,
    found: impl std::fmt::Display,
) -> Error {
    Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found)
}

fn other(expected: &str, found: &str) -> Error {
    Error::new(ErrorCode::InvalidValue).expected(format_args!("an instance of {expected}")).found(found)
}

fn broken() -> Error {
    Error::new(ErrorCode::Internal).expected("an instance of this workflow")
}
