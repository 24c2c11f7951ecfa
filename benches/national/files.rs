//! The files that a size is measured with.

use std::fs;
use std::io::{self, BufReader, Read};
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};

/// The directory of one size.
#[derive(Clone, Debug)]
pub(crate) struct Files {
    dir: PathBuf,
}

impl Files {
    pub(crate) const fn new(dir: PathBuf) -> Self {
        Self { dir }
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    /// The frames of all commits, each behind its length (u32, little-endian).
    pub(crate) fn frames(&self) -> PathBuf {
        self.dir.join("frames")
    }

    /// The bytes of each event, in the same way.
    pub(crate) fn events(&self) -> PathBuf {
        self.dir.join("events")
    }

    /// The rows to import, as JSON Lines.
    pub(crate) fn rows(&self) -> PathBuf {
        self.dir.join("rows.jsonl")
    }

    /// The registry that is opened and asked.
    pub(crate) fn registry(&self) -> PathBuf {
        self.dir.join("registry")
    }

    /// A directory that a measurement begins with, empty.
    pub(crate) fn scratch(&self, name: &str) -> io::Result<PathBuf> {
        let dir = self.dir.join(name);
        if dir.exists() {
            fs::remove_dir_all(&dir)?;
        }
        fs::create_dir_all(&dir)?;
        Ok(dir)
    }
}

/// The bytes that a directory or file takes on the disk.
pub(crate) fn bytes_on_disk(path: &Path) -> io::Result<u64> {
    let meta = fs::symlink_metadata(path)?;
    let mut bytes = meta.blocks() * 512;
    if meta.is_dir() {
        for entry in fs::read_dir(path)? {
            bytes += bytes_on_disk(&entry?.path())?;
        }
    }
    Ok(bytes)
}

/// Reads records that each stand behind their length, many at a time, so that what is done with
/// them can be timed without the reading.
pub(crate) struct Records {
    file: BufReader<fs::File>,
}

impl Records {
    /// Bytes of records that are held at once.
    const AT_ONCE: usize = 256 << 20;

    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        Ok(Self { file: BufReader::with_capacity(1 << 20, fs::File::open(path)?) })
    }

    /// The next ones; none at the end.
    pub(crate) fn next(&mut self) -> io::Result<Vec<Vec<u8>>> {
        let (mut records, mut bytes) = (Vec::new(), 0);
        while bytes < Self::AT_ONCE {
            let mut length = [0; 4];
            match self.file.read_exact(&mut length) {
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
                read => read?,
            }
            let mut record = vec![0; u32::from_le_bytes(length) as usize];
            self.file.read_exact(&mut record)?;
            bytes += record.len();
            records.push(record);
        }
        Ok(records)
    }
}
