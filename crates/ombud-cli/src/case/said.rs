//! What `ombud case` prints.

use std::collections::BTreeSet;

use ombud::{
    Case, Engine,
    case::{Advice, CaseEvent, Change, Mark, Reason, Refusal, Standing, View},
    clock::Status,
    model::{Instant, Label, Lang, PartId, ValueType},
};

use crate::{
    failure::{Failure, Result},
    output::Lines,
};

fn word<'w>(lang: Lang, zh: &'w str, en: &'w str) -> &'w str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

fn list(labels: &[Label], lang: Lang) -> String {
    labels.iter().map(|label| label.get(lang)).collect::<Vec<_>>().join(" · ")
}

/// The part that something is of.
fn of(part: Option<&PartId>, lang: Lang) -> String {
    part.map(|part| format!("{}{part}{}", word(lang, "【", "["), word(lang, "】", "] "))).unwrap_or_default()
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
    for said in case.duties(now).map_err(Failure::refused)? {
        let mark = Mark::from(&said.duty);
        if !known.contains(&mark) && mark.status != Status::NotStarted {
            out.add(format!("  ·  {}", said.said.get(lang)));
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
        Change::Moved { part, stands, .. } => {
            Some(format!("  →  {}{}", of(part.as_ref(), lang), list(stands, lang)))
        }
        Change::Asked(task) => Some(format!("  !  {}", task.kind)),
        _ => None,
    }
}

/// Why something was not done, and which act was probably meant.
pub(super) fn refused(engine: &Engine, refusal: &Refusal, meant: Option<&Label>, lang: Lang) -> String {
    let name = refusal.title.as_ref().map_or(refusal.act.as_str(), |title| title.get(lang));
    let mut out = Lines::default();
    out.add(format!("{}{name}", word(lang, "未通过：", "Not done: ")));
    for reason in &refusal.reasons {
        let typed = typed(engine, &refusal.act, &reason.reason);
        out.add(format!("  ✗  {}{typed}", reason.said.get(lang)));
    }
    if let Some(meant) = meant {
        out.add(format!("  {}", meant.get(lang)));
    }
    out.text()
}

/// The rules of the same jurisdiction that do not run: nobody should have to know that they are there.
pub(super) fn beside(engine: &Engine, case: &Case, lang: Lang) -> String {
    let places: BTreeSet<String> = engine
        .regimes()
        .filter(|regime| case.regimes().contains(regime.id()))
        .map(|regime| regime.def().jurisdiction.clone())
        .collect();
    let mut out = Lines::default();
    for regime in engine.regimes() {
        let def = regime.def();
        if places.contains(&def.jurisdiction) && !case.regimes().contains(&def.id) {
            let (id, title) = (&def.id, def.title.get(lang));
            out.add(match lang {
                Lang::Zh => format!("  （未适用：{title}；如也适用，登记时加 --regime {id}）"),
                Lang::En => {
                    format!("  (not applied: {title}; where it applies too, open with --regime {id})")
                }
            });
        }
    }
    out.text()
}

/// How what a refusal or an advice asks for is typed.
fn typed(engine: &Engine, act: &str, reason: &Reason) -> String {
    let by = |option: &str, roles: &[String]| format!("  {option} NAME:{}", roles.join("|"));
    match reason {
        Reason::Field { field } => format!("  {field}={}", value(engine, act, field)),
        Reason::Role { roles } => by("--by", roles),
        Reason::NoReason => "  --reason …".to_owned(),
        Reason::NoSecond { roles } if roles.is_empty() => "  --second NAME".to_owned(),
        Reason::NoSecond { roles } | Reason::SecondRole { roles } => by("--second", roles),
        Reason::FactStated { .. } | Reason::TakesAway { .. } | Reason::EnteredLate { .. } => {
            "  --second NAME --reason …".to_owned()
        }
        Reason::Which { .. } => "  --ref …".to_owned(),
        Reason::Needs { names, .. } => {
            let facts = names.iter().filter(|name| engine.catalogue().fact(name).is_ok());
            facts.map(|fact| format!("  --set {fact}=…")).collect()
        }
        _ => String::new(),
    }
}

/// The values that a field may have, or an example of one.
fn value(engine: &Engine, act: &str, field: &str) -> String {
    let act = engine.bundle().acts.iter().find(|known| known.id.as_str() == act);
    let event = act.and_then(|act| engine.catalogue().event(act.event.as_str()).ok());
    let Some(def) = event.and_then(|event| event.field(field)) else { return "…".to_owned() };
    let ids =
        |between: &str| def.values.iter().map(|value| value.id.as_str()).collect::<Vec<_>>().join(between);
    match def.kind {
        ValueType::Enum => ids("|"),
        ValueType::Set => ids(","),
        ValueType::Bool => "yes|no".to_owned(),
        ValueType::Money => "\"CNY 100.00\"".to_owned(),
        ValueType::Date | ValueType::Moment => "2026-03-02".to_owned(),
        _ => "…".to_owned(),
    }
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
        let part = one.part.as_ref().map(|part| format!(" --part {part}")).unwrap_or_default();
        let reference = one.reference.as_ref().map(|text| format!(" --ref {text}")).unwrap_or_default();
        out.add(format!("{number}. {}{act}{part}{reference}{who}", one.title.get(lang)));
        for ground in &one.grounds {
            out.add(format!("   {}", ground.said.get(lang)));
        }
        for need in one.needs.iter().chain(&one.against) {
            let typed = one.act.as_deref().map(|act| typed(engine, act, &need.reason)).unwrap_or_default();
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
            let part = one.part.as_ref().map(|part| format!("  --part {part}")).unwrap_or_default();
            out.add(format!("   {act:<24} {}{part}", one.title.get(lang)));
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
        let part = of(stands.part.as_ref(), lang);
        out.add(format!("{part}{}{colon}{}", stands.title.get(lang), list(&stands.states, lang)));
        if stands.other_version {
            out.add(word(
                lang,
                "   （规则集中是另一版本，此流程暂不能推进）",
                "   (the packs hold another version of it: it stands still)",
            ));
        }
    }
    if let Some(kind) = view.kind {
        out.add(format!("{}{}", word(lang, "事项类别：", "kind: "), kind.title(lang)));
    }
    if let Some(handler) = &view.handler {
        out.add(format!("{}{handler}", word(lang, "经办人：", "handler: ")));
    }
    out.add("");
    out.add(word(lang, "期限", "Duties"));
    if view.regimes.is_empty() {
        out.add(word(
            lang,
            "  规则集中没有适用于此流程的期限，这里不计算任何期限。",
            "  The packs hold no clocks for this life: no time is counted here.",
        ));
    }
    for said in view.duties.iter().filter(|said| said.duty.status != Status::NotStarted) {
        out.add(format!("  ·  {}", said.said.get(lang)));
    }
    waits(&mut out, engine, view, lang);
    out.add("");
    out.add(word(lang, "下一步", "Next"));
    advised(&mut out, engine, &view.advice, lang);
    out.add("");
    out.add(word(lang, "经过", "History"));
    for line in &view.history {
        let at = line.at.map(|at| words.moment(at, lang)).unwrap_or_default();
        let by = line.by.as_ref().map(|by| format!("  {by}")).unwrap_or_default();
        let second = line.second.as_ref().map(|who| format!(" + {who}")).unwrap_or_default();
        let entered = line.entered.map(|at| words.moment(at, lang)).map(|at| match lang {
            Lang::Zh => format!("（{at}登记）"),
            Lang::En => format!(" (entered {at})"),
        });
        let entered = entered.unwrap_or_default();
        let part = of(line.part.as_ref(), lang);
        let struck = if line.struck { word(lang, "（不再计入）", " (no longer counts)") } else { "" };
        out.add(format!(
            "{:>3}  {at}{entered}  {part}{}{struck}{by}{second}",
            line.number,
            line.event.get(lang)
        ));
        if !line.says.is_empty() {
            out.add(format!("       {}", list(&line.says, lang)));
        }
        if let Some(reason) = &line.reason {
            out.add(format!("       {reason}"));
        }
    }
    out.text()
}

/// What was begun and waits for its end or its answer.
fn waits(out: &mut Lines, engine: &Engine, view: &View, lang: Lang) {
    if view.waits.is_empty() {
        return;
    }
    let words = engine.phrasebook();
    out.add("");
    out.add(word(lang, "待结果", "Waiting"));
    for wait in &view.waits {
        let reference = wait.reference.as_ref().map(|text| format!("  --ref {text}")).unwrap_or_default();
        let since = wait.since.map(|at| words.moment(at, lang)).unwrap_or_default();
        let until = wait.until.map(|day| words.moment(day, lang)).map(|day| match (lang, wait.overdue) {
            (Lang::Zh, false) => format!("，至{day}"),
            (Lang::Zh, true) => format!("，已过{day}"),
            (Lang::En, false) => format!(", by {day}"),
            (Lang::En, true) => format!(", was due {day}"),
        });
        let (part, until) = (of(wait.part.as_ref(), lang), until.unwrap_or_default());
        let acts = wait.acts.join(word(lang, "、", ", "));
        out.add(format!("  ·  {part}{}{reference}  {since}{until}  ({acts})", wait.event.get(lang)));
    }
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
