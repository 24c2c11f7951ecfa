//! JSON Schemas of what the domain serializes.

use schemars::{Schema, SchemaGenerator, json_schema};

/// An object whose fields hang on what it is.
pub(crate) fn object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}

/// A list of such objects.
pub(crate) fn objects(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "array", "items": { "type": "object" } })
}

/// Such an object, or null.
pub(crate) fn object_or_null(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["object", "null"] })
}

/// Such an object, or a word.
pub(crate) fn object_or_text(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": ["object", "string"] })
}
