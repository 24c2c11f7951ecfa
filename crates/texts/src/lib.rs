//! Every word of the registry for people, in Chinese and English, equally good.
//!
//! Labels of codes ([`labels`]), sentences of events ([`events`]), findings ([`findings`]),
//! refusals ([`refusals`]) and errors ([`registry`], [`logs`], [`moving`], [`rows`], [`files`],
//! [`proofs`]). What to do next after an error is worded for a terminal in [`next_steps`]. A case
//! that has no text does not compile.
//!
//! Texts are made of what the crates below answer: of codes, dates, names and errors. This crate
//! knows no arguments, no terminal and no server, and prints nothing; it asks a view for names
//! only. What is foreign is escaped by [`shown()`] at the edge that prints it. What names an option
//! or an argument alone is worded at the edge that has it.

pub mod asking;
pub mod carriers;
pub mod causes;
pub mod cells;
pub mod certificates;
mod changes;
pub mod claims;
pub mod dates;
pub mod demo;
pub mod differing;
pub mod elections;
pub mod entry;
pub mod erasures;
pub mod event_words;
pub mod events;
pub mod explanations;
pub mod failures;
pub mod faults;
pub mod figures;
pub mod files;
pub mod findings;
pub mod headings;
pub mod headlines;
pub mod history;
pub mod imports;
pub mod keys;
mod labelled;
pub mod labels;
mod lang;
pub mod logs;
pub mod measures;
pub mod moved;
pub mod moving;
pub mod names;
pub mod next_steps;
pub mod otherwise;
pub mod proofs;
pub mod receipts;
pub mod recovery;
pub mod refusals;
pub mod registry;
pub mod repaired;
pub mod rows;
pub mod samples;
pub mod sealing;
pub mod shapes;
mod shown;
pub mod snapshots;
pub mod system;
pub mod usage;
pub mod values;
pub mod verification;
pub mod without_effect;

pub use lang::Lang;
pub use shown::shown;
