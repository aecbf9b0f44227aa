//! The program as people and scripts meet it: what it prints, what it refuses, how it ends.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    fs,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use ombud::model::{Json, canon};

fn ombud() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C").stdin(Stdio::null());
    command
}

fn run(arguments: &[&str]) -> Output {
    ombud().args(arguments).output().unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// What a successful run prints.
fn answer(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{arguments:?}: {}", err(&output));
    out(&output)
}

fn with_input(arguments: &[&str], input: &str) -> Output {
    let mut child = ombud()
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

/// An empty directory of this test's own.
fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

const DUE: [&str; 7] =
    ["due", "--regime", "cn-complaints-2020", "--received", "2026-03-02", "--as-of", "2026-03-20"];

fn due(more: &[&'static str]) -> Vec<&'static str> {
    DUE.iter().chain(more).copied().collect()
}

#[test]
fn help_names_every_command_and_every_argument() {
    let help = answer(&["--help"]);
    for command in ["demo", "triage", "source", "due", "regime", "packs", "workflow", "ops", "call"] {
        assert!(help.contains(&format!("\n  {command} ")), "{command} in {help}");
    }
    let codes = help.split_once("Exit codes: ").unwrap().1.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(
        codes,
        "0 done, 1 findings or refused, 2 the command line is wrong, \
         3 done and saved, but the answer could not be printed."
    );
    let help = answer(&["due", "--help"]);
    for argument in ["--regime", "--received", "--set", "--event", "--as-of", "--json", "--proof", "--lang"] {
        assert!(help.contains(argument), "{argument} in {help}");
    }
    let help = answer(&["demo", "--help"]);
    assert!(help.contains("[default: 2026-03-20]") && help.contains("[default: ombud-demo]"));
    for command in ["check", "build", "list", "show", "diff"] {
        assert!(answer(&["packs", "--help"]).contains(command));
    }
}

#[test]
fn a_draft_of_a_profile_triages_its_file() {
    let place = scratch("guess");
    let (file, draft, result) = (place.join("book.csv"), place.join("book.toml"), place.join("r"));
    fs::write(&file, "投诉编号,收到时间,类别\n1,2026/3/2,投诉\n2,2026/3/3,投诉\n").unwrap();
    let [file, draft, result] = [&file, &draft, &result].map(|path| path.to_str().unwrap());
    let printed = answer(&["source", "guess", file, "--lang", "zh"]);
    let said = answer(&["source", "guess", file, "--out", draft, "--lang", "zh"]);
    assert!(said.contains("3列,其中0列待定"), "{said}");
    assert_eq!(fs::read_to_string(draft).unwrap(), printed);
    let again = run(&["source", "guess", file, "--out", draft]);
    assert_eq!(again.status.code(), Some(2), "{}", err(&again));
    let said = answer(&["triage", file, "--source", draft, "--as-of", "2026-03-10", "--out", result]);
    assert!(said.contains("2 rows read: 2 kept"), "{said}");
    assert!(answer(&["source", "list"]).contains("cn-night-batch   fixed  gbk      Nightly batch"));
}

#[test]
fn a_batch_that_was_cut_off_is_told() {
    let place = scratch("night");
    let (file, result) = (place.join("night.dat"), place.join("r"));
    fs::write(&file, "H20260320\nD1                   20260302\n").unwrap();
    let [file, result] = [&file, &result].map(|path| path.to_str().unwrap());
    let said =
        answer(&["triage", file, "--source", "cn-night-batch", "--as-of", "2026-03-10", "--out", result]);
    assert!(said.contains("night.dat: the trailer is missing"), "{said}");
    let problems = fs::read_to_string(place.join("r/problems.csv")).unwrap();
    assert!(problems.contains("0,\"\",\"\",\"trailer_missing\""), "{problems}");
}

#[test]
fn help_with_a_regime_lists_its_facts_events_and_clocks() {
    let help = answer(&["due", "--regime", "cn-complaints-2020", "--help"]);
    assert!(help.starts_with("Usage: ombud due"), "{help}");
    for wanted in [
        "CN-CM-018a                   Decide the complaint and tell the complainant",
        "decision.unit                enum branch | head_office: ",
        "extended                     Time extended",
        "      ground                   enum complex | special | beyond_control: ",
        "      notified_on              date: ",
    ] {
        assert!(help.contains(wanted), "{wanted:?} in {help}");
    }
    let listing = answer(&["regime", "cn-complaints-2020"]);
    assert!(help.ends_with(&listing));
    let zh = answer(&["regime", "cn-complaints-2020", "--lang", "zh"]);
    assert!(zh.contains("作出处理决定并告知投诉人"));
    assert_eq!(answer(&["regime"]).lines().count(), 7);
}

#[test]
fn due_prints_sentences_open_ones_first() {
    let text = answer(&DUE);
    let first = text.lines().next().unwrap();
    assert!(
        first.starts_with("- Overdue by 3 days; it was to be done by the end of Tue 17 March 2026"),
        "{text}"
    );
    assert!(first.ends_with("[CN-CM-018a]"));
    assert!(text.contains("Complaint Measure, Art. 18 ¶1"));
    let zh = answer(&due(&["--lang", "zh"]));
    assert!(zh.contains("《投诉处理办法》第18条第1款"), "{zh}");
}

#[test]
fn due_says_what_an_incomplete_extension_lacks() {
    let mut arguments = due(&["--event", "extended=2026-03-09,ground=special", "--lang", "en"]);
    *arguments.iter_mut().find(|word| **word == "2026-03-20").unwrap() = "2026-03-10";
    let text = answer(&arguments);
    assert!(text.contains("To be done by the end of Tue 17 March 2026"), "{text}");
    assert!(text.contains("had no effect") || text.contains("no effect"), "{text}");
    assert!(text.contains("Approver") || text.contains("approver"), "{text}");
}

#[test]
fn due_takes_extensions_facts_parts_and_commas() {
    let text = answer(&due(&[
        "--json",
        "--event",
        "extended=2026-03-12,ground=complex,reason=two branches\\, one recording,by=Li",
    ]));
    assert!(text.contains(r#""due":"2026-04-01""#), "{text}");
    let text =
        answer(&due(&["--json", "--set", "A/decision.unit=branch", "--set", "B/decision.unit=head_office"]));
    let Json::List(list) = Json::parse(text.trim().as_bytes()).unwrap() else { panic!("an array: {text}") };
    let parts: Vec<&str> = list.iter().filter_map(|duty| duty.get("part")?.as_str()).collect();
    assert!(parts.contains(&"A") && parts.contains(&"B"), "{parts:?}");
    // The consumer's way to a review exists only where a branch decided.
    let review = |part: &str| {
        list.iter().any(|duty| {
            duty.get("part").and_then(Json::as_str) == Some(part)
                && duty.get("clock").and_then(Json::as_str) == Some("CN-CM-020a")
        })
    };
    assert!(review("A") && !review("B"));
}

#[test]
fn due_json_is_canonical_and_has_the_keys() {
    let text = answer(&due(&["--json"]));
    let json = Json::parse(text.trim_end().as_bytes()).unwrap();
    assert_eq!(format!("{}\n", String::from_utf8(json.to_bytes()).unwrap()), text);
    let Json::List(list) = &json else { panic!("an array: {text}") };
    let main =
        list.iter().find(|duty| duty.get("clock").and_then(Json::as_str) == Some("CN-CM-018a")).unwrap();
    for key in [
        "clock",
        "regime",
        "due",
        "prudent_due",
        "late_from",
        "status",
        "cite",
        "confidence",
        "cited",
        "sentence",
    ] {
        assert!(main.get(key).is_some(), "{key}");
    }
    assert_eq!(main.get("due").and_then(Json::as_str), Some("2026-03-17"));
    assert_eq!(main.get("prudent_due").and_then(Json::as_str), Some("2026-03-16"));
    assert_eq!(main.get("late_from").and_then(Json::as_str), Some("2026-03-18T00:00:00+08:00"));
    assert_eq!(main.get("status").and_then(Json::as_str), Some("late"));
    let cited = main.get("cited").unwrap();
    assert!(cited.get("zh").and_then(Json::as_str).unwrap().starts_with("《投诉处理办法》第18条第1款"));
    assert!(main.get("proof").is_none());
    let text = answer(&due(&["--json", "--proof"]));
    assert!(text.contains(r#""proof":{"#));
}

#[test]
fn due_proves_on_request() {
    let text = answer(&due(&["--proof"]));
    assert!(text.contains("    | Day by day"), "{text}");
    assert!(text.contains("15 days counted"));
}

#[test]
fn several_regimes_answer_together() {
    let text = answer(&[
        "due",
        "--json",
        "--regime",
        "us-cfpb",
        "--regime",
        "us-reg-e",
        "--received",
        "2026-03-02",
        "--event",
        "sent_to_company=2026-03-03",
        "--as-of",
        "2026-03-20",
    ]);
    assert!(text.contains(r#""regime":"us-cfpb""#) && text.contains(r#""regime":"us-reg-e""#));
}

#[test]
fn without_an_as_of_the_clock_of_the_machine_is_said() {
    let output = run(&["due", "--regime", "uk-disp", "--received", "2026-03-02"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        err(&output).starts_with("No --as-of was given: taking this machine's clock, 20"),
        "{}",
        err(&output)
    );
}

#[test]
fn what_no_clock_reads_is_noted() {
    let output = run(&due(&["--set", "reg_e.pos_debit=true", "--event", "benefit_paid=2026-03-04"]));
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(
        err(&output),
        "Note: no clock of these regimes reads the fact reg_e.pos_debit.\n\
         Note: no clock of these regimes reads the event benefit_paid.\n"
    );
}

#[test]
fn the_language_is_that_of_the_environment_unless_asked() {
    let lang = |value: &str, more: &[&str]| {
        let output = ombud().env("LANG", value).args(DUE).args(more).output().unwrap();
        out(&output).contains("投诉人")
    };
    assert!(lang("zh_CN.UTF-8", &[]));
    assert!(!lang("en_GB.UTF-8", &[]));
    assert!(lang("C", &["--lang=zh"]));
    assert!(!lang("zh_CN.UTF-8", &["--lang", "en"]));
}

/// The arguments, the exit code, and every byte of the message.
const REFUSALS: &[(&[&str], i32, &str)] = &[
    (
        &["due", "--regime", "cn-complaints-2020"],
        2,
        "1007 invalid_field: a field is missing, unknown or of the wrong type; at: --received; expected: --received WHEN, or an --event\n",
    ),
    (
        &["due", "--regime", "cn-complaints-2021", "--received", "2026-03-02"],
        2,
        "1203 unknown_regime: no such regime in the loaded packs; item: cn-complaints-2021; at: --regime; expected: cn-bank-card, cn-complaints-2020, cn-insurance-law, cn-insurance-sales, uk-disp, us-cfpb, us-reg-e\n  did you mean cn-complaints-2020?\n",
    ),
    (
        &["due", "--regime", "uk-disp", "--received", "2026/03/02"],
        2,
        "1101 invalid_date: not a valid date; at: --received; expected: 2026-03-02 or 2026-03-02T09:30:00+08:00; found: 2026/03/02\n",
    ),
    (
        &["due", "--regime", "uk-disp", "--received", "2026-02-30"],
        2,
        "1101 invalid_date: not a valid date; at: --received; expected: 2026-03-02 or 2026-03-02T09:30:00+08:00; found: 2026-02-30\n",
    ),
    (
        &["due", "--regime", "uk-disp", "--received", "2026-03-02T09:30:00"],
        2,
        "1102 invalid_instant: not a valid instant with an offset; at: --received; expected: 2026-03-02 or 2026-03-02T09:30:00+08:00; found: 2026-03-02T09:30:00\n",
    ),
    (
        &["due", "--regime", "uk-disp", "--received", "2026-03-02", "--as-of", "tomorrow"],
        2,
        "1101 invalid_date: not a valid date; at: --as-of; expected: 2026-03-02 or 2026-03-02T09:30:00+08:00; found: tomorrow\n",
    ),
    (
        &["regime", "uk-dips"],
        2,
        "1203 unknown_regime: no such regime in the loaded packs; item: uk-dips; at: --regime; expected: cn-bank-card, cn-complaints-2020, cn-insurance-law, cn-insurance-sales, uk-disp, us-cfpb, us-reg-e\n  did you mean uk-disp?\n",
    ),
    (
        &["packs", "check", "no-such-directory"],
        1,
        "1501 file_access: no-such-directory: a file cannot be read or written; expected: a file or a directory that is there; found: no such file or directory\n",
    ),
    (
        &[
            "case",
            "open",
            "nowhere.jsonl",
            "--life",
            "au-rg271",
            "--id",
            "U1",
            "--received",
            "2026-07-01",
            "--now",
            "2026-07-01T09:00:00+10:00",
        ],
        1,
        "1106 invalid_value: the value does not fit its definition; at: zone; expected: a zone, or a regime that has one; found: none\n",
    ),
    (
        &["packs", "list", "wheel"],
        2,
        "1106 invalid_value: the value does not fit its definition; at: KIND; expected: act, calculation, calendar, checklist, clock, event, fact, instrument, not_a_rule, provision, regime, review, route, scorecard, source, suspension, table, taxonomy, workflow; found: wheel\n",
    ),
    (
        &["packs", "show", "CN-CM-18a"],
        2,
        "1206 unknown_item: no such item in the loaded packs; item: CN-CM-18a; expected: an id that `ombud packs list` prints\n  did you mean CN-CM-018a?\n",
    ),
    (
        &["packs", "diff", "builtin", "nowhere.json"],
        1,
        "1501 file_access: nowhere.json: a file cannot be read or written; expected: a file or a directory that is there; found: no such file or directory\n",
    ),
    (
        &["demo", "--as-of", "2026-02-30"],
        2,
        "1101 invalid_date: not a valid date; at: --as-of; expected: YYYY-MM-DD; found: 2026-02-30\n",
    ),
    (
        &["demo", "--rows", "0"],
        2,
        "1106 invalid_value: the value does not fit its definition; at: --rows; expected: 1 to 1000000; found: 0\n",
    ),
    (
        &["--lang", "fr"],
        2,
        "error: unexpected argument '--lang' found\n\nUsage: ombud <COMMAND>\n\nFor more information, try '--help'.\n",
    ),
];

/// The same for what follows `ombud due --regime cn-complaints-2020 --received 2026-03-02 --as-of 2026-03-20`.
const DUE_REFUSALS: &[(&[&str], &str)] = &[
    (
        &["--set", "decision.unit"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; at: --set; expected: FACT=VALUE or PART/FACT=VALUE; found: decision.unit\n",
    ),
    (
        &["--set", "decision.unt=branch"],
        "1201 unknown_fact: no such fact in the catalogue; item: decision.unt; at: --set; expected: an id that `ombud packs list fact` prints\n  did you mean decision.unit?\n",
    ),
    (
        &["--set", "decision.unt=branch", "--lang", "zh"],
        "1201 unknown_fact: 目录中没有该事实；条目：decision.unt；位置：--set；应为：`ombud packs list fact` 列出的编号\n  是不是指 decision.unit？\n",
    ),
    (
        &["--set", "decision.unit=branch", "--set", "decision.unit=head_office"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; item: decision.unit; at: --set; expected: each fact once; found: decision.unit=head_office\n",
    ),
    (
        &["--set", "p1/decision.unit=branch", "--set", "p1/ decision.unit=branch"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; item: p1/ decision.unit; at: --set; expected: each fact once; found: p1/ decision.unit=branch\n",
    ),
    (
        &["--set", "decision.unit=\u{1b}[31mvillage\u{7}"],
        "1106 invalid_value: the value does not fit its definition; item: decision.unit; at: --set; expected: enum of branch, head_office; found: \\u{1b}[31mvillage\\u{7}\n",
    ),
    (
        &["--set", "decision.unit=village"],
        "1106 invalid_value: the value does not fit its definition; item: decision.unit; at: --set; expected: enum of branch, head_office; found: village\n",
    ),
    (
        &["--set", "complaint.people_in_person=many"],
        "1106 invalid_value: the value does not fit its definition; item: complaint.people_in_person; at: --set; expected: int; found: many\n",
    ),
    (
        &["--event", "extendd=2026-03-10"],
        "1202 unknown_event: no such event type; item: extendd; at: --event; expected: an id that `ombud packs list event` prints\n  did you mean extended?\n",
    ),
    (
        &["--event", "extended=10.3.2026"],
        "1101 invalid_date: not a valid date; at: --event extended; expected: 2026-03-02 or 2026-03-02T09:30:00+08:00; found: 10.3.2026\n",
    ),
    (
        &["--event", "extended=2026-03-10,ground"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; at: --event; expected: FIELD=VALUE; found: ground\n",
    ),
    (
        &["--event", "extended=2026-03-10,ground=hard"],
        "1106 invalid_value: the value does not fit its definition; item: extended.ground; at: --event; expected: enum of complex, special, beyond_control; found: hard\n",
    ),
    (
        &["--event", "extended=2026-03-10,grounds=complex"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; item: extended.grounds; at: --event; expected: ground, reason, approver, notified_on, document, reply_by; found: grounds\n  did you mean ground?\n",
    ),
    (
        &["--event", "extended=2026-03-10,ground=complex,ground=special"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; at: --event; expected: each field once; found: ground=special\n",
    ),
    (
        &["--event", "extended=2026-03-10,notified_on=soon"],
        "1106 invalid_value: the value does not fit its definition; item: extended.notified_on; at: --event; expected: date; found: soon\n",
    ),
    (
        &["--event", "=2026-03-10"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; at: --event; expected: TYPE=WHEN[,FIELD=VALUE]...; found: =2026-03-10\n",
    ),
    (
        &["--event", "extended=2026-03-10,stated_timely=maybe"],
        "1007 invalid_field: a field is missing, unknown or of the wrong type; at: --event; expected: stated_timely=true or stated_timely=false; found: stated_timely=maybe\n",
    ),
    (
        &["--event", "extended=2026-03-10,part=a b"],
        "1105 invalid_id: not a valid identifier; at: --event.part; expected: 1 to 128 bytes without spaces or control characters; found: a b\n",
    ),
];

#[test]
fn bad_input_is_named_exactly() {
    let cases = REFUSALS.iter().map(|(arguments, code, message)| (arguments.to_vec(), *code, *message));
    let more = DUE_REFUSALS.iter().map(|(arguments, message)| {
        (DUE.iter().chain(*arguments).copied().collect::<Vec<&str>>(), 2, *message)
    });
    for (arguments, code, message) in cases.chain(more) {
        let output = run(&arguments);
        assert_eq!(err(&output), message, "{arguments:?}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
        assert!(output.stdout.is_empty(), "{arguments:?}");
    }
}

#[test]
fn a_faulty_pack_is_refused_with_every_finding() {
    let pack = scratch("faulty-pack");
    fs::write(pack.join("manifest.toml"), "[manifest]\nid = \"mine\"\n").unwrap();
    fs::write(pack.join("facts.toml"), "[[fact]]\nid = \"mine.x\"\ntype = \"number\"\n").unwrap();
    let output = run(&["packs", "check", pack.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    let message = err(&output);
    assert!(message.lines().next().unwrap().contains("facts.toml"), "{message}");
    assert!(message.ends_with(" findings.\n"), "{message}");
}

#[test]
fn a_pack_whose_profiles_cannot_read_is_refused() {
    let pack = scratch("faulty-profile");
    let manifest = "[manifest]\nid = \"mine\"\nversion = \"1\"\ntitle = { zh = \"我\", en = \"Mine\" }\n";
    let profile = "[source]\nid = \"book\"\ntitle = { zh = \"登记簿\", en = \"Book\" }\nformat = \"csv\"\n\
                   encoding = \"utf-8\"\nzone = \"Asia/Shanghai\"\nlanguage = \"zh\"\ndates = [\"dd/mm/yyyy\", \"m/d/yyyy\", \"yyyy-mmm\"]\n\
                   [[source.column]]\nname = \"Received\"\nto = \"event:received\"\ntype = \"date\"\n";
    fs::create_dir(pack.join("sources")).unwrap();
    fs::write(pack.join("manifest.toml"), manifest).unwrap();
    fs::write(pack.join("sources/book.toml"), profile).unwrap();
    let output = run(&["packs", "check", pack.to_str().unwrap()]);
    let fault = "1007 invalid_field: sources/book.toml: a field is missing, unknown or of the wrong type; at: dates; expected:";
    assert_eq!(
        err(&output),
        format!(
            "{fault} yyyy, yy, mm, m, dd, d, HH, H, MM, SS, zzz, other signs, or rfc3339; found: yyyy-mmm\n\
             {fault} shapes that read a text as one day only; found: dd/mm/yyyy and m/d/yyyy\n2 findings.\n"
        )
    );
    assert_eq!(output.status.code(), Some(1));
}

#[cfg(unix)]
#[test]
fn a_pack_is_a_directory_or_a_file() {
    let directory = scratch("odd-packs");
    fs::create_dir(directory.join("profile.toml")).unwrap();
    let profile = directory.join("profile.toml");
    let profile = profile.to_str().unwrap();
    for (arguments, file, found) in [
        (vec!["packs", "check", "/dev/zero"], "/dev/zero", "a pipe, a socket or a device"),
        (vec!["regime", "--pack", "/dev/zero"], "/dev/zero", "a pipe, a socket or a device"),
        (vec!["triage", "x", "--source", profile, "--out", "y"], profile, "a directory"),
    ] {
        let output = run(&arguments);
        assert_eq!(
            err(&output),
            format!(
                "1501 file_access: {file}: a file cannot be read or written; expected: a file; found: {found}\n"
            )
        );
        assert_eq!(output.status.code(), Some(1));
    }
    let large = directory.join("large.json");
    fs::File::create(&large).unwrap().set_len(1 << 30).unwrap();
    let output = run(&["packs", "check", large.to_str().unwrap()]);
    assert!(
        err(&output).ends_with("expected: at most 67108864 bytes; found: 1073741824\n"),
        "{}",
        err(&output)
    );
}

#[test]
fn operations_are_listed_and_called() {
    let list = answer(&["ops", "--json"]);
    let Json::List(operations) = Json::parse(list.trim_end().as_bytes()).unwrap() else { panic!("{list}") };
    let lines = answer(&["ops"]);
    assert_eq!(lines.lines().count(), operations.len());
    for operation in &operations {
        let name = operation.get("name").and_then(Json::as_str).unwrap();
        assert!(lines.contains(name));
        // The example of the list, sent back, is answered as the built-in one is.
        let request = String::from_utf8(operation.get("example").unwrap().to_bytes()).unwrap();
        let sent = with_input(&["call", name], &request);
        assert_eq!(sent.status.code(), Some(0), "{name}: {}", err(&sent));
        assert_eq!(out(&sent), answer(&["call", name, "--example"]));
        let bytes = &sent.stdout[..sent.stdout.len() - 1];
        assert_eq!(Json::parse(bytes).unwrap().to_bytes(), bytes, "{name} answers in canonical bytes");
    }
    assert_eq!(out(&with_input(&["call", "op.list"], "")), list, "no input is an empty request");
}

#[test]
fn a_case_that_nobody_opens_is_refused_in_its_place() {
    let opening = r#"{"complaint":{"format_version":1,"id":"TS-1","received":"2026-03-02"},"life":"cn-complaint","regimes":["cn-complaints-2020"],"by":{"id":" \u200b"}}"#;
    let now = r#""now":"2026-03-02T10:00:00+08:00""#;
    let opened = format!(r#"{{"case":{{"opening":{opening},"opened":"2026-03-02T10:00:00+08:00"}},{now}}}"#);
    for (operation, request, at) in [
        ("case.open", format!(r#"{{"opening":{opening},{now}}}"#), "opening.by.id"),
        ("case.view", opened, "case.opening.by.id"),
    ] {
        let output = with_input(&["call", operation], &request);
        let said = format!("at: {at}; expected: a name; found: an empty text\n");
        assert!(err(&output).ends_with(&said), "{}", err(&output));
        assert_eq!(output.status.code(), Some(1));
    }
    let output = with_input(&["call", "case.view"], &format!(r#"{{"case":{{"events":[]}},{now}}}"#));
    assert!(err(&output).contains("at: case.events; expected: the opening of a case"), "{}", err(&output));
}

#[test]
fn an_item_is_shown_as_one_document() {
    let Json::Map(act) = Json::parse(answer(&["packs", "show", "assign"]).as_bytes()).unwrap() else {
        panic!("an object")
    };
    assert!(act.contains_key("event"));
    let shown = Json::parse(answer(&["packs", "show", "uk-disp"]).as_bytes()).unwrap();
    assert!(matches!(shown, Json::List(items) if items.len() > 1));
    let workflow = Json::parse(answer(&["packs", "show", "workflow:uk-disp"]).as_bytes()).unwrap();
    assert!(workflow.get("states").is_some());
}

#[test]
fn a_bad_call_is_refused() {
    let output = with_input(&["call", "clock.count"], "{\"calendar\":\"cn\"");
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).starts_with("1002 invalid_json: the bytes are not a valid JSON document; at: line 1")
    );
    let output =
        with_input(&["call", "clock.count"], r#"{"calendar":"xx","from":"2026-02-12","to":"2026-02-28"}"#);
    assert_eq!(
        err(&output),
        "1205 unknown_calendar: no such calendar in the loaded packs; item: xx; expected: cn, gb-eaw, us-federal\n"
    );
    let request = r#"{"clock":"UK.DISP.SRK","inquiry":{"as_of":"2026-06-08","received":"2026-06-06","regimes":["uk-disp"]}}"#;
    assert_eq!(
        err(&with_input(&["call", "clock.explain"], request)),
        "1204 unknown_clock: no such clock in the regime; at: clock; expected: a clock of the regimes asked, such as UK.DISP.SRC, UK.DISP.ACK, UK.DISP.AGAIN; found: UK.DISP.SRK\n"
    );
    let output = run(&["call", "clock.cuont"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(err(&output).ends_with("  did you mean clock.count?\n"));
}

#[test]
fn the_authors_files_and_the_bundle_agree() {
    let packs = concat!(env!("CARGO_MANIFEST_DIR"), "/../ombud/packs");
    let text = answer(&["packs", "check", packs]);
    assert_eq!(text, answer(&["packs", "check"]));
    let directory = scratch("bundle");
    let file = directory.join("bundle.json");
    answer(&["packs", "build", "--packs", packs, "--out", file.to_str().unwrap()]);
    let bytes = fs::read(&file).unwrap();
    assert_eq!(bytes, ombud::pack::BUILTIN.0);
    let hash = fs::read_to_string(directory.join("bundle.hash")).unwrap();
    assert_eq!(hash.trim(), canon::hash(canon::HashName::Sha256, &bytes));
    answer(&["packs", "build", "--check", "--packs", packs, "--out", file.to_str().unwrap()]);
    assert_eq!(run(&["packs", "diff", "builtin", file.to_str().unwrap()]).status.code(), Some(0));

    fs::write(&file, b"{}").unwrap();
    let output = run(&["packs", "build", "--check", "--packs", packs, "--out", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(1));
    assert!(err(&output).starts_with("1402 hash_mismatch: "));
    assert_eq!(fs::read(&file).unwrap(), b"{}", "a check writes nothing");
    assert_eq!(fs::read_dir(&directory).unwrap().count(), 2, "no draft is left behind");
}

#[test]
fn items_are_listed_and_shown() {
    assert!(answer(&["packs", "list", "regimes"]).contains("uk-disp"));
    assert_eq!(answer(&["packs", "list", "calendars"]), answer(&["packs", "list", "calendar"]));
    let shown = answer(&["packs", "show", "CN-CM-018a"]);
    assert!(shown.starts_with("{\n  \"act\": {\n"), "{shown}");
    Json::parse(shown.as_bytes()).unwrap();
}

#[test]
fn a_reader_that_leaves_early_is_no_fault() {
    let mut child =
        ombud().args(["ops", "--json"]).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut message = String::new();
    child.stderr.take().unwrap().read_to_string(&mut message).unwrap();
    let status = child.wait().unwrap();
    assert_eq!(message, "");
    assert_eq!(status.code(), Some(0));
}

#[test]
fn triage_counts_the_rows_with_nothing_left_to_do() {
    let directory = scratch("triage-idle");
    let file = directory.join("in.csv");
    fs::write(
        &file,
        "\u{feff}投诉编号,收到时间,类别,告知决定日期\n1,2026-03-18,投诉,\n2,1026-03-02,投诉,\n3,2026-03-02,投诉,2026-03-04\n",
    )
    .unwrap();
    let out = directory.join("out");
    let (file, out) = (file.to_str().unwrap(), out.to_str().unwrap());
    let go = |lang: &str| {
        let text =
            ["triage", file, "--source", "cn-ledger-csv", "--regime", "cn-complaints-2020", "--lang", lang];
        answer(&[&text[..], &["--as-of", "2026-03-20", "--out", out]].concat())
    };
    let en = go("en");
    let found: Vec<&str> = en.lines().take(3).collect();
    assert_eq!(
        found,
        [
            "3 rows read: 3 kept, 0 rejected; 1 cells with a problem.",
            "As of 2026-03-20, by each row's most urgent duty: running 1, done in time 1.",
            "Rows with no open duty: 2 (1 done or ended, 1 on whose day no rule was in force (check the year)).",
        ]
    );
    assert!(
        go("zh")
            .contains("\n没有待办义务的2件:已办结或已终止1件,当日尚无或已无施行中的规定1件(请核对年份)。\n")
    );
    let problems = fs::read_to_string(Path::new(out).join("problems.csv")).unwrap();
    assert!(
        problems.contains("2,\"收到时间\",\"1026-03-02\",\"date_implausible\",\"\",\"in.csv\"\r\n"),
        "{problems}"
    );
}

#[test]
fn a_row_of_a_file_goes_on_as_a_case() {
    let directory = scratch("triage-cases");
    let file = directory.join("in.csv");
    fs::write(
        &file,
        "\u{feff}投诉编号,收到时间,类别,告知决定日期\nTS/1,2026-03-02,投诉,2026-03-16\nTS 1,2026-03-10,投诉,\n3,,投诉,\n4,2026-03-18,投诉,2026-04-02\n",
    )
    .unwrap();
    let (out, cases) = (directory.join("out"), directory.join("cases"));
    let text = |path: &Path| path.to_str().unwrap().to_owned();
    let (file, out, place) = (text(&file), text(&out), text(&cases));
    let arguments = [
        ["triage", &file, "--source", "cn-ledger-csv", "--lang", "en"],
        ["--as-of", "2026-03-20", "--out", &out, "--cases", &place],
    ]
    .concat();
    let said = answer(&arguments);
    let last = said.lines().last().unwrap();
    assert_eq!(
        last,
        format!(
            "Cases: {place}, 3 files; none for 1 without a day to begin with, and 0 that cannot be counted."
        )
    );
    let mut names: Vec<String> = fs::read_dir(&cases)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["4.jsonl", "TS_1.jsonl", "in_csv-2.jsonl"]);
    let look = |name: &str, what: &str| {
        let case = text(&cases.join(name));
        answer(&["case", what, &case, "--lang", "en", "--now", "2026-03-20T12:00:00+08:00"])
    };
    assert!(look("TS_1.jsonl", "show").contains("Decision told"));
    // What had not happened by then is not in it.
    assert!(look("4.jsonl", "show").contains("Registered, to be assigned"));
    assert!(look("in_csv-2.jsonl", "next").contains("  assign"));
    // The row says the same of the stage and of what comes next.
    let rows = fs::read_to_string(Path::new(&out).join("complaints.jsonl")).unwrap();
    let rows: Vec<&str> = rows.lines().collect();
    assert!(rows[0].contains(r#""stage":{"states":["notified"]"#), "{}", rows[0]);
    assert!(rows[3].contains(r#""stage":{"states":["registered"]"#), "{}", rows[3]);
    assert!(
        rows[1].starts_with(r#"{"case":{"life":"cn-complaint","next":{"act":"cn.contact""#),
        "{}",
        rows[1]
    );
    // A directory that holds something stays as it is.
    let again = run(&arguments);
    assert_eq!(again.status.code(), Some(2));
    assert!(err(&again).contains("--cases"), "{}", err(&again));
    assert_eq!(fs::read_dir(&cases).unwrap().count(), 3);
}

/// The declined claim of the golden files, walked through in a terminal: every command ends as it
/// ended there, and the file of events folds to the archive.
#[test]
fn a_whole_life_is_walked_in_a_terminal() {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ombud/tests/case/golden");
    let script = Json::parse(&fs::read(golden.join("cn-decline.json")).unwrap()).unwrap();
    let told = fs::read_to_string(golden.join("cn-decline.txt")).unwrap();
    let directory = scratch("case");
    let file = directory.join("case.jsonl").display().to_string();
    let text = |json: &Json, key: &str| json.get(key).and_then(Json::as_str).unwrap().to_owned();
    let plain = |json: &Json| match json {
        Json::List(items) => items.iter().filter_map(Json::as_str).collect::<Vec<_>>().join(","),
        other => other.as_str().unwrap().to_owned(),
    };
    let who = |json: &Json| {
        let Some(Json::List(roles)) = json.get("roles") else { panic!("no roles") };
        let roles: Vec<&str> = roles.iter().filter_map(Json::as_str).collect();
        format!("{}:{}", text(json, "id").trim(), roles.join(","))
    };
    let pairs = |json: Option<&Json>| match json {
        Some(Json::Map(map)) => map.iter().map(|(key, value)| format!("{key}={}", plain(value))).collect(),
        _ => Vec::new(),
    };
    let opening = script.get("opening").unwrap();
    fs::write(directory.join("complaint.json"), opening.get("complaint").unwrap().to_bytes()).unwrap();
    let complaint = directory.join("complaint.json").display().to_string();
    let now = text(&script, "now");
    let mut open = vec!["case", "open", &file, "--complaint", &complaint, "--now", &now];
    open.extend(["--regime", "cn-complaints-2020", "--regime", "cn-insurance-law"]);
    let facts: Vec<String> = pairs(opening.get("facts"));
    facts.iter().for_each(|fact| open.extend(["--set", fact]));
    assert!(answer(&open).contains("Registered, to be assigned"));
    let Some(Json::List(steps)) = script.get("steps") else { panic!("no steps") };
    for (nth, step) in steps.iter().enumerate() {
        let now = text(step, "now");
        let Some(command) = step.get("do") else {
            assert!(answer(&["case", "next", &file, "--now", &now]).contains("cn.pay_benefit"));
            continue;
        };
        let mut arguments: Vec<String> =
            ["case", "do", &file, &text(command, "act")].map(str::to_owned).into();
        arguments.extend(["--now".to_owned(), now, "--by".to_owned(), who(command.get("by").unwrap())]);
        arguments.extend(pairs(command.get("fields")));
        pairs(command.get("facts")).into_iter().for_each(|fact| arguments.extend(["--set".to_owned(), fact]));
        if let Some(second) = command.get("second") {
            arguments.extend(["--second".to_owned(), who(second)]);
        }
        for key in ["at", "reason"] {
            let said = command.get(key).map(&plain);
            said.into_iter().for_each(|said| arguments.extend([format!("--{key}"), said]));
        }
        let output = run(&arguments.iter().map(String::as_str).collect::<Vec<_>>());
        let block = told.split(&format!("\n{}. ", nth + 1)).nth(1).unwrap();
        let block = block.split("\n\n").next().unwrap();
        let refused = block.contains("\u{2717}");
        assert_eq!(output.status.code(), Some(i32::from(refused)), "{arguments:?}: {}", err(&output));
        assert!(err(&output).is_empty() && out(&output).starts_with("Not done") == refused);
    }
    assert_eq!(
        answer(&["case", "replay", &file]),
        "TS-2026-0302: 26 events follow one another; Archived · Agreement performed.\n"
    );
    assert!(
        answer(&["case", "show", &file, "--now", "2026-06-01T09:00:00+08:00"])
            .contains("Fault and root cause found")
    );
    // What is refused leaves the file as it was, and so does a file that is no case.
    let before = fs::read(&file).unwrap();
    let archived =
        ["case", "do", &file, "close", "--by", "sun:handler", "--now", "2026-06-01T09:00:00+08:00"];
    assert_eq!(run(&archived).status.code(), Some(1));
    assert_eq!(fs::read(&file).unwrap(), before);
    assert_eq!(run(&open).status.code(), Some(2), "a file that is there is not written over");
    fs::write(&file, &before[..before.len() - 40]).unwrap();
    let torn = run(&["case", "show", &file]);
    assert!(torn.status.code() == Some(1) && err(&torn).contains("case.jsonl:26"), "{}", err(&torn));
}

#[test]
fn many_calls_share_one_run_and_an_error_is_a_line_too() {
    let request = r#"{"calendar":"cn","from":"2026-02-12","to":"2026-02-28"}"#;
    let output = with_input(
        &["call", "--lines"],
        &format!("clock.count\t{request}\nno.such\t{{}}\nclock.count\nclock.count\t{request}"),
    );
    let text = out(&output);
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!((lines.len(), output.status.code()), (4, Some(0)), "{text}");
    assert!(lines[0].contains(r#""business_days":7"#) && lines[0] == lines[3]);
    for (line, code) in [(lines[1], "unknown_operation"), (lines[2], "invalid_json")] {
        assert!(line.starts_with(&format!(r#"{{"code":"{code}""#)), "{line}");
    }
    assert_eq!(run(&["call", "--lines", "clock.count"]).status.code(), Some(2));
    assert_eq!(run(&["call"]).status.code(), Some(2));
}
