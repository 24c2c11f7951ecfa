//! A registry out of its backups.

use std::collections::BTreeSet;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::domain::{PersonId, Position};
use jiceng_core::log::note::NOTE_BYTES_MAX;
use jiceng_core::log::tree::Tree;
use jiceng_core::log::{
    EventLog as _, JournalReader, LogError, LogLock, SledLog, durable, frame, rescue as rescue_log,
};
use jiceng_core::{
    BackupRecord, CopyKind, Error, HeldKeys, KeySource, NamesHeld, NamesInLog, Registry, backups, layout, now,
};
use sha2::{Digest as _, Sha256};

use super::{
    BackupError, BackupFault, CHECKPOINT, End, FORMAT, FRAMES, MANIFEST, Manifest, archive, belongs, beside, content,
    end, failed, read_checkpoint,
};
use crate::forgetting::forget_again;
use crate::frames::{FramesError, next_frame};

/// Frames are appended in batches of about so many bytes.
const BATCH_BYTES: usize = 1 << 20;
/// A manifest is not longer: it has a line or two for each file of keys.
const MANIFEST_BYTES_MAX: u64 = 64 << 20;

/// What was restored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Restored {
    /// The log that was restored.
    pub end: End,
    /// How many events.
    pub events: u64,
    /// How many files of keys.
    pub key_files: usize,
    /// The names, and what the keys are worth for them.
    pub names: NamesHeld,
    /// Where the registry is now that was there before.
    pub replaced: Option<PathBuf>,
    /// Persons whose names the registry that was replaced had forgotten and the backups had not:
    /// they are forgotten again.
    pub forgotten: Vec<PersonId>,
    /// Whether a registry was replaced that could not be asked of all names whether it had
    /// forgotten them.
    pub is_unasked: bool,
    /// How many names the registry that was replaced had forgotten of persons whom it registered
    /// otherwise than this one: who has an identifier there may be somebody else here, and nobody
    /// is forgotten.
    pub unrelated: usize,
    /// How many checkpoints were in the backups, all of them of this log. Their signatures are for
    /// whoever has the key to verify.
    pub checkpoints: usize,
}

/// What is asked of restoring.
#[derive(Clone, Debug, Default)]
pub struct RestoreOptions {
    /// Move a registry that is there aside.
    pub replace: bool,
    /// Where the registry key is, so that the names are tried.
    pub key: KeySource,
    /// Replace a registry that cannot say whose names it has forgotten, or not of all: those that
    /// the backup still has come back.
    pub names_may_return: bool,
    /// Believe the clock however far it stands behind the last recording: names that were forgotten
    /// since are forgotten again under it.
    pub clock_is_right: bool,
}

/// Restores a registry into a directory from a whole backup and those that go on from it, in their
/// order. Everything is checked in a directory beside it first. A registry that is there is moved
/// aside if `replace` is set, and else in the way.
pub fn restore(backups: &[PathBuf], to: &Path, replace: bool) -> Result<Restored, BackupError> {
    restore_with(backups, to, &RestoreOptions { replace, ..RestoreOptions::default() })
}

/// The same, and tries the names with the registry key.
pub fn restore_with(backups: &[PathBuf], to: &Path, options: &RestoreOptions) -> Result<Restored, BackupError> {
    let is_there = fs::symlink_metadata(to).is_ok();
    if is_there && !options.replace {
        return Err(BackupError::Exists { path: to.to_owned() });
    }
    let to = &if is_there { fs::canonicalize(to).map_err(failed(to, "read"))? } else { to.to_owned() };
    let old = is_there.then(|| Old::claim(to)).transpose()?;
    if old.as_ref().is_some_and(|old| !old.is_asked) && !options.names_may_return {
        return Err(BackupError::NotAsked { path: to.clone() });
    }
    let building = make_building(to)?;
    let aside = beside(to, "replaced");
    let built = identity(&building).map_err(failed(&building, "read"))?;
    let made = build(backups, &building, &options.key).and_then(|mut restored| {
        if let Some(old) = &old {
            old.carry_over(&building, &aside, &mut restored, options)?;
        }
        restored.names = Registry::open_with(&building, &options.key, &mut |_| {})?.names_opened()?;
        put_in_place(&building, to, old.is_some().then_some(&*aside))?;
        restored.replaced = old.is_some().then_some(aside);
        Ok(restored)
    });
    // Not what was replaced, where that has the name by now. What failed is told.
    if made.is_err() && identity(&building).is_ok_and(|found| found == built) {
        let _ = fs::remove_dir_all(&building);
    }
    made
}

/// Reads whose names a log has, and has forgotten, and the digest of its first commit.
fn read_names(log: &Path, names: &mut NamesInLog, origin: &mut Option<FileDigest>) -> Result<(), LogError> {
    JournalReader::open(log)?.read(Position(0), &mut |frame| {
        if frame.first == Position(0) {
            *origin = Some(FileDigest(Sha256::digest(frame.bytes).into()));
        }
        names.take(frame::decode(frame.first, frame.bytes)?);
        Ok(())
    })
}

/// What is sound of a log that does not open.
struct Salvaged {
    /// The directory in which it lies.
    dir: PathBuf,
    /// Whether it still begins as that log did.
    has_beginning: bool,
    /// Whether nothing is wrong with it, and something else is why it does not open.
    is_whole: bool,
}

/// None where there is no log. What could not be read now may be read the next time: then nothing
/// is replaced.
fn salvage(log: &Path, to: &Path) -> Result<Option<Salvaged>, LogError> {
    let rescued = match rescue_log(log, to, &to.join("behind"), true) {
        Err(LogError::NotALog { .. }) => return Ok(None),
        rescued => rescued?,
    };
    let has_beginning = rescued.lost.iter().all(|(first, _)| *first > Position(0));
    let is_whole = rescued.lost.is_empty()
        && rescued.behind.is_empty()
        && rescued.unsound.is_empty()
        && rescued.left_aside == 0
        && !rescued.is_end_unknown;
    Ok(Some(Salvaged { dir: to.to_owned(), has_beginning, is_whole }))
}

/// Whether nothing in a directory is of a registry, so that nobody can have been forgotten there.
fn is_no_registry(dir: &Path) -> Result<bool, BackupError> {
    for part in ["log", "keys", "registry.key", "registry.key.new", "snapshots", "backups.jsonl"] {
        match fs::symlink_metadata(dir.join(part)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(failed(&dir.join(part), "read")(error)),
            Ok(_) => return Ok(false),
        }
    }
    Ok(true)
}

/// What tells a directory from another that gets its name; where there are no such numbers, none is
/// exchanged for another either.
fn identity(path: &Path) -> io::Result<(u64, u64)> {
    let found = fs::metadata(path)?;
    #[cfg(unix)]
    let identity = (std::os::unix::fs::MetadataExt::dev(&found), std::os::unix::fs::MetadataExt::ino(&found));
    #[cfg(not(unix))]
    let identity = (found.len(), 0);
    Ok(identity)
}

/// Whether there is a directory, or a link to one; an error where that cannot be seen.
fn is_directory(path: &Path) -> Result<bool, BackupError> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => Ok(path.is_dir()),
        Ok(found) => Ok(found.is_dir()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(failed(path, "read")(error)),
    }
}

/// A directory beside the registry's, for its owner alone.
pub(crate) fn make_building(to: &Path) -> Result<PathBuf, BackupError> {
    if let Some(parent) = to.parent() {
        durable::create_dir_all(parent).map_err(failed(parent, "create"))?;
    }
    let building = beside(to, "restoring");
    fs::create_dir(&building).map_err(failed(&building, "create"))?;
    layout::make_for_owner(&building)?;
    Ok(building)
}

/// Puts what was built in the place of what is there, in one step where the system can. If it
/// fails, the one or the other is in the place, and neither is gone.
fn put_in_place(building: &Path, to: &Path, aside: Option<&Path>) -> Result<(), BackupError> {
    let renamed = failed(to, "rename");
    let Some(aside) = aside else { return layout::rename_new(building, to).map_err(renamed) };
    match layout::exchange(building, to) {
        // A kill before this one leaves the old registry under the name `.restoring-N`.
        Ok(()) => layout::rename_new(building, aside).map_err(renamed),
        Err(error) if error.kind() == io::ErrorKind::Unsupported => {
            // Whoever looks for the registry meanwhile is told where it is.
            let moved = layout::rename_new(to, aside).and_then(|()| layout::rename_new(building, to));
            moved.map_err(|error| {
                let _ = layout::rename_new(aside, to); // not where something is in the place
                renamed(error)
            })
        }
        Err(error) => Err(renamed(error)),
    }
}

/// The registry that is to be replaced. Nobody opens it, or copies or changes its keys, until it is
/// moved.
struct Old {
    dir: PathBuf,
    /// Whose names it has, and has forgotten.
    names: NamesInLog,
    /// The digest of its first commit; none where it has none, or that is lost.
    origin: Option<FileDigest>,
    /// Whether it could be asked that.
    is_asked: bool,
    _claim: Option<LogLock>,
    _keys: Option<HeldKeys>,
}

impl Old {
    fn claim(dir: &Path) -> Result<Self, BackupError> {
        let log = layout::log_dir(dir);
        // Opening mends it first, so that its journal says all.
        let opened = Registry::open(dir).map(drop);
        // One that was only begun has forgotten nothing.
        let is_begun = matches!(opened, Err(Error::InitCutShort { .. }));
        let is_sound = opened.is_ok();
        let is_nothing = !is_sound && is_no_registry(dir)?;
        let salvaged = match opened {
            Err(Error::Log(error @ LogError::InUse { .. })) => return Err(error.into()),
            Err(_) if !is_begun && is_directory(&log)? => salvage(&log, &beside(dir, "restoring"))?,
            Ok(()) | Err(_) => None, // it is sound, or there is none
        };
        let claim = match LogLock::of(&log) {
            Ok(claim) => Some(claim),
            Err(error @ LogError::InUse { .. }) => return Err(error.into()),
            Err(_) => None, // there is no log
        };
        let keys = is_directory(&dir.join("keys"))?.then(|| HeldKeys::alone(dir)).transpose()?;
        let (mut names, mut origin) = (NamesInLog::default(), None);
        if is_sound {
            read_names(&log, &mut names, &mut origin)?;
        }
        if let Some(Salvaged { dir, has_beginning, .. }) = &salvaged {
            let read = read_names(dir, &mut names, &mut origin);
            fs::remove_dir_all(dir).map_err(failed(dir, "remove"))?;
            read?;
            origin = origin.filter(|_| *has_beginning);
        }
        // What is not sound may have had more of them.
        let is_whole = salvaged.is_some_and(|salvaged| salvaged.is_whole);
        let is_asked = is_sound || is_begun || is_nothing || is_whole;
        Ok(Self { dir: dir.to_owned(), names, origin, is_asked, _claim: claim, _keys: keys })
    }

    /// Whom of another registry it has forgotten, and how many others with the same identifiers.
    /// Two copies of one registry may have gone different ways: who was registered once, before
    /// that, is the same person in both. Where a registration is lost, the first commits tell, or
    /// nobody can.
    fn forgotten_in(&self, other: &Path) -> Result<(BTreeSet<PersonId>, usize), BackupError> {
        let (mut names, mut origin) = (NamesInLog::default(), None);
        read_names(&layout::log_dir(other), &mut names, &mut origin)?;
        let is_related = self.origin.is_none() || origin.is_none() || self.origin == origin;
        let is_same = |person: &PersonId| match self.names.registered(person) {
            [] => is_related,
            known => known.iter().any(|name| names.registered(person).contains(name)),
        };
        let (same, others): (BTreeSet<_>, BTreeSet<_>) = self.names.erased().into_iter().partition(is_same);
        Ok((same, others.iter().filter(|person| names.is_named(person)).count()))
    }

    /// Brings along what it knows beside its log: which copies were made, and whose names were
    /// forgotten since.
    fn carry_over(
        &self,
        new: &Path,
        aside: &Path,
        restored: &mut Restored,
        options: &RestoreOptions,
    ) -> Result<(), BackupError> {
        layout::take_readers(&self.dir, new)?;
        backups::bring_along(&self.dir, new)?;
        let (made_at, position) = (now(), restored.end.position);
        let record =
            BackupRecord { path: aside.to_owned(), made_at, position, kind: CopyKind::Directory, of_this_log: false };
        backups::append(new, &record)?;
        restored.is_unasked = !self.is_asked;
        let (forgotten, unrelated) = self.forgotten_in(new)?;
        restored.unrelated = unrelated;
        let new = Registry::open_with(new, &options.key, &mut |_| {})?;
        if options.clock_is_right {
            new.trust_clock();
        }
        restored.forgotten = forget_again(&new, &forgotten, "jiceng restore")?;
        Ok(())
    }
}

fn build(backups: &[PathBuf], dir: &Path, key: &KeySource) -> Result<Restored, BackupError> {
    layout::make_for_owner(&layout::log_dir(dir))?;
    let log = SledLog::create(layout::log_dir(dir))?;
    let mut building = Building {
        log,
        tree: Tree::new(),
        end: end(Position(0), &Tree::new()),
        keys: Vec::new(),
        keys_up_to: Position(0),
        checkpoints: Vec::new(),
    };
    for path in backups {
        building.take(path)?;
    }
    let Building { log, end, keys, keys_up_to, checkpoints, .. } = building;
    for note in &checkpoints {
        let checkpoint = read_checkpoint(note)?;
        let root = (checkpoint.commits <= end.commits).then(|| log.tree_head_of(checkpoint.commits));
        belongs(&checkpoint, root.transpose()?.map(|head| head.root), end.commits)?;
    }
    let events = log.verify()?.events;
    drop(log);
    for (name, bytes) in &keys {
        layout::write_key_file(dir, name, bytes)?;
    }
    if keys_up_to < end.position {
        layout::note_without_keys(dir, keys_up_to, end.position)?;
    }
    layout::begin_keys(dir, key)?;
    // It opens, and everything derived comes out.
    drop(Registry::open_with(dir, key, &mut |_| {})?);
    Ok(Restored {
        end,
        events,
        key_files: keys.len(),
        names: NamesHeld::default(),
        replaced: None,
        forgotten: Vec::new(),
        is_unasked: false,
        unrelated: 0,
        checkpoints: checkpoints.len(),
    })
}

struct Building {
    log: SledLog,
    tree: Tree,
    end: End,
    /// The keys of the last backup that has some.
    keys: Vec<(String, Vec<u8>)>,
    /// Where that backup ends: names behind it have no keys here.
    keys_up_to: Position,
    checkpoints: Vec<Vec<u8>>,
}

impl Building {
    fn take(&mut self, path: &Path) -> Result<(), BackupError> {
        let not_a_backup = |fault| BackupError::NotABackup { path: path.to_owned(), fault };
        let differs = |what: &str| BackupError::Differs { path: path.to_owned(), what: what.to_owned() };
        let mut manifest: Option<Manifest> = None;
        let (mut has_frames, mut has_checkpoint) = (false, false);
        let mut keys = Vec::new();
        archive::read(path, &mut |name, file| {
            match (name, &manifest) {
                (MANIFEST, None) => {
                    let read = small(path, file, MANIFEST_BYTES_MAX)?.ok_or_else(|| differs(MANIFEST))?;
                    let found: Manifest = serde_json::from_slice(&read)
                        .map_err(|error| not_a_backup(BackupFault::Manifest(error.to_string())))?;
                    if found.format != FORMAT {
                        return Err(not_a_backup(BackupFault::Format(found.format)));
                    }
                    if let Some(key) = found.keys.iter().find(|key| !layout::is_key_file(&key.name)) {
                        return Err(differs(&key.name));
                    }
                    self.follows(path, &found)?;
                    manifest = Some(found);
                }
                (_, None) => return Err(not_a_backup(BackupFault::NoManifest)),
                (CHECKPOINT, _) if !has_checkpoint => {
                    has_checkpoint = true;
                    let note = small(path, file, NOTE_BYTES_MAX as u64)?;
                    self.checkpoints.push(note.ok_or_else(|| differs(CHECKPOINT))?);
                }
                (FRAMES, Some(manifest)) if !has_frames => {
                    has_frames = true;
                    self.append(path, manifest, file)?;
                }
                (name, Some(manifest)) => {
                    let stated = manifest.keys.iter().find(|key| key.name == name);
                    let stated = stated.ok_or_else(|| differs(name))?;
                    let bytes = small(path, file, stated.content.bytes)?.ok_or_else(|| differs(name))?;
                    if content(&bytes) != stated.content || keys.iter().any(|(known, _)| known == name) {
                        return Err(differs(name));
                    }
                    keys.push((stated.name.clone(), bytes));
                }
            }
            Ok(())
        })?;
        let manifest = manifest.ok_or_else(|| not_a_backup(BackupFault::NoManifest))?;
        if !has_frames {
            return Err(differs(FRAMES));
        }
        if keys.len() != manifest.keys.len() {
            return Err(differs("keys"));
        }
        if !keys.is_empty() {
            self.keys = keys;
            self.keys_up_to = self.end.position;
        }
        Ok(())
    }

    fn follows(&self, path: &Path, manifest: &Manifest) -> Result<(), BackupError> {
        if manifest.from == self.end {
            return Ok(());
        }
        let (expected, found) = (self.end.position, manifest.from.position);
        Err(BackupError::DoesNotFollow { path: path.to_owned(), expected, found })
    }

    fn append(&mut self, path: &Path, manifest: &Manifest, file: &mut dyn Read) -> Result<(), BackupError> {
        let differs = || BackupError::Differs { path: path.to_owned(), what: FRAMES.to_owned() };
        let mut offset = 0;
        let mut sha256 = Sha256::new();
        let (mut batch, mut bytes) = (Vec::new(), 0);
        loop {
            let frame = next_frame(file, offset).map_err(|error| match error {
                FramesError::Io(source) => failed(path, "read")(source),
                FramesError::Log(error) => BackupError::Log(error),
                FramesError::Registry(_)
                | FramesError::NotAFrame { .. }
                | FramesError::BeyondTheLog { .. }
                | FramesError::Torn { .. } => differs(),
            })?;
            let is_over = frame.is_none();
            if let Some(frame) = frame {
                offset += frame.len() as u64;
                bytes += frame.len();
                sha256.update(&frame);
                self.tree.push(&frame);
                batch.push(frame);
            }
            if is_over || bytes >= BATCH_BYTES {
                self.log.append_frames(self.log.head()?, std::mem::take(&mut batch))?;
                bytes = 0;
            }
            if is_over {
                break;
            }
        }
        self.end = end(self.log.head()?, &self.tree);
        let is_whole =
            offset == manifest.frames.bytes && FileDigest(sha256.finalize().into()) == manifest.frames.sha256;
        if is_whole && self.end == manifest.to { Ok(()) } else { Err(differs()) }
    }
}

/// A file of the archive that has at most so many bytes; none if it has more.
fn small(path: &Path, file: &mut dyn Read, bytes_max: u64) -> Result<Option<Vec<u8>>, BackupError> {
    let mut bytes = Vec::new();
    file.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes).map_err(failed(path, "read"))?;
    Ok((bytes.len() as u64 <= bytes_max).then_some(bytes))
}
