//! A case in the hands of an embedder: the engine, where the case stands, and the events so far.

use super::{Duty, Engine, Regime};
use crate::{
    case::{
        self, Advice, CaseEvent, Check, Command, Decision, Difference, Opening, Person, Rules, Said, View,
        obligations,
    },
    error::Result,
    model::{Instant, Moment},
};

impl Engine {
    /// What a case is decided by.
    #[must_use]
    pub fn rules(&self) -> Rules<'_> {
        Rules { book: &self.0.book, bundle: &self.0.hash, words: &self.0.phrasebook }
    }

    /// Opens a case.
    ///
    /// ```
    /// use ombud::{Engine, case::{Command, Decision, Opening, Person}, model::{Complaint, ComplaintId, Instant, Lang}};
    /// let engine = Engine::builtin()?;
    /// let received: Instant = "2026-03-02T09:30:00+08:00".parse()?;
    /// let complaint = Complaint::builder(ComplaintId::new("TS-1")?, received).build()?;
    /// let mut case = engine.open(&Opening::new(complaint, "cn-complaint", ["cn-complaints-2020"])?, received)?;
    /// let assign = Command::new("assign", Person::new("qian", ["manager"]))
    ///     .set("handler", "sun")
    ///     .set("no_interest", "yes");
    /// match case.decide(&assign, "2026-03-02T10:00:00+08:00".parse()?)? {
    ///     Decision::Accepted(events) => case.apply(events)?, // the only way a case changes
    ///     Decision::Refused(why) => println!("{}", why.render(Lang::En)),
    /// }
    /// assert_eq!(case.view(&Person::new("sun", ["handler"]), "2026-03-03T09:00:00+08:00".parse()?)?
    ///     .stands[0].states[0].en, "Being verified");
    /// # Ok::<(), ombud::Error>(())
    /// ```
    ///
    /// # Errors
    /// Those of [`case::open`].
    pub fn open(&self, opening: &Opening, now: Instant) -> Result<Case> {
        let event = case::open(&self.rules(), opening, now)?;
        let state = case::Case::begin(&event)?;
        Ok(Case { engine: self.clone(), state, log: vec![event] })
    }

    /// The case that these events make, the opening first. No rule is evaluated.
    ///
    /// # Errors
    /// Those of [`case::Case::replay`].
    pub fn replay(&self, events: Vec<CaseEvent>) -> Result<Case> {
        let state = case::Case::replay(&events)?;
        Ok(Case { engine: self.clone(), state, log: events })
    }

    /// The case of a snapshot, with the events after it still to come. Nothing is fired.
    ///
    /// # Errors
    /// Those of [`case::Case::restore`].
    pub fn restore(&self, snapshot: &[u8]) -> Result<Case> {
        Ok(Case { engine: self.clone(), state: case::Case::restore(snapshot)?, log: Vec::new() })
    }
}

/// A case of an engine. Reads as the [`case::Case`] it holds.
#[derive(Debug, Clone)]
pub struct Case {
    engine: Engine,
    state: case::Case,
    log: Vec<CaseEvent>,
}

impl Case {
    /// What a command comes to: events, or a refusal. The case stays as it is.
    ///
    /// # Errors
    /// Those of [`case::decide`].
    pub fn decide(&self, command: &Command, now: Instant) -> Result<Decision> {
        case::decide(&self.engine.rules(), &self.state, command, now)
    }

    /// The timers that are due, fired: events to be applied.
    ///
    /// # Errors
    /// Those of [`case::fire_due`].
    pub fn fire_due(&self, now: Instant) -> Result<Vec<CaseEvent>> {
        case::fire_due(&self.engine.rules(), &self.state, now)
    }

    /// Applies events and keeps them.
    ///
    /// # Errors
    /// Those of [`case::Case::apply`].
    pub fn apply(&mut self, events: Vec<CaseEvent>) -> Result<()> {
        self.state.apply(&events)?;
        self.log.extend(events);
        Ok(())
    }

    /// The events that were applied here, in order; all of them unless the case came from a snapshot.
    #[must_use]
    pub fn log(&self) -> &[CaseEvent] {
        &self.log
    }

    /// What every clock says, as of a time.
    ///
    /// # Errors
    /// Those of [`obligations`].
    pub fn due(&self, as_of: impl Into<Moment>) -> Result<Vec<Duty>> {
        let found = obligations(&self.engine.0.book, &self.state, as_of.into())?;
        found.into_iter().map(|duty| self.duty(duty)).collect()
    }

    fn duty(&self, obligation: crate::clock::Obligation) -> Result<Duty> {
        let regime: Regime = self.engine.regime(obligation.regime.as_str())?;
        Ok(Duty { regime, obligation })
    }

    /// What somebody is advised to do next.
    ///
    /// # Errors
    /// Those of [`case::advice`].
    pub fn advice(&self, who: &Person, now: Instant) -> Result<Vec<Advice>> {
        case::advice(&self.engine.rules(), &self.state, who, now)
    }

    /// The steps of the methods that the case is worked by, and which of them are open.
    ///
    /// # Errors
    /// Those of [`case::checks`].
    pub fn checks(&self, now: Instant) -> Result<Vec<Check>> {
        case::checks(&self.engine.rules(), &self.state, now)
    }

    /// What every clock says, each with its sentence.
    ///
    /// # Errors
    /// Those of [`case::duties`].
    pub fn duties(&self, as_of: impl Into<Moment>) -> Result<Vec<Said>> {
        case::duties(&self.engine.rules(), &self.state, as_of.into())
    }

    /// What a screen needs.
    ///
    /// # Errors
    /// Those of [`case::view`].
    pub fn view(&self, who: &Person, now: Instant) -> Result<View> {
        case::view(&self.engine.rules(), &self.state, who, now)
    }

    /// What comes out differently under this case's engine. `at_hand` are engines with other packs
    /// that are kept; those that decided the last event must be among them, or be this one's.
    ///
    /// # Errors
    /// Those of [`case::recompute`].
    pub fn recompute(&self, at_hand: &[Engine]) -> Result<Vec<Difference>> {
        let at_hand: Vec<Rules<'_>> = at_hand.iter().map(Engine::rules).collect();
        case::recompute(&self.log, &at_hand, &self.engine.rules())
    }
}

impl std::ops::Deref for Case {
    type Target = case::Case;

    fn deref(&self) -> &case::Case {
        &self.state
    }
}
