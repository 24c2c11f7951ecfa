//! The tar archive of a backup.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write as _};
use std::path::{Path, PathBuf};

use jiceng_core::domain::evidence::FileDigest;
use jiceng_core::layout;
use jiceng_core::log::{JournalReader, LogError};
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

use super::{BackupError, BackupFault, FRAMES, Manifest, failed};

/// The names of files in it are not longer.
const NAME_BYTES_MAX: u64 = 512;

/// Writes an archive.
pub(super) struct Writer {
    path: PathBuf,
    tar: tar::Builder<BufWriter<File>>,
    made_at: Timestamp,
}

impl Writer {
    /// Begins a file that only its owner may read: it holds keys.
    pub(super) fn create(path: &Path, made_at: Timestamp) -> Result<Self, BackupError> {
        let file = layout::create_for_owner(path).map_err(failed(path, "write"))?;
        Ok(Self { path: path.to_owned(), tar: tar::Builder::new(BufWriter::new(file)), made_at })
    }

    /// Adds a file.
    pub(super) fn add(&mut self, name: &str, bytes: &[u8]) -> Result<(), BackupError> {
        let mut header = self.header(bytes.len() as u64);
        self.tar.append_data(&mut header, name, bytes).map_err(failed(&self.path, "write"))
    }

    /// Adds the frames that the manifest speaks of. The journal has not changed before its end, so
    /// they are as long as they were.
    pub(super) fn add_frames(&mut self, journal: &JournalReader, manifest: &Manifest) -> Result<(), BackupError> {
        let mut header = self.header(manifest.frames.bytes);
        header.set_path(FRAMES).map_err(failed(&self.path, "write"))?;
        header.set_cksum();
        let out = self.tar.get_mut();
        let path = self.path.clone();
        let broken = |source| LogError::Io { path: path.clone(), source };
        out.write_all(header.as_bytes()).map_err(failed(&self.path, "write"))?;
        let (mut written, mut sha256) = (0, Sha256::new());
        journal.read(manifest.from.position, &mut |frame| {
            written += frame.bytes.len() as u64;
            sha256.update(frame.bytes);
            out.write_all(frame.bytes).map_err(broken)
        })?;
        let content = (written, FileDigest(sha256.finalize().into()));
        if content != (manifest.frames.bytes, manifest.frames.sha256) {
            return Err(BackupError::Differs { path: self.path.clone(), what: FRAMES.to_owned() });
        }
        let padding = written.next_multiple_of(512) - written;
        io::copy(&mut io::repeat(0).take(padding), out).map_err(failed(&self.path, "write"))?;
        Ok(())
    }

    /// Ends the file, durably.
    pub(super) fn finish(self) -> Result<(), BackupError> {
        let failed = failed(&self.path, "write");
        let file = self.tar.into_inner().map_err(&failed)?.into_inner().map_err(|error| failed(error.into_error()))?;
        file.sync_all().map_err(&failed)
    }

    fn header(&self, size: u64) -> tar::Header {
        let mut header = tar::Header::new_gnu();
        header.set_size(size);
        header.set_mode(0o600);
        header.set_mtime(u64::try_from(self.made_at.as_second()).unwrap_or_default());
        header.set_cksum();
        header
    }
}

/// Reads an archive, file by file, in their order; the file before must have been read.
pub(super) fn read(
    path: &Path,
    take: &mut dyn FnMut(&str, &mut dyn Read) -> Result<(), BackupError>,
) -> Result<(), BackupError> {
    let file = File::open(path).map_err(failed(path, "read"))?;
    let mut archive = tar::Archive::new(BufReader::with_capacity(1 << 16, file));
    let not_tar = |_| BackupError::NotABackup { path: path.to_owned(), fault: BackupFault::NotTar };
    let differs = |what: &str| BackupError::Differs { path: path.to_owned(), what: what.to_owned() };
    let mut long_name: Option<String> = None;
    // As they are in the archive: a sparse file, for example, would be as long as it says, whatever
    // is there.
    for entry in archive.entries().map_err(not_tar)?.raw(true) {
        let mut entry = entry.map_err(not_tar)?;
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let kind = entry.header().entry_type();
        if kind.is_gnu_longname() && long_name.is_none() {
            // What follows it is found behind as many bytes as it states.
            if entry.size() > NAME_BYTES_MAX {
                return Err(differs(&name));
            }
            let mut bytes = Vec::new();
            entry.take(NAME_BYTES_MAX).read_to_end(&mut bytes).map_err(not_tar)?;
            let name = bytes.split(|byte| *byte == 0).next().unwrap_or_default();
            long_name = Some(String::from_utf8_lossy(name).into_owned());
            continue;
        }
        let name = long_name.take().unwrap_or(name);
        if !kind.is_file() {
            return Err(differs(&name));
        }
        take(&name, &mut entry)?;
    }
    Ok(())
}
