//! From definitions to a regime that can be asked: every reference resolved, every fault reported.

use std::{
    collections::{BTreeMap, BTreeSet, VecDeque},
    sync::Arc,
};

use super::{
    Calendar, ClockDef, Combine, Count, PeriodDef, RegimeDef, StepDef, StepTo, SuspensionDef, TriggerDef,
    Unit,
    count::MAX_UNITS,
    def::Matcher,
    history::{Fields, HANDLER, TypedMatcher, is_deadline},
    order::order,
};
use crate::{
    Error, ErrorCode,
    cond::Condition,
    model::{
        CalendarId, Catalogue, Dated, EventType, FOLLOW, FactClass, FactId, Json, RuleId, Value, Zone,
        overlaps,
    },
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
    pub(super) cite: Vec<super::Citation>,
    pub(super) note: Option<crate::model::Label>,
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
        let places = compile_places(&def, catalogue, calendars, &mut faults);
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

fn compile_places(
    def: &RegimeDef,
    catalogue: &Catalogue,
    calendars: &BTreeMap<CalendarId, Arc<Calendar>>,
    faults: &mut Vec<Error>,
) -> Vec<Place> {
    let mut places = Vec::new();
    let error = |code: ErrorCode, path: &str| Error::new(code).item(&def.id).kind("regime").path(path);
    let mut add = |path: &str, id: Option<String>, zone_name: &str, calendar_id: &CalendarId| {
        let zone = Zone::new(zone_name);
        if zone.is_err() {
            let error = error(ErrorCode::UnknownZone, &format!("{path}zone"));
            faults.push(error.expected("a zone of the time-zone database").found(zone_name));
        }
        let calendar = calendars.get(calendar_id);
        if calendar.is_none() {
            let error = error(ErrorCode::UnknownCalendar, &format!("{path}calendar"));
            faults.push(error.expected("a calendar of the pack").found(calendar_id));
        }
        if let (Ok(zone), Some(calendar)) = (zone, calendar) {
            places.push(Place { id, zone, calendar: Arc::clone(calendar) });
        }
    };
    match (&def.zone, &def.calendar, &def.place_fact) {
        (Some(zone), Some(calendar), None) if def.place.is_empty() => add("", None, zone, calendar),
        (None, None, Some(_)) if !def.place.is_empty() => {
            for (i, place) in def.place.iter().enumerate() {
                add(&format!("place[{i}]."), Some(place.id.clone()), &place.zone, &place.calendar);
            }
        }
        _ => {
            let given = [
                ("`zone`", def.zone.is_some()),
                ("`calendar`", def.calendar.is_some()),
                ("`place_fact`", def.place_fact.is_some()),
                ("places", !def.place.is_empty()),
            ];
            let given: Vec<&str> = given.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
            faults.push(
                Error::new(ErrorCode::InvalidField)
                    .item(&def.id)
                    .kind("regime")
                    .expected("either `zone` and `calendar`, or `place_fact` and places")
                    .found(if given.is_empty() { "none of them".to_owned() } else { given.join(", ") }),
            );
        }
    }
    let Some(fact) = &def.place_fact else { return places };
    match catalogue.fact(fact.as_str()) {
        Ok(known) => {
            if let Some(fault) = assessment_under(catalogue, def.id.as_str(), fact) {
                faults.push(fault.item(&def.id).kind("regime").path("place_fact"));
            } else if known.level > 0 {
                let error = error(ErrorCode::InvalidValue, "place_fact");
                let found = format!("{fact} (level {})", known.level);
                faults.push(error.expected("a supplied fact (level 0)").found(found));
            }
            let mut seen = BTreeSet::new();
            for (i, place) in def.place.iter().enumerate() {
                let error = error(ErrorCode::InvalidValue, &format!("place[{i}].id"));
                if !known.values.iter().any(|value| value.id == place.id) {
                    faults.push(error.expected(format_args!("a value of `{fact}`")).found(&place.id));
                } else if !seen.insert(&place.id) {
                    faults.push(error.expected("each place once").found(&place.id));
                }
            }
        }
        Err(_) => {
            let error = error(ErrorCode::UnknownFact, "place_fact");
            faults.push(error.expected("a fact of the catalogue").found(fact));
        }
    }
    places
}

/// What is wrong with a rule that reads this fact, where the fact is an assessment or is derived
/// from one.
pub(crate) fn assessment_under(catalogue: &Catalogue, item: &str, fact: &FactId) -> Option<Error> {
    let way: Vec<&str> = way_to_assessment(catalogue, fact)?.into_iter().map(FactId::as_str).collect();
    let found = format!("{item} → {} (class assessment)", way.join(" → "));
    let expected = "records and findings, and nothing derived from an assessment";
    Some(Error::new(ErrorCode::InvalidValue).expected(expected).found(found))
}

/// Where in a condition a fact is read first: `when.any[1].matter.kind`.
pub(crate) fn place_in(path: &str, json: &Json, fact: &str) -> Option<String> {
    match json {
        Json::Map(map) => map.iter().find_map(|(key, value)| {
            let inner = format!("{path}.{key}");
            match key.as_str() {
                "any" | "all" | "not" | "known" => place_in(&inner, value, fact),
                key => (key == fact).then_some(inner),
            }
        }),
        Json::List(items) => {
            items.iter().enumerate().find_map(|(i, item)| place_in(&format!("{path}[{i}]"), item, fact))
        }
        Json::Text(text) => (text == fact).then(|| path.to_owned()),
        _ => None,
    }
}

struct Context<'a> {
    catalogue: &'a Catalogue,
    ids: &'a BTreeSet<RuleId>,
    kind: &'static str,
    item: &'a RuleId,
    /// Which of the items of that id.
    nth: usize,
    faults: &'a mut Vec<Error>,
}

impl Context<'_> {
    fn place(&self, error: Error) -> Error {
        error.item(self.item).kind(self.kind).nth(self.nth)
    }

    fn fault(&mut self, path: &str, expected: &str, found: impl std::fmt::Display) {
        let error = Error::new(ErrorCode::InvalidValue).path(path).expected(expected).found(found);
        self.faults.push(self.place(error));
    }

    fn known(&mut self, path: &str, clock: &RuleId) {
        if !self.ids.contains(clock) {
            let error = Error::new(ErrorCode::UnknownClock).path(path);
            self.faults.push(self.place(error.expected("a clock of the regime").found(clock)));
        }
    }

    /// Reads a condition and holds it to what a clock may read.
    fn condition(&mut self, path: &str, json: &Json) -> Option<Condition> {
        match Condition::parse(json, self.catalogue) {
            Ok(condition) => {
                let facts: Vec<FactId> = condition.facts().cloned().collect();
                for fact in &facts {
                    let path = place_in(path, json, fact.as_str()).unwrap_or_else(|| path.to_owned());
                    self.class_rule(&path, fact);
                }
                Some(condition)
            }
            Err(errors) => {
                for error in errors {
                    let error = error.within(path);
                    self.faults.push(self.place(error));
                }
                None
            }
        }
    }

    /// INVARIANT 5: no clock depends on an assessment, directly or through derived facts; and a
    /// clock reads supplied facts only (level 0).
    fn class_rule(&mut self, path: &str, fact: &FactId) {
        if let Some(fault) = assessment_under(self.catalogue, self.item.as_str(), fact) {
            self.faults.push(self.place(fault.path(path)));
        } else if let Ok(def) = self.catalogue.fact(fact.as_str())
            && def.level > 0
        {
            self.fault(path, "supplied facts (level 0)", format_args!("{fact} (level {})", def.level));
        }
    }

    /// An event, named at `path`, of the catalogue.
    fn event(&mut self, path: &str, event: &EventType) -> bool {
        let known = self.catalogue.event(event.as_str()).is_ok();
        if !known {
            let error = Error::new(ErrorCode::UnknownEvent).path(path);
            self.faults.push(self.place(error.expected("an event type of the catalogue").found(event)));
        }
        known
    }

    /// The `match` of the table at `path`, whose event stands under `key`.
    fn fields(
        &mut self,
        path: &str,
        key: &str,
        event: &EventType,
        fields: &BTreeMap<String, Json>,
    ) -> Fields {
        if !self.event(&format!("{path}.{key}"), event) {
            return Vec::new();
        }
        let mut out = Vec::new();
        for (name, json) in fields {
            match self.catalogue.read_field(event.as_str(), name, json) {
                Ok(value) => out.push((name.clone(), value)),
                Err(error) => {
                    let error = error.path(format_args!("{path}.match.{name}"));
                    self.faults.push(self.place(error));
                }
            }
        }
        out
    }

    /// A field of an event; an unknown event has a fault of its own.
    fn field(&mut self, path: &str, event: &EventType, name: &str) {
        if let Ok(def) = self.catalogue.event(event.as_str())
            && def.field(name).is_none()
        {
            self.fault(path, &format!("a field of `{event}`"), name);
        }
    }

    /// A field of an event that can hold a deadline.
    fn deadline_field(&mut self, path: &str, event: &EventType, name: &str) {
        let Ok(def) = self.catalogue.event(event.as_str()) else { return };
        let found = match def.field(name) {
            Some(field) if is_deadline(field.kind) => return,
            Some(field) => format!("{name} ({})", field.kind),
            None => name.to_owned(),
        };
        self.fault(path, &format!("a date or instant field of `{event}`"), found);
    }

    fn matcher(&mut self, path: &str, matcher: &Matcher) -> TypedMatcher {
        TypedMatcher::new(matcher, self.fields(path, "event", &matcher.event, &matcher.fields))
    }

    fn count(&mut self, path: &str, count: Count, places: &[Place]) {
        if count.n == 0 || count.n > MAX_UNITS {
            self.fault(&format!("{path}.n"), &format!("1 to {MAX_UNITS} units"), count.n);
        }
        let no_hours = places.iter().find(|place| place.calendar.minutes().is_empty());
        if count.unit == Unit::BusinessHour
            && let Some(place) = no_hours
        {
            let found = format!("the calendar `{}` without them", place.calendar.def().id);
            self.fault(&format!("{path}.unit"), "a calendar with working hours", found);
        }
    }

    fn period(&mut self, path: &str, def: &PeriodDef, event: Option<&EventType>, places: &[Place]) -> Period {
        match (def.n, def.unit, &def.until, def.prompt) {
            (Some(n), Some(unit), None, false) => {
                let count = Count { n, unit };
                self.count(path, count, places);
                Period::Count(count)
            }
            (None, None, Some(name), false) => {
                let path = format!("{path}.until");
                match event {
                    Some(event) => {
                        self.deadline_field(&path, event, name);
                    }
                    None => self.fault(&path, "a trigger that is an event", "another clock"),
                }
                Period::Until(name.clone())
            }
            (None, None, None, true) => Period::Prompt,
            _ => {
                let given = [
                    ("`n`", def.n.is_some()),
                    ("`unit`", def.unit.is_some()),
                    ("`until`", def.until.is_some()),
                    ("`prompt`", def.prompt),
                ];
                self.fault(path, "exactly one of: `n` with `unit`, `until`, `prompt`", listed(given));
                Period::Prompt
            }
        }
    }

    fn start(&mut self, path: &str, def: &TriggerDef) -> Option<Start> {
        let event_only = [
            ("`match`", !def.fields.is_empty()),
            ("`which`", def.which != super::Which::First),
            ("`expected`", def.expected),
            ("`expected_if`", def.expected_if.is_some()),
        ];
        let start = match (&def.event, &def.expired, &def.met) {
            (Some(event), None, None) => {
                let expected_if = def.expected_if.as_ref();
                return Some(Start::Event {
                    event: event.clone(),
                    fields: self.fields(path, "event", event, &def.fields),
                    which: def.which,
                    expected: def.expected,
                    expected_if: expected_if
                        .and_then(|json| self.condition(&format!("{path}.expected_if"), json)),
                });
            }
            (None, Some(clock), None) => {
                self.known(&format!("{path}.expired"), clock);
                Start::Expired(clock.clone())
            }
            (None, None, Some(clock)) => {
                self.known(&format!("{path}.met"), clock);
                Start::Met(clock.clone())
            }
            (event, expired, met) => {
                let given = [
                    ("`event`", event.is_some()),
                    ("`expired`", expired.is_some()),
                    ("`met`", met.is_some()),
                ];
                self.fault(path, "exactly one of `event`, `expired`, `met`", listed(given));
                return None;
            }
        };
        if event_only.iter().any(|(_, given)| *given) {
            self.fault(path, "only beside `event`", listed(event_only));
        }
        Some(start)
    }

    fn step(&mut self, kind: &str, index: usize, def: &StepDef, places: &[Place]) -> StepRule {
        let path = format!("{kind}[{index}]");
        // A pause is recognised by the event that starts it.
        let key = if kind == "pause" { "from" } else { "event" };
        let event = if kind == "pause" { def.from.as_ref() } else { def.event.as_ref() };
        let fields = match event {
            Some(event) => {
                for (i, need) in def.needs.iter().enumerate() {
                    self.field(&format!("{path}.needs[{i}]"), event, need);
                }
                if let Some(name) = &def.field {
                    self.deadline_field(&format!("{path}.field"), event, name);
                }
                self.fields(&path, key, event, &def.fields)
            }
            None => Vec::new(),
        };
        if let Some(event) = &def.confirmed_by {
            let path = format!("{path}.confirmed_by");
            self.event(&path, event);
            // Without it nobody can say whether the one who confirms is another.
            if let Some(withdrawal) = &def.event {
                self.field(&path, withdrawal, HANDLER);
            }
        }
        if let Some(StepTo::Event(event)) = &def.to
            && kind == "pause"
        {
            self.event(&format!("{path}.to"), event);
        }
        match (&def.to, def.add) {
            (Some(StepTo::Period(count)), _) => self.count(&format!("{path}.to"), *count, places),
            (_, Some(count)) => self.count(&format!("{path}.add"), count, places),
            _ => {}
        }
        let to_period = matches!(def.to, Some(StepTo::Period(_)));
        let to_event = matches!(def.to, Some(StepTo::Event(_)));
        let given = [
            ("`event`", def.event.is_some()),
            ("`from`", def.from.is_some()),
            ("`to` (a period)", to_period),
            ("`to` (an event)", to_event),
            ("`add`", def.add.is_some()),
            ("`after`", def.after.is_some()),
            ("`field`", def.field.is_some()),
            ("`confirmed_by`", def.confirmed_by.is_some()),
        ];
        let has = |names: &[&str]| given.iter().all(|(name, is)| *is == names.contains(name));
        let (complete, expected) = match kind {
            "extend" => (
                has(&["`event`", "`to` (a period)"])
                    || has(&["`event`", "`to` (a period)", "`after`"])
                    || has(&["`event`", "`add`"])
                    || has(&["`event`", "`add`", "`after`"]),
                "`event` and one of `to` (a period), `add`; `after` if it follows another",
            ),
            "pause" => (has(&["`from`", "`to` (an event)"]), "`from` and `to`, both events"),
            "agree" => (has(&["`event`", "`field`"]), "`event` and `field`"),
            "cancel" => (
                has(&["`event`"]) || has(&["`event`", "`confirmed_by`"]),
                "`event`, and `confirmed_by` if another event must confirm it",
            ),
            _ => (has(&["`event`"]), "`event`"),
        };
        if !complete {
            self.fault(&path, expected, listed(given));
        }
        StepRule { def: def.clone(), fields }
    }

    fn steps(&mut self, kind: &str, defs: &[StepDef], places: &[Place]) -> Vec<StepRule> {
        defs.iter().enumerate().map(|(i, def)| self.step(kind, i, def, places)).collect()
    }

    fn limbs(&mut self, def: &ClockDef, places: &[Place]) -> Vec<Limb> {
        let given = [
            ("`trigger`", def.trigger.is_some()),
            ("`period`", def.period.is_some()),
            ("`limb`", !def.limb.is_empty()),
            ("`derive`", def.derive.is_some()),
        ];
        let single = match (&def.trigger, &def.period, def.limb.is_empty(), &def.derive) {
            (Some(trigger), Some(period), true, None) => Some((trigger, period)),
            (None, None, false, None) | (None, None, true, Some(_)) => None,
            _ => {
                self.fault("", "exactly one of: `trigger` with `period`, `limb`, `derive`", listed(given));
                None
            }
        };
        if def.limb.is_empty()
            && let Some(_) = def.combine
        {
            self.fault("combine", "limbs beside `combine`", "none");
        } else if !def.limb.is_empty() && def.combine.is_none() {
            self.fault("limb", "`combine` beside limbs", "none");
        }
        // Where nothing is counted there is nothing to lengthen, to stop or to begin again.
        let limbs = def.limb.iter().map(|limb| &limb.period);
        let periods: Vec<&PeriodDef> =
            def.period.iter().chain(limbs).chain(def.instead.iter().map(|instead| &instead.period)).collect();
        let forms = [
            ("`until`", periods.iter().any(|period| period.until.is_some())),
            ("`prompt`", periods.iter().any(|period| period.prompt)),
            ("`derive`", def.derive.is_some()),
        ];
        let uncounted = periods.iter().all(|period| period.n.is_none()) && forms.iter().any(|(_, is)| *is);
        let stepped = [("extend", &def.extend), ("reset", &def.reset), ("agree", &def.agree)];
        for (kind, steps) in stepped.into_iter().chain([("pause", &def.pause)]) {
            if steps.is_empty() {
                continue;
            }
            if kind != "pause" && (!def.limb.is_empty() || def.derive.is_some()) {
                self.fault(kind, "steps only on a clock with one trigger and one period", listed(given));
            } else if uncounted {
                self.fault(kind, "a period that is counted, with `n` and `unit`", listed(forms));
            }
        }
        if let Some((trigger, period)) = single {
            return self.limb("", trigger, period, places).into_iter().collect();
        }
        let limbs = def.limb.iter().enumerate();
        limbs
            .filter_map(|(i, limb)| self.limb(&format!("limb[{i}]."), &limb.trigger, &limb.period, places))
            .collect()
    }

    fn limb(
        &mut self,
        path: &str,
        trigger: &TriggerDef,
        period: &PeriodDef,
        places: &[Place],
    ) -> Option<Limb> {
        let start = self.start(&format!("{path}trigger"), trigger);
        let period = self.period(&format!("{path}period"), period, trigger.event.as_ref(), places);
        Some(Limb { start: start?, period })
    }

    fn clock(&mut self, def: ClockDef, places: &[Place]) -> Clock {
        match (def.effective_from, def.in_force_by) {
            (None, None) => {
                self.fault("effective_from", "one of `effective_from`, `in_force_by`", "neither");
            }
            (Some(_), Some(_)) => {
                self.fault("in_force_by", "one of `effective_from`, `in_force_by`", "both");
            }
            _ => {}
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
            let event = def.trigger.as_ref().and_then(|trigger| trigger.event.as_ref());
            let period = self.period(&format!("{path}.period"), &exception.period, event, places);
            if let Some(when) = self.condition(&format!("{path}.when"), &exception.when) {
                let (rule, cite) = (exception.rule.clone(), exception.cite.clone());
                instead.push(Instead { rule, when, period, cite, note: exception.note.clone() });
            }
        }
        if let Some(derive) = &def.derive {
            self.known("derive.from", &derive.from);
            self.count("derive.minus", derive.minus, places);
        }
        for (i, step) in def.extend.iter().enumerate() {
            if let Some(after) = &step.after
                && !def.extend.iter().any(|other| other.id == *after && other.id != step.id)
            {
                self.fault(&format!("extend[{i}].after"), "another extension of this clock", after);
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
                .map(|(i, met)| {
                    let path = format!("met_by[{i}]");
                    if let Some(clock) = &met.if_met {
                        self.known(&format!("{path}.if_met"), clock);
                    }
                    let matcher = Matcher { event: met.event.clone(), fields: met.fields.clone() };
                    Fulfilment { matcher: self.matcher(&path, &matcher), if_met: met.if_met.clone() }
                })
                .collect(),
            def,
        }
    }
}

/// The shortest way from a fact through what it is derived from to an assessment, and where there is
/// one to an assessment that is derived from nothing.
fn way_to_assessment<'a>(catalogue: &'a Catalogue, fact: &'a FactId) -> Option<Vec<&'a FactId>> {
    let mut reached_from: BTreeMap<&FactId, Option<&FactId>> = BTreeMap::from([(fact, None)]);
    let mut queue = VecDeque::from([fact]);
    let mut assessment = None;
    while let Some(id) = queue.pop_front() {
        let Ok(def) = catalogue.fact(id.as_str()) else { continue };
        if def.class == FactClass::Assessment {
            assessment = assessment.or(Some(id));
            if def.from.is_empty() {
                assessment = Some(id);
                break;
            }
        }
        for input in &def.from {
            if !reached_from.contains_key(input) {
                reached_from.insert(input, Some(id));
                queue.push_back(input);
            }
        }
    }
    let back = |id: &&'a FactId| reached_from.get(id).copied().flatten();
    let mut way: Vec<&FactId> = std::iter::successors(Some(assessment?), back).collect();
    way.reverse();
    Some(way)
}

/// What of a list is given, for a message.
fn listed<const N: usize>(given: [(&str, bool); N]) -> String {
    let names: Vec<&str> = given.into_iter().filter(|(_, is)| *is).map(|(name, _)| name).collect();
    if names.is_empty() { "none of them".to_owned() } else { names.join(", ") }
}

fn check_versions(group: &mut Group, faults: &mut Vec<Error>) {
    let forces = group.versions.iter().map(|clock| clock.def.force()).enumerate();
    for (nth, found) in overlaps(forces.collect()) {
        faults.push(
            Error::new(ErrorCode::InvalidValue)
                .item(&group.id)
                .kind("clock")
                .nth(nth)
                .path("effective_from")
                .expected(FOLLOW)
                .found(found),
        );
    }
    group.versions.sort_by_key(|clock| clock.def.force().start());
}

/// Who waits for a clock waits for one run of it: of several, only the first would be seen.
fn check_single(group: &Group, groups: &[Group], faults: &mut Vec<Error>) {
    let each = |clock: &Clock| {
        let each = |limb: &Limb| matches!(limb.start, Start::Event { which: super::Which::Each, .. });
        matches!(clock.limbs.as_slice(), [limb] if each(limb))
    };
    for (nth, clock) in group.versions.iter().enumerate() {
        for (id, path) in dependencies(clock) {
            let found = groups.iter().find(|other| other.id == *id);
            if found.is_some_and(|other| other.versions.iter().any(each)) {
                faults.push(
                    Error::new(ErrorCode::InvalidValue)
                        .item(&group.id)
                        .kind("clock")
                        .nth(nth)
                        .path(path)
                        .expected("a clock that runs once")
                        .found(format_args!("`{id}`, which runs for each event")),
                );
            }
        }
    }
}

/// The clocks that a clock waits for, and where it says so.
fn dependencies(clock: &Clock) -> impl Iterator<Item = (&RuleId, String)> {
    let single = clock.def.limb.is_empty();
    let starts = clock.limbs.iter().enumerate().filter_map(move |(i, limb)| {
        let outer = if single { String::new() } else { format!("limb[{i}].") };
        match &limb.start {
            Start::Expired(id) => Some((id, format!("{outer}trigger.expired"))),
            Start::Met(id) => Some((id, format!("{outer}trigger.met"))),
            Start::Event { .. } => None,
        }
    });
    let within = clock.starts_if.iter().filter_map(|(_, within)| within.as_ref());
    let within = within.map(|id| (id, "starts_if.within".to_owned()));
    let met = clock.met_by.iter().enumerate();
    let met = met.filter_map(|(i, met)| Some((met.if_met.as_ref()?, format!("met_by[{i}].if_met"))));
    starts
        .chain(within)
        .chain(met)
        .chain(clock.def.derive.iter().map(|derive| (&derive.from, "derive.from".to_owned())))
}

/// A clock of a ring, the place where it names the next, and the way round.
type Ring = (RuleId, String, String);

/// Puts every clock after those it depends on, in the authored order otherwise; and the rings,
/// each once.
fn sorted(groups: Vec<Group>) -> (Vec<Group>, Vec<Ring>) {
    let ids: Vec<RuleId> = groups.iter().map(|group| group.id.clone()).collect();
    let at: BTreeMap<&RuleId, usize> = ids.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let needs: Vec<Vec<(usize, String)>> = groups
        .iter()
        .map(|group| {
            let needed = group.versions.iter().flat_map(dependencies);
            needed.filter_map(|(id, path)| Some((*at.get(id)?, path))).collect()
        })
        .collect();
    let positions: Vec<Vec<usize>> =
        needs.iter().map(|needed| needed.iter().map(|(at, _)| *at).collect()).collect();
    let (order, rings) = order(&positions);
    let rings = rings.iter().filter_map(|ring| {
        let first = ring.first()?;
        let second = ring.get(1).unwrap_or(first);
        let (_, path) = needs.get(*first)?.iter().find(|(at, _)| at == second)?;
        let round: Vec<&str> =
            ring.iter().chain([first]).filter_map(|at| ids.get(*at)).map(RuleId::as_str).collect();
        Some((ids.get(*first)?.clone(), path.clone(), round.join(" → ")))
    });
    let rings = rings.collect();
    let mut waiting: BTreeMap<usize, Group> = groups.into_iter().enumerate().collect();
    (order.iter().filter_map(|at| waiting.remove(at)).collect(), rings)
}

/// The value of the field that holds a deadline.
pub(super) fn deadline(event: &crate::model::Event, field: &str) -> Option<crate::model::Moment> {
    event.fields.get(field).and_then(|value: &Value| super::def::moment_of(value))
}
