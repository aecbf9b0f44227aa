//! A lawful no, with every reason for it.

use serde::Serialize;

use super::Rules;
use crate::{
    model::{Citation, Label, Lang, Moment},
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
    /// The case runs none of these workflows.
    NotHere {
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
        /// The event they recorded.
        event: String,
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
    /// It does not say into which parts, or names one that there is.
    Parts,
    /// It does not say who is entered, or names somebody of another kind.
    Party,
    /// There is no such link.
    NoLink,
    /// The kind is stated already: to change it is an act of its own.
    KindStated,
    /// It is of that kind already.
    SameKind,
    /// A complaint has no relation to itself.
    Itself,
}

impl Reason {
    /// Whether it would fall away with what the command itself can say.
    pub(super) fn is_to_fill_in(&self) -> bool {
        match self {
            Reason::Field { .. }
            | Reason::NoReason
            | Reason::NoSecond { .. }
            | Reason::Parts
            | Reason::Party => true,
            Reason::Needs { names, .. } => names.iter().all(|name| of_command(name)),
            Reason::Workflow { why: Why::Needs(names), .. } => names.iter().all(|name| of_command(name)),
            _ => false,
        }
    }
}

fn of_command(name: &str) -> bool {
    name.starts_with("event.") || name.starts_with("second")
}

impl Rules<'_> {
    pub(super) fn told(&self, reason: Reason, id: &'static str, values: &[(&str, &Label)]) -> Told {
        Told { said: self.say(id, values), reason }
    }

    pub(super) fn guard_fails(&self, guard: &GuardDef) -> Told {
        let reason = Reason::Guard { guard: guard.id.clone(), cite: guard.cite.clone() };
        if guard.cite.is_empty() {
            return self.told(reason, "case.refused.guard", &[("text", &guard.refusal)]);
        }
        let cites = self.each(|lang| self.words.cites(&guard.cite, lang));
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
