//! The journal: every append, in order, in files that are only ever written at their end.
//!
//! It is what an append's durability rests on: one write and one fdatasync. The store beside it is told
//! everything at once too, and is caught up from here when it comes back shorter, or rebuilt when it
//! cannot be read.
//!
//! **Format.** Segments in a directory, each named by the position of its first event, twenty digits and
//! `.journal`; `segment` says what is in one. A new one begins when the last has grown past
//! [`SEGMENT_BYTES_MAX`].
//!
//! **Sealing.** Old commits move into sealed segments beside them ([`sealed`]), from position 0 up to where the last
//! of those ends; what a segment that is not sealed holds before that is passed over, and such segments go.
//!
//! **A torn end.** A power cut may take any of the records that were not yet synced, also one before others
//! that stayed. Each record says how far the log was on the disk when it was written: where bytes are no
//! record, and no later record says that they had been on the disk, the journal ends. They were never
//! acknowledged, or acknowledged last and spoiled since; nobody can tell which from the journal alone, so
//! the store is asked first, and only then they are cut off.
//!
//! **Damage elsewhere** is an error that names the file and the byte, as soon as it is read.

mod reader;
mod salvage;
mod seal;
mod sealed;
mod segment;

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiceng_domain::Position;

pub(crate) use self::reader::JOURNAL;
pub use self::reader::JournalReader;
pub(crate) use self::salvage::Salvage;
pub(crate) use self::seal::{begin_segment, remove_sealed, seal, unsealed_bytes};
pub(crate) use self::sealed::Sealed;
pub use self::segment::FrameAt;
use self::segment::{HEADER_BYTES, Next};
use crate::error::LogError;
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
    file: Arc<File>,
    bytes: u64,
}

/// What a journal was found to hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The position after the last event in it.
    pub(crate) head: Position,
    /// Bytes behind it that are no record.
    pub(crate) torn_bytes: u64,
    /// The first damage before it in the last segment: the file, the byte, and the position expected there.
    pub(crate) damage: Option<(PathBuf, u64, Position)>,
}

/// How far a segment reaches.
struct Extent {
    /// Where its last sound record ends.
    end: usize,
    /// The position after it.
    head: Position,
    /// Where bytes that are no record stand before a sound one, and the position expected there.
    damage: Option<(usize, Position)>,
}

impl Journal {
    /// Whether there is a journal in a directory.
    pub(crate) fn exists(dir: &Path) -> Result<bool, LogError> {
        Ok(!segments(dir)?.is_empty() || !named_by_position(dir, sealed::EXTENSION)?.is_empty())
    }

    /// Begins an empty journal, behind what is sealed.
    pub(crate) fn create(dir: &Path, first: Position) -> Result<Self, LogError> {
        fs::create_dir_all(dir).map_err(io_error(dir))?;
        let file = new_segment(dir, first).map_err(io_error(dir))?;
        Ok(Self {
            dir: dir.to_owned(),
            sealed: Arc::new(Sealed::open(dir)?),
            current: Mutex::new(Current { file: Arc::new(file), bytes: HEADER_BYTES as u64 }),
        })
    }

    /// Opens a journal and says what it holds. What is torn at its end stays until
    /// [`cut_torn_end`](Self::cut_torn_end).
    pub(crate) fn open(dir: &Path) -> Result<(Self, Found), LogError> {
        let mut paths = segments(dir)?;
        let mut unbegun_bytes = 0;
        let sealed = Arc::new(Sealed::open(dir)?);
        loop {
            let Some((first, path)) = paths.pop() else {
                if sealed.next() == Position(0) {
                    return Err(LogError::NotALog { dir: dir.to_owned() });
                }
                let found = Found { head: sealed.next(), torn_bytes: 0, damage: None };
                return Ok((Self::create(dir, found.head)?, found));
            };
            let bytes = fs::read(&path).map_err(io_error(&path))?;
            // Begun, and nothing was acknowledged in it.
            let is_unbegun = segment::first_of(&bytes) != Some(first) && !segment::has_record(&bytes);
            if is_unbegun && paths.is_empty() {
                let found = Found { head: first, torn_bytes: bytes.len() as u64, damage: None };
                return Ok((Self::create(dir, first)?, found));
            }
            if is_unbegun {
                unbegun_bytes += bytes.len() as u64;
                fs::remove_file(&path).map_err(io_error(&path))?;
                continue;
            }
            let Extent { end, head, damage } = extent(&bytes, first);
            let file = File::options().read(true).append(true).open(&path).map_err(io_error(&path))?;
            let damage = damage.map(|(offset, position)| (path.clone(), offset as u64, position));
            let found = Found { head, torn_bytes: unbegun_bytes + bytes.len().saturating_sub(end) as u64, damage };
            let current = Mutex::new(Current { file: Arc::new(file), bytes: end as u64 });
            return Ok((Self { dir: dir.to_owned(), sealed, current }, found));
        }
    }

    /// Where the journal in a directory ends. It is only read.
    fn head_of(dir: &Path) -> Result<Position, LogError> {
        for (first, path) in segments(dir)?.into_iter().rev() {
            let bytes = fs::read(&path).map_err(io_error(&path))?;
            if segment::first_of(&bytes) != Some(first) && !segment::has_record(&bytes) {
                continue;
            }
            let Extent { head, damage, .. } = extent(&bytes, first);
            return damage.map_or(Ok(head), |(offset, position)| Err(damaged(&path, offset, position)));
        }
        Ok(Sealed::open(dir)?.next())
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

    /// Moves the segments of a journal that are not sealed into a directory.
    pub(crate) fn set_aside(dir: &Path, aside: &Path) -> Result<(), LogError> {
        for (_, path) in segments(dir)? {
            let name = path.file_name().unwrap_or_default();
            fs::rename(&path, aside.join(name)).map_err(io_error(&path))?;
        }
        Ok(())
    }

    /// Writes the frames of one append behind everything else. They are durable after [`sync`](Self::sync);
    /// everything before `durable` is already.
    pub(crate) fn append<'a>(
        &self,
        first: Position,
        durable: Position,
        frames: impl Iterator<Item = &'a [u8]>,
    ) -> io::Result<()> {
        let record = segment::record(durable, frames)?;
        let mut current = self.lock();
        if current.bytes >= SEGMENT_BYTES_MAX {
            current.file.sync_data()?;
            *current = Current { file: Arc::new(new_segment(&self.dir, first)?), bytes: HEADER_BYTES as u64 };
        }
        (&*current.file).write_all(&record)?;
        current.bytes += record.len() as u64;
        Ok(())
    }

    /// Notes behind everything else that all before `durable` is on the disk: from then on damage to the last appends
    /// cannot be taken for a torn end.
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

    /// Hands over every frame that ends behind a position and begins before another, in order, until `take` has enough.
    pub(crate) fn read_between(&self, from: Position, to: Position, take: &mut Take<'_>) -> Result<(), LogError> {
        read_while(&self.dir, from, to, take)
    }

    fn lock(&self) -> MutexGuard<'_, Current> {
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Takes frames, and says when it has enough.
type Take<'t> = dyn FnMut(FrameAt<'_>) -> Result<ControlFlow<()>, LogError> + 't;

/// Hands over every frame of the journal in a directory that ends behind one position and begins before another.
fn read_until(
    dir: &Path,
    from: Position,
    to: Position,
    take: &mut dyn FnMut(FrameAt<'_>) -> Result<(), LogError>,
) -> Result<(), LogError> {
    read_while(dir, from, to, &mut |frame| take(frame).map(ControlFlow::Continue))
}

/// The same, as long as `take` wants more. What is torn at the end of the last segment is passed over.
fn read_while(dir: &Path, from: Position, to: Position, take: &mut Take<'_>) -> Result<(), LogError> {
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
        && let Some((first, path)) = paths.first()
        && sealed.next() > Position(0)
    {
        return Err(damaged(path, 0, sealed.next().min(*first)));
    }
    let mut paths = paths.into_iter().skip(begins_after.saturating_sub(1)).peekable();
    while let Some((first, path)) = paths.next() {
        let bytes = fs::read(&path).map_err(io_error(&path))?;
        if segment::first_of(&bytes) != Some(first) {
            return Err(damaged(&path, 0, first));
        }
        let mut at = (HEADER_BYTES, first);
        loop {
            match segment::next(&bytes, at.0) {
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

/// Finds how far a segment reaches, over damages too.
fn extent(bytes: &[u8], first: Position) -> Extent {
    let is_begun = segment::first_of(bytes) == Some(first);
    let mut sound = Extent { end: HEADER_BYTES, head: first, damage: (!is_begun).then_some((0, first)) };
    // What was read since the first bytes that are no record, as long as no record says that they were one.
    let mut doubtful: Option<Extent> = None;
    loop {
        let reached = doubtful.as_ref().unwrap_or(&sound);
        let (at, record) = match segment::next(bytes, reached.end) {
            Next::Record(record) => (None, record),
            Next::Broken { at, then: Some(record) } => (Some(at), record),
            Next::Broken { then: None, .. } | Next::End => return sound,
        };
        let in_order = segment::frames(record.payload, Some(reached.head));
        let broken_at = at.or_else(|| in_order.is_err().then_some(reached.end));
        let frames = in_order.or_else(|_| segment::frames(record.payload, None));
        let next = frames.ok().and_then(|frames| frames.last().map(|frame| frame.next)).unwrap_or_default();
        let damage = reached.damage.or(broken_at.map(|at| (at, reached.head)));
        let reached = Extent { end: record.end, head: reached.head.max(next), damage };
        if record.durable > sound.head || damage == sound.damage {
            (sound, doubtful) = (reached, None);
        } else {
            doubtful = Some(reached);
        }
    }
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

/// Makes a segment, durably.
fn new_segment(dir: &Path, first: Position) -> io::Result<File> {
    let path = dir.join(format!("{:020}.{EXTENSION}", first.0));
    let mut file = File::options().read(true).append(true).create(true).open(path)?;
    file.set_len(0)?;
    file.write_all(&segment::header(first))?;
    file.sync_all()?;
    if cfg!(unix) {
        File::open(dir)?.sync_all()?;
    }
    Ok(file)
}

fn damaged(path: &Path, offset: usize, position: Position) -> LogError {
    LogError::JournalDamaged { path: path.to_owned(), offset: offset as u64, position }
}

fn io_error(path: &Path) -> impl Fn(io::Error) -> LogError {
    let path = path.to_owned();
    move |source| LogError::Io { path: path.clone(), source }
}
