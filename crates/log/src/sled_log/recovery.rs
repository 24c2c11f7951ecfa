//! Opening: the store and the journal are brought to the same head.
//!
//! The journal holds every acknowledged commit; the store holds them too, but what it was told since it was
//! last synced may be lost to a power cut, in any part. So that part is compared with the journal, commit by
//! commit. A store that cannot be opened, or that lacks some of it, is set aside and made anew from the
//! journal. Whichever is shorter takes from the other what it lacks: an append that did not come to its
//! end, or the end of a journal that was damaged. Two that hold different sound commits at one position are
//! an error: nobody but people can say which is right.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use sled::{Db, Tree};

use super::directory::{DB_FILE, io_error, is_of_store, wait_for_sled};
use super::durability::SYNCED;
use super::parts::{self, Frames};
use super::{FORMAT, frame_at, head_of, open_db, storage, write_frames};
use crate::append::Tail;
use crate::error::LogError;
use crate::frame;
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
    pub(super) rows: Tree,
    pub(super) meta: Tree,
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
        let rows = db.open_tree("rows").map_err(storage(dir))?;
        let tail = tail_of(dir, &commits)?;
        Ok(Self { db, commits, ids, rows, meta, tail })
    }
}

/// Up to where a store was on the disk when it was last synced.
pub(super) fn synced(dir: &Path, meta: &Tree) -> Result<Position, LogError> {
    let value = meta.get(SYNCED).map_err(storage(dir))?;
    let position = value.and_then(|value| <[u8; 8]>::try_from(&*value).ok());
    Ok(Position(position.map_or(0, u64::from_be_bytes)))
}

/// Where a store ends; how many commits it has is counted when their rows are looked at.
fn tail_of(dir: &Path, commits: &Tree) -> Result<Tail, LogError> {
    let Some(last) = parts::first_at(commits, Position(u64::MAX)).map_err(storage(dir))? else {
        return Ok(Tail::default());
    };
    let last = head_of(dir, commits, last)?;
    Ok(Tail { head: last.next(), last_recorded_at: Some(last.recorded_at), commits: 0 })
}

/// Opens store and journal and brings them to the same head.
pub(super) fn open(dir: &Path, journal_dir: &Path) -> Result<(Store, Journal, Recovered), LogError> {
    let mut recovered = Recovered::default();
    if !Journal::exists(journal_dir)? {
        let store = Store::open(dir, false)?;
        reaches(&store, synced(dir, &store.meta)?)?;
        let journal = Journal::create(journal_dir, Position(0))?;
        fill_journal(dir, &store, &journal, Position(0), &mut recovered.journal_lacked)?;
        return Ok((store, journal, recovered));
    }
    let (journal, found) = Journal::open(journal_dir)?;
    let mut store = match Store::open(dir, !dir.join(DB_FILE).exists()) {
        Err(error) if is_unreadable(&error) => {
            recovered.set_aside = Some(set_store_aside(dir)?);
            Store::open(dir, true)?
        }
        opened => opened?,
    };
    if let Some((path, offset, position)) = found.damage {
        // What it lacks is in the store, or in neither.
        if store.tail.head < found.head || !is_whole(dir, &store) {
            return Err(LogError::JournalDamaged { path, offset, position });
        }
        drop(journal);
        recovered.set_aside = Some(set_journal_aside(dir, journal_dir)?);
        let journal = Journal::create(journal_dir, Position(0))?;
        fill_journal(dir, &store, &journal, Position(0), &mut recovered.journal_lacked)?;
        return Ok((store, journal, recovered));
    }
    recovered.torn_bytes = found.torn_bytes;
    if found.torn_bytes > 0 {
        journal.cut_torn_end()?;
    }
    let was_synced = synced(dir, &store.meta)?;
    let mut is_sound = agree(dir, &store, &journal, store.tail.head.min(found.head))?;
    if found.head < store.tail.head {
        is_sound &= match fill_journal(dir, &store, &journal, found.head, &mut recovered.journal_lacked) {
            Err(error) if is_unreadable(&error) => false,
            filled => filled.map(|()| true)?,
        };
    }
    if !is_sound {
        drop(store);
        recovered.set_aside = Some(set_store_aside(dir)?);
        store = Store::open(dir, true)?;
    }
    if store.tail.head.0 < found.head.0 + recovered.journal_lacked {
        recovered.store_lacked = fill_store(dir, &store, &journal)?;
        store.tail = tail_of(dir, &store.commits)?;
    }
    reaches(&store, was_synced)?;
    Ok((store, journal, recovered))
}

/// A log that once reached further on the disk has lost something, and is not taken for a shorter one.
const fn reaches(store: &Store, synced: Position) -> Result<(), LogError> {
    if store.tail.head.0 < synced.0 {
        return Err(LogError::Gap { expected: store.tail.head, found: synced });
    }
    Ok(())
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
    wait_for_sled(dir)?;
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

/// Whether every commit of a store can be read.
fn is_whole(dir: &Path, store: &Store) -> bool {
    let mut reached = Position(0);
    for frame in Frames::from(&store.commits, Position(0), storage(dir)) {
        let head = frame.and_then(|(first, frame)| frame::decode_head(first, &frame));
        match head {
            Ok(head) if head.first == reached => reached = head.next(),
            Ok(_) | Err(_) => return false,
        }
    }
    reached == store.tail.head
}

/// Whether the store has what the journal has before a head that both reach, as far as it may have been lost:
/// since the store was last synced, and the last commit at least.
fn agree(dir: &Path, store: &Store, journal: &Journal, head: Position) -> Result<bool, LogError> {
    let Some(last) = head.0.checked_sub(1) else { return Ok(true) };
    let from = Position(last).min(synced(dir, &store.meta)?);
    let mut is_same = true;
    journal.read(from, &mut |frame: FrameAt<'_>| {
        if frame.first < head && is_same {
            is_same = has(dir, store, &frame)?;
        }
        Ok(())
    })?;
    Ok(is_same)
}

/// Whether the store has a commit of the journal, in its index too; an error if it has another one.
fn has(dir: &Path, store: &Store, frame: &FrameAt<'_>) -> Result<bool, LogError> {
    let stored = match frame_at(dir, &store.commits, frame.first) {
        Ok(Some(stored)) => stored,
        Ok(None) => return Ok(false),
        Err(error) if is_unreadable(&error) => return Ok(false),
        Err(error) => return Err(error),
    };
    if *stored != *frame.bytes {
        let is_sound = frame::decode(frame.first, &stored).is_ok();
        return if is_sound { Err(LogError::JournalDiffers { position: frame.first }) } else { Ok(false) };
    }
    let id = frame::decode_head(frame.first, frame.bytes)?.id;
    let indexed = store.ids.get(id.0.as_bytes()).map_err(storage(dir))?;
    Ok(indexed.is_some_and(|position| *position == frame.first.0.to_be_bytes()))
}

/// Takes from the journal what the store lacks; how many events that were.
fn fill_store(dir: &Path, store: &Store, journal: &Journal) -> Result<u64, LogError> {
    let failed = |source: Box<dyn std::error::Error + Send + Sync>| LogError::Storage { dir: dir.to_owned(), source };
    let mut batch: Vec<(Position, Vec<u8>)> = Vec::new();
    let from = store.tail.head;
    let (mut bytes, mut reached) = (0, from);
    // The rows of the Merkle tree are made when all is there.
    let trees = (&store.commits, &store.ids, &store.rows);
    journal.read(from, &mut |frame: FrameAt<'_>| {
        if frame.first != reached {
            return Err(LogError::Gap { expected: reached, found: frame.first });
        }
        reached = frame.next;
        bytes += frame.bytes.len();
        batch.push((frame.first, frame.bytes.to_vec()));
        if bytes >= BATCH_BYTES {
            write_frames(trees, &batch, &[]).map_err(failed)?;
            batch.clear();
            bytes = 0;
        }
        Ok(())
    })?;
    write_frames(trees, &batch, &[]).map_err(failed)?;
    Ok(reached.0 - from.0)
}

/// Takes from the store what the journal lacks, and counts the events.
fn fill_journal(
    dir: &Path,
    store: &Store,
    journal: &Journal,
    from: Position,
    filled: &mut u64,
) -> Result<(), LogError> {
    let path = dir.join(super::JOURNAL);
    let io = io_error(&path);
    let mut reached = from;
    for frame in Frames::from(&store.commits, from, storage(dir)) {
        let (first, frame) = frame?;
        if first != reached {
            return Err(LogError::Gap { expected: reached, found: first });
        }
        reached = frame::decode_head(first, &frame)?.next();
        journal.append(first, from, std::iter::once(&*frame)).map_err(&io)?;
        *filled = reached.0 - from.0;
    }
    journal.sync().and_then(|()| journal.mark(reached)).map_err(&io)
}
