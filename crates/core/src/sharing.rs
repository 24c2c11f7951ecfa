//! Who may read the files of a registry.
//!
//! The permissions of the log's directory say it, and whatever lies beside the log follows them; the keys of names are the owner's alone. A
//! registry that an older program made keeps the permissions that it has.

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

/// Makes the directories of a new registry. The permissions of one that has other files in it stay.
pub(crate) fn make(dir: &Path, readers: Readers) -> Result<(), Error> {
    let mode = match readers {
        Readers::Owner => 0o700,
        Readers::Group => 0o700 | GROUP_ENTERS,
    };
    let log = log_dir(dir);
    let is_own = fs::read_dir(dir).map_or(true, |mut entries| entries.next().is_none());
    durable::create_dir_all(&log).map_err(|source| files::io("create", &log, source))?;
    for made in [&log].into_iter().chain(is_own.then_some(&dir.to_owned())) {
        set_mode(made, mode).map_err(|source| files::io("set the permissions of", made, source))?;
    }
    Ok(())
}

/// Lets the group read what is written while a registry is open that the group may read.
pub(crate) struct Sharing {
    dir: PathBuf,
}

impl Sharing {
    /// None where the owner's umask says it all.
    pub(crate) fn of(dir: &Path) -> Option<Self> {
        let mode = mode_of(&log_dir(dir)).ok()?;
        let is_shared = mode & 0o077 == GROUP_ENTERS;
        let sharing = is_shared.then(|| Self { dir: dir.to_owned() });
        if let Some(sharing) = &sharing {
            sharing.share();
        }
        sharing
    }

    /// What cannot be shared stays the owner's; the next opening tries again.
    fn share(&self) {
        let log = log_dir(&self.dir);
        for directory in [&log, &log.join("journal"), &log.join("blobs"), &snapshots_dir(&self.dir)] {
            let _ = add(directory, GROUP_ENTERS);
            for entry in fs::read_dir(directory).into_iter().flatten().flatten() {
                let path = entry.path();
                let _ = if path.is_file() { add(&path, GROUP_READS) } else { Ok(()) };
            }
        }
        let _ = add(&self.dir.join("backups.jsonl"), GROUP_READS);
    }
}

impl Drop for Sharing {
    fn drop(&mut self) {
        self.share();
    }
}

fn add(path: &Path, bits: u32) -> io::Result<()> {
    let mode = mode_of(path)?;
    if mode & bits == bits || path.is_symlink() { Ok(()) } else { set_mode(path, mode | bits) }
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
