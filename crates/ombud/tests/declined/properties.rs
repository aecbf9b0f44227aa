//! What must hold of every case, whatever is known of it.

use ombud::{Declined, cond::Truth, declined::Role, model::Facts, pack::PackFile};
use proptest::prelude::*;

use super::support::{ENGINE, REGIMES, ask, bytes, handout, points, text, told};

/// Facts about who complains, how, and who looks on; and guesses about them. None may matter.
fn bystanders() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let any = |values: &'static [&'static str]| prop::sample::select(values).prop_map(str::to_owned);
    let one = prop_oneof![
        (Just("incident.media"), any(&["none", "local", "regional", "national"])),
        (Just("incident.people"), any(&["0", "1", "22", "300"])),
        (Just("incident.regulator"), any(&["true", "false"])),
        (Just("incident.systemic"), any(&["true", "false"])),
        (Just("complaint.people_in_person"), any(&["1", "22"])),
        (Just("complaint.by_agent"), any(&["true", "false"])),
        (Just("complaint.major_event"), any(&["true", "false"])),
        (Just("complainant.kind"), any(&["person", "organisation"])),
        (Just("matter.kind"), any(&["complaint", "petition", "report", "inquiry"])),
        (Just("emotion.intensity"), any(&["0", "45", "90"])),
        (Just("emotion.expressive_share"), any(&["0", "0.5", "1"])),
        (Just("demand.excess"), any(&["0.1", "2", "40"])),
        (Just("conduct.class"), any(&["persistence", "demands", "arguments"])),
        (Just("dimension.interest"), any(&["0", "100"])),
        (Just("dimension.time"), any(&["0", "100"])),
        (Just("dimension.space"), any(&["0", "100"])),
        (Just("legal.range_low"), any(&["0", "0.2"])),
        (Just("legal.range_high"), any(&["0.3", "1"])),
    ];
    prop::collection::vec(one, 0..12)
}

/// What may be known of a declined claim.
fn case() -> impl Strategy<Value = Vec<(&'static str, String)>> {
    let flags: Vec<&'static str> = ENGINE
        .catalogue()
        .facts()
        .filter(|fact| fact.kind == ombud::model::ValueType::Bool)
        .map(|fact| fact.id.as_str())
        .filter(|id| {
            ["declined.", "notice.", "ground.", "limit.", "fault.", "refusal."]
                .iter()
                .any(|p| id.starts_with(p))
        })
        .collect();
    let flag = (prop::sample::select(flags), prop::sample::select(vec!["true", "false"]))
        .prop_map(|(id, value)| (id, value.to_owned()));
    let counts =
        prop::sample::select(vec!["declined.replies", "declined.stalled_contacts", "comms.handovers"]);
    let count = (counts, 0..6_u8).prop_map(|(id, n)| (id, n.to_string()));
    prop::collection::vec(prop_oneof![2 => flag, 1 => count], 0..25)
}

fn gathered(all: &[&[(&'static str, String)]]) -> Facts {
    let all: Vec<(&str, &str)> =
        all.iter().flat_map(|some| some.iter()).map(|(id, v)| (*id, v.as_str())).collect();
    told(&all)
}

fn regime() -> impl Strategy<Value = &'static str> {
    prop::sample::select(REGIMES.to_vec())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Persona, channel, media, petition, patience, standing and every guess change not one byte.
    #[test]
    fn who_complains_and_who_looks_on_changes_nothing(
        regime in regime(), case in case(), one in bystanders(), other in bystanders(),
    ) {
        let one = ask(regime, Role::Handler, &gathered(&[&case, &one]));
        let other = ask(regime, Role::Handler, &gathered(&[&case, &other]));
        prop_assert_eq!(bytes(&one), bytes(&other));
    }

    /// The routes are the same in every scene, whatever is known.
    #[test]
    fn the_routes_shown_never_shrink(regime in regime(), case in case(), other in case()) {
        let routes = |case| {
            let advice = ask(regime, Role::Handler, &gathered(&[case]));
            advice.routes.iter().map(|way| way.route.clone()).collect::<Vec<_>>()
        };
        prop_assert_eq!(routes(&case), routes(&other));
        prop_assert!(!routes(&case).is_empty());
    }

    /// A halt adds one line, that only the bargaining waits, and takes nothing away.
    #[test]
    fn a_halt_stops_bargaining_only(regime in regime(), case in case()) {
        let halted = |value: &str| {
            let mut facts = gathered(&[&case]);
            let (id, fact) = ENGINE.catalogue().parse_fact("talk.halted", value).expect("a fact");
            facts.insert(id, fact);
            ask(regime, Role::Handler, &facts)
        };
        let (runs, mut waits) = (halted("false"), halted("true"));
        let line = |advice: &ombud::declined::Advice| {
            points(&advice.goes_on).filter(|p| p.rule.as_str() == "declined.goes_on.halted").count()
        };
        prop_assert_eq!((line(&runs), line(&waits)), (0, 1));
        for sheet in &mut waits.goes_on {
            sheet.points.retain(|point| point.rule.as_str() != "declined.goes_on.halted");
        }
        prop_assert_eq!(bytes(&runs), bytes(&waits));
    }

    /// Money owed, notices and clocks go on, and the bars stand, in every case.
    #[test]
    fn what_goes_on_goes_on(regime in regime(), case in case()) {
        let advice = ask(regime, Role::Handler, &gathered(&[&case]));
        for rule in ["owed", "told", "run"] {
            let id = format!("declined.goes_on.{rule}");
            let point = points(&advice.goes_on).find(|point| point.rule.as_str() == id);
            prop_assert!(point.is_some_and(|point| point.holds == Truth::True), "{} is missing", id);
        }
        for rule in ["hold_owed", "buy_silence", "demand_withdrawal", "threaten", "discourage", "reclassify"] {
            let id = format!("declined.bars.{rule}");
            let point = points(&advice.bars).find(|point| point.rule.as_str() == id);
            prop_assert!(point.is_some_and(|point| point.holds == Truth::True), "{} is missing", id);
        }
    }

    /// Nobody but the firm's lawyers reads of legal means, the police or the firm's own range, and
    /// nobody at all of anybody's odds.
    #[test]
    fn the_front_line_reads_of_no_odds_and_no_counter_attack(regime in regime(), case in case()) {
        let mut facts = gathered(&[&case]);
        for (id, value) in [("legal.range_low", "0.123"), ("legal.range_high", "0.987")] {
            let (id, fact) = ENGINE.catalogue().parse_fact(id, value).expect("a fact");
            facts.insert(id, fact);
        }
        for role in [Role::Handler, Role::Manager, Role::Reviewer] {
            let advice = ask(regime, role, &facts);
            prop_assert!(advice.legal.is_none());
            let said = bytes(&advice) + &text(&advice).zh + &text(&advice).en + &handout(&advice);
            for word in ["0.123", "0.987", "declined.legal", "概率", "胜诉率", "反制", "反击", "counter-attack", "probab", "likelihood"] {
                prop_assert!(!said.contains(word), "{} is told to {:?}", word, role);
            }
        }
        let legal = ask(regime, Role::Legal, &facts).legal.expect("legal means");
        prop_assert_eq!(legal.range.map(|range| (range.low.to_string(), range.high.to_string())),
            Some(("0.123".to_owned(), "0.987".to_owned())));
    }
}

/// In each scene the same number of routes, in every regime.
#[test]
fn the_routes_are_the_same_in_every_scene() {
    for regime in REGIMES {
        let scenes = ["unanswered", "soothe", "no_plan", "repeated", "recheck", "accepted"];
        let lists: Vec<Vec<String>> = scenes
            .iter()
            .map(|scene| ask(regime, Role::Handler, &told(&[("declined.scene", scene)])))
            .map(|advice| advice.routes.iter().map(|way| way.route.to_string()).collect())
            .collect();
        assert!(lists.windows(2).all(|pair| pair[0] == pair[1]), "{regime}: {lists:?}");
    }
}

/// Each scene in each regime: what to do, which route first, five strategies, the regime's own notice.
#[test]
fn every_scene_of_every_regime_is_advised() {
    let scenes = [
        ("unanswered", "talk", "plain_reasons"),
        ("soothe", "talk", "apologise_for_service"),
        ("no_plan", "neutral", "equal_packages"),
        ("repeated", "neutral", "final_position_letter"),
        ("recheck", "recheck", "review_again"),
        ("accepted", "none", "pay_undisputed"),
    ];
    let facts = |scene: &str| {
        let (replies, stalled) = match scene {
            "unanswered" => ("0", "0"),
            "soothe" => ("1", "0"),
            "no_plan" => ("2", "2"),
            _ => ("3", "2"),
        };
        told(&[
            ("declined.replies", replies),
            ("declined.stalled_contacts", stalled),
            ("declined.new_fact", if scene == "recheck" { "true" } else { "false" }),
            ("declined.accepted", if scene == "accepted" { "true" } else { "false" }),
            ("declined.second_reviewed", "true"),
            ("declined.external", "false"),
            ("declined.mediation_offered", "false"),
            ("declined.team_named", "false"),
            ("declined.several_units", "false"),
            ("comms.handovers", "0"),
            ("declined.like_refusals", "1"),
        ])
    };
    for regime in REGIMES {
        for (scene, first, act) in scenes {
            let advice = ask(regime, Role::Handler, &facts(scene));
            let acts: Vec<&str> = advice.scene.values("acts").collect();
            assert_eq!(advice.scene.values("scene").collect::<Vec<_>>(), [scene], "{regime}");
            assert!(acts.contains(&act) && acts.contains(&"pay_undisputed"), "{regime}, {scene}: {acts:?}");
            assert!(advice.scene.values("leave").next().is_some(), "{regime}, {scene}: no way out");
            assert_eq!(advice.first.values("first").collect::<Vec<_>>(), [first], "{regime}, {scene}");
            let now: Vec<&str> = advice.strategies.iter().flat_map(|answer| answer.values("now")).collect();
            assert_eq!(now.len(), 5, "{regime}, {scene}: {now:?}");
            assert!(advice.strategies.iter().all(|answer| answer.reason.is_some()), "{regime}, {scene}");
            assert_eq!(advice.notice.len(), 2, "{regime}: what its rules ask of a notice");
        }
    }
}

/// A firm's own pack may replace a table, but not with one that reads a guess.
#[test]
fn no_table_of_the_advice_reads_a_guess() {
    let own = r#"
[manifest]
id = "own"
version = "1"
title = { zh = "自有", en = "Own" }
replaces = ["table:declined.strategy.data"]

[[table]]
id = "declined.strategy.data"
title = { zh = "策略", en = "Strategy" }
source = "our own"
confidence = "unverified"
in_force_by = 2026-11-22
hit = "first"

[[table.output]]
id = "now"
type = "enum"
title = { zh = "现在", en = "Now" }
values = [{ id = "now", zh = "现在采用", en = "for now" }, { id = "later", zh = "暂不采用", en = "not for now" }]

[[table.rule]]
id = "loud"
title = { zh = "声音大", en = "Loud" }
when = { "emotion.intensity" = ">= 60" }
then = { now = "now" }

[[table.rule]]
id = "quiet"
title = { zh = "声音小", en = "Quiet" }
then = { now = "later" }
"#;
    let files = vec![PackFile { path: "own.toml".to_owned(), text: own.to_owned() }];
    let engine = ombud::Engine::builder().pack_files(files).build().expect("a sound pack");
    let (facts, day) = (Facts::new(), "2026-11-22".parse().expect("a day"));
    let asked = Declined { regime: "uk-disp", facts: &facts, began: day, as_of: day, role: Role::Handler };
    let error = engine.advise_declined(&asked).expect_err("a guess");
    assert_eq!(error.code(), ombud::ErrorCode::InvalidValue);
    assert!(error.detail().found.as_deref().is_some_and(|found| found.contains("emotion.intensity")));
}
