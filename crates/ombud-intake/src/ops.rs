//! `source.guess`, `source.read`: files of complaints by name, with the same answers as triage gives.

use std::{collections::BTreeMap, sync::Arc};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use ombud::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Json, Label, Lang, Moment, RegimeId, SourceId, canon},
    ops::{Operation, Stability},
    pack::{Format, SourceDef},
};
use serde::{Deserialize, Serialize};

use crate::{
    complaints::line,
    decode::encoding_name,
    fixed::coder,
    guess::{Guessed, guess},
    problem::Problem,
    profile::Profile,
    read::{FileReport, Input},
    record::Row,
    triage::{self, Sink, Summary},
};

/// The operations of this crate, in the order of their names.
pub const OPERATIONS: &[Operation] = &[GUESS, READ];

/// The most rows that are read by `source.read`; a whole file is the program's `triage`.
const MOST: usize = 5000;

const GUESS: Operation = Operation {
    name: "source.guess",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "由投诉文件的样本起草来源配置,逐列说明理由和把握",
        "A first source profile for a sample of a file, with the reason for each column",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false,
  "properties": {
    "name": {"type": "string", "description": "the name of the file"},
    "text": {"type": "string", "description": "the sample as text"},
    "base64": {"type": "string", "description": "or its bytes: for workbooks, gzip, and encodings other than UTF-8"},
    "lang": {"type": "string", "enum": ["zh", "en"], "description": "the language of the comments"}
  }
}"#,
    example: r#"{"name":"ledger.csv","text":"投诉编号,收到时间,类别\nA1,2026-03-02,投诉\nA2,2026-03-03,投诉\n","lang":"zh"}"#,
    run: |engine, request| {
        let request: Sample = canon::from_bytes(request)?;
        let (field, bytes) = match content(request.text, request.base64)? {
            Content::Text(text) => ("text", text.into_bytes()),
            Content::Bytes(bytes) => ("base64", bytes),
        };
        let input = Input::request(request.name, bytes);
        let draft = guess(engine, &input, request.lang.unwrap_or(Lang::En));
        let draft = draft.map_err(|error| placed(error, field))?;
        canon::to_bytes(&Drafted {
            columns: draft.columns,
            notes: draft.notes,
            profile: draft.toml,
            source: draft.source,
        })
    },
};

const READ: Operation = Operation {
    name: "source.read",
    since: "0.1.0",
    stability: Stability::Preview,
    title: (
        "按来源配置读取投诉文件,逐件给出事实、事件、问题和各项义务",
        "Read a file of complaints by a source profile: facts, events, problems and duties of each row",
    ),
    schema: r#"{
  "type": "object", "additionalProperties": false, "required": ["source", "as_of"],
  "properties": {
    "source": {"description": "the id of a packed profile, or a profile as an object"},
    "name": {"type": "string", "description": "the name of the file"},
    "text": {"type": "string", "description": "the file as text"},
    "base64": {"type": "string", "description": "or its bytes"},
    "regimes": {"type": "array", "items": {"type": "string"}, "description": "by default those that the profile is meant for"},
    "as_of": {"type": "string", "description": "date or RFC 3339 instant"},
    "limit": {"type": "integer", "minimum": 0, "maximum": 5000, "description": "how many rows are returned (1000); the others are counted"}
  }
}"#,
    example: r#"{"source":"cn-ledger-csv","text":"投诉编号,收到时间,类别\nA1,2026-03-02,投诉\nA2,03/04,投诉\n","as_of":"2026-03-10"}"#,
    run: |engine, request| canon::to_bytes(&read(engine, canon::from_bytes(request)?)?),
};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sample {
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    base64: Option<String>,
    #[serde(default)]
    lang: Option<Lang>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Reading {
    source: Json,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    base64: Option<String>,
    #[serde(default)]
    regimes: Vec<RegimeId>,
    as_of: Moment,
    #[serde(default)]
    limit: Option<usize>,
}

#[derive(Serialize)]
struct Drafted {
    columns: Vec<Guessed>,
    notes: Vec<Label>,
    profile: String,
    source: SourceDef,
}

#[derive(Serialize)]
struct Answer<'e> {
    bundle: &'e str,
    source: SourceId,
    regimes: Vec<RegimeId>,
    as_of: Moment,
    file: FileReport,
    statuses: BTreeMap<&'static str, u64>,
    rows: Vec<Json>,
    rejected: Vec<Problem>,
    /// Rows that were read and asked about, and are over the limit.
    left_out: u64,
}

enum Content {
    Text(String),
    Bytes(Vec<u8>),
}

/// What is to be read: text or bytes, and not both.
fn content(text: Option<String>, base64: Option<String>) -> Result<Content> {
    match (text, base64) {
        (Some(text), None) => Ok(Content::Text(text)),
        (None, Some(coded)) => BASE64_STANDARD.decode(coded).map(Content::Bytes).map_err(|_| {
            Error::new(ErrorCode::InvalidValue)
                .path("base64")
                .expected("base64 with its padding")
                .found("other signs")
        }),
        (text, _) => Err(Error::new(ErrorCode::InvalidField)
            .expected("either text or base64")
            .found(if text.is_some() { "both" } else { "neither" })),
    }
}

/// Where the file stands in the request, for a caller who has to send less.
fn placed(error: Error, field: &str) -> Error {
    if error.code() == ErrorCode::TooLarge { error.path(field) } else { error }
}

/// The bytes that the profile expects. Text has no encoding of its own, but places are counted in
/// bytes of the file's.
fn encoded(text: &str, source: &SourceDef) -> Result<Vec<u8>> {
    let text = text.trim_start_matches('\u{feff}');
    if source.format != Format::Fixed {
        return Ok(["\u{feff}", text].concat().into_bytes());
    }
    let (bytes, _, unknown) = coder(source.encoding).encode(text);
    if unknown {
        let expected = format!("characters that {} has", encoding_name(source.encoding));
        return Err(Error::new(ErrorCode::InvalidValue).path("text").expected(expected).found("others"));
    }
    Ok(bytes.into_owned())
}

fn read(engine: &Engine, request: Reading) -> Result<Answer<'_>> {
    let limit = request.limit.unwrap_or(1000);
    if limit > MOST {
        let error = Error::new(ErrorCode::InvalidValue).path("limit");
        return Err(error.expected(format_args!("at most {MOST} rows")).found(limit));
    }
    let def = match &request.source {
        Json::Text(id) => engine.source(id).map_err(|error| error.path("source"))?.clone(),
        json => canon::from_bytes(&json.to_bytes()).map_err(|error| error.within("source"))?,
    };
    let profile = Profile::new(&def, engine.catalogue(), &engine.bundle().taxonomies);
    let profile = profile.map_err(|errors| {
        let first = errors.into_iter().next().unwrap_or_else(|| Error::new(ErrorCode::Internal));
        first.within("source")
    })?;
    let (field, bytes) = match content(request.text, request.base64)? {
        Content::Text(text) => ("text", encoded(&text, &def)?),
        Content::Bytes(bytes) => ("base64", bytes),
    };
    let regimes = if request.regimes.is_empty() { def.regimes.clone() } else { request.regimes };
    let asked = engine.regimes_of(&regimes)?;
    let input = Input::request(request.name, bytes);
    let mut rows = Rows { limit, seen: 0, rows: Vec::new(), rejected: Vec::new(), left_out: 0 };
    let sinks: Vec<Box<dyn Sink + '_>> = vec![Box::new(Keeps(&mut rows))];
    let summary = triage::run(engine, &profile, &[input], &asked, request.as_of, sinks, &mut |_| {});
    let summary = summary.map_err(|error| placed(error, field))?;
    let Summary { files, statuses, .. } = summary;
    let file = files.into_iter().next().ok_or_else(|| Error::new(ErrorCode::Internal))?;
    let Rows { rows, rejected, left_out, .. } = rows;
    Ok(Answer {
        bundle: engine.bundle_hash(),
        source: def.id,
        regimes,
        as_of: request.as_of,
        file,
        statuses,
        rows,
        rejected,
        left_out,
    })
}

struct Rows {
    limit: usize,
    seen: usize,
    rows: Vec<Json>,
    rejected: Vec<Problem>,
    left_out: u64,
}

impl Rows {
    fn count(&mut self) -> Result<()> {
        self.seen = self.seen.saturating_add(1);
        if self.seen > MOST {
            let error = Error::new(ErrorCode::TooLarge).expected(format_args!("at most {MOST} rows"));
            return Err(error.found("more"));
        }
        Ok(())
    }
}

struct Keeps<'r>(&'r mut Rows);

impl Sink for Keeps<'_> {
    fn row(&mut self, row: &Arc<Row>) -> Result<()> {
        self.0.count()?;
        if self.0.rows.len() >= self.0.limit {
            self.0.left_out = self.0.left_out.saturating_add(1);
            return Ok(());
        }
        let mut json = Json::parse(&line(row)?)?;
        if let Json::Map(map) = &mut json {
            map.insert("problems".to_owned(), canon::to_json(&row.problems)?);
        }
        self.0.rows.push(json);
        Ok(())
    }

    fn rejected(&mut self, problem: &Problem) -> Result<()> {
        self.0.count()?;
        self.0.rejected.push(problem.clone());
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> Result<()> {
        Ok(())
    }
}
