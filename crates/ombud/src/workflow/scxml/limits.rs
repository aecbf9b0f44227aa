//! What is counted before a document is read: the reader compares each attribute of an element with
//! the others, and each element with the namespaces in force there, so that its work grows with the
//! square and the cube of them.
//!
//! Only well-formed documents are counted exactly. In others nothing is counted too low before the
//! place at which the reader stops.

use crate::{Error, ErrorCode, error::Result, model::canon};

/// The most elements in each other: reading goes inwards by calls, and a host's stack may be small.
const MAX_NESTING: usize = 64;
/// The most attributes of an element; SCXML knows of eight.
const MAX_ATTRIBUTES: usize = 64;
/// The most namespaces that the elements around a place declare: one on each level, as some programs
/// write them.
const MAX_NAMESPACES: usize = 64;

/// What is no element, as it begins and as it ends.
const SKIPPED: [(&str, &str); 3] = [("!--", "-->"), ("![CDATA[", "]]>"), ("?", "?>")];

/// # Errors
/// `too_deep`, `too_large`, with the place of the first element past a limit.
pub(super) fn check(text: &str) -> Result<()> {
    // The declaration at the start has values in quotes, as a tag has.
    let mut rest = text.strip_prefix("<?xml ").map_or(text, |inside| Tag::new(inside).after);
    // How many namespaces each element declares that is open.
    let mut open: Vec<usize> = Vec::new();
    while let Some((_, markup)) = rest.split_once('<') {
        let mut kinds = SKIPPED.iter();
        if let Some((inside, end)) = kinds.find_map(|(begin, end)| Some((markup.strip_prefix(begin)?, end))) {
            rest = inside.split_once(end).map_or("", |(_, after)| after);
            continue;
        }
        if markup.starts_with('!') {
            // A DTD, at which the reader stops.
            return Ok(());
        }
        let tag = Tag::new(markup);
        rest = tag.after;
        if markup.starts_with('/') {
            open.pop();
            continue;
        }
        open.push(tag.namespaces);
        let past = |code| {
            let start = text.len().saturating_sub(markup.len()).saturating_sub(1);
            Error::new(code).path(canon::place(text, start))
        };
        if open.len() > MAX_NESTING {
            let expected = format_args!("at most {MAX_NESTING} levels");
            return Err(past(ErrorCode::TooDeep).expected(expected).found("more"));
        }
        if tag.attributes > MAX_ATTRIBUTES {
            let expected = format_args!("at most {MAX_ATTRIBUTES} attributes of an element");
            return Err(past(ErrorCode::TooLarge).expected(expected).found(tag.attributes));
        }
        let namespaces: usize = open.iter().sum();
        if namespaces > MAX_NAMESPACES {
            let expected = format_args!("at most {MAX_NAMESPACES} namespaces in force in one place");
            return Err(past(ErrorCode::TooLarge).expected(expected).found(namespaces));
        }
        if tag.is_empty {
            open.pop();
        }
    }
    Ok(())
}

/// A tag, from after its `<`.
struct Tag<'t> {
    attributes: usize,
    namespaces: usize,
    /// Whether it is its own end.
    is_empty: bool,
    after: &'t str,
}

impl<'t> Tag<'t> {
    /// One that has no end goes to the end of the text.
    fn new(mut rest: &'t str) -> Self {
        let mut tag = Tag { attributes: 0, namespaces: 0, is_empty: false, after: "" };
        loop {
            let (outside, found) = match rest.find(['>', '"', '\'']) {
                Some(at) => rest.split_at(at),
                None => (rest, ""),
            };
            tag.attributes = tag.attributes.saturating_add(outside.matches('=').count());
            tag.namespaces = tag.namespaces.saturating_add(outside.matches("xmlns").count());
            let mut signs = found.chars();
            let Some(quote) = signs.next().filter(|sign| *sign != '>') else {
                return Tag { is_empty: outside.ends_with('/'), after: signs.as_str(), ..tag };
            };
            rest = signs.as_str().split_once(quote).map_or("", |(_, after)| after);
        }
    }
}
