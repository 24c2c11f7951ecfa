//! A log on disk, read beside whoever writes to it: no lock is taken, and nothing is written.
//!
//! What it holds is read from the journal, once, when it is opened; it does not follow what is
//! appended later. It ends where the journal says that all before is on the disk, after asking the
//! system to bring it there. An import that is decided and has not come into the log to its end is
//! left out whole.
//!
//! **Memory.** Some hundred bytes for each commit: where it begins, when it was recorded, its id,
//! its row of the tree. Frames stay on the disk.

use std::collections::HashMap;
use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;

use crate::commit::{Commit, NewCommit};
use crate::error::LogError;
use crate::frame;
use crate::in_order::InOrder;
use crate::journal::{Found, JOURNAL, Journal, JournalReader, read_while};
use crate::kept_frame::KeptFrame;
use crate::log::{EventLog, Frames, Verified, verify_order};
use crate::sled_log::{Recovered, reached};
use crate::staging::Staged;
use crate::tree::Tree;
use crate::tree_rows::{self, TreeRow};

/// So many bytes of frames are read for one that is asked for: its neighbours are asked for next.
const CHUNK_BYTES_MIN: usize = 64 << 10;
/// So many bytes of frames are read together by who reads on.
const CHUNK_BYTES_MAX: usize = 4 << 20;
/// So often the directory is looked at again while an import is coming into the log.
const LOOKS_MAX: u32 = 100;

/// A log on disk, as far as it was there when this was opened.
pub struct JournalLog {
    dir: PathBuf,
    journal: PathBuf,
    head: Position,
    is_written: bool,
    commits: Vec<Indexed>,
    /// Where each commit is, in `commits`.
    ids: HashMap<CommitId, usize>,
    rows: Vec<TreeRow>,
    /// What was read last.
    chunk: Mutex<Arc<Chunk>>,
    kept_frame: KeptFrame,
}

/// What is known of a commit without reading it.
struct Indexed {
    first: Position,
    recorded_at: Timestamp,
}

/// Frames that follow each other, each with its first position.
type Chunk = Vec<(Position, Vec<u8>)>;

impl JournalLog {
    /// Reads the log in a directory.
    pub fn open(dir: &Path) -> Result<Self, LogError> {
        let journal = dir.join(JOURNAL);
        let is_written = reached::is_written(dir);
        let head = settled_head(dir, &journal)?;
        let (mut commits, mut ids, mut rows, mut tree) = (Vec::new(), HashMap::new(), Vec::new(), Tree::default());
        let mut reached = Position(0);
        read_while(&journal, Position(0), head, &mut |frame| {
            let head = frame::decode_head(frame.first, frame.bytes)?;
            if ids.insert(head.id, commits.len()).is_some() {
                return Err(LogError::Index { id: head.id, position: Some(frame.first), found: None });
            }
            rows.push(TreeRow::push(&mut tree, frame.first, frame.bytes));
            commits.push(Indexed { first: frame.first, recorded_at: head.recorded_at });
            reached = frame.next;
            Ok(ControlFlow::Continue(()))
        })?;
        if reached != head {
            return Err(LogError::Shorter { head: reached, reached: head, path: journal });
        }
        Ok(Self {
            dir: dir.to_owned(),
            journal,
            head,
            is_written,
            commits,
            ids,
            rows,
            chunk: Mutex::default(),
            kept_frame: KeptFrame::default(),
        })
    }

    /// Whether somebody was writing to the log when it was opened, or was cut short: it may go on
    /// behind its end here.
    pub const fn is_written(&self) -> bool {
        self.is_written
    }

    /// The number of the commit that contains a position.
    fn number_at(&self, position: Position) -> usize {
        self.commits.partition_point(|commit| commit.first <= position).saturating_sub(1)
    }

    /// The frames from a position on, some bytes of them.
    fn chunk(&self, from: Position, bytes_max: usize) -> Result<Arc<Chunk>, LogError> {
        let mut last = self.chunk.lock().unwrap_or_else(PoisonError::into_inner);
        if last.iter().any(|(first, _)| *first == from) {
            return Ok(Arc::clone(&last));
        }
        let (mut chunk, mut bytes) = (Chunk::new(), 0);
        read_while(&self.journal, from, self.head, &mut |frame| {
            bytes += frame.bytes.len();
            chunk.push((frame.first, frame.bytes.to_vec()));
            Ok(if bytes < bytes_max { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
        })?;
        *last = Arc::new(chunk);
        Ok(Arc::clone(&last))
    }

    /// The frames from the one that contains a position, chunk by chunk.
    fn stored(&self, from: Position) -> impl Iterator<Item = Result<(Position, Vec<u8>), LogError>> {
        let mut number = self.number_at(from);
        let mut chunk: Arc<Chunk> = Arc::default();
        let mut bytes_max = CHUNK_BYTES_MIN;
        std::iter::from_fn(move || {
            let first = self.commits.get(number)?.first;
            let mut at = chunk.binary_search_by_key(&first, |(first, _)| *first);
            if at.is_err() {
                chunk = match self.chunk(first, bytes_max) {
                    Ok(chunk) => chunk,
                    Err(error) => return Some(Err(error)),
                };
                bytes_max = CHUNK_BYTES_MAX;
                at = chunk.binary_search_by_key(&first, |(first, _)| *first);
            }
            number += 1;
            // What is not there is told by who puts the frames in order.
            let frame = chunk.get(at.ok()?)?;
            Some(Ok(frame.clone()))
        })
    }

    fn find(&self, id: CommitId) -> Option<Position> {
        self.ids.get(&id).and_then(|number| self.commits.get(*number)).map(|commit| commit.first)
    }

    fn refuse(&self) -> LogError {
        LogError::OpenedToRead { dir: self.dir.clone() }
    }
}

impl EventLog for JournalLog {
    fn read_only(&self) -> Option<&Path> {
        Some(&self.dir)
    }

    fn head(&self) -> Result<Position, LogError> {
        Ok(self.head)
    }

    fn write(&self, _expected: Position, _commits: &[NewCommit]) -> Result<Position, LogError> {
        Err(self.refuse())
    }

    fn wait_durable(&self, _position: Position) -> Result<(), LogError> {
        Ok(())
    }

    fn append_frames(&self, _expected: Position, _frames: Vec<Vec<u8>>) -> Result<Position, LogError> {
        Err(self.refuse())
    }

    fn kept_frame(&self) -> &KeptFrame {
        &self.kept_frame
    }

    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_> {
        Box::new(InOrder::new(self.stored(from), from, self.head))
    }

    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        match self.find(id) {
            Some(first) => self.commit_at(first),
            None => Ok(None),
        }
    }

    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        self.commits(position).next().transpose()
    }

    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError> {
        let known = self.commits.partition_point(|commit| commit.recorded_at <= instant);
        Ok(self.commits.get(known).map_or(self.head, |next| next.first))
    }

    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError> {
        Ok(self.commits.last().map(|commit| commit.recorded_at))
    }

    fn frames(&self, from: Position) -> Frames<'_> {
        Box::new(InOrder::frames(self.stored(from), from, self.head))
    }

    fn commit_count(&self) -> Result<u64, LogError> {
        Ok(self.commits.len() as u64)
    }

    fn tree_row(&self, leaf: u64) -> Result<Option<TreeRow>, LogError> {
        Ok(usize::try_from(leaf).ok().and_then(|leaf| self.rows.get(leaf).cloned()))
    }

    fn verify(&self) -> Result<Verified, LogError> {
        let verified = verify_order(self.commits(Position(0)), |id| Ok(self.find(id)))?;
        tree_rows::verify(&|leaf| self.tree_row(leaf), self.stored(Position(0)))?;
        Ok(verified)
    }
}

/// Where the log ends for a reader: on the disk, and with no import in it in part.
fn settled_head(dir: &Path, journal: &Path) -> Result<Position, LogError> {
    for _ in 0..LOOKS_MAX {
        let before = changed_at(dir);
        let staged = Staged::find(dir)?;
        let reached = reached::position(dir);
        let head = durable_head(journal)?;
        if head < reached {
            return Err(LogError::Shorter { head, reached, path: dir.join(reached::REACHED) });
        }
        // An import begins and ends with a change of the directory.
        if before == changed_at(dir) {
            return Ok(match staged {
                Some(staged) if head < staged.next() => head.min(staged.begins()),
                _ => head,
            });
        }
    }
    Err(LogError::InUse { dir: dir.to_owned() })
}

fn changed_at(dir: &Path) -> Option<SystemTime> {
    fs::metadata(dir).and_then(|dir| dir.modified()).ok()
}

/// Where the journal ends on the disk: what is there is brought onto it, and where that cannot be,
/// what it says of itself counts.
fn durable_head(journal: &Path) -> Result<Position, LogError> {
    let Found { head, damage, reached, .. } = Journal::found_in(journal)?;
    if let Some((path, offset, position)) = damage {
        return Err(LogError::JournalDamaged { path, offset, position });
    }
    Ok(match JournalReader::of(journal, head, Recovered::default()) {
        Ok(reader) => reader.head(),
        Err(_) => reached.min(head),
    })
}
