//! The directory of a log: what is looked at before sled opens it, and making it durable.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::LogError;

/// sled's log file, which it locks.
pub(super) const DB_FILE: &str = "db";

/// Makes the directory of a new log; refuses one with other files. What sled leaves behind when it
/// is killed before a log is made is not in the way.
pub(super) fn prepare(dir: &Path) -> Result<(), LogError> {
    fs::create_dir_all(dir).map_err(io_error(dir))?;
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let name = entry.map_err(io_error(dir))?.file_name();
        let text = name.to_string_lossy();
        if !matches!(&*text, DB_FILE | "conf" | "blobs") && !text.starts_with("snap.") {
            return Err(LogError::NotEmpty { dir: dir.to_owned(), found: PathBuf::from(name) });
        }
    }
    Ok(())
}

/// Refuses a directory that another handle has open, at once, and one without a log.
pub(super) fn probe(dir: &Path) -> Result<(), LogError> {
    let path = dir.join(DB_FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound || error.kind() == io::ErrorKind::NotADirectory => {
            return Err(LogError::NotALog { dir: dir.to_owned() });
        }
        Err(source) => return Err(LogError::Io { path, source }),
    };
    match file.try_lock() {
        Ok(()) => file.unlock().map_err(io_error(&path)),
        Err(TryLockError::WouldBlock) => Err(LogError::InUse { dir: dir.to_owned() }),
        Err(TryLockError::Error(source)) => Err(LogError::Io { path, source }),
    }
}

/// Makes all files of a directory durable, and that they are in it, and that it is where it is.
pub(super) fn sync(dir: &Path) -> Result<(), LogError> {
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        let path = entry.map_err(io_error(dir))?.path();
        sync_one(&path)?;
    }
    sync_one(dir)?;
    match dir.parent() {
        Some(parent) if parent.as_os_str().is_empty() => sync_one(Path::new(".")),
        Some(parent) => sync_one(parent),
        None => Ok(()),
    }
}

fn sync_one(path: &Path) -> Result<(), LogError> {
    // Where a directory cannot be opened as a file, the system has no such promise to give.
    if cfg!(not(unix)) && path.is_dir() {
        return Ok(());
    }
    File::open(path).and_then(|file| file.sync_all()).map_err(io_error(path))
}

pub(super) fn io_error(path: &Path) -> impl Fn(io::Error) -> LogError {
    let path = path.to_owned();
    move |source| LogError::Io { path: path.clone(), source }
}
