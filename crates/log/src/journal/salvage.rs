//! What is sound in the files of a journal, whatever is damaged around it.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::segment::{self, HEADER_BYTES, Next};
use super::{io_error, named_by_position, sealed, segments};
use crate::error::LogError;
use crate::frame;

/// Where a sound frame lies.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lies {
    /// The position after its last event.
    pub(crate) next: Position,
    segment: usize,
    /// In a sealed segment, in its sound blocks, unpacked behind each other.
    from: usize,
    to: usize,
}

/// Bytes that are nothing sound.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Unsound {
    pub(crate) path: PathBuf,
    pub(crate) offset: u64,
    pub(crate) bytes: u64,
}

impl fmt::Display for Unsound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.path.file_name().unwrap_or_default().to_string_lossy();
        write!(f, "journal/{file}, byte {}: {} bytes are no sound commit", self.offset, self.bytes)
    }
}

/// All that is sound in a journal.
#[derive(Debug, Default)]
pub(crate) struct Salvage {
    paths: Vec<PathBuf>,
    /// Where each sealed segment begins; they are the first of the paths.
    firsts: Vec<Position>,
    pub(crate) frames: BTreeMap<Position, Lies>,
    pub(crate) unsound: Vec<Unsound>,
    /// A segment begins there, so there was something before.
    pub(crate) begins: Position,
    /// The segment that was read last; of a sealed one, its sound blocks, unpacked.
    read: Option<(usize, Vec<u8>)>,
}

impl Salvage {
    /// Looks through the journal in a directory.
    pub(crate) fn of(dir: &Path) -> Result<Self, LogError> {
        let mut salvage = Self::default();
        for (first, path) in named_by_position(dir, sealed::EXTENSION)? {
            let (frames, unsound) = sealed::salvage(first, &path)?;
            salvage.firsts.push(first);
            salvage.begins = salvage.begins.max(first);
            salvage.paths.push(path);
            salvage.scan(&frames, 0, frames.len());
            for (offset, bytes) in unsound {
                salvage.unsound(offset, bytes);
            }
        }
        for (first, path) in segments(dir)? {
            salvage.begins = salvage.begins.max(first);
            let bytes = fs::read(&path).map_err(io_error(&path))?;
            salvage.paths.push(path);
            salvage.look_through(&bytes);
        }
        Ok(salvage)
    }

    /// The bytes of a frame.
    pub(crate) fn frame(&mut self, lies: Lies) -> Result<Vec<u8>, LogError> {
        if self.read.as_ref().is_none_or(|(segment, _)| *segment != lies.segment) {
            let path = self.paths.get(lies.segment).cloned().unwrap_or_default();
            let sealed = self.firsts.get(lies.segment).map(|first| sealed::salvage(*first, &path));
            let read = match sealed {
                Some(salvaged) => salvaged?.0,
                None => fs::read(&path).map_err(io_error(&path))?,
            };
            self.read = Some((lies.segment, read));
        }
        let bytes = self.read.as_ref().and_then(|(_, bytes)| bytes.get(lies.from..lies.to));
        Ok(bytes.unwrap_or_default().to_vec())
    }

    fn look_through(&mut self, bytes: &[u8]) {
        let mut at = HEADER_BYTES;
        if segment::first_of(bytes).is_none() {
            self.unsound(0, bytes.len().min(HEADER_BYTES));
        }
        loop {
            match segment::next(bytes, at) {
                Next::End => return,
                Next::Record(record) => {
                    self.scan(bytes, record.end - record.payload.len(), record.end);
                    at = record.end;
                }
                Next::Broken { at: broken, then } => {
                    let begins = then.map_or(bytes.len(), |record| record.begin());
                    self.scan(bytes, broken, begins);
                    at = begins;
                }
            }
        }
    }

    /// Takes every sound frame between two bytes; the header of a record that is not sound is none.
    fn scan(&mut self, bytes: &[u8], from: usize, to: usize) {
        let mut at = from;
        let mut unsound_from = from;
        while at < to {
            match sound_frame(bytes.get(at..to).unwrap_or_default()) {
                Some((first, next, length)) => {
                    self.unsound(unsound_from, at - unsound_from);
                    let segment = self.paths.len().saturating_sub(1);
                    self.frames.entry(first).or_insert(Lies { next, segment, from: at, to: at + length });
                    at += length;
                    unsound_from = at;
                }
                None => at += 1,
            }
        }
        self.unsound(unsound_from, to - unsound_from);
    }

    fn unsound(&mut self, offset: usize, bytes: usize) {
        if bytes > 0
            && let Some(path) = self.paths.last()
        {
            self.unsound.push(Unsound { path: path.clone(), offset: offset as u64, bytes: bytes as u64 });
        }
    }
}

/// The sound frame that bytes begin with: its first position, the next one, and its length.
fn sound_frame(bytes: &[u8]) -> Option<(Position, Position, usize)> {
    // Flags there are none, so most bytes are ruled out at once.
    if bytes.get(1) != Some(&0) {
        return None;
    }
    let length = frame::length(Position::default(), bytes).ok()?;
    let bytes = bytes.get(..length)?;
    let head = frame::decode_head_at(None, bytes).ok()?;
    frame::decode(head.first, bytes).ok()?;
    Some((head.first, head.next(), length))
}
