//! A history written out: as rows, or straight into the log of a new registry.

use std::io::Write;
use std::path::Path;

use jiceng_core::domain::Position;
use jiceng_core::log::{EventLog as _, NewCommit, SledLog};
use jiceng_core::{Registry, layout};
use serde::Serialize;

use crate::commits::Generator;
use crate::error::Error;
use crate::rows::rows_of;

/// Events that are appended at once: durable together.
const EVENTS_AT_ONCE: usize = 50_000;

/// A history that was written out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Made {
    /// How many places it has, relocation sites among them.
    pub places: usize,
    /// How many rows were written; null where it went into a registry.
    pub rows: Option<u64>,
    /// How many events the registry has; null where rows were written.
    pub events: Option<u64>,
    /// The seed.
    pub seed: u64,
}

/// Writes a history as JSON Lines, such as `jiceng import --recorded-as-stated` reads; the number
/// of rows. `progress` is told the events so far.
pub fn write_rows(generator: Generator, out: &mut impl Write, progress: &mut dyn FnMut(u64)) -> Result<u64, Error> {
    let (mut rows, mut events) = (0, 0);
    for commit in generator {
        let commit = commit?;
        for row in rows_of(&commit)? {
            serde_json::to_writer(&mut *out, &row).map_err(|error| Error::Output(error.into()))?;
            out.write_all(b"\n").map_err(Error::Output)?;
            rows += 1;
        }
        events += commit.facts.len() as u64;
        progress(events);
    }
    out.flush().map_err(Error::Output)?;
    Ok(rows)
}

/// Makes a registry in a directory that holds none, with a history in its log; where that ends.
/// Nothing is decided: a history is one that would be granted. The names of its persons are sealed
/// under no key, so that nobody can read them.
pub fn write_registry(generator: Generator, dir: &Path, progress: &mut dyn FnMut(u64)) -> Result<Position, Error> {
    drop(Registry::create(dir)?);
    let log = SledLog::open(layout::log_dir(dir))?;
    let mut head = Position(0);
    let mut together: Vec<NewCommit> = Vec::new();
    let mut events = 0;
    for commit in generator {
        let commit = commit?;
        events += commit.facts.len();
        together.push(commit);
        if events >= EVENTS_AT_ONCE {
            head = log.append(head, &std::mem::take(&mut together))?;
            events = 0;
            progress(head.0);
        }
    }
    if !together.is_empty() {
        head = log.append(head, &together)?;
        progress(head.0);
    }
    layout::note_without_keys(dir, Position(0), head)?;
    Ok(head)
}
