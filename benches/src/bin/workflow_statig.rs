//! The benchmark's workflow compiled by statig's macro: the ceiling that no loaded definition can
//! reach. `workflow_statig ROUNDS` prints steps a second of processor time, and the counters.

#![expect(missing_docs, reason = "the macro writes types without them")]

use std::hint::black_box;

use ombud_benches::{Stopwatch, report};
use statig::prelude::*;

#[derive(Debug, Clone, Copy)]
#[expect(dead_code, reason = "the script does not send every event of the workflow")]
enum Event {
    Acknowledge,
    Withdraw,
    RequestInfo,
    Assign,
    RejectScope,
    InfoReceived,
    Timeout,
    ReferLegal,
    Conclude,
    SlaBreach,
    LegalDone,
    Submit,
    Approve,
    Reject,
    Send,
    CustomerDispute,
    Paid,
    OmbudsmanDecision,
    Reopen,
}

const SCRIPT: [Event; 15] = [
    Event::Assign,
    Event::RequestInfo,
    Event::Timeout,
    Event::InfoReceived,
    Event::Assign,
    Event::ReferLegal,
    Event::LegalDone,
    Event::Conclude,
    Event::Submit,
    Event::Reject,
    Event::Submit,
    Event::Approve,
    Event::Send,
    Event::Paid,
    Event::Reopen,
];

struct Complaint {
    amount: i64,
    fraud: bool,
    in_scope: bool,
    handler: &'static str,
    category: &'static str,
    evidence: i64,
    author: &'static str,
    approver: &'static str,
    reminders: i64,
    redress_due: i64,
    days_open: i64,
    days_since_close: i64,
    decision_final: bool,
    entered: i64,
    exited: i64,
    entered_at: i64,
    spent: i64,
}

#[state_machine(initial = "State::received()")]
impl Complaint {
    #[action]
    fn enter(&mut self, context: &mut i64) {
        self.entered = self.entered.wrapping_add(1);
        self.entered_at = *context;
    }

    #[action]
    fn leave(&mut self, context: &mut i64) {
        self.exited = self.exited.wrapping_add(1);
        self.spent = self.spent.wrapping_add(context.wrapping_sub(self.entered_at));
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn received(context: &mut i64, event: &Event) -> Outcome<State> {
        // The macro takes the type of the context, which is the time, from a state.
        let _: &i64 = context;
        match event {
            Event::Acknowledge => Transition(State::triage()),
            Event::Withdraw => Transition(State::withdrawn()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn triage(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::RequestInfo => Transition(State::awaiting_info()),
            Event::Assign if self.fraud => Transition(State::legal_review()),
            Event::Assign if !self.handler.is_empty() && !self.category.is_empty() => {
                Transition(State::investigating())
            }
            Event::RejectScope if !self.in_scope => Transition(State::decision_draft()),
            Event::Withdraw => Transition(State::withdrawn()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn awaiting_info(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::InfoReceived => {
                self.reminders = 0;
                Transition(State::triage())
            }
            Event::Timeout if self.reminders >= 2 => Transition(State::closed()),
            Event::Timeout => {
                self.reminders = self.reminders.wrapping_add(1);
                Transition(State::awaiting_info())
            }
            Event::Withdraw => Transition(State::withdrawn()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn investigating(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::RequestInfo => Transition(State::awaiting_info()),
            Event::ReferLegal if self.amount > 10_000 || self.fraud => Transition(State::legal_review()),
            Event::Conclude if self.evidence >= 2 => Transition(State::decision_draft()),
            Event::SlaBreach if self.days_open > 56 => Transition(State::escalated()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn legal_review(event: &Event) -> Outcome<State> {
        match event {
            Event::LegalDone => Transition(State::investigating()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn decision_draft(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::Submit if !self.author.is_empty() => Transition(State::qa_review()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn qa_review(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::Approve if self.approver != self.author => Transition(State::final_response()),
            Event::Reject => Transition(State::decision_draft()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn final_response(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::Send if self.redress_due > 0 => Transition(State::redress_pending()),
            Event::Send if self.redress_due == 0 => Transition(State::closed()),
            Event::CustomerDispute => Transition(State::escalated()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn redress_pending(event: &Event) -> Outcome<State> {
        match event {
            Event::Paid => Transition(State::closed()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn escalated(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::OmbudsmanDecision if self.decision_final => Transition(State::closed()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn closed(&mut self, event: &Event) -> Outcome<State> {
        match event {
            Event::Reopen if self.days_since_close <= 180 => Transition(State::triage()),
            _ => Super,
        }
    }

    #[state(entry_action = "enter", exit_action = "leave")]
    fn withdrawn() -> Outcome<State> {
        Super
    }
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rounds: usize = std::env::args().nth(1).ok_or("missing argument: ROUNDS")?.parse()?;
    let complaint = Complaint {
        amount: 15_000,
        fraud: false,
        in_scope: true,
        handler: "h1",
        category: "card",
        evidence: 2,
        author: "a",
        approver: "b",
        reminders: 0,
        redress_due: 250,
        days_open: 10,
        days_since_close: 5,
        decision_final: true,
        entered: 0,
        exited: 0,
        entered_at: 0,
        spent: 0,
    };
    // Nothing of it may be known when it is compiled.
    let mut now = 0i64;
    let mut machine = black_box(complaint).uninitialized_state_machine().init_with_context(&mut now);
    now = 1;
    machine.handle_with_context(&Event::Acknowledge, &mut now);
    let start = Stopwatch::start();
    for _ in 0..rounds {
        for event in black_box(&SCRIPT) {
            now = now.wrapping_add(1);
            machine.handle_with_context(event, &mut now);
        }
    }
    report("steady", &start, rounds.saturating_mul(SCRIPT.len()));
    let of = machine.inner();
    println!("  entered {} exited {} spent {}", of.entered, of.exited, of.spent);
    Ok(())
}
