//! `ombud demo`: made-up files with known truth, and the whole job on each.
//!
//! The same seed, day and number of rows give the same bytes on every machine. Beside each file
//! lies `truth.csv`: what was planted in each row, and what the clocks must say, worked out from
//! the plan in days without the engine.

mod cn;
mod day;
mod declined;
mod papers;
mod random;
mod table;
mod uk;
mod us;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::Args;
use ombud::{
    Engine, Error, ErrorCode,
    model::{Date, Lang, Moment},
};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use crate::{
    args::{self, Language},
    failure::{Failure, Result},
    output,
    triage::Job,
};
use day::Day;
use random::Random;
use table::{Cell, Row};

/// What may be given.
#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Where the files and reports go
    #[arg(long, value_name = "DIR", default_value = "ombud-demo")]
    out: PathBuf,
    /// Other made-up complaints
    #[arg(long, value_name = "N", default_value_t = 2026)]
    seed: u64,
    /// Rows of the Chinese ledger; the other two files have half as many
    #[arg(long, value_name = "N", default_value_t = 240)]
    rows: usize,
    /// The day of the report
    #[arg(long, value_name = "DATE", default_value = "2026-03-20")]
    as_of: String,
    #[command(flatten)]
    language: Language,
}

/// One file of the demonstration.
struct Plan {
    /// The directory under `--out`.
    name: &'static str,
    file: &'static str,
    source: &'static str,
    regimes: &'static [&'static str],
    lang: Lang,
    content: Vec<u8>,
    truth: String,
    /// Claims of it that were declined, with their files.
    declined: Vec<declined::Declined>,
}

/// Makes the files in memory.
fn plans(seed: u64, rows: usize, as_of: Day) -> Result<Vec<Plan>> {
    let half = rows.div_ceil(2);
    // Each file has a stream of its own: a change of one leaves the others as they are.
    let mut cn = cn::rows(&mut Random::new(seed), rows, as_of);
    let uk = uk::rows(&mut Random::new(seed ^ 0x5555_0044), half, as_of);
    let us = us::rows(&mut Random::new(seed ^ 0xAAAA_0001), half, as_of);
    let (cn_declined, uk_declined) = (declined::chinese(&mut cn), declined::british(&uk));
    let workbook = workbook(cn::COLUMNS, &cn).map_err(|error| {
        Failure::refused(Error::new(ErrorCode::FileAccess).file("input.xlsx").found(error))
    })?;
    Ok(vec![
        Plan {
            name: "cn",
            file: "input.xlsx",
            source: "cn-ledger",
            regimes: &["cn-complaints-2020", "cn-insurance-law"],
            lang: Lang::Zh,
            content: workbook,
            truth: table::truth("投诉编号", &cn),
            declined: cn_declined,
        },
        Plan {
            name: "uk",
            file: "input.jsonl",
            source: "uk-ledger",
            regimes: &["uk-disp"],
            lang: Lang::En,
            content: table::jsonl(uk::COLUMNS, &uk).into_bytes(),
            truth: table::truth("reference", &uk),
            declined: uk_declined,
        },
        Plan {
            name: "us",
            file: "input.csv",
            source: "us-ledger",
            regimes: &["us-cfpb", "us-reg-e"],
            lang: Lang::En,
            content: table::csv(us::COLUMNS, &us).into_bytes(),
            truth: table::truth("reference", &us),
            declined: Vec::new(),
        },
    ])
}

/// A workbook with one sheet. Its time of making is fixed, so that its bytes are too.
fn workbook(columns: &[&'static str], rows: &[Row]) -> std::result::Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::from_ymd(2026, 1, 1)?;
    book.set_properties(&DocProperties::new().set_creation_datetime(&made));
    let bold = Format::new().set_bold();
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let sheet = book.add_worksheet();
    sheet.set_name("投诉台账")?;
    for (column, name) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
        for (line, row) in (1u32..).zip(rows) {
            match row.get(name) {
                Some(Cell::Text(text)) => {
                    sheet.write_string(line, column, text)?;
                }
                Some(Cell::Date(day)) => {
                    // Workbooks count days from the last of 1899.
                    let serial = i32::try_from(day.0 + 25_569).unwrap_or(0);
                    sheet.write_number_with_format(line, column, serial, &date)?;
                }
                None => {}
            }
        }
    }
    sheet.set_freeze_panes(1, 1)?;
    book.save_to_buffer()
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    let as_of: Date = options.as_of.parse().map_err(|error: Error| Failure::usage(error.path("--as-of")))?;
    if !(1..=1_000_000).contains(&options.rows) {
        return Err(Failure::usage(
            Error::new(ErrorCode::InvalidValue).path("--rows").expected("1 to 1000000").found(options.rows),
        ));
    }
    let today = Day::ymd(i64::from(as_of.year()), i64::from(as_of.month()), i64::from(as_of.day()));
    let engine = Engine::builtin().map_err(Failure::refused)?;
    let asked = options.language.asked();
    let mut text = match lang {
        Lang::Zh => "三份虚构的投诉文件(不涉及任何真实的人),各自带有已知答案 truth.csv:\n".to_owned(),
        Lang::En => "Three files of made-up complaints (no real person in them), each with its known answers in truth.csv:\n".to_owned(),
    };
    for plan in plans(options.seed, options.rows, today)? {
        let directory = options.out.join(plan.name);
        write(&directory, &plan)?;
        let regimes =
            plan.regimes.iter().map(|id| engine.regime(id)).collect::<ombud::error::Result<Vec<_>>>();
        let job = Job {
            engine: &engine,
            source: engine.source(plan.source).map_err(Failure::refused)?,
            files: &[directory.join(plan.file)],
            regimes: &regimes.map_err(Failure::refused)?,
            as_of: Moment::Date(as_of),
            out: &directory,
            lang: asked.unwrap_or(plan.lang),
        };
        let summary = job.run(None, None)?;
        let title = job.source.title.get(lang);
        let report = directory.join("report.html");
        text.push_str(&format!("\n{title}\n"));
        for line in job.sentence(&summary, lang).lines() {
            text.push_str(&format!("  {line}\n"));
        }
        text.push_str(&match lang {
            Lang::Zh => format!("  报告:{}\n", report.display()),
            Lang::En => format!("  Report: {}\n", report.display()),
        });
        let place = directory.join("papers");
        let written = papers::write(&engine, &place, &plan.declined, today)?;
        if written.reviews > 0 {
            let (reviews, plans, place) = (written.reviews, written.plans, place.display());
            text.push_str(&match lang {
                Lang::Zh => format!("  拒付文书:{place}(复核表{reviews}份,方案审批单附谈判清单{plans}份)\n"),
                Lang::En => format!("  Declined claims: {place} (reviews: {reviews}; plans of offers with the checklist overleaf: {plans})\n"),
            });
        }
    }
    let out = options.out.display();
    // As it was called, so that the lines below work as they stand.
    let program = std::env::args().next().unwrap_or_else(|| "ombud".to_owned());
    text.push_str(&match lang {
        Lang::Zh => format!(
            "\n先用浏览器打开 {out}/cn/report.html。接着可以试:\n  \
             {program} due --regime cn-complaints-2020 --received 2026-03-02 --as-of {as_of} --proof\n  \
             {program} triage 您的文件.xlsx --source cn-ledger --as-of {as_of} --out 结果\n"
        ),
        Lang::En => format!(
            "\nBegin with {out}/uk/report.html in a browser (the report in {out}/cn is in Chinese). Then try:\n  \
             {program} due --regime uk-disp --received 2026-02-02 --as-of {as_of} --proof\n  \
             {program} triage YOUR-FILE.csv --source us-ledger --as-of {as_of} --out result\n"
        ),
    });
    args::done(&text)
}

fn write(directory: &Path, plan: &Plan) -> Result<()> {
    fs::create_dir_all(directory).map_err(|error| Failure::file(directory, &error))?;
    output::file(&directory.join(plan.file), &plan.content)?;
    output::file(&directory.join("truth.csv"), plan.truth.as_bytes())
}
