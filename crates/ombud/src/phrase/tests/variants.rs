//! Every kind of everything has words in both languages, and the set of phrases is checked.

use std::collections::BTreeSet;

use super::{super::REQUIRED, World, assert_sound, files, phrases};
use crate::{
    ErrorCode,
    clock::{
        Actor, Confidence, Counting, Effect, ExpiryKind, Need, NeedKind, Obligation, ProofDay, Raised,
        Reason, Status, StepKind, Trigger, Unit,
    },
    model::{Catalogue, Label, Lang, Weekday},
    pack::PhraseDef,
    phrase::Phrasebook,
};

const BOTH: [Lang; 2] = [Lang::Zh, Lang::En];

fn running(world: &World) -> Obligation {
    world.ask("R-15", &["received 2026-03-02"], "2026-03-03")
}

#[test]
fn every_status_has_a_sentence_for_every_actor_with_and_without_dates() {
    let world = World::new();
    for status in Status::ALL {
        for actor in [Actor::Firm, Actor::Consumer, Actor::Regulator, Actor::Other] {
            for dates in 0..8_u8 {
                let mut obligation = running(&world);
                (obligation.status, obligation.actor) = (status, actor);
                obligation.due = obligation.due.filter(|_| dates & 1 > 0);
                obligation.done = Some("2026-03-20".parse().unwrap()).filter(|_| dates & 2 > 0);
                obligation.agreed_due = "2026-03-19".parse().ok().filter(|_| dates & 4 > 0);
                obligation.not_before = obligation.agreed_due;
                for (text, lang) in world.both(&obligation).iter().zip(BOTH) {
                    let sentence = text.lines().next().unwrap();
                    assert!(sentence.ends_with(['。', '.']), "{sentence}");
                    assert!(!world.book.status(status, lang).is_empty());
                }
            }
        }
    }
}

#[test]
fn every_step_and_effect_has_words() {
    let world = World::new();
    let obligation = world.ask(
        "R-15",
        &["received 2026-03-02", "extended 2026-03-10 ground=complex approver=A"],
        "2026-03-11",
    );
    let kinds = [
        StepKind::Extension,
        StepKind::Pause,
        StepKind::Suspension,
        StepKind::Reset,
        StepKind::Merge,
        StepKind::Cancellation,
        StepKind::Agreement,
        StepKind::Exception,
        StepKind::Fulfilment,
    ];
    let effects = [
        Effect::Applied,
        Effect::PapersMissing,
        Effect::TooLate,
        Effect::OutOfOrder,
        Effect::Unconfirmed,
        Effect::NoChange,
        Effect::EndUnknown,
        Effect::BeforeStart,
    ];
    let mut seen = BTreeSet::new();
    for (kind, effect, lang) in kinds
        .iter()
        .flat_map(|kind| effects.map(|effect| (kind, effect)))
        .flat_map(|(k, e)| BOTH.map(|l| (k, e, l)))
    {
        for (at, until, missing) in [(true, true, true), (true, false, false), (false, false, true)] {
            let mut step = obligation.steps[0].clone();
            (step.kind, step.effect) = (*kind, effect);
            step.at = step.at.filter(|_| at);
            step.until = Some("2026-03-12".parse().unwrap()).filter(|_| until);
            step.missing.retain(|_| missing);
            let text = world.book.step(&step, lang);
            assert_sound(&text, lang, &obligation);
            seen.insert(text);
        }
    }
    assert!(seen.len() > 200, "each kind and effect reads differently: {}", seen.len());
    assert_eq!(
        world.book.step(&obligation.steps[0], Lang::Zh),
        "2026年3月10日（周二）延期“情况复杂，延长至30日”未生效：缺告知日期；批准人：A；依据《投诉处理办法》第18条第1款。"
    );
}

#[test]
fn every_need_has_words() {
    let world = World::new();
    let obligation = running(&world);
    let needs = [
        (NeedKind::Fact, "matter.kind", "请登记“来件类别”。"),
        (NeedKind::Fact, "matter.unheard_of", "请登记“有关记录”。"),
        (NeedKind::Event, "received", "请登记“收到投诉”，目前没有记录。"),
        (NeedKind::Event, "R-15", "请先确定“作出处理决定并告知”的日期。"),
        (NeedKind::Event, "R-GONE", "请先确定“所依据的另一期限”的日期。"),
        (NeedKind::EventTime, "decided", "请补登“已告知处理决定”的日期或者时刻。"),
        (NeedKind::EventField, "extended.approver", "请补登“延长处理期限”中的“批准人”。"),
        (
            NeedKind::Calendar,
            "test-cal 2027",
            "日历中没有2027年的节假日安排（尚未公布或未收录），补齐后才能计算。",
        ),
        (NeedKind::Confirmation, "R-UNV", "请由具名人员核对规则原文。"),
        (
            NeedKind::DateRange,
            "received",
            "由“收到投诉”算出的日期超出可计算的范围（公元1年至9999年），请核对登记的日期。",
        ),
    ];
    for (kind, id, zh) in needs {
        let need = Need { kind, id: id.to_owned(), decisive: true };
        assert_eq!(world.book.need(&need, Lang::Zh), zh);
        let mut undetermined = obligation.clone();
        (undetermined.status, undetermined.needs) = (Status::Undetermined, vec![need.clone()]);
        for (text, lang) in world.both(&undetermined).iter().zip(BOTH) {
            assert_sound(&world.book.need(&need, lang), lang, &obligation);
            assert!(text.lines().next().unwrap().contains(if lang == Lang::Zh {
                "缺少"
            } else {
                "missing: "
            }));
        }
    }
}

#[test]
fn every_reason_unit_day_mark_and_actor_has_words() {
    let world = World::new();
    let mut proof = world.regime.prove(&running(&world)).unwrap();
    let (name, rule) =
        (Label::new("春节", "Spring Festival"), "R-X".parse::<crate::model::RuleId>().unwrap());
    let reasons = [
        (Reason::TriggerDay, "起算当日"),
        (Reason::CalendarDay, "自然日"),
        (Reason::BusinessDay, "工作日"),
        (Reason::MakeUpDay { name: name.clone() }, "工作日（春节）"),
        (Reason::Weekend, "周末"),
        (Reason::Holiday { name: name.clone() }, "春节放假"),
        (Reason::Paused { rule: rule.clone(), title: name.clone() }, "暂停计时（春节）"),
        (Reason::Suspended { rule, title: name }, "监管统一暂停（春节）"),
    ];
    let date = proof.start.to_string().parse().unwrap();
    for (reason, zh) in reasons {
        proof.days = vec![ProofDay { date, weekday: Weekday::Monday, counted: None, reason }];
        assert!(world.book.proof(&proof, Lang::Zh).contains(&format!("（周一）：不计入，{zh}\n")), "{zh}");
        assert!(!world.book.proof(&proof, Lang::En).contains('⟦'));
    }
    let units = [
        Unit::Hour,
        Unit::BusinessHour,
        Unit::CalendarDay,
        Unit::BusinessDay,
        Unit::Week,
        Unit::Month,
        Unit::Year,
    ];
    let mut words = BTreeSet::new();
    for lang in BOTH {
        words.extend(units.iter().flat_map(|unit| [1, 2].map(|n| world.book.unit(*unit, n, lang))));
        for actor in [Actor::Firm, Actor::Consumer, Actor::Regulator, Actor::Other] {
            words.insert(world.book.actor(actor, lang));
        }
        for confidence in [Confidence::Text, Confidence::Secondary, Confidence::Unverified] {
            words.insert(world.book.confidence(confidence, lang));
        }
        words
            .extend([Counting::Text, Counting::Inferred].map(|counting| world.book.counting(counting, lang)));
        for kind in [ExpiryKind::Duty, ExpiryKind::Right] {
            let raised =
                Raised { kind, rule: "R-P".parse().unwrap(), text: Label::new("应办理", "do it") };
            let text = world.book.raised(&raised, lang);
            assert!(text.ends_with(if lang == Lang::Zh { "应办理。" } else { "do it." }), "{text}");
            words.insert(text);
        }
        for month in 1..=12 {
            words.insert(world.book.date(crate::model::Date::from_ymd(2026, month, 1).unwrap(), lang));
        }
    }
    assert_eq!(words.len(), 28 + 8 + 6 + 4 + 4 + 24);
    assert!(words.iter().all(|word| !word.contains('⟦')));
    assert!(words.contains("1 business day") && words.contains("2 business days"));
}

#[test]
fn triggers_without_a_time_have_words() {
    let world = World::new();
    let mut proof = world.regime.prove(&running(&world)).unwrap();
    let (event, clock) = ("received".parse().ok(), "R-BD".parse().ok());
    proof.trigger = Some(Trigger { event, clock: None, at: None });
    assert!(world.book.proof(&proof, Lang::Zh).contains("\n起算事由：收到投诉\n"));
    proof.trigger = Some(Trigger { event: None, clock, at: None });
    assert!(world.book.proof(&proof, Lang::Zh).contains("\n起算事由：“转送投诉”的期限\n"));
}

#[test]
fn citations_read_as_people_write_them() {
    let world = World::new();
    for (cite, zh, en) in [
        ("cn-order/18/1", "《投诉处理办法》第18条第1款", "Complaint Measure, Art. 18 ¶1"),
        ("cn-order/18", "《投诉处理办法》第18条", "Complaint Measure, Art. 18"),
        ("cn-order/18/1/3", "《投诉处理办法》第18条第1款第3项", "Complaint Measure, Art. 18 ¶1(3)"),
        ("cn-order", "《投诉处理办法》", "Complaint Measure"),
        ("cn-order/附件1", "《投诉处理办法》 附件1", "Complaint Measure 附件1"),
        ("uk-disp/1.6.2R", "DISP 1.6.2R", "DISP 1.6.2R"),
        ("xx-unknown/3", "xx-unknown/3", "xx-unknown/3"),
    ] {
        let cite = cite.parse().unwrap();
        assert_eq!([world.book.cite(&cite, Lang::Zh), world.book.cite(&cite, Lang::En)], [zh, en]);
    }
    let several = ["cn-order/18/1", "cn-order/21", "uk-disp/1.1"].map(|cite| cite.parse().unwrap());
    assert_eq!(world.book.cites(&several, Lang::Zh), "《投诉处理办法》第18条第1款、第21条、DISP 1.1");
}

#[test]
fn a_phrase_takes_exactly_its_values() {
    let book = World::new().book;
    let code =
        |id: &str, values: &[(&str, &str)]| book.get(id, Lang::Zh, values).map_err(|error| error.code());
    assert_eq!(code("no.such", &[]), Err(ErrorCode::UnknownItem));
    assert_eq!(code("unit.hour.many", &[]), Err(ErrorCode::InvalidField));
    assert_eq!(code("unit.hour.many", &[("n", "2"), ("m", "3")]), Err(ErrorCode::InvalidField));
    assert_eq!(code("unit.hour.many", &[("n", "{m}")]).as_deref(), Ok("{m}小时"));
}

#[test]
fn a_faulty_set_of_phrases_is_refused_with_every_fault() {
    assert_eq!(Phrasebook::check(&phrases()), []);
    let of = |id: &str, zh: &str, en: &str| PhraseDef { id: id.into(), zh: zh.into(), en: en.into() };
    let mut set = phrases();
    set.retain(|phrase| phrase.id != "duty.late");
    set.extend([
        of("extra.empty", " ", "words"),
        of("extra.differs", "{a}", "{b}"),
        of("extra.broken", "{a", "a}"),
        of("extra.named", "{A b}", "{}"),
        of("date", "{year}", "{year}"),
    ]);
    let findings = Phrasebook::check(&set);
    let found: Vec<(ErrorCode, &str)> =
        findings.iter().map(|e| (e.code(), e.detail().item.as_deref().unwrap())).collect();
    let expected = [
        (ErrorCode::InvalidValue, "extra.empty"),
        (ErrorCode::InvalidField, "extra.differs"),
        (ErrorCode::InvalidValue, "extra.broken"),
        (ErrorCode::InvalidValue, "extra.broken"),
        (ErrorCode::InvalidValue, "extra.named"),
        (ErrorCode::InvalidValue, "extra.named"),
        (ErrorCode::ItemConflict, "date"),
        (ErrorCode::InvalidField, "date"),
        (ErrorCode::UnknownItem, "duty.late"),
    ];
    assert_eq!(found, expected);
    assert_eq!(Phrasebook::new(set, [], &Catalogue::default()).unwrap_err(), findings);
}

#[test]
fn the_list_of_required_phrases_is_what_the_code_asks_for() {
    // The list itself is left out, or everything in it would be asked for.
    let list = include_str!("../required.rs");
    let code: Vec<String> = files("src/phrase", "rs").into_iter().filter(|text| text != list).collect();
    // A case asks for its own, among much that is no phrase.
    let case = files("src/case", "rs");
    let quoted = |text: &'_ String| -> Vec<String> {
        text.split('"').skip(1).step_by(2).map(ToOwned::to_owned).collect()
    };
    let of_case = case.iter().flat_map(quoted).filter(|text| text.starts_with("case."));
    let quoted: Vec<String> = code.iter().flat_map(quoted).chain(of_case).collect();
    let asked: BTreeSet<&str> = quoted.iter().map(String::as_str).collect();
    let required: BTreeSet<&str> = REQUIRED.iter().map(|(id, _)| *id).collect();
    let unused: Vec<_> = required.difference(&asked).collect();
    assert!(unused.is_empty(), "never asked for: {unused:?}");
    let like_an_id = |text: &&&str| {
        text.split_once('.').is_some_and(|(head, tail)| !head.is_empty() && !tail.is_empty())
            && text
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._".contains(&byte))
    };
    // Of a series, which has as many as a pack gives, code names what they share.
    let ids: BTreeSet<String> = phrases().into_iter().map(|phrase| phrase.id).collect();
    let series = |text: &&&str| ids.contains(&format!("{text}.1"));
    let unlisted: Vec<_> = asked.difference(&required).filter(like_an_id).filter(|id| !series(id)).collect();
    assert!(unlisted.is_empty(), "not in the list: {unlisted:?}");
}

#[test]
fn code_has_no_sentence_and_chinese_no_half_width_punctuation() {
    for phrase in phrases() {
        let mut words = phrase.zh.as_str().to_owned();
        for (name, _) in phrase.zh.split('{').skip(1).filter_map(|rest| rest.split_once('}')) {
            words = words.replace(&format!("{{{name}}}"), "");
        }
        assert!(!words.contains([',', ';', ':', '?', '!', '(', ')', '"']), "{}", phrase.zh);
        assert!(!phrase.en.contains(['，', '；', '：', '？', '！', '（', '）', '。', '、']), "{}", phrase.en);
    }
    assert!(files("packs/phrases", "toml").iter().all(|file| file.lines().count() < 400));
}
