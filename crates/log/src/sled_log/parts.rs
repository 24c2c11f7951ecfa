//! How a frame lies in sled's tree of commits.
//!
//! The key is the position of the commit's first event (u64, big-endian), the value the frame. A
//! frame of more than [`PART_BYTES_MAX`] bytes is cut: its first part is under that key, each next
//! one under the key followed by the part's number (u16, big-endian, from 1), so that the parts lie
//! behind each other and before the next commit. They are written one after the other, the first
//! part first.
//!
//! Why so small: sled writes a leaf, which is up to 16 entries and one or two more before it
//! splits, as one message, and a message of more than a quarter of a segment (131,052 bytes) goes
//! to a file of its own in `blobs/`. Those files are never synced, and when one cannot be written,
//! sled 0.34.7 leaves its buffer claimed and the next flush waits for ever. With parts of 6 KiB no
//! message becomes so large, and `blobs/` stays empty.

use jiceng_domain::Position;
use sled::{IVec, Tree};

use crate::error::LogError;
use crate::frame::{self, FrameError};

/// The most bytes of one value.
pub(super) const PART_BYTES_MAX: usize = 6 << 10;

/// The entries that hold a frame.
pub(super) fn entries(first: Position, frame: &[u8]) -> impl Iterator<Item = (IVec, IVec)> {
    (0..).zip(frame.chunks(PART_BYTES_MAX)).map(move |(part, bytes)| (key(first, part), bytes.into()))
}

fn key(first: Position, part: u16) -> IVec {
    let mut key = first.0.to_be_bytes().to_vec();
    if part > 0 {
        key.extend(part.to_be_bytes());
    }
    key.into()
}

fn position_and_part(key: &[u8]) -> Option<(Position, u16)> {
    let (position, part) = key.split_first_chunk()?;
    let part = match part {
        [] => 0,
        [high, low] => u16::from_be_bytes([*high, *low]),
        _ => return None,
    };
    Some((Position(u64::from_be_bytes(*position)), part))
}

/// Where the commit begins that contains a position, or the last one before it.
pub(super) fn first_at(commits: &Tree, position: Position) -> sled::Result<Option<Position>> {
    let last = commits.range(..=key(position, u16::MAX)).next_back().transpose()?;
    Ok(last.and_then(|(key, _)| position_and_part(&key)).map(|(first, _)| first))
}

/// Takes out what the tree has of the frame at a position, its last part first.
pub(super) fn remove(commits: &Tree, first: Position) -> sled::Result<()> {
    for entry in commits.range(key(first, 0)..=key(first, u16::MAX)).rev() {
        commits.remove(entry?.0)?;
    }
    Ok(())
}

/// Puts frames together again from the entries of the tree.
pub(super) struct Frames<F> {
    entries: sled::Iter,
    failed: F,
}

impl<F: Fn(sled::Error) -> LogError> Frames<F> {
    /// The frames from the one that begins at `first`. `failed` says what a failure of sled means.
    pub(super) fn from(commits: &Tree, first: Position, failed: F) -> Self {
        Self { entries: commits.range(key(first, 0)..), failed }
    }

    fn entry(&mut self) -> Option<Result<(IVec, IVec), LogError>> {
        self.entries.next().map(|entry| entry.map_err(&self.failed))
    }

    fn rest(&mut self, position: Position, start: IVec) -> Result<IVec, LogError> {
        let bytes = frame::length(position, &start)?;
        if start.len() >= bytes {
            return Ok(start);
        }
        let mut frame = start.to_vec();
        let mut part = 0;
        while frame.len() < bytes {
            part += 1;
            let missing = || LogError::Frame { position, source: FrameError::PartMissing { part } };
            let (key, value) = self.entry().ok_or_else(missing)??;
            if value.is_empty() || position_and_part(&key) != Some((position, part)) {
                return Err(missing());
            }
            frame.extend_from_slice(&value);
        }
        Ok(frame.into())
    }
}

impl<F: Fn(sled::Error) -> LogError> Iterator for Frames<F> {
    type Item = Result<(Position, IVec), LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (key, start) = match self.entry()? {
            Ok(entry) => entry,
            Err(error) => return Some(Err(error)),
        };
        let position = match position_and_part(&key) {
            Some((position, 0)) => position,
            // A part of nothing.
            Some((position, part)) => {
                return Some(Err(LogError::Frame { position, source: FrameError::PartUnexpected { part } }));
            }
            None => return Some(Err(LogError::Key { key: key.to_vec() })),
        };
        Some(self.rest(position, start).map(|frame| (position, frame)))
    }
}
