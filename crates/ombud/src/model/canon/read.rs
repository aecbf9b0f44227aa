//! Typed reading from the tree: what stands at each place is known, so a type is never given
//! something else that happens to fit, and every fault has its place.
//!
//! An array is never read as an object. Formats may take one for the fields in order, and serde's
//! derived types agree to that; a document in which a forgotten field moves all the later ones is
//! not one that canonical bytes can tell apart.

use std::{collections::btree_map, fmt, slice};

use serde::{
    Deserialize, Deserializer,
    de::{
        self, DeserializeOwned, DeserializeSeed, EnumAccess, Error as _, MapAccess, SeqAccess, Unexpected,
        VariantAccess, Visitor, value::BorrowedStrDeserializer,
    },
    forward_to_deserialize_any,
};

use super::{Json, MAX_DEPTH, MAX_SAFE};
use crate::{Error, ErrorCode};

type Read<T> = std::result::Result<T, Fault>;

/// Reads a type from a document.
pub(super) fn read<T: DeserializeOwned>(json: &Json) -> Read<T> {
    T::deserialize(Node { json, depth: 0, without: None })
}

/// Why a document is not of a type, and where.
#[derive(Debug)]
pub(super) struct Fault(Box<Inner>);

#[derive(Debug)]
struct Inner {
    code: ErrorCode,
    /// From the inside out.
    path: Vec<Step>,
    expected: Option<String>,
    found: String,
}

#[derive(Debug)]
enum Step {
    Key(String),
    Index(usize),
}

impl Fault {
    fn new(expected: Option<String>, found: String) -> Self {
        Fault(Box::new(Inner { code: ErrorCode::InvalidField, path: Vec::new(), expected, found }))
    }

    fn at_key(mut self, key: &str) -> Self {
        self.0.path.push(Step::Key(key.to_owned()));
        self
    }

    fn at_index(mut self, index: usize) -> Self {
        self.0.path.push(Step::Index(index));
        self
    }

    fn path(&self) -> String {
        self.0.path.iter().rev().fold(String::new(), |out, step| match step {
            Step::Key(key) if out.is_empty() => key.clone(),
            Step::Key(key) => format!("{out}.{key}"),
            Step::Index(index) => format!("{out}[{index}]"),
        })
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        let path = fault.path();
        let Inner { code, expected, found, .. } = *fault.0;
        let error = Error::new(code).found(found);
        let error = if path.is_empty() { error } else { error.path(path) };
        match expected {
            Some(expected) => error.expected(expected),
            None => error,
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path();
        if !path.is_empty() {
            write!(f, "{path}: ")?;
        }
        f.write_str(&self.0.found)?;
        match &self.0.expected {
            Some(expected) => write!(f, ", expected {expected}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Fault::new(None, message.to_string())
    }

    fn invalid_type(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        let found = match found {
            Unexpected::Bool(value) => Json::Bool(value).described(),
            Unexpected::Signed(value) => Json::Int(value).described(),
            Unexpected::Str(text) => described_text(text),
            Unexpected::Seq => "an array".to_owned(),
            Unexpected::Map => "an object".to_owned(),
            other => other.to_string(),
        };
        Fault::new(Some(expected.to_string()), found)
    }

    fn invalid_value(found: Unexpected<'_>, expected: &dyn de::Expected) -> Self {
        Fault::invalid_type(found, expected)
    }

    fn invalid_length(length: usize, expected: &dyn de::Expected) -> Self {
        Fault::new(Some(expected.to_string()), format!("{length} items"))
    }

    fn unknown_variant(variant: &str, expected: &'static [&'static str]) -> Self {
        Fault::new(Some(one_of(expected)), format!("unknown variant `{variant}`"))
    }

    fn unknown_field(field: &str, expected: &'static [&'static str]) -> Self {
        Fault::new(Some(one_of(expected)), format!("unknown field `{field}`"))
    }

    fn missing_field(field: &'static str) -> Self {
        Fault::new(None, format!("missing field `{field}`"))
    }
}

fn one_of(names: &[&str]) -> String {
    match names {
        [] => "no field here".to_owned(),
        [name] => format!("`{name}`"),
        _ => format!("one of `{}`", names.join("`, `")),
    }
}

fn described_text(text: &str) -> String {
    format!("a string `{text}`")
}

impl Json {
    fn described(&self) -> String {
        match self {
            Json::Bool(value) => format!("a boolean `{value}`"),
            Json::Int(value) => format!("an integer `{value}`"),
            Json::Text(text) => described_text(text),
            Json::List(_) | Json::Map(_) => self.kind().to_owned(),
        }
    }

    /// The integer that stands here: past 2^53 it is written as a string.
    fn integer(&self) -> Option<i64> {
        match self {
            Json::Int(value) => Some(*value),
            Json::Text(text) => {
                text.parse().ok().filter(|n: &i64| n.unsigned_abs() > MAX_SAFE && n.to_string() == *text)
            }
            _ => None,
        }
    }
}

/// A place in the tree.
#[derive(Clone, Copy)]
struct Node<'de> {
    json: &'de Json,
    /// How many arrays and objects are around it.
    depth: usize,
    /// The key of this object that is read already: the one that names the variant of a sum.
    without: Option<&'static str>,
}

impl<'de> Node<'de> {
    fn refuse(&self, expected: impl fmt::Display) -> Fault {
        Fault::new(Some(expected.to_string()), self.json.described())
    }

    /// The depth of what is inside. A tree that was read is shallow enough; one that was built may
    /// not be.
    fn inside(&self) -> Read<usize> {
        match self.depth.checked_add(1) {
            Some(depth) if depth <= MAX_DEPTH => Ok(depth),
            _ => {
                let mut fault =
                    Fault::new(Some(format!("at most {MAX_DEPTH} levels")), "more levels".to_owned());
                fault.0.code = ErrorCode::TooDeep;
                Err(fault)
            }
        }
    }

    fn list<V: Visitor<'de>>(&self, items: &'de [Json], visitor: V) -> Read<V::Value> {
        let mut access = Items { items: items.iter(), index: 0, depth: self.inside()? };
        let value = visitor.visit_seq(&mut access)?;
        match access.items.len() {
            0 => Ok(value),
            _ => Err(Fault::new(
                Some(format!("{} items", access.index)),
                format!("an array of {} items", items.len()),
            )),
        }
    }

    fn map<V: Visitor<'de>>(
        &self,
        map: &'de std::collections::BTreeMap<String, Json>,
        visitor: V,
    ) -> Read<V::Value> {
        let depth = self.inside()?;
        visitor.visit_map(Fields { fields: map.iter(), value: None, depth, without: self.without })
    }
}

macro_rules! integers {
    ($($method:ident => $visit:ident $of:ty;)*) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
            match self.json.integer().and_then(|value| <$of>::try_from(value).ok()) {
                Some(value) => visitor.$visit(value),
                None => Err(self.refuse(format_args!("an integer from {} to {}", <$of>::MIN, <$of>::MAX))),
            }
        }
    )*};
}

impl<'de> Deserializer<'de> for Node<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.json {
            Json::Bool(value) => visitor.visit_bool(*value),
            Json::Int(value) => visitor.visit_i64(*value),
            Json::Text(text) => visitor.visit_borrowed_str(text),
            Json::List(items) => self.list(items, visitor),
            Json::Map(map) => self.map(map, visitor),
        }
    }

    integers! {
        deserialize_i8 => visit_i8 i8;
        deserialize_i16 => visit_i16 i16;
        deserialize_i32 => visit_i32 i32;
        deserialize_i64 => visit_i64 i64;
        deserialize_u8 => visit_u8 u8;
        deserialize_u16 => visit_u16 u16;
        deserialize_u32 => visit_u32 u32;
        deserialize_u64 => visit_u64 u64;
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_some(self)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Read<V::Value> {
        match self.json {
            _ if name != SUM => visitor.visit_newtype_struct(self),
            Json::Map(_) => visitor.visit_enum(Sum(self)),
            _ => Err(self.refuse("an object")),
        }
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.json {
            Json::List(items) => self.list(items, visitor),
            _ => Err(self.refuse("an array")),
        }
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        match self.json {
            Json::Map(map) => self.map(map, visitor),
            _ => Err(self.refuse("an object")),
        }
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        match self.json {
            Json::Text(text) => visitor.visit_enum(BorrowedStrDeserializer::new(text)),
            Json::Map(map) if map.len() == 1 => {
                let depth = self.inside()?;
                match map.iter().next() {
                    Some((key, json)) => {
                        let inner = Node { json, depth, without: None };
                        visitor.visit_enum(Outside { key, inner }).map_err(|fault| fault.at_key(key))
                    }
                    None => Err(self.refuse(one_of(variants))),
                }
            }
            _ => Err(self.refuse(one_of(variants))),
        }
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_unit()
    }

    forward_to_deserialize_any! {
        bool i128 u128 f32 f64 char str string bytes byte_buf unit unit_struct identifier
    }
}

struct Items<'de> {
    items: slice::Iter<'de, Json>,
    index: usize,
    depth: usize,
}

impl<'de> SeqAccess<'de> for Items<'de> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Read<Option<T::Value>> {
        let Some(json) = self.items.next() else { return Ok(None) };
        let index = self.index;
        // No array in memory has more items than a usize counts.
        self.index = index.saturating_add(1);
        let node = Node { json, depth: self.depth, without: None };
        seed.deserialize(node).map(Some).map_err(|fault| fault.at_index(index))
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

struct Fields<'de> {
    fields: btree_map::Iter<'de, String, Json>,
    value: Option<(&'de str, &'de Json)>,
    depth: usize,
    without: Option<&'static str>,
}

impl<'de> MapAccess<'de> for Fields<'de> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Read<Option<K::Value>> {
        let without = self.without;
        let Some((key, json)) = self.fields.find(|(key, _)| Some(key.as_str()) != without) else {
            return Ok(None);
        };
        self.value = Some((key, json));
        seed.deserialize(Key(key)).map(Some).map_err(|fault| fault.at_key(key))
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Read<V::Value> {
        let Some((key, json)) = self.value.take() else {
            return Err(Fault::custom("a value is read before its key"));
        };
        let node = Node { json, depth: self.depth, without: None };
        seed.deserialize(node).map_err(|fault| fault.at_key(key))
    }
}

/// The key of an object.
struct Key<'de>(&'de str);

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Read<V::Value> {
        visitor.visit_borrowed_str(self.0)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Read<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Read<V::Value> {
        visitor.visit_enum(BorrowedStrDeserializer::new(self.0))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// A sum whose variant is the one key of an object around it.
struct Outside<'de> {
    key: &'de str,
    inner: Node<'de>,
}

impl<'de> EnumAccess<'de> for Outside<'de> {
    type Error = Fault;
    type Variant = Node<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Node<'de>)> {
        Ok((seed.deserialize(Key(self.key))?, self.inner))
    }
}

impl<'de> VariantAccess<'de> for Node<'de> {
    type Error = Fault;

    /// A variant without fields: nothing but the key that named it.
    fn unit_variant(self) -> Read<()> {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct NoFields {}
        NoFields::deserialize(self).map(|NoFields {}| ())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Read<T::Value> {
        seed.deserialize(self)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Read<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, _: &'static [&'static str], visitor: V) -> Read<V::Value> {
        self.deserialize_map(visitor)
    }
}

/// The key that names the variant of a sum.
const KIND: &str = "kind";
/// By this name [`sum`] asks for a sum, in a call that every other format lets through.
const SUM: &str = "ombud::sum";

/// A sum whose variant stands under `kind` beside its fields.
///
/// serde's own way with these (`tag`, like `untagged` and `flatten`) sets the object aside before
/// the type of its fields is known: that loses the place of a fault, and takes an array for an
/// object again.
pub(crate) trait Tagged: DeserializeOwned {
    /// The ids of the variants.
    const IDS: &'static [&'static str];

    /// Reads the fields of the variant with this id, one of [`IDS`](Self::IDS).
    fn variant<'de, A: VariantAccess<'de>>(id: &str, fields: A) -> std::result::Result<Self, A::Error>;
}

/// Reads a sum, from [`Json`] or from any other format.
pub(crate) fn sum<'de, T: Tagged, D: Deserializer<'de>>(d: D) -> std::result::Result<T, D::Error> {
    struct Reader<T>(std::marker::PhantomData<T>);

    impl<'de, T: Tagged> Visitor<'de> for Reader<T> {
        type Value = T;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object with a `kind`")
        }

        fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> std::result::Result<T, A::Error> {
            let (id, fields) = access.variant_seed(Id(T::IDS))?;
            T::variant(id, fields)
        }

        fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> std::result::Result<T, D::Error> {
            read(&Json::deserialize(d)?).map_err(D::Error::custom)
        }
    }

    d.deserialize_newtype_struct(SUM, Reader(std::marker::PhantomData))
}

/// Reads one of these ids, so that another one is refused where it stands.
struct Id(&'static [&'static str]);

impl<'de> DeserializeSeed<'de> for Id {
    type Value = &'static str;

    fn deserialize<D: Deserializer<'de>>(self, d: D) -> std::result::Result<&'static str, D::Error> {
        let text = String::deserialize(d)?;
        let known = self.0.iter().find(|id| **id == text);
        known.copied().ok_or_else(|| D::Error::unknown_variant(&text, self.0))
    }
}

struct Sum<'de>(Node<'de>);

impl<'de> EnumAccess<'de> for Sum<'de> {
    type Error = Fault;
    type Variant = Node<'de>;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Read<(V::Value, Node<'de>)> {
        let json = self.0.json.get(KIND).ok_or_else(|| Fault::missing_field(KIND))?;
        let depth = self.0.inside()?;
        let id = seed.deserialize(Node { json, depth, without: None }).map_err(|fault| fault.at_key(KIND))?;
        Ok((id, Node { without: Some(KIND), ..self.0 }))
    }
}
