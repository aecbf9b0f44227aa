//! Where an act is in place, and how it moves the workflows of a case.

use super::{
    Rules,
    command::Command,
    event::Change,
    refusal::{Reason, Told},
    run::{Running, is_at_hand},
    state::{Case, Run, concerns, ends},
    stated::known,
};
use crate::{
    error::Result,
    model::{Event, Facts, Instant, Label, PartId},
    pack::ActDef,
    workflow::Why,
};

/// Whether the act belongs to a case like this one.
pub(super) fn belongs(case: &Case, def: &ActDef) -> bool {
    let moved = |id: &String| case.runs_of(id, None).any(|run| !run.is_done()) || def.opens.contains(id);
    def.home().next().is_none()
        || def.sends.iter().any(|send| moved(&send.workflow))
        // What moves nothing may be recorded after the end as well: the money that is paid, the letter
        // that arrives.
        || def.within.iter().any(|id| case.runs_any(id) || def.opens.contains(id))
}

/// Whether the act is at home here, what it would begin does not run yet, and the packs hold the
/// versions of what it would move.
pub(super) fn place(
    rules: &Rules<'_>,
    case: &Case,
    def: &ActDef,
    part: Option<&PartId>,
    reasons: &mut Vec<Told>,
) {
    if !belongs(case, def) {
        reasons.push(not_here(rules, case, def));
    }
    for id in &def.opens {
        if case.runs_of(id, part).any(|run| !run.is_done()) {
            let reason = Reason::Runs { workflow: id.clone() };
            reasons.push(rules.told(reason, "case.refused.runs", &[("workflow", &title(rules, id))]));
        }
    }
    // No part moves what was begun for all of them.
    let moved =
        |part| def.sends.iter().any(|send| case.runs_moved(&send.workflow, part).any(|run| !run.is_done()));
    if part.is_some() && moved(None) && !moved(part) {
        reasons.push(rules.told(Reason::OfWhole, "case.refused.of_whole", &[]));
    }
    for send in &def.sends {
        let stale = |run: &Run| !run.is_done() && !is_at_hand(rules.book, run);
        if case.runs_moved(&send.workflow, part).any(stale) {
            let values = [("workflow", &title(rules, &send.workflow))];
            let reason = Reason::Version { workflow: send.workflow.clone() };
            reasons.push(rules.told(reason, "case.refused.version", &values));
        }
    }
}

/// Why an act is not at home: what it moves is over, or has yet to begin, or is of other cases.
fn not_here(rules: &Rules<'_>, case: &Case, def: &ActDef) -> Told {
    let said = |workflows: &[String], id| {
        let titles: Vec<Label> = workflows.iter().map(|id| title(rules, id)).collect();
        rules.say(id, &[("workflows", &rules.list(&titles))])
    };
    let (over, others): (Vec<String>, Vec<String>) = def.home().cloned().partition(|id| case.runs_any(id));
    if !over.is_empty() {
        return Told { said: said(&over, "case.refused.over"), reason: Reason::Over { workflows: over } };
    }
    let opener =
        |id: &String| rules.book.acts().any(|act| act.def.opens.contains(id) && belongs(case, &act.def));
    let (begun_here, others): (Vec<String>, Vec<String>) = others.into_iter().partition(opener);
    if !begun_here.is_empty() {
        let said = said(&begun_here, "case.refused.not_begun");
        return Told { said, reason: Reason::NotBegun { workflows: begun_here } };
    }
    rules.told(Reason::NotHere { workflows: others }, "case.refused.not_here", &[])
}

pub(super) fn title(rules: &Rules<'_>, workflow: &str) -> Label {
    let found = rules.book.workflow(workflow).map(|chart| chart.definition().title.clone());
    found.unwrap_or_else(|_| Label::same(workflow))
}

/// An act that moves workflows.
pub(super) struct Mover<'a> {
    pub(super) rules: &'a Rules<'a>,
    pub(super) case: &'a Case,
    pub(super) def: &'a ActDef,
    pub(super) command: &'a Command,
    pub(super) event: &'a Event,
    pub(super) stated: &'a [Change],
    pub(super) now: Instant,
}

impl Mover<'_> {
    /// Begins what the act begins, and sends what it sends to each workflow that runs: that of its
    /// part, or those of all parts. One that refuses stands for all.
    ///
    /// # Errors
    /// Those of a step; `invalid_workflow` for one that does not begin.
    pub(super) fn moves(&self, runs: &[Running], reasons: &mut Vec<Told>) -> Result<Vec<Running>> {
        let part = self.command.part.as_ref();
        let meant = |run: &&Running| {
            let sent = self.def.sends.iter().any(|send| send.workflow == run.workflow);
            sent && ends(run.part.as_ref(), part)
        };
        let mut out: Vec<Running> = runs.iter().filter(meant).cloned().collect();
        for id in &self.def.opens {
            let runs_so = |run: &Running| run.workflow == *id && concerns(run.part.as_ref(), part);
            if !runs.iter().any(runs_so) {
                let mut run = Running::fresh(self.rules.book, id, part)?;
                run.begin(&self.facts(part)?, self.now)?;
                out.push(run);
            }
        }
        for send in &self.def.sends {
            for run in out.iter_mut().filter(|run| run.workflow == send.workflow) {
                let facts = self.facts(run.part.as_ref().or(part))?;
                self.send(&send.event, run, &facts, reasons)?;
            }
        }
        Ok(out)
    }

    fn facts(&self, part: Option<&PartId>) -> Result<Facts> {
        known(self.rules, self.case, part, self.stated, self.now)
    }

    fn send(&self, event: &str, run: &mut Running, facts: &Facts, reasons: &mut Vec<Told>) -> Result<()> {
        let chart = std::sync::Arc::clone(&run.chart);
        let declared = chart.definition().events.iter().find(|known| known.id == event);
        let fields = declared.into_iter().flat_map(|declared| &declared.fields);
        let value = |field: &str| Some((field.to_owned(), self.event.fields.get(field)?.clone()));
        let fields: Vec<_> = fields.filter_map(|field| value(&field.id)).collect();
        let fields = fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
        let roles = self.command.by.roles.iter().map(String::as_str);
        let actor = chart.actor(self.command.by.id.trim(), roles);
        let signal = chart.signal(event, fields)?.by(&actor).facts(facts);
        let stands = run.stands();
        let Some(refusal) = run.take(&signal, self.now)? else { return Ok(()) };
        // That somebody lacks the role was said of the act already, in its own words.
        let role = reasons.iter().any(|told| matches!(told.reason, Reason::Role { .. }));
        let again = |told: &Told| role && matches!(told.reason, Reason::Workflow { why: Why::Role(_), .. });
        let refused = self.rules.workflow_refuses(chart.definition(), &stands, &refusal);
        let part = run.part.as_ref();
        let told = refused.into_iter().filter(|told| !again(told));
        reasons.extend(told.map(|told| Told { said: self.rules.of_part(part, None, &told.said), ..told }));
        Ok(())
    }
}
