//! The typed functions that a line of the corpus may name, each a step of a script.
//!
//! A step is words: the function, and what it takes. A document or a list is named by the field of the
//! line that holds it; the document `answer` is what the last step answered that was no error. An answer is canonical
//! JSON: a number, a text, a document; `"ok"` where a function says nothing. An error is its document,
//! and the script goes on.

#[allow(clippy::expect_used, reason = "written for tests")]
#[path = "../../../ombud-batch/tests/batch/make.rs"]
mod make;
#[path = "../../../ombud-batch/tests/batch/raw.rs"]
mod raw;

use std::collections::BTreeSet;

use ombud::{
    model::{Date, Json, Lang},
    workflow::Time,
};
use ombud_batch::{ArrowArray, ArrowArrayStream, ArrowSchema};
use ombud_doors::{Case, Door, Fault, Machine, Workflow};

use super::run::{Failure, text, texts};

/// What the steps of one line work with.
struct Script<'l> {
    line: &'l Json,
    words: Vec<&'l str>,
    door: Door,
    workflow: Option<Workflow>,
    machine: Option<Machine>,
    case: Option<Case>,
    fault: Option<Fault>,
    answer: Vec<u8>,
}

type Answer = Result<Vec<u8>, Failure>;
type Step = fn(&mut Script<'_>) -> Answer;

const STEPS: &[(&str, Step)] = &[
    ("engine.new", |s| {
        s.door = Door::with_settings(&s.document(1)?)?;
        ok()
    }),
    ("engine.bundle", |s| said(s.door.engine().bundle_hash())),
    ("engine.call", |s| Ok(s.door.call(s.word(1)?, &s.document(2)?)?)),
    ("engine.call_many", call_many),
    ("engine.operations", |s| Ok(s.door.call("op.list", b"{}")?)),
    ("engine.due", |s| Ok(s.door.call("clock.due", &s.document(1)?)?)),
    ("engine.explain", |s| Ok(s.door.call("clock.explain", &s.document(1)?)?)),
    ("engine.what_if", |s| Ok(s.door.call("clock.what_if", &s.document(1)?)?)),
    ("engine.count", |s| Ok(s.door.call("clock.count", &s.document(1)?)?)),
    ("engine.due_dates", due_dates),
    ("engine.batch", batch),
    ("engine.workflow", |s| {
        s.workflow = Some(Workflow::packed(&s.door, s.word(1)?)?);
        ok()
    }),
    ("engine.compile", |s| {
        s.workflow = Some(Workflow::compile(Some(&s.door), &s.document(1)?)?);
        ok()
    }),
    ("engine.open", |s| {
        s.case = Some(Case::open(&s.door, &s.document(1)?, s.word(2)?)?);
        ok()
    }),
    ("engine.replay", |s| {
        s.case = Some(Case::replay(&s.door, &s.document(1)?)?);
        ok()
    }),
    ("engine.restore", |s| {
        s.case = Some(Case::restore(&s.door, &s.document(1)?)?);
        ok()
    }),
    ("workflow.compile", |s| {
        s.workflow = Some(Workflow::compile(None, &s.document(1)?)?);
        ok()
    }),
    ("workflow.event", |s| Ok(number(s.event(s.word(1)?)?))),
    ("workflow.machine", |s| {
        s.machine = Some(s.workflow()?.machine());
        ok()
    }),
    ("workflow.restore", |s| {
        s.machine = Some(s.workflow()?.restore(&s.document(1)?)?);
        ok()
    }),
    ("machine.begin", |s| {
        let now = s.time(1)?;
        Ok(number(s.machine()?.begin(now)? as u8))
    }),
    ("machine.send", |s| {
        let (event, now) = (s.event(s.word(1)?)?, s.time(2)?);
        Ok(number(s.machine()?.send(event, now)? as u8))
    }),
    ("machine.send_many", |s| {
        let events = s.list(1)?.into_iter().map(|name| s.event(name)).collect::<Result<Vec<_>, _>>()?;
        let (now, step) = (s.word(2)?.parse()?, s.word(3)?.parse()?);
        let mut statuses = Vec::new();
        s.machine()?.send_many(&events, now, step, |_, status| statuses.push(Json::Int(status as i64)))?;
        Ok(Json::List(statuses).to_bytes())
    }),
    ("machine.signal", |s| {
        let (signal, now) = (s.document(1)?, s.time(2)?);
        Ok(number(s.machine()?.signal_document(&signal, now)? as u8))
    }),
    ("machine.fire_due", |s| {
        let now = s.time(1)?;
        Ok(number(i64::try_from(s.machine()?.fire_due(now)?)?))
    }),
    ("machine.next_due", |s| match s.machine()?.instance().next_due() {
        Some(due) => Ok(number(due.millis())),
        None => said("none"),
    }),
    ("machine.explain", |s| {
        let explain = s.word(1)? == "yes";
        s.machine()?.explain(explain);
        ok()
    }),
    ("machine.happened", |s| Ok(s.machine()?.happened()?)),
    ("machine.emitted", |s| Ok(s.machine()?.emitted_document()?)),
    ("machine.refusal", |s| Ok(s.machine()?.refused()?.unwrap_or_else(|| b"{}".to_vec()))),
    ("machine.state", |s| Ok(s.machine()?.state()?)),
    ("machine.snapshot", |s| Ok(s.machine()?.snapshot()?)),
    ("case.decide", |s| {
        let (command, now) = (s.document(1)?, s.word(2)?);
        Ok(s.case()?.decide(&command, now)?)
    }),
    ("case.apply", |s| {
        let events = s.document(1)?;
        s.case()?.apply(&events)?;
        ok()
    }),
    ("case.fire_due", |s| {
        let now = s.word(1)?;
        Ok(s.case()?.fire_due(now)?)
    }),
    ("case.advice", |s| {
        let (who, now) = (s.document(1)?, s.word(2)?);
        Ok(s.case()?.advice(&who, now)?)
    }),
    ("case.view", |s| {
        let (who, now) = (s.document(1)?, s.word(2)?);
        Ok(s.case()?.view(&who, now)?)
    }),
    ("case.due", |s| {
        let as_of = s.word(1)?;
        Ok(s.case()?.due(as_of)?)
    }),
    ("case.log", |s| Ok(s.case()?.log()?)),
    ("case.snapshot", |s| Ok(s.case()?.snapshot()?)),
    ("error.number", |s| Ok(number(s.fault()?.code().number()))),
    ("error.name", |s| said(s.fault()?.code().name())),
    ("error.message", |s| {
        let lang = if s.word(1)? == "zh" { Lang::Zh } else { Lang::En };
        said(&s.fault()?.message(lang))
    }),
    ("error.json", |s| Ok(s.fault()?.to_bytes())),
];

/// The steps that none of the lines takes.
pub(crate) fn untaken<'l>(lines: impl IntoIterator<Item = &'l Json>) -> Vec<&'static str> {
    let taken = lines.into_iter().flat_map(|line| texts(line, "steps").unwrap_or_default());
    let taken: BTreeSet<&str> = taken.filter_map(|step| step.split(' ').next()).collect();
    STEPS.iter().map(|(name, _)| *name).filter(|name| !taken.contains(name)).collect()
}

/// What the steps of a line answer, as a JSON list.
pub(crate) fn run(door: &Door, line: &Json) -> Answer {
    let mut script = Script {
        line,
        words: Vec::new(),
        door: door.clone(),
        workflow: None,
        machine: None,
        case: None,
        fault: None,
        answer: Vec::new(),
    };
    let mut answers = Vec::new();
    for step in texts(line, "steps")? {
        script.words = step.split(' ').collect();
        let name = script.word(0)?;
        let (_, run) =
            STEPS.iter().find(|(known, _)| *known == name).ok_or_else(|| format!("no step {name}"))?;
        match run(&mut script) {
            Ok(answer) => {
                script.answer.clone_from(&answer);
                answers.push(answer);
            }
            Err(failure) => answers.push(script.ended(failure)?),
        }
    }
    Ok([b"[", answers.join(&b',').as_slice(), b"]"].concat())
}

impl<'l> Script<'l> {
    fn word(&self, at: usize) -> Result<&'l str, Failure> {
        self.words.get(at).copied().ok_or_else(|| format!("{:?} lacks a word", self.words).into())
    }

    fn time(&self, at: usize) -> Result<Time, Failure> {
        Ok(Time::from_millis(self.word(at)?.parse()?))
    }

    fn document(&self, at: usize) -> Answer {
        Ok(match self.word(at)? {
            "answer" => self.answer.clone(),
            field => text(self.line, field)?.as_bytes().to_vec(),
        })
    }

    fn list(&self, at: usize) -> Result<Vec<&'l str>, Failure> {
        texts(self.line, self.word(at)?)
    }

    fn workflow(&self) -> Result<&Workflow, Failure> {
        self.workflow.as_ref().ok_or_else(|| "no workflow so far".into())
    }

    fn event(&self, name: &str) -> Result<u16, Failure> {
        Ok(self.workflow()?.event(name)?)
    }

    fn machine(&mut self) -> Result<&mut Machine, Failure> {
        self.machine.as_mut().ok_or_else(|| "no machine so far".into())
    }

    fn case(&mut self) -> Result<&mut Case, Failure> {
        self.case.as_mut().ok_or_else(|| "no case so far".into())
    }

    fn fault(&self) -> Result<&Fault, Failure> {
        self.fault.as_ref().ok_or_else(|| "no error so far".into())
    }

    /// The document of an error of the engine; anything else is a fault of the script.
    fn ended(&mut self, failure: Failure) -> Answer {
        let fault = match failure.downcast::<ombud::Error>() {
            Ok(error) => Fault::from(*error),
            Err(failure) => *failure.downcast::<Fault>()?,
        };
        Ok(self.fault.insert(fault).to_bytes())
    }
}

fn ok() -> Answer {
    said("ok")
}

fn said(text: &str) -> Answer {
    Ok(Json::Text(text.to_owned()).to_bytes())
}

fn number(number: impl Into<i64>) -> Vec<u8> {
    Json::Int(number.into()).to_bytes()
}

/// `[[0,answer],[1007,error]]`: each request's number, and its answer or the document of its error.
fn call_many(s: &mut Script<'_>) -> Answer {
    let requests = s.list(2)?;
    let ends = requests.iter().scan(0, |end, request| {
        *end += request.len();
        Some(*end as i64)
    });
    let offsets: Vec<i64> = std::iter::once(0).chain(ends).collect();
    let (engine, registry) = (s.door.engine(), s.door.registry());
    let found = ombud_batch::call_flat(engine, registry, s.word(1)?, &offsets, requests.concat().as_bytes())?;
    let answers = found.codes.iter().zip(found.offsets.windows(2)).map(|(code, ends)| {
        let answer = &found.data[ends[0] as usize..ends[1] as usize];
        [format!("[{code},").as_bytes(), answer, b"]"].concat()
    });
    Ok([b"[", answers.collect::<Vec<_>>().join(&b',').as_slice(), b"]"].concat())
}

/// `["2026-03-17",""]`: the due date of each trigger, or an empty text.
fn due_dates(s: &mut Script<'_>) -> Answer {
    let column = s.door.engine().regime(s.word(1)?)?.column(s.word(2)?)?;
    let mut out = Vec::new();
    for day in s.list(3)? {
        let trigger: Option<Date> = if day.is_empty() { None } else { Some(day.parse()?) };
        let due = trigger.and_then(|trigger| column.due(&[trigger]).into_iter().next().flatten());
        out.push(Json::Text(due.map(|date| date.to_string()).unwrap_or_default()));
    }
    Ok(Json::List(out).to_bytes())
}

/// `[["due","error_code"],["20529",""]]`: the names of the columns, then the lines as texts, dates in days
/// and instants in seconds after 1970; an empty text where there is nothing. What goes in is columns of
/// texts, one for each word after the spec, null where a text is empty.
fn batch(s: &mut Script<'_>) -> Answer {
    let mut columns = Vec::new();
    for (at, name) in s.words.iter().enumerate().skip(2) {
        let cells: Vec<Option<&str>> =
            s.list(at)?.into_iter().map(|cell| Some(cell).filter(|cell| !cell.is_empty())).collect();
        columns.push(make::texts(name, &cells));
    }
    let (engine, registry) = (s.door.engine(), s.door.registry());
    let lines = raw::read(ombud_batch::run(engine, registry, &s.document(1)?, make::stream(columns))?)?;
    let list =
        |cells: Vec<&str>| Json::List(cells.into_iter().map(|cell| Json::Text(cell.to_owned())).collect());
    let head = list(lines.columns.iter().map(|(name, _)| name.as_str()).collect());
    let rows = lines
        .all()
        .into_iter()
        .map(|line| list(line.iter().map(|cell| cell.as_deref().unwrap_or("")).collect()));
    Ok(Json::List(std::iter::once(head).chain(rows).collect()).to_bytes())
}
