//! What goes into the registry from files and other tools, row by row.
//!
//! A [`row`] is one command as a JSON object; [`fields`] lists the fields of every command;
//! [`lines`] reads a file line by line without trusting it; [`import`] brings a whole file in, or
//! says what is wrong with each row. A [`proof`] goes the other way, to whoever has no registry.
//! Rules are the domain's: this crate builds requests and hands them to the registry. Whole logs
//! move as files of [`frames`], whole registries as [`backup`]s.

pub mod backup;
pub mod claims;
pub mod cut;
pub mod fault;
pub mod fields;
mod forgetting;
pub mod frames;
pub mod import;
pub mod json;
pub mod lines;
mod one_subject;
pub mod proof;
mod proof_check;
mod reading;
pub mod row;
mod run;
pub mod standard;
mod waiting;

pub use fault::FieldFault;
pub use import::{Import, ImportReport};
pub use proof::Proof;
pub use proof_check::{CommitShown, ProofCheck, TreeShown};
pub use row::{RowProblem, request_from_json};

/// The Rust in the guide is run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/guides/embedding.md")]
struct EmbeddingGuide;
