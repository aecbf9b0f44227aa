//! What an act would take away without anybody noticing: that a duty was late, a right that runs.
//!
//! Duties are worked out anew from the history each time. So an act that is put back in time, a fact
//! that is stated late or an entry that is struck can make a breach look as if it had never been.
//! Such an act may be right: a letter was sent on the day and entered a week later. But it is never
//! one person's alone.

use crate::{
    clock::{Actor, Obligation, Status},
    model::{Date, RuleId},
};

/// INVARIANT 19: what an act would take away, by its clocks: that a duty of the firm was late, or a
/// right of the consumer that runs.
pub(super) fn taken<'d>(before: &'d [Obligation], after: &[Obligation]) -> Vec<&'d Obligation> {
    let gone = |duty: &&Obligation| match duty.actor {
        Actor::Consumer => {
            duty.status == Status::Running && !like(duty, after).any(|now| still_open(duty, now))
        }
        _ => is_late(duty) && !like(duty, after).any(is_late),
    };
    before.iter().filter(gone).collect()
}

/// How many days of a right the complainant may lose by a paper that is entered after it came.
const DESK: i64 = 7;

/// What an act gains by the day that it is said to have been done on: clocks of the firm that would be
/// late, or due earlier, had it been done on the day it is entered.
pub(super) fn gained<'d>(entered_now: &'d [Obligation], as_dated: &[Obligation]) -> Vec<&'d Obligation> {
    let until = |duty: &Obligation| duty.accepted_until.or(duty.due);
    let better = |duty: &&Obligation| {
        if duty.actor == Actor::Consumer {
            return like(duty, as_dated).any(|dated| match (until(duty), until(dated)) {
                (Some(now), Some(then)) => {
                    now.since(then) > DESK || (is_over(dated.status) && !is_over(duty.status))
                }
                _ => false,
            });
        }
        like(duty, as_dated).any(|dated| {
            (is_late(duty) && !is_late(dated))
                || (duty.status == Status::Cancelled && dated.status == Status::Met)
                || last_day(dated) > last_day(duty)
        })
    };
    entered_now.iter().filter(better).collect()
}

/// The clocks, each once.
pub(super) fn clocks(duties: &[&Obligation]) -> Vec<RuleId> {
    let mut out: Vec<RuleId> = duties.iter().map(|duty| duty.clock.clone()).collect();
    out.sort();
    out.dedup();
    out
}

fn is_over(status: Status) -> bool {
    matches!(status, Status::Late | Status::Cancelled)
}

fn is_late(duty: &Obligation) -> bool {
    matches!(duty.status, Status::Late | Status::MetLate) || duty.ended_late
}

fn last_day(duty: &Obligation) -> Option<Date> {
    duty.agreed_due.or(duty.due).or(duty.not_before)
}

/// The same clock afterwards; that of the whole lives on in the parts.
fn like<'a>(duty: &'a Obligation, after: &'a [Obligation]) -> impl Iterator<Item = &'a Obligation> {
    after.iter().filter(|now| {
        now.clock == duty.clock
            && now.regime == duty.regime
            && now.reference == duty.reference
            && (duty.part.is_none() || now.part == duty.part)
    })
}

/// A right that was used or that runs as long as before.
fn still_open(before: &Obligation, now: &Obligation) -> bool {
    match now.status {
        Status::Met | Status::MetLate => true,
        Status::Running | Status::Paused => {
            now.accepted_until.or(now.due) >= before.accepted_until.or(before.due)
        }
        _ => false,
    }
}
