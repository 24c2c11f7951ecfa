//! How far a log once was on the disk: a small file beside its two copies.
//!
//! `JICENGE` and the version `1` (8 bytes), the position (u64), and the crc32c of these 16 bytes (u32); integers are big-endian. It is
//! written when the log is made, when its store is synced, and when it is closed. A log that ends before it has lost something,
//! also where both copies agree on less. A file that cannot be read says nothing.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::Path;

use jiceng_domain::Position;

/// The file's name.
pub(super) const REACHED: &str = "reached";
const MAGIC: &[u8; 8] = b"JICENGE\x01";

/// Up to where the log in a directory was on the disk once; 0 where nothing says so.
pub(super) fn read(dir: &Path) -> Position {
    fs::read(dir.join(REACHED)).ok().and_then(|bytes| parse(&bytes)).unwrap_or_default()
}

/// Notes, durably, up to where the log in a directory is on the disk. It is never noted to be shorter.
pub(super) fn note(dir: &Path, reached: Position) -> io::Result<()> {
    let path = dir.join(REACHED);
    if path.exists() && read(dir) >= reached {
        return Ok(());
    }
    let mut bytes = MAGIC.to_vec();
    bytes.extend(reached.0.to_be_bytes());
    bytes.extend(crc32c::crc32c(&bytes).to_be_bytes());
    // In its place: so few bytes come to the disk as one, and torn ones say nothing.
    let mut file = File::options().write(true).create(true).truncate(false).open(path)?;
    file.write_all(&bytes)?;
    file.sync_data()
}

fn parse(bytes: &[u8]) -> Option<Position> {
    let (stated, checksum) = bytes.split_last_chunk::<4>()?;
    let position = stated.strip_prefix(MAGIC)?;
    let is_sound = crc32c::crc32c(stated) == u32::from_be_bytes(*checksum);
    is_sound.then_some(Position(u64::from_be_bytes(position.try_into().ok()?)))
}
