//! Workflows and machines behind handles: documents in and out where no hot path needs integers.

use std::{collections::BTreeMap, sync::Arc};

use ombud::{
    Engine, Error, ErrorCode,
    case::Person,
    model::{Catalogue, Facts, Json, Lang, Value, canon},
    workflow::{self, Chart, Definition, Instance, Status, Time},
};
use serde::{Deserialize, Serialize};

use crate::{Door, Fault, Result};

/// A compiled workflow, with the engine that knows its facts and words. Cheap to clone, never changed.
#[derive(Debug, Clone)]
pub struct Workflow {
    chart: Arc<Chart>,
    engine: Option<Engine>,
}

impl Workflow {
    /// Compiles a definition. Without a door its guards can read no fact of the catalogue, and a
    /// refusal has no sentence.
    ///
    /// # Errors
    /// Those of a document that cannot be read; `invalid_workflow`, with every finding.
    pub fn compile(door: Option<&Door>, definition: &[u8]) -> Result<Self> {
        let definition = Definition::from_bytes(definition)?;
        let engine = door.map(|door| door.engine().clone());
        let none = Catalogue::default();
        let chart = Chart::compile(&definition, engine.as_ref().map_or(&none, Engine::catalogue));
        Ok(Workflow { chart: Arc::new(chart.map_err(Fault::workflow)?), engine })
    }

    /// A workflow of the packs.
    ///
    /// # Errors
    /// `unknown_item`.
    pub fn packed(door: &Door, id: &str) -> Result<Self> {
        let chart = Arc::clone(door.engine().rules().book.workflow(id)?);
        Ok(Workflow { chart, engine: Some(door.engine().clone()) })
    }

    /// The number of an event, for [`Machine::send`](workflow::Machine::send).
    ///
    /// # Errors
    /// `unknown_event`, with those there are.
    pub fn event(&self, name: &str) -> Result<u16> {
        self.chart.event(name).ok_or_else(|| {
            let known: Vec<&str> = self.chart.events().collect();
            Error::new(ErrorCode::UnknownEvent).item(name).expected(known.join(", ")).found(name).into()
        })
    }

    /// The chart.
    #[must_use]
    pub fn chart(&self) -> &Arc<Chart> {
        &self.chart
    }

    /// A machine that has not begun.
    #[must_use]
    pub fn machine(&self) -> Machine {
        self.of(self.chart.instance())
    }

    /// The machine of a snapshot. Nothing is fired.
    ///
    /// # Errors
    /// Those of [`Instance::restore`].
    pub fn restore(&self, snapshot: &[u8]) -> Result<Machine> {
        Ok(self.of(Instance::restore(&self.chart, snapshot)?))
    }

    fn of(&self, instance: Instance) -> Machine {
        let inner = workflow::Machine::new(Arc::clone(&self.chart), instance);
        Machine { inner, workflow: self.clone() }
    }
}

/// A workflow that runs. Reads as the [`workflow::Machine`] it holds.
#[derive(Debug, Clone)]
pub struct Machine {
    inner: workflow::Machine,
    workflow: Workflow,
}

impl std::ops::Deref for Machine {
    type Target = workflow::Machine;

    fn deref(&self) -> &workflow::Machine {
        &self.inner
    }
}

impl std::ops::DerefMut for Machine {
    fn deref_mut(&mut self) -> &mut workflow::Machine {
        &mut self.inner
    }
}

/// An event as a document says it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    event: String,
    #[serde(default)]
    fields: BTreeMap<String, Json>,
    #[serde(default)]
    by: Option<Person>,
    #[serde(default)]
    facts: BTreeMap<String, Json>,
}

#[derive(Serialize)]
struct State<'a> {
    workflow: &'a str,
    chart: &'a str,
    states: Vec<&'a str>,
    begun: bool,
    done: bool,
    steps: u64,
    data: BTreeMap<&'a str, &'a Value>,
    timers: Vec<Timer<'a>>,
}

#[derive(Serialize)]
struct Timer<'a> {
    timer: &'a str,
    number: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<i64>,
}

impl Machine {
    /// The workflow.
    #[must_use]
    pub fn workflow(&self) -> &Workflow {
        &self.workflow
    }

    /// Sends an event by its number.
    ///
    /// # Errors
    /// `unknown_event` for a number that no event has; `out_of_range`.
    #[inline]
    pub fn send(&mut self, event: u16, now: Time) -> Result<Status> {
        self.known(event)?;
        Ok(self.inner.send(event, now)?)
    }

    #[inline]
    fn known(&self, event: u16) -> Result<(), Error> {
        let known = self.inner.chart().events().len();
        if usize::from(event) < known {
            return Ok(());
        }
        let error = Error::new(ErrorCode::UnknownEvent);
        Err(error.expected(format_args!("a number below {known}")).found(event))
    }

    /// Sends an event with what it says: `{"event", "fields", "by", "facts"}`.
    ///
    /// # Errors
    /// Those of a document that cannot be read; `unknown_event`, `unknown_fact`, `invalid_value`.
    pub fn signal_document(&mut self, document: &[u8], now: Time) -> Result<Status> {
        let sent: Sent = canon::from_bytes(document)?;
        #[cfg(feature = "test-operations")]
        crate::testing::panic_if(&sent.event);
        let chart = Arc::clone(self.inner.chart());
        self.workflow.event(&sent.event)?;
        let definition = chart.definition().events.iter().find(|event| event.id == sent.event);
        let mut values: Vec<(&str, Value)> = Vec::new();
        for (field, json) in &sent.fields {
            let def = definition.and_then(|event| event.fields.iter().find(|def| def.id == *field));
            values.push(match def {
                Some(def) => (
                    field.as_str(),
                    Value::from_json(json, def.kind, &def.values)
                        .map_err(|error| error.within(format_args!("fields.{field}")))?,
                ),
                // The chart refuses it by name.
                None => (field.as_str(), Value::Text(field.clone())),
            });
        }
        let none = Catalogue::default();
        let catalogue = self.workflow.engine.as_ref().map_or(&none, Engine::catalogue);
        let mut facts = Facts::new();
        for (name, json) in &sent.facts {
            let (id, fact) = catalogue.read_fact(name, json).map_err(|error| error.within("facts"))?;
            facts.insert(id, fact);
        }
        let actor = sent.by.as_ref().map(|by| chart.actor(&by.id, by.roles.iter().map(String::as_str)));
        let mut signal = chart.signal(&sent.event, values)?.facts(&facts);
        if let Some(actor) = &actor {
            signal = signal.by(actor);
        }
        Ok(self.inner.signal(&signal, now)?)
    }

    /// Sends many events by their numbers, the first at `now`, each next one `step` milliseconds later,
    /// and tells the status of each as it comes.
    ///
    /// # Errors
    /// `unknown_event`, `out_of_range`: before any event is sent.
    pub fn send_many(
        &mut self,
        events: &[u16],
        now: i64,
        step: i64,
        mut status: impl FnMut(usize, Status),
    ) -> Result<()> {
        for (i, event) in events.iter().enumerate() {
            self.known(*event).map_err(|error| error.within(format_args!("[{i}]")))?;
        }
        let last = i64::try_from(events.len().saturating_sub(1)).ok();
        let last = last.and_then(|steps| step.checked_mul(steps)).and_then(|all| now.checked_add(all));
        let last = last
            .ok_or_else(|| Error::new(ErrorCode::OutOfRange).expected("an instant in the years 1 to 9999"))?;
        for end in [now, last] {
            Time::from_millis(end).instant()?;
        }
        let mut at = now;
        for (i, event) in events.iter().enumerate() {
            status(i, self.inner.send(*event, Time::from_millis(at))?);
            at = at.saturating_add(step);
        }
        Ok(())
    }

    /// Where it stands: states, data, timers.
    ///
    /// # Errors
    /// `internal`.
    pub fn state(&self) -> Result<Vec<u8>> {
        let (chart, instance) = (self.inner.chart(), self.inner.instance());
        let data = chart.definition().data.iter();
        let timer = |timer: &'_ workflow::Timer| (timer.number(), timer.due().map(Time::millis));
        let timers = instance.timers().iter().map(|found| {
            let (number, due) = timer(found);
            Timer { timer: found.id(chart), number, due }
        });
        Ok(canon::to_bytes(&State {
            workflow: &chart.definition().id,
            chart: chart.hash(),
            states: instance.leaves(chart).collect(),
            begun: instance.begun(),
            done: instance.done(),
            steps: instance.steps(),
            data: data
                .filter_map(|datum| Some((datum.id.as_str(), instance.datum(chart, &datum.id)?)))
                .collect(),
            timers: timers.collect(),
        })?)
    }

    /// Why the last refused event was refused, with its sentences; nothing where none was.
    ///
    /// # Errors
    /// `internal`.
    pub fn refused(&self) -> Result<Option<Vec<u8>>> {
        let Some(refusal) = self.inner.refusal() else { return Ok(None) };
        let mut json = canon::to_json(refusal)?;
        if let (Json::Map(map), Some(engine)) = (&mut json, &self.workflow.engine) {
            let definition = self.inner.chart().definition();
            let words = |lang| Json::Text(engine.phrasebook().refusal(refusal, definition, lang));
            let both = [("en".to_owned(), words(Lang::En)), ("zh".to_owned(), words(Lang::Zh))];
            map.insert("text".to_owned(), Json::Map(both.into()));
        }
        Ok(Some(json.to_bytes()))
    }

    /// What happened in the last step, where steps are explained, and what the host is asked to do.
    ///
    /// # Errors
    /// `internal`.
    pub fn happened(&self) -> Result<Vec<u8>> {
        Ok(canon::to_bytes(&self.inner.explanation())?)
    }

    /// What [`Workflow::restore`] goes on from.
    ///
    /// # Errors
    /// Those of [`Instance::snapshot`].
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        Ok(self.inner.instance().snapshot(self.inner.chart())?)
    }
}
