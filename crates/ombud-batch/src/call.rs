//! `call`: any operation, once for each row.

use ombud::{
    Engine,
    error::Result,
    model::{Json, Zone, canon},
    ops::Registry,
};
use ombud_doors::contained;
use serde::Deserialize;

use crate::{
    arrow::{Kind, Reader, Table},
    job::{Job, Keep, Part},
    template::{Compiler, Node, Row},
};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Call {
    operation: String,
    request: Json,
    #[serde(default)]
    keep: Vec<String>,
}

/// The columns besides the number of the row and those that are kept.
const COLUMNS: [(&str, Kind); 3] =
    [("answer", Kind::Text), ("error_code", Kind::Text), ("error", Kind::Text)];

struct Ready {
    engine: Engine,
    registry: Registry,
    operation: String,
    request: Node,
    zone: Option<Zone>,
    keep: Keep,
    columns: Vec<(String, Kind)>,
}

impl Call {
    pub(crate) fn ready(
        self,
        engine: &Engine,
        registry: &Registry,
        reader: &mut Reader,
        zone: Option<Zone>,
    ) -> Result<Box<dyn Job>> {
        registry.get(&self.operation)?;
        let request = Compiler { reader }.node(&self.request, "request")?;
        let (keep, columns) = Keep::columns(&self.keep, reader, &COLUMNS)?;
        let (engine, registry) = (engine.clone(), registry.clone());
        Ok(Box::new(Ready { engine, registry, operation: self.operation, request, zone, keep, columns }))
    }
}

impl Ready {
    fn answer(&self, row: Row<'_>) -> Result<Vec<u8>> {
        // A request that is one cell which is null is an empty one.
        let request = self.request.value(row)?.unwrap_or(Json::Map([].into()));
        self.registry.call(&self.engine, &self.operation, &request.to_bytes())
    }
}

impl Job for Ready {
    fn columns(&self) -> &[(String, Kind)] {
        &self.columns
    }

    fn at_once(&self) -> usize {
        1024
    }

    fn fill(&self, part: &Part<'_>, out: &mut Table) {
        for row in part.rows.clone() {
            let (kept, fault) = self.keep.of(part, row);
            let ask = || self.answer(Row { part, row, zone: self.zone.as_ref() });
            let answer = fault.map_or_else(|| contained(ask), Err);
            let mut line = kept.line(out);
            match answer {
                Ok(answer) => line.text(Some(&String::from_utf8_lossy(&answer))),
                Err(error) => {
                    let document = canon::to_bytes(&error).unwrap_or_default();
                    line.text(None)
                        .text(Some(error.code().name()))
                        .text(Some(&String::from_utf8_lossy(&document)))
                }
            };
        }
    }
}
