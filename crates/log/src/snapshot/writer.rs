//! Writing a snapshot, chunk by chunk.

use std::fs::{self, File};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{ChunkHeader, RAW_BYTES_MAX, SnapshotHead, end};
use crate::durable;

/// The level of compression: what is written once is read many times, and as quickly at any level.
const LEVEL: i32 = 1;

/// A snapshot in the making. Dropped before it is finished, it leaves nothing behind.
pub(super) struct SnapshotWriter {
    file: File,
    /// Its name until it is whole.
    unfinished: PathBuf,
    is_finished: bool,
    checksum: u32,
    part: u32,
    number: u32,
    chunks: u64,
    bytes: u64,
}

impl SnapshotWriter {
    /// Begins a snapshot under the name that it has until it is whole.
    pub(super) fn create(unfinished: &Path, head: SnapshotHead) -> io::Result<Self> {
        let mut writer = Self {
            file: File::create(unfinished)?,
            unfinished: unfinished.to_owned(),
            is_finished: false,
            checksum: head.checksum(),
            part: 0,
            number: 0,
            chunks: 0,
            bytes: 0,
        };
        writer.put(&head.to_bytes())?;
        Ok(writer)
    }

    /// Begins a part. All of its chunks come now.
    pub(super) fn part(&mut self, part: u32) {
        (self.part, self.number) = (part, 0);
    }

    /// Adds a chunk to the part, of at most 4 MiB.
    pub(super) fn chunk(&mut self, raw: &[u8]) -> io::Result<()> {
        let too_large = || io::Error::new(io::ErrorKind::FileTooLarge, "a chunk of more than 4 MiB");
        let raw_bytes = u32::try_from(raw.len()).ok().filter(|_| raw.len() <= RAW_BYTES_MAX).ok_or_else(too_large)?;
        let packed = zstd::bulk::compress(raw, LEVEL)?;
        let packed_bytes = u32::try_from(packed.len()).map_err(|_| too_large())?;
        let mut header = ChunkHeader { part: self.part, number: self.number, raw_bytes, packed_bytes, checksum: 0 };
        header.checksum = header.checksum_of(self.checksum, &packed);
        self.put(&header.to_bytes())?;
        self.put(&packed)?;
        self.number += 1;
        self.chunks += 1;
        Ok(())
    }

    /// Ends the snapshot and gives it its name, durably on return; how many bytes it takes.
    pub(super) fn finish(mut self, path: &Path) -> io::Result<u64> {
        self.put(&end(self.checksum, self.chunks))?;
        self.file.sync_all()?;
        durable::rename(&self.unfinished, path)?;
        self.is_finished = true;
        Ok(self.bytes)
    }

    fn put(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.bytes += bytes.len() as u64;
        self.file.write_all(bytes)
    }
}

impl Drop for SnapshotWriter {
    fn drop(&mut self) {
        if !self.is_finished {
            let _ = fs::remove_file(&self.unfinished); // a later one does it again
        }
    }
}
