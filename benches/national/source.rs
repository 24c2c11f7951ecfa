//! The history that is measured with: a constructed one, the same bytes each time.

use jiceng_core::log::NewCommit;
use jiceng_generate::{Generator, Scale, rows_of};

use crate::Result;

/// What every run is made with.
const SEED: u64 = 1;
/// From so many events on it is the whole nation.
const NATION: u64 = 29_000_000;

/// The commits of about so many events.
pub(crate) fn commits(events: u64) -> Result<Generator> {
    let scale = if events >= NATION { Scale::Nation } else { Scale::Events(events) };
    Ok(Generator::new(scale, SEED)?)
}

/// The rows that a commit comes of, as JSON.
pub(crate) fn rows(commit: &NewCommit) -> Result<Vec<String>> {
    Ok(rows_of(commit)?.iter().map(serde_json::to_string).collect::<std::result::Result<_, _>>()?)
}
