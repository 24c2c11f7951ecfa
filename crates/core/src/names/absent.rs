//! Which names came without their keys, and so are not missing: `keys/absent`.
//!
//! A line for each span of positions that was taken from a copy of the log without keys: frames
//! that were imported, a backup without keys. It is `span`, where it begins and ends, and the
//! CRC-32C of all that before it; lines of older programs are `from up-to` alone. Without them,
//! nobody could tell such names from those whose keys were lost. A line that cannot be read is
//! told; what it says came without keys counts as missing. The beginning of a line is what a crash
//! left of one that nobody was told of, and is passed over.

use std::io::{ErrorKind, Write as _};
use std::ops::Range;
use std::path::Path;

use jiceng_domain::Position;
use jiceng_log::bounded;

use super::files::{self, io};
use crate::error::Error;

pub(super) const FILE: &str = "absent";
/// What a line with a checksum begins with.
const WORD: &str = "span ";
const CHECKSUM_DIGITS: usize = 8;

/// Spans of positions whose names came without their keys.
#[derive(Clone, Debug, Default)]
pub(super) struct Absent {
    spans: Vec<Range<Position>>,
    /// How many lines cannot be read; one where that is the file.
    pub(super) unreadable: usize,
}

impl Absent {
    /// What cannot be read is told, and is no error: all it can do is excuse names without a key.
    pub(super) fn read(keys_dir: &Path) -> Self {
        let path = keys_dir.join(FILE);
        let bytes = match bounded::read_own(&path, bounded::TEXT_BYTES_MAX) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::NotFound && path.symlink_metadata().is_err() => {
                return Self::default();
            }
            Err(_) => return Self { spans: Vec::new(), unreadable: 1 },
        };
        let mut absent = Self::default();
        for line in bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()) {
            match std::str::from_utf8(line).ok().and_then(span) {
                Some(span) => absent.spans.push(span),
                None => absent.unreadable += usize::from(!is_beginning(line)),
            }
        }
        absent
    }

    /// Adds a span, durably on return.
    pub(super) fn add(&mut self, keys_dir: &Path, span: Range<Position>) -> Result<(), Error> {
        let path = keys_dir.join(FILE);
        let write = || {
            let mut file = files::options().append(true).create(true).open(&path)?;
            // A line of its own, whatever a crash left before it.
            let stated = format!("{WORD}{} {}", span.start, span.end);
            file.write_all(format!("\n{stated} {}\n", checksum(&stated)).as_bytes())?;
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
    let span = match line.strip_prefix(WORD) {
        Some(_) => {
            let (stated, found) = line.rsplit_once(' ')?;
            stated.strip_prefix(WORD).filter(|_| checksum(stated) == found)?
        }
        None => line,
    };
    let (from, up_to) = span.split_once(' ')?;
    Some(Position(from.parse().ok()?)..Position(up_to.parse().ok()?))
}

/// Whether these bytes are the beginning of a line, and no whole one.
fn is_beginning(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(WORD.as_bytes()) else {
        return WORD.as_bytes().starts_with(line) || line.iter().all(|byte| b"0123456789 ".contains(byte));
    };
    let mut parts = rest.split(|byte| *byte == b' ');
    let [from, up_to, checksum] = [(); 3].map(|()| parts.next().unwrap_or_default());
    let are_numbers = [from, up_to].concat().iter().all(u8::is_ascii_digit);
    are_numbers
        && parts.next().is_none()
        && checksum.len() < CHECKSUM_DIGITS
        && checksum.iter().all(u8::is_ascii_hexdigit)
}

fn checksum(stated: &str) -> String {
    format!("{:08x}", crc32c::crc32c(stated.as_bytes()))
}
