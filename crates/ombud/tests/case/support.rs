//! A case to play with: the built-in packs, a few people, commands in one line.

use std::sync::LazyLock;

use ombud::{
    Case, Engine,
    case::{CaseEvent, Command, Decision, Opening, Person, Refusal},
    model::{Complaint, ComplaintId, Instant},
};

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("the built-in packs"));

pub(crate) fn at(text: &str) -> Instant {
    text.parse().expect("an instant")
}

pub(crate) fn person(text: &str) -> Person {
    let (id, roles) = text.split_once(':').unwrap_or((text, ""));
    Person::new(id, roles.split(',').filter(|role| !role.is_empty()))
}

/// A command in one line: `assign qian:manager handler=sun no_interest=yes`. `fact.X`, `reason`,
/// `second`, `at`, `part` and `ref` are the command's own; `field.reason` is a field of that name.
pub(crate) fn command(line: &str) -> Command {
    let mut words = line.split_whitespace();
    let act = words.next().expect("an act");
    let by = person(words.next().expect("somebody"));
    let mut command = Command::new(act, by);
    for word in words {
        let (name, value) = word.split_once('=').expect("name=value");
        command = match name.strip_prefix("fact.") {
            Some(fact) => command.fact(fact, value),
            None => match name {
                "reason" => command.reason(value),
                "second" => command.second(person(value)),
                "at" => command.at(value.parse::<ombud::model::Moment>().expect("a time")),
                "part" => command.part(value.parse().expect("a part")),
                "ref" => command.reference(value),
                _ => command.set(name.strip_prefix("field.").unwrap_or(name), value),
            },
        };
    }
    command
}

pub(crate) const RECEIVED: &str = "2026-03-02T09:30:00+08:00";

pub(crate) fn opening() -> Opening {
    let complaint = Complaint::builder(ComplaintId::new("TS-1").expect("an id"), at(RECEIVED));
    let complaint = complaint.kind(ombud::model::MatterKind::Complaint).build().expect("a complaint");
    Opening::new(complaint, "cn-complaint", ["cn-complaints-2020", "cn-insurance-law"]).expect("regimes")
}

/// A case of a Chinese insurer, received on 2 March 2026.
pub(crate) fn case() -> Case {
    ENGINE.open(&opening(), at(RECEIVED)).expect("opened")
}

pub(crate) trait Play {
    /// Does it at noon of a day of March 2026, or later months as `04-05`.
    fn tries(&self, day: &str, line: &str) -> Result<Vec<CaseEvent>, Refusal>;
    fn does(&mut self, day: &str, line: &str);
    /// Must be refused; the reasons in English.
    fn refuses(&self, day: &str, line: &str) -> String;
}

pub(crate) fn noon(day: &str) -> Instant {
    at(&format!("2026-{day}T12:00:00+08:00"))
}

impl Play for Case {
    fn tries(&self, day: &str, line: &str) -> Result<Vec<CaseEvent>, Refusal> {
        match self.decide(&command(line), noon(day)).expect("a sound question") {
            Decision::Accepted(events) => Ok(events),
            Decision::Refused(refusal) => Err(refusal),
        }
    }

    fn does(&mut self, day: &str, line: &str) {
        let events = self
            .tries(day, line)
            .unwrap_or_else(|no| panic!("{line}: {}", no.render(ombud::model::Lang::En)));
        self.apply(events).expect("applied");
    }

    fn refuses(&self, day: &str, line: &str) -> String {
        match self.tries(day, line) {
            Ok(_) => panic!("accepted: {line}"),
            Err(refusal) => refusal.render(ombud::model::Lang::En),
        }
    }
}

/// Brings a case to where the decision has been proposed.
pub(crate) fn proposed(outcome: &str) -> Case {
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    case.does("03-03", "cn.contact sun:handler channel=phone");
    case.does("03-05", "record_findings sun:handler findings=read fact.decision.unit=branch");
    case.does("03-06", &format!("propose_decision li:handler outcome={outcome} basis=clause reasons=shown"));
    case
}

/// Brings a case to where the decision was told.
pub(crate) fn notified() -> Case {
    let mut case = proposed("not_upheld");
    case.does("03-07", "approve_decision zhou:reviewer");
    case.does(
        "03-09",
        "cn.notify_decision sun:handler outcome=not_upheld document=L-1 contents=verified,basis,remedies",
    );
    case
}

/// A case of another life, received on 2 March 2026 as the others are.
pub(crate) fn life(workflow: &str, regimes: &[&str]) -> Case {
    let complaint = Complaint::builder(ComplaintId::new("TS-1").expect("an id"), at(RECEIVED));
    let complaint = complaint.kind(ombud::model::MatterKind::Complaint).build().expect("a complaint");
    let opening = Opening::new(complaint, workflow, regimes.iter().copied()).expect("regimes");
    ENGINE.open(&opening, at(RECEIVED)).expect("opened")
}

impl Stand for Case {
    fn stands(&self, workflow: &str) -> String {
        let runs = self.runs().iter().filter(|run| run.workflow == workflow);
        let stands: Vec<String> = runs.map(|run| run.states().collect::<Vec<_>>().join(" ")).collect();
        assert!(!stands.is_empty(), "a workflow of the case");
        stands.join(" | ")
    }
}

pub(crate) trait Stand {
    /// Where a workflow of the case stands.
    fn stands(&self, workflow: &str) -> String;
}
