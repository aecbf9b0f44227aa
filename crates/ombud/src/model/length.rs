//! How long the words may be that a caller gives: what is said or printed has its room.

use super::Label;
use crate::{Error, ErrorCode, error::Result};

/// The most characters of a text, in one language.
pub const MAX_TEXT: usize = 300;

/// Both wordings are there, and neither is too long to be said or printed.
pub(crate) fn said(label: &Label, path: &str) -> Result<()> {
    for (lang, text) in [("zh", &label.zh), ("en", &label.en)] {
        worded(text, &format!("{path}.{lang}"))?;
    }
    Ok(())
}

/// There are words, and not too many.
pub(crate) fn worded(text: &str, path: &str) -> Result<()> {
    let length = text.chars().count();
    if text.trim().is_empty() || length > MAX_TEXT {
        let error = Error::new(ErrorCode::OutOfRange).path(path);
        return Err(error.expected(format_args!("1 to {MAX_TEXT} characters")).found(length));
    }
    Ok(())
}

/// Words, where there are any, are not too many.
pub(crate) fn short(text: &str, path: &str) -> Result<()> {
    let length = text.chars().count();
    if length > MAX_TEXT {
        let error = Error::new(ErrorCode::OutOfRange).path(path);
        return Err(error.expected(format_args!("at most {MAX_TEXT} characters")).found(length));
    }
    Ok(())
}
