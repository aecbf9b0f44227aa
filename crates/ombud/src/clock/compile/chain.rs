//! How clocks stand to each other: versions that follow, clocks that wait for clocks.

use std::collections::BTreeMap;

use super::{Clock, Group, Limb, Start};
use crate::{
    Error, ErrorCode,
    clock::{Which, order},
    model::{Dated, FOLLOW, RuleId, overlaps},
};

pub(super) fn check_versions(group: &mut Group, faults: &mut Vec<Error>) {
    let forces = group.versions.iter().map(|clock| clock.def.force()).enumerate();
    for (nth, found) in overlaps(forces.collect()) {
        faults.push(
            Error::new(ErrorCode::InvalidValue)
                .item(&group.id)
                .kind("clock")
                .nth(nth)
                .path("effective_from")
                .expected(FOLLOW)
                .found(found),
        );
    }
    group.versions.sort_by_key(|clock| clock.def.force().start());
}

/// Who waits for a clock waits for one run of it: of several, only the first would be seen.
pub(super) fn check_single(group: &Group, groups: &[Group], faults: &mut Vec<Error>) {
    let each = |clock: &Clock| {
        let each = |limb: &Limb| matches!(limb.start, Start::Event { which: Which::Each, .. });
        matches!(clock.limbs.as_slice(), [limb] if each(limb))
    };
    for (nth, clock) in group.versions.iter().enumerate() {
        for (id, path) in dependencies(clock) {
            let found = groups.iter().find(|other| other.id == *id);
            if found.is_some_and(|other| other.versions.iter().any(each)) {
                faults.push(
                    Error::new(ErrorCode::InvalidValue)
                        .item(&group.id)
                        .kind("clock")
                        .nth(nth)
                        .path(path)
                        .expected("a clock that runs once")
                        .found(format_args!("`{id}`, which runs for each event")),
                );
            }
        }
    }
}

/// The clocks that a clock waits for, and where it says so.
fn dependencies(clock: &Clock) -> impl Iterator<Item = (&RuleId, String)> {
    let single = clock.def.limb.is_empty();
    let starts = clock.limbs.iter().enumerate().filter_map(move |(i, limb)| {
        let outer = if single { String::new() } else { format!("limb[{i}].") };
        match &limb.start {
            Start::Expired(id) => Some((id, format!("{outer}trigger.expired"))),
            Start::Met(id) => Some((id, format!("{outer}trigger.met"))),
            Start::Event { .. } => None,
        }
    });
    let within = clock.starts_if.iter().filter_map(|(_, within)| within.as_ref());
    let within = within.map(|id| (id, "starts_if.within".to_owned()));
    let met = clock.met_by.iter().enumerate();
    let met = met.filter_map(|(i, met)| Some((met.if_met.as_ref()?, format!("met_by[{i}].if_met"))));
    starts
        .chain(within)
        .chain(met)
        .chain(clock.def.derive.iter().map(|derive| (&derive.from, "derive.from".to_owned())))
}

/// A clock of a ring, the place where it names the next, and the way round.
type Ring = (RuleId, String, String);

/// Puts every clock after those it depends on, in the authored order otherwise; and the rings,
/// each once.
pub(super) fn sorted(groups: Vec<Group>) -> (Vec<Group>, Vec<Ring>) {
    let ids: Vec<RuleId> = groups.iter().map(|group| group.id.clone()).collect();
    let at: BTreeMap<&RuleId, usize> = ids.iter().enumerate().map(|(at, id)| (id, at)).collect();
    let needs: Vec<Vec<(usize, String)>> = groups
        .iter()
        .map(|group| {
            let needed = group.versions.iter().flat_map(dependencies);
            needed.filter_map(|(id, path)| Some((*at.get(id)?, path))).collect()
        })
        .collect();
    let positions: Vec<Vec<usize>> =
        needs.iter().map(|needed| needed.iter().map(|(at, _)| *at).collect()).collect();
    let (order, rings) = order(&positions);
    let rings = rings.iter().filter_map(|ring| {
        let first = ring.first()?;
        let second = ring.get(1).unwrap_or(first);
        let (_, path) = needs.get(*first)?.iter().find(|(at, _)| at == second)?;
        let round: Vec<&str> =
            ring.iter().chain([first]).filter_map(|at| ids.get(*at)).map(RuleId::as_str).collect();
        Some((ids.get(*first)?.clone(), path.clone(), round.join(" → ")))
    });
    let rings = rings.collect();
    let mut waiting: BTreeMap<usize, Group> = groups.into_iter().enumerate().collect();
    (order.iter().filter_map(|at| waiting.remove(at)).collect(), rings)
}
