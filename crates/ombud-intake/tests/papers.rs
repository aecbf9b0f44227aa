//! Review sheets of declined claims: what they say, what they do not, and where they are put.
#![expect(clippy::expect_used, reason = "a test says what went wrong by failing")]

use std::{fs, path::Path};

use ombud::{
    Engine, ErrorCode, Regime,
    model::{Json, Lang, Moment},
    ops::Registry,
    pack::SourceDef,
};
use ombud_intake::{
    Input, Outputs, Profile, Reason, Sink, Summary,
    papers::{Papers, Written},
    triage,
};

/// A ledger that has some of what a review asks for.
const SOURCE: &str = r#"
[source]
id = "book"
title = { zh = "登记簿", en = "Book" }
format = "csv"
encoding = "utf-8"
zone = "Asia/Shanghai"
language = "zh"
currency = "CNY"
dates = ["yyyy-mm-dd"]
regimes = ["cn-insurance-law"]
"#;

const COLUMNS: &[(&str, &str, &str)] = &[
    ("编号", "id", "text"),
    ("收到", "event:received", "date"),
    ("核定", "event:assessment_made", "date"),
    ("责任", "event:assessment_made.covered", "bool"),
    ("拒赔", "event:refusal_sent", "date"),
    ("理由", "fact:declined.grounds", "text"),
    ("等待期", "fact:waiting.event", "text"),
    ("说明", "fact:refusal.exclusion_explained", "bool"),
    ("歧义", "fact:refusal.no_ambiguity", "bool"),
    ("方式", "fact:claim.kind", "text"),
    ("金额", "fact:claim.amount", "money"),
    ("已付", "fact:claim.already_paid", "money"),
    ("逾期", "fact:claim.late", "bool"),
    ("保费", "fact:policy.premium_paid", "money"),
    ("内容", "complaint.narrative", "text"),
];

fn source() -> SourceDef {
    #[derive(serde::Deserialize)]
    struct File {
        source: SourceDef,
    }
    let column = |(name, to, kind): &(&str, &str, &str)| {
        format!("[[source.column]]\nname = \"{name}\"\nto = \"{to}\"\ntype = \"{kind}\"\n")
    };
    let columns: String = COLUMNS.iter().map(column).collect();
    toml::from_str::<File>(&format!("{SOURCE}{columns}")).expect("a source").source
}

/// A row of these cells, by column; the others are blank.
fn row(cells: &[(&str, &str)]) -> String {
    let cell = |(name, ..): &(&str, &str, &str)| {
        cells.iter().find(|(column, _)| column == name).map_or("", |(_, value)| value).to_owned()
    };
    COLUMNS.iter().map(cell).collect::<Vec<_>>().join(",")
}

struct Job {
    engine: Engine,
    regimes: Vec<Regime>,
    profile: Profile,
}

impl Job {
    fn new() -> Self {
        let engine = Engine::builtin().expect("engine");
        let source = source();
        let profile =
            Profile::new(&source, engine.catalogue(), &engine.bundle().taxonomies).expect("profile");
        let regimes = engine.regimes_of(&source.regimes).expect("regimes");
        Job { engine, regimes, profile }
    }

    fn as_of() -> Moment {
        "2026-03-20".parse().expect("a day")
    }

    fn papers(&self, dir: &Path, lang: Lang) -> Papers<'_> {
        Papers::new(&self.engine, &self.regimes, Self::as_of(), lang, dir).expect("papers")
    }

    fn run(&self, papers: &Papers<'_>, rows: &[String]) {
        self.run_into(vec![papers.sink()], rows);
    }

    fn run_into(&self, sinks: Vec<Box<dyn Sink + '_>>, rows: &[String]) -> Summary {
        let head: Vec<&str> = COLUMNS.iter().map(|(name, ..)| *name).collect();
        let file = format!("{}\n{}\n", head.join(","), rows.join("\n"));
        let input = Input::bytes("book.csv", file.as_bytes());
        triage::run(&self.engine, &self.profile, &[input], &self.regimes, Self::as_of(), sinks, &mut |_| {})
            .expect("a run")
    }

    fn written(&self, dir: &Path, rows: &[String]) -> Written {
        let papers = self.papers(dir, Lang::Zh);
        self.run(&papers, rows);
        papers.commit().expect("written")
    }
}

fn names(dir: &Path) -> Vec<String> {
    let entries = fs::read_dir(dir).expect("a directory");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

const SENT: (&str, &str) = ("拒赔", "2026-03-10");

#[test]
fn declined_is_what_the_row_says_was_declined() {
    let dir = tempfile::tempdir().expect("a directory");
    let rows = [
        row(&[("编号", "notice"), SENT]),
        row(&[("编号", "not-covered"), ("核定", "2026-03-01"), ("责任", "false")]),
        row(&[("编号", "grounds"), ("理由", "exclusion")]),
        row(&[("编号", "covered"), ("核定", "2026-03-01"), ("责任", "true")]),
        row(&[("编号", "open"), ("核定", "2026-03-01")]),
        // Sent after the day as of which all is said.
        row(&[("编号", "later"), ("拒赔", "2026-03-21")]),
        row(&[("编号", "nothing"), ("收到", "2026-03-02")]),
    ];
    let written = Job::new().written(dir.path(), &rows);
    assert_eq!((written.declined, written.written, written.over, written.refused), (3, 3, 0, 0));
    let pages: Vec<String> = names(dir.path()).into_iter().filter(|name| name.ends_with(".html")).collect();
    assert_eq!(pages, ["grounds.review.html", "not-covered.review.html", "notice.review.html"]);
}

#[test]
fn what_the_row_does_not_say_is_unknown_and_nothing_is_made_up() {
    let dir = tempfile::tempdir().expect("a directory");
    let job = Job::new();
    let known = [
        ("编号", "A1"),
        ("收到", "2026-03-02"),
        SENT,
        ("理由", "exclusion"),
        ("方式", "benefit"),
        ("金额", "80000"),
        ("已付", "0"),
        ("内容", "家里的私事"),
    ];
    job.written(dir.path(), &[row(&known)]);
    let page = fs::read_to_string(dir.path().join("A1.review.html")).expect("a page");
    for said in [
        "<td>A1</td>",
        "<td>book.csv，第1条</td>",
        "已发出拒赔通知：2026年3月10日（周二）",
        "合同约定的给付金额：80,000.00元",
        "尚不能得出结论",
        "免责条款：未认定",
        "未编制方案审批单",
        "保险金：80,000.00 − 0.00 = 80,000.00，计80,000.00元",
    ] {
        assert!(page.contains(said), "{said}\n{page}");
    }
    assert!(!page.contains("：通过") && !page.contains("不通过"), "no check was made\n{page}");
    assert!(!page.contains("方案审批单</h1>") && !page.contains("私事"), "{page}");

    // The request beside it gives the same review.
    let request = fs::read(dir.path().join("A1.review.json")).expect("a request");
    let answer = Registry::core().call(&job.engine, "refusal.review", &request).expect("an answer");
    let answer = Json::parse(&answer).expect("json");
    let outcome = answer.get("reviewed").and_then(|reviewed| reviewed.get("outcome"));
    assert_eq!(outcome.and_then(Json::as_str), Some("unclear"));
    let request = Json::parse(&request).expect("json");
    let facts = match request.get("facts") {
        Some(Json::Map(facts)) => facts.keys().map(String::as_str).collect(),
        _ => Vec::new(),
    };
    assert_eq!(facts, ["claim.already_paid", "claim.amount", "claim.kind", "declined.grounds"]);
}

#[test]
fn a_page_is_in_one_language() {
    let dir = tempfile::tempdir().expect("a directory");
    let job = Job::new();
    let papers = job.papers(dir.path(), Lang::En);
    job.run(
        &papers,
        &[row(&[("编号", "A1"), ("收到", "2026-03-02"), SENT, ("理由", "exclusion"), ("金额", "1234567.5")])],
    );
    papers.commit().expect("written");
    let page = fs::read_to_string(dir.path().join("A1.review.html")).expect("a page");
    let (_, body) = page.split_once("<body").expect("a body");
    assert!(body.contains("No plan of offers was drawn up") && body.contains("CNY 1,234,567.50"), "{body}");
    let chinese: String = body.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
    assert_eq!(chinese, "");
}

#[test]
fn whatever_a_number_holds_its_sheet_has_a_place_of_its_own() {
    let outer = tempfile::tempdir().expect("a directory");
    let dir = outer.path().join("papers");
    let numbers = ["../../etc/passwd", "..\\..\\x", "TS1", "ts1", "TS1", "", "/", "?", "con", "TS1-row-5"];
    let rows: Vec<String> = numbers.iter().map(|number| row(&[("编号", number), SENT])).collect();
    let written = Job::new().written(&dir, &rows);
    assert_eq!(written.written, 10);
    assert_eq!(names(outer.path()), ["papers"]);
    let mut pages: Vec<String> = names(&dir)
        .iter()
        .filter_map(|name| Some(name.strip_suffix(".review.html")?.to_lowercase()))
        .collect();
    pages.dedup();
    assert_eq!(pages.len(), 10, "{pages:?}");
    assert_eq!(names(&dir).len(), 20, "a page and a request each, and nothing else");
}

#[test]
fn no_more_are_written_than_was_said_and_the_others_are_counted() {
    let dir = tempfile::tempdir().expect("a directory");
    let job = Job::new();
    let papers = job.papers(dir.path(), Lang::Zh).at_most(2);
    let rows: Vec<String> = (0..5).map(|n| row(&[("编号", &format!("A{n}")), SENT])).collect();
    job.run(&papers, &rows);
    assert!(names(dir.path()).iter().all(|name| name.starts_with('.')), "nothing before all of it is there");
    let written = papers.commit().expect("written");
    assert_eq!((written.declined, written.written, written.over), (5, 2, 3));
    assert_eq!(names(dir.path()).len(), 4);
}

#[test]
fn one_row_that_cannot_be_reviewed_ends_no_run() {
    let dir = tempfile::tempdir().expect("a directory");
    let mixed = [
        ("编号", "mixed"),
        ("理由", "waiting_period"),
        ("等待期", "diagnosed_inside"),
        ("说明", "true"),
        ("歧义", "true"),
        ("方式", "benefit"),
        ("金额", "CNY 600000"),
        ("已付", "CNY 0"),
        ("逾期", "false"),
        ("保费", "USD 100"),
    ];
    let outer = tempfile::tempdir().expect("a directory");
    let outputs = Outputs::new(outer.path()).expect("outputs");
    let job = Job::new();
    let papers = job.papers(dir.path(), Lang::En);
    // The file of problems takes a row before the sheets do, and has their problem all the same.
    let mut sinks = triage::standard_sinks(&outputs).expect("sinks");
    sinks.push(papers.sink());
    let summary = job.run_into(sinks, &[row(&mixed), row(&[("编号", "good"), SENT])]);
    outputs.commit().expect("written");
    let written = papers.commit().expect("written");
    assert_eq!((written.declined, written.written, written.refused), (2, 1, 1));
    assert_eq!(names(dir.path()), ["good.review.html", "good.review.json"]);
    // Nothing is swallowed: the row, the error with its code, its place, what was expected and found.
    let problems = fs::read_to_string(outer.path().join("problems.csv")).expect("problems");
    let [line] = problems.lines().skip(1).collect::<Vec<_>>()[..] else { panic!("{problems}") };
    assert!(line.starts_with("1,\"\",\"cn-insurance-law: 1108 currency_mismatch: "), "{line}");
    assert!(line.ends_with("; expected: USD; found: CNY\",\"not_reviewed\",\"\",\"book.csv\""), "{line}");
    let counted: Vec<_> = summary.problems.iter().map(|problem| (problem.reason, problem.count)).collect();
    assert_eq!(counted, [(Reason::NotReviewed, 1)]);
}

#[test]
fn a_run_that_is_not_finished_leaves_nothing() {
    let dir = tempfile::tempdir().expect("a directory");
    let job = Job::new();
    let papers = job.papers(dir.path(), Lang::Zh);
    job.run(&papers, &[row(&[("编号", "A1"), SENT])]);
    assert_eq!(papers.count().written, 1);
    drop(papers);
    assert_eq!(names(dir.path()), Vec::<String>::new());
}

#[test]
fn sheets_have_a_directory_and_rules_of_their_own() {
    let dir = tempfile::tempdir().expect("a directory");
    fs::write(dir.path().join("mine"), "mine").expect("a file");
    let job = Job::new();
    let new = |regimes| Papers::new(&job.engine, regimes, Job::as_of(), Lang::Zh, dir.path());
    assert_eq!(new(&job.regimes).expect_err("refused").code(), ErrorCode::FileAccess);
    assert_eq!(names(dir.path()), ["mine"]);
    let us = [job.engine.regime("us-cfpb").expect("a regime")];
    assert_eq!(new(&us).expect_err("refused").code(), ErrorCode::NoSingleReview);
}
