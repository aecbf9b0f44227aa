//! The workflows of the built-in packs: the check finds nothing in them, each can be walked from its start to its end,
//! and every event that somebody does is sent by an act. `docs/workflows/` shows them as drawings;
//! with `OMBUD_BLESS=1` those are written anew.
#![expect(clippy::expect_used, clippy::panic, reason = "a test says what went wrong by failing")]

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    fs,
    path::PathBuf,
};

use ombud::{
    Engine,
    model::{Label, Lang, Value},
    pack::{ActDef, Basis, Bundle},
    workflow::{
        Chart, Definition, EventKind, Instance, Outcome, Signal, Time,
        check::{Given, check_chart},
        draw, step,
    },
};

fn engine() -> Engine {
    Engine::builtin().expect("the built-in packs")
}

fn chart(engine: &Engine, id: &str) -> Chart {
    let workflows = &engine.bundle().workflows;
    let definition = workflows.iter().find(|known| known.id == id).unwrap_or_else(|| panic!("no {id}"));
    Chart::compile(definition, engine.catalogue()).unwrap_or_else(|errors| panic!("{id}: {errors:?}"))
}

/// The acts that send an event to a workflow.
fn senders<'b>(bundle: &'b Bundle, workflow: &str, event: &str) -> Vec<&'b ActDef> {
    let sends = |act: &&ActDef| act.sends.iter().any(|send| send.workflow == workflow && send.event == event);
    bundle.acts.iter().filter(sends).collect()
}

// ---------------------------------------------------------------- walks

/// Walks through a workflow. A step is an event, with its fields behind it (`feedback disputed=true`),
/// or a timer that fires (`timer lane`), and where the workflow then stands.
fn walk(id: &str, steps: &[(&str, &str)]) {
    let engine = engine();
    let chart = chart(&engine, id);
    let mut instance = chart.instance();
    let mut now = Time::from_millis(1_780_300_800_000);
    // Somebody who has every role: who may do what is for the checks below.
    let roles = chart.definition().roles.iter().map(|role| role.id.as_str());
    let anybody = chart.actor("anybody", roles);
    take(&chart, &mut instance, &Signal::begin(), now, "begin");
    for (said, stands) in steps {
        now = now.after("24h".parse().expect("a day")).expect("a time in range");
        let signal = signal(&chart, &instance, said);
        take(&chart, &mut instance, &signal.by(&anybody), now, said);
        let leaves: Vec<&str> = instance.leaves(&chart).collect();
        assert_eq!(leaves.join(" "), *stands, "{id}, after {said}");
    }
    assert!(instance.done(), "{id} is not at its end");
    let (last, _) = steps.last().expect("a step");
    let more = step(&chart, &instance, &Signal::begin(), now).expect("a time in range");
    assert!(matches!(more, Outcome::Refused(_)), "{id} goes on after {last}");
}

fn signal(chart: &Chart, instance: &Instance, said: &str) -> Signal<'static> {
    let mut words = said.split(' ');
    let name = words.next().expect("an event");
    if name == "timer" {
        let timer = words.next().expect("a timer");
        let running = instance.timers().iter().find(|running| running.id(chart) == timer);
        return Signal::timer(running.unwrap_or_else(|| panic!("{timer} does not run")).number());
    }
    let fields = words.map(|word| match word.split_once('=') {
        Some((field, "true")) => (field, Value::Bool(true)),
        Some((field, "false")) => (field, Value::Bool(false)),
        Some((field, text)) => (field, Value::Text(text.to_owned())),
        None => panic!("{word} is no field"),
    });
    chart.signal(name, fields).unwrap_or_else(|error| panic!("{said}: {error}"))
}

fn take(chart: &Chart, instance: &mut Instance, signal: &Signal<'_>, now: Time, said: &str) {
    match step(chart, instance, signal, now).expect("a time in range") {
        Outcome::Moved(change) => instance.apply(*change).expect("a change of this instance"),
        Outcome::Refused(refusal) => panic!("{said}: {refusal:?}"),
        other => panic!("{said}: {other:?}"),
    }
}

#[test]
fn a_chinese_complaint_is_decided_reviewed_and_archived() {
    walk(
        "cn-complaint",
        &[
            ("assign", "investigating"),
            ("findings", "deciding"),
            ("propose", "checking"),
            ("send_back", "deciding"),
            ("propose", "checking"),
            ("approve", "telling"),
            ("notify", "notified"),
            ("review", "reviewing"),
            ("review_end", "notified"),
            ("close", "closed"),
            ("archive", "archived"),
            ("destroy", "destroyed"),
        ],
    );
}

#[test]
fn a_british_complaint_is_settled_in_the_early_lane() {
    walk(
        "uk-disp",
        &[
            ("accept", "accepted unacknowledged unanswered"),
            ("undo_acceptance", "investigating unacknowledged unanswered"),
            ("accept", "accepted unacknowledged unanswered"),
            ("send_src", "answered informed window"),
            ("close", "closed informed window"),
            ("timer window_src", "closed informed lapsed"),
            ("archive", "archived informed lapsed"),
            ("destroy", "destroyed"),
        ],
    );
}

#[test]
fn a_british_complaint_takes_more_than_eight_weeks_and_goes_to_the_ombudsman() {
    walk(
        "uk-disp",
        &[
            ("acknowledge", "registered acknowledged unanswered"),
            ("assign", "investigating acknowledged unanswered"),
            ("timer lane", "investigating acknowledged unanswered"),
            ("accept", "investigating acknowledged unanswered"),
            ("findings", "deciding acknowledged unanswered"),
            ("explain_delay", "deciding delay_explained unanswered"),
            ("propose", "checking delay_explained unanswered"),
            ("approve", "telling delay_explained unanswered"),
            ("final", "answered informed window"),
            ("refer", "answered informed looking"),
            ("close", "closed informed looking"),
            ("ombudsman_decide", "closed informed decided"),
            ("accept_decision", "closed informed binding"),
            ("comply", "closed informed ombudsman_done"),
            ("archive", "archived informed ombudsman_done"),
            ("destroy", "destroyed"),
        ],
    );
}

#[test]
fn a_portal_complaint_is_in_progress_then_answered_then_disputed() {
    walk(
        "us-cfpb",
        &[
            ("assign", "investigating sent"),
            ("in_progress", "investigating in_progress_shown"),
            ("findings", "deciding in_progress_shown"),
            ("propose", "checking in_progress_shown"),
            ("approve", "ready in_progress_shown"),
            ("respond", "responded"),
            ("feedback disputed=false", "responded"),
            ("close", "closed"),
            ("feedback disputed=true", "disputed"),
            ("reopen", "investigating response_shown"),
            ("findings", "deciding response_shown"),
            ("propose", "checking response_shown"),
            ("approve", "ready response_shown"),
            ("respond", "responded"),
            ("close", "closed"),
            ("archive", "archived"),
            ("destroy", "destroyed"),
        ],
    );
}

#[test]
fn an_australian_complaint_is_delayed_answered_and_taken_to_afca() {
    walk(
        "au-rg271",
        &[
            ("acknowledge", "registered acknowledged way_not_told"),
            ("assign", "investigating acknowledged way_not_told"),
            ("findings", "deciding acknowledged way_not_told"),
            ("explain_delay", "deciding delay_explained way_open"),
            ("propose", "checking delay_explained way_open"),
            ("approve", "telling delay_explained way_open"),
            ("respond", "answered informed way_open"),
            ("refer", "answered informed looking"),
            ("close", "closed informed looking"),
            ("ombudsman_close", "closed informed afca_done"),
            ("archive", "archived informed afca_done"),
            ("destroy", "destroyed"),
        ],
    );
}

#[test]
fn a_complaint_after_iso_10002_stays_open_until_every_way_is_used() {
    walk(
        "iso-10002",
        &[
            ("acknowledge", "classifying"),
            ("classify", "assigning"),
            ("withdraw", "withdrawn"),
            ("undo_withdrawal", "assigning"),
            ("assign", "investigating"),
            ("findings", "resolving"),
            ("propose", "checking"),
            ("approve", "telling"),
            ("notify", "told"),
            ("reject", "not_accepted"),
            ("exhaust", "implementing"),
            ("implement", "evaluating"),
            ("evaluate", "evaluated"),
            ("close", "closed"),
            ("archive", "archived"),
            ("destroy", "destroyed"),
        ],
    );
}

#[test]
fn a_talk_about_figures_rises_is_halted_and_ends_with_money_or_with_the_routes() {
    walk(
        "bargain",
        &[
            ("offer last=false", "anchored"),
            ("counter nearer=false", "answered"),
            ("listen", "heard"),
            ("offer last=false", "anchored"),
            ("counter nearer=true", "heard"),
            ("halt", "standing"),
            ("resume", "answered"),
            ("release", "heard"),
            ("offer last=false", "anchored"),
            ("refuse", "answered"),
            ("listen", "heard"),
            ("offer last=true", "final"),
            ("accept", "agreed"),
            ("pay", "paid"),
        ],
    );
    walk("bargain", &[("offer last=true", "final"), ("refuse", "impasse"), ("tell_routes", "told")]);
    walk("bargain", &[("agree", "agreed"), ("pay", "paid")]);
    walk(
        "bargain",
        &[("offer last=false", "anchored"), ("halt", "standing"), ("accept", "agreed"), ("pay", "paid")],
    );
    walk(
        "bargain",
        &[
            ("halt", "halted"),
            ("resume", "prepare"),
            ("halt", "halted"),
            ("end", "impasse"),
            ("tell_routes", "told"),
        ],
    );
}

#[test]
fn mediation_is_agreed_to_applied_for_and_performed() {
    walk(
        "mediation",
        &[
            ("consent", "consented"),
            ("apply", "applied"),
            ("take_up", "running"),
            ("end outcome=agreed", "agreed"),
            ("perform", "performed"),
        ],
    );
    walk(
        "mediation",
        &[("consent", "consented"), ("apply", "applied"), ("end outcome=ended", "discontinued")],
    );
    walk("mediation", &[("decline", "declined")]);
}

#[test]
fn a_refusal_goes_through_its_scenes_and_back_on_new_evidence() {
    walk(
        "declined-claim",
        &[
            ("reply", "soothe"),
            ("stall", "no_plan"),
            ("reply", "no_plan"),
            ("final_position", "repeated"),
            ("file_repeat", "repeated"),
            ("new_fact", "recheck"),
            ("recheck_end outcome=stands", "soothe"),
            ("stall", "no_plan"),
            ("final_position", "repeated"),
            ("timer review", "review_date"),
            ("keep", "repeated"),
            ("take_route", "outside"),
            ("route_end outcome=no_result", "no_plan"),
            ("accept", "performing"),
            ("default", "no_plan"),
            ("take_route", "outside"),
            ("route_end outcome=to_perform", "performing"),
            ("perform", "performed"),
        ],
    );
    walk(
        "declined-claim",
        &[
            ("stall", "no_plan"),
            ("timer fortnight", "position_due"),
            ("reply", "no_plan"),
            ("timer fortnight", "position_due"),
            ("final_position", "repeated"),
            ("timer review", "review_date"),
            ("rest", "resting"),
        ],
    );
    walk(
        "declined-claim",
        &[("new_fact", "recheck"), ("recheck_end outcome=changed", "performing"), ("perform", "performed")],
    );
}

/// From wherever a dispute stands, a new fact leads back to the review, the complainant
/// may accept, and any route may be taken; and there is no state in which nothing is to come. Money needs no state here: an act
/// of the life pays it.
#[test]
fn no_scene_of_a_refusal_stops_evidence_or_a_route() {
    let engine = engine();
    let chart = chart(&engine, "declined-claim");
    let going = chart.definition().states.iter().find(|state| state.id == "going").expect("a state");
    for event in ["new_fact", "accept", "take_route"] {
        let always = going.transitions.iter().find(|x| x.event.0.iter().any(|known| known == event));
        assert!(always.is_some_and(|x| x.guard.is_none()), "{event}");
    }
    for state in &chart.definition().states {
        assert!(state.id == "going" || state.kind == ombud::workflow::StateKind::Final, "{}", state.id);
    }
    assert!(going.states.iter().all(|state| !state.transitions.is_empty()));
    let pay = engine.bundle().acts.iter().find(|act| act.id.as_str() == "pay").expect("an act");
    assert!(pay.sends.is_empty(), "a payment waits for no scene");
}

#[test]
fn a_major_event_is_contained_reported_and_reviewed() {
    walk(
        "incident",
        &[
            ("take_measures", "acting to_judge"),
            ("owe_report", "acting owed"),
            ("contain", "contained owed"),
            ("report", "reviewing"),
            ("flare_up", "acting to_judge"),
            ("contain", "contained to_judge"),
            ("flare_up", "acting to_judge"),
            ("contain", "contained to_judge"),
            ("owe_none", "reviewing"),
            ("review", "reviewed"),
        ],
    );
}

// ---------------------------------------------------------------- workflows and acts together

/// E1 to E14.
#[test]
fn the_check_finds_nothing_in_a_packed_workflow() {
    let engine = engine();
    for definition in &engine.bundle().workflows {
        let findings = check_chart(&chart(&engine, &definition.id), engine.catalogue(), &Given::default());
        assert!(findings.is_empty(), "{}: {findings:#?}", definition.id);
    }
}

/// What nobody can do would be a dead end that the workflow alone does not show; and who may do it
/// is said of a transition as it is said of the acts that take it.
#[test]
fn every_event_is_sent_by_acts_of_the_roles_that_may_take_it() {
    let engine = engine();
    let mut missing = Vec::new();
    for workflow in &engine.bundle().workflows {
        for event in workflow.events.iter().filter(|event| event.kind == EventKind::Human) {
            let acts = senders(engine.bundle(), &workflow.id, &event.id);
            if acts.is_empty() {
                missing.push(format!("{}: no act sends {}", workflow.id, event.id));
            }
            for act in acts.iter().filter(|act| act.roles.is_empty()) {
                missing.push(format!("{}: {} names no role", workflow.id, act.id));
            }
            let of_acts: BTreeSet<&String> = acts.iter().flat_map(|act| &act.roles).collect();
            for state in workflow.every_state() {
                for transition in state.transitions.iter().filter(|x| x.event.0.contains(&event.id)) {
                    let own: BTreeSet<&String> = transition.roles.iter().collect();
                    if own != of_acts {
                        let (id, name) = (&workflow.id, &transition.id);
                        missing.push(format!("{id}: {name} is for {own:?}, its acts for {of_acts:?}"));
                    }
                }
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

/// An act that cites nothing in any life does not pass for law.
#[test]
fn what_cites_nothing_is_practice() {
    let engine = engine();
    let bare = |act: &&ActDef| act.basis == Basis::Law && act.cite.is_empty() && act.cite_in.is_empty();
    let bare: Vec<&str> = engine.bundle().acts.iter().filter(bare).map(|act| act.id.as_str()).collect();
    assert!(bare.is_empty(), "{bare:?}");
}

// ---------------------------------------------------------------- drawings

fn docs() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/workflows")
}

/// The names of roles, for people: of those that the workflow knows.
fn roles(workflow: &Definition, act: &ActDef, lang: Lang) -> String {
    let title = |role: &String| workflow.roles.iter().find(|known| known.id == *role);
    let names: Vec<&str> = act.roles.iter().filter_map(title).map(|role| role.title.get(lang)).collect();
    names.join(if lang == Lang::Zh { "、" } else { ", " })
}

/// Another pair of eyes that an act asks for, in words: also those that a condition asks for.
fn eyes(bundle: &Bundle, life: &dyn Fn(&str) -> bool, act: &ActDef, lang: Lang) -> String {
    let zh = lang == Lang::Zh;
    let mut out = Vec::new();
    if act.second_person {
        out.push(if zh { "须第二人同意".to_owned() } else { "somebody else agrees".to_owned() });
    }
    for whom in &act.four_eyes {
        let (kind, field) =
            whom.split_once('.').map_or((whom.as_str(), None), |(kind, field)| (kind, Some(field)));
        let event = bundle.events.iter().find(|event| event.id.as_str() == kind).expect("an event");
        let title = event.title.get(lang);
        let field = field.map(|field| event.field(field).expect("a field").title.get(lang));
        out.push(match (zh, field) {
            (true, None) => format!("不得由“{title}”的登记人办理"),
            (true, Some(field)) => format!("不得由“{title}”中的{field}办理"),
            (false, None) => format!("not by who entered “{title}”"),
            (false, Some(field)) => format!("not by the {} of “{title}”", field.to_lowercase()),
        });
    }
    let of_people = |when: &str| {
        let mut words = when.split(|c: char| !c.is_alphanumeric() && c != '_');
        words.any(|word| word == "actor" || word == "second")
    };
    let guards = act.guard.iter().filter(|guard| guard.is_asked(life) && of_people(&guard.when));
    out.extend(guards.map(|guard| guard.refusal.get(lang).to_owned()));
    out.join(if zh { "；" } else { "; " })
}

/// What an act rests on in a life.
fn basis(engine: &Engine, life: &dyn Fn(&str) -> bool, act: &ActDef, lang: Lang) -> String {
    let cites = act.cites(life);
    match act.basis {
        Basis::Law if !cites.is_empty() => engine.phrasebook().cites(&cites, lang),
        _ => if lang == Lang::Zh { "做法" } else { "practice" }.to_owned(),
    }
}

/// The cells of an act: its name, who may do it, whose eyes it needs, what it rests on.
fn cells(engine: &Engine, workflow: &Definition, act: &ActDef) -> String {
    let bundle = engine.bundle();
    // What runs beside a life runs beside that of any country.
    let beside = bundle.acts.iter().any(|other| other.opens.contains(&workflow.id));
    let life = |id: &str| beside || id == workflow.id;
    let both = |say: &dyn Fn(Lang) -> String| format!("{} | {}", say(Lang::Zh), say(Lang::En));
    [
        both(&|lang| act.title.get(lang).to_owned()),
        both(&|lang| roles(workflow, act, lang)),
        both(&|lang| eyes(bundle, &life, act, lang)),
        both(&|lang| basis(engine, &life, act, lang)),
    ]
    .join(" | ")
}

/// The page of a workflow.
fn page(engine: &Engine, workflow: &Definition) -> String {
    let bundle = engine.bundle();
    let Label { zh, en, .. } = &workflow.title;
    let mut out = format!(
        "# {zh} · {en}\n\n`{}` · [index](README.md)\n\n\
         Written by `cargo test -p ombud --test workflow_packs` (with `OMBUD_BLESS=1`) from the packs.\n",
        workflow.id,
    );
    for (lang, heading) in [(Lang::Zh, "流程图"), (Lang::En, "Drawing")] {
        write!(out, "\n## {heading}\n\n```mermaid\n{}```\n", draw::mermaid(workflow, lang)).expect("text");
    }
    out.push_str(
        "\n## 怎样推进 · What moves it\n\n\
         | 事件 | event | 办理 | act | 谁可以 | who may | 复核 | other eyes | 依据 | basis |\n\
         |---|---|---|---|---|---|---|---|---|---|\n",
    );
    for event in &workflow.events {
        let Label { zh, en, .. } = &event.title;
        let acts = senders(bundle, &workflow.id, &event.id);
        let by_itself = match event.kind {
            EventKind::Human => None,
            EventKind::Timer => Some("期限届至 | a time is up"),
            _ => Some("流程自身 | the workflow itself"),
        };
        if let Some(by_itself) = by_itself {
            writeln!(out, "| {zh} | {en} | {by_itself} | | | | | | |").expect("text");
        }
        for act in acts {
            writeln!(out, "| {zh} | {en} | {} |", cells(engine, workflow, act)).expect("text");
        }
    }
    let moves = |act: &&ActDef| act.sends.iter().any(|send| send.workflow == workflow.id);
    let beside: Vec<&ActDef> = bundle.acts.iter().filter(|act| act.within.contains(&workflow.id)).collect();
    if !beside.is_empty() {
        out.push_str(
            "\n## 还可以登记什么 · What else may be entered\n\n\
             | 办理 | act | 谁可以 | who may | 复核 | other eyes | 依据 | basis |\n|---|---|---|---|---|---|---|---|\n",
        );
    }
    for act in &beside {
        writeln!(out, "| {} |", cells(engine, workflow, act)).expect("text");
    }
    let told = bundle.acts.iter().filter(moves).chain(beside);
    let notes: Vec<_> = told.filter_map(|act| Some((&act.title, act.note.as_ref()?))).collect();
    if !notes.is_empty() {
        out.push_str("\n## 注 · Notes\n\n");
    }
    for (title, note) in notes {
        writeln!(out, "- {} · {}: {} · {}", title.zh, title.en, note.zh, note.en).expect("text");
    }
    for list in bundle.checklists.iter().filter(|list| list.within.contains(&workflow.id)) {
        let Label { zh, en, .. } = &list.title;
        write!(out, "\n## 清单 · Checklist: {zh} · {en}\n\n").expect("text");
        if let Some(note) = &list.note {
            write!(out, "{} · {}\n\n", note.zh, note.en).expect("text");
        }
        for item in &list.item {
            writeln!(out, "1. {} · {}", item.title.zh, item.title.en).expect("text");
        }
    }
    out
}

/// The index: what each workflow is, where it begins and where it can end.
fn index(bundle: &Bundle) -> String {
    let mut out = String::from(
        "# 流程一览 · Workflows\n\n\
         A workflow says where a case stands and what may come next. Every arrow in a drawing is an event; the \
         tables below a drawing say which act sends it, who may do that act, whose agreement it needs, and \
         whether it rests on law or on practice. Boxes that are divided by a dashed line go on side by side. Some \
         workflows are the life of a case; others are opened by an act and run beside it. How they are written \
         stands in [cases.md](../cases.md).\n\n\
         流程说明案件处在哪一环节、接下来可以做什么。图中每个箭头是一个事件；图下的表格写明由哪项办理触发、谁可以办理、\
         是否须他人复核，以及依据是法律还是做法。虚线隔开的部分同时进行。有的流程是案件的主线，有的由某项办理开启、与主线并行。\n\n\
         Written by `cargo test -p ombud --test workflow_packs` (with `OMBUD_BLESS=1`) from the packs.\n\n\
         | 流程 | workflow | 主线或开启方式 | life, or opened by |\n|---|---|---|---|\n",
    );
    for workflow in &bundle.workflows {
        let opens = |act: &&ActDef| act.opens.contains(&workflow.id);
        let openers: Vec<&ActDef> = bundle.acts.iter().filter(opens).collect();
        let say = |lang: Lang, life: &str, join: &str| match openers.as_slice() {
            [] => life.to_owned(),
            acts => acts.iter().map(|act| act.title.get(lang)).collect::<Vec<_>>().join(join),
        };
        let (zh, en) = (say(Lang::Zh, "案件主线", "、"), say(Lang::En, "the life of a case", ", "));
        let Label { zh: title, en: name, .. } = &workflow.title;
        writeln!(out, "| [{title}]({0}.md) | [{name}]({0}.md) | {zh} | {en} |", workflow.id).expect("text");
    }
    out + CHECKED
}

/// What stands under the index.
const CHECKED: &str = "
## What is checked · 检查什么

`ombud packs check` runs the check of workflows (E1 to E14, `ombud::workflow::check`) over each `[[workflow]]` together with the acts that move it. Each transition is written once for every act that sends its event, with the roles that both name, the act's four eyes and its second person; an act that sends nothing, but whose doer another act excludes, may be done in every state. So what is found concerns the life as people live it:

- every state is come to and left again, every transition is taken by some run, and from wherever a case stands an end can be come to; no step goes on for ever; timers fire and are answered to;
- nobody is left alone with a second pair of eyes to find (E11), with two people for each role who have no other, and again in the smallest branch: three people, each of whom has every role. Of a condition of an act, the parts `actor != events.….by` are lowered, in the case in which they ask the most;
- every event that somebody does is sent by an act; a transition lets no role do what no act lets it do, and the other way round.

What it does not see:

- whatever else a condition of an act asks: facts, fields, dates, other workflows of the case, a person named in a field (`events.assigned.handler`). That an act can be done at last although its conditions stand in the way now is not proved;
- that four eyes look at everybody who ever did an act, or agreed to it: of each act only the last doer is followed;
- the dates of rules: no limits are given, so E14 and the order of timers that wait for rules are left open. `ombud workflow check --limit --delay` takes them;
- whether an act is there that fulfils each duty while it is open;
- a workflow that no act sends to: of that one the roles and events are the host's.

`ombud packs check` 把每个流程连同推动它的各项办理一起检查（E1至E14）：每个迁移按发出其事件的每项办理各写一次，合并两者写明的角色，带上该项办理的四眼要求和第二人；不发出事件、但其办理人被别的办理排除的，在每个状态都可以办理。四眼（E11）按两种人员配置检查：每个角色两人、各不兼任；以及最小的网点：三个人，每人担任全部角色。每个由人来做的事件都须有办理发出，迁移写明的角色与办理写明的角色须互相对应。

不检查的有：办理条件的其余内容（事实、字段、日期、同一案件的其他流程、字段中写明的人）；四眼只看每项办理最后一次的办理人；规则的日期（用 `ombud workflow check --limit --delay` 给出）；每项义务未完成期间是否有可以完成它的办理；没有办理向其发出事件的流程的角色和事件。
";

fn pages() -> BTreeMap<String, String> {
    let engine = engine();
    let bundle = engine.bundle();
    let pages =
        bundle.workflows.iter().map(|workflow| (format!("{}.md", workflow.id), page(&engine, workflow)));
    pages.chain([("README.md".to_owned(), index(bundle))]).collect()
}

#[test]
fn the_drawings_are_what_the_packs_say() {
    let pages = pages();
    if std::env::var_os("OMBUD_BLESS").is_some() {
        for (name, page) in &pages {
            fs::write(docs().join(name), page).expect("docs/workflows");
        }
        return;
    }
    for (name, page) in &pages {
        let committed = fs::read_to_string(docs().join(name)).unwrap_or_default();
        assert!(
            committed == *page,
            "docs/workflows/{name} is not what the packs say: run this test with OMBUD_BLESS=1"
        );
    }
}

/// A page of a workflow that is no longer there would stay behind.
#[test]
fn there_is_no_page_without_a_workflow() {
    let pages = pages();
    for entry in fs::read_dir(docs()).expect("docs/workflows") {
        let name = entry.expect("entry").file_name().display().to_string();
        assert!(pages.contains_key(&name), "docs/workflows/{name} belongs to no workflow");
    }
}
