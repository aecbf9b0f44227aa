//! Regimes: their clocks, provisions and suspensions, but for what compiling them finds.

use std::collections::BTreeSet;

use super::{At, Checker, numbered};
use crate::{
    Error, ErrorCode,
    clock::{ClockDef, assessment_under, place_in},
    cond::Condition,
    model::Json,
    pack::{
        Provision, ProvisionKind, RegimeRules,
        ids::{rules_of, steps_of},
    },
};

impl<'a> Checker<'a> {
    pub(super) fn regime(&mut self, rules: &'a RegimeRules) {
        let regime = rules.regime.id.as_str();
        let at = At { regime: Some(regime), ..At::new("regime", regime) };
        for (i, instrument) in rules.regime.instruments.iter().enumerate() {
            if !self.instruments.contains(instrument.as_str()) {
                let path = format!("instruments[{i}]");
                self.fault(at, &path, "an instrument of the pack", instrument);
            }
        }
        if let Some(life) = &rules.regime.life
            && !self.bundle.workflows.iter().any(|workflow| workflow.id == *life)
        {
            self.fault(at, "life", "a workflow of the pack", life);
        }
        for (clock, id, nth) in numbered(&rules.clocks, |x| x.id.as_str()) {
            self.clock(At { kind: "clock", id, nth, regime: Some(regime) }, clock);
        }
        let clocks: BTreeSet<&str> = rules.clocks.iter().map(|x| x.id.as_str()).collect();
        for (provision, id, nth) in numbered(&rules.provisions, |x| x.id.as_str()) {
            let at = At { kind: "provision", id, nth, regime: Some(regime) };
            if clocks.contains(id) {
                self.fault(at, "id", "either a clock or a provision", "both");
            }
            self.provision(at, provision);
        }
        self.versions("provision", Some(rules.regime.id.as_str()), &rules.provisions);
        for (suspension, id, nth) in numbered(&rules.suspensions, |x| x.id.as_str()) {
            let at = At { kind: "suspension", id, nth, regime: Some(regime) };
            self.cited(at, "cite", &suspension.cite);
            self.force(at, suspension.effective_from, suspension.in_force_by, suspension.effective_to);
            if suspension.clocks.is_empty() {
                self.fault(at, "clocks", "at least one clock", "none");
            }
        }
        let own: BTreeSet<&str> = rules_of(rules).collect();
        for (item, id, nth) in numbered(&rules.not_a_rule, |x| x.id.as_str()) {
            let at = At { kind: "not_a_rule", id, nth, regime: Some(regime) };
            if nth > 0 {
                let error = Error::new(ErrorCode::DuplicateId).path("id");
                self.faults.push(at.place(error.expected("each id once").found(&item.id)));
            } else if own.contains(id) {
                self.fault(at, "id", "either a rule or not a rule", "both");
            }
        }
    }

    pub(super) fn clock(&mut self, at: At<'_>, clock: &ClockDef) {
        self.cite(at, "cite", &clock.cite);
        for (kind, steps) in steps_of(clock) {
            let mut seen = BTreeSet::new();
            for (i, step) in steps.iter().enumerate() {
                self.cited(at, &format!("{kind}[{i}].cite"), &step.cite);
                if !seen.insert((step.id.as_str(), format!("{:?}{:?}", step.event, step.fields))) {
                    let path = format!("{kind}[{i}].id");
                    let error = Error::new(ErrorCode::DuplicateId).path(path);
                    self.faults.push(at.place(error.expected("each step once").found(&step.id)));
                }
            }
        }
        for (i, instead) in clock.instead.iter().enumerate() {
            self.cite(at, &format!("instead[{i}].cite"), &instead.cite);
        }
        for (i, raised) in clock.on_expiry.iter().enumerate() {
            self.rule(at, &format!("on_expiry[{i}].rule"), raised.rule.as_str());
        }
    }

    fn provision(&mut self, at: At<'_>, provision: &Provision) {
        self.cited(at, "cite", &provision.cite);
        self.force(at, provision.effective_from, provision.in_force_by, provision.effective_to);
        if let Some(when) = &provision.when {
            match Condition::parse(when, self.catalogue) {
                Ok(condition) => self.class_rule(at, provision, when, &condition),
                Err(errors) => {
                    self.faults.extend(errors.into_iter().map(|error| at.place(error.within("when"))));
                }
            }
        }
        if let Some(by) = &provision.superseded_by {
            self.rule(at, "superseded_by", by.as_str());
        }
        if provision.kind == ProvisionKind::Notice && provision.contents.is_empty() {
            self.fault(at, "contents", "what the notice must contain", "nothing");
        }
        self.plain(at, "contents", provision.contents.iter().map(|x| x.id.as_str()));
        self.plain(at, "amounts", provision.amounts.iter().map(|x| x.id.as_str()));
        let route = [&provision.body, &provision.window, &provision.binding, &provision.cost];
        if provision.kind == ProvisionKind::Route && provision.body.is_none() {
            self.fault(at, "body", "the body that a route leads to", "nothing");
        }
        if provision.kind != ProvisionKind::Route && route.iter().any(|field| field.is_some()) {
            let expected = "`body`, `window`, `binding` and `cost` on a route only";
            self.fault(at, "kind", expected, "one of them on another kind");
        }
    }

    /// INVARIANT 3: no assessment says who has a right or a way to claim it, how far it goes or which
    /// amount is due. A duty towards more people than the law asks may rest on one.
    fn class_rule(&mut self, at: At<'_>, provision: &Provision, when: &Json, condition: &Condition) {
        let of_rights = matches!(
            provision.kind,
            ProvisionKind::Right | ProvisionKind::Route | ProvisionKind::Limit | ProvisionKind::Permission
        );
        if !of_rights && provision.amounts.is_empty() {
            return;
        }
        for fact in condition.facts() {
            if let Some(fault) = assessment_under(self.catalogue, at.id, fact) {
                let path = place_in(self.catalogue, "when", when, fact).unwrap_or_else(|| "when".to_owned());
                self.faults.push(at.place(fault.path(path)));
            }
        }
    }
}
