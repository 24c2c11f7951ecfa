//! Which names came without their keys, and so are not missing: `keys/absent`.
//!
//! A line for each span of positions that was taken from a copy of the log without keys, `from up-to`: frames that were imported, a
//! backup without keys. Without it, nobody could tell such names from those whose keys were lost. Other lines are passed over.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::ops::Range;
use std::path::Path;

use jiceng_domain::Position;

use super::files::{self, io};
use crate::error::Error;

pub(super) const FILE: &str = "absent";

/// Spans of positions whose names came without their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Absent(Vec<Range<Position>>);

impl Absent {
    pub(super) fn read(keys_dir: &Path) -> Result<Self, Error> {
        let path = keys_dir.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => Ok(Self(text.lines().filter_map(span).collect())),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(io("read", &path, source)),
        }
    }

    /// Adds a span, durably on return.
    pub(super) fn add(&mut self, keys_dir: &Path, span: Range<Position>) -> Result<(), Error> {
        let path = keys_dir.join(FILE);
        let write = || {
            let mut file = files::options().append(true).create(true).open(&path)?;
            // A line of its own, whatever a crash left before it.
            file.write_all(format!("\n{} {}\n", span.start, span.end).as_bytes())?;
            file.sync_all()?;
            files::sync_parent(&path)
        };
        write().map_err(|source| io("write", &path, source))?;
        self.0.push(span);
        Ok(())
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        self.0.iter().any(|span| span.contains(&position))
    }
}

fn span(line: &str) -> Option<Range<Position>> {
    let (from, up_to) = line.split_once(' ')?;
    Some(Position(from.parse().ok()?)..Position(up_to.parse().ok()?))
}
