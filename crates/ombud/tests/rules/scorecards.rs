//! Scorecards of the packs, against the examples of the notes that they were made from.

use ombud::{Engine, Scoring, model::Facts, rules::ScoreVerdict};

use super::support::day;

pub(crate) fn facts(engine: &Engine, given: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::new();
    for (id, value) in given {
        let (id, fact) = engine.catalogue().parse_fact(id, value).unwrap();
        facts.insert(id, fact);
    }
    facts
}

fn score(id: &str, given: &[(&str, &str)]) -> Scoring {
    let engine = Engine::builtin().expect("built-in packs");
    engine.score(id, &facts(&engine, given), day(), day()).unwrap()
}

fn said(scoring: &Scoring) -> String {
    match &scoring.verdict {
        ScoreVerdict::Decided { score, band } => format!("{score} {band}"),
        ScoreVerdict::Undetermined { low, high, band, needs } => {
            let needs: Vec<&str> = needs.iter().map(|need| need.as_str()).collect();
            format!("{low}..{high} {} needs {}", band.as_deref().unwrap_or("-"), needs.join(","))
        }
        other => panic!("{other:?}"),
    }
}

/// 22 people at headquarters, local media, regulator involved, systemic: 51 points, level 2.
const INCIDENT: [(&str, &str); 7] = [
    ("incident.people", "22"),
    ("incident.media", "local"),
    ("incident.regulator", "true"),
    ("incident.systemic", "true"),
    ("incident.safety", "false"),
    ("incident.vulnerable", "false"),
    ("incident.immediate_danger", "false"),
];

#[test]
fn the_incident_of_the_notes_has_fifty_one_points() {
    let scoring = score("incident.level", &INCIDENT);
    assert_eq!(said(&scoring), "51 l2");
    assert_eq!(scoring.raised_by.len(), 1, "twenty people are level 2 of themselves");
    let points: Vec<String> = scoring.factors.iter().map(|given| given.low.to_string()).collect();
    assert_eq!(points, ["0", "20", "6", "15", "0", "10"]);
    assert!(scoring.render(ombud::model::Lang::Zh).contains("《投诉处理办法》第29条"));
}

#[test]
fn danger_is_level_one_whatever_the_points() {
    let mut given = INCIDENT.to_vec();
    given[6].1 = "true";
    assert_eq!(said(&score("incident.level", &given)), "51 l1");
    assert_eq!(
        said(&score("incident.level", &[("incident.immediate_danger", "true")])),
        "0..100 l1 needs incident.media,incident.people,incident.regulator,incident.safety,\
         incident.systemic,incident.vulnerable"
    );
}

#[test]
fn what_is_unknown_gives_a_range_and_a_band_only_where_both_ends_agree() {
    let mut given = INCIDENT.to_vec();
    given.remove(4);
    assert_eq!(said(&score("incident.level", &given)), "51..76 - needs incident.safety");
    given = INCIDENT.to_vec();
    given.remove(5);
    assert_eq!(said(&score("incident.level", &given)), "51..61 l2 needs incident.vulnerable");
    given = INCIDENT.to_vec();
    given.remove(6);
    assert_eq!(said(&score("incident.level", &given)), "51..51 - needs incident.immediate_danger");
}

#[test]
fn the_difficult_case_of_the_notes() {
    // Two unanswered, one promise broken, two hand-overs: 70.
    let comms = [
        ("comms.unanswered", "2"),
        ("comms.broken_promises", "1"),
        ("comms.handovers", "2"),
        ("comms.contradictions", "0"),
    ];
    assert_eq!(said(&score("dimension.comms", &comms)), "70 debt");
    let five = [
        ("dimension.time", "62"),
        ("dimension.space", "75"),
        ("dimension.emotion", "62"),
        ("dimension.interest", "67"),
        ("dimension.comms", "70"),
    ];
    let scoring = score("case.difficulty", &five);
    assert_eq!(said(&scoring), "66.8 senior");
    let mut largest: Vec<_> = scoring.factors.iter().map(|given| given.high).collect();
    largest.sort();
    assert_eq!(largest[4].to_string(), "16.75");
    // The last of the five is derived from its own scorecard.
    let both: Vec<_> = five[..4].iter().chain(&comms).copied().collect();
    assert_eq!(said(&score("case.difficulty", &both)), "66.8 senior");
}

#[test]
fn the_debt_of_communication_is_capped() {
    let comms = [
        ("comms.unanswered", "9"),
        ("comms.broken_promises", "9"),
        ("comms.handovers", "0"),
        ("comms.contradictions", "0"),
    ];
    assert_eq!(said(&score("dimension.comms", &comms)), "100 debt");
}
