//! Everything sound out of a log that does not open, or does not verify, into a new one.
//!
//! The damaged directory is only read: its store is opened in a copy, as sled writes when it opens,
//! and its journal is looked through byte by byte. A commit is rescued if either has a sound frame
//! of it. Up to the first commit that neither has, the new log is the old one, byte for byte. What
//! is sound behind that cannot stay at its positions; it is written to files of frames, and, if
//! that is wished, appended at the positions that follow.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiceng_domain::Position;

use super::directory::{self, LogLock, is_of_store};
use super::reached::Noted;
use super::recovery::{is_noted_end, set_aside_in};
use super::store::Store;
use super::{JOURNAL, SledLog, reached};
use crate::commit::NewCommit;
use crate::durable;
use crate::error::{LogError, io_error};
use crate::frame;
use crate::guarded::guarded;
use crate::journal::{Journal, Salvage};
use crate::log::EventLog as _;

/// Frames are appended in batches of about so many bytes.
const BATCH_BYTES: usize = 1 << 20;

/// What became of a log that was rescued.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rescued {
    /// Commits in the new log.
    pub commits: u64,
    /// Where the new log ends.
    pub head: Position,
    /// Positions of which neither store nor journal has a sound commit: from the first up to the
    /// second.
    pub lost: Vec<(Position, Position)>,
    /// Commits that were sound behind something lost.
    pub behind: Vec<Behind>,
    /// Whether something may have stood behind all that is said here: the log was not closed in
    /// order, and its journal, which alone said where it ended, is not there to its end.
    pub is_end_unknown: bool,
    /// Sound commits of the store that are not in the new log: the journal has others at their
    /// positions, or before them, and nobody can say which are right.
    pub left_aside: u64,
    /// What was not sound: a file of the log and a byte, or a position of the store, and what is
    /// wrong; and why something was left aside.
    pub unsound: Vec<String>,
}

/// Commits in order that were sound behind something lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Behind {
    /// Where the first began in the old log.
    pub first: Position,
    /// Where the last ended in the old log.
    pub next: Position,
    /// How many they are.
    pub commits: u64,
    /// The file of their frames, as they were.
    pub path: PathBuf,
    /// Where the first begins in the new log, if they were appended to it.
    pub moved_to: Option<Position>,
}

/// Rescues what is sound in the log in `dir` into a new log in `to`. Frames that lie behind
/// something lost go to files in `behind`; with `close_gaps` they are appended to the new log too,
/// at the positions that follow.
pub fn rescue(dir: &Path, to: &Path, behind: &Path, close_gaps: bool) -> Result<Rescued, LogError> {
    let _claim = LogLock::existing_log(dir)?;
    let log = SledLog::create(to)?;
    let copy = to.join("copy-of-store");
    let mut rescued = Rescued::default();
    let mut sources = Sources::of(dir, &copy, &mut rescued.unsound)?;
    rescued.is_end_unknown = is_end_unknown(dir);
    rescued.left_aside =
        sources.leave_other_store(&mut rescued.unsound)? + sources.leave_behind_end(dir, &mut rescued.unsound);
    for mut run in sources.runs(&mut rescued.lost) {
        if run.first().is_some_and(|(first, _)| *first == Position(0)) {
            run = sources.append(run, &log, &mut rescued.unsound)?;
        }
        let Some(mut part) = sources.write(&run, behind)? else { continue };
        if close_gaps {
            part.moved_to = Some(log.head()?);
            sources.move_up(&run, &log, &mut rescued.unsound)?;
        }
        rescued.behind.push(part);
    }
    drop(sources);
    if copy.exists() {
        fs::remove_dir_all(&copy).map_err(io_error(&copy))?;
    }
    let verified = log.verify()?;
    (rescued.commits, rescued.head) = (verified.commits, Position(verified.events));
    Ok(rescued)
}

/// Whether only the journal said where a log ended, and it does not say it any more.
fn is_end_unknown(dir: &Path) -> bool {
    let (noted, journal) = (Noted::of(dir), dir.join(JOURNAL));
    let found = Journal::found_in(&journal);
    found.map_or(noted.is_written(), |found| noted.check(&journal, &found).is_err())
}

/// Sound commits behind each other: where each begins and ends.
type Run = Vec<(Position, Position)>;

/// What the old log has that is sound.
struct Sources {
    journal: Salvage,
    /// A copy of the store, and where each sound commit in it ends.
    store: Option<(Store, BTreeMap<Position, Position>)>,
}

impl Sources {
    fn of(dir: &Path, copy: &Path, unsound: &mut Vec<String>) -> Result<Self, LogError> {
        let mut journal = Salvage::of(&dir.join(JOURNAL))?;
        journal.reached = journal.reached.max(reached::position(dir));
        unsound.extend(journal.unsound.iter().map(ToString::to_string));
        unsound.extend(journal.unread.iter().cloned());
        let store = match directory::check_store(dir).and_then(|()| copy_store(dir, copy)) {
            Err(error) if is_refused(&error) => return Err(error),
            Err(error) => {
                unsound.push(format!("store: {}", error_with_source(&error)));
                None
            }
            Ok(()) => open_copy(copy, unsound),
        };
        let mut sources = Self { journal, store };
        sources.add_aside(dir)?;
        Ok(sources)
    }

    /// Leaves the store aside from the first position on at which it has another sound commit than
    /// the journal: it may be of another log. How many sound commits it had there.
    fn leave_other_store(&mut self, unsound: &mut Vec<String>) -> Result<u64, LogError> {
        let Self { journal, store } = self;
        let Some((store, sound)) = store else { return Ok(0) };
        let mut differs = None;
        for (first, next) in &*sound {
            let overlapping = journal.frames.range(..*next).next_back().map(|(begins, lies)| (*begins, *lies));
            let Some((begins, lies)) = overlapping.filter(|(_, lies)| lies.next > *first) else { continue };
            let is_same = begins == *first
                && lies.next == *next
                && store
                    .commits
                    .frame_at(*first)?
                    .is_some_and(|frame| journal.frame(lies).is_ok_and(|of| *frame == *of));
            if !is_same {
                differs = Some(*first);
                break;
            }
        }
        let Some(position) = differs else { return Ok(0) };
        let left = sound.split_off(&position).len() as u64;
        unsound.push(format!(
            "store: from position {position} on it has other sound commits than the journal; {left} of it are left aside"
        ));
        Ok(left)
    }

    /// Leaves aside what a store has behind the end at which the log is noted to have been closed,
    /// if its journal is whole up to there: it is of another log. How many sound commits that are.
    fn leave_behind_end(&mut self, dir: &Path, unsound: &mut Vec<String>) -> u64 {
        let Some((_, sound)) = &mut self.store else { return 0 };
        let (noted, journal) = (Noted::of(dir), dir.join(JOURNAL));
        let end = match Journal::found_in(&journal) {
            Ok(found) if found.damage.is_none() && is_noted_end(noted, &found) => found.head,
            // Without a journal the note is all there is.
            _ if Journal::exists(&journal).is_ok_and(|exists| !exists)
                && noted.is_closed_before(sound.values().copied().max().unwrap_or_default()) =>
            {
                noted.position()
            }
            Ok(_) | Err(_) => return 0,
        };
        let Some(behind) = sound.iter().find(|(_, next)| **next > end).map(|(first, _)| *first) else { return 0 };
        let left = sound.split_off(&behind).len() as u64;
        unsound.push(format!(
            "store: the log was closed at position {end}; {left} sound commits that end behind it are left aside"
        ));
        left
    }

    /// Adds what was cut off the journal earlier, where the log has gone on with nothing else
    /// since.
    fn add_aside(&mut self, dir: &Path) -> Result<(), LogError> {
        for aside in set_aside_in(dir)? {
            let mut aside = Salvage::of(&aside)?;
            let stored = self.store.iter().flat_map(|(_, sound)| sound.values().copied());
            let mut head = stored.chain(self.journal.frames.values().map(|lies| lies.next)).max().unwrap_or_default();
            for (first, lies) in aside.frames.clone() {
                let is_next = first == head;
                if !is_next && self.frame(first).ok() != Some(aside.frame(lies)?) {
                    break;
                }
                if is_next {
                    self.journal.add(&aside, first, lies);
                    head = lies.next;
                }
            }
        }
        Ok(())
    }

    /// Commits that follow each other, and what is missing between.
    fn runs(&self, lost: &mut Vec<(Position, Position)>) -> Vec<Run> {
        let stored = self.store.iter().flat_map(|(_, sound)| sound.iter().map(|(first, next)| (*first, *next)));
        let mut all: BTreeMap<Position, Position> = stored.collect();
        all.extend(self.journal.frames.iter().map(|(first, lies)| (*first, lies.next)));
        let mut runs: Vec<Run> = Vec::new();
        let mut reached = Position(0);
        for (first, next) in all {
            if first > reached {
                lost.push((reached, first));
            }
            match runs.last_mut() {
                Some(run) if first == reached => run.push((first, next)),
                _ if first >= reached => runs.push(vec![(first, next)]),
                // It lies within another one, which was there first.
                _ => continue,
            }
            reached = next;
        }
        if reached < self.journal.reached {
            lost.push((reached, self.journal.reached));
        }
        runs
    }

    fn frame(&mut self, first: Position) -> Result<Vec<u8>, LogError> {
        if let Some(lies) = self.journal.frames.get(&first).copied() {
            return self.journal.frame(lies);
        }
        let stored = self.store.as_ref().map(|(store, _)| store.commits.frame_at(first));
        let frame = stored.transpose()?.flatten();
        frame.map(|frame| frame.to_vec()).ok_or(LogError::Gap { expected: first, found: first })
    }

    /// Appends the frames of a run as they are, up to the first that does not follow; what is left
    /// of the run.
    fn append(&mut self, mut run: Run, log: &SledLog, unsound: &mut Vec<String>) -> Result<Run, LogError> {
        let mut appended = 0;
        while appended < run.len() {
            let (mut batch, mut bytes) = (Vec::new(), 0);
            for (first, _) in run.iter().skip(appended) {
                let frame = self.frame(*first)?;
                bytes += frame.len();
                batch.push(frame);
                if bytes >= BATCH_BYTES {
                    break;
                }
            }
            let (count, frames) = (batch.len(), batch.clone());
            if log.append_frames(log.head()?, batch).is_ok() {
                appended += count;
                continue;
            }
            for frame in frames {
                match log.append_frames(log.head()?, vec![frame]) {
                    Ok(_) => appended += 1,
                    Err(error) if is_about_commit(&error) => {
                        unsound.push(format!("position {}: it does not follow: {error}", log.head()?));
                        return Ok(run.split_off(appended));
                    }
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(Run::new())
    }

    /// Appends the commits of a run at the end of the log, but for those that it refuses.
    fn move_up(&mut self, run: &Run, log: &SledLog, unsound: &mut Vec<String>) -> Result<(), LogError> {
        for (first, _) in run {
            let commit = frame::decode(*first, &self.frame(*first)?)?;
            let crate::Commit { id, recorded_at, recorder, approver, command, facts, .. } = commit;
            match log.append(log.head()?, &[NewCommit { id, recorded_at, recorder, approver, command, facts }]) {
                Err(error) if is_about_commit(&error) => {
                    unsound.push(format!("position {first}: it is not appended: {error}"));
                }
                appended => drop(appended?),
            }
        }
        Ok(())
    }

    /// Writes the frames of a run to a file.
    fn write(&mut self, run: &Run, dir: &Path) -> Result<Option<Behind>, LogError> {
        let (Some((first, _)), Some((_, next))) = (run.first(), run.last()) else { return Ok(None) };
        durable::create_dir_all(dir).map_err(io_error(dir))?;
        let path = dir.join(format!("from-{}.frames", first.0));
        let mut file = File::create_new(&path).map(BufWriter::new).map_err(io_error(&path))?;
        for (first, _) in run {
            file.write_all(&self.frame(*first)?).map_err(io_error(&path))?;
        }
        let file = file.into_inner().map_err(|error| io_error(&path)(error.into_error()))?;
        durable::finish(&file, &path).map_err(io_error(&path))?;
        let commits = run.len() as u64;
        Ok(Some(Behind { first: *first, next: *next, commits, path, moved_to: None }))
    }
}

/// Whether a log refuses one commit, and takes others.
const fn is_about_commit(error: &LogError) -> bool {
    matches!(error, LogError::CommitExists { .. } | LogError::RecordedEarlier { .. } | LogError::NoFacts { .. })
}

/// Whether the system does not let this be read or written, which is no damage.
fn is_refused(error: &LogError) -> bool {
    use std::io::ErrorKind as K;
    matches!(
        error,
        LogError::Io { source, .. }
            if matches!(source.kind(), K::PermissionDenied | K::StorageFull | K::QuotaExceeded | K::ReadOnlyFilesystem)
    )
}

fn error_with_source(error: &LogError) -> String {
    let source = std::error::Error::source(error).map(|source| format!(": {source}"));
    format!("{error}{}", source.unwrap_or_default())
}

/// Opens the copy of a store, and finds what is sound in it.
fn open_copy(copy: &Path, unsound: &mut Vec<String>) -> Option<(Store, BTreeMap<Position, Position>)> {
    // sled may panic on what it cannot make sense of.
    let opened = guarded(|| {
        let store = Store::open(copy, false, &Arc::default())?;
        let sound = sound_commits(&store, unsound);
        Ok::<_, LogError>((store, sound))
    });
    match opened {
        Ok(Ok(store)) => Some(store),
        Ok(Err(error)) => {
            unsound.push(format!("store: {error}"));
            None
        }
        Err(_) => {
            unsound.push("store: it panicked when it was read".to_owned());
            None
        }
    }
}

fn copy_store(dir: &Path, to: &Path) -> Result<(), LogError> {
    fs::create_dir_all(to.join("blobs")).map_err(io_error(to))?;
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let entry = entry.map_err(io_error(dir))?;
        if is_of_store(&entry.file_name().to_string_lossy()) && entry.path().is_file() {
            fs::copy(entry.path(), to.join(entry.file_name())).map_err(io_error(&entry.path()))?;
        }
    }
    Ok(())
}

/// Where each sound commit of a store ends.
fn sound_commits(store: &Store, unsound: &mut Vec<String>) -> BTreeMap<Position, Position> {
    let mut sound = BTreeMap::new();
    for frame in store.commits.from(Position(0)) {
        let commit = frame.and_then(|(first, frame)| frame::decode(first, &frame));
        match commit {
            Ok(commit) => drop(sound.insert(commit.first, commit.next())),
            Err(error) => {
                let is_over = matches!(error, LogError::Io { .. } | LogError::Storage { .. });
                unsound.push(format!("store: {error}"));
                if is_over {
                    break;
                }
            }
        }
    }
    sound
}
