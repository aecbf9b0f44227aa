//! Bad calendars and bad clocks are refused at load, every fault at once; good ones are counted
//! at their edges.

use ombud::clock::{Calendar, CalendarDef, DayKind};

use super::support::*;

/// Weekends, three days off and two made up in 2026; nothing in 2027.
fn calendar_def() -> CalendarDef {
    let mut def = BUILTIN.calendar("cn").expect("cn").def().clone();
    def.id = "made".parse().expect("id");
    def.fixed = vec!["01-01".to_owned(), "05-01".to_owned()];
    let mut year = def.year.pop().expect("a year");
    def.year.clear();
    year.off = vec![off("2026-01-01", Some("2026-01-02")), off("2026-05-01", None)];
    year.work = vec![made_up("2026-01-04"), made_up("2026-05-09")];
    let mut next = year.clone();
    next.year = 2027;
    next.off = vec![off("2027-12-31", None)];
    next.work = Vec::new();
    def.year = vec![year, next];
    def
}

fn off(from: &str, to: Option<&str>) -> ombud::clock::DayOff {
    let mut day = BUILTIN.calendar("cn").expect("cn").def().year[0].off[0].clone();
    (day.from, day.to) = (date(from), to.map(date));
    day
}

fn made_up(day: &str) -> ombud::clock::WorkDay {
    let mut work = BUILTIN.calendar("cn").expect("cn").def().year[0].work[0].clone();
    work.date = date(day);
    work
}

fn hours(list: &[(&str, &str)]) -> Vec<ombud::clock::Hours> {
    let mut one = BUILTIN.calendar("gb-eaw").expect("gb-eaw").def().hours[0].clone();
    list.iter()
        .map(|(from, to)| {
            (one.from, one.to) = ((*from).to_owned(), (*to).to_owned());
            one.clone()
        })
        .collect()
}

fn faults(change: impl FnOnce(&mut CalendarDef)) -> Vec<String> {
    let mut def = calendar_def();
    change(&mut def);
    match Calendar::compile(def) {
        Ok(_) => Vec::new(),
        Err(errors) => errors
            .iter()
            .map(|error| {
                let detail = error.detail();
                format!("{} {}", detail.path.as_deref().unwrap_or(""), detail.found.as_deref().unwrap_or(""))
            })
            .collect(),
    }
}

#[test]
fn row_08_bad_hours_are_refused() {
    for bad in [
        ("09:00", "00:00"),
        ("09:00", "09:00"),
        ("09:00", "08:59"),
        ("09:00", "24:01"),
        ("9:00", "17:00"),
        ("09:00", "17:0"),
        ("0900", "17:00"),
        ("09:60", "17:00"),
        ("ab:00", "17:00"),
        ("", ""),
    ] {
        assert_eq!(faults(|def| def.hours = hours(&[bad])), [format!("hours[0] {} to {}", bad.0, bad.1)]);
    }
    let overlap = [("09:00", "12:00"), ("11:59", "17:00")];
    assert_eq!(faults(|def| def.hours = hours(&overlap)), ["hours[1] 11:59 to 17:00"]);
    let reversed = [("13:00", "17:00"), ("09:00", "12:00")];
    assert_eq!(faults(|def| def.hours = hours(&reversed)), ["hours[1] 09:00 to 12:00"]);
    for good in [
        vec![("00:00", "24:00")],
        vec![("09:00", "12:00"), ("12:00", "17:30")],
        vec![("00:00", "00:01"), ("23:59", "24:00")],
    ] {
        assert!(faults(|def| def.hours = hours(&good)).is_empty(), "{good:?}");
    }
}

#[test]
fn row_08_a_week_without_a_working_day_is_refused() {
    let all = [0, 1, 2, 3, 4, 5, 6].map(|i| date("2026-03-02").add_days(i).expect("day").weekday());
    let mut def = calendar_def();
    for year in &mut def.year {
        year.work.clear();
    }
    def.weekend = all.to_vec();
    assert!(Calendar::compile(def.clone()).is_err());
    def.weekend = all[1..].to_vec();
    let monday_only = Calendar::compile(def).expect("mondays");
    assert_eq!(monday_only.nth_after(date("2026-03-02"), 1).expect("day"), date("2026-03-09"));
}

#[test]
fn bad_years_and_days_are_refused_all_at_once() {
    assert_eq!(faults(|def| def.year.clear()), ["year none"]);
    assert_eq!(
        faults(|def| def.year[1].year = 2028),
        ["year[1].year 2028", "year[1].off[0] 2027-12-31 to 2027-12-31"]
    );
    assert_eq!(faults(|def| def.year.swap(0, 1)).first().expect("fault"), "year[1].year 2026");
    assert_eq!(
        faults(|def| def.year[0].off.push(off("2027-01-05", None))),
        ["year[0].off[2] 2027-01-05 to 2027-01-05"]
    );
    assert_eq!(
        faults(|def| def.year[0].off.push(off("2026-12-30", Some("2027-01-02")))),
        ["year[0].off[2] 2026-12-30 to 2027-01-02"]
    );
    assert_eq!(
        faults(|def| def.year[0].off.push(off("2025-12-30", Some("2026-01-02")))),
        ["year[0].off[2] 2025-12-30 to 2026-01-02"]
    );
    assert_eq!(
        faults(|def| def.year[0].off.push(off("2026-06-03", Some("2026-06-02")))),
        ["year[0].off[2] 2026-06-03 to 2026-06-02"]
    );
    assert!(faults(|def| def.year[0].off.push(off("2026-06-03", Some("2026-06-03")))).is_empty());
    // A day listed twice, and a make-up day that is a holiday, no weekend day, or of another year.
    assert_eq!(faults(|def| def.year[0].off.push(off("2026-05-01", None))).len(), 1);
    assert_eq!(faults(|def| def.year[0].off.push(off("2026-05-09", None))).len(), 1);
    assert_eq!(faults(|def| def.year[0].work.push(made_up("2026-05-09"))).len(), 1);
    assert_eq!(faults(|def| def.year[0].work.push(made_up("2026-05-08"))).len(), 1);
    assert_eq!(faults(|def| def.year[0].work.push(made_up("2027-05-08"))).len(), 1);
    // Fixed holidays are days of a year.
    for bad in ["1", "13-01", "02-30", "00-01", "x-y"] {
        assert_eq!(faults(|def| def.fixed.push(bad.to_owned())), [format!("fixed[2] {bad}")]);
    }
    assert!(faults(|def| def.fixed.push("02-29".to_owned())).is_empty());
    let both = faults(|def| {
        def.fixed.push("x".to_owned());
        def.hours = hours(&[("1", "2")]);
        def.year[0].off.push(off("2026-06-03", Some("2026-06-02")));
    });
    assert_eq!(both.len(), 3);
}

#[test]
fn a_calendar_of_more_than_two_centuries_is_refused() {
    let years = |n: i16| {
        let mut def = calendar_def();
        let mut year = def.year[1].clone();
        year.off.clear();
        def.year = (0..n)
            .map(|i| {
                let mut one = year.clone();
                one.year = 1900 + i;
                one
            })
            .collect();
        Calendar::compile(def)
    };
    assert_eq!(years(200).expect("200 years").published().1, date("2099-12-31"));
    assert!(years(201).is_err());
}

#[test]
fn a_calendar_knows_every_day_of_it() {
    let calendar = Calendar::compile(calendar_def()).expect("calendar");
    let kind = |day: &str| calendar.day(date(day));
    assert_eq!(calendar.published(), (date("2026-01-01"), date("2027-12-31")));
    assert!(matches!(kind("2026-01-01"), DayKind::Holiday(_)));
    assert!(matches!(kind("2026-01-02"), DayKind::Holiday(_)));
    assert_eq!(kind("2026-01-03"), DayKind::Weekend);
    assert!(matches!(kind("2026-01-04"), DayKind::MakeUp(_)));
    assert_eq!(kind("2026-01-05"), DayKind::Work);
    assert!(matches!(kind("2027-12-31"), DayKind::Holiday(_)));
    assert_eq!(kind("2028-01-01"), DayKind::ProvisionalRest);
    assert_eq!(kind("2028-01-03"), DayKind::ProvisionalWork);
    assert_eq!(kind("2028-05-01"), DayKind::ProvisionalRest);
    assert_eq!(kind("2028-05-02"), DayKind::ProvisionalWork);
    assert_eq!(kind("2028-04-01"), DayKind::ProvisionalRest);
    assert_eq!(kind("2025-12-31"), DayKind::ProvisionalWork);
    let day = |text: &str| (kind(text).is_work(), kind(text).is_provisional(), calendar.is_work(date(text)));
    assert_eq!(day("2026-01-01"), (false, false, false));
    assert_eq!(day("2026-01-04"), (true, false, true));
    assert_eq!(day("2026-01-05"), (true, false, true));
    assert_eq!(day("2026-01-10"), (false, false, false));
    assert_eq!(day("2028-01-01"), (false, true, false));
    assert_eq!(day("2028-01-03"), (true, true, true));
}

#[test]
fn counting_at_the_edges_of_what_is_published() {
    let calendar = Calendar::compile(calendar_def()).expect("calendar");
    let after = |day: &str, n| calendar.nth_after(date(day), n).ok().map(|day| day.to_string());
    let before = |day: &str, n| calendar.nth_before(date(day), n).ok().map(|day| day.to_string());
    let on = |day: &str| Some(day.to_owned());
    assert_eq!(after("2025-12-31", 1), on("2026-01-04"));
    assert_eq!(after("2025-12-30", 1), None);
    assert_eq!(after("2026-01-01", 1), on("2026-01-04"));
    assert_eq!(after("2026-01-04", 1), on("2026-01-05"));
    assert_eq!(after("2027-12-29", 1), on("2027-12-30"));
    assert_eq!(after("2027-12-30", 1), None);
    assert_eq!(after("2028-01-01", 1), None);
    assert_eq!(before("2028-01-01", 1), on("2027-12-30"));
    assert_eq!(before("2028-01-02", 1), None);
    assert_eq!(before("2027-12-31", 1), on("2027-12-30"));
    assert_eq!(before("2026-01-05", 1), on("2026-01-04"));
    assert_eq!(before("2026-01-04", 1), None);
    assert_eq!(before("2026-01-01", 1), None);
    assert_eq!(before("2026-01-06", 2), on("2026-01-04"));
    let earliest = |day: &str, n| {
        let error = calendar.nth_after(date(day), n).expect_err("unpublished");
        (error.detail().expected.clone().unwrap_or_default(), error.detail().path.clone().unwrap_or_default())
    };
    // One day is left, four are missing: not before the fourth of January.
    assert_eq!(earliest("2027-12-29", 5), ("2028-01-04".to_owned(), "2028-01-01".to_owned()));
    let count = |from: &str, to: &str| calendar.count(date(from), date(to)).ok();
    assert_eq!(count("2026-01-01", "2026-01-05"), Some(2));
    assert_eq!(count("2026-01-05", "2026-01-04"), Some(-1));
    assert_eq!(count("2026-01-05", "2026-01-05"), Some(0));
    assert_eq!(count("2025-12-31", "2026-01-05"), None);
    assert_eq!(count("2026-01-05", "2028-01-01"), None);
}

#[test]
fn closing_is_the_end_of_the_last_interval_and_confirmed_or_not() {
    let closing = |list: &[(&str, &str)], confirmed| {
        let mut def = calendar_def();
        def.hours = hours(list);
        def.hours_confirmed = confirmed;
        let calendar = Calendar::compile(def).expect("calendar");
        (calendar.closing(), calendar.minutes().to_vec())
    };
    assert_eq!(closing(&[], false), ((17 * 60, true), vec![]));
    assert_eq!(closing(&[], true), ((17 * 60, true), vec![]));
    let split = [("08:30", "12:00"), ("13:00", "18:15")];
    let minutes = vec![(510, 720), (780, 1095)];
    assert_eq!(closing(&split, true), ((1095, false), minutes.clone()));
    assert_eq!(closing(&split, false), ((1095, true), minutes));
}

/// Each bad clock with a word of its fault.
#[test]
fn bad_clocks_are_refused_with_the_place() {
    let days = period(5, "calendar_day");
    let bad = [
        ("no period", clock("T.A", ""), "exactly one of: `trigger` with `period`, `limb`, `derive`"),
        (
            "two forms",
            clock("T.A", "period = { n = 5, unit = \"calendar_day\", prompt = true }"),
            "exactly one of: `n` with `unit`",
        ),
        ("no unit", clock("T.A", "period = { n = 5 }"), "exactly one of: `n` with `unit`"),
        (
            "until and n",
            clock(
                "T.A",
                "trigger = { event = \"referred\" }\nperiod = { n = 5, unit = \"calendar_day\", until = \"deadline\" }",
            ),
            "exactly one of: `n` with `unit`",
        ),
        (
            "until and prompt",
            clock(
                "T.A",
                "trigger = { event = \"referred\" }\nperiod = { until = \"deadline\", prompt = true }",
            ),
            "exactly one of: `n` with `unit`",
        ),
        ("zero", clock("T.A", &period(0, "calendar_day")), "1 to 36525 units"),
        ("too many", clock("T.A", &period(36526, "calendar_day")), "1 to 36525 units"),
        (
            "no such field",
            clock("T.A", "trigger = { event = \"referred\" }\nperiod = { until = \"nothing\" }"),
            "a date or instant field of `referred`",
        ),
        (
            "no date field",
            clock("T.A", "trigger = { event = \"referred\" }\nperiod = { until = \"note\" }"),
            "a date or instant field of `referred`",
        ),
        (
            "until after a clock",
            clock("T.B", &days)
                + &clock("T.A", "trigger = { met = \"T.B\" }\nperiod = { until = \"deadline\" }"),
            "a trigger that is an event",
        ),
        (
            "two triggers",
            clock("T.B", &days)
                + &clock("T.A", &format!("trigger = {{ event = \"received\", met = \"T.B\" }}\n{days}")),
            "exactly one of `event`, `expired`, `met`",
        ),
        (
            "no trigger",
            clock("T.A", &format!("trigger = {{ which = \"first\" }}\n{days}")),
            "exactly one of `event`, `expired`, `met`",
        ),
        ("unknown clock met", clock("T.A", &format!("trigger = {{ met = \"T.NO\" }}\n{days}")), "T.NO"),
        (
            "unknown clock expired",
            clock("T.A", &format!("trigger = {{ expired = \"T.NO\" }}\n{days}")),
            "T.NO",
        ),
        (
            "fulfilled where an unknown clock was met",
            clock("T.A", &format!("{days}met_by = [{{ event = \"answered\", if_met = \"T.NO\" }}]\n")),
            "T.NO",
        ),
        (
            "derive from nothing",
            clock("T.A", "derive = { from = \"T.NO\", minus = { n = 1, unit = \"calendar_day\" } }"),
            "T.NO",
        ),
        (
            "derive with a trigger",
            clock("T.B", &days)
                + &clock(
                    "T.A",
                    &format!(
                        "trigger = {{ event = \"received\" }}\n{days}derive = {{ from = \"T.B\", minus = {{ n = 1, unit = \"calendar_day\" }} }}"
                    ),
                ),
            "exactly one of: `trigger` with `period`, `limb`, `derive`",
        ),
        (
            "derive by zero",
            clock("T.B", &days)
                + &clock("T.A", "derive = { from = \"T.B\", minus = { n = 0, unit = \"calendar_day\" } }"),
            "1 to 36525 units",
        ),
        ("combine alone", clock("T.A", &format!("combine = \"latest\"\n{days}")), "limbs beside `combine`"),
        (
            "limbs alone",
            clock("T.A", &format!("[[clock.limb]]\ntrigger = {{ event = \"received\" }}\n{days}")),
            "`combine` beside limbs",
        ),
        (
            "steps on limbs",
            clock(
                "T.A",
                &format!(
                    "combine = \"latest\"\n[[clock.limb]]\ntrigger = {{ event = \"received\" }}\n{days}"
                ),
            ) + &step("extend", "T.X", "event = \"extended\"\nadd = { n = 1, unit = \"week\" }"),
            "steps only on a clock with one trigger",
        ),
        ("unknown event", clock("T.A", &format!("trigger = {{ event = \"nothing\" }}\n{days}")), "nothing"),
        (
            "unknown met_by",
            clock("T.A", &format!("met_by = [{{ event = \"nothing\" }}]\n{days}")),
            "met_by[0]",
        ),
        (
            "unknown match",
            clock(
                "T.A",
                &format!("met_by = [{{ event = \"answered\", match = {{ nothing = 1 }} }}]\n{days}"),
            ),
            "nothing",
        ),
        (
            "wrong match",
            clock(
                "T.A",
                &format!("met_by = [{{ event = \"answered\", match = {{ outcome = 1 }} }}]\n{days}"),
            ),
            "met_by[0]",
        ),
        (
            "starts_if within",
            clock("T.A", &format!("starts_if = {{ event = \"credited\", within = \"T.NO\" }}\n{days}")),
            "T.NO",
        ),
        (
            "no dates of force",
            clock("T.A", &days).replace("effective_from = 2000-01-01\n", ""),
            "one of `effective_from`, `in_force_by`",
        ),
        (
            "two dates of force",
            clock("T.A", &format!("effective_from = 2000-01-01\nin_force_by = 2001-01-01\n{days}")),
            "one of `effective_from`, `in_force_by`",
        ),
        (
            "ends before it begins",
            clock("T.A", &format!("effective_from = 2000-01-01\neffective_to = 1999-12-31\n{days}")),
            "a day not before 2000-01-01",
        ),
        ("no citation", clock("T.A", &format!("cite = []\n{days}")), "at least one citation"),
        (
            "overlap",
            clock("T.A", &format!("effective_to = 2020-01-01\neffective_from = 2000-01-01\n{days}"))
                + &clock("T.A", &format!("effective_from = 2020-01-01\n{days}")),
            "follow each other without overlap",
        ),
        (
            "open overlap",
            clock("T.A", &days) + &clock("T.A", &format!("effective_from = 2020-01-01\n{days}")),
            "[2000-01-01, …] and [2020-01-01, …]",
        ),
        (
            "a ring",
            clock("T.A", &format!("trigger = {{ met = \"T.B\" }}\n{days}"))
                + &clock("T.B", &format!("trigger = {{ expired = \"T.A\" }}\n{days}")),
            "in a ring",
        ),
        (
            "a ring of one",
            clock("T.A", "derive = { from = \"T.A\", minus = { n = 1, unit = \"calendar_day\" } }"),
            "in a ring",
        ),
        (
            "a ring by starts_if",
            clock("T.A", &format!("starts_if = {{ event = \"credited\", within = \"T.B\" }}\n{days}"))
                + &clock("T.B", &format!("trigger = {{ met = \"T.A\" }}\n{days}")),
            "in a ring",
        ),
        (
            "of many runs",
            clock("T.A", &format!("trigger = {{ met = \"T.B\" }}\n{days}"))
                + &clock("T.B", &format!("trigger = {{ event = \"referred\", which = \"each\" }}\n{days}")),
            "`T.B`, which runs for each event",
        ),
        (
            "who confirms, and whose",
            clock("T.A", &days)
                + &step("cancel", "T.X", "event = \"chatted\"\nconfirmed_by = \"withdrawal_confirmed\""),
            "a field of `chatted`",
        ),
        (
            "assessment",
            clock("T.A", &format!("when = {{ \"case.risk\" = true }}\n{days}")),
            "class assessment",
        ),
        (
            "assessment of numbers",
            clock("T.A", &format!("when = {{ \"case.anger\" = \">= 3\" }}\n{days}")),
            "case.anger (class assessment)",
        ),
        ("level", clock("T.A", &format!("when = {{ \"case.late\" = true }}\n{days}")), "case.late (level 3)"),
        (
            "unknown fact",
            clock("T.A", &format!("when = {{ \"case.nothing\" = true }}\n{days}")),
            "case.nothing",
        ),
        (
            "expected_if",
            clock(
                "T.A",
                &format!(
                    "trigger = {{ event = \"received\", expected_if = {{ \"case.risk\" = true }} }}\n{days}"
                ),
            ),
            "class assessment",
        ),
        (
            "instead",
            clock("T.A", &days)
                + "[[clock.instead]]\nwhen = { \"case.risk\" = true }\nperiod = { n = 3, unit = \"week\" }\n",
            "class assessment",
        ),
        (
            "instead of nothing",
            clock("T.A", &days)
                + "[[clock.instead]]\nwhen = { \"case.grave\" = true }\nperiod = { n = 0, unit = \"week\" }\n",
            "1 to 36525 units",
        ),
    ];
    for (name, clocks, word) in bad {
        let found = refused(CN, "cn", &[clocks]);
        assert!(found.contains(word), "{name}: {found}");
    }
}

#[test]
fn bad_steps_are_refused() {
    let extend = "`event` and one of `to` (a period), `add`";
    let pause = "`from` and `to`, both events";
    let bad = [
        ("extend", "to = { n = 5, unit = \"week\" }", extend),
        ("extend", "event = \"extended\"", extend),
        ("extend", "add = { n = 5, unit = \"week\" }", extend),
        ("extend", "event = \"extended\"\nto = \"answered\"", extend),
        (
            "extend",
            "event = \"extended\"\nto = { n = 5, unit = \"week\" }\nadd = { n = 5, unit = \"week\" }",
            extend,
        ),
        ("extend", "event = \"extended\"\nto = { n = 0, unit = \"week\" }", "1 to 36525 units"),
        ("extend", "event = \"extended\"\nadd = { n = 0, unit = \"week\" }", "1 to 36525 units"),
        (
            "extend",
            "event = \"extended\"\nadd = { n = 1, unit = \"week\" }\nafter = \"T.NO\"",
            "another extension of this clock",
        ),
        (
            "extend",
            "event = \"extended\"\nadd = { n = 1, unit = \"week\" }\nneeds = [\"nothing\"]",
            "a field of `extended`",
        ),
        ("extend", "event = \"nothing\"\nadd = { n = 1, unit = \"week\" }", "nothing"),
        (
            "extend",
            "event = \"extended\"\nadd = { n = 1, unit = \"week\" }\nmatch = { nothing = 1 }",
            "nothing",
        ),
        ("pause", "from = \"hold_started\"", pause),
        ("pause", "to = \"hold_ended\"", pause),
        ("pause", "from = \"hold_started\"\nto = { n = 1, unit = \"week\" }", pause),
        ("pause", "from = \"hold_started\"\nto = \"hold_ended\"\nevent = \"extended\"", pause),
        ("pause", "from = \"nothing\"\nto = \"hold_ended\"", "nothing"),
        ("pause", "from = \"hold_started\"\nto = \"nothing\"", "nothing"),
        (
            "pause",
            "from = \"hold_started\"\nto = \"hold_ended\"\nneeds = [\"reason\"]",
            "a field of `hold_started`",
        ),
        ("agree", "event = \"agreed\"", "`event` and `field`"),
        ("agree", "field = \"until\"", "`event` and `field`"),
        ("agree", "event = \"agreed\"\nfield = \"nothing\"", "a date or instant field of `agreed`"),
        ("reset", "match = { fresh = true }", "`event`"),
        ("merge", "needs = []", "`event`"),
        ("cancel", "confirmed_by = \"withdrawal_confirmed\"", "`event`"),
        ("cancel", "event = \"withdrawn\"\nconfirmed_by = \"nothing\"", "nothing"),
    ];
    for (kind, body, word) in bad {
        let found = refused(CN, "cn", &[clock("T.A", &period(5, "calendar_day")), step(kind, "T.S", body)]);
        assert!(found.contains(word), "{kind} {body}: {found}");
    }
}

#[test]
fn bad_regimes_and_suspensions_are_refused() {
    let one = [clock("T.A", &period(5, "calendar_day"))];
    let head = regime(CN, "cn");
    let either = "either `zone` and `calendar`, or `place_fact` and places";
    for (name, head, word) in [
        ("no zone", head.replace("zone = \"Asia/Shanghai\"\n", ""), either),
        ("no such zone", head.replace("Asia/Shanghai", "Asia/Nowhere"), "Asia/Nowhere"),
        ("no such calendar", head.replace("calendar = \"cn\"", "calendar = \"nowhere\""), "nowhere"),
        ("both", format!("{head}place_fact = \"case.place\"\n"), either),
        ("places without a fact", TWO_PLACES.replace("place_fact = \"case.place\"\n", ""), either),
        ("a fact without places", TWO_PLACES.split("[[").next().expect("head").to_owned(), either),
        (
            "zone beside places",
            TWO_PLACES
                .replace("place_fact", "zone = \"Asia/Shanghai\"\ncalendar = \"us-federal\"\nplace_fact"),
            either,
        ),
        ("unknown place", TWO_PLACES.replace("id = \"EAST\"", "id = \"NORTH\""), "a value of `case.place`"),
        ("unknown fact", TWO_PLACES.replace("case.place", "case.nowhere"), "case.nowhere"),
        ("a place that is derived", TWO_PLACES.replace("case.place", "case.late"), "case.late (level 3)"),
        ("place without a calendar", TWO_PLACES.replacen("us-federal", "nowhere", 1), "place[0].calendar"),
    ] {
        let found = try_engine(&head, &one).err().unwrap_or_else(|| panic!("{name} loads"));
        assert!(found.contains(word), "{name}: {found}");
    }
    let stop = |more: &str| {
        format!(
            "[[suspension]]\nid = \"T.STOP\"\ntitle = {{ zh = \"停\", en = \"Stop\" }}\ncite = [\"law/9\"]\nsource = \"test\"\neffective_from = 2026-01-01\nconfidence = \"text\"\n{more}"
        )
    };
    for (more, word) in [
        (
            "clocks = [\"T.A\"]\nwhen = { \"case.kind\" = \"a\" }\nfrom = 2026-03-06\nuntil = 2026-03-06\n",
            "a day after `from`",
        ),
        (
            "clocks = [\"T.NO\"]\nwhen = { \"case.kind\" = \"a\" }\nfrom = 2026-03-06\nuntil = 2026-03-07\n",
            "clocks[0]",
        ),
        (
            "clocks = [\"T.A\"]\nwhen = { \"case.risk\" = true }\nfrom = 2026-03-06\nuntil = 2026-03-07\n",
            "class assessment",
        ),
    ] {
        let found = refused(CN, "cn", &[one[0].clone(), stop(more)]);
        assert!(found.contains(word), "{found}");
    }
}

#[test]
fn a_place_the_regime_does_not_have_is_an_error() {
    let head = TWO_PLACES.split("[[regime.place]]\nid = \"WEST\"").next().expect("head").to_owned();
    let engine = try_engine(&head, &[clock("T.A", &period(5, "calendar_day"))]).expect("engine");
    let error = try_ask(&engine, "test", &["case.place=WEST"], &["received 2026-06-03"], "2026-06-04")
        .err()
        .expect("error");
    assert_eq!(
        (error.detail().expected.as_deref(), error.detail().found.as_deref()),
        (Some("EAST"), Some("WEST"))
    );
    // One place only: nothing to ask where the fact is not known.
    let answer = ask(&engine, &["received 2026-06-03"], "2026-06-04");
    assert!(answer.get("T.A").needs.is_empty());
}

#[test]
fn a_regime_lists_what_it_reads() {
    let engine = engine(
        CN,
        "cn",
        &[
            clock("T.A", &format!("when = {{ \"case.kind\" = \"a\" }}\nstarts_if = {{ event = \"credited\" }}\n{}", period(5, "calendar_day"))),
            hold(),
            step("cancel", "T.GONE", "event = \"withdrawn\"\nconfirmed_by = \"withdrawal_confirmed\""),
            step("extend", "T.X", "event = \"extended\"\nadd = { n = 1, unit = \"week\" }"),
            "[[clock.instead]]\nwhen = { \"case.grave\" = true }\nperiod = { n = 20, unit = \"calendar_day\" }\n".to_owned(),
            clock("T.B", &format!("trigger = {{ met = \"T.A\" }}\nmet_by = [{{ event = \"escalated\" }}]\n{}", period(5, "calendar_day"))),
        ],
    );
    let regime = engine.regime("test").expect("test");
    let facts: Vec<_> = regime.rules().facts().iter().map(ToString::to_string).collect();
    assert_eq!(facts, ["case.grave", "case.kind"]);
    let events: Vec<_> = regime.rules().events().iter().map(ToString::to_string).collect();
    assert_eq!(
        events,
        [
            "answered",
            "credited",
            "escalated",
            "extended",
            "hold_ended",
            "hold_started",
            "received",
            "withdrawal_confirmed",
            "withdrawn"
        ]
    );
    assert_eq!(regime.rules().zone().expect("zone").name(), CN);
    assert_eq!(regime.rules().suspensions().count(), 0);
    assert_eq!(regime.rules().clocks().count(), 2);
    let uk = BUILTIN.regime("uk-disp").expect("uk-disp");
    assert_eq!(uk.rules().suspensions().count(), 5);
    assert!(uk.rules().facts().iter().any(|fact| fact.as_str() == "product.motor_finance"));
}

#[test]
fn a_column_needs_a_clock_that_its_trigger_decides() {
    let clocks = [
        clock("T.D", &period(5, "calendar_day")),
        clock("T.H", &period(5, "hour")),
        clock("T.W", &period(5, "business_hour")),
        clock("T.P", "period = { prompt = true }"),
        clock(
            "T.V",
            &format!(
                "effective_from = 2020-01-01\neffective_to = 2026-03-09\n{}",
                period(30, "calendar_day")
            ),
        ),
        clock("T.V", &format!("effective_from = 2026-03-10\n{}", period(2, "business_day"))),
        clock(
            "T.O",
            &format!("effective_from = 2026-03-10\neffective_to = 2026-03-12\n{}", period(1, "week")),
        ),
        clock("T.M", &period(1, "month")),
        clock("T.Y", &period(1, "year")),
        clock("T.N", "derive = { from = \"T.D\", minus = { n = 1, unit = \"calendar_day\" } }"),
    ];
    let engine = engine(CN, "split", &clocks);
    let regime = engine.regime("test").expect("test");
    let due = |id: &str, days: &[&str]| -> Vec<String> {
        let days: Vec<_> = days.iter().map(|day| date(day)).collect();
        let due = regime.column(id).expect(id).due(&days);
        due.iter().map(|day| day.map_or("none".to_owned(), |day| day.to_string())).collect()
    };
    assert_eq!(due("T.D", &["2026-03-02", "1999-12-31"]), ["2026-03-07", "none"]);
    assert_eq!(
        due("T.V", &["2019-12-31", "2020-01-01", "2026-03-09", "2026-03-10"]),
        ["none", "2020-01-31", "2026-04-08", "2026-03-12"]
    );
    assert_eq!(
        due("T.O", &["2026-03-09", "2026-03-10", "2026-03-12", "2026-03-13"]),
        ["none", "2026-03-17", "2026-03-19", "none"]
    );
    assert_eq!(due("T.M", &["2026-01-31"]), ["2026-02-28"]);
    assert_eq!(due("T.Y", &["2024-02-29"]), ["2025-02-28"]);
    assert_eq!(
        due("T.V", &["2027-12-30", "2027-12-29", "2027-12-31", "2028-01-01"]),
        ["none", "2027-12-31", "none", "none"]
    );
    for id in ["T.H", "T.W", "T.P", "T.N"] {
        let error = regime.column(id).expect_err(id);
        assert_eq!(error.detail().item.as_deref(), Some(id));
    }
    assert!(regime.column("T.NO").is_err());
    // Several places are one column where they share a calendar.
    let places = try_engine(TWO_PLACES, &[clock("T.B", &period(5, "business_day"))]).expect("engine");
    let shared = places.regime("test").expect("test").column("T.B").expect("column");
    assert_eq!(shared.due(&[date("2026-06-03")]), [Some(date("2026-06-10"))]);
    let mixed = TWO_PLACES.replacen("us-federal", "split", 1);
    let places = try_engine(&mixed, &[clock("T.B", &period(5, "business_day"))]).expect("engine");
    assert!(places.regime("test").expect("test").column("T.B").is_err());
}

#[test]
fn what_a_citation_is() {
    let read = |text: &str| {
        text.parse::<ombud::clock::Citation>()
            .ok()
            .map(|cite| (cite.to_string(), cite.locator().to_owned(), cite.instrument().to_string()))
    };
    let cited = |a: &str, b: &str, c: &str| Some((a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(read("law/18/1"), cited("law/18/1", "18/1", "law"));
    assert_eq!(read("law"), cited("law", "", "law"));
    assert_eq!(read("law/"), None);
    assert_eq!(read("/1"), None);
    assert!(read(&format!("law/{}", "x".repeat(80))).is_some());
    assert!(read(&format!("law/{}", "x".repeat(81))).is_none());
}

#[test]
fn a_step_that_could_move_nothing_is_refused() {
    let steps = [
        ("extend", step("extend", "T.X", "event = \"extended\"\nto = { n = 5, unit = \"week\" }")),
        ("reset", step("reset", "T.R", "event = \"repeated\"")),
        ("agree", step("agree", "T.G", "event = \"agreed\"\nfield = \"until\"")),
        ("pause", hold()),
    ];
    let referred = "trigger = { event = \"referred\" }\n";
    let forms = [("until", "period = { until = \"deadline\" }"), ("prompt", "period = { prompt = true }")];
    for (kind, step) in &steps {
        for (form, period) in forms {
            let clock = clock("T.A", &format!("{referred}{period}")) + step;
            let found = refused(CN, "cn", &[clock]);
            assert!(
                found.contains("a period that is counted, with `n` and `unit`"),
                "{kind} {form}: {found}"
            );
            assert!(found.contains(&format!("`{form}`")) && found.contains(&format!(".{kind};")), "{found}");
        }
        // An exception with a number gives them something to move.
        let exception = "\n[[clock.instead]]\nwhen = { \"case.grave\" = true }\nperiod = { n = 20, unit = \"calendar_day\" }\n";
        let counted = clock("T.A", &format!("{referred}period = {{ prompt = true }}{exception}")) + step;
        assert!(try_engine(&regime(CN, "cn"), &[counted]).is_ok(), "{kind}");
    }
    // A deadline counted from another clock's stands still where that one does.
    let derived = clock("T.W", "derive = { from = \"T.A\", minus = { n = 1, unit = \"calendar_day\" } }");
    let found = refused(CN, "cn", &[clock("T.A", &days(5)), derived + &hold()]);
    assert!(found.contains("a period that is counted") && found.contains("`derive`"), "{found}");
    // Withdrawals and repeats move no date and may stand anywhere.
    let cancel = step("cancel", "T.GONE", "event = \"withdrawn\"");
    let given = clock("T.A", &format!("{referred}period = {{ until = \"deadline\" }}")) + &cancel;
    assert!(try_engine(&regime(CN, "cn"), &[given]).is_ok());
}
