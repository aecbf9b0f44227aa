//! What a time limit says, word for word. The file names a clock, the day of asking and the
//! events; under it stand the Chinese and the English.

use super::World;
use crate::model::Lang;

const GOLDEN: &str = include_str!("golden.txt");

struct Case<'a> {
    question: &'a str,
    clock: &'a str,
    as_of: &'a str,
    events: Vec<&'a str>,
    answer: &'a str,
}

fn cases() -> Vec<Case<'static>> {
    let read = |block: &'static str| {
        let (question, answer) = block.split_once('\n').unwrap();
        let mut parts = question.split("; ");
        let (clock, as_of) = parts.next().unwrap().split_once(" on ").unwrap();
        Case { question, clock, as_of, events: parts.collect(), answer: answer.trim_end() }
    };
    GOLDEN.split("### ").skip(1).map(read).collect()
}

#[test]
fn every_sentence_is_word_for_word_as_agreed() {
    let world = World::new();
    let mut out = String::new();
    for case in cases() {
        let [zh, en] = world.both(&world.ask(case.clock, &case.events, case.as_of));
        let answer = format!("{zh}\n--\n{en}");
        out.push_str(&format!("### {}\n{answer}\n\n", case.question));
    }
    let mismatch =
        out.trim_end().lines().zip(GOLDEN.trim_end().lines()).find(|(found, wanted)| found != wanted);
    assert_eq!(mismatch, None, "all of it:\n{out}");
    assert_eq!(out.trim_end(), GOLDEN.trim_end());
    assert!(cases().iter().all(|case| case.answer.contains("\n--\n")));
}

#[test]
fn an_overdue_duty_says_by_how_many_days() {
    let world = World::new();
    let late = world.ask("R-15", &["received 2026-03-02"], "2026-03-20");
    let say = |today: &str, lang| world.book.sentence_on(&late, today.parse().ok(), lang);
    assert_eq!(
        say("2026-03-20", Lang::Zh),
        "已超期3天：应于2026年3月17日（周二）前（含当日）作出处理决定并告知投诉人。"
    );
    assert_eq!(
        say("2026-03-18", Lang::En),
        "Overdue by 1 day; it was to be done by the end of Tue 17 March 2026: \
         Decide the complaint and tell the complainant."
    );
}

#[test]
fn what_the_papers_only_state_is_said_so() {
    let world = World::new();
    let mut stated = world.ask("R-15", &["received 2026-03-02", "decided 2026-03-10"], "2026-03-20");
    stated.done = None;
    stated.basis = crate::clock::Basis::Stated;
    let [zh, en] = world.both(&stated);
    assert!(zh.starts_with("材料记载已按期办结，未写明日期：作出处理决定并告知投诉人。"), "{zh}");
    assert!(en.contains("This is what the papers say; it was not worked out from dates."), "{en}");
    stated.status = crate::clock::Status::MetLate;
    assert!(world.both(&stated)[0].starts_with("材料记载未按期办结"));
}

#[test]
fn a_provisional_prudent_date_says_why() {
    let world = World::new();
    let mut running = world.ask("R-15", &["received 2026-03-02"], "2026-03-03");
    running.prudent_provisional = true;
    let [zh, en] = world.both(&running);
    assert!(zh.contains("（依据：计数方式为推定；日历中没有该年的节假日安排，休息日为暂定）"), "{zh}");
    assert!(en.contains("the rest days are provisional"), "{en}");
}

#[test]
fn the_later_date_of_a_right_is_for_staff_only() {
    let world = World::new();
    let right = world.ask("R-RIGHT", &["decided 2026-03-05"], "2026-03-12");
    for (lang, later) in [(Lang::Zh, "4月7日"), (Lang::En, "7 April")] {
        assert!(!world.book.sentence(&right, lang).contains(later));
        let details = world.book.details(&right, lang);
        assert!(details.iter().any(|detail| detail.staff_only && detail.text.contains(later)));
        assert!(details.iter().all(|detail| detail.staff_only || !detail.text.contains(later)));
    }
}

#[test]
fn an_unconfirmed_rule_never_sounds_firm() {
    let world = World::new();
    let dated = world.ask("R-UNV", &["received 2026-03-02"], "2026-03-12");
    assert_eq!(
        world.book.sentence(&dated, Lang::Zh),
        "待核对：向上级机构报告；若属实，期限将为2026年3月5日（周四）。"
    );
    let waiting = world.ask("R-UNV", &[], "2026-03-12");
    assert!(world.book.sentence(&waiting, Lang::Zh).starts_with("待核对："));
    assert!(world.book.sentence(&waiting, Lang::En).starts_with("To be confirmed: "));
}
