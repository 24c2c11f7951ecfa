//! What comes in from files: the table of fields, and imports of all or nothing.

mod fields;
mod import;
