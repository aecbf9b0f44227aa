//! From definitions to a regime that can be asked: every reference resolved, every fault reported.

mod chain;
pub(super) mod class;
mod clock;
mod context;
mod limbs;
mod places;
mod steps;

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Calendar, Citation, ClockDef, Combine, Count, RegimeDef, StepDef, StepTo, SuspensionDef, Which,
    def::moment_of,
    history::{Fields, TypedMatcher},
};
use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{CalendarId, Catalogue, Event, EventType, FactId, Label, Moment, RuleId, Zone},
};
use chain::{check_single, check_versions, sorted};
use context::Context;

/// A regime, checked and ready.
#[derive(Debug, Clone)]
pub struct Regime {
    pub(super) def: RegimeDef,
    pub(super) places: Vec<Place>,
    pub(super) place_fact: Option<FactId>,
    /// Versions of one rule stand together; rules stand after those they depend on.
    pub(super) groups: Vec<Group>,
    pub(super) suspensions: Vec<Suspension>,
}

/// The successive versions of one clock.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) id: RuleId,
    pub(super) versions: Vec<Clock>,
}

#[derive(Debug, Clone)]
pub(super) struct Place {
    pub(super) id: Option<String>,
    pub(super) zone: Zone,
    pub(super) calendar: Arc<Calendar>,
}

#[derive(Debug, Clone)]
pub(super) struct Suspension {
    pub(super) def: SuspensionDef,
    pub(super) when: Condition,
}

/// A period in exactly one of its forms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Period {
    Count(Count),
    Until(String),
    Prompt,
}

#[derive(Debug, Clone)]
pub(super) enum Start {
    Event { event: EventType, fields: Fields, which: Which, expected: bool, expected_if: Option<Condition> },
    Expired(RuleId),
    Met(RuleId),
}

#[derive(Debug, Clone)]
pub(super) struct Limb {
    pub(super) start: Start,
    pub(super) period: Period,
}

#[derive(Debug, Clone)]
pub(super) struct Instead {
    pub(super) rule: Option<RuleId>,
    pub(super) when: Condition,
    pub(super) period: Period,
    pub(super) cite: Vec<Citation>,
    pub(super) note: Option<Label>,
}

/// A step with its typed match.
#[derive(Debug, Clone)]
pub(super) struct StepRule {
    pub(super) def: StepDef,
    pub(super) fields: Fields,
}

/// What fulfils a duty, and the clock that must have been met for it to count.
#[derive(Debug, Clone)]
pub(super) struct Fulfilment {
    pub(super) matcher: TypedMatcher,
    pub(super) if_met: Option<RuleId>,
}

#[derive(Debug, Clone)]
pub(super) struct Clock {
    pub(super) def: ClockDef,
    pub(super) when: Option<Condition>,
    pub(super) limbs: Vec<Limb>,
    pub(super) combine: Combine,
    pub(super) starts_if: Option<(TypedMatcher, Option<RuleId>)>,
    pub(super) instead: Vec<Instead>,
    pub(super) extend: Vec<StepRule>,
    pub(super) pause: Vec<StepRule>,
    pub(super) reset: Vec<StepRule>,
    pub(super) merge: Vec<StepRule>,
    pub(super) cancel: Vec<StepRule>,
    pub(super) agree: Vec<StepRule>,
    pub(super) met_by: Vec<Fulfilment>,
}

impl Regime {
    /// Checks and compiles a regime.
    ///
    /// # Errors
    /// Every fault at once: unknown facts, events, fields, calendars, zones and clocks; periods
    /// without exactly one form; conditions of a clock that read anything but supplied records and
    /// findings (no assessment may move a clock: the path through derived facts is given);
    /// versions that overlap; clocks that depend on each other in a ring.
    pub fn compile(
        def: RegimeDef,
        clocks: Vec<ClockDef>,
        suspensions: Vec<SuspensionDef>,
        catalogue: &Catalogue,
        calendars: &BTreeMap<CalendarId, Arc<Calendar>>,
    ) -> Result<Self, Vec<Error>> {
        let mut faults = Vec::new();
        let ids: BTreeSet<RuleId> = clocks.iter().map(|clock| clock.id.clone()).collect();
        let places = places::places(&def, catalogue, calendars, &mut faults);
        let mut groups: Vec<Group> = Vec::new();
        let mut group_of: BTreeMap<RuleId, usize> = BTreeMap::new();
        for clock in clocks {
            let item = clock.id.clone();
            let at = *group_of.entry(item.clone()).or_insert(groups.len());
            let nth = groups.get(at).map_or(0, |group| group.versions.len());
            let mut context =
                Context { catalogue, ids: &ids, kind: "clock", item: &item, nth, faults: &mut faults };
            let clock = context.clock(clock, &places);
            match groups.get_mut(at) {
                Some(group) => group.versions.push(clock),
                None => groups.push(Group { id: item, versions: vec![clock] }),
            }
        }
        for group in &groups {
            check_single(group, &groups, &mut faults);
        }
        for group in &mut groups {
            check_versions(group, &mut faults);
        }
        let mut suspended: BTreeMap<RuleId, usize> = BTreeMap::new();
        let suspensions = suspensions
            .into_iter()
            .filter_map(|def| {
                let item = def.id.clone();
                let count = suspended.entry(item.clone()).or_default();
                let nth = *count;
                *count = nth.saturating_add(1);
                let mut context = Context {
                    catalogue,
                    ids: &ids,
                    kind: "suspension",
                    item: &item,
                    nth,
                    faults: &mut faults,
                };
                if def.from >= def.until {
                    context.fault("until", &format!("a day after `from`, {}", def.from), def.until);
                }
                for (i, clock) in def.clocks.iter().enumerate() {
                    context.known(&format!("clocks[{i}]"), clock);
                }
                let when = context.condition("when", &def.when)?;
                Some(Suspension { def, when })
            })
            .collect();
        let (groups, rings) = sorted(groups);
        for (item, path, way) in rings {
            faults.push(
                Error::new(ErrorCode::InvalidValue)
                    .item(item)
                    .kind("clock")
                    .path(path)
                    .expected("clocks that do not depend on each other in a ring")
                    .found(way),
            );
        }
        if faults.is_empty() {
            Ok(Regime { place_fact: def.place_fact.clone(), def, places, groups, suspensions })
        } else {
            Err(faults.into_iter().map(|fault| fault.regime(&def.id)).collect())
        }
    }

    /// The definition.
    #[must_use]
    pub fn def(&self) -> &RegimeDef {
        &self.def
    }

    /// The clocks, every version, in the order in which they are evaluated.
    pub fn clocks(&self) -> impl Iterator<Item = &ClockDef> {
        self.groups.iter().flat_map(|group| &group.versions).map(|clock| &clock.def)
    }

    /// The class-level suspensions.
    pub fn suspensions(&self) -> impl Iterator<Item = &SuspensionDef> {
        self.suspensions.iter().map(|suspension| &suspension.def)
    }

    /// The zone of the regime, or of its first place.
    #[must_use]
    pub fn zone(&self) -> Option<&Zone> {
        self.places.first().map(|place| &place.zone)
    }

    /// The facts that its conditions read.
    #[must_use]
    pub fn facts(&self) -> BTreeSet<FactId> {
        let clocks = self.groups.iter().flat_map(|group| &group.versions);
        let conditions = clocks
            .flat_map(|clock| clock.when.iter().chain(clock.instead.iter().map(|instead| &instead.when)))
            .chain(self.suspensions.iter().map(|suspension| &suspension.when));
        conditions.flat_map(|condition| condition.facts().cloned()).chain(self.place_fact.clone()).collect()
    }

    /// The event types that its clocks read.
    #[must_use]
    pub fn events(&self) -> BTreeSet<EventType> {
        let mut out = BTreeSet::new();
        for clock in self.groups.iter().flat_map(|group| &group.versions) {
            for limb in &clock.limbs {
                if let Start::Event { event, .. } = &limb.start {
                    out.insert(event.clone());
                }
            }
            let def = &clock.def;
            let steps = [&def.extend, &def.pause, &def.reset, &def.merge, &def.cancel, &def.agree];
            for step in steps.into_iter().flatten() {
                out.extend(step.event.iter().chain(&step.from).chain(&step.confirmed_by).cloned());
                if let Some(StepTo::Event(event)) = &step.to {
                    out.insert(event.clone());
                }
            }
            out.extend(clock.met_by.iter().map(|met| met.matcher.event.clone()));
            out.extend(clock.starts_if.iter().map(|(matcher, _)| matcher.event.clone()));
        }
        out
    }
}

/// The value of the field that holds a deadline.
pub(super) fn deadline(event: &Event, field: &str) -> Option<Moment> {
    event.fields.get(field).and_then(moment_of)
}
