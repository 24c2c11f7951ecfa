//! JSON Schemas of what the domain serializes.

use schemars::{Schema, SchemaGenerator, json_schema};

/// An object whose fields hang on what it is.
pub(crate) fn object(_: &mut SchemaGenerator) -> Schema {
    json_schema!({ "type": "object" })
}
