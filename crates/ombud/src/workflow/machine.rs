//! A chart and an instance in one handle: integers in, integers out.

use std::sync::Arc;

use super::{
    chart::Chart,
    instance::{Change, Explanation, Instance, Signal, What, explained},
    refusal::Refusal,
    step::{Now, Scratch, run},
    time::Time,
};
use crate::{error::Result, model::Value};

/// What became of an event. The numbers never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum Status {
    /// A transition was taken.
    Moved = 0,
    /// A transition was taken, and the workflow is at its end.
    Done = 1,
    /// Nothing answered to a timer, or in SCXML to an event.
    Ignored = 2,
    /// Refused; [`Machine::refusal`] says why.
    Refused = 3,
}

/// A workflow that runs. Once it is warm a step allocates nothing, unless its effects do.
#[derive(Debug, Clone)]
pub struct Machine {
    chart: Arc<Chart>,
    instance: Instance,
    change: Change,
    scratch: Scratch,
    refusal: Option<Box<Refusal>>,
    explain: bool,
    now: Now,
}

impl Machine {
    /// An instance that goes on.
    #[must_use]
    pub fn new(chart: Arc<Chart>, instance: Instance) -> Self {
        let change = Change::new(&chart);
        let time = Time::from_millis(0);
        Machine {
            chart,
            instance,
            change,
            scratch: Scratch::default(),
            refusal: None,
            explain: false,
            now: Now { time, value: Value::Bool(false) },
        }
    }

    /// Whether steps are explained from now on.
    pub fn explain(&mut self, explain: bool) {
        self.explain = explain;
    }

    /// Begins.
    ///
    /// # Errors
    /// As [`signal`](Self::signal).
    pub fn begin(&mut self, now: Time) -> Result<Status> {
        self.signal(&Signal::begin(), now)
    }

    /// Sends an event without fields, by its number.
    ///
    /// # Errors
    /// As [`signal`](Self::signal).
    #[inline]
    pub fn send(&mut self, event: u16, now: Time) -> Result<Status> {
        self.signal(&Signal::new(What::Event(event)), now)
    }

    /// Takes a signal and applies what it comes to.
    ///
    /// # Errors
    /// `out_of_range` where `now` is outside the years 1 to 9999.
    #[inline]
    pub fn signal(&mut self, signal: &Signal<'_>, now: Time) -> Result<Status> {
        if self.now.time != now || matches!(self.now.value, Value::Bool(_)) {
            self.now = Now { time: now, value: super::instance::second(now)? };
        }
        self.change.clear();
        let result = run(
            &self.chart,
            &self.instance,
            signal,
            &self.now,
            self.explain,
            &mut self.change,
            &mut self.scratch,
        );
        if let Err(refusal) = result {
            self.refusal = Some(refusal);
            return Ok(Status::Refused);
        }
        self.instance.take(&mut self.change);
        Ok(match (self.change.moved, self.instance.done) {
            (true, false) => Status::Moved,
            (true, true) => Status::Done,
            (false, _) => Status::Ignored,
        })
    }

    /// Fires what is due, each timer once, in order, until nothing more is.
    ///
    /// A timer whose event is refused stays; the rest goes on, and [`refusal`](Self::refusal) says
    /// why. The number of those fired is bounded, as each may start others.
    ///
    /// # Errors
    /// As [`signal`](Self::signal).
    pub fn fire_due(&mut self, now: Time) -> Result<usize> {
        let mut refused = Vec::new();
        let mut fired = 0usize;
        while fired < MAX_FIRED && !self.instance.done {
            let due = self.instance.due_timers(now);
            let Some(number) = due.iter().map(|timer| timer.number()).find(|number| !refused.contains(number))
            else {
                break;
            };
            match self.signal(&Signal::timer(number), now)? {
                Status::Refused => refused.push(number),
                _ => fired = fired.saturating_add(1),
            }
        }
        Ok(fired)
    }

    /// Why the last refused event was refused.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        self.refusal.as_deref()
    }

    /// What happened in the last step, where steps are explained.
    #[must_use]
    pub fn explanation(&self) -> Explanation {
        explained(&self.change.marks, &self.chart)
    }

    /// What the host is asked to do after the last step.
    #[must_use]
    pub fn emitted(&self) -> &[super::instance::Emitted] {
        &self.change.emitted
    }

    /// The workflow.
    #[must_use]
    pub fn chart(&self) -> &Arc<Chart> {
        &self.chart
    }

    /// Where it stands.
    #[must_use]
    pub fn instance(&self) -> &Instance {
        &self.instance
    }

    /// Gives the instance back.
    #[must_use]
    pub fn into_instance(self) -> Instance {
        self.instance
    }
}

/// The most timers that are fired at once.
const MAX_FIRED: usize = 10_000;
