//! Source profiles: columns that lead somewhere, and mappings that the catalogue can read.

use std::collections::BTreeSet;

use super::{At, Checker, numbered};
use crate::{
    Error, ErrorCode,
    model::{Value, Zone},
    pack::{COMMON_FIELDS, COMPLAINT_FIELDS, ColumnDef, ColumnType, Format, SourceDef, TARGETS, Target},
};

impl<'a> Checker<'a> {
    pub(super) fn sources(&mut self) {
        let bundle = self.bundle;
        for (source, id, nth) in numbered(&bundle.sources, |x| x.id.as_str()) {
            let at = At { nth, ..At::new("source", id) };
            if let Err(error) = Zone::new(&source.zone) {
                let error = error.path("zone").expected("a zone of the time-zone database");
                self.faults.push(at.place(error.found(&source.zone)));
            }
            self.layout(at, source);
            for (i, regime) in source.regimes.iter().enumerate() {
                if !bundle.regimes.iter().any(|rules| rules.regime.id == *regime) {
                    let error = Error::new(ErrorCode::UnknownRegime).path(format_args!("regimes[{i}]"));
                    self.faults.push(at.place(error.expected("a regime of the pack").found(regime)));
                }
            }
            let mut headers = BTreeSet::new();
            let mut targets = BTreeSet::new();
            for (i, column) in source.column.iter().enumerate() {
                let spellings = std::iter::once((format!("column[{i}].name"), &column.name));
                let aliases = column.aliases.iter().enumerate();
                let aliases = aliases.map(|(j, alias)| (format!("column[{i}].aliases[{j}]"), alias));
                for (path, header) in spellings.chain(aliases) {
                    if header.trim().is_empty() {
                        self.fault(at, &path, "a header", "an empty text");
                    } else if !headers.insert(header.as_str()) {
                        self.fault(at, &path, "each header once", header);
                    }
                }
                if let Some(to) = column.to.as_deref()
                    && column.kind != ColumnType::Ignore
                    && !targets.insert(to)
                {
                    self.fault(at, &format!("column[{i}].to"), "each target once", to);
                }
                self.column(at, i, column);
                self.code_maps(at, i, column);
            }
        }
    }

    fn layout(&mut self, at: At<'_>, source: &SourceDef) {
        if source.format != Format::Csv
            && let Some(delimiter) = &source.delimiter
        {
            self.fault(at, "delimiter", "a delimiter only for csv", format_args!("{delimiter:?}"));
        } else if let Some(delimiter) = source.delimiter.as_ref().filter(|x| x.len() != 1 || !x.is_ascii()) {
            self.fault(at, "delimiter", "one ASCII sign", format_args!("{delimiter:?}"));
        }
        for fault in source.layout_faults() {
            let path = match fault.column {
                Some(i) => format!("column[{i}].{}", fault.path),
                None => fault.path.to_owned(),
            };
            self.fault(at, &path, fault.expected, fault.found);
        }
        if source.format != Format::Xlsx
            && let Some(sheet) = &source.sheet
        {
            self.fault(at, "sheet", "a sheet only for xlsx", sheet);
        }
        if source.dates.is_empty() && source.column.iter().any(|x| x.kind == ColumnType::Date) {
            self.fault(at, "dates", "at least one shape of dates for the columns of dates", "none");
        }
        if source.column.is_empty() {
            self.fault(at, "column", "at least one column", "none");
        }
    }

    fn column(&mut self, at: At<'_>, i: usize, column: &ColumnDef) {
        let path = format!("column[{i}].to");
        match (column.target(), &column.to) {
            (None, Some(to)) => {
                self.fault(at, &path, TARGETS, to);
            }
            (None, None) if column.kind != ColumnType::Ignore => {
                self.fault(at, &path, "a target, or type `ignore`", "none");
            }
            (Some(Target::Complaint(field)), _) if !COMPLAINT_FIELDS.contains(&field) => {
                let expected = format!("complaint. and one of {}", COMPLAINT_FIELDS.join(", "));
                self.fault(at, &path, expected, field);
            }
            (Some(Target::Event(event)), _) => {
                if self.catalogue.event(event).is_err() {
                    self.unknown_event(at, &path, event);
                } else if column.kind != ColumnType::Date {
                    let path = format!("column[{i}].type");
                    self.fault(at, &path, "date, for the time of an event", kind_name(column.kind));
                }
            }
            (Some(Target::EventField(event, field)), _) => match self.catalogue.event(event) {
                Err(_) => self.unknown_event(at, &path, event),
                Ok(def) if def.field(field).is_none() && !COMMON_FIELDS.contains(&field) => {
                    self.fault(at, &path, format_args!("a field of `{event}`"), field);
                }
                Ok(_) => {}
            },
            (Some(Target::Fact(fact)), _) if self.catalogue.fact(fact).is_err() => {
                let error = Error::new(ErrorCode::UnknownFact).path(path);
                self.faults.push(at.place(error.expected("a fact of the catalogue").found(fact)));
            }
            _ => {}
        }
    }

    fn unknown_event(&mut self, at: At<'_>, path: &str, event: &str) {
        let error = Error::new(ErrorCode::UnknownEvent).path(path);
        self.faults.push(at.place(error.expected("an event type of the catalogue").found(event)));
    }

    fn code_maps(&mut self, at: At<'_>, index: usize, column: &ColumnDef) {
        let mut seen = BTreeSet::new();
        for (j, map) in column.map.iter().enumerate() {
            let path = format!("column[{index}].map[{j}]");
            if !seen.insert(map.from.as_str()) {
                self.fault(at, &format!("{path}.from"), "each spelling once", &map.from);
            }
            for (fact, json) in &map.facts {
                if let Err(error) = self.catalogue.read_fact(fact, json) {
                    let error = match error.code() {
                        ErrorCode::UnknownFact => error.expected("a fact of the catalogue").found(fact),
                        _ => error,
                    };
                    self.faults.push(at.place(error.path(format_args!("{path}.facts.{fact}"))));
                }
            }
            for (k, event) in map.events.iter().enumerate() {
                let path = format!("{path}.events[{k}]");
                if self.catalogue.event(event.kind.as_str()).is_err() {
                    self.unknown_event(at, &format!("{path}.type"), event.kind.as_str());
                    continue;
                }
                for (field, json) in &event.fields {
                    if let Err(error) = self.catalogue.read_field(event.kind.as_str(), field, json) {
                        self.faults.push(at.place(error.path(format_args!("{path}.fields.{field}"))));
                    }
                }
            }
            if let (Some(Target::EventField(event, field)), Some(to)) = (column.target(), &map.to)
                && let Ok(def) = self.catalogue.event(event)
                && let Some(field) = def.field(field)
                && let Err(error) = Value::from_text(to, field.kind, &field.values)
            {
                self.faults.push(at.place(error.path(format_args!("{path}.to"))));
            }
            if let (Some(Target::Fact(fact)), Some(to)) = (column.target(), &map.to)
                && let Ok(def) = self.catalogue.fact(fact)
                && let Err(error) = Value::from_text(to, def.kind, &def.values)
            {
                self.faults.push(at.place(error.path(format_args!("{path}.to"))));
            }
        }
    }
}

fn kind_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Date => "date",
        ColumnType::Text => "text",
        ColumnType::Code => "code",
        ColumnType::Money => "money",
        ColumnType::Int => "int",
        ColumnType::Bool => "bool",
        ColumnType::Ignore => "ignore",
    }
}
