//! What a microstep does, part by part, and the effects in it.

use super::{At, Run, bit};
use crate::{
    Error, ErrorCode,
    cond::Truth,
    error::Result,
    model::Value,
    workflow::{
        chart::{Act, Effect, Op, Payload, ROOT},
        compile::ERROR_EVENT,
        guard::Refused,
        instance::{ClockState, Emitted, Mark, Timer, kept},
        quick::Unit,
        refusal::Refusal,
        time::Time,
    },
};

/// The most timers that run in one instance.
pub const MAX_TIMERS: usize = 1_000;

/// A fault of an effect, which ends its block.
struct Broken(u16, Error);

impl Run<'_> {
    pub(super) fn error_event(&mut self) {
        if let Some(event) = self.chart.event(ERROR_EVENT) {
            self.scratch.queue.push_back((event, Vec::new()));
        }
    }

    #[inline]
    pub(super) fn perform(&mut self, ops: &[Op]) -> Result<(), Box<Refusal>> {
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
                    // A state's own timers are the first of their names.
                    self.cancel(chart.state(at).map_or(&[], |state| &state.timers));
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
                    self.call_off(*timer);
                }
                self.start(*timer, Some(due), fields).map_err(Ok)?;
            }
            Act::Cancel(timer) => self.call_off(*timer),
            Act::Clock(clock, act) => {
                self.change.clocks.push((*clock, ClockState { act: *act, since: self.now.time }));
            }
            Act::Emit(kind, fields) => {
                let values = fields.iter().map(|(name, expr)| Ok((name.clone(), expr.evaluate(self)?)));
                let fields = values.collect::<Result<_>>().map_err(Ok)?;
                self.change.emitted.push(Emitted { effect: effect.id, kind: kind.clone(), fields });
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
                            return Err(Ok(Error::new(ErrorCode::UnknownFact)
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
    pub(super) fn settle_counts(&mut self) {
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
        if self.instance.timers.len().saturating_add(self.change.starts.len()) >= MAX_TIMERS {
            return Err(Error::new(ErrorCode::TooLarge).expected(format_args!("at most {MAX_TIMERS} timers")));
        }
        self.change.numbers = Some(number);
        self.change.starts.push(Timer { number, timer, due, fields });
        Ok(())
    }

    /// Calls off every timer that has one of these names, which stand in order.
    fn cancel(&mut self, names: &[u16]) {
        if names.is_empty() {
            return;
        }
        let chart = self.chart;
        let meant = |timer: &Timer| {
            let name = chart.tables.timers.get(usize::from(timer.timer)).map(|timer| timer.name);
            name.is_some_and(|name| names.binary_search(&name).is_ok())
        };
        self.change.starts.retain(|timer| !meant(timer));
        let running = self.instance.timers.iter().filter(|timer| meant(timer));
        self.change.stops.extend(running.map(|timer| timer.number));
    }

    /// Calls off every timer that has the name of this one.
    fn call_off(&mut self, timer: u16) {
        if let Some(timer) = self.chart.tables.timers.get(usize::from(timer)) {
            self.cancel(&[timer.name]);
        }
    }
}
