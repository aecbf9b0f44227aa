//! Whole lives of complaints: `golden/NAME.json` is what was asked, `NAME.txt` beside it what came of
//! it. With `OMBUD_BLESS=1` the answers are written anew; read them against the law before they are
//! committed.

use std::{collections::BTreeMap, fmt::Write, fs, path::PathBuf};

use ombud::{
    Case,
    case::{Advice, CaseEvent, Change, Command, Decision, Mark, Opening, Person, Standing},
    clock::Status,
    model::{Instant, Json, Label, Lang, canon},
};

use super::support::ENGINE;

fn here() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/case/golden")
}

fn text<'j>(json: &'j Json, key: &str) -> &'j str {
    json.get(key).and_then(Json::as_str).unwrap_or_else(|| panic!("no {key}"))
}

fn now(json: &Json) -> Instant {
    text(json, "now").parse().expect("an instant")
}

fn both(label: &Label) -> String {
    if label.zh == label.en { label.zh.clone() } else { format!("{} / {}", label.zh, label.en) }
}

struct Told {
    out: String,
    marks: BTreeMap<String, Mark>,
}

fn name(mark: &Mark) -> String {
    let part = mark.part.as_ref().map(|part| format!(" [{part}]")).unwrap_or_default();
    let reference = mark.reference.as_ref().map(|it| format!(" ({it})")).unwrap_or_default();
    format!("{}{part}{reference}", mark.clock)
}

fn dates(mark: &Mark) -> String {
    let mut out = mark.status.name().to_owned();
    if let Some(due) = mark.due {
        let _ = write!(out, ", due {due}");
    }
    if let Some(prudent) = mark.prudent_due.filter(|prudent| Some(*prudent) != mark.due) {
        let _ = write!(out, " (work to {prudent})");
    }
    out
}

impl Told {
    fn line(&mut self, text: impl AsRef<str>) {
        self.out.push_str(text.as_ref().trim_end());
        self.out.push('\n');
    }

    fn command(&mut self, nth: usize, now: Instant, command: &Command) {
        let roles: Vec<&str> = command.by.roles.iter().map(String::as_str).collect();
        self.line(format!("\n{nth}. {now}  {} ({}): {}", command.by.id, roles.join(", "), command.act));
        let mut said: Vec<String> = Vec::new();
        said.extend(command.at.map(|at| format!("at {at}")));
        said.extend(command.part.as_ref().map(|part| format!("part {part}")));
        said.extend(command.second.as_ref().map(|who| format!("second {}", who.id)));
        said.extend(command.reason.as_ref().map(|why| format!("reason “{why}”")));
        let plain = |json: &Json| match json {
            Json::Text(text) => text.clone(),
            other => String::from_utf8_lossy(&other.to_bytes()).into_owned(),
        };
        said.extend(command.fields.iter().map(|(field, json)| format!("{field} {}", plain(json))));
        said.extend(command.facts.iter().map(|(fact, json)| format!("fact {fact} {}", plain(json))));
        if !said.is_empty() {
            self.line(format!("   {}", said.join("; ")));
        }
    }

    fn event(&mut self, event: &CaseEvent) {
        if event.by.is_none() {
            self.line(format!("   ({})", event.act));
        }
        for change in &event.changes {
            match change {
                Change::Recorded { event } => {
                    let title = &ENGINE.catalogue().event(event.kind.as_str()).expect("known").title;
                    self.line(format!("   + {}", both(title)));
                }
                Change::Moved { workflow, stands, .. } => {
                    let stands: Vec<String> = stands.iter().map(both).collect();
                    self.line(format!("   → {workflow}: {}", stands.join(" · ")));
                }
                Change::Struck { number } => self.line(format!("   − entry {number} no longer counts")),
                Change::Stated { fact, is, .. } => self.line(format!("   = {fact}: {}", is.value)),
                Change::Asked(task) => self.line(format!("   ! {} {}", task.workflow, task.kind)),
                _ => {}
            }
        }
    }

    /// The clocks that changed since the last time.
    fn clocks(&mut self, case: &Case, now: Instant) {
        let duties = case.due(now).expect("duties");
        let mut marks = BTreeMap::new();
        for duty in &duties {
            let mark = Mark::from(duty.obligation());
            let before = self.marks.get(&name(&mark)).cloned();
            // A clock that has yet to begin is no news.
            let news = before.is_some() || mark.status != Status::NotStarted;
            if news && before.as_ref() != Some(&mark) {
                self.line(format!("   ⏱ {}: {}", name(&mark), dates(&mark)));
                self.line(format!("       {}", duty.sentence(Lang::Zh)));
                self.line(format!("       {}", duty.sentence(Lang::En)));
            }
            marks.insert(name(&mark), mark);
        }
        let began = self.marks.iter().filter(|(_, mark)| mark.status != Status::NotStarted);
        let gone: Vec<String> =
            began.map(|(key, _)| key).filter(|key| !marks.contains_key(*key)).cloned().collect();
        for key in gone {
            self.line(format!("   ⏱ {key}: no longer runs"));
        }
        self.marks = marks;
    }

    fn advice(&mut self, advice: &[Advice], whole: bool) {
        let (grounded, free): (Vec<&Advice>, Vec<&Advice>) =
            advice.iter().partition(|one| !one.grounds.is_empty());
        for (i, one) in grounded.iter().enumerate() {
            let who = match one.standing {
                Standing::Ready => String::new(),
                _ => format!("  [{}]", one.roles.join(", ")),
            };
            let act = one.act.as_deref().map(|act| format!(" ({act})")).unwrap_or_default();
            self.line(format!("   next {}: {}{act}{who}", i + 1, both(&one.title)));
            for ground in &one.grounds {
                let clock = ground.clock.as_ref().map(|clock| clock.as_str()).unwrap_or_default();
                let due = ground.prudent_due.map(|date| format!(", work to {date}")).unwrap_or_default();
                let steps =
                    if ground.steps > 0 { format!(", {} before it", ground.steps) } else { String::new() };
                self.line(format!("       because {clock}{due}{steps}"));
                if whole {
                    self.line(format!("         {}", ground.said.zh));
                    self.line(format!("         {}", ground.said.en));
                }
            }
            if whole {
                for need in &one.needs {
                    self.line(format!("       {}", both(&need.said)));
                }
            }
        }
        if whole {
            let free: Vec<String> =
                free.iter().map(|one| one.act.clone().unwrap_or_else(|| one.title.en.clone())).collect();
            self.line(format!("   may also: {}", free.join(", ")));
        }
    }
}

fn play(script: &Json) -> String {
    let opening = Opening::from_json(&script.get("opening").expect("an opening").to_bytes()).expect("sound");
    let who: Person = canon::from_json(script.get("for").expect("for whom")).expect("a person");
    let started = now(script);
    let mut case = ENGINE.open(&opening, started).expect("opened");
    let mut told = Told { out: String::new(), marks: BTreeMap::new() };
    told.line(text(script, "about"));
    told.line(format!("\n0. {started}  open {}", case.complaint().id));
    told.event(&case.log()[0].clone());
    told.clocks(&case, started);
    told.advice(&case.advice(&who, started).expect("advice"), true);
    let Some(Json::List(steps)) = script.get("steps") else { panic!("no steps") };
    for (i, step) in steps.iter().enumerate() {
        let now = now(step);
        let Some(command) = step.get("do") else {
            told.line(format!("\n{}. {now}  — {}", i + 1, text(step, "look")));
            told.clocks(&case, now);
            told.advice(&case.advice(&who, now).expect("advice"), true);
            continue;
        };
        let command =
            Command::from_json(&command.to_bytes()).unwrap_or_else(|e| panic!("step {}: {e}", i + 1));
        told.command(i + 1, now, &command);
        match case.decide(&command, now).unwrap_or_else(|e| panic!("step {}: {e}", i + 1)) {
            Decision::Refused(refusal) => {
                for reason in &refusal.reasons {
                    told.line(format!("   ✗ {}", both(&reason.said)));
                }
            }
            Decision::Accepted(events) => {
                events.iter().for_each(|event| told.event(event));
                case.apply(events).expect("applied");
                told.clocks(&case, now);
                told.advice(&case.advice(&who, now).expect("advice"), false);
            }
        }
    }
    if let Some(Json::List(proofs)) = script.get("explain") {
        let end = now(steps.last().expect("a step"));
        let duties = case.due(end).expect("duties");
        for clock in proofs.iter().filter_map(Json::as_str) {
            let duty = duties.iter().find(|duty| duty.rule().as_str() == clock).expect("the clock");
            let proof = duty.proof().expect("a proof");
            told.line(format!("\n— {clock} —\n{}\n{}", proof.render(Lang::Zh), proof.render(Lang::En)));
        }
    }
    told.out
}

#[test]
fn whole_lives_come_out_as_they_were_read() {
    let mut wrong = Vec::new();
    let mut paths: Vec<PathBuf> =
        fs::read_dir(here()).expect("golden").map(|entry| entry.expect("entry").path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "json"));
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let script = Json::parse(&fs::read(&path).expect("read"))
            .unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let found = play(&script);
        let golden = path.with_extension("txt");
        if std::env::var_os("OMBUD_BLESS").is_some() {
            fs::write(&golden, &found).expect("written");
        } else if fs::read_to_string(&golden).unwrap_or_default() != found {
            wrong.push(format!("{}\n{found}", golden.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
