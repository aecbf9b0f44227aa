//! `ombud ops` and `ombud call`: the operations that every language has, JSON in and JSON out.

use std::io::{BufRead as _, Read as _};

use clap::Args;
use ombud::{
    Engine, Error, ErrorCode,
    model::{Lang, canon},
    ops::Registry,
};

use crate::{
    args::{self, Language, Packs},
    failure::{Failure, Result, io_error},
    nearest, output,
};

/// What may be given.
#[derive(Debug, Args)]
pub(crate) struct ListOptions {
    /// Print the whole list with schemas and examples, as JSON
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    packs: Packs,
}

/// What may be given.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: echo '{\"calendar\":\"cn\",\"from\":\"2026-02-12\",\"to\":\"2026-02-28\"}' | ombud call clock.count\n\
An empty standard input is an empty request."
)]
pub(crate) struct CallOptions {
    /// The operation, as `ombud ops` prints it
    #[arg(value_name = "OP", required_unless_present = "lines")]
    name: Option<String>,
    /// Call it with its own example instead of standard input
    #[arg(long)]
    example: bool,
    /// Many calls in one run: each line is an operation, a tab and a request; each answer is a line, an
    /// error its JSON document
    #[arg(long, conflicts_with_all = ["name", "example"])]
    lines: bool,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    packs: Packs,
}

/// Lists the operations.
pub(crate) fn list(options: &ListOptions, lang: Lang) -> Result<u8> {
    let registry = ombud_doors::registry();
    if options.json {
        let engine = options.packs.engine()?;
        return answer(registry.call(&engine, "op.list", b"{}").map_err(Failure::refused)?);
    }
    let lines = registry.operations().into_iter();
    args::done(&lines.map(|op| format!("{:<18} {}\n", op.name, op.label().get(lang))).collect::<String>())
}

/// Calls one.
pub(crate) fn call(options: &CallOptions) -> Result<u8> {
    let registry = ombud_doors::registry();
    if options.lines {
        return lines(&registry, &options.packs.engine()?);
    }
    let operations = registry.operations();
    let name = options.name.as_deref().unwrap_or_default();
    let Some(operation) = operations.iter().find(|operation| operation.name == name) else {
        let names: Vec<&str> = operations.iter().map(|operation| operation.name).collect();
        let error = Error::new(ErrorCode::UnknownOperation).item(name).expected(names.join(", "));
        return Err(Failure::usage(error).hint(nearest::suggest(name, names)));
    };
    let request = if options.example { operation.example.as_bytes().to_vec() } else { request()? };
    let engine = options.packs.engine()?;
    let answered = registry.call(&engine, operation.name, &request);
    answer(answered.map_err(|error| nearest::unknown(&engine, error, Failure::refused))?)
}

/// Starting the program costs more than most calls, so that many of them share one run.
fn lines(registry: &Registry, engine: &Engine) -> Result<u8> {
    for line in std::io::stdin().lock().split(b'\n') {
        let line = line.map_err(|error| Failure::refused(io_error(&error).item("standard input")))?;
        let mut parts = line.splitn(2, |byte| *byte == b'\t');
        let (operation, request) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
        let answered = registry.call(engine, &String::from_utf8_lossy(operation), request);
        answer(answered.or_else(|error| canon::to_bytes(&error)).map_err(Failure::refused)?)?;
    }
    Ok(0)
}

fn request() -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // One byte over the limit is enough to refuse the rest.
    let limit = u64::try_from(ombud::model::canon::MAX_SIZE).unwrap_or(u64::MAX).saturating_add(1);
    let read = std::io::stdin().lock().take(limit).read_to_end(&mut bytes);
    read.map_err(|error| Failure::refused(io_error(&error).item("standard input")))?;
    if bytes.iter().all(u8::is_ascii_whitespace) {
        bytes = b"{}".to_vec();
    }
    Ok(bytes)
}

fn answer(mut bytes: Vec<u8>) -> Result<u8> {
    bytes.push(b'\n');
    output::bytes(&bytes)?;
    Ok(0)
}
