//! JSON Lines: one object a line.

use std::{borrow::Cow, fmt, io::Read};

use ombud::error::Result;
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

use crate::{cells::MAX_RECORD, decode::read_error};

const BLOCK: usize = 64 * 1024;

/// The file's lines, one at a time.
pub(crate) struct Lines {
    input: Box<dyn Read + Send>,
    name: String,
    buffer: Vec<u8>,
    pos: usize,
    len: usize,
    line: Vec<u8>,
    too_long: bool,
}

impl Lines {
    pub(crate) fn new(input: Box<dyn Read + Send>, name: &str) -> Self {
        Lines {
            input,
            name: name.to_owned(),
            buffer: vec![0; BLOCK],
            pos: 0,
            len: 0,
            line: Vec::new(),
            too_long: false,
        }
    }

    /// Whether the line at hand was longer than is read.
    pub(crate) fn is_too_long(&self) -> bool {
        self.too_long
    }

    /// The line at hand; bytes that are not UTF-8 as U+FFFD.
    pub(crate) fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.line)
    }

    /// The line at hand as it stands in the file.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.line
    }

    /// Reads the next line; false at the end.
    pub(crate) fn next(&mut self) -> Result<bool> {
        self.line.clear();
        self.line.shrink_to(BLOCK);
        self.too_long = false;
        let mut any = false;
        loop {
            if self.pos == self.len {
                self.pos = 0;
                self.len = loop {
                    match self.input.read(&mut self.buffer) {
                        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                        other => break other.map_err(|e| read_error(&e, &self.name))?,
                    }
                };
                if self.len == 0 {
                    return Ok(any);
                }
            }
            any = true;
            let block = self.buffer.get(self.pos..self.len).unwrap_or_default();
            let end = block.iter().position(|byte| *byte == b'\n');
            let taken = block.get(..end.unwrap_or(block.len())).unwrap_or_default();
            if self.line.len().saturating_add(taken.len()) > MAX_RECORD {
                self.too_long = true;
            } else {
                self.line.extend_from_slice(taken);
            }
            self.pos = self.pos.saturating_add(taken.len());
            if end.is_some() {
                self.pos = self.pos.saturating_add(1);
                return Ok(true);
            }
        }
    }
}

/// What one value of an object is.
pub(crate) enum Cell<'a> {
    /// Text, a number as it was written, `true` or `false`; blank for null.
    Text(Cow<'a, str>),
    /// A list or an object, as it was written.
    Nested(&'a str),
    /// A string with an escape that is no character.
    Malformed(&'a str),
}

/// The members of an object, in order.
struct Members<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de> Deserialize<'de> for Members<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Members<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some(key) = map.next_key::<Key<'de>>()? {
                    members.push((key.0, map.next_value()?));
                }
                Ok(Members(members))
            }
        }
        d.deserialize_map(Reader)
    }
}

/// A key, borrowed where it has no escapes.
struct Key<'a>(Cow<'a, str>);

impl<'de> Deserialize<'de> for Key<'de> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct Reader;
        impl<'de> Visitor<'de> for Reader {
            type Value = Key<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a key")
            }

            fn visit_borrowed_str<E>(self, text: &'de str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Borrowed(text)))
            }

            fn visit_str<E>(self, text: &str) -> Result<Key<'de>, E> {
                Ok(Key(Cow::Owned(text.to_owned())))
            }
        }
        d.deserialize_str(Reader)
    }
}

/// Hands every member of the object to `each`; false where the line is not one object.
pub(crate) fn members<'a>(line: &'a str, mut each: impl FnMut(&str, Cell<'a>)) -> bool {
    let Ok(members) = serde_json::from_str::<Members<'a>>(line) else { return false };
    for (key, raw) in members.0 {
        let raw = raw.get();
        let cell = match raw.as_bytes().first() {
            Some(b'"') => match serde_json::from_str::<Key<'a>>(raw) {
                Ok(text) => Cell::Text(text.0),
                Err(_) => Cell::Malformed(raw),
            },
            Some(b'{' | b'[') => Cell::Nested(raw),
            Some(b'n') => Cell::Text(Cow::Borrowed("")),
            _ => Cell::Text(Cow::Borrowed(raw)),
        };
        each(&key, cell);
    }
    true
}
