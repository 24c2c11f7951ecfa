//! The frame around each commit: `version u8 · flags u8 · body length u32 · body · crc32c u32`, the
//! integers big-endian, the checksum over all before it.
//!
//! A frame is the unit of the log wherever it goes: on disk, in a file of frames, between machines.
//! `docs/format.md` describes it byte by byte.

use jiceng_domain::{EventId, Fact, Position, Recorded};

use crate::commit::{Commit, EventRead, NewCommit, ToStore};
use crate::error::LogError;
use crate::stored;

/// The newest version. A commit is written in the first that has a form for all of it: version 3
/// where it has an approver, or evidence a role, a sheet or a row; version 2 where a kind of
/// evidence is stated; version 1 otherwise.
pub const VERSION: u8 = 3;
/// The bytes before the body.
pub const HEADER_BYTES: usize = 6;
/// The bytes after the body.
pub const CHECKSUM_BYTES: usize = 4;
/// The most bytes that a body may take.
pub const BODY_BYTES_MAX: usize = 64 << 20;

/// Why bytes are no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FrameError {
    /// Another number of bytes than the frame says, or fewer than a frame has.
    #[error("it has {found} bytes, expected {expected}")]
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// A length that no frame has.
    #[error("its body claims to have {found} bytes, at most {most} are allowed")]
    TooLong {
        /// How many it claims.
        found: usize,
        /// How many are allowed.
        most: usize,
    },
    /// A version that this program does not know.
    #[error("it has the frame version {found}, this program knows 1 to {VERSION}; a newer program wrote it")]
    Version {
        /// The version.
        found: u8,
    },
    /// Flags that this program does not know.
    #[error("it has the flags {found:#04x}, which this program does not know; a newer program wrote it")]
    Flags {
        /// The flags.
        found: u8,
    },
    /// A part of it is missing in the store.
    #[error("its part {part} is missing")]
    PartMissing {
        /// Which part, from 0.
        part: u16,
    },
    /// There is a part in the store that belongs to nothing.
    #[error("part {part} belongs to no frame")]
    PartUnexpected {
        /// Which part, from 0.
        part: u16,
    },
}

/// The frame of a commit.
pub fn encode(commit: &Commit) -> Result<Vec<u8>, LogError> {
    encode_parts(commit.to_store())
}

/// The frame of a commit that is to stand at `first`.
pub fn encode_new(commit: &NewCommit, first: Position) -> Result<Vec<u8>, LogError> {
    encode_parts(commit.to_store_at(first))
}

pub(crate) fn encode_parts(commit: ToStore<'_>) -> Result<Vec<u8>, LogError> {
    let version = stored::version_for(&commit);
    let mut frame = vec![version, 0, 0, 0, 0, 0];
    stored::encode(version, commit, &mut frame).map_err(|(index, source)| LogError::Event {
        id: commit.id,
        index,
        source,
    })?;
    let bytes = frame.len() - HEADER_BYTES;
    let length = u32::try_from(bytes).ok().filter(|_| bytes <= BODY_BYTES_MAX);
    let length = length.ok_or(LogError::CommitTooLarge { id: commit.id, bytes, bytes_max: BODY_BYTES_MAX })?;
    if let Some(place) = frame.get_mut(2..HEADER_BYTES) {
        place.copy_from_slice(&length.to_be_bytes());
    }
    let checksum = crc32c::crc32c(&frame);
    frame.extend_from_slice(&checksum.to_be_bytes());
    Ok(frame)
}

/// The commit in a frame, which stands at `position`.
pub fn decode(position: Position, frame: &[u8]) -> Result<Commit, LogError> {
    let (version, body) = body(position, frame)?;
    let commit = stored::decode(version, body).map_err(|source| LogError::Decode { position, source })?;
    is_at(position, commit.first)?;
    Ok(commit)
}

/// The event at a position, out of the frame of its commit, which stands at `first`; none if the
/// commit ends before it. The whole frame is checked, and this event alone decoded.
pub fn decode_event(first: Position, frame: &[u8], position: Position) -> Result<Option<EventRead>, LogError> {
    let (version, body) = body(first, frame)?;
    let decode = |source| LogError::Decode { position: first, source };
    let (head, by, starts) = stored::starts(version, body, position.0.checked_sub(first.0)).map_err(decode)?;
    is_at(first, head.first)?;
    let Some((index, start)) = position.0.checked_sub(first.0).zip(starts.last()) else { return Ok(None) };
    if index >= head.events {
        return Ok(None);
    }
    let index = u32::try_from(index).unwrap_or(u32::MAX);
    let fact = stored::decode_at(version, body, index, *start).map_err(decode)?;
    Ok(Some(event_read(&head, by, index, fact)))
}

fn event_read(head: &stored::Head, by: stored::By, index: u32, fact: Fact) -> EventRead {
    let stored::By { recorder, approver } = by;
    let (id, position) = (EventId { commit: head.id, index }, head.first.plus(u64::from(index)));
    EventRead { recorded: Recorded { id, position, fact }, recorded_at: head.recorded_at, recorder, approver }
}

/// A frame that was checked, and where its events begin.
#[derive(Debug)]
pub(crate) struct CheckedFrame {
    head: stored::Head,
    by: stored::By,
    version: u8,
    frame: Vec<u8>,
    /// Of each event, behind what stands before all of them.
    starts: Vec<u32>,
}

impl CheckedFrame {
    /// Checks the frame of the commit that stands at `first`.
    pub(crate) fn of(first: Position, frame: Vec<u8>) -> Result<Self, LogError> {
        let (version, body) = body(first, &frame)?;
        let found = stored::starts(version, body, None);
        let (head, by, starts) = found.map_err(|source| LogError::Decode { position: first, source })?;
        is_at(first, head.first)?;
        Ok(Self { head, by, version, frame, starts })
    }

    /// How many events it has.
    pub(crate) const fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether an event stands in it.
    pub(crate) fn has(&self, position: Position) -> bool {
        self.head.first <= position && position < self.head.next()
    }

    /// The events at the first of some positions: as many as rise and lie in the commit.
    pub(crate) fn events(&self, positions: &[Position]) -> Result<Vec<EventRead>, LogError> {
        let mut read: Vec<EventRead> = Vec::new();
        let body = self.frame.get(HEADER_BYTES..self.frame.len().saturating_sub(CHECKSUM_BYTES)).unwrap_or_default();
        for position in positions {
            let rises = read.last().is_none_or(|last| last.recorded.position < *position);
            let index = position.0.checked_sub(self.head.first.0).and_then(|index| u32::try_from(index).ok());
            let start = index.and_then(|index| Some((index, *self.starts.get(index as usize)?)));
            let Some((index, start)) = start.filter(|_| rises) else { break };
            let fact = stored::decode_at(self.version, body, index, start);
            let fact = fact.map_err(|source| LogError::Decode { position: self.head.first, source })?;
            read.push(event_read(&self.head, self.by.clone(), index, fact));
        }
        Ok(read)
    }
}

/// Where the first event of the commit in a frame stands, as the frame says.
pub fn position(frame: &[u8]) -> Result<Position, LogError> {
    decode_head_at(None, frame).map(|head| head.first)
}

/// What stands before the events in a frame, which stands at `position`.
pub(crate) fn decode_head(position: Position, frame: &[u8]) -> Result<stored::Head, LogError> {
    let (version, body) = body(position, frame)?;
    let head = stored::decode_head(version, body).map_err(|source| LogError::Decode { position, source })?;
    is_at(position, head.first)?;
    Ok(head)
}

/// The same for a frame that may stand anywhere, if no position is given.
pub(crate) fn decode_head_at(position: Option<Position>, frame: &[u8]) -> Result<stored::Head, LogError> {
    if let Some(position) = position {
        return decode_head(position, frame);
    }
    let unknown = Position::default();
    let (version, body) = body(unknown, frame)?;
    stored::decode_head(version, body).map_err(|source| LogError::Decode { position: unknown, source })
}

/// The bytes that a frame has in all, by its first ones. `position` is where it stands.
pub fn length(position: Position, start: &[u8]) -> Result<usize, LogError> {
    let error = |source| LogError::Frame { position, source };
    let &[version, _, a, b, c, d, ..] = start else {
        return Err(error(FrameError::Length { found: start.len(), expected: HEADER_BYTES }));
    };
    if !(1..=VERSION).contains(&version) {
        return Err(error(FrameError::Version { found: version }));
    }
    let found = usize::try_from(u32::from_be_bytes([a, b, c, d])).unwrap_or(usize::MAX);
    if found > BODY_BYTES_MAX {
        return Err(error(FrameError::TooLong { found, most: BODY_BYTES_MAX }));
    }
    Ok(HEADER_BYTES + found + CHECKSUM_BYTES)
}

/// The version and the body of a frame that checks.
fn body(position: Position, frame: &[u8]) -> Result<(u8, &[u8]), LogError> {
    let error = |source| LogError::Frame { position, source };
    let expected = length(position, frame)?;
    let wrong_length = || error(FrameError::Length { found: frame.len(), expected });
    if frame.len() != expected {
        return Err(wrong_length());
    }
    let (checked, stated) = frame.split_last_chunk::<CHECKSUM_BYTES>().ok_or_else(wrong_length)?;
    let (expected, actual) = (u32::from_be_bytes(*stated), crc32c::crc32c(checked));
    if expected != actual {
        return Err(LogError::Corrupt { position, expected, actual });
    }
    match checked.split_first_chunk::<HEADER_BYTES>() {
        Some(([version, 0, ..], body)) => Ok((*version, body)),
        Some(([_, found, ..], _)) => Err(error(FrameError::Flags { found: *found })),
        None => Err(wrong_length()),
    }
}

fn is_at(position: Position, found: Position) -> Result<(), LogError> {
    if found == position { Ok(()) } else { Err(LogError::Misplaced { position, found }) }
}
