//! Canonical bytes, and the one way in for JSON.
//!
//! Out: UTF-8, no white space, object keys sorted by bytes, minimal escapes, absent fields left
//! out (never null), integers within ±(2^53−1) and larger ones as strings, no number with a
//! fraction or an exponent. In: one pre-scan (size, depth, duplicate keys, encoding, numbers)
//! before any type is read. Both hold whatever features of `serde_json` an embedder switches on.

use std::{collections::BTreeMap, fmt};

use serde::{
    Deserialize, Deserializer, Serialize, Serializer,
    de::{DeserializeOwned, MapAccess, SeqAccess, Visitor},
};
use sha2::Digest as _;

use crate::{Error, ErrorCode, error::Result};

/// The deepest nesting that is read.
pub const MAX_DEPTH: usize = 64;
/// The largest document that is read, in bytes.
pub const MAX_SIZE: usize = 64 * 1024 * 1024;
/// The largest integer written as a JSON number; larger ones are strings.
const MAX_SAFE: u64 = (1 << 53) - 1;
/// How `serde_json` shows a number it keeps as text under `arbitrary_precision`.
const ARBITRARY_PRECISION_KEY: &str = "$serde_json::private::Number";

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
    /// `invalid_utf8`, `too_large`, `too_deep`, `duplicate_key`, `fractional_number`, `null_value`
    /// or `invalid_json`, with the place.
    pub fn parse(bytes: &[u8]) -> Result<Json> {
        if bytes.len() > MAX_SIZE {
            return Err(Error::new(ErrorCode::TooLarge)
                .expected(format_args!("at most {MAX_SIZE} bytes"))
                .found(format_args!("{} bytes", bytes.len())));
        }
        let text = std::str::from_utf8(bytes).map_err(|e| {
            let error = Error::new(ErrorCode::InvalidUtf8).path(format_args!("byte {}", e.valid_up_to()));
            error.expected("UTF-8").found("other bytes")
        })?;
        serde_json::from_str(text).map_err(|e| json_error(&e))
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
/// `fractional_number` or `null_value` where the document holds one; `internal` where a type
/// cannot be written as JSON at all.
pub fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>> {
    Ok(to_json(value)?.to_bytes())
}

/// Any document as [`Json`].
///
/// # Errors
/// As [`to_bytes`].
pub fn to_json<T: Serialize + ?Sized>(value: &T) -> Result<Json> {
    let bytes = serde_json::to_vec(value)
        .map_err(|e| Error::new(ErrorCode::Internal).expected("a type with a JSON form").found(e))?;
    Json::parse(&bytes)
}

/// Reads a typed document: pre-scan first, then the type, naming the place of a fault.
///
/// # Errors
/// As [`Json::parse`] and [`from_json`].
pub fn from_bytes<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    from_json(&Json::parse(bytes)?)
}

/// Reads a typed document from [`Json`].
///
/// # Errors
/// `invalid_field` with the place where the type does not fit; the value's own error where its text
/// is refused (`invalid_date`, `invalid_id` …).
pub fn from_json<T: DeserializeOwned>(json: &Json) -> Result<T> {
    super::reader::read(json)
}

/// `serde_json` appends "at line 1 column 9", which says nothing about a canonical line.
fn strip_position(message: &str) -> String {
    match message.rfind(" at line ") {
        Some(at) => message.chars().take(message.get(..at).map_or(0, |s| s.chars().count())).collect(),
        None => message.to_owned(),
    }
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

fn json_error(error: &serde_json::Error) -> Error {
    let message = error.to_string();
    let code = MARKS
        .iter()
        .find(|(mark, _)| message.starts_with(mark))
        .map_or(ErrorCode::InvalidJson, |(_, code)| *code);
    let code = if message.contains("recursion limit") { ErrorCode::TooDeep } else { code };
    let expected = match code {
        ErrorCode::DuplicateKey => "each key once".to_owned(),
        ErrorCode::TooDeep => format!("at most {MAX_DEPTH} levels"),
        ErrorCode::FractionalNumber => "a whole number, or a decimal as a string".to_owned(),
        ErrorCode::NullValue => "a value, or nothing at all".to_owned(),
        _ => "a JSON document".to_owned(),
    };
    Error::new(code)
        .path(format_args!("line {}, column {}", error.line(), error.column()))
        .expected(expected)
        .found(strip_position(&message))
}

/// How the visitor below tells its own refusals from `serde_json`'s.
const MARKS: [(&str, ErrorCode); 4] = [
    ("duplicate key", ErrorCode::DuplicateKey),
    ("nested deeper", ErrorCode::TooDeep),
    ("number with", ErrorCode::FractionalNumber),
    ("null", ErrorCode::NullValue),
];

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
        d.deserialize_any(Reader { depth: 0 })
    }
}

/// Builds [`Json`] and refuses what canonical documents never hold.
struct Reader {
    depth: usize,
}

impl Reader {
    fn deeper<E: serde::de::Error>(&self) -> std::result::Result<Reader, E> {
        let depth = self.depth.saturating_add(1);
        if depth > MAX_DEPTH {
            return Err(E::custom(format_args!("nested deeper than {MAX_DEPTH}")));
        }
        Ok(Reader { depth })
    }
}

impl<'de> serde::de::DeserializeSeed<'de> for Reader {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> std::result::Result<Json, D::Error> {
        d.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Reader {
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
        i64::try_from(value)
            .map(Json::Int)
            .map_err(|_| E::custom("number with more than 18 digits; write it as a string"))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> std::result::Result<Json, E> {
        Err(E::custom(format_args!("number with a fraction or exponent: {value}")))
    }

    fn visit_str<E>(self, value: &str) -> std::result::Result<Json, E> {
        Ok(Json::Text(value.to_owned()))
    }

    fn visit_unit<E: serde::de::Error>(self) -> std::result::Result<Json, E> {
        Err(E::custom("null"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> std::result::Result<Json, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = seq.next_element_seed(self.deeper()?)? {
            items.push(item);
        }
        Ok(Json::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> std::result::Result<Json, A::Error> {
        use serde::de::Error as _;
        let mut map = BTreeMap::new();
        while let Some(key) = access.next_key::<String>()? {
            if key == ARBITRARY_PRECISION_KEY {
                let number: String = access.next_value()?;
                return Err(A::Error::custom(format_args!("number with a fraction or exponent: {number}")));
            }
            let value = access.next_value_seed(self.deeper()?)?;
            if map.contains_key(&key) {
                return Err(A::Error::custom(format_args!("duplicate key `{key}`")));
            }
            map.insert(key, value);
        }
        Ok(Json::Map(map))
    }
}

/// Integers past 2^53−1 leave as strings, and come in either way.
pub mod wide_int {
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
                f.write_str("an integer, or a string of digits past 2^53")
            }

            fn visit_i64<E>(self, value: i64) -> Result<i64, E> {
                Ok(value)
            }

            fn visit_u64<E: serde::de::Error>(self, value: u64) -> Result<i64, E> {
                i64::try_from(value).map_err(E::custom)
            }

            fn visit_str<E: serde::de::Error>(self, value: &str) -> Result<i64, E> {
                value.parse().map_err(E::custom)
            }
        }
        d.deserialize_any(Wide)
    }
}
