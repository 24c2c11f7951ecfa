//! Files of keys: their owner's alone whatever the umask, never written through a link, durable,
//! overwritten before they go.

use std::fs::{self, File, OpenOptions};
use std::io::{self as stdio, ErrorKind, Seek as _, Write as _};
use std::path::{Path, PathBuf};

pub(crate) use jiceng_log::durable::sync_parent;
use jiceng_log::{bounded, durable};

use crate::error::Error;

/// Zeros are written so many at a time.
const WIPE_BYTES: usize = 4096;

/// Makes a directory that is its owner's alone, and one that is there already.
pub(crate) fn make_directory(path: &Path) -> Result<(), Error> {
    durable::create_dir_all(path).map_err(|source| io("create", path, source))?;
    set_mode(path, 0o700).map_err(|source| io("set the permissions of", path, source))
}

/// How a file that is there is opened: not through a link, which could lead anywhere, and without
/// waiting for whoever reads a pipe.
pub(crate) fn options() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    options
}

/// Begins a file that is not there yet, for its owner alone.
pub(crate) fn create_new(path: &Path) -> stdio::Result<File> {
    let file = options().write(true).create_new(true).open(path)?;
    // The umask may have taken from the owner too.
    #[cfg(unix)]
    file.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600))?;
    Ok(file)
}

/// Writes a file that is not there yet: under its name it is there whole or not at all.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> stdio::Result<()> {
    let partial = partial(path);
    destroy(&partial)?;
    let write = || {
        let mut file = create_new(&partial)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        rename_new(&partial, path)
    };
    let written = write();
    if written.is_err() {
        let _ = destroy(&partial); // what failed is told
    }
    written?;
    sync_parent(path)
}

fn partial(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".partial-{}", std::process::id()));
    path.with_file_name(name)
}

/// Gives a file or directory a name that nothing has.
pub(crate) fn rename_new(from: &Path, to: &Path) -> stdio::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            done => return done.map_err(Into::into),
        }
    }
    if fs::symlink_metadata(to).is_ok() {
        return Err(ErrorKind::AlreadyExists.into());
    }
    fs::rename(from, to)
}

/// Exchanges two files or directories in one step, where the system can.
pub(crate) fn exchange(one: &Path, other: &Path) -> stdio::Result<()> {
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        match renameat_with(CWD, one, CWD, other, RenameFlags::EXCHANGE) {
            Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {}
            done => return done.map_err(Into::into),
        }
    }
    let _ = (one, other);
    Err(ErrorKind::Unsupported.into())
}

/// Sets the permissions of a file or directory, where there are such.
pub(crate) fn set_mode(path: &Path, mode: u32) -> stdio::Result<()> {
    #[cfg(unix)]
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))?;
    let _ = (path, mode);
    Ok(())
}

/// Lets those read and enter a directory who may read and enter another, and nobody but its owner
/// write.
pub(crate) fn take_readers(from: &Path, to: &Path) -> stdio::Result<()> {
    let found = fs::metadata(from)?;
    #[cfg(unix)]
    set_mode(to, 0o700 | std::os::unix::fs::PermissionsExt::mode(&found.permissions()) & 0o055)?;
    let _ = (found, to);
    Ok(())
}

/// Puts a new file in the place of another one, in one step, and overwrites what was there. Where
/// the file system writes elsewhere than it says, the old blocks may stay: `docs/privacy.md`.
pub(super) fn replace(path: &Path, with: &Path) -> stdio::Result<()> {
    let old = match options().write(true).open(path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    durable::rename(with, path)?;
    old.map_or(Ok(()), wipe)
}

/// Overwrites a file and removes it. One that is not there is as good; of a link, only the link
/// goes.
pub(crate) fn destroy(path: &Path) -> stdio::Result<()> {
    match fs::symlink_metadata(path) {
        Ok(found) if found.is_symlink() => {}
        Ok(_) => wipe(options().write(true).open(path)?)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    fs::remove_file(path)?;
    durable::sync_parent(path)
}

fn wipe(mut file: File) -> stdio::Result<()> {
    let found = file.metadata()?;
    // One that is for the greater part holes is none that was written here, and the zeros would
    // fill the disk.
    let mut left = if bounded::is_mostly_holes(&found) { 0 } else { found.len() };
    file.seek(stdio::SeekFrom::Start(0))?;
    let zeros = [0; WIPE_BYTES];
    while left > 0 {
        let now = usize::try_from(left).map_or(WIPE_BYTES, |left| left.min(WIPE_BYTES));
        file.write_all(zeros.get(..now).unwrap_or(&zeros))?;
        left = left.saturating_sub(now as u64);
    }
    file.sync_all()
}

/// Whether an open file is the one that has this path now.
pub(super) fn is_at(file: &File, path: &Path) -> stdio::Result<bool> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::MetadataExt as _;
        let of = |found: fs::Metadata| (found.dev(), found.ino());
        match fs::metadata(path) {
            Ok(found) if of(found.clone()) != of(file.metadata()?) => return Ok(false),
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(false),
            Ok(_) => {}
            Err(error) => return Err(error),
        }
    }
    let _ = (file, path);
    Ok(true)
}

/// Whether a link was met where none is followed, or one that leads to itself.
pub(crate) fn is_loop(error: &stdio::Error) -> bool {
    #[cfg(unix)]
    return error.raw_os_error() == Some(rustix::io::Errno::LOOP.raw_os_error());
    #[cfg(not(unix))]
    return {
        let _ = error;
        false
    };
}

/// The failure of an action with a path.
pub(crate) fn io(action: &'static str, path: &Path, source: stdio::Error) -> Error {
    if is_loop(&source) {
        return Error::Linked { path: path.to_owned() };
    }
    Error::Io { action, path: path.to_owned(), source }
}
