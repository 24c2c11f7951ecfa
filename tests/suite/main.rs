//! All tests: laws, given/when/then, formats, contracts, transcripts, tidiness.

#![allow(
    clippy::items_after_statements,
    clippy::match_same_arms,
    clippy::needless_for_each,
    clippy::needless_pass_by_value,
    clippy::nonminimal_bool,
    clippy::similar_names,
    clippy::wildcard_enum_match_arm,
    reason = "what reads best in a test"
)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on has failed, and says so by panicking"
)]

mod answers;
mod claims;
mod cli;
mod core;
mod documents;
mod domain;
mod exchange;
mod fuzz;
mod generate;
mod guides;
mod laws;
mod liuzhou;
mod log;
mod power_cuts;
mod projections;
mod texts;
mod tidy;
