//! From a definition to a chart: every name resolved, every fault reported.

mod effects;
pub(super) use effects::each_name;
mod plans;
mod spelling;
mod states;

use std::{collections::BTreeSet, sync::Arc};

use super::{
    chart::{Chart, Datum, Event, Tables, Transition},
    definition::{Definition, EventKind, FORMAT_VERSION, Semantics},
    guard::Expr,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Catalogue, Value, ValueType, canon::HashName},
};

/// The most states, transitions, effects, events … of a workflow.
pub const MAX_PARTS: usize = 16_384;
/// The most roles of a workflow.
pub const MAX_ROLES: usize = 64;
/// The most answers of leaves to events that are worked out beforehand: a state with many states in
/// it answers to its own events in each of them.
pub const MAX_ANSWERS: usize = 262_144;
/// How deep states may stand in states.
pub const MAX_DEPTH: usize = 32;

/// The event of a fault, in SCXML.
pub(super) const ERROR_EVENT: &str = "error.execution";

impl Chart {
    /// Checks a definition and compiles it. Its expressions may name facts of the catalogue.
    ///
    /// # Errors
    /// Every fault at once, each with its place.
    pub fn compile(definition: &Definition, catalogue: &Catalogue) -> Result<Chart, Vec<Error>> {
        let mut compiler = Compiler {
            catalogue,
            scxml: definition.semantics == Semantics::Scxml,
            tables: Tables::default(),
            transitions: Vec::new(),
            effects: Vec::new(),
            named: 0,
            errors: Vec::new(),
        };
        compiler.run(definition);
        if !compiler.errors.is_empty() {
            return Err(compiler.errors);
        }
        let hash = definition.hash(HashName::Sha256).map_err(|error| vec![error])?;
        let remembered = compiler.remembered();
        let mut chart = Chart {
            definition: Arc::new(definition.clone()),
            hash: hash.into(),
            tables: compiler.tables,
            transitions: compiler.transitions,
            effects: compiler.effects,
            rows: Vec::new(),
            answers: Vec::new(),
            candidates: Vec::new(),
            plans: Vec::new(),
            ops: Vec::new(),
            sequential: false,
            remembered,
            restless: false,
        };
        plans::lay(&mut chart);
        Ok(chart)
    }
}

pub(super) struct Compiler<'c> {
    catalogue: &'c Catalogue,
    scxml: bool,
    tables: Tables,
    transitions: Vec<Transition>,
    effects: Vec<Arc<str>>,
    /// How many events transitions name so far.
    named: usize,
    errors: Vec<Error>,
}

impl Compiler<'_> {
    fn fault(
        &mut self,
        path: impl std::fmt::Display,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        self.errors.push(Error::new(ErrorCode::InvalidWorkflow).path(path).expected(expected).found(found));
    }

    fn faults(&mut self, path: &str, errors: Vec<Error>) {
        self.errors.extend(errors.into_iter().map(|error| error.within(path)));
    }

    fn run(&mut self, definition: &Definition) {
        if definition.format_version != FORMAT_VERSION {
            self.errors.push(
                Error::new(ErrorCode::UnsupportedFormat)
                    .path("format_version")
                    .expected(FORMAT_VERSION)
                    .found(definition.format_version),
            );
            return;
        }
        self.spelling(definition);
        self.roles(definition);
        self.clocks(definition);
        self.data(definition);
        self.events(definition);
        self.states(definition);
        let counts = [
            self.tables.states.len(),
            self.tables.events.len(),
            self.tables.data.len(),
            self.tables.timers.len(),
        ];
        if counts.into_iter().any(|count| count > MAX_PARTS) {
            self.fault(
                "states",
                format_args!("at most {MAX_PARTS} states, events, fields and timers"),
                "more",
            );
        }
        if !self.errors.is_empty() {
            // Names that are missing would be reported again wherever they are used.
            return;
        }
        self.targets(definition);
        self.contents(definition);
        if self.transitions.len() > MAX_PARTS || self.effects.len() > MAX_PARTS {
            self.fault("states", format_args!("at most {MAX_PARTS} transitions and effects"), "more");
        }
        if self.named > MAX_ANSWERS || plans::answers(&self.tables, &self.transitions) > MAX_ANSWERS {
            self.fault("states", format_args!("at most {MAX_ANSWERS} answers of states to events"), "more");
        }
    }

    /// Notes each name that stands twice.
    fn once<'n>(&mut self, path: &str, names: impl IntoIterator<Item = &'n str>) {
        let mut seen = BTreeSet::new();
        for (i, name) in names.into_iter().enumerate() {
            if !seen.insert(name) {
                self.errors.push(
                    Error::new(ErrorCode::DuplicateId)
                        .item(name)
                        .path(format_args!("{path}[{i}].id"))
                        .expected("each id once")
                        .found(name),
                );
            }
        }
    }

    fn roles(&mut self, definition: &Definition) {
        self.once("roles", definition.roles.iter().map(|role| role.id.as_str()));
        if definition.roles.len() > MAX_ROLES {
            self.fault("roles", format_args!("at most {MAX_ROLES} roles"), definition.roles.len());
        }
        self.tables.roles = definition.roles.iter().map(|role| role.id.as_str().into()).collect();
    }

    fn clocks(&mut self, definition: &Definition) {
        self.once("clocks", definition.clocks.iter().map(|clock| clock.id.as_str()));
        self.tables.clocks = definition.clocks.iter().map(|clock| clock.id.as_str().into()).collect();
    }

    fn data(&mut self, definition: &Definition) {
        self.once("data", definition.data.iter().map(|datum| datum.id.as_str()));
        for (i, def) in definition.data.iter().enumerate() {
            let reserved = matches!(def.id.as_str(), "now" | "actor")
                || def.id.starts_with("event.")
                || def.id.starts_with("events.")
                || self.catalogue.fact(&def.id).is_ok();
            if reserved {
                self.fault(format_args!("data[{i}].id"), "a name that nothing else has", &def.id);
            }
            let initial = def.initial.as_ref().map(|json| Value::from_json(json, def.kind, &def.values));
            let initial = match initial.transpose() {
                Ok(initial) => initial,
                Err(error) => {
                    self.errors.push(error.path(format_args!("data[{i}].initial")));
                    None
                }
            };
            self.tables.data.push(Datum {
                id: def.id.as_str().into(),
                kind: def.kind,
                values: def.values.clone(),
                initial,
            });
        }
    }

    /// The declared events, then those that the workflow raises itself.
    fn events(&mut self, definition: &Definition) {
        self.once("events", definition.events.iter().map(|event| event.id.as_str()));
        for (i, def) in definition.events.iter().enumerate() {
            let path = format!("events[{i}].fields");
            self.once(&path, def.fields.iter().map(|field| field.id.as_str()));
            if let Some(at) = def.fields.iter().position(|field| field.id == "name") {
                self.fault(
                    format_args!("{path}[{at}].id"),
                    "another name: event.name is the event's own",
                    "name",
                );
            }
            self.tables.events.push(Event {
                id: def.id.as_str().into(),
                text: Value::Text(def.id.clone()),
                kind: def.kind,
                fields: def.fields.clone(),
                places: Vec::new(),
            });
        }
        if self.scxml {
            self.own_event(ERROR_EVENT.to_owned());
        }
        let names: BTreeSet<&String> =
            definition.events.iter().flat_map(|event| &event.fields).map(|field| &field.id).collect();
        self.tables.fields = names.into_iter().cloned().collect();
        for event in self.tables.events.iter_mut() {
            let own = event.fields.iter().zip(0u16..).filter_map(|(field, at)| {
                let name = self.tables.fields.binary_search(&field.id).ok()?;
                Some((u16::try_from(name).ok()?, at))
            });
            event.places = own.collect();
        }
    }

    /// The number of an event that the workflow raises itself.
    fn own_event(&mut self, id: String) -> Option<u16> {
        if let Some(at) = self.tables.event(&id) {
            return Some(at);
        }
        let at = u16::try_from(self.tables.events.len()).ok()?;
        self.tables.events.push(Event {
            id: id.as_str().into(),
            text: Value::Text(id),
            kind: EventKind::Internal,
            fields: Vec::new(),
            places: Vec::new(),
        });
        Some(at)
    }

    /// The events that a name means: itself; in SCXML all it is a prefix of. Where too many are named
    /// in all, only so many that this is seen.
    fn matched(&mut self, name: &str) -> Vec<u16> {
        let events = &self.tables.events;
        let room = MAX_ANSWERS.saturating_add(1).saturating_sub(self.named);
        let prefix = name.strip_suffix(".*").unwrap_or(name);
        let below = if name == "*" { String::new() } else { format!("{prefix}.") };
        let longer = self.scxml.then(|| events.beginning(&below)).into_iter().flatten();
        let itself = if self.scxml { prefix } else { name };
        let found: Vec<u16> = events.place(itself).into_iter().chain(longer).take(room).collect();
        self.named = self.named.saturating_add(found.len());
        found
    }

    fn expr(
        &mut self,
        path: &str,
        text: &str,
        kind: ValueType,
        values: &[crate::model::Choice],
        events: &[u16],
    ) -> Option<Expr> {
        let names = super::names::Names { tables: &self.tables, catalogue: self.catalogue, events };
        match Expr::read(text, kind, values, &names) {
            Ok(expr) => Some(expr),
            Err(errors) => {
                self.faults(path, errors);
                None
            }
        }
    }
}
