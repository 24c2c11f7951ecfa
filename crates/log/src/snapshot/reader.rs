//! Reading a snapshot, part by part.

use std::fs::{self, File};
use std::io::{ErrorKind, Read as _, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use zstd::bulk::Decompressor;

use crate::bounded;

use super::{CHUNK_HEADER_BYTES, ChunkHeader, END_BYTES, HEADER_BYTES, SnapshotHead, SnapshotProblem, end};

/// A snapshot whose beginning, end and order of chunks are sound. What is in the chunks shows when
/// they are read.
#[derive(Debug)]
pub struct SnapshotReader {
    path: PathBuf,
    head: SnapshotHead,
    /// Where each chunk of each part begins.
    parts: Vec<Vec<(u64, ChunkHeader)>>,
}

/// The chunks of one part. Several parts can be read at the same time.
pub(super) struct PartReader {
    file: File,
    checksum: u32,
    chunks: std::vec::IntoIter<(u64, ChunkHeader)>,
    packed: Vec<u8>,
    unpacker: Decompressor<'static>,
    problem: Option<SnapshotProblem>,
}

impl SnapshotReader {
    /// Opens a file.
    pub fn open(path: &Path) -> Result<Self, SnapshotProblem> {
        let metadata = fs::metadata(path)?;
        if !metadata.is_file() || bounded::is_mostly_holes(&metadata) {
            return Err(SnapshotProblem::Damaged { at: 0 });
        }
        let mut file = File::open(path)?;
        let head = SnapshotHead::from_bytes(&exactly(&mut file, 0)?)?;
        let mut parts: Vec<Vec<(u64, ChunkHeader)>> = Vec::new();
        let (mut at, mut chunks) = (HEADER_BYTES as u64, 0);
        let last = file.metadata()?.len().checked_sub(END_BYTES as u64);
        let last = last.ok_or(SnapshotProblem::Damaged { at })?;
        while at < last {
            let damaged = || SnapshotProblem::Damaged { at };
            let header = ChunkHeader::from_bytes(&exactly(&mut file, at)?).ok_or_else(damaged)?;
            let part = usize::try_from(header.part).map_err(|_| damaged())?;
            if header.number == 0 && part == parts.len() {
                parts.push(Vec::new());
            }
            let of_part = parts.last_mut().filter(|of_part| of_part.len() as u64 == u64::from(header.number));
            of_part.ok_or_else(damaged)?.push((at, header));
            if part + 1 != parts.len() {
                return Err(damaged());
            }
            at += CHUNK_HEADER_BYTES as u64 + u64::from(header.packed_bytes);
            chunks += 1;
            file.seek(SeekFrom::Start(at))?;
        }
        if at != last || exactly(&mut file, at)? != end(head.checksum(), chunks) {
            return Err(SnapshotProblem::Damaged { at });
        }
        Ok(Self { path: path.to_owned(), head, parts })
    }

    /// What it is of.
    pub const fn head(&self) -> SnapshotHead {
        self.head
    }

    /// How many bytes each part has, unpacked.
    pub(super) fn parts(&self) -> impl ExactSizeIterator<Item = u64> {
        self.parts.iter().map(|of_part| of_part.iter().map(|(_, header)| u64::from(header.raw_bytes)).sum())
    }

    /// Reads a part; one that is not there has no chunks.
    pub(super) fn part(&self, part: usize) -> Result<PartReader, SnapshotProblem> {
        Ok(PartReader {
            file: File::open(&self.path)?,
            checksum: self.head.checksum(),
            chunks: self.parts.get(part).cloned().unwrap_or_default().into_iter(),
            packed: Vec::new(),
            unpacker: Decompressor::new()?,
            problem: None,
        })
    }
}

impl PartReader {
    /// Puts the next chunk in the place of what is given; whether there was one. What went wrong,
    /// if anything did, [`problem`](Self::problem) says.
    pub(super) fn next(&mut self, raw: &mut Vec<u8>) -> bool {
        let Some((at, header)) = self.chunks.next() else { return false };
        let read = self.read(at, header, raw);
        self.problem = read.err();
        self.problem.is_none()
    }

    /// Why there was no next chunk; none at the end.
    pub(super) fn problem(self) -> Option<SnapshotProblem> {
        self.problem
    }

    fn read(&mut self, at: u64, header: ChunkHeader, raw: &mut Vec<u8>) -> Result<(), SnapshotProblem> {
        self.file.seek(SeekFrom::Start(at + CHUNK_HEADER_BYTES as u64))?;
        self.packed.clear();
        (&self.file).take(u64::from(header.packed_bytes)).read_to_end(&mut self.packed)?;
        let damaged = || SnapshotProblem::Damaged { at };
        if header.checksum_of(self.checksum, &self.packed) != header.checksum {
            return Err(damaged());
        }
        let raw_bytes = usize::try_from(header.raw_bytes).map_err(|_| damaged())?;
        raw.clear();
        raw.reserve(raw_bytes);
        let unpacked = self.unpacker.decompress_to_buffer(&self.packed, raw).map_err(|_| damaged())?;
        if unpacked == raw_bytes { Ok(()) } else { Err(damaged()) }
    }
}

/// The next bytes, which must be there.
fn exactly<const N: usize>(file: &mut File, at: u64) -> Result<[u8; N], SnapshotProblem> {
    let mut bytes = [0; N];
    match file.read_exact(&mut bytes) {
        Ok(()) => Ok(bytes),
        Err(error) if error.kind() == ErrorKind::UnexpectedEof => Err(SnapshotProblem::Damaged { at }),
        Err(error) => Err(error.into()),
    }
}
