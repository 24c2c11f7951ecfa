//! Who changes the files of keys and who copies them, in any process: a lock beside them,
//! `keys/lock`.
//!
//! A copy shares it from before it looks where the log ends until it is done. Whoever destroys a
//! key, or wraps keys anew, has it alone. So a name that is forgotten during a backup waits for its
//! end, and the backup is on the list by then. A new key is only appended, and takes no lock.

use std::fs::File;
use std::path::Path;

use super::files::{self, io};
use crate::error::Error;

pub(super) const LOCK: &str = "lock";

/// The lock, held until it is dropped.
pub(super) struct KeysLock(File);

impl KeysLock {
    /// Waits until nobody changes keys of this directory.
    pub(super) fn shared(dir: &Path) -> Result<Self, Error> {
        Self::take(dir, File::lock_shared)
    }

    /// Waits until nobody copies or changes keys of this directory.
    pub(super) fn alone(dir: &Path) -> Result<Self, Error> {
        Self::take(dir, File::lock)
    }

    fn take(dir: &Path, lock: impl Fn(&File) -> std::io::Result<()>) -> Result<Self, Error> {
        let path = dir.join(LOCK);
        loop {
            let open = || files::options().read(true).write(true).create(true).truncate(false).open(&path);
            let file = open().map_err(|source| io("open", &path, source))?;
            lock(&file).map_err(|source| io("lock", &path, source))?;
            // Else the registry was moved away while this waited, and another one is in its place.
            if files::is_at(&file, &path).map_err(|source| io("read", &path, source))? {
                return Ok(Self(file));
            }
        }
    }
}

/// A child process that was being started just then holds the file too, until it runs its program.
impl Drop for KeysLock {
    fn drop(&mut self) {
        let _ = self.0.unlock();
    }
}
