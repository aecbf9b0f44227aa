//! Requests of the corpus, answered and compared with what their sources expect.

use std::{fs, io, path::Path};

use ombud::model::Json;
use ombud_doors::Door;

use super::steps;

pub(crate) type Failure = Box<dyn std::error::Error>;

/// Every line of every file, in the order of the files' names, with the name of its file.
pub(crate) fn requests(folder: &Path) -> Result<Vec<(String, Json)>, Failure> {
    let mut paths = fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect::<io::Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|ext| ext == "jsonl"));
    paths.sort();
    let mut out = Vec::new();
    for path in paths {
        let name =
            path.file_stem().and_then(|stem| stem.to_str()).ok_or("a name that is no text")?.to_owned();
        for line in fs::read_to_string(&path)?.lines() {
            out.push((name.clone(), Json::parse(line.as_bytes())?));
        }
    }
    Ok(out)
}

/// The answer to a line, or the document of the error that it ends in.
pub(crate) fn answer(door: &Door, line: &Json) -> Result<Vec<u8>, Failure> {
    match text(line, "op") {
        Ok(op) => Ok(door.call(op, &request(line)?).unwrap_or_else(|fault| fault.to_bytes())),
        Err(_) => steps::run(door, line),
    }
}

pub(crate) fn text<'j>(json: &'j Json, key: &str) -> Result<&'j str, Failure> {
    json.get(key).and_then(Json::as_str).ok_or_else(|| format!("no {key}").into())
}

pub(crate) fn texts<'j>(json: &'j Json, key: &str) -> Result<Vec<&'j str>, Failure> {
    let Some(Json::List(list)) = json.get(key) else { return Err(format!("no list {key}").into()) };
    list.iter().map(|item| item.as_str().ok_or_else(|| format!("{key} holds no texts").into())).collect()
}

fn request(line: &Json) -> Result<Vec<u8>, Failure> {
    let Ok(hex) = text(line, "request_hex") else { return Ok(text(line, "request")?.as_bytes().to_vec()) };
    let pairs = hex.as_bytes().chunks(2).map(|pair| {
        let pair = std::str::from_utf8(pair)?;
        Ok(u8::from_str_radix(pair, 16)?)
    });
    pairs.collect()
}

/// Whether an answer is what the line's source expects; nothing where it says nothing.
pub(crate) fn compare(line: &Json, answer: &[u8]) -> Option<Result<(), String>> {
    let expect = text(line, "expect").ok()?;
    let json = Json::parse(answer).ok();
    let found = json.as_ref().and_then(|json| found(json, expect)).unwrap_or_default();
    if found == expect {
        return Some(Ok(()));
    }
    let (id, answer) = (text(line, "id").unwrap_or_default(), String::from_utf8_lossy(answer));
    let head: String = answer.chars().take(300).collect();
    Some(Err(format!("{id}: expected “{expect}”, found “{found}” in {head}")))
}

/// What an answer says, in the words of the expectation.
fn found(json: &Json, expect: &str) -> Option<String> {
    let words: Vec<&str> = expect.split(' ').collect();
    match *words.as_slice() {
        ["error", _] => Some(format!("error {}", json.get("code")?.as_str()?)),
        ["key", key] => json.get(key).map(|_| format!("key {key}")),
        ["due", clock, date] => Some(format!("due {clock} {}", due(json, clock, date)?)),
        ["output", field, _] => match json.get("decision")?.get("outputs")? {
            Json::List(outputs) => Some(format!("output {field} {}", plain(outputs.first()?.get(field)?))),
            _ => None,
        },
        ["score", _, _] => {
            let score = json.get("score")?;
            Some(format!("score {} {}", plain(score.get("score")?), plain(score.get("band")?)))
        }
        _ => None,
    }
}

fn plain(json: &Json) -> String {
    json.as_str().map_or_else(|| String::from_utf8_lossy(&json.to_bytes()).into_owned(), str::to_owned)
}

/// The date of a clock: what the parties agreed prevails, an unconfirmed one stands where no other does.
fn due(json: &Json, clock: &str, expected: &str) -> Option<String> {
    let Some(Json::List(duties)) = json.get("obligations") else { return None };
    let duty = duties.iter().find(|duty| duty.get("clock").and_then(Json::as_str) == Some(clock));
    // A clock that has not started may show the date it would have.
    let idle = |duty: &&Json| duty.get("status").and_then(Json::as_str) == Some("not_started");
    let duty = duty.filter(|duty| expected != "none" || !idle(duty));
    let date = duty.and_then(|duty| {
        ["agreed_due", "due", "unconfirmed_due"].iter().find_map(|key| duty.get(key).and_then(Json::as_str))
    });
    Some(date.unwrap_or("none").to_owned())
}
