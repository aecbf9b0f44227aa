//! Routes, but for what compiling them finds.

use super::{At, Checker, numbered};
use crate::{
    clock::{assessment_under, place_in},
    cond::Condition,
    declined::RouteDef,
};

impl<'a> Checker<'a> {
    pub(super) fn routes(&mut self) {
        let bundle = self.bundle;
        for (route, id, nth) in numbered(&bundle.routes, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("route", id) };
            self.cited(at, "cite", &route.cite);
            self.force(at, route.effective_from, route.in_force_by, route.effective_to);
            if route.regimes.is_empty() {
                self.fault(at, "regimes", "at least one regime or workflow", "none");
            }
            for (i, name) in route.regimes.iter().enumerate() {
                let known = bundle.regimes.iter().any(|rules| rules.regime.id.as_str() == name)
                    || bundle.workflows.iter().any(|workflow| workflow.id == *name);
                if !known {
                    let path = format!("regimes[{i}]");
                    self.fault(at, &path, "a regime or a workflow of the pack", name);
                }
            }
            for (i, rule) in route.rests_on.iter().enumerate() {
                self.rule(at, &format!("rests_on[{i}]"), rule.as_str());
            }
            self.class_of_route(at, route);
        }
        self.versions("route", None, &bundle.routes);
    }

    /// INVARIANT 3: no assessment closes a way.
    fn class_of_route(&mut self, at: At<'_>, route: &RouteDef) {
        let Some(when) = &route.when else { return };
        // What cannot be read is found where it is compiled.
        let Ok(condition) = Condition::parse(when, self.catalogue) else { return };
        for fact in condition.facts() {
            if let Some(fault) = assessment_under(self.catalogue, at.id, fact) {
                let path = place_in(self.catalogue, "when", when, fact).unwrap_or_else(|| "when".to_owned());
                self.faults.push(at.place(fault.path(path)));
            }
        }
    }
}
