//! What comes in from files: the table of fields, and imports of all or nothing.

mod again;
mod claims;
mod fields;
mod growth;
mod hidden;
mod import;
mod moving;
pub(crate) mod rows;
mod twice;
mod waiting;
