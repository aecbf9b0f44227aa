//! Canonical bytes, and the one way in for JSON.
//!
//! Out: UTF-8, no white space, object keys sorted by bytes, minimal escapes, absent fields left
//! out (never null), integers within ±(2^53−1) and larger ones as strings, no number with a
//! fraction or an exponent. In: one pre-scan (size, depth, duplicate keys, encoding, numbers)
//! before any type is read; then the tree, and types only from the tree. Both hold whatever
//! features of `serde_json` an embedder switches on (`tests/host-features` is such an embedder).

mod limited;
mod scan;
#[cfg(test)]
mod tests;

pub(crate) use scan::place;

use std::{cell::Cell, collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor},
};
use sha2::Digest as _;

use crate::{Error, ErrorCode, error::Result};

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 64;
/// The largest document that is read, in bytes.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;
/// The largest integer written as a JSON number; larger ones are strings.
pub(super) const MAX_SAFE: u64 = (1 << 53) - 1;
/// The key under which `serde_json` hands over a number it keeps as text (`arbitrary_precision`).
/// No document may use it: read from `serde_json`'s own tree, it could not be told from a number.
const RESERVED_KEY: &str = "$serde_json::private::Number";

/// A JSON document without null and without fractions.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Json {
    /// `true` or `false`.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A string.
    Text(String),
    /// An array.
    List(Vec<Json>),
    /// An object, keys sorted by bytes.
    Map(BTreeMap<String, Json>),
}

impl Json {
    /// Reads a document after the pre-scan.
    ///
    /// # Errors
    /// `invalid_utf8`, `too_large`, `too_deep`, `fractional_number`, `out_of_range` for an integer
    /// past 64 bits, `null_value`, `duplicate_key`, `invalid_field` for the one key that is reserved,
    /// or `invalid_json`, with the place.
    pub fn parse(bytes: &[u8]) -> Result<Json> {
        if bytes.len() > MAX_SIZE {
            return Err(Error::new(ErrorCode::TooLarge)
                .expected(format_args!("at most {MAX_SIZE} bytes"))
                .found(format_args!("{} bytes", bytes.len())));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            Error::new(ErrorCode::InvalidUtf8)
                .path(format_args!("byte {}", e.valid_up_to()))
                .expected("UTF-8")
                .found("other bytes")
        })?;
        scan::scan(text)?;
        let refused = Cell::new(None);
        let mut document = serde_json::Deserializer::from_str(text);
        Reader { depth: 0, refused: &refused }
            .deserialize(&mut document)
            .and_then(|json| document.end().map(|()| json))
            .map_err(|e| {
                let error = refused.take().unwrap_or_else(|| {
                    Error::new(ErrorCode::InvalidJson).expected("a JSON document").found(found(&e))
                });
                error.path(scan::place_of_line(text, e.line(), e.column()))
            })
    }

    /// The type of the document, as a message names it.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Json::Bool(_) => "a boolean",
            Json::Int(_) => "an integer",
            Json::Text(_) => "a string",
            Json::List(_) => "an array",
            Json::Map(_) => "an object",
        }
    }

    /// The value under `key` of an object.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Json> {
        match self {
            Json::Map(map) => map.get(key),
            _ => None,
        }
    }

    /// The text of a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Json::Text(text) => Some(text),
            _ => None,
        }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = String::new();
        self.write(&mut out);
        out.into_bytes()
    }

    fn write(&self, out: &mut String) {
        match self {
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Int(value) if value.unsigned_abs() <= MAX_SAFE => out.push_str(&value.to_string()),
            Json::Int(value) => write_text(&value.to_string(), out),
            Json::Text(text) => write_text(text, out),
            Json::List(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Json::Map(map) => {
                out.push('{');
                for (i, (key, value)) in map.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_text(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_text(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            c if (c as u32) < 0x20 => out.push_str(&format!("\\u{:04x}", c as u32)),
            c => out.push(c),
        }
    }
    out.push('"');
}

/// The canonical bytes of any document.
///
/// ```
/// use ombud::model::{Money, canon};
/// let money: Money = "CNY 12400.00".parse()?;
/// assert_eq!(canon::to_bytes(&money)?, br#"{"currency":"CNY","minor":1240000}"#);
/// # Ok::<(), ombud::Error>(())
/// ```
///
/// # Errors
/// `too_large` past the limit of a document; `fractional_number` or `null_value` where the document
/// holds one; `internal` where a type cannot be written as JSON at all.
pub fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    Ok(to_json(value)?.to_bytes())
}

/// Any document as [`Json`].
///
/// # Errors
/// As [`to_bytes`].
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Json> {
    Json::parse(&limited::to_vec(value, MAX_SIZE)?)
}

/// Reads a typed document: pre-scan first, then the type, naming the place of a fault.
///
/// An array never stands for an object, as serde's derived types would let it.
///
/// # Errors
/// As [`Json::parse`], and `invalid_field` where the type does not fit.
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    from_json(&Json::parse(bytes)?)
}

/// Reads a typed document from [`Json`].
///
/// # Errors
/// `invalid_field` with the place where the type does not fit; `too_deep` where the tree was built
/// deeper than any document is read.
pub fn from_json<T: DeserializeOwned>(json: &Json) -> Result<T> {
    super::reader::read(json)
}

/// What `serde_json` found, in words that have a Chinese; what it may say one day as it says it.
fn found(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the end of the text".to_owned();
    }
    let message = error.to_string();
    // It appends "at line 1 column 9", which the path of the error says already.
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
    match message {
        "expected value" | "expected ident" => "what is no JSON value",
        "trailing characters" => "more after the document",
        "trailing comma" => "a comma with nothing after it",
        "expected `:`" => "no colon after a key",
        "expected `,` or `]`" | "expected `,` or `}`" => "no comma between two of them",
        "key must be a string" => "a key that is no text",
        "invalid escape"
        | "invalid unicode code point"
        | "unexpected end of hex escape"
        | "lone leading surrogate in hex escape" => "a backslash before what JSON does not know there",
        text if text.starts_with("control character ") => "a control character in a text",
        other => other,
    }
    .to_owned()
}

/// The hash of bytes, written with its name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum HashName {
    /// SHA-256, the default.
    #[default]
    Sha256,
    /// SM3 (GB/T 32905).
    Sm3,
}

/// The hash of `bytes` as `name:hex`.
///
/// ```
/// use ombud::model::canon::{HashName, hash};
/// assert!(hash(HashName::Sha256, b"").starts_with("sha256:e3b0c442"));
/// assert!(hash(HashName::Sm3, b"abc").starts_with("sm3:66c7f0f4"));
/// ```
#[must_use]
pub fn hash(name: HashName, bytes: &[u8]) -> String {
    fn hex(prefix: &str, digest: &[u8]) -> String {
        digest.iter().fold(format!("{prefix}:"), |out, byte| out + &format!("{byte:02x}"))
    }
    match name {
        HashName::Sha256 => hex("sha256", &sha2::Sha256::digest(bytes)),
        HashName::Sm3 => hex("sm3", &sm3::Sm3::digest(bytes)),
    }
}

impl Serialize for Json {
    fn serialize<S: Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        match self {
            Json::Bool(value) => s.serialize_bool(*value),
            Json::Int(value) => wide_int::serialize(value, s),
            Json::Text(text) => s.serialize_str(text),
            Json::List(items) => items.serialize(s),
            Json::Map(map) => map.serialize(s),
        }
    }
}

impl<'de> Deserialize<'de> for Json {
    fn deserialize<D: Deserializer<'de>>(d: D) -> std::result::Result<Self, D::Error> {
        // From a format of another's, the words of the refusal are all that can be handed on.
        Reader { depth: 0, refused: &Cell::new(None) }.deserialize(d)
    }
}

/// Builds [`Json`] and refuses what canonical documents never hold.
#[derive(Clone, Copy)]
struct Reader<'a> {
    depth: usize,
    /// What this reader refused: the format's own error carries only words, and words of an error
    /// may be words of the document.
    refused: &'a Cell<Option<Error>>,
}

impl Reader<'_> {
    fn refuse<E: serde::de::Error>(&self, error: Error) -> E {
        let words = E::custom(&error);
        self.refused.set(Some(error));
        words
    }

    fn deeper<E: serde::de::Error>(&self) -> std::result::Result<Self, E> {
        match self.depth.checked_add(1) {
            Some(depth) if depth <= MAX_DEPTH => Ok(Reader { depth, ..*self }),
            _ => Err(self
                .refuse(Error::new(ErrorCode::TooDeep).expected(format_args!("at most {MAX_DEPTH} levels")))),
        }
    }
}

impl<'de> DeserializeSeed<'de> for Reader<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> std::result::Result<Json, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader<'_> {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> std::result::Result<Json, E> {
        Ok(Json::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> std::result::Result<Json, E> {
        Ok(Json::Int(value))
    }

    fn visit_u64<E: serde::de::Error>(self, value: u64) -> std::result::Result<Json, E> {
        i64::try_from(value).map(Json::Int).map_err(|_| {
            self.refuse(Error::new(ErrorCode::OutOfRange).expected("an integer of 64 bits").found(value))
        })
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> std::result::Result<Json, E> {
        Err(self.refuse(Error::new(ErrorCode::FractionalNumber).expected("a whole number").found(value)))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> std::result::Result<Json, E> {
        Ok(Json::Text(value))
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Json, E> {
        Err(self
            .refuse(Error::new(ErrorCode::NullValue).expected("a value, or nothing at all").found("null")))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Json, A::Error> {
        let deeper = self.deeper()?;
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(deeper)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> std::result::Result<Json, A::Error> {
        let deeper = self.deeper()?;
        let mut map = BTreeMap::new();
        while let Some(key) = access.next_key::<String>()? {
            if key == RESERVED_KEY {
                let error = Error::new(ErrorCode::InvalidField).expected("a key that is not reserved");
                return Err(self.refuse(error.found(key)));
            }
            if map.contains_key(&key) {
                return Err(
                    self.refuse(Error::new(ErrorCode::DuplicateKey).expected("each key once").found(key))
                );
            }
            let value = access.next_value_seed(deeper)?;
            map.insert(key, value);
        }
        Ok(Json::Map(map))
    }
}

/// Integers past 2^53−1 leave as strings, and come in either way.
pub mod wide_int {
    use serde::de::Unexpected;

    use super::{Deserializer, MAX_SAFE, Serializer, Visitor, fmt};

    /// Writes the integer.
    ///
    /// # Errors
    /// Those of the serializer.
    pub fn serialize<S: Serializer>(value: &i64, s: S) -> Result<S::Ok, S::Error> {
        if value.unsigned_abs() <= MAX_SAFE { s.serialize_i64(*value) } else { s.collect_str(value) }
    }

    /// Reads the integer.
    ///
    /// # Errors
    /// Where the document holds something else.
    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<i64, D::Error> {
        struct Wide;
        impl Visitor<'_> for Wide {
            type Value = i64;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an integer of 64 bits, or a string of digits")
            }

            fn visit_i64<E>(self, value: i64) -> Result<i64, E> {
                Ok(value)
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
                i64::try_from(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
            }

            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<i64, E> {
                value.parse().map_err(|_| E::invalid_value(Unexpected::Str(value), &self))
            }
        }
        d.deserialize_any(Wide)
    }
}
