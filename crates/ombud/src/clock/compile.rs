//! From definitions to a regime that can be asked: every reference resolved, every fault reported.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use super::{
    Calendar, ClockDef, Combine, Count, PeriodDef, RegimeDef, StepDef, StepTo, SuspensionDef, TriggerDef,
    Unit,
    count::MAX_UNITS,
    def::{LimbDef, Matcher},
    history::{Fields, TypedMatcher, is_deadline, typed_fields},
};
use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{CalendarId, Catalogue, EventType, FactClass, FactId, Json, RuleId, Value, Zone},
};

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
    Event {
        event: EventType,
        fields: Fields,
        which: super::Which,
        expected: bool,
        expected_if: Option<Condition>,
    },
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
}

/// A step with its typed match.
#[derive(Debug, Clone)]
pub(super) struct StepRule {
    pub(super) def: StepDef,
    pub(super) fields: Fields,
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
    pub(super) met_by: Vec<TypedMatcher>,
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
        let places = compile_places(&def, catalogue, calendars, &mut faults);
        let mut groups: Vec<Group> = Vec::new();
        for clock in clocks {
            let mut context = Context { catalogue, ids: &ids, item: &clock.id.clone(), faults: &mut faults };
            let clock = context.clock(clock, &places);
            match groups.iter_mut().find(|group| group.id == clock.def.id) {
                Some(group) => group.versions.push(clock),
                None => groups.push(Group { id: clock.def.id.clone(), versions: vec![clock] }),
            }
        }
        for group in &mut groups {
            check_versions(group, &mut faults);
        }
        let suspensions = suspensions
            .into_iter()
            .filter_map(|def| {
                let mut context =
                    Context { catalogue, ids: &ids, item: &def.id.clone(), faults: &mut faults };
                if def.from >= def.until {
                    context.fault("until", "a day after `from`", def.until);
                }
                for (i, clock) in def.clocks.iter().enumerate() {
                    context.known(&format!("clocks[{i}]"), clock);
                }
                let when = context.condition("when", &def.when)?;
                Some(Suspension { def, when })
            })
            .collect();
        let groups = match sorted(groups) {
            Ok(groups) => groups,
            Err(ring) => {
                faults.push(
                    Error::new(ErrorCode::InvalidValue)
                        .item(&def.id)
                        .expected("clocks that do not depend on each other in a ring")
                        .found(ring),
                );
                Vec::new()
            }
        };
        if faults.is_empty() {
            Ok(Regime { place_fact: def.place_fact.clone(), def, places, groups, suspensions })
        } else {
            Err(faults)
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
            out.extend(clock.met_by.iter().map(|matcher| matcher.event.clone()));
            out.extend(clock.starts_if.iter().map(|(matcher, _)| matcher.event.clone()));
        }
        out
    }
}

fn compile_places(
    def: &RegimeDef,
    catalogue: &Catalogue,
    calendars: &BTreeMap<CalendarId, Arc<Calendar>>,
    faults: &mut Vec<Error>,
) -> Vec<Place> {
    let mut places = Vec::new();
    let mut add = |path: &str, id: Option<String>, zone: &str, calendar: &CalendarId| {
        let zone = Zone::new(zone).map_err(|e| e.item(&def.id).path(format_args!("{path}zone")));
        let calendar = calendars.get(calendar).cloned().ok_or_else(|| {
            Error::new(ErrorCode::UnknownCalendar)
                .item(&def.id)
                .path(format_args!("{path}calendar"))
                .found(calendar)
        });
        match (zone, calendar) {
            (Ok(zone), Ok(calendar)) => places.push(Place { id, zone, calendar }),
            (zone, calendar) => faults.extend(zone.err().into_iter().chain(calendar.err())),
        }
    };
    match (&def.zone, &def.calendar, &def.place_fact) {
        (Some(zone), Some(calendar), None) if def.place.is_empty() => add("", None, zone, calendar),
        (None, None, Some(_)) if !def.place.is_empty() => {
            for (i, place) in def.place.iter().enumerate() {
                add(&format!("place[{i}]."), Some(place.id.clone()), &place.zone, &place.calendar);
            }
        }
        _ => faults.push(
            Error::new(ErrorCode::InvalidField)
                .item(&def.id)
                .expected("either `zone` and `calendar`, or `place_fact` and places"),
        ),
    }
    if let Some(fact) = &def.place_fact {
        match catalogue.fact(fact.as_str()) {
            Ok(fact) => {
                for (i, place) in def.place.iter().enumerate() {
                    if !fact.values.iter().any(|value| value.id == place.id) {
                        faults.push(
                            Error::new(ErrorCode::InvalidValue)
                                .item(&def.id)
                                .path(format_args!("place[{i}].id"))
                                .expected(format_args!("a value of `{}`", fact.id))
                                .found(&place.id),
                        );
                    }
                }
            }
            Err(error) => faults.push(error.item(&def.id).path("place_fact").found(fact)),
        }
    }
    places
}

struct Context<'a> {
    catalogue: &'a Catalogue,
    ids: &'a BTreeSet<RuleId>,
    item: &'a RuleId,
    faults: &'a mut Vec<Error>,
}

impl Context<'_> {
    fn fault(&mut self, path: &str, expected: &str, found: impl std::fmt::Display) {
        let error = Error::new(ErrorCode::InvalidValue).item(self.item).path(path).expected(expected);
        self.faults.push(error.found(found));
    }

    fn known(&mut self, path: &str, clock: &RuleId) {
        if !self.ids.contains(clock) {
            self.faults.push(Error::new(ErrorCode::UnknownClock).item(self.item).path(path).found(clock));
        }
    }

    /// Reads a condition and holds it to what a clock may read.
    fn condition(&mut self, path: &str, json: &Json) -> Option<Condition> {
        match Condition::parse(json, self.catalogue) {
            Ok(condition) => {
                let facts: Vec<FactId> = condition.facts().cloned().collect();
                for fact in &facts {
                    self.class_rule(path, fact);
                }
                Some(condition)
            }
            Err(errors) => {
                let item = self.item;
                self.faults.extend(errors.into_iter().map(|error| error.item(item).within(path)));
                None
            }
        }
    }

    /// INVARIANT 5: no clock depends on an assessment, directly or through derived facts; and a
    /// clock reads supplied facts only (level 0).
    fn class_rule(&mut self, path: &str, fact: &FactId) {
        let mut trail = vec![fact.clone()];
        if assessment_behind(self.catalogue, fact, &mut trail) {
            let trail: Vec<&str> = trail.iter().map(FactId::as_str).collect();
            let found = format!("{} → {} (class assessment)", self.item, trail.join(" → "));
            self.fault(path, "records and findings, and nothing derived from an assessment", found);
        } else if let Ok(def) = self.catalogue.fact(fact.as_str())
            && def.level > 0
        {
            self.fault(path, "supplied facts (level 0)", format_args!("{fact} (level {})", def.level));
        }
    }

    fn fields(&mut self, path: &str, event: &EventType, fields: &BTreeMap<String, Json>) -> Fields {
        match self.catalogue.event(event.as_str()) {
            Ok(def) => typed_fields(fields, def, self.catalogue)
                .into_iter()
                .filter_map(|read| match read {
                    Ok(pair) => Some(pair),
                    Err(error) => {
                        self.faults.push(error.item(self.item).path(path));
                        None
                    }
                })
                .collect(),
            Err(error) => {
                self.faults.push(error.item(self.item).path(path).found(event));
                Vec::new()
            }
        }
    }

    fn field(&mut self, path: &str, event: &EventType, name: &str) {
        let known = self.catalogue.event(event.as_str()).is_ok_and(|def| def.field(name).is_some());
        if !known {
            self.fault(path, &format!("a field of `{event}`"), name);
        }
    }

    fn matcher(&mut self, path: &str, matcher: &Matcher) -> TypedMatcher {
        TypedMatcher::new(matcher, self.fields(path, &matcher.event, &matcher.fields))
    }

    fn count(&mut self, path: &str, count: Count, places: &[Place]) {
        if count.n == 0 || count.n > MAX_UNITS {
            self.fault(path, &format!("1 to {MAX_UNITS} units"), count.n);
        }
        let no_hours = places.iter().find(|place| place.calendar.minutes().is_empty());
        if count.unit == Unit::BusinessHour
            && let Some(place) = no_hours
        {
            self.fault(path, "a calendar with working hours", place.calendar.def().id.clone());
        }
    }

    fn period(&mut self, path: &str, def: &PeriodDef, start: Option<&Start>, places: &[Place]) -> Period {
        match (def.n, def.unit, &def.until, def.prompt) {
            (Some(n), Some(unit), None, false) => {
                let count = Count { n, unit };
                self.count(path, count, places);
                Period::Count(count)
            }
            (None, None, Some(field), false) => {
                if let Some(Start::Event { event, .. }) = start {
                    let kind = self.catalogue.event(event.as_str()).ok().and_then(|def| def.field(field));
                    if !kind.is_some_and(|field| is_deadline(field.kind)) {
                        self.fault(path, &format!("a date or instant field of `{event}`"), field);
                    }
                } else {
                    self.fault(path, "a trigger that is an event", field);
                }
                Period::Until(field.clone())
            }
            (None, None, None, true) => Period::Prompt,
            _ => {
                self.fault(
                    path,
                    "exactly one of: `n` with `unit`, `until`, `prompt`",
                    format_args!("{def:?}"),
                );
                Period::Prompt
            }
        }
    }

    fn start(&mut self, path: &str, def: &TriggerDef) -> Start {
        match (&def.event, &def.expired, &def.met) {
            (Some(event), None, None) => Start::Event {
                event: event.clone(),
                fields: self.fields(path, event, &def.fields),
                which: def.which,
                expected: def.expected,
                expected_if: def.expected_if.as_ref().and_then(|json| self.condition(path, json)),
            },
            (None, Some(clock), None) => {
                self.known(path, clock);
                Start::Expired(clock.clone())
            }
            (None, None, Some(clock)) => {
                self.known(path, clock);
                Start::Met(clock.clone())
            }
            _ => {
                self.fault(path, "exactly one of `event`, `expired`, `met`", format_args!("{def:?}"));
                Start::Met(self.item.clone())
            }
        }
    }

    fn step(&mut self, kind: &str, index: usize, def: &StepDef, places: &[Place]) -> StepRule {
        let path = format!("{kind}[{index}]");
        // A pause is recognised by the event that starts it.
        let fields = match def.event.as_ref().or(def.from.as_ref()) {
            Some(event) => {
                for need in &def.needs {
                    self.field(&format!("{path}.needs"), event, need);
                }
                if let Some(field) = &def.field {
                    self.field(&format!("{path}.field"), event, field);
                }
                self.fields(&path, event, &def.fields)
            }
            None => Vec::new(),
        };
        for event in def.confirmed_by.iter().chain(&def.from) {
            self.fields(&path, event, &BTreeMap::new());
        }
        let complete = match kind {
            "extend" => match (&def.to, def.add) {
                (Some(StepTo::Period(count)), None) => {
                    self.count(&format!("{path}.to"), *count, places);
                    def.event.is_some()
                }
                (None, Some(count)) => {
                    self.count(&format!("{path}.add"), count, places);
                    def.event.is_some()
                }
                _ => false,
            },
            "pause" => {
                if let Some(StepTo::Event(event)) = &def.to {
                    self.fields(&path, event, &BTreeMap::new());
                }
                def.from.is_some() && matches!(def.to, Some(StepTo::Event(_))) && def.event.is_none()
            }
            "agree" => def.event.is_some() && def.field.is_some(),
            _ => def.event.is_some(),
        };
        if !complete {
            let expected = match kind {
                "extend" => "`event` and one of `to` (a period), `add`",
                "pause" => "`from` and `to`, both events",
                "agree" => "`event` and `field`",
                _ => "`event`",
            };
            self.fault(&path, expected, format_args!("{}", def.id));
        }
        StepRule { def: def.clone(), fields }
    }

    fn steps(&mut self, kind: &str, defs: &[StepDef], places: &[Place]) -> Vec<StepRule> {
        defs.iter().enumerate().map(|(i, def)| self.step(kind, i, def, places)).collect()
    }

    fn limbs(&mut self, def: &ClockDef, places: &[Place]) -> Vec<Limb> {
        let single = match (&def.trigger, &def.period, &def.derive) {
            (Some(trigger), Some(period), None) => Some((trigger, period)),
            (None, None, _) => None,
            (_, _, Some(_)) => {
                self.fault("derive", "no `trigger` and no `period` beside it", "both");
                None
            }
            _ => {
                self.fault("period", "`trigger` and `period` together", "one of them");
                None
            }
        };
        let forms = [single.is_some(), !def.limb.is_empty(), def.derive.is_some()];
        if forms.iter().filter(|form| **form).count() != 1 {
            self.fault("", "exactly one of: `trigger` with `period`, `limb`, `derive`", def.id.clone());
        }
        if def.limb.is_empty() == def.combine.is_some() {
            self.fault("combine", "`combine` where there are limbs, and only there", def.limb.len());
        }
        let stepped = [&def.extend, &def.reset, &def.agree].into_iter().any(|steps| !steps.is_empty());
        if stepped && single.is_none() {
            self.fault("extend", "steps only on a clock with one trigger and period", def.id.clone());
        }
        let defs = single
            .map(|(trigger, period)| LimbDef { trigger: trigger.clone(), period: period.clone() })
            .into_iter()
            .chain(def.limb.iter().cloned());
        defs.enumerate()
            .map(|(i, limb)| {
                let start = self.start(&format!("limb[{i}].trigger"), &limb.trigger);
                let period = self.period(&format!("limb[{i}].period"), &limb.period, Some(&start), places);
                Limb { start, period }
            })
            .collect()
    }

    fn clock(&mut self, def: ClockDef, places: &[Place]) -> Clock {
        if def.effective_from.is_some() == def.in_force_by.is_some() {
            self.fault("effective_from", "one of `effective_from`, `in_force_by`", def.id.clone());
        }
        if let (Some(from), Some(to)) = (def.effective_from.or(def.in_force_by), def.effective_to)
            && from > to
        {
            self.fault("effective_to", &format!("a day not before {from}"), to);
        }
        if def.cite.is_empty() {
            self.fault("cite", "at least one citation", "none");
        }
        let limbs = self.limbs(&def, places);
        let when = def.when.as_ref().and_then(|json| self.condition("when", json));
        let starts_if = def.starts_if.as_ref().map(|starts| {
            let matcher = Matcher { event: starts.event.clone(), fields: starts.fields.clone() };
            if let Some(within) = &starts.within {
                self.known("starts_if.within", within);
            }
            (self.matcher("starts_if", &matcher), starts.within.clone())
        });
        let mut instead = Vec::new();
        for (i, exception) in def.instead.iter().enumerate() {
            let path = format!("instead[{i}]");
            let period = self.period(&path, &exception.period, limbs.first().map(|limb| &limb.start), places);
            if let Some(when) = self.condition(&format!("{path}.when"), &exception.when) {
                instead.push(Instead { rule: exception.rule.clone(), when, period });
            }
        }
        if let Some(derive) = &def.derive {
            self.known("derive.from", &derive.from);
            self.count("derive.minus", derive.minus, places);
        }
        let own_steps: BTreeSet<&RuleId> = def.extend.iter().map(|step| &step.id).collect();
        for step in def.extend.iter().filter_map(|step| step.after.as_ref()) {
            if !own_steps.contains(step) {
                self.fault("extend.after", "another extension of this clock", step);
            }
        }
        Clock {
            when,
            limbs,
            combine: def.combine.unwrap_or(Combine::Earliest),
            starts_if,
            instead,
            extend: self.steps("extend", &def.extend, places),
            reset: self.steps("reset", &def.reset, places),
            merge: self.steps("merge", &def.merge, places),
            cancel: self.steps("cancel", &def.cancel, places),
            agree: self.steps("agree", &def.agree, places),
            pause: self.steps("pause", &def.pause, places),
            met_by: def
                .met_by
                .iter()
                .enumerate()
                .map(|(i, matcher)| self.matcher(&format!("met_by[{i}]"), matcher))
                .collect(),
            def,
        }
    }
}

/// Follows derived facts down to an assessment; the way there is left in `trail`.
fn assessment_behind(catalogue: &Catalogue, fact: &FactId, trail: &mut Vec<FactId>) -> bool {
    let Ok(def) = catalogue.fact(fact.as_str()) else { return false };
    if def.class == FactClass::Assessment {
        return true;
    }
    for input in &def.from {
        // A ring of derived facts is refused elsewhere; here it must only not hang.
        if trail.contains(input) {
            continue;
        }
        trail.push(input.clone());
        if assessment_behind(catalogue, input, trail) {
            return true;
        }
        trail.pop();
    }
    false
}

fn check_versions(group: &mut Group, faults: &mut Vec<Error>) {
    let start = |clock: &Clock| clock.def.effective_from.or(clock.def.in_force_by);
    group.versions.sort_by_key(start);
    for pair in group.versions.windows(2) {
        if let [earlier, later] = pair {
            let overlap = match (earlier.def.effective_to, start(later)) {
                (Some(to), Some(from)) => to >= from,
                _ => true,
            };
            if overlap {
                faults.push(
                    Error::new(ErrorCode::InvalidValue)
                        .item(&group.id)
                        .path("effective_to")
                        .expected("versions of one rule that follow each other without overlap")
                        .found(format_args!(
                            "{} and {}",
                            display_range(&earlier.def),
                            display_range(&later.def)
                        )),
                );
            }
        }
    }
}

fn display_range(def: &ClockDef) -> String {
    let day = |date: Option<crate::model::Date>| date.map_or("…".to_owned(), |date| date.to_string());
    format!("[{}, {}]", day(def.effective_from.or(def.in_force_by)), day(def.effective_to))
}

fn dependencies(clock: &Clock) -> impl Iterator<Item = &RuleId> {
    let starts = clock.limbs.iter().filter_map(|limb| match &limb.start {
        Start::Expired(id) | Start::Met(id) => Some(id),
        Start::Event { .. } => None,
    });
    let within = clock.starts_if.iter().filter_map(|(_, within)| within.as_ref());
    starts.chain(within).chain(clock.def.derive.iter().map(|derive| &derive.from))
}

/// Puts every clock after those it depends on; keeps the authored order otherwise.
fn sorted(groups: Vec<Group>) -> Result<Vec<Group>, String> {
    let mut waiting = groups;
    let mut done: Vec<Group> = Vec::new();
    while !waiting.is_empty() {
        let ready = waiting.iter().position(|group| {
            group
                .versions
                .iter()
                .flat_map(dependencies)
                .all(|id| !waiting.iter().any(|other| other.id == *id))
        });
        match ready {
            Some(index) => done.push(waiting.remove(index)),
            None => {
                let ids: Vec<&str> = waiting.iter().map(|group| group.id.as_str()).collect();
                return Err(ids.join(", "));
            }
        }
    }
    Ok(done)
}

/// The value of the field that holds a deadline.
pub(super) fn deadline(event: &crate::model::Event, field: &str) -> Option<crate::model::Moment> {
    event.fields.get(field).and_then(|value: &Value| super::def::moment_of(value))
}
