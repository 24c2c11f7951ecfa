//! The store of a log: sled's trees, and where they end.

use std::path::Path;
use std::sync::Arc;

use jiceng_domain::Position;
use sled::Tree;

use super::commits::Commits;
use super::directory;
use super::durability::SYNCED;
use super::{FORMAT, FORMAT_SEALED, open_db, storage};
use crate::append::Tail;
use crate::error::LogError;
use crate::guarded::{OpenDb, guarded};
use crate::journal::Sealed;
use crate::stored::Head;

/// Where a store notes, in its tree `meta`, up to which position it has the ids of sealed commits,
/// if it was made anew since they were sealed: u64, big-endian.
pub(super) const INDEXED: &str = "indexed";

/// The store of a log.
pub(super) struct Store {
    pub(super) commits: Commits,
    pub(super) ids: Tree,
    pub(super) rows: Tree,
    pub(super) meta: Tree,
    pub(super) tail: Tail,
    /// The last to be let go.
    pub(super) db: OpenDb,
}

impl Store {
    /// Opens the store in a directory; one that is new gets the format of today.
    pub(super) fn open(dir: &Path, is_new: bool, sealed: &Arc<Sealed>) -> Result<Self, LogError> {
        directory::check_store(dir)?;
        // sled panics on some damages, also where it is only read.
        let opened = guarded(|| Self::open_unguarded(dir, is_new, sealed));
        let unreadable = || LogError::Storage { dir: dir.to_owned(), source: "it panicked when it was opened".into() };
        opened.unwrap_or_else(|_| Err(unreadable()))
    }

    fn open_unguarded(dir: &Path, is_new: bool, sealed: &Arc<Sealed>) -> Result<Self, LogError> {
        let db = open_db(dir)?;
        let meta = db.open_tree("meta").map_err(storage(dir))?;
        match meta.get("format").map_err(storage(dir))? {
            Some(format) => {
                let found = <[u8; 4]>::try_from(&*format).map_or(u32::MAX, u32::from_be_bytes);
                if !(FORMAT..=FORMAT_SEALED).contains(&found) {
                    return Err(LogError::Format { found, supported: FORMAT_SEALED });
                }
            }
            None if is_new => {
                meta.insert("format", &FORMAT.to_be_bytes()).map_err(storage(dir))?;
            }
            None => return Err(LogError::NotALog { dir: dir.to_owned() }),
        }
        if sealed.next() > Position(0) {
            meta.insert("format", &FORMAT_SEALED.to_be_bytes()).map_err(storage(dir))?;
        }
        let commits = Commits::new(dir, db.open_tree("commits").map_err(storage(dir))?, sealed);
        let ids = db.open_tree("ids").map_err(storage(dir))?;
        let rows = db.open_tree("rows").map_err(storage(dir))?;
        commits.cut_torn_end(synced(dir, &meta)?)?;
        let tail = tail_of(&commits, indexed(dir, &meta)?)?;
        Ok(Self { commits, ids, rows, meta, tail, db })
    }
}

/// Up to where a store was on the disk when it was last synced.
pub(super) fn synced(dir: &Path, meta: &Tree) -> Result<Position, LogError> {
    noted(dir, meta, SYNCED)
}

/// Up to where a store that was made anew has the ids of sealed commits.
pub(super) fn indexed(dir: &Path, meta: &Tree) -> Result<Position, LogError> {
    noted(dir, meta, INDEXED)
}

fn noted(dir: &Path, meta: &Tree, key: &str) -> Result<Position, LogError> {
    let value = meta.get(key).map_err(storage(dir))?;
    let position = value.and_then(|value| <[u8; 8]>::try_from(&*value).ok());
    Ok(Position(position.map_or(0, u64::from_be_bytes)))
}

/// Where a store ends; how many commits it has is counted when their rows are looked at.
pub(super) fn tail_of(commits: &Commits, indexed: Position) -> Result<Tail, LogError> {
    let last = commits.last_in_tree()?;
    let head = last.as_ref().map_or(Position(0), Head::next).max(indexed);
    if head == Position(0) {
        return Ok(Tail::default());
    }
    // Where it is not all there, it is looked at again when it is.
    let is_sealed = head <= commits.sealed();
    let last = if is_sealed {
        commits.first_at(Position(head.0 - 1))?.map(|first| commits.head_of(first)).transpose()?
    } else {
        last
    };
    Ok(Tail { head, last_recorded_at: last.map(|last| last.recorded_at), commits: 0 })
}
