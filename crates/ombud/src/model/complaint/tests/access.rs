//! Whoever asks to see what is kept of them sees all of it, and nothing in it judges them.

use super::*;
use crate::model::Choice;

/// The fields that the types hold, read from their `Debug` form: one field a line.
fn count_fields(debug: &str) -> BTreeMap<String, usize> {
    let mut out = BTreeMap::new();
    for line in debug.lines() {
        let (name, rest) = line.trim_start().split_once(':').unwrap_or(("", ""));
        if !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_') {
            let rest = rest.trim();
            assert!(!matches!(rest, "None," | "[]," | "{},"), "the sample leaves `{name}` empty");
            *out.entry(name.to_owned()).or_default() += 1;
        }
    }
    out
}

#[test]
fn subject_access_every_stored_field_is_in_the_json() {
    let complaint = full();
    let mut keys = BTreeMap::new();
    count_keys(&canon::to_json(&complaint).unwrap(), &mut keys);
    // The names of the firm's own fields are keys too, and each sum says its variant in `kind`.
    assert_eq!(keys.remove("acme"), Some(1));
    assert_eq!(keys.remove("queue"), Some(1));
    *keys.get_mut("kind").unwrap() -= roles().len() + demand_kinds().len() + outcomes().len();
    assert_eq!(keys, count_fields(&format!("{complaint:#?}")));
}

/// Words that judge a person, or say what they are worth to the firm.
const ASSESSMENTS: &[&str] = &[
    "score",
    "rating",
    "rank",
    "grade",
    "level",
    "degree",
    "severity",
    "risk",
    "flag",
    "label",
    "tag",
    "persona",
    "type",
    "typology",
    "profile",
    "portrait",
    "segment",
    "tier",
    "class",
    "category",
    "temperament",
    "character",
    "personality",
    "attitude",
    "emotion",
    "mood",
    "anger",
    "sentiment",
    "tone",
    "credibility",
    "honesty",
    "trust",
    "suspicion",
    "suspicious",
    "fraud",
    "malicious",
    "abusive",
    "vexatious",
    "persistent",
    "irate",
    "activist",
    "professional",
    "habitual",
    "blacklist",
    "watchlist",
    "intent",
    "motive",
    "gain",
    "patience",
    "strength",
    "probability",
    "likelihood",
    "propensity",
    "value",
    "vip",
    "wealth",
    "assets",
    "income",
    "age",
    "sex",
    "gender",
    "occupation",
    "ethnicity",
    "religion",
    "vulnerability",
    "diagnosis",
    "ring",
    "gang",
    "opinion",
    "assessment",
    "notes",
    "remarks",
];

#[test]
fn subject_access_no_field_of_a_party_is_an_assessment() {
    let json = canon::to_json(&full().parties).unwrap();
    let mut names = BTreeMap::new();
    count_keys(&json, &mut names);
    // `value` of a contact point is the number or address itself.
    names.remove("value");
    let Json::List(parties) = &json else { panic!("parties are a list") };
    assert!(parties.iter().all(|party| party.get("value").is_none()), "only contact points have a value");
    let ids = [
        Role::labels(),
        PartyKind::labels(),
        Standing::labels(),
        SupportKind::labels(),
        SupportSource::labels(),
        IdentityKind::labels(),
        ContactPointKind::labels(),
    ];
    let ids: Vec<Choice> = ids.into_iter().flatten().collect();
    for name in names.keys().map(String::as_str).chain(ids.iter().map(|choice| choice.id.as_str())) {
        for word in name.split('_') {
            assert!(!ASSESSMENTS.contains(&word), "`{name}` assesses a person");
        }
    }
    for choice in &ids {
        for word in ["恶意", "缠", "闹", "职业", "黑产", "刁", "非理性", "情绪", "风险", "等级", "弱势"]
        {
            assert!(!choice.zh.contains(word), "`{}` labels a person", choice.zh);
        }
    }
}
