//! Whole answers: `golden/NAME.toml` is what was known and what must come of it, `NAME.txt` beside it
//! the page in both languages. With `OMBUD_BLESS=1` the pages are written anew; read them before they
//! are committed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use ombud::{
    cond::Truth,
    declined::{Advice, Answer, Role, Settled},
    model::{Json, Label},
};
use serde::Deserialize;

use super::support::{REGIMES, ask, facts, handout, points, text, told};

/// A case, as a compliance officer would put it. The lists name what stands out; everything else is
/// on the page.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    /// The case in a sentence.
    title: Label,
    /// The study it is after.
    covers: Vec<String>,
    regime: String,
    #[serde(default)]
    role: Role,
    facts: BTreeMap<String, Json>,
    expect: Expect,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    scene: String,
    first: String,
    /// Routes that are open; those that hang on facts; those that are not for this case.
    open: Vec<String>,
    #[serde(default)]
    asked: Vec<String>,
    #[serde(default)]
    shut: Vec<String>,
    /// Of the five strategies, in their order.
    strategies: Vec<String>,
    /// Checks of principles, notice, bounds and ground that fail.
    failed: Vec<String>,
    repeats: String,
    label: String,
    fault: String,
}

/// The first value of an answer, or that it is open.
fn said(answer: &Answer, output: &str) -> String {
    match answer.outcome {
        Settled::Undetermined => "open".to_owned(),
        Settled::Decided => answer.values(output).next().unwrap_or_default().to_owned(),
    }
}

fn routes(advice: &Advice, open: Truth) -> Vec<String> {
    advice.routes.iter().filter(|way| way.open == open).map(|way| way.route.to_string()).collect()
}

fn failed(advice: &Advice) -> BTreeSet<String> {
    let sheets = [&advice.principles, &advice.notice, &advice.boundaries, &advice.ground];
    let failed = sheets.into_iter().flat_map(|sheets| points(sheets)).filter(|p| p.holds == Truth::False);
    failed.map(|point| point.rule.to_string()).collect()
}

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/declined/golden")
}

fn page(golden: &Golden, advice: &Advice) -> String {
    let said = text(advice);
    let covers = golden.covers.join(", ");
    let title = &golden.title;
    format!("{} / {} ({covers})\n\n{}\n\n----\n\n{}\n", title.zh, title.en, said.zh, said.en)
}

fn check(path: &Path) {
    let name = path.display();
    let golden: Golden = toml::from_str(&fs::read_to_string(path).expect("a case")).expect("a golden case");
    let advice = ask(&golden.regime, golden.role, &facts(&golden.facts));
    let expect = &golden.expect;
    assert_eq!(said(&advice.scene, "scene"), expect.scene, "{name}: scene");
    assert_eq!(said(&advice.first, "first"), expect.first, "{name}: first route");
    assert_eq!(routes(&advice, Truth::True), expect.open, "{name}: open routes");
    assert_eq!(routes(&advice, Truth::Unknown), expect.asked, "{name}: routes that hang on facts");
    assert_eq!(routes(&advice, Truth::False), expect.shut, "{name}: routes not for this case");
    let strategies: Vec<String> = advice.strategies.iter().map(|answer| said(answer, "now")).collect();
    assert_eq!(strategies, expect.strategies, "{name}: strategies");
    assert_eq!(failed(&advice), expect.failed.iter().cloned().collect(), "{name}: failed checks");
    assert_eq!(said(&advice.repeats, "close"), expect.repeats, "{name}: repeats");
    assert_eq!(said(&advice.label, "status"), expect.label, "{name}: label");
    assert_eq!(said(&advice.fault, "form"), expect.fault, "{name}: apology");
    let page = page(&golden, &advice);
    let written = path.with_extension("txt");
    if std::env::var_os("OMBUD_BLESS").is_some() {
        fs::write(&written, &page).expect("the page");
    }
    assert!(page == fs::read_to_string(&written).unwrap_or_default(), "{name}: the page is another");
}

#[test]
fn every_case_is_advised_as_its_file_says() {
    let mut cases: Vec<PathBuf> =
        fs::read_dir(here()).expect("cases").map(|entry| entry.expect("entry").path()).collect();
    cases.retain(|path| path.extension().is_some_and(|ext| ext == "toml"));
    cases.sort();
    assert!(cases.len() >= 14, "{} cases", cases.len());
    for case in cases {
        check(&case);
    }
}

/// The page that the complainant is given, for every regime.
#[test]
fn the_page_for_the_complainant_reads_well() {
    for regime in REGIMES {
        let page = format!("{}\n", handout(&ask(regime, Role::Handler, &told(&[]))));
        let written = here().join(format!("handout-{regime}.txt"));
        if std::env::var_os("OMBUD_BLESS").is_some() {
            fs::write(&written, &page).expect("the page");
        }
        assert!(page == fs::read_to_string(&written).unwrap_or_default(), "{regime}: the page is another");
    }
}
