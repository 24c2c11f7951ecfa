//! What is sound in the files of a journal, whatever is damaged around it.

use std::collections::BTreeMap;
use std::fmt;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::scan::scan;
use super::segment::{self, HEADER_BYTES, Next, Segment};
use super::sums::Sums;
use super::{named_by_position, sealed, segments};
use crate::ShowPath as _;
use crate::bounded;
use crate::error::{LogError, io_error};

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
        let file = Path::new(self.path.file_name().unwrap_or_default()).shown();
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
    /// Segments that cannot be read, and why.
    pub(crate) unread: Vec<String>,
    /// All before it was on the disk once: a segment begins there, or a record says so.
    pub(crate) reached: Position,
    /// The segment that was read last; of a sealed one, its sound blocks, unpacked.
    read: Option<(usize, Vec<u8>)>,
}

impl Salvage {
    /// Looks through the journal in a directory.
    pub(crate) fn of(dir: &Path) -> Result<Self, LogError> {
        let mut salvage = Self::default();
        for (first, path) in named_by_position(dir, sealed::EXTENSION)? {
            salvage.reached = salvage.reached.max(first);
            let Some((frames, unsound)) = salvage.readable(&path, sealed::salvage(first, &path))? else { continue };
            salvage.firsts.push(first);
            salvage.paths.push(path);
            salvage.scan(&frames, &Sums::of(&frames), 0, frames.len());
            for (offset, bytes) in unsound {
                salvage.unsound(offset, bytes);
            }
        }
        for (first, path) in segments(dir)? {
            salvage.reached = salvage.reached.max(first);
            let read = bounded::read_there(&path).map_err(io_error(&path));
            let Some(bytes) = salvage.readable(&path, read)? else { continue };
            salvage.paths.push(path);
            salvage.look_through(&bytes);
        }
        Ok(salvage)
    }

    /// What was read; none where it cannot be, which is told. Where nobody may read it, that is no
    /// damage.
    fn readable<T>(&mut self, path: &Path, read: Result<T, LogError>) -> Result<Option<T>, LogError> {
        match read {
            Err(LogError::Io { path: of, source }) if source.kind() == ErrorKind::PermissionDenied => {
                Err(LogError::Io { path: of, source })
            }
            Err(LogError::Io { source, .. }) => {
                let file = Path::new(path.file_name().unwrap_or_default()).shown();
                self.unread.push(format!("journal/{file}: {source}"));
                Ok(None)
            }
            read => read.map(Some),
        }
    }

    /// Adds a frame of another one.
    pub(crate) fn add(&mut self, other: &Self, first: Position, lies: Lies) {
        let path = other.paths.get(lies.segment).cloned().unwrap_or_default();
        if self.paths.last() != Some(&path) {
            self.paths.push(path);
        }
        self.frames.insert(first, Lies { segment: self.paths.len().saturating_sub(1), ..lies });
    }

    /// The bytes of a frame.
    pub(crate) fn frame(&mut self, lies: Lies) -> Result<Vec<u8>, LogError> {
        if self.read.as_ref().is_none_or(|(segment, _)| *segment != lies.segment) {
            let path = self.paths.get(lies.segment).cloned().unwrap_or_default();
            let sealed = self.firsts.get(lies.segment).map(|first| sealed::salvage(*first, &path));
            let read = match sealed {
                Some(salvaged) => salvaged?.0,
                None => bounded::read_there(&path).map_err(io_error(&path))?,
            };
            self.read = Some((lies.segment, read));
        }
        let bytes = self.read.as_ref().and_then(|(_, bytes)| bytes.get(lies.from..lies.to));
        Ok(bytes.unwrap_or_default().to_vec())
    }

    fn look_through(&mut self, bytes: &[u8]) {
        let segment = Segment::new(bytes);
        let mut at = HEADER_BYTES;
        if segment::first_of(bytes).is_none() {
            self.unsound(0, bytes.len().min(HEADER_BYTES));
        }
        loop {
            match segment.next(at) {
                Next::End => return,
                Next::Record(record) => {
                    self.reached = self.reached.max(record.durable);
                    self.scan(bytes, segment.sums(), record.end - record.payload.len(), record.end);
                    at = record.end;
                }
                Next::Broken { at: broken, then } => {
                    let begins = then.map_or(bytes.len(), |record| record.begin());
                    self.scan(bytes, segment.sums(), broken, begins);
                    at = begins;
                }
            }
        }
    }

    /// Takes every sound frame between two bytes; the header of a record that is not sound is none.
    fn scan(&mut self, bytes: &[u8], sums: &Sums<'_>, from: usize, to: usize) {
        let scanned = scan(bytes, sums, from, to);
        let segment = self.paths.len().saturating_sub(1);
        for lying in scanned.frames {
            let lies = Lies { next: lying.next, segment, from: lying.from, to: lying.to };
            self.frames.entry(lying.first).or_insert(lies);
        }
        for (offset, bytes) in scanned.unsound {
            self.unsound(offset, bytes);
        }
    }

    fn unsound(&mut self, offset: usize, bytes: usize) {
        if bytes > 0
            && let Some(path) = self.paths.last()
        {
            self.unsound.push(Unsound { path: path.clone(), offset: offset as u64, bytes: bytes as u64 });
        }
    }
}
