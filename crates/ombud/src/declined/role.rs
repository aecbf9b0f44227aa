//! Who asks.

use serde::{Deserialize, Serialize};

/// Who asks for advice. Only a legal role is shown the firm's legal means and its own assessment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whoever talks with the complainant.
    #[default]
    Handler,
    /// Who is answerable for the handling.
    Manager,
    /// Who looks at the refusal a second time.
    Reviewer,
    /// The firm's lawyers.
    Legal,
}
