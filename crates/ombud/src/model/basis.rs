//! What an item of a pack rests on: how sure it is, which version counts, where it stands.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::InstrumentId;
use crate::{Error, ErrorCode, error::Result};

/// How sure an item is: the weakest of the fields that fix its result.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Confidence {
    /// Nobody has confirmed it: shown as to be confirmed, never as a firm date or amount.
    Unverified,
    /// Agreeing secondary sources.
    Secondary,
    /// Read in the official text.
    Text,
}

impl Confidence {
    /// The name in documents.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Confidence::Unverified => "unverified",
            Confidence::Secondary => "secondary",
            Confidence::Text => "text",
        }
    }

    /// One step weaker.
    #[must_use]
    pub fn lowered(self) -> Self {
        match self {
            Confidence::Text => Confidence::Secondary,
            Confidence::Secondary | Confidence::Unverified => Confidence::Unverified,
        }
    }
}

/// Which instant selects the version of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AppliesBy {
    /// The trigger: a change of law in mid-clock keeps the old version.
    #[default]
    Trigger,
    /// The time of asking: the new version takes over running clocks.
    AsOf,
}

/// A place in an instrument: `instrument-id/locator`, or the instrument as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Citation {
    instrument: InstrumentId,
    locator: String,
}

impl Citation {
    /// The instrument.
    #[must_use]
    pub fn instrument(&self) -> &InstrumentId {
        &self.instrument
    }

    /// The article, section or rule; empty for the instrument as a whole.
    #[must_use]
    pub fn locator(&self) -> &str {
        &self.locator
    }
}

impl std::str::FromStr for Citation {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let error = || {
            Error::new(ErrorCode::InvalidValue).expected("instrument-id/locator or instrument-id").found(text)
        };
        let (instrument, locator) = text.split_once('/').unwrap_or((text, ""));
        if (locator.is_empty() && text.contains('/')) || locator.len() > 80 {
            return Err(error());
        }
        Ok(Citation { instrument: instrument.parse().map_err(|_| error())?, locator: locator.to_owned() })
    }
}

impl fmt::Display for Citation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.instrument.as_str())?;
        if self.locator.is_empty() { Ok(()) } else { write!(f, "/{}", self.locator) }
    }
}

impl Serialize for Citation {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Citation {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}
