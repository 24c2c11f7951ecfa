//! The directory of a log: whose it is, what is looked at before sled opens it, and making it
//! durable.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::Duration;

use super::clock;
use crate::ShowPath as _;
use crate::bounded;
use crate::durable;
use crate::error::{LogError, io_error};

/// sled's log file, which it locks.
pub(super) const DB_FILE: &str = "db";
/// sled's directory of values too long for its log.
const BLOBS: &str = "blobs";
/// Locked by whoever has the log open.
pub(super) const LOCK_FILE: &str = "lock";
/// How often sled's own lock is tried before somebody else must have it.
const TRIES_MAX: u32 = 5_000;

/// Whether a file of the directory is one of sled's.
pub(super) fn is_of_store(name: &str) -> bool {
    matches!(name, DB_FILE | "conf" | BLOBS) || name.starts_with("snap.")
}

/// Refuses a store whose files sled could not have written: what is for the greater part holes it
/// would read to its end, for nothing, and on what is neither a file nor a directory it would wait
/// for ever.
pub(super) fn check_store(dir: &Path) -> Result<(), LogError> {
    let found = match fs::read_dir(dir) {
        Ok(found) => found,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(dir)(error)),
    };
    for entry in found {
        let entry = entry.map_err(io_error(dir))?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name == BLOBS {
            check_blobs(&entry.path())?;
        } else if is_of_store(&name) {
            check_file(&entry.path())?;
        }
    }
    Ok(())
}

fn check_blobs(dir: &Path) -> Result<(), LogError> {
    let Ok(blobs) = fs::read_dir(dir) else { return Err(not_of_sled(dir, "is no directory")) };
    blobs.into_iter().try_for_each(|blob| check_file(&blob.map_err(io_error(dir))?.path()))
}

fn check_file(path: &Path) -> Result<(), LogError> {
    match fs::metadata(path) {
        Ok(found) if !found.is_file() => Err(not_of_sled(path, "is no file")),
        Ok(found) if bounded::is_mostly_holes(&found) => Err(not_of_sled(path, "is for the greater part holes")),
        Ok(_) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound && fs::symlink_metadata(path).is_ok() => {
            Err(not_of_sled(path, "is a link to nothing"))
        }
        // sled takes such a file away itself.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(io_error(path)(error)),
    }
}

fn not_of_sled(path: &Path, what: &str) -> LogError {
    let source = format!("{} {what}", Path::new(path.file_name().unwrap_or_default()).shown());
    LogError::Storage { dir: path.parent().unwrap_or(path).to_owned(), source: source.into() }
}

/// Whether a directory has a store or a journal.
pub(super) fn has_log(dir: &Path) -> bool {
    dir.join(DB_FILE).is_file() || dir.join(super::JOURNAL).is_dir()
}

/// The right to open the log in a directory. Held as long as the log is open.
///
/// sled locks its own file, but lets go of it only when its last thread is done, some milliseconds
/// after it was closed. With a lock of our own, whoever comes second is told at once, and whoever
/// comes right after a handle of the same process was dropped waits for these threads.
pub struct LogLock {
    pub(super) lock: File,
}

/// A child process that was being started just then holds the file too, until it runs its program;
/// so closing the file would not let go of the lock at once.
impl Drop for LogLock {
    fn drop(&mut self) {
        let _ = self.lock.unlock();
    }
}

impl fmt::Debug for LogLock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Claim").finish_non_exhaustive()
    }
}

impl LogLock {
    /// Claims the directory of a log without opening it, for whoever moves it elsewhere.
    pub fn of(dir: &Path) -> Result<Self, LogError> {
        Self::existing_log(dir)
    }

    /// Claims the directory for a new log, and makes it. Refuses one with other files; what is left
    /// behind when a log was not made to its end is not in the way.
    pub(super) fn new_log(dir: &Path) -> Result<Self, LogError> {
        clock::check()?;
        durable::create_dir_all(dir).map_err(io_error(dir))?;
        for entry in fs::read_dir(dir).map_err(io_error(dir))? {
            let name = entry.map_err(io_error(dir))?.file_name();
            let text = name.to_string_lossy();
            let is_left_over = [LOCK_FILE, super::JOURNAL, super::reached::REACHED].contains(&&*text);
            if !is_of_store(&text) && !is_left_over {
                return Err(LogError::NotEmpty { dir: dir.to_owned(), found: PathBuf::from(name) });
            }
        }
        Self::take(dir)
    }

    /// Claims the directory of a log; refuses one without.
    pub(super) fn existing_log(dir: &Path) -> Result<Self, LogError> {
        let path = dir.join(DB_FILE);
        match fs::metadata(&path) {
            Ok(file) if file.is_file() => Self::take(dir),
            // The store can be made anew.
            _ if dir.join(super::JOURNAL).is_dir() => Self::take(dir),
            Err(error) if !matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                Err(io_error(&path)(error))
            }
            Ok(_) | Err(_) => Err(LogError::NotALog { dir: dir.to_owned() }),
        }
    }

    fn take(dir: &Path) -> Result<Self, LogError> {
        clock::check()?;
        let path = dir.join(LOCK_FILE);
        let lock = loop {
            let lock = durable::options_in(dir).read(true).write(true).create(true).truncate(false).open(&path);
            let lock = lock.map_err(io_error(&path))?;
            if !is_locked_now(&lock, &path)? {
                return Err(LogError::InUse { dir: dir.to_owned() });
            }
            // Else the directory was moved away before it was locked, and another one is in its
            // place.
            if is_at(&lock, &path).map_err(io_error(&path))? {
                break lock;
            }
        };
        wait_for_sled(dir)?;
        Ok(Self { lock })
    }
}

/// Whether an open file is the one that has this path now.
#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> io::Result<bool> {
    use std::os::unix::fs::MetadataExt as _;
    let of = |found: fs::Metadata| (found.dev(), found.ino());
    match fs::metadata(path) {
        Ok(found) => Ok(of(found) == of(file.metadata()?)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error),
    }
}

#[cfg(not(unix))]
fn is_at(_file: &File, _path: &Path) -> io::Result<bool> {
    Ok(true)
}

/// Waits until sled has let go of its file. Another program that opens it without a claim is not
/// waited for longer than a few seconds.
pub(super) fn wait_for_sled(dir: &Path) -> Result<(), LogError> {
    let path = dir.join(DB_FILE);
    // Whoever opens something else could wait for ever.
    if fs::metadata(&path).is_ok_and(|found| !found.is_file()) {
        return Ok(());
    }
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(io_error(&path)(error)),
    };
    for _ in 0..TRIES_MAX {
        if is_locked_now(&file, &path)? {
            return file.unlock().map_err(io_error(&path));
        }
        thread::sleep(Duration::from_millis(1));
    }
    Err(LogError::InUse { dir: dir.to_owned() })
}

fn is_locked_now(file: &File, path: &Path) -> Result<bool, LogError> {
    match file.try_lock() {
        Ok(()) => Ok(true),
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(source)) => Err(io_error(path)(source)),
    }
}

/// Makes all files of a directory durable, and that they are in it, and that it is where it is.
pub(super) fn sync(dir: &Path) -> Result<(), LogError> {
    for entry in fs::read_dir(dir).map_err(io_error(dir))? {
        sync_one(&entry.map_err(io_error(dir))?.path())?;
    }
    sync_one(dir)?;
    durable::sync_parent(dir).map_err(io_error(dir))
}

fn sync_one(path: &Path) -> Result<(), LogError> {
    let found = fs::symlink_metadata(path).map_err(io_error(path))?;
    // Where a directory cannot be opened as a file, the system has no such promise to give; on what
    // is neither, whoever opens it may wait for ever.
    if cfg!(not(unix)) && found.is_dir() || !found.is_dir() && !found.is_file() {
        return Ok(());
    }
    File::open(path).and_then(|file| file.sync_all()).map_err(io_error(path))
}
