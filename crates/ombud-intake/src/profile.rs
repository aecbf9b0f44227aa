//! A source profile, checked against the catalogue and made ready to read with.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

use ombud::{
    Error, ErrorCode,
    model::{Catalogue, Currency, EventType, Fact, FactId, Value, ValueType, Zone},
    pack::{
        COMMON_FIELDS, COMPLAINT_FIELDS, CodeMap, ColumnDef, ColumnType, Format, Place, SourceDef, TARGETS,
        Target, Taxonomy,
    },
};

use crate::{
    dates::DateShapes,
    fold::{fold, trim},
};

/// A profile that was checked: every target exists, every value fits, every date shape can be read.
#[derive(Debug, Clone)]
pub struct Profile {
    pub(crate) def: Arc<SourceDef>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) columns: Vec<Column>,
    pub(crate) events: Vec<EventSlot>,
    pub(crate) dates: DateShapes,
    pub(crate) delimiter: u8,
    pub(crate) codes: Vec<CodeIndex>,
    /// Folded headers to columns.
    pub(crate) headers: HashMap<String, usize>,
}

/// An event that columns speak of.
#[derive(Debug, Clone)]
pub(crate) struct EventSlot {
    pub(crate) kind: EventType,
    /// Which of its type in a row, from 1.
    pub(crate) number: u8,
    /// Whether the profile has more than one of its type.
    pub(crate) numbered: bool,
    /// Whether the event is known to have happened though its day is blank or unreadable.
    pub(crate) required: bool,
}

/// A column, compiled.
#[derive(Debug, Clone)]
pub(crate) struct Column {
    pub(crate) name: Arc<str>,
    pub(crate) fills: Fills,
    pub(crate) kind: ColumnType,
    pub(crate) required: bool,
    pub(crate) problem: bool,
    /// Where it stands in a record of a fixed width, and where the place before it begins.
    pub(crate) place: Option<(Place, Option<u32>)>,
    blank: HashSet<String>,
    map: HashMap<String, Arc<Mapped>>,
    folded: HashMap<String, Arc<Mapped>>,
}

/// What a column fills.
#[derive(Debug, Clone)]
pub(crate) enum Fills {
    Nothing,
    Id,
    /// A field; the taxonomies to look in, and the column whose cell is the parent.
    Field {
        name: &'static str,
        taxonomies: Vec<usize>,
        parent: Option<usize>,
    },
    /// The time of the event in this slot.
    Event(usize),
    /// A field of it; its type's, or one that every event has.
    EventField {
        slot: usize,
        field: String,
        kind: ValueType,
    },
    Fact {
        id: FactId,
        kind: ValueType,
    },
    StatedTimely,
    Extra(String),
}

/// What one spelling means.
#[derive(Debug, Default)]
pub(crate) struct Mapped {
    pub(crate) to: Option<String>,
    /// For a fact or an event's field: the value.
    pub(crate) value: Option<Value>,
    pub(crate) events: Vec<(EventType, BTreeMap<String, Value>)>,
    pub(crate) facts: Vec<(FactId, Fact)>,
}

impl Column {
    /// What the spelling in a cell means: as it stands, else with width and case folded.
    pub(crate) fn lookup(&self, text: &str) -> Option<&Arc<Mapped>> {
        if self.map.is_empty() {
            return None;
        }
        self.map.get(text).or_else(|| self.folded.get(&fold(text)))
    }

    /// Whether the text stands for nothing.
    pub(crate) fn is_blank(&self, text: &str) -> bool {
        self.blank.contains(text)
    }

    pub(crate) fn has_map(&self) -> bool {
        !self.map.is_empty()
    }
}

/// The spellings of a taxonomy.
#[derive(Debug, Clone)]
pub(crate) struct CodeIndex {
    exact: HashMap<String, Arc<str>>,
    /// `None` where two codes fold alike.
    folded: HashMap<String, Option<Arc<str>>>,
    has_parents: bool,
}

impl CodeIndex {
    fn new(taxonomy: &Taxonomy) -> Self {
        let mut exact: HashMap<String, Arc<str>> = HashMap::new();
        let mut folded: HashMap<String, Option<Arc<str>>> = HashMap::new();
        let mut has_parents = false;
        for code in &taxonomy.code {
            let name: Arc<str> = Arc::from(format!("{}:{}", taxonomy.id, code.id));
            let spellings = [code.id.as_str(), &code.title.zh, &code.title.en];
            for spelling in spellings.into_iter().chain(code.aliases.iter().map(String::as_str)) {
                has_parents |= spelling.contains(" / ");
                exact.entry(spelling.to_owned()).or_insert_with(|| Arc::clone(&name));
                folded
                    .entry(fold(spelling))
                    .and_modify(|known| {
                        if known.as_deref() != Some(&name) {
                            *known = None;
                        }
                    })
                    .or_insert_with(|| Some(Arc::clone(&name)));
            }
        }
        CodeIndex { exact, folded, has_parents }
    }

    /// The code, as `taxonomy:code`.
    pub(crate) fn find(&self, parent: Option<&str>, text: &str, scratch: &mut String) -> Option<&Arc<str>> {
        if self.has_parents
            && let Some(parent) = parent
        {
            scratch.clear();
            scratch.push_str(parent);
            scratch.push_str(" / ");
            scratch.push_str(text);
            if let Some(code) = self.exact.get(scratch.as_str()) {
                return Some(code);
            }
        }
        self.exact.get(text).or_else(|| self.folded.get(&fold(text)).and_then(Option::as_ref))
    }
}

/// The taxonomies in which the codes of a field stand.
fn taxonomies_of(field: &str) -> &'static [&'static str] {
    match field {
        "product" | "sub_product" => &["cfpb-products"],
        "issue" | "sub_issue" => &["cfpb-issues"],
        "cause" => &["jrt0169-causes", "cn-card-four"],
        "channel" => &["channels"],
        "kind" => &["intake-kinds"],
        _ => &[],
    }
}

/// The field whose value is the parent of this field's.
fn parent_of(field: &str) -> &'static str {
    match field {
        "sub_product" | "issue" => "product",
        "sub_issue" => "issue",
        _ => "",
    }
}

impl Profile {
    /// Checks a profile and makes it ready.
    ///
    /// # Errors
    /// Every finding at once: the column, what was expected, what was found.
    pub fn new<'a>(
        def: &SourceDef,
        catalogue: &Catalogue,
        taxonomies: impl IntoIterator<Item = &'a Taxonomy>,
    ) -> Result<Self, Vec<Error>> {
        let mut check = Check { def, catalogue, errors: Vec::new(), events: Vec::new() };
        let zone = Zone::new(&def.zone).or_else(|error| {
            check.errors.push(error.path("zone"));
            Zone::new("UTC")
        });
        let dates = match zone.map(|zone| DateShapes::compile(&def.dates, zone)) {
            Ok(Ok(dates)) => Some(dates),
            Ok(Err(errors)) => {
                check.errors.extend(errors);
                None
            }
            Err(error) => {
                check.errors.push(error);
                None
            }
        };
        let delimiter = check.delimiter();
        let wanted: Vec<&Taxonomy> = taxonomies.into_iter().collect();
        let mut codes = Codes { wanted, names: Vec::new(), built: Vec::new() };
        let headers = check.headers();
        let columns: Vec<Column> = def.column.iter().map(|column| check.column(column, &mut codes)).collect();
        check.whole();
        let file = format!("sources/{}.toml", def.id);
        match dates {
            Some(dates) if check.errors.is_empty() => Ok(Profile {
                def: Arc::new(def.clone()),
                catalogue: Arc::new(catalogue.clone()),
                columns,
                events: check.events,
                dates,
                delimiter,
                codes: codes.built,
                headers,
            }),
            _ => Err(check.errors.into_iter().map(|error| error.file(file.clone())).collect()),
        }
    }

    /// The definition it was made from.
    #[must_use]
    pub fn def(&self) -> &SourceDef {
        &self.def
    }

    /// The columns' headers, in order.
    pub fn columns(&self) -> impl Iterator<Item = &str> {
        self.columns.iter().map(|column| &*column.name)
    }

    /// The column that a header of a file names.
    pub(crate) fn column_of(&self, header: &str) -> Option<usize> {
        self.headers.get(&fold(header)).copied()
    }
}

/// The taxonomies that columns use, each indexed once.
struct Codes<'a> {
    wanted: Vec<&'a Taxonomy>,
    names: Vec<&'static str>,
    built: Vec<CodeIndex>,
}

impl Codes<'_> {
    fn of(&mut self, field: &str) -> Vec<usize> {
        let mut out = Vec::new();
        for name in taxonomies_of(field) {
            if let Some(known) = self.names.iter().position(|known| known == name) {
                out.push(known);
            } else if let Some(taxonomy) = self.wanted.iter().find(|t| t.id.as_str() == *name) {
                out.push(self.built.len());
                self.names.push(name);
                self.built.push(CodeIndex::new(taxonomy));
            }
        }
        out
    }
}

struct Check<'a> {
    def: &'a SourceDef,
    catalogue: &'a Catalogue,
    errors: Vec<Error>,
    events: Vec<EventSlot>,
}

impl Check<'_> {
    fn finding(
        &mut self,
        item: &str,
        path: &str,
        expected: impl std::fmt::Display,
        found: impl std::fmt::Display,
    ) {
        let error = Error::new(ErrorCode::InvalidField).path(path).expected(expected).found(found);
        self.errors.push(if item.is_empty() { error } else { error.item(item) });
    }

    fn delimiter(&mut self) -> u8 {
        let text = self.def.delimiter.as_deref().unwrap_or(",");
        match text.as_bytes() {
            [byte] if byte.is_ascii() && !matches!(byte, b'"' | b'\r' | b'\n' | 0) => *byte,
            _ => {
                self.finding(
                    "",
                    "delimiter",
                    "one ASCII sign that is no quotation mark",
                    format_args!("{text:?}"),
                );
                b','
            }
        }
    }

    fn headers(&mut self) -> HashMap<String, usize> {
        let def = self.def;
        let mut headers: HashMap<String, usize> = HashMap::new();
        for (index, column) in def.column.iter().enumerate() {
            for header in std::iter::once(&column.name).chain(&column.aliases) {
                let folded = fold(header);
                if folded.is_empty() {
                    self.finding(&column.name, "name", "a header", "nothing");
                } else if let Some(other) = headers.insert(folded, index)
                    && other != index
                {
                    let other = def.column.get(other).map_or("", |c| c.name.as_str());
                    self.finding(
                        &column.name,
                        "aliases",
                        "headers that no other column has",
                        format_args!("{header}, also of {other}"),
                    );
                }
            }
        }
        headers
    }

    fn whole(&mut self) {
        let def = self.def;
        if def.column.is_empty() {
            self.finding("", "column", "at least one column", "none");
        }
        for fault in def.layout_faults() {
            let column = fault.column.and_then(|i| def.column.get(i)).map_or("", |column| &column.name);
            self.finding(column, fault.path, fault.expected, fault.found);
        }
        if def.sheet.is_some() && def.format != Format::Xlsx {
            self.finding("", "sheet", "a sheet only for a workbook", format_args!("{:?}", def.format));
        }
        let has_dates = def.column.iter().any(|column| column.kind == ColumnType::Date);
        if has_dates && def.dates.is_empty() {
            self.finding("", "dates", "at least one date shape", "none");
        }
        let mut seen: HashSet<&str> = HashSet::new();
        for column in &def.column {
            let Some(to) = column.to.as_deref().filter(|_| column.kind != ColumnType::Ignore) else {
                continue;
            };
            if !seen.insert(to) {
                self.finding(&column.name, "to", "a target that no other column has", to);
            }
        }
        // A detail needs the day of what it belongs to, in a column or through a map.
        let mapped = |event: &str| {
            def.column.iter().any(|c| c.map.iter().any(|m| m.events.iter().any(|e| e.kind.as_str() == event)))
        };
        for column in &def.column {
            if let Some(Target::EventField(event, _)) = column.target()
                && let Some(day) = column.to.as_deref().and_then(|to| to.split_once('.'))
                && !seen.contains(day.0)
                && !(column.slot() == 1 && mapped(event))
                && self.catalogue.event(event).is_ok()
            {
                self.finding(&column.name, "to", format_args!("a column with the day of {}", day.0), "none");
            }
        }
    }

    fn slot(&mut self, event: &str, number: u8, required: bool) -> Option<usize> {
        let same = |slot: &EventSlot| slot.kind.as_str() == event;
        if let Some(known) = self.events.iter().position(|slot| same(slot) && slot.number == number) {
            if let Some(slot) = self.events.get_mut(known) {
                slot.required |= required;
            }
            return Some(known);
        }
        let kind = self.catalogue.event(event).ok()?.id.clone();
        let mut numbered = false;
        for slot in self.events.iter_mut().filter(|slot| same(slot)) {
            slot.numbered = true;
            numbered = true;
        }
        self.events.push(EventSlot { kind, number, numbered, required });
        Some(self.events.len().saturating_sub(1))
    }

    fn column(&mut self, def: &ColumnDef, codes: &mut Codes<'_>) -> Column {
        let fills = self.fills(def, codes);
        let mut map = HashMap::new();
        let mut folded = HashMap::new();
        for entry in &def.map {
            let mapped = Arc::new(self.mapped(def, &fills, entry, codes));
            let from = trim(&entry.from).to_owned();
            if from.is_empty() {
                self.finding(&def.name, "map", "a spelling", "nothing; a blank is not known and is no code");
            }
            folded.entry(fold(&from)).or_insert_with(|| Arc::clone(&mapped));
            if map.insert(from, mapped).is_some() {
                self.finding(&def.name, "map", "each spelling once", &entry.from);
            }
        }
        if !def.map.is_empty() && matches!(def.kind, ColumnType::Date | ColumnType::Money | ColumnType::Int) {
            self.finding(&def.name, "map", "a map only for text, code or bool", kind_name(def.kind));
        }
        Column {
            name: Arc::from(def.name.as_str()),
            fills,
            kind: def.kind,
            required: def.required,
            problem: def.problem,
            place: def.place().map(|place| (place, self.before(place))),
            blank: def.blank.iter().map(|blank| trim(blank).to_owned()).collect(),
            map,
            folded,
        }
    }

    /// Where the place before this one begins.
    fn before(&self, place: Place) -> Option<u32> {
        let starts = self.def.column.iter().filter_map(|column| column.start);
        starts.filter(|start| *start < place.start).max()
    }

    fn fills(&mut self, def: &ColumnDef, codes: &mut Codes<'_>) -> Fills {
        if def.kind == ColumnType::Ignore {
            return Fills::Nothing;
        }
        let name = def.name.as_str();
        let Some(target) = def.target() else {
            let found = def.to.as_deref().unwrap_or("nothing");
            self.finding(name, "to", TARGETS, found);
            return Fills::Nothing;
        };
        if def.kind == ColumnType::Money && self.def.currency.is_none() {
            self.finding(name, "type", "a currency in [source] for a column of amounts", "none");
        }
        match target {
            Target::Id => {
                self.want(def, &[ColumnType::Text]);
                Fills::Id
            }
            Target::Complaint(field) => {
                self.want(def, &[ColumnType::Text, ColumnType::Code]);
                let Some(field) = COMPLAINT_FIELDS.iter().copied().find(|known| *known == field) else {
                    self.finding(name, "to", COMPLAINT_FIELDS.join(", "), field);
                    return Fills::Nothing;
                };
                let taxonomies = if def.kind == ColumnType::Code { codes.of(field) } else { Vec::new() };
                if def.kind == ColumnType::Code && def.map.is_empty() && taxonomies.is_empty() {
                    self.finding(name, "type", "a map, or a taxonomy of the field", "neither");
                }
                let parent = format!("complaint.{}", parent_of(field));
                let parent = self.def.column.iter().position(|column| column.to.as_deref() == Some(&parent));
                Fills::Field { name: field, taxonomies, parent }
            }
            Target::Event(event) => {
                self.want(def, &[ColumnType::Date]);
                match self.catalogue.event(event) {
                    Ok(_) => self.slot(event, def.slot(), def.required).map_or(Fills::Nothing, Fills::Event),
                    Err(error) => {
                        self.errors.push(
                            error
                                .item(name)
                                .path("to")
                                .expected("an event type of the catalogue")
                                .found(event),
                        );
                        Fills::Nothing
                    }
                }
            }
            Target::EventField(event, field) => {
                let kind = match self.catalogue.event(event) {
                    Err(error) => {
                        self.errors.push(
                            error
                                .item(name)
                                .path("to")
                                .expected("an event type of the catalogue")
                                .found(event),
                        );
                        return Fills::Nothing;
                    }
                    Ok(_) if COMMON_FIELDS.contains(&field) => ValueType::Text,
                    Ok(known) => match known.field(field) {
                        Some(known) => known.kind,
                        None => {
                            let fields: Vec<&str> = known.fields.iter().map(|f| f.id.as_str()).collect();
                            let fields =
                                if fields.is_empty() { "no fields".to_owned() } else { fields.join(", ") };
                            self.finding(name, "to", fields, format_args!("{event}.{field}"));
                            return Fills::Nothing;
                        }
                    },
                };
                self.fit(def, kind);
                match self.slot(event, def.slot(), false) {
                    Some(slot) => Fills::EventField { slot, field: field.to_owned(), kind },
                    None => Fills::Nothing,
                }
            }
            Target::Fact(id) => match self.catalogue.fact(id) {
                Err(error) => {
                    self.errors
                        .push(error.item(name).path("to").expected("a fact of the catalogue").found(id));
                    Fills::Nothing
                }
                Ok(fact) => {
                    let (id, kind, level) = (fact.id.clone(), fact.kind, fact.level);
                    if level != 0 || !fact.from.is_empty() {
                        self.finding(
                            name,
                            "to",
                            "a fact that is supplied (level 0)",
                            format_args!("{id}, level {level}"),
                        );
                    }
                    self.fit(def, kind);
                    Fills::Fact { id, kind }
                }
            },
            Target::StatedTimely => {
                self.want(def, &[ColumnType::Bool]);
                Fills::StatedTimely
            }
            Target::Extra(extra) => {
                if extra.is_empty() {
                    self.finding(name, "to", "extra:NAME", "extra:");
                }
                Fills::Extra(extra.to_owned())
            }
            _ => Fills::Nothing,
        }
    }

    fn want(&mut self, def: &ColumnDef, kinds: &[ColumnType]) {
        if !kinds.contains(&def.kind) {
            let names: Vec<&str> = kinds.iter().map(|kind| kind_name(*kind)).collect();
            self.finding(
                &def.name,
                "type",
                format_args!("{} for {}", names.join(" or "), def.to.as_deref().unwrap_or("")),
                kind_name(def.kind),
            );
        }
    }

    fn fit(&mut self, def: &ColumnDef, kind: ValueType) {
        let fits: &[ColumnType] = match kind {
            ValueType::Bool => &[ColumnType::Bool],
            ValueType::Int => &[ColumnType::Int],
            ValueType::Decimal | ValueType::Duration => &[ColumnType::Text],
            ValueType::Money => &[ColumnType::Money],
            ValueType::Date | ValueType::Instant | ValueType::Moment => &[ColumnType::Date],
            ValueType::Text => &[ColumnType::Text, ColumnType::Code],
            ValueType::Enum | ValueType::Set => &[ColumnType::Code, ColumnType::Text],
            _ => &[],
        };
        self.want(def, fits);
    }

    fn mapped(&mut self, def: &ColumnDef, fills: &Fills, entry: &CodeMap, codes: &mut Codes<'_>) -> Mapped {
        let mut out = Mapped { to: entry.to.clone(), ..Mapped::default() };
        let place = |inner: &str| format!("map.{}.{inner}", entry.from);
        if let Some(to) = &entry.to {
            let value = match fills {
                Fills::EventField { field, .. } if COMMON_FIELDS.contains(&field.as_str()) => {
                    Some(Ok(Value::Text(to.clone())))
                }
                Fills::EventField { slot, field, .. } => {
                    let event = self.events.get(*slot).map(|slot| slot.kind.clone());
                    event.map(|event| self.catalogue.parse_field(event.as_str(), field, to))
                }
                Fills::Fact { id, .. } => {
                    Some(self.catalogue.parse_fact(id.as_str(), to).map(|(_, fact)| fact.value))
                }
                Fills::StatedTimely => Some(Value::from_text(to, ValueType::Bool, &[])),
                Fills::Field { taxonomies, .. } => {
                    let mut scratch = String::new();
                    let known = taxonomies.iter().any(|index| {
                        codes.built.get(*index).is_some_and(|c| c.find(None, to, &mut scratch).is_some())
                    });
                    if !taxonomies.is_empty() && !known {
                        let names: Vec<&str> =
                            taxonomies.iter().filter_map(|index| codes.names.get(*index).copied()).collect();
                        self.finding(
                            &def.name,
                            &place("to"),
                            format_args!("a code of {}", names.join(" or ")),
                            to,
                        );
                    }
                    None
                }
                _ => None,
            };
            match value {
                None => {}
                Some(Ok(value)) => out.value = Some(value),
                Some(Err(error)) => self.errors.push(error.item(&def.name).path(place("to"))),
            }
        }
        for event in &entry.events {
            if let Err(error) = self.catalogue.event(event.kind.as_str()) {
                self.errors.push(error.item(&def.name).path(place("events")).found(&event.kind));
                continue;
            }
            let mut fields = BTreeMap::new();
            for (field, json) in &event.fields {
                match self.catalogue.read_field(event.kind.as_str(), field, json) {
                    Ok(value) => {
                        fields.insert(field.clone(), value);
                    }
                    Err(error) => self.errors.push(error.item(&def.name).path(place("events"))),
                }
            }
            out.events.push((event.kind.clone(), fields));
        }
        for (id, json) in &entry.facts {
            match self.catalogue.read_fact(id, json) {
                Ok(fact) => out.facts.push(fact),
                Err(error) => self.errors.push(error.item(&def.name).path(place("facts")).found(id)),
            }
        }
        out
    }
}

/// The name of a format, as profiles write it.
#[must_use]
pub fn format_name(format: Format) -> &'static str {
    match format {
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
        Format::Jsonl => "jsonl",
        Format::Fixed => "fixed",
        _ => "",
    }
}

pub(crate) fn kind_name(kind: ColumnType) -> &'static str {
    match kind {
        ColumnType::Date => "date",
        ColumnType::Text => "text",
        ColumnType::Code => "code",
        ColumnType::Money => "money",
        ColumnType::Int => "int",
        ColumnType::Bool => "bool",
        _ => "ignore",
    }
}

/// An amount as ledgers write it: `1,234.50`, `¥1,234.5`, `1234.50元`, `USD 12`, `12 USD`.
pub(crate) fn amount(text: &str, currency: Option<Currency>) -> Option<ombud::model::Money> {
    let folded: String = text.chars().map(crate::fold::narrow).collect();
    let mut rest = trim(&folded);
    let mut named = currency;
    let is_code = |code: &str| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase());
    if let (Some(code), Some(after)) = (rest.get(..3).filter(|c| is_code(c)), rest.get(3..)) {
        named = code.parse().ok();
        rest = trim(after);
    } else if let Some(at) = rest.len().checked_sub(3)
        && let (Some(code), Some(before)) = (rest.get(at..).filter(|c| is_code(c)), rest.get(..at))
    {
        named = code.parse().ok();
        rest = trim(before);
    }
    // A sign says the currency only where it does not contradict the profile's.
    for (sign, meant) in [('$', "USD"), ('£', "GBP"), ('€', "EUR"), ('¥', "CNY"), ('元', "CNY")] {
        let without = if sign == '元' { rest.strip_suffix(sign) } else { rest.strip_prefix(sign) };
        if let Some(without) = without {
            named.filter(|named| named.as_str() == meant)?;
            rest = trim(without);
        }
    }
    let number = ungrouped(rest)?;
    format!("{}{}{number}", named?, ' ').parse().ok()
}

/// The number without separators of thousands; `None` where they stand in the wrong places.
pub(crate) fn ungrouped(text: &str) -> Option<String> {
    if !text.contains(',') {
        return Some(text.to_owned());
    }
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(w, f)| (w, Some(f)));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let mut groups = digits.split(',');
    let first = groups.next()?;
    let well = (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3);
    let plain = whole.replace(',', "");
    well.then(|| fraction.map_or_else(|| plain.clone(), |f| format!("{plain}.{f}")))
}
