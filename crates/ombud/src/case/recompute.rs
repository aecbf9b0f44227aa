//! The same history under other packs: what comes out differently, and what that is due to.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::{
    Rules,
    duties::{Mark, obligations},
    event::CaseEvent,
    state::Case,
};
use crate::{
    Error, ErrorCode,
    clock::{ClockDef, Obligation},
    error::Result,
    model::{Date, Dated, PartId, RegimeId, RuleId},
    pack::Book,
};

/// What a difference is due to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cause {
    /// The law changed: another version of the rule applies.
    Law,
    /// The packs were put right: the same version says something else.
    PackCorrection,
    /// The engine answers in another way.
    Engine,
}

/// One clock that comes out differently.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Difference {
    /// What it is due to.
    pub cause: Cause,
    /// What it was; nothing where the clock did not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Mark>,
    /// What it is; nothing where the clock does not run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Mark>,
}

type Key = (RegimeId, RuleId, Option<PartId>, Option<String>);

fn key(mark: &Mark) -> Key {
    (mark.regime.clone(), mark.clock.clone(), mark.part.clone(), mark.reference.clone())
}

/// Asks the clocks again, as of the last event, under other packs, and says what each difference is
/// due to. `at_hand` are the packs that are kept; those that decided the last event must be among
/// them, and no others ever stand in for them.
///
/// # Errors
/// `unknown_item` where the packs of the last event are not at hand; those of [`Case::replay`] and of
/// [`obligations`].
pub fn recompute(events: &[CaseEvent], at_hand: &[Rules<'_>], with: &Rules<'_>) -> Result<Vec<Difference>> {
    let case = Case::replay(events)?;
    let Some(last) = events.last() else { return Ok(Vec::new()) };
    let held = at_hand.iter().chain([with]).find(|rules| rules.bundle == last.bundle);
    let before = held.ok_or_else(|| {
        Error::new(ErrorCode::UnknownItem)
            .item(&last.bundle)
            .expected("the packs that decided the case, at hand")
            .found("others")
    })?;
    let stored: BTreeMap<Key, &Mark> = last.duties.iter().map(|mark| (key(mark), mark)).collect();
    let old = asked(before.book, &case, last)?;
    let new = asked(with.book, &case, last)?;
    let keys: BTreeSet<&Key> = stored.keys().chain(old.keys()).chain(new.keys()).collect();
    let mut out = Vec::new();
    for key in keys {
        let (was, is, would) = (stored.get(key).copied(), old.get(key), new.get(key));
        if was != is.map(|(mark, _)| mark) {
            let after = is.map(|(mark, _)| mark.clone());
            out.push(Difference { cause: Cause::Engine, before: was.cloned(), after });
        }
        if is.map(|(mark, _)| mark) != would.map(|(mark, _)| mark) {
            let day = would.or(is).and_then(|(_, duty)| day(&case, duty));
            let cause = cause(before.book, with.book, key, day);
            let mark = |found: Option<&(Mark, Obligation)>| found.map(|(mark, _)| mark.clone());
            out.push(Difference { cause, before: mark(is), after: mark(would) });
        }
    }
    Ok(out)
}

fn asked(book: &Book, case: &Case, last: &CaseEvent) -> Result<BTreeMap<Key, (Mark, Obligation)>> {
    let duties = obligations(book, case, last.at.into())?;
    Ok(duties.into_iter().map(|duty| (key(&Mark::from(&duty)), (Mark::from(&duty), duty))).collect())
}

/// The day that selects the version.
fn day(case: &Case, duty: &Obligation) -> Option<Date> {
    Some(duty.trigger.as_ref()?.at?.date_in(case.zone()))
}

fn cause(old: &Book, new: &Book, (regime, clock, ..): &Key, day: Option<Date>) -> Cause {
    let versions = |book: &Book| -> Vec<ClockDef> {
        let regime = book.regime(regime.as_str());
        regime.map_or_else(|_| Vec::new(), |x| x.clocks().filter(|def| def.id == *clock).cloned().collect())
    };
    let on = |defs: &[ClockDef]| {
        let holds = |def: &&ClockDef| day.is_none_or(|day| def.force().holds_on(day));
        defs.iter().rev().find(holds).map(|def| def.force().start())
    };
    let (before, after) = (versions(old), versions(new));
    match (on(&before), on(&after)) {
        // The packs knew nothing of it: new law, if it is younger than all that they knew.
        (None, Some(start)) if before.is_empty() => {
            let youngest = old
                .regime(regime.as_str())
                .ok()
                .and_then(|regime| regime.clocks().filter_map(|def| def.force().start()).max());
            if start > youngest { Cause::Law } else { Cause::PackCorrection }
        }
        (before, after) if before != after => Cause::Law,
        _ if published(old, new, regime) => Cause::Law,
        _ => Cause::PackCorrection,
    }
}

/// Whether the calendar of a regime got years that it did not have.
fn published(old: &Book, new: &Book, regime: &RegimeId) -> bool {
    let years = |book: &Book| -> BTreeSet<i16> {
        let calendar = book.regime(regime.as_str()).ok().and_then(|x| x.def().calendar.clone());
        let def = calendar.and_then(|id| book.bundle().calendars.iter().find(|def| def.id == id).cloned());
        def.map_or_else(BTreeSet::new, |def| def.year.iter().map(|year| year.year).collect())
    };
    !years(new).is_subset(&years(old))
}
