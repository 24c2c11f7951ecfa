//! The registry: batches, commits that are repeated, times, names, watching, opening again.

mod batches;
mod commits;
mod names;
mod opening;
mod recorded;
mod sampling;
mod times;
mod watch;
