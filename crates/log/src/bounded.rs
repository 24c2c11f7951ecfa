//! Files that are read whole, in memory and time in proportion to what is there.
//!
//! A file can be said to be longer than any memory and consist of holes. One that is for the
//! greater part holes is none that was written, and is refused before it is read.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind, Read as _};
use std::path::Path;

/// A file that is no longer is read, whatever of it is there.
const LENGTH_UNQUESTIONED: u64 = 64 << 20;
/// A longer one is read if this part of it is there; some file systems pack what they keep.
const HOLES_MAX: u64 = 16;

/// A text that somebody wrote has no more bytes.
pub const TEXT_BYTES_MAX: u64 = 64 << 20;

/// Reads a file of at most so many bytes.
pub fn read(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    if is_mostly_holes(&fs::metadata(path)?) {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "for the greater part it is holes"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(bytes_max.saturating_add(1)).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > bytes_max {
        return Err(io::Error::new(ErrorKind::FileTooLarge, format!("it has more than {bytes_max} bytes")));
    }
    Ok(bytes)
}

/// Reads a file of at most so many bytes that a registry keeps itself. A pipe or a device, which
/// would be waited for or read without end, is none.
pub fn read_own(path: &Path, bytes_max: u64) -> io::Result<Vec<u8>> {
    be_regular(&fs::metadata(path)?)?;
    read(path, bytes_max)
}

/// Opens a file that a registry keeps itself for reading.
pub fn open_own(path: &Path) -> io::Result<File> {
    be_regular(&fs::metadata(path)?)?;
    File::open(path)
}

fn be_regular(found: &Metadata) -> io::Result<()> {
    match found {
        found if found.is_file() => Ok(()),
        found if found.is_dir() => Err(ErrorKind::IsADirectory.into()),
        _ => Err(io::Error::new(ErrorKind::InvalidData, "it is no regular file")),
    }
}

/// Reads a file of at most so many bytes that holds text.
pub fn read_text(path: &Path, bytes_max: u64) -> io::Result<String> {
    String::from_utf8(read(path, bytes_max)?)
        .map_err(|_| io::Error::new(ErrorKind::InvalidData, "it is not text in UTF-8"))
}

/// Reads a file, or of one that is for the greater part holes as many of its first bytes as are
/// there.
pub(crate) fn read_there(path: &Path) -> io::Result<Vec<u8>> {
    let file = fs::metadata(path)?;
    if !file.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidData, "it is no file"));
    }
    let length = if is_mostly_holes(&file) { bytes_there(&file) } else { file.len() };
    let mut bytes = Vec::new();
    File::open(path)?.take(length).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Whether a file is long, and next to nothing of it is there.
pub fn is_mostly_holes(file: &Metadata) -> bool {
    file.len() > LENGTH_UNQUESTIONED && file.len() / HOLES_MAX > bytes_there(file)
}

#[cfg(unix)]
pub(crate) fn bytes_there(file: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::blocks(file).saturating_mul(512)
}

#[cfg(not(unix))]
pub(crate) fn bytes_there(file: &Metadata) -> u64 {
    file.len()
}
