//! Opening: the store and the journal are brought to the same head.
//!
//! The journal holds every acknowledged commit; the store holds them too, but what it was told since it was
//! last synced may be lost to a power cut, in any part. So that part is compared with the journal, commit by
//! commit. A store that cannot be opened, or that lacks some of it, is set aside and made anew from the
//! journal. Whichever is shorter takes from the other what it lacks: an append that did not come to its
//! end, or the end of a journal that was damaged. Two that hold different sound commits at one position are
//! an error: nobody but people can say which is right.

use std::convert::Infallible;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiceng_domain::Position;
use sled::transaction::{ConflictableTransactionError, TransactionError, Transactional};
use sled::{Db, Tree};

use super::commits::Commits;
use super::directory::{DB_FILE, io_error, is_of_store, wait_for_sled};
use super::durability::SYNCED;
use super::seal::remove_left_over;
use super::{FORMAT, FORMAT_SEALED, open_db, storage, write_frames};
use crate::append::Tail;
use crate::error::LogError;
use crate::frame;
use crate::journal::{FrameAt, Journal, Sealed};
use crate::stored::Head;

/// Where a store notes, in its tree `meta`, up to which position it has the ids of sealed commits, if it was made anew since
/// they were sealed: u64, big-endian.
const INDEXED: &str = "indexed";

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
    /// How many events of an import that was decided, but not in the log to its end, came into it.
    pub import_finished: u64,
}

/// The store of a log.
pub(super) struct Store {
    pub(super) db: Db,
    pub(super) commits: Commits,
    pub(super) ids: Tree,
    pub(super) rows: Tree,
    pub(super) meta: Tree,
    pub(super) tail: Tail,
}

impl Store {
    /// Opens the store in a directory; one that is new gets the format of today.
    pub(super) fn open(dir: &Path, is_new: bool, sealed: &Arc<Sealed>) -> Result<Self, LogError> {
        // sled panics on some damages, also where it is only read.
        let opened = catch_unwind(AssertUnwindSafe(|| Self::open_unguarded(dir, is_new, sealed)));
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
        let tail = tail_of(&commits, indexed(dir, &meta)?)?;
        Ok(Self { db, commits, ids, rows, meta, tail })
    }
}

/// Up to where a store was on the disk when it was last synced.
pub(super) fn synced(dir: &Path, meta: &Tree) -> Result<Position, LogError> {
    noted(dir, meta, SYNCED)
}

/// Up to where a store that was made anew has the ids of sealed commits.
fn indexed(dir: &Path, meta: &Tree) -> Result<Position, LogError> {
    noted(dir, meta, INDEXED)
}

fn noted(dir: &Path, meta: &Tree, key: &str) -> Result<Position, LogError> {
    let value = meta.get(key).map_err(storage(dir))?;
    let position = value.and_then(|value| <[u8; 8]>::try_from(&*value).ok());
    Ok(Position(position.map_or(0, u64::from_be_bytes)))
}

/// Where a store ends; how many commits it has is counted when their rows are looked at.
fn tail_of(commits: &Commits, indexed: Position) -> Result<Tail, LogError> {
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

/// Opens store and journal and brings them to the same head.
pub(super) fn open(dir: &Path, journal_dir: &Path) -> Result<(Store, Journal, Recovered), LogError> {
    let mut recovered = Recovered::default();
    if !Journal::exists(journal_dir)? {
        let store = Store::open(dir, false, &Arc::default())?;
        reaches(&store, synced(dir, &store.meta)?)?;
        let journal = Journal::create(journal_dir, store.commits.sealed())?;
        fill_journal(dir, &store, &journal, store.commits.sealed(), &mut recovered.journal_lacked)?;
        return Ok((store, journal, recovered));
    }
    let (journal, found) = Journal::open(journal_dir)?;
    let is_sealed = journal.sealed().next() > Position(0);
    if is_sealed && !dir.join(DB_FILE).exists() {
        remove_left_over(dir)?;
    }
    let mut store = match Store::open(dir, !dir.join(DB_FILE).exists(), journal.sealed()) {
        Err(error) if is_unreadable(&error) => {
            recovered.set_aside = Some(set_store_aside(dir)?);
            Store::open(dir, true, journal.sealed())?
        }
        opened => opened?,
    };
    if let Some((path, offset, position)) = found.damage {
        // What it lacks is in the store, or in neither.
        if store.tail.head < found.head || !is_whole(&store) {
            return Err(LogError::JournalDamaged { path, offset, position });
        }
        drop(journal);
        recovered.set_aside = Some(set_journal_aside(dir, journal_dir)?);
        let journal = Journal::create(journal_dir, store.commits.sealed())?;
        fill_journal(dir, &store, &journal, store.commits.sealed(), &mut recovered.journal_lacked)?;
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
        store = Store::open(dir, true, journal.sealed())?;
    }
    if store.tail.head.0 < found.head.0 + recovered.journal_lacked {
        recovered.store_lacked = fill_store(dir, &store, &journal)?;
        store.tail = tail_of(&store.commits, indexed(dir, &store.meta)?)?;
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
fn is_whole(store: &Store) -> bool {
    let mut reached = store.commits.sealed();
    for frame in store.commits.from(reached) {
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
    let stored = match store.commits.frame_at(frame.first) {
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
    let trees = (&store.commits.tree, &store.ids, &store.rows);
    let write = |batch: &[(Position, Vec<u8>)], reached: Position| match batch.first() {
        Some((first, _)) if *first < store.commits.sealed() => index_sealed(store, batch, reached),
        _ => write_frames(trees, batch, &[]),
    };
    journal.read(from, &mut |frame: FrameAt<'_>| {
        if frame.first != reached {
            return Err(LogError::Gap { expected: reached, found: frame.first });
        }
        // A batch is all sealed, or not at all.
        if bytes >= BATCH_BYTES || frame.first == store.commits.sealed() {
            write(&batch, reached).map_err(failed)?;
            batch.clear();
            bytes = 0;
        }
        reached = frame.next;
        bytes += frame.bytes.len();
        batch.push((frame.first, frame.bytes.to_vec()));
        Ok(())
    })?;
    write(&batch, reached).map_err(failed)?;
    Ok(reached.0 - from.0)
}

/// Puts the ids of sealed commits into the store, and the note up to where they are there.
fn index_sealed(
    store: &Store,
    frames: &[(Position, Vec<u8>)],
    reached: Position,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    let heads = frames.iter().map(|(first, frame)| frame::decode_head(*first, frame));
    let heads: Vec<Head> = heads.collect::<Result<_, _>>()?;
    let indexed: Result<(), TransactionError<Infallible>> = (&store.ids, &store.meta).transaction(|(ids, meta)| {
        for head in &heads {
            ids.insert(head.id.0.as_bytes(), &head.first.0.to_be_bytes())?;
        }
        meta.insert(INDEXED, &reached.0.to_be_bytes())?;
        Ok::<(), ConflictableTransactionError<Infallible>>(())
    });
    indexed.map_err(Into::into)
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
    for frame in store.commits.from(from) {
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
