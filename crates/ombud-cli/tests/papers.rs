//! The papers of declined claims: in the demonstration, complete; of any file, what it says and no more.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use ombud::model::Json;

fn run(arguments: &[&str], input: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_ombud"))
        .args(arguments)
        .env_remove("LC_ALL")
        .env_remove("LC_MESSAGES")
        .env("LANG", "C")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    child.wait_with_output().unwrap()
}

fn told(output: Output) -> String {
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

fn place(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&path);
    path
}

fn demo(path: &Path, more: &[&str]) -> String {
    told(run(&[&["demo", "--out", path.to_str().unwrap()], more].concat(), ""))
}

/// The files of a directory, by name.
fn files(directory: &Path) -> BTreeMap<String, String> {
    let entries = fs::read_dir(directory).unwrap();
    let read = |path: PathBuf| {
        (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read_to_string(&path).unwrap())
    };
    entries.map(|entry| read(entry.unwrap().path())).collect()
}

/// What stands on a page, without its markup.
fn body(page: &str) -> String {
    let (_, body) = page.split_once("<body").unwrap();
    let mut out = String::new();
    let mut inside = true;
    for c in body.chars() {
        match c {
            '<' => inside = true,
            '>' => {
                inside = false;
                out.push(' ');
            }
            c if !inside => out.push(c),
            _ => {}
        }
    }
    out
}

/// Every amount in a text, as it is written.
fn figures(text: &str) -> BTreeSet<String> {
    let words = text.split(|c: char| !(c.is_ascii_digit() || c == ',' || c == '.'));
    let amount = |word: &&str| {
        let (whole, cents) = word.split_once('.').unwrap_or_default();
        !whole.is_empty() && cents.len() == 2 && cents.bytes().all(|b| b.is_ascii_digit())
    };
    words.map(|word| word.trim_end_matches([',', '.'])).filter(amount).map(ToOwned::to_owned).collect()
}

/// Every amount of an answer as a page writes it, and those in its texts.
fn amounts(json: &Json, out: &mut BTreeSet<String>) {
    match json {
        Json::Map(map) => {
            if let Some(Json::Int(minor)) = map.get("minor") {
                let whole = (minor / 100).to_string();
                let mut grouped = String::new();
                for (at, digit) in whole.chars().enumerate() {
                    if at > 0 && (whole.len() - at) % 3 == 0 {
                        grouped.push(',');
                    }
                    grouped.push(digit);
                }
                out.insert(format!("{grouped}.{:02}", minor % 100));
            }
            map.values().for_each(|value| amounts(value, out));
        }
        Json::List(list) => list.iter().for_each(|value| amounts(value, out)),
        Json::Text(text) => out.extend(figures(text)),
        _ => {}
    }
}

fn answer(operation: &str, request: &str) -> Json {
    Json::parse(told(run(&["call", operation], request)).trim().as_bytes()).unwrap()
}

/// No word of the other language, no cell without content, nothing loaded from elsewhere.
fn is_a_page(name: &str, page: &str) {
    let text = body(page);
    if name.ends_with(".zh.html") {
        assert!(page.contains("lang=\"zh-CN\""), "{name}");
        let number = name.split('.').next().unwrap();
        // Signs that both languages write: the complaint's number, a currency, a formula, a hash.
        let text = [number, "GBP", "min(", "sha256:"].iter().fold(text, |text, sign| text.replace(sign, ""));
        let words = text.split(|c: char| !c.is_ascii_alphabetic());
        // What is left of a hash is no word.
        let words: Vec<&str> = words.filter(|word| word.len() > 2 && word.chars().any(|c| c > 'f')).collect();
        assert_eq!(words, Vec::<&str>::new(), "{name}");
    } else {
        let chinese: String = text.chars().filter(|c| ('\u{4e00}'..='\u{9fff}').contains(c)).collect();
        assert_eq!(chinese, "", "{name}");
    }
    assert!(!page.contains("<td></td>") && !page.contains("<tbody>\n</tbody>"), "{name}");
    assert!(!page.contains("<ul>\n</ul>") && !page.contains("<script") && !page.contains("src="), "{name}");
    assert!(page.contains("<p class=\"sign\">"), "{name}: who decides");
}

#[test]
fn every_figure_on_a_paper_is_the_figure_of_the_operation() {
    let path = place("papers-demo");
    let text = demo(&path, &[]);
    assert!(text.contains("papers (reviews: 6; plans of offers with the checklist overleaf: 2)"), "{text}");
    let mut outcomes = BTreeSet::new();
    for country in ["cn", "uk"] {
        let files = files(&path.join(country).join("papers"));
        let truth = fs::read_to_string(path.join(country).join("truth.csv")).unwrap();
        for (name, request) in files.iter().filter(|(name, _)| name.ends_with(".review.json")) {
            let number = name.strip_suffix(".review.json").unwrap();
            assert!(truth.contains(number), "{number} is a row");
            let review = answer("refusal.review", request);
            let outcome = review.get("reviewed").unwrap().get("outcome").unwrap().as_str().unwrap();
            outcomes.insert((country, outcome.to_owned()));
            let mut known = BTreeSet::new();
            amounts(&review, &mut known);
            for lang in ["zh", "en"] {
                let name = format!("{number}.review.{lang}.html");
                let page = &files[&name];
                is_a_page(&name, page);
                assert!(page.contains(&format!("<td>{number}</td>")), "{name}");
                let found = figures(&body(page));
                assert!(found.is_subset(&known), "{name}: {:?}", found.difference(&known));
                let said = review.get("sentence").unwrap().get(lang).unwrap().as_str().unwrap();
                assert!(body(page).contains(said), "{name}: {said}");
                let all = figures(review.get("text").unwrap().get(lang).unwrap().as_str().unwrap());
                assert!(all.is_subset(&found), "{name}: {:?}", all.difference(&found));
            }
            let Some(plan) = files.get(&format!("{number}.plan.json")) else {
                assert!(files[&format!("{number}.review.zh.html")].contains("未编制方案审批单"), "{number}");
                continue;
            };
            let plan = answer("bargain.plan", plan);
            amounts(&plan, &mut known);
            amounts(&answer("talk.prepare", &files[&format!("{number}.talk.json")]), &mut known);
            for lang in ["zh", "en"] {
                let name = format!("{number}.plan.{lang}.html");
                let page = &files[&name];
                is_a_page(&name, page);
                let found = figures(&body(page));
                assert!(found.is_subset(&known), "{name}: {:?}", found.difference(&known));
                let mut offers = BTreeSet::new();
                let Some(Json::List(list)) = plan.get("offers") else { panic!("{plan:?}") };
                list.iter().for_each(|offer| amounts(offer.get("amount").unwrap(), &mut offers));
                assert!(!offers.is_empty() && offers.is_subset(&found), "{name}");
                assert_eq!(
                    page.matches("<section class=\"tight\">").count(),
                    1,
                    "{name}: the checklist overleaf"
                );
            }
        }
    }
    let cn: Vec<&str> = outcomes.iter().filter(|(c, _)| *c == "cn").map(|(_, o)| o.as_str()).collect();
    assert_eq!(cn, ["overturn", "partly", "unclear", "uphold"], "four stories at least");
    assert!(outcomes.iter().any(|(country, _)| *country == "uk"));
}

#[test]
fn interest_runs_on_whatever_is_owed_from_a_day_that_the_page_names() {
    let path = place("papers-late");
    // Other days and sizes, so that every kind of claim is late somewhere.
    demo(&path, &["--rows", "1200", "--seed", "4"]);
    let files = files(&path.join("cn/papers"));
    let mut seen = BTreeSet::new();
    for (name, request) in files.iter().filter(|(name, _)| name.ends_with(".review.json")) {
        let asked = Json::parse(request.trim().as_bytes()).unwrap();
        let facts = asked.get("facts").unwrap();
        let late = facts.get("claim.late") == Some(&Json::Bool(true));
        let reviewed = answer("refusal.review", request);
        let reviewed = reviewed.get("reviewed").unwrap();
        let outcome = reviewed.get("outcome").and_then(Json::as_str).unwrap();
        let page = &files[&name.replace(".json", ".zh.html")];
        assert_eq!(page.contains("起算日（核定作出后第10日的次日）由本项目拟定"), late, "{name}");
        assert_eq!(page.contains("为演示虚构，没有来源"), late, "{name}");
        if late {
            assert!(["overturn", "partly"].contains(&outcome), "{name}");
            let Some(Json::List(lines)) = reviewed.get("owed").unwrap().get("lines") else {
                panic!("{name}")
            };
            let amounts = lines.iter().filter_map(|line| line.get("amount"));
            let minor: Vec<&Json> = amounts.filter_map(|amount| amount.get("minor")).collect();
            let [Json::Int(owed), Json::Int(interest)] = minor[..] else { panic!("{name}: {minor:?}") };
            let on = facts.get("claim.late_on").unwrap().get("minor");
            assert_eq!(on, Some(&Json::Int(*owed)), "{name}");
            let Some(Json::Int(days)) = facts.get("claim.late_days") else { panic!("{name}") };
            let exact = owed * days * 31;
            assert!((interest * 365_000 - exact).abs() <= 182_500, "{name}: {interest}");
            seen.insert(facts.get("claim.kind").unwrap().as_str().unwrap().to_owned());
        }
    }
    assert_eq!(seen, ["benefit", "disability"].map(ToOwned::to_owned).into());
}

#[test]
fn a_plan_rests_on_the_review_of_the_same_claim() {
    let path = place("papers-plan");
    demo(&path, &[]);
    let files = files(&path.join("cn/papers"));
    let mut seen = 0;
    for (name, plan) in files.iter().filter(|(name, _)| name.ends_with(".plan.json")) {
        let review = answer("refusal.review", &files[&name.replace(".plan.", ".review.")]);
        let plan = Json::parse(plan.trim().as_bytes()).unwrap();
        let reviewed = review.get("reviewed").unwrap();
        // A declined claim is no matter for steps: the figure that has reasons is said at once.
        assert_eq!(plan.get("mode").and_then(Json::as_str), Some("principled"), "{name}");
        match reviewed.get("floor") {
            Some(floor) => {
                assert_eq!(plan.get("floor"), floor.get("amount"), "{name}");
                let minor = |amount: Option<&Json>| match amount.and_then(|amount| amount.get("minor")) {
                    Some(Json::Int(minor)) => *minor,
                    _ => panic!("{name}: {amount:?}"),
                };
                // Nothing in it speaks for the whole: not the target, not the authority, not a like case.
                let target = minor(plan.get("target"));
                assert_eq!(target, minor(plan.get("authority")), "{name}");
                assert_eq!(minor(plan.get("entitlement")) + target, minor(plan.get("floor")), "{name}");
                assert!(target < minor(plan.get("disputed")) && plan.get("like_case").is_none(), "{name}");
                let reason = plan.get("approver_reason").and_then(Json::as_str).unwrap();
                let (weighed, result) = reason.split_once(" = ").unwrap();
                let share = reviewed.get("floor").unwrap().get("share").and_then(Json::as_str).unwrap();
                assert!(weighed.ends_with(&format!(" × {share}")), "{name}: {reason}");
                let digits: String = result.chars().filter(char::is_ascii_digit).collect();
                assert_eq!(digits, target.to_string(), "{name}: {reason}");
                let merit = reviewed.get("merit").unwrap();
                assert_eq!(merit.get("low"), merit.get("high"), "{name}: the floor is the figure itself");
                assert!(
                    plan.get("sign_off").is_some(),
                    "{name}: somebody of the legal role stands behind it"
                );
                // Above the threshold a second reviewer decides first, and no figure is talked about.
                let exceeded = reviewed.get("merit").unwrap().get("exceeded");
                assert_eq!(exceeded, Some(&Json::Bool(false)), "{name}");
            }
            None => assert_eq!(plan.get("disputed"), None, "{name}"),
        }
        seen += 1;
    }
    assert_eq!(seen, 2);
}

/// A review by its story: the request, the answer and the page of a language.
fn story(files: &BTreeMap<String, String>, says: &str, lang: &str) -> (Json, Json, String) {
    let (name, page) = files
        .iter()
        .find(|(name, page)| name.ends_with(&format!(".review.{lang}.html")) && body(page).contains(says))
        .unwrap();
    let request = &files[&name.replace(&format!(".{lang}.html"), ".json")];
    (Json::parse(request.trim().as_bytes()).unwrap(), answer("refusal.review", request), page.clone())
}

#[test]
fn a_file_says_of_its_papers_what_the_register_says() {
    let path = place("papers-british");
    demo(&path, &[]);
    let files = files(&path.join("uk/papers"));
    let (request, review, page) = story(&files, "declined as gradual damage", "en");
    // The row is one to which no final response was sent: whether it was lawful cannot be known.
    assert!(body(&page).contains("letter that declined the claim"));
    assert!(!body(&page).contains("call records, final response"));
    assert_eq!(request.get("facts").unwrap().get("refusal.notice_lawful"), None);
    let Some(Json::List(checks)) = review.get("reviewed").unwrap().get("checks") else {
        panic!("{review:?}")
    };
    let open = |check: &&Json| check.get("state").and_then(Json::as_str) != Some("passed");
    let open: Vec<&str> =
        checks.iter().filter(open).filter_map(|check| check.get("rule").and_then(Json::as_str)).collect();
    assert_eq!(open, ["uk.refusal.checks.notice_lawful"], "{checks:?}");
}

#[test]
fn a_rise_of_risk_is_held_against_own_damage_and_not_against_compulsory_cover() {
    let path = place("papers-motor");
    demo(&path, &[]);
    let (request, review, page) = story(&files(&path.join("cn/papers")), "家庭自用车接网约车订单", "zh");
    let facts = request.get("facts").unwrap();
    assert_eq!(facts.get("claim.kind").and_then(Json::as_str), Some("indemnity"));
    assert!(body(&page).contains("机动车商业保险（车损险）") && body(&page).contains("交强险另行处理"));
    let outcome = |review: &Json| review.get("reviewed").unwrap().get("outcome").cloned();
    assert_eq!(outcome(&review), Some(Json::Text("uphold".to_owned())));
    // What the file says of the other cover is what the rules say.
    let Json::Map(mut request) = request.clone() else { panic!("{request:?}") };
    let Some(Json::Map(facts)) = request.get_mut("facts") else { panic!("facts") };
    facts.insert("claim.kind".to_owned(), Json::Text("compulsory_motor".to_owned()));
    let asked = String::from_utf8(Json::Map(request).to_bytes()).unwrap();
    assert_ne!(outcome(&answer("refusal.review", &asked)), outcome(&review));
}

#[test]
fn papers_of_an_earlier_demonstration_go_and_what_is_not_its_own_stays() {
    let path = place("papers-again");
    demo(&path, &["--seed", "1"]);
    fs::write(path.join("cn/papers/TS2026.txt"), "mine").unwrap();
    demo(&path, &["--seed", "2"]);
    let fresh = place("papers-fresh");
    demo(&fresh, &["--seed", "2"]);
    let mut expected = files(&fresh.join("cn/papers"));
    expected.insert("TS2026.txt".to_owned(), "mine".to_owned());
    assert_eq!(files(&path.join("cn/papers")), expected);
}

#[test]
fn triage_gives_each_declined_claim_its_sheet() {
    let path = place("papers-triage");
    demo(&path, &[]);
    let (input, out, sheets) = (path.join("cn/input.xlsx"), path.join("out"), path.join("sheets"));
    let go = |lang: &str, out: &Path, sheets: &Path| {
        let (input, out) = (input.to_str().unwrap(), out.to_str().unwrap());
        let fixed = ["triage", input, "--source", "cn-ledger", "--as-of", "2026-03-20", "--out", out];
        run(&[&fixed[..], &["--lang", lang, "--papers", sheets.to_str().unwrap()]].concat(), "")
    };
    let text = told(go("zh", &out, &sheets));
    assert!(text.contains("拒付6件，出表6件。未编制方案审批单"), "{text}");
    let written = files(&sheets);
    assert_eq!(written.len(), 12);
    for (name, page) in written.iter().filter(|(name, _)| name.ends_with(".html")) {
        assert!(page.contains("尚不能得出结论") && page.contains("未编制方案审批单：方案须有"), "{name}");
        let review = answer("refusal.review", &written[&name.replace(".html", ".json")]);
        assert_eq!(review.get("reviewed").unwrap().get("outcome").and_then(Json::as_str), Some("unclear"));
        is_a_page(&name.replace(".html", ".zh.html"), &page.replace("input.xlsx", ""));
    }
    // Once more into the same place, or into the place of the report: refused, and nothing changed.
    for (out, sheets) in [(&path.join("out2"), &sheets), (&path.join("out3"), &path.join("out3"))] {
        let output = go("en", out, sheets);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("--papers"));
        assert!(!out.join("report.html").exists());
    }
    assert_eq!(files(&sheets), written);
}
