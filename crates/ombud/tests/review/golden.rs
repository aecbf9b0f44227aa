//! Cases with a known answer: `cases/NAME.toml` says what happened, by which rule, and what must come
//! of it. `docs/declined-cases.md` and its Chinese sister are written from them with `OMBUD_BLESS=1`;
//! read them against the law before they are committed.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write,
    fs,
    path::PathBuf,
};

use ombud::{
    Opinion,
    model::{Date, Facts, Label, Lang},
    review::{GroundState, Outcome},
    rules::{LineKind, LineVerdict},
};
use serde::Deserialize;

use crate::support::{ENGINE, facts, sum};

/// One case.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Golden {
    /// What it is called.
    title: Label,
    /// The capability that it shows.
    covers: Vec<String>,
    /// What happened.
    story: Label,
    /// What is decisive in law.
    rule: Label,
    review: String,
    as_of: Date,
    facts: BTreeMap<String, String>,
    expect: Expect,
}

/// What must come of it, worked by hand.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Expect {
    outcome: Outcome,
    /// Grounds by the last part of their name.
    #[serde(default)]
    grounds: BTreeMap<String, String>,
    #[serde(default)]
    failed: Vec<String>,
    owed: String,
    #[serde(default = "none")]
    service_redress: String,
    #[serde(default = "none")]
    goodwill: String,
    #[serde(default)]
    at_stake: Option<String>,
    /// What may be had by asking for it.
    #[serde(default)]
    option: Option<String>,
    #[serde(default)]
    floor: Option<String>,
    /// Formulas that must stand in the answer.
    #[serde(default)]
    working: Vec<String>,
    /// Acts by the last part of their name.
    #[serde(default)]
    next: Vec<String>,
    /// Citations as people read them, in Chinese.
    cites: Vec<String>,
}

fn none() -> String {
    "none".to_owned()
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Every case, by the name of its file.
fn cases() -> Vec<(String, Golden)> {
    let dir = root().join("tests/review/cases");
    let mut names: Vec<PathBuf> =
        fs::read_dir(dir).expect("cases").map(|entry| entry.expect("an entry").path()).collect();
    names.sort();
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = fs::read_to_string(&path).expect("a case");
        let case: Golden = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        (name, case)
    };
    names.into_iter().map(read).collect()
}

fn given(case: &Golden) -> Facts {
    facts(case.facts.iter().map(|(id, value)| (id.as_str(), value.as_str())))
}

fn asked(name: &str, case: &Golden) -> Opinion {
    let opinion = ENGINE.review(&case.review, &given(case), case.as_of, case.as_of);
    opinion.unwrap_or_else(|e| panic!("{name}: {e}"))
}

fn state(state: GroundState) -> &'static str {
    match state {
        GroundState::Stands => "stands",
        GroundState::Partly => "partly",
        GroundState::Open => "open",
        GroundState::Fails => "fails",
        GroundState::Unknown => "unknown",
        other => panic!("a state without a name here: {other:?}"),
    }
}

fn last(id: &impl ToString) -> String {
    id.to_string().rsplit('.').next().expect("a part").to_owned()
}

#[test]
fn every_case_comes_out_as_worked_by_hand() {
    let mut wrong = String::new();
    for (name, case) in cases() {
        let (opinion, expect) = (asked(&name, &case), &case.expect);
        let mut note = |what: &str, found: &dyn std::fmt::Debug, expected: &dyn std::fmt::Debug| {
            writeln!(wrong, "{name}: {what}: {found:?}, not {expected:?}").expect("text");
        };
        if opinion.outcome != expect.outcome {
            note("outcome", &opinion.outcome, &expect.outcome);
        }
        let grounds: BTreeMap<String, String> = opinion
            .grounds
            .iter()
            .map(|ground| (last(&ground.ground), state(ground.state).to_owned()))
            .collect();
        if grounds != expect.grounds {
            note("grounds", &grounds, &expect.grounds);
        }
        let failed: Vec<String> = opinion
            .checks
            .iter()
            .filter(|check| check.state == ombud::review::CheckState::Failed)
            .map(|check| last(&check.rule))
            .collect();
        if failed != expect.failed {
            note("failed checks", &failed, &expect.failed);
        }
        let sure = sum(opinion.owed.as_ref(), LineKind::Entitlement);
        let beside = |kind| {
            let all = opinion.beside.iter().map(|beside| sum(Some(beside), kind));
            all.filter(|sum| sum != "none").collect::<Vec<_>>().join(" + ")
        };
        let or_none = |sum: String| if sum.is_empty() { none() } else { sum };
        for (what, found, expected) in [
            ("owed", sure, &expect.owed),
            ("service redress", or_none(beside(LineKind::ServiceRedress)), &expect.service_redress),
            ("goodwill", or_none(beside(LineKind::Goodwill)), &expect.goodwill),
        ] {
            if found != *expected {
                note(what, &found, expected);
            }
        }
        let option = opinion.option.as_ref().map(|option| sum(Some(option), LineKind::Entitlement));
        if option != expect.option {
            note("option", &option, &expect.option);
        }
        let at_stake = opinion.at_stake.as_ref().map(|stake| sum(Some(stake), LineKind::Entitlement));
        if at_stake != expect.at_stake {
            note("at stake", &at_stake, &expect.at_stake);
        }
        let floor = opinion.floor.as_ref().map(|floor| floor.amount.to_string());
        if floor != expect.floor {
            note("floor", &floor, &expect.floor);
        }
        let owed =
            opinion.owed.iter().chain(&opinion.at_stake).chain(&opinion.instead).chain(&opinion.option);
        let reckonings = owed.chain(&opinion.beside);
        let formulas: Vec<&String> = reckonings
            .flat_map(|reckoning| &reckoning.lines)
            .filter_map(|line| match &line.verdict {
                LineVerdict::Due { working, .. } => Some(working),
                _ => None,
            })
            .collect();
        for working in &expect.working {
            if !formulas.contains(&working) {
                note("working", &formulas, working);
            }
        }
        let next: BTreeSet<String> = opinion.next.iter().map(|next| last(&next.id)).collect();
        for act in expect.next.iter().filter(|act| !next.contains(*act)) {
            note("next", &next, act);
        }
        let (zh, en) = (opinion.render(Lang::Zh), opinion.render(Lang::En));
        for cite in expect.cites.iter().filter(|cite| !zh.contains(*cite)) {
            note("citation", &zh, cite);
        }
        assert!(!zh.contains('⟦') && !en.contains('⟦'), "{name}: {zh}\n{en}");
        assert!(zh.contains("本项目拟定"), "{name}: what is the project's own is marked");
    }
    assert!(wrong.is_empty(), "{wrong}");
}

/// On paper the list marks its points; the mark of plain text does not stand there a second time.
#[test]
fn the_page_marks_each_point_once() {
    for (name, case) in cases() {
        for lang in [Lang::Zh, Lang::En] {
            let page = asked(&name, &case).page(lang);
            assert!(page.contains("<li>") && !page.contains("· "), "{name}: {page}");
        }
    }
}

/// The answer in Markdown: its headings (lines that are no sentence) are bold, its lines a list.
fn markdown(text: &str) -> String {
    let mut out = String::new();
    let mut in_list = false;
    for line in text.lines() {
        let escaped = line.replace('|', "\\|").replace('*', "\\*");
        let (line, item) = match escaped.strip_prefix("· ") {
            Some(item) => (format!("- {item}"), true),
            None if escaped.ends_with(['。', '.']) => (escaped, false),
            None => (format!("**{escaped}**"), false),
        };
        if !(out.is_empty() || (in_list && item)) {
            out.push('\n');
        }
        out.push_str(&line);
        out.push('\n');
        in_list = item;
    }
    out
}

struct Words {
    head: &'static str,
    contents: &'static str,
    facts: &'static str,
    rule: &'static str,
    answer: &'static str,
    shows: &'static str,
}

const ZH: Words = Words {
    head: "# 拒付复核案例\n\n由 `cargo test -p ombud --test review`（`OMBUD_BLESS=1`）根据 \
           `crates/ombud/tests/review/cases/` 写成，人物和金额均为虚构。每个案例列明事实、适用规则、逐项复核、\
           计算过程、结论、下一步和依据；标有“本项目拟定”的，是本项目自己的整理，没有公开的权威文本。标有“待核对”\
           的，尚未对照官方文本。\n",
    contents: "## 目录",
    facts: "### 登记的事实",
    rule: "### 适用规则",
    answer: "### 复核结论",
    shows: "对应",
};

const EN: Words = Words {
    head: "# Declined claims: worked cases\n\nWritten by `cargo test -p ombud --test review` (with \
           `OMBUD_BLESS=1`) from `crates/ombud/tests/review/cases/`; people and amounts are invented. Each case \
           gives the facts, the rule, every check, the calculation, the outcome, what is next and the citations. \
           What is marked as drawn up by this project has no authoritative public text; what is marked as to be \
           confirmed was not yet compared with the official text.\n",
    contents: "## Contents",
    facts: "### Facts on record",
    rule: "### The rule",
    answer: "### The review",
    shows: "Shows",
};

fn document(lang: Lang, words: &Words) -> String {
    let cases = cases();
    let mut out = format!("{}\n{}\n\n", words.head, words.contents);
    for (name, case) in &cases {
        writeln!(out, "- [{}](#{name}) `{}`", case.title.get(lang), asked(name, case).sentence_kind())
            .expect("text");
    }
    for (name, case) in &cases {
        let opinion = asked(name, case);
        write!(
            out,
            "\n<a id=\"{name}\"></a>\n\n## {}\n\n{}\n\n*{}: {}*\n\n{}\n\n",
            case.title.get(lang),
            case.story.get(lang),
            words.shows,
            case.covers.join(", "),
            words.facts
        )
        .expect("text");
        for (id, value) in &case.facts {
            let def = ENGINE.catalogue().fact(id).expect("a fact");
            let (_, fact) = ENGINE.catalogue().parse_fact(id, value).expect("a value");
            let shown = ENGINE.phrasebook().fact_value(def, &fact.value, lang);
            writeln!(out, "- {}: {shown}", def.title.get(lang)).expect("text");
        }
        write!(out, "\n{}\n\n{}\n\n{}\n\n", words.rule, case.rule.get(lang), words.answer).expect("text");
        out.push_str(&markdown(&opinion.render(lang)));
    }
    out
}

trait Kind {
    fn sentence_kind(&self) -> &'static str;
}

impl Kind for Opinion {
    fn sentence_kind(&self) -> &'static str {
        match self.outcome {
            Outcome::Overturn => "overturn",
            Outcome::Partly => "partly",
            Outcome::Uphold => "uphold",
            Outcome::Unclear => "unclear",
            other => panic!("an outcome without a name here: {other:?}"),
        }
    }
}

#[test]
fn the_documents_are_what_the_cases_say() {
    for (file, lang, words) in [("declined-cases.md", Lang::En, &EN), ("declined-cases.zh.md", Lang::Zh, &ZH)]
    {
        let path = root().join("../../docs").join(file);
        let written = document(lang, words);
        if std::env::var_os("OMBUD_BLESS").is_some() {
            fs::write(&path, &written).expect("docs");
            continue;
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == written,
            "docs/{file} is not what the cases say: run this test with OMBUD_BLESS=1"
        );
    }
}

/// Each of these stands in the list of what the project can do.
#[test]
fn what_was_asked_for_has_its_case() {
    let cases = cases();
    let shown: BTreeSet<&str> = cases.iter().flat_map(|(_, case)| &case.covers).map(String::as_str).collect();
    for id in ["S75", "S76", "S77", "S207", "S208", "S209", "S211", "S212", "S213", "P17", "P18"] {
        assert!(shown.contains(id), "{id}");
    }
    let insurance = cases.iter().filter(|(name, _)| name.starts_with("insurance-")).count();
    let card = cases.iter().filter(|(name, _)| name.starts_with("card-")).count();
    assert!(insurance >= 20 && card >= 8, "{insurance} and {card}");
}
