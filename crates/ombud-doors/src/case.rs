//! A case behind a handle: documents in and out, and instants as RFC 3339 text.

use ombud::{
    Error, ErrorCode,
    case::{CaseEvent, Command, Decision, Opening, Person},
    model::{Instant, Json, Moment, canon},
};
use serde::Serialize;

use crate::{Door, Result};

/// A case of an engine, asked and told by documents.
#[derive(Debug, Clone)]
pub struct Case(ombud::Case);

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum Decided<'a> {
    Accepted(&'a [CaseEvent]),
    Refused(&'a ombud::case::Refusal),
}

impl Case {
    /// Opens a case: `{"complaint", "life", "regimes", "by", "facts"}`.
    ///
    /// # Errors
    /// Those of [`ombud::Engine::open`].
    pub fn open(door: &Door, opening: &[u8], now: &str) -> Result<Self> {
        let opening: Opening = canon::from_bytes(opening)?;
        Ok(Case(door.engine().open(&opening, instant(now)?)?))
    }

    /// The case that a list of events makes.
    ///
    /// # Errors
    /// Those of [`ombud::Engine::replay`].
    pub fn replay(door: &Door, events: &[u8]) -> Result<Self> {
        Ok(Case(door.engine().replay(self::events(events)?)?))
    }

    /// The case of a snapshot. Nothing is fired.
    ///
    /// # Errors
    /// Those of [`ombud::Engine::restore`].
    pub fn restore(door: &Door, snapshot: &[u8]) -> Result<Self> {
        Ok(Case(door.engine().restore(snapshot)?))
    }

    /// What a command comes to: `{"accepted": events}` or `{"refused": why}`. The case stays as it is.
    ///
    /// # Errors
    /// Those of [`ombud::Case::decide`].
    pub fn decide(&self, command: &[u8], now: &str) -> Result<Vec<u8>> {
        let command: Command = canon::from_bytes(command)?;
        #[cfg(feature = "test-operations")]
        crate::testing::panic_if(&command.act);
        Ok(match self.0.decide(&command, instant(now)?)? {
            Decision::Accepted(events) => canon::to_bytes(&Decided::Accepted(&events)),
            Decision::Refused(refusal) => canon::to_bytes(&Decided::Refused(&refusal)),
        }?)
    }

    /// Applies a list of events, or what [`decide`](Self::decide) accepted: all of it, or nothing.
    ///
    /// # Errors
    /// Those of [`ombud::Case::apply`].
    pub fn apply(&mut self, events: &[u8]) -> Result<()> {
        Ok(self.0.apply(self::events(events)?)?)
    }

    /// The events of the timers that are due, to be applied.
    ///
    /// # Errors
    /// Those of [`ombud::Case::fire_due`].
    pub fn fire_due(&self, now: &str) -> Result<Vec<u8>> {
        Ok(canon::to_bytes(&self.0.fire_due(instant(now)?)?)?)
    }

    /// What somebody is advised to do next; `{"id", "roles"}`.
    ///
    /// # Errors
    /// Those of [`ombud::Case::advice`].
    pub fn advice(&self, who: &[u8], now: &str) -> Result<Vec<u8>> {
        let who: Person = canon::from_bytes(who)?;
        Ok(canon::to_bytes(&self.0.advice(&who, instant(now)?)?)?)
    }

    /// What a screen needs.
    ///
    /// # Errors
    /// Those of [`ombud::Case::view`].
    pub fn view(&self, who: &[u8], now: &str) -> Result<Vec<u8>> {
        let who: Person = canon::from_bytes(who)?;
        Ok(canon::to_bytes(&self.0.view(&who, instant(now)?)?)?)
    }

    /// What every clock says as of a date or an instant, each with its sentence.
    ///
    /// # Errors
    /// Those of [`ombud::Case::duties`].
    pub fn due(&self, as_of: &str) -> Result<Vec<u8>> {
        let as_of: Moment = as_of.parse()?;
        Ok(canon::to_bytes(&self.0.duties(as_of)?)?)
    }

    /// The events that were applied here, in order.
    ///
    /// # Errors
    /// `internal`.
    pub fn log(&self) -> Result<Vec<u8>> {
        Ok(canon::to_bytes(self.0.log())?)
    }

    /// What [`restore`](Self::restore) goes on from.
    ///
    /// # Errors
    /// `internal`.
    pub fn snapshot(&self) -> Result<Vec<u8>> {
        Ok(self.0.snapshot()?)
    }
}

fn instant(text: &str) -> Result<Instant> {
    Ok(text.parse()?)
}

fn events(document: &[u8]) -> Result<Vec<CaseEvent>> {
    let mut document = Json::parse(document)?;
    if let Json::Map(map) = &mut document
        && let (Some(accepted), true) = (map.remove("accepted"), map.is_empty())
    {
        document = accepted;
    }
    let Json::List(list) = document else {
        let error = Error::new(ErrorCode::InvalidField);
        return Err(error.expected("a list of events").found("another kind of document").into());
    };
    let read = |(i, json): (usize, &Json)| {
        CaseEvent::from_bytes(&json.to_bytes()).map_err(|error| error.within(format_args!("[{i}]")))
    };
    Ok(list.iter().enumerate().map(read).collect::<std::result::Result<_, Error>>()?)
}
