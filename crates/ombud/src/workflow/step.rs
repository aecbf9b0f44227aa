//! One step: a signal in, a change or a refusal out. A function of its arguments.
//!
//! An event takes the transitions that answer to it, inner ones before outer ones, the earlier
//! before the later; then whatever follows by itself, until nothing does. A guard that is unknown or
//! has no value refuses the whole step, unless an earlier transition is taken: it is never passed
//! over. In SCXML it counts as false.

mod choose;
mod effects;
mod look;
mod refuse;

use std::collections::VecDeque;

pub use self::effects::MAX_TIMERS;
use super::{
    chart::{Chart, Op, ROOT},
    instance::{Change, Doer, Instance, Mark, Signal, What},
    microstep::{Builder, History, Set},
    refusal::{Refusal, RefusalKind},
    time::Time,
};
use crate::{
    Error,
    error::Result,
    model::{Instant, Value},
};

/// The most microsteps of one step.
pub const MAX_MICROSTEPS: u32 = 1_000;

/// What a step comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// A change, to be applied.
    Moved(Box<Change>),
    /// A lawful no.
    Refused(Box<Refusal>),
}

/// Works out what a signal comes to, with its explanation.
///
/// # Errors
/// `out_of_range` where `now` is outside the years 1 to 9999; `invalid_value` where the instance is of
/// another workflow.
pub fn step(chart: &Chart, instance: &Instance, signal: &Signal<'_>, now: Time) -> Result<Outcome> {
    if instance.chart != chart.hash {
        return Err(Error::new(crate::ErrorCode::InvalidValue)
            .expected(format_args!("an instance of {}", chart.hash()))
            .found(instance.chart_hash()));
    }
    let mut change = Change::new(chart);
    let mut scratch = Scratch::default();
    let now = Now::new(now)?;
    Ok(match run(chart, instance, signal, &now, true, &mut change, &mut scratch) {
        Ok(()) => Outcome::Moved(Box::new(change)),
        Err(refusal) => Outcome::Refused(refusal),
    })
}

/// The time, and as a value.
#[derive(Debug, Clone)]
pub(super) struct Now {
    pub(super) time: Time,
    instant: Instant,
    value: Value,
}

impl Now {
    /// # Errors
    /// `out_of_range` outside the years 1 to 9999.
    pub(super) fn new(time: Time) -> Result<Now> {
        let instant = time.instant()?;
        Ok(Now { time, instant, value: Value::Instant(instant) })
    }
}

/// Buffers that are used again.
#[derive(Debug, Clone, Default)]
pub(super) struct Scratch {
    builder: Builder,
    enabled: Vec<u16>,
    ops: Vec<Op>,
    active: Set,
    queue: VecDeque<(u16, Vec<Option<Value>>)>,
    /// Whether what else could have been taken is noted, for the check of the workflow.
    pub(super) watch: bool,
}

/// Works out a step into `change`, which is empty.
///
/// # Errors
/// The refusal; `change` is then of no use.
pub(super) fn run(
    chart: &Chart,
    instance: &Instance,
    signal: &Signal<'_>,
    now: &Now,
    explain: bool,
    change: &mut Change,
    scratch: &mut Scratch,
) -> Result<(), Box<Refusal>> {
    with_run(chart, instance, signal, now, explain, change, scratch, Run::whole)
}

/// Sets a step up and has it looked at, or run.
#[expect(clippy::too_many_arguments, reason = "what a step depends on, no more")]
pub(super) fn with_run<'a, T>(
    chart: &'a Chart,
    instance: &'a Instance,
    signal: &'a Signal<'a>,
    now: &'a Now,
    explain: bool,
    change: &'a mut Change,
    scratch: &'a mut Scratch,
    act: impl FnOnce(&mut Run<'a>) -> T,
) -> T {
    change.from = instance.steps;
    change.now = Some(now.instant);
    scratch.queue.clear();
    let at = if chart.sequential {
        At::Leaf(instance.leaves.first().copied().unwrap_or(ROOT))
    } else {
        let mut active = std::mem::take(&mut scratch.active);
        spread(chart, &instance.leaves, &mut active);
        At::Set(active)
    };
    let mut run = Run {
        chart,
        instance,
        signal,
        now,
        explain,
        change,
        scratch,
        at,
        event: None,
        fields: Fields::None,
        touched: 0,
        counted: 0,
        steps: 0,
    };
    let result = act(&mut run);
    let at = std::mem::replace(&mut run.at, At::Leaf(ROOT));
    if let At::Set(mut active) = at {
        active.clear();
        run.scratch.active = active;
    }
    result
}

/// The configuration of these leaves.
pub(super) fn spread(chart: &Chart, leaves: &[u16], active: &mut Set) {
    active.clear();
    for leaf in leaves {
        active.insert(*leaf);
        chart.tables.ancestors(*leaf).for_each(|outer| active.insert(outer));
    }
}

/// What is active while a step runs.
enum At {
    /// The innermost active state, where there is only ever one way in.
    Leaf(u16),
    Set(Set),
}

/// Where the fields of the event are.
enum Fields {
    None,
    Signal,
    Timer(usize),
    Own(Vec<Option<Value>>),
}

pub(super) struct Run<'a> {
    chart: &'a Chart,
    instance: &'a Instance,
    signal: &'a Signal<'a>,
    now: &'a Now,
    explain: bool,
    change: &'a mut Change,
    scratch: &'a mut Scratch,
    at: At,
    event: Option<u16>,
    fields: Fields,
    /// A bit for each field of the data that may have changed, by its number modulo 64.
    touched: u64,
    /// The same for those among the counts, which no other way of reading sees: they are put among
    /// the values before any but the short way is taken.
    counted: u64,
    steps: u32,
}

#[inline]
fn bit(at: u16) -> u64 {
    1u64.wrapping_shl(u32::from(at))
}

impl History for Run<'_> {
    fn kept(&self, history: u16) -> Option<&[u16]> {
        kept_in(self.change, self.instance, history)
    }
}

fn kept_in<'k>(change: &'k Change, instance: &'k Instance, history: u16) -> Option<&'k [u16]> {
    let new = change.history.iter().find(|(at, _)| *at == history).map(|(_, kept)| kept.as_slice());
    new.or_else(|| instance.kept(history))
}

/// What history states keep at this point of a step.
struct Kept<'k>(&'k Change, &'k Instance);

impl History for Kept<'_> {
    fn kept(&self, history: u16) -> Option<&[u16]> {
        kept_in(self.0, self.1, history)
    }
}

impl<'a> Run<'a> {
    fn whole(&mut self) -> Result<(), Box<Refusal>> {
        if self.instance.done {
            return Err(self.refusal(RefusalKind::Ended));
        }
        if self.instance.leaves.is_empty() != (self.signal.what == What::Begin) {
            let kind =
                if self.signal.what == What::Begin { RefusalKind::Begun } else { RefusalKind::NotBegun };
            return Err(self.refusal(kind));
        }
        match self.signal.what {
            What::Begin => self.begin()?,
            What::Event(event) => {
                self.event = Some(event);
                self.fields = Fields::Signal;
                let moved = self.external(event)?;
                if !moved && self.chart.strict() {
                    return Err(self.unanswered());
                }
            }
            What::Timer(number) => {
                let timer = self.instance.timers.iter().position(|timer| timer.number == number);
                let found = timer.and_then(|at| Some((at, self.instance.timers.get(at)?.timer)));
                let Some((at, kind)) = found else { return Err(self.refusal(RefusalKind::NoSuchTimer)) };
                let Some(event) = self.chart.tables.timers.get(usize::from(kind)).map(|timer| timer.event)
                else {
                    return Err(self.refusal(RefusalKind::NoSuchTimer));
                };
                self.change.stops.push(number);
                self.event = Some(event);
                self.fields = Fields::Timer(at);
                // A timer that nothing answers to is spent all the same.
                self.external(event)?;
            }
        }
        self.settle()?;
        self.finish();
        Ok(())
    }

    fn begin(&mut self) -> Result<(), Box<Refusal>> {
        let mut active = Set::default();
        let mut ops = std::mem::take(&mut self.scratch.ops);
        ops.clear();
        self.scratch.builder.first(self.chart, &mut active, &Kept(self.change, self.instance), &mut ops);
        let done = self.perform(&ops);
        self.scratch.ops = ops;
        self.change.moved = true;
        done
    }

    /// Takes a transition of an event whatever its guard and its roles would say, and from wherever
    /// the workflow stands: the state that it leaves is entered first where it is not active.
    pub(super) fn lead(&mut self, event: u16, transition: u16) -> Result<(), Box<Refusal>> {
        let chart = self.chart;
        self.event = Some(event);
        self.fields = Fields::Signal;
        let mut active = Set::default();
        spread(chart, &self.instance.leaves, &mut active);
        let source = chart.transition(transition).map_or(ROOT, |found| found.source);
        if !self.is_in(source) {
            let mut ops = Vec::new();
            let kept = Kept(self.change, self.instance);
            self.scratch.builder.jump(chart, &mut active, &kept, source, &mut ops);
            self.perform(&ops)?;
        }
        self.take(&[transition], &mut active)?;
        self.settle()?;
        self.finish();
        Ok(())
    }

    /// An event from outside: whether it was answered.
    fn external(&mut self, event: u16) -> Result<bool, Box<Refusal>> {
        if self.explain {
            self.change.marks.push(Mark::Event(event));
        }
        let moved = self.microstep(Some(event))?;
        if let Some(true) = self.chart.remembered.get(usize::from(event)) {
            let by = self.signal.actor.map(|actor| actor.id.clone());
            self.change.doer = Some((event, Doer { by, at: self.now.value.clone() }));
        }
        Ok(moved)
    }

    /// What follows by itself.
    #[inline]
    fn settle(&mut self) -> Result<(), Box<Refusal>> {
        loop {
            if self.change.done {
                return Ok(());
            }
            if self.chart.restless && self.microstep(None)? {
                continue;
            }
            let Some((event, fields)) = self.scratch.queue.pop_front() else { return Ok(()) };
            // Counted too: a guard that fails on the event its own failure raises would go on for ever.
            self.count()?;
            self.event = Some(event);
            self.fields = Fields::Own(fields);
            if self.explain {
                self.change.marks.push(Mark::Event(event));
            }
            self.microstep(Some(event))?;
        }
    }

    /// The new leaves, where they are not kept up as it goes.
    #[inline]
    fn finish(&mut self) {
        self.change.leaves.clear();
        match &self.at {
            At::Leaf(leaf) => self.change.leaves.push(*leaf),
            At::Set(active) => {
                let leaf = |at: &u16| self.chart.state(*at).is_some_and(super::chart::State::is_leaf);
                let leaves = active.iter().filter(|at| *at != ROOT && leaf(at));
                self.change.leaves.extend(leaves);
            }
        }
    }

    #[inline]
    fn is_in(&self, state: u16) -> bool {
        match &self.at {
            At::Leaf(leaf) => self.chart.tables.within(*leaf, state),
            At::Set(active) => active.contains(state),
        }
    }

    /// Takes the transitions that answer: whether there are any.
    #[inline]
    fn microstep(&mut self, event: Option<u16>) -> Result<bool, Box<Refusal>> {
        let chart = self.chart;
        if let At::Leaf(leaf) = self.at {
            let Some(found) = self.first(leaf, event)? else { return Ok(false) };
            self.count()?;
            let Some(plan) = found.plan.and_then(|plan| chart.plan(plan)) else {
                let mut active = std::mem::take(&mut self.scratch.active);
                spread(chart, &[leaf], &mut active);
                let done = self.take(&[found.transition], &mut active);
                self.scratch.active = active;
                return done.map(|()| true);
            };
            self.change.moved = true;
            let ops = chart.ops(if self.explain { &plan.full } else { &plan.short });
            self.perform(ops)?;
            self.at = At::Leaf(plan.leaf);
            return Ok(true);
        }
        let mut enabled = std::mem::take(&mut self.scratch.enabled);
        enabled.clear();
        let found = self.enabled(event, &mut enabled);
        let done = found.and_then(|()| {
            if enabled.is_empty() {
                return Ok(false);
            }
            self.count()?;
            let kept = Kept(self.change, self.instance);
            self.scratch.builder.without_conflicts(chart, &kept, &mut enabled);
            let mut active = match &self.at {
                At::Set(active) => active.clone(),
                At::Leaf(_) => Set::default(),
            };
            self.take(&enabled, &mut active).map(|()| true)
        });
        self.scratch.enabled = enabled;
        done
    }

    fn count(&mut self) -> Result<(), Box<Refusal>> {
        self.steps = self.steps.saturating_add(1);
        if self.steps > MAX_MICROSTEPS { Err(self.refusal(RefusalKind::Endless)) } else { Ok(()) }
    }

    /// Works a microstep out and performs it. `active` is the configuration before.
    fn take(&mut self, transitions: &[u16], active: &mut Set) -> Result<(), Box<Refusal>> {
        let mut ops = std::mem::take(&mut self.scratch.ops);
        ops.clear();
        let kept = Kept(self.change, self.instance);
        self.scratch.builder.step(self.chart, active, &kept, transitions, &mut ops);
        self.change.moved = true;
        let done = self.perform(&ops);
        self.scratch.ops = ops;
        done
    }
}
