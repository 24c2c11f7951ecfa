//! Opening: the store and the journal are brought to the same head.
//!
//! The journal holds every acknowledged commit; the store holds them too, but what it was told
//! since it was last synced may be lost to a power cut, in any part. So that part is compared with
//! the journal, commit by commit. A store that cannot be opened, or that lacks some of it, is set
//! aside and made anew from the journal. Whichever is shorter takes from the other what it lacks:
//! an append that did not come to its end, or the end of a journal that was damaged. Two that hold
//! different sound commits at one position are an error: nobody but people can say which is right.
//!
//! **Never shorter in silence.** First it is found out how far the log can be brought, and nothing
//! is changed. If it once was longer on the disk, as the file beside it, the store, or a record of
//! the journal says, that is an error. What is cut off the journal is kept, beside what else is set
//! aside.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::directory::{DB_FILE, is_of_store, wait_for_sled};
use super::reached::{Noted, Reached};
use super::seal::remove_left_over;
use super::store::{INDEXED, Store, indexed, synced, tail_of};
use super::{storage, write_frames};
use crate::durable;
use crate::error::{LogError, io_error};
use crate::frame;
use crate::journal::{Found, FrameAt, Journal, Salvage};
use jiceng_domain::Position;

/// So many bytes of frames go to the other side at a time.
const BATCH_BYTES: usize = 1 << 20;

/// What opening a log had to mend.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Recovered {
    /// How many events the store lacked and took from the journal.
    pub store_lacked: u64,
    /// How many events the journal lacked and took from the store.
    pub journal_lacked: u64,
    /// How many bytes behind the last whole append were cut off the journal. An append that was
    /// never acknowledged leaves some.
    pub torn_bytes: u64,
    /// Where the files of a store or a journal that could not be read were set aside, and what was
    /// cut off the journal.
    pub set_aside: Option<PathBuf>,
    /// Whether the log was not closed in order: a program was killed, or the machine stopped. Then
    /// nothing says that the log was no longer, should both its copies have been damaged since.
    pub is_end_unconfirmed: bool,
    /// Whether what is noted of how far the log reached could not be read. It is written anew.
    pub is_note_renewed: bool,
    /// How many events of an import that was decided, but not in the log to its end, came into it.
    pub import_finished: u64,
}

/// Opens store and journal and brings them to the same head.
pub(super) fn open(dir: &Path, journal_dir: &Path) -> Result<(Store, Journal, Recovered), LogError> {
    let noted = Noted::of(dir);
    if !Journal::exists(journal_dir)? {
        return without_journal(dir, journal_dir, noted);
    }
    let (journal, found) = Journal::open(journal_dir, |found| noted.check(journal_dir, found))?;
    let is_missing = !dir.join(DB_FILE).try_exists().map_err(io_error(dir))?;
    if is_missing && let Some((path, offset, position)) = found.damage {
        return Err(LogError::JournalDamaged { path, offset, position });
    }
    if is_missing && journal.sealed().next() > Position(0) {
        remove_left_over(dir)?;
    }
    let store = match Store::open(dir, is_missing, journal.sealed()) {
        Err(error) if is_unreadable(&error) => None,
        opened => Some(opened?),
    };
    let was_synced = store.as_ref().map(|store| synced(dir, &store.meta)).transpose()?.unwrap_or_default();
    let reached = noted.position().max(found.reached);
    let opened = Opened { dir, found, reached, was_synced, noted };
    match (opened.found.damage.clone(), store) {
        (None, store) => opened.mend(store, journal),
        (Some(_), Some(store))
            if is_whole(&store) && store.tail.head >= opened.least() && has_all_sound(&store, journal_dir)? =>
        {
            drop(journal);
            let mut recovered = Recovered {
                set_aside: Some(new_aside(dir)?),
                is_end_unconfirmed: !opened.is_confirmed(store.tail.head),
                is_note_renewed: noted == Noted::Unreadable,
                ..Recovered::default()
            };
            // From here on the store is all there is: stopped before the new journal is made, the
            // next opening makes it.
            Reached::closed(store.tail.head).note(dir).map_err(io_error(dir))?;
            recovered.set_aside.iter().try_for_each(|aside| Journal::set_aside(journal_dir, aside))?;
            let journal = journal_of(dir, journal_dir, &store, &mut recovered)?;
            Ok((store, journal, recovered))
        }
        // What it lacks is in the store in part, or in neither.
        (Some((path, offset, position)), _) => Err(LogError::JournalDamaged { path, offset, position }),
    }
}

/// A log of the first days, or one that has lost its journal. Where it was being written to, the
/// journal had its end.
fn without_journal(dir: &Path, journal_dir: &Path, noted: Noted) -> Result<(Store, Journal, Recovered), LogError> {
    if noted.is_written() {
        return Err(LogError::JournalMissing { path: journal_dir.to_owned(), position: noted.position() });
    }
    let store = Store::open(dir, false, &Arc::default())?;
    let mut recovered = Recovered::default();
    // Nobody but the journal could say that it is of this log.
    if noted.is_closed_before(store.tail.head) {
        return Err(LogError::OtherStore { path: journal_dir.to_owned(), position: noted.position() });
    }
    reaches(dir, store.tail.head, noted.position().max(synced(dir, &store.meta)?))?;
    if !is_whole(&store) {
        return Err(LogError::Gap { expected: Position(0), found: store.tail.head });
    }
    // What the first programs wrote had none.
    recovered.is_end_unconfirmed = noted != Noted::Nothing && !noted.is_closed_at(store.tail.head);
    let journal = journal_of(dir, journal_dir, &store, &mut recovered)?;
    Ok((store, journal, recovered))
}

/// A new journal, with all that a whole store has.
fn journal_of(dir: &Path, journal_dir: &Path, store: &Store, recovered: &mut Recovered) -> Result<Journal, LogError> {
    let journal = Journal::create(journal_dir, store.commits.sealed())?;
    fill_journal(dir, store, &journal, store.commits.sealed(), &mut recovered.journal_lacked)?;
    Ok(journal)
}

/// What was found of a log.
struct Opened<'a> {
    dir: &'a Path,
    found: Found,
    /// All before it was on the disk once, as note and journal say.
    reached: Position,
    /// And as the store says.
    was_synced: Position,
    /// What was noted beside it.
    noted: Noted,
}

impl Opened<'_> {
    /// Where the log must end at least.
    fn least(&self) -> Position {
        let torn = self.found.torn.as_ref().map_or(Position(0), |torn| torn.next);
        self.reached.max(self.was_synced).max(self.found.head).max(torn)
    }

    /// Whether a store may lengthen the journal: nothing says that the log ended where the journal
    /// does, and the store has the commit before.
    fn may_lengthen(&self, store: &Store, journal: &Journal) -> Result<bool, LogError> {
        let Self { dir, found, noted, .. } = self;
        if is_noted_end(*noted, found) {
            return Ok(false);
        }
        let Some(last) = found.head.0.checked_sub(1) else { return Ok(true) };
        let mut is_same = false;
        journal.read_between(Position(last), found.head, &mut |frame: FrameAt<'_>| {
            is_same = if frame.first < store.commits.sealed() {
                // Of what is sealed the store has the ids.
                let id = frame::decode_head(frame.first, frame.bytes)?.id;
                let indexed = store.ids.get(id.0.as_bytes()).map_err(storage(dir))?;
                indexed.is_some_and(|indexed| *indexed == frame.first.0.to_be_bytes())
            } else {
                has_frame(store, &frame)?
            };
            Ok(ControlFlow::Break(()))
        })?;
        Ok(is_same)
    }

    /// Brings a store and a journal without damage before its end to the same head.
    fn mend(&self, store: Option<Store>, journal: Journal) -> Result<(Store, Journal, Recovered), LogError> {
        let Self { dir, found, .. } = self;
        let is_note_renewed = self.noted == Noted::Unreadable;
        let mut recovered = Recovered { is_note_renewed, ..Recovered::default() };
        // How far each has been found sound.
        let (mut is_sound, mut head) = (false, found.head);
        let mut reached = self.reached.max(self.was_synced);
        if let Some(store) = &store {
            // Asked first: ids that were lost come back where the two agree.
            let may_lengthen = store.tail.head > found.head && self.may_lengthen(store, &journal)?;
            is_sound = agree(dir, store, &journal, store.tail.head.min(found.head))?;
            if store.tail.head > found.head && !may_lengthen {
                is_sound = false;
                // It says nothing of this log, unless its journal may have been cut.
                if self.is_confirmed(found.head) {
                    reached = self.reached;
                }
            } else if store.tail.head > found.head {
                let (end, behind) = sound_from(store, found.head)?;
                // What is sound behind it would be lost with the store.
                if let Some(behind) = behind {
                    return Err(LogError::Gap { expected: end, found: behind });
                }
                is_sound &= end == store.tail.head;
                head = end;
            }
        }
        reaches(self.dir, head, reached)?;

        if let Some(torn) = &found.torn {
            let aside = new_aside(dir)?;
            Journal::keep_torn(found, &aside)?;
            recovered.set_aside = Some(aside);
            journal.cut_torn_end()?;
            recovered.torn_bytes = torn.bytes;
        }
        if let Some(store) = store.as_ref().filter(|store| store.tail.head < found.head || !self.is_confirmed(head)) {
            drop_ids_behind(dir, store)?;
        }
        if let Some(store) = store.as_ref().filter(|_| head > found.head) {
            fill_journal(dir, store, &journal, found.head, &mut recovered.journal_lacked)?;
        }
        let mut store = match store.filter(|_| is_sound) {
            Some(store) => store,
            None => self.new_store(&journal, &mut recovered)?,
        };
        if store.tail.head < head {
            recovered.store_lacked = fill_store(dir, &store, &journal)?;
            store.tail = tail_of(&store.commits, indexed(dir, &store.meta)?)?;
        }
        reaches(dir, store.tail.head, reached)?;
        recovered.is_end_unconfirmed = !self.is_confirmed(head);
        // What a program that was killed had not synced is not reported before it is on the disk.
        let not_durable =
            |source: std::io::Error| LogError::NotDurable { dir: self.dir.to_owned(), source: source.into() };
        journal.sync().map_err(not_durable)?;
        Ok((store, journal, recovered))
    }

    /// Whether the log was closed where it ends. What older programs wrote has no note, or one of
    /// before.
    fn is_confirmed(&self, head: Position) -> bool {
        let is_noted = self.noted == Noted::Unreadable || !self.noted.is_written();
        is_noted && (self.noted.is_closed_at(head) || self.found.is_closed)
    }

    /// A store in the place of one that could not be read, which is set aside.
    fn new_store(&self, journal: &Journal, recovered: &mut Recovered) -> Result<Store, LogError> {
        let aside = match recovered.set_aside.take() {
            Some(aside) => aside,
            None => new_aside(self.dir)?,
        };
        set_store_aside(self.dir, &aside)?;
        recovered.set_aside = Some(aside);
        Store::open(self.dir, true, journal.sealed())
    }
}

/// Whether it is noted that the log was closed where its journal ends.
pub(super) fn is_noted_end(noted: Noted, found: &Found) -> bool {
    noted == Noted::Read(Reached::closed(found.head)) && found.torn.is_none() && found.reached <= found.head
}

/// A log that once reached further on the disk has lost something, and is not taken for a shorter
/// one.
fn reaches(dir: &Path, head: Position, reached: Position) -> Result<(), LogError> {
    if head < reached {
        return Err(LogError::Shorter { head, reached, path: dir.to_owned() });
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

/// What the directories of files that cannot be read are called; a number follows.
const ASIDE: &str = "unreadable-";

/// A new directory for files that cannot be read, for whoever wants to look at them, and for a
/// rescue.
fn new_aside(dir: &Path) -> Result<PathBuf, LogError> {
    let aside = (1..u32::MAX).map(|n| dir.join(format!("{ASIDE}{n}"))).find(|path| !path.exists());
    let aside = aside.unwrap_or_else(|| dir.join("unreadable"));
    fs::create_dir(&aside).and_then(|()| durable::sync_parent(&aside)).map_err(io_error(&aside))?;
    Ok(aside)
}

/// These directories of a log, the oldest first.
pub(super) fn set_aside_in(dir: &Path) -> Result<Vec<PathBuf>, LogError> {
    let mut found: Vec<(u32, PathBuf)> = Vec::new();
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let entry = entry.map_err(io_error(dir))?;
        let number = entry.file_name().to_str().and_then(|name| name.strip_prefix(ASIDE)?.parse().ok());
        found.extend(number.filter(|_| entry.path().is_dir()).map(|number| (number, entry.path())));
    }
    found.sort();
    Ok(found.into_iter().map(|(_, path)| path).collect())
}

fn set_store_aside(dir: &Path, aside: &Path) -> Result<(), LogError> {
    wait_for_sled(dir)?;
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let entry = entry.map_err(io_error(dir))?;
        let name = entry.file_name();
        if is_of_store(&name.to_string_lossy()) {
            fs::rename(entry.path(), aside.join(&name)).map_err(io_error(aside))?;
        }
    }
    durable::sync_dir(aside).and_then(|()| durable::sync_dir(dir)).map_err(io_error(aside))
}

/// Whether every commit of a store that is not sealed can be read.
fn is_whole(store: &Store) -> bool {
    let sealed = store.commits.sealed();
    // What is sealed is there, so a store that ends within lacks nothing.
    sound_from(store, sealed).is_ok_and(|(end, behind)| behind.is_none() && end == store.tail.head.max(sealed))
}

/// Up to where the commits of a store follow each other from a position on, and where the first one
/// begins that is sound behind that.
fn sound_from(store: &Store, from: Position) -> Result<(Position, Option<Position>), LogError> {
    let mut end = from;
    let mut is_over = false;
    for frame in store.commits.from(from) {
        let head = frame.and_then(|(first, frame)| frame::decode_head(first, &frame));
        match head {
            Ok(head) if head.first == end && !is_over => end = head.next(),
            Ok(head) if head.first >= end => return Ok((end, Some(head.first))),
            Ok(_) => {}
            Err(error @ LogError::Io { .. }) => return Err(error),
            Err(_) => is_over = true,
        }
    }
    Ok((end, None))
}

/// Whether the store has what the journal has before a head that both reach, as far as it may have
/// been lost: since the store was last synced, and the last commit at least.
fn agree(dir: &Path, store: &Store, journal: &Journal, head: Position) -> Result<bool, LogError> {
    let Some(last) = head.0.checked_sub(1) else { return Ok(true) };
    let from = Position(last).min(synced(dir, &store.meta)?);
    let mut is_same = true;
    journal.read_between(from, head, &mut |frame: FrameAt<'_>| {
        is_same = has(dir, store, &frame)?;
        Ok(if is_same { ControlFlow::Continue(()) } else { ControlFlow::Break(()) })
    })?;
    Ok(is_same)
}

/// Whether a store has every commit that is sound in a damaged journal: else it may be of another
/// log.
fn has_all_sound(store: &Store, journal_dir: &Path) -> Result<bool, LogError> {
    let mut journal = Salvage::of(journal_dir)?;
    for (first, lies) in journal.frames.clone() {
        let bytes = journal.frame(lies)?;
        if !has_frame(store, &FrameAt { first, next: lies.next, bytes: &bytes })? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Whether the store has a commit of the journal; an error if it has another one.
fn has_frame(store: &Store, frame: &FrameAt<'_>) -> Result<bool, LogError> {
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
    Ok(true)
}

/// Whether the store has a commit of the journal, which it then has in its index too.
fn has(dir: &Path, store: &Store, frame: &FrameAt<'_>) -> Result<bool, LogError> {
    if !has_frame(store, frame)? {
        return Ok(false);
    }
    let id = frame::decode_head(frame.first, frame.bytes)?.id;
    let position = frame.first.0.to_be_bytes();
    match store.ids.get(id.0.as_bytes()).map_err(storage(dir))? {
        Some(indexed) => Ok(*indexed == position),
        // It comes behind its frame, and was lost.
        None => store.ids.insert(id.0.as_bytes(), &position).map(|_| true).map_err(storage(dir)),
    }
}

/// Takes out of the index what leads behind the end of a store.
fn drop_ids_behind(dir: &Path, store: &Store) -> Result<(), LogError> {
    for entry in &store.ids {
        let (id, position) = entry.map_err(storage(dir))?;
        let is_behind = <[u8; 8]>::try_from(&*position).is_ok_and(|at| u64::from_be_bytes(at) >= store.tail.head.0);
        if is_behind {
            store.ids.remove(id).map_err(storage(dir))?;
        }
    }
    Ok(())
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

/// Puts the ids of sealed commits into the store, and then the note up to where they are there.
fn index_sealed(
    store: &Store,
    frames: &[(Position, Vec<u8>)],
    reached: Position,
) -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    for (first, frame) in frames {
        let head = frame::decode_head(*first, frame)?;
        store.ids.insert(head.id.0.as_bytes(), &head.first.0.to_be_bytes())?;
    }
    store.meta.insert(INDEXED, &reached.0.to_be_bytes())?;
    Ok(())
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
        // Whoever asked for it knows where what is sound ends.
        let Ok((first, frame)) = frame else { break };
        if first != reached {
            break;
        }
        let head = frame::decode_head(first, &frame)?;
        reached = head.next();
        journal.append(first, from, std::iter::once(&*frame)).map_err(&io)?;
        store.ids.insert(head.id.0.as_bytes(), &first.0.to_be_bytes()).map_err(storage(dir))?;
        *filled = reached.0 - from.0;
    }
    journal.sync().and_then(|()| journal.mark(reached)).map_err(&io)
}
