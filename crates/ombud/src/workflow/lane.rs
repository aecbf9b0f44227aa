//! The fast lane: plans that do nothing but count, as straight code over the instance.
//!
//! A lane works everything out before it writes anything, so it is taken whole or not at all. Where
//! it cannot be (a value is unknown or past the range) the step takes the ordinary way, which knows
//! what to say.

use super::{
    chart::{Act, Chart, Effect, Op},
    instance::Instance,
    names::{Look, Slot},
    quick::{Unit, Whole, number},
};
use crate::model::{Duration, Instant, Value};

/// The most results of one lane.
const RESULTS: usize = 16;

#[derive(Debug, Clone, Copy)]
enum Operand {
    Data(u16),
    Number(i64),
    Now,
    Result(u8),
}

#[derive(Debug, Clone, Copy)]
enum Operation {
    Sum,
    Difference,
    Product,
}

/// Effects that only count.
#[derive(Debug, Clone, Default)]
pub(crate) struct Lane {
    code: Vec<(Operation, Operand, Operand)>,
    /// The fields of the data, and what each of them gets.
    stores: Vec<(u16, Unit, Operand)>,
}

impl Lane {
    /// The lane of a plan; nothing where it does more than count.
    pub(super) fn of(chart: &Chart, ops: &[Op]) -> Option<Lane> {
        let mut lane = Lane::default();
        for op in ops {
            let effects = match *op {
                Op::Exit(at) => &chart.state(at)?.on_exit,
                Op::Enter(at) => &chart.state(at)?.on_entry,
                Op::Initial(at) => &chart.state(at)?.on_initial,
                Op::Do(at) => &chart.transition(at)?.effects,
                _ => return None,
            };
            effects.iter().try_for_each(|effect| lane.add(effect))?;
        }
        Some(lane)
    }

    fn add(&mut self, effect: &Effect) -> Option<()> {
        let Act::Assign(at, expr) = &effect.act else { return None };
        let count = expr.counted()?;
        let value = self.lower(&count.whole)?;
        if matches!(value, Operand::Data(_)) {
            return None;
        }
        self.stores.retain(|(other, ..)| other != at);
        self.stores.push((*at, count.unit, value));
        Some(())
    }

    fn lower(&mut self, whole: &Whole) -> Option<Operand> {
        let (operation, sides) = match whole {
            Whole::Number(number) => return Some(Operand::Number(*number)),
            Whole::Slot(Slot::Now) => return Some(Operand::Now),
            Whole::Slot(Slot::Data(at)) => {
                let stored = self.stores.iter().find(|(other, ..)| other == at);
                return Some(stored.map_or(Operand::Data(*at), |(.., value)| *value));
            }
            Whole::Slot(_) => return None,
            Whole::Sum(sides) => (Operation::Sum, sides),
            Whole::Difference(sides) => (Operation::Difference, sides),
            Whole::Product(sides) => (Operation::Product, sides),
        };
        let (left, right) = (self.lower(&sides.0)?, self.lower(&sides.1)?);
        let result = u8::try_from(self.code.len()).ok().filter(|at| usize::from(*at) < RESULTS)?;
        self.code.push((operation, left, right));
        Some(Operand::Result(result))
    }

    /// Counts; nothing, and nothing changed, where that is not possible.
    #[inline]
    pub(super) fn run(&self, data: &mut [Option<Value>], now: Instant) -> Option<()> {
        let mut results = [0i64; RESULTS];
        let seconds = now.unix_seconds();
        let value = |operand: Operand, data: &[Option<Value>], results: &[i64; RESULTS]| match operand {
            Operand::Data(at) => number(data.get(usize::from(at))?.as_ref()?),
            Operand::Number(number) => Some(number),
            Operand::Now => Some(seconds),
            Operand::Result(at) => results.get(usize::from(at)).copied(),
        };
        for ((operation, left, right), at) in self.code.iter().zip(0usize..) {
            let (left, right) = (value(*left, data, &results)?, value(*right, data, &results)?);
            let result = match operation {
                Operation::Sum => left.checked_add(right)?,
                Operation::Difference => left.checked_sub(right)?,
                Operation::Product => left.checked_mul(right)?,
            };
            *results.get_mut(at)? = result;
        }
        // No store copies a field, so none can fail once the first is done.
        for (at, unit, operand) in &self.stores {
            let count = value(*operand, &[], &results)?;
            let slot = data.get_mut(usize::from(*at))?;
            *slot = Some(match unit {
                Unit::Int => Value::Int(count),
                Unit::Duration => Value::Duration(Duration::from_seconds(count)),
                Unit::Now => Value::Instant(now),
            });
        }
        Some(())
    }
}

/// What guards see of an instance between two steps, of an event that says nothing.
pub(super) struct Still<'a> {
    pub(super) chart: &'a Chart,
    pub(super) instance: &'a Instance,
    pub(super) leaf: u16,
    pub(super) now: Instant,
}

impl Look for Still<'_> {
    #[inline]
    fn look(&self, slot: &Slot) -> Option<&Value> {
        const TRUE: &Value = &Value::Bool(true);
        const FALSE: &Value = &Value::Bool(false);
        match slot {
            Slot::Data(at) => self.instance.data.get(usize::from(*at))?.as_ref(),
            Slot::In(state) => Some(if self.chart.tables.within(self.leaf, *state) { TRUE } else { FALSE }),
            // The ordinary way knows the rest.
            _ => None,
        }
    }

    #[inline]
    fn count(&self, slot: &Slot) -> Option<i64> {
        match slot {
            Slot::Now => Some(self.now.unix_seconds()),
            _ => number(self.look(slot)?),
        }
    }
}
