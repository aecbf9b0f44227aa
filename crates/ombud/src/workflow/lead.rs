//! Where an event that happened elsewhere leaves a workflow. Nothing is guarded: another system let it
//! happen. Steps that nobody told of are passed over, and nothing goes back unless the event itself
//! does.

use std::collections::BTreeMap;

use super::{
    chart::{Chart, Event, ROOT},
    definition::{EventKind, StateKind},
    instance::{Change, Instance, Signal, What},
    microstep::Set,
    names::{Look, Slot},
    quick::number,
    step::{Now, Scratch, spread, with_run},
    time::Time,
};
use crate::{
    cond::Truth,
    error::Result,
    model::{FieldDef, Value},
};

/// A transition by which an event may have led on.
#[derive(Debug, Clone)]
pub(crate) struct Route {
    signal: Signal<'static>,
    event: u16,
    transition: u16,
    source: u16,
    /// Whether nothing is left open that could keep it from being taken.
    sure: bool,
}

impl Route {
    /// Where it ends: the states it leads to, or the one that it does not leave.
    fn end<'c>(&self, chart: &'c Chart) -> &'c [u16] {
        let Some(transition) = chart.transition(self.transition) else { return &[] };
        match transition.targets.as_slice() {
            [] => std::slice::from_ref(&transition.source),
            targets => targets,
        }
    }
}

/// What the fields of an event say of a guard. All else that it may ask is of another time.
struct Told<'a> {
    event: &'a Event,
    fields: &'a [Option<Value>],
}

impl Look for Told<'_> {
    fn look(&self, slot: &Slot) -> Option<&Value> {
        let Slot::Field(name) = slot else { return None };
        let place = self.event.place(*name)?;
        self.fields.get(place)?.as_ref()
    }

    fn count(&self, slot: &Slot) -> Option<i64> {
        number(self.look(slot)?)
    }
}

impl Chart {
    /// The transitions that answer to an event where the workflow stands, inner ones before those
    /// around them.
    pub(crate) fn routes_here(
        &self,
        instance: &Instance,
        event: &str,
        fields: &BTreeMap<String, Value>,
    ) -> Vec<Route> {
        let mut here = Set::default();
        spread(self, &instance.leaves, &mut here);
        let mut routes = self.routes(instance, event, fields, &here);
        let sure: Vec<u16> = routes.iter().filter(|route| route.sure).map(|route| route.source).collect();
        let around =
            |outer: u16| sure.iter().any(|inner| self.tables.ancestors(*inner).any(|at| at == outer));
        routes.retain(|route| !around(route.source));
        routes
    }

    /// The same, or else those of the states that lie ahead: no event that `back` names is taken on
    /// the way there.
    pub(crate) fn routes_ahead(
        &self,
        instance: &Instance,
        event: &str,
        fields: &BTreeMap<String, Value>,
        back: impl Fn(&str) -> bool,
    ) -> Vec<Route> {
        let here = self.routes_here(instance, event, fields);
        if here.is_empty() { self.routes(instance, event, fields, &self.ahead(instance, back)) } else { here }
    }

    fn routes(
        &self,
        instance: &Instance,
        event: &str,
        fields: &BTreeMap<String, Value>,
        from: &Set,
    ) -> Vec<Route> {
        let mut out = Vec::new();
        let Some(at) = self.event(event).filter(|_| instance.begun() && !instance.done()) else { return out };
        let Some(event) = self.tables.events.get(usize::from(at)) else { return out };
        let mut signal = Signal::new(What::Event(at));
        let field = |def: &FieldDef| fields.get(&def.id).filter(|value| value.is(def.kind)).cloned();
        signal.fields = event.fields.iter().map(field).collect();
        for source in from.iter().filter(|source| *source != ROOT) {
            for transition in self.state(source).map_or(0..0, |state| state.transitions.clone()) {
                let Some(found) = self.transition(transition).filter(|x| x.events.contains(&at)) else {
                    continue;
                };
                let told = Told { event, fields: &signal.fields };
                let truth = found.guard.as_ref().map_or(Ok(Truth::True), |guard| guard.holds(&told));
                if truth == Ok(Truth::False) {
                    continue;
                }
                let sure = truth == Ok(Truth::True);
                out.push(Route { signal: signal.clone(), event: at, transition, source, sure });
                // The later ones of a state wait for those before them.
                if sure {
                    break;
                }
            }
        }
        out
    }

    /// The active states and those that can still come. What only follows of itself (`done`, what an
    /// effect raises) brings nothing about alone.
    fn ahead(&self, instance: &Instance, back: impl Fn(&str) -> bool) -> Set {
        let told = |event: &u16| {
            let event = self.tables.events.get(usize::from(*event));
            event.is_some_and(|event| event.kind != EventKind::Internal && !back(&event.id))
        };
        let mut found = Set::default();
        spread(self, &instance.leaves, &mut found);
        let mut begun = Set::default();
        let mut waiting: Vec<u16> = found.iter().collect();
        while let Some(at) = waiting.pop() {
            let Some(state) = self.state(at) else { continue };
            let own = state.transitions.clone().filter_map(|at| self.transition(at));
            let taken = own.filter(|transition| transition.eventless || transition.events.iter().any(told));
            for target in taken.flat_map(|transition| &transition.targets) {
                self.come(*target, &mut found, &mut begun, &mut waiting);
            }
        }
        found
    }

    /// Adds a state that can come, with those around it and those that it begins with.
    fn come(&self, at: u16, found: &mut Set, begun: &mut Set, waiting: &mut Vec<u16>) {
        for state in std::iter::once(at).chain(self.tables.ancestors(at)) {
            if !found.contains(state) {
                found.insert(state);
                waiting.push(state);
            }
        }
        let Some(state) = self.state(at).filter(|_| !begun.contains(at)) else { return };
        begun.insert(at);
        let inside = if state.kind == StateKind::Parallel { &state.children } else { &state.initial };
        for inner in inside {
            self.come(*inner, found, begun, waiting);
        }
    }

    /// The route that several come to, where they all end in one place.
    pub(crate) fn agreed<'r>(&self, routes: &'r [Route]) -> Option<&'r Route> {
        let (first, rest) = routes.split_first()?;
        rest.iter().all(|route| route.end(self) == first.end(self)).then_some(first)
    }

    /// What taking a route comes to; nothing where an effect needs what nobody told.
    ///
    /// # Errors
    /// `out_of_range` where `now` is outside the years 1 to 9999.
    pub(crate) fn lead(&self, instance: &Instance, route: &Route, now: Time) -> Result<Option<Change>> {
        let now = Now::new(now)?;
        let (mut change, mut scratch) = (Change::new(self), Scratch::default());
        let run = with_run(self, instance, &route.signal, &now, false, &mut change, &mut scratch, |run| {
            run.lead(route.event, route.transition)
        });
        Ok(run.ok().map(|()| change))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::Catalogue,
        workflow::{Definition, Outcome, step},
    };

    /// Two regions: work that can be answered or withdrawn, and a watch over it that a timer ends.
    const LIFE: &str = r#"{"format_version":1,"id":"life","title":{"zh":"一","en":"life"},"initial":"open",
      "data":[{"id":"told","type":"bool","initial":false}],
      "roles":[{"id":"boss","title":{"zh":"主管","en":"boss"}}],
      "events":[
        {"id":"assign","title":{"zh":"分","en":"assign"}},{"id":"answer","title":{"zh":"答","en":"answer"}},
        {"id":"withdraw","title":{"zh":"撤","en":"withdraw"}},{"id":"undo","title":{"zh":"复","en":"undo"}},
        {"id":"close","title":{"zh":"结","en":"close"}},{"id":"late","title":{"zh":"迟","en":"late"},"kind":"timer"},
        {"id":"said","title":{"zh":"告","en":"said"},"kind":"internal"}],
      "states":[
        {"id":"open","title":{"zh":"开","en":"open"},"kind":"parallel","states":[
          {"id":"work","title":{"zh":"办","en":"work"},"initial":"new",
           "transitions":[{"id":"t.withdraw","event":"withdraw","target":"withdrawn"}],"states":[
            {"id":"new","title":{"zh":"新","en":"new"},"transitions":[{"id":"t.assign","event":"assign","target":"busy"}]},
            {"id":"busy","title":{"zh":"忙","en":"busy"},"transitions":[
              {"id":"t.answer","event":"answer","roles":["boss"],"guard":"told","target":"answered",
               "effects":[{"raise":{"id":"e.said","event":"said"}}]}]},
            {"id":"answered","title":{"zh":"已答","en":"answered"},"transitions":[{"id":"t.close","event":"close","target":"closed"}]},
            {"id":"before","title":{"zh":"原","en":"before"},"kind":"deep_history","transitions":[{"id":"t.before","target":"new"}]}]},
          {"id":"watch","title":{"zh":"看","en":"watch"},"initial":"waits","states":[
            {"id":"waits","title":{"zh":"等","en":"waits"},"timers":[{"id":"late","after":"1h","event":"late"}],
             "transitions":[{"id":"t.said","event":"said","target":"over"},{"id":"t.late","event":"late","target":"over"}]},
            {"id":"over","title":{"zh":"完","en":"over"}}]}]},
        {"id":"withdrawn","title":{"zh":"已撤","en":"withdrawn"},"transitions":[
          {"id":"t.undo","event":"undo","target":"before"},{"id":"t.close_withdrawn","event":"close","target":"closed"}]},
        {"id":"closed","title":{"zh":"已结","en":"closed"}}]}"#;

    fn now() -> Time {
        "2026-03-02T09:00:00+08:00".parse::<crate::model::Instant>().map(Time::from).expect("an instant")
    }

    fn begun() -> (Chart, Instance) {
        let definition = Definition::from_bytes(LIFE.as_bytes()).expect("a definition");
        let chart = Chart::compile(&definition, &Catalogue::new([], [])).expect("sound");
        let mut instance = chart.instance();
        match step(&chart, &instance, &Signal::begin(), now()).expect("a step") {
            Outcome::Moved(change) => instance.apply(*change).expect("applied"),
            Outcome::Refused(_) => panic!("it begins"),
        }
        (chart, instance)
    }

    /// The leaves after these events, each taken where one place is meant.
    fn after(events: &[&str]) -> (Vec<String>, Instance) {
        let (chart, mut instance) = begun();
        for event in events {
            let routes = chart.routes_ahead(&instance, event, &BTreeMap::new(), |event| event == "undo");
            if let Some(route) = chart.agreed(&routes) {
                let change = chart.lead(&instance, route, now()).expect("in range").expect("told");
                instance.apply(change).expect("applied");
            }
        }
        // What cannot have come about is not restored.
        let shot = instance.snapshot(&chart).expect("a snapshot");
        assert_eq!(Instance::restore(&chart, &shot).expect("a configuration"), instance);
        (instance.leaves(&chart).map(str::to_owned).collect(), instance)
    }

    #[test]
    fn steps_that_nobody_told_of_are_passed_over_with_their_guards() {
        let (leaves, instance) = after(&["answer"]);
        assert_eq!(leaves, ["answered", "over"], "what the answer raises follows");
        assert!(instance.timers().is_empty(), "the timer of a state that was left");
        let (leaves, instance) = after(&["assign"]);
        assert_eq!(leaves, ["busy", "waits"]);
        assert_eq!(instance.timers().len(), 1, "the other region is left alone");
    }

    #[test]
    fn nothing_goes_back_but_by_what_goes_back() {
        assert_eq!(after(&["answer", "assign"]).0, ["answered", "over"]);
        assert_eq!(after(&["answer", "withdraw", "answer"]).0, ["withdrawn"]);
        assert_eq!(after(&["answer", "withdraw", "undo"]).0, ["answered", "waits"], "the work is remembered");
        let (leaves, instance) = after(&["assign", "withdraw", "undo"]);
        assert_eq!(leaves, ["busy", "waits"]);
        assert_eq!(instance.timers().len(), 1, "it starts with the state that is entered again");
    }

    #[test]
    fn several_ends_are_no_end() {
        let (chart, instance) = begun();
        let mut routes = chart.routes_ahead(&instance, "answer", &BTreeMap::new(), |_| false);
        routes.extend(chart.routes_ahead(&instance, "withdraw", &BTreeMap::new(), |_| false));
        assert_eq!(routes.len(), 2);
        assert!(chart.agreed(&routes).is_none());
        assert_eq!(chart.routes_ahead(&instance, "close", &BTreeMap::new(), |_| false).len(), 2);
        assert_eq!(after(&["close"]).0, ["closed"], "two ways to one end");
    }
}
