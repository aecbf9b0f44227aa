//! The role sheet and the checklist.

use ombud::ErrorCode;
use serde_json::{Value, json};

use super::support::prepare;

fn fact(id: &str, kind: &str, zh: &str, en: &str) -> Value {
    json!({"id": id, "kind": kind, "text": {"zh": zh, "en": en}})
}

const FIELDS: [&str; 8] = [
    "circumstances",
    "objective",
    "super_objective",
    "obstacle",
    "stakes",
    "subtext",
    "next_lines",
    "magic_if",
];

fn entries(sheet: &Value) -> Vec<&Value> {
    FIELDS.iter().flat_map(|field| sheet[field].as_array().expect("a list")).collect()
}

/// From nothing at all to everything: no field is empty, what is no fact says that it is assumed.
#[test]
fn a_role_sheet_is_whole_and_honest() {
    let all = [
        fact("d", "demand", "全额退保", "the premium back in full"),
        fact("t", "timeline", "三次来电", "three calls"),
        fact("m", "money", "保费是借来的", "the premium was borrowed"),
        fact("a", "quote", "说好能退", "they said I can have it back"),
        fact("b", "quote", "你们都一样", "you are all the same"),
        fact("c", "quote", "不想再打电话", "no more calls"),
        fact("e", "quote", "算了", "never mind"),
    ];
    for count in 0..=all.len() {
        let answer =
            prepare(json!({"facts": all[..count], "need": "control"}), json!({})).expect("a brief that fits");
        let sheet = &answer["role_sheet"];
        for field in FIELDS {
            assert!(sheet[field].as_array().is_some_and(|list| !list.is_empty()), "{field} of {count}");
        }
        let list = entries(sheet);
        assert!(list.iter().any(|entry| entry["assumption"] == true));
        for entry in list {
            let cites = entry["facts"].as_array().is_some_and(|facts| !facts.is_empty());
            assert!(cites || entry["assumption"] == true, "{entry}");
            assert!(
                ["zh", "en"]
                    .iter()
                    .all(|lang| entry["text"][lang].as_str().is_some_and(|text| !text.contains('{')))
            );
        }
        let next = sheet["next_lines"].as_array().expect("a list");
        assert_eq!(next.len(), 3);
        assert!(next.iter().all(|line| line["answer"]["zh"].is_string() && line["answer"]["en"].is_string()));
        assert!(sheet["subtext"].as_array().is_some_and(|list| list.len() <= 3));
    }
}

#[test]
fn no_stereotype_comes_into_a_role_sheet() {
    let facts = [
        fact("q", "quote", "你们就欺负农村人", "you pick on immigrants"),
        fact("t", "timeline", "两次来访", "two visits"),
    ];
    let answer = prepare(json!({"facts": facts}), json!({})).expect("a brief that fits");
    assert!(!answer["role_sheet"].to_string().contains("农村人"));
    let left_out = answer["left_out"].to_string();
    assert!(left_out.contains("no_protected_trait") && left_out.contains("\"q\""), "{left_out}");
    let label = json!({"facts": [fact("t", "treatment", "此人是职业投诉人", "a serial complainer")]});
    let error = prepare(label, json!({})).expect_err("a label on a person");
    assert_eq!(
        (error.code(), error.detail().path.as_deref()),
        (ErrorCode::LabelOnPerson, Some("brief.facts[0].text.zh"))
    );
    let quoted = json!({"facts": [fact("q", "quote", "别当我是刁民", "do not call me a troublemaker")]});
    assert!(prepare(quoted, json!({})).is_ok(), "what they say of themselves is theirs");
}

/// The sections of a page: the heading and its points.
fn points(html: &str) -> Vec<Vec<&str>> {
    let inside = |part: &'static str| move |text: &str| text.split(part).count() - 1;
    html.split("<h2>")
        .skip(1)
        .map(|section| {
            assert!(inside("<li>")(section) <= 12);
            section.split("<li>").skip(1).filter_map(|point| point.split("</li>").next()).collect()
        })
        .collect()
}

#[test]
fn the_checklist_keeps_money_apart_and_to_its_page() {
    let money = |minor: i64| json!({"currency": "CNY", "minor": minor});
    let long = "退".repeat(300);
    let facts: Vec<Value> = (0..100).map(|n| fact(&format!("f{n}"), "timeline", &long, &long)).collect();
    let label = |text: &str| json!({"zh": text, "en": text});
    let accused: Vec<Value> = (0..5)
        .map(|_| json!({"text": label(&long), "source": "f1", "severity": 5, "probability": "1", "truth": "contested"}))
        .collect();
    let plan = json!({"owed": money(1_240_000), "redress": money(57_300), "goodwill": money(100_000), "alternative": label(&long),
        "items": vec![label(&long); 20], "approvers": vec![label("<b>负责人</b>"); 20]});
    let answer = prepare(json!({"facts": facts, "accusations": accused, "plan": plan}), json!({}))
        .expect("a brief that fits");
    for lang in ["zh", "en"] {
        let html = answer["checklist"]["html"][lang].as_str().expect("a page");
        assert!(
            [
                "<td>CNY 12,400.00</td><td>CNY 573.00</td><td>CNY 1,000.00</td>",
                "<td>12,400.00元</td><td>573.00元</td><td>1,000.00元</td>"
            ]
            .iter()
            .any(|cells| html.contains(cells))
        );
        assert!(html.contains("&lt;b&gt;负责人") && !html.contains("<b>") && !html.contains("<script"));
        let sections = points(html);
        assert_eq!(sections.len(), 8);
        // A Chinese character is two wide, a line a hundred: whatever is given, the page holds it.
        let lines = |point: &&str| {
            point.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum::<usize>().div_ceil(100).max(1)
        };
        let all: usize = sections.iter().flatten().map(lines).sum();
        assert!(all <= 49, "{all} lines");
        assert!(sections[0].last().is_some_and(|last| last.contains("99")), "what found no room is counted");
        assert_eq!(sections[2].len(), 1, "the alternative has its room, however long");
        let markdown = answer["checklist"]["markdown"][lang].as_str().expect("a text");
        let rows =
            ["| CNY 12,400.00 | CNY 573.00 | CNY 1,000.00 |", "| 12,400.00元 | 573.00元 | 1,000.00元 |"];
        assert!(rows.iter().any(|row| markdown.contains(row)));
        assert!(markdown.contains("\\<b\\>"));
    }
}

/// What is open in good faith stands apart, and no goodwill of nothing beside it.
#[test]
fn the_checklist_shows_what_is_open_and_no_empty_goodwill() {
    let money = |minor: i64| json!({"currency": "CNY", "minor": minor});
    let brief = |plan: &[(&str, i64)]| {
        let mut all = json!({"owed": money(0), "redress": money(0), "goodwill": money(0),
            "alternative": {"zh": "调解", "en": "mediation"}, "approvers": [{"zh": "负责人", "en": "the manager"}]});
        for (field, minor) in plan {
            all[*field] = money(*minor);
        }
        prepare(json!({"facts": [], "plan": all}), json!({}))
    };
    let page = |plan: &[(&str, i64)]| {
        let answer = brief(plan).expect("a brief that fits");
        answer["checklist"]["markdown"]["zh"].as_str().expect("a text").to_owned()
    };
    let open = page(&[("owed", 5_000_000), ("disputed", 10_000_000), ("floor", 9_500_000)]);
    assert!(open.contains("善意争议部分") && !open.contains("通融（已批准）"), "{open}");
    assert!(open.contains("| 50,000.00元 | 100,000.00元 | 95,000.00元 |"), "{open}");
    let nothing = page(&[]);
    assert!(nothing.contains("| 0.00元 |") && !nothing.contains("服务补偿"), "{nothing}");
    let goodwill = page(&[("owed", 100), ("goodwill", 200)]);
    assert!(goodwill.contains("通融（已批准）") && !goodwill.contains("善意争议"), "{goodwill}");

    let fault = |plan: &[(&str, i64)]| {
        let error = brief(plan).expect_err("a plan that does not fit");
        (error.code(), error.detail().path.clone().unwrap_or_default())
    };
    let at = |code: ErrorCode, path: &str| (code, format!("brief.plan.{path}"));
    assert_eq!(fault(&[("floor", 1)]), at(ErrorCode::InvalidField, "floor"));
    assert_eq!(fault(&[("disputed", -1)]), at(ErrorCode::OutOfRange, "disputed"));
    assert_eq!(fault(&[("owed", 5), ("disputed", 5), ("floor", 4)]), at(ErrorCode::OutOfRange, "floor"));
    assert_eq!(fault(&[("owed", 5), ("disputed", 5), ("floor", 11)]), at(ErrorCode::OutOfRange, "floor"));
}
