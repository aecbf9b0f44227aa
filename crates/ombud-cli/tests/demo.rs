//! The demonstration: the same bytes every time, and answers that agree with the planted truth.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use ombud::model::Json;

const FILES: [(&str, &str); 3] = [("cn", "input.xlsx"), ("uk", "input.jsonl"), ("us", "input.csv")];

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ombud"))
        .args(arguments)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn demo(name: &str, more: &[&str]) -> (PathBuf, String) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    let output = run(&[&["demo", "--out", path.to_str().unwrap()], more].concat());
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    assert!(output.stderr.is_empty(), "no progress bar where nobody watches");
    (path, String::from_utf8(output.stdout).unwrap())
}

/// The papers of a file, by name.
fn papers(directory: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory.join("papers")).unwrap();
    entries
        .map(|entry| entry.unwrap().path())
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect()
}

/// Of one row: its id and, by clock, status and last day.
type Answer = (Option<String>, BTreeMap<String, (String, String)>);

/// The answers of a run, row by row.
fn answers(directory: &Path) -> Vec<Answer> {
    let text = fs::read_to_string(directory.join("complaints.jsonl")).unwrap();
    text.lines()
        .map(|line| {
            let json = Json::parse(line.as_bytes()).unwrap();
            let Some(Json::List(obligations)) = json.get("obligations") else { panic!("{line}") };
            let word = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap_or("").to_owned();
            let last = |o: &Json| match word(o, "agreed_due") {
                agreed if agreed.is_empty() => word(o, "due"),
                agreed => agreed,
            };
            let clocks =
                obligations.iter().map(|o| (word(o, "clock"), (word(o, "status"), last(o)))).collect();
            let id = json.get("record").unwrap().get("id").and_then(Json::as_str).map(ToOwned::to_owned);
            (id, clocks)
        })
        .collect()
}

/// Compares every line of the truth with the answers; gives the categories it saw.
fn agree(directory: &Path) -> BTreeSet<String> {
    let answers = answers(directory);
    let truth = fs::read_to_string(directory.join("truth.csv")).unwrap();
    let mut lines = truth.lines();
    assert_eq!(lines.next(), Some("row,id,category,clock,status,last_day"));
    let mut seen = BTreeSet::new();
    let mut wrong = Vec::new();
    for line in lines {
        let fields: Vec<&str> = line.split(',').collect();
        let [row, id, category, clock, status, due] = fields[..] else { panic!("{line}") };
        let (found, clocks) = &answers[row.parse::<usize>().unwrap() - 1];
        assert_eq!(found.as_deref(), Some(id));
        let answer = clocks.get(clock).cloned().unwrap_or_default();
        if answer != (status.to_owned(), due.to_owned()) {
            wrong.push(format!("{line}: {answer:?}"));
        }
        seen.insert(category.to_owned());
    }
    assert!(wrong.is_empty(), "{}:\n{}", directory.display(), wrong.join("\n"));
    seen
}

#[test]
fn the_same_bytes_every_time() {
    let (a, _) = demo("demo-a", &["--lang", "en"]);
    let (b, _) = demo("demo-b", &["--lang", "en"]);
    for (name, input) in FILES {
        for file in [input, "truth.csv", "complaints.jsonl", "problems.csv", "summary.json", "report.html"] {
            let (a, b) =
                (fs::read(a.join(name).join(file)).unwrap(), fs::read(b.join(name).join(file)).unwrap());
            assert!(a == b, "{name}/{file}");
        }
    }
    for name in ["cn", "uk"] {
        let (a, b) = (papers(&a.join(name)), papers(&b.join(name)));
        assert!(!a.is_empty() && a == b, "{name}/papers");
    }
    let (c, _) = demo("demo-c", &["--seed", "7"]);
    for (name, input) in FILES {
        assert_ne!(fs::read(a.join(name).join(input)).unwrap(), fs::read(c.join(name).join(input)).unwrap());
    }
}

#[test]
fn the_clocks_say_what_was_planted() {
    // Other seeds, other days (also ones where a festival lies ahead or long behind), other sizes.
    let runs: [(&str, &[&str]); 5] = [
        ("truth-default", &[]),
        ("truth-seed", &["--seed", "1", "--rows", "400"]),
        ("truth-january", &["--as-of", "2026-01-15", "--seed", "9"]),
        ("truth-october", &["--as-of", "2026-10-09", "--seed", "11"]),
        ("truth-small", &["--rows", "3"]),
    ];
    for (name, arguments) in runs {
        let (path, _) = demo(name, arguments);
        let seen: usize = FILES.iter().map(|(file, _)| agree(&path.join(file)).len()).sum();
        if name == "truth-default" {
            assert_eq!(seen, 34 + 14 + 15, "every situation occurs");
        }
    }
}

#[test]
fn what_was_planted_as_due_today_stands_under_today() {
    let (path, _) = demo("demo-today", &[]);
    for (name, tag) in [("cn", "今日到期"), ("uk", "Due today"), ("us", "Due today")] {
        let truth = fs::read_to_string(path.join(name).join("truth.csv")).unwrap();
        let page = fs::read_to_string(path.join(name).join("report.html")).unwrap();
        let mut seen = 0;
        for fields in truth.lines().map(|line| line.split(',').collect::<Vec<_>>()) {
            let [_, id, "due_today" | "portal_due_today", clock, _, "2026-03-20"] = fields[..] else {
                continue;
            };
            let row = page.split("<tbody").find(|row| {
                row.contains(&format!("data-rule=\"{clock}\"")) && row.contains(&format!(">{id}<"))
            });
            assert!(
                row.is_some_and(|row| row.contains(&format!("<b class=\"tag\">{tag}</b>"))),
                "{fields:?}"
            );
            seen += 1;
        }
        assert!(seen > 0, "{name}");
    }
}

#[test]
fn a_newcomer_is_told_where_to_look() {
    let (path, text) = demo("demo-text", &[]);
    for (name, _) in FILES {
        let report = path.join(name).join("report.html");
        assert!(text.contains(&report.display().to_string()), "{text}");
        assert!(fs::read_to_string(&report).unwrap().contains("<html"));
    }
    assert!(text.contains("240 rows read: 240 kept, 0 rejected"), "{text}");
    assert!(text.contains(" due --regime uk-disp"));
    let zh = fs::read_to_string(path.join("cn/report.html")).unwrap();
    assert!(zh.contains("lang=\"zh"), "the Chinese ledger's report is Chinese");
    // What it suggests next works.
    let next = text.lines().find(|line| line.contains(" due --regime")).unwrap();
    let program = concat!(env!("CARGO_BIN_EXE_ombud"), " ");
    let words: Vec<&str> = next.trim().strip_prefix(program).unwrap().split_whitespace().collect();
    assert_eq!(run(&words).status.code(), Some(0), "{next}");
}

#[test]
fn triage_by_hand_gives_what_the_demonstration_gave() {
    let (path, _) = demo("demo-hand", &["--rows", "40"]);
    let input = path.join("us/input.csv");
    let out = path.join("again");
    let arguments = |out: &Path, source: &str| -> Vec<String> {
        [
            "triage",
            input.to_str().unwrap(),
            "--source",
            source,
            "--as-of",
            "2026-03-20",
            "--out",
            out.to_str().unwrap(),
        ]
        .map(ToOwned::to_owned)
        .to_vec()
    };
    let go = |arguments: &[String]| run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
    // Without --regime, the profile's own.
    let output = go(&arguments(&out, "us-ledger"));
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.starts_with("20 rows read: 20 kept, 0 rejected;"), "{text}");
    let same = |a: &Path, b: &Path| assert!(fs::read(a).unwrap() == fs::read(b).unwrap(), "{}", a.display());
    same(&out.join("complaints.jsonl"), &path.join("us/complaints.jsonl"));

    // A profile of one's own, from a file, which may have the name of a packed one.
    let profile = concat!(env!("CARGO_MANIFEST_DIR"), "/../ombud/packs/sources/us-ledger.toml");
    let out = path.join("file");
    assert_eq!(go(&arguments(&out, profile)).status.code(), Some(0));
    let rows = |directory: &Path| answers(directory);
    assert_eq!(rows(&out), rows(&path.join("us")));
}

#[test]
fn triage_refuses_what_it_cannot_do_and_leaves_nothing() {
    let (path, _) = demo("demo-refuse", &["--rows", "4"]);
    let out = path.join("out");
    let (input, directory) = (path.join("uk/input.jsonl"), out.to_str().unwrap().to_owned());
    let refuse = |arguments: &[&str], code: i32, message: &str| {
        let output = run(&[arguments, &["--as-of", "2026-03-20", "--out", &directory]].concat());
        let found = String::from_utf8(output.stderr).unwrap();
        assert!(found.starts_with(message), "{found}");
        assert_eq!(output.status.code(), Some(code), "{found}");
    };
    let file = input.to_str().unwrap();
    refuse(
        &["triage", file, "--source", "uk-leger"],
        2,
        "1208 unknown_source: no such source profile; item: uk-leger; at: --source; expected: cfpb, cn-ledger, cn-ledger-csv, cn-night-batch, uk-ledger, us-ledger, or a TOML file\n  did you mean uk-ledger?\n",
    );
    refuse(
        &["triage", "absent.csv", "--source", "us-ledger"],
        1,
        "1501 file_access: absent.csv: a file cannot be read or written; expected: a file or a directory that is there; found: no such file or directory\n",
    );
    refuse(
        &["triage", file, "--source", "absent.toml"],
        1,
        "1501 file_access: absent.toml: a file cannot be read or written; expected: a file or a directory that is there; found: no such file or directory\n",
    );
    refuse(
        &["triage", file, "--source", "uk-ledger", "--regime", "uk"],
        2,
        "1203 unknown_regime: no such regime in the loaded packs; item: uk; at: --regime; expected: cn-bank-card, cn-complaints-2020, cn-insurance-law, cn-insurance-sales, uk-disp, us-cfpb, us-reg-e\n  did you mean uk-disp?\n",
    );
    refuse(&["triage", file, "--source", "us-ledger"], 1, "1502 header_mismatch: ");
    refuse(&["triage", file, "--source", "cn-ledger"], 1, "1503 unreadable_file: ");
    // Nothing is half-written: at most the empty directory is there.
    assert!(!out.exists() || fs::read_dir(&out).unwrap().next().is_none());

    // A ledger that lies where the result's ledger would go is not written over.
    let ledger = path.join("cn/input.xlsx");
    let mine = path.join("mine");
    fs::create_dir(&mine).unwrap();
    fs::copy(&ledger, mine.join("ledger.xlsx")).unwrap();
    let before = fs::read(mine.join("ledger.xlsx")).unwrap();
    let mine_file = mine.join("ledger.xlsx").display().to_string();
    let output = run(&[
        "triage",
        &mine_file,
        "--source",
        "cn-ledger",
        "--as-of",
        "2026-03-20",
        "--out",
        mine.to_str().unwrap(),
    ]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8(output.stderr).unwrap().contains("written over"));
    assert_eq!(fs::read(mine.join("ledger.xlsx")).unwrap(), before);
}
