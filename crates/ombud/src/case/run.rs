//! The workflows of a case: restored from what its events say, stepped, and written down again.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    event::{Change, Task},
    state::{Case, Run},
};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Facts, Instant, Json, Label, PartId, Value},
    pack::Book,
    workflow::{self, Chart, Emitted, Instance, Outcome, Refusal, Signal, Time, step},
};

/// Whether the packs hold the version of a workflow that a case is pinned to.
pub(super) fn is_at_hand(book: &Book, run: &Run) -> bool {
    book.workflow_version(&run.workflow, run.version()).is_ok()
}

/// A workflow that runs, and what became of it so far.
#[derive(Clone)]
pub(super) struct Running {
    pub(super) workflow: String,
    pub(super) part: Option<PartId>,
    pub(super) chart: Arc<Chart>,
    pub(super) instance: Instance,
    asked: Vec<Task>,
    moved: bool,
}

impl Running {
    /// One that has yet to begin.
    ///
    /// # Errors
    /// `unknown_item`.
    pub(super) fn fresh(book: &Book, workflow: &str, part: Option<&PartId>) -> Result<Running> {
        let chart = Arc::clone(book.workflow(workflow)?);
        let instance = chart.instance();
        let (workflow, part) = (workflow.to_owned(), part.cloned());
        Ok(Running { workflow, part, chart, instance, asked: Vec::new(), moved: false })
    }

    /// One that goes on, under the version that it is pinned to.
    ///
    /// # Errors
    /// `unknown_item` where the book holds another version; `invalid_value` where it cannot have come
    /// to where it is said to stand.
    fn again(book: &Book, run: &Run) -> Result<Running> {
        let chart = Arc::clone(book.workflow_version(&run.workflow, run.version())?);
        let instance = Instance::restore(&chart, &run.instance.to_bytes())?;
        let (workflow, part) = (run.workflow.clone(), run.part.clone());
        Ok(Running { workflow, part, chart, instance, asked: Vec::new(), moved: false })
    }

    /// Every workflow of a case that has not come to its end and whose version the packs hold. That
    /// of another version stands still: its duties and its history can be read all the same.
    ///
    /// # Errors
    /// As [`again`](Self::again).
    pub(super) fn all(book: &Book, case: &Case) -> Result<Vec<Running>> {
        let running = case.runs.iter().filter(|run| !run.is_done() && is_at_hand(book, run));
        running.map(|run| Running::again(book, run)).collect()
    }

    /// Takes a signal; the refusal, where it is refused.
    ///
    /// # Errors
    /// Those of [`step`].
    pub(super) fn take(&mut self, signal: &Signal<'_>, now: Instant) -> Result<Option<Box<Refusal>>> {
        match step(&self.chart, &self.instance, signal, Time::from(now))? {
            Outcome::Refused(refusal) => Ok(Some(refusal)),
            Outcome::Moved(change) => {
                let asked: Vec<Task> = change.emitted().iter().map(|asked| self.task(asked)).collect();
                self.asked.extend(asked);
                self.instance.apply(*change)?;
                self.moved = true;
                Ok(None)
            }
        }
    }

    /// Goes where another system let it go. What was to be done on the way was asked of others.
    ///
    /// # Errors
    /// Those of [`Instance::apply`].
    pub(super) fn follow(&mut self, change: workflow::Change) -> Result<()> {
        self.instance.apply(change)?;
        self.moved = true;
        Ok(())
    }

    /// Begins.
    ///
    /// # Errors
    /// As [`take`](Self::take); `invalid_value` where the workflow refuses to begin.
    pub(super) fn begin(&mut self, facts: &Facts, now: Instant) -> Result<()> {
        match self.take(&Signal::begin().facts(facts), now)? {
            None => Ok(()),
            Some(refusal) => Err(Error::new(ErrorCode::InvalidWorkflow)
                .item(&self.chart.definition().id)
                .expected("a workflow that begins")
                .found(refusal.kind.of_workflow())),
        }
    }

    /// The timers that wait for a clock: their numbers, the clock, and when they are due so far.
    pub(super) fn waiting(&self) -> Vec<(u64, String, Option<Time>)> {
        let definition = self.chart.definition();
        let clock = |id: &str| {
            let mut timers = definition.every_state().flat_map(|state| &state.timers);
            timers.find(|timer| timer.id == id)?.clock.as_ref().map(ToString::to_string)
        };
        let timers = self.instance.timers().iter();
        timers
            .filter_map(|timer| Some((timer.number(), clock(timer.id(&self.chart))?, timer.due())))
            .collect()
    }

    /// Says when a timer is due.
    ///
    /// # Errors
    /// `unknown_item` where no such timer runs.
    pub(super) fn set_due(&mut self, number: u64, due: Option<Time>) -> Result<()> {
        self.instance.set_due(number, due)?;
        self.moved = true;
        Ok(())
    }

    fn task(&self, asked: &Emitted) -> Task {
        let fields = asked.fields().filter_map(|(name, value)| Some((name.to_owned(), value?.clone())));
        Task {
            workflow: self.chart.definition().id.clone(),
            effect: asked.effect(&self.chart).to_owned(),
            kind: asked.kind().to_owned(),
            fields: fields.collect::<BTreeMap<String, Value>>(),
        }
    }

    /// Its active states, as people call them.
    pub(super) fn stands(&self) -> Vec<Label> {
        let definition = self.chart.definition();
        let title = |id: &str| {
            let found = definition.every_state().find(|state| state.id == id);
            found.map_or_else(|| Label::same(id), |state| state.title.clone())
        };
        self.instance.leaves(&self.chart).map(title).collect()
    }

    /// What it came to, as results of a command; none where it did nothing.
    ///
    /// # Errors
    /// `internal` where the instance has no document.
    pub(super) fn changes(self) -> Result<Vec<Change>> {
        if !self.moved {
            return Ok(Vec::new());
        }
        let instance = Json::parse(&self.instance.snapshot(&self.chart)?)?;
        let stands = self.stands();
        let mut out = vec![Change::Moved { workflow: self.workflow, part: self.part, instance, stands }];
        out.extend(self.asked.into_iter().map(Change::Asked));
        Ok(out)
    }
}
