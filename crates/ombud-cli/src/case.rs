//! `ombud case`: a complaint walked through in a terminal. The case is a file of events, one a line.

mod file;
mod said;
mod steps;
mod typed;

use std::{collections::BTreeSet, path::PathBuf};

use clap::{Args, Subcommand};
use ombud::{
    Error, ErrorCode,
    case::{Decision, Opening, Person},
    clock::RegimeDef,
    model::{Complaint, ComplaintId, Instant, Json, Lang, Moment, canon},
};

use crate::{
    args::{self, Language, Packs},
    failure::{Failure, REFUSED, Result},
    input, nearest, output,
};

/// What may be given.
#[derive(Debug, Args)]
#[command(after_help = "Example:\n  \
ombud case open ts-1.jsonl --id TS-1 --received 2026-03-02T09:30:00+08:00 --now 2026-03-02T10:00:00+08:00\n  \
ombud case do ts-1.jsonl assign --by qian:manager handler=sun no_interest=yes --now 2026-03-02T10:30:00+08:00\n  \
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

/// The life of a case where nothing else is said.
const LIFE: &str = "cn-complaint";

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
    /// The rules to apply; repeatable; those that the life is for where nothing is said
    #[arg(long, value_name = "ID")]
    regime: Vec<String>,
    /// The zone of its days, such as Australia/Perth; that of the rules where nothing is said
    #[arg(long)]
    zone: Option<String>,
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
    let complaint = match (&options.complaint, &options.id, &options.received) {
        (Some(path), ..) => {
            let bytes = input::document(path)?;
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
    let own = |def: &&RegimeDef| def.life.as_ref() == Some(&options.life);
    let defs: Vec<RegimeDef> = engine.regimes().map(|regime| regime.def().clone()).collect();
    let regimes: Vec<&str> = match options.regime.as_slice() {
        [] => defs.iter().filter(own).map(|def| def.id.as_str()).collect(),
        given => given.iter().map(String::as_str).collect(),
    };
    if let Some(twice) = twice(&regimes) {
        let error = Error::new(ErrorCode::InvalidField).path("--regime");
        return Err(Failure::usage(error.expected("each regime once").found(twice)));
    }
    let mut opening = Opening::new(complaint, &options.life, regimes).map_err(Failure::usage)?;
    if let Some(zone) = &options.zone {
        opening = opening.zone(zone);
    }
    if let Some(by) = &options.by {
        opening = opening.by(typed::person("--by", by)?);
    }
    for (fact, value) in typed::pairs("--set", "each fact once", &options.set)? {
        opening = opening.fact(fact, value);
    }
    let now = instant(now.as_deref(), lang)?;
    let case =
        engine.open(&opening, now).map_err(|error| nearest::unknown(&engine, error, Failure::refused))?;
    let mut told = said::moved(&engine, None, &case, case.log(), now, lang)?;
    told.push_str(&said::beside(&engine, &case, lang));
    file::create(file, case.log())?;
    output::saved(&told)
}

fn act(options: &Do, lang: Lang) -> Result<u8> {
    let Common { file, now, packs, .. } = &options.common;
    let engine = packs.engine()?;
    let command = typed::command(&engine, options)?;
    let (held, log) = file::hold(file)?;
    let mut case = log.replayed(&engine)?;
    // Only now: while this one waited, another may have done something.
    let now = instant(now.as_deref(), lang)?;
    let decision = case.decide(&command, now).map_err(|error| match case.view(&command.by, now) {
        Ok(_) => nearest::unknown(&engine, error, Failure::refused),
        // What cannot be looked at either is no fault of the command.
        Err(error) => Failure::refused(error.file(file.display().to_string())),
    });
    match decision? {
        Decision::Refused(refusal) => {
            let acts = engine.bundle().acts.iter().map(|act| act.id.as_str());
            let meant = nearest::suggest(&command.act, acts).filter(|_| refusal.title.is_none());
            output::print(&said::refused(&engine, &refusal, meant.as_ref(), lang))?;
            Ok(REFUSED)
        }
        Decision::Accepted(events) => {
            let before = case.clone();
            case.apply(events.clone()).map_err(Failure::refused)?;
            // Whatever may fail or take long comes before it is saved.
            let told = said::moved(&engine, Some(&before), &case, &events, now, lang)?;
            held.append(&events)?;
            output::saved(&told)
        }
    }
}

fn look(options: &Look, lang: Lang, whole: bool) -> Result<u8> {
    let Common { file, now, packs, .. } = &options.common;
    let engine = packs.engine()?;
    let case = file::read(file)?.replayed(&engine)?;
    let who = match &options.by {
        Some(by) => typed::person("--by", by)?,
        // Whoever is not named sees what anybody may do.
        None => {
            let roles = engine.bundle().workflows.iter().flat_map(|workflow| &workflow.roles);
            Person::new("", roles.map(|role| role.id.as_str()))
        }
    };
    let now = instant(now.as_deref(), lang)?;
    let view = case.view(&who, now);
    let view = view.map_err(|error| Failure::refused(error.file(file.display().to_string())))?;
    if options.json {
        let json = if whole { canon::to_json(&view) } else { canon::to_json(&view.advice) };
        return args::done(&output::pretty(&json.map_err(Failure::refused)?));
    }
    args::done(&if whole {
        said::view(&engine, &view, lang) + &steps::open(&case, now, lang)?
    } else {
        said::next(&engine, &view.advice, lang)
    })
}

fn replay(options: &Replay, lang: Lang) -> Result<u8> {
    let case = file::read(&options.file)?.folded()?;
    if options.snapshot {
        let snapshot = Json::parse(&case.snapshot().map_err(Failure::refused)?).map_err(Failure::refused)?;
        return args::done(&output::pretty(&snapshot));
    }
    args::done(&said::replayed(&case, lang))
}

/// What is there a second time.
fn twice<'t>(words: &[&'t str]) -> Option<&'t str> {
    let mut seen = BTreeSet::new();
    words.iter().copied().find(|word| !seen.insert(*word))
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
