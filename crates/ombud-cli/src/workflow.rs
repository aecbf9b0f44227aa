//! `ombud workflow`: statecharts, for authors and for the curious.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    sync::Arc,
};

use clap::{Args, Subcommand, ValueEnum};
use ombud::{
    Engine, Error, ErrorCode,
    model::{Facts, Json, Lang, Value, canon},
    workflow::{
        Chart, Definition, Instance, Machine, Refusal, Signal, Status, Time,
        check::{Finding, Given, Person, Severity, check},
        draw, scxml,
    },
};

use crate::{
    args::{self, Language, Packs},
    failure::{Failure, REFUSED, Result},
    input, nearest,
    output::{self, Lines},
};

/// What may be given.
#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Find everything that is wrong with a workflow, each with the signals that show it
    Check {
        /// The workflow: JSON or SCXML
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Somebody who is there, and their roles; by default two persons for each role; repeatable
        #[arg(long, value_name = "ID=ROLE[,ROLE]...")]
        person: Vec<String>,
        /// How long a clock may run at most; repeatable
        #[arg(long, value_name = "CLOCK=DELAY")]
        limit: Vec<String>,
        /// How long a timer runs at most that waits for a rule; repeatable
        #[arg(long, value_name = "RULE=DELAY")]
        delay: Vec<String>,
        /// Print a JSON array instead of sentences
        #[arg(long)]
        json: bool,
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: Packs,
    },
    /// Draw a workflow
    Draw {
        /// The workflow: JSON or SCXML
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// As what
        #[arg(long, value_enum, default_value = "mermaid")]
        format: Drawing,
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: Packs,
    },
    /// Run a workflow: the events one after another, then the clock set on to each timer until nothing
    /// more happens; prints where it stands as JSON
    #[command(after_help = "Each event is done by somebody new who has every role, unless --by says who.")]
    Run {
        /// The workflow: JSON or SCXML
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// An event, and what it says as a JSON object; repeatable
        #[arg(long, value_name = "NAME[=JSON]")]
        event: Vec<String>,
        /// Who does all of it, and their roles
        #[arg(long, value_name = "ID[=ROLE[,ROLE]...]")]
        by: Option<String>,
        /// A fact of the catalogue; repeatable
        #[arg(long, value_name = "FACT=VALUE")]
        set: Vec<String>,
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: Packs,
    },
    /// Write a workflow in the other language: JSON as SCXML, SCXML as JSON
    Convert {
        /// The workflow: JSON or SCXML
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Into which
        #[arg(long, value_enum)]
        to: Option<Spelling>,
        #[command(flatten)]
        language: Language,
    },
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum Drawing {
    /// A state diagram of Mermaid
    Mermaid,
    /// A graph for Graphviz
    Dot,
    /// A Petri net for other tools to check
    Pnml,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Spelling {
    /// The project's own
    Json,
    /// The W3C's
    Scxml,
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    match &options.action {
        Action::Check { file, person, limit, delay, json, packs, .. } => {
            let (definition, _) = read(file)?;
            let given = given(&definition, person, limit, delay)?;
            checked(&definition, &given, *json, packs, lang)
        }
        Action::Draw { file, format, packs, .. } => drawn(file, *format, packs, lang),
        Action::Run { file, event, by, set, packs, .. } => {
            stepped(file, event, by.as_deref(), set, &packs.engine()?, lang)
        }
        Action::Convert { file, to, .. } => converted(file, *to),
    }
}

/// Reads a workflow in either language, and says in which it was.
fn read(file: &Path) -> Result<(Definition, Spelling)> {
    let bytes = input::document(file)?;
    let refused = |error: Error| Failure::refused(error.file(file.display().to_string()));
    let text = bytes.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&bytes);
    if text.trim_ascii_start().starts_with(b"<") {
        return Ok((scxml::import_bytes(&bytes).map_err(refused)?, Spelling::Scxml));
    }
    Ok((Definition::from_bytes(&bytes).map_err(refused)?, Spelling::Json))
}

fn compiled(file: &Path, engine: &Engine) -> Result<Arc<Chart>> {
    let (definition, _) = read(file)?;
    let chart = Chart::compile(&definition, engine.catalogue());
    let name = |error: Error| error.file(file.display().to_string());
    chart.map(Arc::new).map_err(|errors| Failure::findings(errors.into_iter().map(name).collect()))
}

/// Splits `NAME=VALUE`.
fn pair<'t>(argument: &str, expected: &str, text: &'t str) -> Result<(&'t str, &'t str)> {
    text.split_once('=').ok_or_else(|| {
        Failure::usage(Error::new(ErrorCode::InvalidField).path(argument).expected(expected).found(text))
    })
}

/// Reads `ID=ROLE[,ROLE]`: somebody, with roles that the workflow knows.
fn person(definition: &Definition, argument: &str, text: &str) -> Result<Person> {
    let (id, roles) = text.split_once('=').unwrap_or((text, ""));
    let id = id.trim();
    if id.is_empty() {
        let error = Error::new(ErrorCode::InvalidField).path(argument);
        return Err(Failure::usage(error.expected("a name").found(text)));
    }
    let roles: Vec<&str> = roles.split(',').map(str::trim).filter(|role| !role.is_empty()).collect();
    for role in &roles {
        let known = definition.roles.iter().map(|role| role.id.as_str());
        known_name(argument, "a role of the workflow", known, role)?;
    }
    Ok(Person::new(id, roles))
}

/// Refuses a name that the workflow does not know: it would be passed over.
fn known_name<'n>(
    argument: &str,
    expected: &str,
    mut known: impl Iterator<Item = &'n str>,
    name: &str,
) -> Result<()> {
    if known.any(|known| known == name) {
        return Ok(());
    }
    let error = Error::new(ErrorCode::UnknownItem).path(argument);
    Err(Failure::usage(error.expected(expected).found(name)))
}

fn given(definition: &Definition, persons: &[String], limits: &[String], delays: &[String]) -> Result<Given> {
    let mut given = Given::default();
    for text in persons {
        given = given.person(person(definition, "--person", text)?);
    }
    for text in limits {
        let (clock, delay) = pair("--limit", "CLOCK=DELAY", text)?;
        let clocks = definition.clocks.iter();
        let known = clocks.flat_map(|known| {
            std::iter::once(known.id.as_str()).chain(known.rule.iter().map(|rule| rule.as_str()))
        });
        known_name("--limit", "a clock of the workflow", known, clock)?;
        given =
            given.limit(clock, delay.parse().map_err(|error: Error| Failure::usage(error.path("--limit")))?);
    }
    for text in delays {
        let (rule, delay) = pair("--delay", "RULE=DELAY", text)?;
        let timers = definition.every_state().flat_map(|state| &state.timers);
        let known = timers.filter_map(|timer| timer.clock.as_ref()).map(|rule| rule.as_str());
        known_name("--delay", "a rule that a timer waits for", known, rule)?;
        given =
            given.delay(rule, delay.parse().map_err(|error: Error| Failure::usage(error.path("--delay")))?);
    }
    Ok(given)
}

fn checked(definition: &Definition, given: &Given, json: bool, packs: &Packs, lang: Lang) -> Result<u8> {
    let engine = &packs.engine()?;
    let mut findings = check(definition, engine.catalogue(), given);
    // Which rules there are is known only of packs; a chart by itself may be of any.
    if packs.are_given() {
        findings.extend(engine.bundle().unknown_rules(definition).into_iter().map(Finding::from));
    }
    if json {
        let list =
            findings.iter().map(|finding| in_json(finding, definition, engine)).collect::<Result<_>>()?;
        output::print(&output::pretty(&Json::List(list)))?;
    } else {
        let words = engine.phrasebook();
        let mut out = Lines::default();
        for finding in &findings {
            let said = words.workflow_finding(finding, definition, lang);
            out.add(if finding.path.is_empty() { said } else { format!("{}: {said}", finding.path) });
        }
        if findings.is_empty() {
            out.add(match lang {
                Lang::Zh => "没有发现问题。",
                Lang::En => "Nothing is wrong.",
            });
        }
        output::print(&out.text())?;
    }
    let bad = findings.iter().any(|finding| finding.severity == Severity::Error);
    Ok(if bad { REFUSED } else { 0 })
}

/// A finding as it is, with its check and its sentences.
fn in_json(finding: &Finding, definition: &Definition, engine: &Engine) -> Result<Json> {
    let mut json = canon::to_json(finding).map_err(Failure::refused)?;
    let words = |lang| Json::Text(engine.phrasebook().workflow_finding(finding, definition, lang));
    if let Json::Map(map) = &mut json {
        map.insert("check".to_owned(), Json::Text(finding.code.check().to_owned()));
        let both = [("en".to_owned(), words(Lang::En)), ("zh".to_owned(), words(Lang::Zh))];
        map.insert("text".to_owned(), Json::Map(both.into()));
    }
    Ok(json)
}

fn drawn(file: &Path, format: Drawing, packs: &Packs, lang: Lang) -> Result<u8> {
    let text = match format {
        Drawing::Mermaid => draw::mermaid(&read(file)?.0, lang),
        Drawing::Dot => draw::dot(&read(file)?.0, lang),
        Drawing::Pnml => draw::pnml(&*compiled(file, &packs.engine()?)?).map_err(Failure::refused)?,
    };
    args::done(&text)
}

fn converted(file: &Path, to: Option<Spelling>) -> Result<u8> {
    let (definition, from) = read(file)?;
    let other = if from == Spelling::Json { Spelling::Scxml } else { Spelling::Json };
    match to.unwrap_or(other) {
        Spelling::Json => {
            let json = canon::to_json(&definition).map_err(Failure::refused)?;
            args::done(&output::pretty(&json))
        }
        Spelling::Scxml => args::done(&scxml::export(&definition).map_err(Failure::refused)?),
    }
}

/// The most times the clock is set on to a timer.
const ROUNDS: usize = 1_000;

/// A run, and what is told of it.
struct Run<'e> {
    file: &'e Path,
    engine: &'e Engine,
    machine: Machine,
    facts: Facts,
    now: Time,
    lang: Lang,
    steps: Vec<Json>,
    refusals: Vec<Json>,
}

fn stepped(
    file: &Path,
    events: &[String],
    by: Option<&str>,
    facts: &[String],
    engine: &Engine,
    lang: Lang,
) -> Result<u8> {
    let chart = compiled(file, engine)?;
    let mut known = Facts::new();
    for text in facts {
        let (name, value) = pair("--set", "FACT=VALUE", text)?;
        let fact = engine.catalogue().parse_fact(name, value);
        let (id, fact) =
            fact.map_err(|error| nearest::unknown(engine, error.path("--set"), Failure::usage))?;
        if known.get(&id).is_some() {
            let error = Error::new(ErrorCode::InvalidField).item(&id).path("--set");
            return Err(Failure::usage(error.expected("each fact once").found(text)));
        }
        known.insert(id, fact);
    }
    let events = events.iter().map(|text| said(&chart, text)).collect::<Result<Vec<_>>>()?;
    let mut machine = Machine::new(Arc::clone(&chart), chart.instance());
    machine.explain(true);
    let mut run = Run {
        file,
        engine,
        machine,
        facts: known,
        now: Time::from_millis(0),
        lang,
        steps: Vec::new(),
        refusals: Vec::new(),
    };
    run.signal(Signal::begin(), "", None)?;
    if !run.refusals.is_empty() {
        // What does not begin takes no event either: one reason is enough.
        args::done(&output::pretty(&run.json()?))?;
        return Ok(REFUSED);
    }
    let roles: Vec<String> = chart.definition().roles.iter().map(|role| role.id.clone()).collect();
    for (number, (name, signal)) in (1u32..).zip(events) {
        let who = by.map_or_else(
            || Ok(Person::new(&format!("person-{number}"), roles.iter().map(String::as_str))),
            |text| person(chart.definition(), "--by", text),
        )?;
        run.signal(signal, &name, Some(&who))?;
    }
    run.settle()?;
    args::done(&output::pretty(&run.json()?))
}

/// Reads `NAME[=JSON]`.
fn said(chart: &Chart, text: &str) -> Result<(String, Signal<'static>)> {
    let usage = |error: Error| Failure::usage(error.path("--event"));
    let (name, fields) = text.split_once('=').unwrap_or((text, "{}"));
    let json = Json::parse(fields.as_bytes()).map_err(usage)?;
    let Json::Map(map) = &json else {
        let error = Error::new(ErrorCode::InvalidField).expected("a JSON object of fields").found(fields);
        return Err(usage(error));
    };
    let events = || chart.definition().events.iter().map(|event| event.id.as_str());
    let Some(event) = chart.definition().events.iter().find(|event| event.id == name) else {
        let error = Error::new(ErrorCode::UnknownEvent).item(name).found(name);
        let error = usage(error.expected(format_args!("one of {}", events().collect::<Vec<_>>().join(", "))));
        return Err(error.hint(nearest::suggest(name, events())));
    };
    let mut values: Vec<(&str, Value)> = Vec::new();
    for (field, json) in map {
        let def = event.fields.iter().find(|def| def.id == *field);
        let value = match def {
            Some(def) => Value::from_json(json, def.kind, &def.values).map_err(usage)?,
            // The chart refuses it by name.
            None => Value::Text(field.clone()),
        };
        values.push((field, value));
    }
    Ok((name.to_owned(), chart.signal(name, values).map_err(usage)?))
}

impl Run<'_> {
    fn signal(&mut self, signal: Signal<'_>, event: &str, by: Option<&Person>) -> Result<()> {
        let chart = Arc::clone(self.machine.chart());
        let actor = by.map(|person| chart.actor(&person.id, person.roles.iter().map(String::as_str)));
        let facts = std::mem::take(&mut self.facts);
        let mut signal = signal.facts(&facts);
        if let Some(actor) = &actor {
            signal = signal.by(actor);
        }
        let place = |error: Error| Failure::refused(error.file(self.file.display().to_string()));
        let status = self.machine.signal(&signal, self.now).map_err(place);
        self.facts = facts;
        match status? {
            Status::Refused => {
                if let Some(refusal) = self.machine.refusal().cloned() {
                    let json = self.refused(&refusal, event)?;
                    self.refusals.push(json);
                }
            }
            _ => {
                let happened = canon::to_json(&self.machine.explanation()).map_err(Failure::refused)?;
                let mut step = BTreeMap::from([
                    ("at".to_owned(), Json::Int(self.now.millis())),
                    ("happened".to_owned(), happened),
                ]);
                if let Some(person) = by {
                    step.insert("by".to_owned(), Json::Text(person.id.clone()));
                }
                self.steps.push(Json::Map(step));
            }
        }
        Ok(())
    }

    fn refused(&self, refusal: &Refusal, event: &str) -> Result<Json> {
        let chart = self.machine.chart();
        let mut json = canon::to_json(refusal).map_err(Failure::refused)?;
        if let Json::Map(map) = &mut json {
            let said = self.engine.phrasebook().refusal(refusal, chart.definition(), self.lang);
            map.insert("text".to_owned(), Json::Text(said));
            map.insert("at".to_owned(), Json::Int(self.now.millis()));
            map.entry("event".to_owned()).or_insert_with(|| Json::Text(event.to_owned()));
        }
        Ok(json)
    }

    /// Sets the clock on to the next timer until none is left; one that is refused fires no more.
    fn settle(&mut self) -> Result<()> {
        let mut stuck: Vec<u64> = Vec::new();
        for _ in 0..ROUNDS {
            let timers = self.machine.instance().timers().iter();
            let next = timers
                .filter(|timer| !stuck.contains(&timer.number()))
                .filter_map(|timer| Some((timer.due()?, timer.number())))
                .min();
            let Some((due, number)) = next.filter(|_| !self.machine.instance().done()) else { break };
            self.now = self.now.max(due);
            let before = self.refusals.len();
            self.signal(Signal::timer(number), "", None)?;
            if self.refusals.len() > before {
                stuck.push(number);
            }
        }
        Ok(())
    }

    fn json(self) -> Result<Json> {
        let chart = self.machine.chart();
        let instance: &Instance = self.machine.instance();
        let text = |text: &str| Json::Text(text.to_owned());
        let mut data = BTreeMap::new();
        for datum in &chart.definition().data {
            if let Some(value) = instance.datum(chart, &datum.id) {
                data.insert(datum.id.clone(), canon::to_json(value).map_err(Failure::refused)?);
            }
        }
        let timers = instance.timers().iter().map(|timer| {
            let due = timer.due().map(|due| ("due".to_owned(), Json::Int(due.millis())));
            Json::Map(due.into_iter().chain([("timer".to_owned(), text(timer.id(chart)))]).collect())
        });
        let clocks = chart.definition().clocks.iter().filter_map(|clock| {
            let state = instance.clock(chart, &clock.id)?;
            Some((clock.id.clone(), canon::to_json(&state.act).ok()?))
        });
        let map = [
            ("configuration", Json::List(instance.leaves(chart).map(text).collect())),
            ("done", Json::Bool(instance.done())),
            ("data", Json::Map(data)),
            ("timers", Json::List(timers.collect())),
            ("clocks", Json::Map(clocks.collect())),
            ("now", Json::Int(self.now.millis())),
            ("steps", Json::List(self.steps)),
            ("refusals", Json::List(self.refusals)),
            ("workflow", text(chart.hash())),
        ];
        Ok(Json::Map(map.into_iter().map(|(key, json)| (key.to_owned(), json)).collect()))
    }
}
