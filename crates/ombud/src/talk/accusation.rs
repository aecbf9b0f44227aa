//! What a firm may be accused of, and what is known of it.

use serde::{Deserialize, Serialize};

use super::{Brief, Kind};
use crate::{
    Error, ErrorCode,
    error::Result,
    model::{Decimal, Label, length::said},
};

/// Whether an accusation is true, as far as the firm knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Truth {
    /// It was found to be so.
    Admitted,
    /// The firm sees it otherwise.
    Contested,
    /// Nobody has looked yet.
    Unknown,
}

/// The worst that they may say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Accusation {
    /// In their words.
    pub text: Label,
    /// The fact that it comes from.
    pub source: String,
    /// How bad it would be, 1 to 5.
    pub severity: u8,
    /// How likely they are to say it, 0 to 1.
    pub probability: Decimal,
    /// Whether it is true.
    pub truth: Truth,
    /// The finding that shows it, of what is admitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shown_by: Option<String>,
    /// What will be checked, of what is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Label>,
}

impl Accusation {
    /// Whether its parts fit together and with the facts of a brief.
    pub(super) fn check(&self, brief: &Brief) -> Result<()> {
        said(&self.text, "text")?;
        brief.cites(&self.source, "source")?;
        if !(1..=5).contains(&self.severity) {
            let error = Error::new(ErrorCode::OutOfRange).path("severity");
            return Err(error.expected("1 to 5").found(self.severity));
        }
        if self.probability < Decimal::from_int(0) || self.probability > Decimal::from_int(1) {
            let error = Error::new(ErrorCode::OutOfRange).path("probability");
            return Err(error.expected("0 to 1").found(self.probability));
        }
        let lacks = |path: &str, expected: &str| {
            Err(Error::new(ErrorCode::InvalidField).path(path).expected(expected.to_owned()))
        };
        match (self.truth, &self.shown_by, &self.check) {
            // Nothing is admitted that nobody found, and no apology goes further than a finding.
            (Truth::Admitted, Some(id), None) if brief.cites(id, "shown_by")?.kind == Kind::Finding => Ok(()),
            (Truth::Admitted, ..) => lacks("shown_by", "a fact of kind finding, of what is admitted"),
            (Truth::Unknown, None, Some(check)) => said(check, "check"),
            (Truth::Unknown, ..) => lacks("check", "what will be checked, of what is unknown"),
            (Truth::Contested, None, None) => Ok(()),
            (Truth::Contested, ..) => {
                lacks("truth", "nothing shown and nothing to check, of what is contested")
            }
        }
    }
}
