//! Types filled from [`Json`], with refusals in plain words.
//!
//! `serde_json` would do, but for two things: it fills a struct from an array, which is a second
//! spelling of every document, and its messages name Rust types.

use std::{collections::btree_map, fmt, slice};

use serde::{
    Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Expected, IntoDeserializer, MapAccess, SeqAccess,
        Unexpected, VariantAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::Json;
use crate::{Error, ErrorCode, error::Result};

/// Reads a typed document.
///
/// # Errors
/// `invalid_field` with the place, or the error of a value that refuses its own text.
pub(super) fn read<T: DeserializeOwned>(json: &Json) -> Result<T> {
    serde_path_to_error::deserialize(Doc(json)).map_err(|error| {
        let path = error.path().to_string();
        let Fault { error, field } = error.into_inner();
        match (path.as_str(), field) {
            (".", None) => error,
            (".", Some(field)) => error.path(field),
            // An unknown key is on the path already, a missing one is not.
            (path, Some(field)) if !ends_with_key(path, &field) => error.path(format_args!("{path}.{field}")),
            (path, _) => error.path(path),
        }
    })
}

fn ends_with_key(path: &str, field: &str) -> bool {
    path.strip_suffix(field).is_some_and(|before| before.is_empty() || before.ends_with('.'))
}

/// A refusal while a type is filled, and the key that is missing or unknown.
#[derive(Debug)]
struct Fault {
    error: Error,
    field: Option<String>,
}

impl Fault {
    fn new(expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Fault { error: Error::new(ErrorCode::InvalidField).expected(expected).found(found), field: None }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for Fault {}

impl serde::de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        let message = message.to_string();
        let error =
            Error::of_display(&message).unwrap_or_else(|| Error::new(ErrorCode::InvalidField).found(message));
        Fault { error, field: None }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::new(wanted(&expected.to_string()), shown(found))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::invalid_type(found, expected)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Fault::new(one_of(expected), variant)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Fault { field: Some(field.to_owned()), ..Fault::new(one_of(expected), field) }
    }

    fn missing_field(field: &'static str) -> Self {
        Fault { field: Some(field.to_owned()), ..Fault::new(format_args!("`{field}`"), "nothing") }
    }
}

fn one_of(names: &[&str]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [name] => (*name).to_owned(),
        names => format!("one of {}", names.join(", ")),
    }
}

/// What a type expects, without the names of Rust.
fn wanted(expected: &str) -> String {
    let whole = |low: &str, high: &str| format!("a whole number from {low} to {high}");
    match expected {
        "u8" => whole("0", "255"),
        "u16" => whole("0", "65535"),
        "u32" => whole("0", "4294967295"),
        "i8" => whole("-128", "127"),
        "i16" => whole("-32768", "32767"),
        "u64" | "i32" | "i64" | "usize" => "a whole number".to_owned(),
        "a string" | "a borrowed string" | "string or map" => "a text".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        text if text.starts_with("struct ") => "a map".to_owned(),
        text => text.to_owned(),
    }
}

fn shown(found: Unexpected<'_>) -> String {
    match found {
        Unexpected::Bool(value) => value.to_string(),
        Unexpected::Signed(value) => value.to_string(),
        Unexpected::Unsigned(value) => value.to_string(),
        Unexpected::Str(text) => format!("the text {text:?}"),
        Unexpected::Seq => "a list".to_owned(),
        Unexpected::Map => "a map".to_owned(),
        other => other.to_string(),
    }
}

fn unexpected(json: &Json) -> Unexpected<'_> {
    match json {
        Json::Bool(value) => Unexpected::Bool(*value),
        Json::Int(value) => Unexpected::Signed(*value),
        Json::Text(text) => Unexpected::Str(text),
        Json::List(_) => Unexpected::Seq,
        Json::Map(_) => Unexpected::Map,
    }
}

struct Doc<'de>(&'de Json);

impl<'de> Deserializer<'de> for Doc<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Int(value) => visitor.visit_i64(*value),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::List(items) => visitor.visit_seq(Items(items.iter())),
            Json::Map(map) => visitor.visit_map(Entries { entries: map.iter(), value: None }),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Json::Map(_) => self.deserialize_any(visitor),
            other => Err(Fault::new("a map", shown(unexpected(other)))),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            Json::Text(name) => visitor.visit_enum(Variant { name, value: None }),
            Json::Map(map) => match map.iter().next() {
                Some((name, value)) if map.len() == 1 => {
                    visitor.visit_enum(Variant { name, value: Some(value) })
                }
                _ => Err(Fault::new(one_of(variants), "a map")),
            },
            other => Err(Fault::new(one_of(variants), shown(unexpected(other)))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'de>(slice::Iter<'de, Json>);

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        self.0.next().map(|item| seed.deserialize(Doc(item))).transpose()
    }
}

struct Entries<'de> {
    entries: btree_map::Iter<'de, String, Json>,
    value: Option<&'de Json>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some((key, value)) = self.entries.next() else { return Ok(None) };
        self.value = Some(value);
        seed.deserialize(text(key)).map(Some)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.value.take() {
            Some(value) => seed.deserialize(Doc(value)),
            None => Err(Fault::new("a key before its value", "none")),
        }
    }
}

fn text(key: &str) -> StrDeserializer<'_, Fault> {
    key.into_deserializer()
}

struct Variant<'de> {
    name: &'de str,
    value: Option<&'de Json>,
}

impl<'de> EnumAccess<'de> for Variant<'de> {
    type Error = Fault;
    type Variant = Self;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Self), Fault> {
        Ok((seed.deserialize(text(self.name))?, self))
    }
}

impl<'de> VariantAccess<'de> for Variant<'de> {
    type Error = Fault;

    fn unit_variant(self) -> Result<(), Fault> {
        match self.value {
            None => Ok(()),
            Some(value) => Err(Fault::new("nothing beside the name", shown(unexpected(value)))),
        }
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        match self.value {
            Some(value) => seed.deserialize(Doc(value)),
            None => Err(Fault::new("a value", "a name alone")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(value) => Doc(value).deserialize_seq(visitor),
            None => Err(Fault::new("a list", "a name alone")),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.value {
            Some(value) => Doc(value).deserialize_struct("", &[], visitor),
            None => Err(Fault::new("a map", "a name alone")),
        }
    }
}
