//! Canonical bytes without a tree in between: the same bytes as [`ombud::model::canon::to_bytes`],
//! written in one pass into a buffer that is used again.
//!
//! The entries of an object are put in order when it is complete. Keys are compared as written;
//! a key with a control character, a quotation mark or a backslash could stand elsewhere than in
//! the tree's form, and none of the model's keys has one.

use std::fmt;

use ombud::{Error, ErrorCode, error::Result};
use serde::ser::{self, Serialize};

/// The largest integer written as a JSON number; larger ones are strings.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// Writes canonical JSON.
#[derive(Debug, Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
    /// Where the entries of the open objects begin: key, end of key, end.
    entries: Vec<(usize, usize, usize)>,
    scratch: Vec<u8>,
}

#[derive(Debug)]
pub(crate) struct Fault(&'static str);

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Fault {}

impl ser::Error for Fault {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Fault("a type that has no canonical form")
    }
}

impl Writer {
    /// The canonical bytes of a document.
    pub(crate) fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<&mut Vec<u8>> {
        self.out.clear();
        self.entries.clear();
        value.serialize(&mut *self).map_err(|e| Error::new(ErrorCode::Internal).found(e))?;
        Ok(&mut self.out)
    }

    fn text(&mut self, text: &str) {
        self.out.push(b'"');
        let bytes = text.as_bytes();
        // Most texts need no escape, and this sweep has no branch in it.
        if !bytes.iter().fold(false, |any, b| any | (*b < 0x20) | (*b == b'"') | (*b == b'\\')) {
            self.out.extend_from_slice(bytes);
            self.out.push(b'"');
            return;
        }
        let mut from = 0usize;
        for (at, byte) in bytes.iter().enumerate() {
            let escape: &[u8] = match byte {
                b'"' => b"\\\"",
                b'\\' => b"\\\\",
                b'\n' => b"\\n",
                b'\r' => b"\\r",
                b'\t' => b"\\t",
                8 => b"\\b",
                12 => b"\\f",
                0..0x20 => b"",
                _ => continue,
            };
            self.out.extend_from_slice(bytes.get(from..at).unwrap_or_default());
            if escape.is_empty() {
                self.out.extend_from_slice(format!("\\u{byte:04x}").as_bytes());
            } else {
                self.out.extend_from_slice(escape);
            }
            from = at.saturating_add(1);
        }
        self.out.extend_from_slice(bytes.get(from..).unwrap_or_default());
        self.out.push(b'"');
    }

    fn number(&mut self, negative: bool, magnitude: u64) {
        let mut digits = [0u8; 20];
        let mut at = digits.len();
        let mut rest = magnitude;
        loop {
            at = at.saturating_sub(1);
            if let Some(place) = digits.get_mut(at) {
                *place = b'0'.saturating_add(u8::try_from(rest % 10).unwrap_or(0));
            }
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        let quoted = magnitude > MAX_SAFE;
        if quoted {
            self.out.push(b'"');
        }
        if negative {
            self.out.push(b'-');
        }
        self.out.extend_from_slice(digits.get(at..).unwrap_or_default());
        if quoted {
            self.out.push(b'"');
        }
    }

    /// Puts the entries since `first` in order. Each was written with a comma before it.
    fn close(&mut self, start: usize, first: usize) {
        let out = &self.out;
        let key = |entry: &(usize, usize, usize)| out.get(entry.0..entry.1).unwrap_or_default();
        let entries = self.entries.get_mut(first..).unwrap_or_default();
        if !entries.is_sorted_by(|a, b| key(a) <= key(b)) {
            entries.sort_by(|a, b| key(a).cmp(key(b)));
            self.scratch.clear();
            for (from, _, to) in entries.iter() {
                self.scratch.push(b',');
                self.scratch.extend_from_slice(out.get(*from..*to).unwrap_or_default());
            }
            self.out.truncate(start);
            self.out.extend_from_slice(&self.scratch);
        }
        match self.out.get_mut(start) {
            Some(comma) => *comma = b'{',
            None => self.out.push(b'{'),
        }
        self.out.push(b'}');
        self.entries.truncate(first);
    }
}

/// An open object or list.
pub(crate) struct Open<'a> {
    writer: &'a mut Writer,
    start: usize,
    first: usize,
    key: (usize, usize),
    empty: bool,
}

impl Open<'_> {
    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.writer.out.push(b':');
        value.serialize(&mut *self.writer)?;
        self.writer.entries.push((self.key.0, self.key.1, self.writer.out.len()));
        Ok(())
    }

    fn key(&mut self, key: &str) {
        self.writer.out.push(b',');
        let start = self.writer.out.len();
        self.writer.text(key);
        self.key = (start, self.writer.out.len().saturating_sub(1));
    }

    fn item<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        if !self.empty {
            self.writer.out.push(b',');
        }
        self.empty = false;
        value.serialize(&mut *self.writer)
    }
}

macro_rules! integers {
    ($($name:ident $type:ty),*) => {$(
        fn $name(self, value: $type) -> Result<(), Fault> {
            #[allow(unused_comparisons, reason = "one form for signed and unsigned")]
            let negative = value < 0;
            let wide = i128::from(value).unsigned_abs();
            self.number(negative, u64::try_from(wide).map_err(|_| Fault("an integer out of range"))?);
            Ok(())
        }
    )*};
}

impl<'a> ser::Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Fault;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = ser::Impossible<(), Fault>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = ser::Impossible<(), Fault>;

    fn serialize_bool(self, value: bool) -> Result<(), Fault> {
        self.out.extend_from_slice(if value { b"true" } else { b"false" });
        Ok(())
    }

    integers!(serialize_i8 i8, serialize_i16 i16, serialize_i32 i32, serialize_i64 i64,
        serialize_u8 u8, serialize_u16 u16, serialize_u32 u32, serialize_u64 u64);

    fn serialize_f32(self, _: f32) -> Result<(), Fault> {
        Err(Fault("a number with a fraction"))
    }

    fn serialize_f64(self, _: f64) -> Result<(), Fault> {
        Err(Fault("a number with a fraction"))
    }

    fn serialize_char(self, value: char) -> Result<(), Fault> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(self, value: &str) -> Result<(), Fault> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Fault> {
        Err(Fault("bytes"))
    }

    fn serialize_none(self) -> Result<(), Fault> {
        Err(Fault("a null"))
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Fault> {
        Err(Fault("a null"))
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Fault> {
        Err(Fault("a null"))
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Fault> {
        self.text(variant);
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Fault> {
        let mut open = self.serialize_map(None)?;
        open.key(variant);
        open.value(value)?;
        ser::SerializeMap::end(open)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Fault> {
        self.out.push(b'[');
        let first = self.entries.len();
        Ok(Open { start: self.out.len(), first, key: (0, 0), empty: true, writer: self })
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Fault> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Fault> {
        self.serialize_seq(None)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Fault> {
        Err(Fault("a variant with several values"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Fault> {
        let (start, first) = (self.out.len(), self.entries.len());
        Ok(Open { start, first, key: (0, 0), empty: true, writer: self })
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Fault> {
        self.serialize_map(None)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Fault> {
        Err(Fault("a variant with several values"))
    }

    fn collect_str<T: fmt::Display + ?Sized>(self, value: &T) -> Result<(), Fault> {
        use fmt::Write as _;
        struct Escaping<'w>(&'w mut Vec<u8>);
        impl fmt::Write for Escaping<'_> {
            fn write_str(&mut self, text: &str) -> fmt::Result {
                if text.bytes().any(|b| b < 0x20 || b == b'"' || b == b'\\') {
                    return Err(fmt::Error);
                }
                self.0.extend_from_slice(text.as_bytes());
                Ok(())
            }
        }
        // Dates, ids and the like need no escapes; what does is written the long way.
        let start = self.out.len();
        self.out.push(b'"');
        if write!(Escaping(&mut self.out), "{value}").is_ok() {
            self.out.push(b'"');
        } else {
            self.out.truncate(start);
            self.text(&value.to_string());
        }
        Ok(())
    }
}

impl ser::SerializeSeq for Open<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.writer.out.push(b']');
        Ok(())
    }
}

impl ser::SerializeTuple for Open<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }

    fn end(self) -> Result<(), Fault> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeTupleStruct for Open<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.item(value)
    }

    fn end(self) -> Result<(), Fault> {
        ser::SerializeSeq::end(self)
    }
}

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Fault> {
        self.writer.out.push(b',');
        let start = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.out.get(start) != Some(&b'"') {
            return Err(Fault("a key that is no text"));
        }
        self.key = (start, self.writer.out.len().saturating_sub(1));
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Fault> {
        self.value(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.writer.close(self.start, self.first);
        Ok(())
    }
}

impl ser::SerializeStruct for Open<'_> {
    type Ok = ();
    type Error = Fault;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Fault> {
        self.key(key);
        self.value(value)
    }

    fn end(self) -> Result<(), Fault> {
        self.writer.close(self.start, self.first);
        Ok(())
    }
}
