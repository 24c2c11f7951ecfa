//! Who may read the files of a registry.
//!
//! The permissions of the log's directory say it, and whatever lies beside the log follows them;
//! the keys of names are the owner's alone. A registry that an older program made keeps the
//! permissions that it has.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiceng_log::durable;

use crate::error::Error;
use crate::layout::{log_dir, snapshots_dir};
use crate::names::files::{self, set_mode};

/// Who may read the files of a registry, names apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Readers {
    /// Its owner.
    #[default]
    Owner,
    /// Its owner and the group of its directory.
    Group,
}

/// What a group may do that reads.
const GROUP_READS: u32 = 0o040;
const GROUP_ENTERS: u32 = 0o050;
/// What its owner may do, and nobody else is asked about.
const OWNER: u32 = 0o700;
/// Directories in directories are followed so far; none lies deeper.
const DEPTH_MAX: u32 = 4;

/// Makes the directories of a new registry. The permissions of one that has other files in it stay.
pub(crate) fn make(dir: &Path, readers: Readers) -> Result<(), Error> {
    let mode = match readers {
        Readers::Owner => OWNER,
        Readers::Group => OWNER | GROUP_ENTERS,
    };
    let log = log_dir(dir);
    // What is left where its making was cut short.
    let is_begun = |entry: io::Result<fs::DirEntry>| {
        let name = entry.map(|entry| entry.file_name().to_string_lossy().into_owned());
        name.is_ok_and(|name| name == "log" || name == "keys" || name.starts_with("registry.key"))
    };
    let is_own = fs::read_dir(dir).map_or(true, |mut entries| entries.all(is_begun));
    durable::create_dir_all(&log).map_err(|source| files::io("create", &log, source))?;
    for made in [&log].into_iter().chain(is_own.then_some(&dir.to_owned())) {
        set_mode(made, mode).map_err(|source| files::io("set the permissions of", made, source))?;
    }
    Ok(())
}

/// Lets those read what is written while a registry is open who may read it, and nobody else do
/// anything: what an umask gives or takes is set right when it is opened and closed.
pub(crate) struct Sharing {
    dir: PathBuf,
    readers: Readers,
}

impl Sharing {
    /// None where the log's directory has other permissions than `init` gives: an older program
    /// made it, or somebody wants them so.
    pub(crate) fn of(dir: &Path) -> Option<Self> {
        let readers = match mode_of(&log_dir(dir)).ok()? & 0o077 {
            0 => Readers::Owner,
            GROUP_ENTERS => Readers::Group,
            _ => return None,
        };
        let sharing = Self { dir: dir.to_owned(), readers };
        sharing.share();
        Some(sharing)
    }

    /// What cannot be shared stays the owner's; the next opening tries again.
    fn share(&self) {
        for directory in [log_dir(&self.dir), snapshots_dir(&self.dir), self.dir.join("rescued")] {
            self.share_directory(&directory, DEPTH_MAX);
        }
        let _ = self.set(&self.dir.join("backups.jsonl"));
    }

    fn share_directory(&self, directory: &Path, depth: u32) {
        let _ = self.set(directory);
        for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
            let (path, kind) = (entry.path(), entry.file_type());
            if kind.is_ok_and(|kind| kind.is_dir()) && depth > 0 {
                self.share_directory(&path, depth - 1);
            } else {
                let _ = self.set(&path);
            }
        }
    }

    /// Sets what others may do with a file or directory; what a link leads to is left alone.
    fn set(&self, path: &Path) -> io::Result<()> {
        let found = fs::symlink_metadata(path)?;
        let others = match (self.readers, found.is_dir()) {
            (Readers::Owner, _) => 0,
            (Readers::Group, true) => GROUP_ENTERS,
            (Readers::Group, false) => GROUP_READS,
        };
        let is_own_kind = found.is_dir() || found.is_file();
        let mode = mode_of(path)?;
        let wanted = mode & OWNER | others;
        if mode == wanted || !is_own_kind { Ok(()) } else { set_mode(path, wanted) }
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        self.share();
    }
}

fn mode_of(path: &Path) -> io::Result<u32> {
    let found = fs::symlink_metadata(path)?;
    #[cfg(unix)]
    let mode = std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o777;
    #[cfg(not(unix))]
    let mode = {
        let _ = found;
        0o700
    };
    Ok(mode)
}
