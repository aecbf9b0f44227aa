//! Law time: which version of an item counts.

use std::fmt;

use super::{AppliesBy, Confidence, Date, RuleId};
use crate::{Error, ErrorCode, error::Result};

/// The days on which a version holds, and how sure it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Force {
    /// The first day in force.
    pub from: Option<Date>,
    /// The day of the version read, where the start is not known.
    pub by: Option<Date>,
    /// The last day in force.
    pub to: Option<Date>,
    /// Which day selects the version.
    pub applies_by: AppliesBy,
    /// How sure it is.
    pub confidence: Confidence,
}

impl Force {
    /// The first day, as far as is known.
    #[must_use]
    pub fn start(&self) -> Option<Date> {
        self.from.or(self.by)
    }

    /// Whether it holds on a day. One whose start is not known holds on every day before, too.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.from.is_none_or(|from| day >= from) && self.to.is_none_or(|to| day <= to)
    }

    /// Whether a day lies before the version that was read: its mark is lowered, it drops nothing.
    #[must_use]
    pub fn is_early(&self, day: Date) -> bool {
        self.by.is_some_and(|by| day < by)
    }

    fn holds(&self, trigger: Date, as_of: Date) -> bool {
        self.holds_on(self.day(trigger, as_of))
    }

    fn day(&self, trigger: Date, as_of: Date) -> Date {
        match self.applies_by {
            AppliesBy::Trigger => trigger,
            AppliesBy::AsOf => as_of,
        }
    }

    /// How sure it is of a case of that day: an unknown start lowers the mark of earlier ones.
    #[must_use]
    pub fn confidence(&self, trigger: Date, as_of: Date) -> Confidence {
        let early = self.is_early(self.day(trigger, as_of));
        if early { self.confidence.lowered() } else { self.confidence }
    }
}

/// From the first day to the last; dots where it is not known.
impl fmt::Display for Force {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let day = |day: Option<Date>| day.map_or("…".to_owned(), |day| day.to_string());
        write!(f, "[{}, {}]", day(self.start()), day(self.to))
    }
}

/// An item with days of force.
pub trait Dated {
    /// Its name.
    fn id(&self) -> &RuleId;
    /// Its days.
    fn force(&self) -> Force;
}

/// Gives a definition with an id and days in force its [`Dated`].
macro_rules! dated {
    ($type:ty) => {
        impl $crate::model::Dated for $type {
            fn id(&self) -> &$crate::model::RuleId {
                &self.id
            }

            fn force(&self) -> $crate::model::Force {
                $crate::model::Force {
                    from: self.effective_from,
                    by: self.in_force_by,
                    to: self.effective_to,
                    applies_by: self.applies_by,
                    confidence: self.confidence,
                }
            }
        }
    };
}
pub(crate) use dated;

/// What versions of one rule must do.
pub(crate) const FOLLOW: &str = "versions of one rule that follow each other without overlap";

/// Versions of one item that hold on the same day: the number of the later one, and both ranges.
pub(crate) fn overlaps(mut versions: Vec<(usize, Force)>) -> Vec<(usize, String)> {
    versions.sort_by_key(|(_, force)| force.start());
    let pairs = versions.windows(2).filter_map(|pair| {
        let [(_, earlier), (nth, later)] = pair else { return None };
        let overlap = earlier.to.is_none_or(|to| later.start().is_none_or(|from| to >= from));
        overlap.then(|| (*nth, format!("{earlier} and {later}")))
    });
    pairs.collect()
}

/// The successive versions of one item, never empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Versions<T>(Vec<T>);

impl<T: Dated> Versions<T> {
    /// One version.
    pub fn one(version: T) -> Self {
        Versions(vec![version])
    }

    /// Adds a version of the same item.
    pub fn add(&mut self, version: T) {
        self.0.push(version);
        self.0.sort_by_key(|version| version.force().start());
    }

    /// Every version, by its first day.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter()
    }

    /// The version for a case that began on one day and is asked about on another. A version that
    /// says that it takes over running cases is looked for first, as clocks do.
    ///
    /// # Errors
    /// `unknown_item` where none was in force.
    pub fn at(&self, trigger: Date, as_of: Date) -> Result<&T> {
        let counts = |version: &&T, wanted: AppliesBy| {
            let force = version.force();
            force.applies_by == wanted && force.holds(trigger, as_of)
        };
        let by_asking = self.0.iter().rev().find(|version| counts(version, AppliesBy::AsOf));
        // The earliest that holds: a later one whose start is not known would hold always.
        let by_trigger = || self.0.iter().find(|version| counts(version, AppliesBy::Trigger));
        by_asking.or_else(by_trigger).ok_or_else(|| {
            let error = Error::new(ErrorCode::UnknownItem);
            let error = match self.0.first() {
                Some(version) => error.item(version.id()),
                None => error,
            };
            error.expected("a day on which a version is in force").found(trigger)
        })
    }
}
