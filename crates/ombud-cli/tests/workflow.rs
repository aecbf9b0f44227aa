//! `ombud workflow` as people and scripts meet it.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use ombud::model::Json;

fn run(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ombud"))
        .arg("workflow")
        .args(arguments)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C")
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

/// What is printed, and how it ends.
fn said(arguments: &[&str]) -> (String, i32) {
    let output = run(arguments);
    let text = String::from_utf8(output.stdout).unwrap() + &String::from_utf8(output.stderr).unwrap();
    (text, output.status.code().unwrap())
}

fn json(arguments: &[&str]) -> Json {
    let output = run(arguments);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    Json::parse(&output.stdout).unwrap()
}

/// A file of this test's own.
fn file(name: &str, text: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).unwrap();
    path
}

const CHART: &str = r#"{"format_version": 1, "id": "t", "title": {"zh": "例", "en": "Example"},
 "roles": [{"id": "handler", "title": {"zh": "经办人", "en": "Handler"}}],
 "events": [
  {"id": "decide", "title": {"zh": "决定", "en": "Decide"}, "fields": [
    {"id": "amount", "type": "int", "title": {"zh": "数额", "en": "Amount"}}]},
  {"id": "approve", "title": {"zh": "批准", "en": "Approve"}},
  {"id": "late", "title": {"zh": "逾期", "en": "Late"}, "kind": "timer"}],
 "states": [
  {"id": "open", "title": {"zh": "待办", "en": "Open"}, "transitions": [
    {"id": "small", "event": "decide", "target": "end", "roles": ["handler"], "guard": "event.amount <= 100"},
    {"id": "large", "event": "decide", "target": "check", "roles": ["handler"], "guard": "event.amount > 100"}]},
  {"id": "check", "title": {"zh": "复核", "en": "Check"},
   "timers": [{"id": "late", "after": "3d", "event": "late"}],
   "transitions": [
    {"id": "approve", "event": "approve", "target": "end", "roles": ["handler"], "four_eyes": ["decide"]},
    {"id": "late", "event": "late", "target": "open"}]},
  {"id": "end", "title": {"zh": "终", "en": "End"}, "kind": "final"}]}"#;

const SCXML: &str = r#"<scxml xmlns="http://www.w3.org/2005/07/scxml" version="1.0">
  <state id="a"><transition event="go" target="b"/></state>
  <final id="b"/>
</scxml>"#;

fn text<'j>(json: &'j Json, key: &str) -> Vec<&'j str> {
    let Some(Json::List(list)) = json.get(key) else { panic!("{key} in {json:?}") };
    list.iter().map(|item| item.as_str().unwrap()).collect()
}

fn count(json: &Json, key: &str) -> usize {
    let Some(Json::List(list)) = json.get(key) else { panic!("{key} in {json:?}") };
    list.len()
}

#[test]
fn check_says_what_is_wrong_and_how_it_shows() {
    let sound = file("sound.json", CHART);
    let sound = sound.to_str().unwrap();
    assert_eq!(said(&["check", sound]), ("Nothing is wrong.\n".to_owned(), 0));
    assert_eq!(said(&["check", sound, "--lang", "zh"]), ("没有发现问题。\n".to_owned(), 0));

    let (alone, code) = said(&["check", sound, "--person", "li=handler"]);
    assert_eq!(code, 1);
    assert_eq!(
        alone,
        "states[1].transitions[0]: Error (E11): “Approve” is for somebody who has not done Decide; on some \
         way nobody is left. Replay its signals (3) to see it.\n"
    );

    let both = file("both.json", &CHART.replace("event.amount > 100", "event.amount >= 100"));
    let both = both.to_str().unwrap();
    let (text, code) = said(&["check", both, "--lang", "zh"]);
    assert_eq!(code, 1);
    assert!(
        text.starts_with("states[0].transitions[1]: 错误（E5）：在状态“待办”中，对“决定”的两种处理"),
        "{text}"
    );
    let Json::List(findings) = json(&["check", both, "--json"]) else { panic!("a list") };
    let [finding] = findings.as_slice() else { panic!("{findings:?}") };
    assert_eq!(finding.get("code").and_then(Json::as_str), Some("overlapping_guards"));
    assert_eq!(finding.get("check").and_then(Json::as_str), Some("E5"));
    assert_eq!(count(finding, "witness"), 2);

    let gap = file("gap.json", &CHART.replace("event.amount > 100", "event.amount > 101"));
    let (text, code) = said(&["check", gap.to_str().unwrap()]);
    assert!(text.starts_with("states[0]: Warning (E6)") && code == 0, "a warning is no failure: {text}");

    let broken = file("broken.json", &CHART.replace(r#""target": "check""#, r#""target": "nowhere""#));
    let (text, code) = said(&["check", broken.to_str().unwrap()]);
    assert!(text.contains("Error (E1)") && text.contains("nowhere") && code == 1, "{text}");
}

#[test]
fn what_a_workflow_is_called_steers_no_terminal() {
    let odd = CHART.replace("event.amount > 100", "event.amount >= 100");
    let odd = odd.replace(r#""en": "Open""#, r#""en": "O\u001b[31m\npen""#);
    let odd = file("odd.json", &odd);
    let (text, code) = said(&["check", odd.to_str().unwrap()]);
    assert!(text.contains(r"O\u{1b}[31m\npen") && text.lines().count() == 1 && code == 1, "{text}");
    let (text, code) = said(&["run", odd.to_str().unwrap(), "--event", "approve"]);
    assert!(text.contains(r"u{1b}[31m") && !text.contains('\u{1b}') && code == 1, "{text}");
}

#[test]
fn run_steps_until_nothing_more_happens() {
    let chart = file("run.json", CHART);
    let chart = chart.to_str().unwrap();
    let start = json(&["run", chart]);
    assert_eq!((text(&start, "configuration"), count(&start, "refusals")), (vec!["open"], 0));

    let large = r#"decide={"amount":500}"#;
    let done = json(&["run", chart, "--event", large, "--event", "approve"]);
    assert_eq!((text(&done, "configuration"), count(&done, "refusals")), (vec!["end"], 0));
    assert_eq!(done.get("done"), Some(&Json::Bool(true)));

    let alone = json(&["run", chart, "--event", large, "--event", "approve", "--by", "li=handler"]);
    assert_eq!(text(&alone, "configuration"), ["open"], "the clock is set on to the timer");
    assert_eq!(alone.get("now"), Some(&Json::Int(3 * 86_400_000)));
    let Some(Json::List(refusals)) = alone.get("refusals") else { panic!("{alone:?}") };
    let [refusal] = refusals.as_slice() else { panic!("{refusals:?}") };
    assert_eq!(refusal.get("event").and_then(Json::as_str), Some("approve"));
    let words = refusal.get("text").and_then(Json::as_str).unwrap();
    assert_eq!(
        words,
        "“Approve” cannot be done now in “Check”.\n· approve: for somebody else than who did “Decide”"
    );

    let (text, code) = said(&["run", chart, "--event", "decid"]);
    assert!(text.contains("unknown_event") && code == 2, "{text}");
    assert!(text.contains("one of decide, approve, late; found: decid\n  did you mean decide?"), "{text}");
    let (text, code) = said(&["run", chart, "--set", "insurance.clam=yes"]);
    assert!(text.contains("packs list fact") && text.contains("did you mean insurance.claim?"), "{text}");
    assert_eq!(code, 2);
    let twice = ["--set", "insurance.claim=yes", "--set", "insurance.claim=no"];
    let (text, code) = said(&[&["run", chart], &twice[..]].concat());
    assert!(text.contains("each fact once; found: insurance.claim=no") && code == 2, "{text}");
    let torn = file("torn.scxml", "<scxml><state>");
    let (text, code) = said(&["check", torn.to_str().unwrap(), "--lang", "zh"]);
    assert!(text.contains("实为：没有结束的元素") && code == 1, "{text}");
    let empty = file("empty.json", " \n");
    let (text, code) = said(&["check", empty.to_str().unwrap()]);
    assert!(text.contains("empty.json") && text.contains("found: an empty file") && code == 1, "{text}");
    let (text, code) = said(&["run", chart, "--event", r#"decide={"sum":1}"#]);
    assert!(text.contains("invalid_field") && code == 2, "{text}");
}

#[test]
fn draw_and_convert() {
    let chart = file("draw.json", CHART);
    let chart = chart.to_str().unwrap();
    assert!(said(&["draw", chart]).0.starts_with("stateDiagram-v2"));
    assert!(said(&["draw", chart, "--format", "dot", "--lang", "zh"]).0.contains("复核"));
    assert!(said(&["draw", chart, "--format", "pnml"]).0.contains("<pnml"));

    let plain = file("plain.scxml", SCXML);
    let own = json(&["convert", plain.to_str().unwrap()]);
    assert_eq!(count(&own, "states"), 2);
    let own = file("plain.json", &String::from_utf8(own.to_bytes()).unwrap());
    let (scxml, code) = said(&["convert", own.to_str().unwrap()]);
    assert!(scxml.contains("<scxml") && code == 0, "{scxml}");
    let back = file("back.scxml", &scxml);
    let ran = json(&["run", back.to_str().unwrap(), "--event", "go"]);
    assert_eq!(text(&ran, "configuration"), ["b"]);
    assert_eq!(ran.get("done"), Some(&Json::Bool(true)));
}

/// A chart that never gets through its first step.
const ENDLESS: &str = r#"{"format_version": 1, "id": "t", "title": {"zh": "循环", "en": "Round"},
 "events": [{"id": "again", "title": {"zh": "再来", "en": "Again"}, "kind": "internal"}],
 "states": [{"id": "a", "title": {"zh": "甲", "en": "A"}, "on_entry": [RAISE],
   "transitions": [{"id": "t", "event": "again", "target": "a"}]}]}"#;

#[test]
fn what_cannot_begin_fails_and_says_so_in_both_languages() {
    let raise = |i: usize| format!(r#"{{"raise": {{"id": "r{i}", "event": "again"}}}}"#);
    let many: Vec<String> = (0..300).map(raise).collect();
    let path = file("workflow-endless.json", &ENDLESS.replace("RAISE", &many.join(",")));
    let path = path.to_str().unwrap();
    for (lang, says) in [("zh", "“再来”引起无休止的循环。"), ("en", "“Again” goes on for ever.")]
    {
        let (text, code) = said(&["run", path, "--lang", lang]);
        assert_eq!(code, 1);
        assert!(text.contains(says), "{text}");
    }
    let (text, _) = said(&["check", path]);
    assert!(text.contains("t") && !text.contains(": ."), "{text}");
    assert!(text.contains("E8"), "{text}");
}

#[test]
fn faults_of_a_definition_are_told_whole_in_either_language() {
    let check = |name: &str, text: &str, lang: &str| {
        let path = file(name, text);
        said(&["check", path.to_str().unwrap(), "--lang", lang]).0
    };
    let twice = CHART.replace(r#"{"id": "check", "title""#, r#"{"id": "open", "title""#);
    let zh = check("workflow-twice.json", &twice, "zh");
    assert!(zh.contains("states[1].id") && zh.contains("应为每个编号只写一次，实为open。"), "{zh}");
    let unknown = CHART.replace(r#""target": "check""#, r#""target": "nowhere""#);
    let zh = check("workflow-unknown.json", &unknown, "zh");
    assert!(zh.contains("应为流程中的状态，实为nowhere。"), "{zh}");
    let far = check("workflow-far.json", &CHART.replace(r#""3d""#, r#""9999999999d""#), "en");
    assert!(far.contains("states[1].timers[0].after") && far.contains("at most 1000000d"), "{far}");
    let blank = CHART.replace(r#""id": "t""#, r#""id": """#).replace("Example", "Ex\\u0001");
    let blank = check("workflow-blank.json", &blank, "en");
    assert!(blank.contains("id: ") && blank.contains("a name without spaces or control"), "{blank}");
    assert!(blank.contains("title.en: ") && blank.contains("words without control characters"), "{blank}");
}

#[test]
fn a_name_that_the_workflow_does_not_know_is_refused() {
    let chart = file("workflow-names.json", CHART);
    let chart = chart.to_str().unwrap();
    for (arguments, expected) in [
        (["check", chart, "--person", "=handler"], "a name"),
        (["check", chart, "--person", "li=clerk"], "a role of the workflow"),
        (["check", chart, "--limit", "zz=1d"], "a clock of the workflow"),
        (["check", chart, "--delay", "ZZ=1d"], "a rule that a timer waits for"),
        (["run", chart, "--by", "li=clerk"], "a role of the workflow"),
        (["run", chart, "--event", "zz"], "one of decide, approve, late"),
        (["run", chart, "--set", "zz=1"], "an id that `ombud packs list fact` prints"),
    ] {
        let with_event = [&arguments[..], &["--event", "approve"]].concat();
        let by = arguments[2] == "--by";
        let (text, code) = said(if by { &with_event } else { &arguments });
        assert!(code == 2 && text.contains(&format!("expected: {expected}")), "{text}");
    }
}

#[test]
fn rules_are_looked_up_where_packs_are_given() {
    let cited = CHART.replace(r#""after": "3d""#, r#""clock": "NO-SUCH-RULE""#);
    let path = file("workflow-cited.json", &cited);
    let path = path.to_str().unwrap();
    assert_eq!(said(&["check", path]).1, 0);
    let pack = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workflow-pack");
    fs::create_dir_all(&pack).unwrap();
    fs::write(
        pack.join("manifest.toml"),
        "[manifest]\nid = \"mine\"\nversion = \"1\"\ntitle = { zh = \"我\", en = \"Mine\" }\n",
    )
    .unwrap();
    let (text, code) = said(&["check", path, "--pack", pack.to_str().unwrap()]);
    assert!(code == 1 && text.contains("states[1].timers[0].clock: "), "{text}");
    assert!(text.contains("expected a rule of the pack, found NO-SUCH-RULE"), "{text}");
}

#[test]
fn scxml_that_is_none_is_refused_in_words_of_our_own() {
    let wrong = file("workflow-ns.xml", &SCXML.replace("http://www.w3.org/2005/07/scxml", "urn:foo"));
    let (text, _) = said(&["check", wrong.to_str().unwrap()]);
    assert!(text.contains("found: urn:foo"), "{text}");
    let bytes = Path::new(env!("CARGO_TARGET_TMPDIR")).join("workflow-bytes.xml");
    fs::write(&bytes, b"<scxml xmlns=\"http://www.w3.org/2005/07/scxml\"><state id=\"a\xff\"/></scxml>")
        .unwrap();
    let (text, _) = said(&["check", bytes.to_str().unwrap(), "--lang", "zh"]);
    assert!(text.contains("1602") && text.contains("实为：不是UTF-8的字节"), "{text}");
    for (broken, zh) in [
        ("<!DOCTYPE x []><scxml/>", "DTD"),
        ("<scxml><state></scxml>", "由别的元素的结束标签关闭的元素"),
        ("<scxml>", "没有结束的元素"),
    ] {
        let path = file("workflow-broken.xml", broken);
        let (text, _) = said(&["check", path.to_str().unwrap(), "--lang", "zh"]);
        assert!(text.contains(&format!("应为：完整的、UTF-8编码的、不含DTD的XML；实为：{zh}")), "{text}");
    }
    let zero = file("workflow-zero.json", &CHART.replace(r#""id": "t""#, r#""id": "t\u0000""#));
    let (text, code) = said(&["convert", zero.to_str().unwrap()]);
    assert!(code == 1 && text.contains("scxml name") && !text.contains('\u{fffd}'), "{text}");
}
