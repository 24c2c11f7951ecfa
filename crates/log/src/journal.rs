//! The journal: every append, in order, in files that are only ever written at their end.
//!
//! It is what an append's durability rests on: one write and one fdatasync. The store beside it is
//! told everything at once too, and is caught up from here when it comes back shorter, or rebuilt
//! when it cannot be read.
//!
//! **Format.** Segments in a directory, each named by the position of its first event, twenty
//! digits and `.journal`; `segment` says what is in one. A new one begins when the last has grown
//! past [`SEGMENT_BYTES_MAX`].
//!
//! **Sealing.** Old commits move into sealed segments beside them ([`sealed`]), from position 0 up
//! to where the last of those ends; what a segment that is not sealed holds before that is passed
//! over, and such segments go.
//!
//! **A torn end.** A power cut may take any of the records that were not yet synced, also one
//! before others that stayed. Each record says how far the log was on the disk when it was written:
//! where bytes are no record, and no later record says that they had been on the disk, the journal
//! ends. They were never acknowledged, or acknowledged last and spoiled since; nobody can tell
//! which from the journal alone, so the store is asked first. Where it does not have them, they are
//! kept in another directory before they are cut off.
//!
//! **Damage elsewhere** is an error that names the file and the byte, as soon as it is read.

mod extent;
mod look;
mod reader;
mod salvage;
mod scan;
mod seal;
mod sealed;
mod segment;
mod sums;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiceng_domain::Position;

pub(crate) use self::look::Found;
use self::look::{Looked, look, read_file};
pub(crate) use self::reader::JOURNAL;
pub use self::reader::JournalReader;
pub(crate) use self::salvage::Salvage;
pub(crate) use self::seal::{begin_segment, remove_sealed, seal, unsealed_bytes};
pub(crate) use self::sealed::Sealed;
pub use self::segment::FrameAt;
use self::segment::{BEGINNING_BYTES, HEADER_BYTES, Next, Segment};
use crate::durable::{self, sync_dir};
use crate::error::{LogError, io_error};
use crate::frame;

/// A segment that has grown past this is followed by another.
pub(crate) const SEGMENT_BYTES_MAX: u64 = 16 << 20;

const EXTENSION: &str = "journal";

/// So often a reader looks again for a segment that was sealed before it came to it.
const SEALED_MEANWHILE_MAX: u32 = 3;

/// The journal of a log that is open.
pub(crate) struct Journal {
    dir: PathBuf,
    sealed: Arc<Sealed>,
    current: Mutex<Current>,
}

/// The segment that is written to.
struct Current {
    first: Position,
    file: Arc<File>,
    bytes: u64,
}

impl Journal {
    /// Whether there is a journal in a directory.
    pub(crate) fn exists(dir: &Path) -> Result<bool, LogError> {
        Ok(!segments(dir)?.is_empty() || !named_by_position(dir, sealed::EXTENSION)?.is_empty())
    }

    /// Begins an empty journal, behind what is sealed. All before it is on the disk.
    pub(crate) fn create(dir: &Path, first: Position) -> Result<Self, LogError> {
        durable::create_dir_all(dir).map_err(io_error(dir))?;
        let file = new_segment(dir, first).map_err(io_error(dir))?;
        Ok(Self {
            dir: dir.to_owned(),
            sealed: Arc::new(Sealed::open(dir)?),
            current: Mutex::new(Current { first, file: Arc::new(file), bytes: BEGINNING_BYTES as u64 }),
        })
    }

    /// Opens a journal and says what it holds, unless `check` refuses that before anything is
    /// changed. What is torn at its end stays until [`cut_torn_end`](Self::cut_torn_end).
    pub(crate) fn open(
        dir: &Path,
        check: impl FnOnce(&Found) -> Result<(), LogError>,
    ) -> Result<(Self, Found), LogError> {
        let sealed = Arc::new(Sealed::open(dir)?);
        let Looked { found, last, unbegun } = look(dir, sealed.next())?;
        check(&found)?;
        for path in unbegun {
            fs::remove_file(&path).map_err(io_error(&path))?;
        }
        let Some((path, end)) = last else { return Ok((Self::create(dir, found.head)?, found)) };
        let file = File::options().read(true).append(true).open(&path).map_err(io_error(&path))?;
        let first = found.segments.last().copied().unwrap_or_default();
        let current = Mutex::new(Current { first, file: Arc::new(file), bytes: end });
        Ok((Self { dir: dir.to_owned(), sealed, current }, found))
    }

    /// What the journal in a directory holds. It is only read.
    pub(crate) fn found_in(dir: &Path) -> Result<Found, LogError> {
        Ok(look(dir, Sealed::open(dir)?.next())?.found)
    }

    /// What is sealed of it.
    pub(crate) const fn sealed(&self) -> &Arc<Sealed> {
        &self.sealed
    }

    /// Cuts off what is torn at the end, before anything is written behind it.
    pub(crate) fn cut_torn_end(&self) -> Result<(), LogError> {
        let current = self.lock();
        current.file.set_len(current.bytes).and_then(|()| current.file.sync_all()).map_err(io_error(&self.dir))
    }

    /// Writes what is torn at the end into a directory, durably, as a segment of its own.
    pub(crate) fn keep_torn(found: &Found, aside: &Path) -> Result<(), LogError> {
        let Some(torn) = &found.torn else { return Ok(()) };
        let bytes = read_file(&torn.path, found.head)?;
        let bytes = bytes.get(usize::try_from(torn.from).unwrap_or(usize::MAX)..).unwrap_or_default();
        let path = aside.join(file_name(found.head));
        let write = || {
            let mut file = durable::options_in(aside).write(true).create_new(true).open(&path)?;
            file.write_all(&segment::header(found.head))?;
            file.write_all(bytes)?;
            durable::finish(&file, &path)
        };
        write().map_err(io_error(&path))
    }

    /// Moves the segments of a journal that are not sealed into a directory.
    pub(crate) fn set_aside(dir: &Path, aside: &Path) -> Result<(), LogError> {
        for (_, path) in segments(dir)? {
            let name = path.file_name().unwrap_or_default();
            fs::rename(&path, aside.join(name)).map_err(io_error(&path))?;
        }
        sync_dir(aside).and_then(|()| sync_dir(dir)).map_err(io_error(aside))
    }

    /// Writes the frames of one append behind everything else. They are durable after
    /// [`sync`](Self::sync); everything before `durable` is already. Where a new segment begins for
    /// them: what was written before is on the disk then.
    pub(crate) fn append<'a>(
        &self,
        first: Position,
        durable: Position,
        frames: impl Iterator<Item = &'a [u8]>,
    ) -> io::Result<Option<Position>> {
        let record = segment::record(durable, frames)?;
        let mut current = self.lock();
        let mut begun = None;
        if current.bytes >= SEGMENT_BYTES_MAX {
            current.file.sync_data()?;
            let file = Arc::new(new_segment(&self.dir, first)?);
            *current = Current { first, file, bytes: BEGINNING_BYTES as u64 };
            begun = Some(first);
        }
        (&*current.file).write_all(&record)?;
        current.bytes += record.len() as u64;
        Ok(begun)
    }

    /// Where the segment begins that is written to.
    pub(crate) fn segment(&self) -> Position {
        self.lock().first
    }

    /// Notes behind everything else that all before `durable` is on the disk: from then on damage
    /// to the last appends cannot be taken for a torn end.
    pub(crate) fn mark(&self, durable: Position) -> io::Result<()> {
        self.append(durable, durable, std::iter::empty())?;
        self.sync()
    }

    /// Returns when everything that was appended before is on the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        let file = Arc::clone(&self.lock().file);
        file.sync_data()
    }

    /// Hands over every frame that ends behind a position, in order, until `take` fails.
    pub(crate) fn read(
        &self,
        from: Position,
        take: &mut dyn FnMut(FrameAt<'_>) -> Result<(), LogError>,
    ) -> Result<(), LogError> {
        read_until(&self.dir, from, Position(u64::MAX), take)
    }

    /// Hands over every frame that ends behind a position and begins before another, in order,
    /// until `take` has enough.
    pub(crate) fn read_between(&self, from: Position, to: Position, take: &mut Take<'_>) -> Result<(), LogError> {
        read_while(&self.dir, from, to, take)
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes frames, and says when it has enough.
pub(crate) type Take<'t> = dyn FnMut(FrameAt<'_>) -> Result<ControlFlow<()>, LogError> + 't;

/// Hands over every frame of the journal in a directory that ends behind one position and begins
/// before another.
fn read_until(
    dir: &Path,
    from: Position,
    to: Position,
    take: &mut dyn FnMut(FrameAt<'_>) -> Result<(), LogError>,
) -> Result<(), LogError> {
    read_while(dir, from, to, &mut |frame| take(frame).map(ControlFlow::Continue))
}

/// The same, as long as `take` wants more. What is torn at the end of the last segment is passed
/// over.
pub(crate) fn read_while(dir: &Path, from: Position, to: Position, take: &mut Take<'_>) -> Result<(), LogError> {
    let mut from = from;
    for _ in 0..SEALED_MEANWHILE_MAX {
        match read_once(dir, &mut from, to, take) {
            // Another program has sealed it since it was looked for.
            Err(LogError::Io { path, source })
                if source.kind() == io::ErrorKind::NotFound && path.extension().is_some_and(|it| it == EXTENSION) => {}
            read => return read,
        }
    }
    read_once(dir, &mut from, to, take)
}

/// The same; `from` goes on with what was handed over.
fn read_once(dir: &Path, from: &mut Position, to: Position, take: &mut Take<'_>) -> Result<(), LogError> {
    // What is sealed meanwhile is in either of them.
    let paths = segments(dir)?;
    let sealed = Arc::new(Sealed::open(dir)?);
    for frame in sealed.frames(*from) {
        let (first, bytes) = frame?;
        if first >= to {
            return Ok(());
        }
        let next = frame::decode_head(first, &bytes)?.next();
        let flow = take(FrameAt { first, next, bytes: &bytes })?;
        *from = next;
        if flow.is_break() {
            return Ok(());
        }
    }
    // Segments that are sealed as a whole may still be there.
    let reached = sealed.next().max(*from);
    let begins_after = paths.partition_point(|(first, _)| *first <= reached);
    if begins_after == 0
        && let Some((_, path)) = paths.first()
    {
        return Err(damaged(path, 0, reached));
    }
    let mut paths = paths.into_iter().skip(begins_after.saturating_sub(1)).peekable();
    while let Some((first, path)) = paths.next() {
        let bytes = read_file(&path, first)?;
        if segment::first_of(&bytes) != Some(first) {
            return Err(damaged(&path, 0, first));
        }
        let segment = Segment::new(&bytes);
        let mut at = (HEADER_BYTES, first);
        loop {
            // What is torn behind the end is not looked at.
            if at.1 >= to {
                return Ok(());
            }
            match segment.next(at.0) {
                Next::Record(record) => {
                    let frames = segment::frames(record.payload, Some(at.1));
                    for frame in frames.map_err(|_| damaged(&path, at.0, at.1))? {
                        if frame.first >= to {
                            return Ok(());
                        }
                        at.1 = frame.next;
                        if frame.next > *from {
                            let next = frame.next;
                            let flow = take(frame)?;
                            *from = next;
                            if flow.is_break() {
                                return Ok(());
                            }
                        }
                    }
                    at.0 = record.end;
                }
                Next::Broken { then: None, .. } if paths.peek().is_none() => break,
                Next::Broken { at: offset, .. } => return Err(damaged(&path, offset, at.1)),
                Next::End => break,
            }
        }
        if at.1 >= to {
            return Ok(());
        }
        // The next segment goes on where this one ends.
        if let Some((next, path)) = paths.peek()
            && *next != at.1
        {
            return Err(damaged(path, 0, at.1));
        }
    }
    Ok(())
}

/// The segments of a directory that are not sealed, in order.
fn segments(dir: &Path) -> Result<Vec<(Position, PathBuf)>, LogError> {
    named_by_position(dir, EXTENSION)
}

/// The files of a directory that are named by a position and an extension, in order.
fn named_by_position(dir: &Path, extension: &str) -> Result<Vec<(Position, PathBuf)>, LogError> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(io_error(dir)(error)),
    };
    let mut found = Vec::new();
    for entry in entries {
        let path = entry.map_err(io_error(dir))?.path();
        let is_segment = path.extension().is_some_and(|found| found == extension);
        let name = path.file_stem().and_then(|stem| stem.to_str()).and_then(|stem| stem.parse().ok());
        if let (true, Some(first)) = (is_segment, name) {
            found.push((Position(first), path));
        }
    }
    found.sort();
    Ok(found)
}

/// Whether the journal in a directory was made and nothing was ever appended to it; false where its
/// making did not come so far, none where it is more.
pub(crate) fn is_only_begun(dir: &Path) -> Option<bool> {
    let entries = match fs::read_dir(dir) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Some(false),
        Err(_) => return None,
    };
    let mut is_begun = false;
    for entry in entries {
        let entry = entry.ok()?;
        let bytes = entry.metadata().ok().filter(fs::Metadata::is_file)?.len();
        if entry.file_name() != *file_name(Position(0)) || bytes > BEGINNING_BYTES as u64 {
            return None;
        }
        is_begun = bytes == BEGINNING_BYTES as u64;
    }
    Some(is_begun)
}

/// Makes a segment, durably.
fn new_segment(dir: &Path, first: Position) -> io::Result<File> {
    let path = dir.join(file_name(first));
    let mut file = durable::options_in(dir).read(true).append(true).create(true).open(&path)?;
    file.set_len(0)?;
    file.write_all(&segment::beginning(first)?)?;
    durable::finish(&file, &path)?;
    Ok(file)
}

fn file_name(first: Position) -> String {
    format!("{:020}.{EXTENSION}", first.0)
}

fn damaged(path: &Path, offset: usize, position: Position) -> LogError {
    LogError::JournalDamaged { path: path.to_owned(), offset: offset as u64, position }
}
