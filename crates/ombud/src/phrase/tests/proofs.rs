//! The time limit statement, as text and as a page.

use super::World;
use crate::{
    clock::{Proof, Reason},
    model::{Label, Lang},
};

const RECEIVED: &str = "received 2026-03-02T09:30:00+08:00";

fn proof(world: &World, clock: &str, events: &[&str]) -> Proof {
    world.regime.prove(&world.ask(clock, events, "2026-03-16")).unwrap()
}

fn paused(world: &World) -> Proof {
    let events = [RECEIVED, "appraisal_started 2026-03-10 document=J-7", "appraisal_ended 2026-03-13"];
    proof(world, "R-15", &events)
}

#[test]
fn the_text_is_word_for_word_as_agreed() {
    let world = World::new();
    let proofs = [paused(&world), proof(&world, "R-HOUR", &[RECEIVED])];
    for (proof, golden) in proofs.iter().zip([include_str!("pause.txt"), include_str!("hours.txt")]) {
        // The version of the time-zone database changes with it; the wording does not.
        let text = |lang| world.book.proof(proof, lang).replace(&proof.zone_database, "2026x");
        let found = format!("{}=====\n{}", text(Lang::Zh), text(Lang::En));
        assert_eq!(found, golden, "all of it:\n{found}");
    }
}

#[test]
fn every_day_is_accounted_for() {
    let world = World::new();
    let business = proof(&world, "R-BD", &[RECEIVED]);
    let text = world.book.proof(&business, Lang::Zh);
    for day in &business.days {
        assert!(text.contains(&format!("\n{}：", world.book.date(day.date, Lang::Zh))), "{}", day.date);
    }
    let page = world.book.proof_page(&business, Lang::Zh);
    assert_eq!(page.matches("<tr class=\"skipped\">").count(), 6, "the first day and five of weekends");
    assert!(text.contains("2026年3月21日（周六）：第15日，工作日（调休上班）"));

    let extended = ["extended 2026-03-10 ground=complex approver=A notified_on=2026-03-10"];
    let long = proof(&world, "R-15", &[&[RECEIVED], &extended[..]].concat());
    let text = world.book.proof(&long, Lang::En);
    assert!(text.contains("Tue 3 March 2026 to Wed 1 April 2026: days 1 to 30, calendar day\n"), "{text}");
}

#[test]
fn many_days_are_set_by_month() {
    let world = World::new();
    let year = proof(&world, "R-YEAR", &[RECEIVED]);
    let page = world.book.proof_page(&year, Lang::Zh);
    assert!(
        page.contains("<td>2026年3月</td><td>自然日：3日至31日；第1日至第29日</td><td>起算当日：2日</td>")
    );
    assert!(page.contains("<td>2027年3月</td><td>自然日：1日至2日；第364日至第365日</td><td></td>"));
    assert!(page.contains("共计入365天"));

    let mut business = proof(&world, "R-BD", &[RECEIVED]);
    let more: Vec<_> = std::iter::repeat_n(business.days.clone(), 6).flatten().collect();
    business.days = more;
    let page = world.book.proof_page(&business, Lang::En);
    assert!(page.contains("weekend: 7 to 8, 14 to 15, 22"), "{page}");
    assert!(page.contains("business day (made up): 21"), "{page}");
}

#[test]
fn a_page_stands_alone() {
    let world = World::new();
    for lang in [Lang::Zh, Lang::En] {
        let page = world.book.proof_page(&paused(&world), lang);
        assert!(page.starts_with("<!DOCTYPE html>\n<html lang="));
        assert!(page.contains(if lang == Lang::Zh { "lang=\"zh-CN\"" } else { "lang=\"en\"" }));
        for absent in ["<script", "http:", "https:", "src=", "href=", "url(", "@import", "⟦"] {
            assert!(!page.contains(absent), "{absent}");
        }
        for open in ["table", "tr", "td", "th", "h2", "p", "ol", "li", "div", "span", "html", "body"] {
            let opened =
                page.matches(&format!("<{open}>")).count() + page.matches(&format!("<{open} ")).count();
            assert_eq!(opened, page.matches(&format!("</{open}>")).count(), "{open}");
        }
        assert!(page.contains(&world.book.get("proof.draft", lang, &[]).unwrap()));
        assert!(page.contains(&world.book.get("label.confirmer", lang, &[]).unwrap()));
        let (body, small) = page.split_once("<div class=\"small\">").unwrap();
        assert!(!body.contains("R-"), "ids stand in the small print only");
        assert!(small.contains("R-15d") && small.contains("Asia/Shanghai"));
    }
}

#[test]
fn nothing_a_pack_or_a_person_writes_becomes_markup() {
    let world = World::new();
    let mut proof = paused(&world);
    let attack = "<script>alert('x')</script>\"&{act}";
    let label = Label::same(attack);
    (proof.title, proof.act, proof.note) = (label.clone(), label.clone(), Some(label.clone()));
    (proof.source, proof.zone, proof.calendar_version) = (attack.into(), attack.into(), attack.into());
    proof.calendar_sources = vec![attack.into()];
    for step in &mut proof.steps {
        (step.title, step.approver, step.document) =
            (label.clone(), Some(attack.into()), Some(attack.into()));
    }
    for day in &mut proof.days {
        if let Reason::Paused { title, .. } = &mut day.reason {
            *title = label.clone();
        }
    }
    let page = world.book.proof_page(&proof, Lang::En);
    assert!(!page.contains("<script"), "{page}");
    assert!(!page.contains("alert('"), "{page}");
    assert!(page.matches("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&quot;&amp;{act}").count() >= 10);
}

#[test]
fn an_unconfirmed_rule_gives_no_firm_date() {
    let world = World::new();
    let unconfirmed = proof(&world, "R-UNV", &[RECEIVED]);
    let [zh, en] = [Lang::Zh, Lang::En].map(|lang| world.book.proof(&unconfirmed, lang));
    assert!(zh.starts_with("待核对：向上级机构报告；若属实，期限将为2026年3月5日（周四）。"), "{zh}");
    assert!(zh.contains("若属实的期限：2026年3月5日（周四）") && !zh.contains("期限届满"), "{zh}");
    assert!(en.contains("Date if the rule is right: Thu 5 March 2026"), "{en}");
}

#[test]
fn an_agreed_date_stands_beside_the_legal_one_and_a_later_one_is_for_staff() {
    let world = World::new();
    let agreed = proof(&world, "R-15", &[RECEIVED, "agreed 2026-03-10 until=2026-03-25"]);
    let text = world.book.proof(&agreed, Lang::Zh);
    assert!(text.starts_with("按约定须于2026年3月25日（周三）前（含当日）"), "{text}");
    assert!(text.contains("期限届满：2026年3月17日（周二）\n约定日期：2026年3月25日（周三）\n"), "{text}");
    let right = proof(&world, "R-RIGHT", &["decided 2026-03-05"]);
    let text = world.book.proof(&right, Lang::Zh);
    assert!(
        text.contains("仅供内部掌握：消费者于2026年4月7日（周二）前（含当日）办理的仍应接受；"),
        "{text}"
    );
}

#[test]
fn a_start_by_another_clock_is_named_by_its_title() {
    let world = World::new();
    let mut missed = world.regime.prove(&world.ask("R-EXPIRED", &[RECEIVED], "2026-03-19")).unwrap();
    let text = world.book.proof(&missed, Lang::Zh);
    assert!(text.contains("起算事由：“作出处理决定并告知”的期限，2026年3月18日（周三）00:00\n"), "{text}");
    if let Some(trigger) = &mut missed.trigger {
        trigger.clock = Some("R-ELSEWHERE".parse().unwrap());
    }
    assert!(world.book.proof(&missed, Lang::En).contains("the period of “the period it depends on”"));
}
