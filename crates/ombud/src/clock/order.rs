//! Things that wait for each other: an order for them, and the rings that have none.

use std::collections::{BTreeMap, BTreeSet};

/// The positions, each after those it needs and otherwise as given; and the rings, each once: the
/// positions on the way round, each needing the next and the last the first.
///
/// `needs` holds, for each position, those it needs; others than positions are passed over.
pub(crate) fn order(needs: &[Vec<usize>]) -> (Vec<usize>, Vec<Vec<usize>>) {
    let mut waits: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    let mut users: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (user, needed) in needs.iter().enumerate() {
        let needed: BTreeSet<usize> = needed.iter().copied().filter(|at| *at < needs.len()).collect();
        needed.iter().for_each(|at| users.entry(*at).or_default().push(user));
        waits.insert(user, needed);
    }
    let mut ready: BTreeSet<usize> =
        waits.iter().filter(|(_, needed)| needed.is_empty()).map(|(at, _)| *at).collect();
    let mut done = Vec::new();
    let mut rings = Vec::new();
    while let Some((first, _)) = waits.first_key_value() {
        let next = ready.pop_first().unwrap_or_else(|| {
            // Nothing is ready: following what is needed must come back somewhere.
            let ring = ring(needs, &waits, *first);
            let next = ring.first().copied().unwrap_or(*first);
            rings.push(ring);
            next
        });
        waits.remove(&next);
        done.push(next);
        for user in users.get(&next).into_iter().flatten() {
            if let Some(needed) = waits.get_mut(user) {
                needed.remove(&next);
                if needed.is_empty() {
                    ready.insert(*user);
                }
            }
        }
    }
    (done, rings)
}

/// The ring to which the first needs lead among those that wait.
fn ring(needs: &[Vec<usize>], waits: &BTreeMap<usize, BTreeSet<usize>>, first: usize) -> Vec<usize> {
    let mut way = vec![first];
    let mut steps = BTreeMap::from([(first, 0)]);
    let mut at = first;
    while let Some(next) = needs.get(at).into_iter().flatten().find(|next| waits.contains_key(next)) {
        if let Some(start) = steps.get(next) {
            return way.split_off(*start);
        }
        steps.insert(*next, way.len());
        way.push(*next);
        at = *next;
    }
    way
}

#[cfg(test)]
mod tests {
    use super::order;

    #[test]
    fn what_is_needed_comes_first_and_the_rest_stays_as_given() {
        assert_eq!(order(&[vec![2], vec![], vec![1], vec![4, 9]]), (vec![1, 2, 0, 3], vec![]));
    }

    #[test]
    fn every_ring_is_told_once_and_what_leads_to_it_is_none() {
        let (done, rings) = order(&[vec![1], vec![2], vec![1], vec![3], vec![2]]);
        assert_eq!(done.len(), 5);
        assert_eq!(rings, [vec![1, 2], vec![3]]);
    }

    /// Four thousand ways lead to each of the later ones after a dozen steps: none is walked twice.
    #[test]
    fn many_ways_to_one_thing_are_no_more_work() {
        let needs: Vec<Vec<usize>> = (0..200_usize).map(|at| (at.saturating_sub(3)..at).collect()).collect();
        assert_eq!(order(&needs), ((0..200).collect(), vec![]));
    }
}
