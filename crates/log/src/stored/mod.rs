//! What is on disk: types of its own, apart from the domain's.
//!
//! A rename in the domain changes nothing here, and so no byte. Each event type has a tag and each
//! form it ever had a version, in the table of `tags.rs`; what is read in an old version is turned
//! into today's event there, for ever. What is read is checked again by the domain (`recorded`), by
//! rules that are never made stricter: what is refused today may have been recorded once.
//!
//! One file a subject, like the domain. A type that has been released never changes: what must be
//! stored otherwise becomes a type with the next number.

mod catalogue;
mod commit;
mod committee;
mod correction;
mod date;
mod designation;
mod division;
mod element;
mod evidence;
mod federation;
mod institution;
mod person;
mod place;
mod reform_issue;
mod relocation_site;
mod sample;
mod sharing;
mod standard;
mod tags;
mod target;
mod value;

pub(crate) use commit::{By, Head, decode, decode_at, decode_head, encode, starts, version_for};
pub use commit::{DecodeError, EVENT_BYTES_MAX, EncodeError, decode_fact, encode_fact};
pub use tags::{TAGS, Tag};
pub use value::FieldError;
