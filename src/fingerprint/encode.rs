//! A value that can be serialized → bytes for a hash: different where the values are, and written faster than JSON.
//! Never read back: nobody decodes them.

use serde::ser::{self, Serialize, Serializer};
use std::fmt;

/// Takes the bytes of a value, piece by piece.
pub trait Take {
    /// Takes the bytes that follow.
    fn take(&mut self, bytes: &[u8]);
}

/// What a value begins with, so that no two values of different kinds have the same bytes.
#[derive(Clone, Copy)]
enum Kind {
    Nothing = 1,
    Something,
    Unit,
    Truth,
    Integer,
    Natural,
    Fraction,
    Text,
    Bytes,
    Variant,
    List,
    End,
}

/// Ends a text: no UTF-8 has this byte.
const END_OF_TEXT: &[u8] = &[0xFF];

/// Writes values for a hash. Names of fields are left out where the order of fields tells as much.
pub struct Encoder<'t, T>(pub &'t mut T);

impl<T: Take> Encoder<'_, T> {
    fn mark(&mut self, kind: Kind) {
        self.0.take(&[kind as u8]);
    }

    fn number(&mut self, kind: Kind, bytes: [u8; 8]) {
        self.mark(kind);
        self.0.take(&bytes);
    }

    fn text(&mut self, text: &str) {
        self.mark(Kind::Text);
        self.0.take(text.as_bytes());
        self.0.take(END_OF_TEXT);
    }

    fn variant(&mut self, index: u32) {
        self.mark(Kind::Variant);
        self.0.take(&index.to_le_bytes());
    }
}

/// A text that comes in pieces.
struct Pieces<'t, T>(&'t mut T);

impl<T: Take> fmt::Write for Pieces<'_, T> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0.take(piece.as_bytes());
        Ok(())
    }
}

/// A value cannot be serialized.
#[derive(Debug)]
pub struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that cannot be serialized")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<M: fmt::Display>(_: M) -> Self {
        Unwritable
    }
}

/// The values inside another one.
pub struct Inner<'t, T>(Encoder<'t, T>);

impl<T: Take> Inner<'_, T> {
    fn put(&mut self, value: &(impl Serialize + ?Sized)) -> Result<(), Unwritable> {
        value.serialize(Encoder(&mut *self.0.0))
    }

    fn finish(mut self) {
        self.0.mark(Kind::End);
    }
}

impl<'t, T: Take> Serializer for Encoder<'t, T> {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Inner<'t, T>;
    type SerializeTuple = Inner<'t, T>;
    type SerializeTupleStruct = Inner<'t, T>;
    type SerializeTupleVariant = Inner<'t, T>;
    type SerializeMap = Inner<'t, T>;
    type SerializeStruct = Inner<'t, T>;
    type SerializeStructVariant = Inner<'t, T>;

    fn serialize_bool(mut self, value: bool) -> Result<(), Unwritable> {
        self.mark(Kind::Truth);
        self.0.take(&[u8::from(value)]);
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Result<(), Unwritable> {
        self.serialize_i64(value.into())
    }

    fn serialize_i64(mut self, value: i64) -> Result<(), Unwritable> {
        self.number(Kind::Integer, value.to_le_bytes());
        Ok(())
    }

    fn serialize_u8(self, value: u8) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Result<(), Unwritable> {
        self.serialize_u64(value.into())
    }

    fn serialize_u64(mut self, value: u64) -> Result<(), Unwritable> {
        self.number(Kind::Natural, value.to_le_bytes());
        Ok(())
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unwritable> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(mut self, value: f64) -> Result<(), Unwritable> {
        self.number(Kind::Fraction, value.to_bits().to_le_bytes());
        Ok(())
    }

    fn serialize_char(mut self, value: char) -> Result<(), Unwritable> {
        self.text(value.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn serialize_str(mut self, value: &str) -> Result<(), Unwritable> {
        self.text(value);
        Ok(())
    }

    fn serialize_bytes(mut self, value: &[u8]) -> Result<(), Unwritable> {
        self.number(Kind::Bytes, (value.len() as u64).to_le_bytes());
        self.0.take(value);
        Ok(())
    }

    fn serialize_none(mut self) -> Result<(), Unwritable> {
        self.mark(Kind::Nothing);
        Ok(())
    }

    fn serialize_some<V: Serialize + ?Sized>(mut self, value: &V) -> Result<(), Unwritable> {
        self.mark(Kind::Something);
        value.serialize(self)
    }

    fn serialize_unit(mut self) -> Result<(), Unwritable> {
        self.mark(Kind::Unit);
        Ok(())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(mut self, _: &'static str, index: u32, _: &'static str) -> Result<(), Unwritable> {
        self.variant(index);
        Ok(())
    }

    fn serialize_newtype_struct<V: Serialize + ?Sized>(self, _: &'static str, value: &V) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<V: Serialize + ?Sized>(
        mut self,
        _: &'static str,
        index: u32,
        _: &'static str,
        value: &V,
    ) -> Result<(), Unwritable> {
        self.variant(index);
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Inner<'t, T>, Unwritable> {
        self.serialize_tuple(0)
    }

    fn serialize_tuple(mut self, _: usize) -> Result<Inner<'t, T>, Unwritable> {
        self.mark(Kind::List);
        Ok(Inner(self))
    }

    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Inner<'t, T>, Unwritable> {
        self.serialize_tuple(len)
    }

    fn serialize_tuple_variant(
        mut self,
        _: &'static str,
        index: u32,
        _: &'static str,
        len: usize,
    ) -> Result<Inner<'t, T>, Unwritable> {
        self.variant(index);
        self.serialize_tuple(len)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Inner<'t, T>, Unwritable> {
        self.serialize_tuple(0)
    }

    fn serialize_struct(self, _: &'static str, len: usize) -> Result<Inner<'t, T>, Unwritable> {
        self.serialize_tuple(len)
    }

    fn serialize_struct_variant(
        mut self,
        _: &'static str,
        index: u32,
        _: &'static str,
        len: usize,
    ) -> Result<Inner<'t, T>, Unwritable> {
        self.variant(index);
        self.serialize_tuple(len)
    }

    fn collect_str<V: fmt::Display + ?Sized>(mut self, value: &V) -> Result<(), Unwritable> {
        self.mark(Kind::Text);
        fmt::Write::write_fmt(&mut Pieces(&mut *self.0), format_args!("{value}")).map_err(|_| Unwritable)?;
        self.0.take(END_OF_TEXT);
        Ok(())
    }
}

impl<T: Take> ser::SerializeSeq for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl<T: Take> ser::SerializeTuple for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl<T: Take> ser::SerializeTupleStruct for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl<T: Take> ser::SerializeTupleVariant for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl<T: Take> ser::SerializeMap for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<K: Serialize + ?Sized>(&mut self, key: &K) -> Result<(), Unwritable> {
        self.put(key)
    }

    fn serialize_value<V: Serialize + ?Sized>(&mut self, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl<T: Take> ser::SerializeStruct for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, _: &'static str, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    /// A field that is left out must not look as if the next one had taken its place.
    fn skip_field(&mut self, _: &'static str) -> Result<(), Unwritable> {
        self.put(&None::<()>)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}

impl<T: Take> ser::SerializeStructVariant for Inner<'_, T> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<V: Serialize + ?Sized>(&mut self, _: &'static str, value: &V) -> Result<(), Unwritable> {
        self.put(value)
    }

    fn skip_field(&mut self, _: &'static str) -> Result<(), Unwritable> {
        self.put(&None::<()>)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.finish();
        Ok(())
    }
}
