//! Words of an expression, each with its place in the text.

use crate::{Error, ErrorCode};

/// The longest expression that is read, in bytes.
pub(crate) const MAX_EXPRESSION: usize = 16_384;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    /// A dotted name.
    Name(String),
    /// A name in back quotes: never a word of the language.
    Quoted(String),
    /// Digits, with at most one point.
    Number(String),
    Text(String),
    /// An operator, a bracket or a comma.
    Sign(&'static str),
}

/// A token and the character at which it begins, from 1.
pub(super) type Placed = (usize, Token);

/// Longer signs first, so that `<` does not hide `<=`.
const SIGNS: [&str; 18] =
    ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "!", "+", "-", "*", "(", ")", "[", "]", ",", "."];

pub(super) fn invalid(at: usize, expected: impl std::fmt::Display, found: impl std::fmt::Display) -> Error {
    Error::new(ErrorCode::InvalidCondition)
        .expected(expected)
        .found(found)
        .path(format_args!("character {at}"))
}

pub(super) fn tokens(text: &str) -> Result<Vec<Placed>, Error> {
    if text.len() > MAX_EXPRESSION {
        let expected = format!("at most {MAX_EXPRESSION} bytes");
        return Err(invalid(1, expected, format_args!("{} bytes", text.len())));
    }
    let mut out = Vec::new();
    let mut rest = text;
    let mut at = 1usize;
    while let Some(first) = rest.chars().next() {
        let (token, length) = if first.is_whitespace() {
            (None, first.len_utf8())
        } else if first.is_ascii_digit() {
            number(rest)
        } else if first.is_ascii_alphabetic() || first == '_' {
            let length = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_' || c == '.'));
            let length = length.unwrap_or(rest.len());
            (rest.get(..length).map(|name| Token::Name(name.to_owned())), length)
        } else if first == '`' {
            let inner = rest.get(1..).and_then(|inner| inner.split_once('`')).map(|(inner, _)| inner);
            let inner = inner.ok_or_else(|| invalid(at, "a name in back quotes", rest))?;
            (Some(Token::Quoted(inner.to_owned())), inner.len().saturating_add(2))
        } else if first == '"' || first == '\'' {
            let (value, length) = quoted(rest, first).map_err(|expected| invalid(at, expected, rest))?;
            (Some(Token::Text(value)), length)
        } else {
            let sign = SIGNS.into_iter().find(|sign| rest.starts_with(sign));
            let sign = sign.ok_or_else(|| invalid(at, "a name, a value or an operator", first))?;
            (Some(Token::Sign(sign)), sign.len())
        };
        let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        out.extend(token.map(|token| (at, token)));
        at = at.saturating_add(word.chars().count());
        rest = after;
    }
    Ok(out)
}

fn number(rest: &str) -> (Option<Token>, usize) {
    let mut point = false;
    let end = rest.char_indices().find(|(_, c)| match c {
        '.' => std::mem::replace(&mut point, true),
        other => !other.is_ascii_digit(),
    });
    let length = end.map_or(rest.len(), |(at, _)| at);
    (rest.get(..length).map(|digits| Token::Number(digits.to_owned())), length)
}

/// The text between quotation marks, and how long it is as written.
fn quoted(rest: &str, mark: char) -> Result<(String, usize), &'static str> {
    let mut value = String::new();
    let mut chars = rest.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            _ if c == mark => return Ok((value, at.saturating_add(1))),
            '\\' => value.push(match chars.next() {
                Some((_, 'n')) => '\n',
                Some((_, 'r')) => '\r',
                Some((_, 't')) => '\t',
                Some((_, 'u')) => {
                    let digits: String = chars.by_ref().take(4).map(|(_, c)| c).collect();
                    let code = u32::from_str_radix(&digits, 16).ok().filter(|_| digits.len() == 4);
                    code.and_then(char::from_u32).ok_or("four hexadecimal digits of a character after \\u")?
                }
                Some((_, c @ ('\\' | '"' | '\''))) => c,
                _ => return Err("\\n, \\r, \\t, \\u0000, \\\\, \\\" or \\' after a backslash"),
            }),
            _ => value.push(c),
        }
    }
    Err("a closing quotation mark")
}
