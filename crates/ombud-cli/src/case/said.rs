//! What `ombud case` prints.

use std::collections::BTreeSet;

use ombud::{
    Case, Engine,
    case::{Advice, CaseEvent, Change, Mark, Reason, Refusal, Standing, View},
    clock::Status,
    model::{Instant, Label, Lang},
};

use crate::{
    failure::{Failure, Result},
    output::Lines,
};

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
    let mut out = Lines::default();
    for event in events {
        for change in &event.changes {
            if let Some(line) = came(engine, event.number, change, lang) {
                out.add(line);
            }
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
            out.add(format!("  ·  {}", duty.sentence(lang)));
        }
    }
    Ok(out.text())
}

/// What came of an event, where it is to be told.
fn came(engine: &Engine, number: u64, change: &Change, lang: Lang) -> Option<String> {
    match change {
        Change::Recorded { event } => {
            let title = engine.catalogue().event(event.kind.as_str()).map(|def| def.title.clone());
            let title = title.unwrap_or_else(|_| Label::same(event.kind.as_str()));
            Some(format!("{number:>3}  {}", title.get(lang)))
        }
        Change::Moved { stands, .. } => Some(format!("  →  {}", list(stands, lang))),
        Change::Asked(task) => Some(format!("  !  {}", task.kind)),
        _ => None,
    }
}

/// Why something was not done, and which act was probably meant.
pub(super) fn refused(refusal: &Refusal, meant: Option<&Label>, lang: Lang) -> String {
    let name = refusal.title.as_ref().map_or(refusal.act.as_str(), |title| title.get(lang));
    let mut out = Lines::default();
    out.add(format!("{}{name}", word(lang, "未办理：", "Not done: ")));
    for reason in &refusal.reasons {
        out.add(format!("  ✗  {}", reason.said.get(lang)));
    }
    if let Some(meant) = meant {
        out.add(format!("  {}", meant.get(lang)));
    }
    out.text()
}

/// What to do next.
pub(super) fn next(engine: &Engine, advice: &[Advice], lang: Lang) -> String {
    let mut out = Lines::default();
    advised(&mut out, engine, advice, lang);
    out.text()
}

fn advised(out: &mut Lines, engine: &Engine, advice: &[Advice], lang: Lang) {
    let (grounded, free): (Vec<&Advice>, Vec<&Advice>) =
        advice.iter().partition(|one| !one.grounds.is_empty());
    for (one, number) in grounded.iter().zip(1..) {
        let act = one.act.as_deref().map(|act| format!("  {act}")).unwrap_or_default();
        let who = match one.standing {
            Standing::Ready => String::new(),
            _ => format!("  [{}]", roles(engine, &one.roles, lang)),
        };
        out.add(format!("{number}. {}{act}{who}", one.title.get(lang)));
        for ground in &one.grounds {
            out.add(format!("   {}", ground.said.get(lang)));
        }
        for need in one.needs.iter().chain(&one.against) {
            let typed = match &need.reason {
                Reason::Field { field } => format!("  {field}=…"),
                Reason::NoReason => "  --reason …".to_owned(),
                Reason::NoSecond { .. } => "  --second …".to_owned(),
                _ => String::new(),
            };
            out.add(format!("   -  {}{typed}", need.said.get(lang)));
        }
    }
    if grounded.is_empty() {
        out.add(word(lang, "没有待办期限。", "No duty waits."));
    }
    if !free.is_empty() {
        out.add(word(lang, "也可以办理：", "What may be done as well:"));
        for one in free {
            let act = one.act.as_deref().unwrap_or_default();
            out.add(format!("   {act:<24} {}", one.title.get(lang)));
        }
    }
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
    let mut out = Lines::default();
    out.add(format!("{}  {}{received}", view.complaint, word(lang, "收到：", "received ")));
    for stands in &view.stands {
        let colon = word(lang, "：", ": ");
        out.add(format!("{}{colon}{}", stands.title.get(lang), list(&stands.states, lang)));
    }
    if let Some(handler) = &view.handler {
        out.add(format!("{}{handler}", word(lang, "经办人：", "handler: ")));
    }
    out.add("");
    out.add(word(lang, "期限", "Duties"));
    for said in view.duties.iter().filter(|said| said.duty.status != Status::NotStarted) {
        out.add(format!("  ·  {}", said.said.get(lang)));
    }
    out.add("");
    out.add(word(lang, "下一步", "Next"));
    advised(&mut out, engine, &view.advice, lang);
    out.add("");
    out.add(word(lang, "经过", "History"));
    for line in &view.history {
        let at = line.at.map(|at| words.moment(at, lang)).unwrap_or_default();
        let by = line.by.as_ref().map(|by| format!("  {by}")).unwrap_or_default();
        let second = line.second.as_ref().map(|who| format!(" + {who}")).unwrap_or_default();
        let struck = if line.struck { word(lang, "（不再计入）", " (no longer counts)") } else { "" };
        out.add(format!("{:>3}  {at}  {}{struck}{by}{second}", line.number, line.event.get(lang)));
        if let Some(reason) = &line.reason {
            out.add(format!("       {reason}"));
        }
    }
    out.text()
}

/// That the events of a file make a case.
pub(super) fn replayed(case: &ombud::case::Case, lang: Lang) -> String {
    let stands: Vec<Label> = case.runs().iter().flat_map(|run| run.stands.clone()).collect();
    let (id, number) = (&case.complaint().id, case.number());
    let mut out = Lines::default();
    out.add(match lang {
        Lang::Zh => format!("{id}：{number}个事件首尾相接；{}。", list(&stands, lang)),
        Lang::En => format!("{id}: {number} events follow one another; {}.", list(&stands, lang)),
    });
    out.text()
}
