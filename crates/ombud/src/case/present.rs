//! A case at a time, and what is worked out of it once for all the commands that are tried.

use std::cell::OnceCell;

use super::{
    Rules,
    duties::obligations,
    run::Running,
    state::{Case, Entry},
    waits::open,
};
use crate::{clock::Obligation, error::Result, model::Instant};

/// What a command is tried against. The acts of a case are tried for each of its parts, and the
/// clocks answer for all parts at once: asked by each trial, they would be asked the square of it.
pub(super) struct Present<'a> {
    pub(super) rules: &'a Rules<'a>,
    pub(super) case: &'a Case,
    pub(super) now: Instant,
    pub(super) runs: Vec<Running>,
    duties: OnceCell<Vec<Obligation>>,
    waiting: OnceCell<Vec<&'a Entry>>,
}

impl<'a> Present<'a> {
    /// # Errors
    /// Those of [`Running::all`].
    pub(super) fn new(rules: &'a Rules<'a>, case: &'a Case, now: Instant) -> Result<Self> {
        let runs = Running::all(rules.book, case)?;
        Ok(Present { rules, case, now, runs, duties: OnceCell::new(), waiting: OnceCell::new() })
    }

    /// # Errors
    /// Those of [`obligations`].
    pub(super) fn duties(&self) -> Result<&[Obligation]> {
        if let Some(known) = self.duties.get() {
            return Ok(known);
        }
        let duties = obligations(self.rules.book, self.case, self.now.into())?;
        Ok(self.duties.get_or_init(|| duties))
    }

    /// The entries that wait.
    pub(super) fn waiting(&self) -> &[&'a Entry] {
        self.waiting.get_or_init(|| open(self.rules, self.case))
    }
}

#[cfg(test)]
mod tests {
    use crate::{
        Engine,
        case::{Opening, Person, duties::ASKED},
        model::{Complaint, ComplaintId, Instant, Part, PartId},
    };

    /// How often the clocks are asked for the advice of a complaint that has parts.
    fn asked(parts: usize) -> usize {
        let at: Instant = "2026-03-02T09:30:00+08:00".parse().unwrap();
        let mut complaint = Complaint::builder(ComplaintId::new("TS-1").unwrap(), at);
        for i in 0..parts {
            complaint = complaint.part(Part::new(PartId::new(format!("p{i}")).unwrap(), "a matter"));
        }
        let opening =
            Opening::new(complaint.build().unwrap(), "cn-complaint", ["cn-complaints-2020"]).unwrap();
        let case = Engine::builtin().unwrap().open(&opening, at).unwrap();
        ASKED.set(0);
        assert!(case.advice(&Person::new("sun", ["handler"]), at).unwrap().len() > 2);
        ASKED.get()
    }

    #[test]
    fn the_clocks_are_asked_as_often_for_many_parts_as_for_few() {
        assert_eq!(asked(12), asked(2));
    }
}
