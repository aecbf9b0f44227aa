//! Every value has its wording in both languages.

use std::collections::BTreeSet;

use super::*;
use crate::model::{Choice, Label, Lang};

fn complete(name: &str, labels: &[Choice]) {
    let cjk = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
    let mut seen = [BTreeSet::new(), BTreeSet::new(), BTreeSet::new()];
    for choice in labels {
        assert!(choice.id.bytes().all(|b| b.is_ascii_lowercase() || b == b'_'), "{name}.{}", choice.id);
        assert!(!choice.zh.is_empty() && choice.zh.chars().any(cjk), "{name}.{} has no zh", choice.id);
        assert!(!choice.en.is_empty() && !choice.en.chars().any(cjk), "{name}.{} has no en", choice.id);
        assert!(seen[0].insert(&choice.id), "{name}: {} twice", choice.id);
        assert!(seen[1].insert(&choice.zh), "{name}: {} twice", choice.zh);
        assert!(seen[2].insert(&choice.en), "{name}: {} twice", choice.en);
    }
}

macro_rules! plain_enums {
    ($($name:ident),*) => {$({
        let labels = $name::labels();
        complete(stringify!($name), &labels);
        assert_eq!(labels.len(), $name::ALL.len());
        for (value, choice) in $name::ALL.iter().zip(&labels) {
            assert_eq!(value.id(), choice.id);
            assert_eq!(value.label(), Label::new(&choice.zh, &choice.en));
            assert_eq!((value.title(Lang::Zh), value.title(Lang::En)), (&*choice.zh, &*choice.en));
            assert_eq!(canon::to_json(value).unwrap(), Json::Text(choice.id.clone()));
            assert_eq!(choice.id.parse::<$name>().unwrap(), *value);
            assert_eq!(value.to_string(), choice.id);
        }
        let error = "?".parse::<$name>().unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidValue);
        assert!(error.detail().expected.as_deref().unwrap().ends_with(&labels.last().unwrap().id));
    })*};
}

#[test]
fn every_enum_has_its_wording_in_both_languages() {
    plain_enums!(
        AuthorityKind,
        BusinessChannel,
        Channel,
        ContactChannel,
        ContactPointKind,
        Direction,
        EvidenceKind,
        IdentityKind,
        LinkKind,
        MatterKind,
        PartyKind,
        Receiver,
        RecordKind,
        ReferenceKind,
        Standing,
        StatutoryGround,
        SuccessionKind,
        SupportKind,
        SupportSource,
        SurrenderRefund
    );
}

#[test]
fn every_sum_has_its_wording_in_both_languages() {
    macro_rules! sums {
        ($($name:ident: $values:expr),*) => {$({
            let (labels, values) = ($name::labels(), $values);
            complete(stringify!($name), &labels);
            assert_eq!(labels.len(), values.len(), "the sample has every variant");
            for (value, choice) in values.iter().zip(&labels) {
                assert_eq!(value.id(), choice.id);
                assert_eq!(value.label(), Label::new(value.title(Lang::Zh), value.title(Lang::En)));
                let json = canon::to_json(value).unwrap();
                assert_eq!(json.get("kind").and_then(Json::as_str), Some(choice.id.as_str()));
                assert_eq!(&canon::from_json::<$name>(&json).unwrap(), value);
            }
        })*};
    }
    sums!(Role: roles(), DemandKind: demand_kinds(), PromiseOutcome: outcomes());
}

/// No enum of the module stands outside the two tests above.
#[test]
fn every_enum_is_declared_with_its_wording() {
    let sources = [
        include_str!("../matter.rs"),
        include_str!("../party.rs"),
        include_str!("../person.rs"),
        include_str!("../record.rs"),
        include_str!("../mod.rs"),
    ];
    let declared: usize =
        sources.iter().map(|s| s.matches("worded! {").count() + s.matches("worded_sum! {").count()).sum();
    assert_eq!(declared, 20 + 3);
    assert!(sources.iter().all(|s| !s.contains("pub enum")));
    assert!(sources.iter().all(|s| !s.contains("serde(skip)") && !s.contains("skip_serializing)")));
}
