//! A log on disk, in sled 0.34.7.
//!
//! **Format.** Three trees: `commits` (position of the first event, u64 big-endian → frame; `parts`
//! says how large ones are cut), `ids` (the 16 bytes of the commit id → that position), `meta`
//! (`format` → the log's format version, u32 big-endian). `docs/format.md` describes them.
//!
//! **Durability.** An append has returned only when sled has flushed and its file is fdatasynced;
//! `durability` says why both, and how writers share them. Commits and ids are written in one
//! transaction of sled, which it recovers whole or not at all.
//!
//! **Failure.** When an append fails below the checks that refuse it, the handle takes no more
//! commits ([`LogError::ReadOnly`]); what it has read stays readable.
//!
//! **Damage.** What sled gives back is checked frame by frame, so damaged values are named and never
//! taken for others. Damage below sled's own log is another matter: what it wrote since its last
//! snapshot, it reads again when it opens, and takes the first message that does not check for the
//! torn end of a crash. It drops what lies behind, on disk too, and the log opens shorter than it
//! was, sound by every check here; only who knows the head or a checkpoint notices. (Of 585 random
//! damages to such a file, 578 ended so, the others changed nothing. With a snapshot of everything,
//! all damages that mattered were errors.)
//!
//! **Panics.** sled asserts much of its own state, also in its threads. None was reached by some 1,000
//! random damages to its files, nor by full and read-only disks, so calls are not wrapped. A writer
//! that panics all the same leaves a handle that takes no more commits.
//!
//! **What it does not do.** It does not notice a disk that lies about fdatasync. It does not open a
//! directory that cannot be written to: sled writes when it opens. Readers may see a commit a moment
//! before it is durable; nothing built on it is acknowledged before it is.

mod directory;
mod durability;
mod parts;
#[cfg(test)]
mod tests;

use std::convert::Infallible;
use std::path::{Path, PathBuf};
use std::sync::{PoisonError, RwLock};

use jiceng_domain::{CommitId, Position};
use jiff::Timestamp;
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use sled::{Db, IVec, Tree};
use uuid::Uuid;

use self::directory::Claim;
use self::durability::Durability;
use self::parts::Frames;
use crate::append::{Framed, Tail, frame_commits};
use crate::commit::{Commit, NewCommit};
use crate::error::LogError;
use crate::frame;
use crate::in_order::InOrder;
use crate::log::{EventLog, Verified, verify_order};
use crate::stored::Head;
use crate::tree;

/// The format of logs that are made.
pub const FORMAT: u32 = 1;

/// sled keeps this much of the log in memory.
const CACHE_BYTES: u64 = 128 << 20;

/// A log in a directory of its own.
pub struct SledLog {
    dir: PathBuf,
    commits: Tree,
    ids: Tree,
    /// Where the log ends, as far as sled has been told. Whoever writes holds it.
    tail: RwLock<Tail>,
    durability: Durability,
    /// The last to be let go.
    _claim: Claim,
}

impl SledLog {
    /// Makes an empty log in a directory, and the directory where there is none.
    pub fn create(dir: impl AsRef<Path>) -> Result<Self, LogError> {
        let dir = dir.as_ref();
        let claim = Claim::new_log(dir)?;
        let db = open_db(dir)?;
        let meta = db.open_tree("meta").map_err(storage(dir))?;
        if meta.contains_key("format").map_err(storage(dir))? {
            return Err(LogError::Exists { dir: dir.to_owned() });
        }
        meta.insert("format", &FORMAT.to_be_bytes()).map_err(storage(dir))?;
        let log = Self::with_db(dir, db, claim)?;
        log.commits.flush().map_err(storage(dir))?;
        directory::sync(dir)?;
        Ok(log)
    }

    /// Opens the log in a directory.
    pub fn open(dir: impl AsRef<Path>) -> Result<Self, LogError> {
        let dir = dir.as_ref();
        let claim = Claim::existing_log(dir)?;
        let db = open_db(dir)?;
        let meta = db.open_tree("meta").map_err(storage(dir))?;
        let format = meta.get("format").map_err(storage(dir))?;
        let format = format.ok_or_else(|| LogError::NotALog { dir: dir.to_owned() })?;
        let found = <[u8; 4]>::try_from(&*format).map_or(u32::MAX, u32::from_be_bytes);
        if found != FORMAT {
            return Err(LogError::Format { found, supported: FORMAT });
        }
        let log = Self::with_db(dir, db, claim)?;
        directory::sync(dir)?;
        Ok(log)
    }

    fn with_db(dir: &Path, db: Db, claim: Claim) -> Result<Self, LogError> {
        let commits = db.open_tree("commits").map_err(storage(dir))?;
        let ids = db.open_tree("ids").map_err(storage(dir))?;
        let tail = match parts::first_at(&commits, Position(u64::MAX)).map_err(storage(dir))? {
            Some(last) => {
                let last = head_of(dir, &commits, last)?;
                Tail { head: last.next(), last_recorded_at: Some(last.recorded_at) }
            }
            None => Tail::default(),
        };
        let durability = Durability::new(db, dir, tail.head)?;
        Ok(Self { dir: dir.to_owned(), commits, ids, tail: RwLock::new(tail), durability, _claim: claim })
    }

    /// A panic in a writer leaves the tail as it was before.
    fn tail(&self) -> Tail {
        *self.tail.read().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where the index has a commit, if before `head`.
    fn find(&self, id: CommitId, head: Position) -> Result<Option<Position>, LogError> {
        let Some(value) = self.ids.get(id.0.as_bytes()).map_err(storage(&self.dir))? else { return Ok(None) };
        let position = <[u8; 8]>::try_from(&*value).map_err(|_| LogError::Key { key: id.0.as_bytes().to_vec() })?;
        Ok(Some(Position(u64::from_be_bytes(position))).filter(|position| *position < head))
    }

    fn commits_before(
        &self,
        head: Position,
        from: Position,
    ) -> Result<impl Iterator<Item = Result<Commit, LogError>>, LogError> {
        let first = parts::first_at(&self.commits, from).map_err(storage(&self.dir))?.unwrap_or_default();
        Ok(InOrder::new(Frames::from(&self.commits, first, storage(&self.dir)), from, head))
    }

    fn write(&self, commits: &[Framed]) -> Result<(), TransactionError<Infallible>> {
        (&self.commits, &self.ids).transaction(|(tree, ids)| {
            for commit in commits {
                for (key, value) in parts::entries(commit.first, &commit.frame) {
                    tree.insert(key, value)?;
                }
                ids.insert(commit.id.0.as_bytes(), &commit.first.0.to_be_bytes())?;
            }
            Ok::<(), ConflictableTransactionError<Infallible>>(())
        })
    }
}

impl EventLog for SledLog {
    fn head(&self) -> Result<Position, LogError> {
        Ok(self.tail().head)
    }

    fn append(&self, expected: Position, commits: &[NewCommit]) -> Result<Position, LogError> {
        let head = {
            let mut tail = self.tail.write().unwrap_or_else(|panicked| {
                self.durability.fail("a writer panicked");
                panicked.into_inner()
            });
            self.durability.check()?;
            let (framed, after) = frame_commits(*tail, expected, commits, |id| self.find(id, tail.head))?;
            if framed.is_empty() {
                return Ok(tail.head);
            }
            if let Err(error) = self.write(&framed) {
                self.durability.fail(&error.to_string());
                return Err(LogError::NotDurable { dir: self.dir.clone(), source: error.into() });
            }
            *tail = after;
            after.head
        };
        self.durability.wait_for(head, || self.tail().head)?;
        Ok(head)
    }

    fn commits(&self, from: Position) -> Box<dyn Iterator<Item = Result<Commit, LogError>> + '_> {
        match self.commits_before(self.tail().head, from) {
            Ok(commits) => Box::new(commits),
            Err(error) => Box::new(std::iter::once(Err(error))),
        }
    }

    fn commit(&self, id: CommitId) -> Result<Option<Commit>, LogError> {
        let Some(found) = self.find(id, self.tail().head)? else { return Ok(None) };
        match frame_at(&self.dir, &self.commits, found)? {
            Some(frame) => {
                let commit = frame::decode(found, &frame)?;
                if commit.id == id {
                    Ok(Some(commit))
                } else {
                    Err(LogError::Index { id, position: None, found: Some(found) })
                }
            }
            None => Err(LogError::Index { id, position: None, found: Some(found) }),
        }
    }

    fn commit_at(&self, position: Position) -> Result<Option<Commit>, LogError> {
        self.commits(position).next().transpose()
    }

    fn known_at(&self, instant: Timestamp) -> Result<Position, LogError> {
        // The answer begins a commit, or is the head; it is never outside of low..=high.
        let (mut low, mut high) = (Position(0), self.tail().head);
        while low < high {
            let middle = Position(low.0.midpoint(high.0));
            let first = parts::first_at(&self.commits, middle).map_err(storage(&self.dir))?;
            let commit = head_of(&self.dir, &self.commits, first.unwrap_or_default())?;
            if commit.next() <= middle {
                return Err(LogError::Gap { expected: commit.next(), found: high });
            }
            (low, high) = if commit.recorded_at <= instant { (commit.next(), high) } else { (low, commit.first) };
        }
        Ok(low)
    }

    fn last_recorded_at(&self) -> Result<Option<Timestamp>, LogError> {
        Ok(self.tail().last_recorded_at)
    }

    fn tree_at(&self, position: Position) -> Result<(Position, tree::Tree), LogError> {
        let frames = Frames::from(&self.commits, Position(0), storage(&self.dir));
        tree::tree_at(frames, position, self.tail().head)
    }

    fn verify(&self) -> Result<Verified, LogError> {
        let head = self.tail().head;
        let verified = verify_order(self.commits_before(head, Position(0))?, |id| self.find(id, head))?;
        // Each commit is in the index. What else is in it leads nowhere, or to a commit of another id.
        let mut indexed = 0;
        for entry in &self.ids {
            let (key, _) = entry.map_err(storage(&self.dir))?;
            let id = Uuid::from_slice(&key).map_err(|_| LogError::Key { key: key.to_vec() })?;
            indexed += u64::from(self.find(CommitId(id), head)?.is_some());
            if indexed > verified.commits {
                self.commit(CommitId(id))?;
            }
        }
        Ok(verified)
    }
}

/// Opens sled in a directory, and makes it where it is not there.
fn open_db(dir: &Path) -> Result<Db, LogError> {
    let config = sled::Config::new().path(dir).flush_every_ms(None).cache_capacity(CACHE_BYTES);
    config.open().map_err(storage(dir))
}

fn frame_at(dir: &Path, commits: &Tree, first: Position) -> Result<Option<IVec>, LogError> {
    let frame = Frames::from(commits, first, storage(dir)).next().transpose()?;
    Ok(frame.filter(|(position, _)| *position == first).map(|(_, frame)| frame))
}

/// What stands before the events of the commit that begins at a position.
fn head_of(dir: &Path, commits: &Tree, first: Position) -> Result<Head, LogError> {
    let frame = frame_at(dir, commits, first)?.ok_or(LogError::Gap { expected: first, found: first })?;
    frame::decode_head(first, &frame)
}

/// What a failure of sled means.
fn storage(dir: &Path) -> impl Fn(sled::Error) -> LogError {
    let dir = dir.to_owned();
    move |error| {
        if let sled::Error::Io(source) = error {
            LogError::Io { path: dir.clone(), source }
        } else {
            LogError::Storage { dir: dir.clone(), source: error.into() }
        }
    }
}
