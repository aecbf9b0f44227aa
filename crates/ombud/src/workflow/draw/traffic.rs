//! What a set of cases did in a workflow, for a drawing with numbers.

use std::collections::BTreeMap;

use super::super::{Explanation, Happened, Time};
use crate::model::Lang;

/// How often each transition was taken, and how long each state was held.
///
/// ```
/// # use ombud::workflow::{Explanation, Happened, Time, draw::Traffic};
/// let step = |states: [&str; 2]| {
///     Explanation(vec![Happened::Left(states[0].into()), Happened::Entered(states[1].into())])
/// };
/// let begun = Explanation(vec![Happened::Entered("open".into())]);
/// let closed = step(["open", "closed"]);
/// let mut traffic = Traffic::default();
/// traffic.add([(Time::from_millis(0), &begun), (Time::from_millis(7_200_000), &closed)]);
/// let open = traffic.stay("open").unwrap();
/// assert_eq!((open.visits, open.ended, open.mean_millis()), (1, 1, Some(7_200_000)));
/// assert_eq!(traffic.stay("closed").unwrap().mean_millis(), None);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Traffic {
    taken: BTreeMap<String, u64>,
    stays: BTreeMap<String, Stay>,
}

/// How cases stayed in a state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stay {
    /// How often it was entered.
    pub visits: u64,
    /// How often it was left again.
    pub ended: u64,
    /// How long those stays lasted together, in milliseconds.
    pub millis: i64,
}

impl Stay {
    /// How long a stay that ended lasted on average, in milliseconds.
    #[must_use]
    pub fn mean_millis(&self) -> Option<i64> {
        self.millis.checked_div(i64::try_from(self.ended).ok()?)
    }
}

impl Traffic {
    /// Adds one case: when each of its steps was, and what happened in it, from the beginning.
    pub fn add<'e>(&mut self, steps: impl IntoIterator<Item = (Time, &'e Explanation)>) {
        let mut since: BTreeMap<&str, Time> = BTreeMap::new();
        for (now, explanation) in steps {
            for happened in &explanation.0 {
                match happened {
                    Happened::Taken(transition) => {
                        let taken = self.taken.entry(transition.clone()).or_default();
                        *taken = taken.saturating_add(1);
                    }
                    Happened::Entered(state) => {
                        let stay = self.stays.entry(state.clone()).or_default();
                        stay.visits = stay.visits.saturating_add(1);
                        since.insert(state, now);
                    }
                    Happened::Left(state) => {
                        let Some(from) = since.remove(state.as_str()) else { continue };
                        let stay = self.stays.entry(state.clone()).or_default();
                        stay.ended = stay.ended.saturating_add(1);
                        let length = now.millis().saturating_sub(from.millis());
                        stay.millis = stay.millis.saturating_add(length);
                    }
                    _ => {}
                }
            }
        }
    }

    /// How often a transition was taken.
    #[must_use]
    pub fn taken(&self, transition: &str) -> u64 {
        self.taken.get(transition).copied().unwrap_or_default()
    }

    /// How cases stayed in a state; nothing where none came there.
    #[must_use]
    pub fn stay(&self, state: &str) -> Option<Stay> {
        self.stays.get(state).copied()
    }

    /// What stands beside a state: how many came, and how long those who left had stayed.
    pub(super) fn beside_state(&self, state: &str, lang: Lang) -> String {
        let stay = self.stay(state).unwrap_or_default();
        match stay.mean_millis() {
            Some(mean) => format!(" ×{} ⌀{}", stay.visits, length(mean, lang)),
            None => format!(" ×{}", stay.visits),
        }
    }

    /// What stands beside a transition: how often it was taken.
    pub(super) fn beside_transition(&self, transition: &str) -> String {
        format!(" ×{}", self.taken(transition))
    }
}

/// Milliseconds in the largest unit that they fill, with one decimal, rounded down.
fn length(millis: i64, lang: Lang) -> String {
    const UNITS: [(i64, &str, &str); 4] =
        [(86_400_000, "天", "d"), (3_600_000, "小时", "h"), (60_000, "分", "min"), (1_000, "秒", "s")];
    let filled = UNITS.into_iter().find(|(unit, _, _)| millis >= *unit).unwrap_or((1_000, "秒", "s"));
    let (unit, zh, en) = filled;
    let tenths = millis.saturating_mul(10).checked_div(unit).unwrap_or_default();
    let number = format!("{}.{}", tenths.div_euclid(10), tenths.rem_euclid(10));
    match lang {
        Lang::Zh => format!("{number}{zh}"),
        Lang::En => format!("{number} {en}"),
    }
}
