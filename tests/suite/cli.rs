//! The command line: what it says, in both languages, what it refuses, and what its document promises.

mod bad_input;
mod disks;
mod document;
mod processes;
mod program;
mod sampling;
mod tables;
mod transcripts;
