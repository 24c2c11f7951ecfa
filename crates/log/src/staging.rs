//! A batch on its way into a log: decided, and too long to be held in memory.
//!
//! Its frames go into a file beside the log, one after the other. When the whole batch is there and
//! on the disk, the file takes another name: **from that moment on the batch is decided**. Its
//! frames then go into the log, block by block, and the file goes last. Whoever opens the log
//! removes a file that was not decided, and finishes one that was.
//!
//! **Format.** `file` has the bytes at its two ends; between them are frames, as they stand in the
//! log.
//!
//! **Memory.** The block that is being filled, and some 80 bytes for each full one. Ids of commits
//! that do not come in their order ([`Staging::push`]) are held too, some 40 bytes each.

mod file;
mod staged;

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use jiceng_domain::{CommitId, Position};

use self::file::{End, HEADER_BYTES};
pub(crate) use self::staged::Staged;
use crate::commit::{Commit, NewCommit};
use crate::durable;
use crate::error::{LogError, io_error};
use crate::frame;
use crate::stored::Head;
use crate::tree::{Tree, TreeHead};

/// A block that has grown past this is written, and another one begun. What is read again is read
/// by the block.
const BLOCK_BYTES: usize = 64 << 10;
/// The file of a batch that is being decided.
const STAGING: &str = "import.staging";
/// The file of a batch that is decided.
const STAGED: &str = "import.staged";
/// The version of the UUIDs that grow with time.
const TIMED: usize = 7;
/// So many sequences of ids may grow beside each other.
const RUNS: usize = 2;

/// A batch that is being decided, in a file beside its log. Dropped, it is gone.
pub struct Staging {
    dir: PathBuf,
    /// The tree of the log that the batch goes on from.
    base: (Position, Tree),
    file: File,
    reader: File,
    /// Bytes in the file.
    written: u64,
    /// The last block, which is not in the file yet.
    last: Vec<u8>,
    blocks: Vec<Block>,
    /// The ids that came in order: those that the registry makes, and those that come with the
    /// rows.
    runs: [Run; RUNS],
    /// Where the commits are whose ids came out of order.
    others: HashMap<CommitId, Position>,
    next: Position,
    commits: u64,
    /// The tree as far as somebody asked for it.
    tree: Mutex<(Position, Tree)>,
    is_decided: bool,
}

/// Some frames that follow each other in the file.
struct Block {
    first: Position,
    offset: u64,
    /// The largest id of each run in all blocks before it.
    before: [Option<CommitId>; RUNS],
}

/// Ids that grow from commit to commit.
#[derive(Clone, Copy, Debug, Default)]
struct Run {
    first: Option<CommitId>,
    last: Option<CommitId>,
}

/// Takes a frame, and what stands before its events.
type Take<'a> = &'a mut dyn FnMut(&Head, &[u8]) -> Result<(), LogError>;

impl Staging {
    /// Begins a batch beside the log in a directory, which has this tree.
    pub(crate) fn begin(dir: &Path, base: (Position, Tree)) -> Result<Self, LogError> {
        let path = dir.join(STAGING);
        let open = || {
            let mut file = durable::options_in(dir).write(true).create(true).truncate(true).open(&path)?;
            file.write_all(&file::header(&TreeHead::of(base.0, &base.1)))?;
            Ok((file, File::open(&path)?))
        };
        let (file, reader) = open().map_err(io_error(&path))?;
        Ok(Self {
            dir: dir.to_owned(),
            file,
            reader,
            written: HEADER_BYTES as u64,
            last: Vec::new(),
            blocks: Vec::new(),
            runs: [Run::default(); RUNS],
            others: HashMap::new(),
            next: base.0,
            commits: 0,
            tree: Mutex::new(base.clone()),
            base,
            is_decided: false,
        })
    }

    /// The position after the last event.
    pub const fn next(&self) -> Position {
        self.next
    }

    /// Adds a commit behind all others. After an error, drop the batch.
    ///
    /// An id comes in order if it is a UUID of version 7, and goes on one of two growing sequences.
    pub fn push(&mut self, commit: &NewCommit) -> Result<(), LogError> {
        let frame = frame::encode_new(commit, self.next)?;
        if self.last.len() >= BLOCK_BYTES {
            self.write_last()?;
        }
        if self.last.is_empty() {
            self.blocks.push(Block { first: self.next, offset: self.written, before: self.runs.map(|run| run.last) });
        }
        self.last.extend_from_slice(&frame);
        let id = Some(commit.id);
        let runs = self.runs.iter_mut().filter(|run| commit.id.0.get_version_num() == TIMED && run.last < id);
        match runs.max_by_key(|run| run.last) {
            Some(run) => *run = Run { first: run.first.or(id), last: id },
            None => drop(self.others.insert(commit.id, self.next)),
        }
        self.next = self.next.plus(commit.facts.len() as u64);
        self.commits += 1;
        Ok(())
    }

    fn write_last(&mut self) -> Result<(), LogError> {
        self.file.write_all(&self.last).map_err(io_error(&self.dir.join(STAGING)))?;
        self.written += self.last.len() as u64;
        self.last.clear();
        Ok(())
    }

    /// The commit of an id.
    pub fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        if let Some(position) = self.others.get(&id) {
            return self.commit_at(*position);
        }
        let may_have = |run: &Run| run.first <= Some(id) && Some(id) <= run.last;
        for number in (0..RUNS).filter(|number| self.runs.get(*number).is_some_and(may_have)) {
            let is_before = |block: &Block| block.before.get(number).is_some_and(|before| *before < Some(id));
            let found = self.in_block(self.blocks.partition_point(is_before), &|head| head.id == id)?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    /// The commit that contains a position.
    pub fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        let begun_before = self.blocks.partition_point(|block| block.first <= position);
        self.in_block(begun_before, &|head| head.first <= position && position < head.next())
    }

    /// The first commit of the last of so many blocks that is looked for.
    fn in_block(&self, blocks: usize, is_it: &dyn Fn(&Head) -> bool) -> Result<Option<Commit>, LogError> {
        let Some(number) = blocks.checked_sub(1) else { return Ok(None) };
        let mut found = None;
        self.each_of(number, &mut |head, frame| {
            if found.is_none() && is_it(head) {
                found = Some(frame::decode(head.first, frame)?);
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// Hands over the frames of a block.
    fn each_of(&self, number: usize, take: Take<'_>) -> Result<(), LogError> {
        let Some(block) = self.blocks.get(number) else { return Ok(()) };
        let read;
        let mut rest: &[u8] = if block.offset >= self.written {
            &self.last
        } else {
            let end = self.blocks.get(number + 1).map_or(self.written, |next| next.offset);
            read = self.read(block.offset, end).map_err(io_error(&self.dir.join(STAGING)))?;
            &read
        };
        let mut position = block.first;
        while !rest.is_empty() {
            let length = frame::length(position, rest)?.min(rest.len());
            let (frame, behind) = rest.split_at(length);
            let head = frame::decode_head(position, frame)?;
            take(&head, frame)?;
            (position, rest) = (head.next(), behind);
        }
        Ok(())
    }

    fn read(&self, from: u64, to: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut reader = &self.reader;
        reader.seek(SeekFrom::Start(from))?;
        reader.take(to - from).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    /// The tree over the log and all commits of the batch that end at or before a position, and
    /// where the last of them ends.
    pub fn tree_at(&self, position: Position) -> Result<(Position, Tree), LogError> {
        let mut reached = self.tree.lock().unwrap_or_else(PoisonError::into_inner);
        if position < reached.0 {
            *reached = self.base.clone();
        }
        let from = self.blocks.partition_point(|block| block.first <= reached.0).saturating_sub(1);
        for number in from..self.blocks.len() {
            self.each_of(number, &mut |head, frame| {
                if head.first == reached.0 && head.next() <= position {
                    reached.1.push(frame);
                    reached.0 = head.next();
                }
                Ok(())
            })?;
            if self.blocks.get(number + 1).is_none_or(|next| next.first > reached.0) {
                break;
            }
        }
        Ok(reached.clone())
    }

    /// Ends the batch: from then on it is decided, as soon as the directory is on the disk too.
    /// Until then, nothing has happened.
    pub(crate) fn decide(mut self) -> Result<Staged, LogError> {
        let path = self.dir.join(STAGING);
        self.write_last()?;
        let end = End { next: self.next, commits: self.commits, offset: self.written };
        let written = self.file.write_all(&end.to_bytes()).and_then(|()| self.file.sync_all());
        written.map_err(io_error(&path))?;
        let staged = Staged::new(&self.dir, TreeHead::of(self.base.0, &self.base.1), end);
        fs::rename(&path, staged.path()).map_err(io_error(&path))?;
        self.is_decided = true;
        Ok(staged)
    }
}

impl Drop for Staging {
    fn drop(&mut self) {
        if !self.is_decided {
            let _ = remove_undecided(&self.dir);
        }
    }
}

/// Removes what is left of a batch that was not decided.
pub(crate) fn remove_undecided(dir: &Path) -> Result<(), LogError> {
    let path = dir.join(STAGING);
    match fs::remove_file(&path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(io_error(&path)(error)),
        _ => Ok(()),
    }
}
