//! A chart and an instance in one handle: integers in, integers out.

use std::sync::Arc;

use super::{
    chart::Chart,
    instance::{Change, Explanation, Instance, Signal, What, explained},
    lane::Still,
    refusal::Refusal,
    step::{Now, Scratch, run},
    time::Time,
};
use crate::error::Result;

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
    now: Option<Now>,
}

impl Machine {
    /// An instance that goes on.
    #[must_use]
    pub fn new(chart: Arc<Chart>, instance: Instance) -> Self {
        let change = Change::new(&chart);
        Machine {
            chart,
            instance,
            change,
            scratch: Scratch::default(),
            refusal: None,
            explain: false,
            now: None,
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
        if !self.explain && self.overtake(event, now).is_some() {
            return Ok(Status::Moved);
        }
        self.signal(&Signal::new(What::Event(event)), now)
    }

    /// Takes the fast lane, if there is one.
    #[inline]
    fn overtake(&mut self, event: u16, now: Time) -> Option<()> {
        let [at] = *self.instance.leaves.as_slice() else { return None };
        if self.instance.done {
            return None;
        }
        let now = now.instant().ok()?;
        let still = Still { chart: &self.chart, instance: &self.instance, leaf: at, now };
        for candidate in self.chart.candidates(at, Some(event)) {
            let plan = self.chart.plan(candidate.plan?)?;
            let lane = plan.lane.as_ref()?;
            let guard = &self.chart.transition(candidate.transition)?.guard;
            if !guard.as_ref().map_or(Some(true), |guard| guard.quick(&still))? {
                continue;
            }
            lane.run(&mut self.instance.data, now)?;
            if let [leaf] = self.instance.leaves.as_mut_slice() {
                *leaf = plan.leaf;
            }
            self.instance.steps = self.instance.steps.wrapping_add(1);
            self.change.emitted.clear();
            self.change.marks.clear();
            return Some(());
        }
        None
    }

    /// Takes a signal and applies what it comes to.
    ///
    /// # Errors
    /// `out_of_range` where `now` is outside the years 1 to 9999.
    #[inline]
    pub fn signal(&mut self, signal: &Signal<'_>, now: Time) -> Result<Status> {
        let now = match self.now.take().filter(|known| known.time == now) {
            Some(known) => known,
            None => Now::new(now)?,
        };
        self.change.clear();
        let result =
            run(&self.chart, &self.instance, signal, &now, self.explain, &mut self.change, &mut self.scratch);
        self.now = Some(now);
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

    /// Fires what is due, each timer once, in order, until nothing more is: how many were fired.
    ///
    /// A timer whose event is refused stays; the rest goes on, and [`refusal`](Self::refusal) says
    /// why. At most [`MAX_FIRED`] are fired, as each may start others; the next call goes on.
    ///
    /// # Errors
    /// As [`signal`](Self::signal).
    pub fn fire_due(&mut self, now: Time) -> Result<usize> {
        now.instant()?;
        let mut refused = Vec::new();
        let mut fired = 0usize;
        while fired < MAX_FIRED && !self.instance.done {
            let Some(number) = self.instance.next_timer(now, &refused) else { break };
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

/// The most timers that one call fires.
pub const MAX_FIRED: usize = 1_000;
