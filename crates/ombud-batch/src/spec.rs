//! The spec: what is to be done with the columns, as a document.

use ombud::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Json, Zone, canon},
    ops::Registry,
};

use crate::{arrow::Reader, call::Call, due::Due, due_dates::DueDates, facts::FactsOf, job::Job};

const FORMAT_VERSION: i64 = 1;
/// The most threads that a spec may ask for.
const MOST: usize = 256;

/// A spec that was read: the job without what every job has.
#[derive(Debug)]
pub(crate) struct Spec {
    kind: String,
    job: Json,
    zone: Option<Zone>,
    pub(crate) threads: usize,
}

impl Spec {
    /// # Errors
    /// Those of a document that cannot be read; `unsupported_format`, `invalid_field`, `unknown_zone`.
    pub(crate) fn read(document: &[u8]) -> Result<Self> {
        let Json::Map(mut map) = Json::parse(document)? else {
            return Err(field("").expected("an object").found("another kind of document"));
        };
        match map.remove("format_version") {
            None | Some(Json::Int(FORMAT_VERSION)) => {}
            Some(other) => {
                let error = Error::new(ErrorCode::UnsupportedFormat).path("format_version");
                return Err(error.expected(FORMAT_VERSION).found(shown(&other)));
            }
        }
        let kind = match map.remove("batch") {
            Some(Json::Text(kind)) => kind,
            Some(other) => return Err(field("batch").expected("a text").found(shown(&other))),
            None => return Err(field("batch").expected(KINDS).found("nothing")),
        };
        let zone = match map.remove("zone") {
            Some(Json::Text(name)) => Some(Zone::new(&name).map_err(|error| error.path("zone"))?),
            Some(other) => return Err(field("zone").expected("a text").found(shown(&other))),
            None => None,
        };
        let threads = match map.remove("threads") {
            None => 1,
            Some(json) => match json {
                Json::Int(count) => usize::try_from(count).ok().filter(|count| (1..=MOST).contains(count)),
                _ => None,
            }
            .ok_or_else(|| {
                field("threads").expected(format_args!("a whole number from 1 to {MOST}")).found(shown(&json))
            })?,
        };
        Ok(Spec { kind, job: Json::Map(map), zone, threads })
    }

    /// Compiles the job for the columns of a stream.
    ///
    /// # Errors
    /// `invalid_field` for what is no job; those of the job.
    pub(crate) fn ready(
        self,
        engine: &Engine,
        registry: &Registry,
        reader: &mut Reader,
    ) -> Result<Box<dyn Job>> {
        match self.kind.as_str() {
            "due_dates" => canon::from_json::<DueDates>(&self.job)?.ready(engine, reader, self.zone),
            "due" => canon::from_json::<Due>(&self.job)?.ready(engine, reader, self.zone),
            "facts" => canon::from_json::<FactsOf>(&self.job)?.ready(engine, reader, self.zone),
            "call" => canon::from_json::<Call>(&self.job)?.ready(engine, registry, reader, self.zone),
            other => Err(field("batch").expected(KINDS).found(other)),
        }
    }
}

const KINDS: &str = "due_dates, due, facts or call";

fn field(path: &str) -> Error {
    let error = Error::new(ErrorCode::InvalidField);
    if path.is_empty() { error } else { error.path(path) }
}

fn shown(json: &Json) -> String {
    String::from_utf8_lossy(&json.to_bytes()).into_owned()
}
