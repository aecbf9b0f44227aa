//! `ombud source`: source profiles, and a first one for an unknown file.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use ombud::{Error, ErrorCode, model::Lang};
use ombud_intake::{Input, encoding_name, format_name, guess};

use crate::{
    args::{self, Language, Packs},
    failure::{Failure, Result},
    output::{self, Lines},
};

/// What may be given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: ombud source guess ledger.csv --out mine.toml, then look through mine.toml, \
then ombud triage ledger.csv --source mine.toml --out result"
)]
pub(crate) struct Options {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// List the source profiles there are: id, format, encoding, title
    List {
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: Packs,
    },
    /// Draft a profile for an unknown file: CSV, JSON Lines, XLSX or records of a fixed width
    Guess {
        /// The file, plain or gzipped
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// Where the draft goes; by default it is printed
        #[arg(long, value_name = "TOML")]
        out: Option<PathBuf>,
        #[command(flatten)]
        language: Language,
        #[command(flatten)]
        packs: Packs,
    },
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    match &options.action {
        Action::List { packs, .. } => {
            let engine = packs.engine()?;
            let mut out = Lines::default();
            for source in &engine.bundle().sources {
                let (format, encoding) = (format_name(source.format), encoding_name(source.encoding));
                out.add(format!(
                    "{:<16} {format:<6} {encoding:<8} {}",
                    source.id.as_str(),
                    source.title.get(lang)
                ));
            }
            args::done(&out.text())
        }
        Action::Guess { file, out, packs, .. } => {
            let engine = packs.engine()?;
            let draft = guess::guess(&engine, &Input::path(file), lang).map_err(Failure::refused)?;
            let Some(out) = out else { return args::done(&draft.toml) };
            if out.exists() {
                let error = Error::new(ErrorCode::FileAccess).file(out.display().to_string()).path("--out");
                return Err(Failure::usage(error.expected("a new file").found("one that is there")));
            }
            output::file(out, draft.toml.as_bytes())?;
            let (all, open) =
                (draft.columns.len(), draft.columns.iter().filter(|c| c.sure == guess::Sure::Open).count());
            let mut lines = Lines::default();
            draft.notes.iter().for_each(|note| lines.add(note.get(lang)));
            lines.add(match lang {
                Lang::Zh => format!(
                    "{}:{all}列,其中{open}列待定。核对之后用 --source {} 分诊。",
                    out.display(),
                    out.display()
                ),
                Lang::En => format!(
                    "{}: {all} columns, {open} of them open. Check it, then triage with --source {}.",
                    out.display(),
                    out.display()
                ),
            });
            args::done(&lines.text())
        }
    }
}
