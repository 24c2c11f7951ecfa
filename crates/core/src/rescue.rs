//! A damaged registry, rescued into a new directory.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiceng_log::Rescued;

use crate::backups::{self, BackupRecord, CopyKind};
use crate::clock;
use crate::error::Error;
use crate::layout;
use crate::names::{HeldKeys, KeyCopy, KeySource};
use crate::registry::Registry;

/// Rescues everything sound of the registry in `dir` into a new one in `to`: the log, commit by commit from its store and its
/// journal, the keys of names, and the list of backups. `dir` is only read. What was sound behind something lost goes to
/// files of frames in `to/rescued`; with `close_gaps` it is appended to the new log too, at other positions.
pub fn rescue(dir: &Path, to: &Path, close_gaps: bool) -> Result<Rescued, Error> {
    let from_log = layout::log_dir(dir);
    if !from_log.is_dir() {
        return Err(Error::NotARegistry { dir: dir.to_owned() });
    }
    let is_free = fs::read_dir(to).map_or(true, |mut entries| entries.next().is_none());
    if !is_free {
        return Err(Error::AlreadyARegistry { dir: to.to_owned() });
    }
    let log = layout::log_dir(to);
    fs::create_dir_all(&log).map_err(|source| Error::Io { action: "create", path: log.clone(), source })?;
    let rescued = jiceng_log::rescue(&from_log, &log, &to.join("rescued"), close_gaps)?;
    for backup in backups::list(dir)? {
        backups::append(to, &backup)?;
    }
    // Whoever forgets a name in the new registry is told of the old one.
    let old = fs::canonicalize(dir).map_err(|source| Error::Io { action: "read", path: dir.to_owned(), source })?;
    let (made_at, position) = (clock::now(), rescued.head);
    backups::append(to, &BackupRecord { path: old, made_at, position, kind: CopyKind::Directory })?;
    let _held = HeldKeys::of(dir).ok(); // not where nothing can be written, and so nothing changes
    for (name, bytes) in KeyCopy::look(dir, &KeySource::Inside)?.files(&BTreeSet::new())? {
        layout::write_key_file(to, &name, &bytes)?;
    }
    layout::take_permissions(dir, to)?;
    drop(Registry::open(to)?);
    Ok(rescued)
}
