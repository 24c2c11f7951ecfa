//! A batch that is decided, and has to come into its log.

use std::fs::{self, File};
use std::io::{self, BufReader, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use super::STAGED;
use super::file::{self, END_BYTES, End, HEADER_BYTES};
use crate::append::Framed;
use crate::bounded;
use crate::durable;
use crate::error::{LogError, io_error};
use crate::frame;
use crate::log::EventLog;
use crate::tree::TreeHead;

/// The file is read so many bytes at a time.
const READ_BYTES: usize = 1 << 20;

/// A batch that is decided.
pub(crate) struct Staged {
    dir: PathBuf,
    path: PathBuf,
    base: TreeHead,
    end: End,
}

impl Staged {
    pub(super) fn new(dir: &Path, base: TreeHead, end: End) -> Self {
        Self { dir: dir.to_owned(), path: dir.join(STAGED), base, end }
    }

    /// The decided batch beside the log in a directory; none where there is none.
    pub(crate) fn find(dir: &Path) -> Result<Option<Self>, LogError> {
        let path = dir.join(STAGED);
        let found = fs::metadata(&path);
        if found.is_ok_and(|found| !found.is_file() || bounded::is_mostly_holes(&found)) {
            return Err(LogError::StagedDamaged { path, offset: 0, position: Position(0) });
        }
        let (begin, end, bytes) = match ends(&path) {
            Ok(ends) => ends,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(source) => return Err(LogError::Io { path, source }),
        };
        let damaged = |offset, position| LogError::StagedDamaged { path: path.clone(), offset, position };
        let base = file::read_header(&begin).ok_or_else(|| damaged(0, Position(0)))?;
        let offset = bytes.saturating_sub(END_BYTES as u64);
        let end = End::from_bytes(&end).filter(|end| end.offset == offset);
        let end = end.ok_or_else(|| damaged(offset, base.position))?;
        Ok(Some(Self::new(dir, base, end)))
    }

    /// The file.
    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The position of its first event.
    pub(crate) const fn begins(&self) -> Position {
        self.base.position
    }

    /// The position after its last event.
    pub(crate) const fn next(&self) -> Position {
        self.end.next
    }

    /// Reads the whole file, and holds it against a log: the log must be the one it goes on from,
    /// and what the log has behind that must be what stands in the file.
    pub(crate) fn check(&self, log: &dyn EventLog) -> Result<(), LogError> {
        let foreign = |position| LogError::StagedForeign { path: self.path.clone(), position };
        let (begun_at, mut tree) = log.tree_at(self.base.position)?;
        if TreeHead::of(begun_at, &tree) != self.base {
            return Err(foreign(self.base.position));
        }
        let head = log.head()?.min(self.end.next);
        let mut reached = begun_at;
        for framed in self.frames()? {
            let (framed, next) = framed?;
            if next <= head {
                tree.push(&framed.frame);
                reached = next;
            }
        }
        if reached != head || log.tree_head_at(head)? != TreeHead::of(head, &tree) {
            return Err(foreign(reached));
        }
        Ok(())
    }

    /// Its commits, and where each ends. Ends after the first error.
    pub(crate) fn frames(&self) -> Result<Frames<'_>, LogError> {
        let mut file = File::open(&self.path).map_err(io_error(&self.path))?;
        file.seek(SeekFrom::Start(HEADER_BYTES as u64)).map_err(io_error(&self.path))?;
        Ok(Frames {
            staged: self,
            reader: BufReader::with_capacity(READ_BYTES, file),
            offset: HEADER_BYTES as u64,
            position: self.base.position,
            commits: 0,
            is_over: false,
        })
    }

    /// Brings to the disk that the file has its name, or is gone.
    pub(crate) fn sync_directory(&self) -> Result<(), LogError> {
        durable::sync_dir(&self.dir).map_err(io_error(&self.dir))
    }

    /// Removes the file: all of it is in the log.
    pub(crate) fn remove(&self) -> Result<(), LogError> {
        fs::remove_file(&self.path).map_err(io_error(&self.path))?;
        self.sync_directory()
    }
}

/// The bytes at both ends of a file, and how many it has in all.
fn ends(path: &Path) -> io::Result<(Vec<u8>, Vec<u8>, u64)> {
    let mut file = File::open(path)?;
    let bytes = file.metadata()?.len();
    let (mut begin, mut end) = (Vec::new(), Vec::new());
    (&file).take(HEADER_BYTES as u64).read_to_end(&mut begin)?;
    file.seek(SeekFrom::Start(bytes.saturating_sub(END_BYTES as u64)))?;
    file.read_to_end(&mut end)?;
    Ok((begin, end, bytes))
}

/// The commits of a staged batch, in order.
pub(crate) struct Frames<'a> {
    staged: &'a Staged,
    reader: BufReader<File>,
    offset: u64,
    position: Position,
    commits: u64,
    is_over: bool,
}

impl Frames<'_> {
    fn read(&mut self) -> Result<Option<(Framed, Position)>, LogError> {
        let Self { staged, offset, position, .. } = *self;
        let end = &staged.end;
        let damaged = || LogError::StagedDamaged { path: staged.path.clone(), offset, position };
        if offset == end.offset {
            let is_whole = position == end.next && self.commits == end.commits;
            return if is_whole { Ok(None) } else { Err(damaged()) };
        }
        let frame = self.read_frame()?.ok_or_else(damaged)?;
        let head = frame::decode_head(position, &frame).map_err(|_| damaged())?;
        self.offset += frame.len() as u64;
        self.position = head.next();
        self.commits += 1;
        Ok(Some((Framed { id: head.id, first: head.first, recorded_at: head.recorded_at, frame }, head.next())))
    }

    /// The bytes of the next frame; none where there cannot be one.
    fn read_frame(&mut self) -> Result<Option<Vec<u8>>, LogError> {
        let left = self.staged.end.offset.saturating_sub(self.offset);
        let mut frame = vec![0; frame::HEADER_BYTES];
        if left < frame.len() as u64 {
            return Ok(None);
        }
        self.reader.read_exact(&mut frame).map_err(io_error(&self.staged.path))?;
        let Ok(length) = frame::length(self.position, &frame) else { return Ok(None) };
        if left < length as u64 {
            return Ok(None);
        }
        frame.resize(length, 0);
        let rest = frame.get_mut(frame::HEADER_BYTES..).unwrap_or_default();
        self.reader.read_exact(rest).map_err(io_error(&self.staged.path))?;
        Ok(Some(frame))
    }
}

impl Iterator for Frames<'_> {
    type Item = Result<(Framed, Position), LogError>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.is_over {
            return None;
        }
        let read = self.read().transpose();
        self.is_over = !matches!(read, Some(Ok(_)));
        read
    }
}
