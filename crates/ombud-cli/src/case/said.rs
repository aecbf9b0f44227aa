//! What `ombud case` prints.

use std::collections::BTreeSet;

use ombud::{
    Case, Engine,
    case::{Advice, CaseEvent, Change, Mark, Reason, Refusal, Standing, View},
    clock::Status,
    model::{Instant, Label, Lang},
};

use crate::failure::{Failure, Result};

fn word(lang: Lang, zh: &'static str, en: &'static str) -> &'static str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn list(labels: &[Label], lang: Lang) -> String {
    labels.iter().map(|label| label.get(lang)).collect::<Vec<_>>().join(" · ")
}

/// What a command changed: the event, the stage, the duties that now say something else.
pub(super) fn moved(
    engine: &Engine,
    before: Option<&Case>,
    case: &Case,
    events: &[CaseEvent],
    now: Instant,
    lang: Lang,
) -> Result<String> {
    let mut out = String::new();
    for change in events.iter().flat_map(|event| &event.changes) {
        match change {
            Change::Recorded { event } => {
                let title = engine.catalogue().event(event.kind.as_str()).map(|def| def.title.clone());
                let title = title.unwrap_or_else(|_| Label::same(event.kind.as_str()));
                let number = case.number();
                out.push_str(&format!("{number:>3}  {}\n", title.get(lang)));
            }
            Change::Moved { stands, .. } => out.push_str(&format!("  →  {}\n", list(stands, lang))),
            Change::Asked(task) => out.push_str(&format!("  !  {}\n", task.kind)),
            _ => {}
        }
    }
    let known: BTreeSet<Mark> = match before {
        Some(before) => {
            before.due(now).map_err(Failure::refused)?.iter().map(|x| Mark::from(x.obligation())).collect()
        }
        None => BTreeSet::new(),
    };
    for duty in case.due(now).map_err(Failure::refused)? {
        let mark = Mark::from(duty.obligation());
        if !known.contains(&mark) && mark.status != Status::NotStarted {
            out.push_str(&format!("  ·  {}\n", duty.sentence(lang)));
        }
    }
    Ok(out)
}

/// Why something was not done.
pub(super) fn refused(refusal: &Refusal, lang: Lang) -> String {
    let name = refusal.title.as_ref().map_or(refusal.act.as_str(), |title| title.get(lang));
    let mut out = format!("{}{name}\n", word(lang, "未办理：", "Not done: "));
    for line in refusal.render(lang).lines() {
        out.push_str(&format!("  ✗  {line}\n"));
    }
    out
}

/// What to do next.
pub(super) fn next(engine: &Engine, advice: &[Advice], lang: Lang) -> String {
    let mut out = String::new();
    let (grounded, free): (Vec<&Advice>, Vec<&Advice>) =
        advice.iter().partition(|one| !one.grounds.is_empty());
    for (one, number) in grounded.iter().zip(1..) {
        let act = one.act.as_deref().map(|act| format!("  {act}")).unwrap_or_default();
        let who = match one.standing {
            Standing::Ready => String::new(),
            _ => format!("  [{}]", roles(engine, &one.roles, lang)),
        };
        out.push_str(&format!("{number}. {}{act}{who}\n", one.title.get(lang)));
        for ground in &one.grounds {
            out.push_str(&format!("   {}\n", ground.said.get(lang)));
        }
        for need in one.needs.iter().chain(&one.against) {
            let typed = match &need.reason {
                Reason::Field { field } => format!("  {field}=…"),
                Reason::NoReason => "  --reason …".to_owned(),
                Reason::NoSecond { .. } => "  --second …".to_owned(),
                _ => String::new(),
            };
            out.push_str(&format!("   -  {}{typed}\n", need.said.get(lang)));
        }
    }
    if grounded.is_empty() {
        out.push_str(word(lang, "没有待办期限。\n", "No duty waits.\n"));
    }
    if !free.is_empty() {
        out.push_str(word(lang, "也可以办理：\n", "What may be done as well:\n"));
        for one in free {
            let act = one.act.as_deref().unwrap_or_default();
            out.push_str(&format!("   {act:<24} {}\n", one.title.get(lang)));
        }
    }
    out
}

fn roles(engine: &Engine, roles: &[String], lang: Lang) -> String {
    let known = || engine.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
    let title = |id: &String| {
        known().find(|role| role.id == *id).map_or_else(|| id.clone(), |role| role.title.get(lang).to_owned())
    };
    roles.iter().map(title).collect::<Vec<_>>().join(word(lang, "、", ", "))
}

/// Where a case stands.
pub(super) fn view(engine: &Engine, view: &View, lang: Lang) -> String {
    let words = engine.phrasebook();
    let received = words.moment(view.received, lang);
    let mut out = format!("{}  {}{received}\n", view.complaint, word(lang, "收到：", "received "));
    for stands in &view.stands {
        let colon = word(lang, "：", ": ");
        out.push_str(&format!("{}{colon}{}\n", stands.title.get(lang), list(&stands.states, lang)));
    }
    if let Some(handler) = &view.handler {
        out.push_str(&format!("{}{handler}\n", word(lang, "经办人：", "handler: ")));
    }
    out.push_str(&format!("\n{}\n", word(lang, "期限", "Duties")));
    for said in view.duties.iter().filter(|said| said.duty.status != Status::NotStarted) {
        out.push_str(&format!("  ·  {}\n", said.said.get(lang)));
    }
    out.push_str(&format!("\n{}\n", word(lang, "下一步", "Next")));
    out.push_str(&next(engine, &view.advice, lang));
    out.push_str(&format!("\n{}\n", word(lang, "经过", "History")));
    for line in &view.history {
        let at = line.at.map(|at| words.moment(at, lang)).unwrap_or_default();
        let by = line.by.as_ref().map(|by| format!("  {by}")).unwrap_or_default();
        let second = line.second.as_ref().map(|who| format!(" + {who}")).unwrap_or_default();
        let struck = if line.struck { word(lang, "（不再计入）", " (no longer counts)") } else { "" };
        out.push_str(&format!("{:>3}  {at}  {}{struck}{by}{second}\n", line.number, line.event.get(lang)));
        if let Some(reason) = &line.reason {
            out.push_str(&format!("       {reason}\n"));
        }
    }
    out
}

/// That the events of a file make a case.
pub(super) fn replayed(case: &ombud::case::Case, lang: Lang) -> String {
    let stands: Vec<Label> = case.runs().values().flat_map(|run| run.stands.clone()).collect();
    let (id, number) = (&case.complaint().id, case.number());
    match lang {
        Lang::Zh => format!("{id}：{number}个事件首尾相接；{}。\n", list(&stands, lang)),
        Lang::En => format!("{id}: {number} events follow one another; {}.\n", list(&stands, lang)),
    }
}
