//! Whether two names mean one person.

use crate::{Error, ErrorCode, error::Result};

/// Whether two names mean one person: nobody becomes somebody else by a spelling.
pub(crate) fn same_person(one: &str, other: &str) -> bool {
    folded_name(one) == folded_name(other)
}

/// Whether a reader sees a sign as a letter or a digit: the fillers of Hangul count as letters and are blank.
pub(crate) fn is_seen(sign: char) -> bool {
    sign.is_alphanumeric() && !matches!(sign, '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}')
}

/// What of a name tells people apart. Spaces, signs that are not seen, the case of letters and the
/// wide letters of a Chinese keyboard do not.
pub(crate) fn folded_name(name: &str) -> String {
    let narrow = |c: char| match u32::from(c) {
        wide @ 0xFF01..=0xFF5E => wide.checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        _ => c,
    };
    let kept = name.chars().map(narrow).filter(|c| is_seen(*c) || c.is_ascii_punctuation());
    kept.flat_map(char::to_uppercase).flat_map(char::to_lowercase).collect()
}

/// Refuses what no person can be told by.
///
/// # Errors
/// `invalid_value` with the path: for nothing, and for a sign that can be written in two ways or not be seen.
pub(crate) fn checked_name(name: &str, path: &str) -> Result<()> {
    let error = || Error::new(ErrorCode::InvalidValue).path(path);
    if folded_name(name).is_empty() {
        return Err(error().expected("a name").found("an empty text"));
    }
    match doubtful_sign(name) {
        Some(sign) => Err(error()
            .expected("a name of letters, digits and plain signs")
            .found(format_args!("U+{:04X}", u32::from(sign)))),
        None => Ok(()),
    }
}

/// The first sign of a name that can be written in two ways or not be seen at all, such as an accent
/// of its own or a joiner: a name with one may look like somebody else's.
fn doubtful_sign(name: &str) -> Option<char> {
    name.trim().chars().find(|c| !is_seen(*c) && !c.is_ascii_graphic() && *c != ' ' && *c != '·')
}
