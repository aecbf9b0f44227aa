//! The events of one complaint as a clock reads them: filtered by part and time, in a fixed order.

use crate::model::{Date, Event, Moment, PartId, Value, ValueType, Zone};

use super::def::Matcher;

/// Field values that an event must have.
pub(super) type Fields = Vec<(String, Value)>;

/// Whether an event is the one meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Match {
    Yes,
    No,
    /// It could be, but these fields are not filled.
    Missing(Vec<String>),
}

pub(super) fn matches(event: &Event, fields: &Fields) -> Match {
    let mut missing = Vec::new();
    for (name, wanted) in fields {
        match event.fields.get(name) {
            Some(found) if found == wanted => {}
            Some(_) => return Match::No,
            None => missing.push(name.clone()),
        }
    }
    if missing.is_empty() { Match::Yes } else { Match::Missing(missing) }
}

/// The papers a step needs that the event does not carry. A `false` is no paper.
pub(super) fn missing_papers(event: &Event, needs: &[String]) -> Vec<String> {
    let filled = |name: &String| match event.fields.get(name) {
        None | Some(Value::Bool(false)) => false,
        Some(Value::Text(text)) => !text.trim().is_empty(),
        Some(_) => true,
    };
    needs.iter().filter(|name| !filled(name)).cloned().collect()
}

/// The field of a withdrawal with who handles the complaint, who may not confirm it.
pub(super) const HANDLER: &str = "handler";

/// The text of a field, for a report.
pub(super) fn text_field(event: &Event, name: &str) -> Option<String> {
    event.fields.get(name).map(ToString::to_string)
}

/// Whether a field of the event can hold a deadline.
pub(super) fn is_deadline(kind: ValueType) -> bool {
    matches!(kind, ValueType::Date | ValueType::Instant | ValueType::Moment)
}

/// A matcher with typed values.
#[derive(Debug, Clone)]
pub(super) struct TypedMatcher {
    pub(super) event: crate::model::EventType,
    pub(super) fields: Fields,
}

impl TypedMatcher {
    pub(super) fn new(matcher: &Matcher, fields: Fields) -> Self {
        TypedMatcher { event: matcher.event.clone(), fields }
    }
}

/// The events of one part, as of a time.
pub(super) struct History<'a> {
    events: Vec<&'a Event>,
}

impl<'a> History<'a> {
    /// Events of the part (and of the whole complaint), without those after `as_of`.
    pub(super) fn new(events: &'a [Event], part: Option<&PartId>, as_of: Moment, zone: &Zone) -> Self {
        let events = events
            .iter()
            .filter(|event| event.part.is_none() || event.part.as_ref() == part)
            .filter(|event| event.at.is_none_or(|at| !at.is_after(as_of, zone)))
            .collect();
        History { events }
    }

    /// Events of a type, in their order: by day, then by instant, then by what they say.
    pub(super) fn of(&self, kind: &str, zone: &Zone) -> Vec<&'a Event> {
        let mut found: Vec<&Event> =
            self.events.iter().copied().filter(|event| event.kind.as_str() == kind).collect();
        // Events that differ in nothing else stand in the order of what they say, never of writing.
        let words =
            |event: &Event| format!("{:?}", (&event.by, &event.part, event.stated_timely, &event.fields));
        let key = |event: &'a Event| order(event.at, event.reference.as_deref(), zone);
        found.sort_by(|a, b| key(a).cmp(&key(b)).then_with(|| words(a).cmp(&words(b))));
        found
    }
}

/// Sorts the undated last and, within a day, those without a time first.
pub(super) fn order<'a>(
    at: Option<Moment>,
    reference: Option<&'a str>,
    zone: &Zone,
) -> (bool, Date, Option<i64>, Option<&'a str>) {
    let date = at.map_or(Date::MAX, |at| at.date_in(zone));
    let seconds = at.and_then(Moment::instant).map(crate::model::Instant::unix_seconds);
    (at.is_none(), date, seconds, reference)
}
