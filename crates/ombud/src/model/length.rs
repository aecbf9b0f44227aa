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
    if text.chars().all(is_blank) || length > MAX_TEXT {
        let error = Error::new(ErrorCode::OutOfRange).path(path);
        return Err(error.expected(format_args!("1 to {MAX_TEXT} characters")).found(length));
    }
    Ok(())
}

/// Whether a sign leaves the paper as it was: spaces, breaks, joiners, marks of direction, fillers.
fn is_blank(sign: char) -> bool {
    sign.is_whitespace()
        || sign.is_control()
        || matches!(
            u32::from(sign),
            0xAD | 0x034F | 0x061C | 0x115F | 0x1160 | 0x17B4 | 0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
                | 0x2028..=0x202E | 0x2060..=0x206F | 0x2800 | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0
                | 0xFFF9..=0xFFFB | 0xE0000..=0xE0FFF
        )
}

/// Words on one line, where there are any, and not too many: a break or a sign of direction would let a text
/// pass for more than one.
pub(crate) fn line(text: &str, path: &str) -> Result<()> {
    let breaks = |c: &char| {
        c.is_control()
            || matches!(c, '\u{200E}' | '\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if let Some(sign) = text.chars().find(breaks) {
        let error = Error::new(ErrorCode::InvalidValue).path(path);
        return Err(error.expected("a text of one line").found(format_args!("U+{:04X}", u32::from(sign))));
    }
    short(text, path)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_leaves_the_paper_blank_is_no_word() {
        for blank in ["", " ", "\u{200b}", "\u{3164}\u{feff}", "\t\u{2060}"] {
            assert!(worded(blank, "x").is_err(), "{blank:?}");
        }
        for said in ["……", "好", "a", "?\u{200b}"] {
            assert!(worded(said, "x").is_ok(), "{said:?}");
        }
    }
}
