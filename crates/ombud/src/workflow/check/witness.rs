//! What shows a finding: signals to a new instance, one after another.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};

use super::given::Person;
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Catalogue, FactId, Facts, Value},
    workflow::{Chart, Instance, Outcome, Signal, Time, step},
};

/// Signals that [`step`](crate::workflow::step) takes, one after another, from a new instance. All but
/// the last are taken; what the last comes to, or where it leads, is what was to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct Witness {
    /// The signals, in order.
    pub signals: Vec<Told>,
}

/// One signal of a witness.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Told {
    /// What kind of signal.
    #[serde(flatten)]
    pub cue: Cue,
    /// When.
    #[serde(serialize_with = "written")]
    pub at: Time,
    /// What the event says.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub fields: BTreeMap<String, Value>,
    /// What is known of the complaint.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<FactId, Value>,
    /// Who does it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub actor: Option<Person>,
}

fn written<S: Serializer>(time: &Time, s: S) -> Result<S::Ok, S::Error> {
    s.serialize_i64(time.millis())
}

/// What kind of signal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "signal", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Cue {
    /// The workflow begins.
    Begin,
    /// An event happens.
    Event {
        /// Its name.
        event: String,
    },
    /// A timer fires.
    Timer {
        /// Its name.
        timer: String,
        /// Its number in the instance.
        number: u64,
    },
}

/// What a witness comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Replayed {
    /// The instance before the last signal.
    pub before: Instance,
    /// What the last signal comes to.
    pub outcome: Outcome,
    /// The instance after the last signal: the one before it where that was refused.
    pub after: Instance,
}

impl Witness {
    /// Whether there are no signals.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.signals.is_empty()
    }

    /// Steps through the signals.
    ///
    /// # Errors
    /// `invalid_value` where there are none, or one before the last is refused; those of `step`.
    pub fn replay(&self, chart: &Chart, catalogue: &Catalogue) -> Result<Replayed> {
        let mut instance = chart.instance();
        let mut last = None;
        for told in &self.signals {
            if let Some(Outcome::Refused(refusal)) = last.replace(told.outcome(chart, &instance, catalogue)?)
            {
                return Err(Error::new(ErrorCode::InvalidValue)
                    .expected("signals that are taken before the last")
                    .found(format_args!("{:?}", refusal.kind)));
            }
            if let Some(Outcome::Moved(change)) = &last {
                let before = instance.clone();
                instance.apply((**change).clone())?;
                if std::ptr::eq(told, self.signals.last().unwrap_or(told)) {
                    return Ok(Replayed { before, outcome: Outcome::Moved(change.clone()), after: instance });
                }
            }
        }
        match last {
            Some(outcome) => Ok(Replayed { before: instance.clone(), outcome, after: instance }),
            None => Err(Error::new(ErrorCode::InvalidValue).expected("signals").found("none")),
        }
    }
}

impl Told {
    fn outcome(&self, chart: &Chart, instance: &Instance, catalogue: &Catalogue) -> Result<Outcome> {
        let actor = self.actor.as_ref().map(|person| person.actor(chart));
        let mut facts = Facts::new();
        for (id, value) in &self.facts {
            let (id, fact) = catalogue.parse_fact(id.as_str(), &value.to_string())?;
            facts.insert(id, fact);
        }
        let mut signal = match &self.cue {
            Cue::Begin => Signal::begin(),
            Cue::Timer { number, .. } => Signal::timer(*number),
            Cue::Event { event } => {
                let fields = self.fields.iter().map(|(name, value)| (name.as_str(), value.clone()));
                chart.signal(event, fields)?
            }
        };
        if let Some(actor) = &actor {
            signal = signal.by(actor);
        }
        step(chart, instance, &signal.facts(&facts), self.at)
    }
}
