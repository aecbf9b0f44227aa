//! Whether witnesses show what they are said to: each is replayed.

use std::collections::BTreeSet;

use ombud::{
    model::Catalogue,
    workflow::{
        Chart, ClockAct, Definition, Happened, Instance, Outcome, RefusalKind, Signal, StateDef, Time, Why,
        check::{Code, Cue, Finding, Given, Person, Replayed},
        step,
    },
};

/// Replays every witness, and says what fails to show its fault.
pub(crate) fn all(definition: &Definition, catalogue: &Catalogue, _: &Given, findings: &[Finding]) {
    if findings.iter().any(|finding| finding.code == Code::InvalidDefinition) {
        return;
    }
    let chart = Chart::compile(definition, catalogue).expect("a chart");
    for finding in findings {
        assert!(!finding.expected.is_empty() && !finding.found.is_empty(), "{finding:?}");
        if finding.witness.is_empty() {
            let absent = matches!(
                finding.code,
                Code::UnreachableState | Code::NotProved | Code::TimerNeverFires | Code::NotSound
            );
            let inner = matches!(
                finding.code,
                Code::NoRole
                    | Code::DeadTransition
                    | Code::ReminderAfterDeadline
                    | Code::RoleNobodyHas
                    | Code::NoEscalationTarget
            );
            assert!(absent || inner, "no witness: {finding:?}");
            continue;
        }
        let replayed = finding.witness.replay(&chart, catalogue);
        let replayed = replayed.unwrap_or_else(|error| panic!("{error}: {finding:#?}"));
        assert!(shown(&chart, definition, catalogue, finding, &replayed), "not shown: {finding:#?}");
    }
}

fn about<'f>(finding: &'f Finding, what: &str) -> &'f str {
    finding.about.get(what).map_or("", String::as_str)
}

fn taken(chart: &Chart, outcome: &Outcome) -> BTreeSet<String> {
    let Outcome::Moved(change) = outcome else { return BTreeSet::new() };
    let taken = change.explanation(chart).0.into_iter();
    taken.filter_map(|part| if let Happened::Taken(id) = part { Some(id) } else { None }).collect()
}

fn shown(
    chart: &Chart,
    definition: &Definition,
    catalogue: &Catalogue,
    finding: &Finding,
    replayed: &Replayed,
) -> bool {
    let Replayed { before, outcome, after, .. } = replayed;
    let last = finding.witness.signals.last().expect("a signal");
    let refused = |kind| matches!(outcome, Outcome::Refused(refusal) if refusal.kind == kind);
    let clock = |instance: &Instance| instance.clock(chart, about(finding, "clock"));
    let runs = |instance: &Instance, timer: &str| instance.timers().iter().any(|it| it.id(chart) == timer);
    match finding.code {
        Code::DeadTransition => !taken(chart, outcome).contains(about(finding, "transition")),
        Code::TrapState => {
            let state = about(finding, "state");
            after.is_in(chart, state) && walk(chart, after).iter().all(|later| later.is_in(chart, state))
        }
        Code::NoWayToEnd => walk(chart, after).iter().all(|later| !later.done()),
        Code::OverlappingGuards => {
            let (first, second) = (about(finding, "first"), about(finding, "second"));
            let mut turned = definition.clone();
            turned.states.iter_mut().for_each(|state| swap(state, first, second));
            let other = Chart::compile(&turned, catalogue).expect("a chart");
            // The other order may lead elsewhere before the last signal.
            let Ok(again) = finding.witness.replay(&other, catalogue) else {
                return taken(chart, outcome).contains(first);
            };
            // In the other order the other one is taken, or it comes to something else altogether.
            taken(chart, outcome).contains(first)
                && (taken(&other, &again.outcome).contains(second)
                    || taken(&other, &again.outcome) != taken(chart, outcome))
        }
        Code::MissingGuard => match outcome {
            Outcome::Refused(refusal) => {
                refusal.kind == RefusalKind::Stopped
                    && refusal.candidates.iter().any(|stopped| matches!(stopped.why, Why::Guard(_)))
            }
            _ => true,
        },
        Code::EventlessLoop if matches!(last.cue, Cue::Timer { .. }) => {
            after.timers().iter().any(|timer| timer.due().is_some_and(|due| due <= last.at))
        }
        Code::EventlessLoop | Code::Livelock => refused(RefusalKind::Endless),
        Code::ClockNeverStopped => {
            after.done()
                && clock(after).is_some_and(|clock| matches!(clock.act, ClockAct::Start | ClockAct::Resume))
        }
        Code::ClockNotResumed => {
            after.done() && clock(after).is_some_and(|clock| clock.act == ClockAct::Pause)
        }
        Code::TimerOutlivesEnd => after.done() && runs(after, about(finding, "timer")),
        Code::TimerUnanswered => {
            runs(before, about(finding, "timer"))
                && matches!(outcome, Outcome::Moved(change) if !change.moved())
        }
        Code::TooManyTimers => refused(RefusalKind::Undetermined),
        Code::ReminderAfterDeadline => {
            let reminder = about(finding, "timer");
            // The deadline comes while the reminder still waits.
            let comes = |timer| matches!(&last.cue, Cue::Timer { timer: known, .. } if known == timer);
            runs(before, reminder) && comes(about(finding, "deadline"))
        }
        // Whoever did it was asked for no role.
        Code::NoRole => taken(chart, outcome).contains(about(finding, "transition")),
        Code::RoleNobodyHas => {
            let role = about(finding, "role").to_owned();
            last.actor.as_ref().is_some_and(|actor| actor.roles.contains(&role))
        }
        Code::NobodyCanLeave => after.is_in(chart, about(finding, "state")),
        Code::NoEscalationTarget => match outcome {
            Outcome::Moved(change) => {
                change.emitted().iter().any(|emitted| emitted.effect(chart) == about(finding, "effect"))
            }
            _ => false,
        },
        Code::FourEyesUnsatisfiable => match outcome {
            Outcome::Refused(refusal) => refusal
                .candidates
                .iter()
                .any(|stopped| matches!(stopped.why, Why::FourEyes { .. } | Why::Guard(_))),
            _ => false,
        },
        Code::JoinNeverCompletes => after.is_in(chart, about(finding, "state")),
        Code::WriteRace => {
            let taken = taken(chart, outcome);
            taken.contains(about(finding, "first")) && taken.contains(about(finding, "second"))
        }
        Code::PathOverLimit => {
            let limit: ombud::workflow::Delay = about(finding, "limit").parse().expect("a delay");
            let since = clock(before).expect("a clock that runs").since;
            last.at.millis() - since.millis() > limit.millis()
        }
        _ => true,
    }
}

fn swap(state: &mut StateDef, first: &str, second: &str) {
    let place = |id: &str| state.transitions.iter().position(|transition| transition.id == id);
    if let (Some(a), Some(b)) = (place(first), place(second)) {
        state.transitions.swap(a, b);
    }
    state.states.iter_mut().for_each(|inner| swap(inner, first, second));
}

/// Where a run can come to from here in some steps, without anything said in fields.
fn walk(chart: &Chart, from: &Instance) -> Vec<Instance> {
    let roles: Vec<String> = chart.definition().roles.iter().map(|role| role.id.clone()).collect();
    let mut people: Vec<Person> =
        roles.iter().map(|role| Person::new(&format!("late-{role}"), [role.as_str()])).collect();
    people.push(Person::new("nobody", []));
    let mut out = vec![from.clone()];
    let mut seen: BTreeSet<String> = BTreeSet::new();
    let mut at = 0;
    let now = Time::from_millis(4_000_000_000_000);
    while at < out.len() && out.len() < 60 {
        let here = out[at].clone();
        at += 1;
        let mut signals: Vec<Signal<'_>> =
            here.timers().iter().map(|timer| Signal::timer(timer.number())).collect();
        let actors: Vec<_> = people
            .iter()
            .map(|person| chart.actor(&person.id, person.roles.iter().map(String::as_str)))
            .collect();
        for event in chart.definition().events.iter() {
            for actor in &actors {
                signals.push(chart.signal(&event.id, []).expect("an event").by(actor));
            }
        }
        for signal in signals {
            let Ok(Outcome::Moved(change)) = step(chart, &here, &signal, now) else { continue };
            let mut next = here.clone();
            next.apply(*change).expect("the next change");
            let key = format!("{:?} {:?}", next.leaves(chart).collect::<Vec<_>>(), next.timers().len());
            if seen.insert(key) {
                out.push(next);
            }
        }
    }
    out
}
