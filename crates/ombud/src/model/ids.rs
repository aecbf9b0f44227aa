//! Typed identifiers: one cannot be passed where another is meant.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, ErrorCode, error::Result};

/// The longest identifier, in bytes.
pub const MAX_ID_LEN: usize = 128;

fn check(text: &str) -> Result<()> {
    let fits = !text.is_empty()
        && text.len() <= MAX_ID_LEN
        && !text.chars().any(|c| c.is_control() || c.is_whitespace());
    if fits {
        Ok(())
    } else {
        Err(Error::new(ErrorCode::InvalidId)
            .expected(format_args!("1 to {MAX_ID_LEN} bytes without spaces or control characters"))
            .found(text))
    }
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Reads the identifier.
            ///
            /// # Errors
            /// `invalid_id` where it is empty, too long, or has spaces or control characters.
            pub fn new(text: impl AsRef<str>) -> Result<Self> {
                check(text.as_ref())?;
                Ok($name(Arc::from(text.as_ref())))
            }

            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str { &self.0 }
        }

        impl std::str::FromStr for $name {
            type Err = Error;
            fn from_str(text: &str) -> Result<Self> { $name::new(text) }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result { f.write_str(&self.0) }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str { &self.0 }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str { &self.0 }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> { s.serialize_str(&self.0) }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
                let text = String::deserialize(d)?;
                $name::new(&text).map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A complaint, as the firm numbers it.
    ComplaintId;
    /// A part of one letter that has clocks of its own.
    PartId;
    /// A person or organisation in a complaint.
    PartyId;
    /// A demand in a complaint.
    DemandId;
    /// A contact between the firm and somebody in a complaint.
    ContactId;
    /// A promise that the firm made in a complaint.
    PromiseId;
    /// A paper, recording or other piece of evidence in a complaint.
    EvidenceId;
    /// A unit (branch, department) of the firm.
    UnitId;
    /// A fact of the catalogue.
    FactId;
    /// An event type of the catalogue.
    EventType;
    /// A regime: one set of legal duties.
    RegimeId;
    /// A rule: a clock, a step of one, or a provision. Ids are those of the law notes.
    RuleId;
    /// An act: something that may be done in a case.
    ActId;
    /// A checklist: the steps of a method.
    ChecklistId;
    /// A calendar of working days.
    CalendarId;
    /// A law, rule or notice that is cited.
    InstrumentId;
    /// A source profile.
    SourceId;
    /// A taxonomy.
    TaxonomyId;
    /// A code of a taxonomy.
    CodeId;
}
