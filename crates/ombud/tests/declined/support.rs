//! One engine, and a short way to ask it.

use std::{collections::BTreeMap, sync::LazyLock};

use ombud::{
    Declined, Engine,
    declined::{Advice, Role, Sheet},
    model::{Facts, Json, Label, Lang, canon},
};

pub(crate) static ENGINE: LazyLock<Engine> = LazyLock::new(|| Engine::builtin().expect("the built-in packs"));

/// Regimes and lives with routes.
pub(crate) const REGIMES: [&str; 8] = [
    "cn-complaints-2020",
    "cn-insurance-law",
    "cn-insurance-sales",
    "cn-bank-card",
    "uk-disp",
    "us-cfpb",
    "us-reg-e",
    "au-rg271",
];

pub(crate) fn facts(stated: &BTreeMap<String, Json>) -> Facts {
    let mut facts = Facts::new();
    for (id, json) in stated {
        let (id, fact) = ENGINE.catalogue().read_fact(id, json).unwrap_or_else(|e| panic!("{id}: {e}"));
        facts.insert(id, fact);
    }
    facts
}

/// Facts as text, by name.
pub(crate) fn told(stated: &[(&str, &str)]) -> Facts {
    let mut facts = Facts::new();
    for (id, text) in stated {
        let (id, fact) = ENGINE.catalogue().parse_fact(id, text).unwrap_or_else(|e| panic!("{id}: {e}"));
        facts.insert(id, fact);
    }
    facts
}

pub(crate) fn ask(regime: &str, role: Role, facts: &Facts) -> Advice {
    let day = "2026-11-22".parse().expect("a day");
    let asked = Declined { regime, facts, began: day, as_of: day, role };
    ENGINE.advise_declined(&asked).unwrap_or_else(|e| panic!("{regime}: {e}"))
}

/// Everything that is said, as bytes.
pub(crate) fn bytes(advice: &Advice) -> String {
    String::from_utf8(canon::to_bytes(advice).expect("JSON")).expect("UTF-8")
}

pub(crate) fn text(advice: &Advice) -> Label {
    let say = |lang| ENGINE.phrasebook().advice(advice, lang);
    Label::new(say(Lang::Zh), say(Lang::En))
}

/// The page for the complainant, in both languages.
pub(crate) fn handout(advice: &Advice) -> String {
    let say = |lang| ENGINE.phrasebook().handout(advice, lang);
    format!("{}\n\n{}", say(Lang::Zh), say(Lang::En))
}

/// The points of sheets, with their tables.
pub(crate) fn points(sheets: &[Sheet]) -> impl Iterator<Item = &ombud::declined::Point> {
    sheets.iter().flat_map(|sheet| &sheet.points)
}
