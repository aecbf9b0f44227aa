//! The command line.

use std::{ffi::OsString, path::PathBuf};

use clap::{Args, CommandFactory as _, Parser, Subcommand};
use ombud::{
    Engine, Error, ErrorCode,
    model::{Instant, Lang, Moment},
};

use crate::{
    case, demo, due,
    failure::{Failure, Result, USAGE},
    ops, output, packs, regime, source, triage, workflow,
};

/// Complaint handling: which legal duties run, until when, and exactly why.
#[derive(Debug, Parser)]
#[command(name = "ombud", version, max_term_width = 100, disable_help_subcommand = true)]
#[command(after_help = "Dates are 2026-03-02, instants 2026-03-02T09:30:00+08:00. \
Exit codes: 0 done, 1 findings or refused, 2 the command line is wrong, \
3 done and saved, but the answer could not be printed.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make up complaint files and run the whole job on them: the place to begin
    Demo(demo::Options),
    /// Read files of complaints and say for each row which duties run, and until when
    Triage(triage::Options),
    /// Source profiles: how a file of complaints is laid out; a first one for an unknown file
    Source(source::Options),
    /// Say which duties run for one complaint, and until when
    Due(due::Options),
    /// Walk a complaint through: open, do, next, show, replay
    Case(case::Options),
    /// List what a regime knows: its clocks, facts and events
    Regime(regime::Options),
    /// Look into rule packs, check them, build the bundle
    Packs(packs::Options),
    /// Check, draw, run and convert workflows
    Workflow(workflow::Options),
    /// List the operations that every language has
    Ops(ops::ListOptions),
    /// Call an operation: its request as JSON on standard input, its answer on standard output
    Call(ops::CallOptions),
}

/// The language of what is printed.
#[derive(Debug, Args)]
pub(crate) struct Language {
    /// The language of what is printed; by default that of the environment (LANG)
    #[arg(long, value_name = "zh|en", value_parser = ["zh", "en"])]
    lang: Option<String>,
}

impl Language {
    /// The language asked for.
    pub(crate) fn asked(&self) -> Option<Lang> {
        self.lang.as_deref().and_then(|lang| lang.parse().ok())
    }
}

/// Packs of one's own.
#[derive(Debug, Args)]
pub(crate) struct Packs {
    /// A pack of your own over the built-in ones: a directory of TOML files or a bundle; repeatable
    #[arg(long, value_name = "DIR")]
    pack: Vec<PathBuf>,
}

impl Packs {
    /// Whether any pack is named.
    pub(crate) fn are_given(&self) -> bool {
        !self.pack.is_empty()
    }

    /// The engine with these packs.
    pub(crate) fn engine(&self) -> Result<Engine> {
        if self.pack.is_empty() {
            return Engine::builtin().map_err(Failure::refused);
        }
        let mut builder = Engine::builder();
        for path in &self.pack {
            builder = match packs::read(path)? {
                packs::Source::Files(files) => builder.pack_files(files),
                packs::Source::Bytes(bytes) => builder.pack_bytes(&bytes),
            };
        }
        builder.build().map_err(|errors| match self.pack.as_slice() {
            [pack] => Failure::findings(errors.into_iter().map(|error| packs::within(pack, error)).collect()),
            _ => Failure::findings(errors),
        })
    }
}

/// Runs the command and gives the exit code.
pub(crate) fn run(arguments: &[OsString], lang: Lang) -> Result<u8> {
    if let Some(regimes) = regime_help(arguments) {
        return regime::help(&regimes, lang);
    }
    let cli = match Cli::try_parse_from(arguments) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and the version are answers; everything else is bad usage. Where the reader of
            // the message is gone there is nobody left to tell.
            let _ = error.print();
            return Ok(if error.use_stderr() { USAGE } else { 0 });
        }
    };
    match cli.command {
        Command::Demo(options) => demo::run(&options, lang),
        Command::Triage(options) => triage::run(&options, lang),
        Command::Source(options) => source::run(&options, lang),
        Command::Due(options) => due::run(&options, lang),
        Command::Case(options) => case::run(&options, lang),
        Command::Regime(options) => regime::run(&options, lang),
        Command::Packs(options) => packs::run(&options, lang),
        Command::Workflow(options) => workflow::run(&options, lang),
        Command::Ops(options) => ops::list(&options, lang),
        Command::Call(options) => ops::call(&options),
    }
}

/// `ombud due --regime X --help`: the regimes whose facts and events are asked for.
fn regime_help(arguments: &[OsString]) -> Option<Vec<String>> {
    let words: Vec<&str> = arguments.iter().filter_map(|word| word.to_str()).collect();
    let help = words.iter().any(|word| matches!(*word, "--help" | "-h"));
    if words.get(1) != Some(&"due") || !help {
        return None;
    }
    let mut regimes = Vec::new();
    for (index, word) in words.iter().enumerate() {
        match word.strip_prefix("--regime") {
            Some("") => regimes.extend(words.get(index + 1).filter(|next| !next.starts_with('-')).copied()),
            Some(rest) => regimes.extend(rest.strip_prefix('=')),
            None => {}
        }
    }
    (!regimes.is_empty()).then(|| regimes.into_iter().map(ToOwned::to_owned).collect())
}

/// The usage line of `ombud due`, for the help of a regime.
pub(crate) fn due_usage() -> String {
    let mut command = Cli::command();
    command.build();
    command.find_subcommand_mut("due").map(|due| due.render_usage().to_string()).unwrap_or_default()
}

/// The reader's language: `--lang`, or that of the environment.
pub(crate) fn language(arguments: &[OsString]) -> Lang {
    let mut words = arguments.iter().filter_map(|word| word.to_str());
    while let Some(word) = words.next() {
        let asked = match word.strip_prefix("--lang") {
            Some("") => words.next(),
            Some(rest) => rest.strip_prefix('='),
            None => continue,
        };
        if let Some(Ok(lang)) = asked.map(str::parse) {
            return lang;
        }
    }
    let set = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .into_iter()
        .find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()));
    if set.is_some_and(|value| value.starts_with("zh")) { Lang::Zh } else { Lang::En }
}

/// Reads an argument that is a date or an instant.
pub(crate) fn moment(argument: &str, text: &str) -> Result<Moment> {
    text.parse::<Moment>().map_err(|_| {
        let code = if text.len() <= 10 { ErrorCode::InvalidDate } else { ErrorCode::InvalidInstant };
        // In another year it would be a time: then the spelling is not what is wrong.
        let at_the_ends = text.split_at_checked(4).is_some_and(|(year, rest)| {
            matches!(year, "0000" | "0001" | "9999") && format!("2023{rest}").parse::<Moment>().is_ok()
        });
        let expected = match at_the_ends {
            true => "a date in the years 1 to 9999, or an instant at least three days from their ends",
            false => "2026-03-02 or 2026-03-02T09:30:00+08:00",
        };
        Failure::usage(Error::new(code).path(argument).expected(expected).found(text))
    })
}

/// As of when: what was asked for, or now, which is then said.
pub(crate) fn as_of(asked: Option<&str>, lang: Lang) -> Result<Moment> {
    now("--as-of", asked, lang)
}

/// The time of an argument, or this machine's, which is then said.
pub(crate) fn now(argument: &str, asked: Option<&str>, lang: Lang) -> Result<Moment> {
    if let Some(text) = asked {
        return moment(argument, text);
    }
    let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH);
    let seconds = now.map_or(0, |passed| i64::try_from(passed.as_secs()).unwrap_or(0));
    let instant = Instant::from_unix_seconds(seconds).map_err(Failure::refused)?;
    // A day would be the host's day; an instant is the same everywhere, and each regime reads it
    // in its own zone.
    match lang {
        Lang::Zh => eprintln!("未给出 {argument},按本机当前时刻 {instant} 计算。"),
        Lang::En => eprintln!("No {argument} was given: taking this machine's clock, {instant}."),
    }
    Ok(Moment::Instant(instant))
}

/// Prints a note that is no answer.
pub(crate) fn note(lang: Lang, zh: &str, en: &str) {
    eprintln!(
        "{}",
        match lang {
            Lang::Zh => zh,
            Lang::En => en,
        }
    );
}

/// Prints text and ends well.
pub(crate) fn done(text: &str) -> Result<u8> {
    output::print(text)?;
    Ok(0)
}
