//! What is done time and again for a duty that no single act fulfils.

use super::state::Case;
use crate::{
    clock::Obligation,
    model::{Date, EventType},
    pack::Book,
};

/// What helps with a duty.
pub(super) struct Help<'b> {
    /// The event that is meant.
    pub(super) meant: &'b EventType,
    /// The day of the last event that helped.
    pub(super) last: Option<Date>,
}

/// What helps with a duty, where its clock names something.
pub(super) fn help<'b>(book: &'b Book, case: &Case, duty: &Obligation) -> Option<Help<'b>> {
    let regime = book.regime(duty.regime.as_str()).ok()?;
    let clock = regime.clocks().find(|clock| clock.id == duty.clock)?;
    let meant = &clock.helped_by.first()?.event;
    let entries =
        clock.helped_by.iter().filter_map(|help| case.last_of(help.event.as_str(), duty.part.as_ref()));
    let days = entries.filter_map(|entry| Some(entry.event.at?.date_in(case.zone())));
    Some(Help { meant, last: days.max() })
}
