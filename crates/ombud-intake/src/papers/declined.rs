//! How a row shows that a claim was declined.

use ombud::model::{Event, Moment, Value, Zone};

use crate::record::Row;

/// A notice of refusal went out.
const NOTICE: &str = "refusal_sent";
/// The claim was assessed, and whether it was found to be covered.
const ASSESSED: (&str, &str) = ("assessment_made", "covered");
/// The grounds that the firm gave.
const GROUNDS: &str = "declined.grounds";

/// What in a row shows that a claim was declined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sign {
    /// A notice of refusal was sent.
    Notice,
    /// The assessment found the claim not to be covered.
    NotCovered,
    /// The grounds of a refusal are given.
    Grounds,
}

/// What shows that a claim was declined as of then; nothing where nothing shows it. A complaint that was
/// not upheld is no declined claim.
#[must_use]
pub fn declined(row: &Row, as_of: Moment, zone: &Zone) -> Option<Sign> {
    let (kind, field) = ASSESSED;
    let not_covered = |event: &Event| event.fields.get(field) == Some(&Value::Bool(false));
    if told(row, as_of, zone).any(|event| event.kind.as_str() == NOTICE) {
        Some(Sign::Notice)
    } else if told(row, as_of, zone).any(|event| event.kind.as_str() == kind && not_covered(event)) {
        Some(Sign::NotCovered)
    } else {
        row.facts.iter().any(|(id, _)| id.as_str() == GROUNDS).then_some(Sign::Grounds)
    }
}

/// What had happened by then, as far as the row says.
pub(super) fn told<'r>(row: &'r Row, as_of: Moment, zone: &'r Zone) -> impl Iterator<Item = &'r Event> {
    row.events.iter().filter(move |event| event.at.is_none_or(|at| !at.is_after(as_of, zone)))
}
