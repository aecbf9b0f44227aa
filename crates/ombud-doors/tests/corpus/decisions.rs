//! Golden cases of the packs' tables and scorecards, each with an output or a score that it must give.

use std::collections::BTreeMap;

use ombud::model::Json;

use super::{asked, map, said};

const DECLINED: &str = "declined.replies=3 declined.new_fact=false declined.accepted=false";
const INCIDENT: &str = "incident.people=22 incident.media=local incident.regulator=true incident.systemic=true \
                        incident.safety=false incident.vulnerable=false incident.immediate_danger=false";
const COMMS: &str = "comms.unanswered=2 comms.broken_promises=1 comms.handovers=2 comms.contradictions=0";
const CHECKS: &str = "refusal.facts_complete=true refusal.clause_in_force=true refusal.exclusion_explained=true \
                      refusal.question_specific=true refusal.rescission_in_time=true refusal.causation_shown=true \
                      refusal.no_ambiguity=true refusal.notice_lawful=true refusal.like_cases_alike=true \
                      refusal.reviewer_independent=true";

/// Operation, table, facts, and what the answer must hold: `FIELD VALUE`, or nothing for a question.
fn golden() -> Vec<(&'static str, &'static str, String, &'static str)> {
    let mut out = Vec::new();
    let mut table = |id, facts: &str, expect| out.push(("table.decide", id, facts.to_owned(), expect));
    table("cn.major", "complaint.people_in_person=20", "major true");
    let others = "complaint.major_event=false complaint.designated_major=false";
    table("cn.major", &format!("complaint.people_in_person=19 {others}"), "major false");
    table("cn.major", "complaint.people_in_person=19", "");
    for (replies, stalled, new, scene) in [
        ("0", "0", "false", "scene unanswered"),
        ("1", "1", "false", "scene soothe"),
        ("1", "2", "false", "scene no_plan"),
        ("2", "5", "false", "scene no_plan"),
        ("3", "2", "false", "scene repeated"),
        ("3", "2", "true", "scene recheck"),
    ] {
        let facts = format!(
            "declined.replies={replies} declined.stalled_contacts={stalled} declined.new_fact={new} declined.accepted=false"
        );
        table("declined.scene", &facts, scene);
    }
    table("declined.scene", "declined.replies=3 declined.accepted=false", "");
    table("declined.scene", DECLINED, "scene repeated");
    table("declined.routes", DECLINED, "first neutral");
    table("declined.routes", "declined.replies=3", "");
    table("declined.routes", &format!("declined.scene=soothe {DECLINED}"), "first talk");
    table("refusal.checks", CHECKS, "refusal upheld");
    table("refusal.checks", "refusal.exclusion_explained=false", "refusal reopened");
    table("refusal.checks", &CHECKS.replace("refusal.causation_shown=true", ""), "");
    for (share, mode) in [
        ("1", "mode expressive"),
        ("0.61", "mode expressive"),
        ("0.6", "mode mixed"),
        ("0.4", "mode mixed"),
        ("0", "mode instrumental"),
    ] {
        table("emotion.mode", &format!("emotion.expressive_share={share}"), mode);
    }
    for (intensity, band) in
        [("29.9", "band calm"), ("30", "band upset"), ("62", "band angry"), ("80", "band crisis")]
    {
        table("emotion.band", &format!("emotion.intensity={intensity}"), band);
    }
    for (excess, class) in [("0.25", "class near"), ("1", "class high"), ("2.06", "class excessive")] {
        table("demand.excess.class", &format!("demand.excess={excess}"), class);
    }
    table("conduct.answer", "conduct.class=persistence", "");
    let mut score = |id, facts: &str, expect| out.push(("scorecard.score", id, facts.to_owned(), expect));
    score("incident.level", INCIDENT, "score 51 l2");
    let danger = INCIDENT.replace("incident.immediate_danger=false", "incident.immediate_danger=true");
    score("incident.level", &danger, "score 51 l1");
    score("incident.level", "incident.immediate_danger=true", "");
    score("incident.level", &INCIDENT.replace("incident.safety=false", ""), "");
    score("incident.level", &INCIDENT.replace("incident.vulnerable=false", ""), "");
    score("dimension.comms", COMMS, "score 70 debt");
    let five = "dimension.time=62 dimension.space=75 dimension.emotion=62 dimension.interest=67";
    score("case.difficulty", &format!("{five} dimension.comms=70"), "score 66.8 senior");
    score("case.difficulty", &format!("{five} {COMMS}"), "score 66.8 senior");
    let capped = "comms.unanswered=9 comms.broken_promises=9 comms.handovers=0 comms.contradictions=0";
    score("dimension.comms", capped, "score 100 debt");
    out
}

/// A value as a document says it: whole numbers and truth values are no texts.
fn value(text: &str) -> Json {
    match text {
        "true" => Json::Bool(true),
        "false" => Json::Bool(false),
        _ => text.parse().map_or_else(|_| said(text), Json::Int),
    }
}

/// Facts that take decimals, which documents write as texts.
fn fact(word: &str) -> (String, Json) {
    let (name, given) = word.split_once('=').expect("name=value");
    let decimal = ["emotion.", "demand.", "dimension."].iter().any(|noun| name.starts_with(noun));
    (name.to_owned(), if decimal { said(given) } else { value(given) })
}

pub(super) fn lines() -> Vec<Json> {
    let line = |(i, (op, id, facts, expect)): (usize, (&str, &str, String, &str))| {
        let facts: BTreeMap<String, Json> = facts.split_whitespace().map(fact).collect();
        let request = map([("id", said(id)), ("facts", Json::Map(facts)), ("as_of", said("2026-03-02"))]);
        let kind = if op == "table.decide" { "output " } else { "" };
        let expect = (!expect.is_empty()).then(|| format!("{kind}{expect}"));
        asked(format!("decision {:02} {id}", i + 1), op, &request, expect)
    };
    golden().into_iter().enumerate().map(line).collect()
}
