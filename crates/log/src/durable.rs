//! Files and directories that keep their names when the power is cut: whoever makes one syncs the directory it is in.

use std::fs::{self, File};
use std::io;
use std::path::Path;

/// Makes a directory, and those above it that are not there; all of them are on the disk on return, with their names.
pub fn create_dir_all(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|above| !above.exists()).collect();
    fs::create_dir_all(path)?;
    missing.into_iter().filter(|made| !made.as_os_str().is_empty()).try_for_each(sync_parent)?;
    // One that a crash cut short may be there without being on the disk.
    sync_parent(path)
}

/// Brings to the disk that a file or directory has its name, or is gone.
pub fn sync_parent(path: &Path) -> io::Result<()> {
    match path.parent() {
        // A relative path of one part has an empty parent.
        Some(parent) if parent.as_os_str().is_empty() => sync_dir(Path::new(".")),
        Some(parent) => sync_dir(parent),
        None => Ok(()),
    }
}

/// Brings to the disk which files a directory has.
pub fn sync_dir(dir: &Path) -> io::Result<()> {
    // Where a directory cannot be opened as a file, the system has no such promise to give.
    if cfg!(unix) { File::open(dir)?.sync_all() } else { Ok(()) }
}
