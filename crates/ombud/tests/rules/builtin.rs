//! Tables of the packs: golden cases with their citations.

use ombud::{Engine, Ruling, model::Lang, rules::Verdict};

use super::{scorecards::facts, support::day};

fn ruling(table: &str, given: &[(&str, &str)]) -> Ruling {
    let engine = Engine::builtin().expect("built-in packs");
    engine.decide(table, &facts(&engine, given), day(), day()).unwrap()
}

fn said(ruling: &Ruling, output: &str) -> String {
    match &ruling.verdict {
        Verdict::Decided { outputs, .. } => outputs[0][output].to_string(),
        Verdict::Undetermined { needs } => {
            format!("needs {}", needs.iter().map(|need| need.as_str()).collect::<Vec<_>>().join(","))
        }
        other => panic!("{other:?}"),
    }
}

fn cited(ruling: &Ruling) -> Vec<String> {
    ruling.cite.iter().map(ToString::to_string).collect()
}

#[test]
fn twenty_people_are_a_major_complaint_and_nineteen_are_not() {
    let people = |n: &str, others: bool| {
        let mut given = vec![("complaint.people_in_person", n)];
        if others {
            given.extend([("complaint.major_event", "false"), ("complaint.designated_major", "false")]);
        }
        ruling("cn.major", &given)
    };
    assert_eq!(said(&people("20", false), "major"), "true");
    assert_eq!(said(&people("19", true), "major"), "false");
    assert_eq!(said(&people("19", false), "major"), "needs complaint.designated_major,complaint.major_event");
    assert_eq!(cited(&people("20", false)), ["cn-cbirc-2020-3/29"]);
    assert_eq!(people("20", false).sentence(Lang::Zh), "重大消费投诉认定：是。");
    let before = "2020-02-28".parse().unwrap();
    let engine = Engine::builtin().expect("built-in packs");
    assert!(engine.decide("cn.major", &facts(&engine, &[]), before, before).is_err(), "not yet in force");
}

/// The three scenes, as the training documents number them.
#[test]
fn the_scenes_of_a_declined_claim() {
    let scene = |replies: &str, stalled: &str, new: &str| {
        ruling(
            "declined.scene",
            &[
                ("declined.replies", replies),
                ("declined.stalled_contacts", stalled),
                ("declined.new_fact", new),
                ("declined.accepted", "false"),
            ],
        )
    };
    assert_eq!(said(&scene("0", "0", "false"), "scene"), "unanswered");
    assert_eq!(said(&scene("1", "1", "false"), "scene"), "soothe");
    assert_eq!(said(&scene("1", "2", "false"), "scene"), "no_plan");
    assert_eq!(said(&scene("2", "5", "false"), "scene"), "no_plan");
    let repeated = scene("3", "2", "false");
    assert_eq!(said(&repeated, "scene"), "repeated");
    assert!(said(&repeated, "acts").contains("final_position_letter"));
    assert!(said(&repeated, "never").contains("block_routes"));
    assert_eq!(said(&scene("3", "2", "true"), "scene"), "recheck", "a new fact leads back to the checks");
    for (replies, stalled) in [("0", "0"), ("1", "0"), ("1", "2"), ("3", "0")] {
        let acts = said(&scene(replies, stalled, "false"), "acts");
        assert!(acts.contains("pay_undisputed"), "payment runs on in every scene");
    }
    let open = ruling("declined.scene", &[("declined.replies", "3"), ("declined.accepted", "false")]);
    assert_eq!(said(&open, "scene"), "needs declined.new_fact");
}

#[test]
fn one_failed_check_opens_a_refusal_again_and_all_ten_let_it_stand() {
    let checks = [
        "facts_complete",
        "clause_in_force",
        "exclusion_explained",
        "question_specific",
        "rescission_in_time",
        "causation_shown",
        "no_ambiguity",
        "notice_lawful",
        "like_cases_alike",
        "reviewer_independent",
    ];
    let names: Vec<String> = checks.iter().map(|check| format!("refusal.{check}")).collect();
    let all: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "true")).collect();
    assert_eq!(said(&ruling("refusal.checks", &all), "refusal"), "upheld");
    let failed = ruling("refusal.checks", &[("refusal.exclusion_explained", "false")]);
    assert_eq!(said(&failed, "refusal"), "reopened", "whatever the others are");
    assert_eq!(cited(&failed), ["cn-insurance-law/17", "cn-spc-insurance-2/9"]);
    let mut nine = all.clone();
    nine.remove(5);
    assert_eq!(said(&ruling("refusal.checks", &nine), "refusal"), "needs refusal.causation_shown");
}

#[test]
fn the_vectors_of_the_notes_on_emotion_and_demands() {
    for (share, mode) in [
        ("1", "expressive"),
        ("0.61", "expressive"),
        ("0.6", "mixed"),
        ("0.4", "mixed"),
        ("0", "instrumental"),
    ] {
        assert_eq!(said(&ruling("emotion.mode", &[("emotion.expressive_share", share)]), "mode"), mode);
    }
    for (intensity, band) in [("29.9", "calm"), ("30", "upset"), ("62", "angry"), ("80", "crisis")] {
        assert_eq!(said(&ruling("emotion.band", &[("emotion.intensity", intensity)]), "band"), band);
    }
    for (excess, class) in [("0.25", "near"), ("1", "high"), ("2.06", "excessive")] {
        assert_eq!(said(&ruling("demand.excess.class", &[("demand.excess", excess)]), "class"), class);
    }
}

#[test]
fn conduct_is_answered_by_class() {
    let answer = ruling("conduct.answer", &[("conduct.class", "persistence")]);
    assert_eq!(said(&answer, "measures"), "closure_letter,file_unless_new_fact,say_no_clearly");
    assert!(answer.render(Lang::En).contains("Conduct is judged, not the person"));
}

/// A ruling in both languages, as a person reads it.
#[test]
fn a_trace_reads_well() {
    let ruling = ruling(
        "declined.scene",
        &[("declined.replies", "3"), ("declined.new_fact", "false"), ("declined.accepted", "false")],
    );
    let text = format!("{}\n\n{}\n", ruling.render(Lang::Zh), ruling.render(Lang::En));
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/rules/trace.txt");
    if std::env::var_os("OMBUD_BLESS").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap_or_default());
}

/// One table's answer is the next one's fact, with its rows as evidence; what is missing is asked
/// for in facts that somebody can find out.
#[test]
fn what_one_table_produces_the_next_one_reads() {
    let known = [("declined.replies", "3"), ("declined.new_fact", "false"), ("declined.accepted", "false")];
    let route = ruling("declined.routes", &known);
    assert_eq!(said(&route, "first"), "neutral");
    assert_eq!(route.facts[0].evidence, ["declined.scene.3"]);
    let open = ruling("declined.routes", &known[..1]);
    assert_eq!(said(&open, "first"), "needs declined.accepted,declined.new_fact");
    let recorded = ruling("declined.routes", &[("declined.scene", "soothe"), known[0], known[1], known[2]]);
    assert_eq!(said(&recorded, "first"), "talk", "what was recorded stands");
}

/// A firm's own table takes the place of a built-in one, every version of it, and only by name.
#[test]
fn a_firm_replaces_a_table_as_a_whole() {
    use ombud::pack::{PackFile, diff, list, show};
    let text = r#"
[manifest]
id = "firm"
version = "1"
title = { zh = "本行", en = "Our firm" }
replaces = ["table:cn.major"]

[[table]]
id = "cn.major"
title = { zh = "重大投诉", en = "Major complaint" }
cite = ["cn-cbirc-2020-3/29"]
source = "our own, stricter"
confidence = "secondary"
in_force_by = 2026-01-01
hit = "any"
output = [{ id = "major", fact = "complaint.major" }]
default = { major = false }

[[table.rule]]
id = "cn.major.ten"
title = { zh = "10人以上", en = "Ten or more" }
when = { "complaint.people_in_person" = ">= 10" }
then = { major = true }
"#;
    let file = PackFile { path: "firm.toml".to_owned(), text: text.to_owned() };
    let firm = Engine::builder().pack_files(vec![file]).build().unwrap();
    let ten = facts(&firm, &[("complaint.people_in_person", "10")]);
    assert_eq!(said(&firm.decide("cn.major", &ten, day(), day()).unwrap(), "major"), "true");
    let own = Engine::builtin().unwrap();
    assert_eq!(list(firm.bundle(), Some("table")).len(), list(own.bundle(), Some("table")).len());
    assert_eq!(show(firm.bundle(), "cn.major.ten").unwrap().len(), 1, "a row shows its table");
    let changed: Vec<String> =
        diff(own.bundle(), firm.bundle()).unwrap().into_iter().map(|change| change.item).collect();
    assert!(changed.contains(&"table:cn.major@2026-01-01".to_owned()), "{changed:?}");
    assert!(changed.contains(&"table:cn.major@2020-03-01".to_owned()), "{changed:?}");
}
