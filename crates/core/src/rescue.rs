//! A damaged registry, rescued into a new directory.

use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use jiceng_domain::Position;
use jiceng_log::ShowPath as _;
use jiceng_log::{Rescued, durable};

use crate::error::Error;
use crate::layout;
use crate::names::{HeldKeys, KeyCopy, KeySource, NamesHeld};
use crate::registry::Registry;
use crate::{backups, beside};

/// What became of a registry that was rescued.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RescuedRegistry {
    /// Of its log, and which files of keys could not be read.
    pub log: Rescued,
    /// The names in the new one, and what their keys are worth.
    pub names: NamesHeld,
    /// Damaged records of keys that are not in the new one, because one could be that of a
    /// forgotten person.
    pub dropped: usize,
    /// Files beside the log that could not be read, and so are not in the new one: of keys, or the
    /// list of backups. Each is told with what is unsound.
    pub unread: usize,
}

/// Rescues everything sound of the registry in `dir` into a new one in `to`: the log, commit by
/// commit from its store and its journal, the keys of names, and the list of backups. Of `dir`
/// nothing is changed but that list: the new one is on it before it has keys. What was sound behind
/// something lost goes to files of frames in `to/rescued`; with `close_gaps` it is appended to the
/// new log too, at other positions. All of it is made beside `to`, in a directory `.restoring-N`,
/// and gets its name in the end. The names are tried with the registry key.
pub fn rescue(dir: &Path, to: &Path, close_gaps: bool, key: &KeySource) -> Result<RescuedRegistry, Error> {
    let from_log = layout::log_dir(dir);
    if !from_log.is_dir() {
        return Err(Error::NotARegistry { dir: dir.to_owned() });
    }
    let is_free = fs::read_dir(to).map_or(true, |mut entries| entries.next().is_none());
    if !is_free {
        return Err(Error::AlreadyARegistry { dir: to.to_owned() });
    }
    // Where a link leads to it, the link stays.
    let to = &fs::canonicalize(to).unwrap_or_else(|_| to.to_owned());
    let building = beside_of(to);
    layout::make_for_owner(&building)?;
    let rescued = rescue_into(dir, to, &building, close_gaps, key).and_then(|mut rescued| {
        layout::put_new(&building, to)?;
        for part in &mut rescued.log.behind {
            if let Ok(within) = part.path.strip_prefix(&building) {
                part.path = to.join(within);
            }
        }
        Ok(rescued)
    });
    if rescued.is_err() {
        let _ = fs::remove_dir_all(&building); // what failed is told
    }
    rescued
}

/// A directory beside the new registry's that is not there yet: what is built in it gets its name
/// when it is whole.
fn beside_of(to: &Path) -> PathBuf {
    let name = to.file_name().unwrap_or_default();
    let numbered = |number: u32| {
        let mut name = name.to_owned();
        name.push(format!(".restoring-{number}"));
        to.with_file_name(name)
    };
    (1..u32::MAX).map(numbered).find(|path| fs::symlink_metadata(path).is_err()).unwrap_or_else(|| numbered(0))
}

fn rescue_into(
    dir: &Path,
    to: &Path,
    building: &Path,
    close_gaps: bool,
    key: &KeySource,
) -> Result<RescuedRegistry, Error> {
    let from_log = layout::log_dir(dir);
    let log = layout::log_dir(building);
    durable::create_dir_all(&log).map_err(|source| Error::Io { action: "create", path: log.clone(), source })?;
    let mut rescued = jiceng_log::rescue(&from_log, &log, &building.join("rescued"), close_gaps)?;
    let unsound_log = rescued.unsound.len();
    let ends = rescued.behind.iter().map(|part| part.next).chain(rescued.lost.iter().map(|(_, to)| *to));
    let end = ends.fold(rescued.head, Position::max);
    match beside::reached(dir) {
        Ok(witness) => {
            rescued.is_end_unknown |= beside::refuse_lost_journal(dir, witness.as_ref()).is_err();
            rescued.lost.extend(witness.filter(|(reached, _)| *reached > end).map(|(reached, _)| (end, reached)));
        }
        Err(error) => unread(&mut rescued, &error)?,
    }
    bring_beside(dir, to, building, &mut rescued)?;
    let unread = rescued.unsound.len() - unsound_log;
    layout::begin_keys(building, &KeySource::Inside)?;
    layout::take_readers(dir, building)?;
    let registry = Registry::open_with(building, key, &mut |_| {})?;
    let (names, dropped) = (registry.names_opened()?, registry.key_state()?.dropped);
    Ok(RescuedRegistry { log: rescued, names, dropped, unread })
}

/// Brings along the list of backups and the keys, as far as they can be read.
fn bring_beside(dir: &Path, to: &Path, building: &Path, rescued: &mut Rescued) -> Result<(), Error> {
    let listed = backups::list(dir);
    match &listed {
        Ok(list) if list.is_unread => {
            rescued.unsound.push("backups.jsonl: it is no regular file, or for the greater part holes".to_owned());
            backups::note_unreadable(building, dir)?;
        }
        Ok(_) => backups::bring_along(dir, building)?,
        Err(error) => {
            unread(rescued, error)?;
            backups::note_unreadable(building, dir)?;
        }
    }
    // Whoever forgets a name in the new registry is told of the old one, and the other way round.
    backups::append_directory(building, dir, rescued.head)?;
    match backups::append_directory(dir, to, rescued.head) {
        // Nobody can forget a name there.
        Err(Error::Io { source, .. })
            if matches!(source.kind(), ErrorKind::ReadOnlyFilesystem | ErrorKind::PermissionDenied) => {}
        // Else whoever forgets a name there would not be told of the new one.
        Err(error) if listed.is_ok_and(|list| !list.is_unread) => return Err(error),
        Err(_) | Ok(()) => {}
    }
    let _held = HeldKeys::of(dir).ok(); // not where nothing can be written, and so nothing changes
    match KeyCopy::look(dir, &KeySource::Inside) {
        Ok(keys) => {
            for (name, bytes) in keys.files_or(&BTreeSet::new(), &mut |error| unread(rescued, &error))? {
                layout::write_key_file(building, &name, &bytes)?;
            }
        }
        Err(error) => unread(rescued, &error)?,
    }
    Ok(())
}

/// Tells a file that cannot be read, once, and goes on; not where nobody may read it, or there is
/// no room.
#[allow(clippy::wildcard_enum_match_arm, reason = "every other failure is told as it is")]
fn unread(rescued: &mut Rescued, error: &Error) -> Result<(), Error> {
    let told = match error {
        Error::Io { action, path, source }
            if matches!(source.kind(), ErrorKind::PermissionDenied | ErrorKind::StorageFull) =>
        {
            return Err(Error::Io { action, path: path.clone(), source: source.kind().into() });
        }
        Error::Io { path, source, .. } => format!("{}: {source}", path.shown()),
        error => error.to_string(),
    };
    if !rescued.unsound.contains(&told) {
        rescued.unsound.push(told);
    }
    Ok(())
}
