//! What a header means: by the headers of the packed profiles, then by the names of the catalogue.

use std::collections::{BTreeSet, HashMap};

use ombud::{
    Engine,
    model::{Label, ValueType},
    pack::{COMPLAINT_FIELDS, ColumnDef, ColumnType, SourceDef},
};

use crate::fold::fold;

/// What is known of headers.
pub(super) struct Names<'e> {
    sources: Vec<&'e SourceDef>,
    headers: HashMap<String, Vec<(usize, &'e ColumnDef)>>,
    /// `None` where two things have one name.
    labels: HashMap<String, Option<(String, ColumnType)>>,
}

/// What a header may mean.
pub(super) enum Meaning<'e> {
    /// A packed profile has it; and whether that has other headers of the file too.
    Header(&'e SourceDef, &'e ColumnDef, bool),
    /// Packed profiles have it, and mean different things by it or are of other files: where a clock
    /// may start, that is left to a person.
    Several(Vec<(&'e SourceDef, &'e ColumnDef)>),
    /// The catalogue calls something so.
    Label(String, ColumnType),
    /// A header of a packed profile is much like it.
    Like(&'e ColumnDef),
}

impl<'e> Names<'e> {
    pub(super) fn new(engine: &'e Engine) -> Self {
        let sources: Vec<&SourceDef> = engine.bundle().sources.iter().collect();
        let mut headers: HashMap<String, Vec<(usize, &ColumnDef)>> = HashMap::new();
        for (at, source) in sources.iter().enumerate() {
            for column in source.column.iter().filter(|column| column.kind != ColumnType::Ignore) {
                for name in std::iter::once(&column.name).chain(&column.aliases) {
                    headers.entry(fold(name)).or_default().push((at, column));
                }
            }
        }
        let mut labels: HashMap<String, Option<(String, ColumnType)>> = HashMap::new();
        let mut add = |label: &Label, to: String, kind: ColumnType| {
            for name in [&label.zh, &label.en] {
                let known = labels.entry(fold(name)).or_insert_with(|| Some((to.clone(), kind)));
                if known.as_ref().is_some_and(|(known, _)| *known != to) {
                    *known = None;
                }
            }
        };
        let catalogue = engine.catalogue();
        for field in COMPLAINT_FIELDS {
            add(&Label::new(field, field), format!("complaint.{field}"), ColumnType::Text);
        }
        for fact in catalogue.facts().filter(|fact| fact.level == 0 && fact.from.is_empty()) {
            add(&fact.title, format!("fact:{}", fact.id), column_type(fact.kind));
        }
        for event in catalogue.events() {
            add(&event.title, format!("event:{}", event.id), ColumnType::Date);
            for field in &event.fields {
                add(&field.title, format!("event:{}.{}", event.id, field.id), column_type(field.kind));
            }
        }
        Names { sources, headers, labels }
    }

    /// Whether some profile has the header.
    pub(super) fn knows(&self, header: &str) -> bool {
        self.headers.contains_key(&fold(header))
    }

    /// The profiles that have most of the headers; none where no profile has two of them.
    pub(super) fn nearest<'h>(&self, headers: impl Iterator<Item = &'h str>) -> Vec<usize> {
        let mut counts = vec![0usize; self.sources.len()];
        for header in headers {
            let known = self.headers.get(&fold(header)).into_iter().flatten();
            for at in known.map(|(at, _)| *at).collect::<BTreeSet<usize>>() {
                if let Some(count) = counts.get_mut(at) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let most = counts.iter().copied().max().filter(|most| *most > 1);
        counts.iter().enumerate().filter(|(_, count)| Some(**count) == most).map(|(at, _)| at).collect()
    }

    pub(super) fn source(&self, at: usize) -> Option<&'e SourceDef> {
        self.sources.get(at).copied()
    }

    /// What the header means, by the nearest profiles before others.
    pub(super) fn meaning(&self, header: &str, nearest: &[usize]) -> Option<Meaning<'e>> {
        let folded = fold(header);
        if let Some(known) = self.headers.get(&folded) {
            let near: Vec<_> = known.iter().filter(|(at, _)| nearest.contains(at)).collect();
            let is_far = near.is_empty();
            let of = if is_far { known.iter().collect() } else { near };
            let of: Vec<_> =
                of.into_iter().filter_map(|(at, column)| Some((self.source(*at)?, *column))).collect();
            let one = of.windows(2).all(|pair| matches!(pair, [(_, a), (_, b)] if a.to == b.to));
            return match (of.first(), one) {
                (Some((source, column)), true) if !is_far || !is_event(column) => {
                    Some(Meaning::Header(source, column, !is_far))
                }
                _ => Some(Meaning::Several(of)),
            };
        }
        if let Some(Some((to, kind))) = self.labels.get(&folded) {
            return Some(Meaning::Label(to.clone(), *kind));
        }
        let long = |text: &str| text.chars().count() >= if text.is_ascii() { 5 } else { 2 };
        let like = self.headers.iter().filter(|(known, _)| {
            let within = known.contains(folded.as_str()) && long(&folded);
            within || (folded.contains(known.as_str()) && long(known))
        });
        let nearness = |(known, of): &(&String, &Vec<(usize, &ColumnDef)>)| {
            let here = of.iter().any(|(at, _)| nearest.contains(at));
            (here, std::cmp::Reverse(known.len().abs_diff(folded.len())), std::cmp::Reverse((*known).clone()))
        };
        let best = like.max_by_key(nearness)?;
        let of = best.1.iter().find(|(at, _)| nearest.contains(at)).or_else(|| best.1.first());
        of.map(|(_, column)| Meaning::Like(column))
    }
}

fn is_event(column: &ColumnDef) -> bool {
    column.to.as_deref().is_some_and(|to| to.starts_with("event:"))
}

fn column_type(kind: ValueType) -> ColumnType {
    match kind {
        ValueType::Bool => ColumnType::Bool,
        ValueType::Int => ColumnType::Int,
        ValueType::Money => ColumnType::Money,
        ValueType::Date | ValueType::Instant | ValueType::Moment => ColumnType::Date,
        ValueType::Enum | ValueType::Set => ColumnType::Code,
        _ => ColumnType::Text,
    }
}
