//! Files of keys: readable by their owner only, written durably, overwritten before they go.

use std::fs::{self, File, OpenOptions};
use std::io::{self as stdio, ErrorKind, Seek as _, Write as _};
use std::path::Path;

use jiceng_log::durable;

use crate::error::Error;

/// Zeros are written so many at a time.
const WIPE_BYTES: usize = 4096;

/// Makes a directory that is its owner's alone.
pub(crate) fn make_directory(path: &Path) -> Result<(), Error> {
    durable::create_dir_all(path).map_err(|source| io("create", path, source))?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let set = fs::set_permissions(path, fs::Permissions::from_mode(0o700));
        set.map_err(|source| io("set the permissions of", path, source))?;
    }
    Ok(())
}

/// Writes a file that is not there yet.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> stdio::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    durable::sync_parent(path)
}

/// Puts a new file in the place of another one, in one step, and overwrites what was there. Where the file system
/// writes elsewhere than it says, the old blocks may stay: `docs/privacy.md`.
pub(super) fn replace(path: &Path, with: &Path) -> stdio::Result<()> {
    let old = match OpenOptions::new().write(true).open(path) {
        Ok(old) => Some(old),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    fs::rename(with, path)?;
    durable::sync_parent(path)?;
    old.map_or(Ok(()), wipe)
}

/// Overwrites a file and removes it. One that is not there is as good.
pub(super) fn destroy(path: &Path) -> stdio::Result<()> {
    match OpenOptions::new().write(true).open(path) {
        Ok(file) => wipe(file)?,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(error),
    }
    fs::remove_file(path)?;
    durable::sync_parent(path)
}

fn wipe(mut file: File) -> stdio::Result<()> {
    let mut left = file.metadata()?.len();
    file.seek(stdio::SeekFrom::Start(0))?;
    let zeros = [0; WIPE_BYTES];
    while left > 0 {
        let now = usize::try_from(left).map_or(WIPE_BYTES, |left| left.min(WIPE_BYTES));
        file.write_all(zeros.get(..now).unwrap_or(&zeros))?;
        left = left.saturating_sub(now as u64);
    }
    file.sync_all()
}

/// The failure of an action with a path.
pub(super) fn io(action: &'static str, path: &Path, source: stdio::Error) -> Error {
    Error::Io { action, path: path.to_owned(), source }
}
