//! Cases: an opening, then what is to be done, a line each. Whatever is asked is answered or refused;
//! what is accepted folds to the same case from the events, from their bytes and from a snapshot. A
//! line may also be an event or a snapshot, and then need not fit.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use ombud::{
    Case, Engine,
    case::{Case as State, CaseEvent, Command, Decision, Opening, Person},
    model::{Instant, Json},
};

static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("the built-in packs"));

fn now(line: &Json) -> Option<Instant> {
    line.get("now").and_then(Json::as_str)?.parse().ok()
}

fn folds(case: &Case) {
    let bytes: Vec<Vec<u8>> = case.log().iter().map(|event| event.to_bytes().expect("written")).collect();
    let read: Vec<CaseEvent> = bytes.iter().map(|line| CaseEvent::from_bytes(line).expect("read")).collect();
    assert_eq!(&State::replay(&read).expect("it follows"), &**case);
    let shot = case.snapshot().expect("a snapshot");
    assert_eq!(&State::restore(&shot).expect("restored"), &**case);
}

fuzz_target!(|data: &[u8]| {
    let mut case: Option<Case> = None;
    for line in data.split(|byte| *byte == b'\n').take(40) {
        if let Ok(state) = State::restore(line) {
            let shot = state.snapshot().expect("written");
            assert_eq!(State::restore(&shot).as_ref(), Ok(&state), "what was read is written");
        }
        if let (Ok(event), Some(case)) = (CaseEvent::from_bytes(line), &case) {
            let mut state = (**case).clone();
            if state.apply([&event]).is_err() {
                assert_eq!(state, **case, "what does not follow changes nothing");
            }
        }
        let Ok(line) = Json::parse(line) else { continue };
        let Some(now) = now(&line) else { continue };
        if let Some(opening) = line.get("opening")
            && let Ok(opening) = Opening::from_json(&opening.to_bytes())
            && let Ok(opened) = ENGINE.open(&opening, now)
        {
            case = Some(opened);
        }
        let (Some(case), Some(command)) = (case.as_mut(), line.get("do")) else { continue };
        let Ok(command) = Command::from_json(&command.to_bytes()) else { continue };
        match case.decide(&command, now) {
            Ok(Decision::Accepted(events)) => case.apply(events).expect("what was accepted follows"),
            Ok(Decision::Refused(refusal)) => assert!(!refusal.reasons.is_empty()),
            Err(_) => {}
        }
    }
    if let Some(case) = case {
        folds(&case);
        let now = case.at();
        let who = Person::new("sun", ["handler"]);
        let _ = case.view(&who, now);
        assert!(case.recompute(&[]).expect("the same packs").is_empty());
    }
});
