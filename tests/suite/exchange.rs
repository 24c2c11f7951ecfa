//! What comes in from files: the table of fields, and imports of all or nothing.

mod again;
mod bounds;
mod claims;
mod clocks;
mod endless;
mod failing;
mod fields;
mod growth;
mod hidden;
mod import;
mod keys_in_backups;
mod moving;
mod replacing;
pub(crate) mod rows;
mod twice;
mod waiting;
