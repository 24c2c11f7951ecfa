//! Which names came without their keys, and so are not missing: `keys/absent`.
//!
//! A line for each span of positions that was taken from a copy of the log without keys, `from
//! up-to`: frames that were imported, a backup without keys. Without it, nobody could tell such
//! names from those whose keys were lost. A line that cannot be read is told; what it says came
//! without keys counts as missing. One of digits is what a crash left of a line that nobody was
//! told of, and is passed over.

use std::io::{ErrorKind, Write as _};
use std::ops::Range;
use std::path::Path;

use jiceng_domain::Position;
use jiceng_log::bounded;

use super::files::{self, io};
use crate::error::Error;

pub(super) const FILE: &str = "absent";

/// Spans of positions whose names came without their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Absent {
    spans: Vec<Range<Position>>,
    /// How many lines cannot be read; one where that is the file.
    pub(super) unreadable: usize,
}

impl Absent {
    pub(super) fn read(keys_dir: &Path) -> Result<Self, Error> {
        let path = keys_dir.join(FILE);
        let bytes = match bounded::read_own(&path, bounded::TEXT_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self::default()),
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::IsADirectory | ErrorKind::FileTooLarge | ErrorKind::InvalidData
                ) =>
            {
                return Ok(Self { spans: Vec::new(), unreadable: 1 });
            }
            Err(source) => return Err(io("read", &path, source)),
        };
        let mut absent = Self::default();
        for line in bytes.split(|byte| *byte == b'\n') {
            match std::str::from_utf8(line).ok().and_then(span) {
                Some(span) => absent.spans.push(span),
                None => absent.unreadable += usize::from(!line.iter().all(|byte| b"0123456789 ".contains(byte))),
            }
        }
        Ok(absent)
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
        self.spans.push(span);
        Ok(())
    }

    pub(super) fn contains(&self, position: Position) -> bool {
        self.spans.iter().any(|span| span.contains(&position))
    }
}

fn span(line: &str) -> Option<Range<Position>> {
    let (from, up_to) = line.split_once(' ')?;
    Some(Position(from.parse().ok()?)..Position(up_to.parse().ok()?))
}
