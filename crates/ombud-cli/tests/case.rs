//! `ombud case` over its file: nothing is lost, doubled, forged or waited for for ever.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
    time::{Duration, Instant},
};

const NOW: [&str; 2] = ["--now", "2026-03-02T11:00:00+08:00"];

fn ombud(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_ombud"));
    command.env_remove("LC_ALL").env_remove("LC_MESSAGES").env("LANG", "C").stdin(Stdio::null());
    command.arg("case").args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What is printed, on both ways out, and how it ends.
fn said(output: &Output) -> (String, i32) {
    let text = [output.stdout.as_slice(), &output.stderr].concat();
    (String::from_utf8(text).unwrap(), output.status.code().unwrap())
}

fn run(arguments: &[&str]) -> (String, i32) {
    said(&ombud(arguments).output().unwrap())
}

/// A run that has an end of its own.
fn soon(arguments: &[&str]) -> (String, i32) {
    let mut child = ombud(arguments).spawn().unwrap();
    let start = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if start.elapsed() > Duration::from_secs(20) {
            child.kill().unwrap();
            panic!("{arguments:?} does not end");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    said(&child.wait_with_output().unwrap())
}

/// An empty directory of this test's own.
fn scratch(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    fs::create_dir_all(&path).unwrap();
    path
}

/// A case with two events.
fn base(directory: &Path) -> String {
    let file = directory.join("base.jsonl").display().to_string();
    let received = ["--id", "TS-1", "--received", "2026-03-02T09:30:00+08:00"];
    let open = [&["open", &file], &received[..], &["--now", "2026-03-02T10:00:00+08:00"]].concat();
    assert_eq!(run(&open).1, 0);
    let assign = ["do", &file, "assign", "--by", "qian:manager", "handler=sun", "no_interest=yes"];
    assert_eq!(run(&[&assign[..], &["--now", "2026-03-02T10:30:00+08:00"]].concat()).1, 0);
    file
}

fn contact<'a>(file: &'a str, by: &'a str) -> Vec<&'a str> {
    [&["do", file, "cn.contact", "--by", by, "channel=phone"], &NOW[..]].concat()
}

fn lines(file: &str) -> usize {
    fs::read_to_string(file).unwrap().lines().count()
}

#[test]
fn of_several_processes_each_keeps_what_the_others_did() {
    let directory = scratch("case-race");
    let file = base(&directory);
    let running: Vec<_> = (0..4).map(|_| ombud(&contact(&file, "sun:handler")).spawn().unwrap()).collect();
    for child in running {
        assert_eq!(said(&child.wait_with_output().unwrap()).1, 0);
    }
    assert_eq!(lines(&file), 6);
    let (text, code) = run(&["replay", &file]);
    assert!(text.contains("6 events") && code == 0, "{text}");

    let new = directory.join("new.jsonl").display().to_string();
    let open = ["open", &new, "--received", "2026-03-02", "--now", "2026-03-02T10:00:00+08:00", "--id"];
    let running: Vec<_> = ["TS-1", "TS-2", "TS-3"]
        .map(|id| ombud(&[&open[..], &[id]].concat()).spawn().unwrap())
        .into_iter()
        .collect();
    let mut codes: Vec<i32> =
        running.into_iter().map(|child| said(&child.wait_with_output().unwrap()).1).collect();
    codes.sort_unstable();
    assert_eq!((codes, lines(&new)), (vec![0, 2, 2], 1));
}

#[test]
fn who_waits_for_a_lock_decides_on_what_was_written_meanwhile() {
    let directory = scratch("case-lock");
    let file = base(&directory);
    let held = File::open(&file).unwrap();
    held.lock().unwrap();
    let mut child = ombud(&contact(&file, "sun:handler")).spawn().unwrap();
    std::thread::sleep(Duration::from_millis(1_500));
    assert!(child.try_wait().unwrap().is_none(), "it waits");
    held.unlock().unwrap();
    assert_eq!(said(&child.wait_with_output().unwrap()).1, 0);
    assert_eq!(lines(&file), 3);
}

#[cfg(unix)]
#[test]
fn pipes_devices_and_endless_files_are_refused_at_once() {
    let directory = scratch("case-devices");
    let file = base(&directory);
    let pipe = directory.join("pipe").display().to_string();
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let new = directory.join("new.jsonl").display().to_string();
    for odd in [pipe.as_str(), "/dev/zero"] {
        let replay = vec!["replay", odd];
        let show = [&["show", odd], &NOW[..]].concat();
        let contact = contact(odd, "sun:handler");
        let open = [&["open", &new, "--complaint", odd], &NOW[..]].concat();
        let party =
            [&["do", &file, "enter_complainant", "--by", "s:handler", "--party", odd], &NOW[..]].concat();
        for arguments in [replay, show, contact, open, party] {
            let (text, code) = soon(&arguments);
            assert!(text.contains("a pipe, a socket or a device") && code == 1, "{arguments:?}: {text}");
        }
    }
    let huge = directory.join("huge.jsonl");
    File::create(&huge).unwrap().set_len(1_200 << 20).unwrap();
    let (text, code) = soon(&["replay", huge.to_str().unwrap()]);
    assert!(text.contains("too_large") && text.contains("268435456") && code == 1, "{text}");
    let large = directory.join("large.json").display().to_string();
    File::create(&large).unwrap().set_len(65 << 20).unwrap();
    let (text, code) = soon(&[&["open", &new, "--complaint", &large], &NOW[..]].concat());
    assert!(text.contains("too_large") && code == 1 && !Path::new(&new).exists(), "{text}");
}

#[cfg(unix)]
#[test]
fn mode_links_and_the_mark_of_a_file_to_read_only_stay() {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
    let directory = scratch("case-mode");
    let file = base(&directory);
    let about = || fs::metadata(&file).unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o600)).unwrap();
    let before = about().ino();
    let link = directory.join("link.jsonl");
    symlink("base.jsonl", &link).unwrap();
    assert_eq!(run(&contact(link.to_str().unwrap(), "sun:handler")).1, 0);
    assert!(link.is_symlink());
    assert_eq!((lines(&file), about().mode() & 0o777, about().ino()), (3, 0o600, before));

    fs::set_permissions(&file, fs::Permissions::from_mode(0o444)).unwrap();
    let (text, code) = run(&contact(&file, "sun:handler"));
    assert!(text.contains("permission denied") && code == 1, "{text}");
    assert_eq!(lines(&file), 3);

    let dangling = directory.join("dangling.jsonl");
    symlink("nowhere.jsonl", &dangling).unwrap();
    let new = ["open", dangling.to_str().unwrap(), "--id", "TS-2", "--received", "2026-03-02"];
    assert_eq!(run(&[&new[..], &NOW[..]].concat()).1, 2);
    assert!(dangling.is_symlink() && !directory.join("nowhere.jsonl").exists());
    let names: Vec<_> = fs::read_dir(&directory).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names.len(), 3, "no draft is left: {names:?}");
}

#[test]
fn a_line_cut_off_is_named_with_what_to_do() {
    let directory = scratch("case-torn");
    let file = base(&directory);
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() - 30]).unwrap();
    for arguments in [vec!["replay", &file], contact(&file, "sun:handler")] {
        let (text, code) = run(&arguments);
        assert!(text.contains("base.jsonl:2: ") && text.contains("Delete that line") && code == 1, "{text}");
        assert_eq!(fs::metadata(&file).unwrap().len() + 30, whole.len() as u64);
    }
    let (text, _) = run(&["replay", &file, "--lang", "zh"]);
    assert!(text.contains("请删除这一行"), "{text}");
    // Only the end of the line is missing: the event is all there, and the next has a line of its own.
    fs::write(&file, &whole[..whole.len() - 1]).unwrap();
    assert_eq!(run(&contact(&file, "sun:handler")).1, 0);
    assert_eq!(lines(&file), 3);
    fs::write(&file, "").unwrap();
    let (text, code) = run(&["replay", &file]);
    assert!(text.contains("no event") && text.contains("delete it") && code == 1, "{text}");
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_cannot_be_printed_does_not_look_like_a_refusal() {
    let directory = scratch("case-untold");
    let file = base(&directory);
    let full = || File::options().write(true).open("/dev/full").unwrap();
    let output = ombud(&contact(&file, "sun:handler")).stdout(full()).output().unwrap();
    let (text, code) = said(&output);
    assert!(text.contains("Do not do it again.") && code == 3, "{text}");
    assert_eq!(lines(&file), 3);
    let output = ombud(&["replay", &file]).stdout(full()).output().unwrap();
    let (text, code) = said(&output);
    assert!(!text.contains("Do not do it again.") && code == 1, "nothing was saved: {text}");
}

#[test]
fn a_case_of_as_many_parts_as_there_may_be_goes_on() {
    let directory = scratch("case-parts");
    let open = |parts: usize| {
        let complaint = directory.join("complaint.json").display().to_string();
        let text: Vec<String> = (0..parts).map(|i| format!(r#"{{"id":"p{i}","about":"a"}}"#)).collect();
        let head = r#"{"format_version":1,"id":"TS-1","received":"2026-03-02","parts":["#;
        fs::write(&complaint, format!("{head}{}]}}", text.join(","))).unwrap();
        let file = directory.join(format!("{parts}.jsonl")).display().to_string();
        let said = run(&["open", &file, "--complaint", &complaint, "--now", "2026-03-02T10:00:00+08:00"]);
        (file, said)
    };
    let (file, said) = open(200);
    assert_eq!(said.1, 0, "{}", said.0);
    assert_eq!(run(&contact(&file, "sun:handler")).1, 0);
    let (file, (text, code)) = open(201);
    assert!(text.contains("at most 200 parts") && code == 1 && !Path::new(&file).exists(), "{text}");
}

#[test]
fn what_is_typed_twice_or_in_vain_is_refused() {
    let directory = scratch("case-typed");
    let file = base(&directory);
    let twice = [&["do", &file, "cn.contact", "--by", "sun:handler", "channel=phone"], &NOW[..]].concat();
    let with = |more: &[&'static str]| [&twice[..], more].concat();
    let new = directory.join("new.jsonl").display().to_string();
    let open = [&["open", &new, "--id", "T", "--received", "2026-03-02"], &NOW[..]].concat();
    let opened = |more: &[&'static str]| [&open[..], more].concat();
    let sets = ["--set", "insurance.claim=yes", "--set", "insurance.claim=no"];
    let regimes = ["--regime", "cn-complaints-2020", "--regime", "cn-complaints-2020"];
    for (arguments, expected) in [
        (with(&["channel=mail"]), "each field once; found: channel=mail"),
        (with(&sets), "each fact once; found: insurance.claim=no"),
        (with(&["--into", "a=x", "--into", "a=y"]), "nothing, as the act has no use for it"),
        (with(&["--party", "nowhere.json"]), "nothing, as the act has no use for it"),
        (opened(&sets), "each fact once; found: insurance.claim=no"),
        (opened(&regimes), "each regime once; found: cn-complaints-2020"),
    ] {
        let (text, code) = run(&arguments);
        assert!(text.contains(expected) && code == 2, "{arguments:?}: {text}");
    }
    let split =
        ["do", &file, "split", "--by", "sun:handler", "--reason", "r", "--into", "a=x", "--into", "a=y"];
    let (text, code) = run(&[&split[..], &NOW[..]].concat());
    assert!(text.contains("at: --into; expected: each id once; found: a=y") && code == 2, "{text}");
    assert!(lines(&file) == 2 && !Path::new(&new).exists());
}

#[test]
fn no_text_of_a_case_looks_like_another_line_or_steers_the_terminal() {
    let directory = scratch("case-forged");
    let file = base(&directory);
    let forged = "ok\n  9  Tue 3 March 2026, 09:00  Decision told  boss";
    // Such a name is refused; a file may hold one all the same.
    let act = |by: &'static str| ["cn.contact", "--by", by, "--reason", forged];
    let contact = |by| [&["do", &file], &act(by)[..], &["channel=phone"], &NOW[..]].concat();
    let (text, code) = run(&contact("s\u{1b}[31mun\u{202e}:handler"));
    assert!(text.contains("found: U+001B") && code == 1, "{text}");
    assert_eq!(run(&contact("sun:handler")).1, 0);
    let kept = fs::read_to_string(&file).unwrap();
    fs::write(&file, kept.replace(r#""by":"sun""#, r#""by":"s\u001b[31mun\u202e""#)).unwrap();
    let assign = ["do", &file, "assign", "--by", "qian:manager", "no_interest=yes"];
    let handler = "handler=boss\nDuties\n  \u{b7}  none\u{9b}2J";
    let (text, code) = run(&[&assign[..], &[handler], &NOW[..]].concat());
    assert!(code == 0, "{text}");
    let (text, code) = run(&[&["show", &file], &NOW[..]].concat());
    assert_eq!(code, 0);
    assert!(text.contains("       ok\\n  9  Tue 3 March 2026"), "{text}");
    assert!(text.contains(r"  s\u{1b}[31mun\u{202e}"), "{text}");
    assert!(text.contains("handler: boss\\nDuties\\n  \u{b7}  none\\u{9b}2J"), "{text}");
    assert_eq!(text.lines().filter(|line| *line == "Duties").count(), 1);
    assert!(!text.lines().any(|line| line.starts_with("  9  ")), "{text}");
    let (json, _) = run(&[&["show", &file, "--json"], &NOW[..]].concat());
    let (unknown, code) = run(&[&["do", &file, "a\u{1b}[31mb\nc", "--by", "x"], &NOW[..]].concat());
    assert!(unknown.starts_with(r"Not done: a\u{1b}[31mb\nc") && code == 1, "{unknown}");
    let unseen = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    for text in [text, json, unknown] {
        assert!(!text.contains(unseen), "{text}");
    }
}

#[test]
fn an_event_that_does_not_follow_is_named_by_file_and_line() {
    let directory = scratch("case-lines");
    let file = base(&directory);
    let whole = fs::read_to_string(&file).unwrap();
    let (first, second) = whole.split_once('\n').unwrap();
    let other = directory.join("other.jsonl").display().to_string();
    for (text, expected) in [
        (
            format!("{whole}\n{second}"),
            "other.jsonl:4: .*expected: number 3 of TS-1; found: number 2 of TS-1",
        ),
        (
            format!("{first}\n{first}\n"),
            "other.jsonl:2: .*expected: number 2 of TS-1; found: number 1 of TS-1",
        ),
        (second.to_owned(), "other.jsonl:1: .*expected: the opening of a case; found: assign"),
        (
            format!("{first}\n{}", second.replace("T10:30", "T09:59")),
            "other.jsonl:2: .*at: at; expected: 2026-03-02T10:00:00+08:00 or later; found: 2026-03-02T09:59:00+08:00",
        ),
        (
            whole.replace("{\"act\"", "{\n\"act\""),
            "other.jsonl:1: .*at: column 1; expected: one JSON object a line",
        ),
        (
            whole.replace("\"instance\":{", "\"instance\":{\"zz\":1,"),
            "other.jsonl: .*at: zz; expected: one of format_version",
        ),
    ] {
        fs::write(&other, text).unwrap();
        for arguments in [[&["show", &other], &NOW[..]].concat(), contact(&other, "sun:handler")] {
            let (text, code) = run(&arguments);
            let (place, said) = expected.split_once(".*").unwrap();
            assert!(text.contains(place) && text.contains(said) && code == 1, "{expected}: {text}");
        }
    }
    // The mark that some editors put before a text is none of it.
    fs::write(&other, format!("\u{feff}{whole}")).unwrap();
    assert_eq!(run(&contact(&other, "sun:handler")).1, 0);
    let (text, code) = run(&["replay", &other]);
    assert!(text.contains("3 events") && code == 0, "{text}");
}

/// Whether a reader of Chinese is told something in English: two words of small letters side by side,
/// outside of what is quoted.
fn has_english(told: &str) -> bool {
    let small = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let plain: Vec<&str> = told.split(['“', '”', '`']).step_by(2).flat_map(|part| part.split(' ')).collect();
    plain.windows(2).any(|pair| pair.iter().all(small))
}

#[test]
fn a_reader_of_chinese_is_told_in_chinese_and_english_words_are_quoted() {
    let directory = scratch("case-chinese");
    let file = base(&directory);
    let whole = fs::read_to_string(&file).unwrap();
    let other = directory.join("other.jsonl").display().to_string();
    let doubled = format!("{whole}{whole}");
    for (text, said) in [
        ("{\"a\":1", "位置：第6列；应为：每行一个 JSON 对象；实为：文本到此为止"),
        ("{\"a\" 1}\n", "实为：键之后没有冒号"),
        ("[1] x\n", "实为：文档之后还有内容"),
        ("[\"\\ud800\"]\n", "实为：反斜杠之后不是 JSON 的转义写法"),
        ("", "应为：个案的开立；实为：没有事件"),
        (&doubled, "应为：第3号事件（个案TS-1）；实为：第1号事件（个案TS-1）"),
    ] {
        fs::write(&other, text).unwrap();
        let (text, code) = run(&["replay", &other, "--lang", "zh"]);
        let message = text.lines().next().unwrap().split_once(": ").unwrap().1;
        assert!(message.contains(said) && !has_english(message) && code == 1, "{text}");
    }
    let missing = directory.join("missing.jsonl").display().to_string();
    let (text, code) = run(&["replay", &missing, "--lang", "zh"]);
    assert!(text.ends_with("应为：已有的文件或者目录；实为：没有这个文件或者目录\n") && code == 1, "{text}");
    let vain = [&contact(&file, "sun:handler")[..], &["--into", "a=x", "--lang", "zh"]].concat();
    let (text, code) = run(&vain);
    assert!(text.contains("应为：不写（这一行为用不到）") && code == 2, "{text}");
}

#[cfg(unix)]
#[test]
fn where_writing_fails_part_way_the_file_is_cut_back() {
    let directory = scratch("case-full");
    let file = base(&directory);
    let before = fs::read(&file).unwrap();
    let reason = "x".repeat(100_000);
    let contact = [&contact(&file, "sun:handler")[..], &["--reason", &reason]].concat();
    // A few kilobytes more than the file has are all that may be written.
    let limited = r#"trap '' XFSZ; ulimit -f 16; exec "$0" case "$@""#;
    let output = Command::new("sh")
        .args(["-c", limited, env!("CARGO_BIN_EXE_ombud")])
        .args(&contact)
        .env("LANG", "C")
        .output()
        .unwrap();
    let (text, code) = said(&output);
    assert!(text.contains("found: no room left") && code == 1, "{text}");
    assert!(fs::read(&file).unwrap() == before);
    assert_eq!(run(&contact).1, 0);
}

#[test]
fn the_open_steps_of_the_stage_are_shown() {
    let file = base(&scratch("case-steps"));
    let show = |lang: &str| run(&[&["show", &file, "--lang", lang], &NOW[..]].concat()).0;
    let text = show("en");
    let steps = text.split("\nSteps\n").nth(1).unwrap();
    assert!(steps.starts_with("  The seven handling steps\n    ·  Listen"), "{steps}");
    assert!(!steps.contains("Follow up"), "not those of another stage: {steps}");
    assert!(show("zh").contains("\n步骤\n  投诉处理七步骤\n    ·  同理倾听"));
    let heard = ["do", &file, "enter_listening", "--by", "sun:handler", "demand=refund", "need=fairness"];
    let (text, code) = run(&[&heard[..], &["confirmed=yes", "safety_asked=yes"], &NOW[..]].concat());
    assert!(code == 0, "{text}");
    assert!(!show("en").contains("·  Listen"), "what is done is no longer open");
}
