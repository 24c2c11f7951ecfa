//! Where the parts of a registry lie in its directory, for those who copy or move it.

use std::fs::{self, File};
use std::io::{self as stdio, ErrorKind};
use std::path::{Path, PathBuf};

use jiceng_domain::Position;

use crate::begun;
use crate::error::Error;
use crate::names::{self, KeySource, files};

const KEYS: &str = "keys";
const REGISTRY_KEY: &str = "registry.key";

/// The log of the registry in a directory.
pub fn log_dir(dir: &Path) -> PathBuf {
    dir.join("log")
}

/// The snapshots of the registry in a directory. Whoever deletes them makes the next opening
/// slower, and nothing else.
pub fn snapshots_dir(dir: &Path) -> PathBuf {
    dir.join("snapshots")
}

/// The rows of what came after the position at which a registry was cut, in its directory: names in
/// them are in the clear.
pub fn later_rows(dir: &Path) -> PathBuf {
    dir.join("later.jsonl")
}

/// Whether a path in a registry's directory is that of a file of keys, as copies of a registry have
/// them.
pub fn is_key_file(name: &str) -> bool {
    let below_keys = name.strip_prefix(KEYS).and_then(|rest| rest.strip_prefix('/'));
    name == REGISTRY_KEY || below_keys.is_some_and(names::is_key_file)
}

/// Writes a file of keys into a registry that has none of its name, durably, for its owner alone.
/// Any other path is refused.
pub fn write_key_file(dir: &Path, name: &str, bytes: &[u8]) -> Result<(), Error> {
    let path = dir.join(name);
    if !is_key_file(name) {
        return Err(files::io("write", &path, ErrorKind::InvalidInput.into()));
    }
    if name != REGISTRY_KEY {
        files::make_directory(&dir.join(KEYS))?;
    }
    files::write_new(&path, bytes).map_err(|source| files::io("write", &path, source))
}

/// Makes the store of keys of a registry that was built and has neither a commit nor keys, as
/// `init` would; of any other, nothing.
pub fn begin_keys(dir: &Path, key: &KeySource) -> Result<(), Error> {
    match begun::refuse(dir) {
        Err(Error::InitCutShort { .. }) => names::NameKeys::create(dir, key).map(drop),
        checked => checked,
    }
}

/// Notes in a registry that nobody has open that what is recorded in a span came without the keys
/// of its names.
pub fn note_without_keys(dir: &Path, from: Position, up_to: Position) -> Result<(), Error> {
    files::make_directory(&dir.join(KEYS))?;
    names::note_absent(dir, from, up_to)
}

/// Begins a file that is not there yet and that only its owner may read and write, whatever the
/// umask.
pub fn create_for_owner(path: &Path) -> stdio::Result<File> {
    files::create_new(path)
}

/// Makes a directory that only its owner may enter, whatever the umask; one that is there already
/// becomes so.
pub fn make_for_owner(path: &Path) -> Result<(), Error> {
    files::make_directory(path)
}

/// Gives a file or directory a name that nothing has, durably.
pub fn rename_new(from: &Path, to: &Path) -> stdio::Result<()> {
    files::rename_new(from, to)?;
    files::sync_parent(to)
}

/// Gives what was built the name of a directory that is not there, or is empty, durably.
pub fn put_new(building: &Path, to: &Path) -> Result<(), Error> {
    let put = || {
        match fs::remove_dir(to) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            Ok(()) | Err(_) => {}
        }
        files::rename_new(building, to)?;
        files::sync_parent(to)
    };
    put().map_err(|source| files::io("rename", to, source))
}

/// Exchanges two directories in one step, durably; an error of the kind `Unsupported` where the
/// system cannot.
pub fn exchange(one: &Path, other: &Path) -> stdio::Result<()> {
    files::exchange(one, other)?;
    files::sync_parent(one)
}

/// Gives the directory of a registry the readers of another: who may read the one may read the
/// other, and nobody but the owner writes. What is no registry has none.
pub fn take_readers(from: &Path, to: &Path) -> Result<(), Error> {
    if !log_dir(from).is_dir() {
        return Ok(());
    }
    for (from, to) in [(from.to_owned(), to.to_owned()), (log_dir(from), log_dir(to))] {
        files::take_readers(&from, &to).map_err(|source| files::io("set the permissions of", &to, source))?;
    }
    Ok(())
}
