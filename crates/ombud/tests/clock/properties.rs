//! What must hold of every history, not only of those somebody thought of.

use std::{collections::BTreeMap, sync::LazyLock};

use ombud::{
    Duty, Engine, Regime,
    clock::{Actor, Query, Reason, Status},
    model::{Date, Event, Facts, Instant, Moment, PartId, Value, Zone},
};
use proptest::prelude::*;

use super::support::*;

const DAYS: [&str; 5] = ["T.DAY", "T.WEEK", "T.MONTH", "T.YEAR", "T.BUSINESS"];

static RULES: LazyLock<Regime> = LazyLock::new(|| {
    let inferred = |id: &str, n, unit: &str| {
        clock(id, &format!("counting = \"inferred\"\n{}", period(n, unit))) + &hold()
    };
    let engine: Engine = engine(
        CN,
        "cn",
        &[
            inferred("T.DAY", 23, "calendar_day"),
            inferred("T.WEEK", 2, "week"),
            inferred("T.MONTH", 1, "month"),
            inferred("T.YEAR", 1, "year"),
            inferred("T.BUSINESS", 17, "business_day"),
        ],
    );
    engine.regime("test").expect("test")
});

static HOURS: LazyLock<Regime> = LazyLock::new(|| {
    let engine = engine(
        "America/New_York",
        "split",
        &[
            clock("T.HOUR", &period(30, "hour")) + &hold(),
            clock("T.WORK", &period(30, "business_hour")) + &hold(),
        ],
    );
    engine.regime("test").expect("test")
});

fn kind(name: &str) -> ombud::model::EventType {
    name.parse().expect(name)
}

fn received(at: impl Into<Moment>) -> Event {
    Event::new(kind("received"), at)
}

fn hold_from(at: impl Into<Moment>, reference: usize) -> Event {
    let text = |text: &str| Value::Text(text.to_owned());
    let mut event = Event::new(kind("hold_started"), at).with("body", text("b")).with("document", text("d"));
    event.reference = Some(reference.to_string());
    event
}

fn hold_to(at: impl Into<Moment>, reference: usize) -> Event {
    let mut event = Event::new(kind("hold_ended"), at);
    event.reference = Some(reference.to_string());
    event
}

fn duties(rules: &Regime, events: &[Event], as_of: impl Into<Moment>) -> Vec<Duty> {
    let (facts, parts) = (Facts::new(), BTreeMap::<PartId, Facts>::new());
    rules.duties(&Query { facts: &facts, events, as_of: as_of.into(), parts: &parts }).expect("duties")
}

fn one(duties: &[Duty], id: &str) -> Duty {
    duties.iter().find(|duty| duty.rule().as_str() == id).unwrap_or_else(|| panic!("{id}")).clone()
}

fn day(n: i64) -> Date {
    date("2024-01-02").add_days(n).expect("day")
}

/// Days on which a count by hand moves: after the start, outside the holds, at work if asked.
fn naive(start: Date, length: i64, holds: &[(i64, i64)], business: bool) -> Date {
    let calendar = BUILTIN.calendar("cn").expect("cn");
    let (mut at, mut left) = (start, length);
    while left > 0 {
        at = at.tomorrow();
        let held = holds.iter().any(|(from, to)| day(*from) <= at && at < day(*to));
        if !held && (!business || calendar.day(at).is_work()) {
            left -= 1;
        }
    }
    at
}

fn length(id: &str, start: Date) -> i64 {
    match id {
        "T.DAY" => 23,
        "T.WEEK" => 14,
        "T.MONTH" => start.add_months(1).expect("month").since(start),
        "T.YEAR" => start.add_months(12).expect("year").since(start),
        _ => 17,
    }
}

fn history(start: i64, holds: &[(i64, i64)]) -> Vec<Event> {
    let mut events = vec![received(day(start))];
    for (i, (from, to)) in holds.iter().enumerate() {
        events.push(hold_from(day(*from), i));
        events.push(hold_to(day(*to), i));
    }
    events
}

/// Up to three holds that may overlap, all begun within a month of the start.
fn holds(start: i64) -> impl Strategy<Value = Vec<(i64, i64)>> {
    prop::collection::vec((start..start + 30, 0_i64..20).prop_map(|(from, n)| (from, from + n)), 0..4)
}

fn start_and_holds() -> impl Strategy<Value = (i64, Vec<(i64, i64)>)> {
    (0_i64..600).prop_flat_map(|start| (Just(start), holds(start)))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_due_date_is_monotone_in_the_trigger(start in 0_i64..600) {
        let as_of = day(start + 1);
        let (a, b) = (duties(&RULES, &history(start, &[]), as_of), duties(&RULES, &history(start + 1, &[]), as_of));
        for id in DAYS {
            prop_assert!(one(&a, id).due <= one(&b, id).due);
            prop_assert!(one(&a, id).prudent_due <= one(&b, id).prudent_due);
            prop_assert!(one(&a, id).late_from <= one(&b, id).late_from);
        }
    }

    #[test]
    fn pauses_add_exactly_their_measure((start, holds) in start_and_holds()) {
        let found = duties(&RULES, &history(start, &holds), day(900));
        for id in DAYS {
            let expected = naive(day(start), length(id, day(start)), &holds, id == "T.BUSINESS");
            prop_assert_eq!(one(&found, id).due, Some(expected), "{}", id);
        }
    }

    #[test]
    fn the_proof_is_as_long_as_the_period_and_ends_on_the_due_date((start, holds) in start_and_holds()) {
        for duty in duties(&RULES, &history(start, &holds), day(900)) {
            let explanation = duty.proof().expect("proof");
            let proof = explanation.proof();
            let expected = length(duty.rule().as_str(), day(start));
            prop_assert_eq!(i64::try_from(proof.counted_days()), Ok(expected));
            prop_assert_eq!(proof.days.last().map(|day| day.date), duty.due);
            prop_assert_eq!(proof.days.first().map(|day| (day.date, day.counted)), Some((day(start), None)));
            prop_assert_eq!(proof.days.last().and_then(|day| day.counted).map(i64::from), Some(expected));
            // Every day once, in order, and each has its reason.
            for pair in proof.days.windows(2) {
                prop_assert_eq!(pair[0].date.tomorrow(), pair[1].date);
            }
            for day in &proof.days {
                let skipped = matches!(day.reason, Reason::TriggerDay | Reason::Weekend | Reason::Holiday { .. } | Reason::Paused { .. });
                prop_assert_eq!(day.counted.is_none(), skipped);
            }
        }
    }

    #[test]
    fn the_order_of_events_does_not_matter((start, holds) in start_and_holds(), seed in 0_usize..1000) {
        let events = history(start, &holds);
        let mut shuffled = events.clone();
        shuffled.rotate_left(seed % events.len());
        if seed % 2 == 0 {
            shuffled.reverse();
        }
        let as_of = day(start + 40);
        let shown = |events: &[Event]| -> Vec<String> {
            duties(&RULES, events, as_of).iter().map(|duty| format!("{:?}", duty.obligation())).collect()
        };
        prop_assert_eq!(shown(&events), shown(&shuffled));
    }

    #[test]
    fn unrelated_events_do_not_matter((start, holds) in start_and_holds(), when in -20_i64..60) {
        let events = history(start, &holds);
        let mut more = events.clone();
        more.push(Event::new(kind("chatted"), day(start + when)).with("words", Value::Text("hello".to_owned())));
        more.push(Event::undated(kind("credited")));
        let as_of = day(start + 40);
        let shown = |events: &[Event]| -> Vec<String> {
            duties(&RULES, events, as_of).iter().map(|duty| format!("{:?}", duty.obligation())).collect()
        };
        prop_assert_eq!(shown(&events), shown(&more));
    }

    #[test]
    fn splitting_a_pause_changes_nothing(start in 0_i64..600, from in 0_i64..10, n in 2_i64..30, cut in 1_i64..29) {
        let (from, to) = (start + from, start + from + n);
        let cut = from + cut.min(n - 1);
        let (whole, split) = (history(start, &[(from, to)]), history(start, &[(from, cut), (cut, to)]));
        for id in DAYS {
            let due = |events: &[Event]| one(&duties(&RULES, events, day(900)), id).due;
            prop_assert_eq!(due(&whole), due(&split));
        }
    }

    #[test]
    fn prudent_is_never_later_and_late_comes_after_the_trigger((start, holds) in start_and_holds()) {
        let zone = Zone::new(CN).expect("zone");
        for duty in duties(&RULES, &history(start, &holds), day(900)) {
            let (due, prudent, late) = (duty.due.expect("due"), duty.prudent_due.expect("prudent"), duty.late_from.expect("late"));
            prop_assert!(day(start) <= prudent && prudent <= due);
            prop_assert!(late > zone.start_of(day(start)).expect("start"));
            prop_assert_eq!(late, zone.start_of(due.tomorrow()).expect("late"));
        }
    }

    #[test]
    fn what_is_on_hold_has_no_date_and_ends_up_with_one(start in 0_i64..600, from in 0_i64..14, now in 0_i64..40) {
        let events = vec![received(day(start)), hold_from(day(start + from), 1)];
        for duty in duties(&RULES, &events, day(start + from + now)) {
            prop_assert_eq!(duty.status(), Status::Paused);
            prop_assert_eq!(duty.due, None);
            let ended = [events.clone(), vec![hold_to(day(start + from + now), 1)]].concat();
            let then = one(&duties(&RULES, &ended, day(start + from + now)), duty.rule().as_str());
            prop_assert_eq!(duty.not_before, then.due);
        }
    }

    #[test]
    fn later_events_never_change_what_was_said((start, holds) in start_and_holds(), now in 0_i64..40) {
        let events = history(start, &holds);
        let as_of = day(start + now);
        let seen: Vec<Event> = events.iter().filter(|event| event.at.is_some_and(|at| match at { Moment::Date(at) => at <= as_of, Moment::Instant(_) => false })).cloned().collect();
        let shown = |events: &[Event]| -> Vec<String> {
            duties(&RULES, events, as_of).iter().map(|duty| format!("{:?}", duty.obligation())).collect()
        };
        prop_assert_eq!(shown(&events), shown(&seen));
    }

    #[test]
    fn business_days_count_forth_and_back(start in 0_i64..700, n in 1_u32..60) {
        for calendar in ["cn", "gb-eaw", "us-federal"] {
            let calendar = BUILTIN.calendar(calendar).expect("calendar");
            let from = day(start);
            let there = calendar.nth_after(from, n).expect("after");
            prop_assert!(calendar.is_work(there));
            prop_assert_eq!(calendar.count(from, there), Ok(i64::from(n)));
            // Back again, to the day itself if it works, else to none of the days between.
            let back = calendar.nth_before(there, n);
            if calendar.is_work(from) {
                prop_assert_eq!(back, Ok(from));
            } else if let Ok(back) = back {
                prop_assert!(back < from);
            }
            // A day at a time gives the same.
            let (mut at, mut left) = (from, n);
            while left > 0 {
                at = at.tomorrow();
                left -= u32::from(calendar.day(at).is_work());
            }
            prop_assert_eq!(at, there);
        }
    }

    #[test]
    fn hours_add_exactly_the_seconds_of_the_pauses(
        start in 0_i64..20_000_000,
        first in (0_i64..100_000, 0_i64..90_000),
        second in (0_i64..100_000, 0_i64..90_000),
    ) {
        let at = |seconds: i64| Instant::from_unix_seconds(1_768_000_000 + seconds).expect("instant");
        let gaps = [(start + first.0, start + first.0 + first.1), (start + second.0, start + second.0 + second.1)];
        let mut events = vec![received(at(start))];
        for (i, (from, to)) in gaps.iter().enumerate() {
            events.push(hold_from(at(*from), i));
            events.push(hold_to(at(*to), i));
        }
        let found = duties(&HOURS, &events, at(start + 90_000_000));
        // The seconds of both holds within a stretch, each counted once.
        let held = |from: i64, to: i64| -> i64 {
            let mut cuts: Vec<i64> = gaps.iter().flat_map(|(a, b)| [*a, *b]).chain([from, to]).map(|t| t.clamp(from, to)).collect();
            cuts.sort_unstable();
            cuts.windows(2).filter(|w| gaps.iter().any(|(a, b)| *a <= w[0] && w[1] <= *b)).map(|w| w[1] - w[0]).sum()
        };
        let hour = one(&found, "T.HOUR");
        let end = hour.late_from.expect("late").unix_seconds() - 1_768_000_000;
        prop_assert_eq!(end - start - held(start, end), 30 * 3600);
        for duty in &found {
            let explanation = duty.proof().expect("proof");
            let spans = &explanation.proof().spans;
            let sum: i64 = spans.iter().map(|span| span.to.unix_seconds() - span.from.unix_seconds()).sum();
            prop_assert_eq!(sum, 30 * 3600);
            prop_assert_eq!(spans.last().map(|span| (span.to, span.total_seconds)), duty.late_from.map(|late| (late, 30 * 3600)));
            for pair in spans.windows(2) {
                prop_assert!(pair[0].to <= pair[1].from);
            }
            let zone = Zone::new("America/New_York").expect("zone");
            for span in spans {
                let (from, to) = (span.from.unix_seconds() - 1_768_000_000, span.to.unix_seconds() - 1_768_000_000);
                prop_assert_eq!(held(from, to), 0);
                if duty.rule().as_str() == "T.WORK" {
                    let (a, b) = (zone.minute_of(span.from), zone.minute_of(span.to));
                    let inside = (540 <= a && b <= 720) || (810 <= a && b <= 1050);
                    prop_assert!(inside, "{} to {}", span.from, span.to);
                    prop_assert!(zone.date_of(span.from) == zone.date_of(span.to));
                }
            }
        }
    }
}

/// The column of a clock and the fold agree wherever the clock has one.
#[test]
fn columns_agree_with_the_fold_for_every_packed_clock() {
    let (mut columns, mut dates) = (0, 0);
    let facts = Facts::new();
    for regime in BUILTIN.regimes() {
        let ids: std::collections::BTreeSet<String> =
            regime.clocks().map(|clock| clock.id.to_string()).collect();
        for id in ids {
            let Ok(column) = regime.column(&id) else { continue };
            let Some(def) = regime.clocks().find(|clock| clock.id.as_str() == id) else { continue };
            let Some(event) = def.trigger.as_ref().and_then(|trigger| trigger.event.clone()) else {
                continue;
            };
            let matched = def.trigger.as_ref().is_some_and(|trigger| !trigger.fields.is_empty());
            // Exceptions and conditions need facts; the column leaves them aside, as it says.
            if matched || def.when.is_some() || def.starts_if.is_some() {
                continue;
            }
            columns += 1;
            for n in (0..1200).step_by(7) {
                let trigger = date("2024-01-02").add_days(n).expect("day");
                let events = [Event::new(event.clone(), trigger)];
                let parts = BTreeMap::new();
                let found = regime
                    .duties(&Query { facts: &facts, events: &events, as_of: trigger.into(), parts: &parts })
                    .expect("duties");
                let duty = found.iter().find(|duty| duty.rule().as_str() == id);
                let expected = duty.and_then(|duty| duty.due.or(duty.unconfirmed_due));
                assert_eq!(column.due(&[trigger]), [expected], "{id} from {trigger}");
                dates += 1;
            }
        }
    }
    assert!(columns >= 20, "{columns} columns, {dates} dates");
}

/// The consumer's dates never come with a prudent one that shortens their right.
#[test]
fn a_consumers_right_is_never_shortened() {
    for regime in BUILTIN.regimes() {
        let consumer: Vec<_> = regime.clocks().filter(|clock| clock.actor == Actor::Consumer).collect();
        for clock in consumer {
            let Some(event) = clock.trigger.as_ref().and_then(|trigger| trigger.event.clone()) else {
                continue;
            };
            for n in (0..1000).step_by(31) {
                let trigger = date("2024-01-02").add_days(n).expect("day");
                let events = [Event::new(event.clone(), trigger)];
                for duty in duties(&regime, &events, trigger) {
                    if duty.rule() == &clock.id && duty.actor == Actor::Consumer {
                        assert_eq!(duty.prudent_due, duty.due, "{}", clock.id);
                        assert!(duty.accepted_until.is_none_or(|until| Some(until) >= duty.due));
                    }
                }
            }
        }
    }
}
