//! How far a log once was on the disk, and whether it was closed in order: a small file beside its two copies.
//!
//! `JICENGE` and the version `1` (8 bytes), the position (u64), 1 if the log ended there when it was closed and 0 if it was being
//! written to (u8), and the crc32c of these 17 bytes (u32); integers are big-endian. A log that ends before the position has lost something,
//! also where both copies agree on less. A file that cannot be read says nothing.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use jiceng_domain::Position;

use crate::durable::sync_dir;

/// The file's name.
pub(super) const REACHED: &str = "reached";
const MAGIC: &[u8; 8] = b"JICENGE\x01";

/// What is noted of a log.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Reached {
    /// All before it was on the disk.
    pub(super) position: Position,
    /// Whether the log ended there, and nobody wrote to it.
    pub(super) is_closed: bool,
}

impl Reached {
    /// What is noted of the log in a directory; none where nothing is, or nothing that can be read.
    pub(super) fn read(dir: &Path) -> Option<Self> {
        let bytes = fs::read(dir.join(REACHED)).ok()?;
        let (stated, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32c::crc32c(stated) != u32::from_be_bytes(*checksum) {
            return None;
        }
        let (position, rest) = stated.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
        let [is_closed @ 0..=1] = rest else { return None };
        Some(Self { position: Position(u64::from_be_bytes(*position)), is_closed: *is_closed == 1 })
    }

    /// Notes it, durably.
    pub(super) fn note(self, dir: &Path) -> io::Result<()> {
        if Self::read(dir) == Some(self) {
            return Ok(());
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.position.0.to_be_bytes());
        bytes.push(self.is_closed.into());
        bytes.extend(crc32c::crc32c(&bytes).to_be_bytes());
        // In its place: so few bytes come to the disk as one, and torn ones say nothing.
        let is_new = !dir.join(REACHED).exists();
        let mut file = File::options().write(true).create(true).truncate(false).open(dir.join(REACHED))?;
        file.write_all(&bytes)?;
        file.sync_data()?;
        if is_new { sync_dir(dir) } else { Ok(()) }
    }
}

/// Up to where the log in a directory was on the disk once; 0 where nothing says so.
pub(super) fn position(dir: &Path) -> Position {
    Reached::read(dir).unwrap_or_default().position
}
