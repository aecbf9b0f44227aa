//! One step: a signal in, a change or a refusal out. A function of its arguments.
//!
//! An event takes the transitions that answer to it, inner ones before outer ones, the earlier
//! before the later; then whatever follows by itself, until nothing does. A guard that is unknown or
//! has no value refuses the whole step, unless an earlier transition is taken: it is never passed
//! over. In SCXML it counts as false.

use std::collections::VecDeque;

use super::{
    chart::{Act, Candidate, Chart, Effect, Op, Payload, ROOT, Transition},
    compile::ERROR_EVENT,
    guard::Refused,
    instance::{Change, ClockState, Doer, Instance, Mark, Signal, Timer, TimerAct, What, kept},
    microstep::{Builder, History, Set},
    names::{Look, Slot},
    quick::{Unit, number},
    refusal::{Refusal, RefusalKind, Stopped, Why},
    time::Time,
};
use crate::{
    Error,
    cond::Truth,
    error::Result,
    model::{Instant, Value},
};

/// The most microsteps of one step.
pub const MAX_MICROSTEPS: u32 = 1_000;
/// The most timers that run in one instance.
pub const MAX_TIMERS: usize = 1_000;

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

const TRUE: Value = Value::Bool(true);
const FALSE: Value = Value::Bool(false);
/// Asked whether it holds, this is a fault.
static NO_TRUTH: Value = Value::Text(String::new());

impl Look for Run<'_> {
    #[inline]
    fn look(&self, slot: &Slot) -> Option<&Value> {
        let flag = |flag: bool| Some(if flag { &TRUE } else { &FALSE });
        match slot {
            Slot::Data(at) => {
                if self.touched & bit(*at) != 0
                    && let Some((_, value)) = self.change.data.iter().find(|(other, _)| other == at)
                {
                    return value.as_ref();
                }
                self.instance.data.get(usize::from(*at))?.as_ref()
            }
            Slot::Now => Some(&self.now.value),
            Slot::Field(name) => {
                let event = self.chart.tables.events.get(usize::from(self.event?))?;
                let place = usize::from((*event.places.get(usize::from(*name))?)?);
                let fields = match &self.fields {
                    Fields::None => return None,
                    Fields::Signal => &self.signal.fields,
                    Fields::Timer(at) => &self.instance.timers.get(*at)?.fields,
                    Fields::Own(fields) => fields,
                };
                fields.get(place)?.as_ref()
            }
            Slot::EventName => {
                self.chart.tables.events.get(usize::from(self.event?)).map(|event| &event.text)
            }
            Slot::Fact(fact) => self.signal.facts?.value(fact),
            Slot::In(state) => flag(self.is_in(*state)),
            Slot::Role(role) => flag(self.signal.actor?.roles & bit(*role) != 0),
            Slot::Actor => Some(&self.signal.actor?.id),
            Slot::By(event) => self.instance.doers.get(usize::from(*event))?.as_ref()?.by.as_ref(),
            Slot::At(event) => Some(&self.instance.doers.get(usize::from(*event))?.as_ref()?.at),
            Slot::Fault => Some(&NO_TRUTH),
        }
    }

    #[inline]
    fn count(&self, slot: &Slot) -> Option<i64> {
        match slot {
            Slot::Data(at) => {
                if self.counted & bit(*at) != 0
                    && let Some((.., count)) = self.change.counts.iter().find(|(other, ..)| other == at)
                {
                    return Some(*count);
                }
                if self.touched & bit(*at) == 0 {
                    return number(self.instance.data.get(usize::from(*at))?.as_ref()?);
                }
                number(self.look(slot)?)
            }
            _ => number(self.look(slot)?),
        }
    }
}

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

/// A fault of an effect, which ends its block.
struct Broken(u16, Error);

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
                self.change.timers.push(TimerAct::Stop(number));
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

    /// The transitions that each leaf would take.
    fn enabled(&mut self, event: Option<u16>, enabled: &mut Vec<u16>) -> Result<(), Box<Refusal>> {
        let mut next = ROOT;
        while let Some(leaf) = self.leaf_from(next) {
            if let Some(found) = self.first(leaf, event)?
                && !enabled.contains(&found.transition)
            {
                enabled.push(found.transition);
            }
            next = leaf.saturating_add(1);
        }
        Ok(())
    }

    /// The first active leaf at or after a state.
    fn leaf_from(&self, from: u16) -> Option<u16> {
        let At::Set(active) = &self.at else { return None };
        let leaf = |at: &u16| *at != ROOT && self.chart.state(*at).is_some_and(super::chart::State::is_leaf);
        active.iter().find(|at| *at >= from && leaf(at))
    }

    /// The first transition of a leaf that may be taken.
    #[inline]
    fn first(&mut self, leaf: u16, event: Option<u16>) -> Result<Option<Candidate>, Box<Refusal>> {
        let found = self.choose(leaf, event)?;
        if self.scratch.watch {
            self.look_around(leaf, event, found);
        }
        Ok(found)
    }

    /// Notes what could have been taken in place of a transition, and what was asked in vain.
    #[cold]
    fn look_around(&mut self, leaf: u16, event: Option<u16>, found: Option<Candidate>) {
        self.settle_counts();
        let chart = self.chart;
        let candidates = chart.candidates(leaf, event);
        let first =
            found.and_then(|found| Some((found.transition, chart.transition(found.transition)?.source)));
        let mut asked: Vec<(u16, bool)> = Vec::new();
        for candidate in candidates {
            let Some(transition) = chart.transition(candidate.transition) else { continue };
            if first.is_some_and(|(at, _)| at == candidate.transition) || !self.may(transition) {
                continue;
            }
            let truth = transition.guard.as_ref().map_or(Ok(Truth::True), |guard| guard.holds(self));
            match first {
                Some((at, source)) if source == transition.source => {
                    if truth == Ok(Truth::True) {
                        self.change.marks.push(Mark::Rival(at, candidate.transition));
                    }
                }
                _ => asked.push((transition.source, truth == Ok(Truth::False))),
            }
        }
        // Of a state that asks several and is left, or passed over, with none of them.
        let inner = |source: u16| first.is_none_or(|(_, of)| of != source && chart.tables.within(source, of));
        let Some(event) = event else { return };
        for group in asked.chunk_by(|(a, _), (b, _)| a == b) {
            let Some((source, _)) = group.first() else { continue };
            if group.len() > 1 && group.iter().all(|(_, no)| *no) && inner(*source) {
                self.change.marks.push(Mark::Gap(*source, event));
            }
        }
    }

    #[inline]
    fn choose(&mut self, leaf: u16, event: Option<u16>) -> Result<Option<Candidate>, Box<Refusal>> {
        let chart = self.chart;
        for candidate in chart.candidates(leaf, event) {
            let Some(transition) = chart.transition(candidate.transition) else { continue };
            if !self.may(transition) {
                continue;
            }
            let Some(guard) = &transition.guard else { return Ok(Some(*candidate)) };
            match guard.quick(self) {
                Some(true) => return Ok(Some(*candidate)),
                Some(false) => continue,
                None => self.settle_counts(),
            }
            match guard.holds(self) {
                Ok(Truth::True) => return Ok(Some(*candidate)),
                Ok(Truth::False) => {}
                Ok(Truth::Unknown) if !chart.strict() => {}
                Err(_) if !chart.strict() => self.error_event(),
                _ => return Err(self.undetermined(leaf, event, candidate.transition)),
            }
        }
        Ok(None)
    }

    /// Whether whoever acts may take a transition.
    #[inline]
    fn may(&self, transition: &Transition) -> bool {
        (transition.roles == 0 && transition.four_eyes.is_empty()) || self.barred(transition).is_none()
    }

    fn barred(&self, transition: &Transition) -> Option<Why> {
        let roles = || {
            let names = self.chart.tables.roles.iter().zip(0u16..);
            names
                .filter(|(_, at)| transition.roles & bit(*at) != 0)
                .map(|(name, _)| name.to_string())
                .collect()
        };
        let Some(actor) = self.signal.actor else { return Some(Why::Actor) };
        if transition.roles != 0 && transition.roles & actor.roles == 0 {
            return Some(Why::Role(roles()));
        }
        for event in &transition.four_eyes {
            let doer = self.instance.doers.get(usize::from(*event)).and_then(Option::as_ref);
            // One who is not known may be the same.
            if doer.is_some_and(|doer| doer.by.as_ref().is_none_or(|by| *by == actor.id)) {
                return Some(Why::FourEyes { event: self.chart.event_name(*event).to_owned() });
            }
        }
        None
    }

    fn error_event(&mut self) {
        if let Some(event) = self.chart.event(ERROR_EVENT) {
            self.scratch.queue.push_back((event, Vec::new()));
        }
    }

    #[inline]
    fn perform(&mut self, ops: &[Op]) -> Result<(), Box<Refusal>> {
        let chart = self.chart;
        for op in ops {
            if self.explain {
                self.change.marks.push(Mark::Op(*op));
            }
            match *op {
                Op::Taken(_) => {}
                Op::Remember(history) => {
                    let states = kept(chart, history, |state| self.is_in(state));
                    self.change.history.retain(|(at, _)| *at != history);
                    self.change.history.push((history, states));
                }
                Op::Left(state) => match &mut self.at {
                    At::Leaf(leaf) => *leaf = chart.state(state).map_or(ROOT, |found| found.parent),
                    At::Set(active) => active.remove(state),
                },
                Op::Entered(state) => match &mut self.at {
                    At::Leaf(leaf) => *leaf = state,
                    At::Set(active) => {
                        active.insert(ROOT);
                        active.insert(state);
                    }
                },
                Op::Exit(at) => self.block(chart.state(at).map_or(&[][..], |state| &state.on_exit))?,
                Op::Enter(at) => self.block(chart.state(at).map_or(&[][..], |state| &state.on_entry))?,
                Op::Initial(at) => self.block(chart.state(at).map_or(&[][..], |state| &state.on_initial))?,
                Op::Do(at) => self.block(chart.transition(at).map_or(&[][..], |found| &found.effects))?,
                Op::StopTimers(at) => {
                    for timer in chart.state(at).map_or(&[][..], |state| &state.timers) {
                        self.cancel(*timer);
                    }
                }
                Op::StartTimers(at) => {
                    for timer in chart.state(at).map_or(&[][..], |state| &state.timers) {
                        let after =
                            chart.tables.timers.get(usize::from(*timer)).and_then(|found| found.after);
                        let due = after.map(|after| self.now.time.after(after)).transpose();
                        let started = due.and_then(|due| self.start(*timer, due, Vec::new()));
                        started.map_err(|error| self.broken(chart.state_name(at), error))?;
                    }
                }
                Op::Raise(event) => self.scratch.queue.push_back((event, Vec::new())),
                Op::Finish => self.change.done = true,
            }
        }
        Ok(())
    }

    /// Effects that stand or fall together.
    #[inline]
    fn block(&mut self, effects: &[Effect]) -> Result<(), Box<Refusal>> {
        match self.effects(effects) {
            Ok(()) => Ok(()),
            Err(Broken(effect, error)) if self.chart.strict() => {
                Err(self.broken(self.chart.effect_name(effect), error))
            }
            Err(_) => {
                self.error_event();
                Ok(())
            }
        }
    }

    #[inline]
    fn effects(&mut self, effects: &[Effect]) -> Result<(), Broken> {
        for effect in effects {
            if self.explain {
                self.change.marks.push(Mark::Effect(effect.id));
            }
            let broken = |error| Broken(effect.id, error);
            if let Act::Assign(at, expr) = &effect.act {
                if let Some((unit, count)) = expr.count(self) {
                    self.assign_count(*at, unit, count);
                } else {
                    self.settle_counts();
                    let value = expr.evaluate(self).map_err(broken)?;
                    self.assign(*at, value);
                }
            } else {
                self.settle_counts();
                self.rarer(effect).map_err(|found| match found {
                    Ok(error) => broken(error),
                    Err(inner) => inner,
                })?;
            }
        }
        Ok(())
    }

    fn rarer(&mut self, effect: &Effect) -> Result<(), Result<Error, Broken>> {
        match &effect.act {
            Act::Assign(..) => {}
            Act::Raise(event, payload) => {
                let fields = self.payload(payload).map_err(Ok)?;
                self.scratch.queue.push_back((*event, fields));
            }
            Act::Start { timer, after, payload } => {
                let fields = self.payload(payload).map_err(Ok)?;
                let due = self.now.time.after(*after).map_err(Ok)?;
                if self.chart.strict() {
                    self.cancel(*timer);
                }
                self.start(*timer, Some(due), fields).map_err(Ok)?;
            }
            Act::Cancel(timer) => self.cancel(*timer),
            Act::Clock(clock, act) => {
                self.change.clocks.push((*clock, ClockState { act: *act, since: self.now.time }));
            }
            Act::Emit(kind, fields) => {
                let values = fields.iter().map(|(name, expr)| Ok((name.clone(), expr.evaluate(self)?)));
                let fields = values.collect::<Result<_>>().map_err(Ok)?;
                self.change.emitted.push(super::instance::Emitted {
                    effect: effect.id,
                    kind: kind.clone(),
                    fields,
                });
            }
            Act::Choose(branches) => {
                for (guard, effects) in branches {
                    let truth = guard.as_ref().map_or(Ok(Truth::True), |guard| guard.holds(self));
                    let truth = match truth {
                        Err(_) if !self.chart.strict() => {
                            self.error_event();
                            Truth::False
                        }
                        other => other.map_err(Ok)?,
                    };
                    match truth {
                        Truth::True => return self.effects(effects).map_err(Err),
                        Truth::Unknown if self.chart.strict() => {
                            let needs = guard.as_ref().and_then(|guard| guard.refusal(self));
                            let Some(Refused::Needs(needs)) = needs else { continue };
                            return Err(Ok(Error::new(crate::ErrorCode::UnknownFact)
                                .expected(needs.join(", "))
                                .found("a choice that cannot be told")));
                        }
                        _ => {}
                    }
                }
            }
            Act::Block(effects) => match self.effects(effects) {
                Err(_) if !self.chart.strict() => self.error_event(),
                other => return other.map_err(Err),
            },
        }
        Ok(())
    }

    #[inline]
    fn assign(&mut self, at: u16, value: Option<Value>) {
        if self.touched & bit(at) != 0
            && let Some((_, old)) = self.change.data.iter_mut().find(|(other, _)| *other == at)
        {
            *old = value;
            return;
        }
        self.touched |= bit(at);
        self.change.data.push((at, value));
    }

    #[inline]
    fn assign_count(&mut self, at: u16, unit: Unit, count: i64) {
        if self.touched & bit(at) != 0 {
            self.settle_counts();
            self.assign(at, self.change.value(unit, count));
            return;
        }
        if self.counted & bit(at) != 0
            && let Some(old) = self.change.counts.iter_mut().find(|(other, ..)| *other == at)
        {
            *old = (at, unit, count);
            return;
        }
        self.counted |= bit(at);
        self.change.counts.push((at, unit, count));
    }

    /// Puts the counts among the values.
    fn settle_counts(&mut self) {
        let mut counts = std::mem::take(&mut self.change.counts);
        for (at, unit, count) in counts.drain(..) {
            let value = self.change.value(unit, count);
            self.assign(at, value);
        }
        self.change.counts = counts;
        self.counted = 0;
    }

    fn payload(&self, payload: &Payload) -> Result<Vec<Option<Value>>> {
        let mut fields = Vec::new();
        for (place, expr) in payload {
            let place = usize::from(*place);
            if fields.len() <= place {
                fields.resize(place.saturating_add(1), None);
            }
            if let Some(slot) = fields.get_mut(place) {
                *slot = expr.evaluate(self)?;
            }
        }
        Ok(fields)
    }

    /// # Errors
    /// Where more timers run than may.
    fn start(&mut self, timer: u16, due: Option<Time>, fields: Vec<Option<Value>>) -> Result<()> {
        let number = self.change.numbers.unwrap_or(self.instance.numbers).saturating_add(1);
        if self.instance.timers.len().saturating_add(self.change.timers.len()) >= MAX_TIMERS {
            return Err(
                Error::new(crate::ErrorCode::TooLarge).expected(format_args!("at most {MAX_TIMERS} timers"))
            );
        }
        self.change.numbers = Some(number);
        self.change.timers.push(TimerAct::Start(Timer { number, timer, due, fields }));
        Ok(())
    }

    /// Calls off every timer of that name.
    fn cancel(&mut self, timer: u16) {
        let chart = self.chart;
        let name = |at: u16| chart.tables.timers.get(usize::from(at)).map(|timer| &timer.id);
        let wanted = name(timer);
        self.change
            .timers
            .retain(|act| !matches!(act, TimerAct::Start(timer) if name(timer.timer) == wanted));
        for running in self.instance.timers.iter().filter(|running| name(running.timer) == wanted) {
            let stop = TimerAct::Stop(running.number);
            if !self.change.timers.contains(&stop) {
                self.change.timers.push(stop);
            }
        }
    }

    fn refusal(&self, kind: RefusalKind) -> Box<Refusal> {
        Box::new(Refusal {
            event: self.event.map(|event| self.chart.event_name(event).to_owned()),
            states: self.instance.leaves(self.chart).map(str::to_owned).collect(),
            kind,
            candidates: Vec::new(),
        })
    }

    fn broken(&self, id: &str, error: Error) -> Box<Refusal> {
        let mut refusal = self.refusal(RefusalKind::Undetermined);
        refusal.candidates.push(Stopped { id: id.to_owned(), why: Why::Fault(error) });
        refusal
    }

    /// Nothing answers: why not, transition by transition.
    fn unanswered(&self) -> Box<Refusal> {
        let mut refusal = self.refusal(RefusalKind::NoSuchEvent);
        for leaf in &self.instance.leaves {
            for candidate in self.chart.candidates(*leaf, self.event) {
                self.note(candidate.transition, &mut refusal.candidates);
            }
        }
        if !refusal.candidates.is_empty() {
            refusal.kind = RefusalKind::Stopped;
        }
        refusal
    }

    /// One guard cannot be told: why, and why those before it do not hold.
    fn undetermined(&self, leaf: u16, event: Option<u16>, transition: u16) -> Box<Refusal> {
        let mut refusal = self.refusal(RefusalKind::Undetermined);
        refusal.event = event.map(|event| self.chart.event_name(event).to_owned());
        for candidate in self.chart.candidates(leaf, event) {
            self.note(candidate.transition, &mut refusal.candidates);
            if candidate.transition == transition {
                break;
            }
        }
        refusal
    }

    fn note(&self, at: u16, out: &mut Vec<Stopped>) {
        let Some(transition) = self.chart.transition(at) else { return };
        if out.iter().any(|stopped| *stopped.id == *transition.id) {
            return;
        }
        if let Some(why) = self.why(transition) {
            out.push(Stopped { id: transition.id.to_string(), why });
        }
    }

    /// Each transition that answers to an event, with what stops it.
    pub(super) fn answers(&mut self, event: u16) -> Vec<(u16, Option<Why>)> {
        self.event = Some(event);
        let mut out: Vec<(u16, Option<Why>)> = Vec::new();
        for leaf in &self.instance.leaves {
            let mut first: Option<&Transition> = None;
            for candidate in self.chart.candidates(*leaf, Some(event)) {
                let Some(transition) = self.chart.transition(candidate.transition) else { continue };
                let why = self.why(transition);
                let may = why.is_none();
                let why = why.or(first.map(|first| Why::Earlier(first.id.to_string())));
                if may && first.is_none() {
                    first = Some(transition);
                }
                if !out.iter().any(|(other, _)| *other == candidate.transition) {
                    out.push((candidate.transition, why));
                }
            }
        }
        out
    }

    fn why(&self, transition: &Transition) -> Option<Why> {
        if !self.may(transition) {
            return self.barred(transition);
        }
        transition.guard.as_ref()?.refusal(self).map(|refused| match refused {
            Refused::False(parts) => Why::Guard(parts),
            Refused::Needs(names) => Why::Needs(names),
            Refused::Fault(error) => Why::Fault(error),
        })
    }
}
