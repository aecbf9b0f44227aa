//! What went wrong, as every door hands it on.

use std::fmt;

use ombud::{
    Error, ErrorCode,
    model::{Lang, canon},
};
use serde::Serialize;

/// What is said of a fault that cannot be written, such as one larger than a document can be: a door
/// hands on a document whatever happens.
const UNWRITTEN: &str = r#"{"code":"internal","detail":{},"message":{"en":"an internal fault of Ombud","zh":"内部错误"},"number":1901}"#;

/// A result whose error is a [`Fault`].
pub type Result<T, E = Fault> = std::result::Result<T, E>;

/// An error, and the findings that it stands for where there are many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Fault {
    #[serde(flatten)]
    error: Error,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    findings: Vec<Error>,
}

impl Fault {
    /// All that is wrong with packs.
    pub(crate) fn packs(findings: Vec<Error>) -> Self {
        Fault { error: Error::new(ErrorCode::PackRefused), findings }
    }

    /// All that is wrong with a workflow: the error itself where there is one.
    #[must_use]
    pub fn workflow(mut findings: Vec<Error>) -> Self {
        match findings.len() {
            1 => Fault { error: findings.remove(0), findings },
            _ => Fault { error: Error::new(ErrorCode::InvalidWorkflow), findings },
        }
    }

    /// The error.
    #[must_use]
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> ErrorCode {
        self.error.code()
    }

    /// What the error stands for, one by one.
    #[must_use]
    pub fn findings(&self) -> &[Error] {
        &self.findings
    }

    /// What it means, with its findings, for a reader of `lang`.
    #[must_use]
    pub fn message(&self, lang: Lang) -> String {
        let mut out = self.error.message(lang);
        for finding in &self.findings {
            out.push_str("\n- ");
            out.push_str(&finding.message(lang));
        }
        out
    }

    /// The canonical document: `code`, `number`, `message`, `detail`, `findings`.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        canon::to_bytes(self).unwrap_or_else(|_| UNWRITTEN.as_bytes().to_vec())
    }
}

impl From<Error> for Fault {
    fn from(error: Error) -> Self {
        Fault { error, findings: Vec::new() }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.code().number(), self.code().name(), self.message(Lang::En))
    }
}

impl std::error::Error for Fault {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_that_cannot_be_written_is_an_internal_one() {
        let internal = Fault::from(Error::new(ErrorCode::Internal));
        assert_eq!(String::from_utf8_lossy(&internal.to_bytes()), UNWRITTEN);
        let finding = Error::new(ErrorCode::InvalidDate).found("x".repeat(200));
        let each = canon::to_bytes(&finding).map_or(1, |document| document.len());
        let large = Fault::packs(vec![finding; canon::MAX_SIZE / each + 1]);
        assert_eq!(String::from_utf8_lossy(&large.to_bytes()), UNWRITTEN);
    }
}
