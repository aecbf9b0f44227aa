//! `ombud triage --cases`: each row as a case that `ombud case` goes on with.

use std::{
    cell::Cell,
    fs::{self, File},
    io::{ErrorKind, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use ombud::{
    Engine, Error, ErrorCode, Regime,
    case::{CaseEvent, Opening, adopt},
    model::{
        Complaint, ComplaintId, Event, FactClass, Instant, Lang, MatterKind, Moment, Value, Zone, canon,
    },
};
use ombud_intake::{Row, Sink, Summary, triage};

use crate::failure::{Failure, Result};

/// The fact that says what a complaint is.
const KIND: &str = "matter.kind";
/// How much of a complaint's number stands in the name of its file, in characters.
const NAME: usize = 60;

/// The files of events of one run. They stand in a directory beside their place until all are there.
pub(crate) struct Cases<'a> {
    engine: &'a Engine,
    life: &'a str,
    regimes: Vec<&'a str>,
    zone: Zone,
    as_of: Moment,
    place: &'a Path,
    partial: PathBuf,
    written: Cell<u64>,
    undated: Cell<u64>,
    refused: Cell<u64>,
}

impl<'a> Cases<'a> {
    /// Cases into a directory that is empty or not there yet.
    pub(crate) fn new(
        engine: &'a Engine,
        regimes: &'a [Regime],
        as_of: Moment,
        place: &'a Path,
        out: &Path,
    ) -> Result<Self> {
        let usage = |expected: &str, found: String| {
            Failure::usage(
                Error::new(ErrorCode::InvalidField).path("--cases").expected(expected).found(found),
            )
        };
        let empty = || fs::read_dir(place).is_ok_and(|mut entries| entries.next().is_none());
        if (place.exists() && !empty()) || place == out {
            let expected = "a directory of its own that is empty or not there yet";
            return Err(usage(expected, place.display().to_string()));
        }
        let ids: Vec<&str> = regimes.iter().map(|regime| regime.id().as_str()).collect();
        let life = triage::life(engine, regimes).filter(|life| engine.rules().book.workflow(life).is_ok());
        let life = life.ok_or_else(|| usage("rules under which complaints have a life", ids.join(", ")))?;
        let zone = regimes.iter().find_map(|regime| regime.rules().zone().cloned());
        let zone = zone.ok_or_else(|| usage("rules with a time zone", ids.join(", ")))?;
        let name = place.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let around = place.parent().filter(|around| !around.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let partial = around.join(format!(".{name}.{}.part", std::process::id()));
        fs::create_dir_all(&partial).map_err(|error| Failure::file(&partial, &error))?;
        let count = Cell::default;
        Ok(Cases {
            engine,
            life,
            regimes: ids,
            zone,
            as_of,
            place,
            partial,
            written: count(),
            undated: count(),
            refused: count(),
        })
    }

    /// Puts the files in their place.
    pub(crate) fn commit(&self) -> Result<()> {
        if self.place.exists() {
            fs::remove_dir(self.place).map_err(|error| Failure::file(self.place, &error))?;
        }
        fs::rename(&self.partial, self.place).map_err(|error| Failure::file(self.place, &error))
    }

    /// What was written, and what was not.
    pub(crate) fn sentence(&self, lang: Lang) -> String {
        let (written, undated, refused) = (self.written.get(), self.undated.get(), self.refused.get());
        let place = self.place.display();
        let left = match (undated, refused, lang) {
            (0, 0, _) => String::new(),
            (_, _, Lang::Zh) => format!("；未建案：{undated}件没有可以起算的日期，{refused}件所载无法计算"),
            (_, _, Lang::En) => {
                format!(
                    "; none for {undated} without a day to begin with, and {refused} that cannot be counted"
                )
            }
        };
        match lang {
            Lang::Zh => format!("案件{place}：{written}件{left}。\n"),
            Lang::En => format!("Cases: {place}, {written} files{left}.\n"),
        }
    }

    /// What the row knows of as of then.
    fn told(&self, row: &Row) -> Vec<Event> {
        let happened = |event: &&Event| event.at.is_none_or(|at| !at.is_after(self.as_of, &self.zone));
        row.events.iter().filter(happened).cloned().collect()
    }

    /// When it is taken over: at the beginning of the day as of which all is said, or with the last
    /// thing known of that day.
    fn now(&self, events: &[Event]) -> ombud::error::Result<Instant> {
        let start = self.as_of.start_in(&self.zone)?;
        Ok(events.iter().filter_map(|event| event.at?.instant()).fold(start, Instant::max))
    }

    /// The events of the row's case; nothing where no day is known to begin with.
    fn case(&self, row: &Row) -> ombud::error::Result<Option<Vec<CaseEvent>>> {
        let events = self.told(row);
        let receipt =
            events.iter().find(|event| event.kind.as_str() == "received").and_then(|event| event.at);
        // A file without the receipt has the day from which the first clock runs.
        let runs = row.duties.iter().filter_map(|duty| duty.obligation().trigger.as_ref()?.at);
        let earliest = runs.filter(|at| at.date_in(&self.zone) <= self.as_of.date_in(&self.zone));
        let earliest = earliest.min_by_key(|at| at.date_in(&self.zone));
        let Some(received) = receipt.or(earliest) else { return Ok(None) };
        let own = row.id.as_deref().map(ComplaintId::new).and_then(std::result::Result::ok);
        // One without a number of its own is known by where it stands.
        let id = own.map_or_else(|| ComplaintId::new(safe(&format!("{}-{}", row.file, row.number))), Ok)?;
        let mut complaint = Complaint::builder(id, received);
        let mut facts = Vec::new();
        for (fact, known) in row.facts.iter().filter(|(_, known)| known.class != FactClass::Assessment) {
            let kind = match &known.value {
                Value::Text(kind) if fact.as_str() == KIND => kind.parse::<MatterKind>().ok(),
                _ => None,
            };
            match kind {
                Some(kind) => complaint = complaint.kind(kind),
                None => facts.push((fact.to_string(), canon::to_json(&known.value)?)),
            }
        }
        let mut opening = Opening::new(complaint.build()?, self.life, self.regimes.iter().copied())?;
        opening.facts.extend(facts);
        adopt(&self.engine.rules(), &opening, &events, self.now(&events)?).map(Some)
    }

    fn write(&self, row: &Row, events: &[CaseEvent]) -> ombud::error::Result<()> {
        let access = |error: std::io::Error| {
            Error::new(ErrorCode::FileAccess).file(self.place.display().to_string()).found(error)
        };
        let mut content = Vec::new();
        for event in events {
            content.extend(event.to_bytes()?);
            content.push(b'\n');
        }
        let stem = events.first().map(|event| safe(event.complaint.as_str())).unwrap_or_default();
        let mut name = format!("{stem}.jsonl");
        // Two rows may bear one number, or numbers that make one name.
        for again in 0_u64.. {
            match File::create_new(self.partial.join(&name)) {
                Ok(mut file) => return file.write_all(&content).map_err(access),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {
                    name = format!("{stem}.{}.{again}.jsonl", row.number);
                }
                Err(error) => return Err(access(error)),
            }
        }
        Ok(())
    }
}

impl Drop for Cases<'_> {
    fn drop(&mut self) {
        // Gone where it was moved to its place; else nothing half-written stays.
        let _ = fs::remove_dir_all(&self.partial);
    }
}

/// A text as part of the name of a file on any system.
fn safe(text: &str) -> String {
    let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_') { c } else { '_' };
    text.chars().take(NAME).map(plain).collect()
}

fn one_more(count: &Cell<u64>) {
    count.set(count.get().saturating_add(1));
}

/// Takes the rows of a run.
pub(crate) struct Writer<'c, 'a>(pub(crate) &'c Cases<'a>);

impl Sink for Writer<'_, '_> {
    fn row(&mut self, row: &Arc<Row>) -> ombud::error::Result<()> {
        let Writer(cases) = self;
        match cases.case(row) {
            Ok(Some(events)) => {
                cases.write(row, &events)?;
                one_more(&cases.written);
            }
            Ok(None) => one_more(&cases.undated),
            // As with the clocks: what one row says ends no run.
            Err(_) => one_more(&cases.refused),
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &Summary) -> ombud::error::Result<()> {
        Ok(())
    }
}
