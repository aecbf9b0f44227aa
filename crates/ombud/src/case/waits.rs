//! What was begun and waits for its end or its answer: a promise, a referral, an outside appraisal.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Rules,
    command::Command,
    papers::{before, day},
    present::Present,
    refusal::{Reason, Told},
    state::{Case, Entry, ends},
};
use crate::{
    model::{Bound, Date, Event, Label, Moment, PartId},
    pack::ActDef,
};

/// Something that waits for its end or its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Wait {
    /// The number of the event that began it.
    pub number: u64,
    /// What began it.
    pub event: Label,
    /// The part that it concerns; absent for all of the complaint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub part: Option<PartId>,
    /// Its reference.
    #[serde(rename = "ref", skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// Since when it waits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<Moment>,
    /// The day by which it was to end, where it names one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Whether that day has passed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub overdue: bool,
    /// The acts that end it.
    pub acts: Vec<String>,
}

/// Everything that waits, in the order in which it began.
pub(super) fn waits(rules: &Rules<'_>, case: &Case, today: Date) -> Vec<Wait> {
    open(rules, case)
        .into_iter()
        .map(|entry| {
            let until = until(rules, case, entry);
            let ends = |def: &&ActDef| def.answers.as_ref() == Some(&entry.event.kind);
            let acts = rules.book.acts().map(|act| &act.def).filter(ends);
            Wait {
                number: entry.number,
                event: rules.event(entry.event.kind.as_str()),
                part: entry.event.part.clone(),
                reference: entry.event.reference.clone(),
                since: entry.event.at,
                until,
                overdue: until.is_some_and(|until| until < today),
                acts: acts
                    .filter(|def| super::moves::belongs(case, def))
                    .map(|def| def.id.to_string())
                    .collect(),
            }
        })
        .collect()
}

/// The day to come that an entry names.
fn until(rules: &Rules<'_>, case: &Case, entry: &Entry) -> Option<Date> {
    let def = rules.book.catalogue().event(entry.event.kind.as_str()).ok()?;
    let ahead = def.fields.iter().filter(|field| field.bound == Some(Bound::Future));
    ahead.filter_map(|field| entry.event.fields.get(&field.id)).find_map(|value| day(value, case))
}

/// The entries that wait. An answer ends the one of its reference; without one, the last that waits.
pub(super) fn open<'c>(rules: &Rules<'_>, case: &'c Case) -> Vec<&'c Entry> {
    // What each event ends.
    let mut ends: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for def in rules.book.acts().map(|act| &act.def) {
        if let Some(start) = &def.answers {
            ends.entry(def.event.as_str()).or_default().insert(start.as_str());
        }
    }
    let starts: BTreeSet<&str> = ends.values().flatten().copied().collect();
    let mut open: Vec<&Entry> = Vec::new();
    for entry in case.counted() {
        let kind = entry.event.kind.as_str();
        if let Some(ended) = ends.get(kind) {
            let fits = |began: &&Entry| {
                ended.contains(began.event.kind.as_str()) && pairs(&began.event, &entry.event)
            };
            // The last of each part that is meant.
            let mut ended: BTreeSet<Option<&PartId>> = BTreeSet::new();
            for place in (0..open.len()).rev() {
                let began =
                    open.get(place).filter(|began| fits(began)).map(|began| began.event.part.as_ref());
                if began.is_some_and(|part| ended.insert(part)) {
                    open.remove(place);
                }
            }
        }
        if starts.contains(kind) {
            open.push(entry);
        }
    }
    open
}

fn pairs(began: &Event, ended: &Event) -> bool {
    ends(began.part.as_ref(), ended.part.as_ref())
        && (ended.reference.is_none() || ended.reference == began.reference)
}

/// What an act ends or answers must wait, and it must be clear which of several is meant.
pub(super) fn answers(
    present: &Present<'_>,
    def: &ActDef,
    command: &Command,
    event: &Event,
    reasons: &mut Vec<Told>,
) {
    let Some(start) = &def.answers else { return };
    let Present { rules, case, .. } = *present;
    let of_kind = || present.waiting().iter().copied().filter(|entry| entry.event.kind == *start);
    let mut fits: Vec<&Entry> = of_kind().filter(|entry| pairs(&entry.event, event)).collect();
    if fits.is_empty() && event.part.is_some() && of_kind().any(|entry| entry.event.part.is_none()) {
        reasons.push(rules.told(Reason::OfWhole, "case.refused.of_whole", &[]));
        return;
    }
    let title = rules.event(start.as_str());
    let Some(last) = fits.pop() else {
        let reason = Reason::NotYet { event: start.to_string() };
        reasons.push(rules.told(reason, "case.refused.not_yet", &[("event", &title)]));
        return;
    };
    let references: Vec<&str> =
        fits.iter().chain([&last]).filter_map(|entry| entry.event.reference.as_deref()).collect();
    if command.reference.is_none() && !fits.is_empty() && !references.is_empty() {
        reasons.push(rules.which(start, references.into_iter()));
    }
    if let Some(at) = event.at {
        before(rules, case, at, last, reasons);
    }
}
