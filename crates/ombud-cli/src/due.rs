//! `ombud due`: the duties of one complaint.

use clap::Args;
use ombud::{
    Duty, Engine, Entry, Error, ErrorCode, Inquiry, Regime,
    clock::Status,
    model::{Json, Label, Lang, Moment, canon},
};

use crate::{
    args::{self, Language, Packs},
    failure::{Failure, Result},
    nearest,
};

/// What may be given.
#[derive(Debug, Args)]
#[command(
    after_help = "With --regime and --help together, the facts, events and clocks of that regime are listed; \
`ombud regime ID` does the same.\n\n\
Example: ombud due --regime cn-complaints-2020 --received 2026-03-02 \\\n    \
--event extended=2026-03-12,ground=complex,reason=\"two branches\" --as-of 2026-03-20"
)]
pub(crate) struct Options {
    /// The rules to apply; repeatable
    #[arg(long, value_name = "ID", required = true)]
    regime: Vec<String>,
    /// When the complaint was received: a date or an instant
    #[arg(long, value_name = "WHEN")]
    received: Option<String>,
    /// A fact of the catalogue; PART/FACT=VALUE for one part of the complaint; repeatable
    #[arg(long, value_name = "FACT=VALUE")]
    set: Vec<String>,
    /// Something that happened; `part`, `ref`, `by` are the event's own fields; TYPE alone where the
    /// day is not known; `\,` for a comma in a value; repeatable
    #[arg(long, value_name = "TYPE=WHEN[,FIELD=VALUE]...")]
    event: Vec<String>,
    /// As of when: a date means that whole day
    #[arg(long, value_name = "WHEN")]
    as_of: Option<String>,
    /// Print a JSON array instead of sentences
    #[arg(long)]
    json: bool,
    /// Add the proof of each date, day by day
    #[arg(long)]
    proof: bool,
    #[command(flatten)]
    language: Language,
    #[command(flatten)]
    packs: Packs,
}

/// Runs the command.
pub(crate) fn run(options: &Options, lang: Lang) -> Result<u8> {
    if options.received.is_none() && options.event.is_empty() {
        return Err(Failure::usage(
            Error::new(ErrorCode::InvalidField).path("--received").expected("--received WHEN, or an --event"),
        ));
    }
    let engine = options.packs.engine()?;
    let received = options.received.as_deref().map(|text| args::moment("--received", text)).transpose()?;
    let regimes = regimes(&engine, &options.regime)?;
    let events = options.event.iter().map(|text| entry(text)).collect::<Result<Vec<_>>>()?;
    let mut duties = Vec::new();
    let mut inquiries = Vec::new();
    for regime in &regimes {
        inquiries.push(inquiry(&engine, regime, received, &options.set, &events)?);
    }
    unread(&regimes, options, &events, lang);
    let as_of = args::as_of(options.as_of.as_deref(), lang)?;
    for inquiry in inquiries {
        duties.extend(inquiry.due(as_of).map_err(Failure::refused)?);
    }
    let text = if options.json {
        json(&engine, &duties, options.proof)?
    } else {
        sentences(&engine, duties, as_of, options.proof, lang)?
    };
    args::done(&text)
}

/// The regimes with these ids, each asked for once: twice would double every duty and count.
pub(crate) fn regimes(engine: &Engine, ids: &[String]) -> Result<Vec<Regime>> {
    for (i, id) in ids.iter().enumerate() {
        if ids.iter().take(i).any(|before| before == id) {
            let error = Error::new(ErrorCode::InvalidField).path("--regime").expected("each regime once");
            return Err(Failure::usage(error.found(id)));
        }
    }
    ids.iter().map(|id| regime(engine, id)).collect()
}

/// The regime with this id.
pub(crate) fn regime(engine: &Engine, id: &str) -> Result<Regime> {
    engine.regime(id).map_err(|error| {
        let ids: Vec<String> = engine.regimes().map(|regime| regime.id().to_string()).collect();
        Failure::usage(error.path("--regime").expected(ids.join(", ")))
            .hint(nearest::suggest(id, ids.iter().map(String::as_str)))
    })
}

/// An event as it was written: its type, and what is recorded of it.
struct Written {
    kind: String,
    entry: Entry,
}

/// Reads `TYPE=WHEN[,FIELD=VALUE]...`.
fn entry(text: &str) -> Result<Written> {
    let fault = |expected: &str, found: &str| {
        Failure::usage(Error::new(ErrorCode::InvalidField).path("--event").expected(expected).found(found))
    };
    let mut pieces = pieces(text).into_iter();
    let head = pieces.next().unwrap_or_default();
    let (kind, mut entry) = match head.split_once('=') {
        Some((kind, when)) => (
            kind.trim().to_owned(),
            Entry::on(args::moment(&format!("--event {}", kind.trim()), when.trim())?),
        ),
        None => (head.trim().to_owned(), Entry::undated()),
    };
    if kind.is_empty() {
        return Err(fault("TYPE=WHEN[,FIELD=VALUE]...", text));
    }
    let mut fields: Vec<String> = Vec::new();
    for piece in pieces {
        let Some((field, value)) = piece.split_once('=') else {
            return Err(fault("FIELD=VALUE", &piece));
        };
        let field = field.trim();
        if fields.iter().any(|known| known == field) {
            return Err(fault("each field once", &piece));
        }
        if field == "stated_timely" && !matches!(value, "true" | "false" | "yes" | "no") {
            return Err(fault("stated_timely=true or stated_timely=false", &piece));
        }
        entry = entry.set(field, value);
        fields.push(field.to_owned());
    }
    Ok(Written { kind, entry })
}

/// Splits at commas; a backslash before a comma keeps it.
fn pieces(text: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut characters = text.chars().peekable();
    while let Some(c) = characters.next() {
        match c {
            '\\' if characters.peek() == Some(&',') => {
                characters.next();
                push(&mut out, ',');
            }
            ',' => out.push(String::new()),
            c => push(&mut out, c),
        }
    }
    out
}

fn push(pieces: &mut [String], c: char) {
    if let Some(last) = pieces.last_mut() {
        last.push(c);
    }
}

fn inquiry(
    engine: &Engine,
    regime: &Regime,
    received: Option<Moment>,
    facts: &[String],
    events: &[Written],
) -> Result<Inquiry> {
    let mut inquiry = match received {
        Some(at) => regime.received(at),
        None => regime.inquiry(),
    };
    let mut named: Vec<(Option<&str>, &str)> = Vec::new();
    for text in facts {
        let Some((name, value)) = text.split_once('=') else {
            return Err(Failure::usage(
                Error::new(ErrorCode::InvalidField)
                    .path("--set")
                    .expected("FACT=VALUE or PART/FACT=VALUE")
                    .found(text),
            ));
        };
        let (part, fact) = match name.rsplit_once('/') {
            Some((part, fact)) => (Some(part.trim()), fact.trim()),
            None => (None, name.trim()),
        };
        if named.contains(&(part, fact)) {
            let error = Error::new(ErrorCode::InvalidField).item(name.trim()).path("--set");
            return Err(Failure::usage(error.expected("each fact once").found(text)));
        }
        named.push((part, fact));
        let added = match part {
            Some(part) => inquiry.part_fact(part, fact, value.trim()),
            None => inquiry.fact(fact, value.trim()),
        };
        inquiry = added.map_err(|error| nearest::unknown(engine, error.path("--set"), Failure::usage))?;
    }
    for event in events {
        inquiry = inquiry.event(&event.kind, &event.entry).map_err(|error| unknown(engine, event, error))?;
    }
    Ok(inquiry)
}

/// The error of an event, with what was probably meant.
fn unknown(engine: &Engine, event: &Written, error: Error) -> Failure {
    let error = error.within("--event");
    if error.code() != ErrorCode::InvalidField {
        return nearest::unknown(engine, error, Failure::usage);
    }
    let hint = engine.catalogue().event(&event.kind).ok().and_then(|def| {
        let found = error.detail().found.as_deref()?;
        nearest::suggest(found, def.fields.iter().map(|field| field.id.as_str()))
    });
    Failure::usage(error).hint(hint)
}

/// Notes the facts and events that no clock asked for reads.
fn unread(regimes: &[Regime], options: &Options, events: &[Written], lang: Lang) {
    let names = options
        .set
        .iter()
        .filter_map(|text| text.split_once('='))
        .map(|(name, _)| name.rsplit('/').next().unwrap_or(name).trim());
    for name in names {
        if !regimes.iter().any(|regime| regime.rules().facts().iter().any(|id| id.as_str() == name)) {
            args::note(
                lang,
                &format!("提示:所选制度的时限不使用事实 {name}。"),
                &format!("Note: no clock of these regimes reads the fact {name}."),
            );
        }
    }
    for event in events {
        let kind = event.kind.as_str();
        if !regimes.iter().any(|regime| regime.rules().events().iter().any(|id| id.as_str() == kind)) {
            args::note(
                lang,
                &format!("提示:所选制度的时限不使用事件 {kind}。"),
                &format!("Note: no clock of these regimes reads the event {kind}."),
            );
        }
    }
}

fn both(words: impl Fn(Lang) -> String) -> Json {
    Json::Map(
        [("en", Lang::En), ("zh", Lang::Zh)]
            .into_iter()
            .map(|(key, lang)| (key.to_owned(), Json::Text(words(lang))))
            .collect(),
    )
}

/// The array: each obligation as it is, with its citations and its sentence in words.
fn json(engine: &Engine, duties: &[Duty], proof: bool) -> Result<String> {
    let mut list = Vec::new();
    for duty in duties {
        let mut json = canon::to_json(duty.obligation()).map_err(Failure::refused)?;
        if let Json::Map(map) = &mut json {
            map.insert("cited".to_owned(), both(|lang| engine.phrasebook().cites(&duty.cite, lang)));
            map.insert("sentence".to_owned(), both(|lang| duty.sentence(lang)));
            match duty.proof() {
                Ok(explanation) if proof => {
                    let counted = canon::to_json(explanation.proof()).map_err(Failure::refused)?;
                    map.insert("proof".to_owned(), counted);
                }
                // What has no counted date has nothing to prove.
                Err(error) if proof && error.code() != ErrorCode::UnknownItem => {
                    return Err(Failure::refused(error));
                }
                _ => {}
            }
        }
        list.push(json);
    }
    let mut text = String::from_utf8_lossy(&Json::List(list).to_bytes()).into_owned();
    text.push('\n');
    Ok(text)
}

/// One sentence a clock, what must still be done first, by the date to work to; under each, what
/// stands behind it.
fn sentences(
    engine: &Engine,
    mut duties: Vec<Duty>,
    as_of: Moment,
    proof: bool,
    lang: Lang,
) -> Result<String> {
    duties.sort_by_key(|duty| {
        let date = duty.prudent_due().or(duty.due()).or(duty.not_before);
        (rank(duty.status()), date.is_none(), date)
    });
    let book = engine.phrasebook();
    let mut out = String::new();
    for duty in &duties {
        let part = duty.part.as_ref().map(|part| format!("[{part}] ")).unwrap_or_default();
        let today = match as_of {
            Moment::Date(date) => Some(date),
            Moment::Instant(_) => duty.regime().rules().zone().map(|zone| as_of.date_in(zone)),
        };
        let sentence = book.sentence_on(duty.obligation(), today, lang);
        out.push_str(&format!("- {part}{sentence} [{}]\n", duty.rule()));
        if duty.status() == Status::NotStarted && duty.trigger.is_none() {
            continue;
        }
        for detail in book.details(duty.obligation(), lang) {
            out.push_str(&format!("    {}\n", detail.text));
        }
        if proof {
            match duty.proof() {
                Ok(explanation) => {
                    for line in explanation.render(lang).lines() {
                        out.push_str(format!("    | {line}").trim_end());
                        out.push('\n');
                    }
                }
                // There is no date to prove; the sentence says why.
                Err(error) if error.code() == ErrorCode::UnknownItem => {}
                Err(error) => return Err(Failure::refused(error)),
            }
        }
    }
    if duties.is_empty() {
        out.push_str(Label::new("没有适用的时限。\n", "No clock applies.\n").get(lang));
    }
    Ok(out)
}

/// What must still be done, then what is done, then what has not begun.
fn rank(status: Status) -> u8 {
    match status {
        status if status.is_open() => 0,
        Status::NotStarted => 2,
        _ => 1,
    }
}
