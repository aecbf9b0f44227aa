//! A lawful no, with every reason for it.

use serde::Serialize;

use super::{Rules, state::Case};
use crate::{
    clock::Effect,
    model::{Citation, Date, EventType, Label, Lang, Moment, PartId, RuleId},
    pack::{ActDef, GuardDef, Name},
    workflow::{self, Definition, RefusalKind, Why},
};

/// Why something was not done. Nothing has changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Refusal {
    /// The act, as it was asked for.
    pub act: String,
    /// Its name for people, where there is such an act.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Label>,
    /// Every reason.
    pub reasons: Vec<Told>,
}

impl Refusal {
    /// The reasons in words, one a line.
    #[must_use]
    pub fn render(&self, lang: Lang) -> String {
        let lines: Vec<&str> = self.reasons.iter().map(|reason| reason.said.get(lang)).collect();
        lines.join("\n")
    }
}

/// A reason, and how it is said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Told {
    /// The reason.
    pub reason: Reason,
    /// How it is said.
    pub said: Label,
}

/// Why an act is refused.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// The packs have no such act.
    UnknownAct,
    /// It is for a case that runs one of these workflows.
    NotHere {
        /// The workflows.
        workflows: Vec<String>,
    },
    /// What it moves has not begun in this case.
    NotBegun {
        /// The workflows.
        workflows: Vec<String>,
    },
    /// What it moves has come to its end.
    Over {
        /// The workflows.
        workflows: Vec<String>,
    },
    /// It is out of place at this stage.
    Stage {
        /// The workflow.
        workflow: String,
        /// Its active states.
        states: Vec<String>,
    },
    /// A workflow that it would begin runs already.
    Runs {
        /// The workflow.
        workflow: String,
    },
    /// Only somebody with one of these roles may.
    Role {
        /// The roles.
        roles: Vec<String>,
    },
    /// A field is not filled.
    Field {
        /// The field.
        field: String,
    },
    /// The reason is not given.
    NoReason,
    /// Nobody agreed to it.
    NoSecond {
        /// Who may: anybody else with one of these roles, or anybody else at all.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        roles: Vec<String>,
    },
    /// Nobody agrees to what they do themselves.
    OwnSecond,
    /// Whoever agrees needs one of these roles.
    SecondRole {
        /// The roles.
        roles: Vec<String>,
    },
    /// Whoever did this may not do that too.
    FourEyes {
        /// The event they recorded, or are named in.
        event: String,
    },
    /// What it rests on, or answers, is not recorded, or was answered already.
    NotYet {
        /// The event.
        event: String,
    },
    /// It lies before what it rests on.
    Before {
        /// The event.
        event: String,
        /// When that was.
        at: Moment,
    },
    /// Several wait for an answer, and it does not say which is meant.
    Which {
        /// The event.
        event: String,
    },
    /// The day that a field names lies on the wrong side.
    FieldDay {
        /// The field.
        field: String,
        /// The day.
        day: Date,
    },
    /// It lies ahead of now.
    AfterNow {
        /// When.
        at: Moment,
    },
    /// It lies before the day of receipt.
    BeforeReceipt {
        /// When.
        at: Moment,
        /// The receipt.
        received: Moment,
    },
    /// A condition does not hold.
    Guard {
        /// The condition.
        guard: String,
        /// Where it stands.
        #[serde(skip_serializing_if = "Vec::is_empty")]
        cite: Vec<Citation>,
    },
    /// Whether a condition holds cannot be told without these.
    Needs {
        /// The condition.
        guard: String,
        /// The names that would decide.
        names: Vec<String>,
    },
    /// A condition of the workflow does not hold, or cannot be told.
    Workflow {
        /// The workflow.
        workflow: String,
        /// What stopped it.
        why: Why,
    },
    /// There would be more of them than there may be.
    TooMany {
        /// How many there may be.
        most: u32,
    },
    /// It was begun for the whole complaint, and is ended for the whole.
    OfWhole,
    /// It does not say into which parts, or names one that there is.
    Parts,
    /// It does not say who is entered, or names somebody of another kind.
    Party,
    /// There is no such link.
    NoLink,
    /// That link is entered already, or it is merged already.
    Linked,
    /// It states no fact.
    NoFact,
    /// What a complaint is changes by an act of its own.
    KindStated,
    /// The fact is stated already: to say otherwise takes somebody else's agreement and a reason.
    FactStated {
        /// The fact.
        fact: String,
    },
    /// It would take a breach or a right away: that takes somebody else's agreement and a reason.
    TakesAway {
        /// The clocks.
        clocks: Vec<RuleId>,
    },
    /// It gains by being entered late: that takes somebody else's agreement and a reason.
    EnteredLate {
        /// The clocks that would be late, or due earlier, had it been done on the day it is entered.
        clocks: Vec<RuleId>,
    },
    /// No clock runs that it could lengthen.
    NoClock,
    /// It asks for time that no clock grants.
    NoEffect {
        /// The rule.
        rule: RuleId,
        /// Why not.
        effect: Effect,
    },
    /// A duty of the firm is open.
    StillOpen {
        /// The clock.
        clock: RuleId,
        /// The part that it concerns; absent for all of the complaint.
        #[serde(skip_serializing_if = "Option::is_none")]
        part: Option<PartId>,
    },
    /// A workflow beside the life runs.
    StillRuns {
        /// The workflow.
        workflow: String,
    },
    /// Something waits for its end or its answer.
    StillWaits {
        /// The event that began it.
        event: String,
        /// Its number.
        number: u64,
    },
    /// The packs hold another version of a workflow than the one the case is pinned to.
    Version {
        /// The workflow.
        workflow: String,
    },
    /// It is of that kind already.
    SameKind,
    /// A complaint has no relation to itself.
    Itself,
}

impl Reason {
    /// Whether it would fall away with what the command itself can say.
    pub(super) fn is_to_fill_in(&self, act: &ActDef) -> bool {
        let says = |name: &String| {
            name.starts_with("event.")
                || name.starts_with("second")
                || act.facts.iter().any(|fact| fact.as_str() == *name)
        };
        match self {
            Reason::Field { .. }
            | Reason::NoReason
            | Reason::NoSecond { .. }
            | Reason::NoFact
            | Reason::Parts
            | Reason::Party
            | Reason::Which { .. } => true,
            Reason::Needs { names, .. } => names.iter().all(says),
            Reason::Workflow { why: Why::Needs(names), .. } => names.iter().all(says),
            _ => false,
        }
    }
}

impl Rules<'_> {
    pub(super) fn told(&self, reason: Reason, id: &'static str, values: &[(&str, &Label)]) -> Told {
        Told { said: self.say(id, values), reason }
    }

    /// That it is not clear which of several is meant.
    pub(super) fn which<'r>(&self, event: &EventType, references: impl Iterator<Item = &'r str>) -> Told {
        let which: Vec<Label> = references.map(Label::same).collect();
        let values = [("event", &self.event(event.as_str())), ("which", &self.list(&which))];
        self.told(Reason::Which { event: event.to_string() }, "case.refused.which", &values)
    }

    pub(super) fn guard_fails(&self, case: &Case, guard: &GuardDef) -> Told {
        let cite = guard.cites(|id| case.runs_any(id));
        let cites = self.each(|lang| self.words.cites(&cite, lang));
        let is_cited = !cite.is_empty();
        let reason = Reason::Guard { guard: guard.id.clone(), cite };
        if !is_cited {
            return self.told(reason, "case.refused.guard", &[("text", &guard.refusal)]);
        }
        self.told(reason, "case.refused.guard.cited", &[("text", &guard.refusal), ("cites", &cites)])
    }

    pub(super) fn guard_needs(&self, act: &ActDef, guard: &GuardDef, names: &[&Name]) -> Told {
        let labels: Vec<Label> = names.iter().map(|name| self.named(act, name)).collect();
        let names = names.iter().map(|name| name.text.to_string()).collect();
        let missing = self.list(&labels);
        let reason = Reason::Needs { guard: guard.id.clone(), names };
        self.told(reason, "case.refused.needs", &[("missing", &missing)])
    }

    /// Why a workflow refuses.
    pub(super) fn workflow_refuses(
        &self,
        definition: &Definition,
        stands: &[Label],
        refusal: &workflow::Refusal,
    ) -> Vec<Told> {
        let workflow = || definition.id.clone();
        let unplaced = || {
            let reason = Reason::Stage { workflow: workflow(), states: refusal.states.clone() };
            self.told(reason, "case.refused.stage", &[("states", &self.list(stands))])
        };
        let stopped = match refusal.kind {
            RefusalKind::Stopped | RefusalKind::Undetermined if !refusal.candidates.is_empty() => {
                &refusal.candidates
            }
            _ => return vec![unplaced()],
        };
        let said = |why: &Why| match why {
            Why::Role(roles) => self.say("case.refused.role", &[("roles", &self.roles(roles))]),
            Why::FourEyes { event } => {
                let title =
                    definition.events.iter().find(|def| def.id == *event).map(|def| def.title.clone());
                let title = title.unwrap_or_else(|| Label::same(event));
                self.say("case.refused.four_eyes", &[("event", &title)])
            }
            Why::Needs(names) => {
                let names: Vec<Label> = names.iter().map(Label::same).collect();
                self.say("case.refused.needs", &[("missing", &self.list(&names))])
            }
            Why::Guard(parts) => {
                let parts: Vec<Label> = parts.iter().map(Label::same).collect();
                self.say("case.refused.workflow", &[("condition", &self.list(&parts))])
            }
            _ => self.say("case.refused.stage", &[("states", &self.list(stands))]),
        };
        let told = |why: &Why| Told {
            said: said(why),
            reason: Reason::Workflow { workflow: workflow(), why: why.clone() },
        };
        stopped.iter().map(|stopped| told(&stopped.why)).collect()
    }
}
