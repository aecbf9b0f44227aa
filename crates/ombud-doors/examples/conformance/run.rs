//! Requests of the corpus, answered and compared with what their sources expect.

use std::{fs, io, path::Path};

use ombud::model::{Date, Json};
use ombud_doors::{Case, Door, Result, Workflow};

type Failure = Box<dyn std::error::Error>;

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
    let answered = match (text(line, "method"), text(line, "op")) {
        (Ok(method), Err(_)) => typed(door, method, &Json::parse(text(line, "args")?.as_bytes())?)?,
        (Err(_), Ok(op)) => door.call(op, &request(line)?),
        _ => return Err("a line with one of op and method is needed".into()),
    };
    Ok(answered.unwrap_or_else(|fault| fault.to_bytes()))
}

fn text<'j>(json: &'j Json, key: &str) -> Result<&'j str, Failure> {
    json.get(key).and_then(Json::as_str).ok_or_else(|| format!("no {key}").into())
}

fn texts<'j>(json: &'j Json, key: &str) -> Result<Vec<&'j str>, Failure> {
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

fn typed(door: &Door, method: &str, args: &Json) -> Result<Result<Vec<u8>>, Failure> {
    match method {
        "engine.due_dates" => {
            let read = |day: &&str| if day.is_empty() { Ok(None) } else { day.parse().map(Some) };
            let triggers: Vec<Option<Date>> =
                texts(args, "triggers")?.iter().map(read).collect::<Result<_, ombud::Error>>()?;
            Ok(due_dates(door, text(args, "regime")?, text(args, "clock")?, &triggers))
        }
        "machine.run" => {
            let (from, step) = (text(args, "from")?.parse()?, text(args, "step")?.parse()?);
            Ok(machine_run(text(args, "definition")?, &texts(args, "events")?, from, step))
        }
        "case.life" => {
            let steps: Vec<(&str, &str)> =
                texts(args, "commands")?.into_iter().zip(texts(args, "times")?).collect();
            Ok(case_life(door, text(args, "opening")?, text(args, "now")?, &steps, text(args, "who")?))
        }
        _ => Err(format!("no method {method}").into()),
    }
}

/// `["2026-03-17",""]`: the due date of each trigger, or an empty text.
fn due_dates(door: &Door, regime: &str, clock: &str, triggers: &[Option<Date>]) -> Result<Vec<u8>> {
    let column = door.engine().regime(regime)?.column(clock)?;
    let mut out = Vec::new();
    for trigger in triggers {
        let due = trigger.and_then(|trigger| column.due(&[trigger]).into_iter().next().flatten());
        out.push(Json::Text(due.map(|date| date.to_string()).unwrap_or_default()));
    }
    Ok(Json::List(out).to_bytes())
}

/// `{"snapshot":...,"state":...,"statuses":[0,3]}`: begun at the first instant, sent the events by
/// number from there on.
fn machine_run(definition: &str, events: &[&str], from: i64, step: i64) -> Result<Vec<u8>> {
    let workflow = Workflow::compile(None, definition.as_bytes())?;
    let numbers = events.iter().map(|name| workflow.event(name)).collect::<Result<Vec<u16>>>()?;
    let mut machine = workflow.machine();
    machine.begin(ombud::workflow::Time::from_millis(from))?;
    let mut statuses = Vec::new();
    machine.send_many(&numbers, from, step, |_, status| statuses.push(Json::Int(status as i64)))?;
    let parts = [
        ("snapshot", Json::parse(&machine.snapshot()?)?),
        ("state", Json::parse(&machine.state()?)?),
        ("statuses", Json::List(statuses)),
    ];
    Ok(Json::Map(parts.map(|(key, value)| (key.to_owned(), value)).into()).to_bytes())
}

/// `{"log":...,"view":...}`: every command decided at its time, and applied where it was accepted; the
/// view is at the last time.
fn case_life(door: &Door, opening: &str, now: &str, steps: &[(&str, &str)], who: &str) -> Result<Vec<u8>> {
    let mut case = Case::open(door, opening.as_bytes(), now)?;
    let mut last = now;
    for (command, now) in steps {
        let decided = case.decide(command.as_bytes(), now)?;
        if decided.starts_with(b"{\"accepted\":") {
            case.apply(&decided)?;
        }
        last = now;
    }
    let log = Json::parse(&case.log()?)?;
    let view = Json::parse(&case.view(who.as_bytes(), last)?)?;
    Ok(Json::Map([("log".to_owned(), log), ("view".to_owned(), view)].into()).to_bytes())
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
