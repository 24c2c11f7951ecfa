//! A registry out of its backups.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::domain::person::PersonErased;
use jiceng_core::domain::{Command, PartialDate, PersonId, Position, Recorder, Wish};
use jiceng_core::log::note::NOTE_BYTES_MAX;
use jiceng_core::log::tree::Tree;
use jiceng_core::log::{EventLog as _, SledLog, durable};
use jiceng_core::{Error, NameShown, Question, Registry, Request, backups, layout, today};
use sha2::{Digest as _, Sha256};

use super::{
    BackupError, BackupFault, CHECKPOINT, End, FORMAT, FRAMES, MANIFEST, Manifest, archive, belongs, beside, content,
    end, failed, read_checkpoint,
};
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
    /// Where the registry is now that was there before.
    pub replaced: Option<PathBuf>,
    /// Persons whose names the registry that was replaced had forgotten and the backups had not: they are forgotten
    /// again.
    pub forgotten: Vec<PersonId>,
    /// Whether a registry was replaced that could not be asked what it had forgotten.
    pub is_unasked: bool,
    /// How many checkpoints were in the backups, all of them of this log. Their signatures are for whoever has the
    /// key to verify.
    pub checkpoints: usize,
}

/// Restores a registry into a directory from a whole backup and those that go on from it, in their order. Everything is
/// checked in a directory beside it first. A registry that is there is moved aside if `replace` is set, and else in the way.
pub fn restore(backups: &[PathBuf], to: &Path, replace: bool) -> Result<Restored, BackupError> {
    if to.exists() && !replace {
        return Err(BackupError::Exists { path: to.to_owned() });
    }
    let building = beside(to, "restoring");
    durable::create_dir_all(&building).map_err(failed(&building, "create"))?;
    let restored = build(backups, &building).and_then(|mut restored| {
        if to.exists() {
            carry_over(to, &building, &mut restored)?;
        }
        let replaced = to.exists().then(|| beside(to, "replaced"));
        if let Some(aside) = &replaced {
            fs::rename(to, aside).map_err(failed(to, "rename"))?;
        }
        fs::rename(&building, to).map_err(failed(to, "rename"))?;
        super::sync_parent(to)?;
        restored.replaced = replaced;
        Ok(restored)
    });
    if restored.is_err() && building.exists() {
        fs::remove_dir_all(&building).map_err(failed(&building, "remove"))?;
    }
    restored
}

/// Brings along what a registry knows beside its log: which backups were made, and whose names were forgotten since.
fn carry_over(old: &Path, new: &Path, restored: &mut Restored) -> Result<(), BackupError> {
    backups::bring_along(old, new)?;
    let Ok(old) = Registry::open(old) else {
        restored.is_unasked = true;
        return Ok(());
    };
    let Ok(recorder) = Recorder::parse("jiceng restore") else { return Ok(()) };
    let new = Registry::open(new)?;
    for person in erased(&old)? {
        let shown = new.view(Question::default())?.person(&person)?;
        if matches!(shown, NameShown::Unknown | NameShown::Erased) {
            continue;
        }
        let erasure = PersonErased { person: person.clone(), reason: None };
        let effective = PartialDate::Day(today());
        let wish = Wish { effective, evidence: Vec::new(), command: Command::Record(erasure.into()) };
        new.record(&Request::new(recorder.clone(), wish))?;
        restored.forgotten.push(person);
    }
    Ok(())
}

fn erased(registry: &Registry) -> Result<Vec<PersonId>, Error> {
    let view = registry.view(Question::default())?;
    let persons = view.facts().persons.iter().map(|(person, _)| person.clone());
    let is_erased = |person: &PersonId| view.person(person).map(|shown| shown == NameShown::Erased);
    persons.filter_map(|person| is_erased(&person).map(|is| is.then_some(person)).transpose()).collect()
}

fn build(backups: &[PathBuf], dir: &Path) -> Result<Restored, BackupError> {
    let log = SledLog::create(layout::log_dir(dir))?;
    let mut building = Building {
        log,
        tree: Tree::new(),
        end: end(Position(0), &Tree::new()),
        keys: Vec::new(),
        checkpoints: Vec::new(),
    };
    for path in backups {
        building.take(path)?;
    }
    let Building { log, end, keys, checkpoints, .. } = building;
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
    // It opens, and everything derived comes out.
    drop(Registry::open(dir)?);
    Ok(Restored {
        end,
        events,
        key_files: keys.len(),
        replaced: None,
        forgotten: Vec::new(),
        is_unasked: false,
        checkpoints: checkpoints.len(),
    })
}

struct Building {
    log: SledLog,
    tree: Tree,
    end: End,
    /// The keys of the last backup that has some.
    keys: Vec<(String, Vec<u8>)>,
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
