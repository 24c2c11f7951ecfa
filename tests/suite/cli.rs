//! The command line: what it says, in both languages, what it refuses, and what its document
//! promises.

mod bad_input;
mod cases;
mod certificates;
mod checkpoints;
mod damaged;
mod disks;
mod document;
mod foreign;
mod half_years;
mod keys;
mod known;
mod persons;
mod privacy;
mod processes;
pub(crate) mod program;
mod recode;
mod repairs;
mod sampling;
pub(crate) mod shown;
mod snapshots;
mod tables;
mod targets;
mod transcripts;
mod trust;
