//! Files and directories that keep their names when the power is cut: whoever makes one syncs the
//! directory it is in.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

/// Makes a directory, and those above it that are not there; all of them are on the disk on return,
/// with their names. Nobody but their owner may write in them, whatever the umask: who may puts
/// what he likes in the place of anything.
pub fn create_dir_all(path: &Path) -> io::Result<()> {
    let missing: Vec<&Path> = path.ancestors().take_while(|above| !above.exists()).collect();
    let mut builder = DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o755);
    builder.recursive(true).create(path)?;
    missing.into_iter().filter(|made| !made.as_os_str().is_empty()).try_for_each(sync_parent)?;
    // One that a crash cut short may be there without being on the disk.
    sync_parent(path)
}

/// How a file is made or opened in a directory: others may read it who may read the directory, and
/// nobody else writes it, whatever the umask would let them do.
pub(crate) fn options_in(dir: &Path) -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    {
        use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
        let readers = fs::metadata(dir).map_or(0, |found| found.permissions().mode() & 0o044);
        options.mode(0o600 | readers);
    }
    let _ = dir;
    options
}

/// Writes a file that is not there yet, durably with its name.
pub fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(bytes)?;
    finish(&file, path)
}

/// Brings a file that was written to the disk, with its name.
pub fn finish(file: &File, path: &Path) -> io::Result<()> {
    file.sync_all()?;
    sync_parent(path)
}

/// Gives a file that is on the disk another name, durably; what has that name goes.
pub fn rename(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)?;
    sync_parent(to)
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
