//! The same history under other packs: what comes out differently, and what that is due to.

use ombud::{
    Engine, ErrorCode,
    case::{CaseEvent, Cause, Difference, recompute},
    clock::Status,
    pack::Bundle,
};

use super::support::*;

fn engine(change: impl FnOnce(&mut Bundle)) -> Engine {
    let mut bundle = ENGINE.bundle().clone();
    change(&mut bundle);
    let bytes = bundle.to_bytes().expect("bytes");
    Engine::builder().without_builtin().pack_bytes(&bytes).build().expect("sound packs")
}

/// The main clock of the Chinese measure, as the packs have it.
fn main_clock(bundle: &mut Bundle) -> (&mut Vec<ombud::clock::ClockDef>, usize) {
    let rules = bundle.regimes.iter_mut().find(|rules| rules.regime.id.as_str() == "cn-complaints-2020");
    let clocks = &mut rules.expect("the regime").clocks;
    let at = clocks.iter().position(|clock| clock.id.as_str() == "CN-CM-018a").expect("the clock");
    (clocks, at)
}

fn log() -> Vec<CaseEvent> {
    let mut case = case();
    case.does("03-02", "assign qian:manager handler=sun no_interest=yes");
    case.does("03-03", "cn.contact sun:handler channel=phone");
    case.log().to_vec()
}

fn under(engine: &Engine, log: &[CaseEvent]) -> Vec<Difference> {
    recompute(log, &[ENGINE.rules()], &engine.rules()).expect("both packs are at hand")
}

#[test]
fn under_the_same_packs_nothing_is_different() {
    assert_eq!(under(&ENGINE, &log()), []);
    assert_eq!(notified().recompute(&[]).expect("its own packs"), []);
}

#[test]
fn a_new_version_of_the_rule_is_law() {
    let changed = engine(|bundle| {
        let (clocks, at) = main_clock(bundle);
        let mut next = clocks[at].clone();
        clocks[at].effective_to = Some("2026-02-28".parse().expect("a date"));
        next.effective_from = Some("2026-03-01".parse().expect("a date"));
        next.period.as_mut().expect("a period").n = Some(10);
        clocks.push(next);
    });
    let differences = under(&changed, &log());
    let [one] = differences.as_slice() else { panic!("{differences:#?}") };
    assert_eq!(one.cause, Cause::Law);
    assert_eq!(one.before.as_ref().and_then(|mark| mark.due).expect("a date").to_string(), "2026-03-17");
    assert_eq!(one.after.as_ref().and_then(|mark| mark.due).expect("a date").to_string(), "2026-03-12");
}

#[test]
fn the_same_version_put_right_is_a_correction_of_the_packs() {
    let changed = engine(|bundle| {
        let (clocks, at) = main_clock(bundle);
        clocks[at].period.as_mut().expect("a period").n = Some(14);
    });
    let differences = under(&changed, &log());
    assert_eq!(differences.iter().map(|one| one.cause).collect::<Vec<_>>(), [Cause::PackCorrection]);
}

#[test]
fn another_answer_under_the_same_packs_is_the_engines() {
    let mut log = log();
    let last = log.last_mut().expect("an event");
    let mark = last.duties.iter_mut().find(|mark| mark.clock.as_str() == "CN-CM-018a").expect("the clock");
    // An engine of before counted another day.
    mark.due = Some("2026-03-18".parse().expect("a date"));
    last.engine = 0;
    let differences = under(&ENGINE, &log);
    assert_eq!(differences.iter().map(|one| one.cause).collect::<Vec<_>>(), [Cause::Engine]);
}

/// A changed rule, a corrected pack and a changed engine at once: each with its own label.
#[test]
fn several_causes_are_told_apart() {
    let changed = engine(|bundle| {
        let (clocks, at) = main_clock(bundle);
        clocks[at].period.as_mut().expect("a period").n = Some(14);
        let gone = clocks.iter().position(|clock| clock.id.as_str() == "CN-N22-2").expect("the clock");
        clocks[gone].effective_to = Some("2026-01-31".parse().expect("a date"));
    });
    let mut log = log();
    let last = log.last_mut().expect("an event");
    let mark = last.duties.iter_mut().find(|mark| mark.clock.as_str() == "CN-CM-017").expect("the clock");
    mark.status = Status::Running;
    let causes: Vec<(String, Cause)> = under(&changed, &log)
        .iter()
        .map(|one| {
            let mark = one.before.as_ref().or(one.after.as_ref()).expect("one of them");
            (mark.clock.to_string(), one.cause)
        })
        .collect();
    let told = |clock: &str, cause| (clock.to_owned(), cause);
    assert_eq!(
        causes,
        [
            told("CN-CM-017", Cause::Engine),
            told("CN-CM-018a", Cause::PackCorrection),
            told("CN-N22-2", Cause::Law)
        ]
    );
}

#[test]
fn packs_that_are_not_at_hand_are_never_replaced_by_others() {
    let changed = engine(|bundle| bundle.manifest.version = "another".to_owned());
    let error = recompute(&log(), &[], &changed.rules()).expect_err("the packs are not there");
    assert_eq!(error.code(), ErrorCode::UnknownItem);
    assert_eq!(error.detail().item.as_deref(), Some(ENGINE.bundle_hash()));
}
