//! `ombud case`: a complaint walked through in a terminal. The case is a file of events, one a line;
//! it is written whole or not at all.

mod said;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use ombud::{
    Case, Engine, Error, ErrorCode,
    case::{CaseEvent, Command, Decision, Opening, Person},
    model::{Complaint, ComplaintId, Instant, Json, Lang, Moment, Part, PartId, Party, canon},
};

use crate::{
    args::{self, Language, Packs},
    failure::{Failure, REFUSED, Result},
    nearest, output,
};

/// What may be given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
ombud case open ts-1.jsonl --id TS-1 --received 2026-03-02T09:30:00+08:00 --now 2026-03-02T10:00:00+08:00\n  \
ombud case do ts-1.jsonl cn.assign --by qian:manager handler=sun no_interest=yes --now 2026-03-02T10:30:00+08:00\n  \
ombud case next ts-1.jsonl --by sun:handler --now 2026-03-03T09:00:00+08:00")]
pub(crate) struct Options {
    #[command(subcommand)]
    command: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Open a case: a new file of events
    Open(Open),
    /// Do something, or be told why not
    Do(Box<Do>),
    /// What to do next, and why
    Next(Look),
    /// Where it stands: stage, duties, next acts, history
    Show(Look),
    /// Fold the events from the first, and say whether they follow one another
    Replay(Replay),
}

#[derive(Debug, Args)]
struct Common {
    /// The file of events
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Now, as an instant; by default this machine's clock
    #[arg(long, value_name = "WHEN")]
    now: Option<String>,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    packs: Packs,
}

/// The life of a case, and its rules, where nothing else is said.
const LIFE: &str = "cn-complaint";
const REGIME: &str = "cn-complaints-2020";

#[derive(Debug, Args)]
struct Open {
    #[command(flatten)]
    common: Common,
    /// The complaint's number
    #[arg(long, required_unless_present = "complaint")]
    id: Option<String>,
    /// When it was received: a date or an instant
    #[arg(long, value_name = "WHEN", required_unless_present = "complaint")]
    received: Option<String>,
    /// The complaint as a JSON file, in place of --id and --received
    #[arg(long, value_name = "FILE", conflicts_with_all = ["id", "received"])]
    complaint: Option<PathBuf>,
    /// The workflow that is its life
    #[arg(long, default_value = LIFE)]
    life: String,
    /// The rules to apply; repeatable; with the life of a Chinese complaint those of 2020 by default
    #[arg(long, value_name = "ID")]
    regime: Vec<String>,
    /// Who registers it
    #[arg(long, value_name = "NAME:ROLE[,ROLE]")]
    by: Option<String>,
    /// A fact of the catalogue; repeatable
    #[arg(long, value_name = "FACT=VALUE")]
    set: Vec<String>,
}

#[derive(Debug, Args)]
struct Do {
    #[command(flatten)]
    common: Common,
    /// The act, as `ombud case next` and `ombud packs list act` print it
    #[arg(value_name = "ACT")]
    act: String,
    /// Fields of the event that it records
    #[arg(value_name = "FIELD=VALUE")]
    fields: Vec<String>,
    /// Who does it
    #[arg(long, value_name = "NAME:ROLE[,ROLE]")]
    by: String,
    /// When it happened: a date or an instant; now, where it is not said
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
    /// Who agrees to it
    #[arg(long, value_name = "NAME:ROLE[,ROLE]")]
    second: Option<String>,
    /// Why
    #[arg(long)]
    reason: Option<String>,
    /// A fact stated with it; repeatable
    #[arg(long, value_name = "FACT=VALUE")]
    set: Vec<String>,
    /// The part that it concerns
    #[arg(long)]
    part: Option<String>,
    /// What it is paired with
    #[arg(long = "ref", value_name = "REF")]
    reference: Option<String>,
    /// A part that the complaint is split into; repeatable
    #[arg(long, value_name = "ID=ABOUT")]
    into: Vec<String>,
    /// Who is entered, as a JSON file
    #[arg(long, value_name = "FILE")]
    party: Option<PathBuf>,
}

#[derive(Debug, Args)]
struct Look {
    #[command(flatten)]
    common: Common,
    /// Who asks
    #[arg(long, value_name = "NAME:ROLE[,ROLE]")]
    by: Option<String>,
    /// Print JSON
    #[arg(long)]
    json: bool,
}

#[derive(Debug, Args)]
struct Replay {
    /// The file of events
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Print the snapshot of the case
    #[arg(long)]
    snapshot: bool,
    #[command(flatten)]
    language: Language,
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    match &options.command {
        What::Open(options) => open(options, lang),
        What::Do(options) => act(options, lang),
        What::Next(options) => look(options, lang, false),
        What::Show(options) => look(options, lang, true),
        What::Replay(options) => replay(options, lang),
    }
}

fn open(options: &Open, lang: Lang) -> Result<u8> {
    let Common { file, now, packs, .. } = &options.common;
    if file.exists() {
        let error = Error::new(ErrorCode::FileAccess).file(file.display().to_string());
        return Err(Failure::usage(error.expected("a new file").found("one that is there")));
    }
    let complaint = match (&options.complaint, &options.id, &options.received) {
        (Some(path), ..) => {
            let bytes = fs::read(path).map_err(|error| Failure::file(path, &error))?;
            Complaint::from_json(&bytes).map_err(|e| Failure::refused(e.file(path.display().to_string())))?
        }
        (None, Some(id), Some(received)) => {
            let id = ComplaintId::new(id).map_err(|error| Failure::usage(error.path("--id")))?;
            let received = args::moment("--received", received)?;
            Complaint::builder(id, received).build().map_err(Failure::usage)?
        }
        _ => return Err(Failure::usage(Error::new(ErrorCode::InvalidField).path("--id"))),
    };
    let engine = packs.engine()?;
    let regimes: Vec<&str> = match options.regime.as_slice() {
        // Another country's life never runs under these clocks unasked.
        [] if options.life == LIFE => vec![REGIME],
        [] => {
            let error = Error::new(ErrorCode::InvalidField).path("--regime");
            let expected = format!("--regime ID, as the life is {}", options.life);
            return Err(Failure::usage(error.expected(expected).found("none")));
        }
        given => given.iter().map(String::as_str).collect(),
    };
    let mut opening = Opening::new(complaint, &options.life, regimes).map_err(Failure::usage)?;
    if let Some(by) = &options.by {
        opening = opening.by(person("--by", by)?);
    }
    for pair in &options.set {
        let (fact, value) = pair_of("--set", pair)?;
        opening = opening.fact(fact, value);
    }
    let now = instant(now.as_deref(), lang)?;
    let case =
        engine.open(&opening, now).map_err(|error| nearest::unknown(&engine, error, Failure::refused))?;
    save(file, case.log())?;
    args::done(&said::moved(&engine, None, &case, case.log(), now, lang)?)
}

fn act(options: &Do, lang: Lang) -> Result<u8> {
    let Common { file, now, packs, .. } = &options.common;
    let engine = packs.engine()?;
    let mut case = load(&engine, file)?;
    let command = command(options)?;
    let now = instant(now.as_deref(), lang)?;
    let decision = case.decide(&command, now);
    match decision.map_err(|error| nearest::unknown(&engine, error, Failure::refused))? {
        Decision::Refused(refusal) => {
            output::print(&said::refused(&refusal, lang))?;
            if refusal.title.is_none() {
                let acts = engine.bundle().acts.iter().map(|act| act.id.as_str());
                if let Some(hint) = nearest::suggest(&command.act, acts) {
                    output::print(&format!("  {}\n", hint.get(lang)))?;
                }
            }
            Ok(REFUSED)
        }
        Decision::Accepted(events) => {
            let before = case.clone();
            case.apply(events.clone()).map_err(Failure::refused)?;
            save(file, case.log())?;
            args::done(&said::moved(&engine, Some(&before), &case, &events, now, lang)?)
        }
    }
}

fn command(options: &Do) -> Result<Command> {
    let mut command = Command::new(&options.act, person("--by", &options.by)?);
    for pair in &options.fields {
        let (field, value) = pair_of("FIELD=VALUE", pair)?;
        command = command.set(field, value);
    }
    for pair in &options.set {
        let (fact, value) = pair_of("--set", pair)?;
        command = command.fact(fact, value);
    }
    for pair in &options.into {
        let (id, about) = pair_of("--into", pair)?;
        let id = PartId::new(id).map_err(|error| Failure::usage(error.path("--into")))?;
        command = command.into_part(Part::new(id, about));
    }
    if let Some(path) = &options.party {
        let bytes = fs::read(path).map_err(|error| Failure::file(path, &error))?;
        let party: Party = canon::from_bytes(&bytes)
            .map_err(|error| Failure::refused(error.file(path.display().to_string())))?;
        command = command.party(party);
    }
    if let Some(part) = &options.part {
        command = command.part(PartId::new(part).map_err(|error| Failure::usage(error.path("--part")))?);
    }
    command.at = options.at.as_deref().map(|at| args::moment("--at", at)).transpose()?;
    command.second = options.second.as_deref().map(|who| person("--second", who)).transpose()?;
    command.reason.clone_from(&options.reason);
    command.reference.clone_from(&options.reference);
    Ok(command)
}

fn look(options: &Look, lang: Lang, whole: bool) -> Result<u8> {
    let Common { file, now, packs, .. } = &options.common;
    let engine = packs.engine()?;
    let case = load(&engine, file)?;
    let who = match &options.by {
        Some(by) => person("--by", by)?,
        // Whoever is not named sees what anybody may do.
        None => {
            let roles = engine.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
            Person::new("", roles.map(|role| role.id.as_str()))
        }
    };
    let now = instant(now.as_deref(), lang)?;
    let view = case.view(&who, now).map_err(Failure::refused)?;
    if options.json {
        let json = if whole { canon::to_json(&view) } else { canon::to_json(&view.advice) };
        return args::done(&output::pretty(&json.map_err(Failure::refused)?));
    }
    args::done(&if whole {
        said::view(&engine, &view, lang)
    } else {
        said::next(&engine, &view.advice, lang)
    })
}

fn replay(options: &Replay, lang: Lang) -> Result<u8> {
    let events = read(&options.file)?;
    let case = ombud::case::Case::replay(&events).map_err(Failure::refused)?;
    if options.snapshot {
        let snapshot = Json::parse(&case.snapshot().map_err(Failure::refused)?).map_err(Failure::refused)?;
        return args::done(&output::pretty(&snapshot));
    }
    args::done(&said::replayed(&case, lang))
}

/// Reads the events of a case.
fn read(path: &Path) -> Result<Vec<CaseEvent>> {
    let text = fs::read_to_string(path).map_err(|error| Failure::file(path, &error))?;
    let lines = text.lines().zip(1u64..).filter(|(line, _)| !line.trim().is_empty());
    lines
        .map(|(line, number)| {
            CaseEvent::from_bytes(line.as_bytes())
                .map_err(|error| Failure::refused(error.file(path.display().to_string()).line(number)))
        })
        .collect()
}

fn load(engine: &Engine, path: &Path) -> Result<Case> {
    let name = || path.display().to_string();
    engine.replay(read(path)?).map_err(|error| Failure::refused(error.file(name())))
}

fn save(path: &Path, events: &[CaseEvent]) -> Result<()> {
    let mut content = Vec::new();
    for event in events {
        content.extend(event.to_bytes().map_err(Failure::refused)?);
        content.push(b'\n');
    }
    output::file(path, &content)
}

fn pair_of<'t>(argument: &str, text: &'t str) -> Result<(&'t str, &'t str)> {
    text.split_once('=').ok_or_else(|| {
        Failure::usage(Error::new(ErrorCode::InvalidField).path(argument).expected("NAME=VALUE").found(text))
    })
}

fn person(argument: &str, text: &str) -> Result<Person> {
    let (id, roles) = text.split_once(':').unwrap_or((text, ""));
    if id.trim().is_empty() {
        let error = Error::new(ErrorCode::InvalidField).path(argument).expected("NAME:ROLE[,ROLE]");
        return Err(Failure::usage(error.found(text)));
    }
    Ok(Person::new(id.trim(), roles.split(',').map(str::trim).filter(|role| !role.is_empty())))
}

/// Now: what was asked for, or this machine's clock, which is then said.
fn instant(asked: Option<&str>, lang: Lang) -> Result<Instant> {
    match args::now("--now", asked, lang)? {
        Moment::Instant(instant) => Ok(instant),
        Moment::Date(date) => Err(Failure::usage(
            Error::new(ErrorCode::InvalidInstant)
                .path("--now")
                .expected("an instant such as 2026-03-02T09:30:00+08:00")
                .found(date),
        )),
    }
}
