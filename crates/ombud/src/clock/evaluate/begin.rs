//! What starts each run of a clock: events, other clocks, or nothing yet.

use crate::clock::{
    Need, NeedKind, Status, Trigger, Which,
    compile::{Clock, Limb, Period, Start, deadline},
    history::{Match, matches},
};
use crate::{
    cond::{Condition, Truth},
    error::Result,
    model::{Event, Moment},
};

use super::Fold;

/// What starts one run of a clock.
pub(super) enum Begin<'a> {
    At {
        at: Moment,
        trigger: Trigger,
        event: Option<&'a Event>,
    },
    /// It happened, or must have, but the time is not known.
    Unknown {
        trigger: Option<Trigger>,
        need: Need,
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
                        need: Need { kind: NeedKind::Event, id: derive.from.to_string(), decisive: true },
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
                            need: Need {
                                kind: NeedKind::EventTime,
                                id: event.kind.to_string(),
                                decisive: true,
                            },
                        },
                    })
                    .collect();
                if !begins.is_empty() {
                    return Ok(begins);
                }
                let need = match unclear {
                    Some(field) => Some((NeedKind::EventField, format!("{event}.{field}"))),
                    None if *expected || self.holds(expected_if.as_ref())? => {
                        Some((NeedKind::Event, event.to_string()))
                    }
                    None => None,
                };
                vec![need.map_or(Begin::NotYet, |(kind, id)| Begin::Unknown {
                    trigger: None,
                    need: Need { kind, id, decisive: true },
                })]
            }
            Start::Expired(clock) => vec![match self.other(clock) {
                Some(other) => match (other.status, other.late_from) {
                    (Status::Late | Status::MetLate, Some(from)) => Begin::At {
                        at: Moment::Instant(from),
                        trigger: Trigger {
                            event: None,
                            clock: Some(clock.clone()),
                            at: Some(Moment::Instant(from)),
                        },
                        event: None,
                    },
                    (Status::Met | Status::Cancelled, _) => Begin::Never,
                    _ => Begin::NotYet,
                },
                None => Begin::Never,
            }],
            Start::Met(clock) => vec![match self.other(clock) {
                Some(other) => match (other.status, other.done) {
                    (Status::Met | Status::MetLate, Some(at)) => Begin::At {
                        at,
                        trigger: Trigger { event: None, clock: Some(clock.clone()), at: Some(at) },
                        event: None,
                    },
                    (Status::Cancelled, _) => Begin::Never,
                    _ => Begin::NotYet,
                },
                None => Begin::Never,
            }],
        })
    }

    /// Whether a condition is there and known to hold.
    pub(super) fn holds(&self, condition: Option<&Condition>) -> Result<bool> {
        match condition {
            Some(condition) => Ok(condition.evaluate(self.facts)?.truth == Truth::True),
            None => Ok(false),
        }
    }
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
