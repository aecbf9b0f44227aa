//! Types filled from [`Json`], with refusals in plain words.
//!
//! `serde_json` would do, but for two things: it fills a struct from an array, which is a second
//! spelling of every document, and its messages name Rust types.

#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeMap, btree_map},
    fmt, slice,
};

use serde::{
    Deserialize, Deserializer,
    de::{
        DeserializeOwned, DeserializeSeed, EnumAccess, Error as _, Expected, IntoDeserializer, MapAccess,
        SeqAccess, Unexpected, VariantAccess, Visitor, value::StrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{Json, canon::MAX_SAFE};
use crate::{Error, ErrorCode, error::Result};

/// Reads a typed document.
///
/// # Errors
/// `invalid_field` with the place, or the error of a value that refuses its own text.
pub(super) fn read<T: DeserializeOwned>(json: &Json) -> Result<T> {
    fill(json).map_err(Error::from)
}

fn fill<T: DeserializeOwned>(json: &Json) -> Result<T, Fault> {
    T::deserialize(Doc(json))
}

/// A refusal while a type is filled, and its place from the inside out.
#[derive(Debug)]
struct Fault {
    error: Error,
    path: Vec<Step>,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let path = fault.path.iter().rev().fold(String::new(), |out, step| match step {
            Step::Key(key) if out.is_empty() => key.clone(),
            Step::Key(key) => format!("{out}.{key}"),
            Step::Index(index) => format!("{out}[{index}]"),
        });
        if path.is_empty() { fault.error } else { fault.error.path(path) }
    }
}

impl Fault {
    fn new(expected: impl fmt::Display, found: impl fmt::Display) -> Self {
        Fault { error: Error::new(ErrorCode::InvalidField).expected(expected).found(found), path: Vec::new() }
    }

    fn at(mut self, key: &str) -> Self {
        self.path.push(Step::Key(key.to_owned()));
        self
    }

    fn at_index(mut self, index: usize) -> Self {
        self.path.push(Step::Index(index));
        self
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
        Fault { error, path: Vec::new() }
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::new(wanted(&expected.to_string()), shown(found))
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn Expected) -> Self {
        Fault::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn Expected) -> Self {
        Fault::new(wanted(&expected.to_string()), length)
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Fault::new(one_of(expected), variant)
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        // The key is on the path already.
        Fault::new(one_of(expected), field)
    }

    fn missing_field(field: &'static str) -> Self {
        Fault::new(format_args!("`{field}`"), "nothing").at(field)
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
        text if text.starts_with("a tuple of size ") => text.replace("tuple of size", "list of"),
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
            Json::List(items) => {
                let mut access = Items { items: items.iter(), index: 0 };
                let value = visitor.visit_seq(&mut access)?;
                match access.items.len() {
                    0 => Ok(value),
                    _ => Err(Fault::new(format_args!("a list of {}", access.index), items.len())),
                }
            }
            Json::Map(map) => visitor.visit_map(Entries { entries: map.iter(), value: None, without: None }),
        }
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match past_safe(self.0) {
            Some(value) => visitor.visit_i64(value),
            None => self.deserialize_any(visitor),
        }
    }

    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.deserialize_i64(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.0 {
            _ if name != SUM => visitor.visit_newtype_struct(self),
            Json::Map(map) => visitor.visit_enum(Sum(map)),
            other => Err(Fault::new("a map", shown(unexpected(other)))),
        }
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

    // A tuple is a list in JSON. What is read in order must not be given the fields of an object.
    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        match self.0 {
            Json::List(_) => self.deserialize_any(visitor),
            other => Err(Fault::new("a list", shown(unexpected(other)))),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i128 u8 u16 u32 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple_struct map identifier ignored_any
    }
}

/// An integer past 2^53, which is written as a string.
fn past_safe(json: &Json) -> Option<i64> {
    let text = json.as_str()?;
    text.parse().ok().filter(|n: &i64| n.unsigned_abs() > MAX_SAFE && n.to_string() == text)
}

struct Items<'de> {
    items: slice::Iter<'de, Json>,
    index: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let Some(item) = self.items.next() else { return Ok(None) };
        let index = self.index;
        // No list in memory has more items than a usize counts.
        self.index = index.saturating_add(1);
        seed.deserialize(Doc(item)).map(Some).map_err(|fault| fault.at_index(index))
    }
}

struct Entries<'de> {
    entries: btree_map::Iter<'de, String, Json>,
    value: Option<(&'de str, &'de Json)>,
    /// A key that is read already.
    without: Option<&'static str>,
}

impl<'de> MapAccess<'de> for Entries<'de> {
    type Error = Fault;

    fn next_key_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<Option<S::Value>, Fault> {
        let without = self.without;
        let Some((key, value)) = self.entries.find(|(key, _)| Some(key.as_str()) != without) else {
            return Ok(None);
        };
        self.value = Some((key, value));
        seed.deserialize(text(key)).map(Some).map_err(|fault| fault.at(key))
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, Fault> {
        match self.value.take() {
            Some((key, value)) => seed.deserialize(Doc(value)).map_err(|fault| fault.at(key)),
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
            Some(value) => seed.deserialize(Doc(value)).map_err(|fault| fault.at(self.name)),
            None => Err(Fault::new("a value", "a name alone")),
        }
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Fault> {
        match self.value {
            Some(value) => Doc(value).deserialize_tuple(0, visitor).map_err(|fault| fault.at(self.name)),
            None => Err(Fault::new("a list", "a name alone")),
        }
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.value {
            Some(value) => {
                Doc(value).deserialize_struct("", &[], visitor).map_err(|fault| fault.at(self.name))
            }
            None => Err(Fault::new("a map", "a name alone")),
        }
    }
}

/// The key that names the variant of a sum.
const KIND: &str = "kind";
/// By this name [`sum`] asks for a sum, in a call that every other format lets through.
const SUM: &str = "ombud::sum";

/// A sum whose variant stands under `kind` beside its fields.
///
/// serde's own way with these (`tag`, like `untagged` and `flatten`) sets the object aside before
/// the types of its fields are known: that loses the place of a fault, and takes a list for an
/// object again.
pub(crate) trait Tagged: DeserializeOwned {
    /// The ids of the variants.
    const IDS: &'static [&'static str];

    /// Reads the fields of the variant with this id, one of [`IDS`](Self::IDS).
    fn variant<'de, A: VariantAccess<'de>>(id: &str, fields: A) -> Result<Self, A::Error>;
}

/// Reads a sum, from [`Json`] or from any other format.
pub(crate) fn sum<'de, T: Tagged, D: Deserializer<'de>>(d: D) -> Result<T, D::Error> {
    struct Reader<T>(std::marker::PhantomData<T>);

    impl<'de, T: Tagged> Visitor<'de> for Reader<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map with a `kind`")
        }

        fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<T, A::Error> {
            let (id, fields) = access.variant_seed(Id(T::IDS))?;
            T::variant(id, fields)
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<T, D::Error> {
            read(&Json::deserialize(d)?).map_err(D::Error::custom)
        }
    }

    d.deserialize_newtype_struct(SUM, Reader(std::marker::PhantomData))
}

/// Reads one of these ids, so that another one is refused where it stands.
struct Id(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Id {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<&'static str, D::Error> {
        let text = String::deserialize(d)?;
        let known = self.0.iter().find(|id| **id == text);
        known.copied().ok_or_else(|| D::Error::unknown_variant(&text, self.0))
    }
}

struct Sum<'de>(&'de BTreeMap<String, Json>);

impl<'de> EnumAccess<'de> for Sum<'de> {
    type Error = Fault;
    type Variant = Fields<'de>;

    fn variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<(S::Value, Fields<'de>), Fault> {
        let kind = self.0.get(KIND).ok_or_else(|| Fault::missing_field(KIND))?;
        let id = seed.deserialize(Doc(kind)).map_err(|fault| fault.at(KIND))?;
        Ok((id, Fields(self.0)))
    }
}

/// The fields of a variant: the object without the key that named it.
struct Fields<'de>(&'de BTreeMap<String, Json>);

impl<'de> Deserializer<'de> for Fields<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_map(Entries { entries: self.0.iter(), value: None, without: Some(KIND) })
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> VariantAccess<'de> for Fields<'de> {
    type Error = Fault;

    /// A variant without fields: nothing but the key that named it.
    fn unit_variant(self) -> Result<(), Fault> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct NoFields {}
        NoFields::deserialize(self).map(|NoFields {}| ())
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, Fault> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, _: V) -> Result<V::Value, Fault> {
        Err(Fault::new("a list", "a map"))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_any(visitor)
    }
}
