//! How far a log once was on the disk, and whether it was closed in order: a small file beside its
//! two copies.
//!
//! `JICENGE` and the version `1` (8 bytes), the position (u64), how the log was left (u8), and the
//! crc32c of these 17 bytes (u32); integers are big-endian. It was left closed at the position (1),
//! or it is being written to behind it (0), or that and a segment of the journal begins there (2).
//! A log that ends before the position has lost something, also where both copies agree on less.
//! And where it was not closed, its journal must hold what the position says: what came later was
//! perhaps in the journal alone. Bytes that are anything else say nothing, which is told, and are
//! written anew when the log is sound.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Read as _, Write as _};
use std::path::Path;

use jiceng_domain::Position;

use crate::durable::{options_in, sync_dir};
use crate::error::LogError;
use crate::journal::{Found, JOURNAL, Journal};

/// The file's name.
pub(crate) const REACHED: &str = "reached";
const MAGIC: &[u8; 8] = b"JICENGE\x01";
const BYTES: u64 = 21;

/// What is noted of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reached {
    /// All before it was on the disk.
    pub(super) position: Position,
    left: Left,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Left {
    /// The log ended there, and nobody wrote to it.
    Closed,
    /// It was being written to.
    Written,
    /// The same, and a segment of the journal begins there.
    WrittenInSegment,
}

/// What the file holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Noted {
    /// There is none: an older program made the log, or somebody took it away.
    Nothing,
    /// Other bytes.
    Unreadable,
    Read(Reached),
}

impl Reached {
    /// A log that ends there, and that nobody writes to.
    pub(super) const fn closed(position: Position) -> Self {
        Self { position, left: Left::Closed }
    }

    /// A log that is written to, and the last segment of whose journal begins somewhere.
    pub(super) fn written(position: Position, segment: Position) -> Self {
        let left = if segment == position { Left::WrittenInSegment } else { Left::Written };
        Self { position, left }
    }

    /// What is noted of the log in a directory; none where nothing is, or nothing that can be read.
    pub(super) fn read(dir: &Path) -> Option<Self> {
        match Noted::of(dir) {
            Noted::Read(reached) => Some(reached),
            Noted::Nothing | Noted::Unreadable => None,
        }
    }

    fn parse(bytes: &[u8]) -> Option<Self> {
        let (stated, checksum) = bytes.split_last_chunk::<4>()?;
        if crc32c::crc32c(stated) != u32::from_be_bytes(*checksum) {
            return None;
        }
        let (position, rest) = stated.strip_prefix(MAGIC)?.split_first_chunk::<8>()?;
        let left = match rest {
            [0] => Left::Written,
            [1] => Left::Closed,
            [2] => Left::WrittenInSegment,
            _ => return None,
        };
        Some(Self { position: Position(u64::from_be_bytes(*position)), left })
    }

    /// Notes it, durably.
    pub(super) fn note(self, dir: &Path) -> io::Result<()> {
        if Self::read(dir) == Some(self) {
            return Ok(());
        }
        let mut bytes = MAGIC.to_vec();
        bytes.extend(self.position.0.to_be_bytes());
        bytes.push(match self.left {
            Left::Written => 0,
            Left::Closed => 1,
            Left::WrittenInSegment => 2,
        });
        bytes.extend(crc32c::crc32c(&bytes).to_be_bytes());
        let path = dir.join(REACHED);
        let found = fs::symlink_metadata(&path).ok();
        // A link could lead anywhere.
        if found.as_ref().is_some_and(|found| !found.is_file()) {
            fs::remove_file(&path)?;
        }
        // In its place: so few bytes come to the disk as one, and torn ones say nothing.
        let mut file = options_in(dir).write(true).create(true).truncate(false).open(&path)?;
        file.write_all(&bytes)?;
        if file.metadata()?.len() != BYTES {
            file.set_len(BYTES)?;
        }
        file.sync_data()?;
        if found.is_some_and(|found| found.is_file()) { Ok(()) } else { sync_dir(dir) }
    }
}

impl Noted {
    /// What is noted of the log in a directory.
    pub(super) fn of(dir: &Path) -> Self {
        let path = dir.join(REACHED);
        let read = || {
            if !fs::metadata(&path)?.is_file() {
                return Err(ErrorKind::InvalidData.into());
            }
            let mut bytes = Vec::new();
            File::open(&path)?.take(BYTES + 1).read_to_end(&mut bytes)?;
            Ok::<_, io::Error>(bytes)
        };
        match read() {
            Ok(bytes) => Reached::parse(&bytes).map_or(Self::Unreadable, Self::Read),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::Nothing,
            Err(_) => Self::Unreadable,
        }
    }

    /// All before it was on the disk, as far as is noted.
    pub(super) const fn position(self) -> Position {
        match self {
            Self::Read(reached) => reached.position,
            Self::Nothing | Self::Unreadable => Position(0),
        }
    }

    /// Whether the log was closed at this position, or had no note when it was: older programs made
    /// none.
    pub(super) fn is_closed_at(self, head: Position) -> bool {
        match self {
            Self::Nothing => head == Position(0),
            Self::Unreadable => false,
            Self::Read(reached) => reached == Reached::closed(head),
        }
    }

    /// Whether the log was closed before this position.
    pub(super) fn is_closed_before(self, head: Position) -> bool {
        matches!(self, Self::Read(reached) if reached.position < head && reached.left == Left::Closed)
    }

    /// Whether the log was being written to, for all that is known: then its end is in its journal
    /// alone.
    pub(super) const fn is_written(self) -> bool {
        match self {
            Self::Nothing | Self::Read(Reached { left: Left::Closed, .. }) => false,
            Self::Unreadable | Self::Read(_) => true,
        }
    }

    /// Refuses a journal that lacks what it must have had when the log was being written to: nobody
    /// can say what else it had. What is wrong behind that may be an append that never came to its
    /// end.
    pub(super) fn check(self, journal: &Path, found: &Found) -> Result<(), LogError> {
        let Self::Read(Reached { position, left: left @ (Left::Written | Left::WrittenInSegment) }) = self else {
            return Ok(());
        };
        let has_segment = match left {
            Left::WrittenInSegment => found.segments.contains(&position),
            Left::Written | Left::Closed => found.segments.iter().any(|first| *first <= position),
        };
        if !has_segment {
            return Err(LogError::JournalMissing { path: journal.to_owned(), position });
        }
        if found.head >= position {
            return Ok(());
        }
        let (path, offset) = match (&found.damage, &found.torn) {
            (Some((path, offset, _)), _) => (path.clone(), *offset),
            (None, Some(torn)) => (torn.path.clone(), torn.from),
            (None, None) => return Err(LogError::JournalMissing { path: journal.to_owned(), position: found.head }),
        };
        Err(LogError::JournalDamaged { path, offset, position: found.head })
    }
}

/// Refuses a log that has lost its journal, where something beside it says that it had one: a store
/// alone could be that of any log. Nothing is changed.
pub fn refuse_lost_journal(dir: &Path, reached: Position) -> Result<(), LogError> {
    let journal = dir.join(JOURNAL);
    let noted = Noted::of(dir);
    // Where it was set aside, that is noted first.
    if Journal::exists(&journal)? || matches!(noted, Noted::Read(noted) if noted.position >= reached) {
        return Ok(());
    }
    Err(LogError::JournalMissing { path: journal, position: reached })
}

/// Whether the log in a directory is being written to, or was when something cut that short.
pub(crate) fn is_written(dir: &Path) -> bool {
    Noted::of(dir).is_written()
}

/// Up to where the log in a directory was on the disk once; 0 where nothing says so.
pub(crate) fn position(dir: &Path) -> Position {
    Noted::of(dir).position()
}
