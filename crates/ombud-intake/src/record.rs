//! From the cells of a record to a row: fields, facts, events, problems.

use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

use ombud::{
    Duty,
    case::Outlook,
    clock::{Actor, Lapse, PassedOver, Status},
    model::{Date, Event, Fact, FactDef, Facts, Moment, PartId, Value, ValueType},
    pack::{COMMON_FIELDS, ColumnType},
};

use crate::{
    cells::{Cells, Native},
    dates::{DateError, DateShapes, shape_into},
    fold::{fold, head},
    problem::{Problem, Reason},
    profile::{Column, EventSlot, Fills, Mapped, Profile, amount, ungrouped},
};

/// How much of a value stands in a problem, in characters.
const SHOWN: usize = 200;
/// Who handles a complaint, among its fields and among those of an event.
const HANDLER: &str = "handler";
/// How many shapes of one column are counted apart.
const SHAPES: usize = 500;
/// What a date that a workbook holds as such is counted under.
const NATIVE: &str = "(date cell)";

/// One record that was kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Row {
    /// The file, with the sheet where a workbook has several.
    pub file: Arc<str>,
    /// The record in that file or sheet, from 1; the header is not counted.
    pub number: u64,
    /// The complaint's own number.
    pub id: Option<String>,
    /// The complaint's fields as the file gives them ([`COMPLAINT_FIELDS`](ombud::pack::COMPLAINT_FIELDS)).
    pub fields: BTreeMap<String, String>,
    /// What the fields that are codes mean, as `taxonomy:code`.
    pub codes: BTreeMap<String, String>,
    /// Other columns, as the file gives them.
    pub extra: BTreeMap<String, String>,
    /// The facts.
    pub facts: Facts,
    /// What happened.
    pub events: Vec<Event>,
    /// Facts of parts of the complaint.
    pub parts: BTreeMap<PartId, Facts>,
    /// What was wrong with the row.
    pub problems: Vec<Problem>,
    /// What is owed; filled by [`triage`](crate::triage).
    pub duties: Vec<Duty>,
    /// Of each regime in which nothing has begun: the clocks of which no version was in force on
    /// the day.
    pub passed_over: Vec<PassedOver>,
    /// Where the complaint stands in its life, and what comes next for each duty; filled by
    /// [`triage`](crate::triage) where the regimes have a life.
    pub outlook: Option<Box<Outlook>>,
    /// Where the days of the events stand in the file.
    pub(crate) dated: Vec<Dated>,
}

/// The cell in which the day of an event stands.
#[derive(Debug, Clone)]
pub(crate) struct Dated {
    /// Which of the row's events.
    pub(crate) event: usize,
    pub(crate) column: Arc<str>,
    pub(crate) text: String,
}

impl Row {
    /// The most pressing state among the firm's own duties; `None` where it has none.
    #[must_use]
    pub fn status(&self) -> Option<Status> {
        status(&self.duties)
    }
}

/// The most pressing state among the firm's own duties.
pub(crate) fn status(duties: &[Duty]) -> Option<Status> {
    const WORST: [Status; 8] = [
        Status::Late,
        Status::Undetermined,
        Status::Running,
        Status::Paused,
        Status::MetLate,
        Status::Met,
        Status::Cancelled,
        Status::NotStarted,
    ];
    // What lasts until a day is kept by waiting for it.
    let acts = |duty: &&Duty| {
        let waits = duty.lapse == Lapse::Fulfilled && duty.status == Status::Running;
        duty.actor == Actor::Firm && !waits
    };
    let has = |status: Status| duties.iter().filter(acts).any(|duty| duty.status == status);
    WORST.into_iter().find(|status| has(*status))
}

/// How often each shape stood in each date column, read or not.
#[derive(Debug, Clone, Default)]
pub(crate) struct Shapes {
    counts: Vec<HashMap<String, (u64, u64)>>,
}

impl Shapes {
    fn count(&mut self, column: usize, shape: &str, read: bool) {
        if self.counts.len() <= column {
            self.counts.resize_with(column.saturating_add(1), HashMap::new);
        }
        let Some(counts) = self.counts.get_mut(column) else { return };
        let shape = if counts.contains_key(shape) || counts.len() < SHAPES { shape } else { "…" };
        if !counts.contains_key(shape) {
            counts.insert(shape.to_owned(), (0, 0));
        }
        if let Some((good, bad)) = counts.get_mut(shape) {
            let count = if read { good } else { bad };
            *count = count.saturating_add(1);
        }
    }

    /// Every count: column, shape, read, not read.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (usize, &str, u64, u64)> {
        self.counts.iter().enumerate().flat_map(|(column, counts)| {
            counts.iter().map(move |(shape, (good, bad))| (column, shape.as_str(), *good, *bad))
        })
    }
}

/// Builds rows; its buffers are used again.
pub(crate) struct Builder<'p> {
    profile: &'p Profile,
    file: Arc<str>,
    pub(crate) shapes: Shapes,
    shape: String,
    scratch: String,
    /// By slot: absent, without a date, or dated.
    times: Vec<Option<Option<Moment>>>,
    details: Vec<(usize, usize, Value)>,
    /// The event of the row for each slot that has one.
    placed: Vec<(usize, usize)>,
    mapped: Vec<Arc<Mapped>>,
}

impl<'p> Builder<'p> {
    pub(crate) fn new(profile: &'p Profile, file: Arc<str>) -> Self {
        Builder {
            profile,
            file,
            shapes: Shapes::default(),
            shape: String::new(),
            scratch: String::new(),
            times: Vec::new(),
            details: Vec::new(),
            placed: Vec::new(),
            mapped: Vec::new(),
        }
    }

    /// What follows is of this file, or of this sheet of it.
    pub(crate) fn begin(&mut self, file: String) {
        self.file = Arc::from(file);
    }

    /// The row of these cells. A column that the file lacks is passed over, or blank where
    /// `absent_is_blank`.
    pub(crate) fn row(&mut self, cells: &Cells, number: u64, absent_is_blank: bool) -> Row {
        let profile = self.profile;
        let mut row = Row {
            file: Arc::clone(&self.file),
            number,
            id: None,
            fields: BTreeMap::new(),
            codes: BTreeMap::new(),
            extra: BTreeMap::new(),
            facts: Facts::new(),
            events: Vec::new(),
            parts: BTreeMap::new(),
            problems: Vec::new(),
            duties: Vec::new(),
            passed_over: Vec::new(),
            outlook: None,
            dated: Vec::new(),
        };
        self.times.clear();
        self.times.resize(profile.events.len(), None);
        self.details.clear();
        self.placed.clear();
        self.mapped.clear();
        let mut timely = None;
        for (reason, shown) in &cells.odd {
            self.problem(&mut row, None, shown, *reason);
        }
        for (index, column) in profile.columns.iter().enumerate() {
            let text = match cells.text(index) {
                Some(text) => text,
                None if absent_is_blank => "",
                None => continue,
            };
            if matches!(column.fills, Fills::Nothing) {
                continue;
            }
            let text = if column.is_blank(text) { "" } else { text };
            let flags = cells.flags(index);
            for (is, reason) in [
                (flags.malformed, Reason::MalformedBytes),
                (flags.nul, Reason::NulCharacter),
                (flags.cut, Reason::CellTooLong),
                (flags.nested, Reason::NestedValue),
                (flags.twice, Reason::TwoValues),
                (flags.error, Reason::ErrorValue),
                (flags.halved, Reason::CharacterHalved),
                (flags.short, Reason::RecordEnds),
            ] {
                if is {
                    self.problem(&mut row, Some(column), text, reason);
                }
            }
            // The start of an amount or a day is another amount, another day.
            let part = matches!(column.kind, ColumnType::Date | ColumnType::Money | ColumnType::Int);
            let unusable =
                flags.nested || flags.twice || flags.error || (flags.short && (part || text.is_empty()));
            if text.is_empty() || unusable {
                if column.problem && !unusable {
                    self.problem(&mut row, Some(column), "", Reason::Blank);
                }
                if let Fills::Event(slot) = column.fills {
                    self.no_time(slot);
                }
                continue;
            }
            match &column.fills {
                Fills::Nothing => {}
                Fills::Id => row.id = Some(text.to_owned()),
                Fills::Field { name, taxonomies, parent } => {
                    self.field(&mut row, column, name, taxonomies, parent.and_then(|p| cells.text(p)), text);
                }
                Fills::Event(slot) => match self.time(index, cells.native(index), text) {
                    Ok(moment) => {
                        if let Some(time) = self.times.get_mut(*slot) {
                            *time = Some(Some(moment));
                        }
                        let (column, text) = (Arc::clone(&column.name), head(text, SHOWN));
                        row.dated.push(Dated { event: *slot, column, text });
                    }
                    Err(reason) => {
                        self.unreadable_time(&mut row, column, text, reason);
                        self.no_time(*slot);
                    }
                },
                Fills::EventField { slot, field, kind } => {
                    let event = profile.events.get(*slot).map_or("", |slot| slot.kind.as_str());
                    let catalogue = &profile.catalogue;
                    let common = COMMON_FIELDS.contains(&field.as_str());
                    let value = self.value(column, index, *kind, cells, text, |text| match common {
                        true => Some(Value::Text(text.to_owned())),
                        false => catalogue.parse_field(event, field, text).ok(),
                    });
                    if *kind == ValueType::Date && self.has_hour(column, index, cells, text) {
                        self.problem(&mut row, Some(column), text, Reason::TimeNotCounted);
                    }
                    match value {
                        Ok(value) => self.details.push((*slot, index, value)),
                        Err(reason) => self.unreadable_time(&mut row, column, text, reason),
                    }
                }
                Fills::Fact { id, kind } => {
                    let catalogue = &profile.catalogue;
                    let value = self.value(column, index, *kind, cells, text, |text| {
                        catalogue.parse_fact(id.as_str(), text).ok().map(|(_, fact)| fact.value)
                    });
                    match value {
                        Ok(value) => {
                            if let Ok(def) = catalogue.fact(id.as_str()) {
                                row.facts.insert(id.clone(), supplied(def, value));
                            }
                        }
                        Err(reason) => self.unreadable_time(&mut row, column, text, reason),
                    }
                }
                Fills::StatedTimely => match self.mapped_value(column, text) {
                    Some(Value::Bool(stated)) => timely = Some(stated),
                    _ => match Value::from_text(&fold(text), ValueType::Bool, &[]) {
                        Ok(Value::Bool(stated)) => timely = Some(stated),
                        _ => self.problem(&mut row, Some(column), text, Reason::UnknownCode),
                    },
                },
                Fills::Extra(name) => {
                    row.extra.insert(name.clone(), text.to_owned());
                    match column.lookup(text) {
                        Some(mapped) => {
                            if let Some(to) = &mapped.to {
                                row.codes.insert(name.clone(), to.clone());
                            }
                            self.mapped.push(Arc::clone(mapped));
                        }
                        None if column.has_map() && column.kind == ColumnType::Code => {
                            self.problem(&mut row, Some(column), text, Reason::UnknownCode);
                        }
                        None if column.kind == ColumnType::Date => {
                            if let Err(reason) = self.time(index, cells.native(index), text) {
                                self.unreadable_time(&mut row, column, text, reason);
                            }
                        }
                        None => {}
                    }
                }
            }
        }
        self.events(&mut row, cells, timely);
        row
    }

    /// The events of the row: dated ones, those known without a date, those that codes stand for.
    fn events(&mut self, row: &mut Row, cells: &Cells, timely: Option<bool>) {
        let second = |(slot, time): (&EventSlot, &Option<_>)| slot.number > 1 && time.is_some();
        let several = self.profile.events.iter().zip(&self.times).any(second);
        for (index, (slot, time)) in self.profile.events.iter().zip(&self.times).enumerate() {
            let Some(time) = time else { continue };
            // What stands under one number belongs together: an end to its start, an answer to
            // what it answers. Else the first answer would serve for the second question too.
            let reference = (several && slot.numbered).then(|| slot.number.to_string());
            self.placed.push((index, row.events.len()));
            row.events.push(Event { at: *time, reference, ..Event::undated(slot.kind.clone()) });
        }
        for dated in &mut row.dated {
            if let Some((_, event)) = self.placed.iter().find(|(slot, _)| *slot == dated.event) {
                dated.event = *event;
            }
        }
        for mapped in std::mem::take(&mut self.mapped) {
            for (id, fact) in &mapped.facts {
                if row.facts.get(id).is_none() {
                    row.facts.insert(id.clone(), fact.clone());
                }
            }
            for (kind, fields) in &mapped.events {
                match row.events.iter_mut().find(|event| event.kind == *kind) {
                    Some(event) => {
                        for (field, value) in fields {
                            event.fields.entry(field.clone()).or_insert_with(|| value.clone());
                        }
                    }
                    None => row.events.push(Event {
                        stated_timely: timely,
                        fields: fields.clone(),
                        ..Event::undated(kind.clone())
                    }),
                }
            }
        }
        for (at, index, value) in std::mem::take(&mut self.details) {
            let (Some(slot), Some(column)) = (self.profile.events.get(at), self.profile.columns.get(index))
            else {
                continue;
            };
            let Fills::EventField { field, .. } = &column.fills else { continue };
            let placed = self.placed.iter().find(|(slot, _)| *slot == at).map(|(_, event)| *event);
            // What a code stands for is the first of its type.
            let stated = || {
                let code = |at: usize| slot.number == 1 && self.placed.iter().all(|(_, event)| *event != at);
                let mut events = row.events.iter().enumerate();
                events.find(|(at, event)| event.kind == slot.kind && code(*at)).map(|(at, _)| at)
            };
            match placed.or_else(stated).and_then(|event| row.events.get_mut(event)) {
                Some(event) => match field.as_str() {
                    "by" => event.by = Some(value.to_string()),
                    "ref" => event.reference = Some(value.to_string()),
                    _ => {
                        event.fields.insert(field.clone(), value);
                    }
                },
                None => {
                    let text = cells.text(index).unwrap_or("");
                    self.problem(row, Some(column), text, Reason::DetailWithoutEvent);
                }
            }
        }
        self.handled(row);
    }

    /// An event that asks who handled the complaint gets the answer of the complaint, where no
    /// column of its own gives one: a ledger names its handler once.
    fn handled(&self, row: &mut Row) {
        let Some(handler) = row.fields.get(HANDLER) else { return };
        let catalogue = &self.profile.catalogue;
        for event in &mut row.events {
            let kind = event.kind.as_str();
            let asks = catalogue.event(kind).is_ok_and(|def| def.field(HANDLER).is_some());
            if asks && let Ok(value) = catalogue.parse_field(kind, HANDLER, handler) {
                event.fields.entry(HANDLER.to_owned()).or_insert(value);
            }
        }
    }

    fn field(
        &mut self,
        row: &mut Row,
        column: &Column,
        name: &str,
        taxonomies: &[usize],
        parent: Option<&str>,
        text: &str,
    ) {
        row.fields.insert(name.to_owned(), text.to_owned());
        let mapped = column.lookup(text);
        let code = mapped.map_or(Some(text), |mapped| mapped.to.as_deref());
        if let Some(mapped) = mapped {
            self.mapped.push(Arc::clone(mapped));
        }
        let Some(code) = code else { return };
        if column.kind != ColumnType::Code && mapped.is_none() {
            return;
        }
        for taxonomy in taxonomies {
            let index = self.profile.codes.get(*taxonomy);
            if let Some(found) = index.and_then(|index| index.find(parent, code, &mut self.scratch)) {
                row.codes.insert(name.to_owned(), found.to_string());
                return;
            }
        }
        if mapped.is_some() {
            row.codes.insert(name.to_owned(), code.to_owned());
        } else {
            self.problem(row, Some(column), text, Reason::UnknownCode);
        }
    }

    /// The value of a cell for a fact or a field of this type.
    fn value(
        &mut self,
        column: &Column,
        index: usize,
        kind: ValueType,
        cells: &Cells,
        text: &str,
        parse: impl Fn(&str) -> Option<Value>,
    ) -> Result<Value, Reason> {
        match column.kind {
            ColumnType::Date => {
                let has_hour = kind == ValueType::Moment && self.has_hour(column, index, cells, text);
                let moment = self.time(index, cells.native(index), text)?;
                match (kind, moment) {
                    (ValueType::Moment, Moment::Instant(at)) if has_hour => Ok(Value::Instant(at)),
                    (ValueType::Date | ValueType::Moment, moment) => {
                        Ok(Value::Date(moment.date_in(self.profile.dates.zone())))
                    }
                    (_, Moment::Instant(instant)) => Ok(Value::Instant(instant)),
                    (_, Moment::Date(_)) => Err(Reason::TimeMissing),
                }
            }
            ColumnType::Money => {
                amount(text, self.profile.def.currency).map(Value::Money).ok_or(Reason::InvalidValue)
            }
            ColumnType::Int => ungrouped(text).and_then(|plain| parse(&plain)).ok_or(Reason::InvalidValue),
            ColumnType::Bool => {
                self.mapped_value(column, text).or_else(|| parse(&fold(text))).ok_or(Reason::UnknownCode)
            }
            ColumnType::Code => {
                self.mapped_value(column, text).or_else(|| parse(text)).ok_or(Reason::UnknownCode)
            }
            _ => self.mapped_value(column, text).or_else(|| parse(text)).ok_or(Reason::InvalidValue),
        }
    }

    /// Whether a cell that is read as a day has a time of day too. Midnight is how programs write
    /// that there is none.
    fn has_hour(&self, column: &Column, index: usize, cells: &Cells, text: &str) -> bool {
        let dates: &DateShapes = &self.profile.dates;
        column.kind == ColumnType::Date
            && match cells.native(index) {
                Some(native) => (native.hour, native.minute, native.second) != (0, 0, 0),
                None => {
                    matches!(dates.read(text), Ok(Moment::Instant(at)) if at.to_string().get(11..19) != Some("00:00:00"))
                }
            }
    }

    fn mapped_value(&mut self, column: &Column, text: &str) -> Option<Value> {
        let mapped = column.lookup(text)?;
        self.mapped.push(Arc::clone(mapped));
        mapped.value.clone()
    }

    fn time(&mut self, column: usize, native: Option<Native>, text: &str) -> Result<Moment, Reason> {
        let dates: &DateShapes = &self.profile.dates;
        let read = match native {
            None => {
                shape_into(text, &mut self.shape);
                dates.read(text)
            }
            Some(native) => {
                self.shape.clear();
                self.shape.push_str(NATIVE);
                moment_of(native, dates).ok_or(DateError::NoSuchDay)
            }
        };
        self.shapes.count(column, &self.shape, read.is_ok());
        read.map_err(|error| match error {
            DateError::NoShape => Reason::UnreadableDate,
            DateError::NoSuchDay => Reason::NoSuchDay,
        })
    }

    /// The day is blank or unreadable: what is known to have happened is kept without one.
    fn no_time(&mut self, slot: usize) {
        let required = self.profile.events.get(slot).is_some_and(|slot| slot.required);
        if let (true, Some(time)) = (required, self.times.get_mut(slot)) {
            *time = Some(None);
        }
    }

    fn unreadable_time(&mut self, row: &mut Row, column: &Column, text: &str, reason: Reason) {
        self.problem(row, Some(column), text, reason);
        if column.kind == ColumnType::Date
            && let Some(problem) = row.problems.last_mut()
        {
            problem.shape = Some(self.shape.clone());
        }
    }

    pub(crate) fn problem(&self, row: &mut Row, column: Option<&Column>, value: &str, reason: Reason) {
        row.problems.push(Problem {
            file: Arc::clone(&self.file),
            row: row.number,
            column: column.map_or_else(|| Arc::from(""), |column| Arc::clone(&column.name)),
            value: head(value, SHOWN),
            reason,
            shape: None,
        });
    }

    /// The line of a record that is not kept.
    pub(crate) fn rejected(&self, number: u64, value: &str, reason: Reason) -> Problem {
        Problem {
            file: Arc::clone(&self.file),
            row: number,
            column: Arc::from(""),
            value: head(value, SHOWN),
            reason,
            shape: None,
        }
    }
}

fn supplied(def: &FactDef, value: Value) -> Fact {
    Fact { value, class: def.class, level: def.level, producer: def.producer.clone(), evidence: Vec::new() }
}

fn moment_of(native: Native, dates: &DateShapes) -> Option<Moment> {
    let Native { year, month, day, hour, minute, second } = native;
    let date = Date::from_ymd(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
    if (hour, minute, second) == (0, 0, 0) {
        return Some(Moment::Date(date));
    }
    dates.local(date, hour.into(), minute.into(), second.into())
}
