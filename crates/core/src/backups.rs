//! The copies of a registry that this program made: a list in its directory, `backups.jsonl`, one JSON object a line, and what it may
//! have left beside.
//!
//! Whoever erases a name is told which of them may still hold its key. The list is a help, not a proof: copies that were made
//! otherwise are not on it. A backup is on it before its keys are written.

use std::collections::BTreeSet;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use jiceng_domain::{PersonId, Position};
use jiceng_log::bounded;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::names::{KeyCopy, KeySource, files};

/// The list is not longer.
const LIST_BYTES_MAX: u64 = 64 << 20;

/// A copy that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BackupRecord {
    /// Where it was written.
    pub path: PathBuf,
    /// When (UTC).
    pub made_at: Timestamp,
    /// The end of the log that is in it: it holds what lies before this position.
    pub position: Position,
    /// What it is.
    #[serde(default, skip_serializing_if = "CopyKind::is_backup")]
    pub kind: CopyKind,
    /// Whether it was made of the log that lies beside the list, which therefore reaches as far. A list that came along with a
    /// restored or rescued registry speaks of another one.
    #[serde(default)]
    pub of_this_log: bool,
}

/// What a copy is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyKind {
    /// A backup in one file.
    #[default]
    Backup,
    /// The directory of a registry: one that was replaced, or one out of which this one was rescued.
    Directory,
}

impl CopyKind {
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for it")]
    fn is_backup(&self) -> bool {
        *self == Self::Backup
    }
}

/// The copies that were made of the registry in a directory, in their order. A line that is no record, such as one
/// that a crash tore, is passed over; fields that this program does not know are too.
pub fn list(dir: &Path) -> Result<Vec<BackupRecord>, Error> {
    let path = file(dir);
    match bounded::read(&path, LIST_BYTES_MAX) {
        Ok(bytes) => {
            Ok(bytes.split(|byte| *byte == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect())
        }
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(Vec::new()),
        Err(source) => Err(Error::Io { action: "read", path, source }),
    }
}

/// Adds a copy to the list of the registry in a directory, durably on return.
pub fn append(dir: &Path, backup: &BackupRecord) -> Result<(), Error> {
    let path = file(dir);
    let write = || {
        let mut file = files::options().append(true).create(true).open(&path)?;
        // A line of its own, whatever a crash left before it.
        let mut line = b"\n".to_vec();
        serde_json::to_writer(&mut line, backup).map_err(std::io::Error::from)?;
        line.push(b'\n');
        file.write_all(&line)?;
        file.sync_all()?;
        files::sync_parent(&path)
    };
    write().map_err(|source| Error::Io { action: "write", path: path.clone(), source })
}

/// What this program left beside the registry in a directory or beside its backups, and what may hold the key of a person: backups that were cut
/// short (`.partial-N`), registries that were being restored or were replaced (`.restoring-N`, `.replaced-N`), and the old directory
/// of a repair.
pub fn leavings(dir: &Path, person: &PersonId) -> Result<Vec<PathBuf>, Error> {
    let dir = fs::canonicalize(dir).map_err(|source| files::io("read", dir, source))?;
    let listed = list(&dir)?;
    let mut found = BTreeSet::new();
    let mut directories: BTreeSet<PathBuf> = beside(&dir).into_iter().collect();
    directories.extend(listed.iter().filter(|copy| copy.kind == CopyKind::Directory).map(|copy| copy.path.clone()));
    found.extend(directories.into_iter().filter(|path| path.is_dir() && may_have(path, person)));
    let parents = listed.iter().filter_map(|copy| copy.path.parent()).chain(dir.parent());
    for parent in parents.collect::<BTreeSet<_>>() {
        let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
        found.extend(entries.filter(|path| path.is_file() && has_ending(path, &["partial"])));
    }
    Ok(found.into_iter().collect())
}

/// The directories beside that of a registry into which it may have been moved, or that were to take its place.
pub fn beside(dir: &Path) -> Vec<PathBuf> {
    let (Some(parent), Some(name)) = (dir.parent(), dir.file_name()) else { return Vec::new() };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let entries = fs::read_dir(parent).into_iter().flatten().flatten().map(|entry| entry.path());
    let is_of = |path: &PathBuf| path.file_stem().is_some_and(|stem| stem == name);
    let mut found: Vec<PathBuf> =
        entries.filter(|path| is_of(path) && path.is_dir() && has_ending(path, &["restoring", "replaced"])).collect();
    found.sort();
    found
}

/// Whether a name ends with `.WORD-N`.
fn has_ending(path: &Path, words: &[&str]) -> bool {
    let ending = path.extension().and_then(|ending| ending.to_str()).and_then(|ending| ending.split_once('-'));
    ending.is_some_and(|(word, number)| words.contains(&word) && number.parse::<u64>().is_ok())
}

/// Whether the keys in a registry's directory may be those of a person; also where they cannot be read.
fn may_have(dir: &Path, person: &PersonId) -> bool {
    KeyCopy::look(dir, &KeySource::Inside).and_then(|keys| keys.may_have(person)).unwrap_or(true)
}

/// Brings the list of one registry into another, which need not reach as far.
pub fn bring_along(from: &Path, to: &Path) -> Result<(), Error> {
    list(from)?.into_iter().try_for_each(|backup| append(to, &BackupRecord { of_this_log: false, ..backup }))
}

pub(crate) fn file(dir: &Path) -> PathBuf {
    dir.join("backups.jsonl")
}
