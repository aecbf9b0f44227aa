//! The pre-scan of a document: its tokens, looked at once, before anything reads them.
//!
//! It finds what canonical documents never hold (a fraction, null, deep nesting) by the bytes as
//! they were written, so that the answer is the same whatever `serde_json` makes of them. It walks
//! in a loop and keeps a count: no input makes it recurse. Whether the tokens make a document is
//! `serde_json`'s to say, except that a malformed number is refused here, because its own refusals
//! of numbers depend on its features.
#![expect(
    clippy::arithmetic_side_effects,
    reason = "positions and counts in a text of at most MAX_SIZE bytes, whose successors fit a usize"
)]

use super::MAX_DEPTH;
use crate::{Error, ErrorCode, error::Result};

/// Refuses the first token that no canonical document holds.
pub(super) fn scan(text: &str) -> Result<()> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        let start = at;
        let error = |code| Error::new(code).path(place(text, start));
        match byte {
            b'"' => at = end_of_string(bytes, start + 1),
            b'[' | b'{' => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Err(error(ErrorCode::TooDeep)
                        .expected(format_args!("at most {MAX_DEPTH} levels"))
                        .found(format_args!("{depth} levels")));
                }
                at += 1;
            }
            b']' | b'}' => {
                // One bracket too many is no depth; `serde_json` refuses it.
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                at = end_of(bytes, start, |b| {
                    b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.' | b'e' | b'E')
                });
                // Never empty: bytes of ASCII stand at both ends.
                let token = text.get(start..at).unwrap_or_default();
                let (code, expected) = match number(token) {
                    Number::Whole if token.parse::<i64>().is_ok() => continue,
                    Number::Whole => (ErrorCode::OutOfRange, "an integer of 64 bits, or a string of digits"),
                    Number::NegativeZero => (ErrorCode::FractionalNumber, "0"),
                    Number::Fractional => {
                        (ErrorCode::FractionalNumber, "a whole number, or a decimal as a string")
                    }
                    Number::Malformed => (ErrorCode::InvalidJson, "a number"),
                };
                return Err(error(code).expected(expected).found(token));
            }
            b'a'..=b'z' | b'A'..=b'Z' | b'_' => {
                at = end_of(bytes, start, |b| b.is_ascii_alphanumeric() || b == b'_');
                if bytes.get(start..at) == Some(b"null") {
                    return Err(error(ErrorCode::NullValue)
                        .expected("a value, or nothing at all")
                        .found("null"));
                }
            }
            _ => at += 1,
        }
    }
    Ok(())
}

/// Line and column of a byte, both from 1; the column counts characters.
pub(crate) fn place(text: &str, at: usize) -> String {
    let before = text.as_bytes().get(..at).unwrap_or(text.as_bytes());
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let start = before.iter().rposition(|b| *b == b'\n').map_or(0, |newline| newline + 1);
    format!("line {line}, column {}", characters(before.get(start..).unwrap_or_default()) + 1)
}

/// The same of a place as `serde_json` gives it: a line, and how many of its bytes were read. The
/// character read last is meant; where a line has none, its beginning.
pub(super) fn place_of_line(text: &str, line: usize, read: usize) -> String {
    let bytes = text.split('\n').nth(line.saturating_sub(1)).unwrap_or_default().as_bytes();
    format!("line {line}, column {}", characters(bytes.get(..read).unwrap_or(bytes)).max(1))
}

/// How many characters begin in these bytes.
fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| (**b & 0xC0) != 0x80).count()
}

/// The place after the quotation mark that closes a string, or the end of the text.
fn end_of_string(bytes: &[u8], mut at: usize) -> usize {
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    at
}

fn end_of(bytes: &[u8], start: usize, inside: impl Fn(u8) -> bool) -> usize {
    bytes.iter().skip(start).take_while(|b| inside(**b)).count() + start
}

enum Number {
    Whole,
    NegativeZero,
    Fractional,
    Malformed,
}

/// What JSON's grammar makes of a token that begins like a number.
fn number(token: &str) -> Number {
    fn digits(text: &str) -> (&str, &str) {
        text.split_at(text.bytes().take_while(u8::is_ascii_digit).count())
    }
    let (whole, rest) = digits(token.strip_prefix('-').unwrap_or(token));
    if whole.is_empty() || (whole.len() > 1 && whole.starts_with('0')) {
        return Number::Malformed;
    }
    if rest.is_empty() {
        return if token == "-0" { Number::NegativeZero } else { Number::Whole };
    }
    let (fraction, rest) = match rest.strip_prefix('.').map(digits) {
        Some((fraction, rest)) => (Some(fraction), rest),
        None => (None, rest),
    };
    let exponent = match rest.strip_prefix(['e', 'E']) {
        Some(rest) => digits(rest.strip_prefix(['-', '+']).unwrap_or(rest)),
        None => ("0", rest),
    };
    match exponent {
        (power, "") if !power.is_empty() && fraction != Some("") => Number::Fractional,
        _ => Number::Malformed,
    }
}
