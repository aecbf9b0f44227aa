//! `ombud triage`: the main job. Every row of a file, what is owed for it, and until when.

use std::{
    collections::BTreeMap,
    fs,
    fs::File,
    io::{BufWriter, IsTerminal as _},
    path::{Path, PathBuf},
    sync::Arc,
    thread,
};

use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use ombud::{
    Engine, Error, ErrorCode, Regime,
    clock::{Obligation, Status},
    model::{Date, Lang, Moment, Zone},
    pack::{self, PackFile, SourceDef},
};
use ombud_intake::{
    Input, Outputs, Problem, Profile, Row, Sink, Summary,
    papers::Papers,
    report::{About, Item, Report, Trouble},
    triage,
};

use crate::{
    args::{self, Language, Packs},
    aside::Aside,
    cases::{Cases, Writer},
    due,
    failure::{Failure, Result},
    input, nearest, output, papers,
};

/// What may be given.
#[derive(Debug, Args)]
#[command(after_help = "Example: ombud triage ledger.xlsx --source cn-ledger --regime cn-complaints-2020 \
--as-of 2026-03-20 --out result\n\nThe sources that come with the program: ombud packs list sources")]
pub(crate) struct Options {
    /// The files: CSV (plain or .gz), XLSX or JSON Lines, as the source profile says
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    /// How the files are laid out: the id of a packed source, or a TOML file of your own
    #[arg(long, value_name = "PROFILE")]
    source: String,
    /// The rules to apply; repeatable; by default those that the profile is meant for
    #[arg(long, value_name = "ID")]
    regime: Vec<String>,
    /// As of when: a date means that whole day
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Where the results go
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Each row as a case too, that `ombud case` goes on with: a new directory
    #[arg(long, value_name = "DIR")]
    cases: Option<PathBuf>,
    /// For each declined claim, the review sheet to print (拒付复核表): a new directory
    #[arg(long, value_name = "DIR")]
    papers: Option<PathBuf>,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    packs: Packs,
}

/// The files of a result.
const WRITTEN: [&str; 5] = ["complaints.jsonl", "problems.csv", "summary.json", "ledger.xlsx", "report.html"];

/// One run of the job.
pub(crate) struct Job<'a> {
    pub(crate) engine: &'a Engine,
    pub(crate) source: &'a SourceDef,
    pub(crate) files: &'a [PathBuf],
    pub(crate) regimes: &'a [Regime],
    pub(crate) as_of: Moment,
    pub(crate) out: &'a Path,
    pub(crate) lang: Lang,
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    let engine = options.packs.engine()?;
    let (engine, source) = source(engine, &options.source)?;
    let source = engine.source(&source).map_err(Failure::refused)?;
    let wanted: Vec<String> = match options.regime.as_slice() {
        [] => source.regimes.iter().map(ToString::to_string).collect(),
        asked => asked.to_vec(),
    };
    if wanted.is_empty() {
        return Err(Failure::usage(
            Error::new(ErrorCode::InvalidField)
                .path("--regime")
                .expected("--regime ID, as the profile names none"),
        ));
    }
    let regimes = due::regimes(&engine, &wanted)?;
    let as_of = args::as_of(options.as_of.as_deref(), lang)?;
    let job = Job {
        engine: &engine,
        source,
        files: &options.files,
        regimes: &regimes,
        as_of,
        out: &options.out,
        lang,
    };
    let cases_place = options.cases.as_deref();
    let cases =
        cases_place.map(|place| Cases::new(&engine, &regimes, as_of, place, &options.out)).transpose()?;
    let sheets = options.papers.as_deref();
    let sheets = sheets.map(|place| papers::open(&job, place, cases_place)).transpose()?;
    let summary = job.run(cases.as_ref(), sheets.as_ref())?;
    let kept = cases.as_ref().map(|cases| cases.sentence(lang)).unwrap_or_default();
    let sheets = match (sheets, options.papers.as_deref()) {
        (Some(sheets), Some(place)) => {
            papers::sentence(&sheets.commit().map_err(Failure::refused)?, place, lang)
        }
        _ => String::new(),
    };
    args::done(&format!("{}{}{kept}{sheets}", job.sentence(&summary, lang), job.places(lang)))
}

/// The source with this id, or the one in this file, and the engine that has it.
fn source(engine: Engine, name: &str) -> Result<(Engine, String)> {
    if engine.source(name).is_ok() {
        return Ok((engine, name.to_owned()));
    }
    let path = Path::new(name);
    if !path.is_file() && !name.ends_with(".toml") {
        let ids: Vec<&str> = engine.bundle().sources.iter().map(|source| source.id.as_str()).collect();
        let error = Error::new(ErrorCode::UnknownSource)
            .item(name)
            .path("--source")
            .expected(format_args!("{}, or a TOML file", ids.join(", ")));
        return Err(Failure::usage(error).hint(nearest::suggest(name, ids)));
    }
    let text = input::text(path)?;
    let file = PackFile { path: name.to_owned(), text };
    // A profile alone is a pack of one item, which replaces a packed one of the same name.
    let manifest = |replaces: &str| PackFile {
        path: "manifest".to_owned(),
        text: format!(
            "[manifest]\nid = \"source-file\"\nversion = \"0\"\ntitle = {{ zh = \"来源配置\", en = \"source profile\" }}\n{replaces}"
        ),
    };
    let (bundle, _) = pack::read_files(&[file.clone(), manifest("")]).map_err(Failure::findings)?;
    let [found] = bundle.sources.as_slice() else {
        let error = Error::new(ErrorCode::UnknownSource).file(name).expected("one [source]");
        return Err(Failure::refused(error.found(bundle.sources.len())));
    };
    let replaces = match engine.source(found.id.as_str()) {
        Ok(_) => format!("replaces = [\"source:{}\"]\n", found.id),
        Err(_) => String::new(),
    };
    let below = engine.bundle().to_bytes().map_err(Failure::refused)?;
    let builder = Engine::builder().without_builtin().pack_bytes(&below);
    let engine = builder.pack_files(vec![file, manifest(&replaces)]).build().map_err(Failure::findings)?;
    Ok((engine, found.id.to_string()))
}

impl Job<'_> {
    /// Reads, asks, writes; nothing appears under `out` before all of it is there.
    pub(crate) fn run(&self, cases: Option<&Cases<'_>>, sheets: Option<&Papers<'_>>) -> Result<Summary> {
        let taxonomies = &self.engine.bundle().taxonomies;
        let profile = Profile::new(self.source, self.engine.catalogue(), taxonomies)
            .map_err(|errors| Failure::findings(errors.into_iter().collect()))?;
        let inputs: Vec<Input> = self.files.iter().map(Input::path).collect();
        for path in self.files {
            fs::metadata(path).map_err(|error| Failure::file(path, &error))?;
        }
        self.keep_inputs()?;
        let outputs = Outputs::new(self.out).map_err(Failure::refused)?;
        let standard = triage::standard_sinks(&outputs).map_err(Failure::refused)?;
        let pages = Pages::new(self, &outputs).map_err(Failure::refused)?;
        let bar = bar();
        let summary = thread::scope(|scope| {
            let mut sinks: Vec<Box<dyn Sink + '_>> = vec![Box::new(Aside::new(scope, pages))];
            for sink in standard {
                sinks.push(sink);
            }
            if let Some(cases) = cases {
                sinks.push(Box::new(Writer(cases)));
            }
            if let Some(sheets) = sheets {
                sinks.push(sheets.sink());
            }
            triage::run(self.engine, &profile, &inputs, self.regimes, self.as_of, sinks, &mut |progress| {
                if let Some(bar) = &bar {
                    bar.set_length(progress.size.unwrap_or(0));
                    bar.set_position(progress.bytes);
                    bar.set_message(progress.rows.to_string());
                }
            })
        });
        if let Some(bar) = &bar {
            bar.finish_and_clear();
        }
        let summary = summary.map_err(Failure::refused)?;
        outputs.commit().map_err(Failure::refused)?;
        cases.map_or(Ok(()), Cases::commit)?;
        Ok(summary)
    }

    /// Refuses to write over a file that is read.
    fn keep_inputs(&self) -> Result<()> {
        let real = |path: &Path| fs::canonicalize(path).ok();
        for name in WRITTEN {
            let Some(target) = real(&self.out.join(name)) else { continue };
            if let Some(input) = self.files.iter().find(|file| real(file).as_ref() == Some(&target)) {
                return Err(Failure::usage(
                    Error::new(ErrorCode::FileAccess)
                        .file(input.display().to_string())
                        .path("--out")
                        .expected("a directory where no input would be written over")
                        .found(self.out.display()),
                ));
            }
        }
        Ok(())
    }

    /// What came out, in two lines; a third where there are rows in which nothing is left to do.
    pub(crate) fn sentence(&self, summary: &Summary, lang: Lang) -> String {
        let count = |status: Status| summary.statuses.get(status.name()).copied().unwrap_or(0);
        let problems: u64 = summary.problems.iter().map(|problem| problem.count).sum();
        let Summary { rows, kept, rejected, .. } = summary;
        let first = match lang {
            Lang::Zh => format!("读取{rows}件,保留{kept}件,无法拆分{rejected}件;单元格问题{problems}处。"),
            Lang::En => {
                format!(
                    "{rows} rows read: {kept} kept, {rejected} rejected; {problems} cells with a problem."
                )
            }
        };
        let states: Vec<String> = Status::ALL
            .into_iter()
            .filter(|status| count(*status) > 0)
            .map(|status| format!("{} {}", self.engine.phrasebook().status(status, lang), count(status)))
            .collect();
        let unread = match (summary.unread_sheets(), lang) {
            (sheets, _) if sheets.is_empty() => String::new(),
            (sheets, Lang::Zh) => format!("未读取的工作表(没有所需的表头):{}。\n", sheets.join(",")),
            (sheets, Lang::En) => {
                format!("Sheets that were not read (no header that fits): {}.\n", sheets.join(", "))
            }
        };
        let findings = summary.files.iter().flat_map(|file| &file.findings).map(|problem| {
            let shown =
                if problem.value.is_empty() { String::new() } else { format!(" ({})", problem.value) };
            output::visible(&format!("{}: {}{shown}", problem.file, problem.reason.title(lang))) + "\n"
        });
        let findings: String = findings.collect();
        let as_of = self.as_of;
        let second = match lang {
            Lang::Zh => format!("截至{as_of},各件最紧急的义务:{}。", states.join(",")),
            Lang::En => format!("As of {as_of}, by each row's most urgent duty: {}.", states.join(", ")),
        };
        format!("{first}\n{findings}{unread}{second}\n{}", idle(summary, lang))
    }

    /// Where to look.
    pub(crate) fn places(&self, lang: Lang) -> String {
        let path = |name: &str| self.out.join(name).display().to_string();
        match lang {
            Lang::Zh => format!(
                "报告 {}\n台账 {}\n逐件结果 {},问题清单 {}\n",
                path("report.html"),
                path("ledger.xlsx"),
                path("complaints.jsonl"),
                path("problems.csv")
            ),
            Lang::En => format!(
                "Report: {}\nLedger: {}\nRow by row: {}, problems: {}\n",
                path("report.html"),
                path("ledger.xlsx"),
                path("complaints.jsonl"),
                path("problems.csv")
            ),
        }
    }

    fn about(&self) -> About {
        let zone = self.regimes.iter().find_map(|regime| regime.rules().zone().cloned());
        let day = match (self.as_of, zone.or_else(|| Zone::new(&self.source.zone).ok())) {
            (as_of, Some(zone)) => as_of.date_in(&zone),
            (Moment::Date(date), None) => date,
            // Every profile that was read has a zone.
            (Moment::Instant(_), None) => Date::MAX,
        };
        let mut about = About::new(self.lang, day);
        about.files = self.files.iter().map(|file| name(file)).collect();
        about.source = Some(self.source.title.clone());
        about.regimes =
            self.regimes.iter().map(|regime| (regime.id().clone(), regime.def().title.clone())).collect();
        about.bundle = self.engine.bundle_hash().to_owned();
        let mut calendars = BTreeMap::new();
        for regime in self.regimes {
            let def = regime.def();
            for id in def.calendar.iter().chain(def.place.iter().map(|place| &place.calendar)) {
                if let Ok(calendar) = self.engine.calendar(id.as_str()) {
                    calendars
                        .insert(id.clone(), (calendar.def().title.clone(), calendar.def().version.clone()));
                }
            }
        }
        about.calendars = calendars.into_values().collect();
        about
    }
}

/// The rows in which nothing is left to do, and why: none of them may pass unseen.
fn idle(summary: &Summary, lang: Lang) -> String {
    let count = |names: &[&str]| names.iter().filter_map(|name| summary.statuses.get(name)).sum::<u64>();
    let done = count(&[Status::Met, Status::MetLate, Status::Cancelled].map(Status::name));
    let not_started = count(&[Status::NotStarted.name()]);
    let not_in_force = count(&[triage::NOT_IN_FORCE]);
    let none = count(&[triage::NONE]);
    let parts: Vec<String> = [
        (done, format!("已办结或已终止{done}件"), format!("{done} done or ended")),
        (not_started, format!("未起算{not_started}件"), format!("{not_started} not started")),
        (
            not_in_force,
            format!("当日尚无或已无施行中的规定{not_in_force}件(请核对年份)"),
            format!("{not_in_force} on whose day no rule was in force (check the year)"),
        ),
        (none, format!("没有适用的时限{none}件"), format!("{none} to which no clock applies")),
    ]
    .into_iter()
    .filter(|(n, ..)| *n > 0)
    .map(|(_, zh, en)| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    })
    .collect();
    let idle = match (done + not_started + not_in_force + none, lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("没有待办义务的{n}件:{}。\n", parts.join(",")),
        (n, Lang::En) => format!("Rows with no open duty: {n} ({}).\n", parts.join(", ")),
    };
    let passed_over = match (summary.passed_over, lang) {
        (0, _) => String::new(),
        (n, Lang::Zh) => format!("另有一套规定在所载日期尚无或已无施行的{n}件(请核对年份)。\n"),
        (n, Lang::En) => {
            format!(
                "Rows for which another set of rules was not in force on the day (check the year): {n}.\n"
            )
        }
    };
    idle + &passed_over
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The bar, where somebody watches.
fn bar() -> Option<ProgressBar> {
    if !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} %  {msg}") {
        bar.set_style(style);
    }
    Some(bar)
}

/// Feeds `report.html` and `ledger.xlsx`.
struct Pages<'a> {
    engine: &'a Engine,
    report: Report,
    page: BufWriter<File>,
    sheet: File,
}

impl<'a> Pages<'a> {
    fn new(job: &Job<'a>, outputs: &Outputs) -> ombud::error::Result<Self> {
        let path = outputs.path("ledger.xlsx")?;
        let sheet = File::create(&path).map_err(|error| access("ledger.xlsx", error))?;
        // Both are in one directory, which is gone when the run is over.
        let scratch = path.parent().unwrap_or(&path);
        let report = Report::new(job.about(), scratch).map_err(|error| fault("ledger.xlsx", error))?;
        // The report is named last, so it is the last to appear.
        let page = outputs.create("report.html")?;
        Ok(Pages { engine: job.engine, report, page, sheet })
    }
}

fn access(file: &str, error: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::FileAccess).file(file).found(error)
}

fn fault(file: &str, error: ombud_intake::report::Error) -> Error {
    match error {
        ombud_intake::report::Error::Engine(error) => error,
        other => access(file, other),
    }
}

/// The kind as a code of the taxonomy where the spelling is known, else as the file has it.
fn kind(row: &Row) -> Option<&str> {
    let code = row.codes.get("kind").and_then(|code| code.rsplit(':').next());
    code.or_else(|| row.fields.get("kind").map(String::as_str))
}

fn trouble(problem: &Problem) -> Trouble<'_> {
    Trouble {
        column: Some(&*problem.column).filter(|column| !column.is_empty()),
        reason: problem.reason.name(),
        shape: problem.shape.as_deref(),
    }
}

impl Sink for Pages<'_> {
    fn row(&mut self, row: &Arc<Row>) -> ombud::error::Result<()> {
        let duties: Vec<&Obligation> = row.duties.iter().map(|duty| duty.obligation()).collect();
        let troubles: Vec<Trouble<'_>> = row.problems.iter().map(trouble).collect();
        let item = Item {
            number: row.number,
            id: row.id.as_deref(),
            fields: &row.fields,
            kind: kind(row),
            duties: &duties,
            outlook: row.outlook.as_deref(),
            passed_over: &row.passed_over,
            troubles: &troubles,
        };
        self.report.add(&item, self.engine).map_err(|error| fault("ledger.xlsx", error))
    }

    fn rejected(&mut self, problem: &Problem) -> ombud::error::Result<()> {
        self.report.reject(&trouble(problem));
        Ok(())
    }

    fn found(&mut self, problem: &Problem) -> ombud::error::Result<()> {
        self.report.found(&trouble(problem));
        Ok(())
    }

    fn finish(self: Box<Self>, summary: &Summary) -> ombud::error::Result<()> {
        let Pages { engine, mut report, mut page, sheet } = *self;
        report.unread_sheets(summary.unread_sheets());
        report.finish(engine, &mut page, sheet).map_err(|error| fault("report.html", error))?;
        std::io::Write::flush(&mut page).map_err(|error| access("report.html", error))
    }
}
