//! Which of the timers that run must fire before which.

use std::collections::BTreeMap;

use crate::workflow::{instance::Instance, time::Time};

/// For each timer that runs, in the order of their numbers, those that fire just before it, by their
/// places: a timer fires before another where it was started no later, for no longer a time.
pub(super) fn before(instance: &Instance, started: &BTreeMap<u64, Time>) -> Vec<Vec<usize>> {
    let timers = &instance.timers;
    let mut out = vec![Vec::new(); timers.len()];
    let mut known: Vec<((i64, i64, u64), usize)> = Vec::new();
    for (at, timer) in timers.iter().enumerate() {
        if let (Some(due), Some(start)) = (timer.due, started.get(&timer.number)) {
            let start = start.millis();
            known.push(((due.millis().saturating_sub(start), start, timer.number), at));
        }
    }
    known.sort_unstable();
    for (place, ((_, start, _), at)) in known.iter().enumerate() {
        let Some(list) = out.get_mut(*at) else { continue };
        // Going back through the shorter ones: one that was started no later than another that is
        // noted fires before that one anyway.
        let mut latest = i64::MIN;
        for ((_, other, _), before) in known.get(..place).unwrap_or_default().iter().rev() {
            if latest == *start {
                break;
            }
            if other <= start && *other > latest {
                latest = *other;
                list.push(*before);
            }
        }
    }
    out
}
