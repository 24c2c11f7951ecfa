//! A damaged registry, rescued into a new directory.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use jiceng_domain::Position;
use jiceng_log::{Rescued, durable};

use crate::backups::{BackupRecord, CopyKind};
use crate::clock;
use crate::error::Error;
use crate::layout;
use crate::names::{HeldKeys, KeyCopy, KeySource};
use crate::registry::Registry;
use crate::{backups, beside};

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
    durable::create_dir_all(&log).map_err(|source| Error::Io { action: "create", path: log.clone(), source })?;
    let mut rescued = jiceng_log::rescue(&from_log, &log, &to.join("rescued"), close_gaps)?;
    let ends = rescued.behind.iter().map(|part| part.next).chain(rescued.lost.iter().map(|(_, to)| *to));
    let end = ends.fold(rescued.head, Position::max);
    if let Some((reached, _)) = beside::reached(dir)?.filter(|(reached, _)| *reached > end) {
        rescued.lost.push((end, reached));
    }
    backups::bring_along(dir, to)?;
    // Whoever forgets a name in the new registry is told of the old one.
    let path = fs::canonicalize(dir).map_err(|source| Error::Io { action: "read", path: dir.to_owned(), source })?;
    let (made_at, position, kind) = (clock::now(), rescued.head, CopyKind::Directory);
    backups::append(to, &BackupRecord { path, made_at, position, kind, of_this_log: false })?;
    let _held = HeldKeys::of(dir).ok(); // not where nothing can be written, and so nothing changes
    for (name, bytes) in KeyCopy::look(dir, &KeySource::Inside)?.files(&BTreeSet::new())? {
        layout::write_key_file(to, &name, &bytes)?;
    }
    layout::take_permissions(dir, to)?;
    drop(Registry::open(to)?);
    Ok(rescued)
}
