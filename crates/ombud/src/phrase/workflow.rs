//! What is wrong with a workflow, and why a step is refused, in the words of the workflow.

use super::Phrasebook;
use crate::{
    model::{Label, Lang},
    workflow::{
        Definition, Refusal, RefusalKind, StateDef, TransitionDef, Why,
        check::{Code, Finding, Severity},
    },
};

impl Phrasebook {
    /// A finding of the check of workflows in a sentence or two: how bad it is, what is wrong, and how
    /// it can be seen.
    ///
    /// ```
    /// use ombud::{Engine, model::{Catalogue, Lang}, workflow::{Definition, check::{Given, check}}};
    /// let json = r#"{"format_version": 1, "id": "t", "title": {"zh": "例", "en": "t"},
    ///   "states": [{"id": "open", "title": {"zh": "待办", "en": "Open"}}]}"#;
    /// let definition = Definition::from_bytes(json.as_bytes())?;
    /// let findings = check(&definition, &Catalogue::default(), &Given::default());
    /// let engine = Engine::builtin()?;
    /// let said = engine.phrasebook().workflow_finding(&findings[0], &definition, Lang::En);
    /// assert_eq!(said, "Error (E3): The state “Open” is no end and is never left again. \
    ///     Replay its signals (1) to see it.");
    /// # Ok::<(), ombud::Error>(())
    /// ```
    #[must_use]
    pub fn workflow_finding(&self, finding: &Finding, definition: &Definition, lang: Lang) -> String {
        let words = Words { book: self, definition, lang };
        let severity = match finding.severity {
            Severity::Error => "finding.severity.error",
            Severity::Warning => "finding.severity.warning",
        };
        let (severity, what) = (self.say(lang, severity, &[]), words.finding(finding));
        let values = [("severity", &*severity), ("check", finding.code.check()), ("what", &*what)];
        let line = self.say(lang, "finding.line", &values);
        if finding.witness.is_empty() {
            return line;
        }
        let count = finding.witness.signals.len().to_string();
        let steps = self.say(lang, "finding.steps", &[("count", &count)]);
        match lang {
            Lang::Zh => format!("{line}{steps}"),
            Lang::En => format!("{line} {steps}"),
        }
    }

    /// Why a step is refused: a sentence, and a line for each transition that was stopped.
    #[must_use]
    pub fn refusal(&self, refusal: &Refusal, definition: &Definition, lang: Lang) -> String {
        let words = Words { book: self, definition, lang };
        // At its beginning no event has happened yet: the workflow itself is what is refused.
        let event = refusal.event.as_deref().map(|event| words.event(event));
        let event = event.unwrap_or_else(|| self.label(&definition.title, lang));
        let states: Vec<String> = refusal.states.iter().map(|state| words.state(state)).collect();
        let states = self.list(&states, lang);
        let both = [("event", &*event), ("states", &*states)];
        let first = match refusal.kind {
            RefusalKind::NotBegun => self.say(lang, "refusal.not_begun", &[]),
            RefusalKind::Begun => self.say(lang, "refusal.begun", &[]),
            RefusalKind::Ended => self.say(lang, "refusal.ended", &[]),
            RefusalKind::NoSuchEvent => self.say(lang, "refusal.no_such_event", &both),
            RefusalKind::Stopped => self.say(lang, "refusal.stopped", &both),
            RefusalKind::Undetermined => self.say(lang, "refusal.undetermined", &both),
            RefusalKind::Endless => self.say(lang, "refusal.endless", &[("event", &event)]),
            RefusalKind::NoSuchTimer => self.say(lang, "refusal.no_such_timer", &[]),
        };
        let reasons = refusal.candidates.iter().map(|stopped| {
            let why = words.why(&stopped.why);
            self.say(lang, "refusal.reason", &[("id", &stopped.id), ("why", &why)])
        });
        std::iter::once(first).chain(reasons).collect::<Vec<_>>().join("\n")
    }

    /// What stops a transition, in a few words.
    #[must_use]
    pub fn stopped(&self, why: &Why, definition: &Definition, lang: Lang) -> String {
        Words { book: self, definition, lang }.why(why)
    }
}

struct Words<'a> {
    book: &'a Phrasebook,
    definition: &'a Definition,
    lang: Lang,
}

impl Words<'_> {
    fn finding(&self, finding: &Finding) -> String {
        let id = match finding.code {
            Code::InvalidDefinition => return self.invalid(finding),
            Code::UnreachableState => "workflow.unreachable_state",
            Code::DeadTransition => "workflow.dead_transition",
            Code::TrapState => "workflow.trap_state",
            Code::NoWayToEnd => "workflow.no_way_to_end",
            Code::OverlappingGuards => "workflow.overlapping_guards",
            Code::MissingGuard => "workflow.missing_guard",
            Code::EventlessLoop => "workflow.eventless_loop",
            Code::Livelock => "workflow.livelock",
            Code::ClockNeverStopped => "workflow.clock_never_stopped",
            Code::ClockNotResumed => "workflow.clock_not_resumed",
            Code::TimerNeverFires => "workflow.timer_never_fires",
            Code::TimerUnanswered => "workflow.timer_unanswered",
            Code::TimerOutlivesEnd => "workflow.timer_outlives_end",
            Code::TooManyTimers => "workflow.too_many_timers",
            Code::ReminderAfterDeadline => "workflow.reminder_after_deadline",
            Code::NoRole => "workflow.no_role",
            Code::RoleNobodyHas => "workflow.role_nobody_has",
            Code::NobodyCanLeave => "workflow.nobody_can_leave",
            Code::NoEscalationTarget => "workflow.no_escalation_target",
            Code::FourEyesUnsatisfiable => "workflow.four_eyes_unsatisfiable",
            Code::JoinNeverCompletes => "workflow.join_never_completes",
            Code::WriteRace => "workflow.write_race",
            Code::NotSound => "workflow.not_sound",
            Code::PathOverLimit => "workflow.path_over_limit",
            Code::NotProved => "workflow.not_proved",
        };
        let names =
            super::REQUIRED.iter().find(|(known, _)| *known == id).map_or(&[][..], |(_, names)| names);
        let values: Vec<(&str, String)> = names
            .iter()
            .map(|name| (*name, finding.about.get(name).map(|ids| self.named(name, ids)).unwrap_or_default()))
            .collect();
        let values: Vec<(&str, &str)> = values.iter().map(|(name, value)| (*name, &**value)).collect();
        self.book.say(self.lang, id, &values)
    }

    /// The words of an error, which says nothing of what it does not know.
    fn invalid(&self, finding: &Finding) -> String {
        let Some(cause) = &finding.cause else { return String::new() };
        match cause.sides(self.lang) {
            Some((expected, found)) => {
                let values = [("expected", &*expected), ("found", &*found)];
                self.book.say(self.lang, "workflow.invalid_definition", &values)
            }
            None => cause.title().get(self.lang).to_owned(),
        }
    }

    /// What the workflow calls the parts of these ids.
    fn named(&self, what: &str, ids: &str) -> String {
        let each = |name: &dyn Fn(&str) -> String| {
            self.book.list(&ids.split(' ').map(name).collect::<Vec<_>>(), self.lang)
        };
        match what {
            "state" => each(&|id| self.state(id)),
            "event" | "events" => each(&|id| self.event(id)),
            "role" => self.role(ids),
            "transition" => self.transition(ids),
            "reasons" => each(&|reason| {
                let id = match reason {
                    "option_to_complete" => "workflow.not_sound.option_to_complete",
                    "proper_completion" => "workflow.not_sound.proper_completion",
                    _ => "workflow.not_sound.no_dead_transitions",
                };
                self.book.say(self.lang, id, &[])
            }),
            "transitions" | "checks" => each(&|id| id.to_owned()),
            _ => ids.to_owned(),
        }
    }

    fn label(&self, label: Option<&Label>, id: &str) -> String {
        label.map_or_else(|| id.to_owned(), |label| self.book.label(label, self.lang))
    }

    fn state(&self, id: &str) -> String {
        fn find<'d>(states: &'d [StateDef], id: &str) -> Option<&'d StateDef> {
            states.iter().find_map(|state| if state.id == id { Some(state) } else { find(&state.states, id) })
        }
        self.label(find(&self.definition.states, id).map(|state| &state.title), id)
    }

    fn event(&self, id: &str) -> String {
        let found = self.definition.events.iter().find(|event| event.id == id);
        self.label(found.map(|event| &event.title), id)
    }

    fn role(&self, id: &str) -> String {
        let found = self.definition.roles.iter().find(|role| role.id == id);
        self.label(found.map(|role| &role.title), id)
    }

    /// A transition is called as what people do; one without an event as it is written.
    fn transition(&self, id: &str) -> String {
        fn find<'d>(states: &'d [StateDef], id: &str) -> Option<&'d TransitionDef> {
            states.iter().find_map(|state| {
                let own = state.transitions.iter().find(|transition| transition.id == id);
                own.or_else(|| find(&state.states, id))
            })
        }
        let event = find(&self.definition.states, id).and_then(|transition| transition.event.0.first());
        event.map_or_else(|| id.to_owned(), |event| self.event(event))
    }

    fn why(&self, why: &Why) -> String {
        let say = |id, values: &[(&str, &str)]| self.book.say(self.lang, id, values);
        let list = |items: &[String]| self.book.list(items, self.lang);
        match why {
            Why::Guard(parts) => say("refusal.why.guard", &[("parts", &list(parts))]),
            Why::Needs(names) => say("refusal.why.needs", &[("names", &list(names))]),
            Why::Fault(error) => say("refusal.why.fault", &[("fault", &error.message(self.lang))]),
            Why::Role(roles) => {
                let roles: Vec<String> = roles.iter().map(|role| self.role(role)).collect();
                say("refusal.why.role", &[("roles", &list(&roles))])
            }
            Why::FourEyes { event } => say("refusal.why.four_eyes", &[("event", &self.event(event))]),
            Why::Actor => say("refusal.why.actor", &[]),
            Why::Earlier(id) => say("refusal.why.earlier", &[("id", id)]),
        }
    }
}
