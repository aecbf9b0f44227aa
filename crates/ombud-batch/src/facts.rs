//! `facts`: what follows from the facts of each row, one line for each fact.

use std::collections::BTreeMap;

use ombud::{
    Engine, Error, ErrorCode,
    error::Result,
    model::{Date, FactId, Facts, Json, Moment, Zone, canon},
    rules::Derived,
};
use ombud_doors::contained;
use serde::Deserialize;

use crate::{
    arrow::{Kind, Reader, Table},
    inquiry::{Given, members, no_more},
    job::{Job, Keep, Kept, Part},
    template::{Compiler, Row, Time},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct FactsOf {
    request: Json,
    #[serde(default)]
    keep: Vec<String>,
}

/// The columns besides the number of the row and those that are kept.
const COLUMNS: [(&str, Kind); 6] = [
    ("fact", Kind::Text),
    ("value", Kind::Text),
    ("state", Kind::Text),
    ("needs", Kind::Text),
    ("error_code", Kind::Text),
    ("error", Kind::Text),
];

struct Ready {
    engine: Engine,
    given: Given,
    trigger: Option<Time>,
    as_of: Time,
    zone: Option<Zone>,
    keep: Keep,
    columns: Vec<(String, Kind)>,
}

impl FactsOf {
    pub(crate) fn ready(
        self,
        engine: &Engine,
        reader: &mut Reader,
        zone: Option<Zone>,
    ) -> Result<Box<dyn Job>> {
        let node = Compiler { reader }.node(&self.request, "request")?;
        let mut map: BTreeMap<_, _> = members(node, "request")?;
        let given = Given::new(map.remove("facts").as_ref(), engine.catalogue(), "request.facts")?;
        let missing = || Error::new(ErrorCode::InvalidField).path("request.as_of").expected("a value");
        let as_of = Time::new(&map.remove("as_of").ok_or_else(missing)?, "request.as_of")?;
        let trigger = map.remove("trigger").map(|node| Time::new(&node, "request.trigger")).transpose()?;
        no_more(&map, "request")?;
        let (keep, columns) = Keep::columns(&self.keep, reader, &COLUMNS)?;
        Ok(Box::new(Ready { engine: engine.clone(), given, trigger, as_of, zone, keep, columns }))
    }
}

impl Ready {
    /// The facts that were given, and those with what follows from them.
    fn derived(&self, row: Row<'_>) -> Result<(Facts, Derived)> {
        let given = self.given.of(row, self.engine.catalogue())?;
        let day = |time: &Time, field: &str| match time.of(row)? {
            None => Err(Error::new(ErrorCode::InvalidField).path(field).expected("a value").found("nothing")),
            Some(moment) => self.day(moment, field),
        };
        let as_of = day(&self.as_of, "as_of")?;
        let trigger = self.trigger.as_ref().map_or(Ok(as_of), |time| day(time, "trigger"))?;
        let derived = self.engine.derive(&given, trigger, as_of)?;
        Ok((given, derived))
    }

    fn day(&self, moment: Moment, field: &str) -> Result<Date> {
        match (moment, &self.zone) {
            (Moment::Date(date), _) => Ok(date),
            (moment, Some(zone)) => Ok(moment.date_in(zone)),
            (moment, None) => {
                let error = Error::new(ErrorCode::InvalidDate).path(field).found(moment);
                Err(error.expected("a day, or `zone` in the spec"))
            }
        }
    }
}

impl Job for Ready {
    fn columns(&self) -> &[(String, Kind)] {
        &self.columns
    }

    fn fill(&self, part: &Part<'_>, out: &mut Table) {
        for row in part.rows.clone() {
            let (kept, fault) = self.keep.of(part, row);
            let derive = || self.derived(Row { part, row, zone: self.zone.as_ref() });
            match fault.map_or_else(|| contained(derive), Err) {
                Ok((given, derived)) => lines(&kept, &given, &derived, out),
                Err(error) => {
                    let document = canon::to_bytes(&error).unwrap_or_default();
                    let mut line = kept.line(out);
                    line.text(None).text(None).text(None).text(None);
                    line.text(Some(error.code().name())).text(Some(&String::from_utf8_lossy(&document)));
                }
            }
        }
    }
}

fn lines(kept: &Kept<'_>, given: &Facts, derived: &Derived, out: &mut Table) {
    let mut none = true;
    for (id, fact) in derived.facts.iter() {
        none = false;
        let state = if given.get(id).is_some() { "stated" } else { "derived" };
        let mut line = kept.line(out);
        line.text(Some(id.as_str())).text(Some(&fact.value.to_string())).text(Some(state));
    }
    for (id, needs) in derived.open.iter().filter(|(id, _)| derived.facts.get(id).is_none()) {
        none = false;
        let needs: Vec<&str> = needs.iter().map(FactId::as_str).collect();
        let needs = canon::to_bytes(&needs).unwrap_or_default();
        let mut line = kept.line(out);
        line.text(Some(id.as_str())).text(None).text(Some("undetermined"));
        line.text(Some(&String::from_utf8_lossy(&needs)));
    }
    if none {
        kept.line(out);
    }
}
