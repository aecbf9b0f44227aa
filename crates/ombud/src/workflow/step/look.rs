//! What guards and values see while a step runs.

use super::{Fields, Run, bit};
use crate::{
    model::Value,
    workflow::{
        names::{Look, Slot},
        quick::number,
    },
};

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
                let place = event.place(*name)?;
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
            Slot::By(event) => self.instance.doers.get(event)?.by.as_ref(),
            Slot::At(event) => Some(&self.instance.doers.get(event)?.at),
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
