//! Opening: the store and the journal are brought to the same head.
//!
//! Both hold every acknowledged commit; after a crash or a damage either may be shorter than the other.
//! Whichever is shorter takes from the other what it lacks. A store that cannot be opened, or whose end
//! cannot be read, is set aside and made anew from the journal. Two that hold different commits at one
//! position are an error: nobody but people can say which is right.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use sled::{Db, Tree};

use super::directory::{DB_FILE, io_error, is_of_store};
use super::parts::{self, Frames};
use super::{FORMAT, frame_at, head_of, open_db, storage, write_frames};
use crate::append::Tail;
use crate::error::LogError;
use crate::journal::{FrameAt, Journal};

/// So many bytes of frames go to the other side at a time.
const BATCH_BYTES: usize = 1 << 20;

/// What opening a log had to mend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// How many events the store lacked and took from the journal.
    pub store_lacked: u64,
    /// How many events the journal lacked and took from the store.
    pub journal_lacked: u64,
    /// How many bytes behind the last whole append were cut off the journal. An append that was never
    /// acknowledged leaves some.
    pub torn_bytes: u64,
    /// Where the files of a store or a journal that could not be read were set aside.
    pub set_aside: Option<PathBuf>,
}

/// The store of a log.
pub(super) struct Store {
    pub(super) db: Db,
    pub(super) commits: Tree,
    pub(super) ids: Tree,
    pub(super) tail: Tail,
}

impl Store {
    /// Opens the store in a directory; one that is new gets the format of today.
    pub(super) fn open(dir: &Path, is_new: bool) -> Result<Self, LogError> {
        let opened = catch_unwind(AssertUnwindSafe(|| open_db(dir)));
        let unreadable = || LogError::Storage { dir: dir.to_owned(), source: "it panicked when it was opened".into() };
        let db = opened.map_err(|_| unreadable())??;
        let meta = db.open_tree("meta").map_err(storage(dir))?;
        match meta.get("format").map_err(storage(dir))? {
            Some(format) => {
                let found = <[u8; 4]>::try_from(&*format).map_or(u32::MAX, u32::from_be_bytes);
                if found != FORMAT {
                    return Err(LogError::Format { found, supported: FORMAT });
                }
            }
            None if is_new => {
                meta.insert("format", &FORMAT.to_be_bytes()).map_err(storage(dir))?;
            }
            None => return Err(LogError::NotALog { dir: dir.to_owned() }),
        }
        let commits = db.open_tree("commits").map_err(storage(dir))?;
        let ids = db.open_tree("ids").map_err(storage(dir))?;
        let tail = tail_of(dir, &commits)?;
        Ok(Self { db, commits, ids, tail })
    }
}

fn tail_of(dir: &Path, commits: &Tree) -> Result<Tail, LogError> {
    let Some(last) = parts::first_at(commits, Position(u64::MAX)).map_err(storage(dir))? else {
        return Ok(Tail::default());
    };
    let last = head_of(dir, commits, last)?;
    Ok(Tail { head: last.next(), last_recorded_at: Some(last.recorded_at) })
}

/// Opens store and journal and brings them to the same head.
pub(super) fn open(dir: &Path, journal_dir: &Path) -> Result<(Store, Journal, Recovered), LogError> {
    let mut recovered = Recovered::default();
    if !Journal::exists(journal_dir)? {
        let store = Store::open(dir, false)?;
        let journal = Journal::create(journal_dir, Position(0))?;
        recovered.journal_lacked = fill_journal(dir, &store, &journal, Position(0))?;
        return Ok((store, journal, recovered));
    }
    let (journal, found) = Journal::open(journal_dir)?;
    let is_gone = !dir.join(DB_FILE).exists();
    let mut store = match Store::open(dir, is_gone) {
        Err(error) if is_unreadable(&error) => {
            recovered.set_aside = Some(set_store_aside(dir)?);
            Store::open(dir, true)?
        }
        opened => opened?,
    };
    if let Some((path, offset, position)) = found.damage {
        if store.tail.head < found.head {
            return Err(LogError::JournalDamaged { path, offset, position });
        }
        drop(journal);
        recovered.set_aside = Some(set_journal_aside(dir, journal_dir)?);
        let journal = Journal::create(journal_dir, Position(0))?;
        recovered.journal_lacked = fill_journal(dir, &store, &journal, Position(0))?;
        return Ok((store, journal, recovered));
    }
    recovered.torn_bytes = found.torn_bytes;
    if found.torn_bytes > 0 {
        journal.cut_torn_end()?;
    }
    let shorter = store.tail.head.min(found.head);
    compare_ends(dir, &store, &journal, shorter)?;
    if store.tail.head < found.head {
        recovered.store_lacked = fill_store(dir, &store, &journal, shorter)?;
        store.tail = tail_of(dir, &store.commits)?;
    } else if found.head < store.tail.head {
        recovered.journal_lacked = fill_journal(dir, &store, &journal, shorter)?;
    }
    Ok((store, journal, recovered))
}

/// Whether a failure says that the store's files cannot be read, rather than that they must not be.
#[allow(clippy::wildcard_enum_match_arm, reason = "a new failure is told, and nothing is set aside for it")]
fn is_unreadable(error: &LogError) -> bool {
    use std::io::ErrorKind as K;
    match error {
        LogError::Io { source, .. } => {
            matches!(source.kind(), K::InvalidData | K::InvalidInput | K::UnexpectedEof | K::Other)
        }
        LogError::Storage { .. }
        | LogError::NotALog { .. }
        | LogError::Corrupt { .. }
        | LogError::Frame { .. }
        | LogError::Decode { .. }
        | LogError::Misplaced { .. }
        | LogError::Gap { .. }
        | LogError::Key { .. } => true,
        _ => false,
    }
}

/// A new directory for files that cannot be read, for whoever wants to look at them.
fn new_aside(dir: &Path) -> Result<PathBuf, LogError> {
    let aside = (1..u32::MAX).map(|n| dir.join(format!("unreadable-{n}"))).find(|path| !path.exists());
    let aside = aside.unwrap_or_else(|| dir.join("unreadable"));
    fs::create_dir(&aside).map_err(io_error(&aside))?;
    Ok(aside)
}

fn set_store_aside(dir: &Path) -> Result<PathBuf, LogError> {
    let aside = new_aside(dir)?;
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let entry = entry.map_err(io_error(dir))?;
        let name = entry.file_name();
        if is_of_store(&name.to_string_lossy()) {
            fs::rename(entry.path(), aside.join(&name)).map_err(io_error(&aside))?;
        }
    }
    Ok(aside)
}

fn set_journal_aside(dir: &Path, journal_dir: &Path) -> Result<PathBuf, LogError> {
    let aside = new_aside(dir)?;
    Journal::set_aside(journal_dir, &aside)?;
    Ok(aside)
}

/// Store and journal must hold the same commit before the head that both have.
fn compare_ends(dir: &Path, store: &Store, journal: &Journal, head: Position) -> Result<(), LogError> {
    let Some(last) = head.0.checked_sub(1).map(Position) else { return Ok(()) };
    let first = parts::first_at(&store.commits, last).map_err(storage(dir))?.unwrap_or_default();
    let stored = frame_at(dir, &store.commits, first)?;
    let mut is_same = false;
    let mut is_over = false;
    journal.read(last, &mut |frame: FrameAt<'_>| {
        if !is_over {
            is_same = frame.first == first && frame.next == head && stored.as_deref() == Some(frame.bytes);
            is_over = true;
        }
        Ok(())
    })?;
    if is_same { Ok(()) } else { Err(LogError::JournalDiffers { position: first }) }
}

/// Takes from the journal what the store lacks; how many events that were.
fn fill_store(dir: &Path, store: &Store, journal: &Journal, from: Position) -> Result<u64, LogError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| LogError::Storage { dir: dir.to_owned(), source };
    let mut batch: Vec<(Position, Vec<u8>)> = Vec::new();
    let (mut bytes, mut reached) = (0, from);
    journal.read(from, &mut |frame: FrameAt<'_>| {
        if frame.first != reached {
            return Err(LogError::Gap { expected: reached, found: frame.first });
        }
        reached = frame.next;
        bytes += frame.bytes.len();
        batch.push((frame.first, frame.bytes.to_vec()));
        if bytes >= BATCH_BYTES {
            write_frames(&store.commits, &store.ids, &batch).map_err(failed)?;
            batch.clear();
            bytes = 0;
        }
        Ok(())
    })?;
    write_frames(&store.commits, &store.ids, &batch).map_err(failed)?;
    store.db.flush().map_err(storage(dir))?;
    Ok(reached.0 - from.0)
}

/// Takes from the store what the journal lacks; how many events that were.
fn fill_journal(dir: &Path, store: &Store, journal: &Journal, from: Position) -> Result<u64, LogError> {
    let path = dir.join(super::JOURNAL);
    let io = io_error(&path);
    let mut reached = from;
    for frame in Frames::from(&store.commits, from, storage(dir)) {
        let (first, frame) = frame?;
        if first != reached {
            return Err(LogError::Gap { expected: reached, found: first });
        }
        reached = crate::frame::decode_head(first, &frame)?.next();
        journal.append(first, std::iter::once(&*frame)).map_err(&io)?;
    }
    journal.sync().map_err(&io)?;
    Ok(reached.0 - from.0)
}
