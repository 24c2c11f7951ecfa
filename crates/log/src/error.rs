//! Why a log could not be opened, read or extended.

use std::io;
use std::path::{Path, PathBuf};

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::ShowPath as _;
use crate::error_kind::ErrorKind;
use crate::frame::FrameError;
use crate::stored::{DecodeError, EncodeError};

/// Why a log could not be opened, read or extended.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    // An append that is refused. Nothing has happened.
    /// Another writer appended first: catch up, decide again, append.
    #[error("the log is at position {actual}, expected {expected}")]
    Conflict {
        /// Where the commits were meant to go.
        expected: Position,
        /// Where the log is.
        actual: Position,
    },
    /// The id is in the log already, or twice in the append: compare the bodies.
    #[error("commit {id} is in the log already, at position {first}")]
    CommitExists {
        /// The id.
        id: CommitId,
        /// The position of the first event of the commit that has it.
        first: Position,
    },
    /// A commit without facts.
    #[error("commit {id} has no facts")]
    NoFacts {
        /// The commit.
        id: CommitId,
    },
    /// A commit that claims to be recorded before the one it follows.
    #[error("commit {id} is recorded at {recorded_at}, before the commit it follows at {last}")]
    RecordedEarlier {
        /// The commit.
        id: CommitId,
        /// When it claims to be recorded.
        recorded_at: Timestamp,
        /// When the commit before it was recorded.
        last: Timestamp,
    },
    /// An event that must not or cannot be stored, such as one that carries a person's name in the
    /// clear, or one that is too large.
    #[error("event {index} of commit {id} cannot be stored")]
    Event {
        /// The commit.
        id: CommitId,
        /// The event's index in it.
        index: u32,
        /// What hinders it.
        source: EncodeError,
    },
    /// More bytes than a commit may take.
    #[error("commit {id} takes {bytes} bytes, at most {bytes_max} are allowed")]
    CommitTooLarge {
        /// The commit.
        id: CommitId,
        /// How many it takes.
        bytes: usize,
        /// How many are allowed.
        bytes_max: usize,
    },

    /// The log was opened to be read only.
    #[error("the log in {} was opened to be read, and takes nothing", dir.shown())]
    OpenedToRead {
        /// Its directory.
        dir: PathBuf,
    },

    /// A tree, or a proof in a tree, of more commits than there are.
    #[error("there is no tree of {size} commits; the log has {commits}")]
    NoSuchTree {
        /// How many were asked for.
        size: u64,
        /// How many there are.
        commits: u64,
    },

    // What is stored is not what should be there.
    /// The stored bytes are not the bytes that were written.
    #[error("the commit at position {position} is corrupt: checksum {actual:#010x}, expected {expected:#010x}")]
    Corrupt {
        /// The position at which the commit is stored.
        position: Position,
        /// The checksum that is stored.
        expected: u32,
        /// The checksum of the bytes.
        actual: u32,
    },
    /// The stored bytes are no frame.
    #[error("the commit at position {position} is not readable")]
    Frame {
        /// The position at which the commit is stored.
        position: Position,
        /// What is wrong.
        source: FrameError,
    },
    /// The stored bytes are a sound frame, but this program cannot make a commit of it.
    #[error("the commit at position {position} cannot be decoded")]
    Decode {
        /// The position at which the commit is stored.
        position: Position,
        /// What is wrong.
        source: DecodeError,
    },
    /// A commit stands elsewhere than it says.
    #[error("the commit at position {position} says that it is at {found}")]
    Misplaced {
        /// Where it stands.
        position: Position,
        /// Where it says it stands.
        found: Position,
    },
    /// A commit is not there.
    #[error("no commit begins at position {expected}; the next one begins at {found}")]
    Gap {
        /// Where a commit should begin.
        expected: Position,
        /// Where the next one begins; the head if there is none.
        found: Position,
    },
    /// A commit is recorded before the one it follows.
    #[error("the commit at position {position} is recorded at {recorded_at}, before the one it follows at {last}")]
    OutOfOrder {
        /// The position at which the commit is stored.
        position: Position,
        /// When it was recorded.
        recorded_at: Timestamp,
        /// When the commit before it was recorded.
        last: Timestamp,
    },
    /// The store holds an entry that is not a part of any commit.
    #[error("an entry under the key {} is not part of any commit", hexadecimal(key))]
    Key {
        /// Its key.
        key: Vec<u8>,
    },
    /// The index of commit ids says something else than the commits.
    #[error("the index has commit {id} {}, but it is {}", somewhere(*found), somewhere(*position))]
    Index {
        /// The id.
        id: CommitId,
        /// Where the commit is, if it is anywhere.
        position: Option<Position>,
        /// Where the index has it.
        found: Option<Position>,
    },
    /// What is kept of the tree says something else than the commits.
    #[error("the kept tree does not fit the commit at position {position}")]
    TreeDiffers {
        /// The position of the commit that the tree does not fit.
        position: Position,
    },
    /// A row of what is kept of the tree cannot be read.
    #[error("what is kept of the tree with commit number {leaf} (from 0) is not readable")]
    TreeRow {
        /// The number of the commit, from 0.
        leaf: u64,
    },

    /// The journal holds bytes that no append wrote.
    #[error("the journal {} is damaged at byte {offset}, before position {position} is reached", path.shown())]
    JournalDamaged {
        /// The file.
        path: PathBuf,
        /// From which byte on.
        offset: u64,
        /// The position that should come there.
        position: Position,
    },
    /// The journal, or its last part, is not there, and the log was not closed in order: nothing
    /// else says where it ended.
    #[error(
        "the journal {} has nothing from position {position} on, and the log was not closed in order: nothing else says where it ended",
        path.shown()
    )]
    JournalMissing {
        /// The journal's directory.
        path: PathBuf,
        /// Up to where something is known of it.
        position: Position,
    },
    /// The journal is not there, and the store reaches behind the position at which the log was
    /// closed: it is of another log.
    #[error(
        "the journal {} is not there, and the store reaches behind position {position}, where the log was closed: it is of another log",
        path.shown()
    )]
    OtherStore {
        /// The journal's directory.
        path: PathBuf,
        /// Where the log was closed.
        position: Position,
    },
    /// A sealed segment of the journal, or a block of it, cannot be read.
    #[error("the sealed segment {} is damaged at byte {offset}: {}", path.shown(), sealed_range(*first, *next))]
    SealedDamaged {
        /// The file.
        path: PathBuf,
        /// From which byte on.
        offset: u64,
        /// The first position that cannot be read.
        first: Position,
        /// The one behind the last that cannot be read; none if that is everything from the first
        /// on in the file.
        next: Option<Position>,
    },
    /// The log ends before a position up to which it was on the disk once.
    #[error("the log ends at position {head}, but {} says that it once reached {reached}: something of it is lost", path.shown())]
    Shorter {
        /// Where it ends, or can be read to.
        head: Position,
        /// Up to where it was on the disk.
        reached: Position,
        /// The file or directory that says so.
        path: PathBuf,
    },
    /// Journal and store do not hold the same commits.
    #[error("the journal and the store hold different commits at position {position}")]
    JournalDiffers {
        /// From where on.
        position: Position,
    },

    /// A batch that was decided and staged beside the log cannot be read.
    #[error("the staged import {} is damaged at byte {offset}, where position {position} should stand", path.shown())]
    StagedDamaged {
        /// The file.
        path: PathBuf,
        /// From which byte on.
        offset: u64,
        /// The position that should come there.
        position: Position,
    },
    /// A batch that is staged beside the log does not go on from it.
    #[error("the staged import {} is not of this log: they differ from position {position} on", path.shown())]
    StagedForeign {
        /// The file.
        path: PathBuf,
        /// From where on.
        position: Position,
    },

    // The place where it is stored.
    /// Another process, or another handle in this one, has the log open.
    #[error("the log in {} is in use by another program", dir.shown())]
    InUse {
        /// The log's directory.
        dir: PathBuf,
    },
    /// There is no log.
    #[error("there is no log in {}", dir.shown())]
    NotALog {
        /// The directory.
        dir: PathBuf,
    },
    /// There is a log already.
    #[error("there is a log in {} already", dir.shown())]
    Exists {
        /// The directory.
        dir: PathBuf,
    },
    /// A new log was to be made among other files.
    #[error("{} holds other files, such as {}", dir.shown(), found.shown())]
    NotEmpty {
        /// The directory.
        dir: PathBuf,
        /// One of the files.
        found: PathBuf,
    },
    /// A newer program made the log.
    #[error("the log has format {found}, this program reads up to {supported}")]
    Format {
        /// The log's format.
        found: u32,
        /// The newest that this program knows.
        supported: u32,
    },
    /// The system's clock stands before 1970, which the store cannot bear. Nothing was opened.
    #[error(
        "the system's clock stands before 1970, and the store cannot be opened under such a clock; nothing was changed"
    )]
    ClockBefore1970,
    /// A file could not be read or written.
    #[error("{} cannot be read or written", path.shown())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The store below could not do what it was asked.
    #[error("the store in {} failed", dir.shown())]
    Storage {
        /// The log's directory.
        dir: PathBuf,
        /// What it says.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The commits of this append could not be made durable. Whether they are in the log shows when
    /// it is opened again. This handle takes no more commits.
    #[error("the commits could not be written to {}", dir.shown())]
    NotDurable {
        /// The log's directory.
        dir: PathBuf,
        /// What failed.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A staged batch is decided, and came into the log in part only. This handle takes no more
    /// commits; opening the log again finishes it.
    #[error(
        "the import is decided and stands in {}, but the log has it only up to position {reached} of {next}",
        path.shown()
    )]
    Unfinished {
        /// The file.
        path: PathBuf,
        /// Where the log ends.
        reached: Position,
        /// Where the batch ends.
        next: Position,
        /// What failed.
        source: Box<LogError>,
    },
    /// An earlier write failed, so this handle takes no more commits.
    #[error("the log in {} takes no more commits until it is opened again, because writing failed: {reason}", dir.shown())]
    ReadOnly {
        /// The log's directory.
        dir: PathBuf,
        /// What failed.
        reason: String,
    },
}

impl LogError {
    /// What sort of thing went wrong.
    pub const fn kind(&self) -> ErrorKind {
        match self {
            Self::Conflict { .. } | Self::CommitExists { .. } => ErrorKind::Conflict,
            Self::NoFacts { .. }
            | Self::RecordedEarlier { .. }
            | Self::Event { .. }
            | Self::CommitTooLarge { .. }
            | Self::ClockBefore1970 => ErrorKind::Invalid,
            Self::NoSuchTree { .. } => ErrorKind::NotFound,
            Self::InUse { .. } => ErrorKind::Busy,
            Self::NotALog { .. } | Self::Format { .. } => ErrorKind::NoRegistry,
            Self::Exists { .. } | Self::NotEmpty { .. } => ErrorKind::Exists,
            Self::Io { .. }
            | Self::NotDurable { .. }
            | Self::ReadOnly { .. }
            | Self::OpenedToRead { .. }
            | Self::Unfinished { .. } => ErrorKind::Io,
            Self::Corrupt { .. }
            | Self::Frame { .. }
            | Self::Decode { .. }
            | Self::Misplaced { .. }
            | Self::Gap { .. }
            | Self::OutOfOrder { .. }
            | Self::Key { .. }
            | Self::Index { .. }
            | Self::JournalDamaged { .. }
            | Self::JournalMissing { .. }
            | Self::OtherStore { .. }
            | Self::JournalDiffers { .. }
            | Self::Shorter { .. }
            | Self::SealedDamaged { .. }
            | Self::StagedDamaged { .. }
            | Self::StagedForeign { .. }
            | Self::TreeDiffers { .. }
            | Self::TreeRow { .. }
            | Self::Storage { .. } => ErrorKind::Corrupt,
        }
    }
}

/// The failure of what was tried with a path.
pub(crate) fn io_error(path: &Path) -> impl Fn(io::Error) -> LogError {
    let path = path.to_owned();
    move |source| LogError::Io { path: path.clone(), source }
}

fn sealed_range(first: Position, next: Option<Position>) -> String {
    match next {
        Some(next) => format!("positions {first} up to {next} cannot be read"),
        None => format!("its index cannot be read, and so nothing from position {first} on"),
    }
}

fn somewhere(position: Option<Position>) -> String {
    position.map_or_else(|| "nowhere".to_owned(), |position| format!("at position {position}"))
}

/// Bytes in a message.
pub fn hexadecimal(bytes: &[u8]) -> String {
    let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or('0');
    bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
}
