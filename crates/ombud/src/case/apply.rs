//! Events into state. Nothing here reads a rule, a clock or the time.

use super::{
    event::{CaseEvent, Change, FORMAT_VERSION, read},
    state::{Case, Entry, Run},
    structure::sound,
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Facts, Part, PartId, Party, Zone, canon},
};

/// The number of the event that opens a case.
const FIRST: u64 = 1;

impl Case {
    /// The case that an opening makes.
    ///
    /// # Errors
    /// `invalid_value` for an event that opens nothing; as [`apply`](Self::apply).
    pub fn begin(event: &CaseEvent) -> Result<Case> {
        let Some(Change::Opened { complaint, regimes, zone, life }) = event.changes.first() else {
            return Err(Error::new(ErrorCode::InvalidValue)
                .path("changes[0]")
                .expected("the opening of a case")
                .found(&event.act));
        };
        let mut case = Case {
            format_version: FORMAT_VERSION,
            complaint: complaint.as_ref().clone(),
            regimes: regimes.clone(),
            zone: Zone::new(zone).map_err(|error| error.path("changes[0].opened.zone"))?,
            life: life.clone(),
            facts: Facts::new(),
            parts: complaint.parts.iter().map(|part| (part.id.clone(), Facts::new())).collect(),
            runs: Vec::new(),
            history: Vec::new(),
            tasks: Vec::new(),
            number: 0,
            at: event.at,
        };
        case.take(event, 1)?;
        sound(&case)?;
        Ok(case)
    }

    /// Applies events, in their order: all of them, or none where one does not follow.
    ///
    /// # Errors
    /// `out_of_order` for one of another complaint, with another number than the next, or from before
    /// the last; `dangling_reference` where it names what is not there.
    pub fn apply<'e>(&mut self, events: impl IntoIterator<Item = &'e CaseEvent>) -> Result<()> {
        let mut next = self.clone();
        for event in events {
            next.take(event, 0)?;
        }
        sound(&next)?;
        *self = next;
        Ok(())
    }

    /// The case that these events make, the opening first.
    ///
    /// # Errors
    /// As [`begin`](Self::begin) and [`apply`](Self::apply).
    pub fn replay<'e>(events: impl IntoIterator<Item = &'e CaseEvent>) -> Result<Case> {
        let mut events = events.into_iter();
        let first = events.next().ok_or_else(|| {
            Error::new(ErrorCode::InvalidValue).expected("the opening of a case").found("no event")
        })?;
        let mut case = Case::begin(first)?;
        for event in events {
            case.take(event, 0)?;
        }
        sound(&case)?;
        Ok(case)
    }

    /// The case as a document.
    ///
    /// # Errors
    /// `too_large` past the limit of a document.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        canon::to_bytes(self)
    }

    /// Reads a snapshot. Nothing is fired and nothing evaluated.
    ///
    /// # Errors
    /// Those of [`canon::from_bytes`]; `unsupported_format`; what the check of the complaint finds.
    pub fn restore(bytes: &[u8]) -> Result<Case> {
        let case: Case = read(bytes)?;
        sound(&case)?;
        Ok(case)
    }

    /// `skip` changes were taken already: an opening makes the case it is applied to.
    pub(super) fn take(&mut self, event: &CaseEvent, skip: usize) -> Result<()> {
        let disorder = || Error::new(ErrorCode::OutOfOrder).item(&event.complaint);
        if event.complaint != self.complaint.id || self.number.checked_add(1) != Some(event.number) {
            let next = self.number.saturating_add(1);
            return Err(disorder()
                .path("number")
                .expected(format_args!("number {next} of {}", self.complaint.id))
                .found(format_args!("number {} of {}", event.number, event.complaint)));
        }
        if event.at < self.at {
            let error = disorder().path("at").expected(format_args!("{} or later", self.at));
            return Err(error.found(event.at));
        }
        for (i, change) in event.changes.iter().enumerate().skip(skip) {
            self.change(event, change).map_err(|error| error.path(format_args!("changes[{i}]")))?;
        }
        self.number = event.number;
        self.at = event.at;
        Ok(())
    }

    /// A part that is named is there.
    fn has_part(&self, part: Option<&PartId>) -> Result<()> {
        match part {
            Some(part) if !self.parts.contains_key(part) => Err(Error::new(ErrorCode::DanglingReference)
                .path("part")
                .expected("a part of the complaint")
                .found(part)),
            _ => Ok(()),
        }
    }

    /// Each new part knows what was known of the one that was divided, and stands where that stood.
    fn divide(&mut self, of: Option<&PartId>, parts: &[Part]) {
        let known = of.and_then(|of| self.parts.get(of)).cloned().unwrap_or_default();
        let mut lives: Vec<Run> = Vec::new();
        for run in self.runs.iter().filter(|run| run.workflow == self.life && run.part.as_ref() == of) {
            lives.extend(parts.iter().map(|part| Run { part: Some(part.id.clone()), ..run.clone() }));
        }
        if of.is_none() {
            self.runs.retain(|run| run.workflow != self.life || run.part.is_some());
        }
        self.runs.splice(0..0, lives);
        for part in parts {
            self.parts.entry(part.id.clone()).or_insert_with(|| known.clone());
        }
        self.complaint.parts.extend(parts.iter().cloned());
    }

    fn change(&mut self, by: &CaseEvent, change: &Change) -> Result<()> {
        let missing = |expected: &str, found: String| {
            Error::new(ErrorCode::DanglingReference).expected(expected).found(found)
        };
        match change {
            Change::Opened { .. } => {
                return Err(Error::new(ErrorCode::OutOfOrder).expected("one opening").found("a second one"));
            }
            Change::Recorded { event } => {
                if event.at.is_some_and(|at| at.date_in(&self.zone) > self.zone.date_of(by.at)) {
                    let error = Error::new(ErrorCode::OutOfOrder).path("recorded.event.at");
                    return Err(error.expected(format_args!("{} or earlier", by.at)).found(&event.kind));
                }
                self.history.push(Entry {
                    number: by.number,
                    act: by.act.clone(),
                    recorded: by.at,
                    event: event.clone(),
                    roles: by.roles.clone(),
                    second: by.second.clone(),
                    second_roles: by.second_roles.clone(),
                    reason: by.reason.clone(),
                    struck: None,
                });
            }
            Change::Stated { fact, part, is } => {
                self.has_part(part.as_ref())?;
                let facts = match part {
                    Some(part) => self.parts.entry(part.clone()).or_default(),
                    None => &mut self.facts,
                };
                facts.insert(fact.clone(), is.clone());
            }
            Change::Moved { workflow, part, instance, stands } => {
                let run = Run {
                    workflow: workflow.clone(),
                    part: part.clone(),
                    instance: instance.clone(),
                    stands: stands.clone(),
                };
                match self.runs.iter_mut().find(|known| known.workflow == *workflow && known.part == *part) {
                    Some(known) => *known = run,
                    None => self.runs.push(run),
                }
            }
            Change::Asked(task) => self.tasks.push(task.clone()),
            Change::Struck { number } => {
                // Without its receipt a complaint would owe nothing.
                let strikes = |entry: &&mut Entry| entry.number == *number && *number != FIRST;
                let entry = self.history.iter_mut().find(strikes);
                entry.ok_or_else(|| missing("an entry of the history", number.to_string()))?.struck =
                    Some(by.number);
            }
            Change::Divided { of, parts } => self.divide(of.as_ref(), parts),
            Change::Entered { party } => {
                match self.complaint.parties.iter_mut().find(|known| known.id == party.id) {
                    Some(known) => learn(known, party),
                    None => self.complaint.parties.push(party.as_ref().clone()),
                }
            }
            Change::Classed { part: None, to, .. } => self.complaint.kind = Some(*to),
            Change::Classed { part: Some(part), to, .. } => {
                let known = self.complaint.parts.iter_mut().find(|known| known.id == *part);
                known.ok_or_else(|| missing("a part", part.to_string()))?.kind = Some(*to);
            }
            Change::Linked { link } => self.complaint.links.push(link.clone()),
            Change::Unlinked { to, kind } => {
                self.complaint.links.retain(|link| link.to != *to || link.kind != *kind);
            }
        }
        Ok(())
    }
}

/// What is newly known of somebody, beside what was.
fn learn(known: &mut Party, party: &Party) {
    fn more<T: Clone>(known: &mut Vec<T>, new: &[T]) {
        if !new.is_empty() {
            *known = new.to_vec();
        }
    }
    known.role = party.role.clone();
    known.name = party.name.clone().or(known.name.take());
    known.kind = party.kind.or(known.kind);
    known.language = party.language.clone().or(known.language.take());
    more(&mut known.standings, &party.standings);
    more(&mut known.identities, &party.identities);
    more(&mut known.contact_points, &party.contact_points);
    more(&mut known.support_needs, &party.support_needs);
}
