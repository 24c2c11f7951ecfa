//! Values as bytes, and back: bincode 2 in its standard configuration. The only module that knows.
//!
//! The byte format is written down in `docs/format.md` and held by golden files, so that another
//! implementation of it can take bincode's place without changing a byte.

use bincode::config::{Configuration, standard};
use bincode::enc::write::Writer;
use bincode::error::EncodeError;
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

const CONFIG: Configuration = standard();

/// Why bytes are not the value that they should be, or a value has no bytes.
#[derive(Debug, thiserror::Error)]
#[error("{reason}")]
pub struct BytesError {
    /// What is wrong.
    pub reason: String,
}

/// Appends a value.
pub(crate) fn put<T: Serialize>(value: &T, out: &mut Vec<u8>) -> Result<(), BytesError> {
    bincode::serde::encode_into_writer(value, Appender(out), CONFIG)
        .map_err(|error| BytesError { reason: error.to_string() })
}

/// Takes one value after the other off the front of bytes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// The next value.
    pub(crate) fn take<T: Deserialize<'a>>(&mut self) -> Result<T, BytesError> {
        let (value, used) = bincode::serde::borrow_decode_from_slice(self.rest, CONFIG)
            .map_err(|error| BytesError { reason: error.to_string() })?;
        self.rest = self.rest.get(used..).unwrap_or_default();
        Ok(value)
    }

    /// How many bytes are left.
    pub(crate) const fn len(&self) -> usize {
        self.rest.len()
    }

    /// Refuses bytes that are left over.
    pub(crate) fn end(self) -> Result<(), BytesError> {
        match self.rest.len() {
            0 => Ok(()),
            bytes => Err(BytesError { reason: format!("{bytes} bytes are left over") }),
        }
    }
}

struct Appender<'a>(&'a mut Vec<u8>);

impl Writer for Appender<'_> {
    fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// A run of bytes with its length before it, borrowed from where it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blob<'a>(pub(crate) &'a [u8]);

impl Serialize for Blob<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Blob<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Borrowed;
        impl<'de> de::Visitor<'de> for Borrowed {
            type Value = &'de [u8];
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("borrowed bytes")
            }
            fn visit_borrowed_bytes<E: de::Error>(self, bytes: &'de [u8]) -> Result<&'de [u8], E> {
                Ok(bytes)
            }
        }
        deserializer.deserialize_bytes(Borrowed).map(Self)
    }
}
