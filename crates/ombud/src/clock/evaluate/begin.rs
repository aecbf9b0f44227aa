//! What starts each run of a clock: events, other clocks, or nothing yet.

use crate::clock::{
    Basis, Need, NeedKind, Obligation, Status, Trigger, Which,
    compile::{Clock, Limb, Period, Start, deadline},
    history::{Match, matches},
};
use crate::{
    cond::{Condition, Truth},
    error::Result,
    model::{Event, Moment},
};

use super::{Fold, need};

/// What starts one run of a clock.
pub(super) enum Begin<'a> {
    At {
        at: Moment,
        trigger: Trigger,
        event: Option<&'a Event>,
    },
    /// It happened, or must have, or may have, but the time is not known.
    Unknown {
        trigger: Option<Trigger>,
        needs: Vec<Need>,
    },
    NotYet,
    /// Never: what would start it cannot happen any more.
    Never,
}

impl<'a> Fold<'a> {
    /// For each run of the clock, what starts each of its limbs.
    pub(super) fn begins(&self, clock: &'a Clock) -> Result<Vec<Vec<Begin<'a>>>> {
        if let Some(derive) = &clock.def.derive {
            let begin = match self.other(&derive.from) {
                Some(other) => match other.due {
                    Some(due) => Begin::At {
                        at: Moment::Date(due),
                        trigger: Trigger { event: None, clock: Some(derive.from.clone()), at: None },
                        event: None,
                    },
                    None => Begin::Unknown {
                        trigger: None,
                        needs: vec![need(NeedKind::Event, &derive.from, true)],
                    },
                },
                None => return Ok(Vec::new()),
            };
            return Ok(vec![vec![begin]]);
        }
        if let [limb] = clock.limbs.as_slice() {
            return Ok(self.begin(limb)?.into_iter().map(|begin| vec![begin]).collect());
        }
        let mut row = Vec::new();
        for limb in &clock.limbs {
            row.extend(self.begin(limb)?.into_iter().take(1));
        }
        Ok(vec![row])
    }

    pub(super) fn begin(&self, limb: &'a Limb) -> Result<Vec<Begin<'a>>> {
        Ok(match &limb.start {
            Start::Event { event, fields, which, expected, expected_if } => {
                let mut found = Vec::new();
                let mut unclear = None;
                for candidate in self.all.of(event.as_str(), &self.place.zone) {
                    match matches(candidate, fields) {
                        Match::Yes => found.push(candidate),
                        Match::No => {}
                        Match::Missing(missing) => unclear = missing.first().cloned(),
                    }
                }
                match which {
                    Which::First => found.truncate(1),
                    Which::Last => found = found.pop().into_iter().collect(),
                    Which::Each => {}
                }
                let name = |at| Trigger { event: Some(event.clone()), clock: None, at };
                let begins: Vec<Begin<'_>> = found
                    .into_iter()
                    .map(|event| match event.at {
                        Some(at) => Begin::At { at, trigger: name(Some(at)), event: Some(event) },
                        None => Begin::Unknown {
                            trigger: Some(name(None)),
                            needs: vec![need(NeedKind::EventTime, &event.kind, true)],
                        },
                    })
                    .collect();
                if !begins.is_empty() {
                    return Ok(begins);
                }
                let wanted = match unclear {
                    Some(field) => Some((NeedKind::EventField, format!("{event}.{field}"))),
                    None if *expected || self.holds(expected_if.as_ref())? => {
                        Some((NeedKind::Event, event.to_string()))
                    }
                    None => None,
                };
                vec![wanted.map_or(Begin::NotYet, |(kind, id)| Begin::Unknown {
                    trigger: None,
                    needs: vec![need(kind, id, true)],
                })]
            }
            Start::Expired(clock) => {
                let other = self.other(clock);
                vec![other.map_or(Begin::Never, |other| self.expiry_of(other))]
            }
            Start::Met(clock) => {
                let other = self.other(clock);
                vec![other.map_or(Begin::Never, |other| self.fulfilment_of(other))]
            }
        })
    }

    fn expiry_of(&self, other: &Obligation) -> Begin<'a> {
        let today = self.as_of.date_in(&self.place.zone);
        match (other.status, other.late_from) {
            (Status::Late | Status::MetLate, Some(from)) => from_clock(other, Moment::Instant(from)),
            (Status::Met | Status::Cancelled, _) => Begin::Never,
            // Whatever its date will be, it is not past yet.
            (Status::Undetermined, _) if other.not_before.is_some_and(|day| today <= day) => Begin::NotYet,
            (Status::Undetermined, _) => hanging_on(other),
            _ => Begin::NotYet,
        }
    }

    fn fulfilment_of(&self, other: &Obligation) -> Begin<'a> {
        match (other.status, other.done, other.late_from) {
            (Status::Met | Status::MetLate, Some(at), _) => from_clock(other, at),
            // A duty that was to last so long, and has.
            (Status::Met, None, Some(from)) if other.basis == Basis::Computed => {
                from_clock(other, Moment::Instant(from))
            }
            (Status::Met | Status::MetLate, None, _) => {
                let versions = self
                    .regime
                    .groups
                    .iter()
                    .filter(|group| group.id == other.clock)
                    .flat_map(|g| &g.versions);
                let event =
                    versions.filter_map(|clock| self.fulfilment(clock)).find(|event| event.at.is_none());
                let need = match event {
                    Some(event) => need(NeedKind::EventTime, &event.kind, true),
                    None => need(NeedKind::Event, &other.clock, true),
                };
                Begin::Unknown { trigger: Some(by_clock(other, None)), needs: vec![need] }
            }
            (Status::Cancelled, ..) => Begin::Never,
            (Status::Undetermined, ..) => hanging_on(other),
            _ => Begin::NotYet,
        }
    }

    /// Whether a condition is there and known to hold.
    pub(super) fn holds(&self, condition: Option<&Condition>) -> Result<bool> {
        match condition {
            Some(condition) => Ok(condition.evaluate(self.facts)?.truth == Truth::True),
            None => Ok(false),
        }
    }
}

fn by_clock(other: &Obligation, at: Option<Moment>) -> Trigger {
    Trigger { event: None, clock: Some(other.clock.clone()), at }
}

fn from_clock<'a>(other: &Obligation, at: Moment) -> Begin<'a> {
    Begin::At { at, trigger: by_clock(other, Some(at)), event: None }
}

/// What hangs on a clock of which nobody can say how it stands lacks what that clock lacks.
fn hanging_on<'a>(other: &Obligation) -> Begin<'a> {
    let mut needs: Vec<Need> = other.needs.iter().filter(|need| need.decisive).cloned().collect();
    if needs.is_empty() {
        needs.push(need(NeedKind::Event, &other.clock, true));
    }
    Begin::Unknown { trigger: Some(by_clock(other, None)), needs }
}

pub(super) fn has_unknown(begins: &[Begin<'_>]) -> bool {
    begins.iter().any(|begin| matches!(begin, Begin::Unknown { .. }))
}

pub(super) fn absent(clock: &Clock, begins: &[Begin<'_>]) -> bool {
    matches!(
        (clock.limbs.as_slice(), begins),
        ([Limb { period: Period::Until(field), .. }], [Begin::At { event: Some(event), .. }])
            if deadline(event, field).is_none()
    )
}
