//! The main job: every row of a file, what is owed for it, and until when.

use std::{
    collections::{BTreeMap, HashMap},
    fs::File,
    io::{BufWriter, Write as _},
    sync::{Arc, atomic::AtomicU64, atomic::Ordering},
};

use ombud::{
    Engine, Error, ErrorCode, Regime,
    case::{self, Outlooks, Stage},
    clock::{Actor, Basis, Citation, Confidence, Counting, Obligation, Query, Status},
    error::Result,
    model::{Date, Instant, Label, Lang, Moment, RegimeId, RuleId, SourceId, Zone},
};
use serde::Serialize;

use crate::{
    complaints::Complaints,
    output::Outputs,
    plausible::Plausible,
    problem::{Problem, Reason},
    profile::Profile,
    read::{FileReport, Input, Outcome, read_counted},
    record::{Row, status},
};

/// How many kinds of problem are counted apart.
const KINDS: usize = 5000;
/// The status of a row in which the firm has no duty.
pub const NONE: &str = "none";
/// The status of a row whose day lies outside the time in which a rule was in force.
pub const NOT_IN_FORCE: &str = "not_in_force";
/// After how many records progress is told.
const STEP: u64 = 1024;

/// Takes the rows of a run.
pub trait Sink {
    /// Looks at a row before any sink takes it, and adds to its problems what it finds.
    ///
    /// # Errors
    /// Ends the run.
    fn look(&mut self, row: &mut Row) -> Result<()> {
        let _ = row;
        Ok(())
    }

    /// Takes a row that was kept.
    ///
    /// # Errors
    /// Ends the run.
    fn row(&mut self, row: &Arc<Row>) -> Result<()>;

    /// Takes the problem of a record that was not kept.
    ///
    /// # Errors
    /// Ends the run.
    fn rejected(&mut self, problem: &Problem) -> Result<()> {
        let _ = problem;
        Ok(())
    }

    /// Takes what is wrong with a file as a whole.
    ///
    /// # Errors
    /// Ends the run.
    fn found(&mut self, problem: &Problem) -> Result<()> {
        let _ = problem;
        Ok(())
    }

    /// Writes what is left, when every row was taken.
    ///
    /// # Errors
    /// Ends the run.
    fn finish(self: Box<Self>, summary: &Summary) -> Result<()>;
}

/// How far a run is.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct Progress<'a> {
    /// The file at hand.
    pub file: &'a str,
    /// Records so far, of all files.
    pub rows: u64,
    /// Bytes taken of all files, as they lie on disk.
    pub bytes: u64,
    /// Bytes of all files, where that is known.
    pub size: Option<u64>,
}

/// How often a problem occurred.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct ProblemCount {
    /// What is wrong.
    pub reason: Reason,
    /// The column; empty where the whole record is meant.
    pub column: Arc<str>,
    /// The shape, in a date column.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shape: Option<String>,
    /// How often.
    pub count: u64,
}

/// How often a date column had a shape.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[non_exhaustive]
pub struct ShapeCount {
    /// The column.
    pub column: Arc<str>,
    /// The shape: digits as 9, letters as A and a.
    pub shape: String,
    /// How many were read.
    pub read: u64,
    /// How many were not.
    pub unread: u64,
}

/// How many clocks stand how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct ClockCount {
    /// The regime.
    pub regime: RegimeId,
    /// The clock.
    pub clock: RuleId,
    /// The state.
    pub status: Status,
    /// Whether worked out or stated.
    pub basis: Basis,
    /// How many.
    pub count: u64,
}

/// How many complaints stand at one stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StageCount {
    /// The stage.
    pub stage: Arc<Stage>,
    /// How many.
    pub count: u64,
}

/// What is said of a clock once and for all rows; `complaints.jsonl` names it by id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Rule {
    /// The clock.
    pub clock: RuleId,
    /// The regime.
    pub regime: RegimeId,
    /// The first day of this version, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effective_from: Option<Date>,
    /// Its name for people.
    pub title: Label,
    /// What must be done.
    pub act: Label,
    /// Who must do it.
    pub actor: Actor,
    /// Where it stands.
    pub cite: Vec<Citation>,
    /// The same, as people cite it.
    pub cited: Label,
    /// Where the text was read.
    pub source: String,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// How sure the counting is.
    pub counting: Counting,
    /// What a reader must know.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<Label>,
}

/// What a run did.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// As of when.
    pub as_of: Moment,
    /// The rules, by hash.
    pub bundle: String,
    /// The profile.
    pub source: SourceId,
    /// The regimes.
    pub regimes: Vec<RegimeId>,
    /// The files.
    pub files: Vec<FileReport>,
    /// Records: kept and rejected.
    pub rows: u64,
    /// Records that are rows.
    pub kept: u64,
    /// Records that cannot be split into the header's columns.
    pub rejected: u64,
    /// Records in which every cell is blank; not counted as rows.
    pub blank: u64,
    /// Problems by reason, column and date shape.
    pub problems: Vec<ProblemCount>,
    /// The shapes of dates by column.
    pub dates: Vec<ShapeCount>,
    /// Clocks by regime, clock, status and basis.
    pub clocks: Vec<ClockCount>,
    /// Rows by the stage of their life, where the regimes have one.
    pub stages: Vec<StageCount>,
    /// Rows by status; besides those of clocks, [`NONE`] and [`NOT_IN_FORCE`].
    pub statuses: BTreeMap<&'static str, u64>,
    /// Rows that have a status by one regime, and for which no rule of another was in force.
    pub passed_over: u64,
    /// The clocks of the regimes, in words.
    pub rules: Vec<Rule>,
}

impl Summary {
    /// The sheets of workbooks that were not read, each as its file and its name.
    #[must_use]
    pub fn unread_sheets(&self) -> Vec<String> {
        let of = |file: &FileReport| {
            let name = Arc::clone(&file.name);
            file.unread_sheets.clone().into_iter().map(move |sheet| format!("{name} [{sheet}]"))
        };
        self.files.iter().flat_map(of).collect()
    }
}

/// The name of a row's status: `none` where the firm has no duty, `not_in_force` where it has none
/// that has begun, because no version of a clock was in force on the day.
#[must_use]
pub fn status_name(row: &Row) -> &'static str {
    match row.status() {
        None | Some(Status::NotStarted) if !row.passed_over.is_empty() => NOT_IN_FORCE,
        None => NONE,
        Some(status) => status.name(),
    }
}

/// Reads the files, asks every regime about every row, and hands the rows to the sinks in order.
///
/// Nothing is put in its place: that is [`Outputs::commit`], once this has returned.
///
/// # Errors
/// Those of [`read`](crate::read()) and of the sinks.
pub fn run(
    engine: &Engine,
    profile: &Profile,
    inputs: &[Input],
    regimes: &[Regime],
    as_of: Moment,
    mut sinks: Vec<Box<dyn Sink + '_>>,
    progress: &mut dyn FnMut(&Progress<'_>),
) -> Result<Summary> {
    let size = inputs.iter().map(Input::size).try_fold(0u64, |sum, size| Some(sum.saturating_add(size?)));
    let mut tally = Tally {
        asked: Asked::new(regimes, as_of, profile),
        problems: HashMap::new(),
        kinds: 0,
        clocks: Vec::new(),
        outlooks: outlooks(engine, regimes, as_of),
        stages: HashMap::new(),
        statuses: BTreeMap::new(),
        passed_over: 0,
    };
    let taken = Arc::new(AtomicU64::new(0));
    let mut files = Vec::new();
    let mut rows = 0u64;
    for input in inputs {
        let report = read_counted(profile, input, &taken, &mut |outcome| {
            match outcome {
                Outcome::Kept(mut row) => {
                    tally.ask(&mut row)?;
                    for sink in &mut sinks {
                        sink.look(&mut row)?;
                    }
                    for problem in &row.problems {
                        tally.problem(problem);
                    }
                    let row = Arc::new(row);
                    for sink in &mut sinks {
                        sink.row(&row)?;
                    }
                }
                Outcome::Rejected(problem) => {
                    tally.problem(&problem);
                    for sink in &mut sinks {
                        sink.rejected(&problem)?;
                    }
                }
            }
            rows = rows.saturating_add(1);
            if rows.is_multiple_of(STEP) {
                progress(&Progress { file: input.name(), rows, bytes: taken.load(Ordering::Relaxed), size });
            }
            Ok(())
        })?;
        for problem in &report.findings {
            tally.problem(problem);
            for sink in &mut sinks {
                sink.found(problem)?;
            }
        }
        files.push(report);
        progress(&Progress { file: input.name(), rows, bytes: taken.load(Ordering::Relaxed), size });
    }
    let summary = tally.summary(engine, profile, files);
    for sink in sinks {
        sink.finish(&summary)?;
    }
    Ok(summary)
}

/// The life of the regimes, where they have one and the packs hold it.
#[must_use]
pub fn life<'e>(engine: &'e Engine, regimes: &[Regime]) -> Option<&'e str> {
    regimes.iter().find_map(|regime| case::life(engine.rules().book, regime.def()))
}

fn outlooks<'e>(engine: &'e Engine, regimes: &[Regime], as_of: Moment) -> Option<(Outlooks<'e>, Instant)> {
    let zone = regimes.iter().find_map(|regime| regime.rules().zone().cloned())?;
    let now = end(as_of, &zone)?;
    Some((Outlooks::new(engine.rules(), life(engine, regimes)?, zone, now).ok()?, now))
}

/// A day means all of it.
fn end(as_of: Moment, zone: &Zone) -> Option<Instant> {
    match as_of {
        Moment::Instant(instant) => Some(instant),
        Moment::Date(day) => {
            let next = zone.start_of(day.tomorrow()).and_then(|next| next.add_seconds(-1));
            next.or_else(|_| zone.start_of(day)).ok()
        }
    }
}

/// The regimes that are asked about rows, and as of when.
#[derive(Debug)]
pub struct Asked {
    regimes: Vec<Regime>,
    as_of: Moment,
    plausible: Plausible,
}

impl Asked {
    /// These regimes, of rows that the profile reads.
    #[must_use]
    pub fn new(regimes: &[Regime], as_of: Moment, profile: &Profile) -> Self {
        Asked {
            regimes: regimes.to_vec(),
            as_of,
            plausible: Plausible::new(regimes, as_of, profile.dates.zone()),
        }
    }

    /// Fills in the duties of a row, and adds the problems of its days. A regime that cannot count
    /// them is a problem too, and is handed back with its error: the row is not lost.
    pub fn ask(&self, row: &mut Row) -> Vec<(RegimeId, Error)> {
        let mut refused = Vec::new();
        for regime in &self.regimes {
            let query =
                Query { facts: &row.facts, events: &row.events, as_of: self.as_of, parts: &row.parts };
            match regime.answer(&query) {
                Ok(answer) => {
                    // Beside a clock that runs, a rule that is not yet in force is no news; that
                    // another regime runs says nothing of this one.
                    if matches!(status(&answer.duties), None | Some(Status::NotStarted)) {
                        row.passed_over.extend(answer.passed_over);
                    }
                    row.duties.extend(answer.duties);
                }
                Err(error) => {
                    Plausible::refused(row, regime.id(), &error);
                    refused.push((regime.id().clone(), error));
                }
            }
        }
        self.plausible.doubt(row);
        refused
    }
}

struct Tally<'a> {
    asked: Asked,
    problems: HashMap<(Reason, Arc<str>), HashMap<Option<String>, u64>>,
    kinds: usize,
    clocks: Vec<ClockCount>,
    outlooks: Option<(Outlooks<'a>, Instant)>,
    stages: HashMap<Vec<String>, StageCount>,
    statuses: BTreeMap<&'static str, u64>,
    passed_over: u64,
}

impl Tally<'_> {
    fn ask(&mut self, row: &mut Row) -> Result<()> {
        self.asked.ask(row);
        if let Some((outlooks, now)) = &mut self.outlooks {
            let duties: Vec<&Obligation> = row.duties.iter().map(|duty| duty.obligation()).collect();
            let outlook = outlooks.outlook(&row.events, &duties, *now)?;
            match self.stages.get_mut(&outlook.stage.states) {
                Some(known) => known.count = known.count.saturating_add(1),
                None => {
                    let stage = Arc::clone(&outlook.stage);
                    self.stages.insert(stage.states.clone(), StageCount { stage, count: 1 });
                }
            }
            row.outlook = Some(Box::new(outlook));
        }
        for duty in &row.duties {
            let same = |known: &&mut ClockCount| {
                known.clock == duty.clock
                    && known.status == duty.status
                    && known.basis == duty.basis
                    && known.regime == duty.obligation().regime
            };
            match self.clocks.iter_mut().find(same) {
                Some(known) => known.count = known.count.saturating_add(1),
                None => self.clocks.push(ClockCount {
                    regime: duty.obligation().regime.clone(),
                    clock: duty.clock.clone(),
                    status: duty.status,
                    basis: duty.basis,
                    count: 1,
                }),
            }
        }
        let name = status_name(row);
        if name != NOT_IN_FORCE && !row.passed_over.is_empty() {
            self.passed_over = self.passed_over.saturating_add(1);
        }
        let count = self.statuses.entry(name).or_insert(0);
        *count = count.saturating_add(1);
        Ok(())
    }

    fn problem(&mut self, problem: &Problem) {
        let shapes = self.problems.entry((problem.reason, Arc::clone(&problem.column))).or_default();
        match shapes.get_mut(&problem.shape) {
            Some(count) => *count = count.saturating_add(1),
            None => {
                let shape = match self.kinds {
                    KINDS.. => problem.shape.as_ref().map(|_| "…".to_owned()),
                    _ => problem.shape.clone(),
                };
                self.kinds = self.kinds.saturating_add(1);
                let count = shapes.entry(shape).or_insert(0);
                *count = count.saturating_add(1);
            }
        }
    }

    fn summary(self, engine: &Engine, profile: &Profile, files: Vec<FileReport>) -> Summary {
        let sum = |count: fn(&FileReport) -> u64| files.iter().map(count).fold(0, u64::saturating_add);
        let mut problems: Vec<ProblemCount> = self
            .problems
            .into_iter()
            .flat_map(|((reason, column), shapes)| {
                shapes.into_iter().map(move |(shape, count)| ProblemCount {
                    reason,
                    column: Arc::clone(&column),
                    shape,
                    count,
                })
            })
            .collect();
        problems.sort();
        let mut shapes: BTreeMap<(usize, String), (u64, u64)> = BTreeMap::new();
        for file in &files {
            for (column, shape, read, unread) in file.shapes.iter() {
                let count = shapes.entry((column, shape.to_owned())).or_default();
                count.0 = count.0.saturating_add(read);
                count.1 = count.1.saturating_add(unread);
            }
        }
        let dates = shapes
            .into_iter()
            .map(|((column, shape), (read, unread))| ShapeCount {
                column: profile.columns.get(column).map_or_else(|| Arc::from(""), |c| Arc::clone(&c.name)),
                shape,
                read,
                unread,
            })
            .collect();
        let mut clocks = self.clocks;
        let mut stages: Vec<StageCount> = self.stages.into_values().collect();
        stages.sort_by(|a, b| a.stage.states.cmp(&b.stage.states));
        clocks.sort_by(|a, b| {
            let key = |c: &ClockCount| {
                (c.regime.clone(), c.clock.clone(), c.status.name(), c.basis == Basis::Stated)
            };
            key(a).cmp(&key(b))
        });
        Summary {
            as_of: self.asked.as_of,
            bundle: engine.bundle_hash().to_owned(),
            source: profile.def.id.clone(),
            regimes: self.asked.regimes.iter().map(|regime| regime.id().clone()).collect(),
            rows: sum(|f| f.rows),
            kept: sum(|f| f.kept),
            rejected: sum(|f| f.rejected),
            blank: sum(|f| f.blank),
            files,
            problems,
            dates,
            clocks,
            stages,
            statuses: self.statuses,
            passed_over: self.passed_over,
            rules: self.asked.regimes.iter().flat_map(|regime| rules(engine, regime)).collect(),
        }
    }
}

fn rules<'a>(engine: &'a Engine, regime: &'a Regime) -> impl Iterator<Item = Rule> + 'a {
    let cited = |cite: &[Citation], lang| engine.phrasebook().cites(cite, lang);
    regime.clocks().map(move |def| Rule {
        clock: def.id.clone(),
        regime: regime.id().clone(),
        effective_from: def.effective_from,
        title: def.title.clone(),
        act: def.act.clone(),
        actor: def.actor,
        cite: def.cite.clone(),
        cited: Label::new(cited(&def.cite, Lang::Zh), cited(&def.cite, Lang::En)),
        source: def.source.clone(),
        confidence: def.confidence,
        counting: def.counting,
        note: def.note.clone(),
    })
}

/// The sinks of every run: `complaints.jsonl`, `problems.csv` and `summary.json`.
///
/// # Errors
/// `file_access`.
pub fn standard_sinks(outputs: &Outputs) -> Result<Vec<Box<dyn Sink>>> {
    Ok(vec![
        Box::new(Complaints::new(outputs)?),
        Box::new(Problems::new(outputs)?),
        Box::new(SummaryFile::new(outputs)?),
    ])
}

pub(crate) fn write_error(name: &str) -> impl Fn(std::io::Error) -> Error + '_ {
    move |error| Error::new(ErrorCode::FileAccess).file(name).found(error)
}

/// `problems.csv`: row, column, value, reason, shape, file.
///
/// Every value is quoted. A value that a spreadsheet would take for a formula (it begins with
/// `=`, `+`, `-`, `@`, a tab or a line end) has an apostrophe before it.
#[derive(Debug)]
pub struct Problems {
    file: BufWriter<File>,
    line: String,
}

impl Problems {
    /// Opens the file and writes its header.
    ///
    /// # Errors
    /// `file_access`.
    pub fn new(outputs: &Outputs) -> Result<Self> {
        let mut file = outputs.create("problems.csv")?;
        // The mark makes spreadsheets read UTF-8.
        file.write_all("\u{feff}row,column,value,reason,shape,file\r\n".as_bytes())
            .map_err(write_error("problems.csv"))?;
        Ok(Problems { file, line: String::new() })
    }

    fn write(&mut self, problem: &Problem) -> Result<()> {
        self.line.clear();
        self.line.push_str(&problem.row.to_string());
        for text in [
            &*problem.column,
            &problem.value,
            problem.reason.name(),
            problem.shape.as_deref().unwrap_or(""),
            &problem.file,
        ] {
            self.line.push(',');
            quoted(text, &mut self.line);
        }
        self.line.push_str("\r\n");
        self.file.write_all(self.line.as_bytes()).map_err(write_error("problems.csv"))
    }
}

fn quoted(text: &str, out: &mut String) {
    out.push('"');
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']) {
        out.push('\'');
    }
    for c in text.chars() {
        if c == '"' {
            out.push('"');
        }
        out.push(c);
    }
    out.push('"');
}

impl Sink for Problems {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        row.problems.iter().try_for_each(|problem| self.write(problem))
    }

    fn rejected(&mut self, problem: &Problem) -> Result<()> {
        self.write(problem)
    }

    fn found(&mut self, problem: &Problem) -> Result<()> {
        self.write(problem)
    }

    fn finish(mut self: Box<Self>, _: &Summary) -> Result<()> {
        self.file.flush().map_err(write_error("problems.csv"))
    }
}

/// `summary.json`, canonical.
#[derive(Debug)]
pub struct SummaryFile(BufWriter<File>);

impl SummaryFile {
    /// Opens the file.
    ///
    /// # Errors
    /// `file_access`.
    pub fn new(outputs: &Outputs) -> Result<Self> {
        Ok(SummaryFile(outputs.create("summary.json")?))
    }
}

impl Sink for SummaryFile {
    fn row(&mut self, _: &Arc<Row>) -> Result<()> {
        Ok(())
    }

    fn finish(mut self: Box<Self>, summary: &Summary) -> Result<()> {
        let mut bytes = ombud::model::canon::to_bytes(summary)?;
        bytes.push(b'\n');
        let SummaryFile(file) = &mut *self;
        file.write_all(&bytes).and_then(|()| file.flush()).map_err(write_error("summary.json"))
    }
}
