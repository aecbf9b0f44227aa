//! What the check says.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::witness::Witness;
use crate::Error;

macro_rules! codes {
    ($($(#[$doc:meta])+ $name:ident = $text:literal, $check:literal, $severity:ident;)+) => {
        /// What is wrong. The names never change.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum Code {
            $($(#[$doc])+ $name,)+
        }

        impl Code {
            /// Every code, in the order of the checks.
            pub const ALL: &[Code] = &[$(Code::$name),+];

            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Code::$name => $text),+ }
            }

            /// The check it belongs to, `E1` to `E14`; a dash for what could not be proved.
            #[must_use]
            pub const fn check(self) -> &'static str {
                match self { $(Code::$name => $check),+ }
            }

            /// How bad it is.
            #[must_use]
            pub const fn severity(self) -> Severity {
                match self { $(Code::$name => Severity::$severity),+ }
            }
        }
    };
}

codes! {
    /// The definition does not compile.
    InvalidDefinition = "invalid_definition", "E1", Error;
    /// A state that no run comes to.
    UnreachableState = "unreachable_state", "E2", Error;
    /// A transition that no run takes.
    DeadTransition = "dead_transition", "E2", Error;
    /// A state that is never left again, and is no end.
    TrapState = "trap_state", "E3", Error;
    /// From here no end can be come to.
    NoWayToEnd = "no_way_to_end", "E4", Error;
    /// Two transitions of one state could both be taken, and nothing says that the order is meant.
    OverlappingGuards = "overlapping_guards", "E5", Error;
    /// A state tells cases apart and forgets one.
    MissingGuard = "missing_guard", "E6", Warning;
    /// Transitions without an event, or timers without a delay, go on for ever.
    EventlessLoop = "eventless_loop", "E7", Error;
    /// Events that the workflow raises itself go on for ever.
    Livelock = "livelock", "E8", Warning;
    /// A clock still runs at the end.
    ClockNeverStopped = "clock_never_stopped", "E9", Error;
    /// A clock still stands still at the end.
    ClockNotResumed = "clock_not_resumed", "E9", Error;
    /// A timer that never fires.
    TimerNeverFires = "timer_never_fires", "E9", Error;
    /// A timer whose event nothing ever answers to.
    TimerUnanswered = "timer_unanswered", "E9", Error;
    /// A timer still runs at the end.
    TimerOutlivesEnd = "timer_outlives_end", "E9", Error;
    /// More timers than may run.
    TooManyTimers = "too_many_timers", "E9", Error;
    /// A reminder that comes when it is too late.
    ReminderAfterDeadline = "reminder_after_deadline", "E9", Error;
    /// Something people do for which no role is named.
    NoRole = "no_role", "E10", Error;
    /// A role that is needed and that nobody has.
    RoleNobodyHas = "role_nobody_has", "E10", Error;
    /// A state that only roles could leave that nobody has.
    NobodyCanLeave = "nobody_can_leave", "E10", Error;
    /// An escalation to a role that there is not.
    NoEscalationTarget = "no_escalation_target", "E10", Error;
    /// Whoever could do it has done the other thing.
    FourEyesUnsatisfiable = "four_eyes_unsatisfiable", "E11", Error;
    /// The regions of a parallel state are never all done.
    JoinNeverCompletes = "join_never_completes", "E12", Error;
    /// Two regions write one field in one step.
    WriteRace = "write_race", "E12", Error;
    /// It may not end, ends with work left open, or has transitions that never are taken.
    NotSound = "not_sound", "E13", Error;
    /// The longest way takes more time than there is.
    PathOverLimit = "path_over_limit", "E14", Error;
    /// Neither proved nor refuted.
    NotProved = "not_proved", "-", Error;
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.name())
    }
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Severity {
    /// To be looked at.
    Warning,
    /// To be put right.
    Error,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// What is wrong.
    pub code: Code,
    /// How bad it is.
    pub severity: Severity,
    /// The place in the definition; empty for the whole.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub path: String,
    /// Whom it concerns: ids of states, transitions, events …, by what they are.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub about: BTreeMap<&'static str, String>,
    /// What would have been right.
    pub expected: String,
    /// What was found.
    pub found: String,
    /// What shows it; empty where it is shown by what never happens.
    #[serde(skip_serializing_if = "Witness::is_empty")]
    pub witness: Witness,
    /// The fault of the compiler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Error>,
}

impl Finding {
    pub(super) fn new(code: Code, path: impl Into<String>) -> Self {
        Finding {
            code,
            severity: code.severity(),
            path: path.into(),
            about: BTreeMap::new(),
            expected: String::new(),
            found: String::new(),
            witness: Witness::default(),
            cause: None,
        }
    }

    pub(super) fn about(mut self, what: &'static str, id: impl Into<String>) -> Self {
        self.about.insert(what, id.into());
        self
    }

    pub(super) fn said(mut self, expected: impl Into<String>, found: impl Into<String>) -> Self {
        self.expected = expected.into();
        self.found = found.into();
        self
    }

    pub(super) fn shown(mut self, witness: Witness) -> Self {
        self.witness = witness;
        self
    }
}

/// A fault of the definition itself.
impl From<Error> for Finding {
    fn from(error: Error) -> Self {
        let detail = error.detail();
        let said = |text: &Option<String>| text.clone().unwrap_or_default();
        let mut finding = Finding::new(Code::InvalidDefinition, said(&detail.path))
            .said(said(&detail.expected), said(&detail.found));
        finding.cause = Some(error);
        finding
    }
}

/// The most findings of one code that are told: nobody reads more.
const TOLD: usize = 100;

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
}

impl Report {
    /// Whether one more of this code is told; where not, that is said once.
    pub(super) fn room(&mut self, code: Code) -> bool {
        let told = self.findings.iter().filter(|finding| finding.code == code).count();
        if told == TOLD {
            let more = |finding: &Finding| finding.code == Code::NotProved && finding.path == code.name();
            if !self.findings.iter().any(more) {
                self.open(code.check(), code.name());
            }
        }
        told < TOLD
    }

    pub(super) fn push(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Notes what could be neither proved nor refuted.
    pub(super) fn open(&mut self, checks: &str, path: &str) {
        self.push(
            Finding::new(Code::NotProved, path)
                .about("checks", checks)
                .said("a workflow that can be proved sound", "one that tells too much apart"),
        );
    }
}
