//! The report: what it shows, what it never shows, and that it is the same for any order of rows.

use std::io::Cursor;

use calamine::{Data, Reader as _, Xlsx};
use ombud::{
    Engine,
    case::Outlooks,
    clock::{Actor, Confidence, Obligation, Status},
    model::Lang,
};
use ombud_intake::report::{Item, MOST_URGENT, Report, Tally, Trouble, Urgency, page};

mod support;
use support::{Done, about, add, as_of, item, rows};

fn render(engine: &Engine, rows: &[support::Made], lang: Lang) -> Result<String, Box<dyn std::error::Error>> {
    let mut tally = Tally::new(as_of());
    for made in rows {
        let duties: Vec<_> = made.duties.iter().map(ombud::Duty::obligation).collect();
        tally.add(&item(made, &duties))?;
    }
    let mut out = Vec::new();
    page(&about(engine, lang), &tally, engine, &mut out)?;
    Ok(String::from_utf8(out)?)
}

#[test]
fn the_order_of_rows_changes_nothing() -> Done {
    let engine = Engine::builtin()?;
    // More obligations than are kept, so that the order could decide which.
    let mut made = rows(&engine, 300)?;
    let first = render(&engine, &made, Lang::Zh)?;
    made.reverse();
    assert!(first == render(&engine, &made, Lang::Zh)?, "reversed");
    made.sort_by_key(|row| (row.number * 7919) % 301);
    assert!(first == render(&engine, &made, Lang::Zh)?, "shuffled");
    Ok(())
}

#[test]
fn only_the_most_urgent_are_kept() -> Done {
    let engine = Engine::builtin()?;
    let mut tally = Tally::new(as_of());
    let made = rows(&engine, 400)?;
    for made in &made {
        let duties: Vec<_> = made.duties.iter().map(ombud::Duty::obligation).collect();
        tally.add(&item(made, &duties))?;
    }
    let urgent = tally.urgent();
    assert_eq!(urgent.len(), MOST_URGENT);
    assert!(tally.duties().total() > 500, "{:?}", tally.duties());
    let dates: Vec<_> = urgent.iter().filter_map(|item| item.obligation.prudent_due).collect();
    assert!(dates.is_sorted());
    assert_eq!(tally.rows(), 400);
    assert_eq!(tally.kinds().iter().map(|(_, open, idle)| open.total() + idle).sum::<u64>(), 400);
    Ok(())
}

#[test]
fn one_sentence_comes_first_and_no_engine_words_in_the_rows() -> Done {
    let engine = Engine::builtin()?;
    let made = rows(&engine, 60)?;
    for (lang, code, sentence) in [
        (Lang::Zh, "<html lang=\"zh-CN\">", "<p class=\"answer\">截至2026年3月10日：超期 "),
        (Lang::En, "<html lang=\"en\">", "<p class=\"answer\">As of 10 March 2026: "),
    ] {
        let html = render(&engine, &made, lang)?;
        assert!(html.contains(code));
        assert!(html.find(sentence).expect("the sentence") < html.find("<table").expect("a table"));
        assert!(!html.contains("SECRET-NARRATIVE"), "a narrative is shown");
        for outside in ["http://", "https://", "src=", "@import", "url("] {
            assert!(!html.contains(outside), "{outside}");
        }
        // Ids of rules stand in attributes and in the small print alone.
        let visible = html.split("<footer>").next().unwrap_or_default().replace("data-rule=\"CN-", "");
        assert!(!visible.contains("CN-CM-"), "a rule id is shown");
        for word in ["undetermined", "not_started", "CalendarDay", "prudent"] {
            assert!(!visible.contains(&format!(">{word}")), "{word}");
        }
        assert_eq!(html.matches("<details").count(), html.matches("</details>").count());
        assert_eq!(html.matches("<table").count(), html.matches("</table>").count());
        assert_eq!(html.matches("<tbody").count(), html.matches("</tbody>").count());
    }
    Ok(())
}

#[test]
fn a_row_says_both_dates_and_why() -> Done {
    let engine = Engine::builtin()?;
    let received: ombud::model::Date = "2026-03-02".parse()?;
    let duties = engine
        .regime("cn-complaints-2020")?
        .received(received)
        .fact("matter.kind", "complaint")?
        .due(as_of())?;
    let mut row = rows(&engine, 1)?.remove(0);
    row.id = Some("TS1".to_owned());
    row.duties = duties.into_iter().filter(|duty| duty.rule().as_str() == "CN-CM-018a").collect();
    let html = render(&engine, &[row], Lang::Zh)?;
    for golden in [
        "<b><time datetime=\"2026-03-16\"><span>3月16日</span> <span>周一</span></time></b><small>还有 6 天</small>",
        "<time datetime=\"2026-03-17\"><span>3月17日</span> <span>周二</span></time>",
        "<summary>为什么是 3月16日</summary>",
        "《投诉处理办法》第18条第1款",
        "<li>3月3日至3月17日，第 1–15 天：自然日，计入</li>",
        "<i class=\"c g\">16<sup>14</sup></i><i class=\"c e\">17<sup>15</sup></i>",
        "<b class=\"tag\">7日内</b>",
    ] {
        assert!(html.contains(golden), "{golden}");
    }
    Ok(())
}

#[test]
fn markup_and_formulas_in_cells_stay_text() -> Done {
    let engine = Engine::builtin()?;
    let mut row = rows(&engine, 1)?.remove(0);
    let bad = "=HYPERLINK(\"http://x\")<script>alert(1)</script>";
    row.id = Some(bad.to_owned());
    for field in ["handler", "branch", "product", "channel"] {
        row.fields.insert(field.to_owned(), format!("{bad}{field}"));
    }
    let html = render(&engine, std::slice::from_ref(&row), Lang::En)?;
    assert!(!html.contains("<script>alert"));
    assert!(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    let scratch = tempfile::tempdir()?;
    let mut report = Report::new(about(&engine, Lang::En), scratch.path())?;
    add(&mut report, &row, &engine)?;
    let (mut page, mut sheet) = (Vec::new(), Cursor::new(Vec::new()));
    report.finish(&engine, &mut page, &mut sheet)?;
    std::fs::write(scratch.path().join("x.xlsx"), sheet.into_inner())?;
    let file = std::fs::File::open(scratch.path().join("x.xlsx"))?;
    let mut zip = zip::ZipArchive::new(file)?;
    for index in 0..zip.len() {
        let mut text = String::new();
        let mut part = zip.by_index(index)?;
        let name = part.name()?.into_owned();
        if name.starts_with("xl/worksheets/") && name.ends_with(".xml") {
            std::io::Read::read_to_string(&mut part, &mut text)?;
            assert!(!text.contains("<f>") && !text.contains("<hyperlink"), "{name}");
        }
    }
    Ok(())
}

#[test]
fn the_stage_the_next_act_and_who_must_act_stand_in_both_languages() -> Done {
    let engine = Engine::builtin()?;
    let regime = engine.regime("cn-complaints-2020")?;
    let now = "2026-03-10T23:59:59+08:00".parse()?;
    let zone = regime.rules().zone().ok_or("a zone")?.clone();
    let mut outlooks = Outlooks::new(engine.rules(), "cn-complaint", zone, now)?;
    let received: ombud::model::Date = "2026-03-02".parse()?;
    let duties = regime.received(received).fact("matter.kind", "complaint")?.due(as_of())?;
    let duties: Vec<&Obligation> = duties
        .iter()
        .map(ombud::Duty::obligation)
        .filter(|duty| duty.clock.as_str() == "CN-CM-018a")
        .collect();
    let outlook = outlooks.outlook(&[], &duties, now)?;
    let made = rows(&engine, 1)?.remove(0);
    let item = Item { outlook: Some(&outlook), ..item(&made, &duties) };
    for (lang, next, who, stage) in [
        (Lang::Zh, "分派经办人", "登记人员、投诉处理负责人", "已登记，待分派"),
        (Lang::En, "Assign a handler", "intake, manager of complaints", "Registered, to be assigned"),
    ] {
        let scratch = tempfile::tempdir()?;
        let mut report = Report::new(about(&engine, lang), scratch.path())?;
        report.add(&item, &engine)?;
        let (mut page, mut book) = (Vec::new(), Cursor::new(Vec::new()));
        report.finish(&engine, &mut page, &mut book)?;
        let cell = format!("<b>{next}</b><small>{who}</small><small class=\"stage\">{stage}</small>");
        let page = String::from_utf8(page)?;
        assert!(page.contains(&cell), "{cell}");
        let (_, range) = Xlsx::new(book)?.worksheets().into_iter().next().ok_or("a sheet")?;
        let cells: Vec<String> =
            range.rows().nth(1).ok_or("a row")?.iter().map(ToString::to_string).collect();
        assert_eq!(cells.get(8..11).ok_or("the cells")?, [stage, next, who]);
    }
    Ok(())
}

/// A row with the duty of a complaint that was passed on with a deadline.
fn referred(engine: &Engine, deadline: &str) -> Result<support::Made, Box<dyn std::error::Error>> {
    let entry = ombud::Entry::on("2026-03-03".parse::<ombud::model::Date>()?).set("deadline", deadline);
    let duties = engine
        .regime("cn-complaints-2020")?
        .received("2026-03-02".parse::<ombud::model::Date>()?)
        .fact("matter.kind", "complaint")?
        .event("referral_received", &entry)?
        .due(as_of())?;
    let mut row = rows(engine, 1)?.remove(0);
    row.duties = duties.into_iter().filter(|d| d.rule().as_str() == "CN-CM-REG-2.deadline").collect();
    Ok(row)
}

#[test]
fn an_hour_at_which_the_last_day_ends_is_shown() -> Done {
    let engine = Engine::builtin()?;
    // A summary resolution is in time until the close of business on the third working day.
    let received: ombud::model::Date = "2026-03-09".parse()?;
    let duties = engine.regime("uk-disp")?.received(received).due(as_of())?;
    let mut row = rows(&engine, 1)?.remove(0);
    row.duties = duties.into_iter().filter(|duty| duty.rule().as_str() == "UK.DISP.SRC").collect();
    let html = render(&engine, std::slice::from_ref(&row), Lang::Zh)?;
    assert!(html.contains("</time></b><small>17:00前</small>"), "the date to work to");
    assert!(html.contains("</time><small>17:00前</small>"), "the legal date");
    assert!(!render(&engine, &[referred(&engine, "2026-03-12")?], Lang::Zh)?.contains(":00前"));

    let scratch = tempfile::tempdir()?;
    let mut report = Report::new(about(&engine, Lang::En), scratch.path())?;
    add(&mut report, &row, &engine)?;
    let (mut page, mut book) = (Vec::new(), Cursor::new(Vec::new()));
    report.finish(&engine, &mut page, &mut book)?;
    let (_, range) = Xlsx::new(book)?.worksheets().into_iter().next().ok_or("a sheet")?;
    let hours: Vec<_> = range
        .rows()
        .flatten()
        .filter_map(|cell| match cell {
            Data::DateTime(at) => Some(at.to_ymd_hms_milli()),
            _ => None,
        })
        .collect();
    assert_eq!(hours, [(2026, 3, 12, 17, 0, 0, 0); 2]);
    Ok(())
}

#[test]
fn a_rule_that_nobody_read_in_the_official_text_says_so_in_its_row() -> Done {
    let engine = Engine::builtin()?;
    let row = referred(&engine, "2026-03-12")?;
    let sure = "<small class=\"sure\">规定核对情况：二手资料一致</small>";
    assert_eq!(render(&engine, &[row], Lang::Zh)?.matches(sure).count(), 1);
    Ok(())
}

#[test]
fn what_is_not_recorded_is_listed_once_for_each_case() -> Done {
    let engine = Engine::builtin()?;
    let mut row = rows(&engine, 1)?.remove(0);
    let regime = engine.regime("cn-complaints-2020")?;
    let undated = ombud::Entry::undated();
    row.duties =
        regime.inquiry().event("received", &undated)?.fact("matter.kind", "complaint")?.due(as_of())?;
    for (lang, request, now) in [
        (Lang::Zh, "请补登“收到投诉”的日期或者时刻。", "尽快：补录前没有日期"),
        (Lang::En, "Add the date or time of “Complaint received”.", "now: there is no date without it"),
    ] {
        let html = render(&engine, std::slice::from_ref(&row), lang)?;
        let section = html.split("<section id=\"missing\">").nth(1).ok_or("the section")?;
        let section = section.split("</section>").next().ok_or("its end")?;
        assert_eq!(section.matches(&format!("<b>{request}</b>")).count(), 1, "{section}");
        assert!(section.contains(now), "{section}");
        assert!(html.find("<section id=\"ledger\"") < html.find("<section id=\"missing\""));
    }
    // Hundreds of cases: the list is cut, and says how many more there are.
    let mut tally = Tally::new(as_of());
    let duties: Vec<_> = row.duties.iter().map(ombud::Duty::obligation).collect();
    for number in 1..=510 {
        tally.add(&Item { number, ..item(&row, &duties) })?;
    }
    let mut out = Vec::new();
    page(&about(&engine, Lang::En), &tally, &engine, &mut out)?;
    let out = String::from_utf8(out)?;
    assert!(out.contains("In 510 cases") && out.contains("10 more cases are not listed here"));
    Ok(())
}

#[test]
fn no_cell_is_shown_or_kept_whole() -> Done {
    let engine = Engine::builtin()?;
    let mut row = rows(&engine, 1)?.remove(0);
    let long = "长".repeat(100_000);
    row.id = Some(long.clone());
    for field in ["handler", "branch", "product", "sub_product", "channel"] {
        row.fields.insert(field.to_owned(), long.clone());
    }
    let page = render(&engine, &[row], Lang::Zh)?;
    assert!(page.contains(&format!("{}…", "长".repeat(200))) && !page.contains(&"长".repeat(201)));
    Ok(())
}

#[test]
fn a_rule_that_nobody_has_confirmed_is_grey_and_gives_no_firm_date() -> Done {
    let engine = Engine::builtin()?;
    let made = rows(&engine, 60)?;
    // As the engine gives a duty whose rule is unverified: with a date that stands apart.
    let unverified = |duty: &ombud::Duty| {
        let mut obligation = duty.obligation().clone();
        obligation.confidence = Confidence::Unverified;
        obligation.unconfirmed_due = obligation.due.take();
        obligation.prudent_due = None;
        obligation
    };
    let open = |duty: &&ombud::Duty| duty.status() == Status::Running && duty.actor == Actor::Firm;
    let duties: Vec<(&support::Made, Vec<Obligation>)> =
        made.iter().map(|row| (row, row.duties.iter().filter(open).map(unverified).collect())).collect();
    let count = duties.iter().map(|(_, duties)| duties.len()).sum::<usize>();
    assert!(count > 20, "{count}");
    for (lang, tag, note) in [
        (Lang::Zh, "待核对", "只列出，不作为确定的日期"),
        (Lang::En, "to be confirmed", "They are listed, never as a firm date"),
    ] {
        let scratch = tempfile::tempdir()?;
        let mut report = Report::new(about(&engine, lang), scratch.path())?;
        for (row, duties) in &duties {
            let duties: Vec<&Obligation> = duties.iter().collect();
            report.add(&item(row, &duties), &engine)?;
        }
        let (mut page, mut book) = (Vec::new(), Cursor::new(Vec::new()));
        report.finish(&engine, &mut page, &mut book)?;
        let page = String::from_utf8(page)?;
        let section = page.split("<section id=\"unconfirmed\">").nth(1).ok_or("the section")?;
        let section = section.split("</section>").next().ok_or("its end")?;
        assert!(
            section.contains(note) && section.contains(&format!("<b class=\"tag\">{tag}</b>")),
            "{section}"
        );
        assert!(section.contains("<table class=\"plain unconfirmed\">"), "grey");
        for duty in duties.iter().flat_map(|(_, duties)| duties) {
            assert!(section.contains(&format!("data-rule=\"{}\"", duty.clock)), "{}", duty.clock);
        }
        // Not among what is due: the ledger has no line of it.
        let ledger = page.split("<section id=\"ledger\"").nth(1).ok_or("the ledger")?;
        let ledger = ledger.split("</section>").next().ok_or("its end")?;
        assert!(!ledger.contains("data-rule"), "{ledger}");

        let mut book: Xlsx<_> = Xlsx::new(book)?;
        let (_, range) = book.worksheets().into_iter().next().ok_or("a sheet")?;
        let (head, lines) = {
            let mut lines = range.rows();
            (lines.next().ok_or("a header")?.to_vec(), lines.map(<[Data]>::to_vec).collect::<Vec<_>>())
        };
        let column = |title: &str| head.iter().position(|cell| *cell == *title).ok_or("a column");
        let (work_to, legal, sure) = match lang {
            Lang::Zh => (column("应办日")?, column("法定期限")?, column("规定核对情况")?),
            Lang::En => (column("Work to")?, column("Legal date")?, column("How sure the rule is")?),
        };
        assert_eq!(lines.len(), count);
        for line in lines {
            assert_eq!(line.get(sure).map(ToString::to_string).as_deref(), Some(tag));
            for date in [work_to, legal] {
                assert!(!matches!(line.get(date), Some(Data::DateTime(_))), "{line:?}");
            }
        }
    }
    Ok(())
}

#[test]
fn rows_with_nothing_left_to_do_are_counted_by_why() -> Done {
    let engine = Engine::builtin()?;
    let made = rows(&engine, 60)?;
    let mut tally = Tally::new(as_of());
    for made in &made {
        let duties: Vec<_> = made.duties.iter().map(ombud::Duty::obligation).collect();
        tally.add(&item(made, &duties))?;
    }
    tally.add(&item(made.first().ok_or("a row")?, &[]))?;
    let idle = tally.idle();
    assert_eq!(idle.total() + tally.open_rows().total(), tally.rows());
    assert!(idle.done > 0 && idle.none == 1, "{idle:?}");
    let mut out = Vec::new();
    page(&about(&engine, Lang::Zh), &tally, &engine, &mut out)?;
    let wanted = format!("{} 件没有未办结的时限：已办结或已终止 {} 件", idle.total(), idle.done);
    let page = String::from_utf8(out)?;
    assert!(page.contains(&wanted) && page.contains("没有适用的时限 1 件"), "{wanted}");
    Ok(())
}

#[test]
fn the_triage_sheet_says_that_a_kind_moves_no_clock() -> Done {
    let engine = Engine::builtin()?;
    for (lang, sentence) in [
        (
            Lang::Zh,
            "文件写明为咨询、举报、信访的，不因此停止或改变任何时限；由投诉改列其他类别，须经第二人确认。",
        ),
        (
            Lang::En,
            "an enquiry, a report or a petition stops and moves no clock: taking a complaint out of that class needs a second person.",
        ),
    ] {
        let page = render(&engine, &rows(&engine, 10)?, lang)?;
        let section = page.split("<section id=\"split\">").nth(1).ok_or("the section")?;
        assert!(section.split("</section>").next().is_some_and(|text| text.contains(sentence)), "{sentence}");
    }
    Ok(())
}

#[test]
fn a_kind_is_never_guessed() -> Done {
    let fields = [("narrative".to_owned(), "我要举报".to_owned())].into();
    let mut tally = Tally::new(as_of());
    for kind in [None, Some(""), Some("未说明"), Some("投诉"), Some("complaint"), Some("表扬")] {
        tally.add(&Item {
            number: 1,
            id: None,
            fields: &fields,
            kind,
            duties: &[],
            outlook: None,
            passed_over: &[],
            troubles: &[],
        })?;
    }
    tally.reject(&Trouble { column: None, reason: "columns", shape: None });
    let idle: Vec<u64> = tally.kinds().iter().map(|(_, _, idle)| *idle).collect();
    // 投诉, 举报, 信访, 咨询, 表扬, 未说明
    assert_eq!(idle, [2, 0, 0, 0, 1, 3]);
    assert_eq!((tally.rows(), tally.rejected()), (6, 1));
    assert_eq!(tally.open_rows().get(Urgency::Overdue), 0);
    Ok(())
}
