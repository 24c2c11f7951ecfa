//! What the journal in a directory holds.

use std::fs;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::extent::{Extent, extent};
use super::segment::HEADER_BYTES;
use super::segments;
use crate::bounded;
use crate::error::{LogError, io_error};

/// What a journal was found to hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// The position after the last event in it.
    pub(crate) head: Position,
    /// What is no record behind it.
    pub(crate) torn: Option<Torn>,
    /// The first damage before it in the last segment, or that something is missing before the
    /// first: the file, the byte, and the position expected there.
    pub(crate) damage: Option<(PathBuf, u64, Position)>,
    /// All before it was on the disk once.
    pub(crate) reached: Position,
    /// Where the segments begin that are not sealed and were not only begun.
    pub(crate) segments: Vec<Position>,
    /// Whether it was closed in order, and nothing came behind that.
    pub(crate) is_closed: bool,
}

/// The end of a journal that is no record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Torn {
    pub(crate) path: PathBuf,
    pub(crate) from: u64,
    pub(crate) bytes: u64,
    /// The position after the last event of the sound frames among it; the head of the journal if
    /// there are none.
    pub(crate) next: Position,
}

/// What a directory with a journal has.
pub(super) struct Looked {
    pub(super) found: Found,
    /// The segment to write to, and the byte at which its last record ends; none where one has to
    /// be begun.
    pub(super) last: Option<(PathBuf, u64)>,
    /// Segments behind it that were only begun: nothing was acknowledged in them.
    pub(super) unbegun: Vec<PathBuf>,
}

/// Looks at the last segment of the journal in a directory, behind what is sealed. It is only read.
pub(super) fn look(dir: &Path, sealed: Position) -> Result<Looked, LogError> {
    let mut paths = segments(dir)?;
    let missing = paths.first().filter(|(first, _)| *first > sealed).map(|(_, path)| (path.clone(), 0, sealed));
    let Some(reached) = paths.last().map(|(first, _)| *first).or((sealed > Position(0)).then_some(sealed)) else {
        return Err(LogError::NotALog { dir: dir.to_owned() });
    };
    let mut unbegun = Vec::new();
    while let Some((first, path)) = paths.pop() {
        let bytes = match read_file(&path, first) {
            Err(LogError::JournalDamaged { path, offset, position }) => {
                let damage = missing.or(Some((path.clone(), offset, position)));
                let segments = begun(&paths, first);
                let found = Found { head: first, damage, reached, segments, ..Found::default() };
                return Ok(Looked { found, last: Some((path, offset)), unbegun });
            }
            read => read?,
        };
        let extent = extent(&bytes, first);
        if extent.is_unbegun {
            unbegun.push(path);
            continue;
        }
        let Extent { end, head, damage, durable, is_closed, torn_next, .. } = extent;
        let damage = damage.map(|(offset, position)| (path.clone(), offset as u64, position));
        let torn_bytes = bytes.len().saturating_sub(end) as u64;
        let torn = Torn { path: path.clone(), from: end as u64, bytes: torn_bytes, next: torn_next };
        let found = Found {
            head,
            torn: (torn_bytes > 0).then_some(torn),
            damage: missing.or(damage),
            reached: reached.max(durable),
            segments: begun(&paths, first),
            is_closed,
        };
        return Ok(Looked { found, last: Some((path, end as u64)), unbegun });
    }
    let found = Found { head: sealed, damage: missing, reached, ..Found::default() };
    Ok(Looked { found, last: None, unbegun })
}

/// The segments before the one that begins somewhere, and that one.
fn begun(before: &[(Position, PathBuf)], first: Position) -> Vec<Position> {
    before.iter().map(|(first, _)| *first).chain([first]).collect()
}

/// Reads a file of the journal, of which a segment is expected to begin at a position. One that is
/// for the greater part holes is none that was written, and is not read.
pub(super) fn read_file(path: &Path, first: Position) -> Result<Vec<u8>, LogError> {
    let file = fs::metadata(path).map_err(io_error(path))?;
    if !file.is_file() {
        return Err(LogError::JournalDamaged { path: path.to_owned(), offset: 0, position: first });
    }
    if bounded::is_mostly_holes(&file) {
        let offset = bounded::bytes_there(&file).max(HEADER_BYTES as u64);
        return Err(LogError::JournalDamaged { path: path.to_owned(), offset, position: first });
    }
    fs::read(path).map_err(io_error(path))
}
